"""Where a term stands in the texts of a few documents, in characters: its positions and their words' spans in one go.

Not for where it stands at all (`index.codec.postings`), nor for runs of several words (`index.codec.spans`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from index.codec.jit import BYTE, INT, INT32, UNSIGNED, WORD, array, kernel, view, whole
from index.codec.postings import Bytes, Int32s, Words
from index.codec.seeking import read_positions_of, rows_in
from index.codec.spans import find_runs

_BYTES, _WORDS, _DOCS = view(BYTE), view(WORD), view(INT32)


@kernel(*(array(INT32, dimensions=2)(_BYTES, _WORDS, INT, _DOCS, _BYTES, view(bounds)) for bounds in UNSIGNED))
def read_term_spans(
    blob: Bytes, words: Words, offset: int, wanted: Int32s, spans: Bytes, bounds: npt.NDArray[Any]
) -> Int32s:
    """A column for each place where a term stands in the wanted documents: document, start, end as `find_runs` has it.

    Args:
        blob, words, offset: the record of the term.
        wanted: documents, ascending.
        spans, bounds: the spans of document d are `spans[bounds[d]:bounds[d + 1]]`.
    """
    rows, count = np.empty(len(wanted), np.int32), whole(0)
    rows_in(blob, words, offset, wanted, rows)
    docs = np.empty(len(wanted), np.int32)
    for i in range(len(wanted)):
        rows[count], docs[count] = rows[i], wanted[i]
        count += rows[i] >= 0
    starts, positions = read_positions_of(blob, words, offset, rows[:count])
    return find_runs(spans, bounds, docs[:count], starts, positions, 1)
