"""One posting list put together block by block, of what stood in another and stays, and of new postings.

Kernels only, which `index.codec.splicing` calls. What they hand each other is told in `index.codec.splicing_parts`.
"""

from __future__ import annotations

from typing import Final

from index.codec.copying import copy_bytes, copy_words
from index.codec.jit import BOOL, INT, INT32, NOTHING, WORD, array, subkernel, unsigned, view, whole
from index.codec.packing import BLOCK, LANES, pack_words, put_varint, width_of
from index.codec.postings import TABLE_WORDS
from index.codec.splicing_parts import (
    BEFORE,
    BEGUN,
    BLOCKS,
    DATA,
    DOCS,
    FILLED,
    HELD,
    LAST,
    MADE,
    NEW,
    NEW_PLACE,
    NEW_POSTINGS,
    NUMBERS,
    OFTEN,
    OLD,
    PLACE,
    POSITIONAL,
    POSITIONS,
    SO_FAR,
    STOP,
    Bytes,
    Int32s,
    Int64s,
    Rows,
    Words,
    block_end,
    hold_block,
    put_entry,
    put_gaps,
    renumber,
    total,
    varints_end,
    words_of_block,
)

_BEYOND: Final = 1 << 40  # all documents


@subkernel(INT(OLD, INT, INT, INT, view(INT32), view(INT32), NEW_POSTINGS, HELD, MADE, SO_FAR))
def take_blocks(
    old: tuple[Bytes, Words],
    table_at: int,
    block: int,
    full: int,
    numbers: Int32s,
    turns: Int32s,
    new: tuple[Int32s, Int32s, Int32s],
    held: Rows,
    made: tuple[Words, Words, Bytes],
    so_far: Int64s,
) -> int:
    """Take over full blocks from one on, up to where a document goes or a new one comes in; returns that block.

    Those that are in step are copied together, as they stand; any other gets other gaps.
    """
    (_, words), (table, data, _) = old, made
    next_new = whole(new[DOCS][so_far[NEW]]) if so_far[NEW] < so_far[STOP] else _BEYOND
    while block < full:
        end = _in_step(words, table_at, block, full, numbers, turns, next_new, so_far)
        if end == block:
            entry = table_at + block * TABLE_WORDS
            bits = _find_gaps(words, entry, full - block, numbers, next_new, held, so_far)
            if bits < 0:
                return block
            end += 1
            start, stop = words_of_block(words, entry, full - block)
            widths = whole(words[entry + 3])
            put_entry(table, held[NUMBERS, BLOCK - 1], bits | widths >> 8 << 8, so_far)
            so_far[DATA] = pack_words(data, so_far[DATA], held[DOCS], bits)
            so_far[DATA] = copy_words(data, so_far[DATA], words, start + LANES * (widths & 255), stop)
        else:
            _copy_blocks(words, table_at, block, end, full, numbers, table, data, so_far)
        last = whole(words[table_at + (end - 1) * TABLE_WORDS])
        if so_far[POSITIONAL]:
            _take_positions(old, _blocks_end(old, table_at, block, end, full, so_far[PLACE], held), made, so_far)
            so_far[BEGUN] = so_far[POSITIONS]
        so_far[BLOCKS] += end - block
        so_far[LAST], so_far[BEFORE] = numbers[last], last
        block = end
    return block


@subkernel(INT(view(WORD), INT, INT, INT, view(INT32), view(INT32), INT, SO_FAR), inline=True)
def _in_step(
    words: Words,
    table_at: int,
    block: int,
    full: int,
    numbers: Int32s,
    turns: Int32s,
    next_new: int,
    so_far: Int64s,
) -> int:
    """Behind which of the blocks from one on not all documents have moved as those before them."""
    before = so_far[BEFORE]
    turn = whole(turns[before]) if before >= 0 else whole(0)
    if before >= 0 and so_far[LAST] != numbers[before]:
        return block
    while block < full:
        last = whole(words[table_at + block * TABLE_WORDS])
        if turns[last] != turn or next_new <= numbers[last]:
            return block
        block += 1
    return block


@subkernel(NOTHING(view(WORD), INT, INT, INT, INT, view(INT32), array(WORD), array(WORD), SO_FAR), inline=True)
def _copy_blocks(
    words: Words,
    table_at: int,
    block: int,
    end: int,
    full: int,
    numbers: Int32s,
    table: Words,
    data: Words,
    so_far: Int64s,
) -> None:
    """Copy blocks from one up to another, and their entries, which only count from another place."""
    first = table_at + block * TABLE_WORDS
    data_first, positions_first = whole(words[first + 1]), whole(words[first + 2])
    out = so_far[BLOCKS] * TABLE_WORDS
    for entry in range(first, table_at + end * TABLE_WORDS, TABLE_WORDS):
        table[out], table[out + 1] = numbers[words[entry]], so_far[DATA] + whole(words[entry + 1]) - data_first
        table[out + 2] = so_far[POSITIONS] + whole(words[entry + 2]) - positions_first
        table[out + 3] = words[entry + 3]
        out += TABLE_WORDS
    start, _ = words_of_block(words, first, full - block)
    _, stop = words_of_block(words, table_at + (end - 1) * TABLE_WORDS, full - end + 1)
    so_far[DATA] = copy_words(data, so_far[DATA], words, start, stop)


@subkernel(INT(view(WORD), INT, INT, view(INT32), INT, HELD, SO_FAR), inline=True)
def _find_gaps(words: Words, entry: int, left: int, numbers: Int32s, next_new: int, held: Rows, so_far: Int64s) -> int:
    """Put the new gaps of a block where its documents are held; returns how many bits the largest takes.

    -1 where a document of it goes, or a new one comes in.
    """
    packed, _ = words_of_block(words, entry, left)
    hold_block(words, packed, whole(words[entry + 3]), max(so_far[BEFORE], 0), held)
    if renumber(numbers, held, BLOCK) < 0 or next_new <= held[NUMBERS, BLOCK - 1]:
        return whole(-1)
    return put_gaps(held[NUMBERS], so_far[LAST], held[DOCS])


@subkernel(INT(OLD, INT, INT, INT, INT, INT, HELD), inline=True)
def _blocks_end(
    old: tuple[Bytes, Words], table_at: int, block: int, end: int, full: int, place: int, held: Rows
) -> int:
    """Where the positions of blocks from one up to another end, if they begin at `place`."""
    words = old[1]
    entry = table_at + (end - 1) * TABLE_WORDS
    place += whole(words[entry + 2]) - whole(words[table_at + block * TABLE_WORDS + 2])
    return block_end(old, entry, full - end + 1, place, held)


@subkernel(NOTHING(OLD, INT, MADE, SO_FAR), inline=True)
def _take_positions(old: tuple[Bytes, Words], end: int, made: tuple[Words, Words, Bytes], so_far: Int64s) -> None:
    """Take over the old positions up to where they end."""
    so_far[POSITIONS] = copy_bytes(made[2], so_far[POSITIONS], old[0], so_far[PLACE], end)
    so_far[PLACE] = end


@subkernel(NOTHING(OLD, INT, INT, view(INT32), NEW_POSTINGS, HELD, HELD, MADE, SO_FAR))
def merge_block(
    old: tuple[Bytes, Words],
    entry: int,
    left: int,
    numbers: Int32s,
    new: tuple[Int32s, Int32s, Int32s],
    held: Rows,
    filling: Rows,
    made: tuple[Words, Words, Bytes],
    so_far: Int64s,
) -> None:
    """Fill blocks with the postings of an old one, the last but `left - 1`, that stay, and with new ones between."""
    words, place = old[1], so_far[PLACE]
    end = block_end(old, entry, left, place, held) if so_far[POSITIONAL] else place
    packed, _ = words_of_block(words, entry, left)
    hold_block(words, packed, whole(words[entry + 3]), max(so_far[BEFORE], 0), held)
    renumber(numbers, held, BLOCK)
    merge_held(old, held, BLOCK, end, False, new, filling, made, so_far)
    so_far[BEFORE] = words[entry]


@subkernel(NOTHING(OLD, HELD, INT, INT, BOOL, NEW_POSTINGS, HELD, MADE, SO_FAR))
def merge_held(
    old: tuple[Bytes, Words],
    held: Rows,
    size: int,
    end: int,
    is_rest: bool,
    new: tuple[Int32s, Int32s, Int32s],
    filling: Rows,
    made: tuple[Words, Words, Bytes],
    so_far: Int64s,
) -> None:
    """Fill blocks with what is held and stays, and with the new postings between it; behind the rest with all others.

    The positions of what is held end at `end`.
    """
    row = whole(0)
    while row < size or (is_rest and so_far[NEW] < so_far[STOP]):
        next_new = whole(new[DOCS][so_far[NEW]]) if so_far[NEW] < so_far[STOP] else _BEYOND
        row = _take_staying(old, held, row, size, end, next_new, filling, made, so_far)
        if so_far[FILLED] < BLOCK and row < size and held[NUMBERS, row] < 0:
            if so_far[POSITIONAL]:
                so_far[PLACE] = varints_end(old[0], old[1], so_far[PLACE], held[OFTEN, row])
            row += 1
        bound = whole(held[NUMBERS, row]) if row < size else _BEYOND if is_rest else whole(-1)
        _take_new(new, bound, filling, made, so_far)
        if so_far[FILLED] == BLOCK:
            _close_block(filling, made, so_far)


@subkernel(INT(OLD, HELD, INT, INT, INT, INT, HELD, MADE, SO_FAR))
def _take_staying(
    old: tuple[Bytes, Words],
    held: Rows,
    row: int,
    size: int,
    end: int,
    next_new: int,
    filling: Rows,
    made: tuple[Words, Words, Bytes],
    so_far: Int64s,
) -> int:
    """Take what is held up to where one is gone, a new one goes, or the block is full; returns the row it came to."""
    start, filled = row, so_far[FILLED]
    limit = min(size, row + BLOCK - filled)
    while row < limit and 0 <= held[NUMBERS, row] < next_new:
        filling[DOCS, filled], filling[OFTEN, filled] = held[NUMBERS, row], held[OFTEN, row]
        filled += 1
        row += 1
    so_far[FILLED] = filled
    if so_far[POSITIONAL] and row > start:
        if start > 0 or row < size:
            end = varints_end(old[0], old[1], so_far[PLACE], total(held, start, row))
        _take_positions(old, end, made, so_far)
    return row


@subkernel(NOTHING(NEW_POSTINGS, INT, HELD, MADE, SO_FAR))
def _take_new(
    new: tuple[Int32s, Int32s, Int32s],
    bound: int,
    filling: Rows,
    made: tuple[Words, Words, Bytes],
    so_far: Int64s,
) -> None:
    """Take the new postings of documents before a bound, as long as there is room in the block."""
    docs, frequencies, positions = new
    first, at, filled = so_far[NEW], so_far[NEW], so_far[FILLED]
    while filled < BLOCK and at < so_far[STOP] and docs[at] < bound:
        filling[DOCS, filled], filling[OFTEN, filled] = docs[at], frequencies[at]
        filled += 1
        at += 1
    so_far[FILLED], so_far[NEW] = filled, at
    if so_far[POSITIONAL]:
        for posting in range(first, at):
            before = whole(0)
            for _ in range(frequencies[posting]):
                position = whole(positions[so_far[NEW_PLACE]])
                so_far[POSITIONS] = put_varint(made[2], so_far[POSITIONS], position - before)
                so_far[NEW_PLACE] += 1
                before = position


@subkernel(NOTHING(HELD, MADE, SO_FAR))
def _close_block(filling: Rows, made: tuple[Words, Words, Bytes], so_far: Int64s) -> None:
    """Write the block that has been filled, and what the table says of it; another begins."""
    table, data, _ = made
    docs, repeats, gaps = filling[DOCS], filling[OFTEN], filling[NUMBERS]
    gap_bits = put_gaps(docs, so_far[LAST], gaps)
    for i in range(unsigned(BLOCK)):
        repeats[i] -= 1
    repeat_bits = width_of(repeats, 0)
    put_entry(table, docs[BLOCK - 1], gap_bits | repeat_bits << 8, so_far)
    so_far[DATA] = pack_words(data, pack_words(data, so_far[DATA], gaps, gap_bits), repeats, repeat_bits)
    so_far[BLOCKS] += 1
    so_far[FILLED], so_far[LAST], so_far[BEGUN] = 0, docs[BLOCK - 1], so_far[POSITIONS]
