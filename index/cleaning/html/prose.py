"""A parsed page in, its paragraphs of sentences out, each with the box it stands in.

Judged by what they say and by their links, never by the name or class of an element. Not for telling which of them
are the article (see `index.cleaning.html.extraction`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lxml import html

from index.cleaning.features import see
from index.cleaning.html.blocks import BLOCKS

_KEPT = ("body", "li", "article")
_MOST_IN_LINKS = 0.5  # of the letters of a paragraph


class Prose(NamedTuple):
    """A paragraph of sentences: its element, the box it stands in, and its text with single spaces."""

    element: html.HtmlElement
    box: html.HtmlElement
    text: str


Within = dict[html.HtmlElement, list[Prose]]


def prose_of(root: html.HtmlElement, *lines: str) -> list[Prose]:
    """The paragraphs of sentences below an element, in order, which are `p` and `div` unless others are named.

    >>> page = html.fromstring("<div><h1>Rain</h1><p>It rained all day in the lower valley and nobody came.</p></div>")
    >>> [prose.text for prose in prose_of(page)]
    ['It rained all day in the lower valley and nobody came.']
    """
    found = []
    for element in root.iter(*(lines or ("p", "div"))):
        box = element.getparent()
        if box is None or (element.tag == "div" and next(element.iterdescendants(*BLOCKS), None) is not None):
            continue
        text = flat_text(element)
        if see(text).prose and link_share(element) < _MOST_IN_LINKS:
            found.append(Prose(element, _box(box), text))
    return found


def prose_within(prose: Iterable[Prose]) -> Within:
    """The paragraphs by every element they stand in, their own among them, in order."""
    within: Within = {}
    for one in prose:
        for element in (one.element, *one.element.iterancestors()):
            within.setdefault(element, []).append(one)
    return within


def flat_text(element: html.HtmlElement) -> str:
    """The text of an element with single spaces."""
    return " ".join(element.text_content().split())


def link_share(element: html.HtmlElement) -> float:
    """The share of an element's characters that stand in links, from 0 to 1."""
    return sum(len(flat_text(link)) for link in element.iter("a")) / max(1, len(flat_text(element)))


def look_of(line: html.HtmlElement) -> tuple[object, ...]:
    """How a line is named, and what it stands in."""
    around = line.getparent()
    return (line.tag, line.get("class"), *(() if around is None else (around.tag, around.get("class"))))


def name_without_figures(element: html.HtmlElement) -> str:
    """The class of an element without the parts that hold a figure, which page builders number their boxes with.

    >>> name_without_figures(html.fromstring('<div class="widget widget-6f1a00 widget-text"></div>'))
    'widget widget-text'
    """
    return " ".join(part for part in (element.get("class") or "").split() if not any(map(str.isdigit, part)))


def opens_with_link(one: Prose) -> bool:
    """Whether a paragraph begins with several words that are a link, as those do that sum up another story."""
    opening = next((text for link in one.element.iter("a") if (text := flat_text(link))), "")
    return len(opening.split()) > 1 and one.text.startswith(opening)


def runs_of(prose: list[Prose]) -> dict[html.HtmlElement, list[Prose]]:
    """The paragraphs by the box they stand in, in order."""
    runs: dict[html.HtmlElement, list[Prose]] = {}
    for one in prose:
        runs.setdefault(one.box, []).append(one)
    return runs


def length(run: list[Prose]) -> int:
    """The characters of some paragraphs."""
    return sum(len(one.text) for one in run)


def _box(box: html.HtmlElement) -> html.HtmlElement:
    """The box around a paragraph, past those that hold nothing else but are no entries of a list."""
    while len(box) == 1 and box.tag not in _KEPT and (around := box.getparent()) is not None:
        box = around
    return box
