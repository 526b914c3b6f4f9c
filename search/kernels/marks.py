"""Where the words of a page's texts stand in, which of them are marked out; compiled.

A text is told by its document or its place on the page; `search.showing.highlight` is the definition of what is marked.
Not for passages (see `search.kernels.passages`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, BYTE, INT, INT32, WIDE, WORD, array, kernel, several, view, whole
from index.codec.packing import get_varint
from index.codec.postings import Words
from index.codec.spans import DOCUMENT, END, JOINED_END, LAST_START, RUN_COLUMNS, START, read_word
from index.codec.spans import RUN as RUN_SIGN
from index.codec.term_spans import read_runs
from search.arrays import Bools, Bytes, Int32s, Int64s
from search.characters import Characters

_FITS, _DOUBTFUL, _DIFFERS, _ENDS = range(4)

RUN = RUN_COLUMNS
"""The column behind those of a run: which one it is."""

JUST_SPANS = LAST_START
"""So many columns say where a span is, and no more."""

TEXT, IS_RUN = range(JUST_SPANS, JUST_SPANS + 2)
"""What stands behind them of a word that was found by its letters: the number of its text, whether it is a run."""

_DOCS = view(INT32)
_CHARACTERS = view(types.uint32)
_ROWS = view(INT32, dimensions=2)
_FOUND = array(INT32, dimensions=2)


@kernel(array(INT)(_ROWS))
def _in_order(found: Int32s) -> Int64s:
    """The spans in the order of their documents, then of their starts."""
    keys = np.empty(len(found), np.int64)
    ordered = True
    for i in range(len(keys)):
        keys[i] = (whole(found[i, DOCUMENT]) << 32) + found[i, START]
        ordered &= i == 0 or keys[i - 1] <= keys[i]
    return np.arange(len(keys)) if ordered else np.argsort(keys)


@kernel(several(array(INT), array(INT32, dimensions=2))(_ROWS, _DOCS))
def merge_spans(found: Int32s, docs: Int32s) -> tuple[Int64s, Int32s]:
    """Bounds and spans, sorted and apart, those that overlap or touch joined, by document.

    The spans of document `docs[i]` are the columns `bounds[i]` to before `bounds[i + 1]`: their starts and ends.

    Args:
        found: a row a span, as `index.codec.spans` has them, of which the first three columns count; in any order.
        docs: ascending, all that stand in `found` among them.
    """
    order = _in_order(found)
    bounds = np.zeros(len(docs) + 1, np.int64)
    spans = np.empty((2, len(order)), np.int32)
    at = count = 0
    for i in range(len(docs)):
        first = count
        while at < len(order) and found[order[at], DOCUMENT] == docs[i]:
            start, end = found[order[at], START], found[order[at], END]
            if count > first and start <= spans[1, count - 1]:
                spans[1, count - 1] = max(spans[1, count - 1], end)
            else:
                spans[0, count], spans[1, count] = start, end
                count += 1
            at += 1
        bounds[i + 1] = count
    return bounds, spans[:, :count].copy()


@kernel(_FOUND(_FOUND, INT, INT))
def _with_room(found: Int32s, count: int, more: int) -> Int32s:
    """The same rows in an array with room for more."""
    if count + more <= len(found):
        return found
    larger = np.zeros((2 * (count + more), found.shape[1]), np.int32)
    for i in range(count):  # one by one, as a slice would be several times as much code
        for column in range(found.shape[1]):
            larger[i, column] = found[i, column]
    return larger


@kernel(
    *(
        several(array(INT), _FOUND, _FOUND)(
            *(view(BYTE), view(WORD), view(BYTE), view(bounds), view(INT), view(BOOL, dimensions=2), _DOCS, _ROWS)
        )
        for bounds in WIDE
    )
)
def mark_runs(
    blob: Bytes,
    words: Words,
    spans: Bytes,
    span_bounds: npt.NDArray[Any],
    runs: Int64s,
    reasons: Bools,
    docs: Int32s,
    others: Int32s,
) -> tuple[Int64s, Int32s, Int32s]:
    """Where runs of terms stand in the texts of some documents: bounds and spans as `merge_spans` gives them.

    Where one of them has to be looked up (`index.codec.spans.JOINED_END`), nothing is merged, and all that was found
    comes third: rows with the columns of a run, and its number.

    Args:
        blob, words, spans, span_bounds: see `index.codec.term_spans.read_runs`.
        runs: how many terms the first run has, their records, how many the second has, and so on.
        reasons: a row a run, for each document whether it is wanted there; no rows where all are everywhere.
        docs: documents, ascending.
        others: spans that are marked besides, a row each: document, start, end.
    """
    found, count, opens = np.zeros((64, RUN_COLUMNS + 1), np.int32), whole(0), whole(0)
    found = _with_room(found, count, len(others))
    for i in range(len(others)):
        for column in range(JUST_SPANS):
            found[i, column] = others[i, column]
        count += 1
    wanted, at, run = np.empty(len(docs), np.int32), whole(0), whole(0)
    while at < len(runs):
        parts, size = runs[at], whole(0)
        if parts:
            for i in range(len(docs)):
                wanted[size] = docs[i]
                size += len(reasons) == 0 or reasons[run, i]
            rows = read_runs(blob, words, runs[at + 1 : at + 1 + parts], wanted[:size], spans, span_bounds)
            found = _with_room(found, count, len(rows))
            for i in range(len(rows)):
                for column in range(RUN_COLUMNS):
                    found[count, column] = rows[i, column]
                found[count, RUN] = run
                opens += rows[i, JOINED_END] > 0
                count += 1
        at += 1 + parts
        run += 1
    if opens:
        return np.empty(0, np.int64), np.empty((2, 0), np.int32), found[:count]
    bounds, merged = merge_spans(found[:count], docs)
    return bounds, merged, found[:0]


@kernel(INT(_CHARACTERS, INT, INT, _CHARACTERS))
def _compare(text: Characters, start: int, end: int, beginning: Characters) -> int:
    """Whether what stands between two places begins so once it is folded, as far as its plain letters tell."""
    for i in range(len(beginning)):
        if start + i == end:
            return _ENDS
        character = text[start + i]
        if 0x41 <= character <= 0x5A:
            character += 0x20
        if not (0x61 <= character <= 0x7A or 0x30 <= character <= 0x39):
            return _DOUBTFUL
        if character != beginning[i]:
            return _DIFFERS
    return _FITS


@kernel(INT(_FOUND, INT, INT32, INT, INT, INT, BOOL))
def _put(found: Int32s, count: int, document: int, start: int, end: int, text: int, is_run: bool) -> int:
    found[count, DOCUMENT], found[count, START], found[count, END] = document, start, end
    found[count, TEXT], found[count, IS_RUN] = text, is_run
    return count + 1


@kernel(
    *(
        several(_FOUND, _FOUND)(view(BYTE), view(bounds), _DOCS, _CHARACTERS, view(INT), _CHARACTERS, BOOL)
        for bounds in WIDE
    )
)
def find_beginning(
    spans: Bytes,
    bounds: npt.NDArray[Any],
    docs: Int32s,
    texts: Characters,
    text_bounds: Int64s,
    beginning: Characters,
    is_all: bool,
) -> tuple[Int32s, Int32s]:
    """The words, and the joined runs as one, that begin with plain small letters and figures, and those that may.

    A row each: document, start, end, number of the text, whether it is a run. Where more is asked of a word than its
    beginning, nothing is sure.

    Args:
        spans, bounds: the spans of document d are `spans[bounds[d]:bounds[d + 1]]` (`index.codec.spans`).
        docs, texts, text_bounds: the text of document `docs[i]` is `texts[text_bounds[i]:text_bounds[i + 1]]`.
    """
    sure, doubtful = np.empty((64, IS_RUN + 1), np.int32), np.empty((64, IS_RUN + 1), np.int32)
    sures, doubts = whole(0), whole(0)
    for i in range(len(docs)):
        base, document = text_bounds[i], docs[i]
        at, last = whole(bounds[document]), whole(bounds[document + 1])
        end, run = whole(0), whole(0)
        while at < last:
            if spans[at] == RUN_SIGN:
                run, at = get_varint(spans, at + 1)
                continue
            distance, length, at = read_word(spans, at)
            start = end + distance
            end, run_end, run = start + length, start + run if run else whole(0), whole(0)
            told = _compare(texts, base + start, base + end, beginning)
            if told == _DIFFERS or (told == _ENDS and not run_end):
                continue
            if told == _FITS and is_all:
                sure = _with_room(sure, sures, 2)
                sures = _put(sure, sures, document, start, end, i, False)
                if run_end:
                    sures = _put(sure, sures, document, start, run_end, i, True)
                continue
            doubtful = _with_room(doubtful, doubts, 2)
            if told != _ENDS:
                doubts = _put(doubtful, doubts, document, start, end, i, False)
            if run_end:
                doubts = _put(doubtful, doubts, document, start, run_end, i, True)
    return sure[:sures], doubtful[:doubts]


@kernel(INT(types.uint32), inline=True)
def _small(character: int) -> int:
    """A letter from A to Z as a small one, anything else as it is."""
    return whole(character) + 0x20 if 0x41 <= character <= 0x5A else whole(character)


@kernel(INT(_CHARACTERS, INT, INT, INT))
def _slot_of(texts: Characters, start: int, end: int, size: int) -> int:
    """A place in a table of so many, a power of two: FNV-1a (Fowler, Noll and Vo, RFC 9923) over code points."""
    state = np.uint64(0xCBF29CE484222325)
    for at in range(start, end):
        state = (state ^ np.uint64(_small(texts[at]))) * np.uint64(0x100000001B3)
    return whole(state & np.uint64(size - 1))


@kernel(BOOL(_CHARACTERS, INT, INT, INT))
def _are_alike(texts: Characters, one: int, other: int, length: int) -> bool:
    at = 0
    while at < length and _small(texts[one + at]) == _small(texts[other + at]):
        at += 1
    return at == length


@kernel(several(array(INT32), array(INT, dimensions=2))(_CHARACTERS, view(INT), _ROWS, view(INT)))
def number_spellings(
    texts: Characters, text_bounds: Int64s, spans: Int32s, bounds: Int64s
) -> tuple[Int32s, npt.NDArray[np.int64]]:
    """For each span the number of how it is written, from 0, and a row for each: a text and a span where it is so.

    In capitals or small is written alike, as far as letters from A to Z go.

    Args:
        texts, text_bounds: as for `find_beginning`; spans, bounds: as `merge_spans` gives them.
    """
    size = 1
    while size < 2 * spans.shape[1]:
        size *= 2
    table = np.full(size, -1, np.int32)
    numbers = np.empty(spans.shape[1], np.int32)
    samples = np.empty((spans.shape[1], 3), np.int64)
    places = np.empty(spans.shape[1], np.int64)
    count = 0
    for number in range(len(bounds) - 1):
        for at in range(bounds[number], bounds[number + 1]):
            start, end = text_bounds[number] + spans[0, at], text_bounds[number] + spans[1, at]
            slot = _slot_of(texts, start, end, size)
            while table[slot] >= 0:
                known = table[slot]
                same_length = samples[known, 2] - samples[known, 1] == end - start
                if same_length and _are_alike(texts, places[known], start, end - start):
                    break
                slot = (slot + 1) & (size - 1)
            if table[slot] < 0:
                table[slot] = count
                places[count] = start
                samples[count, 0], samples[count, 1], samples[count, 2] = number, spans[0, at], spans[1, at]
                count += 1
            numbers[at] = table[slot]
    return numbers, samples[:count].copy()
