"""What every question needs of a generation's columns, worked out once: averages, calendars, values by name.

In: the columns of `index.generations.columns`. Not for postings (see `search.matching.postings`).
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.article import Kind
from index.codec.bits import words_for
from index.generations.columns import NO_STORY, NO_VALUE, FacetColumn
from index.schema import TEXT_FIELDS
from search.arrays import Bools, Bytes, Floats, Int32s, Int64s, Lengths, Uint64s
from search.kernels.counting import mark_lacking, mark_lacking_padded
from search.kernels.documents import count_from, weights_by_length

Unit = Literal["year", "month", "day"]

_WIDEST = 8  # values of a document; where one has more, most rows would be padding
_MOST_PADDED_VALUES = 1 << 16  # with more, going through all of them takes longer than counting those of few documents
_WEIGHTS = {field.name: field.weight for field in TEXT_FIELDS}

UNITS: dict[Unit, Literal["Y", "M", "D"]] = {"year": "Y", "month": "M", "day": "D"}


class Columns(Protocol):
    """Facts about every document; see `index.generations.columns.ColumnReader`."""

    def __len__(self) -> int: ...

    def id_of(self, document: int) -> str: ...

    @property
    def numbers(self) -> dict[str, Int64s]: ...

    def read_lengths(self, field: str) -> Int32s: ...

    @property
    def facets(self) -> dict[str, FacetColumn]: ...

    @property
    def story_count(self) -> int: ...

    def read_stories(self) -> Int32s: ...


class Padded(NamedTuple):
    """A facet whose documents hold few values: document `n` holds `codes[n * width:(n + 1) * width]`.

    Rows are filled up by the number of values.
    """

    codes: npt.NDArray[Any]
    width: int


class FacetTable(NamedTuple):
    """A facet, and what counting its values needs of it."""

    values: Sequence[str]
    offsets: Int32s  # document `n` holds values `ordinals[offsets[n]:offsets[n + 1]]`
    ordinals: Int32s
    totals: Int32s  # how many of all documents hold each value
    padded: Padded | None  # where counting by it can be faster


class Weighing(NamedTuple):
    """A row a field: how many words each document has there, and what one of so many counts for."""

    lengths: Lengths
    weights: Floats


class Calendar(NamedTuple):
    """The years, months or days that have articles, newest first: number `units[i]` since 1970.

    Its articles are the documents from `starts[i]` to before `starts[i + 1]`.
    """

    units: Int64s
    starts: Int32s


class Stories(NamedTuple):
    """Which documents print one report, for those that have company."""

    numbers: Int32s  # by document: the number of its story, NO_STORY where it stands alone
    docs: Int32s  # the documents that share a story, ascending
    grouped: Int32s  # the same by story: those of story `n` are `grouped[starts[n]:starts[n + 1]]`, ascending
    starts: Int64s


class Tables:
    """The columns of one generation and what follows from them. Threads may share it.

    What is worked out late is worked out of the columns alone: a cache that held this too would keep the
    generation's files mapped after its last user.
    """

    def __init__(self, columns: Columns, searched: tuple[str, ...]) -> None:
        """Of the columns of a generation; `searched` are the fields that are mostly weighed together."""
        self.id_of = columns.id_of
        self.numbers = columns.numbers
        self.facets = columns.facets
        self.size = len(columns)
        self.dated = count_from(columns.numbers["date"], NO_VALUE + 1)
        self.references = self.wanted("kind", (Kind.REFERENCE.value,))
        self.has_references = bool(self.references.any())
        self._searched = searched
        self._weighing = lru_cache(maxsize=None)(partial(_read_weighing, columns))
        self.facet = lru_cache(maxsize=None)(partial(_facet_table, columns))
        self.calendar = lru_cache(maxsize=None)(partial(_calendar, columns, self.dated))
        self.has_copies = columns.story_count > 0
        self.stories = lru_cache(maxsize=None)(partial(_read_stories, columns))
        self._everything: Int32s | None = None
        self._bits = 2 * words_for(self.size)
        self._rooms = threading.local()

    def everything(self) -> Int32s:
        """All documents."""
        if self._everything is None:
            self._everything = np.arange(self.size, dtype=np.int32)
        return self._everything

    def dated_between(self, low: int | None, high: int | None) -> tuple[int, int]:
        """The first document with a date in these bounds, and the one after the last."""
        dates = self.numbers["date"]
        first = 0 if high is None else count_from(dates, min(high + 1, _LAST))
        last = self.dated if low is None else min(count_from(dates, max(low, NO_VALUE + 1)), self.dated)
        return first, max(first, last)

    def ordinals(self, field: str, values: Iterable[str]) -> Int32s:
        """The numbers of those values of a facet that some article holds, ascending."""
        known = self.facets[field].values
        places = ((bisect_left(known, value), value) for value in sorted(values))
        return np.array([at for at, value in places if at < len(known) and known[at] == value], dtype=np.int32)

    def wanted(self, field: str, values: Collection[str]) -> Bools:
        """For each value of a facet whether it is one of these, and a no after the last."""
        table = np.zeros(len(self.facets[field].values) + 1, dtype=np.bool_)
        table[self.ordinals(field, values)] = True
        return table

    def mark_lacking(self, lacking: Bytes, docs: Int32s, field: str, wanted: Bools, bit: int) -> None:
        """Set a bit of `lacking` for each document that holds none of the values `wanted` of a facet."""
        _, offsets, ordinals, _, padded = self.facet(field)
        if padded:
            mark_lacking_padded(lacking, docs, *padded, wanted, bit)
        else:
            mark_lacking(lacking, docs, offsets, ordinals, wanted, bit)

    def weighing(self, fields: tuple[str, ...]) -> Weighing:
        """What weighing the words of some fields takes: the fields searched, or one of any."""
        if len(fields) != 1 or fields[0] not in self._searched:
            return self._weighing(fields)
        together, at = self._weighing(self._searched), self._searched.index(fields[0])
        return Weighing(together.lengths[at : at + 1], together.weights[at : at + 1])

    def counting_room(self, field: str) -> tuple[Int32s, Int32s]:
        """Two arrays with a number for each value of a facet and one more, the first all 0."""
        both = self._room(field, 2 * len(self.facets[field].values) + 2, 0)
        return both[: len(both) // 2], both[len(both) // 2 :]

    def story_room(self) -> Int32s:
        """An array with a number for each story, all -1."""
        return self._room("stories", len(self.stories().starts) - 1, -1)

    def rows(self) -> Int32s:
        """An array with a number for each document, which nobody relies on."""
        return self._room("rows", self.size, 0)

    def bits(self) -> Uint64s:
        """Words with a bit for each document, none of them set."""
        return self._room("bits", self._bits, 0).view(np.uint64)

    def _room(self, name: str, size: int, value: int) -> Int32s:
        """An array to work in, this thread's own, made when first asked for; who uses it leaves it as it was."""
        room: Int32s | None = getattr(self._rooms, name, None)
        if room is None:
            room = np.full(size, value, dtype=np.int32)
            setattr(self._rooms, name, room)
        return room

    def copies_of(self, document: int) -> Int32s:
        """All documents of a document's story, itself among them, ascending."""
        if self.has_copies and (story := int(self.stories().numbers[document])) != NO_STORY:
            stories = self.stories()
            return stories.grouped[stories.starts[story] : stories.starts[story + 1]]
        return np.array([document], dtype=np.int32)


def _read_weighing(columns: Columns, fields: tuple[str, ...]) -> Weighing:
    lengths = np.empty((len(fields), len(columns)), np.uint32)
    for number, field in enumerate(fields):
        lengths[number] = columns.read_lengths(field)
    longest = int(lengths.max(initial=0))
    if longest <= np.iinfo(np.uint16).max:
        lengths = lengths.astype(np.uint16)
    weights = np.empty((len(fields), longest + 1))
    for number, field in enumerate(fields):
        held = lengths[number]
        average = float(held.sum(dtype=np.int64)) / max(int(np.count_nonzero(held)), 1)
        weights[number] = weights_by_length(longest, average or 1.0, _WEIGHTS[field])
    return Weighing(lengths, weights)


def _facet_table(columns: Columns, field: str) -> FacetTable:
    column = columns.facets[field]
    totals = np.bincount(column.ordinals, minlength=len(column.values)).astype(np.int32)
    return FacetTable(column.values, column.offsets, column.ordinals, totals, _padded(columns, field))


def _padded(columns: Columns, field: str) -> Padded | None:
    """The values of a facet in rows of one width, None where they would be wide or take much memory."""
    column = columns.facets[field]
    held = np.diff(column.offsets)
    width = int(held.max(initial=0))
    if not 0 < width <= _WIDEST or len(column.values) > _MOST_PADDED_VALUES:
        return None
    codes = np.full((len(columns), width), len(column.values), np.min_scalar_type(len(column.values)))
    codes[np.arange(width) < held[:, np.newaxis]] = column.ordinals
    return Padded(codes.reshape(-1), width)


def _calendar(columns: Columns, dated: int, unit: Unit) -> Calendar:
    dates = columns.numbers["date"][:dated].astype("datetime64[us]")
    units = dates.astype(f"datetime64[{UNITS[unit]}]").astype(np.int64)
    starts = np.flatnonzero(np.diff(units, prepend=units[:1] + 1)).astype(np.int32)
    return Calendar(units[starts], np.append(starts, np.int32(dated)))


def _read_stories(columns: Columns) -> Stories:
    numbers = columns.read_stories()
    docs = np.flatnonzero(numbers != NO_STORY).astype(np.int32)
    own = numbers[docs]
    starts = np.cumsum([0, *np.bincount(own, minlength=columns.story_count)], dtype=np.int64)
    return Stories(numbers, docs, docs[np.argsort(own, kind="stable")], starts)


_LAST = int(np.iinfo(np.int64).max)
