"""Sorted arrays of documents in, sorted arrays and scores out: the compiled loops of evaluation.

Documents are int32, ascending and without repeats; rows are places in such an array. Work goes by
the shorter of two arrays where they differ much, never by the size of the archive. Not for
positions (see `search.kernels.positions`) nor for counting (see `search.kernels.counting`).
"""

from __future__ import annotations

import numpy as np
from numba import types

from index.codec.bits import clear_bits, has_bit, list_bits, set_bits
from index.codec.jit import BOOL, FLOAT, HASH, INT, INT32, UNSIGNED, array, kernel, subkernel, unsigned, view
from search.arrays import Floats, Int32s, Int64s, Lengths, Uint64s

K1 = 1.2
B = 0.75
MANY_TIMES = 16
"""So much longer, an array is leapt through instead of read."""

SOME_TIMES = 4
"""So much longer, an array is gone through in stretches, so that where one ends is rarely guessed wrong."""

LENGTHS = UNSIGNED[1:3]
"""The types that the lengths of a field may have: half as many bytes are half as long waited for."""

_DOCS = view(INT32)


@kernel(INT(_DOCS, INT, INT32))
def advance(docs: Int32s, start: int, wanted: int) -> int:
    """The first place from `start` on whose document is not before `wanted`: doubling steps, then bisection.

    Bentley and Yao, An Almost Optimal Algorithm for Unbounded Searching (1976).
    """
    if start >= len(docs) or docs[start] >= wanted:
        return start
    step = 1
    low = start
    while low + step < len(docs) and docs[low + step] < wanted:
        low += step
        step *= 2
    high = min(low + step, len(docs))
    low += 1
    while low < high:
        middle = (low + high) // 2
        if docs[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@kernel(array(INT32)(_DOCS, _DOCS))
def intersect(one: Int32s, other: Int32s) -> Int32s:
    """The documents in both."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    kept = np.empty(len(short), np.int32)
    count = at = 0
    for doc in short:
        at = advance(long, at, doc)
        if at == len(long):
            break
        if long[at] == doc:
            kept[count] = doc
            count += 1
    return kept[:count]


@kernel(array(INT32)(_DOCS, _DOCS))
def rows_of(docs: Int32s, wanted: Int32s) -> Int32s:
    """The row in `docs` of each wanted document, all of which are there."""
    rows = np.empty(len(wanted), np.int32)
    at = 0
    for i in range(len(wanted)):
        at = advance(docs, at, wanted[i])
        rows[i] = at
    return rows


@kernel(array(INT32)(_DOCS, _DOCS))
def subtract(docs: Int32s, without: Int32s) -> Int32s:
    """The documents that are not in the second array; whole stretches are copied where that is the shorter one."""
    kept = np.empty(len(docs), np.int32)
    count = at = 0
    if len(without) < len(docs):
        for doc in without:
            start = at
            at = advance(docs, start, doc)
            kept[count : count + at - start] = docs[start:at]
            count += at - start
            at += at < len(docs) and docs[at] == doc
        rest = len(docs) - at
        kept[count : count + rest] = docs[at:]
        return kept[: count + rest]
    for doc in docs:
        at = advance(without, at, doc)
        if at == len(without) or without[at] != doc:
            kept[count] = doc
            count += 1
    return kept[:count]


@subkernel(array(INT32)(_DOCS, _DOCS))
def _unite_few(long: Int32s, few: Int32s) -> Int32s:
    """The documents in either of two arrays, by copying what stands between those of the short one."""
    kept = np.empty(len(long) + len(few), np.int32)
    count, at, end = unsigned(0), unsigned(0), unsigned(len(long))
    for doc in few:
        while at < end and long[at] < doc:
            kept[count] = long[at]
            count += unsigned(1)
            at += unsigned(1)
        kept[count] = doc
        count += unsigned(1)
        at += unsigned(at < end and long[at] == doc)
    rest = end - at
    kept[count : count + rest] = long[at:]
    return kept[: count + rest]


@kernel(array(INT32)(_DOCS, _DOCS))
def unite(one: Int32s, other: Int32s) -> Int32s:
    """The documents in either."""
    if len(one) * SOME_TIMES < len(other):
        return _unite_few(other, one)
    if len(other) * SOME_TIMES < len(one):
        return _unite_few(one, other)
    kept = np.empty(len(one) + len(other), np.int32)
    i = j = count = 0
    while i < len(one) and j < len(other):
        left, right = one[i], other[j]
        kept[count] = min(left, right)
        count += 1
        i += left <= right
        j += right <= left
    for k in range(i, len(one)):
        kept[count] = one[k]
        count += 1
    for k in range(j, len(other)):
        kept[count] = other[k]
        count += 1
    return kept[:count]


@kernel(array(INT32)(_DOCS, array(HASH)))
def unite_many(docs: Int32s, bits: Uint64s) -> Int32s:
    """The documents in any of several arrays, which stand one after the other in `docs`.

    A pass over the bits of all documents of the archive, and no comparisons.

    Args:
        bits: one for each document, none of them set, nor afterwards.
    """
    set_bits(bits, docs)
    kept = np.empty(len(docs), np.int32)
    count = list_bits(bits, kept)
    bits[:] = 0
    return kept[:count]


@kernel(array(INT32)(_DOCS, _DOCS, BOOL, array(HASH)))
def sift(docs: Int32s, other: Int32s, inside: bool, bits: Uint64s) -> Int32s:
    """The documents that are in another array, or those that are not; for arrays of about one length.

    Args:
        bits: as for `unite_many`.
    """
    set_bits(bits, other)
    kept = np.empty(len(docs) + 1, np.int32)
    count = unsigned(0)
    for i in range(unsigned(len(docs))):
        kept[count] = docs[i]
        count += unsigned(has_bit(bits, docs[i]) == inside)
    clear_bits(bits, other)
    return kept[:count]


@kernel(array(INT32)(_DOCS, view(INT), INT, INT))
def within(docs: Int32s, values: Int64s, low: int, high: int) -> Int32s:
    """The documents whose value is from `low` to `high`, both included; `values` by document."""
    kept = np.empty(len(docs), np.int32)
    count = 0
    for doc in docs:
        if low <= values[doc] <= high:
            kept[count] = doc
            count += 1
    return kept[:count]


@kernel(types.void(array(INT32), _DOCS, _DOCS))
def count_members(counts: Int32s, docs: Int32s, members: Int32s) -> None:
    """Add 1 to the count of each document of `docs` that is in `members`."""
    at = 0
    for i in range(len(docs)):
        at = advance(members, at, docs[i])
        if at == len(members):
            break
        counts[i] += members[at] == docs[i]


@kernel(array(FLOAT)(INT, FLOAT, FLOAT))
def weights_by_length(longest: int, average: float, weight: float) -> Floats:
    """What one occurrence of a term in a field counts for, by the length of the field, up to the longest.

    weight / (1 - b + b * length / average length); the average is over documents that have the field.
    """
    weights = np.empty(longest + 1)
    for length in range(longest + 1):
        weights[length] = weight / (1.0 - B + B * length / average)
    return weights


@subkernel(types.void(array(INT32), _DOCS))
def number_rows(rows: Int32s, docs: Int32s) -> None:
    """Note at the place of each document its row; what stands elsewhere in `rows` says nothing."""
    for i in range(unsigned(len(docs))):
        rows[unsigned(docs[i])] = i


@subkernel(*(types.void(array(FLOAT), _DOCS, _DOCS, view(INT32), view(item), view(FLOAT)) for item in LENGTHS))
def add_weighed(
    weighed: Floats, wanted: Int32s, docs: Int32s, frequencies: Int32s, lengths: Lengths, weights: Floats
) -> None:
    """Add to each wanted document how often a term stands in one field, weighed by the field and its length there.

    For terms that stand in most of the wanted documents, or in many times more.

    Args:
        weighed: one sum a wanted document.
        docs: where the term stands, `frequencies` how often in each.
        lengths: the length of the field in words, by document.
        weights: what one occurrence counts for, by length.
    """
    place, end = unsigned(0), unsigned(len(docs))
    far, near = unsigned(64), unsigned(8)
    for at in range(unsigned(len(wanted))):
        if place == end:
            break
        document = wanted[at]
        if docs[place] < document:
            while place + far < end and docs[place + far] < document:
                place += far
            while place + near < end and docs[place + near] < document:
                place += near
            while place < end and docs[place] < document:
                place += unsigned(1)
            if place == end:
                break
        if docs[place] == document:
            weighed[at] += frequencies[place] * weights[unsigned(lengths[unsigned(document)])]
            place += unsigned(1)


@subkernel(
    *(types.void(array(FLOAT), view(INT32), _DOCS, _DOCS, view(INT32), view(item), view(FLOAT)) for item in LENGTHS)
)
def add_weighed_by_row(
    weighed: Floats,
    rows: Int32s,
    wanted: Int32s,
    docs: Int32s,
    frequencies: Int32s,
    lengths: Lengths,
    weights: Floats,
) -> None:
    """As `add_weighed`, for terms that stand in few of the wanted documents.

    Args:
        rows: by document, the rows of the wanted ones, as `number_rows` noted them.
    """
    for i in range(unsigned(len(docs))):
        document = unsigned(docs[i])
        row = rows[document]
        if 0 <= row < len(wanted) and wanted[unsigned(row)] == docs[i]:
            weighed[unsigned(row)] += frequencies[i] * weights[unsigned(lengths[document])]


@subkernel(types.void(array(FLOAT), view(FLOAT), FLOAT))
def add_saturated(scores: Floats, weighed: Floats, idf: float) -> None:
    """Add the BM25F score of one term, from its frequencies weighed and added up over the fields.

    idf * wtf (k1 + 1) / (k1 + wtf): Robertson and Zaragoza, The Probabilistic Relevance Framework:
    BM25 and Beyond (2009). The idf is given by `search.matching.evaluate`.
    """
    for i in range(len(scores)):
        scores[i] += idf * weighed[i] * (K1 + 1.0) / (K1 + weighed[i])


@kernel(INT(view(INT), INT))
def count_from(descending: Int64s, low: int) -> int:
    """How many numbers, which stand highest first, are `low` or more."""
    first, last = 0, len(descending)
    while first < last:
        middle = (first + last) // 2
        if descending[middle] >= low:
            first = middle + 1
        else:
            last = middle
    return first


@kernel(array(INT32)(_DOCS, INT, INT))
def slice_between(docs: Int32s, first: int, last: int) -> Int32s:
    """The documents from `first` to before `last`."""
    start = advance(docs, 0, first)
    return docs[start : advance(docs, start, last)].copy()
