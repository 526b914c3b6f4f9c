"""Where terms stand side by side: the rarest leads, each other is looked for where it may still go on; compiled.

Not for words that stand near each other (`search.kernels.near`).
"""

from __future__ import annotations

import numpy as np

from index.codec.jit import BYTE, INT, INT32, WORD, array, several, subkernel, unsigned, view, whole
from index.codec.postings import Bytes, Int32s, Int64s, Words, read_count, read_documents
from index.codec.seeking import read_positions_of, rows_in

_BYTES, _WORDS = view(BYTE), view(WORD)
_BEGUN = array(INT32), array(INT), array(INT32)
"""Documents, and the places in each where a phrase may start: `starts[bounds[i]:bounds[i + 1]]`."""


@subkernel(INT(array(INT32), array(INT32), array(INT32)))
def _drop_unmet(docs: Int32s, rows: Int32s, others: Int32s) -> int:
    """Keep those documents, and their rows in two records, that have no -1 in the other; returns how many."""
    kept = whole(0)
    for i in range(len(docs)):
        docs[kept], rows[kept], others[kept] = docs[i], rows[i], others[i]
        kept += others[i] >= 0
    return kept


@subkernel(INT(*_BEGUN, array(INT32)))
def _drop_missing(docs: Int32s, bounds: Int64s, starts: Int32s, rows: Int32s) -> int:
    """Keep those documents, with their places, whose row is not -1; returns how many."""
    kept = held = first = whole(0)
    for i in range(len(rows)):
        last = bounds[i + 1]
        if rows[i] >= 0:
            docs[held], rows[held] = docs[i], rows[i]
            for k in range(unsigned(first), unsigned(last)):
                starts[unsigned(kept)] = starts[k]
                kept += 1
            held += 1
            bounds[held] = kept
        first = last
    return held


@subkernel(INT(*_BEGUN, view(INT), view(INT32), INT))
def _keep_fitting(
    docs: Int32s, bounds: Int64s, starts: Int32s, part_bounds: Int64s, positions: Int32s, step: int
) -> int:
    """Keep those places that have a part where it should be, and the documents that have any; returns how many."""
    kept = held = first = whole(0)
    for i in range(len(part_bounds) - 1):
        at, end, last = unsigned(part_bounds[i]), unsigned(part_bounds[i + 1]), bounds[i + 1]
        for k in range(unsigned(first), unsigned(last)):
            wanted = starts[k] + step
            while at < end and positions[at] < wanted:
                at += unsigned(1)
            starts[unsigned(kept)] = starts[k]
            kept += at < end and positions[at] == wanted
        first = last
        docs[held], bounds[held + 1] = docs[i], kept
        held += kept > bounds[held]
    return held


@subkernel(several(*_BEGUN, array(INT32))(_BYTES, _WORDS, INT, INT))
def _begin(blob: Bytes, words: Words, rarest: int, second: int) -> tuple[Int32s, Int64s, Int32s, Int32s]:
    """The documents that have both of two terms, where the rarer stands in each, and their rows for the other.

    A `second` of -1 is that of none.
    """
    docs = read_documents(blob, words, rarest)[0]
    rows, others, count = np.empty(len(docs), np.int32), np.empty(len(docs), np.int32), whole(len(docs))
    for i in range(len(docs)):
        rows[i] = i
    if second >= 0:
        rows_in(blob, words, second, docs, others)
        count = _drop_unmet(docs, rows, others)
    bounds, starts = read_positions_of(blob, words, rarest, rows[:count])
    return docs[:count], bounds, starts, others[:count]


@subkernel(several(array(INT32), *_BEGUN)(_BYTES, _WORDS, view(INT)))
def read_phrases(blob: Bytes, words: Words, offsets: Int64s) -> tuple[Int32s, Int32s, Int64s, Int32s]:
    """Where the terms of several records stand side by side, in this order; an offset of -1 is that of none.

    The documents, how often in each, and the positions of the first term: those in document i are
    `starts[bounds[i]:bounds[i + 1]]`.
    """
    if not len(offsets) or offsets.min() < 0:
        nowhere = np.empty(0, np.int32)
        return nowhere, nowhere, np.zeros(1, np.int64), nowhere
    order = np.argsort(np.array([read_count(blob, offset) for offset in offsets]))
    second = offsets[order[1]] if len(order) > 1 else whole(-1)
    docs, bounds, starts, rows = _begin(blob, words, offsets[order[0]], second)
    starts -= np.int32(order[0])
    count = whole(len(docs))
    for n in range(1, len(order)):
        record = offsets[order[n]]
        if n > 1:
            rows_in(blob, words, record, docs[:count], rows)
            count = _drop_missing(docs, bounds, starts, rows[:count])
        if not count:
            break
        part_bounds, positions = read_positions_of(blob, words, record, rows[:count])
        count = _keep_fitting(docs, bounds, starts, part_bounds, positions, order[n])
    return docs[:count], np.diff(bounds[: count + 1]).astype(np.int32), bounds[: count + 1], starts[: bounds[count]]
