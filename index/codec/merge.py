"""Several segments in, one out: documents follow each other, postings are remapped by arrays.

Documents that are left out get no number. Columns, vectors, weights and opaque values, which only
Whoosh writes, are refused: such segments are merged by Whoosh itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from index.codec.builder import DocumentsBuilder, building_terms
from index.codec.layout import Array, Sink
from index.codec.merge_terms import Merged, Source, merge_field
from index.codec.names import word_field
from index.codec.segment import Segment
from index.codec.store import Part

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

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
    """Write one segment of all these. Raises ValueError where `can_merge` says no."""
    if not all(can_merge(source.segment) for source in sources):
        raise ValueError("A segment with columns, vectors, weights or values of its own cannot be merged in bulk.")
    _merge_documents(sources, size, documents)
    with building_terms(terms) as builder:
        names = sorted({name for source in sources for name in source.segment.fields})
        records: dict[str, Merged] = {}
        for name in names:
            stem = next((other for other in records if word_field(other) == name), None)
            records[name] = merge_field(name, sources, builder, records[stem] if stem else None)


def _merge_documents(sources: Sequence[Source], size: int, file: Sink) -> None:
    builder = DocumentsBuilder(file)
    with builder.copying([part for source in sources for part in _kept_parts(source)]) as append:
        for source in sources:
            for piece in _kept_bytes(source.segment.stored.data, source.segment.stored.offsets, source.numbers):
                append(piece)
    names = sorted({name for source in sources for name in source.segment.documents.container})
    for field in (name.removesuffix(".lengths") for name in names if name.endswith(".lengths")):
        lengths = np.concatenate([_kept_lengths(source, field) for source in sources])
        if lengths.any():
            builder.add_lengths(field, lengths)
    for field in (name.removesuffix(".spans") for name in names if name.endswith(".spans")):
        if all(f"{field}.spans" in source.segment.documents.container for source in sources):
            _merge_spans(field, sources, builder)
    builder.close(size)


def _kept_parts(source: Source) -> Iterator[Part]:
    first = 0
    for part in source.segment.stored.parts():
        kept = source.numbers[first : first + len(part.ends)] >= 0
        lengths = np.diff(part.ends, prepend=0)[kept]
        first += len(part.ends)
        if len(lengths):
            yield Part(part.dictionary, np.cumsum(lengths))


def _kept_bytes(data: Array, offsets: Array, numbers: Int32s) -> Iterator[Array]:
    """The bytes of the documents that stay, in pieces."""
    for first in range(0, len(numbers), _DOCUMENTS_AT_ONCE):
        last = min(first + _DOCUMENTS_AT_ONCE, len(numbers))
        piece = data[int(offsets[first]) : int(offsets[last])]
        kept = numbers[first:last] >= 0
        if not kept.all():
            piece = piece[np.repeat(kept, _lengths(offsets[first : last + 1]))]
        yield piece


def _kept_lengths(source: Source, field: str) -> Array:
    lengths = source.segment.lengths(field)
    kept = source.numbers >= 0
    return np.zeros(int(kept.sum()), np.int64) if lengths is None else lengths[kept].astype(np.int64)


def _merge_spans(field: str, sources: Sequence[Source], builder: DocumentsBuilder) -> None:
    held = [source.segment.documents.container for source in sources]
    lengths = [
        _lengths(container[f"{field}.span-offsets"])[source.numbers >= 0]
        for source, container in zip(sources, held, strict=True)
    ]
    offsets = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
    with builder.copying_spans(field, offsets) as append:
        for source, container in zip(sources, held, strict=True):
            for piece in _kept_bytes(container[f"{field}.spans"], container[f"{field}.span-offsets"], source.numbers):
                append(piece)


def _lengths(offsets: Array) -> Int64s:
    ends = offsets.astype(np.int64)
    lengths: Int64s = ends[1:] - ends[:-1]
    return lengths
