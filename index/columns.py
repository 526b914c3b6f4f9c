"""Facts about every document of a generation as flat arrays: numbers, facet values, lengths, ids.

One container file (`index.codec.layout`), mapped when read; document `n` stands at place `n` of
each column, as it does in the segment beside it. Columns are written as narrow as their values
allow and widened when first asked for. Facet values are sorted strings, each document holding
ordinals into them. Documents that print one report share the number of its story. A digest of each
stored record tells whether an article is as it was. Not for words and where they stand: those are
in the segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.codec.layout import Array, Container, ContainerWriter, smallest
from index.codec.segment import Segment
from index.errors import IndexIncompatible
from index.schema import FACETS, NUMBER_FIELDS, TEXT_FIELDS
from index.stored import DIGEST_BYTES, digest_record, encode_article

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

COLUMNS_FILE = "columns.bfc"
NO_VALUE = np.iinfo(np.int64).min
"""What stands in a number column where an article has no such number."""
NO_STORY = -1
"""What stands in the column of stories where no other article prints the same report."""

_HEX_ID = 16  # bytes of an id of 32 hexadecimal digits
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
        self._ids, self._hex_ids = self._container["id"], bool(self._container.facts["hex_ids"])
        self.numbers: dict[str, Int64s] = _Lazily(partial(_read_numbers, self._container, self._size))
        self.lengths: dict[str, Int32s] = _Lazily(partial(_read_lengths, segment))
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
        return [joined[at : at + 2 * _HEX_ID] for at in range(0, len(joined), 2 * _HEX_ID)]

    def read_digests(self) -> list[bytes]:
        """The digests of the records of all documents."""
        joined = self._container["digest"].tobytes()
        return [joined[at : at + DIGEST_BYTES] for at in range(0, len(joined), DIGEST_BYTES)]

    def read_stories(self) -> Int32s:
        """For each document the number of its story, from 0 to before `story_count`; NO_STORY where it has none."""
        if not self.story_count:
            return np.full(self._size, NO_STORY, np.int32)
        return self._container["story"].astype(np.int32) + np.int32(NO_STORY)


def _read_numbers(container: Container, size: int, name: str) -> Int64s:
    codes, coding = container[f"number.{name}"], container.facts["numbers"][name]
    if not len(codes):
        return np.full(size, NO_VALUE, np.int64)
    numbers = (codes.astype(np.uint64) - 1) * coding["step"] + np.uint64(coding["low"] % (1 << 64))
    return np.where(codes > 0, numbers.view(np.int64), NO_VALUE)


def _read_lengths(segment: Segment, name: str) -> Int32s:
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


def write_columns(articles: Sequence[Article], directory: Path, digests: Sequence[bytes] | None = None) -> None:
    """Write every column of these articles, in this order; `digests` are those of their records, if known."""
    digests = digests or [digest_record(encode_article(article)) for article in articles]
    with (directory / COLUMNS_FILE).open("wb") as file:
        writer = ContainerWriter(file)
        hex_ids = _write_ids([article.id.encode() for article in articles], writer)
        numbers = {
            field.name: _write_numbers(field.name, [field.value(article) for article in articles], writer)
            for field in NUMBER_FIELDS
        }
        for name, facet in FACETS.items():
            _write_facet(name, [facet.values(article) for article in articles], writer)
        writer.add("digest", np.frombuffer(b"".join(digests), np.uint8))
        stories = _write_stories([article.story for article in articles], writer)
        writer.close({"documents": len(articles), "hex_ids": hex_ids, "numbers": numbers, "stories": stories})


def _write_ids(ids: list[bytes], writer: ContainerWriter) -> bool:
    """Ids of 32 hexadecimal digits as 16 bytes, any others as they are; returns which."""
    try:
        plain = b"".join(bytes.fromhex(given.decode()) for given in ids)
    except ValueError:
        plain = b""
    if len(plain) == _HEX_ID * len(ids) and plain.hex().encode() == b"".join(ids):
        writer.add("id", np.frombuffer(plain, np.uint8).reshape(-1, _HEX_ID))
        return True
    held = np.array(ids, dtype=np.bytes_)
    writer.add("id", held.view(np.uint8).reshape(len(ids), held.itemsize))
    return False


def _write_stories(held: list[str], writer: ContainerWriter) -> int:
    """The stories, numbered as they come, from 1; 0 for a document that shares none. Returns how many there are."""
    sizes = Counter(held)
    shared = [story for story, size in sizes.items() if story and size > 1]
    codes = {story: code for code, story in enumerate(shared, start=1)}
    if shared:
        writer.add("story", smallest(np.array([codes.get(story, 0) for story in held], dtype=np.int64)))
    return len(shared)


def _write_numbers(name: str, given: list[int | None], writer: ContainerWriter) -> dict[str, Any]:
    """Numbers as multiples of their greatest common divisor, counted from the least; 0 where there is none."""
    present = np.array([number is not None for number in given], dtype=np.bool_)
    values = np.array([number for number in given if number is not None], dtype=np.int64)
    if not len(values):
        writer.add(f"number.{name}", np.empty(0, np.uint8))
        return {"low": 0, "step": 1}
    low = int(values.min())
    above = values.view(np.uint64) - np.uint64(low % (1 << 64))
    step = int(np.gcd.reduce(above)) or 1
    codes = np.zeros(len(given), np.uint64)
    codes[present] = above // np.uint64(step) + np.uint64(1)
    writer.add(f"number.{name}", smallest(codes))
    return {"low": low, "step": step}


def _write_facet(name: str, held: list[tuple[str, ...]], writer: ContainerWriter) -> None:
    values = sorted({value for given in held for value in given})
    ordinal = {value: at for at, value in enumerate(values)}
    rows = [[ordinal[value] for value in dict.fromkeys(given)] for given in held]
    ordinals = np.array([number for row in rows for number in row], dtype=np.int64)
    counts: Array = np.fromiter(map(len, rows), np.int64, len(rows)) if len(ordinals) else np.empty(0, np.int64)
    writer.add(f"facet.{name}.values", np.frombuffer("".join(values).encode(), np.uint8))
    writer.add(f"facet.{name}.value-ends", np.cumsum([len(value) for value in values], dtype=np.int64))
    writer.add(f"facet.{name}.counts", smallest(counts))
    writer.add(f"facet.{name}.ordinals", smallest(ordinals))
