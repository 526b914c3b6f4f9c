"""What Whoosh reads the terms of a segment through: a dictionary, cursors over it, matchers.

In: `Terms` and `Documents` (`index.codec.segment`). Only cursors and matchers have a state, and each is its caller's
own. Not for facts by document (`index.codec.whoosh_documents`), nor for our engine, which reads the arrays themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.codec.segment import Documents, FieldReader, Terms

TermKey = tuple[str, bytes]


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The dictionary and postings of a segment."""

    def __init__(self, terms: Terms, documents: Documents | None) -> None:
        self._fields = terms.fields
        self._documents = documents

    def __contains__(self, term: TermKey) -> bool:
        try:
            self._find(*term)
        except KeyError:
            return False
        return True

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> TermCursor:
        return TermCursor(self, self._fields.get(fieldname), fieldobj)

    def terms(self) -> Iterator[TermKey]:
        return (key for key, _ in self._numbered())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[TermKey]:
        return (key for key, _ in self._numbered(fieldname, prefix))

    def items(self) -> Iterator[tuple[TermKey, TermInfo]]:
        return ((key, self.info(self._fields[key[0]], number)) for key, number in self._numbered())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[TermKey, TermInfo]]:
        return ((key, self.info(self._fields[key[0]], number)) for key, number in self._numbered(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return self.info(*self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        field, number = self._find(fieldname, text)
        return float(_weights(field, number, field.documents(number)[1]).sum(dtype=np.float64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field, number = self._find(fieldname, text)
        return field.document_frequency(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        try:
            field, number = self._find(fieldname, text)
        except KeyError as error:
            raise TermNotFound(f"No term {fieldname}:{text!r}") from error
        return PostingsMatcher(field, number, self.info(field, number), format_, scorer, (fieldname, text))

    def info(self, field: FieldReader, number: int) -> TermInfo:
        """What Whoosh asks about one term."""
        docs, frequencies = field.documents(number)
        weights = _weights(field, number, frequencies)
        lengths = self._documents.lengths(field.name) if self._documents else None
        held = lengths[docs] if lengths is not None else np.zeros(1, np.int64)
        return TermInfo(
            weight=float(weights.sum(dtype=np.float64)),
            df=len(docs),
            minlength=int(held.min()),
            maxlength=int(held.max()),
            maxweight=float(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldReader, int]:
        field = self._fields[fieldname]
        return field, field.find(text)

    def _numbered(self, fieldname: str = "", start: bytes = b"") -> Iterator[tuple[TermKey, int]]:
        """Every term from one on, by field and then by bytes, with its number in its field."""
        for name in sorted(self._fields):
            if name < fieldname:
                continue
            terms = self._fields[name].terms
            first = terms.lower_bound(start) if name == fieldname else 0
            for number, term in enumerate(terms.between(first, len(terms)), first):
                yield (name, term), number


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of one field in order; Whoosh's fuzzy queries and spelling use it."""

    def __init__(self, reader: TermsReader, field: FieldReader | None, fieldobj: Any) -> None:
        self._reader, self._field, self._fieldobj = reader, field, fieldobj
        self._size = len(field.terms) if field else 0
        self._number = 0

    def first(self) -> Any:
        self._number = 0
        return self.text()

    def find(self, term: Any) -> Any:
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._number = self._field.terms.lower_bound(wanted) if self._field else 0
        return self.text()

    def next(self) -> Any:
        self._number += 1
        return self.text()

    def text(self) -> Any:
        if self._field is None or not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._field.terms[self._number])

    def term_info(self) -> TermInfo | None:
        if self._field is None or not self.is_valid():
            return None
        return self._reader.info(self._field, self._number)

    def is_valid(self) -> bool:
        return self._number < self._size


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]
    """The postings of one term in Whoosh's matcher interface; all of them are one block."""

    def __init__(
        self, field: FieldReader, number: int, info: TermInfo, format_: Any, scorer: Any, term: TermKey, at: int = 0
    ) -> None:
        self.format, self.scorer, self._term = format_, scorer, term
        self._field, self._number, self._info = field, number, info
        docs, frequencies = field.documents(number)
        self._ids, self._frequencies = docs.tolist(), frequencies.tolist()
        self._weights = _weights(field, number, frequencies).tolist()
        self._positions: tuple[list[int], list[int]] | None = None
        self._i = at

    def is_active(self) -> bool:
        return self._i < len(self._ids)

    def reset(self) -> None:
        self._i = 0

    def copy(self) -> PostingsMatcher:
        return PostingsMatcher(self._field, self._number, self._info, self.format, self.scorer, self._term, self._i)

    def id(self) -> int:
        try:
            return self._ids[self._i]  # type: ignore[no-any-return]
        except IndexError:  # Whoosh's SpanNot asks at the end too, to see that this is not where another one is
            return self._ids[-1]  # type: ignore[no-any-return]

    def all_ids(self) -> Iterator[int]:
        return iter(self._ids)

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._i += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = max(self._i, int(np.searchsorted(self._ids, id)))

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() > minquality:
            return 0
        self._i = len(self._ids)
        return 1

    def weight(self) -> float:
        return self._weights[self._i]  # type: ignore[no-any-return]

    def value(self) -> bytes:
        match self._field.kind:
            case "existence":
                return b""
            case "frequency":
                return formats.pack_uint(self._frequencies[self._i])  # type: ignore[no-any-return]
            case "positions":
                return self.format.encode(self._places())  # type: ignore[no-any-return]
        return self._opaque()

    def value_as(self, astype: str) -> Any:
        if self._field.kind == "positions" and astype == "positions" and self.format.supports(astype):
            return self._places()
        return LeafMatcher.value_as(self, astype)

    def block_min_length(self) -> int:
        return self._info.min_length()  # type: ignore[no-any-return]

    def block_max_length(self) -> int:
        return self._info.max_length()  # type: ignore[no-any-return]

    def block_max_weight(self) -> float:
        return self._info.max_weight()  # type: ignore[no-any-return]

    def _places(self) -> list[int]:
        if self._positions is None:
            _, starts, positions = self._field.positions(self._number)
            self._positions = starts.tolist(), positions.tolist()
        starts_, all_of_them = self._positions
        return all_of_them[starts_[self._i] : starts_[self._i + 1]]

    def _opaque(self) -> bytes:
        field = self._field
        if field.firsts is None or field.values is None or field.value_offsets is None:
            raise KeyError(field.name)
        posting = int(field.firsts[self._number]) + self._i
        start, end = int(field.value_offsets[posting]), int(field.value_offsets[posting + 1])
        return bytes(field.values[start:end].data)


def _weights(field: FieldReader, number: int, frequencies: Any) -> Any:
    """The weight of each posting of a term: its frequency, but where other weights were given."""
    if field.weights is None or field.firsts is None:
        return frequencies.astype(np.float64)
    first = int(field.firsts[number])
    return field.weights[first : first + len(frequencies)].astype(np.float64)
