"""Other people's records: their names for the usual fields, what they hold beside them, and what is no article yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.article import Origin
from index.mapping_file import parse_mapping
from index.readers.mapping import FieldReader
from index.readers.other_names import OTHER_NAMES
from index.readers.records import read_json
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report_forms import report_to_text
from index.record import Record, Rejection, Skip
from index.sources import SourceFile, read_file


def read(value: Any) -> list[Record | Rejection | Skip]:
    return list(read_json(json.dumps(value), Origin("a.json")))


def read_table(tmp_path: Path, text: str, mapping: str = "") -> list[Record | Rejection | Skip]:
    (tmp_path / "a.csv").write_text(text)
    fields = FieldReader(parse_mapping(mapping) if mapping else None)
    return list(read_file(SourceFile(str(tmp_path / "a.csv"), "a.csv"), fields=fields))


def dates(found: list[Record | Rejection | Skip]) -> list[str]:
    return [f"{one.published.at:%Y-%m-%d}" if one.published else "" for one in found if isinstance(one, Record)]


@pytest.mark.parametrize(
    "names",
    [
        ("title", "maintext", "date_publish", "url"),
        ("title", "plain_text", "published_date", "responded_url"),
        ("title", "text", "publish_date", "url"),
        ("webTitle", "bodyText", "webPublicationDate", "webUrl"),
        ("post_title", "post_content", "post_date", "permalink"),
        ("TITLE", "Full Text", "Publish Date", "Article-URL"),
    ],
)
def test_the_names_of_common_collections_are_known(names: tuple[str, ...]) -> None:
    """However they are written."""
    values = ("Ferry runs", "It runs at last.", "2021-12-14 09:30:00", "https://coast.example/f")
    (found,) = read(dict(zip(names, values, strict=True)))
    assert isinstance(found, Record)
    assert (found.title, found.urls, found.problems) == ("Ferry runs", (values[3],), ())
    assert found.body
    assert found.published


def test_what_other_systems_wrap_a_text_in_is_taken_off() -> None:
    """A text may stand under `rendered` or `main`, a name under `original`; case makes no difference there."""
    (found,) = read(
        {
            "title": {"rendered": "Ferry runs"},
            "content": {"Rendered": "<p>At last.</p>"},
            "byline": {"Name": "Ada Quill"},
        }
    )
    assert isinstance(found, Record)
    assert (found.title, found.authors) == ("Ferry runs", ("Ada Quill",))
    assert found.body
    (found,) = read({"headline": {"main": "Ferry runs"}, "byline": {"original": "Ada Quill"}})
    assert isinstance(found, Record)
    assert (found.title, found.authors) == ("Ferry runs", ("Ada Quill",))


def test_a_moment_goes_before_its_day() -> None:
    """Where a record has both."""
    (found,) = read({"title": "A", "date": "2021-12-14", "time": "09:30", "dateTime": "2021-12-14T09:30:00Z"})
    assert isinstance(found, Record)
    assert found.published
    assert found.published.precision == "second"


def test_names_that_are_not_taken_are_told_once_a_file(tmp_path: Path) -> None:
    """With the first record that has something there; names of a mapping are taken."""
    rows = "title,body,lang,rank,hed\nA,One.,,,\nB,Two.,en,,Bee\nC,Three.,en,7,\n"
    told = [
        [problem.value for problem in one.problems if problem.field == OTHER_NAMES]
        for one in read_table(tmp_path, rows, '[fields]\ntitle = ["hed", "title"]')
        if isinstance(one, Record)
    ]
    assert told == [[], ["lang"], ["rank"]]
    lines = '{"title": "A", "lang": "en", "@context": "x"}\n{"title": "B", "lang": "en", "mood": []}\n'
    (tmp_path / "b.jsonl").write_text(lines)
    (tmp_path / "c.jsonl").write_text(lines)
    report = rebuild([tmp_path / "b.jsonl", tmp_path / "c.jsonl"], tmp_path / "archive")
    assert "Names that no field of an article has, not taken (1)\n  lang (in 2, first b.jsonl:1)" in report_to_text(
        report
    )
    assert "could not be read" not in report_to_text(report)


def test_a_thousand_other_columns_are_told_in_short(tmp_path: Path) -> None:
    """As many as there is room for, and how many more."""
    names = [f"column {n}" for n in range(1_000)]
    (found,) = read_table(tmp_path, f"title,body,{','.join(names)}\nA,One.,{','.join('x' * 1_000)}\n")
    assert isinstance(found, Record)
    (problem,) = found.problems
    assert len(problem.value) <= 200
    assert problem.value.startswith("column 0, column 1, ")
    assert problem.value.endswith(" more")


@pytest.mark.parametrize(
    ("status", "is_shown"),
    [
        ({"post_status": "publish"}, True),
        ({"post_status": "draft"}, False),
        ({"post_status": "Auto-Draft"}, False),
        ({"post_status": "private"}, False),
        ({"post_status": "trash"}, False),
        ({"Status": "pending", "Post Type": "post"}, False),
        ({"status": "pending"}, True),
        ({"status": "draft"}, False),
        ({"status": "success"}, True),
        ({"status": 200}, True),
    ],
)
def test_what_is_not_published_is_passed_over(status: dict[str, object], is_shown: bool) -> None:
    """By its status in the system that exported it, with the reason."""
    (found,) = read({"title": "A", "content": "One.", **status})
    assert isinstance(found, Record if is_shown else Skip)
    assert is_shown or "not published" in getattr(found, "reason", "")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["04.03.2021", "5.3.2021 14:05"], ["2021-03-04", "2021-03-05"]),
        (["04/03/2021", "31/12/2020", "05/03/2021 14:05"], ["2021-03-04", "2020-12-31", "2021-03-05"]),
        (["04/03/2021", "12/31/2020", "5-3-2021"], ["2021-04-03", "2020-12-31", "2021-05-03"]),
        (["04/03/2021", "12/31/2020", "31/12/2020"], ["", "2020-12-31", "2020-12-31"]),
        (["04/03/2021", "05/03/2021"], ["", ""]),
        (["04/03/2021", "31/12/45", "99/99/2021"], ["", "", ""]),
        (["04/03/21", "31/12/99", "5/3/21 14:05"], ["2021-03-04", "1999-12-31", "2021-03-05"]),
        (["04/03/21", "12/31/20", "3/25/21 14:05"], ["2021-04-03", "2020-12-31", "2021-03-25"]),
        (["04/03/21", "5/3/21"], ["", ""]),
        (["19-Feb-18", "3-Mar-99 8:05", "04.03.98"], ["2018-02-19", "1999-03-03", "1998-03-04"]),
        (["21-03-04", "19-Feb-45", "45.12.21"], ["", "", ""]),
        (["21.03.04", "21.03.17", "21.12.09"], ["", "", ""]),
        (["18/11/02", "18/11/30", "19/01/31"], ["", "", ""]),
        (["98.03.04", "99.12.31 14:05"], ["", ""]),
        (["25.03.21", "31.03.21", "04.03.21"], ["2021-03-25", "2021-03-31", "2021-03-04"]),
        (["25.03.21", "14.05.98"], ["2021-03-25", "1998-05-14"]),
        (["25/03/21", "31/03/21", "04/03/21"], ["2021-03-25", "2021-03-31", "2021-03-04"]),
        (["25/03/21", "14/12/2021"], ["2021-03-25", "2021-12-14"]),
        (["25/03/21", "12/31/20"], ["", "2020-12-31"]),
        (["21-Mar-04"], ["2004-03-21"]),
        (["04/03/2021"] * 90 + ["31/12/2020"], ["2021-03-04"] * 90 + ["2020-12-31"]),
    ],
)
def test_the_dates_of_a_column_are_read_in_one_order(tmp_path: Path, column: list[str], expected: list[str]) -> None:
    """One that can be read in one way alone tells the others; where two contradict each other nothing does."""
    rows = "".join(f"Story {n};Text;{date}\n" for n, date in enumerate(column))
    assert dates(read_table(tmp_path, f"title;body;date\n{rows}")) == expected


def test_a_mapping_names_a_column_of_dates(tmp_path: Path) -> None:
    """And the formats that it gives go before what the column tells."""
    rows = "title,body,when\nA,x,04/03/2021\nB,y,31/12/2020\n"
    assert dates(read_table(tmp_path, rows, '[fields]\ndate = "when"')) == ["2021-03-04", "2020-12-31"]
    american = '[fields]\ndate = "when"\n'
    assert dates(read_table(tmp_path, rows, f'date_format = "%m/%d/%Y"\n{american}')) == ["2021-04-03", "2020-12-31"]


@pytest.mark.parametrize(
    ("keywords", "topics"),
    [
        ([{"name": "subject", "value": "Ports", "rank": 1}, {"name": "glocations", "value": "Greyhaven"}], "both"),
        ([{"name": "Subject", "value": "Ports"}, {"name": "creative_works", "value": "Greyhaven"}], "both"),
        ([{"name": "Ports", "value": "ports"}, {"name": "Greyhaven", "value": 0.7}], "both"),
        ([{"id": "world/ports", "webTitle": "Ports"}, {"label": "Greyhaven", "wgt": 3}], "both"),
        ([{"name": "topic", "value": ""}], "topic"),
    ],
)
def test_a_topic_is_what_stands_in_its_list(keywords: list[dict[str, object]], topics: str) -> None:
    """And not the name of the list, where an interface gives that as a name."""
    (found,) = read({"title": "A", "keywords": keywords})
    assert isinstance(found, Record)
    assert found.topics == (("Ports", "Greyhaven") if topics == "both" else (topics,))
    assert found.problems == ()


@pytest.mark.parametrize("author", [3, "3", {"name": 3}])
def test_a_number_is_no_author(author: object) -> None:
    """It is the key of a table that is not there, and is told; a name beside it stays."""
    (found,) = read({"title": "A", "authors": [author, "Ada Quill"]})
    assert isinstance(found, Record)
    assert (found.authors, [problem.value for problem in found.problems]) == (("Ada Quill",), ["3"])
