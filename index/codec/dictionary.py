"""Sorted terms as bytes that share their beginnings: looked up by bisection, by prefix and by pattern.

Terms are bytes and sorted as such, which for UTF-8 is the order of code points. A term's number is
its place in that order. They stand in blocks of 16: the first of a block whole, each other as how
many bytes it shares with the one before and what follows those (front coding; Witten, Moffat and
Bell 1999, "Managing Gigabytes", 4.1). Nothing is loaded: a look-up touches a few pages of a mapped
file. Not for what the terms point to (see `index.codec.postings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from index.codec.copying import copy_bytes
from index.codec.jit import BOOL, BYTE, INT, UNSIGNED, array, kernel, several, subkernel, view, whole
from index.codec.packing import get_varint, put_varint

Bytes = npt.NDArray[np.uint8]
Int64s = npt.NDArray[np.int64]

BLOCK_TERMS = 16
_FEW = 1 << 10
"""Terms; a field with no more, such as one of providers, is looked up in a dict, which is made when first asked for."""

_BYTES = view(BYTE)
_BLOCKS = tuple(view(item) for item in UNSIGNED)


@kernel(several(array(BYTE), array(INT))(_BYTES, view(INT)))
def encode_terms(text: Bytes, offsets: Int64s) -> tuple[Bytes, Int64s]:
    """Sorted terms `text[offsets[t]:offsets[t+1]]` in blocks; returns their bytes and where each block begins."""
    terms = len(offsets) - 1
    out = np.empty(len(text) + 10 * terms, np.uint8)
    blocks = np.empty((terms + BLOCK_TERMS - 1) // BLOCK_TERMS + 1, np.int64)
    at = whole(0)
    for term in range(terms):
        start, end, shared = offsets[term], offsets[term + 1], whole(0)
        if term % BLOCK_TERMS == 0:
            blocks[term // BLOCK_TERMS] = at
        else:
            before, most = offsets[term - 1], min(start - offsets[term - 1], end - start)
            while shared < most and text[before + shared] == text[start + shared]:
                shared += 1
            at = put_varint(out, at, shared)
        at = put_varint(out, at, end - start - shared)
        for i in range(start + shared, end):
            out[at] = text[i]
            at += 1
    blocks[len(blocks) - 1] = at
    return out[:at].copy(), blocks


@kernel(*(several(array(BYTE), array(INT))(_BYTES, blocks, INT, INT) for blocks in _BLOCKS))
def _decode_terms(data: Bytes, blocks: npt.NDArray[Any], low: int, high: int) -> tuple[Bytes, Int64s]:
    """The terms from one number up to another, joined, and where each begins."""
    offsets = np.zeros(high - low + 1, np.int64)
    first = low // BLOCK_TERMS * BLOCK_TERMS
    size = whole(0)
    for fill in range(2):  # first how long they are, then what they are
        text = np.empty(size if fill else 0, np.uint8)
        start, out, before = whole(0), whole(0), whole(0)
        at = whole(blocks[first // BLOCK_TERMS]) if high > low else whole(0)
        for term in range(first, high if high > low else first):
            shared = whole(0)
            if term % BLOCK_TERMS:
                shared, at = get_varint(data, at)
            rest, at = get_varint(data, at)
            if fill:
                for i in range(shared):
                    text[out + i] = text[before + i]
                for i in range(rest):
                    text[out + shared + i] = data[at + i]
            at += rest
            before = out
            out += shared + rest
            if term < low:
                start = out
            else:
                offsets[term - low + 1] = out - start
        size = out
    return text[start:].copy(), offsets


@kernel(*(INT(_BYTES, blocks, INT, _BYTES) for blocks in _BLOCKS))
def _locate(data: Bytes, blocks: npt.NDArray[Any], terms: int, key: Bytes) -> int:
    """Twice the number of terms that sort before the key, and 1 more if the key is a term itself."""
    low, high = whole(0), whole(len(blocks) - 1)
    while low < high:  # the first block whose first term is not before the key
        middle = (low + high) >> 1
        length, at = get_varint(data, whole(blocks[middle]))
        i = whole(0)
        while i < length and i < len(key) and data[at + i] == key[i]:
            i += 1
        if i < len(key) and (i == length or data[at + i] < key[i]):
            low = middle + 1
        else:
            high = middle
    term = max(low - 1, 0) * BLOCK_TERMS
    end = min((low + 1) * BLOCK_TERMS, terms)  # up to the first of the block found, which may be the key
    at = whole(blocks[term // BLOCK_TERMS])
    matched = whole(0)  # how many bytes the term before, which sorts before the key, shares with the key
    while term < end:
        shared = whole(0)
        if term % BLOCK_TERMS:
            shared, at = get_varint(data, at)
        else:
            matched = whole(0)  # the first of a block stands whole
        rest, at = get_varint(data, at)
        if shared < matched:
            return term << 1  # it leaves the key where the one before still followed it, so it sorts after
        if shared == matched:
            i = whole(0)
            while i < rest and matched < len(key) and data[at + i] == key[matched]:
                i += 1
                matched += 1
            if matched == len(key) or (i < rest and data[at + i] > key[matched]):
                return term << 1 | (i == rest)
        at += rest
        term += 1
    return term << 1


@kernel(*(several(INT, INT)(_BYTES, blocks, INT, _BYTES) for blocks in _BLOCKS))
def _range_with(data: Bytes, blocks: npt.NDArray[Any], terms: int, prefix: Bytes) -> tuple[int, int]:
    """The number of the first term with a prefix, and that after the last; twice the same where none has it."""
    low, kept = _locate(data, blocks, terms, prefix) >> 1, whole(len(prefix))
    while kept and prefix[kept - 1] == 255:
        kept -= 1
    if not kept:
        return low, terms
    following = prefix[:kept].copy()
    following[kept - 1] += 1  # the least bytes that sort after everything with this prefix
    return low, _locate(data, blocks, terms, following) >> 1


@kernel(array(INT)(_BYTES, view(INT), _BYTES, view(INT), BOOL))
def _fitting(text: Bytes, offsets: Int64s, pieces: Bytes, bounds: Int64s, closed: bool) -> Int64s:
    """The places of the terms that hold the pieces in order, apart from each other.

    Piece number p is `pieces[bounds[p]:bounds[p+1]]`. The first stands at the start of the term,
    and, where there are several, the last at its end; `closed` says that the one there is is all of it.
    """
    found = np.empty(len(offsets) - 1, np.int64)
    count = 0
    last = len(bounds) - 2
    for term in range(len(offsets) - 1):
        at, end = offsets[term], offsets[term + 1]
        fits = True
        for piece in range(last + 1):
            length = bounds[piece + 1] - bounds[piece]
            stop = at if piece == 0 else end - length
            if piece == last and piece > 0:
                at = max(at, stop) if stop >= at else end + 1
            fits = False
            while at <= stop and at + length <= end:
                i = whole(0)
                while i < length and text[at + i] == pieces[bounds[piece] + i]:
                    i += 1
                if i == length:
                    fits = True
                    break
                at += 1
            if not fits:
                break
            at += length
        if fits and (not closed or at == end):
            found[count] = term
            count += 1
    return found[:count].copy()


class Dictionary:
    """Sorted terms, `size` of them, as `encode_terms` wrote them. Threads may share it."""

    def __init__(self, data: Bytes, blocks: npt.NDArray[Any], size: int) -> None:
        self.data = data
        self.blocks = blocks
        self.size = size
        self._few: dict[bytes, int] | None = None

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < self.size:
            raise IndexError(number)
        text, _ = _decode_terms(self.data, self.blocks, number, number + 1)
        return text.tobytes()

    def __iter__(self) -> Iterator[bytes]:
        return self.between(0, self.size)

    def between(self, low: int, high: int) -> Iterator[bytes]:
        """The terms from one number up to another, in order."""
        joined, offsets = _decode_terms(self.data, self.blocks, low, high)
        text = joined.tobytes()
        return (text[first:end] for first, end in pairwise(offsets.tolist()))

    def joined(self, low: int, high: int) -> tuple[Bytes, Int64s]:
        """The same terms as `encode_terms` takes them."""
        return _decode_terms(self.data, self.blocks, low, high)

    def find(self, term: bytes) -> int:
        """The number of a term. Raises KeyError where it is not here."""
        number = self.number_of(term)
        if number is None:
            raise KeyError(term)
        return number

    def number_of(self, term: bytes) -> int | None:
        """The number of a term, None where it is not here."""
        if self.size <= _FEW:
            if self._few is None:
                self._few = {one: number for number, one in enumerate(self)}
            return self._few.get(term)
        found = self._locate(term)
        return found >> 1 if found & 1 else None

    def lower_bound(self, term: bytes) -> int:
        """The number of the first term that is not less than this one; `len` where there is none."""
        return self._locate(term) >> 1

    def _locate(self, term: bytes) -> int:
        return _locate(self.data, self.blocks, self.size, np.frombuffer(term, np.uint8))

    def starting_with(self, prefix: bytes) -> tuple[int, int]:
        """The numbers of the terms with a prefix: from the first up to the second."""
        return _range_with(self.data, self.blocks, self.size, np.frombuffer(prefix, np.uint8)) if self.size else (0, 0)

    def fitting(self, pattern: bytes) -> Int64s:
        """The numbers of the terms that fit a pattern in which `*` stands for any bytes, also none."""
        pieces = pattern.split(b"*")
        low, high = self.starting_with(pieces[0])
        bounds = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
        joined = np.frombuffer(b"".join(pieces), np.uint8)
        text, offsets = _decode_terms(self.data, self.blocks, low, high)
        return low + _fitting(text, offsets, joined, bounds, len(pieces) == 1)


def join_terms(terms: Sequence[bytes]) -> tuple[Bytes, Int64s]:
    """Sorted terms as `encode_terms` takes them."""
    offsets = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)), out=offsets[1:])
    return np.frombuffer(b"".join(terms), np.uint8), offsets


@subkernel(INT(_BYTES, INT, INT, _BYTES, INT, INT))
def _compared(text: Bytes, start: int, end: int, other: Bytes, other_start: int, other_end: int) -> int:
    """Below 0 where the first term sorts before the other, 0 where they are one, else above."""
    length = min(end - start, other_end - other_start)
    for i in range(length):
        if text[start + i] != other[other_start + i]:
            return whole(text[start + i]) - whole(other[other_start + i])
    return (end - start) - (other_end - other_start)


@subkernel(INT(_BYTES, view(INT), INT, _BYTES, INT, INT))
def _first_not_before(text: Bytes, offsets: Int64s, first: int, other: Bytes, start: int, end: int) -> int:
    """The first of sorted terms, from one on, that does not sort before the other; looked for in steps that double."""
    low, step = first, whole(1)
    high = len(offsets) - 1
    while low + step <= high:
        at = low + step - 1
        if _compared(text, offsets[at], offsets[at + 1], other, start, end) >= 0:
            high = at
            break
        low, step = at + 1, 2 * step
    while low < high:
        middle = (low + high) >> 1
        if _compared(text, offsets[middle], offsets[middle + 1], other, start, end) < 0:
            low = middle + 1
        else:
            high = middle
    return low


@kernel(several(array(BYTE), array(INT), array(INT), array(INT))(_BYTES, view(INT), _BYTES, view(INT)))
def unite_terms(
    text: Bytes, offsets: Int64s, other: Bytes, other_offsets: Int64s
) -> tuple[Bytes, Int64s, Int64s, Int64s]:
    """Two rows of sorted terms as one, each term once, and which of these the terms of either are.

    Takes little more than copying where the other row is short.
    """
    first, second = len(offsets) - 1, len(other_offsets) - 1
    out, bounds = np.empty(len(text) + len(other), np.uint8), np.zeros(first + second + 1, np.int64)
    places, other_places = np.empty(first, np.int64), np.empty(second, np.int64)
    i, count, at = whole(0), whole(0), whole(0)
    for j in range(second + 1):
        start, end = other_offsets[min(j, second)], other_offsets[min(j + 1, second)]
        stop = first if j == second else _first_not_before(text, offsets, i, other, start, end)
        for term in range(i, stop):
            places[term] = count
            count += 1
            bounds[count] = at + offsets[term + 1] - offsets[i]
        at = copy_bytes(out, at, text, offsets[i], offsets[stop])
        i = stop
        if j == second:
            break
        if i < first and _compared(text, offsets[i], offsets[i + 1], other, start, end) == 0:
            places[i] = count
            i += 1
        other_places[j] = count
        count += 1
        at = copy_bytes(out, at, other, start, end)
        bounds[count] = at
    return out[:at], bounds[: count + 1], places, other_places


@kernel(several(array(BYTE), array(INT))(_BYTES, view(INT), view(BOOL)))
def choose_terms(text: Bytes, offsets: Int64s, chosen: npt.NDArray[np.bool_]) -> tuple[Bytes, Int64s]:
    """Some of a row of terms."""
    out, bounds = np.empty(len(text), np.uint8), np.zeros(len(offsets), np.int64)
    count, at = whole(0), whole(0)
    for term in range(len(offsets) - 1):
        if chosen[term]:
            for byte in range(offsets[term], offsets[term + 1]):
                out[at] = text[byte]
                at += 1
            count += 1
            bounds[count] = at
    return out[:at].copy(), bounds[: count + 1].copy()
