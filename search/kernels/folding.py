"""Documents that print one report put side by side, and what they count for together; compiled.

Work goes by the documents that have company among those found. Not for telling which documents print one
report (`index.stories`).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from index.codec.jit import BYTE, FLOAT, INT, INT32, array, kernel, several, view, whole
from search.arrays import Bytes, Floats, Int32s, Int64s
from search.kernels.counting import comes_later

_Values = TypeVar("_Values", Int32s, Floats)

_DOCS = view(INT32)
_KEYS = (view(BYTE), view(FLOAT)), (view(BYTE), view(INT))


@kernel(several(array(INT32), array(INT32))(_DOCS, _DOCS, array(INT32)))
def gather_copies(docs: Int32s, stories: Int32s, room: Int32s) -> tuple[Int32s, Int32s]:
    """Those of the documents that share a story with another of them, ascending within each story, and its ends.

    Story `n` of those gathered is `gathered[ends[n]:ends[n + 1]]`, in the order of their first documents.

    Args:
        docs: documents that have a story, ascending.
        stories: the number of each document's story.
        room: a number for each story, all -1, and again so afterwards.
    """
    following = np.empty(len(docs), np.int32)
    for row in range(len(docs) - 1, -1, -1):
        story = stories[docs[row]]
        following[row] = room[story]
        room[story] = row
    gathered = np.empty(len(docs), np.int32)
    ends = np.zeros(len(docs) // 2 + 1, np.int32)
    count = groups = 0
    for first in range(len(docs)):
        story = stories[docs[first]]
        if room[story] == -1:
            continue
        room[story] = -1
        if following[first] == -1:
            continue
        row = first
        while row != -1:
            gathered[count] = docs[row]
            count += 1
            row = following[row]
        groups += 1
        ends[groups] = count
    return gathered[:count].copy(), ends[: groups + 1].copy()


@kernel(*(array(INT)(_DOCS, behind, keys) for behind, keys in _KEYS))
def trailing(ends: Int32s, behind: Bytes, keys: Floats | Int64s) -> Int64s:
    """The places of all gathered documents but the one of each story that comes first in the order of these keys."""
    places = np.empty(len(keys), np.int64)
    count = 0
    for group in range(len(ends) - 1):
        best = whole(ends[group])
        for at in range(ends[group] + 1, ends[group + 1]):
            trails = whole(at)
            if comes_later(behind, keys, best, trails):
                trails, best = best, trails
            places[count] = trails
            count += 1
    return places[:count]


@kernel(array(INT32)(_DOCS, view(INT)), array(FLOAT)(view(FLOAT), view(INT)))
def without_rows(values: _Values, rows: Int64s) -> _Values:
    """An array without some of its rows, which ascend."""
    kept = np.empty(len(values) - len(rows), values.dtype)
    start = count = 0
    for row in rows:
        kept[count : count + row - start] = values[start:row]
        count += row - start
        start = row + 1
    kept[count:] = values[start:]
    return kept


@kernel(array(INT32)(array(INT32), view(INT32), _DOCS, _DOCS, _DOCS))
def take_repeats(counts: Int32s, offsets: Int32s, ordinals: Int32s, gathered: Int32s, ends: Int32s) -> Int32s:
    """Take from the counts of values what documents of one story count for beside the first; returns how many each.

    Args:
        counts: by value, as `count_each` has them; offsets, ordinals: the facet.
        gathered, ends: the documents that share a story, as `gather_copies` gives them.
    """
    repeats = np.zeros(len(counts), np.int32)
    seen = np.full(len(counts), -1, np.int32)
    for group in range(len(ends) - 1):
        for at in range(ends[group], ends[group + 1]):
            doc = gathered[at]
            for held in range(offsets[doc], offsets[doc + 1]):
                ordinal = ordinals[held]
                if seen[ordinal] == group:
                    counts[ordinal] -= 1
                    repeats[ordinal] += 1
                seen[ordinal] = group
    return repeats
