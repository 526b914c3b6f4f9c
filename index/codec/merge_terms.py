"""The fields of several segments in, each as one field of the segment they become.

Dictionaries are united a stretch of the alphabet at a time and postings in batches, so that what
is held in memory does not grow with the segments. Postings of the first segment, which should be
the largest, are spliced with those of the others, which are decoded.
Not for documents and their arrays (see `index.codec.merge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.codec.builder import TermsBuilder
from index.codec.dictionary import choose_terms, join_terms, unite_terms
from index.codec.gathering import Source, gather_postings
from index.codec.names import word_field
from index.codec.postings import as_words
from index.codec.segment import FieldReader
from index.codec.splicing import splice_records

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Joined = tuple[npt.NDArray[np.uint8], Int64s]
"""Sorted terms, one behind the other, and where each begins."""

_TERMS_AT_ONCE = 1 << 16
_POSTINGS_AT_ONCE = 1 << 20
_NO_BYTES = np.empty(0, np.uint8)


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
    sharing = _Sharing(name, sources, stem) if stem else None
    for together, places in _Together(fields).stretches():
        count = len(together[1]) - 1
        shared = sharing.records(places, count) if sharing else np.full(count, -1, np.int64)
        kept, found = _merge_stretch(fields, sources, places, shared, builder, positional=kinds == {"positions"})
        base = sum(len(held) for held in records)
        rank = np.where(kept, base + np.cumsum(kept) - 1, -1)
        for (first, ranks), mapped in zip(places, numbers, strict=True):
            mapped[first : first + len(ranks)] = rank[ranks]
        texts.append(together if kept.all() else choose_terms(*together, kept))
        records.append(found[kept])
    lengths = np.concatenate([np.diff(offsets) for _, offsets in texts])
    text = np.concatenate([text for text, _ in texts])
    merged = np.concatenate(records)
    builder.add_dictionary(name, kinds.pop(), text, np.concatenate([[0], np.cumsum(lengths)]), merged)
    return Merged(merged, numbers)


class _Sharing:
    """Tells which words stand wherever a term of another field does, so that they share its record."""

    def __init__(self, name: str, sources: Sequence[Source], stem: Merged) -> None:
        """`stem` is the field of the terms, merged; `name` that of the words."""
        stem_name = name.removesuffix(word_field(""))
        self._stem = stem
        self._words = [_offsets_of(source, name) for source in sources]
        self._terms = [_offsets_of(source, stem_name) for source in sources]
        self._holders = np.zeros(len(stem.records), np.int64)  # of each term, how many sources have it
        for mapped in stem.numbers:
            np.add.at(self._holders, mapped[mapped >= 0], 1)

    def records(self, places: list[tuple[int, Int64s]], count: int) -> Int64s:
        """For each word of a stretch the record of the term that stands where it does in every source; else -1."""
        found, spoilt = np.full(count, -1, np.int64), np.zeros(count, np.bool_)
        holders = np.zeros(count, np.int64)
        for number, (first, ranks) in enumerate(places):
            if not len(ranks):
                continue
            words, terms = self._words[number][first : first + len(ranks)], self._terms[number]
            at = np.minimum(np.searchsorted(terms, words), len(terms) - 1)
            term = np.where(terms[at] == words, self._stem.numbers[number][at], -1)
            spoilt[ranks] |= (term < 0) | ((found[ranks] >= 0) & (found[ranks] != term))
            found[ranks] = term
            holders[ranks] += 1
        good = ~spoilt & (found >= 0)
        good[good] = self._holders[found[good]] == holders[good]
        return np.where(good, self._stem.records[np.maximum(found, 0)], -1) if len(self._stem.records) else found


def _offsets_of(source: Source, name: str) -> Int64s:
    """Where the record of each term of a field begins, if the source has the field."""
    field = source.segment.fields.get(name)
    return np.empty(0, np.int64) if field is None else field.offsets.astype(np.int64)


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
        others = gather_postings(
            fields[1:], sources[1:], places[1:], counts[start:end, 1:], start, positional=positional
        )
        held = _records_of(fields[0], places[0], counts[:, 0], start, end)
        blob, words = (fields[0].blob, fields[0].words) if fields[0] else (_NO_BYTES, as_words(_NO_BYTES))
        spliced, at = splice_records(
            blob, words, held, sources[0].numbers, sources[0].turns,
            others.starts, others.docs, others.frequencies, others.positions, positional,
        )  # fmt: skip
        own = at >= 0
        records[start:end][own] = builder.add_records(spliced, at)[own]
        kept[start:end] |= own
        start = end
    return kept, records


def _records_of(field: FieldReader | None, places: tuple[int, Int64s], counts: Int64s, start: int, end: int) -> Int64s:
    """Where a field has the record of each of a range of terms; -1 where it has none, or it is not wanted."""
    first, ranks = places
    offsets = np.full(end - start, -1, np.int64)
    low, high = np.searchsorted(ranks, (start, end)).tolist()
    if field and high > low:
        offsets[ranks[low:high] - start] = field.offsets[first + low : first + high]
    offsets[counts[start:end] == 0] = -1
    return offsets
