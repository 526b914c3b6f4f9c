"""Terms side by side in all their fields at once: what `search.kernels.fields` does for one term; compiled.

What is done in one field is said by `index.codec.phrases`, and what a term written as one adds by
`search.kernels.positions`. Not for near words.
"""

from __future__ import annotations

import numpy as np

from index.codec.jit import BYTE, HASH, INT, INT32, WORD, array, kernel, several, subkernel, view, whole
from index.codec.phrases import read_phrases
from index.codec.postings import Words, read_count, read_positions
from search.arrays import Bytes, Int32s, Int64s, Uint64s
from search.kernels.fields import anywhere, put_field
from search.kernels.positions import count_either

_BYTES, _WORDS = view(BYTE), view(WORD)
_TABLE = view(INT, dimensions=2)


@subkernel(INT(_BYTES, _TABLE))
def _room_for(blob: Bytes, records: Int64s) -> int:
    """In how many documents of all fields a phrase stands at most."""
    room, parts = whole(0), records.shape[0] - 1
    for n in range(records.shape[1]):
        fewest = whole(0)
        for part in range(parts):
            count = read_count(blob, records[part, n]) if records[part, n] >= 0 else whole(0)
            fewest = min(fewest, count) if part else count
        room += fewest + (read_count(blob, records[parts, n]) if records[parts, n] >= 0 else 0)
    return room


@subkernel(several(array(INT32), array(INT32))(_BYTES, _WORDS, array(INT), INT))
def _read_in_field(blob: Bytes, words: Words, parts: Int64s, joined: int) -> tuple[Int32s, Int32s]:
    """The documents of one field in which terms stand side by side or as one, and how often."""
    docs, frequencies, bounds, starts = read_phrases(blob, words, parts)
    if joined < 0:
        return docs, frequencies
    return count_either(docs, bounds, starts, *read_positions(blob, words, joined))


@kernel(
    several(array(INT), array(INT32), array(INT32), array(INT32))(_BYTES, _WORDS, _TABLE, array(HASH)),
)
def read_phrase_fields(
    blob: Bytes, words: Words, records: Int64s, bits: Uint64s
) -> tuple[Int64s, Int32s, Int32s, Int32s]:
    """Where terms stand side by side in some fields, as `search.kernels.fields.read_fields` has it.

    Args:
        records: a column a field: the record of each term, in the order of the words, and that of the term which
            they are where they are written as one; -1 where there is none. A place that is both counts once.
        bits: as for `search.kernels.documents.unite_many`.
    """
    parts, fields, count = records.shape[0] - 1, records.shape[1], whole(0)
    bounds, room = np.zeros(fields + 1, np.int64), _room_for(blob, records)
    docs, frequencies = np.empty(room, np.int32), np.empty(room, np.int32)
    for n in range(fields):
        held, often = _read_in_field(blob, words, records[:parts, n].copy(), records[parts, n])
        count = put_field(docs, frequencies, count, held, often)
        bounds[n + 1] = count
    docs = docs[:count]
    return bounds, docs, frequencies[:count], anywhere(docs, bounds, bits)
