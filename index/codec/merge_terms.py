"""The fields of several segments in, each as one field of the segment they become.

Dictionaries are united a stretch of the alphabet at a time and postings in batches, so that what
is held in memory does not grow with the segments. Nothing is done posting by posting in Python.
Not for documents and their arrays (see `index.codec.merge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.codec.builder import TermPostings, TermsBuilder
from index.codec.dictionary import choose_terms, join_terms, unite_terms
from index.codec.jit import BYTE, INT, INT32, NOTHING, WORD, array, kernel, several, view, whole
from index.codec.names import word_field
from index.codec.packing import get_varint
from index.codec.postings import decode_into
from index.codec.segment import FieldReader, Segment

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Joined = tuple[npt.NDArray[np.uint8], Int64s]
"""Sorted terms, one behind the other, and where each begins."""

_TERMS_AT_ONCE = 1 << 16
_POSTINGS_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A segment to merge; document d of it becomes `numbers[d]`, or is left out where that is -1.

    The numbers ascend; those of several sources may lie between each other.
    """

    segment: Segment
    numbers: Int32s


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """A merged field: where the record of each term begins, and for each source what became of its terms (-1: gone)."""

    records: Int64s
    numbers: list[Int64s]


class _Together:
    """Sorted terms of several dictionaries, united stretch by stretch."""

    def __init__(self, fields: Sequence[FieldReader | None]) -> None:
        self._fields = fields

    def stretches(self) -> Iterator[tuple[Joined, list[tuple[int, Int64s]]]]:
        """Sorted terms, and for each source the number of its first term here and which of these its terms are."""
        longest = max((field.terms for field in self._fields if field), key=len)
        bounds = [longest[at] for at in range(_TERMS_AT_ONCE, len(longest), _TERMS_AT_ONCE)]
        starts = [0] * len(self._fields)
        for bound in [*bounds, None]:
            ends = [
                0 if field is None else len(field.terms) if bound is None else field.terms.lower_bound(bound)
                for field in self._fields
            ]
            held = [
                field.terms.joined(start, end) if field else join_terms(())
                for field, start, end in zip(self._fields, starts, ends, strict=True)
            ]
            together, places = _united(held)
            yield together, list(zip(starts, places, strict=True))
            starts = ends


def _united(held: Sequence[Joined]) -> tuple[Joined, list[Int64s]]:
    """Rows of terms as one, and which of its terms those of each are."""
    text, offsets = held[0]
    places = [np.arange(len(offsets) - 1)]
    for other in held[1:]:
        text, offsets, own, others = unite_terms(text, offsets, *other)
        places = [*(own[place] for place in places), others]
    return (text, offsets), places


def merge_field(name: str, sources: Sequence[Source], builder: TermsBuilder, stem: Merged | None) -> Merged:
    """Merge one field; `stem` is the field whose records its terms may share."""
    fields = [source.segment.fields.get(name) for source in sources]
    kinds = {field.kind for field in fields if field}
    if len(kinds) != 1:
        raise ValueError(f"The segments keep field {name!r} in different ways.")
    numbers = [np.full(len(field.terms) if field else 0, -1, np.int64) for field in fields]
    texts: list[Joined] = []
    records: list[Int64s] = []
    for together, places in _Together(fields).stretches():
        shared = _shared_records(name, sources, places, len(together[1]) - 1, stem)
        kept, found = _merge_stretch(fields, sources, places, shared, builder, positional=kinds == {"positions"})
        base = sum(len(held) for held in records)
        rank = np.where(kept, base + np.cumsum(kept) - 1, -1)
        for (first, ranks), mapped in zip(places, numbers, strict=True):
            mapped[first : first + len(ranks)] = rank[ranks]
        texts.append(choose_terms(*together, kept))
        records.append(found[kept])
    lengths = np.concatenate([np.diff(offsets) for _, offsets in texts])
    text = np.concatenate([text for text, _ in texts])
    merged = np.concatenate(records)
    builder.add_dictionary(name, kinds.pop(), text, np.concatenate([[0], np.cumsum(lengths)]), merged)
    return Merged(merged, numbers)


def _shared_records(
    name: str, sources: Sequence[Source], places: list[tuple[int, Int64s]], count: int, stem: Merged | None
) -> Int64s:
    """For each word the record of a term that stands wherever the word does in every source; -1 where there is none."""
    if stem is None:
        return np.full(count, -1, np.int64)
    found = np.full(count, -1, np.int64)
    spoilt = np.zeros(count, np.bool_)
    holders, term_holders = np.zeros(count, np.int64), np.zeros(len(stem.records), np.int64)
    for number, (source, (first, ranks)) in enumerate(zip(sources, places, strict=True)):
        mapped = stem.numbers[number]
        np.add.at(term_holders, mapped[mapped >= 0], 1)
        if not len(ranks):
            continue
        words = source.segment.fields[name].offsets[first : first + len(ranks)].astype(np.int64)
        stems = source.segment.fields[name.removesuffix(word_field(""))].offsets.astype(np.int64)
        at = np.minimum(np.searchsorted(stems, words), len(stems) - 1)
        term = np.where(stems[at] == words, mapped[at], -1)
        spoilt[ranks] |= (term < 0) | ((found[ranks] >= 0) & (found[ranks] != term))
        found[ranks] = term
        holders[ranks] += 1
    good = ~spoilt & (found >= 0)
    good[good] = term_holders[found[good]] == holders[good]
    return np.where(good, stem.records[np.maximum(found, 0)], -1) if len(stem.records) else found


def _merge_stretch(
    fields: Sequence[FieldReader | None],
    sources: Sequence[Source],
    places: list[tuple[int, Int64s]],
    shared: Int64s,
    builder: TermsBuilder,
    *,
    positional: bool,
) -> tuple[npt.NDArray[np.bool_], Int64s]:
    """Write the records of a stretch of terms; returns which terms are left with documents, and their records."""
    counts = np.zeros((len(shared), len(fields)), np.int64)
    for number, (field, (first, ranks)) in enumerate(zip(fields, places, strict=True)):
        if field and len(ranks):
            counts[ranks, number] = field.document_frequencies(first, first + len(ranks))
    own = shared < 0
    counts[~own] = 0
    kept, records = ~own, shared.copy()
    ends = np.cumsum(counts.sum(axis=1))
    start = 0
    while start < len(shared):
        wanted = (ends[start - 1] if start else 0) + _POSTINGS_AT_ONCE
        end = max(start + 1, int(np.searchsorted(ends, wanted, side="right")))
        merged = _gather(fields, sources, places, counts[start:end], start, positional=positional)
        held = np.diff(merged.starts) > 0
        compact = TermPostings(
            np.concatenate([merged.starts[:-1][held], merged.starts[-1:]]),
            merged.docs,
            merged.frequencies,
            merged.positions,
        )
        records[start:end][held] = builder.encode(compact, positional=positional)
        kept[start:end] |= held
        start = end
    return kept, records


def _gather(
    fields: Sequence[FieldReader | None],
    sources: Sequence[Source],
    places: list[tuple[int, Int64s]],
    counts: Int64s,
    start: int,
    *,
    positional: bool,
) -> TermPostings:
    """The postings of a range of terms from all sources, by term and then by their new documents."""
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
