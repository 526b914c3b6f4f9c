"""The letters of all words of an archive in, those that a slip or two could make of one out; compiled.

Not for how far two words are apart (see `search.suggest`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.jit import BOOL, HASH, INT, INT32, array, kernel, view
from search.arrays import Int32s, Int64s

Sets = npt.NDArray[np.uint64]
"""The letters of words as sets of 64 bits, a word each."""


@kernel(BOOL(HASH, INT))
def _has_at_most(bits: np.uint64, most: int) -> bool:
    """Whether no more than so many bits are set."""
    for _ in range(most):
        bits &= bits - np.uint64(1)
    return bool(bits == 0)


@kernel(array(INT)(view(INT32), view(HASH), INT, HASH, INT))
def similar_words(lengths: Int32s, sets: Sets, length: int, letters: np.uint64, most: int) -> Int64s:
    """The numbers of the words that `most` slips could make; one slip adds a letter, takes one away, or both."""
    found = np.empty(len(lengths), np.int64)
    count = 0
    for n in range(len(lengths)):
        if abs(lengths[n] - length) <= most:
            found[count] = n
            count += _has_at_most(sets[n] & ~letters, most) and _has_at_most(letters & ~sets[n], most)
    return found[:count].copy()
