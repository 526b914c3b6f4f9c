"""JSON Feed, both versions: what the feed says for all its items reaches each of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from index.article import Image, Instant, Origin, Provider
from index.readers.records import read_json
from index.record import RawBody, Record, Rejection, Skip

ITEM = {
    "id": "7",
    "url": "https://coast.example/ferry",
    "external_url": "https://islands.example/timetable",
    "title": "Ferry runs again",
    "content_html": "<p>The ferry runs.</p>",
    "content_text": "The ferry runs.",
    "summary": "After nine days.",
    "image": "https://coast.example/f.jpg",
    "date_published": "2021-12-14T10:00:00+01:00",
    "date_modified": "2021-12-15T10:00:00Z",
    "tags": ["Sea", "Transport"],
}


def read(*items: object, version: str = "1.1", **feed: Any) -> list[Record | Rejection | Skip]:
    held = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "Coast Wire",
        "home_page_url": "https://www.coast.example/",
        "items": list(items),
    }
    return list(read_json(json.dumps(held | feed), Origin("feeds/a.json")))


def record(item: dict[str, Any], **feed: Any) -> Record:
    (found,) = read(item, **feed)
    assert isinstance(found, Record), found
    return found


def test_an_item_is_read_whole() -> None:
    """The page it comments on is an article it relates to, not itself."""
    found = record({**ITEM, "authors": [{"name": "Ada Quill"}, {"url": "https://coast.example/ben"}]})
    assert found == Record(
        origin=Origin("feeds/a.json/1", is_entry=True),
        reader="json_feed",
        title="Ferry runs again",
        excerpt="After nine days.",
        body=RawBody("<p>The ferry runs.</p>", "html"),
        urls=("https://coast.example/ferry",),
        provider=Provider("Coast Wire", "coast.example"),
        authors=("Ada Quill",),
        published=Instant(datetime(2021, 12, 14, 9, tzinfo=UTC)),
        updated=Instant(datetime(2021, 12, 15, 10, tzinfo=UTC)),
        topics=("Sea", "Transport"),
        images=(Image("https://coast.example/f.jpg"),),
        related=found.related,
        source_id="7",
    )
    assert [one.urls for one in found.related] == [("https://islands.example/timetable",)]


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_who_wrote_it_says_the_feed_where_the_item_does_not(version: str) -> None:
    """Version 1 knew one author, version 1.1 knows several; files mix the two."""
    one, several = {"name": "Ada Quill"}, [{"name": "Ben Ink"}]
    assert record(ITEM, version=version, author=one).authors == ("Ada Quill",)
    assert record({**ITEM, "authors": []}, version=version, authors=several).authors == ("Ben Ink",)
    assert record({**ITEM, "author": one}, version=version, authors=several).authors == ("Ada Quill",)


def test_an_id_that_is_an_address_is_the_address() -> None:
    """Where an item names no other."""
    found = record({"id": "https://coast.example/f", "content_text": "Untitled, but not empty."})
    assert (found.urls, found.source_id) == (("https://coast.example/f",), "")


@pytest.mark.parametrize("named", ["home_page_url", "feed_url"])
def test_relative_addresses_are_read_against_the_site_of_the_feed(named: str) -> None:
    """A picture's too, and those of the page an item is about."""
    item = {"id": 2, "title": "Ferry", "url": "/ferry", "image": "f.jpg", "external_url": "../timetable"}
    found = record(item, **{"home_page_url": "", named: "https://coast.example/news/"})
    assert (found.urls, found.related[0].urls) == (
        ("https://coast.example/ferry",),
        ("https://coast.example/timetable",),
    )
    assert [image.url for image in found.images] == ["https://coast.example/news/f.jpg"]


def test_bad_items_are_rejected_alone() -> None:
    """Each with its place in the feed."""
    found = read("words", {"id": "2"}, ITEM)
    assert [(type(one), one.origin.path) for one in found] == [
        (Rejection, "feeds/a.json/1"),
        (Rejection, "feeds/a.json/2"),
        (Record, "feeds/a.json/3"),
    ]


def test_a_feed_without_items_is_rejected() -> None:
    """It is in the report, not lost."""
    (found,) = read()
    assert isinstance(found, Rejection)


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None], {"name": None}])
def test_no_odd_value_loses_the_item(odd: object) -> None:
    """Anything may stand anywhere in the feed or the item."""
    for name in (*ITEM, "author", "authors"):
        if name not in ("title", "url"):
            assert record({**ITEM, name: odd}).title == "Ferry runs again"
    for name in ("title", "home_page_url", "author", "authors"):
        assert record(ITEM, **{name: odd}).title == "Ferry runs again"
