"""Sets of documents joined, each by the loop that is fastest for their sizes.

Arrays of ascending documents in, one out. Not for the loops themselves (see `search.kernels.documents`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from search.arrays import Int32s
from search.kernels.documents import MANY_TIMES, SOME_TIMES, intersect, sift, subtract, unite, unite_many
from search.kernels.fields import MUCH
from search.tables import Tables

_FEW = 256  # documents, which any loop joins at once
_NONE = np.empty(0, dtype=np.int32)


def united(arrays: Sequence[Int32s], tables: Tables) -> Int32s:
    """The documents in any of some arrays."""
    if len(arrays) < 2:
        return arrays[0] if arrays else _NONE
    *few, longest = sorted(arrays, key=len)
    shorter = sum(map(len, few))
    if shorter * SOME_TIMES > len(longest) and (shorter + len(longest)) * MUCH > tables.size:
        return unite_many(np.concatenate(arrays), tables.bits())
    return unite(reduce(unite, few), longest)


def common(arrays: Sequence[Int32s], tables: Tables) -> Int32s:
    """The documents in all of some arrays, of which there is one at least: the shortest first."""
    first, *others = sorted(arrays, key=len)
    for other in others:
        first = sift(first, other, True, tables.bits()) if _are_alike(first, other) else intersect(first, other)
    return first


def without(docs: Int32s, others: Int32s, tables: Tables) -> Int32s:
    """The documents that are not among others."""
    return sift(docs, others, False, tables.bits()) if _are_alike(docs, others) else subtract(docs, others)


def _are_alike(one: Int32s, other: Int32s) -> bool:
    """Whether two arrays are too long, and too much of a length, to be leapt through."""
    short, long = sorted((len(one), len(other)))
    return short > _FEW and short * MANY_TIMES > long
