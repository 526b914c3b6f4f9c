"""A query tree over arrays: which documents match, and how well.

In: a tree (`search.tree`) and a `PostingsSource`. Out: a `Match` over all documents. Every leaf
(word, phrase, near, wildcard) is scored by BM25F over its fields as if it were one term; AND and
OR add scores, NOT and ranges add none. Not for sorting, counting or reading articles, and not
for where the postings come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.analysis import fold_pattern, query_terms
from index.schema import DEFAULT_FIELDS, TEXT_FIELDS
from search.positions import near_windows, phrase_starts
from search.rank import bm25f, weigh_frequencies
from search.tree import And, Everything, Near, Node, Not, Or, Phrase, Range, Wildcard, Word

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

Leaf = Word | Phrase | Near | Wildcard

_WEIGHTS = {field.name: field.weight for field in TEXT_FIELDS}


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one term stands in one field: in document `docs[i]` at `positions[offsets[i]:offsets[i+1]]`.

    `docs` ascend, and so do the positions of each.
    """

    docs: Int32s
    offsets: Int64s
    positions: Int32s

    def frequencies(self) -> Int64s:
        return np.diff(self.offsets)

    def places(self, i: int) -> Int32s:
        return self.positions[self.offsets[i] : self.offsets[i + 1]]


class PostingsSource(Protocol):
    """What evaluation asks of an index. Document numbers run from 0 to `size` - 1."""

    @property
    def size(self) -> int: ...

    def postings(self, field: str, term: str) -> Postings:
        """Where a stemmed term stands; empty where it stands nowhere."""
        ...

    def words_like(self, field: str, pattern: str) -> tuple[Int32s, Int64s]:
        """Documents holding a word (unstemmed) that fits a folded pattern with `*`, and how many such words."""
        ...

    def numbers(self, field: str) -> tuple[Int64s, Bools]:
        """A number of each document, and whether it has one."""
        ...

    def lengths(self, field: str) -> Int32s:
        """The number of words in a field, by document."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """For every document whether it matches, and its score, 0 where it does not."""

    mask: Bools
    scores: Floats


@dataclass(frozen=True, slots=True)
class LeafScores:
    """What one leaf adds to the scores of the documents it matches, and how much of it is due to each field."""

    leaf: Leaf
    docs: Int32s
    scores: Floats
    shares: dict[str, Floats]


def evaluate(tree: Node, source: PostingsSource) -> Match:
    """Match every document of the source against a tree."""
    match tree:
        case Everything():
            return Match(np.ones(source.size, dtype=np.bool_), np.zeros(source.size))
        case Range():
            return Match(_in_range(tree, source), np.zeros(source.size))
        case Not():
            return Match(~evaluate(tree.child, source).mask, np.zeros(source.size))
        case And():
            return reduce(_both, (evaluate(child, source) for child in tree.children))
        case Or():
            return reduce(_either, (evaluate(child, source) for child in tree.children))
        case _:
            return _match_leaf(tree, source)


def score_leaf(leaf: Leaf, source: PostingsSource) -> LeafScores:
    """Match a leaf in its field, or in all that are searched by default, and score it as one term."""
    weighed = np.zeros(source.size)
    by_field: dict[str, Floats] = {}
    for field in DEFAULT_FIELDS if leaf.field is None else (leaf.field,):
        docs, frequencies = _occurrences(leaf, field, source)
        if len(docs):
            by_field[field] = np.zeros(source.size)
            by_field[field][docs] = weigh_frequencies(frequencies, source.lengths(field), docs, _WEIGHTS[field])
            weighed += by_field[field]
    docs = np.flatnonzero(weighed).astype(np.int32)
    shares = {field: part[docs] / weighed[docs] for field, part in by_field.items()}
    return LeafScores(leaf, docs, bm25f(weighed[docs], source.size, len(docs)), shares)


def scoring_leaves(tree: Node) -> Iterator[Leaf]:
    """The leaves that can add to a score: all but those under a NOT."""
    match tree:
        case And() | Or():
            for child in tree.children:
                yield from scoring_leaves(child)
        case Word() | Phrase() | Near() | Wildcard():
            yield tree


def _both(one: Match, other: Match) -> Match:
    mask = one.mask & other.mask
    return Match(mask, np.where(mask, one.scores + other.scores, 0.0))


def _either(one: Match, other: Match) -> Match:
    return Match(one.mask | other.mask, one.scores + other.scores)


def _match_leaf(leaf: Leaf, source: PostingsSource) -> Match:
    found = score_leaf(leaf, source)
    mask = np.zeros(source.size, dtype=np.bool_)
    scores = np.zeros(source.size)
    mask[found.docs] = True
    scores[found.docs] = found.scores
    return Match(mask, scores)


def _in_range(wanted: Range, source: PostingsSource) -> Bools:
    values, mask = source.numbers(wanted.field)
    if wanted.low is not None:
        mask = mask & (values >= wanted.low)
    if wanted.high is not None:
        mask = mask & (values <= wanted.high)
    return mask


def _occurrences(leaf: Leaf, field: str, source: PostingsSource) -> tuple[Int32s, Int64s]:
    """The documents in which a leaf stands in a field, and how often."""
    if isinstance(leaf, Wildcard):
        return source.words_like(field, fold_pattern(leaf.pattern))
    parts, whole = query_terms(leaf.text)
    terms = [source.postings(field, part) for part in parts]
    match leaf:
        case Near():
            return _count({doc: len(near_windows(places, leaf.distance)) for doc, places in _together(terms)})
        case Word() if whole:
            return _run_or_whole(terms, source.postings(field, whole))
    if len(terms) == 1:
        return terms[0].docs, terms[0].frequencies()
    return _count({doc: len(phrase_starts(places)) for doc, places in _together(terms)})


def _run_or_whole(parts: list[Postings], whole: Postings) -> tuple[Int32s, Int64s]:
    """Where parts stand side by side, or are written as one; a joined run is both, and counts once."""
    starts = {doc: set(phrase_starts(places)) for doc, places in _together(parts)}
    for i, doc in enumerate(whole.docs.tolist()):
        starts.setdefault(doc, set()).update(whole.places(i).tolist())
    return _count({doc: len(places) for doc, places in starts.items()})


def _together(terms: Sequence[Postings]) -> Iterator[tuple[int, list[list[int]]]]:
    """Each document that has all the terms, with the positions of each of them."""
    if not terms:
        return
    docs = reduce(lambda one, other: np.intersect1d(one, other, assume_unique=True), (term.docs for term in terms))
    rows = [np.searchsorted(term.docs, docs).tolist() for term in terms]
    for n, doc in enumerate(docs.tolist()):
        yield doc, [term.places(row[n]).tolist() for term, row in zip(terms, rows, strict=True)]


def _count(found: dict[int, int]) -> tuple[Int32s, Int64s]:
    counted = sorted((doc, frequency) for doc, frequency in found.items() if frequency)
    pairs = np.array(counted, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0].astype(np.int32), pairs[:, 1]
