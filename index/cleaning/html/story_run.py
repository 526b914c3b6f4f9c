"""The paragraphs of a page in, the box out that holds the longest run of them: the story, if nothing else tells.

A run is judged by its sentences alone. Those in footers and the like are none, nor are readers' comments: where a box
is named after comments, it holds a story only if most of what is said in it is one run, or has headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lxml import html

from index.cleaning.html.prose import Prose, flat_text, length, runs_of

_FEWEST = 3  # paragraphs of a run
_MOST_OF_TALK = 0.6  # of the characters in a box of comments, in one run
_ELSEWHERE = ("aside", "footer", "nav", "dialog", "menu")
_SECTIONS = ("div", "section", "li")
_TALK = re.compile(r"comment|disqus|discussion|repl(?:y|ies)|komment|coment", re.IGNORECASE)


class Run(NamedTuple):
    """A box, its paragraphs of sentences in order, and those that stand before them, from the heading on.

    Where the run stands before the heading, or there is none, they are counted from the top; `headed` tells.
    """

    box: html.HtmlElement
    paragraphs: list[str]
    before: list[str]
    headed: bool

    @property
    def length(self) -> int:
        """The characters of its paragraphs."""
        return sum(map(len, self.paragraphs))


def longest_run(prose: list[Prose]) -> Run | None:
    """The longest run of a page's paragraphs, or none if no box has three of them."""
    runs = {box: run for box, run in runs_of(prose).items() if not _is_elsewhere(box)}
    lengths = {box: length(run) for box, run in runs.items()}
    talk = {box: _talk(box) for box in runs}
    in_talk: Counter[html.HtmlElement | None] = Counter()
    for box in runs:
        in_talk[talk[box]] += lengths[box]
    found: dict[html.HtmlElement, list[Prose]] = {}
    for sections in _alike(runs):
        if sum(map(_is_card, sections)) > len(sections) / 2:
            continue
        if talk[sections[0]] is None or all(map(_is_headed, sections)):
            found[sections[0].getparent()] = [one for section in sections for one in runs[section]]
    for box, run in runs.items():
        is_talk = talk[box] is not None and lengths[box] < _MOST_OF_TALK * in_talk[talk[box]]
        if len(run) >= _FEWEST and not is_talk:
            found.setdefault(box, run)
    best = max(found, key=lambda box: length(found[box]), default=None)
    if best is None:
        return None
    return _run(best, found[best], prose)


def _run(box: html.HtmlElement, run: list[Prose], prose: list[Prose]) -> Run:
    first, heading = prose.index(run[0]), _heading(prose)
    headed = heading is not None and heading <= first
    before = prose[heading if headed else 0 : first]
    return Run(box, [one.text for one in run], [one.text for one in before], headed)


def _heading(prose: list[Prose]) -> int | None:
    """How many paragraphs stand before the heading of the page; none where it has none."""
    elements = {one.element for one in prose}
    passed = 0
    for element in prose[0].element.getroottree().iter("h1", "p", "div"):
        if element.tag == "h1":
            return passed
        passed += element in elements
    return None


def _is_elsewhere(box: html.HtmlElement) -> bool:
    return box.tag in _ELSEWHERE or next(box.iterancestors(*_ELSEWHERE), None) is not None


def _alike(boxes: Iterable[html.HtmlElement]) -> list[list[html.HtmlElement]]:
    """The sections of a story: three or more boxes of one kind beside each other, with a paragraph each."""
    kinds: dict[object, list[html.HtmlElement]] = {}
    for box in boxes:
        if box.tag in _SECTIONS and (around := box.getparent()) is not None:
            kinds.setdefault((around, box.tag, box.get("class")), []).append(box)
    return [alike for alike in kinds.values() if len(alike) >= _FEWEST]


def _is_card(section: html.HtmlElement) -> bool:
    """Whether a section begins with a link to another page, which its paragraphs then sum up."""
    first = next(section.iter("a", "p"), None)
    if first is None or first.tag == "p" or (first.get("href") or "#").startswith("#"):
        return False
    return len(flat_text(first).split()) > 1


def _is_headed(section: html.HtmlElement) -> bool:
    return next(section.iter("h2", "h3", "h4"), None) is not None


def _talk(box: html.HtmlElement) -> html.HtmlElement | None:
    """The outermost box around this one, or itself, that is named after comments."""
    named = None
    for element in (box, *box.iterancestors()):
        if element.tag not in ("html", "body") and _TALK.search(f"{element.get('class')} {element.get('id')}"):
            named = element
    return named
