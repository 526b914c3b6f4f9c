"""Every setting once, and how its value is found: default, file, environment, flag, the last one winning.

Values go in from four places, one frozen `Settings` comes out, knowing for each value where it came
from. Read once, by `web.cli`, and passed on; nothing here is read at import. Not for what a single
search asks for (see `web.params`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from index.errors import InvalidSettings
from index.urls import is_web_url

DEFAULT_FILE = "backfile.toml"
CONFIG_VARIABLE = "BACKFILE_CONFIG"
"""Names the settings file, as `--config` does; the one variable that is no setting."""

_PREFIX = "BACKFILE_"

Value = str | int


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `low` and `high` bound a number, `check` gives what is wrong with a text, or ""."""

    name: str
    default: Value
    help: str
    low: int = 0
    high: int = 0
    check: Callable[[str], str] = lambda _: ""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return _PREFIX + self.name.upper()


def _wrong_base_url(text: str) -> str:
    return "" if not text or is_web_url(text) else "it must begin with https:// or http://"


def _blank(text: str) -> str:
    return "" if text.strip() else "it cannot be empty"


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("archive", ".backfile", "folder of the archive", check=_blank),
        Setting("host", "127.0.0.1", "address to listen on; 0.0.0.0 for every network", check=_blank),
        Setting("port", 8000, "port to listen on", low=1, high=65535),
        Setting("workers", 2, "processes that answer requests", low=1, high=256),
        Setting("title", "Backfile", "name of the site, shown on every page", check=_blank),
        Setting(
            "base_url",
            "",
            "address the site is reached under, where it is not the one asked for",
            check=_wrong_base_url,
        ),
        Setting("keep", 2, "generations kept on disk, the one served included", low=1, high=1000),
        Setting("processes", 0, "processes that read files in a rebuild; 0 is one a core", low=0, high=256),
    )
}


@dataclass(frozen=True, slots=True)
class Settings:
    """A checked value for every setting; `origins` tells where each came from."""

    archive: Path
    host: str
    port: int
    workers: int
    title: str
    base_url: str
    keep: int
    processes: int
    origins: Mapping[str, str]


def load_settings(
    flags: Mapping[str, Value | None], environment: Mapping[str, str], file: Path | None = None
) -> Settings:
    """The settings in force. `file` None reads backfile.toml where the command runs, if it is there.

    Raises InvalidSettings for a key that is none, naming the nearest that is, and for an impossible value.
    """
    values: dict[str, Value] = {setting.name: setting.default for setting in SETTINGS.values()}
    origins = dict.fromkeys(values, "default")
    for given, origin in (
        *_from_file(file, environment),
        *_from_environment(environment),
        *((pair, f"--{pair[0].replace('_', '-')}") for pair in flags.items() if pair[1] is not None),
    ):
        name, value = given
        values[name] = _checked(SETTINGS[name], value, origin)
        origins[name] = origin
    archive = Path(str(values.pop("archive")))
    return Settings(archive=archive, origins=origins, **values)  # type: ignore[arg-type]


def settings_to_json(settings: Settings) -> list[dict[str, Value]]:
    """Every setting with its value, where it came from and what it is for."""
    return [
        {
            "name": setting.name,
            "value": _plain(getattr(settings, setting.name)),
            "from": settings.origins[setting.name],
            "variable": setting.variable,
            "help": setting.help,
        }
        for setting in SETTINGS.values()
    ]


def settings_to_text(settings: Settings) -> str:
    """As `settings_to_json`, a line each."""
    rows = settings_to_json(settings)
    return "\n".join(f"{row['name']:<10} {row['value']!s:<24} {row['from']:<20} {row['help']}" for row in rows)


_Given = tuple[tuple[str, Value], str]


def _from_file(file: Path | None, environment: Mapping[str, str]) -> list[_Given]:
    named = file or (Path(environment[CONFIG_VARIABLE]) if environment.get(CONFIG_VARIABLE) else None)
    path = named or Path(DEFAULT_FILE)
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named:
            raise InvalidSettings(f"The settings file {path} does not exist.") from error
        return []
    except OSError as error:
        raise InvalidSettings(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidSettings(f"The settings file {path} is not TOML: {error}.") from error
    for name in held:
        _require_known(name, SETTINGS, str(path))
    return [((name, value), str(path)) for name, value in held.items()]


def _from_environment(environment: Mapping[str, str]) -> list[_Given]:
    names = {setting.variable: setting.name for setting in SETTINGS.values()}
    given = [name for name in environment if name.startswith(_PREFIX) and name != CONFIG_VARIABLE]
    for variable in given:
        _require_known(variable, names, "the environment")
    return [((names[variable], environment[variable]), variable) for variable in given]


def _require_known(name: str, known: Mapping[str, object], where: str) -> None:
    if name in known:
        return
    near = get_close_matches(name, known, 1)
    advice = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(known)}."
    raise InvalidSettings(f"`{name}` in {where} is not a setting; {advice}")


def _checked(setting: Setting, value: object, origin: str) -> Value:
    """The value as its setting wants it; numbers may be written as text, as in the environment."""
    if isinstance(setting.default, int):
        return _number(setting, value, origin)
    if not isinstance(value, str):
        raise InvalidSettings(f"`{setting.name}` from {origin} is {value!r}; it must be text.")
    if wrong := setting.check(value):
        raise InvalidSettings(f"`{setting.name}` from {origin} is {value!r}; {wrong}.")
    return value


def _number(setting: Setting, value: object, origin: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidSettings(f"`{setting.name}` from {origin} is {value!r}; it must be a whole number.")
    if not setting.low <= int(text) <= setting.high:
        raise InvalidSettings(f"`{setting.name}` from {origin} is {text}; it can be {setting.low} to {setting.high}.")
    return int(text)


def _plain(value: Path | Value) -> Value:
    return str(value) if isinstance(value, Path) else value
