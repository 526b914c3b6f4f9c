"""The spans of a page's texts in, which of them matched the same out, as far as their letters tell; compiled.

The definition is `search.showing.passages.span_key`. Not for finding spans (`search.kernels.marks`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, INT, INT32, array, several, subkernel, view, whole
from search.arrays import Int32s, Int64s
from search.characters import Characters

LONGEST_KEY = 100
"""So many characters of a span say what it matched."""

_SPACE = 0x20
_CHARACTERS = view(types.uint32)


@subkernel(INT(types.uint32), inline=True)
def _small(character: int) -> int:
    """A letter from A to Z as a small one, anything else as it is."""
    return whole(character) + 0x20 if 0x41 <= character <= 0x5A else whole(character)


@subkernel(BOOL(_CHARACTERS, INT, INT))
def _is_plain(texts: Characters, start: int, end: int) -> bool:
    """Whether nothing but letters from A to Z and spaces stands there, in words that are what they look like."""
    plain = end - start <= LONGEST_KEY
    for at in range(start, end if plain else start):
        plain &= texts[at] == _SPACE or 0x61 <= _small(texts[at]) <= 0x7A
    return plain


@subkernel(INT(_CHARACTERS, INT, INT, INT))
def _slot_of(texts: Characters, start: int, end: int, size: int) -> int:
    """A place in a table of so many, a power of two: FNV-1a (Fowler, Noll and Vo, RFC 9923) over code points."""
    state = np.uint64(0xCBF29CE484222325)
    for at in range(start, end):
        state = (state ^ np.uint64(_small(texts[at]))) * np.uint64(0x100000001B3)
    return whole(state & np.uint64(size - 1))


@subkernel(BOOL(_CHARACTERS, INT, INT, INT))
def _are_alike(texts: Characters, one: int, other: int, length: int) -> bool:
    at = 0
    while at < length and _small(texts[one + at]) == _small(texts[other + at]):
        at += 1
    return at == length


@subkernel(
    several(array(INT32), array(INT, dimensions=2))(
        *(_CHARACTERS, view(INT), view(INT32, dimensions=2), view(INT), view(INT32), INT, INT)
    )
)
def number_spellings(
    texts: Characters, text_bounds: Int64s, spans: Int32s, bounds: Int64s, runs: Int32s, known: int, first: int
) -> tuple[Int32s, npt.NDArray[np.int64]]:
    """For each span of the texts from `first` on a number, and a row for each spelling: a text and a span of it.

    The number is that of the run it is of if plain words stand there, which are the run's then. Else it is that of how
    it is written, counted from `known` on, for capitals and small ones alike, as far as letters from A to Z go.

    Args:
        texts, text_bounds: as for `search.kernels.beginnings.find_beginning`.
        spans, bounds, runs: as `search.kernels.marks.merge_spans` gives them; `known` runs there are.
    """
    size = 1
    while size < 2 * spans.shape[1]:
        size *= 2
    table = np.full(size, -1, np.int32)
    numbers = np.zeros(spans.shape[1], np.int32)
    samples = np.empty((spans.shape[1], 3), np.int64)
    places = np.empty(spans.shape[1], np.int64)
    count = 0
    for number in range(first, len(bounds) - 1):
        for at in range(bounds[number], bounds[number + 1]):
            start, end = text_bounds[number] + spans[0, at], text_bounds[number] + spans[1, at]
            if runs[at] >= 0 and _is_plain(texts, start, end):
                numbers[at] = runs[at]
                continue
            slot = _slot_of(texts, start, end, size)
            while table[slot] >= 0:
                sample = table[slot]
                same_length = samples[sample, 2] - samples[sample, 1] == end - start
                if same_length and _are_alike(texts, places[sample], start, end - start):
                    break
                slot = (slot + 1) & (size - 1)
            if table[slot] < 0:
                table[slot] = count
                places[count] = start
                samples[count, 0], samples[count, 1], samples[count, 2] = number, spans[0, at], spans[1, at]
                count += 1
            numbers[at] = known + table[slot]
    return numbers, samples[:count].copy()
