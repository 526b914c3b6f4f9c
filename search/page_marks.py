"""The documents of a page in, the spans of their texts that matched out, without analysing a text.

The same marks as `search.highlight` finds, which is their definition: from the positions of the
terms in each document and the characters at which the words at those positions begin and end.
Only for fields of one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from index.analysis import query_terms
from search.arrays import Int32s, Int64s
from search.evaluate import FoundLeaf, Match, Standing
from search.highlight import compile_leaf, compile_words
from search.kernels import intersect, rows_of, unite
from search.kernels_marks import merge_spans, open_spans
from search.kernels_positions import choose_places
from search.model import Snippet
from search.postings import Places
from search.stored_texts import SpanSource, StoredTexts
from search.tree import Fuzzy, Leaf, Near, Phrase, Wildcard, Word

_DOCUMENT, _END = 0, 2  # rows of spans as they are found


class MarkSource(SpanSource, Protocol):
    """Postings, and where in its texts a term or a run of words stands."""

    def term_spans(self, field: str, term: str, wanted: Int32s) -> Int32s:
        """A column for each place where a term stands in the wanted documents: document, start, end as for runs."""
        ...

    def runs_of_words(self, field: str, documents: Int32s, bounds: Int64s, places: Int32s, parts: int) -> Int32s:
        """A column for each run of so many words: document, start, end; see `index.codec.spans.find_runs`."""
        ...


class Marks(NamedTuple):
    """The spans of several texts: those of text `i` are columns `bounds[i]` to before `bounds[i + 1]`, a start, an end.

    Those of a text are sorted and apart.
    """

    bounds: Int64s
    spans: Int32s

    def snippets(self, texts: Sequence[str]) -> list[Snippet]:
        """The texts with their spans."""
        spans = list(zip(*self.spans.tolist(), strict=True))
        bounds = self.bounds.tolist()
        return [Snippet(text, tuple(spans[bounds[i] : bounds[i + 1]])) for i, text in enumerate(texts)]


class PageMarks:
    """The marks of one query in the documents of one page."""

    def __init__(self, docs: Int32s, match: Match, source: MarkSource) -> None:
        """Take note of the documents, which ascend.

        Where an alternative of the query does not hold in a document, its words are not marked there.
        """
        self._docs = docs
        self._source = source
        self._leaves = _leaves_in(docs, match)

    def of(self, field: str, texts: Sequence[str]) -> Marks:
        """The marks in a field of the documents, whose texts are these."""
        stored = StoredTexts(texts, field, self._docs, self._source)
        leaves = [(leaf.leaf, docs, at) for leaf, docs in self._leaves if (at := leaf.by_field.get(field))]
        found = [self._spans(*leaf, stored) for leaf in leaves]
        together = _joined(found)
        if open_spans(together).size:
            together = _joined([_closed(spans, leaf, stored) for spans, (leaf, *_) in zip(found, leaves, strict=True)])
        return Marks(*merge_spans(together, self._docs))

    def _spans(self, leaf: Leaf, docs: Int32s, standing: Standing, stored: StoredTexts) -> Int32s:
        """A column for each place of a leaf in those of the documents in which it stands; some may lack their ends."""
        if isinstance(leaf, Wildcard | Fuzzy):
            found = stored.fitting(compile_words(leaf))
            return found if len(docs) == len(self._docs) else found.compress(np.isin(found[_DOCUMENT], docs), axis=1)
        if not standing.parts:
            return _looked_up(leaf, intersect(docs, standing.docs), stored)
        if standing.starts:
            return self._runs(standing.starts, docs, standing, stored.field)
        return self._source.term_spans(stored.field, query_terms(leaf.text).parts[-1], docs)

    def _runs(self, starts: Places, docs: Int32s, standing: Standing, field: str) -> Int32s:
        inside = intersect(docs, standing.docs)
        if not len(inside):
            return _NOTHING
        places = choose_places(*starts, rows_of(standing.docs, inside))
        return self._source.runs_of_words(field, inside, *places, standing.parts)


def _looked_up(leaf: Word | Phrase | Near, docs: Int32s, stored: StoredTexts) -> Int32s:
    """The places of a leaf that stands in ways that postings do not tell."""
    find = compile_leaf(leaf).find
    spans = [
        (document, first.start, last.end) for document in docs.tolist() for first, last in find(stored.of(document))
    ]
    return np.array(spans, np.int32).reshape(-1, 3).T.copy()


def _joined(found: Sequence[Int32s]) -> Int32s:
    """The columns of all side by side."""
    together = np.concatenate(found, axis=1) if len(found) > 1 else found[0] if found else _NOTHING
    return np.ascontiguousarray(together)


def _closed(found: Int32s, leaf: Leaf, stored: StoredTexts) -> Int32s:
    """The spans with their ends: where the last word begins a joined run, which of the two was meant is looked up."""
    if isinstance(leaf, Wildcard | Fuzzy):
        return found  # by the letters, so that each has its end
    for at in open_spans(np.ascontiguousarray(found)).tolist():
        document, _, position = found[:, at].tolist()
        found[_END, at] = stored.of(document).at(query_terms(leaf.text).parts[-1], -position - 1).end
    return found


def _leaves_in(docs: Int32s, match: Match) -> tuple[tuple[FoundLeaf, Int32s], ...]:
    """Each leaf once, with those of the documents that it is a reason for: a group's only where it holds."""
    found = {leaf.leaf: (leaf, docs) for leaf in match.leaves}
    for group in match.groups:
        for leaf, inside in _leaves_in(intersect(docs, group.docs), group):
            known = found.get(leaf.leaf)
            found[leaf.leaf] = (leaf, unite(known[1], inside) if known else inside)
    return tuple(found.values())


_NOTHING = np.empty((3, 0), np.int32)
