"""The text of an article in, the paragraphs out that belong to it and stand bare behind it.

One end tag too many closes the box of a text early, and the rest of it lies beside the box, where nothing names it.
"""

from __future__ import annotations

from itertools import islice

from lxml import etree, html

from index.cleaning.html.prose import flat_text
from index.cleaning.html.rest import is_named_after_others

_FEWEST = 3  # paragraphs, if they have no class or another than those of the text
_MOST_NEAR = 60  # elements behind the text that are looked at
_HEADINGS = ("h2", "h3", "h4")
_AMONG = ("p", "ul", "ol", "blockquote", "figure", "table", "script", "style", *_HEADINGS)
_FEWEST_WORDS = 4  # of a box that says something


def spilt_behind(body: html.HtmlElement, sentences: set[html.HtmlElement]) -> list[html.HtmlElement]:
    """The elements behind a text up to the last of its paragraphs, of a page whose sentences are given; mostly none."""
    kinds = {one.get("class") for one in body.iter("p") if one in sentences}
    behind, last, told = [], 0, 0
    for element in islice(body.itersiblings(etree.Element), _MOST_NEAR):
        if not _may_be_among(element, body):
            break
        behind.append(element)
        if element in sentences and element.get("class") in kinds and next(element.iter("a", "img"), None) is None:
            last, told = len(behind), told + 1
    is_sure = told >= _FEWEST or None not in kinds
    return behind[:last] if is_sure else []


def _may_be_among(element: html.HtmlElement, body: html.HtmlElement) -> bool:
    """Whether an element may stand among paragraphs: a heading where they have others, and no box that says much."""
    if element.tag in _HEADINGS:
        return body.find(element.tag) is not None
    if element.tag == "hr" or (element.tag == "p" and is_named_after_others(element)):
        return False
    return element.tag in _AMONG or len(flat_text(element).split()) < _FEWEST_WORDS
