"""The documents of a page in, the spans of their texts that matched out, without analysing a text.

The same marks as `search.highlight` finds, which is their definition: from the positions of the
terms in each document and the characters at which the words at those positions begin and end.
Only for fields of one text; words that fit a wildcard have no positions and are looked for in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np

from index.analysis import analyze, query_terms
from index.codec.spans import TokenSpans
from search.arrays import Int32s
from search.evaluate import FoundLeaf, Leaf, Match, Standing
from search.highlight import Place, Span, compile_leaf, merged
from search.kernels import intersect, rows_of, unite
from search.kernels_positions import spans_of_runs
from search.model import Snippet
from search.postings import PostingsSource
from search.tree import Wildcard

_CACHED_WORDS = 1 << 16
_ONLY_TEXT = 0


class SpanSource(PostingsSource, Protocol):
    """Postings, and where words stand in their texts."""

    def token_spans(self, field: str, document: int) -> TokenSpans:
        """The characters of each word of a document's field, by position."""
        ...


class _Runs(NamedTuple):
    """Where a leaf of so many words starts in one text. Without places they have to be looked for."""

    leaf: Leaf
    parts: int
    places: Int32s | None = None


class PageMarks:
    """The marks of one query in the documents of one page."""

    def __init__(self, docs: Int32s, match: Match, source: SpanSource) -> None:
        """Take note of the documents, which ascend; their positions are read once for all of them.

        Where an alternative of the query does not hold in a document, its words are not marked there.
        """
        self._source = source
        self._leaves = _leaves_in(docs, match)
        self._runs: dict[str, dict[int, list[_Runs]]] = {}

    def mark(self, document: int, field: str, text: str) -> Snippet:
        """The text of a document's field with the spans that matched."""
        by_document = self._runs.get(field)
        if by_document is None:
            by_document = self._runs[field] = self._read(field)
        runs = by_document.get(document)
        if not runs or not text:
            return Snippet(text)
        stored = _StoredText(text, field, document, self._source)
        return Snippet(text, merged([span for run in runs for span in stored.spans(run)]))

    def _read(self, field: str) -> dict[int, list[_Runs]]:
        """By document, where each leaf starts in this field."""
        found: dict[int, list[_Runs]] = {}
        for leaf, docs in self._leaves:
            standing = leaf.by_field.get(field)
            if standing:
                for document, runs in self._start(leaf.leaf, intersect(docs, standing.docs), standing, field):
                    found.setdefault(document, []).append(runs)
        return found

    def _start(self, leaf: Leaf, docs: Int32s, standing: Standing, field: str) -> Iterator[tuple[int, _Runs]]:
        """Where a leaf starts in some of the documents that it stands in."""
        if not len(docs):
            return
        if not standing.parts:
            yield from ((document, _Runs(leaf, 0)) for document in docs.tolist())
            return
        rows = rows_of(standing.docs, docs)
        if standing.starts:
            (offsets, places), columns = standing.starts, rows.tolist()
        else:
            (term,) = _last_terms(leaf)
            offsets, places = self._source.places(field, term, rows)
            columns = list(range(len(rows)))
        for document, column in zip(docs.tolist(), columns, strict=True):
            yield document, _Runs(leaf, standing.parts, places[offsets[column] : offsets[column + 1]])


class _StoredText:
    """One text of which it is stored where its words stand."""

    def __init__(self, text: str, field: str, document: int, source: SpanSource) -> None:
        self._text = text
        self._field = field
        self._document = document
        self._source = source
        self._words = source.token_spans(field, document)

    def spans(self, runs: _Runs) -> Iterable[Span]:
        """The characters over which a leaf stands."""
        if runs.places is None:
            return ((first.start, last.end) for first, last in compile_leaf(runs.leaf).find(self))
        starts, ends = (column.tolist() for column in spans_of_runs(*self._words, runs.places, runs.parts))
        if min(ends) < 0:
            (term,) = _last_terms(runs.leaf)
            ends = [end if end >= 0 else self.at(term, -end - 1).end for end in ends]
        return zip(starts, ends, strict=True)

    def positions(self, term: str) -> list[int]:
        """Where a term stands, for the leaves of `search.highlight`, as the other methods are."""
        docs = self._source.occurrences(self._field, term).docs
        row = rows_of(docs, intersect(docs, self._document_alone()))
        return [] if not len(row) else self._source.places(self._field, term, row).positions.tolist()

    def at(self, term: str, position: int) -> Place:
        """A term may be the word at its position or the whole joined run that begins there."""
        start, end, run_end = (int(column[position]) for column in self._words)
        whole = run_end and term not in _terms(self._text[start:end])
        return Place(_ONLY_TEXT, start, run_end if whole else end)

    def of(self, term: str) -> Iterable[Place]:
        return (self.at(term, position) for position in self.positions(term))

    def fitting(self, fits: Callable[[str], object]) -> Iterator[Place]:
        for token in analyze(self._text):
            if fits(token.word):
                yield Place(_ONLY_TEXT, token.start, token.end)

    def _document_alone(self) -> Int32s:
        return np.array([self._document], dtype=np.int32)


def _leaves_in(docs: Int32s, match: Match) -> tuple[tuple[FoundLeaf, Int32s], ...]:
    """Each leaf once, with those of the documents that were found by it: a group's leaf counts where the group holds.

    """
    found = {leaf.leaf: (leaf, docs) for leaf in match.leaves}
    for group in match.groups:
        for leaf, inside in _leaves_in(intersect(docs, group.docs), group):
            known = found.get(leaf.leaf)
            found[leaf.leaf] = (leaf, unite(known[1], inside) if known else inside)
    return tuple(found.values())


@lru_cache(_CACHED_WORDS)
def _last_terms(leaf: Leaf) -> tuple[str, ...]:
    """The last term of a leaf that has any."""
    return () if isinstance(leaf, Wildcard) else query_terms(leaf.text).parts[-1:]


@lru_cache(_CACHED_WORDS)
def _terms(written: str) -> frozenset[str]:
    """The terms of one word of a run, as one by itself."""
    return frozenset(token.term for token in analyze(written) if token.role != "whole")
