"""Where words stand in the texts of a page's documents, without analysing them whole.

For leaves of a query whose marks need a look at the texts: wildcards and slips stand for words, which have no
positions, so that words are held against them as they are written; and a position may be that of a word or of the
joined run it begins. Not for which leaves those are (see `search.showing.page_marks`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np

from index.analysis import analyze
from index.codec.segment import RecordsAndSpans
from index.codec.spans import TokenSpans
from index.schema import MARKED
from search.arrays import Int32s
from search.characters import code_points
from search.kernels.beginnings import find_beginning
from search.kernels.documents import intersect, rows_of
from search.matching.postings import PostingsSource
from search.showing.highlight import MarkingWords, Place
from search.showing.page_texts import PageTexts

_CACHED_WORDS = 1 << 16
_PLAIN = re.compile(r"[a-z0-9]*")


class SpanSource(PostingsSource, Protocol):
    """Postings, and where words stand in their texts."""

    def token_spans(self, field: str, documents: Int32s) -> TokenSpans:
        """The characters of each word of a field of some documents."""
        ...

    def records_and_spans(self, fields: tuple[str, ...]) -> RecordsAndSpans:
        """Where terms stand, and the characters of each word of some fields of one text."""
        ...


class StoredTexts:
    """The texts of some documents, which ascend, and the source that has their words."""

    def __init__(self, texts: PageTexts, docs: Int32s, source: SpanSource) -> None:
        self.texts = texts.texts
        self.docs = docs
        self.source = source
        self._page = texts

    def of(self, field: str, document: int) -> StoredText:
        """The text that one of the documents has in a field."""
        place = int(np.searchsorted(self.docs, document))
        return StoredText(self, field, place, MARKED.index(field) * len(self.docs) + place)

    def fitting(self, wanted: MarkingWords, only: str | None) -> Int32s:
        """A row for each word that fits: text, start, end, and what else `find_beginning` gives.

        In one of the fields that are marked, or in all of them.
        """
        pattern, fits = wanted
        match = _PLAIN.match(pattern)
        beginning = match[0] if match else ""
        _, _, spans, bounds = self.source.records_and_spans(MARKED)
        asked, is_all = code_points(beginning), pattern == f"{beginning}*"
        field = -1 if only is None else MARKED.index(only)
        found, doubtful = find_beginning(spans, bounds, self.docs, *self._page.characters, asked, is_all, field)
        if len(doubtful):
            kept = doubtful.compress([self._fits(*row, fits=fits) for row in doubtful.tolist()], axis=0)
            found = np.concatenate((found, kept))
        return found

    def _fits(self, text: int, start: int, end: int, is_run: int, *, fits: Callable[[str], object]) -> bool:
        words = _whole_words if is_run else _words
        return any(map(fits, words(self.texts[text][start:end])))


class StoredText:
    """One of the texts, as the leaves of `search.showing.highlight` ask for it."""

    def __init__(self, texts: StoredTexts, field: str, place: int, number: int) -> None:
        self._source = texts.source
        self._field = field
        self._docs = texts.docs[place : place + 1]
        self._number = number
        self._text = texts.texts[number]

    @cached_property
    def _words(self) -> TokenSpans:
        return self._source.token_spans(self._field, self._docs)

    def positions(self, term: str) -> list[int]:
        """Where a term stands."""
        docs, _ = self._source.occurrences(self._field, term)
        row = rows_of(docs, intersect(docs, self._docs))
        return [] if not len(row) else self._source.places(self._field, term, row).positions.tolist()

    def at(self, term: str, position: int) -> Place:
        """A term may be the word at its position or the whole joined run that begins there."""
        _, starts, ends, run_ends = self._words
        start, end, run_end = int(starts[position]), int(ends[position]), int(run_ends[position])
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
