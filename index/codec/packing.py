"""Numbers as bytes and back: varints one by one, and blocks of 128 in as few bits as the largest needs.

Blocks are packed in four lanes of 32-bit words (Lemire and Boytsov 2015, "Decoding billions of
integers per second through vectorization"), so that compilers unpack four values at a time. Kernels
only; not for what the numbers mean (see `index.codec.postings`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.jit import BYTE, INT, INT32, NOTHING, WORD, array, several, subkernel, unsigned, view, whole

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Int32s = npt.NDArray[np.int32]

BLOCK = 128
LANES = 4
_ROWS = BLOCK // LANES

_BYTES = view(BYTE)
_WORDS = view(WORD)
_PAIR = several(INT, INT)


@subkernel(INT(array(BYTE), INT, INT))
def put_varint(out: Bytes, at: int, value: int) -> int:
    """Write a number of 0 or more in bytes of 7 bits, lowest first; returns where it ends."""
    while value >= 128:
        out[at] = (value & 127) | 128
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


@subkernel(_PAIR(_BYTES, INT))
def get_varint(data: Bytes, at: int) -> tuple[int, int]:
    """A number that `put_varint` wrote, and where it ends."""
    value = whole(data[unsigned(at)])
    at += 1
    if value < 128:
        return value, at
    value &= 127
    shift = 7
    while True:
        byte = whole(data[unsigned(at)])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


@subkernel(INT(view(INT32), INT))
def width_of(values: Int32s, start: int) -> int:
    together = whole(0)
    for i in range(start, start + BLOCK):
        together |= values[i]
    bits = 0
    while together:
        together >>= 1
        bits += 1
    return bits


@subkernel(NOTHING(array(BYTE), INT, INT))
def put_word(out: Bytes, at: int, word: int) -> None:
    for i in range(4):
        out[at + i] = (word >> (8 * i)) & 255


@subkernel(INT(array(BYTE), INT, view(INT32), INT, INT))
def pack_block(out: Bytes, at: int, values: Int32s, start: int, bits: int) -> int:
    """Pack 128 values in `4 * bits` words; returns where they end."""
    for word in range(at, at + 16 * bits):
        out[word] = 0
    for row in range(_ROWS):
        bit = row * bits
        for lane in range(LANES):
            value = whole(values[start + LANES * row + lane]) << (bit & 31)
            place = at + 16 * (bit >> 5) + 4 * lane
            for i in range(4):
                out[place + i] |= (value >> (8 * i)) & 255
            if (bit & 31) + bits > 32:
                for i in range(4):
                    out[place + 16 + i] |= (value >> (32 + 8 * i)) & 255
    return at + 16 * bits


@subkernel(INT(array(WORD), INT, view(INT32), INT))
def pack_words(out: Words, at: int, values: Int32s, bits: int) -> int:
    """The same of the first 128 values, where the place they go to is one of words: three times as fast."""
    packed, row_of = out[at : at + LANES * bits], values[:BLOCK]
    for word in range(LANES * bits):
        packed[word] = 0
    for row in range(unsigned(_ROWS)):
        bit = row * unsigned(bits)
        word, shift = unsigned(LANES) * (bit >> unsigned(5)), bit & unsigned(31)
        split = shift + unsigned(bits) > unsigned(32)
        for lane in range(unsigned(LANES)):
            value = unsigned(row_of[unsigned(LANES) * row + lane]) << shift
            packed[word + lane] |= np.uint32(value & unsigned(0xFFFFFFFF))
            if split:
                packed[word + unsigned(LANES) + lane] |= np.uint32(value >> unsigned(32))
    return at + LANES * bits


@subkernel(NOTHING(_WORDS, INT, INT, array(INT32), INT))
def unpack_block(words: Words, at: int, bits: int, out: Int32s, start: int) -> None:
    """Fill 128 values in from `start`, which `pack_block` packed from word `at` on."""
    if bits == 0:
        for i in range(start, start + BLOCK):
            out[i] = 0
        return
    mask = np.uint32((np.uint64(1) << np.uint64(bits)) - np.uint64(1))
    packed, values = words[at : at + LANES * bits], out[start : start + BLOCK]
    for row in range(unsigned(_ROWS)):
        bit = row * unsigned(bits)
        word, shift = unsigned(LANES) * (bit >> unsigned(5)), np.uint32(bit & unsigned(31))
        first = unsigned(LANES) * row
        if (bit & unsigned(31)) + unsigned(bits) <= unsigned(32):
            for lane in range(unsigned(LANES)):
                values[first + lane] = (packed[word + lane] >> shift) & mask
        else:
            rest = np.uint32(32) - shift
            for lane in range(unsigned(LANES)):
                low, high = packed[word + lane] >> shift, packed[word + unsigned(LANES) + lane] << rest
                values[first + lane] = (low | high) & mask
