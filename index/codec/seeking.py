"""Parts of one posting record, read by way of its table: only blocks that hold a wanted document; for kernels.

Documents are wanted in ascending order; a row is a place among the documents of the record. Not for whole records
(`index.codec.postings`, which says how they are written).
"""

from __future__ import annotations

import numpy as np

from index.codec.jit import BYTE, INT, INT32, WORD, array, kernel, several, subkernel, unsigned, view, whole
from index.codec.packing import BLOCK, LANES, get_varint, unpack_block
from index.codec.postings import TABLE_WORDS, Bytes, Int32s, Int64s, Words

_BYTES, _WORDS, _ROWS = view(BYTE), view(WORD), view(INT32)


@subkernel(several(INT, INT, INT)(_BYTES, _WORDS, INT))
def _parts_of(blob: Bytes, words: Words, offset: int) -> tuple[int, int, int]:
    """How many full blocks a record has, at which word its table begins, and at which byte its rest."""
    count, at = get_varint(blob, offset)
    full = count // BLOCK
    if not full:
        return full, whole(0), at
    table = (at + 3) >> 2
    last = table + (full - 1) * TABLE_WORDS
    widths = whole(words[last + 3])
    rest = table + full * TABLE_WORDS + whole(words[last + 1]) + LANES * ((widths & 255) + (widths >> 8))
    return full, table, rest << 2


@subkernel(INT(_BYTES, _WORDS, INT, _ROWS, array(INT32)))
def rows_in(blob: Bytes, words: Words, offset: int, wanted: Int32s, rows: Int32s) -> int:
    """Fill in the row of each wanted document in a record, -1 where it is not there; returns how many are."""
    full, table, at = _parts_of(blob, words, offset)
    size, i, found, before = whole(len(wanted)), whole(0), whole(0), whole(0)
    held = np.empty(BLOCK, np.int32)
    for block in range(full):
        last = whole(words[unsigned(table + block * TABLE_WORDS)])
        if i < size and wanted[i] <= last:
            unpack_block(
                words,
                table + full * TABLE_WORDS + whole(words[table + block * TABLE_WORDS + 1]),
                whole(words[table + block * TABLE_WORDS + 3]) & 255,
                held,
                0,
            )
            for k in range(unsigned(BLOCK)):
                before += held[k]
                held[k] = before
            place = whole(0)
            while i < size and wanted[unsigned(i)] <= last:
                while held[unsigned(place)] < wanted[unsigned(i)]:
                    place += 1
                is_there = held[unsigned(place)] == wanted[unsigned(i)]
                rows[unsigned(i)] = block * BLOCK + place if is_there else -1
                found += is_there
                i += 1
        before = last
    row, end = full * BLOCK, get_varint(blob, offset)[0]
    document = whole(-1)
    while i < size:
        while row < end and document < wanted[i]:
            gap, at = get_varint(blob, at)
            before += gap >> 1
            document = before
            if not gap & 1:
                at = get_varint(blob, at)[1]
            row += 1
        is_there = document == wanted[i]
        rows[i] = row - 1 if is_there else -1
        found += is_there
        i += 1
    return found


@subkernel(INT(_WORDS, INT, INT, INT, array(INT32)))
def _unpack_frequencies(words: Words, table: int, full: int, block: int, out: Int32s) -> int:
    """Fill in the frequencies of a full block; returns their sum."""
    entry = table + block * TABLE_WORDS
    widths, total = whole(words[entry + 3]), whole(0)
    place = table + full * TABLE_WORDS + whole(words[entry + 1]) + LANES * (widths & 255)
    unpack_block(words, place, widths >> 8, out, 0)
    for i in range(unsigned(BLOCK)):
        out[i] += 1
        total += out[i]
    return total


@subkernel(INT(_BYTES, INT, INT, array(INT32)))
def _read_rest(blob: Bytes, at: int, count: int, out: Int32s) -> int:
    """Fill in the frequencies of the rest of a record; returns where its positions begin."""
    for i in range(count):
        gap, at = get_varint(blob, at)
        repeats = whole(1)
        if not gap & 1:
            repeats, at = get_varint(blob, at)
        out[i] = repeats
    return at


@subkernel(several(array(INT32), array(INT32))(_BYTES, _WORDS, INT, _ROWS))
def read_among(blob: Bytes, words: Words, offset: int, wanted: Int32s) -> tuple[Int32s, Int32s]:
    """Those of the wanted documents that a record holds, and their frequencies."""
    rows = np.empty(len(wanted), np.int32)
    count = rows_in(blob, words, offset, wanted, rows)
    docs, frequencies = np.empty(count, np.int32), np.empty(count, np.int32)
    full, table, at = _parts_of(blob, words, offset)
    held, loaded, found = np.empty(BLOCK, np.int32), whole(-1), whole(0)
    for i in range(len(wanted)):
        if rows[i] < 0:
            continue
        block = whole(rows[i]) // BLOCK
        if block != loaded:
            loaded = block
            if block < full:
                _unpack_frequencies(words, table, full, block, held)
            else:
                _read_rest(blob, at, get_varint(blob, offset)[0] - full * BLOCK, held)
        docs[found], frequencies[found] = wanted[i], held[rows[i] - block * BLOCK]
        found += 1
    return docs, frequencies


@subkernel(several(array(INT), array(INT), INT)(_BYTES, _WORDS, INT, _ROWS))
def _count_positions(blob: Bytes, words: Words, offset: int, rows: Int32s) -> tuple[Int64s, Int64s, int]:
    """For chosen rows where their positions will start, and how many positions lie between where the table says that
    those of a block begin and theirs; and where the positions of the record begin.

    Those of the rest are counted from the beginning of the last full block, if there is one.
    """
    full, table, at = _parts_of(blob, words, offset)
    starts, before = np.empty(len(rows) + 1, np.int64), np.empty(len(rows), np.int64)
    held, rest = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32)
    positions = _read_rest(blob, at, get_varint(blob, offset)[0] - full * BLOCK, rest)
    starts[0] = 0
    loaded, row, passed = whole(-1), whole(0), whole(0)
    for i in range(len(rows)):
        block = whole(rows[i]) // BLOCK
        if block != loaded:
            loaded, row, passed = block, block * BLOCK, whole(0)
            if block < full:
                _unpack_frequencies(words, table, full, block, held)
            else:
                if full:
                    passed = _unpack_frequencies(words, table, full, full - 1, held)
                held[:] = rest
        while row < rows[i]:
            passed += held[unsigned(row - block * BLOCK)]
            row += 1
        before[i] = passed
        starts[i + 1] = starts[i] + held[row - block * BLOCK]
    return starts, before, positions


@kernel(several(array(INT), array(INT32))(_BYTES, _WORDS, INT, _ROWS))
def read_positions_of(blob: Bytes, words: Words, offset: int, rows: Int32s) -> tuple[Int64s, Int32s]:
    """The positions in chosen documents of a record, by their rows, which ascend: starts and positions.

    Only what stands in a block with a chosen document is read.
    """
    starts, before, first = _count_positions(blob, words, offset, rows)
    full, table, _ = _parts_of(blob, words, offset)
    positions = np.empty(starts[len(rows)], np.int32)
    loaded, at, passed = whole(-2), whole(0), whole(0)
    for i in range(len(rows)):
        block = min(whole(rows[i]) // BLOCK, full - 1)
        if block != loaded:
            loaded, passed = block, whole(0)
            at = first + (whole(words[table + block * TABLE_WORDS + 2]) if block >= 0 else whole(0))
        between = before[i] - passed
        while between > 0:
            between -= blob[unsigned(at)] < 128
            at += 1
        place = whole(0)
        for k in range(unsigned(starts[i]), unsigned(starts[i + 1])):
            gap, at = get_varint(blob, at)
            place += gap
            positions[k] = place
        passed = before[i] + starts[i + 1] - starts[i]
    return starts, positions
