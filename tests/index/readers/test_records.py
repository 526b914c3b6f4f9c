"""JSON and JSON Lines become records one by one; a bad one costs only itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from index.article import Image, Instant, Origin, Provider
from index.readers.other_names import OTHER_NAMES
from index.readers.records import is_json, is_json_lines, read_json, read_json_lines
from index.record import Problem, RawBody, Record, Rejection, Skip


def read(value: object) -> list[Record | Rejection | Skip]:
    return list(read_json(json.dumps(value), Origin("news/a.json")))


def record(value: object) -> Record:
    (found,) = read(value)
    assert isinstance(found, Record), found
    return found


def lines(text: str) -> list[Record | Rejection | Skip]:
    return list(read_json_lines(enumerate(text.split("\n"), 1), "news/a.jsonl"))


def test_a_record_is_read_whole() -> None:
    """The fields of a news interface arrive under our names, its own id among them."""
    found = record(
        {
            "id": 7,
            "title": "Ferry runs again",
            "body": ["First paragraph.", "Second paragraph."],
            "description": "After nine days.",
            "publishedAt": 1_639_443_000,
            "date_modified": "2021-12-15",
            "topics": ["Transport", "Transport", " Sea "],
            "provider": {"name": "Coast Wire", "domain": "coast.example"},
            "url": "https://coast.example/ferry",
            "source": "Wire",
            "authors": [{"name": "Ada Quill"}, "Ben Ink"],
            "category": "local",
            "type": "article",
            "quality": "12",
            "heat": 3.0,
            "urlToImage": "https://coast.example/f.jpg",
            "related": [{"title": "Ferry stops", "url": "https://coast.example/stops"}],
            "lewissplit": "told, not taken",
        }
    )
    assert found == Record(
        origin=Origin("news/a.json"),
        reader="records",
        title="Ferry runs again",
        excerpt="After nine days.",
        body=RawBody("First paragraph.\n\nSecond paragraph.", "plain"),
        urls=("https://coast.example/ferry",),
        provider=Provider("Coast Wire", "coast.example"),
        source="Wire",
        authors=("Ada Quill", "Ben Ink"),
        published=Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC)),
        updated=Instant(datetime(2021, 12, 15, tzinfo=UTC), "day", "assumed"),
        category="local",
        type="article",
        topics=("Transport", "Sea"),
        quality=12,
        heat=3,
        images=(Image("https://coast.example/f.jpg"),),
        related=found.related,
        source_id="7",
        problems=(Problem(OTHER_NAMES, "lewissplit", "are no fields of an article: not taken"),),
    )
    assert [related.urls for related in found.related] == [("https://coast.example/stops",)]


@pytest.mark.parametrize("name", ["articles", "items", "documents", "data"])
def test_a_list_is_read_bare_or_under_a_usual_name(name: str) -> None:
    """Each record of a list has a place of its own, so that it can have a lasting id."""
    entries = [{"title": "A"}, {"title": "B"}]
    for value in (entries, {"status": "ok", name: entries}):
        assert [found.origin for found in read(value)] == [
            Origin(f"news/a.json/{number}", is_entry=True) for number in (1, 2)
        ]


def test_an_article_with_a_list_among_its_fields_is_one_article() -> None:
    """`data` or `items` inside a record do not make it a list of records."""
    assert record({"title": "A", "data": [{"title": "B"}]}).title == "A"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("The offer for <XII> and <BR> stood. Shares of <A> fell.", "plain"),
        ("Prices: 3 < 5 and 7 > 6.", "plain"),
        ("One <b>bold</b> word.", "html"),
        ("<div><p>One.</p></div>", "html"),
    ],
)
def test_a_body_is_html_only_where_it_clearly_is(body: str, form: str) -> None:
    """Ticker symbols in angle brackets are text and must stay findable."""
    assert record({"title": "A", "body": body}).body == RawBody(body, form)  # type: ignore[arg-type]


def test_json_feed_is_read() -> None:
    """The items of a JSON Feed name their HTML as such."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": "<p>x</p>"}]}
    (found,) = read(feed)
    assert isinstance(found, Record)
    assert found.body == RawBody("<p>x</p>", "html")


@pytest.mark.parametrize(
    "value", [{}, {"id": 1}, {"title": "", "body": " "}, {"topics": ["A"]}, [1], ["a"], [], [[{"title": "A"}]]]
)
def test_what_holds_no_article_is_rejected(value: object) -> None:
    """A record needs a title, an excerpt or a body to be found by."""
    (found,) = read(value)
    assert isinstance(found, Rejection)
    assert found.reason


@pytest.mark.parametrize(
    "text", ['{"title": "A"', '{"a": }', "[" * 100_000, '[{"a":' * 50_000, '{"n": ' + "9" * 5_000 + "}"]
)
def test_broken_json_is_rejected_with_its_line(text: str) -> None:
    """Cut off, nested without end or with a monstrous number: one rejection, no crash."""
    (found,) = read_json(text, Origin("a.json"))
    assert isinstance(found, Rejection)
    assert found.origin.line == 1


def test_practical_json_is_read() -> None:
    """NaN is no number to sort by, half a surrogate pair no character, a repeated field a problem."""
    (found,) = read_json('{"title": "a\\ud83d", "quality": NaN, "heat": 1, "heat": 2}', Origin("a.json"))
    assert isinstance(found, Record)
    assert (found.title, found.quality, found.heat) == ("a\ufffd", None, 2)
    assert {problem.field for problem in found.problems} == {"quality", "heat"}


def test_a_sealed_body_never_leaves_a_json_record() -> None:
    """`secured` is a fact in JSON too, and its value is not kept."""
    found = record({"title": "A", "secured": "c2VhbGVk" * 10, "nested": {"secured": "c2VhbGVk" * 10}})
    assert found.secured
    assert "c2VhbGVk" not in repr(found)


def test_values_of_the_wrong_kind_are_problems() -> None:
    """Lists where a word belongs, words where a number belongs: each is named, the rest is read."""
    found = record({"title": "A", "excerpt": {"a": 1}, "quality": True, "heat": 2**40, "date": [], "images": [{}]})
    assert {problem.field for problem in found.problems} == {"excerpt", "quality", "heat", "published", "images"}


def test_bad_lines_are_rejected_alone() -> None:
    """Of a file of lines every good one is read, and every bad one is named by its number."""
    found = lines('{"title": "A"}\n\n{"title": \n[]\n7\n{"title": "B"}\r\n')
    assert [(type(one), one.origin.line) for one in found] == [
        (Record, 1),
        (Rejection, 3),
        (Rejection, 4),
        (Rejection, 5),
        (Record, 6),
    ]


def test_a_line_too_long_is_rejected_alone() -> None:
    """A line that was not read because of its length is not passed over in silence."""
    found = list(read_json_lines([(1, None), (2, '{"title": "A"}')], "a.jsonl"))
    assert [type(one) for one in found] == [Rejection, Record]


@pytest.mark.parametrize(
    ("text", "is_lines"),
    [
        ('{"id": 1}\n{"id": 2}\n', True),
        ('{"id": 1}\n\n', False),
        ('{"id": "cut o\n{"id": 2}\n', True),
        ('{"id": 1}\nbroken\n', True),
        ('{\n"id": 1\n}\n', False),
        ('{"articles": [\n{"id": 1},\n{"id": 2}]}', False),
        ('[{"id": 1},\n{"id": 2}]', False),
    ],
)
def test_lines_are_told_from_one_json_text(text: str, is_lines: bool) -> None:
    """A broken first line does not hide the good ones behind it."""
    assert is_json(text)
    assert is_json_lines(text) is is_lines


@pytest.mark.parametrize("value", [0, 1, True, False, "no", "yes", "off"])
@pytest.mark.parametrize("field", ["date", "publishedAt", "date_modified"])
def test_a_flag_in_a_date_field_is_reported(field: str, value: object) -> None:
    """Only `published` may be true or false; elsewhere it is a date that could not be read."""
    found = record({"title": "A", field: value})
    assert (found.published, found.updated) == (None, None)
    assert [problem.value for problem in found.problems] == [str(value)]


def test_the_flag_published_is_no_unread_date() -> None:
    """An aggregator's `published: false` says whether, not when."""
    found = record({"title": "A", "published": False, "date": "2021-12-14"})
    assert (found.problems, found.published_flag) == ((), False)
    assert found.published == Instant(datetime(2021, 12, 14, tzinfo=UTC), "day", "assumed")


def test_objects_one_after_another_are_records() -> None:
    """Records that are written over several lines need no list about them; a bad one costs only itself."""
    first, third = (
        json.dumps({"title": "A", "related": [{"title": "R"}]}, indent=2),
        json.dumps({"title": "C"}, indent=1),
    )
    found = list(read_json(f'\n{first}\n{{\n"title": "B,\n}}\n{third}\n', Origin("a.json")))
    assert [(type(one), one.origin.line) for one in found] == [(Record, 2), (Rejection, 10), (Record, 13)]
    assert [one.title for one in found if isinstance(one, Record)] == ["A", "C"]


@pytest.mark.parametrize(
    "text", ['{"title": "A"} {"title": "B"}', '{"title":\n"A"}{"title":\n"B"}', '{\n"title": "A"}\n\n{"title": "B"}']
)
def test_objects_need_no_line_between_them(text: str) -> None:
    """Where one ends, the next may begin."""
    found = list(read_json(text, Origin("a.json")))
    assert [one.title for one in found if isinstance(one, Record)] == ["A", "B"]


def test_a_broken_list_in_lines_is_no_sequence_of_objects() -> None:
    """Entries of a list, which commas part, are not taken for records of their own where their list is broken."""
    (found,) = read_json(
        '{\n"title": "A" "related": [\n{\n"title": "R"\n},\n{\n"title": "S"\n}\n]\n}', Origin("a.json")
    )
    assert isinstance(found, Rejection)


@pytest.mark.parametrize(
    "value",
    [
        {"response": {"results": [{"headline": "A"}, {"text": "B"}]}},
        {"data": {"articles": [{"title": "A"}, {"title": "B"}]}, "status": "ok"},
        {"posts": [{"title": "A"}, {"title": "B"}], "page": 1},
        {"ok": True, "result": {"page": {"docs": [{"title": "A"}, {"title": "B"}], "authors": [{"name": "Ada"}]}}},
    ],
)
def test_a_list_is_found_in_what_a_service_wraps_it(value: object) -> None:
    """The one list of articles is read wherever it lies."""
    assert [(type(one), one.origin.path) for one in read(value)] == [
        (Record, "news/a.json/1"),
        (Record, "news/a.json/2"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"news": [{"title": "A"}], "sport": {"news": [{"title": "B"}]}},
        {"id": 1, "related": [{"title": "A"}]},
        {"article": {"headline": "A", "gallery": [{"title": "B"}]}},
        {"a": {"b": {"c": {"d": {"e": [{"title": "A"}]}}}}},
    ],
)
def test_a_list_that_could_be_another_thing_is_not_read(value: object) -> None:
    """Two lists, or one that belongs to an article, are no list of records: that is said, and nothing guessed."""
    (found,) = read(value)
    assert isinstance(found, Rejection)


def test_an_article_with_no_more_than_an_excerpt_keeps_its_lists() -> None:
    """What can be found by itself is no wrapper."""
    assert record({"summary": "Short.", "more": {"stories": [{"title": "B"}]}}).excerpt == "Short."


def test_a_record_separator_before_each_line_is_none_of_the_record() -> None:
    """Text sequences (RFC 7464) are JSON Lines with a mark before each."""
    text = '\x1e{"title": "A"}\n\x1e{"title": "B"}\n'
    assert is_json(text)
    assert is_json_lines(text)
    assert [one.title for one in lines(text) if isinstance(one, Record)] == ["A", "B"]


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({"date": "2029-05"}, "2029-05"),
        ({"date": 2029}, "2029"),
        ({"date": "2024", "created": "2024-03-05T08:00:00Z"}, "2024-03-05T08:00:00+00:00"),
        ({"date": "2029-05", "created": "2024-03-05"}, "2029-05"),
        ({"date": "2029-05", "created": "soon"}, "2029-05"),
        ({"date": "Published: 5 March 2024"}, "2024-03-05"),
    ],
)
def test_a_date_is_as_exact_as_the_record_tells_it(fields: dict[str, object], written: str) -> None:
    """A month or year holds, unless another date of the record lies in it; words before a date are read."""
    found = record({"title": "A", "body": "Text.", **fields})
    assert found.published is not None
    assert (found.published.written, found.problems) == (written, ())


def test_a_zone_that_means_different_things_costs_the_time_of_day() -> None:
    """The day is what was written, and the rest is reported."""
    found = record({"title": "A", "body": "Text.", "date": "01:38:07 PM IST Nov 20, 2019"})
    assert found.published is not None
    assert found.published.written == "2019-11-20"
    assert ["IST" in problem.reason for problem in found.problems] == [True]


def test_a_text_may_name_several_authors() -> None:
    """Each is one of the article's, whatever the list around them."""
    found = record({"title": "A", "body": "Text.", "authors": ["Ann Lee and Bo Ek", {"name": "Cy Orr, Reuters"}]})
    assert found.authors == ("Ann Lee", "Bo Ek", "Cy Orr, Reuters")


def test_a_date_of_a_change_is_no_date_of_publication() -> None:
    """Even where it stands in the field of one."""
    found = record({"title": "A", "body": "Text.", "date": "Updated: 5 March 2024", "updated": "Updated 6 March 2024"})
    assert found.published is None
    assert found.updated is not None
    assert found.updated.written == "2024-03-06"
    assert [problem.field for problem in found.problems] == ["published"]
