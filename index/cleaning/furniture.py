"""Paragraphs of a body in, those of the article out, and every one that was cut with its reason.

The careful pass, for every body: only what is furniture by its own wording goes, and a paragraph that
repeats the one before it. For text of whole pages `index.cleaning.page` looks at the neighbours first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from index.article import Cut
from index.cleaning.notices import notice

REPEATS_NEIGHBOUR: Final = "repeats the paragraph before it"
REPEATS_TITLE: Final = "repeats the title"

_SHORTEST_TITLE = 2  # words
_FIRST_PARAGRAPHS = 6


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
    for paragraph in paragraphs:
        reason = _reason(paragraph, kept, title)
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
