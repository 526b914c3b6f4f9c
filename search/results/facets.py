"""Counting what matched: values of a field, and hits over time.

Pure: documents and tables in, `Facet` and `Timeline` out; all counts exact. Not for links or labels.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from msgspec.structs import replace

from search.arrays import Int32s
from search.kernels.counting import count_each, count_padded, count_units, list_counted, most_frequent
from search.kernels.documents import advance
from search.kernels.folding import take_repeats
from search.model import Bucket, Facet, FacetValue, Interval, Timeline
from search.results.folding import NONE_GATHERED, Gathered
from search.tables import UNITS, FacetTable, Tables, Unit

MOST_VALUES = 100
"""How many values of a facet are given; `Facet.distinct` says how many there are."""

_MOST_BUCKETS = 10_000  # a day each for 27 years; a wider timeline gets a coarser interval
_DAYS_BY_DAY = 92
_DAYS_BY_MONTH = 3660
_DAY = 24 * 60 * 60 * 1_000_000  # in microseconds
_CACHED_LABELS = 1024
_NO_VALUES = np.empty(0, np.int32)
_LISTED_AT_ONCE = 4  # so many values are gone through in the time that one document's are counted in


def count_facet(
    field: str,
    docs: Int32s,
    tables: Tables,
    selected: set[str],
    gathered: Gathered = NONE_GATHERED,
    counted: Int32s | None = None,
) -> Facet:
    """How many of the documents hold each value, of those gathered one a story; most first, then by value.

    Selected values are given even where nothing holds them now.

    Args:
        counted: by value how many of the documents hold it, and a 0, if somebody knows.
    """
    table = tables.facet(field)
    ordinals = tables.ordinals(field, selected) if selected else _NO_VALUES
    room = tables.counting_room(field)
    if counted is None:
        distinct = _count(docs, table, *room)
    else:
        room = counted.copy(), room[1]
        distinct = list_counted(counted, len(table.values), room[1])
    repeats = take_repeats(room[0], table.offsets, table.ordinals, *gathered) if gathered.folded else None
    found = most_frequent(*room, distinct, MOST_VALUES, ordinals)
    best, counts = found.tolist()
    articles: list[int] = counts if repeats is None else (found[1] + repeats[found[0]]).tolist()
    values = list(map(FacetValue, map(table.values.__getitem__, best), counts, articles))
    return Facet(field, tuple(_selecting(values, len(ordinals), selected) if selected else values), distinct)


def _selecting(values: list[FacetValue], beside: int, selected: set[str]) -> list[FacetValue]:
    """The most frequent values and the selected ones, marked; given `beside` at the end are those that are known."""
    most, known = values[: len(values) - beside], {one.value: one for one in values[len(values) - beside :]}
    others = set(selected)
    for at, one in enumerate(most):
        if one.value in others:
            others.remove(one.value)
            most[at] = replace(one, selected=True)
    nothing = FacetValue("", 0, 0)
    return most + [replace(known.get(name, nothing), value=name, selected=True) for name in sorted(others)]


def _count(docs: Int32s, table: FacetTable, counts: Int32s, touched: Int32s) -> int:
    """Count the values of a facet in `counts`, and list them in `touched`; returns how many there are."""
    _, offsets, ordinals, totals, padded = table
    if padded and len(docs) * _LISTED_AT_ONCE > len(totals):
        return count_padded(docs, *padded, totals, counts, touched)
    return count_each(docs, offsets, ordinals, totals, counts, touched)


def build_timeline(found: Int32s, interval: Interval, tables: Tables) -> Timeline:
    """The documents found, ascending, by date.

    "auto" takes days up to three months, months up to ten years, else years.
    """
    dated = advance(found, 0, tables.dated)
    if not dated:
        return Timeline("year" if interval == "auto" else interval, (), len(found))
    newest, oldest = found.item(0), found.item(dated - 1)
    dates = tables.numbers["date"]
    unit = _fitting((dates.item(newest) - dates.item(oldest)) // _DAY, interval)
    units, starts = tables.calendar(unit)
    lowest, counted = count_units(found, starts, units, newest, oldest)
    counts = counted.tolist()
    buckets = tuple(map(Bucket, _labels(unit, lowest, len(counts)), counts, counts))
    return Timeline(unit, buckets, len(found) - dated)


@lru_cache(_CACHED_LABELS)
def _labels(unit: Unit, lowest: int, count: int) -> tuple[str, ...]:
    """How units are written, so many from number `lowest` since 1970 on."""
    numbers = np.arange(lowest, lowest + count)
    return tuple(np.datetime_as_string(numbers.astype(f"datetime64[{UNITS[unit]}]")).tolist())


def _fitting(days: int, interval: Interval) -> Literal["year", "month", "day"]:
    if interval == "auto":
        return "day" if days <= _DAYS_BY_DAY else "month" if days <= _DAYS_BY_MONTH else "year"
    if interval == "day" and days > _MOST_BUCKETS:
        interval = "month"
    return "year" if interval == "month" and days > 30 * _MOST_BUCKETS else interval
