"""The microdata or RDFa of a page to the fields of the one article that it is, under the names of schema.org.

An item is the page's own where it holds the page's heading or body, or bears its headline or address. What
teasers say of other stories is left. Not for typing the fields (see `index.readers.fields`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import html

from index.readers.html.json_ld import is_article_type
from index.readers.html.marks import PageMarks
from index.readers.html.tree import is_aside, text_of
from index.urls import is_web_url

MOST_ITEMS: Final = 100
_NAMES = frozenset(("author", "creator", "publisher", "image"))
_ADDRESSES = frozenset(("url", "mainEntityOfPage", "image"))
_TEXTS = frozenset(
    "headline name description datePublished dateModified dateCreated articleSection keywords articleBody".split()
)
_SEVERAL = frozenset(("author", "creator", "articleSection", "keywords"))
_SPELLINGS = {name.lower(): name for name in _NAMES | _ADDRESSES | _TEXTS}


class _Syntax(NamedTuple):
    """The attributes that open an item, name its type, and name a property."""

    scope: str
    type: str
    property: str


_SYNTAXES = (_Syntax("itemscope", "itemtype", "itemprop"), _Syntax("typeof", "typeof", "property"))


class _Item(NamedTuple):
    element: html.HtmlElement
    fields: dict[str, Any]


def main_item(root: html.HtmlElement, marks: PageMarks) -> dict[str, Any]:
    """The fields of the item that is the page's article; none where no item is surely that.

    >>> page = '''<div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">Gold rises</h1></div>'''
    >>> main_item(html.document_fromstring(page), PageMarks())
    {'headline': 'Gold rises'}
    """
    for syntax in _SYNTAXES:
        chosen = _chosen([_Item(one, _fields(one, syntax)) for one in _articles(root, syntax)], marks)
        if chosen:
            chosen.pop("articleBody", None)  # which the page shows
            if "headline" not in chosen and "name" in chosen:
                chosen["headline"] = chosen["name"]
            chosen.pop("name", None)
            return chosen
    return {}


def _articles(root: html.HtmlElement, syntax: _Syntax) -> list[html.HtmlElement]:
    """The elements that are an article of schema.org and stand in no list of such."""
    found = [
        element
        for element in root.iter()
        if element.get(syntax.scope) is not None and any(map(is_article_type, (element.get(syntax.type) or "").split()))
    ]
    return [element for element in found[:MOST_ITEMS] if not _is_listed(element, syntax)]


def _is_listed(element: html.HtmlElement, syntax: _Syntax) -> bool:
    return is_aside(element) or any("ItemList" in (one.get(syntax.type) or "") for one in element.iterancestors())


def _chosen(items: list[_Item], marks: PageMarks) -> dict[str, Any]:
    """The fields of the item that most shows to be the page's own, else of the only one if it may be."""
    signs = [_signs(item, marks) for item in items]
    best = max(signs, default=0)
    if best == 0 and (len(items) > 1 or any(marks.has_unlike(_headline(item)) for item in items)):
        return {}
    return next((item.fields for item, found in zip(items, signs, strict=True) if found == best), {})


def _signs(item: _Item, marks: PageMarks) -> int:
    fields = item.fields
    return (
        2 * marks.has_headline(_headline(item))
        + 2 * marks.has_address([fields.get("url"), fields.get("mainEntityOfPage")])
        + (next(item.element.iter("h1"), None) is not None)
        + ("articleBody" in fields)
    )


def _headline(item: _Item) -> object:
    return item.fields.get("headline") or item.fields.get("name")


def _fields(item: html.HtmlElement, syntax: _Syntax) -> dict[str, Any]:
    """What an item says: of each property its first value, of those that may be several all."""
    fields: dict[str, Any] = {}
    for name, element in _properties(item, syntax):
        value = _value(element, name, syntax)
        if not value or (name in fields and name not in _SEVERAL):
            continue
        if name in _SEVERAL:
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    return fields


def _properties(item: html.HtmlElement, syntax: _Syntax) -> Iterator[tuple[str, html.HtmlElement]]:
    """The elements that are properties of this item and not of one inside it, in page order."""
    waiting = list(reversed(item))
    while waiting:
        element = waiting.pop()
        for given in (element.get(syntax.property) or "").split():
            name = _SPELLINGS.get(given.removeprefix("schema:").rpartition("schema.org/")[2].lower())
            if name is not None:
                yield name, element
        if element.get(syntax.scope) is None:
            waiting.extend(reversed(element))


def _value(element: html.HtmlElement, name: str, syntax: _Syntax) -> str:
    """The value of a property: of an item its name or address, else what its markup gives, else its text."""
    if name in _ADDRESSES:
        return _address(element, syntax)
    if name in _NAMES and element.get(syntax.scope) is not None:
        inner = next((one for given, one in _properties(element, syntax) if given == "name"), element)
        return _text(inner)
    text = _text(element)
    return "" if name in _NAMES and is_web_url(text) else text


def _text(element: html.HtmlElement) -> str:
    for attribute in ("content", "datetime"):
        if (element.get(attribute) or "").strip():
            return str(element.get(attribute)).strip()
    return text_of(element)


def _address(element: html.HtmlElement, syntax: _Syntax) -> str:
    if element.get(syntax.scope) is not None and element.get("itemid") is None and element.get("resource") is None:
        inner = next((one for given, one in _properties(element, syntax) if given == "url"), element)
        element = inner
    found = (element.get(one) for one in ("itemid", "href", "src", "resource", "content"))
    return next((one.strip() for one in found if one and one.strip()), "")
