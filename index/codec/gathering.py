"""The postings that several segments have of a row of terms, decoded and put in the order of their new documents.

Nothing is done posting by posting in Python. Not for the largest of the segments, the records of which are copied as
far as they stay (`index.codec.splicing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.codec.builder import TermPostings
from index.codec.jit import BYTE, INT, INT32, NOTHING, WORD, array, kernel, several, view, whole
from index.codec.packing import get_varint
from index.codec.postings import decode_into
from index.codec.segment import FieldReader, Segment
from index.codec.splicing import turns_of

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Source:
    """A segment to merge; document d of it becomes `numbers[d]`, or is left out where that is -1.

    The numbers ascend; those of several sources may lie between each other.
    """

    segment: Segment
    numbers: Int32s

    @cached_property
    def turns(self) -> Int32s:
        """Where the numbers begin to differ by more, or less, from those before."""
        return turns_of(self.numbers)


def gather_postings(
    fields: Sequence[FieldReader | None],
    sources: Sequence[Source],
    places: list[tuple[int, Int64s]],
    counts: Int64s,
    start: int,
    *,
    positional: bool,
) -> TermPostings:
    """The postings of a range of terms from these sources, by term and then by their new documents."""
    if not counts.any():
        return TermPostings(np.zeros(len(counts) + 1, np.int64), *np.empty((3, 0), np.int32))
    flat = np.concatenate([[0], np.cumsum(counts.reshape(-1))])
    docs, frequencies = np.empty(flat[-1], np.int32), np.empty(flat[-1], np.int32)
    ends: list[tuple[FieldReader, Int64s, Int64s, Int64s]] = []
    for number, (field, (first, ranks)) in enumerate(zip(fields, places, strict=True)):
        here = (ranks >= start) & (ranks < start + len(counts))
        here[here] = counts[ranks[here] - start, number] > 0
        if field is None or not here.any():
            continue
        slots = (ranks[here] - start) * len(fields) + number
        offsets = field.offsets[first : first + len(ranks)][here].astype(np.int64)
        at = _decode_all(field.blob, field.words, offsets, flat[slots], sources[number].numbers, docs, frequencies)
        ends.append((field, at, flat[slots], flat[slots + 1]))
    if len(sources) == 1 and (docs >= 0).all():  # as after few changes: all is in order, and two kernels not loaded
        starts, order, out_docs, out_frequencies = flat, np.arange(len(docs)), docs, frequencies
    else:
        starts, order = _order(flat, len(fields), docs)
        out_docs, out_frequencies = _arranged(order, docs, frequencies, starts[-1])
    if not positional:
        return TermPostings(starts, out_docs, out_frequencies)
    places_of = np.concatenate([[0], np.cumsum(out_frequencies, dtype=np.int64)])
    positions = np.empty(places_of[-1], np.int32)
    for field, at, firsts, lasts in ends:
        _copy_positions(field.blob, at, firsts, lasts, frequencies, order, places_of, positions)
    return TermPostings(starts, out_docs, out_frequencies, positions)


@kernel(array(INT)(view(BYTE), view(WORD), view(INT), view(INT), view(INT32), array(INT32), array(INT32)))
def _decode_all(
    blob: Any, words: Any, offsets: Int64s, starts: Int64s, numbers: Int32s, docs: Int32s, frequencies: Int32s
) -> Int64s:
    """Decode record i to `starts[i]`, with new document numbers; returns where the positions of each begin."""
    ends = np.empty(len(offsets), np.int64)
    for i in range(len(offsets)):
        ends[i] = decode_into(blob, words, offsets[i], docs, frequencies, starts[i])
        for j in range(starts[i], starts[i] + get_varint(blob, offsets[i])[0]):
            docs[j] = numbers[docs[j]]
    return ends


@kernel(several(array(INT), array(INT))(view(INT), INT, view(INT32)))
def _order(bounds: Int64s, sources: int, docs: Int32s) -> tuple[Int64s, Int64s]:
    """Where the postings of each term begin once they are in the order of their documents, and the place of each then.

    Those of term t from source s are `docs[bounds[t * sources + s]:bounds[t * sources + s + 1]]`, ascending but
    for those of document -1, which get no place.
    """
    terms = (len(bounds) - 1) // sources
    starts, order = np.empty(terms + 1, np.int64), np.empty(len(docs), np.int64)
    heads = np.empty(sources, np.int64)
    place = whole(0)
    for term in range(terms):
        starts[term] = place
        first = term * sources
        ordered, before = True, whole(-1)
        for i in range(bounds[first], bounds[first + sources]):
            if docs[i] >= 0:
                ordered = ordered and docs[i] > before
                before = whole(docs[i])
        if ordered:  # the sources follow each other, or only one has the term
            for i in range(bounds[first], bounds[first + sources]):
                order[i] = place if docs[i] >= 0 else whole(-1)
                place += docs[i] >= 0
            continue
        for source in range(sources):
            heads[source] = bounds[first + source]
        for _ in range(bounds[first], bounds[first + sources]):
            least = whole(-1)
            for source in range(sources):
                if heads[source] < bounds[first + source + 1] and (
                    least < 0 or docs[heads[source]] < docs[heads[least]]
                ):
                    least = whole(source)
            order[heads[least]] = place if docs[heads[least]] >= 0 else whole(-1)
            place += docs[heads[least]] >= 0
            heads[least] += 1
    starts[terms] = place
    return starts, order


@kernel(several(array(INT32), array(INT32))(view(INT), view(INT32), view(INT32), INT))
def _arranged(order: Int64s, docs: Int32s, frequencies: Int32s, count: int) -> tuple[Int32s, Int32s]:
    """Documents and frequencies, each at its place."""
    out_docs, out_frequencies = np.empty(count, np.int32), np.empty(count, np.int32)
    for i in range(len(order)):
        if order[i] >= 0:
            out_docs[order[i]], out_frequencies[order[i]] = docs[i], frequencies[i]
    return out_docs, out_frequencies


@kernel(NOTHING(view(BYTE), view(INT), view(INT), view(INT), view(INT32), view(INT), view(INT), array(INT32)))
def _copy_positions(
    blob: Any,
    at: Int64s,
    firsts: Int64s,
    lasts: Int64s,
    frequencies: Int32s,
    order: Int64s,
    places: Int64s,
    positions: Int32s,
) -> None:
    """Decode the positions of postings `firsts[i]` up to `lasts[i]` from `at[i]` on, each to its places."""
    for i in range(len(at)):
        byte = at[i]
        for posting in range(firsts[i], lasts[i]):
            if order[posting] < 0:
                for _ in range(frequencies[posting]):
                    _, byte = get_varint(blob, byte)
                continue
            before = whole(0)
            for place in range(places[order[posting]], places[order[posting] + 1]):
                gap, byte = get_varint(blob, byte)
                before += gap
                positions[place] = before
