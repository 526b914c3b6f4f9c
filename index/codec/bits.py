"""Sets of documents as bits, 64 a word: set, counted, listed; for kernels. Not for sets of few documents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.jit import BOOL, HASH, INT, INT32, NOTHING, array, kernel, unsigned, view, whole

Int32s = npt.NDArray[np.int32]
Uint64s = npt.NDArray[np.uint64]

_ONE, _PLACE, _WORD = np.uint64(1), np.uint64(63), np.uint64(6)
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_BIT_NUMBERS = np.array([(0x03F79D71B4CB0A89 << n & 0xFFFFFFFFFFFFFFFF) >> 58 for n in range(64)]).argsort()


@kernel(INT(INT))
def words_for(size: int) -> int:
    """How many words hold a bit for each of so many documents."""
    return size // 64 + 1


@kernel(NOTHING(array(HASH), view(INT32)))
def set_bits(bits: Uint64s, docs: Int32s) -> None:
    """Set the bit of each document."""
    for i in range(unsigned(len(docs))):
        document = unsigned(docs[i])
        bits[document >> _WORD] |= _ONE << (document & _PLACE)


@kernel(NOTHING(array(HASH), view(INT32)))
def clear_bits(bits: Uint64s, docs: Int32s) -> None:
    """Clear every word that has the bit of one of the documents."""
    for i in range(unsigned(len(docs))):
        bits[unsigned(docs[i]) >> _WORD] = 0


@kernel(BOOL(view(HASH), INT32))
def has_bit(bits: Uint64s, document: int) -> bool:
    """Whether the bit of a document is set."""
    place = unsigned(document)
    return bool((bits[place >> _WORD] >> (place & _PLACE)) & _ONE)


@kernel(INT(HASH))
def lowest_bit(word: np.uint64) -> int:
    """The number of the lowest bit that is set, of a word that has one.

    Leiserson, Prokop and Randall, Using de Bruijn Sequences to Index a 1 in a Computer Word (1998).
    """
    alone = word & (~word + _ONE)
    return whole(_BIT_NUMBERS[(alone * _DE_BRUIJN) >> np.uint64(58)])


@kernel(INT(HASH))
def count_bits(word: np.uint64) -> int:
    """How many bits are set: counted in pairs, fours and bytes side by side (Warren, Hacker's Delight, 2002)."""
    word -= (word >> _ONE) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return whole((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel(INT(view(HASH), array(INT32)))
def list_bits(bits: Uint64s, docs: Int32s) -> int:
    """List the documents whose bits are set, ascending; returns how many they are, for which there is room."""
    count = whole(0)
    for group in range(unsigned(len(bits))):
        word = bits[group]
        while word:
            docs[unsigned(count)] = (group << _WORD) + unsigned(lowest_bit(word))
            count += 1
            word &= word - _ONE
    return count
