"""The documents that matched in; the best of them, and how many hold each value, out; compiled.

Not for deciding what matches (see `search.kernels.documents`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import (
    BOOL,
    BYTE,
    FLOAT,
    INT,
    INT32,
    UNSIGNED,
    array,
    kernel,
    several,
    subkernel,
    unsigned,
    view,
    whole,
)
from search.arrays import Bools, Bytes, Floats, Int32s, Int64s
from search.kernels.documents import advance

_DOCS = view(INT32)
_KEYS = (view(BYTE), view(FLOAT)), (view(BYTE), view(INT))


@kernel(types.void(array(BYTE), _DOCS, view(INT32), _DOCS, view(BOOL), BYTE))
def mark_lacking(lacking: Bytes, docs: Int32s, offsets: Int32s, ordinals: Int32s, wanted: Bools, bit: int) -> None:
    """Set a bit of `lacking` for each document that holds none of the wanted values of a facet.

    Args:
        offsets, ordinals: the facet: document `n` holds values `ordinals[offsets[n]:offsets[n+1]]`.
        wanted: for each value whether it is.
    """
    for i in range(unsigned(len(docs))):
        doc, held = unsigned(docs[i]), False
        for at in range(unsigned(offsets[doc]), unsigned(offsets[doc + unsigned(1)])):
            held |= wanted[unsigned(ordinals[at])]
        if not held:
            lacking[i] |= bit


@kernel(*(types.void(array(BYTE), _DOCS, view(codes), INT, view(BOOL), BYTE) for codes in UNSIGNED))
def mark_lacking_padded(
    lacking: Bytes, docs: Int32s, codes: npt.NDArray[Any], width: int, wanted: Bools, bit: int
) -> None:
    """As `mark_lacking`, of a facet as `count_padded` has it; `wanted` has a place more, which says no."""
    across = unsigned(width)
    if width == 1:  # as of providers: without a loop in the loop it takes a third of the time
        for i in range(unsigned(len(docs))):
            lacking[i] |= bit * (not wanted[unsigned(codes[unsigned(docs[i])])])
        return
    for i in range(unsigned(len(docs))):
        first = unsigned(docs[i]) * across
        held = False
        for at in range(first, first + across):
            held |= wanted[unsigned(codes[at])]
        if not held:
            lacking[i] |= bit


@kernel(array(INT32)(_DOCS, view(BYTE), BYTE))
def lacking_at_most(docs: Int32s, lacking: Bytes, bits: int) -> Int32s:
    """The documents that have no bit of `lacking` set but these."""
    kept = np.empty(len(docs), np.int32)
    count = unsigned(0)
    for i in range(unsigned(len(docs))):
        kept[count] = docs[i]
        count += unsigned(lacking[i] & ~bits & 0xFF == 0)
    return kept[:count]


@kernel(*(array(INT32)(_DOCS, view(codes), view(BOOL), array(INT32)) for codes in UNSIGNED))
def sift_and_count(docs: Int32s, codes: npt.NDArray[Any], wanted: Bools, counts: Int32s) -> Int32s:
    """The documents that hold a wanted value of a facet of which each holds one or none.

    Args:
        codes: by document its value, the number of values where it holds none.
        counts: by value how many of all the documents hold it, and one more for none; added to.
    """
    kept = np.empty(len(docs) + 1, np.int32)
    count = unsigned(0)
    for i in range(unsigned(len(docs))):
        code = unsigned(codes[unsigned(docs[i])])
        counts[code] += 1
        kept[count] = docs[i]
        count += unsigned(wanted[code])
    return kept[:count]


@kernel(INT(array(INT32), INT, array(INT32)))
def list_counted(counts: Int32s, values: int, touched: Int32s) -> int:
    """List those of so many values that were counted; returns how many they are."""
    distinct = 0
    for ordinal in range(values):
        touched[distinct] = ordinal
        distinct += counts[ordinal] != 0
    return distinct


@kernel(INT(_DOCS, view(INT32), _DOCS, _DOCS, array(INT32), array(INT32)))
def count_each(docs: Int32s, offsets: Int32s, ordinals: Int32s, totals: Int32s, counts: Int32s, touched: Int32s) -> int:
    """Count the values of the documents; returns how many different ones there are, which `touched` then lists.

    Where more documents are asked for than not, those that are not are counted, and taken from the totals.

    Args:
        offsets, ordinals: the facet, as for `mark_lacking`.
        totals: for each value, how many of all documents hold it.
        counts: room for a number a value and one more, all 0.
        touched: room for as many.
    """
    distinct = unsigned(0)
    if 2 * len(docs) <= len(offsets) - 1:
        for n in range(unsigned(len(docs))):
            doc = unsigned(docs[n])
            for at in range(unsigned(offsets[doc]), unsigned(offsets[doc + unsigned(1)])):
                ordinal = unsigned(ordinals[at])
                touched[distinct] = ordinal
                distinct += unsigned(counts[ordinal] == 0)
                counts[ordinal] += 1
        return whole(distinct)
    counts[: len(totals)] = totals
    following = unsigned(0)
    for n in range(unsigned(len(docs) + 1 if len(docs) < len(offsets) - 1 else 0)):
        doc = unsigned(docs[n] if n < unsigned(len(docs)) else len(offsets) - 1)
        for at in range(unsigned(offsets[following]), unsigned(offsets[doc])):
            counts[unsigned(ordinals[at])] -= 1
        following = doc + unsigned(1)
    return list_counted(counts, len(totals), touched)


@kernel(*(INT(_DOCS, view(codes), INT, _DOCS, array(INT32), array(INT32)) for codes in UNSIGNED))
def count_padded(
    docs: Int32s, codes: npt.NDArray[Any], width: int, totals: Int32s, counts: Int32s, touched: Int32s
) -> int:
    """As `count_each`, of a facet of which no document holds more than a few values: some four times as fast.

    Args:
        codes, width: document `n` holds values `codes[n * width:(n + 1) * width]`, filled up by the number of values.
    """
    across = unsigned(width)
    if 2 * len(docs) * width <= len(codes):
        for n in range(unsigned(len(docs))):
            first = unsigned(docs[n]) * across
            for at in range(first, first + across):
                counts[unsigned(codes[at])] += 1
    else:
        counts[: len(totals)] = totals
        following = unsigned(0)
        for n in range(unsigned(len(docs) + 1 if len(docs) * width < len(codes) else 0)):
            last = unsigned(docs[n]) * across if n < unsigned(len(docs)) else unsigned(len(codes))
            for at in range(following, last):
                counts[unsigned(codes[at])] -= 1
            following = last + across
    counts[len(totals)] = 0
    return list_counted(counts, len(totals), touched)


@kernel(array(INT32, dimensions=2)(array(INT32), _DOCS, INT, INT, _DOCS))
def most_frequent(counts: Int32s, touched: Int32s, distinct: int, limit: int, selected: Int32s) -> Int32s:
    """Values and how often they were counted, in two rows: those most were, then by value, then the selected ones.

    `counts` is all 0 afterwards.
    """
    keys = np.empty(distinct, np.int64)  # ascending: most documents first, then by value
    for n in range(distinct):
        keys[n] = touched[n] - (np.int64(counts[touched[n]]) << 32)
    if distinct > limit:
        keys = np.partition(keys, limit)[:limit]
    keys = np.sort(keys)
    found = np.empty((2, len(keys) + len(selected)), np.int32)
    for n in range(len(keys)):
        found[0, n], found[1, n] = keys[n] & 0xFFFFFFFF, -(keys[n] >> 32)
    for n in range(len(selected)):
        found[0, len(keys) + n], found[1, len(keys) + n] = selected[n], counts[selected[n]]
    for n in range(distinct):
        counts[touched[n]] = 0
    return found


@kernel(several(INT, array(INT))(_DOCS, _DOCS, view(INT), INT, INT))
def count_units(docs: Int32s, starts: Int32s, units: Int64s, newest: int, oldest: int) -> tuple[int, Int64s]:
    """How many of the documents lie in each year, month or day from that of `oldest` to that of `newest`.

    The number of the first of these units comes first. Unit `units[i]` has documents `starts[i]` to before
    `starts[i + 1]`; units descend, empty ones are left out.
    """
    first, last = advance(starts, 0, newest + 1) - 1, advance(starts, 0, oldest + 1) - 1
    lowest = units[last]
    counts = np.zeros(units[first] - lowest + 1, np.int64)
    at = advance(docs, 0, starts[first])
    for i in range(first, last + 1):
        following = advance(docs, at, starts[i + 1])
        counts[units[i] - lowest] = following - at
        at = following
    return lowest, counts


@subkernel(*(BOOL(behind, keys, INT, INT) for behind, keys in _KEYS))
def comes_later(behind: Bytes, keys: Floats | Int64s, one: int, other: int) -> bool:
    """Whether the first of two places stands after the other in the answer."""
    if behind[one] != behind[other]:
        return bool(behind[one] > behind[other])
    if keys[one] != keys[other]:
        return bool(keys[one] < keys[other])
    return one > other


@subkernel(*(types.void(array(INT), INT, INT, behind, keys) for behind, keys in _KEYS))
def _sift(heap: Int64s, size: int, at: int, behind: Bytes, keys: Floats | Int64s) -> None:
    """Restore the heap, in which each place stands later than the two below it, from `at` down."""
    while True:
        latest = at
        for below in (2 * at + 1, 2 * at + 2):
            if below < size and comes_later(behind, keys, heap[below], heap[latest]):
                latest = below
        if latest == at:
            return
        heap[at], heap[latest] = heap[latest], heap[at]
        at = latest


@kernel(*(array(INT)(behind, keys, INT) for behind, keys in _KEYS))
def first_places(behind: Bytes, keys: Floats | Int64s, limit: int) -> Int64s:
    """The first `limit` places of an answer: those not behind, then the highest key, then by place.

    A heap of the best so far (Williams 1964): n log limit steps at worst, about n for most.
    """
    size = min(limit, len(keys))
    heap = np.arange(size)
    for at in range(size // 2 - 1, -1, -1):
        _sift(heap, size, at, behind, keys)
    if size:
        latest_behind, latest_key = behind[heap[0]], keys[heap[0]]
        for place in range(unsigned(size), unsigned(len(keys))):
            # As `comes_later` has it, with what most places are held against at hand: of equal ones the later is last.
            if behind[place] > latest_behind or (behind[place] == latest_behind and keys[place] <= latest_key):
                continue
            heap[0] = place
            _sift(heap, size, 0, behind, keys)
            latest_behind, latest_key = behind[heap[0]], keys[heap[0]]
    for end in range(size - 1, 0, -1):
        heap[0], heap[end] = heap[end], heap[0]
        _sift(heap, end, 0, behind, keys)
    return heap


@kernel(*(array(INT)(behind, keys, _DOCS, BYTE, keys.dtype, INT32) for behind, keys in _KEYS))
def places_after(
    behind: Bytes, keys: Floats | Int64s, docs: Int32s, last_behind: int, last_key: float, from_doc: int
) -> Int64s:
    """The places that come after a hit with these keys, of equal ones those from document `from_doc` on."""
    kept = np.empty(len(docs), np.int64)
    count = 0
    for i in range(len(docs)):
        kept[count] = i
        if behind[i] != last_behind:
            count += behind[i] > last_behind
        elif keys[i] != last_key:
            count += keys[i] < last_key
        else:
            count += docs[i] >= from_doc
    return kept[:count]
