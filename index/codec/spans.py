"""Where each word of a text begins and ends, a byte or so a word, so that marks need no second analysis.

The words of a text are those that `index.analysis` gives the role "part", in order: number p stands
at position p. A byte below 240 is the distance from the end of the word before (0 to 3) x 60 + the
length less one; 255 is followed by both as varints. 254 before a word says that a joined run begins
with it, and how many characters the whole run has. Not for fields of several texts, whose
positions leave gaps between them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.codec.jit import BYTE, INT, INT32, UNSIGNED, WIDE, array, kernel, several, subkernel, unsigned, view, whole
from index.codec.packing import get_varint, put_varint

Bytes = npt.NDArray[np.uint8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_LENGTHS, _DISTANCES = 60, 4
RUN, _LONG = 254, 255
MOST_BYTES = 17
"""A word takes at most so many bytes."""

DOCUMENT, START, END, LAST_START, JOINED_END = range(5)
"""The columns of a run of words: its document, the characters from START to before END; where its last word starts.

With that word a joined run may begin, which ends at JOINED_END (0: none does). Whether the word was meant or the
joined run as one has then to be looked up.
"""
RUN_COLUMNS = 5


class TokenSpans(NamedTuple):
    """The words of several texts: where each starts and ends, and where the joined run it begins ends, 0 for none.

    The word at position p of text i is at place `bounds[i] + p`; `bounds` ends with the number of all words.
    """

    bounds: Int64s
    starts: Int32s
    ends: Int32s
    run_ends: Int32s


@subkernel(INT(view(INT32), view(INT32), view(INT32), array(BYTE), INT))
def encode_spans(starts: Int32s, ends: Int32s, run_ends: Int32s, out: Bytes, at: int) -> int:
    """Write the spans of one text's words; returns where they end."""
    before = whole(0)
    for i in range(len(starts)):
        if run_ends[i]:
            out[at] = RUN
            at = put_varint(out, at + 1, run_ends[i] - starts[i])
        distance, length = starts[i] - before, ends[i] - starts[i]
        if distance < _DISTANCES and 1 <= length <= _LENGTHS:
            out[at] = distance * _LENGTHS + length - 1
            at += 1
        else:
            out[at] = _LONG
            at = put_varint(out, put_varint(out, at + 1, distance), length)
        before = whole(ends[i])
    return at


@subkernel(several(INT, INT, INT)(view(BYTE), INT), inline=True)
def read_word(data: Bytes, at: int) -> tuple[int, int, int]:
    """How far a word is from the one before, how long it is, and where the next one stands in the bytes."""
    byte = whole(data[unsigned(at)])
    if byte != _LONG:
        return byte // _LENGTHS, byte % _LENGTHS + 1, at + 1
    distance, at = get_varint(data, at + 1)
    length, at = get_varint(data, at)
    return distance, length, at


@kernel(
    *(
        several(array(INT), array(INT32), array(INT32), array(INT32))(view(BYTE), view(offsets), view(INT32))
        for offsets in UNSIGNED
    )
)
def decode_spans(data: Bytes, offsets: npt.NDArray[Any], documents: Int32s) -> tuple[Int64s, Int32s, Int32s, Int32s]:
    """The words of the texts of some documents: bounds, starts, ends, ends of runs.

    Those of the i-th text are the places `bounds[i]` to before `bounds[i + 1]` of the other three.

    Args:
        data, offsets: the spans of document d are `data[offsets[d]:offsets[d + 1]]`.
    """
    most = whole(0)
    for document in documents:
        most += whole(offsets[document + 1]) - whole(offsets[document])
    bounds = np.zeros(len(documents) + 1, np.int64)
    words, count = np.zeros((3, most), np.int32), whole(0)
    starts, stops, run_ends = words[0], words[1], words[2]
    for i in range(len(documents)):
        at, last = whole(offsets[documents[i]]), whole(offsets[documents[i] + 1])
        end, run = whole(0), whole(0)
        while at < last:
            if data[at] == RUN:
                run, at = get_varint(data, at + 1)
                continue
            distance, length, at = read_word(data, at)
            starts[count] = end + distance
            end += distance + length
            stops[count] = end
            if run:
                run_ends[count] = starts[count] + run
                run = whole(0)
            count += 1
        bounds[i + 1] = count
    return bounds, starts[:count], stops[:count], run_ends[:count]


@subkernel(
    *(
        array(INT32, dimensions=2)(view(BYTE), view(offsets), view(INT32), view(INT), view(INT32), INT)
        for offsets in WIDE
    )
)
def find_runs(
    data: Bytes, offsets: npt.NDArray[Any], documents: Int32s, bounds: Int64s, places: Int32s, parts: int
) -> Int32s:
    """Where runs of words stand in the texts of some documents, a row each, with the columns of a run.

    Args:
        data, offsets: as for `decode_spans`.
        bounds, places: in the i-th document, runs of so many `parts` start at the positions
            `places[bounds[i]:bounds[i+1]]`, ascending.
    """
    found = np.zeros((len(places), RUN_COLUMNS), np.int32)
    for i in range(len(documents)):
        document = documents[i]
        at, stop = whole(offsets[document]), whole(offsets[document + 1])
        to_start, to_end, last = bounds[i], bounds[i], bounds[i + 1]
        position, end, joined = whole(0), whole(0), whole(0)
        while at < stop and to_end < last:
            if data[at] == RUN:
                joined, at = get_varint(data, at + 1)
                continue
            distance, length, at = read_word(data, at)
            start = end + distance
            end = start + length
            if to_start < last and places[to_start] == position:
                found[to_start, DOCUMENT], found[to_start, START] = document, start
                to_start += 1
            if places[to_end] + parts - 1 == position:
                found[to_end, END], found[to_end, LAST_START] = end, start
                found[to_end, JOINED_END] = start + joined if joined else 0
                to_end += 1
            joined = whole(0)
            position += 1
    return found
