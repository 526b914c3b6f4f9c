"""Sets of documents as bits, 64 a word: set, counted, listed; for kernels. Not for sets of few documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from numba.extending import intrinsic

from index.codec.jit import BOOL, HASH, INT, INT32, NOTHING, array, kernel, subkernel, unsigned, view, whole

Int32s = npt.NDArray[np.int32]
Uint64s = npt.NDArray[np.uint64]

_ONE, _PLACE, _WORD = np.uint64(1), np.uint64(63), np.uint64(6)


@kernel(INT(INT))
def words_for(size: int) -> int:
    """How many words hold a bit for each of so many documents."""
    return size // 64 + 1


@subkernel(NOTHING(array(HASH), view(INT32)))
def set_bits(bits: Uint64s, docs: Int32s) -> None:
    """Set the bit of each document."""
    for i in range(unsigned(len(docs))):
        document = unsigned(docs[i])
        bits[document >> _WORD] |= _ONE << (document & _PLACE)


@subkernel(NOTHING(array(HASH), view(INT32)))
def clear_bits(bits: Uint64s, docs: Int32s) -> None:
    """Clear every word that has the bit of one of the documents."""
    for i in range(unsigned(len(docs))):
        bits[unsigned(docs[i]) >> _WORD] = 0


@subkernel(BOOL(view(HASH), INT32))
def has_bit(bits: Uint64s, document: int) -> bool:
    """Whether the bit of a document is set."""
    place = unsigned(document)
    return bool((bits[place >> _WORD] >> (place & _PLACE)) & _ONE)


def _count_trailing(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
    is_never_0 = context.get_constant(BOOL, True)
    return builder.cttz(given[0], is_never_0)


@intrinsic
def _trailing_zeros(_typing: Any, _word: Any) -> Any:
    return INT(HASH), _count_trailing


@intrinsic
def _population(_typing: Any, _word: Any) -> Any:
    return INT(HASH), lambda _context, builder, _signature, given: builder.ctpop(given[0])


# What the two above are is for the compiler to say, so for others they are functions of one word.
_trailing: Callable[[np.uint64], int] = cast(Any, _trailing_zeros)
_populated: Callable[[np.uint64], int] = cast(Any, _population)


@subkernel(INT(HASH))
def lowest_bit(word: np.uint64) -> int:
    """The number of the lowest bit that is set, of a word that has one: one instruction of the processor."""
    return _trailing(word)


@subkernel(INT(HASH))
def count_bits(word: np.uint64) -> int:
    """How many bits of a word are set: one instruction of the processor."""
    return _populated(word)


@subkernel(INT(view(HASH), array(INT32)))
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
