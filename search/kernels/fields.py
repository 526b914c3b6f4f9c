"""A term in all its fields at once: its postings read, its documents united, its frequencies weighed; compiled.

A word stands in up to seven fields, and of most of them little is to be read, so that calling a loop for each would
take longer than all that the loops do. What is done in one field is said by `index.codec.postings` and
`search.kernels.documents`. Not for runs of several terms (`search.kernels.phrases`).
"""

from __future__ import annotations

import numpy as np

from index.codec.jit import (
    BOOL,
    BYTE,
    FLOAT,
    HASH,
    INT,
    INT32,
    WORD,
    array,
    kernel,
    several,
    subkernel,
    unsigned,
    view,
    whole,
)
from index.codec.postings import Words, decode_into, read_count, read_union
from index.codec.seeking import read_among
from search.arrays import Bytes, Floats, Int32s, Int64s, Lengths, Uint64s
from search.kernels.documents import (
    LENGTHS,
    SOME_TIMES,
    add_saturated,
    add_weighed,
    add_weighed_by_row,
    number_rows,
    unite,
    unite_many,
)

MUCH = 8
"""The part of an archive, as a divisor, from which on all of it is sooner gone through."""

_BYTES, _WORDS, _DOCS = view(BYTE), view(WORD), view(INT32)
_STANDING = [  # bounds, documents and frequencies, as `read_fields` gives them, and what weighs them
    (view(INT), _DOCS, _DOCS, view(item, dimensions=2), view(FLOAT, dimensions=2)) for item in LENGTHS
]
_FIELDS = several(array(INT), array(INT32), array(INT32), array(INT32))


@subkernel(array(INT32)(array(INT32), view(INT), array(HASH)))
def anywhere(docs: Int32s, bounds: Int64s, bits: Uint64s) -> Int32s:
    """The documents of any field, as `search.matching.sets.united` joins them; the shortest arrays first."""
    order = np.argsort(bounds[1:] - bounds[:-1])
    first, last = bounds[order[-1]], bounds[order[-1] + 1]
    shorter = len(docs) - (last - first)
    if not shorter:
        return docs[first:last]
    if shorter * SOME_TIMES > last - first and len(docs) * MUCH > len(bits) * 64:
        return unite_many(docs, bits)
    found = docs[bounds[order[0]] : bounds[order[0] + 1]]
    for n in order[1:]:
        if bounds[n] < bounds[n + 1]:
            found = unite(found, docs[bounds[n] : bounds[n + 1]])
    return found


@subkernel(INT(array(INT32), array(INT32), INT, array(INT32), array(INT32)), inline=True)
def put_field(docs: Int32s, frequencies: Int32s, at: int, held: Int32s, often: Int32s) -> int:
    """Put what was read of a field behind the fields before it; returns where it ends.

    One by one, as most of it is short; of what several terms have together slices are copied sooner.
    """
    for i in range(unsigned(len(held))):
        docs[at + i], frequencies[at + i] = held[i], often[i]
    return at + len(held)


@kernel(_FIELDS(_BYTES, _WORDS, view(INT), array(HASH)))
def read_fields(blob: Bytes, words: Words, records: Int64s, bits: Uint64s) -> tuple[Int64s, Int32s, Int32s, Int32s]:
    """Where a term stands in some fields: bounds, documents, frequencies, and the documents of any field.

    Those of field n are `documents[bounds[n]:bounds[n + 1]]`.

    Args:
        records: its record in each field, one or more, -1 where it has none.
        bits: as for `search.kernels.documents.unite_many`.
    """
    bounds = np.zeros(len(records) + 1, np.int64)
    for n in range(len(records)):
        bounds[n + 1] = bounds[n] + (read_count(blob, records[n]) if records[n] >= 0 else 0)
    docs, frequencies = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.int32)
    for n in range(len(records)):
        if records[n] >= 0:
            decode_into(blob, words, records[n], docs, frequencies, bounds[n])
    return bounds, docs, frequencies, anywhere(docs, bounds, bits)


@kernel(_FIELDS(_BYTES, _WORDS, view(INT), _DOCS, array(HASH)))
def read_fields_among(
    blob: Bytes, words: Words, records: Int64s, wanted: Int32s, bits: Uint64s
) -> tuple[Int64s, Int32s, Int32s, Int32s]:
    """As `read_fields`, of some documents, ascending; no more of the records is read than that takes."""
    bounds, count = np.zeros(len(records) + 1, np.int64), whole(0)
    room = len(records) * len(wanted)
    docs, frequencies = np.empty(room, np.int32), np.empty(room, np.int32)
    for n in range(len(records)):
        if records[n] >= 0:
            held, often = read_among(blob, words, records[n], wanted)
            count = put_field(docs, frequencies, count, held, often)
        bounds[n + 1] = count
    docs = docs[:count]
    return bounds, docs, frequencies[:count], anywhere(docs, bounds, bits)


@kernel(_FIELDS(_BYTES, _WORDS, view(INT), view(INT), array(HASH)))
def read_unions(
    blob: Bytes, words: Words, records: Int64s, ends: Int64s, bits: Uint64s
) -> tuple[Int64s, Int32s, Int32s, Int32s]:
    """As `read_fields`, of several terms, which are one with the sum of their frequencies.

    Args:
        records: those of the terms that field n holds are `records[ends[n]:ends[n + 1]]`.
    """
    bounds, room, count = np.zeros(len(ends), np.int64), whole(0), whole(0)
    for record in records:
        room += read_count(blob, record)
    docs, frequencies = np.empty(room, np.int32), np.empty(room, np.int32)
    for n in range(len(ends) - 1):
        held, often = read_union(blob, words, records[ends[n] : ends[n + 1]], bits)
        docs[count : count + len(held)], frequencies[count : count + len(held)] = held, often
        count += len(held)
        bounds[n + 1] = count
    docs = docs[:count]
    return bounds, docs, frequencies[:count], anywhere(docs, bounds, bits)


@kernel(*(BOOL(array(FLOAT), _DOCS, array(INT32), BOOL, *standing) for standing in _STANDING))
def add_weighed_fields(
    weighed: Floats,
    wanted: Int32s,
    rows: Int32s,
    numbered: bool,
    bounds: Int64s,
    docs: Int32s,
    frequencies: Int32s,
    lengths: Lengths,
    weights: Floats,
) -> bool:
    """Add to each wanted document how often a term stands in its fields, each time weighed; returns `numbered`.

    Args:
        weighed, wanted: as for `search.kernels.documents.add_weighed`.
        rows, numbered: as for `add_weighed_by_row`, once `numbered`; before that, room for a number a document.
        bounds, docs, frequencies: as `read_fields` gives them.
        lengths, weights: a row a field of what `add_weighed` asks for.
    """
    for n in range(len(bounds) - 1):
        first, last = bounds[n], bounds[n + 1]
        held, often = docs[first:last], frequencies[first:last]
        if 2 * len(held) > len(wanted):
            add_weighed(weighed, wanted, held, often, lengths[n], weights[n])
        elif len(held):
            if not numbered:
                number_rows(rows, wanted)
            numbered = True
            add_weighed_by_row(weighed, rows, wanted, held, often, lengths[n], weights[n])
    return numbered


@kernel(*(BOOL(array(FLOAT), FLOAT, _DOCS, array(INT32), BOOL, *standing) for standing in _STANDING))
def add_scores(
    scores: Floats,
    idf: float,
    wanted: Int32s,
    rows: Int32s,
    numbered: bool,
    bounds: Int64s,
    docs: Int32s,
    frequencies: Int32s,
    lengths: Lengths,
    weights: Floats,
) -> bool:
    """Add the BM25F score of one term; see `add_weighed_fields`, and `add_saturated` for the formula."""
    weighed = np.zeros(len(scores))
    numbered = add_weighed_fields(weighed, wanted, rows, numbered, bounds, docs, frequencies, lengths, weights)
    add_saturated(scores, weighed, idf)
    return numbered
