"""JSON-LD blocks of a page to the fields of the one article they describe.

Read are the usual shapes: one object, a list, an `@graph` whose parts point at each other by `@id`.
Of several the one is chosen that the page bears the marks of.
Not for typing the fields (see `index.readers.fields`), and no JSON-LD processor: contexts are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from index.readers.html.marks import PageMarks
from index.readers.records import UnreadableJson, parse_json
from index.record import Problem

MOST_BLOCKS: Final = 50
DEEPEST: Final = 6

# schema.org's Article and all below it, without those that are no news.
_TYPES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle backgroundnewsarticle opinionnewsarticle"
    " askpublicnewsarticle reviewnewsarticle advertisercontentarticle satiricalarticle report blogposting"
    " liveblogposting socialmediaposting techarticle scholarlyarticle".split()
)
# Taken off by hand: a pattern for blanks before the end is slow on a block of blanks.
_BEFORE = ("<!--", "//", "/*", "<![CDATA[", "*/")
_AFTER = ("-->", "]]>", "//", "/*", "*/", ";")
_LOOSE_COMMA = re.compile(r",(?=\s*[}\]])")
_LIST = "itemListElement"
_HELD_ELSEWHERE = ("@graph", "mainentity", "mainEntity", _LIST, "item")
_POINTERS = ("author", "publisher", "image", "creator")
_NO_MARKS = PageMarks()


class _Node(NamedTuple):
    """An object that stands for itself, and whether it stands in a list of items."""

    fields: dict[str, Any]
    listed: bool


def article_fields(blocks: Iterable[str], marks: PageMarks = _NO_MARKS) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of the page's article: the one with the page's address, else its headline, else the first in no list.

    >>> article_fields(['{"@type": "NewsArticle", "headline": "Gold rises"}'])
    ({'headline': 'Gold rises'}, [])
    """
    nodes: list[_Node] = []
    problems: list[Problem] = []
    for block in [block for block in blocks if block.strip()][:MOST_BLOCKS]:
        try:
            nodes += _nodes(_parsed(block), 0, listed=False)
        except UnreadableJson as error:
            problems.append(Problem("json-ld", block.strip()[:80], str(error)))
    chosen = _chosen([node for node in nodes if _is_article(node.fields)], marks)
    given = [node.fields for node in nodes]
    named = {node["@id"]: node for node in given if isinstance(node.get("@id"), str) and len(node) > 1}
    return ({} if chosen is None else _resolved(chosen, named)), problems


def _chosen(articles: list[_Node], marks: PageMarks) -> dict[str, Any] | None:
    """The article that is the page's own, if any is."""
    fields = [node.fields for node in articles]
    by_spelling = (one for one in fields if marks.has_spelt(_addresses(one)))
    by_address = (one for one in fields if marks.has_address(_addresses(one)))
    by_headline = (one for one in fields if marks.has_headline(_headline(one)))
    unlisted = (
        node.fields
        for node in articles
        if not node.listed and not marks.is_other_article(_addresses(node.fields), _headline(node.fields))
    )
    return next((one for ways in (by_spelling, by_address, by_headline, unlisted) for one in ways), None)


def _parsed(block: str) -> Any:
    """JSON as pages carry it: wrapped in comments, ended by a semicolon, with a comma too many."""
    text = _unwrapped(block)
    try:
        return parse_json(text)
    except UnreadableJson:
        loosened = _LOOSE_COMMA.sub("", text)
        if loosened == text:
            raise
        return parse_json(loosened)


def _unwrapped(block: str) -> str:
    text = block.strip()
    for mark in (*_BEFORE, *_BEFORE):
        text = text.removeprefix(mark).lstrip()
    for mark in (*_AFTER, *_AFTER):
        text = text.removesuffix(mark).rstrip()
    return text


def _nodes(value: Any, depth: int, *, listed: bool) -> Iterator[_Node]:
    """Every object that stands for itself, in reading order."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1, listed=listed)
    elif isinstance(value, dict):
        yield _Node(value, listed)
        for name in _HELD_ELSEWHERE:
            if name in value:
                yield from _nodes(value[name], depth + 1, listed=listed or name == _LIST)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and is_article_type(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def is_article_type(kind: str) -> bool:
    """Whether a type of schema.org, by its name, prefixed name or address, is an article of news.

    >>> is_article_type("https://schema.org/NewsArticle"), is_article_type("schema:Report"), is_article_type("Person")
    (True, True, False)
    """
    return kind.rpartition("/")[2].rpartition(":")[2].lower() in _TYPES


def _headline(node: dict[str, Any]) -> object:
    return node.get("headline") or node.get("name")


def _addresses(node: dict[str, Any]) -> tuple[object, ...]:
    page = node.get("mainEntityOfPage")
    return (node.get("url"), page.get("@id") if isinstance(page, dict) else page, node.get("@id"))


def _resolved(node: dict[str, Any], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The article with what it points at put in its place, and without JSON-LD's own words."""
    fields = {name: value for name, value in node.items() if not name.startswith("@")}
    for name in _POINTERS:
        value = fields.get(name)
        if isinstance(value, list):
            fields[name] = [_pointed_at(item, named) for item in value]
        elif value is not None:
            fields[name] = _pointed_at(value, named)
    if "headline" not in fields and isinstance(fields.get("name"), str):
        fields["headline"] = fields["name"]
    return fields


def _pointed_at(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, dict) and "name" not in value and "url" not in value:
        return named.get(str(value.get("@id")), value)
    return value
