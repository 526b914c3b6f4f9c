"""The values of `date:`, `quality:` and `heat:` in a query: text to bounds, and bounds to text.

A day, month or year stands for all of its time, in UTC. Not for the dates inside articles
(see `index.readers`), which keep the precision their source gave.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from index.schema import NUMBER_FIELDS
from search.query.tree import Range

RANGE_FIELDS = frozenset(field.name for field in NUMBER_FIELDS)

_EPOCH = date(1970, 1, 1)
_DAY = 86_400_000_000  # microseconds
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_NUMBER = re.compile(r"[-+−]?\d{1,15}", re.ASCII)
_COMPARED = re.compile(r"(>=|<=|=|>|<|≥|≤)(.*)", re.DOTALL)

Bounds = tuple[int, int]


class Unreadable(ValueError):
    """A value that is no range; the message says why, as the rest of a sentence."""


def parse_range(field: str, text: str) -> tuple[Range, str]:
    """The range that a value asks for, and a remark about it or "". Raises Unreadable.

    >>> parse_range("quality", ">50")
    (Range(field='quality', low=51, high=None), '')
    """
    read = _date_bounds if field == "date" else _number_bounds
    if text == "*":
        return Range(field, None, None), ""
    if compared := _COMPARED.fullmatch(text):
        return _compared(field, compared.group(1), read(compared.group(2))), ""
    first, dots, last = text.partition("..")
    if not dots:
        return Range(field, *read(text)), ""
    if not first and not last:
        raise Unreadable("names neither a beginning nor an end")
    return _between(field, first, last, read)


def describe_range(wanted: Range) -> str:
    """A range in the query language.

    >>> describe_range(Range("quality", 50, None))
    'quality:>=50'
    """
    if wanted.low is None and wanted.high is None:
        return f"{wanted.field}:*"
    value = _describe_dates if wanted.field == "date" else _describe_numbers
    return f"{wanted.field}:{value(wanted.low, wanted.high)}"


def _between(field: str, first: str, last: str, read: Callable[[str], Bounds]) -> tuple[Range, str]:
    low = read(first) if first else None
    high = read(last) if last else None
    if low and high and low[0] > high[1]:
        return Range(field, high[0], low[1]), "ends before it begins and was read the other way round"
    return Range(field, low[0] if low else None, high[1] if high else None), ""


def _compared(field: str, sign: str, bounds: Bounds) -> Range:
    first, last = bounds
    match sign:
        case ">=" | "≥":
            return Range(field, first, None)
        case ">":
            return Range(field, last + 1, None)
        case "<=" | "≤":
            return Range(field, None, last)
        case "<":
            return Range(field, None, first - 1)
        case _:
            return Range(field, first, last)


def _number_bounds(text: str) -> Bounds:
    if not _NUMBER.fullmatch(text):
        raise Unreadable("is not a whole number")
    number = int(text.replace("−", "-"))
    return number, number


def _date_bounds(text: str) -> Bounds:
    written = _DATE.fullmatch(text)
    if not written:
        raise Unreadable("is not a date such as 2021, 2021-12 or 2021-12-31")
    year, month, day = (int(part) if part else None for part in written.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise Unreadable("is not a date that exists") from None
    last = first if day else date(first.year, month or 12, monthrange(first.year, month or 12)[1])
    return _midnight(first), _midnight(last) + _DAY - 1


def _midnight(day: date) -> int:
    return (day - _EPOCH).days * _DAY


_FIRST, _LAST = _midnight(date.min), _midnight(date.max) + _DAY - 1


def _describe_numbers(low: int | None, high: int | None) -> str:
    if low is None:
        return f"<={high}"
    if high is None:
        return f">={low}"
    return str(low) if low == high else f"{low}..{high}"


def _describe_dates(low: int | None, high: int | None) -> str:
    if low is not None and low > _LAST:
        return f">{date.max}"
    if high is not None and high < _FIRST:
        return f"<{date.min}"
    first, last = _day_of(low), _day_of(high)
    if first is None or last is None:
        return f"{first or ''}..{last or ''}"
    for written in (str(first)[:4], str(first)[:7], str(first)):
        if _date_bounds(written) == (_midnight(first), _midnight(last) + _DAY - 1):
            return written
    return f"{first}..{last}"


def _day_of(microseconds: int | None) -> date | None:
    if microseconds is None:
        return None
    within = min(max(microseconds, _FIRST), _LAST)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=within)).date()
