"""One segment, opened: for each field its dictionary, postings, lengths and spans; stored records.

A segment is two container files (`index.codec.layout`): one of terms, one of documents. All here
is views of them without any state of reading, so one `Segment` serves all threads. A document is
its number, from 0. Not for Whoosh (see `index.codec.whoosh_codec`), nor for facets and dates (see
`index.generations.columns`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from index.codec.dictionary import Dictionary
from index.codec.layout import Array, Container
from index.codec.postings import (
    as_words,
    read_count,
    read_counts,
    read_documents,
    read_positions,
)
from index.codec.spans import TokenSpans, decode_spans
from index.codec.store import StoreReader
from index.errors import IndexIncompatible

Bytes = npt.NDArray[np.uint8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

Kind = Literal["existence", "frequency", "positions", "opaque"]
"""What the postings of a field say beside the document; opaque ones hold bytes that only Whoosh's format reads."""

POSTINGS, STORED = "postings", "stored"

_WIDE = 4  # bytes; narrower bounds are those of a small archive, for which no loops are compiled


class RecordsAndSpans(NamedTuple):
    """Where terms stand, and the characters of the words of some fields, for kernels."""

    blob: Bytes
    words: npt.NDArray[np.uint32]
    spans: tuple[Bytes, ...]  # by field; those of document d are `spans[bounds[d]:bounds[d + 1]]`
    bounds: tuple[Array, ...]  # by field, all of 32 or all of 64 bits


@dataclass(frozen=True, slots=True, eq=False)
class FieldReader:
    """One indexed field. Terms go by their number in the dictionary, which `find` gives."""

    name: str
    kind: Kind
    terms: Dictionary
    offsets: Array  # by term, where its record begins in `blob`
    blob: Bytes
    words: npt.NDArray[np.uint32]  # `blob` again
    firsts: Array | None = None  # by term, the number of its first posting, where postings have weights or values
    weights: npt.NDArray[np.float32] | None = None  # by posting; where there are none, the frequency is the weight
    values: Bytes | None = None
    value_offsets: Array | None = None  # by posting

    def find(self, term: bytes) -> int:
        """The number of a term. Raises KeyError where the field does not hold it."""
        return self.terms.find(term)

    def document_frequency(self, number: int) -> int:
        """In how many documents a term stands."""
        return read_count(self.blob, int(self.offsets[number]))

    def document_frequencies(self, low: int = 0, high: int | None = None) -> Int64s:
        """In how many documents each term of a range stands."""
        return read_counts(self.blob, self.offsets[low:high].astype(np.int64))

    def documents(self, number: int) -> tuple[Int32s, Int32s]:
        """The documents a term stands in, ascending, and how often in each."""
        return read_documents(self.blob, self.words, int(self.offsets[number]))

    def positions(self, number: int) -> tuple[Int32s, Int64s, Int32s]:
        """Documents, and the positions in document i: `positions[starts[i]:starts[i+1]]`."""
        return read_positions(self.blob, self.words, int(self.offsets[number]))


class Terms:
    """The file of terms of a segment: its indexed fields."""

    def __init__(self, container: Container) -> None:
        """Raises IndexIncompatible where the container is not one of terms."""
        self.container = container
        try:
            blob = container[POSTINGS]
            self.postings = blob, as_words(blob)
            kinds: dict[str, Kind] = container.facts["fields"]
            self.fields = {name: self._field(name, kind) for name, kind in kinds.items()}
        except (KeyError, ValueError) as error:
            raise IndexIncompatible(f"An index file lacks {error}; rebuild the archive.") from error

    def _field(self, name: str, kind: Kind) -> FieldReader:
        container = self.container
        records = container[f"{name}.records"]
        terms = Dictionary(container[f"{name}.terms"], container[f"{name}.term-blocks"], len(records))
        optional: dict[str, Any] = {
            "firsts": container.get(f"{name}.firsts"),
            "weights": container.get(f"{name}.weights"),
            "values": container.get(f"{name}.values"),
            "value_offsets": container.get(f"{name}.value-offsets"),
        }
        return FieldReader(name, kind, terms, records, *self.postings, **optional)


class Documents:
    """The file of documents of a segment: what is known of each by its number."""

    def __init__(self, container: Container) -> None:
        """Raises IndexIncompatible where the container is not one of documents."""
        self.container = container
        try:
            self.size: int = container.facts["documents"]
            self.stored = StoreReader(container, STORED)
        except KeyError as error:
            raise IndexIncompatible(f"An index file lacks {error}; rebuild the archive.") from error

    def lengths(self, field: str) -> Array | None:
        """The number of words of each document in a field, in the narrowest type; None where none has any."""
        return self.container.get(f"{field}.lengths")

    def token_spans(self, field: str, documents: Int32s) -> TokenSpans:
        """Where the words of a field of some documents stand in its texts. Raises KeyError for fields without spans."""
        arrays = self.container
        return TokenSpans(*decode_spans(arrays[f"{field}.spans"], arrays[f"{field}.span-offsets"], documents))


class Segment:
    """Both files of a segment. Threads may share it; they are unmapped with the last array of them in use."""

    def __init__(self, terms: Terms, documents: Documents) -> None:
        self.terms = terms
        self.documents = documents
        self.fields = terms.fields
        self.postings = terms.postings  # those of all fields, as bytes and as words
        self.size = documents.size
        self.stored = documents.stored
        self.lengths = documents.lengths
        self.token_spans = documents.token_spans
        self.records_and_spans = lru_cache(maxsize=None)(partial(_records_and_spans, terms, documents))

    @classmethod
    def open(cls, terms: Path, documents: Path) -> Segment:
        """Map the files of a segment. Raises IndexIncompatible where one is missing or damaged."""
        return cls(Terms(Container.open(terms)), Documents(Container.open(documents)))

    def verify(self) -> None:
        """Check every array against its checksum. Raises IndexIncompatible, naming the first that is wrong."""
        self.terms.container.verify()
        self.documents.container.verify()


def _records_and_spans(terms: Terms, documents: Documents, fields: tuple[str, ...]) -> RecordsAndSpans:
    """What `index.codec.term_spans` reads of some fields. Raises KeyError where one has no spans."""
    arrays = documents.container
    spans = tuple(arrays[f"{field}.spans"] for field in fields)
    bounds = [arrays[f"{field}.span-offsets"] for field in fields]
    width = max((one.dtype for one in bounds), key=lambda dtype: dtype.itemsize)
    wide = width if width.itemsize >= _WIDE else np.dtype(np.uint32)
    return RecordsAndSpans(*terms.postings, spans, tuple(one.astype(wide, copy=False) for one in bounds))
