"""Posting lists as bytes and back: documents, frequencies and positions of one term after another.

A record, at any byte of a blob that begins at a multiple of 4:

    count of documents (varint)
    for each full block of 128:  last document, place of its data, place of its positions, bit widths
                                 (4 words of 32 bits, from the next multiple of 4)
    for each full block:         document gaps, then frequencies less one, in as few bits as the largest needs
    for each of the rest:        document gap x 2 + (1 if it stands there once), else its frequency (varints)
    positions, if the field has them: for each document the first, then gaps (varints)

How numbers are packed is for `index.codec.packing` to say. Positions come last, so that whoever
needs documents alone never touches them, and can be read for chosen documents by way of the
table. All arrays are one-dimensional; documents are numbered below 2**31. Not for dictionaries
(`index.codec.dictionary`) nor for files.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.bits import Uint64s, count_bits, list_bits, set_bits
from index.codec.jit import BOOL, BYTE, HASH, INT, INT32, WORD, array, kernel, several, subkernel, unsigned, view, whole
from index.codec.packing import BLOCK, LANES, get_varint, pack_block, put_varint, put_word, unpack_block, width_of

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

TABLE_WORDS = 4
"""Words that a block has in the table of its record."""

_SPARSE = 768  # from so many documents a posting on, sorting postings takes less time than passing by all bits

_BYTES, _WORDS = view(BYTE), view(WORD)


@subkernel(INT(array(BYTE), INT, view(INT32), view(INT32), INT, INT, INT), inline=True)
def encode_rest(out: Bytes, at: int, docs: Int32s, frequencies: Int32s, first: int, last: int, before: int) -> int:
    """Write postings that fill no block, from the first to before the last; returns where they end.

    Args:
        before: the document before them.
    """
    for i in range(first, last):
        gap = docs[i] - before
        before = whole(docs[i])
        if frequencies[i] == 1:
            at = put_varint(out, at, gap << 1 | 1)
        else:
            at = put_varint(out, put_varint(out, at, gap << 1), frequencies[i])
    return at


@subkernel(INT(array(BYTE), INT, view(INT32), INT, INT), inline=True)
def _encode_positions(out: Bytes, at: int, positions: Int32s, first: int, count: int) -> int:
    """Write the positions of one posting; returns where they end."""
    last = whole(0)
    for i in range(first, first + count):
        at = put_varint(out, at, positions[unsigned(i)] - last)
        last = whole(positions[unsigned(i)])
    return at


@subkernel(INT(view(INT32), INT, INT), inline=True)
def _size_of_positions(positions: Int32s, first: int, count: int) -> int:
    """The bytes that the positions of one posting take."""
    last, size = whole(0), whole(count)
    for i in range(first, first + count):
        gap = positions[unsigned(i)] - last
        last = whole(positions[unsigned(i)])
        while gap >= 128:
            gap >>= 7
            size += 1
    return size


@kernel(INT(view(INT32), view(INT32), view(INT), view(INT32), BOOL, array(BYTE), INT, array(INT)))
def encode_records(
    docs: Int32s,
    frequencies: Int32s,
    starts: Int64s,
    positions: Int32s,
    positional: bool,
    out: Bytes,
    at: int,
    offsets: Int64s,
) -> int:
    """Write the records of a row of terms; returns where the last one ends.

    Term t stands in documents `docs[starts[t]:starts[t+1]]`, ascending; `positions` are those of all
    postings in the same order, as many to each as its frequency, ascending. `offsets[t]` becomes the
    place of its record. `out` has to be as large as `room_for` says.
    """
    gaps = np.empty(BLOCK, np.int32)
    repeats = np.empty(BLOCK, np.int32)
    place = whole(0)
    for term in range(len(starts) - 1):
        first, count = starts[term], starts[term + 1] - starts[term]
        offsets[term] = at
        at = put_varint(out, at, count)
        full = count // BLOCK
        before, position_bytes, table = whole(0), whole(0), whole(0)
        if full:
            while at & 3:
                out[at] = 0
                at += 1
            table = at
            at += full * TABLE_WORDS * 4
        data, place_of_block = at, place
        for block in range(full):
            start = first + block * BLOCK
            for i in range(BLOCK):
                gaps[i] = docs[start + i] - before
                before = whole(docs[start + i])
                repeats[i] = frequencies[start + i] - 1
            gap_bits, repeat_bits = width_of(gaps, 0), width_of(repeats, 0)
            entry = table + block * TABLE_WORDS * 4
            put_word(out, entry, before)
            put_word(out, entry + 4, (at - data) >> 2)
            put_word(out, entry + 8, position_bytes)
            put_word(out, entry + 12, gap_bits | repeat_bits << 8)
            at = pack_block(out, pack_block(out, at, gaps, 0, gap_bits), repeats, 0, repeat_bits)
            if positional:
                for i in range(start, start + BLOCK):
                    position_bytes += _size_of_positions(positions, place_of_block, frequencies[i])
                    place_of_block += frequencies[i]
        at = encode_rest(out, at, docs, frequencies, first + full * BLOCK, first + count, before)
        if positional:
            for i in range(first, first + count):
                at = _encode_positions(out, at, positions, place, frequencies[i])
                place += frequencies[i]
    return at


def room_for(terms: int, postings: int, positions: int) -> int:
    """Bytes that the records of so many terms take at most."""
    return 16 * terms + 11 * postings + 5 * positions + 64


@kernel(INT(_BYTES, INT))
def read_count(blob: Bytes, offset: int) -> int:
    """The number of documents of a record."""
    return get_varint(blob, offset)[0]


@kernel(array(INT)(_BYTES, view(INT)))
def read_counts(blob: Bytes, offsets: Int64s) -> Int64s:
    """The number of documents of each record."""
    counts = np.empty(len(offsets), np.int64)
    for i in range(len(offsets)):
        counts[i] = get_varint(blob, offsets[i])[0]
    return counts


@subkernel(INT(_BYTES, _WORDS, INT, array(INT32), array(INT32), INT))
def decode_into(blob: Bytes, words: Words, offset: int, docs: Int32s, frequencies: Int32s, start: int) -> int:
    """Fill documents and frequencies of a record in from `start`; returns where its positions begin.

    `words` is the blob again, as 32-bit words.
    """
    count, at = get_varint(blob, offset)
    full = count // BLOCK
    before = whole(0)
    out = start
    if full:
        table = (at + 3) >> 2
        data = table + full * TABLE_WORDS
        for block in range(full):
            entry = table + block * TABLE_WORDS
            place = data + whole(words[entry + 1])
            widths = whole(words[entry + 3])
            gap_bits, repeat_bits = widths & 255, widths >> 8
            unpack_block(words, place, gap_bits, docs, out)
            unpack_block(words, place + LANES * gap_bits, repeat_bits, frequencies, out)
            gaps, repeated = docs[out : out + BLOCK], frequencies[out : out + BLOCK]
            for i in range(unsigned(BLOCK)):
                before += gaps[i]
                gaps[i] = before
            for i in range(unsigned(BLOCK)):
                repeated[i] += 1
            out += BLOCK
            at = (place + LANES * (gap_bits + repeat_bits)) << 2
    for i in range(out, start + count):
        gap, at = get_varint(blob, at)
        before += gap >> 1
        docs[i] = before
        if gap & 1:
            frequencies[i] = 1
        else:
            repeats, at = get_varint(blob, at)
            frequencies[i] = repeats
    return at


@kernel(several(array(INT32), array(INT32))(_BYTES, _WORDS, INT))
def read_documents(blob: Bytes, words: Words, offset: int) -> tuple[Int32s, Int32s]:
    """Documents and frequencies of a record."""
    count = get_varint(blob, offset)[0]
    docs, frequencies = np.empty(count, np.int32), np.empty(count, np.int32)
    decode_into(blob, words, offset, docs, frequencies, 0)
    return docs, frequencies


@kernel(several(array(INT32), array(INT), array(INT32))(_BYTES, _WORDS, INT))
def read_positions(blob: Bytes, words: Words, offset: int) -> tuple[Int32s, Int64s, Int32s]:
    """Documents of a record, and the positions in document i: `positions[starts[i]:starts[i+1]]`."""
    count = get_varint(blob, offset)[0]
    docs, frequencies = np.empty(count, np.int32), np.empty(count, np.int32)
    at = decode_into(blob, words, offset, docs, frequencies, 0)
    starts = np.empty(count + 1, np.int64)
    starts[0] = 0
    for i in range(count):
        starts[i + 1] = starts[i] + frequencies[i]
    positions = np.empty(starts[count], np.int32)
    for i in range(count):
        before = whole(0)
        for place in range(starts[i], starts[i + 1]):
            gap, at = get_varint(blob, at)
            before += gap
            positions[place] = before
    return docs, starts, positions


@subkernel(INT(_BYTES, _WORDS, INT))
def find_positions(blob: Bytes, words: Words, offset: int) -> int:
    """Where the positions of a record begin, without decoding what is before them."""
    count, at = get_varint(blob, offset)
    full = count // BLOCK
    if full:
        table = (at + 3) >> 2
        last = table + (full - 1) * TABLE_WORDS
        widths = whole(words[last + 3])
        at = (table + full * TABLE_WORDS + whole(words[last + 1]) + LANES * ((widths & 255) + (widths >> 8))) << 2
    for _ in range(full * BLOCK, count):
        gap, at = get_varint(blob, at)
        if not gap & 1:
            at = get_varint(blob, at)[1]
    return at


@subkernel(several(array(INT32), array(INT32))(view(INT32), view(INT32)))
def _sorted_union(docs: Int32s, frequencies: Int32s) -> tuple[Int32s, Int32s]:
    """Postings of several records, side by side, as one of each document: by sorting them."""
    both = np.empty(len(docs), np.int64)
    for i in range(len(docs)):
        both[i] = whole(docs[i]) << 32 | whole(frequencies[i])
    both.sort()
    out_docs, out_frequencies = np.empty(len(docs), np.int32), np.zeros(len(docs), np.int32)
    found = whole(-1)
    for i in range(len(docs)):
        document = both[i] >> 32
        if found < 0 or out_docs[found] != document:
            found += 1
            out_docs[found] = document
        out_frequencies[found] += both[i] & 0xFFFFFFFF
    return out_docs[: found + 1], out_frequencies[: found + 1]


@subkernel(several(array(INT32), array(INT32))(view(INT32), view(INT32), array(HASH)))
def _counted_union(docs: Int32s, frequencies: Int32s, bits: Uint64s) -> tuple[Int32s, Int32s]:
    """The same by a bit for each document of the archive."""
    set_bits(bits, docs)
    before = np.empty(len(bits), np.int32)  # how many are set in the words before each
    count = whole(0)
    for group in range(unsigned(len(bits))):
        before[group] = count
        count += count_bits(bits[group])
    out_docs, out_frequencies = np.empty(count, np.int32), np.zeros(count, np.int32)
    list_bits(bits, out_docs)
    for i in range(unsigned(len(docs))):
        document = unsigned(docs[i])
        word, below = document >> np.uint64(6), (np.uint64(1) << (document & np.uint64(63))) - np.uint64(1)
        out_frequencies[unsigned(before[word] + count_bits(bits[word] & below))] += frequencies[i]
    bits[:] = 0
    return out_docs, out_frequencies


@subkernel(several(array(INT32), array(INT32))(_BYTES, _WORDS, view(INT), array(HASH)))
def read_union(blob: Bytes, words: Words, offsets: Int64s, bits: Uint64s) -> tuple[Int32s, Int32s]:
    """The documents of several records together, each once, with the sum of its frequencies.

    Args:
        bits: one for each document of the archive, none of them set, nor afterwards.
    """
    total = whole(0)
    for offset in offsets:
        total += get_varint(blob, offset)[0]
    docs, frequencies, start = np.empty(total, np.int32), np.empty(total, np.int32), whole(0)
    for offset in offsets:
        decode_into(blob, words, offset, docs, frequencies, start)
        start += get_varint(blob, offset)[0]
    if len(offsets) < 2:
        return docs, frequencies
    if total * _SPARSE < len(bits) * 64:
        return _sorted_union(docs, frequencies)
    return _counted_union(docs, frequencies, bits)


def as_words(blob: Bytes) -> Words:
    """A blob of records as 32-bit words; its length is a multiple of 4."""
    words: Words = blob.view(np.uint32)
    return words
