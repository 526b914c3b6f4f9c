"""Paragraphs of a body in, those of the article out, and every one that was cut with its reason.

The careful pass, for every body: only what is furniture by its own wording goes, what stands right beside
such a line and could be nothing else, and a paragraph that repeats the one before it. For text of whole pages
`index.cleaning.page` looks at the neighbours first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from index.analysis import count_words
from index.article import Cut
from index.cleaning.lines import ends_sentence
from index.cleaning.notices import heading_of_links, notice

REPEATS_NEIGHBOUR: Final = "repeats the paragraph before it"
REPEATS_TITLE: Final = "repeats the title"

_SHORTEST_TITLE = 2  # words
_FIRST_PARAGRAPHS = 6
_FEWEST_TEASERS = 3  # headlines on end below a heading of links; fewer may be the article's own
_SHORTEST_TEASER, _LONGEST_TEASER = 4, 20  # words; the cells of a table are shorter
_LONGEST_GREETING = 2  # words


class Cleaned(NamedTuple):
    """What stays of a body, and what went and why."""

    paragraphs: list[str]
    cuts: tuple[Cut, ...]


def cut_notices(paragraphs: Sequence[str], title: str = "") -> Cleaned:
    """The paragraphs without notices, without one that repeats its neighbour or, at the head, the title.

    >>> cut_notices(["It rained.", "It rained.", "Share on Facebook"]).paragraphs
    ['It rained.']
    """
    kept: list[str] = []
    cuts: list[Cut] = []
    beside = _beside_notices(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        reason = _reason(paragraph, kept, title) or beside.get(at)
        if reason is None:
            kept.append(paragraph)
        else:
            cuts.append(Cut(paragraph, reason))
    return Cleaned(kept, tuple(cuts))


def comparable(text: str) -> str:
    """A text as it is compared with another: letters and digits, without case.

    >>> comparable("Rain, again!") == comparable("rain again")
    True
    """
    return "".join(filter(str.isalnum, text)).casefold()


def same_text(one: str, other: str) -> bool:
    """Whether two paragraphs say the same, case and punctuation aside."""
    return one == other or (
        abs(len(one) - len(other)) < 20
        and one[:1].casefold() == other[:1].casefold()
        and comparable(one) == comparable(other)
    )


def _beside_notices(paragraphs: Sequence[str]) -> dict[int, str]:
    """The places of paragraphs that a notice beside them shows to be the page's, and why."""
    found: dict[int, str] = {}
    for at, paragraph in enumerate(paragraphs):
        if heading_of_links(paragraph):
            below = list(takewhile(lambda near: _could_be_teaser(paragraphs[near]), range(at + 1, len(paragraphs))))
            if len(below) >= _FEWEST_TEASERS:
                found |= dict.fromkeys(below, "teaser of another story")
    if len(paragraphs) > 1 and _greets(paragraphs[0]) and notice(paragraphs[1]) is not None:
        found[0] = "message to the visitor of the page"
    return found


def _could_be_teaser(paragraph: str) -> bool:
    """Whether a paragraph is as headlines are: short, and no sentence."""
    return not ends_sentence(paragraph) and _SHORTEST_TEASER <= count_words(paragraph) <= _LONGEST_TEASER


def _greets(paragraph: str) -> bool:
    """Whether a paragraph is an exclamation and nothing else, as that of a form that was filled in."""
    return paragraph.endswith("!") and count_words(paragraph) <= _LONGEST_GREETING


def _reason(paragraph: str, kept: Sequence[str], title: str) -> str | None:
    kind = notice(paragraph)
    if kind is not None:
        return kind
    if kept and paragraph == kept[-1] and any(map(str.isalnum, paragraph)):
        return REPEATS_NEIGHBOUR
    if (
        title
        and len(kept) < _FIRST_PARAGRAPHS
        and len(title.split()) >= _SHORTEST_TITLE
        and same_text(paragraph, title)
    ):
        return REPEATS_TITLE
    return None
