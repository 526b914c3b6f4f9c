"""What Whoosh writes a segment through, document by document and posting by posting.

For documents added by `whoosh.index`'s own writers; an archive is written in bulk by
`index.generations.writer` instead. Postings come sorted by field, term and document. Values are kept as arrays
where the format is one of Whoosh's plain ones, else as the bytes the format made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec import base
from whoosh.filedb.structfile import StructFile

from index.codec.builder import DocumentsBuilder, TermPostings, building_terms
from index.codec.segment import Kind
from index.codec.values import encode_value

_KINDS: dict[type, Kind] = {
    formats.Existence: "existence",
    formats.Frequency: "frequency",
    formats.Positions: "positions",
}
_POSTINGS_AT_ONCE = 1 << 16


def kind_of(format_: Any) -> Kind:
    """How the values of a format are kept."""
    return _KINDS.get(type(format_), "opaque")


class FieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Writes the file of terms."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._open = ExitStack()
        self._builder = self._open.enter_context(building_terms(file))
        self._field: _Field | None = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._field = _Field(fieldname, fieldobj.format)

    def start_term(self, text: bytes) -> None:
        self._current.start_term(text, self._encode)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:  # noqa: ARG002
        self._current.add(docnum, weight, vbytes)

    def finish_term(self) -> None:
        pass

    def finish_field(self) -> None:
        field = self._current
        field.flush(self._encode)
        records = np.concatenate(field.records) if field.records else np.empty(0, np.int64)
        self._builder.add_field(field.name, field.kind, field.terms, records, **field.more())
        self._field = None

    def close(self) -> None:
        self._open.close()
        self._file.close()
        self.is_closed = True

    @property
    def _current(self) -> _Field:
        if self._field is None:
            raise ValueError("A posting was added outside of a field.")
        return self._field

    def _encode(self, postings: TermPostings, kind: Kind) -> Any:
        return self._builder.encode(postings, positional=kind == "positions")


_Encode = Callable[[TermPostings, Kind], Any]


class _Field:
    """One field while it is written; encoded postings are not kept, weights and opaque values are."""

    def __init__(self, name: str, format_: Any) -> None:
        self.name = name
        self.kind: Kind = kind_of(format_)
        self._format = format_
        self.terms: list[bytes] = []
        self.records: list[Any] = []
        self._firsts: list[int] = []
        self._weights: list[float] = []
        self._weighted = False
        self._values: list[bytes] = []
        self._starts: list[int] = []
        self._docs: list[int] = []
        self._frequencies: list[int] = []
        self._positions: list[int] = []

    def start_term(self, text: bytes, encode: _Encode) -> None:
        if len(self._docs) > _POSTINGS_AT_ONCE:
            self.flush(encode)
        self.terms.append(bytes(text))
        self._starts.append(len(self._docs))
        self._firsts.append(len(self._weights))

    def add(self, docnum: int, weight: float, value: bytes) -> None:
        frequency = 1
        if self.kind != "opaque":
            try:
                frequency = self._take_apart(value)
            except Exception:  # whatever the format raises for bytes that it did not make
                self._become_opaque()
        if self.kind == "opaque":
            self._values.append(bytes(value))
        self._docs.append(docnum)
        self._frequencies.append(frequency)
        self._weights.append(weight)
        self._weighted = self._weighted or weight != frequency

    def _take_apart(self, value: bytes) -> int:
        """Keep what the format's bytes say; returns the frequency."""
        if self.kind == "positions":
            places = sorted(self._format.decode_positions(value))
            self._positions += places
            return len(places)
        return int(self._format.decode_frequency(value)) if self.kind == "frequency" else 1

    def _become_opaque(self) -> None:
        """Keep the bytes of all values instead. Whoosh gives fields of spellings values of another format."""
        if self.records:
            raise ValueError(f"A value of field {self.name!r} is not in the format of the field.")
        places = iter(self._positions)
        for frequency in self._frequencies:
            held = [next(places) for _ in range(frequency)] if self.kind == "positions" else []
            plain = formats.pack_uint(frequency) if self.kind == "frequency" else b""
            self._values.append(self._format.encode(held) if held else plain)
        self._frequencies = [1] * len(self._frequencies)
        self._weighted = self._weighted or any(weight != 1 for weight in self._weights)
        self._positions = []
        self.kind = "opaque"

    def flush(self, encode: _Encode) -> None:
        """Encode the terms so far."""
        if self._starts:
            starts = np.array([*self._starts, len(self._docs)], np.int64)
            arrays = (np.array(given, np.int32) for given in (self._docs, self._frequencies, self._positions))
            self.records.append(encode(TermPostings(starts, *arrays), self.kind))
        self._starts, self._docs, self._frequencies, self._positions = [], [], [], []

    def more(self) -> dict[str, Any]:
        """Arrays by posting, where documents and frequencies are not all there is to it."""
        arrays: dict[str, Any] = {}
        if self._weighted:
            arrays["weights"] = np.array(self._weights, np.float32)
        if self.kind == "opaque":
            arrays["values"] = np.frombuffer(b"".join(self._values), np.uint8)
            arrays["value_offsets"] = np.cumsum([0, *map(len, self._values)], dtype=np.int64)
        if arrays:
            arrays["firsts"] = np.array(self._firsts, np.int64)
        return arrays


class PerDocumentWriter(base.PerDocWriterWithColumns):  # type: ignore[misc]
    """Writes the file of documents."""

    def __init__(self, storage: Any, segment: Any, file: Any) -> None:
        super().__init__()
        self._storage, self._segment, self._file = storage, segment, file
        self._builder = DocumentsBuilder(file)
        self._open = ExitStack()
        self._store = self._open.enter_context(self._builder.storing())
        self._docnum = 0
        self._count = 0
        self._indoc = False
        self._stored: dict[str, Any] = {}
        self._lengths: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._vectors: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        self._columns: dict[str, tuple[Any, BytesIO]] = {}
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if self._indoc or docnum != self._count:
            raise ValueError(f"Document {docnum} cannot begin now; number {self._count} is next.")
        self._docnum, self._indoc = docnum, True
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:  # noqa: ARG002
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self._lengths[fieldname][self._docnum] = length

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[Any]) -> None:  # noqa: ARG002
        rows = list(items)
        if rows:
            self._vectors[fieldname][self._docnum] = encode_value(tuple(list(row) for row in zip(*rows, strict=True)))

    def finish_doc(self) -> None:
        self._store(encode_value(self._stored))
        self._count += 1
        self._indoc = False

    def cancel_doc(self) -> None:
        for lengths in self._lengths.values():
            lengths.pop(self._docnum, None)
        for vectors in self._vectors.values():
            vectors.pop(self._docnum, None)
        self._indoc = False

    def close(self) -> None:
        self._open.close()
        for name, lengths in self._lengths.items():
            column = np.zeros(self._count, np.int64)
            column[list(lengths)] = list(lengths.values())
            self._builder.add_lengths(name, column)
        for name, vectors in self._vectors.items():
            held = [vectors.get(document, b"") for document in range(self._count)]
            offsets = np.cumsum([0, *map(len, held)], dtype=np.int64)
            data = np.frombuffer(b"".join(held), np.uint8)
            self._builder.add_bytes(f"{name}.vectors", f"{name}.vector-offsets", data, offsets)
        for name, (writer, buffer) in self._columns.items():
            writer.finish(self._count)
            self._builder.add(f"{name}.column", np.frombuffer(buffer.getvalue(), np.uint8))
        self._builder.close(self._count)
        self._file.close()
        self.is_closed = True

    def _has_column(self, fieldname: str) -> bool:
        return fieldname in self._columns

    def _create_column(self, fieldname: str, column: Any) -> None:
        buffer = BytesIO()
        self._columns[fieldname] = column.writer(StructFile(buffer)), buffer

    def _get_column(self, fieldname: str) -> Any:
        return self._columns[fieldname][0]
