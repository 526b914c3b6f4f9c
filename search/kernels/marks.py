"""Where the words of a page's texts stand in, which of them are marked out; compiled.

`search.showing.highlight` is the definition of what is marked. Not for which spans matched the same
(`search.kernels.spellings`) nor for passages (`search.kernels.passages`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, BYTE, INT, INT32, WIDE, WORD, array, kernel, several, subkernel, view, whole
from index.codec.postings import Words
from index.codec.spans import DOCUMENT, END, JOINED_END, LAST_START, RUN_COLUMNS, START
from index.codec.term_spans import read_runs
from search.arrays import Bools, Bytes, Int32s, Int64s
from search.characters import Characters
from search.kernels.spellings import number_spellings

_CACHE_LINE = 64  # bytes

FIELDS = 3
"""So many fields have texts that are marked, of one text each: title, body and excerpt."""

BODY, EXCERPT = 1, 2
"""Their numbers among these."""

TEXT = DOCUMENT
"""Of a page's texts the first column says which one: that of document `docs[i]` in field f is `f * len(docs) + i`."""

RUN = RUN_COLUMNS
"""The column behind those of a run: which one it is, or NO_RUN."""

NO_RUN = -1

JUST_SPANS = LAST_START
"""So many columns say where a span is, and no more."""

_DOCS = view(INT32)
_CHARACTERS = view(types.uint32)
_ROWS = view(INT32, dimensions=2)
_FOUND = array(INT32, dimensions=2)
_SPANS = several(array(INT), array(INT32, dimensions=2), array(INT32))
_MARKS = *_SPANS.types, array(INT, dimensions=2)


def by_field(bounds: Any) -> tuple[Any, Any]:
    """The types of the spans of all fields and of their bounds."""
    return several(*[view(BYTE)] * FIELDS), several(*[view(bounds)] * FIELDS)


@subkernel(array(INT)(_ROWS))
def _in_order(found: Int32s) -> Int64s:
    """The spans in the order of their texts, then of their starts."""
    keys = np.empty(len(found), np.int64)
    ordered = True
    for i in range(len(keys)):
        keys[i] = (whole(found[i, TEXT]) << 32) + found[i, START]
        ordered &= i == 0 or keys[i - 1] <= keys[i]
    return np.arange(len(keys)) if ordered else np.argsort(keys)


@subkernel(_SPANS(_ROWS, INT))
def _merge(found: Int32s, texts: int) -> tuple[Int64s, Int32s, Int32s]:
    """Bounds and spans as `merge_spans` gives them, of so many texts, and the run of each.

    A span is of a run if it is a place of that and of no more, else of NO_RUN.
    """
    order = _in_order(found)
    bounds = np.zeros(texts + 1, np.int64)
    spans, runs = np.empty((2, len(order)), np.int32), np.empty(len(order), np.int32)
    at = count = 0
    for text in range(texts):
        first = count
        while at < len(order) and found[order[at], TEXT] == text:
            start, end, run = found[order[at], START], found[order[at], END], found[order[at], RUN]
            at += 1
            last = count - 1
            if count == first or start > spans[1, last]:
                spans[0, count], spans[1, count], runs[count] = start, end, run
                count += 1
            elif end > spans[1, last]:
                runs[last] = run if start == spans[0, last] else NO_RUN
                spans[1, last] = end
        bounds[text + 1] = count
    return bounds, spans[:, :count].copy(), runs[:count]


@kernel(several(*_MARKS)(_ROWS, _CHARACTERS, view(INT), INT, INT))
def merge_spans(
    found: Int32s, texts: Characters, text_bounds: Int64s, first: int, runs: int
) -> tuple[Int64s, Int32s, Int32s, Int64s]:
    """Bounds and spans, sorted and apart, those that overlap or touch joined, by text; and what each matched.

    The spans of text i are the columns `bounds[i]` to before `bounds[i + 1]`: their starts and ends. What those of the
    texts from `first` on matched is numbered as `search.kernels.spellings.number_spellings` does it; its samples come
    last.

    Args:
        found: a row a span, with the columns of a run, and its number, one of so many `runs`; in any order.
        texts, text_bounds: text i is `texts[text_bounds[i]:text_bounds[i + 1]]`.
    """
    bounds, spans, of_runs = _merge(found, len(text_bounds) - 1)
    numbers, samples = number_spellings(texts, text_bounds, spans, bounds, of_runs, runs, first)
    return bounds, spans, numbers, samples


@subkernel(_FOUND(_FOUND, INT, INT))
def _with_room(found: Int32s, count: int, more: int) -> Int32s:
    """The same rows in an array with room for more."""
    if count + more <= len(found):
        return found
    larger = np.zeros((2 * (count + more), found.shape[1]), np.int32)
    for i in range(count):  # one by one, as a slice would be several times as much code
        for column in range(found.shape[1]):
            larger[i, column] = found[i, column]
    return larger


@subkernel(*(INT(view(BYTE), view(bounds), _DOCS) for bounds in WIDE))
def fetch(spans: Bytes, bounds: npt.NDArray[Any], docs: Int32s) -> int:
    """Look at the spans of all documents, once a cache line, so that memory is waited for once and not at each of them.

    Returns something that is not below 0 and depends on all.
    """
    seen = whole(0)
    for document in docs:
        seen += whole(bounds[document + 1]) - whole(bounds[document])
    for document in docs:
        for at in range(whole(bounds[document]), whole(bounds[document + 1]), _CACHE_LINE):
            seen += spans[at]
    return seen


@subkernel(INT(view(INT), INT, INT, array(INT)))
def _records_in(runs: Int64s, at: int, field: int, records: Int64s) -> int:
    """Fill in the records of a run of terms in a field; returns how many, 0 where one of them has none."""
    parts = whole(runs[at])
    for part in range(parts):
        records[part] = runs[at + 1 + part * FIELDS + field]
        if records[part] < 0:
            return 0
    return parts


@subkernel(INT(_FOUND, _ROWS, array(BOOL)), inline=True)
def _put_others(found: Int32s, others: Int32s, has_body: Bools) -> int:
    """Begin with spans that are of no run; returns how many. Notes which documents have one in their body."""
    for i in range(len(others)):
        for column in range(JUST_SPANS):
            found[i, column] = others[i, column]
        found[i, RUN] = NO_RUN
        if found[i, TEXT] // len(has_body) == BODY:
            has_body[found[i, TEXT] - len(has_body)] = True
    return len(others)


@subkernel(INT(array(INT32), _DOCS, view(BOOL, dimensions=2), INT, array(BOOL), BOOL), inline=True)
def _choose(wanted: Int32s, docs: Int32s, reasons: Bools, run: int, has_body: Bools, is_excerpt: bool) -> int:
    """Fill in the documents in which a run is looked for; returns how many."""
    size = whole(0)
    for i in range(len(docs)):
        wanted[size] = docs[i]
        is_asked = len(reasons) == 0 or reasons[run, i]
        size += is_asked and not (is_excerpt and has_body[i])
    return size


@subkernel(INT(_FOUND, INT, _ROWS, _DOCS, INT, INT, array(BOOL)), inline=True)
def _put_rows(found: Int32s, at: int, rows: Int32s, docs: Int32s, field: int, run: int, has_body: Bools) -> int:
    """Put where a run stands in a field behind what was found; returns at how many places it has to be looked up.

    Notes which documents have it in their body.
    """
    place = opens = whole(0)
    for i in range(len(rows)):
        while docs[place] < rows[i, DOCUMENT]:
            place += 1
        for column in range(RUN_COLUMNS):
            found[at + i, column] = rows[i, column]
        found[at + i, TEXT], found[at + i, RUN] = field * len(docs) + place, run
        has_body[place] |= field == BODY
        opens += rows[i, JOINED_END] > 0
    return opens


@kernel(
    *(
        several(*_MARKS, _FOUND)(
            *(view(BYTE), view(WORD), *by_field(bounds)),
            *(view(INT), INT, view(BOOL, dimensions=2), _DOCS, _CHARACTERS, view(INT), _ROWS),
        )
        for bounds in WIDE
    )
)
def mark_runs(
    blob: Bytes,
    words: Words,
    spans: tuple[Bytes, ...],
    span_bounds: tuple[npt.NDArray[Any], ...],
    runs: Int64s,
    number_of_runs: int,
    reasons: Bools,
    docs: Int32s,
    texts: Characters,
    text_bounds: Int64s,
    others: Int32s,
) -> tuple[Int64s, Int32s, Int32s, Int64s, Int32s]:
    """Where runs of terms stand in the texts of some documents, as `merge_spans` gives it; the first are titles.

    An excerpt stands in for a body without marks, and is not looked at beside one that has some.

    Where one of them has to be looked up (`index.codec.spans.JOINED_END`), nothing is merged, and all that was found
    comes last: rows with the columns of a run, and its number.

    Args:
        blob, words: see `index.codec.term_spans.read_runs`; spans, span_bounds: by field.
        runs: of how many terms the first run is, the records of the first one in each field, -1 where it has none,
            those of the second, and so on; then the next run.
        reasons: a row a run, for each document whether it is wanted there; no rows where all are everywhere.
        docs: documents, ascending.
        texts, text_bounds: as for `merge_spans`.
        others: spans that are marked besides, a row each: text, start, end.
    """
    found, has_body = np.zeros((max(64, len(others)), RUN + 1), np.int32), np.zeros(len(docs), np.bool_)
    count, opens = _put_others(found, others, has_body), whole(0)
    wanted, records = np.empty(len(docs), np.int32), np.empty(len(runs), np.int64)
    for field in range(FIELDS):
        at, fetched = whole(0), False
        for run in range(number_of_runs):
            parts = _records_in(runs, at, field, records)
            at += 1 + FIELDS * runs[at]
            size = _choose(wanted, docs, reasons, run, has_body, field == EXCERPT) if parts else whole(0)
            if not size or (not fetched and fetch(spans[field], span_bounds[field], wanted[:size]) < 0):
                continue
            fetched = len(reasons) == 0
            rows = read_runs(blob, words, records[:parts], wanted[:size], spans[field], span_bounds[field])
            found = _with_room(found, count, len(rows))
            opens += _put_rows(found, count, rows, docs, field, run, has_body)
            count += len(rows)
    found = found[:count]
    held = found[:0] if opens else found
    bounds, merged, numbers, samples = merge_spans(held, texts, text_bounds, len(docs), number_of_runs)
    return bounds, merged, numbers, samples, found[: count if opens else 0]
