"""The three generations of ninjs become the same record; what an agency cancels is withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from index.article import Image, Instant, Origin, Provider
from index.readers.mapping import FieldMapping, FieldReader
from index.readers.ninjs import is_ninjs
from index.readers.records import read_json
from index.record import RawBody, Record, Rejection, Skip

HTML = "<p>The ferry to the islands runs again.</p><p>Its captain was glad.</p>"
PLAIN = "The ferry to the islands runs again. Its captain was glad."
PICTURE = {
    "uri": "urn:newsml:agency.example:20211214:p1",
    "type": "picture",
    "headline": "The ferry",
    "description_text": "The ferry at its pier.",
}
SMALL = {"href": "https://agency.example/small.jpg", "width": 100, "height": 50}
LARGE = {"href": "https://agency.example/large.jpg", "width": 800, "height": 400}
EARLIER = {"uri": "https://agency.example/items/6", "type": "text"}

FIRST: dict[str, Any] = {
    "uri": "https://agency.example/items/7",
    "type": "text",
    "versioncreated": "2021-12-14T12:00:00+01:00",
    "firstcreated": "2021-12-14T09:00:00Z",
    "pubstatus": "usable",
    "copyrightholder": "The Agency",
    "byline": "Ada Quill",
    "headline": "Ferry runs again",
    "description_text": "After nine days.",
    "body_text": PLAIN,
    "body_xhtml": HTML,
    "subject": [{"name": "Transport", "rel": "about"}, {"name": "Sea"}],
    "infosource": [{"name": "Harbour board"}],
    "altids": {"slot": "A-7", "web": "https://paper.example/ferry"},
    "associations": {
        "main": PICTURE | {"renditions": {"s": SMALL, "l": LARGE}},
        "before": EARLIER | {"headline": "Ferry stops"},
    },
}
SECOND: dict[str, Any] = {
    "uri": FIRST["uri"],
    "standard": {"name": "ninjs", "version": "2.1"},
    "type": "text",
    "versioncreated": FIRST["versioncreated"],
    "firstcreated": FIRST["firstcreated"],
    "copyrightholder": "The Agency",
    "by": "Ada Quill",
    "headlines": [{"role": "short", "value": "Ferry runs"}, {"role": "main", "value": "Ferry runs again"}],
    "descriptions": [{"value": "After nine days."}],
    "bodies": [
        {
            "role": "caption",
            "contenttype": "text/html",
            "value": "<p>The ferry at its pier, and much more of this.</p>",
        },
        {"role": "text", "contenttype": "text/plain", "value": PLAIN},
        {"role": "wire", "contenttype": "application/xml", "value": "<nitf><body>x</body></nitf>"},
        {"role": "html5", "contenttype": "text/html", "value": HTML},
    ],
    "subjects": [{"name": "Transport", "uri": "https://agency.example/t"}, {"name": "Sea"}],
    "infosources": [{"name": "Harbour board"}],
    "altids": [{"name": "slot", "value": "A-7"}, {"name": "web", "value": "https://paper.example/ferry"}],
    "associations": [
        PICTURE | {"name": "main", "renditions": [SMALL | {"name": "s"}, LARGE | {"name": "l"}]},
        EARLIER | {"name": "before", "headlines": [{"value": "Ferry stops"}]},
    ],
}
_THIRD_NAMES = {
    "versioncreated": "versionCreated",
    "firstcreated": "firstCreated",
    "copyrightholder": "copyrightHolder",
    "infosources": "infoSources",
    "altids": "altIds",
}
THIRD = {_THIRD_NAMES.get(name, name): value for name, value in SECOND.items() if name != "standard"}
THIRD["bodies"] = [
    {("contentType" if name == "contenttype" else name): value for name, value in body.items()}
    for body in SECOND["bodies"]
]


def read(value: object, fields: FieldReader | None = None) -> list[Record | Rejection | Skip]:
    return list(read_json(json.dumps(value), Origin("wire/7.json"), fields))


def record(value: object) -> Record:
    (found,) = read(value)
    assert isinstance(found, Record), found
    return found


@pytest.mark.parametrize("value", [FIRST, SECOND, THIRD], ids=["1", "2", "3"])
def test_every_generation_is_read_alike(value: dict[str, Any]) -> None:
    """Names, case and lists differ; what they say does not."""
    found = record(value)
    assert found == Record(
        origin=Origin("wire/7.json"),
        reader="ninjs",
        title="Ferry runs again",
        excerpt="After nine days.",
        body=RawBody(HTML, "html"),
        urls=("https://agency.example/items/7", "https://paper.example/ferry"),
        provider=Provider("The Agency"),
        source="Harbour board",
        authors=("Ada Quill",),
        published=Instant(datetime(2021, 12, 14, 9, tzinfo=UTC)),
        updated=Instant(datetime(2021, 12, 14, 11, tzinfo=UTC)),
        type="text",
        topics=("Transport", "Sea"),
        images=(Image("https://agency.example/large.jpg", 800, 400, "The ferry at its pier."),),
        related=found.related,
        source_id="A-7",
    )
    assert [(one.title, one.urls) for one in found.related] == [("Ferry stops", ("https://agency.example/items/6",))]


def test_a_canceled_item_is_withdrawn() -> None:
    """As little as its identifier is enough."""
    found = record({"uri": "urn:newsml:agency.example:7", "pubstatus": "canceled", "versioncreated": "2021-12-15"})
    assert (found.removed, found.source_id, found.urls) == (True, "urn:newsml:agency.example:7", ())
    assert record({**THIRD, "pubStatus": "stat:canceled"}).removed


def test_a_withheld_item_keeps_nothing_but_what_names_it() -> None:
    """It holds earlier versions back as well, and its own text is not to be seen."""
    found = record({**FIRST, "pubstatus": "withheld", "version": "3", "embargoed": "2031-01-01T00:00:00Z"})
    assert (found.withheld, found.removed, found.version) == (True, False, (3,))
    assert (found.title, found.excerpt, found.body, found.related) == ("", "", None, ())
    assert found.urls[0] == FIRST["uri"]
    assert found.published == Instant(datetime(2021, 12, 14, 9, tzinfo=UTC))


def test_what_is_taken_back_without_a_name_is_a_rejection() -> None:
    """Something should go, and nobody can tell what."""
    (found,) = read({"uri": 7, "headline": "A", "pubstatus": "canceled", "versioncreated": "2021-12-14"})
    assert isinstance(found, Rejection)
    assert found.reason == "canceled by its agency, but nothing says which item it is"


@pytest.mark.parametrize("embargo", [True, "until further notice"])
def test_an_embargo_without_an_end_holds_the_item_back(embargo: object) -> None:
    """Nobody knows when it may be seen."""
    (found,) = read({**FIRST, "embargoed": embargo})
    assert isinstance(found, Skip)


def test_only_its_own_identifier_makes_an_item_one_with_its_versions() -> None:
    """Another one, as of a slot in a paper, may be that of many items."""
    own, other = {"uri": "urn:wire:1"}, {"uri": "https://agency.example/items/1", "altids": {"slot": "front"}}
    told = {"headline": "A", "versioncreated": "2021-12-14", "pubstatus": "usable"}
    assert [record({**identity, **told}).versioned for identity in (own, other)] == [True, False]


def test_the_source_is_the_provider_where_nobody_else_is_named() -> None:
    """Some systems write no other name than that."""
    told = {"guid": "urn:wire:1", "headline": "A", "versioncreated": "2021-12-14", "source": "Coast Wire"}
    assert record({**told, "copyrightholder": ""}).provider == Provider("Coast Wire")
    assert record({**told, "copyrightholder": "The Agency"}).provider == Provider("The Agency")


@pytest.mark.parametrize(("name", "value"), [("embargoed", FIRST), ("embargoedUntil", THIRD)])
def test_an_embargo_moves_the_date_of_publication(name: str, value: dict[str, Any]) -> None:
    """It is published when its embargo ends, not when it was written."""
    assert record({**value, name: "2021-12-16T06:00:00Z"}).published == Instant(datetime(2021, 12, 16, 6, tzinfo=UTC))
    assert record({**value, name: "2021-12-13T06:00:00Z"}).published == Instant(datetime(2021, 12, 14, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ([{"value": "Plain words."}], RawBody("Plain words.", "plain")),
        ([{"value": "<p>Marked.</p>"}], RawBody("<p>Marked.</p>", "html")),
        ([{"role": "nitf", "value": "<body><p>x</p></body>"}], RawBody("<body><p>x</p></body>", "html")),
        (
            [{"contenttype": "text/html", "value": "<p>Teaser.</p>"}, {"contenttype": "text/plain", "value": PLAIN}],
            RawBody(PLAIN, "plain"),
        ),
        ([{"value": 7}, "words", {"value": " "}], None),
    ],
)
def test_the_fullest_body_is_taken(bodies: list[Any], expected: RawBody | None) -> None:
    """Marked up where there is one, unless it is a fraction of the plain one."""
    assert record({"uri": "urn:x", "versioncreated": "2021-12-14", "headline": "A", "bodies": bodies}).body == expected


def test_a_list_and_lines_of_items_are_read() -> None:
    """Agencies deliver both; each item is told by itself."""
    found = read({"items": [FIRST, {"title": "Not ninjs", "body": "Words."}]})
    assert [one.reader for one in found if isinstance(one, Record)] == ["ninjs", "records"]
    assert [one.origin.path for one in found] == ["wire/7.json/1", "wire/7.json/2"]


@pytest.mark.parametrize("kind", ["picture", "graphic", "audio", "video", "composite"])
def test_what_holds_no_text_is_passed_over_and_said_so(kind: str) -> None:
    """A picture, a film or a list of other items is no article, as it is none in NewsML-G2."""
    (found,) = read(PICTURE | {"type": kind, "versioncreated": "2021-12-14", "renditions": {"l": LARGE}})
    assert isinstance(found, Skip)
    assert kind in found.reason


def test_a_picture_with_a_story_is_an_article() -> None:
    """Its rendition is the image, its caption the excerpt."""
    found = record(PICTURE | {"body_text": PLAIN, "versioncreated": "2021-12-14", "renditions": {"l": LARGE}})
    assert (found.title, found.excerpt, found.type) == ("The ferry", "The ferry at its pier.", "picture")
    assert found.body == RawBody(PLAIN, "plain")
    assert [image.url for image in found.images] == ["https://agency.example/large.jpg"]


def test_a_mapping_goes_before_what_the_standard_says() -> None:
    """An agency's own properties can be taken instead."""
    fields = FieldReader(FieldMapping((("title", ("x_title",)), ("category", ("desk.name",)))))
    (found,) = read({**FIRST, "x_title": "Ours", "desk": {"name": "local"}}, fields)
    assert isinstance(found, Record)
    assert (found.title, found.category, found.body) == ("Ours", "local", RawBody(HTML, "html"))


@pytest.mark.parametrize(
    "value",
    [
        {"uri": "https://a.example/1", "title": "A", "body_html": "<p>x</p>"},
        {"title": "A", "headlines": [], "bodies": [], "pubstatus": "usable"},
        [],
        "uri",
    ],
)
def test_other_json_is_not_taken_for_ninjs(value: object) -> None:
    """One property in common is not enough."""
    assert not is_ninjs(value)


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None], [[]], {"a": None}, [{"value": None, "name": 3}]])
@pytest.mark.parametrize("value", [FIRST, SECOND, THIRD], ids=["1", "2", "3"])
def test_no_odd_property_loses_the_item(value: dict[str, Any], odd: object) -> None:
    """Anything may stand anywhere; the identifier and the rest are read."""
    for name in value:
        if name != "uri":
            (found,) = read({**value, name: odd})
            assert isinstance(found, Record)
            assert found.urls[0] == "https://agency.example/items/7"
