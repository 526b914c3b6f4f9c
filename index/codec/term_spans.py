"""Where terms stand side by side in the texts of a few documents, in characters: a single term, or a run of several.

For kernels. Not for where they stand at all (`index.codec.postings`, `index.codec.phrases`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from index.codec.jit import BYTE, INT, INT32, NOTHING, WIDE, WORD, array, several, subkernel, view, whole
from index.codec.postings import Bytes, Int32s, Int64s, Words
from index.codec.seeking import read_positions_of, rows_in
from index.codec.spans import find_runs

_BYTES, _WORDS, _DOCS = view(BYTE), view(WORD), view(INT32)


@subkernel(NOTHING(array(INT), array(INT32), view(INT), view(INT32), INT))
def _keep_followed(bounds: Int64s, starts: Int32s, next_bounds: Int64s, nexts: Int32s, step: int) -> None:
    """Keep, in each document, those places that another term follows so many steps on."""
    kept = first = whole(0)
    for i in range(len(bounds) - 1):
        at = next_bounds[i]
        for k in range(first, bounds[i + 1]):
            while at < next_bounds[i + 1] and nexts[at] < starts[k] + step:
                at += 1
            starts[kept] = starts[k]
            kept += at < next_bounds[i + 1] and nexts[at] == starts[k] + step
        first = bounds[i + 1]
        bounds[i + 1] = kept


@subkernel(several(array(INT32), array(INT), array(INT32))(_BYTES, _WORDS, view(INT), _DOCS))
def _places_of(blob: Bytes, words: Words, records: Int64s, wanted: Int32s) -> tuple[Int32s, Int64s, Int32s]:
    """The wanted documents that have all terms; in the i-th, runs start at `starts[bounds[i]:bounds[i + 1]]`."""
    parts, count = len(records), whole(0)
    docs, rows = np.empty(len(wanted), np.int32), np.empty((parts, len(wanted)), np.int32)
    for part in range(parts):
        rows_in(blob, words, records[part], wanted, rows[part])
    for i in range(len(wanted)):
        is_there = True
        docs[count] = wanted[i]
        for part in range(parts):
            is_there &= rows[part, i] >= 0
            rows[part, count] = rows[part, i]
        count += is_there
    bounds, starts = read_positions_of(blob, words, records[0], rows[0, :count])
    for part in range(1, parts):
        next_bounds, nexts = read_positions_of(blob, words, records[part], rows[part, :count])
        _keep_followed(bounds, starts, next_bounds, nexts, part)
    return docs[:count], bounds, starts[: bounds[count]]


@subkernel(*(array(INT32, dimensions=2)(_BYTES, _WORDS, view(INT), _DOCS, _BYTES, view(bounds)) for bounds in WIDE))
def read_runs(
    blob: Bytes, words: Words, records: Int64s, wanted: Int32s, spans: Bytes, bounds: npt.NDArray[Any]
) -> Int32s:
    """Where some terms stand side by side in the wanted documents, a row each, as `find_runs` has it.

    Args:
        blob, words, records: the records of the terms, one or more, in the order of the words.
        wanted: documents, ascending.
        spans, bounds: the spans of document d are `spans[bounds[d]:bounds[d + 1]]`.
    """
    docs, places, starts = _places_of(blob, words, records, wanted)
    return find_runs(spans, bounds, docs, places, starts, len(records))
