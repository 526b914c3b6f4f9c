"""A mapping reads other people's field names; a mistake in its file is one clear error, one in a name a warning."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from index.article import Image, Instant, Origin, Provider
from index.errors import InvalidSettings
from index.mapping_file import LARGEST_MAPPING, load_mapping, parse_mapping
from index.readers.mapping import FIELDS, FieldMapping, FieldReader, apply
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report_forms import report_to_json, report_to_text
from index.record import RawBody, Record
from web.cli import cli

FOREIGN = """
date_format = ["%d/%m/%Y %H:%M", "unix_ms"]
[fields]
title = ["headline_long", "headline_short"]
body = "content.body"
url = ["links.web", "links.mobile"]
date = "times.first"
authors = "writers.name"
topics = "themes"
images = "media.0.src"
[separators]
topics = "/"
[constants]
provider = "Coast Wire"
type = "dispatch"
"""
DISPATCH: dict[str, Any] = {
    "headline_long": " ",
    "headline_short": "Ferry runs again",
    "content": {"body": ["The ferry runs.", "Its captain was glad."]},
    "links": {"web": "https://coast.example/f", "mobile": "https://m.coast.example/f"},
    "times": {"first": "03/04/2021 09:30"},
    "writers": [{"name": "Ada Quill"}, {"name": "Ben Ink"}],
    "themes": "Sea/Transport",
    "media": [{"src": "https://coast.example/f.jpg"}],
    "publisher": "a name of the export",
    "section": "local",
}


def read(mapping: str, value: dict[str, Any]) -> Record:
    found = FieldReader(parse_mapping(mapping)).read(value, Origin("a.json"), "records")
    assert isinstance(found, Record), found
    return found


def test_a_foreign_record_is_read_by_its_mapping() -> None:
    """Lists of names, paths through objects and lists, separators, constants; unmapped names as usual."""
    assert read(FOREIGN, DISPATCH) == Record(
        origin=Origin("a.json"),
        reader="records",
        title="Ferry runs again",
        body=RawBody("The ferry runs.\n\nIts captain was glad.", "plain"),
        urls=("https://coast.example/f", "https://m.coast.example/f"),
        provider=Provider("Coast Wire"),
        authors=("Ada Quill", "Ben Ink"),
        published=Instant(datetime(2021, 4, 3, 9, 30, tzinfo=UTC), "second", "assumed"),
        category="local",
        type="dispatch",
        topics=("Sea", "Transport"),
        images=(Image("https://coast.example/f.jpg"),),
    )


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("%d.%m.%Y", "03.04.2021", Instant(datetime(2021, 4, 3, tzinfo=UTC), "day", "assumed")),
        (
            "%m/%d/%y %I:%M %p",
            "04/03/21 01:05 PM",
            Instant(datetime(2021, 4, 3, 13, 5, tzinfo=UTC), "second", "assumed"),
        ),
        ("%Y%m%dT%H%M%S%z", "20210403T100000+0200", Instant(datetime(2021, 4, 3, 8, tzinfo=UTC))),
        ("%Y%m%d", 20210403, Instant(datetime(2021, 4, 3, tzinfo=UTC), "day", "assumed")),
        ("unix", "1617442200", Instant(datetime(2021, 4, 3, 9, 30, tzinfo=UTC))),
        ("unix", -86400, Instant(datetime(1969, 12, 31, tzinfo=UTC))),
        ("unix_ms", 1617442200250, Instant(datetime(2021, 4, 3, 9, 30, 0, 250_000, tzinfo=UTC))),
    ],
)
def test_dates_are_read_by_the_format_given(form: str, value: object, expected: Instant) -> None:
    """A pattern, or a number of seconds or milliseconds; also under the usual names."""
    assert read(f'date_format = "{form}"', {"title": "A", "date": value}).published == expected


@pytest.mark.parametrize("value", ["2021-04-03", "3 April 2021"])
def test_a_date_that_does_not_fit_is_read_as_any_other(value: str) -> None:
    """Or reported as any other."""
    mapping = 'date_format = "%d.%m.%Y"'
    assert read(mapping, {"title": "A", "date": value}).published
    unread = read(mapping, {"title": "A", "date": "04/03/2021"})
    assert (unread.published, [problem.field for problem in unread.problems]) == (None, ["published"])


def test_the_form_of_bodies_is_taken_from_the_mapping() -> None:
    """Ticker symbols in angle brackets stay text, and pages are read as pages."""
    body = "<p>Shares of <A> fell.</p>"
    for form in ("plain", "markdown", "html", "page"):
        assert read(f'body_form = "{form}"', {"title": "A", "text": body}).body == RawBody(body, form)


def test_a_mapped_field_is_not_mixed_with_its_usual_names() -> None:
    """A mapped name that is there but empty is empty; one that is not there leaves the usual names in force."""
    mapping = '[fields]\ntitle = "hed"\nbody = "story"'
    assert read(mapping, {"hed": "A", "story": "", "text": "Teaser"}).body is None
    assert read(mapping, {"hed": "A", "text": "Whole"}).body == RawBody("Whole", "plain")


def test_a_name_used_for_one_field_is_not_read_as_another() -> None:
    """A `headline` mapped to the excerpt is no title."""
    found = read('[fields]\nexcerpt = "headline"', {"headline": "In short.", "name": "x", "title": "A"})
    assert (found.title, found.excerpt) == ("A", "In short.")
    assert read('[fields]\nexcerpt = "headline"', {"headline": "In short."}).title == ""


def test_a_constant_beside_a_name_fills_only_what_is_empty() -> None:
    """Alone it stands for every record."""
    beside = '[fields]\nprovider = "paper"\n[constants]\nprovider = "Coast Wire"'
    assert read(beside, {"title": "A", "paper": "Tin Times"}).provider.name == "Tin Times"
    assert read(beside, {"title": "A", "paper": ""}).provider.name == "Coast Wire"
    assert read('[constants]\nprovider = "Coast Wire"', {"title": "A", "provider": "x"}).provider.name == "Coast Wire"


def test_what_was_secured_stays_secured() -> None:
    """A mapping cannot make a reader forget that encrypted text was there."""
    assert read('[fields]\nbody = "secured"\ntitle = "hed"', {"hed": "A", "secured": "sealed text"}).secured


def test_more_addresses_than_are_kept_are_told() -> None:
    """None is dropped in silence."""
    found = read('[fields]\nurl = "links"', {"title": "A", "links": [f"https://a.example/{n}" for n in range(14)]})
    assert len(found.urls) == len(FIELDS["url"])
    assert [problem.value for problem in found.problems] == [f"{14 - len(found.urls)} more"]


def test_names_that_no_record_has_are_told() -> None:
    """Each by itself: one of two may be a slip."""
    mapping = parse_mapping('[fields]\ntitle = ["hed", "hedline"]\nbody = "story"')
    fields = FieldReader(mapping)
    for value in ({"hed": "A"}, {"hed": "", "Story": ""}):
        fields.read(value, Origin("a"), "records")
    (warning,) = mapping.unmet(fields.met)
    assert "`title`" in warning
    assert "`hedline`" in warning


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "a.b", "0", "date"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_place = st.sampled_from(["a", "b", "a.b", "a.0", "b.a.b", "0.0", "date"])


@given(
    st.dictionaries(st.sampled_from(["a", "b", "a.b", "date", "title"]), _json, max_size=4),
    st.dictionaries(
        st.sampled_from(["title", "body", "url", "date", "authors", "images"]), st.lists(_place, min_size=1), max_size=4
    ),
)
def test_no_record_makes_a_mapping_fail(given_fields: dict[str, object], places: dict[str, list[str]]) -> None:
    """Whatever stands at a place, the record is read or rejected, and the record itself is left as it was."""
    mapping = FieldMapping(
        tuple((field, tuple(names)) for field, names in places.items()),
        separators=(("authors", ";"),),
        date_formats=("%d/%m/%Y", "unix", "unix_ms"),
        body_form="html",
    )
    before = repr(given_fields)
    assert FieldReader(mapping).read(given_fields, Origin("a"), "records")
    assert repr(given_fields) == before
    assert apply(mapping, given_fields).met <= {place for names in places.values() for place in names}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "is not TOML"),
        ("\xff", "is not TOML"),
        ("", "nothing is mapped"),
        ('[feilds]\ntitle = "a"', "did you mean `fields`?"),
        ('[fields]\ntitel = "a"', "did you mean `title`?"),
        ('[fields]\nheadline = "a"', "there are: id, title"),
        ("[fields]\ntitle = 3", "`title` under [fields] is 3"),
        ("[fields]\ntitle = []", "`title` under [fields]"),
        ('[fields]\ntitle = ["a", 1]', "`title` under [fields]"),
        ('[fields]\ntitle = "a..b"', "'a..b'"),
        ('[fields]\ntitle = ""', "''"),
        ('[fields]\ntitle = "a"\nbody_form = "html"', "above the first section"),
        ('fields = "title"', "[fields]"),
        ('body_form = "htm"', "plain, markdown, html, page"),
        ('date_format = "%Y-%m"', "year, month and day"),
        ('date_format = "%Q"', "year, month and day"),
        ("date_format = 7", "`date_format` is 7"),
        ('[constants]\ntitle = "a"', "`title` under [constants]"),
        ('[constants]\nquality = "good"', "not a whole number"),
        ("[constants]\nprovider = 7", "`provider` under [constants] is 7"),
        ('[constants]\nprovider = " "', "is empty"),
        ('[separators]\ntitle = ";"', "`title` under [separators]"),
        ('[separators]\nauthors = ""', "`authors` under [separators]"),
        ("[fields]\ntitle = [" + ", ".join(f'"n{n}"' for n in range(60)) + "]", "60 names"),
        ("x = " + "[" * 5_000, "is not TOML"),
        ("#" * (LARGEST_MAPPING + 1), "larger than"),
    ],
)
def test_a_wrong_mapping_file_is_one_error_that_says_where(tmp_path: Path, text: str, said: str) -> None:
    """What is wrong, in which file, and what to write."""
    path = tmp_path / "names.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InvalidSettings) as raised:
        load_mapping(path)
    assert str(path) in str(raised.value)
    assert said in str(raised.value)


def test_a_mapping_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Neither is a folder one."""
    for path, said in ((tmp_path / "gone.toml", "does not exist"), (tmp_path, "cannot be read")):
        with pytest.raises(InvalidSettings, match=said):
            load_mapping(path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(json.dumps(DISPATCH | {"nr": n, "links": {}}) + "\n" for n in range(800)))
    (folder / "b.csv").write_text("headline_short,content.body\nTin mine floods,Water rose.\n")
    (tmp_path / "names.toml").write_text(FOREIGN.replace('"links.mobile"', '"links.moblie"'))
    return folder


def test_a_rebuild_takes_the_mapping_through_all_processes(source: Path, tmp_path: Path) -> None:
    """The result does not depend on how many read, and a slip in a name is in the report."""
    mapping = load_mapping(tmp_path / "names.toml")
    reports = [
        rebuild([source], tmp_path / f"archive{n}", options=RebuildOptions(processes=n, mapping=mapping))
        for n in (1, 2)
    ]
    for report in reports:
        assert report.articles == 801
        assert report.readers == {"csv": 1, "records": 800}
        assert [warning.split("`")[3] for warning in report.warnings] == ["links.web", "links.moblie"]
        assert report_to_json(report)["warnings"] == list(report.warnings)
        assert "Warnings (2)\n  The mapping reads `url` from `links.web`" in report_to_text(report)


def test_clean_and_rebuild_take_a_mapping_file(source: Path, tmp_path: Path) -> None:
    """Both read alike; `clean` warns on stderr."""
    names, archive = tmp_path / "names.toml", tmp_path / "archive"
    cleaned = run("clean", source / "b.csv", "--mapping", names, "--format", "json")
    assert json.loads(cleaned.stdout)["article"]["title"] == "Tin mine floods"
    assert "`links.moblie`" in cleaned.stderr
    built = run("rebuild", source, "--archive", archive, "--mapping", names, "--format", "json")
    assert built.exit_code == 0
    assert json.loads(built.stdout)["articles"]["by_reader"] == {"csv": 1, "records": 800}


def test_a_wrong_mapping_stops_a_rebuild_before_anything_is_read(source: Path, tmp_path: Path) -> None:
    """One line on stderr, exit code 2, no archive."""
    (tmp_path / "names.toml").write_text('[fields]\ntitel = "a"')
    for command in (("rebuild", source, "--archive", tmp_path / "archive"), ("clean", source)):
        result = run(*command, "--mapping", tmp_path / "names.toml")
        assert result.exit_code == 2
        assert "did you mean `title`?" in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "archive").exists()
