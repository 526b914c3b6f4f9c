"""The words of a page's texts that begin so, by their letters, as a prefix finds words without positions; compiled.

`search.showing.highlight` is the definition of what is marked. Not for words whose places are known
(`search.kernels.marks`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, INT, INT32, WIDE, array, kernel, several, subkernel, unsigned, view, whole
from index.codec.packing import get_varint
from index.codec.spans import END, START, read_word
from index.codec.spans import RUN as RUN_SIGN
from search.arrays import Bytes, Int32s, Int64s
from search.characters import Characters
from search.kernels.marks import BODY, EXCERPT, FIELDS, JUST_SPANS, TEXT, by_field, fetch

IS_RUN = JUST_SPANS
"""What stands behind the columns of a span: whether it is a joined run."""

_FITS, _DOUBTFUL, _DIFFERS, _ENDS = range(4)

_DOCS = view(INT32)
_CHARACTERS = view(types.uint32)
_FOUND = array(INT32, dimensions=2)


@subkernel(INT(_CHARACTERS, INT, INT, _CHARACTERS), inline=True)
def _compare(text: Characters, start: int, end: int, beginning: Characters) -> int:
    """Whether what stands between two places begins so once it is folded, as far as its plain letters tell."""
    for i in range(unsigned(len(beginning))):
        if start + i == end:
            return _ENDS
        character = text[unsigned(start + i)]
        if 0x41 <= character <= 0x5A:
            character += 0x20
        if not (0x61 <= character <= 0x7A or 0x30 <= character <= 0x39):
            return _DOUBTFUL
        if character != beginning[i]:
            return _DIFFERS
    return _FITS


@subkernel(INT(_FOUND, INT, INT, INT, INT, BOOL))
def _put(found: Int32s, count: int, text: int, start: int, end: int, is_run: bool) -> int:
    found[count, TEXT], found[count, START], found[count, END], found[count, IS_RUN] = text, start, end, is_run
    return count + 1


@kernel(
    *(
        several(_FOUND, _FOUND)(*(*by_field(bounds), _DOCS, _CHARACTERS, view(INT), _CHARACTERS, BOOL, INT))
        for bounds in WIDE
    )
)
def find_beginning(
    spans: tuple[Bytes, ...],
    span_bounds: tuple[npt.NDArray[Any], ...],
    docs: Int32s,
    texts: Characters,
    text_bounds: Int64s,
    beginning: Characters,
    is_all: bool,
    only: int,
) -> tuple[Int32s, Int32s]:
    """The words, and the joined runs as one, that begin with plain small letters and figures, and those that may.

    A row each: text, start, end, whether it is a run. Where more is asked of a word than its beginning, nothing is
    sure. Excerpts are left out as in `search.kernels.marks.mark_runs`. There is room for all words from the start:
    arrays that may become others in a loop are counted at every turn of it, which took four times as long as looking.

    Args:
        spans, span_bounds, docs: as for `search.kernels.marks.mark_runs`.
        texts, text_bounds: text i is `texts[text_bounds[i]:text_bounds[i + 1]]`.
        only: the one field that is looked at, -1 for all.
    """
    room = whole(0)
    for field in range(FIELDS):
        for document in docs:
            room += 2 * whole(span_bounds[field][document + 1] - span_bounds[field][document])
        if fetch(spans[field], span_bounds[field], docs) < 0:
            room = 0
    sure, doubtful = np.empty((room, IS_RUN + 1), np.int32), np.empty((room, IS_RUN + 1), np.int32)
    sures, doubts = whole(0), whole(0)
    has_body = np.zeros(len(docs), np.bool_)
    for text in range(FIELDS * len(docs)):
        field, document = text // len(docs), docs[text % len(docs)]
        if (only >= 0 and field != only) or (field == EXCERPT and has_body[text % len(docs)]):
            continue
        known = sures
        data, bounds, base = spans[field], span_bounds[field], text_bounds[text]
        at, last = whole(bounds[document]), whole(bounds[document + 1])
        end, run = whole(0), whole(0)
        while at < last:
            if data[unsigned(at)] == RUN_SIGN:
                run, at = get_varint(data, at + 1)
                continue
            distance, length, at = read_word(data, at)
            start = end + distance
            end, run_end, run = start + length, start + run if run else whole(0), whole(0)
            told = _compare(texts, base + start, base + end, beginning)
            if told == _DIFFERS or (told == _ENDS and not run_end):
                continue
            if told == _FITS and is_all:
                sures = _put(sure, sures, text, start, end, False)
                if run_end:
                    sures = _put(sure, sures, text, start, run_end, True)
                continue
            if told != _ENDS:
                doubts = _put(doubtful, doubts, text, start, end, False)
            if run_end:
                doubts = _put(doubtful, doubts, text, start, run_end, True)
        has_body[text % len(docs)] |= field == BODY and sures > known
    return sure[:sures], doubtful[:doubts]
