"""The texts of one field of a page's documents, and where their words stand, without analysing them whole.

For leaves of a query whose marks need a look at the texts: wildcards and slips stand for words, which have no
positions, so that words are held against them as they are written; and a position may be that of a word or of the
joined run it begins. The words of all texts are read at once when they are first asked for. Not for which leaves
those are (see `search.showing.page_marks`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Protocol

import numpy as np

from index.analysis import analyze
from index.codec.segment import RecordsAndSpans
from index.codec.spans import TokenSpans
from search.arrays import Int32s, Int64s
from search.characters import Characters, code_points
from search.kernels.documents import intersect, rows_of
from search.kernels.marks import find_beginning
from search.matching.postings import PostingsSource
from search.showing.highlight import MarkingWords, Place

_CACHED_WORDS = 1 << 16
_PLAIN = re.compile(r"[a-z0-9]*")


class SpanSource(PostingsSource, Protocol):
    """Postings, and where words stand in their texts."""

    def token_spans(self, field: str, documents: Int32s) -> TokenSpans:
        """The characters of each word of a field of some documents."""
        ...

    def records_and_spans(self, field: str) -> RecordsAndSpans:
        """Where terms stand in a field, and the characters of each word. Called of fields in which something stands."""
        ...


class StoredTexts:
    """The texts of a field, one a document; `docs` ascend."""

    def __init__(self, texts: Sequence[str], field: str, docs: Int32s, source: SpanSource) -> None:
        self.texts = texts
        self.field = field
        self.docs = docs
        self.source = source

    @cached_property
    def words(self) -> TokenSpans:
        """Where the words of all texts stand."""
        return self.source.token_spans(self.field, self.docs)

    @cached_property
    def characters(self) -> tuple[Characters, Int64s]:
        """The characters of all texts, and where those of each begin."""
        return code_points("".join(self.texts)), np.array([0, *accumulate(map(len, self.texts))], np.int64)

    def of(self, document: int) -> StoredText:
        """The text of one of the documents."""
        return StoredText(self, int(np.searchsorted(self.docs, document)))

    def fitting(self, wanted: MarkingWords) -> Int32s:
        """A row for each word that fits: document, start, end, and what else `find_beginning` gives."""
        pattern, fits = wanted
        match = _PLAIN.match(pattern)
        beginning = match[0] if match else ""
        _, _, spans, bounds = self.source.records_and_spans(self.field)
        asked = code_points(beginning), pattern == f"{beginning}*"
        found, doubtful = find_beginning(spans, bounds, self.docs, *self.characters, *asked)
        if len(doubtful):
            kept = doubtful.compress([self._fits(*row, fits=fits) for row in doubtful.tolist()], axis=0)
            found = np.concatenate((found, kept))
        return found

    def _fits(self, _: int, start: int, end: int, text: int, is_run: int, *, fits: Callable[[str], object]) -> bool:
        words = _whole_words if is_run else _words
        return any(map(fits, words(self.texts[text][start:end])))


class StoredText:
    """One of the texts, as the leaves of `search.showing.highlight` ask for it."""

    def __init__(self, texts: StoredTexts, number: int) -> None:
        self._texts = texts
        self._number = number
        self._text = texts.texts[number]

    def positions(self, term: str) -> list[int]:
        """Where a term stands."""
        source, field = self._texts.source, self._texts.field
        docs, _ = source.occurrences(field, term)
        row = rows_of(docs, intersect(docs, self._texts.docs[self._number : self._number + 1]))
        return [] if not len(row) else source.places(field, term, row).positions.tolist()

    def at(self, term: str, position: int) -> Place:
        """A term may be the word at its position or the whole joined run that begins there."""
        words = self._texts.words
        place = words.bounds[self._number] + position
        start, end, run_end = int(words.starts[place]), int(words.ends[place]), int(words.run_ends[place])
        whole = run_end and not is_written(term, self._text[start:end])
        return Place(self._number, start, run_end if whole else end)

    def of(self, term: str) -> Iterable[Place]:
        return (self.at(term, position) for position in self.positions(term))


def is_written(term: str, word: str) -> bool:
    """Whether a term is that of one word of a joined run, so that it is not meant as that of the whole."""
    return term in _terms(word)


@lru_cache(_CACHED_WORDS)
def _terms(written: str) -> frozenset[str]:
    """The terms of one word of a run, as one by itself."""
    return frozenset(token.term for token in analyze(written) if token.role != "whole")


@lru_cache(_CACHED_WORDS)
def _words(written: str) -> tuple[str, ...]:
    """The folded words of one word as it is written."""
    return tuple(token.word for token in analyze(written) if token.role != "whole")


@lru_cache(_CACHED_WORDS)
def _whole_words(written: str) -> tuple[str, ...]:
    """The folded word of a joined run as a whole."""
    return tuple(token.word for token in analyze(written) if token.role == "whole")
