"""Which texts are longer ones broken off: texts as written in, whether they are beginnings out.

Pure. What becomes of them is for `index.assembly.texts`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from index.versions.history import plainly


class Text(NamedTuple):
    """A text with single blanks, and how long it is at the end of each of its paragraphs."""

    words: str
    ends: frozenset[int]


@lru_cache(maxsize=16)
def read_text(written: str) -> Text:
    """A text as it is compared: quotation marks, dashes and white space make no difference."""
    paragraphs = [words for part in plainly(written).split("\n\n") if (words := " ".join(part.split()))]
    lengths = accumulate((len(words) + 1 for words in paragraphs), initial=-1)
    return Text(" ".join(paragraphs), frozenset(lengths))


def is_broken_off(text: Text, other: Text) -> bool:
    """Whether a longer text begins with this one, which breaks off inside a paragraph of it or says that it does."""
    if len(other.words) <= len(text.words) or not other.words.startswith(_beginning(text)):
        return False
    return len(text.words) not in other.ends or text.words.endswith(("…", "..."))


def which_are_broken_off(texts: Sequence[Text]) -> Iterator[bool]:
    """Of each of several texts whether another one is it and goes on; one that begins with it stands near by its words.

    >>> list(which_are_broken_off([read_text("Rain fell all day."), read_text("Rain fell…")]))
    [False, True]
    """
    in_order = sorted(set(texts), key=lambda text: text.words)
    words = [text.words for text in in_order]
    for text in texts:
        beginning, at = _beginning(text), bisect_left(words, _beginning(text))
        while at < len(words) and words[at].startswith(beginning) and not is_broken_off(text, in_order[at]):
            at += 1
        yield at < len(words) and words[at].startswith(beginning)


def _beginning(text: Text) -> str:
    return text.words.rstrip(" .…")
