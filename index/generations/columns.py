"""Facts about every document of a generation as flat arrays: numbers, facet values, lengths, ids.

One container file (`index.codec.layout`), mapped when read; document `n` stands at place `n` of
each column, as it does in the segment beside it. Columns are written as narrow as their values
allow and widened when first asked for. Facet values are sorted strings, each document holding
ordinals into them. Documents that print one report share the number of its story. A digest of each
stored record tells whether an article is as it was. Not for words and where they stand: those are
in the segment; nor for writing (see `index.generations.column_writing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from index.codec.layout import Array, Container
from index.codec.segment import Segment
from index.errors import IndexIncompatible
from index.generations.stored import DIGEST_BYTES
from index.schema import TEXT_FIELDS

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

COLUMNS_FILE = "columns.bfc"
NO_VALUE = np.iinfo(np.int64).min
"""What stands in a number column where an article has no such number."""
NO_STORY = -1
"""What stands in the column of stories where no other article prints the same report."""

HEX_ID = 16
"""Bytes of an id of 32 hexadecimal digits."""

_HEX_DIGITS = frozenset("0123456789abcdef")
_Column = TypeVar("_Column")


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of one facet: document `n` holds `values[o]` for each o in `ordinals[offsets[n]:offsets[n+1]]`."""

    values: tuple[str, ...]
    offsets: Int32s
    ordinals: Int32s


class _Lazily(dict[str, _Column], Generic[_Column]):
    """Columns by name, each read when it is first asked for; two threads that ask at once read the same.

    What reads them must not hold whoever holds this, or the mapped file would outlive its last user.
    """

    def __init__(self, read: Callable[[str], _Column]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, name: str) -> _Column:
        return self.setdefault(name, self._read(name))


class ColumnReader:
    """The columns of one generation. What it gives never changes, so threads may share it."""

    def __init__(self, directory: Path, segment: Segment) -> None:
        """Map the columns in `directory`. Raises IndexIncompatible where they are damaged or of another segment."""
        self._container = Container.open(directory / COLUMNS_FILE)
        self._size = segment.size
        if self._container.facts.get("documents") != self._size:
            raise IndexIncompatible(f"The columns of {directory} do not fit its index; rebuild the archive.")
        self._ids = self._container["id"]
        self._hex_ids = bool(self._container.facts["hex_ids"])
        self.numbers: dict[str, Int64s] = _Lazily(partial(_read_numbers, self._container, self._size))
        self.read_lengths: Callable[[str], Int32s] = partial(_read_lengths, segment)
        self.facets: dict[str, FacetColumn] = _Lazily(partial(_read_facet, self._container, self._size))
        self.story_count: int = self._container.facts.get("stories", 0)

    def __len__(self) -> int:
        return self._size

    def id_of(self, document: int) -> str:
        """The id of a document."""
        held: bytes = self._ids[document].tobytes()
        return held.hex() if self._hex_ids else held.rstrip(b"\0").decode()

    def read_ids(self) -> list[str]:
        """The ids of all documents."""
        if not self._hex_ids:
            return [held.tobytes().rstrip(b"\0").decode() for held in self._ids]
        joined = self._ids.tobytes().hex()
        return [joined[at : at + 2 * HEX_ID] for at in range(0, len(joined), 2 * HEX_ID)]

    def packed_ids(self) -> Array | None:
        """The ids of all documents as the numbers that they write, a row of HEX_ID bytes each; None if one is none."""
        return self._ids if self._hex_ids else None

    def numbers_of(self, ids: Iterable[str]) -> dict[str, int]:
        """The documents of those of the ids that there are."""
        wanted = set(ids)
        likely: Iterable[int] = range(self._size)
        if self._hex_ids:
            begin = np.frombuffer(b"".join(bytes.fromhex(id_)[:8] for id_ in wanted if _is_hex_id(id_)), np.uint64)
            begins = np.ascontiguousarray(self._ids[:, :8]).view(np.uint64).reshape(-1)
            likely = np.flatnonzero(np.isin(begins, begin)).tolist()
        held = ((self.id_of(document), document) for document in likely)
        return {id_: document for id_, document in held if id_ in wanted}

    def digests(self) -> Array:
        """The digests of the records of all documents, a row of DIGEST_BYTES each."""
        return self._container["digest"].reshape(-1, DIGEST_BYTES)

    def digest_of(self, document: int) -> bytes:
        """The digest of the record of a document."""
        digest: bytes = self.digests()[document].tobytes()
        return digest

    def read_stories(self) -> Int32s:
        """For each document the number of its story, from 0 to before `story_count`; NO_STORY where it has none."""
        if not self.story_count:
            return np.full(self._size, NO_STORY, np.int32)
        return self._container["story"].astype(np.int32) + np.int32(NO_STORY)


def _is_hex_id(id_: str) -> bool:
    return len(id_) == 2 * HEX_ID and all(digit in _HEX_DIGITS for digit in id_)


def _read_numbers(container: Container, size: int, name: str) -> Int64s:
    codes, coding = container[f"number.{name}"], container.facts["numbers"][name]
    if not len(codes):
        return np.full(size, NO_VALUE, np.int64)
    numbers = (codes.astype(np.uint64) - 1) * coding["step"] + np.uint64(coding["low"] % (1 << 64))
    return np.where(codes > 0, numbers.view(np.int64), NO_VALUE)


def _read_lengths(segment: Segment, name: str) -> Int32s:
    """How many words each document has in a field. Raises KeyError for a field without words."""
    if name not in {field.name for field in TEXT_FIELDS}:
        raise KeyError(name)
    lengths = segment.lengths(name)
    return np.zeros(segment.size, np.int32) if lengths is None else lengths.astype(np.int32)


def _read_facet(container: Container, size: int, name: str) -> FacetColumn:
    values = container[f"facet.{name}.values"].tobytes().decode()
    ends = container[f"facet.{name}.value-ends"].tolist()
    counts = container[f"facet.{name}.counts"]
    offsets = np.zeros(size + 1, np.int32)
    if len(counts):
        np.cumsum(counts, out=offsets[1:])
    ordinals = container[f"facet.{name}.ordinals"].astype(np.int32)
    return FacetColumn(tuple(values[start:end] for start, end in pairwise([0, *ends])), offsets, ordinals)
