"""The texts of a feed's entry to a body and an excerpt, under whatever names its program writes them.

A full text is the body. A summary stands for the body only where it is as long as one (`SHORTEST_BODY` words); else it
is the excerpt. Not for what else an entry says (see `index.readers.feeds`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from index.analysis import count_words
from index.cleaning.html.markup import html_paragraphs
from index.readers.xml_body import body_of, inner_html
from index.record import RawBody

SHORTEST_BODY: Final = 100

# Of the feed's own vocabulary and of all that feeds borrow from, the surest first.
_FULL_TEXT = (
    "content:encoded",
    "atom:content",
    "content",
    "xhtml:body",
    "xhtml:div",
    "yandex:full-text",
    "turbo:content",
    "mailru:full-text",
    "rambler:full-text",
    "rambler:fulltext",
    "fulltext",
    "full-text",
    "body",
)
_OF_ATOM = ("content", "atom:content")
_ITEMS, _ITEM, _VALUE = "content:items", "content:item", ("rdf:value", "content:encoded")
_SUMMARY = (
    "description",
    "summary",
    "atom:summary",
    "dc:description",
    "dcterms:abstract",
    "dcterms:description",
    "itunes:summary",
    "media:description",
    "excerpt:encoded",
    "itunes:subtitle",
)
_GROUP = "media:group"


def texts_of(entry: Element) -> tuple[RawBody | None, str]:
    """The body and the excerpt of an entry of RSS or Atom."""
    summaries = [_markup(child) for child in _named(entry, *_SUMMARY)]
    summaries += [_markup(child) for group in entry.findall(_GROUP) for child in _named(group, *_SUMMARY)]
    return _parted(_fullest(list(_full_texts(entry))), next((text for text in summaries if text.strip()), ""))


def _named(element: Element, *names: str) -> list[Element]:
    """The children of these names, in the order of the names."""
    return [child for name in names for child in element.findall(name)]


def _full_texts(entry: Element) -> Iterator[RawBody]:
    bundled = [value for items in entry.findall(_ITEMS) for one in items.iter(_ITEM) for value in _named(one, *_VALUE)]
    for child in (*_named(entry, *_FULL_TEXT), *bundled):
        body = _content(child) if child.tag in _OF_ATOM else _held(child)
        if body:
            yield body


def _fullest(bodies: list[RawBody]) -> RawBody | None:
    """The first that is no fraction of another: some feeds have a teaser where others have the text."""
    if len(bodies) < 2:
        return next(iter(bodies), None)
    words = [count_words(_line(body)) for body in bodies]
    return next(body for body, count in zip(bodies, words, strict=True) if count * 2 >= max(words))


def _content(element: Element) -> RawBody | None:
    """What Atom's `content` holds, by its type; nothing where it is held elsewhere or is no text."""
    kind = (element.get("type") or "text").strip().lower()
    is_text = "/" not in kind or kind.startswith("text/") or "html" in kind
    return _held(element) if is_text and not element.get("src") and element.get("mode") != "base64" else None


def _held(element: Element) -> RawBody | None:
    return RawBody(inner_html(element), "html") if len(element) else body_of(element.text or "")


def _markup(element: Element) -> str:
    return inner_html(element) if len(element) else element.text or ""


def _parted(body: RawBody | None, summary: str) -> tuple[RawBody | None, str]:
    """A body and an excerpt: a summary as long as an article is its body, and one line else."""
    given = body_of(summary)
    if given is None:
        return body, ""
    line = _line(given)
    if count_words(line) < SHORTEST_BODY:
        return body, line
    if body is None or count_words(line) > 2 * count_words(before := _line(body)):
        return given, "" if body is None else before
    return body, line


def _line(body: RawBody) -> str:
    paragraphs = html_paragraphs(body.text) if body.form == "html" else body.text.split()
    return " ".join(paragraphs)
