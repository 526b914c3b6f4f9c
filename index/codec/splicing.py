"""Posting lists of a segment renumbered, without the documents that are gone and with those that are new between them.

What does not change is copied as it stands: a block of 128 postings whose documents all move by the same number of
places keeps its gaps, its frequencies and its positions, and so does a short list but for its first gap. Only blocks in
which a document goes or comes, and those behind them in the same list until they are in step again, are taken apart
(`index.codec.splicing_blocks`). See `index.codec.postings` for what a record is. Not for finding out which postings are
new (`index.codec.merge_terms`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.copying import bytes_for, copy_bytes, words_for
from index.codec.jit import BOOL, BYTE, INT, INT32, WORD, array, kernel, several, subkernel, view, whole
from index.codec.packing import BLOCK, get_varint, put_varint
from index.codec.postings import TABLE_WORDS, encode_rest, find_positions
from index.codec.splicing_blocks import merge_block, merge_held, take_blocks
from index.codec.splicing_parts import (
    BEFORE,
    BLOCK_WORDS,
    BLOCKS,
    DATA,
    DOCS,
    FILLED,
    HELD,
    LAST,
    MADE,
    NEW,
    NEW_POSTINGS,
    NUMBERS,
    OFTEN,
    OLD,
    PLACE,
    POSITIONAL,
    POSITIONS,
    SO_FAR,
    STEPS,
    STOP,
    Rows,
    begin,
    block_end,
    hold_rest,
    put_blocks,
    renumber,
    rest_at,
    total,
    varints_end,
)

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_FIRST_ROOM, _MOST_AT_FIRST = 1 << 16, 1 << 24


def turns_of(numbers: Int32s) -> Int32s:
    """How often, up to each document, one is gone (its number is -1) or moves by another number of places than before.

    >>> turns_of(np.array([0, 1, -1, 2, 4, 5], np.int32)).tolist()
    [0, 0, 1, 2, 3, 3]
    """
    kept = np.flatnonzero(numbers >= 0)
    turns = (numbers < 0).astype(np.int32)
    turns[kept[np.diff(numbers[kept] - kept, prepend=0) != 0]] += 1
    return np.cumsum(turns, dtype=np.int32)


@subkernel(
    several(INT, INT)(
        view(BYTE), view(WORD), view(INT), view(INT32), view(INT32), view(INT), BOOL,
        INT, HELD, array(BYTE), INT, array(INT),
    )
)  # fmt: skip
def _put_short_ones(
    blob: Bytes,
    words: Words,
    offsets: Int64s,
    numbers: Int32s,
    turns: Int32s,
    starts: Int64s,
    positional: bool,
    term: int,
    held: Rows,
    out: Bytes,
    at: int,
    places: Int64s,
) -> tuple[int, int]:
    """Write records, from that of a term on, as long as they have no full block, nothing goes or comes, and there is
    room; returns the first term that is left, and where they end. So are most terms.
    """
    while term < len(offsets) and starts[term] == starts[term + 1]:
        if offsets[term] < 0:  # not wanted, or the words have a record already
            places[term] = -1
            term += 1
            continue
        count, first = get_varint(blob, offsets[term])
        if count >= BLOCK:
            break
        place = hold_rest(blob, first, 0, count, held)
        if renumber(numbers, held, count) < 0:
            break
        end = varints_end(blob, words, place, total(held, 0, count)) if positional else place
        if at + _most_bytes(count, end - place) > len(out):
            break
        places[term] = at
        at = put_varint(out, at, count)
        if turns[held[DOCS, 0]] == turns[held[DOCS, count - 1]]:  # all move alike, so that the gaps between them stay
            gap, place = get_varint(blob, first)
            at = put_varint(out, at, whole(held[NUMBERS, 0]) << 1 | gap & 1)
        else:
            at = encode_rest(out, at, held[NUMBERS], held[OFTEN], 0, count, 0)
        at = copy_bytes(out, at, blob, place, end)
        term += 1
    return term, at


@subkernel(INT(view(INT)))
def _likely_bytes(offsets: Int64s) -> int:
    """What records take if they stand one behind the other, and somewhat more; a multiple of 4.

    Bounded, as a few may stand far from all others: those that words have shared with terms, and do no more.
    """
    first, last = whole(0), whole(0)
    for offset in offsets:
        if offset >= 0:
            first = min(first, offset) if last else offset
            last = max(last, offset)
    return (min((last - first) * 9 // 8, _MOST_AT_FIRST) + _FIRST_ROOM) & ~3


@subkernel(INT(INT, INT), inline=True)
def _most_bytes(postings: int, others: int) -> int:
    """What a record takes at most, of so many postings behind its blocks, and so many other bytes."""
    return 16 + 11 * postings + others


@subkernel(several(INT, INT, INT, INT)(OLD, INT, BOOL, HELD), inline=True)
def _measure(old: tuple[Bytes, Words], offset: int, positional: bool, held: Rows) -> tuple[int, int, int, int]:
    """Of a record (offset -1: of none) how many postings it has, where the first of them or its table begins, where
    its positions do, and where they end.
    """
    blob, words = old
    if offset < 0:
        return whole(0), whole(0), whole(0), whole(0)
    count, first = get_varint(blob, offset)
    place = find_positions(blob, words, offset)
    if not positional:
        return count, first, place, place
    full, end = count // BLOCK, place
    if full:
        entry = ((first + 3) >> 2) + (full - 1) * TABLE_WORDS
        end = block_end(old, entry, 1, place + whole(words[entry + 2]), held)
    rest = rest_at(words, first, full)
    hold_rest(blob, rest, 0, count - full * BLOCK, held)
    return count, first, place, varints_end(blob, words, end, total(held, 0, count - full * BLOCK))


@subkernel(MADE(OLD, INT, view(INT32), view(INT32), NEW_POSTINGS, HELD, HELD, MADE, SO_FAR), inline=True)
def _make_record(
    old: tuple[Bytes, Words],
    offset: int,
    numbers: Int32s,
    turns: Int32s,
    new: tuple[Int32s, Int32s, Int32s],
    held: Rows,
    filling: Rows,
    made: tuple[Words, Words, Bytes],
    so_far: Int64s,
) -> tuple[Words, Words, Bytes]:
    """Make the parts of a record, of one there was (offset -1: of none) and of new postings, in arrays with more room.

    What is left in `filling` goes behind its blocks.
    """
    count, first, place, end = _measure(old, offset, so_far[POSITIONAL] > 0, held)
    full, most = count // BLOCK, (count + so_far[STOP] - so_far[NEW]) // BLOCK
    most_new = 5 * new[OFTEN][so_far[NEW] : so_far[STOP]].sum() if so_far[POSITIONAL] else whole(0)
    table, data, positions = made
    made = (
        words_for(table, 0, most * TABLE_WORDS),
        words_for(data, 0, most * BLOCK_WORDS),
        bytes_for(positions, 0, end - place + most_new),
    )
    so_far[PLACE] = place
    table_at, block = (first + 3) >> 2, whole(0)
    while block < full:
        if so_far[FILLED] == 0:
            block = take_blocks(old, table_at, block, full, numbers, turns, new, held, made, so_far)
        if block < full:
            merge_block(old, table_at + block * TABLE_WORDS, full - block, numbers, new, held, filling, made, so_far)
            block += 1
    hold_rest(old[0], rest_at(old[1], first, full), max(so_far[BEFORE], 0), count - full * BLOCK, held)
    renumber(numbers, held, count - full * BLOCK)
    merge_held(old, held, count - full * BLOCK, end, True, new, filling, made, so_far)
    return made


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
    old, added = (blob, words), (new_docs, new_frequencies, new_positions)
    out, at, places = np.empty(_likely_bytes(offsets), np.uint8), whole(0), np.empty(len(offsets), np.int64)
    held, filling = np.empty((3, BLOCK), np.int32), np.empty((3, BLOCK), np.int32)
    made, so_far = (np.empty(4, np.uint32), np.empty(4, np.uint32), np.empty(4, np.uint8)), np.zeros(STEPS, np.int64)
    so_far[POSITIONAL] = positional
    term = whole(0)
    while term < len(offsets):
        term, at = _put_short_ones(
            blob, words, offsets, numbers, turns, starts, positional, term, held, out, at, places
        )
        if term == len(offsets):
            break
        begin(starts[term], starts[term + 1], so_far)
        made = _make_record(old, offsets[term], numbers, turns, added, held, filling, made, so_far)
        left = so_far[FILLED]
        size = 4 * (TABLE_WORDS * so_far[BLOCKS] + so_far[DATA]) + so_far[POSITIONS]
        places[term] = at if so_far[BLOCKS] or left else whole(-1)
        if places[term] >= 0:
            out = bytes_for(out, at, _most_bytes(left, size))
            at = put_varint(out, at, so_far[BLOCKS] * BLOCK + left)
            at = encode_rest(
                out, put_blocks(out, at, made, so_far), filling[DOCS], filling[OFTEN], 0, left, so_far[LAST]
            )
            at = copy_bytes(out, at, made[2], 0, so_far[POSITIONS])
        term += 1
    while at & 3:
        out = bytes_for(out, at, 1)
        out[at] = 0
        at += 1
    return out[:at], places
