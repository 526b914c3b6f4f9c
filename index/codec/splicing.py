"""Posting lists of a segment renumbered, without the documents that are gone and with those that are new between them.

What does not change is copied as it stands: a block of 128 postings whose documents all move by the same number of
places keeps its gaps, its frequencies and its positions. Only blocks in which a document goes or comes, and those
behind them in the same list until they are in step again, are taken apart. See `index.codec.postings` for what a
record is. Not for finding out which postings are new (`index.codec.merge_terms`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.copying import bytes_for, copy_bytes, copy_words, words_for
from index.codec.jit import (
    BOOL,
    BYTE,
    INT,
    INT32,
    NOTHING,
    WORD,
    array,
    kernel,
    several,
    subkernel,
    unsigned,
    view,
    whole,
)
from index.codec.packing import BLOCK, LANES, get_varint, pack_words, put_varint, unpack_block, width_of
from index.codec.postings import TABLE_WORDS, find_positions

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_FIRST_ROOM = 1 << 16


def turns_of(numbers: Int32s) -> Int32s:
    """How often, up to each document, one is gone (its number is -1) or moves by another number of places than before.

    >>> turns_of(np.array([0, 1, -1, 2, 4, 5], np.int32)).tolist()
    [0, 0, 1, 2, 3, 3]
    """
    kept = np.flatnonzero(numbers >= 0)
    turns = (numbers < 0).astype(np.int32)
    turns[kept[np.diff(numbers[kept] - kept, prepend=0) != 0]] += 1
    return np.cumsum(turns, dtype=np.int32)


@subkernel(INT(view(BYTE), view(WORD), INT, INT))
def _varints_end(data: Bytes, words: Words, at: int, count: int) -> int:
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


@subkernel(INT(view(BYTE), INT, INT, INT, array(INT32), array(INT32)))
def _decode_rest(blob: Bytes, at: int, document: int, count: int, docs: Int32s, frequencies: Int32s) -> int:
    """Decode the postings behind the last full block, whose last document is given; returns where they end."""
    for i in range(count):
        gap, at = get_varint(blob, at)
        document += gap >> 1
        docs[i], frequencies[i] = document, 1
        if not gap & 1:
            repeated, at = get_varint(blob, at)
            frequencies[i] = repeated
    return at


@subkernel(INT(array(BYTE), INT, view(INT32), view(INT32), INT, INT))
def _encode_rest(out: Bytes, at: int, docs: Int32s, frequencies: Int32s, count: int, before: int) -> int:
    """Encode them; returns where they end."""
    for i in range(count):
        gap = docs[i] - before
        before = whole(docs[i])
        if frequencies[i] == 1:
            at = put_varint(out, at, gap << 1 | 1)
        else:
            at = put_varint(out, put_varint(out, at, gap << 1), frequencies[i])
    return at


@subkernel(INT(view(INT32), INT, array(INT32)))
def _put_gaps(docs: Int32s, before: int, gaps: Int32s) -> int:
    """The gaps of a block of documents behind another; returns how many bits the largest takes."""
    for i in range(BLOCK):
        gaps[i] = docs[i] - before
        before = whole(docs[i])
    return width_of(gaps, 0)


@subkernel(INT(view(INT32), array(INT32), INT, array(INT32)))
def _renumber(numbers: Int32s, docs: Int32s, count: int, renumbered: Int32s) -> int:
    """Give documents their new numbers; returns the least."""
    least = whole(0)
    for i in range(unsigned(count)):
        renumbered[i] = numbers[docs[i]]
        least = min(least, whole(renumbered[i]))
    return least


@subkernel(NOTHING(array(WORD), INT, INT, INT, INT, INT))
def _put_entry(table: Words, block: int, last: int, place: int, positions: int, widths: int) -> None:
    """What a record's table says of one block."""
    entry = block * TABLE_WORDS
    table[entry], table[entry + 1] = last, place
    table[entry + 2], table[entry + 3] = positions, widths


@subkernel(INT(view(INT32), array(INT32), INT, array(WORD), INT, INT, array(WORD), INT))
def _pack_block(
    docs: Int32s, frequencies: Int32s, before: int, table: Words, block: int, positions: int, data: Words, at: int
) -> int:
    """Write a full block and what the table says of it; returns where it ends. The frequencies are used up."""
    gaps = np.empty(BLOCK, np.int32)
    gap_bits = _put_gaps(docs, before, gaps)
    for i in range(unsigned(BLOCK)):
        frequencies[i] -= 1
    repeat_bits = width_of(frequencies, 0)
    _put_entry(table, block, docs[BLOCK - 1], at, positions, gap_bits | repeat_bits << 8)
    return pack_words(data, pack_words(data, at, gaps, gap_bits), frequencies, repeat_bits)


@subkernel(INT(array(BYTE), INT, array(WORD), INT, array(WORD), INT))
def _put_blocks(out: Bytes, at: int, table: Words, blocks: int, data: Words, data_end: int) -> int:
    """Write the table and the blocks of a record, if it has any; returns where they end."""
    if not blocks:
        return at
    while at & 3:
        out[at] = 0
        at += 1
    out_words = out.view(np.uint32)
    word = copy_words(out_words, at >> 2, table, 0, TABLE_WORDS * blocks)
    return copy_words(out_words, word, data, 0, data_end) << 2


@subkernel(INT(array(BYTE), INT, view(INT32), INT, view(INT32), INT, INT))
def _put_positions(
    out: Bytes, at: int, positions: Int32s, place: int, frequencies: Int32s, first: int, last: int
) -> int:
    """Write the positions of postings from one up to another, which begin at `place`; returns where they end."""
    for posting in range(first, last):
        before = whole(0)
        for _ in range(frequencies[posting]):
            at = put_varint(out, at, positions[place] - before)
            before = whole(positions[place])
            place += 1
    return at


@kernel(
    several(array(BYTE), array(INT))(
        view(BYTE), view(WORD), view(INT), view(INT32), view(INT32),
        view(INT), view(INT32), view(INT32), view(INT32), BOOL,
    )
)  # fmt: skip
def splice_records(
    blob: Bytes,
    words: Words,
    offsets: Int64s,
    numbers: Int32s,
    turns: Int32s,
    starts: Int64s,
    new_docs: Int32s,
    new_frequencies: Int32s,
    new_positions: Int32s,
    positional: bool,
) -> tuple[Bytes, Int64s]:
    """Records of a row of terms: what stood in a blob, renumbered, and new postings; and where each begins.

    -1 where a term is left with no document. The first record begins at a multiple of 4 of a blob.

    Args:
        blob, words: the records that there were, as bytes and as words.
        offsets: by term, where its record begins; -1 where it has none.
        numbers, turns: the new number of each document, and `turns_of` them.
        starts: term t is new in `new_docs[starts[t]:starts[t+1]]`, ascending, none of which is the new number of a
            document of its record; `new_positions` are those of all new postings in order, if there are any.
    """
    # in one loop, as its parts would have a dozen arrays that grow to hand to each other
    out, at = np.empty(_FIRST_ROOM, np.uint8), whole(0)
    places = np.empty(len(offsets), np.int64)
    table, data, positions = np.empty(4, np.uint32), np.empty(4, np.uint32), np.empty(_FIRST_ROOM, np.uint8)
    docs, frequencies = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32)  # of the block that is being filled
    held_docs, held_frequencies = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32)  # of one taken apart
    renumbered, gaps = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32)
    new_place = whole(0)
    for term in range(len(offsets)):
        count, byte, full, first_word, place = whole(0), whole(0), whole(0), whole(0), whole(0)
        if offsets[term] >= 0:
            count, byte = get_varint(blob, offsets[term])
            full = count // BLOCK
            first_word = (byte + 3) >> 2
        new, stop = starts[term], starts[term + 1]
        if full:
            if positional:
                place = find_positions(blob, words, offsets[term])
        else:
            place = _decode_rest(blob, byte, 0, count, held_docs, held_frequencies)
            if _renumber(numbers, held_docs, count, renumbered) >= 0 and new == stop and count:  # as most terms are
                end = _varints_end(blob, words, place, held_frequencies[:count].sum()) if positional else place
                out = bytes_for(out, at, 16 + 11 * count + end - place)
                places[term] = at
                at = _encode_rest(out, put_varint(out, at, count), renumbered, held_frequencies, count, 0)
                at = copy_bytes(out, at, blob, place, end)
                continue
        table = words_for(table, 0, (count + stop - new) // BLOCK * TABLE_WORDS)
        blocks, filled, block_positions = whole(0), whole(0), whole(0)
        data_end, positions_end = whole(0), whole(0)
        before, last_out = whole(-1), whole(0)  # the last documents of the blocks before, as they were and are
        for block in range(full + 1):
            size, packed, gap_bits, repeat_bits = count - full * BLOCK, whole(0), whole(0), whole(0)
            last, end = before, place
            if block < full:
                size, entry = whole(BLOCK), first_word + block * TABLE_WORDS
                packed = first_word + full * TABLE_WORDS + whole(words[entry + 1])
                last, widths = whole(words[entry]), whole(words[entry + 3])
                gap_bits, repeat_bits = widths & 255, widths >> 8
                byte = (packed + LANES * (gap_bits + repeat_bits)) << 2
                unpacked = not positional or block + 1 < full
                if not unpacked:
                    unpack_block(words, packed + LANES * gap_bits, repeat_bits, held_frequencies, 0)
                    end = _varints_end(blob, words, place, BLOCK + held_frequencies.sum())
                elif positional:
                    end = place + whole(words[entry + TABLE_WORDS + 2]) - whole(words[entry + 2])
                same = turns[last] == 0 if before < 0 else turns[last] == turns[before] and last_out == numbers[before]
                alone = new == stop or new_docs[new] > numbers[last]
                if filled == 0 and same and alone:
                    data = words_for(data, data_end, (byte >> 2) - packed)
                    _put_entry(table, blocks, numbers[last], data_end, positions_end, widths)
                    data_end = copy_words(data, data_end, words, packed, byte >> 2)
                    positions = bytes_for(positions, positions_end, end - place)
                    positions_end = block_positions = copy_bytes(positions, positions_end, blob, place, end)
                    blocks += 1
                    place, before, last_out = end, last, whole(numbers[last])
                    continue
                unpack_block(words, packed, gap_bits, held_docs, 0)
                document = max(before, 0)
                for i in range(BLOCK):
                    document += held_docs[i]
                    held_docs[i] = document
                intact = _renumber(numbers, held_docs, BLOCK, renumbered) >= 0
                alone = new == stop or new_docs[new] > renumbered[BLOCK - 1]
                if filled == 0 and intact and alone:  # only gaps have changed
                    bits = _put_gaps(renumbered, last_out, gaps)
                    data = words_for(data, data_end, LANES * (bits + repeat_bits))
                    last_out = whole(renumbered[BLOCK - 1])
                    _put_entry(table, blocks, last_out, data_end, positions_end, bits | repeat_bits << 8)
                    data_end = pack_words(data, data_end, gaps, bits)
                    data_end = copy_words(data, data_end, words, packed + LANES * gap_bits, byte >> 2)
                    positions = bytes_for(positions, positions_end, end - place)
                    positions_end = block_positions = copy_bytes(positions, positions_end, blob, place, end)
                    blocks += 1
                    place, before = end, last
                    continue
                if unpacked:
                    unpack_block(words, packed + LANES * gap_bits, repeat_bits, held_frequencies, 0)
                for i in range(BLOCK):
                    held_frequencies[i] += 1
            else:
                _decode_rest(blob, byte, max(before, 0), size, held_docs, held_frequencies)
                _renumber(numbers, held_docs, size, renumbered)
                if positional:
                    end = _varints_end(blob, words, place, held_frequencies[:size].sum())
            row = whole(0)
            # in runs of those that stay, up to where one is gone, a new one goes, or the block is full; behind the
            # last old ones go all new ones that are left
            while row < size or (block == full and new < stop):
                start, limit = row, min(size, row + BLOCK - filled)
                next_new = whole(new_docs[new]) if new < stop else whole(1 << 40)
                while row < limit and 0 <= renumbered[row] < next_new:
                    docs[filled], frequencies[filled] = renumbered[row], held_frequencies[row]
                    filled += 1
                    row += 1
                if positional and row > start:
                    stretch = end if start == 0 and row == size else whole(0)
                    if stretch == 0:
                        stretch = _varints_end(blob, words, place, held_frequencies[start:row].sum())
                    positions = bytes_for(positions, positions_end, stretch - place)
                    positions_end = copy_bytes(positions, positions_end, blob, place, stretch)
                    place = stretch
                if filled < BLOCK and row < size and renumbered[row] < 0:
                    if positional:
                        place = _varints_end(blob, words, place, held_frequencies[row])
                    row += 1
                bound = whole(renumbered[row]) if row < size else whole(1 << 40) if block == full else whole(-1)
                first_new = new
                while filled < BLOCK and new < stop and new_docs[new] < bound:
                    docs[filled], frequencies[filled] = new_docs[new], new_frequencies[new]
                    filled += 1
                    new += 1
                if positional and new > first_new:
                    count_new = new_frequencies[first_new:new].sum()
                    positions = bytes_for(positions, positions_end, 5 * count_new)
                    positions_end = _put_positions(
                        positions, positions_end, new_positions, new_place, new_frequencies, first_new, new
                    )
                    new_place += count_new
                if filled == BLOCK:
                    data = words_for(data, data_end, 2 * LANES * 32)
                    data_end = _pack_block(docs, frequencies, last_out, table, blocks, block_positions, data, data_end)
                    last_out = whole(docs[BLOCK - 1])
                    blocks, filled, block_positions = blocks + 1, whole(0), positions_end
            before = last
        if blocks == 0 and filled == 0:
            places[term] = -1
            continue
        out = bytes_for(out, at, 16 + 4 * (TABLE_WORDS * blocks + data_end) + 11 * filled + positions_end)
        places[term] = at
        at = _put_blocks(out, put_varint(out, at, blocks * BLOCK + filled), table, blocks, data, data_end)
        at = _encode_rest(out, at, docs, frequencies, filled, last_out)
        at = copy_bytes(out, at, positions, 0, positions_end)
    while at & 3:
        out = bytes_for(out, at, 1)
        out[at] = 0
        at += 1
    return out[:at].copy(), places
