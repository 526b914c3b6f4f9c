"""Postings, lengths, spans and records in, the two files of one segment out.

    with building_terms(file) as terms: terms.add_field(name, kind, sorted terms, terms.encode(postings)) ...
    documents = DocumentsBuilder(file)
    with documents.storing() as add: add(record) for each document
    documents.add_lengths(...); documents.add_spans(...); documents.close(size)

Not for turning texts into postings (see `index.codec.inversion`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from index.codec.dictionary import encode_terms, join_terms
from index.codec.layout import Array, ContainerWriter, Sink, smallest
from index.codec.postings import encode_records, room_for
from index.codec.segment import POSTINGS, STORED, Kind
from index.codec.store import Part, StoreWriter, write_parts

Bytes = npt.NDArray[np.uint8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_POSTINGS_AT_ONCE = 1 << 18


def _nothing() -> Int32s:
    return np.empty(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class TermPostings:
    """The postings of a row of terms: term t stands in `docs[starts[t]:starts[t+1]]`, ascending.

    `positions` holds those of each posting in order, as many as its frequency; it is empty where
    the field has none.
    """

    starts: Int64s
    docs: Int32s
    frequencies: Int32s
    positions: Int32s = field(default_factory=_nothing)

    def chosen(self, terms: Int64s) -> TermPostings:
        """The postings of some of the terms alone, in this order; without positions."""
        counts = np.diff(self.starts)[terms]
        starts = np.concatenate([[0], np.cumsum(counts)])
        places = np.arange(starts[-1]) + np.repeat(self.starts[terms] - starts[:-1], counts)
        return TermPostings(starts, self.docs[places], self.frequencies[places])

    def batches(self) -> Iterator[tuple[int, int]]:
        """Ranges of terms of about so many postings as are well encoded at once."""
        first, terms = 0, len(self.starts) - 1
        while first < terms:
            wanted = int(self.starts[first]) + _POSTINGS_AT_ONCE
            last = max(first + 1, int(np.searchsorted(self.starts, wanted, side="right")) - 1)
            yield first, min(last, terms)
            first = min(last, terms)


class TermsBuilder:
    """Writes the file of terms: encoded postings as they come, dictionaries after them."""

    def __init__(self, writer: ContainerWriter, append: Callable[[Array], None]) -> None:
        self._writer = writer
        self._append = append
        self._at = 0
        self._kinds: dict[str, Kind] = {}
        self._later: dict[str, Array] = {}

    def encode(self, given: TermPostings, *, positional: bool) -> Int64s:
        """Add the records of a row of terms; returns where each begins."""
        offsets = [self._encode(given, first, last, positional) for first, last in given.batches()]
        return np.concatenate(offsets) if offsets else np.empty(0, np.int64)

    def add_records(self, records: Bytes, offsets: Int64s) -> Int64s:
        """Add records encoded elsewhere, in so many bytes as are a multiple of 4; returns where each begins then."""
        self._append(records)
        base = self._at
        self._at += len(records)
        return offsets + base

    def add_field(self, name: str, kind: Kind, terms: Sequence[bytes], records: Array, **more: Array) -> None:
        """Add the dictionary of a field: its sorted terms, and where the record of each begins.

        `more` is `firsts`, `weights`, `values`, `value_offsets` (see `segment.FieldReader`).
        """
        text, offsets = join_terms(terms)
        self.add_dictionary(name, kind, text, offsets, records)
        for given, column in more.items():
            self._later[f"{name}.{given.replace('_', '-')}"] = column

    def add_dictionary(self, name: str, kind: Kind, text: Bytes, offsets: Int64s, records: Array) -> None:
        """The same with the terms joined already."""
        self._kinds[name] = kind
        data, blocks = encode_terms(text, offsets)
        self._later[f"{name}.terms"] = data
        self._later[f"{name}.term-blocks"] = smallest(blocks)
        self._later[f"{name}.records"] = smallest(records)

    def close(self) -> None:
        """Write the dictionaries."""
        for name, column in self._later.items():
            self._writer.add(name, column)
        self._writer.close({"fields": self._kinds})

    def _encode(self, given: TermPostings, first: int, last: int, positional: bool) -> Int64s:
        start, end = int(given.starts[first]), int(given.starts[last])
        starts = given.starts[first : last + 1] - start
        positions = _nothing()
        if positional:
            before = int(given.frequencies[:start].sum(dtype=np.int64)) if start else 0
            positions = given.positions[before : before + int(given.frequencies[start:end].sum(dtype=np.int64))]
        out = np.empty(room_for(last - first, end - start, len(positions)), np.uint8)
        offsets = np.empty(last - first, np.int64)
        docs, frequencies = given.docs[start:end], given.frequencies[start:end]
        length = encode_records(docs, frequencies, starts, positions, positional, out, 0, offsets)
        padded = (length + 3) & ~3
        out[length:padded] = 0
        return self.add_records(out[:padded], offsets)


@contextmanager
def building_terms(file: Sink) -> Iterator[TermsBuilder]:
    """A builder of a file of terms, which is whole when this ends without an error."""
    writer = ContainerWriter(file)
    with writer.stream(POSTINGS, np.uint8) as append:
        builder = TermsBuilder(writer, append)
        yield builder
    builder.close()


class DocumentsBuilder:
    """Writes the file of documents: stored records first, then arrays by field."""

    def __init__(self, file: Sink) -> None:
        self._writer = ContainerWriter(file)

    @contextmanager
    def storing(self, dictionary: bytes | None = None) -> Iterator[Callable[[bytes], None]]:
        """A function that adds the record of one document after another; see `StoreWriter` for the dictionary."""
        with self._writer.stream(STORED, np.uint8) as append:
            store = StoreWriter(append, dictionary)
            yield store.add
            part = store.finish()
        write_parts(self._writer, STORED, [part])

    @contextmanager
    def copying(self, parts: Sequence[Part]) -> Iterator[Callable[[Array], None]]:
        """A function that adds records compressed elsewhere; `parts`, complete by the end, tell what they are."""
        with self._writer.stream(STORED, np.uint8) as append:
            yield append
        write_parts(self._writer, STORED, parts)

    def add_lengths(self, field: str, lengths: Array) -> None:
        """The number of words of each document in a field."""
        self._writer.add(f"{field}.lengths", smallest(lengths))

    def add_spans(self, field: str, spans: Bytes, offsets: Array) -> None:
        """The spans of each document's words, as `encode_spans` wrote them."""
        self.add_bytes(f"{field}.spans", f"{field}.span-offsets", spans, offsets)

    @contextmanager
    def copying_spans(self, field: str, offsets: Array) -> Iterator[Callable[[Array], None]]:
        """A function that adds spans written elsewhere, piece by piece; `offsets` tell where each document's begin."""
        with self._writer.stream(f"{field}.spans", np.uint8) as append:
            yield append
        self._writer.add(f"{field}.span-offsets", smallest(offsets))

    def add_bytes(self, name: str, offsets_name: str, data: Bytes, offsets: Array) -> None:
        """Bytes of each document in a row, and where those of each begin."""
        self._writer.add(name, data)
        self._writer.add(offsets_name, smallest(offsets))

    def add(self, name: str, column: Array) -> None:
        """Any other array."""
        self._writer.add(name, column)

    def close(self, documents: int) -> None:
        """All is there; the file itself stays the caller's to close."""
        self._writer.close({"documents": documents})
