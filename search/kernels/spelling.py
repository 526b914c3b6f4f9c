"""The letters of words in, which are alike and how far they are apart out; compiled.

A slip changes, adds or drops a letter, or swaps two neighbours. Not for which of them is meant
(see `search.spelling.suggest`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, HASH, INT, INT32, array, kernel, subkernel, view
from search.arrays import Int32s, Int64s
from search.characters import Characters

Sets = npt.NDArray[np.uint64]
"""The letters of words as sets of 64 bits, a word each."""

_CHARACTERS = view(types.uint32)


@kernel(INT(_CHARACTERS, _CHARACTERS))
def slips_between(one: Characters, other: Characters) -> int:
    """The fewest slips that make one word of the other, no letter being touched twice.

    Optimal string alignment (Damerau 1964), two rows of the table back.
    """
    width = len(other) + 1
    before, last, row = np.empty(width, np.int64), np.arange(width), np.empty(width, np.int64)
    for i in range(len(one)):
        row[0] = i + 1
        for j in range(len(other)):
            best = min(last[j] + (one[i] != other[j]), last[j + 1] + 1, row[j] + 1)
            if i and j and one[i] == other[j - 1] and one[i - 1] == other[j]:
                best = min(best, before[j - 1] + 1)
            row[j + 1] = best
        before, last, row = last, row, before
    return int(last[width - 1])


@subkernel(BOOL(HASH, INT))
def _has_at_most(bits: np.uint64, most: int) -> bool:
    """Whether no more than so many bits are set."""
    for _ in range(most):
        bits &= bits - np.uint64(1)
    return bool(bits == 0)


@kernel(types.UniTuple(array(INT), 2)(_CHARACTERS, HASH, INT, _CHARACTERS, view(INT), view(INT32), view(HASH)))
def words_within(
    word: Characters, letters: np.uint64, most: int, characters: Characters, starts: Int64s, lengths: Int32s, sets: Sets
) -> tuple[Int64s, Int64s]:
    """The numbers of the words that `most` slips could make of one, and how many it takes for each.

    Args:
        letters: the set of its letters.
        characters, starts, lengths, sets: all words; word n is `characters[starts[n]:starts[n] + lengths[n]]`.
    """
    found = np.empty(len(lengths), np.int64)
    slips = np.empty(len(lengths), np.int64)
    count = 0
    for n in range(len(lengths)):
        if abs(lengths[n] - len(word)) > most:
            continue
        # one slip adds a letter, takes one away, or both
        if _has_at_most(sets[n] & ~letters, most) and _has_at_most(letters & ~sets[n], most):
            found[count] = n
            slips[count] = slips_between(word, characters[starts[n] : starts[n] + lengths[n]])
            count += slips[count] <= most
    return found[:count].copy(), slips[:count].copy()
