"""Positions of words in documents in, how many there are of either, and where there are any, out; compiled.

The positions of each word are those in the same documents: in document `i`, those at
`offsets[i]` to `offsets[i+1]`, ascending. Not for near words (`search.kernels.near`) nor for marking text.
"""

from __future__ import annotations

import numpy as np
from numba import types

from index.codec.jit import INT, INT32, array, kernel, subkernel, view
from search.arrays import Int32s, Int64s

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
