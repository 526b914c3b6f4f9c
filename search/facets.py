"""Counting what matched: values of a field, and hits over time.

Pure: masks and columns in, `Facet` and `Timeline` out; all counts exact. Not for links or labels.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from index.columns import FacetColumn
from search.model import Bucket, Facet, FacetValue, Interval, Timeline

Bools = npt.NDArray[np.bool_]
Span = Literal["year", "month", "day"]

MOST_VALUES = 100
"""How many values of a facet are given; `Facet.distinct` says how many there are."""

_MOST_BUCKETS = 10_000  # a day each for 27 years; a wider timeline gets a coarser interval
_DAYS_BY_DAY = 92
_DAYS_BY_MONTH = 3660

_UNITS: dict[Span, Literal["Y", "M", "D"]] = {"year": "Y", "month": "M", "day": "D"}


def holding_any(column: FacetColumn, values: set[str]) -> Bools:
    """Which documents hold one of the values."""
    wanted = np.array([value in values for value in column.values], dtype=np.bool_)
    held = wanted[column.ordinals] if len(column.values) else np.zeros(0, dtype=np.bool_)
    counts = np.concatenate(([0], np.cumsum(held)))
    mask: Bools = counts[column.offsets[1:]] > counts[column.offsets[:-1]]
    return mask


def count_facet(field: str, column: FacetColumn, mask: Bools, selected: set[str]) -> Facet:
    """How many of the documents in `mask` hold each value; most first, then by value.

    Selected values are given even where nothing holds them now.
    """
    owners = np.repeat(mask, np.diff(column.offsets))
    counts = np.bincount(column.ordinals[owners], minlength=len(column.values))
    present = np.flatnonzero(counts)
    # Values are sorted, so a stable sort by count leaves ties in alphabetical order.
    ranked = present[np.argsort(-counts[present], kind="stable")]
    values = [FacetValue(column.values[o], int(counts[o]), column.values[o] in selected) for o in ranked[:MOST_VALUES]]
    shown = {value.value for value in values}
    number = dict(zip(column.values, counts.tolist(), strict=True)) if selected - shown else {}
    values += [FacetValue(value, number.get(value, 0), True) for value in sorted(selected - shown)]
    return Facet(field, tuple(values), distinct=len(present))


def build_timeline(microseconds: npt.NDArray[np.int64], dated: Bools, interval: Interval) -> Timeline:
    """Hits by date: `microseconds` since 1970 of the hits, `dated` where that is known.

    "auto" takes days up to three months, months up to ten years, else years.
    """
    undated = int(len(dated) - dated.sum())
    dates = microseconds[dated].astype("datetime64[us]")
    if not len(dates):
        return Timeline("year" if interval == "auto" else interval, (), undated)
    span = _fitting(dates, interval)
    units = dates.astype(f"datetime64[{_UNITS[span]}]")
    numbers = units.astype(np.int64)
    first = int(numbers.min())
    counts = np.bincount(numbers - first)
    labels = np.datetime_as_string(units.min() + np.arange(len(counts)))
    buckets = tuple(Bucket(label, count) for label, count in zip(labels.tolist(), counts.tolist(), strict=True))
    return Timeline(span, buckets, undated)


def _fitting(dates: npt.NDArray[np.datetime64], interval: Interval) -> Span:
    days = int((dates.max() - dates.min()) // np.timedelta64(1, "D"))
    if interval == "auto":
        return "day" if days <= _DAYS_BY_DAY else "month" if days <= _DAYS_BY_MONTH else "year"
    if interval == "day" and days > _MOST_BUCKETS:
        interval = "month"
    return "year" if interval == "month" and days > 30 * _MOST_BUCKETS else interval
