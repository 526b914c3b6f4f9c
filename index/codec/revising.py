"""A segment as it was and what has changed in, the segment as it is now out: what stays is copied by arrays.

Documents that stay keep their order among each other and get new numbers; what is new lies between them. A
document may keep its words and not its record, as where only its links changed. Not for telling what has changed (see
`index.generations.revision`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.codec.builder import DocumentsBuilder
from index.codec.gathering import Source
from index.codec.layout import Sink
from index.codec.merge import merge_documents, merge_terms, runs_of
from index.codec.segment import Segment
from index.codec.store import Part, StoreReader, compressor_with

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_NEW = np.int64(-2)  # no number, nor the one before the first


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The number that each document had before: where its words stay and where its record does; -1 where not.

    Both are by its new number, and what they hold ascends.
    """

    words: Int32s
    records: Int32s


class RevisedSegment:
    """A segment of what is kept of an old one and of what is new, to be written as two files.

    They have nothing to do with each other, so that two threads may write them.
    """

    def __init__(self, old: Segment, runs: Sequence[Segment], kept: Kept, records: Iterable[bytes]) -> None:
        """Take note of what it is made of.

        Args:
            runs: the words of the documents whose words are not kept, in their order.
            records: the records of the documents whose records are not kept, in their order.
        """
        self._old = old
        self._kept = kept
        self._records = records
        self._sources = list(_sources(old, runs, kept.words))

    @property
    def has_same_words(self) -> bool:
        """Whether every document stands where it stood, under the same words: then so do the terms."""
        return np.array_equal(self._kept.words, np.arange(self._old.size))

    def write_terms(self, file: Sink) -> None:
        """Write its terms and where they stand."""
        merge_terms(self._sources, file)

    def write_documents(self, file: Sink) -> None:
        """Write its records, the lengths of its texts and where their words stand."""
        merge_documents(self._sources, len(self._kept.words), file, self._write_records)

    def _write_records(self, builder: DocumentsBuilder) -> None:
        _write_records(self._old.stored, self._kept.records, self._records, builder)


def _sources(old: Segment, runs: Sequence[Segment], words: Int32s) -> Iterator[Source]:
    numbers = np.full(old.size, -1, np.int32)
    numbers[words[words >= 0]] = np.flatnonzero(words >= 0)
    yield Source(old, numbers)
    new = np.flatnonzero(words < 0).astype(np.int32)
    first = 0
    for run in runs:
        yield Source(run, new[first : first + run.size])
        first += run.size


def _write_records(stored: StoreReader, kept: Int32s, records: Iterable[bytes], builder: DocumentsBuilder) -> None:
    """Copy the records that stay; each new one is compressed as those before it are, so that parts stay whole."""
    parts = stored.parts() or [Part(b"", np.empty(0, np.int64))]
    part_of = _parts_of(kept, parts)
    compressors: dict[int, Callable[[Sequence[bytes]], list[bytes]]] = {}
    lengths = np.zeros(len(kept), np.int64)
    given, at = iter(records), 0
    written: list[Part] = []
    with builder.copying(written) as append:
        for first, last in runs_of(np.where(kept >= 0, kept, _NEW)):
            if first >= 0:
                bounds = stored.offsets[first : last + 1].astype(np.int64)
                lengths[at : at + last - first] = np.diff(bounds)
                append(stored.data[bounds[0] : bounds[-1]])
                at += last - first
                continue
            number = int(part_of[at])
            if number not in compressors:
                compressors[number] = compressor_with(parts[number].dictionary)
            (record,) = compressors[number]((next(given),))
            append(np.frombuffer(record, np.uint8))
            lengths[at] = len(record)
            at += 1
        for number, part in enumerate(parts):
            here = part_of == number
            if here.any():
                written.append(Part(part.dictionary, np.cumsum(lengths[here])))


def _parts_of(kept: Int32s, parts: Sequence[Part]) -> Int64s:
    """The part that each document belongs to: its own, or that of what stands before it."""
    firsts = np.cumsum([0, *(len(part.ends) for part in parts[:-1])])
    own = np.searchsorted(firsts, kept, side="right") - 1
    return np.maximum.accumulate(np.where(kept >= 0, own, 0))
