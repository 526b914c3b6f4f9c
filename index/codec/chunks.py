"""Texts in, their chunks out, each different chunk with a number, so that it is analysed once.

Texts are cut where no token can reach across: at white space and most punctuation, which takes a
few nanoseconds a character. What lies between is a chunk: a word in most cases, and whatever
`index.analysis` makes of it where not. Joiners and commas are cut off only where the analysis
could not use them. Not for what tokens a chunk has (see `index.codec.tokens`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.codec.jit import BYTE, HASH, INT, INT32, NOTHING, WORD, array, kernel, subkernel, view, whole

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]

_SEPARATOR, _JOINER, _COMMA, _LETTER, _DIGIT, _OTHER = range(6)
_CODES = WORD


def _character_classes() -> npt.NDArray[np.uint8]:
    """The class of each ASCII character; all others are `_OTHER`, and left to the analysis."""
    classes = np.full(128, _OTHER, np.uint8)
    for code in (*range(33), 127, *map(ord, '!"#()*+/:;<=>?@[\\]^_`{|}~')):
        classes[code] = _SEPARATOR
    for joiner in "-'&.":
        classes[ord(joiner)] = _JOINER
    classes[ord(",")] = _COMMA
    for code in range(128):
        if chr(code).isalpha():
            classes[code] = _LETTER
        elif chr(code).isdigit():
            classes[code] = _DIGIT
    return classes


_CLASSES = _character_classes()


@subkernel(INT(view(_CODES), INT, INT, INT, view(BYTE)))
def _class_at(codes: Codes, first: int, end: int, at: int, classes: npt.NDArray[np.uint8]) -> int:
    """The class of a character; a comma separates unless there may be a digit on both sides."""
    if at < first or at >= end:
        return _SEPARATOR
    if codes[at] >= 128:
        return _OTHER
    found = whole(classes[codes[at]])
    if found != _COMMA:
        return found
    for beside in (at - 1, at + 1):
        if beside < first or beside >= end or (codes[beside] < 128 and classes[codes[beside]] != _DIGIT):
            return _SEPARATOR
    return _OTHER


@kernel(INT(view(_CODES), view(INT), view(BYTE), array(INT), array(INT), array(INT)))
def _cut(
    codes: Codes, bounds: Int64s, classes: npt.NDArray[np.uint8], starts: Int64s, ends: Int64s, firsts: Int64s
) -> int:
    """Where the chunks of each text start and end; returns how many there are.

    Text number t is `codes[bounds[t]:bounds[t+1]]`, its first chunk number `firsts[t]`.
    """
    count = whole(0)
    for text in range(len(bounds) - 1):
        firsts[text] = count
        at, end = bounds[text], bounds[text + 1]
        while at < end:
            found = _class_at(codes, bounds[text], end, at, classes)
            if found in (_SEPARATOR, _JOINER):
                at += 1  # no token begins with a joiner
                continue
            start, plain = at, True
            while found != _SEPARATOR:
                if found == _JOINER:
                    following = _class_at(codes, bounds[text], end, at + 1, classes)
                    if plain and following in (_SEPARATOR, _JOINER):
                        break  # a word of letters goes on after a joiner only with another word
                plain = plain and found == _LETTER
                at += 1
                found = _class_at(codes, bounds[text], end, at, classes)
            starts[count], ends[count] = start, at
            count += 1
    firsts[len(bounds) - 1] = count
    return count


@kernel(
    INT(
        view(_CODES),
        view(INT),
        view(INT),
        INT,
        array(INT),
        array(_CODES),
        array(INT),
        array(HASH),
        INT,
        array(INT32),
    )
)
def _number(
    codes: Codes,
    starts: Int64s,
    ends: Int64s,
    count: int,
    table: Int64s,
    pool: Codes,
    pool_bounds: Int64s,
    hashes: npt.NDArray[np.uint64],
    known: int,
    numbers: Int32s,
) -> int:
    """The number of each chunk in a table of chunks, new ones added; returns how many there are then.

    Chunk c of the table is `pool[pool_bounds[c]:pool_bounds[c+1]]`. `table` is open addressing by
    FNV-1a, -1 where free, with a power of two of places, at least twice as many as chunks.
    """
    mask = np.uint64(len(table) - 1)
    for i in range(count):
        length = ends[i] - starts[i]
        value = np.uint64(14695981039346656037)
        for at in range(starts[i], ends[i]):
            value = (value ^ np.uint64(codes[at])) * np.uint64(1099511628211)
        value ^= value >> np.uint64(32)
        place = value & mask
        while True:
            chunk = table[place]
            if chunk < 0:
                hashes[known] = value
                start = pool_bounds[known]
                for j in range(length):
                    pool[start + j] = codes[starts[i] + j]
                pool_bounds[known + 1] = start + length
                table[place] = known
                numbers[i] = known
                known += 1
                break
            if hashes[chunk] == value and pool_bounds[chunk + 1] - pool_bounds[chunk] == length:
                start, j = pool_bounds[chunk], whole(0)
                while j < length and pool[start + j] == codes[starts[i] + j]:
                    j += 1
                if j == length:
                    numbers[i] = chunk
                    break
            place = (place + np.uint64(1)) & mask
    return known


class Cut(NamedTuple):
    """The chunks of texts, in order: its number and where each starts; those of text t from `firsts[t]`."""

    numbers: Int32s
    starts: Int64s
    firsts: Int64s
    text_starts: Int64s


class ChunkTable:
    """Every chunk met so far, by number. Not to be shared between threads."""

    def __init__(self) -> None:
        self._known = 0
        self._table = np.full(1 << 12, -1, np.int64)
        self._hashes = np.empty(0, np.uint64)
        self._pool = np.empty(0, np.uint32)
        self._bounds = np.zeros(1, np.int64)

    def __len__(self) -> int:
        return self._known

    def cut(self, texts: Sequence[str]) -> Cut:
        """The chunks of these texts; new ones are given numbers."""
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        text_bounds = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=text_bounds[1:])
        starts, ends = np.empty(len(codes), np.int64), np.empty(len(codes), np.int64)
        firsts = np.empty(len(texts) + 1, np.int64)
        count = _cut(codes, text_bounds, _CLASSES, starts, ends, firsts)
        self._make_room(count, int((ends[:count] - starts[:count]).sum()))
        numbers = np.empty(count, np.int32)
        self._known = _number(
            codes, starts, ends, count, self._table, self._pool, self._bounds, self._hashes, self._known, numbers
        )
        return Cut(numbers, starts[:count].copy(), firsts, text_bounds)

    def texts_from(self, first: int) -> list[str]:
        """The chunks from a number on."""
        bounds = self._bounds[first : self._known + 1]
        text = self._pool[bounds[0] : bounds[-1]].tobytes().decode("utf-32-le", "surrogatepass")
        places = (bounds - bounds[0]).tolist()
        return [text[start:end] for start, end in pairwise(places)]

    def _make_room(self, chunks: int, characters: int) -> None:
        """Space for as many new chunks, all of which may be different."""
        most = self._known + chunks
        self._hashes = _grown(self._hashes, most)
        self._bounds = _grown(self._bounds, most + 1)
        self._pool = _grown(self._pool, int(self._bounds[self._known]) + characters)
        if len(self._table) < 2 * most:
            self._table = np.full(1 << (2 * most).bit_length(), -1, np.int64)
            _fill(self._table, self._hashes, self._known)


@kernel(NOTHING(array(INT), view(HASH), INT))
def _fill(table: Int64s, hashes: npt.NDArray[np.uint64], known: int) -> None:
    mask = np.uint64(len(table) - 1)
    for chunk in range(known):
        place = hashes[chunk] & mask
        while table[place] >= 0:
            place = (place + np.uint64(1)) & mask
        table[place] = chunk


def _grown(given: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """The same array, or a copy with room for `size` and as much again."""
    if len(given) >= size:
        return given
    larger = np.empty(2 * size, given.dtype)
    larger[: len(given)] = given
    return larger
