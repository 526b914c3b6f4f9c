"""Bytes and words copied from one array to another, and arrays that grow, within kernels. Not for what they mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.jit import BYTE, INT, WORD, array, subkernel, unsigned, view

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]


@subkernel(array(BYTE)(array(BYTE), INT, INT))
def bytes_for(held: Bytes, used: int, more: int) -> Bytes:
    """The array, or a longer one with its first `used` bytes, that has room for so many more."""
    if used + more <= len(held):
        return held
    longer = np.empty((2 * (used + more) + 3) & ~3, np.uint8)
    longer[:used] = held[:used]
    return longer


@subkernel(array(WORD)(array(WORD), INT, INT))
def words_for(held: Words, used: int, more: int) -> Words:
    """The same for words."""
    if used + more <= len(held):
        return held
    longer = np.empty(2 * (used + more), np.uint32)
    longer[:used] = held[:used]
    return longer


@subkernel(INT(array(BYTE), INT, view(BYTE), INT, INT))
def copy_bytes(out: Bytes, at: int, data: Bytes, start: int, end: int) -> int:
    """Copy some bytes; returns where they end. Slices would be copied one byte at a time."""
    to, given = unsigned(at), unsigned(start)
    for i in range(unsigned(end - start)):
        out[to + i] = data[given + i]
    return at + end - start


@subkernel(INT(array(WORD), INT, view(WORD), INT, INT))
def copy_words(out: Words, at: int, data: Words, start: int, end: int) -> int:
    """The same for words."""
    to, given = unsigned(at), unsigned(start)
    for i in range(unsigned(end - start)):
        out[to + i] = data[given + i]
    return at + end - start
