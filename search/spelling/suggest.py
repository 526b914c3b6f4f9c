"""Query text and the archive's own words in, the text with its misspelt words corrected out.

    tresury "enttiy list" -gold  ->  treasury "entity list" -gold

Only words that the archive hardly has are replaced, and only by words it has clearly more often;
operators, quotes, fields and all else stay as typed. Numbers, wildcards, addresses and scripts
without spaces are left alone. Not for completing what is being typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from itertools import pairwise
from typing import NamedTuple, Protocol

from index.analysis import Token, analyze, stem
from search.query.leaves import usual_slips
from search.query.parse import QueryWord, words_in
from search.spelling.lexicon import Lexicon

_MOST_WORDS = 20  # a longer query is a pasted text
_SHORTEST, _LONGEST = 3, 40
_RARE = 2  # a word in so few articles may be a slip in the archive itself
_CLEARLY_MORE = 20  # times as frequent, to replace a word that the archive has
_SHORTEST_HALF = 3
_PLAIN = re.compile(r'[A-Za-z" ]+')
_LETTERS = re.compile(r"[a-z]+")


class Vocabulary(Protocol):
    """The folded, unstemmed words of an archive. Called by `Speller`."""

    def frequency(self, word: str) -> int:
        """In how many articles a word stands; 0 for one that is not there."""
        ...

    def words(self) -> Iterable[str]:
        """All words, each once. Called once; what it gives is not kept."""
        ...


class _Slip(NamedTuple):
    """A piece of the query to write differently."""

    start: int
    end: int
    correction: str


class _Spelt(NamedTuple):
    """One word within a searched piece of the query."""

    start: int
    end: int
    word: str
    source: QueryWord
    alone: bool  # it is all of its piece
    known: bool


class Speller:
    """Corrects queries against one vocabulary; build it once, its table takes a moment. Safe to share."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._frequency: Callable[[str], int] = vocabulary.frequency
        self.lexicon = Lexicon(vocabulary.words())

    def counting(self, frequency: Callable[[str], int]) -> Speller:
        """The same words with other frequencies; a word of frequency 0 is as if it were not there."""
        other = copy(self)
        other._frequency = frequency
        return other

    def suggest(self, text: str, *, found: bool = False) -> str:
        """The query with misspelt words corrected, or "" where there is nothing better.

        Where something was `found`, only words that the archive does not have at all are doubted.
        """
        rare = 0 if found else _RARE
        if self._is_beyond_doubt(text, rare):
            return ""
        spelt = list(self._spelt(text, rare))
        if len(spelt) > _MOST_WORDS:
            return ""
        slips: list[_Slip] = []
        for word, following in zip(spelt, [*spelt[1:], None], strict=False):
            if slips and slips[-1].end >= word.end:
                continue  # already joined to the word before it
            slip = (following and self._join(text, word, following)) or self._correct(word)
            if slip:
                slips.append(slip)
        for slip in reversed(slips):
            text = text[: slip.start] + slip.correction + text[slip.end :]
        return text if slips else ""

    def _is_beyond_doubt(self, text: str, rare: int) -> bool:
        """Whether a text is of plain words, all of them known, no two of which are one: without reading the query."""
        if not _PLAIN.fullmatch(text):
            return False
        words = _LETTERS.findall(text.lower())
        doubtful = any(self._is_doubtful(word, rare) for word in words)
        return not doubtful and not any(self._frequency(one + other) for one, other in pairwise(words))

    def _spelt(self, text: str, rare: int) -> Iterator[_Spelt]:
        for piece in words_in(text):
            if piece.excluded or ":" in piece.text:
                continue  # not looked for, or perhaps no word at all
            analyzed = analyze(piece.text)
            tokens = [token for token in analyzed if token.role == "part"]
            wholes = {token.start: token.end for token in analyzed if self._is_known_whole(token)}
            for token in tokens:
                start, end = piece.start + token.start, piece.start + token.end
                alone = len(tokens) == 1 and not piece.quoted
                joined = any(first <= token.start and token.end <= last for first, last in wholes.items())
                known = joined or not self._is_doubtful(token.word, rare)
                yield _Spelt(start, end, token.word, piece, alone, known)

    def _is_known_whole(self, token: Token) -> bool:
        """A run such as "co-operate" that the archive has as one word."""
        return token.role == "whole" and self._frequency(token.word) > 0

    def _is_doubtful(self, word: str, rare: int) -> bool:
        return _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and self._frequency(word) <= rare

    def _correct(self, spelt: _Spelt) -> _Slip | None:
        if spelt.known:
            return None
        root = stem(spelt.word)
        similar = [(slips, word) for slips, word in self._similar(spelt.word) if self._frequency(word)]
        if any(stem(word) == root for _, word in similar):
            return None  # an inflection of it is there, and found by it
        best, slips = self._nearest(spelt.word, similar)
        halves = self._split(spelt.word) if slips != 1 and (spelt.alone or spelt.source.quoted) else ""
        if halves and self._rarer(*halves.split()) >= self._frequency(best):
            # Quoted, so that a field or a minus before it still holds for both halves.
            return _Slip(spelt.start, spelt.end, halves if spelt.source.quoted else f'"{halves}"')
        return _Slip(spelt.start, spelt.end, best) if best else None

    def _nearest(self, word: str, similar: Iterable[tuple[int, str]]) -> tuple[str, int]:
        """The likeliest of the similar words, or "", and how many slips away it is.

        Fewest slips, then the same first letter, which is rarely mistyped, then the most frequent.
        """
        least = self._frequency(word) * _CLEARLY_MORE
        ranked = [
            (slips, other[0] != word[0], -self._frequency(other), other)
            for slips, other in similar
            if self._frequency(other) >= least
        ]
        slips, _, _, best = min(ranked, default=(0, False, 0, ""))
        return best, slips

    def _similar(self, word: str) -> Iterator[tuple[int, str]]:
        """The other words that one slip could make, or two in a longer word, each with how many."""
        near = self.lexicon.within(word, usual_slips(word))
        return ((slips, other) for slips, other in near if slips)

    def _split(self, word: str) -> str:
        """The two words that were written as one, chosen so that the rarer is as frequent as can be."""
        splits = [(word[:at], word[at:]) for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]
        ranked = [(self._rarer(left, right), left, right) for left, right in splits]
        frequency, left, right = max(ranked, default=(0, "", ""))
        return f"{left} {right}" if frequency > max(0, self._frequency(word) * _CLEARLY_MORE) else ""

    def _rarer(self, first: str, second: str) -> int:
        return min(self._frequency(first), self._frequency(second))

    def _join(self, text: str, first: _Spelt, second: _Spelt) -> _Slip | None:
        """One word that was written as two, where one of the two is not known by itself."""
        same_quote = first.source is second.source and first.source.quoted
        both_bare = first.alone and second.alone and first.source.bare and second.source.bare
        if not (same_quote or both_bare) or not text[first.end : second.start].isspace():
            return None
        joined = first.word + second.word
        if not joined.isalpha() or self._frequency(joined) == 0:
            return None
        if self._frequency(joined) < self._rarer(first.word, second.word) * _CLEARLY_MORE:
            return None
        return _Slip(first.start, second.end, joined)
