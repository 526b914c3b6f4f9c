"""Positions of the words of phrases and near words in, how often they stand together out; compiled.

The positions of each word are those in the same documents: in document `i`, those at
`offsets[i]` to `offsets[i+1]`, ascending. What a phrase and near words are is said by
`search.matching.positions`, whose answers these are; not for marking text.
"""

from __future__ import annotations

import numpy as np
from numba import types

from index.codec.jit import INT, INT32, array, kernel, subkernel, view
from search.arrays import Int32s, Int64s

SHARED_PLACE = -1
"""What stands for a count where one place serves two near words, and only trying them out can tell."""

_DOCS = view(INT32)
_OFFSETS = view(INT)
_PLACES = types.UniTuple(array(INT32), 2)


@subkernel(_PLACES(_DOCS, _OFFSETS, _DOCS, _DOCS, _OFFSETS, _DOCS))
def count_either(
    docs: Int32s, offsets: Int64s, positions: Int32s, other_docs: Int32s, other_offsets: Int64s, others: Int32s
) -> tuple[Int32s, Int32s]:
    """The documents that have places in either of two lists, and how many different places each has."""
    found = np.empty(len(docs) + len(other_docs), np.int32)
    counts = np.empty(len(found), np.int32)
    i = j = count = 0
    while i < len(docs) or j < len(other_docs):
        left = i < len(docs) and (j == len(other_docs) or docs[i] <= other_docs[j])
        right = j < len(other_docs) and (i == len(docs) or other_docs[j] <= docs[i])
        found[count] = docs[i] if left else other_docs[j]
        different = 0
        a, a_end = (offsets[i], offsets[i + 1]) if left else (0, 0)
        b, b_end = (other_offsets[j], other_offsets[j + 1]) if right else (0, 0)
        while a < a_end and b < b_end:
            one, other = positions[a], others[b]
            different += 1
            a += one <= other
            b += other <= one
        counts[count] = different + (a_end - a) + (b_end - b)
        i += left
        j += right
        count += counts[count] > 0
    return found[:count], counts[:count]


@kernel(array(INT32)(view(INT, dimensions=2), _DOCS, INT))
def count_near(offsets: Int64s, positions: Int32s, distance: int) -> Int32s:
    """In how many smallest windows each document holds all parts, in any order, or SHARED_PLACE.

    Args:
        offsets: a row a part, a column a document and one more, into `positions`.
        distance: how many other words a window may hold.
    """
    parts, documents = offsets.shape[0], offsets.shape[1] - 1
    counts = np.zeros(documents, np.int32)
    latest = np.empty(parts, np.int64)
    at = np.empty(parts, np.int64)
    for i in range(documents):
        latest[:] = -1
        at[:] = offsets[:, i]
        found_from = -1
        while counts[i] != SHARED_PLACE:
            part = -1
            for k in range(parts):
                if at[k] < offsets[k, i + 1] and (part < 0 or positions[at[k]] < positions[at[part]]):
                    part = k
            if part < 0:
                break
            place = positions[at[part]]
            for k in range(parts):
                if k != part and at[k] < offsets[k, i + 1] and positions[at[k]] == place:
                    counts[i] = SHARED_PLACE
            if counts[i] == SHARED_PLACE:
                break
            latest[part] = place
            at[part] += 1
            first = latest.min()
            if first > found_from:
                found_from = first
                counts[i] += place - first < parts + distance
    return counts


@kernel(types.UniTuple(array(INT32), 2)(_DOCS, view(INT32)))
def without_zeros(docs: Int32s, counts: Int32s) -> tuple[Int32s, Int32s]:
    """The documents whose count is not 0, with it."""
    found = np.empty(len(docs), np.int32)
    kept = np.empty(len(docs), np.int32)
    count = 0
    for i in range(len(docs)):
        if counts[i]:
            found[count] = docs[i]
            kept[count] = counts[i]
            count += 1
    return found[:count], kept[:count]
