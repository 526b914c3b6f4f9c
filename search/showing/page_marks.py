"""The documents of a page in, the spans of their texts that matched out, without analysing a text.

The same marks as `search.showing.highlight` finds, which is their definition: from the positions of the
terms in each document and the characters at which the words at those positions begin and end.
Only for fields of one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, pairwise
from typing import NamedTuple, Protocol

import numpy as np

from index.analysis import query_terms
from index.codec.spans import END, JOINED_END
from index.schema import MARKED
from search.arrays import Bools, Int32s, Int64s
from search.kernels.documents import intersect, unite
from search.kernels.marks import JUST_SPANS, TEXT, mark_runs, merge_spans
from search.matching.evaluate import FoundLeaf, Match
from search.model import Snippet
from search.query.tree import Fuzzy, Leaf, Near, Wildcard, Word
from search.showing.highlight import compile_leaf, compile_words
from search.showing.page_texts import PageTexts
from search.showing.stored_texts import SpanSource, StoredTexts, is_written

Terms = tuple[str, ...]


class MarkSource(SpanSource, Protocol):
    """Postings, and where in its texts a run of terms stands."""

    def records(self, fields: Sequence[str], term: str) -> list[int]:
        """The record of a term in each of some fields, for `search.kernels.marks`; -1 where it stands nowhere."""
        ...


class Marks(NamedTuple):
    """The spans of a page's texts, a start and an end each: those of text i are columns `bounds[i]` to `bounds[i + 1]`.

    Those of a text are sorted and apart. What each of a body or excerpt matched has a number: one of the `terms` that
    were looked for, or, from their number on, one of the `samples`, which are a text and a span that is written so.
    """

    bounds: Int64s
    spans: Int32s
    numbers: Int32s
    samples: Int64s
    terms: Sequence[Terms]

    def titles(self, texts: PageTexts) -> list[Snippet]:
        """The titles with their spans."""
        bounds = self.bounds[: texts.size + 1].tolist()
        spans = list(zip(*self.spans[:, : bounds[-1]].tolist(), strict=True))
        held = [tuple(spans[first:last]) for first, last in pairwise(bounds)]
        return list(map(Snippet, texts.texts[: texts.size], held))


def mark_page(docs: Int32s, texts: PageTexts, match: Match, source: MarkSource) -> Marks:
    """The marks of one query in the texts of some documents, which ascend.

    Where an alternative of the query does not hold in a document, its words are not marked there.
    """
    runs: list[int] = []
    terms, insides, others = [], [], []
    for leaf, inside in _leaves_in(docs, match):
        if parts := _run_of(leaf.leaf):
            runs += (len(parts), *_records(leaf.leaf.field, parts, source))
            terms.append(parts)
            insides.append(inside)
        else:
            others.append((leaf, inside))
    if not (terms or others):
        return Marks(np.zeros(len(texts.texts) + 1, np.int64), _NO_SPANS, _NO_SPANS[0], _NO_SAMPLES, ())
    asked = np.array(runs, np.int64), len(terms), _reasons(docs, insides) if match.groups else _EVERYWHERE
    looked_up = _looked_up(others, docs, texts, source)
    marked = mark_runs(*source.records_and_spans(MARKED), *asked, docs, *texts.characters, looked_up)
    marks, found = marked[:-1], marked[-1]
    if len(found):
        marks = merge_spans(_closed(found, texts, terms), *texts.characters, texts.size, len(terms))
    return Marks(*marks, terms)


def _records(only: str | None, terms: Terms, source: MarkSource) -> list[int]:
    """The records of some terms in the fields that are marked, or in one of them alone.

    Not those in which they were found, which beside another word may have been looked for in few documents.
    """
    records = [record for term in terms for record in source.records(MARKED, term)]
    if only is None:
        return records
    return [record if name == only else -1 for name, record in zip(cycle(MARKED), records, strict=False)]


def _reasons(docs: Int32s, insides: Sequence[Int32s]) -> Bools:
    """A row a run, for each document whether it is wanted there."""
    return np.array([np.isin(docs, inside) for inside in insides], np.bool_).reshape(len(insides), len(docs))


def _looked_up(
    leaves: Sequence[tuple[FoundLeaf, Int32s]], docs: Int32s, texts: PageTexts, source: MarkSource
) -> Int32s:
    """The spans of what stands in ways that postings do not tell, a row each: text, start, end."""
    if not leaves:
        return _NOTHING
    stored = StoredTexts(texts, docs, source)
    return np.concatenate([_look_up(leaf, inside, stored)[:, :JUST_SPANS] for leaf, inside in leaves])


def _closed(found: Int32s, texts: PageTexts, runs: Sequence[Terms]) -> Int32s:
    """The same with each span ended: where its last word begins a joined run, which was meant is looked up."""
    for row in np.flatnonzero(found[:, JOINED_END]).tolist():
        text, _, end, last_start, joined_end, run = found[row].tolist()
        if not is_written(runs[run][-1], texts.texts[text][last_start:end]):
            found[row, END] = joined_end
    return found


def _run_of(leaf: Leaf) -> tuple[str, ...]:
    """The terms that have to stand side by side for a leaf to be marked; none where that is not all there is to it."""
    if isinstance(leaf, Wildcard | Fuzzy):
        return ()
    parts, whole = query_terms(leaf.text)
    is_near = isinstance(leaf, Near) and len(parts) > 1
    return () if is_near or (isinstance(leaf, Word) and whole) else parts


def _look_up(leaf: FoundLeaf, docs: Int32s, stored: StoredTexts) -> Int32s:
    """The places of a leaf, by their texts, in those of some documents."""
    wanted = leaf.leaf
    if isinstance(wanted, Wildcard | Fuzzy):
        if wanted.field not in (None, *MARKED):
            return _NOTHING
        found = stored.fitting(compile_words(wanted), wanted.field)
        return found if docs is stored.docs else found[np.isin(stored.docs, docs)[found[:, TEXT] % len(stored.docs)]]
    find = compile_leaf(wanted).find
    texts = (
        stored.of(name, document)
        for name in MARKED
        for document in intersect(docs, leaf.standing.inside(name)).tolist()
    )
    spans = [(first.text, first.start, last.end) for text in texts for first, last in find(text)]
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
_NO_SPANS = np.empty((2, 0), np.int32)
_NO_SAMPLES = np.empty((0, 3), np.int64)
_EVERYWHERE = np.empty((0, 0), np.bool_)
