"""Dates as they are written: for programs, for people, and as the names of timeline buckets.

Not for reading dates out of articles (see `index.readers`). Months are named in English whatever
the locale of the process.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from index.article import Instant

_MONTHS = "January February March April May June July August September October November December".split()
_LABEL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def instant_to_iso(instant: Instant) -> str:
    """A date as exact as it was written: "2021", "2021-12", "2021-12-14", or "2021-12-14T00:50:00Z".

    >>> from datetime import UTC, datetime
    >>> instant_to_iso(Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC)))
    '2021-12-14T00:50:00Z'
    """
    if instant.precision != "second":
        return instant.written
    return f"{instant.at.replace(tzinfo=None).isoformat()}Z"


def instant_in_words(instant: Instant) -> str:
    """A date with its time of day, where it has one: "14 December 2021, 00:50 UTC".

    >>> from datetime import UTC, datetime
    >>> [instant_in_words(Instant(datetime(2021, 12, 1, tzinfo=UTC), exact)) for exact in ("year", "month", "day")]
    ['2021', 'December 2021', '1 December 2021']
    """
    if instant.precision != "second":
        return label_in_words(instant.written)
    return f"{day_in_words(instant.at.date())}, {instant.at:%H:%M} UTC" + (
        " (zone assumed)" if instant.zone == "assumed" else ""
    )


def day_in_words(day: date) -> str:
    """A day for people: "14 December 2021"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def label_in_words(label: str) -> str:
    """The name of a bucket for people; text that is no date comes back as it is.

    >>> label_in_words("2021-12"), label_in_words("2021")
    ('December 2021', '2021')
    """
    parts = label.split("-")
    try:
        first, _ = days_of(label)
    except ValueError:
        return label
    return (parts[0], f"{_MONTHS[first.month - 1]} {first.year}", day_in_words(first))[len(parts) - 1]


def days_of(label: str) -> tuple[date, date]:
    """The first and last day of "2021", "2021-12" or "2021-12-14"; raises ValueError for anything else.

    >>> days_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    found = _LABEL.fullmatch(label)
    if not found:
        raise ValueError(f"{label!r} is not a day")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, calendar.monthrange(year, last_month)[1])
