"""A text to its sentences, what another says beyond them, and whether a text was cut off: texts in, sentences out.

Not for what kind of text it is that says more (see `index.assembly.own_words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.cleaning.features import see

_FEWEST_WORDS = 4  # of a sentence that counts; shorter ones are labels

_SENTENCE_BREAK = re.compile(r"\n+|(?<=[.!?…۔।])[\"'”’»)\]]*\s+|(?<=[。！？])[」』”]*")
_LETTERS = re.compile(r"[^\W_]+")
_CUT_MARK = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[\+\d+ [^\]]{1,12}\])\s*\Z")


@lru_cache(maxsize=32)  # the texts of one article are asked for again and again
def flat(text: str) -> str:
    """The letters and figures of a text in small letters and nothing else: in this form it is looked for in another.

    >>> flat("“No,” he said.") in flat("Asked, he answered: 'No', he said -- and left")
    True
    """
    return "".join(_LETTERS.findall(text.casefold()))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, and its lines that are none."""
    return [sentence for part in _SENTENCE_BREAK.split(text) if (sentence := part.strip())]


def own_sentences(text: str, others: Iterable[str]) -> list[str]:
    """The sentences of a text that stand in none of others, which are `flat`; bylines, dates and labels are none.

    >>> own_sentences("By Ann Lee\\n\\nRain fell all day. The ferry was late again.", [flat("Rain fell all day!")])
    ['The ferry was late again.']
    """
    held = tuple(others)
    return [one for one in sentences_of(text) if not _stands_in(flat(one), held) and is_telling(one)]


def _stands_in(letters: str, texts: Iterable[str]) -> bool:
    return any(letters in text for text in texts)


def without_cut_mark(text: str) -> str:
    """A text without what it says at its end of going on elsewhere.

    >>> without_cut_mark("The crane fell… [+1200 chars]")
    'The crane fell'
    """
    while found := _CUT_MARK.search(text):
        text = text[: found.start()].rstrip()
    return text


def is_cut_off(text: str) -> bool:
    """Whether a text says that it goes on elsewhere: it ends in dots, or tells how much was cut."""
    return _CUT_MARK.search(text) is not None


def is_telling(sentence: str) -> bool:
    """Whether a sentence is one, and no byline, date or label."""
    seen = see(sentence)
    return seen.words >= _FEWEST_WORDS and not seen.stamp
