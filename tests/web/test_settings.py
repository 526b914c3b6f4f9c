"""Settings: which place wins, what is refused, and that a refusal says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import InvalidSettings
from web.settings import SETTINGS, load_settings, settings_to_json, settings_to_text


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_its_default_when_nothing_is_given() -> None:
    """Backfile runs without any configuration, and says that it does."""
    settings = load_settings({}, {})
    assert (settings.archive, settings.port, settings.workers) == (Path(".backfile"), 8000, 2)
    assert set(settings.origins.values()) == {"default"}


def test_the_nearer_place_wins_when_a_setting_is_given_in_several(tmp_path: Path) -> None:
    """Default, file, environment, flag: each wins over those before it, and `config` tells which did."""
    (tmp_path / "backfile.toml").write_text('port = 1\nhost = "a"\ntitle = "From the file"\n')
    settings = load_settings({"port": "3", "host": None}, {"BACKFILE_PORT": "2", "BACKFILE_HOST": "b", "HOME": "/"})
    assert (settings.port, settings.host, settings.title, settings.workers) == (3, "b", "From the file", 2)
    origins = {name: settings.origins[name] for name in ("port", "host", "title", "workers")}
    assert origins == {"port": "--port", "host": "BACKFILE_HOST", "title": "backfile.toml", "workers": "default"}


def test_the_file_named_is_read_when_one_is_named(tmp_path: Path) -> None:
    """A flag's file wins over the environment's, and both over the one in the working folder."""
    for name, port in (("backfile.toml", 1), ("b.toml", 2), ("c.toml", 3)):
        (tmp_path / name).write_text(f"port = {port}")
    assert load_settings({}, {"BACKFILE_CONFIG": "b.toml"}).port == 2
    assert load_settings({}, {"BACKFILE_CONFIG": "b.toml"}, Path("c.toml")).port == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "`prot` in backfile.toml is not a setting; did you mean `port`?"),
        ("zzzzzz = 1", "there are: archive, host"),
        ('port = "many"', "`port` from backfile.toml is 'many'; it must be a whole number."),
        ("port = true", "must be a whole number"),
        ("port = 1.5", "must be a whole number"),
        ("port = 65536", "it can be 1 to 65535"),
        ("workers = 0", "it can be 1 to 256"),
        ("host = 1", "it must be text"),
        ('host = ""', "cannot be empty"),
        ('base_url = "javascript:x"', "must begin with https:// or http://"),
        ("port = ", "backfile.toml is not TOML"),
        ("[port]\nx = 1", "must be a whole number"),
    ],
)
def test_the_error_says_what_is_wrong_where_when_the_file_cannot_be_meant(tmp_path: Path, text: str, says: str) -> None:
    """A typing error in the settings never passes in silence."""
    (tmp_path / "backfile.toml").write_text(text)
    with pytest.raises(InvalidSettings) as caught:
        load_settings({}, {})
    assert says in str(caught.value)


def test_a_file_that_is_named_must_be_there() -> None:
    """A settings file that was asked for and is missing is an error, not the defaults."""
    with pytest.raises(InvalidSettings, match=r"nowhere\.toml does not exist"):
        load_settings({}, {}, Path("nowhere.toml"))


def test_a_file_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 give a sentence, not a traceback."""
    (tmp_path / "backfile.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(InvalidSettings, match="is not TOML"):
        load_settings({}, {})


def test_an_unknown_variable_is_an_error_that_names_the_nearest() -> None:
    """BACKFILE_PROT is a mistake that would otherwise go unseen."""
    with pytest.raises(InvalidSettings, match=r"`BACKFILE_PROT` in the environment.*`BACKFILE_PORT`"):
        load_settings({}, {"BACKFILE_PROT": "1"})


def test_every_setting_is_shown_with_its_origin_when_they_are_listed() -> None:
    """`backfile config` leaves none out and tells how to set each."""
    settings = load_settings({"archive": "x"}, {})
    shown = settings_to_json(settings)
    assert [row["name"] for row in shown] == list(SETTINGS)
    assert {row["name"]: (row["value"], row["from"]) for row in shown}["archive"] == ("x", "--archive")
    assert all(row["help"] and str(row["variable"]).startswith("BACKFILE_") for row in shown)
    assert len(settings_to_text(settings).splitlines()) == len(SETTINGS)
