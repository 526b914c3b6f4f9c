"""JSON Feed, versions 1 and 1.1: the items of one feed, each with what the feed says for all of them.

Read to https://www.jsonfeed.org/version/1.1/. Not for lists of records without that version in them
(see `index.readers.records`), nor for RSS and Atom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from index.article import Origin
from index.readers.faults import attempt
from index.readers.mapping import FieldReader
from index.record import Record, Rejection, Skip
from index.urls import absolute_url, host_of, is_web_url

READER: Final = "json_feed"

_VERSION = "jsonfeed.org/version/"
_ADDRESSES = ("url", "image", "banner_image")


def is_json_feed(value: Any) -> bool:
    """Whether a JSON value is a feed: it says so in its `version`.

    >>> is_json_feed({"version": "https://jsonfeed.org/version/1.1", "items": []})
    True
    """
    return (
        isinstance(value, Mapping)
        and _VERSION in str(value.get("version", ""))[:100]
        and isinstance(value.get("items"), list)
    )


def read_json_feed(feed: Mapping[str, Any], origin: Origin, fields: FieldReader) -> Iterator[Record | Rejection | Skip]:
    """The records of the items of a feed, named PATH/1, PATH/2 and so on."""
    if not feed["items"]:
        yield Rejection(origin, "a feed without an item")
    for number, item in enumerate(feed["items"], 1):
        place = Origin(f"{origin.path}/{number}", origin.line, is_entry=True)
        if isinstance(item, Mapping):
            yield attempt(place, partial(_read_item, item, feed, place, fields))
        else:
            yield Rejection(place, "not an item of a feed: an object with fields such as title and content_text")


def _read_item(
    item: Mapping[str, Any], feed: Mapping[str, Any], place: Origin, fields: FieldReader
) -> Record | Rejection | Skip:
    return fields.read(item, place, READER, item_fields(item, feed))


def item_fields(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, object]:
    """The fields of one item under usual names; the feed says who published it, and may say who wrote it.

    Relative addresses are read against the feed's site.
    `external_url` is what the item is about, not where it stands: an article it relates to.
    """
    made = {name: value for name, value in item.items() if name not in ("author", "external_url")}
    site = _site(feed)
    made |= {name: absolute_url(site, at) for name in _ADDRESSES if (at := made.get(name)) and isinstance(at, str)}
    if not made.get("url") and is_web_url(str(item.get("id"))):
        made["url"] = made.pop("id")
    made["authors"] = _authors(item) or _authors(feed)
    made["provider"] = _provider(feed)
    if other := item.get("external_url"):
        made["related"] = [{"url": absolute_url(site, other) if isinstance(other, str) else other}]
    return made


def _authors(holder: Mapping[str, Any]) -> list[object]:
    """The authors that have a name; version 1 knew one, under `author`."""
    authors = holder.get("authors") or [holder.get("author")]
    named = authors if isinstance(authors, list) else [authors]
    return [one for one in named if one and not (isinstance(one, Mapping) and not one.get("name"))]


def _provider(feed: Mapping[str, Any]) -> dict[str, object]:
    return {"name": feed.get("title"), "domain": host_of(_site(feed))}


def _site(feed: Mapping[str, Any]) -> str:
    given = (feed.get(name) for name in ("home_page_url", "feed_url"))
    return next((one for one in given if isinstance(one, str) and is_web_url(one)), "")
