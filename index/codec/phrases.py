"""Where terms stand side by side: the rarest leads, the others are looked for in its documents alone; compiled.

Not for words that stand near each other (`search.kernels.positions`).
"""

from __future__ import annotations

import numpy as np

from index.codec.jit import BYTE, INT, INT32, NOTHING, WORD, array, several, subkernel, unsigned, view, whole
from index.codec.postings import Bytes, Int32s, Int64s, Words, read_count, read_documents
from index.codec.seeking import read_positions_of, rows_in

_BYTES, _WORDS = view(BYTE), view(WORD)
_GRID = array(INT32, dimensions=2)


@subkernel(INT(_GRID, INT, INT))
def _drop_missing(rows: Int32s, last: int, count: int) -> int:
    """Keep those columns of the rows up to the last that have no -1 there; returns how many."""
    kept = whole(0)
    for i in range(count):
        for part in range(last + 1):
            rows[part, kept] = rows[part, i]
        kept += rows[last, i] >= 0
    return kept


@subkernel(NOTHING(array(INT), array(INT32), view(INT), view(INT32), INT))
def _keep_fitting(bounds: Int64s, starts: Int32s, part_bounds: Int64s, positions: Int32s, step: int) -> None:
    """Keep, in each document, those places where a phrase may start that have its part where it should be."""
    kept, first = whole(0), whole(0)
    for i in range(len(bounds) - 1):
        at, end = unsigned(part_bounds[i]), unsigned(part_bounds[i + 1])
        for k in range(unsigned(first), unsigned(bounds[i + 1])):
            wanted = starts[k] + step
            while at < end and positions[at] < wanted:
                at += unsigned(1)
            starts[unsigned(kept)] = starts[k]
            kept += at < end and positions[at] == wanted
        first = bounds[i + 1]
        bounds[i + 1] = kept


@subkernel(several(array(INT32), array(INT32), array(INT), array(INT32))(view(INT32), array(INT), array(INT32)))
def _without_empty(docs: Int32s, bounds: Int64s, starts: Int32s) -> tuple[Int32s, Int32s, Int64s, Int32s]:
    """The documents that have places, how many each has, their bounds and all places."""
    found, counts, kept = np.empty(len(docs), np.int32), np.empty(len(docs), np.int32), whole(0)
    for i in range(len(docs)):
        places = bounds[i + 1] - bounds[kept]
        found[kept], counts[kept] = docs[i], places
        bounds[kept + 1] = bounds[i + 1]
        kept += places > 0
    return found[:kept], counts[:kept], bounds[: kept + 1], starts[: bounds[kept]]


@subkernel(several(array(INT32), array(INT32), array(INT), array(INT32))(_BYTES, _WORDS, view(INT)))
def read_phrases(blob: Bytes, words: Words, offsets: Int64s) -> tuple[Int32s, Int32s, Int64s, Int32s]:
    """Where the terms of several records stand side by side, in this order; an offset of -1 is that of none.

    The documents, how often in each, and the positions of the first term: those in document i are
    `starts[bounds[i]:bounds[i + 1]]`.
    """
    if not len(offsets) or offsets.min() < 0:
        nowhere = np.empty(0, np.int32)
        return nowhere, nowhere, np.zeros(1, np.int64), nowhere
    counts = np.array([read_count(blob, offset) for offset in offsets])
    order = np.argsort(counts)
    docs = read_documents(blob, words, offsets[order[0]])[0]
    rows = np.empty((len(order) + 1, len(docs)), np.int32)
    rows[0], rows[1] = docs, np.arange(len(docs))
    count = whole(len(docs))
    for n in range(1, len(order)):
        rows_in(blob, words, offsets[order[n]], rows[0, :count], rows[n + 1, :count])
        count = _drop_missing(rows, n + 1, count)
    if not count:
        return docs[:0], docs[:0], np.zeros(1, np.int64), docs[:0]
    bounds, starts = read_positions_of(blob, words, offsets[order[0]], rows[1, :count])
    starts -= np.int32(order[0])
    for n in range(1, len(order)):
        part_bounds, positions = read_positions_of(blob, words, offsets[order[n]], rows[n + 1, :count])
        _keep_fitting(bounds, starts, part_bounds, positions, order[n])
    return _without_empty(rows[0, :count], bounds, starts)
