"""Several segments in, one out: documents keep their order within each, postings are remapped by arrays.

Documents that are left out get no number; their records and spans are copied a stretch at a time.
Columns, vectors, weights and opaque values, which only Whoosh writes, are refused: such segments are
merged by Whoosh itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.codec.builder import DocumentsBuilder, building_terms
from index.codec.gathering import Source
from index.codec.layout import Array, Sink
from index.codec.merge_terms import Merged, merge_field
from index.codec.names import word_field
from index.codec.segment import Segment
from index.codec.store import Part

Int64s = npt.NDArray[np.int64]
Stretch = tuple[int, int, int]
"""The number of a source, and its documents from one up to another."""

_DOCUMENTS_AT_ONCE = 1 << 14


def sources_of(segments: Sequence[Segment], deleted: Sequence[Sequence[int]] = ()) -> tuple[list[Source], int]:
    """The segments one after the other without their deleted documents, and how many documents there are then."""
    sources, count = [], 0
    for number, segment in enumerate(segments):
        kept = np.ones(segment.size, np.bool_)
        if deleted:
            kept[list(deleted[number])] = False
        numbers = np.where(kept, count + np.cumsum(kept) - 1, -1).astype(np.int32)
        count += int(kept.sum())
        sources.append(Source(segment, numbers))
    return sources, count


def can_merge(segment: Segment) -> bool:
    """Whether nothing of a segment would be lost."""
    fields = segment.fields.values()
    plain = all(field.weights is None and field.values is None for field in fields)
    return plain and not any(name.endswith((".column", ".vectors")) for name in segment.documents.container)


def merge_segments(sources: Sequence[Source], size: int, terms: Sink, documents: Sink) -> None:
    """Write one segment of all these, one after the other. Raises ValueError where `can_merge` says no."""
    merge_terms(sources, terms)
    merge_documents(sources, size, documents, lambda builder: _copy_records(sources, builder))


def merge_terms(sources: Sequence[Source], file: Sink) -> None:
    """Write the terms of all sources. Raises ValueError where `can_merge` says no."""
    if not all(can_merge(source.segment) for source in sources):
        raise ValueError("A segment with columns, vectors, weights or values of its own cannot be merged in bulk.")
    with building_terms(file) as builder:
        names = sorted({name for source in sources for name in source.segment.fields})
        records: dict[str, Merged] = {}
        for name in names:
            stem = next((other for other in records if word_field(other) == name), None)
            records[name] = merge_field(name, sources, builder, records[stem] if stem else None)


def merge_documents(
    sources: Sequence[Source], size: int, file: Sink, write_records: Callable[[DocumentsBuilder], None]
) -> None:
    """Write lengths and spans of all sources, behind the records that the function given writes."""
    builder = DocumentsBuilder(file)
    write_records(builder)
    names = sorted({name for source in sources for name in source.segment.documents.container})
    for field in (name.removesuffix(".lengths") for name in names if name.endswith(".lengths")):
        lengths = _merged(((source, source.segment.lengths(field)) for source in sources), size)
        if lengths.any():
            builder.add_lengths(field, lengths)
    stretches = list(_stretches(sources, size))
    for field in (name.removesuffix(".spans") for name in names if name.endswith(".spans")):
        if all(f"{field}.spans" in source.segment.documents.container for source in sources):
            _merge_spans(field, sources, stretches, size, builder)
    builder.close(size)


def _copy_records(sources: Sequence[Source], builder: DocumentsBuilder) -> None:
    with builder.copying([part for source in sources for part in _kept_parts(source)]) as append:
        for source in sources:
            stored = source.segment.stored
            for first, last in runs_of(np.flatnonzero(source.numbers >= 0)):
                append(stored.data[int(stored.offsets[first]) : int(stored.offsets[last])])


def _kept_parts(source: Source) -> Iterator[Part]:
    first = 0
    for part in source.segment.stored.parts():
        kept = source.numbers[first : first + len(part.ends)] >= 0
        lengths = np.diff(part.ends, prepend=0)[kept]
        first += len(part.ends)
        if len(lengths):
            yield Part(part.dictionary, np.cumsum(lengths))


def _merged(columns: Iterable[tuple[Source, Array | None]], size: int) -> Int64s:
    """A number of each document, at its new place; 0 where its source has none."""
    merged = np.zeros(size, np.int64)
    for source, column in columns:
        kept = source.numbers >= 0
        if column is not None:
            merged[source.numbers[kept]] = column[kept]
    return merged


def _merge_spans(
    field: str, sources: Sequence[Source], stretches: Iterable[Stretch], size: int, builder: DocumentsBuilder
) -> None:
    held = [source.segment.documents.container for source in sources]
    spans, bounds = ([container[f"{field}.{name}"] for container in held] for name in ("spans", "span-offsets"))
    lengths = _merged(zip(sources, map(_lengths, bounds), strict=True), size)
    with builder.copying_spans(field, np.concatenate([[0], np.cumsum(lengths)])) as append:
        for number, first, last in stretches:
            append(spans[number][int(bounds[number][first]) : int(bounds[number][last])])


def _stretches(sources: Sequence[Source], size: int) -> Iterator[Stretch]:
    """Every stretch of documents that follow each other before and after, in their new order."""
    origins, documents = np.empty(size, np.int64), np.empty(size, np.int64)
    for number, source in enumerate(sources):
        kept = np.flatnonzero(source.numbers >= 0)
        origins[source.numbers[kept]], documents[source.numbers[kept]] = number, kept
    # a gap between sources, so that a stretch never reaches from one into the next
    widest = max((source.segment.size for source in sources), default=0) + 1
    for first, last in runs_of(origins * widest + documents):
        number, start = divmod(first, widest)
        yield number, start, start + last - first


def runs_of(numbers: Int64s) -> Iterator[tuple[int, int]]:
    """Where runs of numbers that follow each other begin and end; none is longer than is well held in memory.

    >>> list(runs_of(np.array([3, 4, 5, 9, 7, 8])))
    [(3, 6), (9, 10), (7, 9)]
    """
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    for start, end in pairwise([0, *breaks.tolist(), len(numbers)]):
        for first in range(start, end, _DOCUMENTS_AT_ONCE):
            last = min(first + _DOCUMENTS_AT_ONCE, end)
            yield int(numbers[first]), int(numbers[first]) + last - first


def _lengths(offsets: Array) -> Int64s:
    ends = offsets.astype(np.int64)
    lengths: Int64s = ends[1:] - ends[:-1]
    return lengths
