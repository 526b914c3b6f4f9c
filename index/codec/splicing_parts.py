"""The parts of a posting list that is put together: read of what there was, and written.

Kernels only, for `index.codec.splicing` and `index.codec.splicing_blocks`, which hand each other:

    old       the records that there were, as bytes and as words
    held      of a block taken apart, or of the rest: its documents, how often, their new numbers (a row each)
    new       new postings: documents, frequencies, positions
    filling   the same rows of the block that is being filled; the third is for its gaps
    made      the record so far: its table, its blocks, its positions, each with enough room
    so_far    how far all that has come, by the numbers below

See `index.codec.postings` for what a record is.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from index.codec.copying import copy_words
from index.codec.jit import BYTE, INT, INT32, NOTHING, WORD, array, several, subkernel, unsigned, view, whole
from index.codec.packing import BLOCK, LANES, get_varint, unpack_block, width_of
from index.codec.postings import TABLE_WORDS

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Rows: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.int32]]

DOCS: Final = 0
OFTEN: Final = 1
NUMBERS: Final = 2

BLOCKS: Final = 0  # full blocks made
FILLED: Final = 1  # postings in the block that is being filled
DATA: Final = 2  # words of blocks
POSITIONS: Final = 3  # bytes of positions
BEGUN: Final = 4  # those of them that stand before the block that is being filled
LAST: Final = 5  # the last document of the blocks made
BEFORE: Final = 6  # the last document of the old blocks passed, by its old number; -1 before the first
PLACE: Final = 7  # where the positions begin of the old postings to come
NEW: Final = 8  # the first new posting to come
STOP: Final = 9  # behind the last new posting of this term
NEW_PLACE: Final = 10  # where the positions begin of the new postings to come
POSITIONAL: Final = 11  # 1 if there are positions
STEPS: Final = 12

BLOCK_WORDS: Final = 2 * LANES * 32
"""What a block takes at most."""

OLD, HELD, NEW_POSTINGS = several(view(BYTE), view(WORD)), array(INT32, dimensions=2), several(*3 * (view(INT32),))
MADE, SO_FAR = several(array(WORD), array(WORD), array(BYTE)), array(INT)


@subkernel(INT(view(BYTE), view(WORD), INT, INT), inline=True)
def varints_end(data: Bytes, words: Words, at: int, count: int) -> int:
    """Where so many varints end; `words` are the same data, and are looked through four bytes at a time."""
    while count and at & 3:
        count -= data[at] < 128
        at += 1
    while count >= 4:
        ends = (~words[at >> 2] >> np.uint32(7)) & np.uint32(0x01010101)
        count -= (whole(ends) * 0x01010101 >> 24) & 255
        at += 4
    while count:
        count -= data[at] < 128
        at += 1
    return at


@subkernel(INT(view(BYTE), INT, INT, INT, HELD), inline=True)
def hold_rest(blob: Bytes, at: int, document: int, count: int, held: Rows) -> int:
    """Decode the postings behind the last full block, whose last document is given; returns where they end."""
    for i in range(count):
        gap, at = get_varint(blob, at)
        document += gap >> 1
        held[DOCS, i], held[OFTEN, i] = document, 1
        if not gap & 1:
            held[OFTEN, i], at = get_varint(blob, at)
    return at


@subkernel(NOTHING(view(WORD), INT, INT, INT, HELD), inline=True)
def hold_block(words: Words, packed: int, widths: int, document: int, held: Rows) -> None:
    """Decode a full block behind the last document of the one before it."""
    docs, frequencies = held[DOCS], held[OFTEN]
    unpack_block(words, packed, widths & 255, docs, 0)
    unpack_block(words, packed + LANES * (widths & 255), widths >> 8, frequencies, 0)
    for i in range(unsigned(BLOCK)):
        document += docs[i]
        docs[i] = document
        frequencies[i] += 1


@subkernel(INT(view(INT32), HELD, INT), inline=True)
def renumber(numbers: Int32s, held: Rows, count: int) -> int:
    """Give documents their new numbers; returns the least."""
    least = whole(0)
    for i in range(count):
        number = whole(numbers[unsigned(held[DOCS, i])])
        held[NUMBERS, i] = number
        least = min(least, number)
    return least


@subkernel(INT(HELD, INT, INT), inline=True)
def total(held: Rows, first: int, last: int) -> int:
    """How often the words of some of the postings held stand in their documents, all together."""
    found = whole(0)
    for i in range(first, last):
        found += held[OFTEN, i]
    return found


@subkernel(NOTHING(INT, INT, SO_FAR), inline=True)
def begin(new: int, stop: int, so_far: Int64s) -> None:
    """Begin a record with these new postings, whose positions follow those of the records before."""
    new_place, positional = so_far[NEW_PLACE], so_far[POSITIONAL]
    so_far[:] = 0
    so_far[NEW_PLACE], so_far[POSITIONAL] = new_place, positional
    so_far[NEW], so_far[STOP], so_far[BEFORE] = new, stop, -1


@subkernel(several(INT, INT)(view(WORD), INT, INT), inline=True)
def words_of_block(words: Words, entry: int, left: int) -> tuple[int, int]:
    """Where the words of a block begin and end; it is the last but `left - 1` of its table, and has this entry."""
    start = entry + left * TABLE_WORDS + whole(words[entry + 1])
    widths = whole(words[entry + 3])
    return start, start + LANES * ((widths & 255) + (widths >> 8))


@subkernel(INT(view(WORD), INT, INT), inline=True)
def rest_at(words: Words, first: int, full: int) -> int:
    """Where the postings behind the full blocks begin; `first` is where all do, or the table of the blocks."""
    if not full:
        return first
    return words_of_block(words, ((first + 3) >> 2) + (full - 1) * TABLE_WORDS, 1)[1] << 2


@subkernel(INT(OLD, INT, INT, INT, HELD), inline=True)
def block_end(old: tuple[Bytes, Words], entry: int, left: int, place: int, held: Rows) -> int:
    """Where the positions end of a block whose positions begin at `place`; it is the last but `left - 1`."""
    blob, words = old
    if left > 1:
        return place + whole(words[entry + TABLE_WORDS + 2]) - whole(words[entry + 2])
    widths = whole(words[entry + 3])
    packed, _ = words_of_block(words, entry, 1)
    unpack_block(words, packed + LANES * (widths & 255), widths >> 8, held[OFTEN], 0)
    return varints_end(blob, words, place, BLOCK + total(held, 0, BLOCK))


@subkernel(INT(view(INT32), INT, array(INT32)), inline=True)
def put_gaps(docs: Int32s, before: int, gaps: Int32s) -> int:
    """The gaps of a block of documents behind another; returns how many bits the largest takes."""
    for i in range(BLOCK):
        gaps[i] = docs[i] - before
        before = whole(docs[i])
    return width_of(gaps, 0)


@subkernel(NOTHING(array(WORD), INT, INT, SO_FAR), inline=True)
def put_entry(table: Words, last: int, widths: int, so_far: Int64s) -> None:
    """What a record's table says of the next block."""
    entry = so_far[BLOCKS] * TABLE_WORDS
    table[entry], table[entry + 1] = last, so_far[DATA]
    table[entry + 2], table[entry + 3] = so_far[BEGUN], widths


@subkernel(INT(array(BYTE), INT, MADE, SO_FAR), inline=True)
def put_blocks(out: Bytes, at: int, made: tuple[Words, Words, Bytes], so_far: Int64s) -> int:
    """Write the table and the blocks of a record, if it has any; returns where they end."""
    table, data, _ = made
    if not so_far[BLOCKS]:
        return at
    while at & 3:
        out[at] = 0
        at += 1
    out_words = out.view(np.uint32)
    word = copy_words(out_words, at >> 2, table, 0, TABLE_WORDS * so_far[BLOCKS])
    return copy_words(out_words, word, data, 0, so_far[DATA]) << 2
