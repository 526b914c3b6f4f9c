"""Texts of one document after another in, sorted postings of a field out: inversion by arrays.

Tokens are collected as numbers in arrays, in the order of the text; at the end they are grouped by
term with a counting sort, which keeps that order. Nothing is done posting by posting in Python.
Not for telling tokens apart (see `index.codec.tokens`) nor for files (see `index.codec.builder`).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.codec.builder import TermPostings
from index.codec.jit import BOOL, BYTE, INT, INT32, array, kernel, several, subkernel, view, whole
from index.codec.spans import MOST_BYTES, encode_spans
from index.codec.tokens import TextTokens

Bytes = npt.NDArray[np.uint8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_I32 = view(INT32)


class Inverted(NamedTuple):
    """A field's terms and its words as written, both sorted.

    Word w stands where term `same[w]` does and as often, so that one record serves both; -1 where
    no term does.
    """

    terms: list[bytes]
    postings: TermPostings
    words: list[bytes]
    word_postings: TermPostings
    same: Int64s


class Vocabulary:
    """What the numbers of terms and words stand for, and the order of all these."""

    def __init__(self, strings: Sequence[bytes]) -> None:
        self._strings = strings
        self._ranks = np.empty(len(strings), np.int32)
        self._ranks[sorted(range(len(strings)), key=strings.__getitem__)] = np.arange(len(strings), dtype=np.int32)

    def rank(self, numbers: Int32s) -> list[bytes]:
        """The strings that occur, sorted; each number becomes the place of its string among them."""
        present = np.flatnonzero(_occurring(numbers, len(self._strings)))
        order = present[np.argsort(self._ranks[present])]
        places = np.empty(len(self._strings) or 1, np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        np.take(places, numbers, out=numbers, mode="clip")  # which needs no other array, as the default does
        return [self._strings[number] for number in order.tolist()]


class FieldInversion:
    """Collects the tokens of one field of many documents."""

    def __init__(self, *, spans: bool) -> None:
        self._columns: list[tuple[Int32s, Int32s, Int32s, Int32s]] = []  # terms, words, positions, documents
        self._lengths: list[Int32s] = []
        self._spans: list[Bytes] | None = [] if spans else None
        self._span_lengths: list[Int64s] = []
        self.tokens = 0

    def add(self, tokens: TextTokens, owners: Int64s, first: int, documents: int) -> None:
        """Take the tokens of the texts of documents `first` and so many more; text t is of document `owners[t]`."""
        counts = np.diff(tokens.bounds)
        docs = np.repeat(owners, counts).astype(np.int32)
        self._columns.append((tokens.terms, tokens.words, tokens.positions, docs))
        self.tokens += len(docs)
        parts = np.diff(tokens.part_bounds)
        self._lengths.append(np.bincount(owners - first, parts, documents).astype(np.int32))
        if self._spans is not None:
            text, ends = _encode_texts(tokens.starts, tokens.ends, tokens.run_ends, tokens.part_bounds)
            lengths = np.zeros(documents, np.int64)
            lengths[owners - first] = np.diff(ends)
            self._spans.append(text)
            self._span_lengths.append(lengths)

    def lengths(self) -> Int32s:
        """The number of words of each document."""
        return _joined(self._lengths, np.int32)

    def spans(self) -> tuple[Bytes, Int64s] | None:
        """The spans of all documents' words, and where each document's begin; None where they are not kept."""
        if self._spans is None:
            return None
        lengths = _joined(self._span_lengths, np.int64)
        return _joined(self._spans, np.uint8), np.concatenate([[0], np.cumsum(lengths)])

    def invert(self, vocabulary: Vocabulary, beside: Executor) -> Inverted:
        """Everything collected, by term and by word; the words are counted `beside` the terms."""
        terms, words, positions, docs = (_joined([column[i] for column in self._columns], np.int32) for i in range(4))
        self._columns = []
        counted = beside.submit(_by_word, vocabulary, words, docs)
        sorted_terms = vocabulary.rank(terms)
        postings = TermPostings(*_group(terms, len(sorted_terms), docs, positions))
        sorted_words, word_postings = counted.result()
        same = _same(words, terms, len(sorted_words), postings.frequencies, postings.starts)
        return Inverted(sorted_terms, postings, sorted_words, word_postings, same)


def _by_word(vocabulary: Vocabulary, words: Int32s, docs: Int32s) -> tuple[list[bytes], TermPostings]:
    """The words that occur, sorted, and their postings; `words` become their places."""
    sorted_words = vocabulary.rank(words)
    return sorted_words, TermPostings(*_count(words, len(sorted_words), docs))


@kernel(array(BOOL)(_I32, INT))
def _occurring(numbers: Int32s, count: int) -> npt.NDArray[np.bool_]:
    """Which of so many numbers there are."""
    found = np.zeros(count, np.bool_)
    for number in numbers:
        found[number] = True
    return found


@subkernel(several(array(INT32), array(INT))(_I32, INT))
def _order(ranks: Int32s, terms: int) -> tuple[Int32s, Int64s]:
    """Tokens sorted by term, ties as they come; and where those of each term end (counting sort)."""
    ends = np.zeros(terms, np.int64)
    for rank in ranks:
        ends[rank] += 1
    total = whole(0)
    for term in range(terms):
        total += ends[term]
        ends[term] = total - ends[term]
    order = np.empty(len(ranks), np.int32)
    for token in range(len(ranks)):
        rank = ranks[token]
        order[ends[rank]] = token
        ends[rank] += 1
    return order, ends


@kernel(several(array(INT), array(INT32), array(INT32), array(INT32))(_I32, INT, _I32, _I32))
def _group(ranks: Int32s, terms: int, docs: Int32s, positions: Int32s) -> Any:
    """Starts, documents, frequencies and positions by term, of tokens in the order of documents.

    A place counts once, also where a part and the whole of a run have the same term there.
    """
    order, ends = _order(ranks, terms)
    out_docs, out_frequencies = np.empty(len(ranks), np.int32), np.empty(len(ranks), np.int32)
    out_positions, starts = np.empty(len(ranks), np.int32), np.empty(terms + 1, np.int64)
    posting, place, i = whole(-1), whole(0), whole(0)
    for term in range(terms):
        starts[term] = posting + 1
        first = place
        before = whole(-1)
        while i < ends[term]:
            token = order[i]
            i += 1
            if docs[token] != before:
                before = whole(docs[token])
                posting += 1
                out_docs[posting] = docs[token]
                out_frequencies[posting] = 0
                first = place
            at = place
            while at > first and out_positions[at - 1] >= positions[token]:
                at -= 1
            if at < place and out_positions[at] == positions[token]:
                continue
            for j in range(place, at, -1):
                out_positions[j] = out_positions[j - 1]
            out_positions[at] = positions[token]
            place += 1
            out_frequencies[posting] += 1
    starts[terms] = posting + 1
    return starts, out_docs[: posting + 1].copy(), out_frequencies[: posting + 1].copy(), out_positions[:place].copy()


@kernel(several(array(INT), array(INT32), array(INT32))(_I32, INT, _I32))
def _count(ranks: Int32s, terms: int, docs: Int32s) -> Any:
    """Starts, documents and frequencies by term, of tokens in the order of documents."""
    order, ends = _order(ranks, terms)
    out_docs, out_frequencies = np.empty(len(ranks), np.int32), np.empty(len(ranks), np.int32)
    starts = np.empty(terms + 1, np.int64)
    posting, i = whole(-1), whole(0)
    for term in range(terms):
        starts[term] = posting + 1
        before = whole(-1)
        while i < ends[term]:
            doc = whole(docs[order[i]])
            i += 1
            if doc != before:
                before = doc
                posting += 1
                out_docs[posting] = doc
                out_frequencies[posting] = 0
            out_frequencies[posting] += 1
    starts[terms] = posting + 1
    return starts, out_docs[: posting + 1].copy(), out_frequencies[: posting + 1].copy()


@kernel(array(INT)(_I32, _I32, INT, _I32, view(INT)))
def _same(words: Int32s, terms: Int32s, count: int, frequencies: Int32s, starts: Int64s) -> Int64s:
    """For each word the one term it always is, where that term is no other word and counts as often; else -1."""
    same, tokens = np.full(count, -1, np.int64), np.zeros(count, np.int64)
    others = np.zeros(len(starts) - 1, np.int64)
    for i in range(len(words)):
        word, term = words[i], whole(terms[i])
        tokens[word] += 1
        others[term] += 1
        if same[word] != term:
            same[word] = term if same[word] == -1 else whole(-2)
    for word in range(count):
        term = same[word]
        if term >= 0:
            total = whole(0)
            for i in range(starts[term], starts[term + 1]):
                total += frequencies[i]
            if total != tokens[word] or others[term] != tokens[word]:
                same[word] = -1
        else:
            same[word] = -1
    return same


@kernel(several(array(BYTE), array(INT))(_I32, _I32, _I32, view(INT)))
def _encode_texts(starts: Int32s, ends: Int32s, run_ends: Int32s, bounds: Int64s) -> tuple[Bytes, Int64s]:
    """The spans of each text, and where those of each end."""
    out = np.empty(MOST_BYTES * len(starts), np.uint8)
    places = np.zeros(len(bounds), np.int64)
    at = whole(0)
    for text in range(len(bounds) - 1):
        first, last = bounds[text], bounds[text + 1]
        at = encode_spans(starts[first:last], ends[first:last], run_ends[first:last], out, at)
        places[text + 1] = at
    return out[:at].copy(), places


def _joined(pieces: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.concatenate(pieces) if pieces else np.empty(0, dtype)
