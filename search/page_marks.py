"""The documents of a page in, the spans of their texts that matched out, without analysing a text.

The same marks as `search.highlight` finds, which is their definition: from the positions of the
terms in each document and the characters at which the words at those positions begin and end.
Wildcards and slips stand for words, which have no positions: each word of a text is held against them as it is written.
Only for fields of one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from index.analysis import analyze, query_terms
from index.codec.spans import TokenSpans
from search.arrays import Int32s, Int64s
from search.characters import code_points
from search.evaluate import FoundLeaf, Leaf, Match, Standing
from search.highlight import Place, Span, compile_leaf, merged
from search.kernels import intersect, rows_of, unite
from search.kernels_passages import NO_CHARACTER, words_beginning
from search.model import Snippet
from search.postings import Occurrences, Places, PostingsSource
from search.tree import Fuzzy, Wildcard

_CACHED_WORDS = 1 << 16
_ONLY_TEXT = 0


class SpanSource(PostingsSource, Protocol):
    """Postings, and where words stand in their texts."""

    def token_spans(self, field: str, document: int) -> TokenSpans:
        """The characters of each word of a document's field, by position."""
        ...

    def term_spans(self, field: str, term: str, found: Occurrences, wanted: Int32s) -> Int32s:
        """A column for each place where a term stands in the wanted documents: document, start, end as for runs."""
        ...

    def runs_of_words(self, field: str, documents: Int32s, offsets: Int64s, places: Int32s, parts: int) -> Int32s:
        """The characters at which runs of so many words begin and end; see `index.codec.spans.find_runs`."""
        ...


class _Standing(NamedTuple):
    """The spans of a leaf in one text. Where not all are known, there are none yet, or ends to be looked up."""

    leaf: Leaf
    spans: list[Span]
    known: bool


class PageMarks:
    """The marks of one query in the documents of one page."""

    def __init__(self, docs: Int32s, match: Match, source: SpanSource) -> None:
        """Take note of the documents, which ascend; the marks of a field are read once for all of them.

        Where an alternative of the query does not hold in a document, its words are not marked there.
        """
        self._source = source
        self._leaves = _leaves_in(docs, match)
        self._fields: dict[str, dict[int, list[_Standing]]] = {}

    def mark(self, document: int, field: str, text: str) -> Snippet:
        """The text of a document's field with the spans that matched."""
        by_document = self._fields.get(field)
        if by_document is None:
            by_document = self._fields[field] = self._read(field)
        found = by_document.get(document)
        if not found or not text:
            return Snippet(text)
        if len(found) == 1 and found[0].known:
            return Snippet(text, merged(found[0].spans))
        stored = _StoredText(text, field, document, self._source)
        return Snippet(text, merged([span for standing in found for span in stored.spans(standing)]))

    def _read(self, field: str) -> dict[int, list[_Standing]]:
        """By document, where each leaf stands in this field."""
        found: dict[int, list[_Standing]] = {}
        for leaf, docs in self._leaves:
            standing = leaf.by_field.get(field)
            if standing:
                for document, spans in self._spans(leaf.leaf, docs, standing, field).items():
                    known = bool(spans) and all(end > 0 for _, end in spans)
                    found.setdefault(document, []).append(_Standing(leaf.leaf, spans, known))
        return found

    def _spans(self, leaf: Leaf, docs: Int32s, standing: Standing, field: str) -> dict[int, list[Span]]:
        """The spans of a leaf in those of the documents in which it stands; none where they have to be looked for."""
        if not standing.parts or standing.starts:
            inside = intersect(docs, standing.docs)
            if not standing.starts or not len(inside):
                return {document: [] for document in inside.tolist()}
            offsets, places = _chosen(standing.starts, rows_of(standing.docs, inside))
            runs = self._source.runs_of_words(field, inside, offsets, places, standing.parts)
            spans = list(zip(*runs.tolist(), strict=True))
            bounds = pairwise(offsets.tolist())
            return {document: spans[start:end] for document, (start, end) in zip(inside.tolist(), bounds, strict=True)}
        (term,) = _last_terms(leaf)
        occurrences = Occurrences(standing.docs, standing.frequencies)
        found: dict[int, list[Span]] = {}
        for document, start, end in zip(*self._source.term_spans(field, term, occurrences, docs).tolist(), strict=True):
            found.setdefault(document, []).append((start, end))
        return found


class _StoredText:
    """One text of which it is stored where its words stand; read when it is first asked for."""

    def __init__(self, text: str, field: str, document: int, source: SpanSource) -> None:
        self._text = text
        self._field = field
        self._document = document
        self._source = source
        self._words: TokenSpans | None = None

    def spans(self, standing: _Standing) -> Iterable[Span]:
        """The characters over which a leaf stands."""
        leaf, spans, known = standing
        if known:
            return spans
        if not spans:
            return ((first.start, last.end) for first, last in compile_leaf(leaf).find(self))
        (term,) = _last_terms(leaf)
        return ((start, end if end > 0 else self.at(term, -end - 1).end) for start, end in spans)

    def positions(self, term: str) -> list[int]:
        """Where a term stands, for the leaves of `search.highlight`, as the other methods are."""
        docs, frequencies = self._source.occurrences(self._field, term)
        row = rows_of(docs, intersect(docs, self._document_alone()))
        return [] if not len(row) else self._source.places(self._field, term, frequencies, row).positions.tolist()

    def at(self, term: str, position: int) -> Place:
        """A term may be the word at its position or the whole joined run that begins there."""
        start, end, run_end = (int(column[position]) for column in self._all_words())
        whole = run_end and term not in _terms(self._text[start:end])
        return Place(_ONLY_TEXT, start, run_end if whole else end)

    def of(self, term: str) -> Iterable[Place]:
        return (self.at(term, position) for position in self.positions(term))

    def fitting(self, fits: Callable[[str], object], start: str) -> Iterator[Place]:
        text, words = self._text, self._all_words()
        first = ord(start[0]) if start[:1].isascii() and start[:1].isalnum() else NO_CHARACTER
        likely = words_beginning(code_points(text), words.starts, first)
        columns = (column[likely].tolist() for column in words)
        for begin, end, run_end in zip(*columns, strict=True):
            if any(map(fits, _words(text[begin:end]))):
                yield Place(_ONLY_TEXT, begin, end)
            if run_end and any(map(fits, _whole_words(text[begin:run_end]))):
                yield Place(_ONLY_TEXT, begin, run_end)

    def _all_words(self) -> TokenSpans:
        if self._words is None:
            self._words = self._source.token_spans(self._field, self._document)
        return self._words

    def _document_alone(self) -> Int32s:
        return np.array([self._document], dtype=np.int32)


def _chosen(places: Places, rows: Int32s) -> Places:
    """The places in some of the documents, by their rows."""
    held = [places.positions[places.offsets[row] : places.offsets[row + 1]] for row in rows.tolist()]
    return Places(np.cumsum([0, *map(len, held)], dtype=np.int64), np.concatenate(held))


def _leaves_in(docs: Int32s, match: Match) -> tuple[tuple[FoundLeaf, Int32s], ...]:
    """Each leaf once, with those of the documents that it is a reason for: a group's only where it holds."""
    found = {leaf.leaf: (leaf, docs) for leaf in match.leaves}
    for group in match.groups:
        for leaf, inside in _leaves_in(intersect(docs, group.docs), group):
            known = found.get(leaf.leaf)
            found[leaf.leaf] = (leaf, unite(known[1], inside) if known else inside)
    return tuple(found.values())


def _last_terms(leaf: Leaf) -> tuple[str, ...]:
    """The last term of a leaf that has any."""
    return () if isinstance(leaf, Wildcard | Fuzzy) else query_terms(leaf.text).parts[-1:]


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
