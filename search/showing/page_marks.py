"""The documents of a page in, the spans of their texts that matched out, without analysing a text.

The same marks as `search.showing.highlight` finds, which is their definition: from the positions of the
terms in each document and the characters at which the words at those positions begin and end.
Only for fields of one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from index.analysis import query_terms
from index.codec.spans import DOCUMENT, END, JOINED_END
from search.arrays import Int32s, Int64s
from search.kernels.documents import intersect, unite
from search.kernels.marks import JUST_SPANS, mark_runs, merge_spans
from search.matching.evaluate import FoundLeaf, Match
from search.model import Snippet
from search.query.tree import Fuzzy, Leaf, Near, Wildcard, Word
from search.showing.highlight import compile_leaf, compile_words
from search.showing.stored_texts import SpanSource, StoredTexts, is_written


class MarkSource(SpanSource, Protocol):
    """Postings, and where in its texts a run of terms stands."""

    def records(self, field: str, terms: Sequence[str]) -> Sequence[int]:
        """The records of some terms, for `search.kernels.marks`; none where one of them stands nowhere."""
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
        self._runs: list[tuple[str | None, tuple[str, ...]]] = []
        self._others: list[tuple[FoundLeaf, Int32s]] = []
        reasons = []
        for leaf, inside in _leaves_in(docs, match):
            if terms := _run_of(leaf.leaf):
                self._runs.append((leaf.leaf.field, terms))
                reasons.append(inside)
            else:
                self._others.append((leaf, inside))
        self._reasons = _EVERYWHERE
        if match.groups:
            wanted = [np.isin(docs, inside) for inside in reasons]
            self._reasons = np.array(wanted, np.bool_).reshape(len(reasons), len(docs))

    def of(self, field: str, texts: Sequence[str]) -> Marks:
        """The marks in a field of the documents, whose texts are these."""
        others = self._looked_up(field, texts)
        runs: list[int] = []
        for only, terms in self._runs:  # not where they were found, which beside another word may be in few documents
            records = self._source.records(field, terms) if only in (None, field) else ()
            runs += (len(records), *records)
        if not any(runs):
            return Marks(*merge_spans(others, self._docs))
        arrays = self._source.records_and_spans(field)
        bounds, spans, found = mark_runs(*arrays, np.array(runs, np.int64), self._reasons, self._docs, others)
        if len(found):
            self._close(found, texts)
            bounds, spans = merge_spans(found, self._docs)
        return Marks(bounds, spans)

    def _looked_up(self, field: str, texts: Sequence[str]) -> Int32s:
        """The spans of what stands in ways that postings do not tell, a row each: document, start, end."""
        leaves = [(leaf.leaf, at, docs) for leaf, docs in self._others if len(at := leaf.standing.inside(field))]
        if not leaves:
            return _NOTHING
        stored = StoredTexts(texts, field, self._docs, self._source)
        found = [_look_up(leaf, docs, inside, stored) for leaf, inside, docs in leaves]
        return found[0] if len(found) == 1 else np.concatenate([spans[:, :JUST_SPANS] for spans in found])

    def _close(self, found: Int32s, texts: Sequence[str]) -> None:
        """End each span: where its last word begins a joined run, which of the two was meant is looked up."""
        by_document = dict(zip(self._docs.tolist(), texts, strict=True))
        for row in np.flatnonzero(found[:, JOINED_END]).tolist():
            document, _, end, last_start, joined_end, run = found[row].tolist()
            if not is_written(self._runs[run][1][-1], by_document[document][last_start:end]):
                found[row, END] = joined_end


def _run_of(leaf: Leaf) -> tuple[str, ...]:
    """The terms that have to stand side by side for a leaf to be marked; none where that is not all there is to it."""
    if isinstance(leaf, Wildcard | Fuzzy):
        return ()
    parts, whole = query_terms(leaf.text)
    is_near = isinstance(leaf, Near) and len(parts) > 1
    return () if is_near or (isinstance(leaf, Word) and whole) else parts


def _look_up(leaf: Leaf, docs: Int32s, inside: Int32s, stored: StoredTexts) -> Int32s:
    """The places of a leaf, by their texts, in those of some documents inside which it stands."""
    if isinstance(leaf, Wildcard | Fuzzy):
        found = stored.fitting(compile_words(leaf))
        return found if docs is stored.docs else found[np.isin(found[:, DOCUMENT], docs)]
    find, standing = compile_leaf(leaf).find, intersect(docs, inside).tolist()
    spans = [(document, first.start, last.end) for document in standing for first, last in find(stored.of(document))]
    return np.array(spans, np.int32).reshape(-1, JUST_SPANS)


def _leaves_in(docs: Int32s, match: Match) -> tuple[tuple[FoundLeaf, Int32s], ...]:
    """Each leaf once, with those of the documents that it is a reason for: a group's only where it holds."""
    found = {leaf.leaf: (leaf, docs) for leaf in match.leaves}
    for group in match.groups:
        for leaf, inside in _leaves_in(intersect(docs, group.docs), group):
            known = found.get(leaf.leaf)
            found[leaf.leaf] = (leaf, unite(known[1], inside) if known else inside)
    return tuple(found.values())


_NOTHING = np.empty((0, JUST_SPANS), np.int32)
_EVERYWHERE = np.empty((0, 0), np.bool_)
