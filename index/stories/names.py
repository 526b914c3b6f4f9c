"""Whether two texts name the same: names by the words around them; two texts in, what differs out.

Reports of one form are told apart by whom and what they name: a notice of a death, a line that is closed. A name is a
run of capitalised words; the first word of a sentence is taken for one only where another follows. Nothing is told of
scripts without capitals (see `index.stories.replacement`), of texts all in capitals, nor of lines that are no sentence
(a byline, a caption). Pure. Not for finding people or places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from index.analysis import fold

Places = Mapping[tuple[str, str], Set[str]]
"""The words of names by the words before and after the name, all folded; any number before or after it is "0"."""

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*\Z")
_WORD = re.compile(r"[^\W_]+")
_GOES_ON = re.compile(r"\s|,\s|\.|\.?[-'’]|\.\s")
_OPENS = re.compile(r"[.!?:;\n\"“”„«»(\[•…]")
_ABBREVIATED = 3  # letters; behind so few and a full stop a sentence need not begin ("St. Mary", "U.S. Senate")
_LONGEST = 12  # words; a longer run is a heading or a list
_TELLING = 3  # letters; shorter words are initials, which each desk spells otherwise
_SPELT_ALIKE = 0.7


class _Token(NamedTuple):
    word: str
    opens: bool
    """A sentence begins with it, or may do so."""
    goes_on: bool
    """Nothing parts it from a name before it."""

    @property
    def is_capitalised(self) -> bool:
        return self.word[0].isupper()


class NamesCompared(NamedTuple):
    """Places between the same two words at which two texts name the same, another word, and wholly another name."""

    agreeing: int
    other_word: int
    other_name: int


def placed_names(text: str) -> dict[tuple[str, str], set[str]]:
    """The names of a text by the words around them.

    >>> sorted(placed_names("Trains from St. Ives to Leeds are late. The line is shut.")[("from", "to")])
    ['ives', 'st']
    """
    placed: dict[tuple[str, str], set[str]] = {}
    sentences = (part for part in _PARAGRAPH_BREAK.split(text) if _SENTENCE_END.search(part) and not part.isupper())
    tokens = [token for part in sentences for token in _tokens(part)]
    for start, end in _runs(tokens):
        place = _context(tokens, start - 1), _context(tokens, end)
        placed.setdefault(place, set()).update(fold(token.word) for token in tokens[start:end])
    return placed


def compare_names(one: Places, other: Places, in_one: Set[str], in_other: Set[str]) -> NamesCompared:
    """What two texts name at the places that they share; a name that stands anywhere in the other text is no other.

    `in_one` and `in_other` are all words of the two.
    """
    agreeing = other_word = other_name = 0
    for place in one.keys() & other.keys():
        held, given = _unlike(_telling(one[place]) - in_other, _telling(other[place]) - in_one)
        if not held or not given:
            agreeing += 1
        elif len(held) > 1 and len(given) > 1:
            other_name += 1
        else:
            other_word += 1
    return NamesCompared(agreeing, other_word, other_name)


def _tokens(text: str) -> Iterator[_Token]:
    last, before = 0, ""
    for found in _WORD.finditer(text):
        gap = text[last : found.start()]
        is_abbreviated = before[:1].isupper() and len(before) <= _ABBREVIATED and gap.rstrip() == "."
        opens = not before or (_OPENS.search(gap) is not None and not is_abbreviated)
        yield _Token(found[0], opens, not opens and _GOES_ON.fullmatch(gap) is not None)
        last, before = found.end(), found[0]


def _runs(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """Where names begin and end."""
    joined = [token.goes_on and token.is_capitalised and before.is_capitalised for before, token in pairwise(tokens)]
    breaks = [0, *(n for n, is_joined in enumerate(joined, 1) if not is_joined)] if tokens else []
    for start, end in pairwise((*breaks, len(tokens))):
        first = tokens[start]
        if first.is_capitalised and end - start <= _LONGEST and (end - start > 1 or not first.opens):
            yield start, end


def _context(tokens: list[_Token], at: int) -> str:
    if not 0 <= at < len(tokens):
        return ""
    return "0" if tokens[at].word[0].isdecimal() else fold(tokens[at].word)


def _telling(words: Set[str]) -> set[str]:
    return {word for word in words if len(word) >= _TELLING}


def _unlike(held: Set[str], given: Set[str]) -> tuple[set[str], set[str]]:
    """The words of each that are no other spelling of one of the other's."""
    alike = {(one, other) for one in held for other in given if is_spelt_alike(one, other)}
    return set(held) - {one for one, _ in alike}, set(given) - {other for _, other in alike}


def is_spelt_alike(one: str, other: str) -> bool:
    """Whether two words may be one, corrected, shortened or inflected."""
    return one in other or other in one or SequenceMatcher(None, one, other, False).ratio() >= _SPELT_ALIKE
