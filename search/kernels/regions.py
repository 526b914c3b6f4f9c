"""The paragraphs of a text that have spans in, the stretch of one whose spans bring most out; compiled.

Not for where a passage around them begins and ends (see `search.kernels.passages`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, INT, INT32, array, subkernel, view
from search.arrays import Bools, Int32s, Int64s
from search.characters import Characters
from search.kernels.sentences import LINE_BREAK, NONE, is_space, line_break

START, END, LOW, HIGH, OPENS, CLOSES = range(6)
"""The columns of a region: characters of its text, spans in it, whether it opens and whether it closes a paragraph."""

_CHARACTERS = view(types.uint32)
_SPANS = view(INT32)
_REGIONS = array(INT, dimensions=2)


@subkernel(INT(_SPANS, INT))
def count_to(starts: Int32s, place: int) -> int:
    """How many spans start before a place. There are few, and NumPy's bisection costs more than all of this."""
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] < place:
            low = middle + 1
        else:
            high = middle
    return low


@subkernel(types.void(_REGIONS, INT, INT, INT, INT, INT, INT, INT), inline=True)
def put_region(
    regions: npt.NDArray[np.int64], row: int, start: int, end: int, low: int, high: int, opens: int, closes: int
) -> None:
    """Fill in a row; one number after the other, as an array for six of them takes longer than all they are for."""
    regions[row, START], regions[row, END] = start, end
    regions[row, LOW], regions[row, HIGH] = low, high
    regions[row, OPENS], regions[row, CLOSES] = opens, closes


@subkernel(INT(_REGIONS, INT, INT, INT, _SPANS, _SPANS))
def _add_paragraph(
    regions: npt.NDArray[np.int64], count: int, start: int, end: int, starts: Int32s, ends: Int32s
) -> int:
    """Add a paragraph with spans to the regions, or join it to the one from which a span reaches into it."""
    low, high = count_to(starts, start), count_to(starts, end)
    if count and ends[regions[count - 1, HIGH] - 1] > start:
        regions[count - 1, END] = end
        regions[count - 1, HIGH] = high
        return count
    if high == low:
        return count
    put_region(regions, count, start, end, low, high, 1, 1)
    return count + 1


@subkernel(INT(_CHARACTERS, _SPANS, _SPANS, _REGIONS))
def paragraphs(text: Characters, starts: Int32s, ends: Int32s, regions: npt.NDArray[np.int64]) -> int:
    """Fill in one region a paragraph with spans, those joined that a span reaches over; returns how many.

    A row is: start, end, first span, the one after the last, whether it opens and whether it closes a paragraph.
    """
    count = 0
    start = at = 0
    end = len(text)
    while True:
        at = line_break(text, at)
        if at == len(text):
            break
        first_break = last_break = at
        while at < len(text) and is_space(text[at]):
            if text[at] == LINE_BREAK:
                last_break = at
            at += 1
        if last_break == first_break:
            continue
        if at == len(text):
            end = first_break
            break
        count = _add_paragraph(regions, count, start, first_break, starts, ends)
        start = last_break + 1
        if start >= ends[-1]:
            return count
    return _add_paragraph(regions, count, start, end, starts, ends)


@subkernel(types.void(_REGIONS, INT, _SPANS, _SPANS, _SPANS, view(BOOL), array(INT32), INT, array(INT)))
def best_window(
    regions: npt.NDArray[np.int64],
    count: int,
    starts: Int32s,
    ends: Int32s,
    keys: Int32s,
    shown: Bools,
    inside: Int32s,
    length: int,
    best: Int64s,
) -> None:
    """Put region, first span and the one after the last into `best`: those that bring most; region NONE for none.

    Args:
        regions: so many of them count.
        keys: for each span the number of what it matched.
        shown: by kind whether a passage has it already; inside: room for a number a kind.
    """
    kinds = len(shown)
    left = kinds
    for kind in range(kinds):
        left -= shown[kind]
    most_new = most = NONE
    best[0] = NONE
    for number in range(count):
        low = regions[number, LOW]
        if low == regions[number, HIGH]:
            continue
        for kind in range(kinds):
            inside[kind] = 0
        new = different = 0
        for high in range(low, regions[number, HIGH]):
            key = keys[high]
            new += inside[key] == 0 and not shown[key]
            different += inside[key] == 0
            inside[key] += 1
            while low < high and ends[high] - starts[low] > length:
                gone = keys[low]
                inside[gone] -= 1
                if inside[gone] == 0:
                    different -= 1
                    new -= not shown[gone]
                low += 1
            if new > most_new or (new == most_new and different > most):
                most_new, most = new, different
                best[0], best[1], best[2] = number, low, high + 1
        if most_new == left and most == kinds:
            break
