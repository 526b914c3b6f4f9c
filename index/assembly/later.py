"""Which of two records is the later one, and of many which comes next: records in, an order out. Pure.

What was fetched from the web is later than what was fetched before it; all else goes by the dates it bears. Of two
dates of unlike precision one is later only if it is so wherever on earth they were written, so that not all records are
in an order with each other. Not for what becomes of the texts (`index.assembly.texts`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TypeAlias

from index.article import Instant
from index.record import Record

_UNSURE = timedelta(hours=38)
"""A day somewhere on earth begins 14 hours before it does in UTC, and ends 12 hours after."""

Moment: TypeAlias = tuple[int, int, tuple[int, ...]]
_Place: TypeAlias = tuple[Moment, int]
"""Where a record stands in a list sorted by its moments, those of one moment as they were given."""


def told(held: Record) -> Instant | None:
    """The last date that a record gives: when it was updated, else published."""
    return latest(held.updated, held.published)


def latest(updated: Instant | None, published: Instant | None) -> Instant | None:
    """The later of two dates, as far as they are given."""
    return max((instant for instant in (updated, published) if instant), key=lambda instant: instant.at, default=None)


def is_later(one: Instant | None, other: Instant | None) -> bool:
    """Whether one date is surely after the other; never where one of them is not known."""
    if one is None or other is None:
        return False
    alike = (one.precision, one.zone) == (other.precision, other.zone)
    return one.at - other.at > (timedelta(0) if alike else _UNSURE + timedelta(days=max(other.days - 1, 0)))


def replaces(one: Record, other: Record) -> bool:
    """Whether a record is surely the later one of two."""
    if one.fetched and other.fetched and one.fetched != other.fetched:
        return one.fetched.at > other.fetched.at
    first, second = told(one), told(other)
    return is_later(first, second) or (_has_higher_version(one, other) and not is_later(second, first))


def _has_higher_version(one: Record, other: Record) -> bool:
    """Whether both are numbered versions of one item, and this is the later one: dates may be the same."""
    is_told = one.source_id == other.source_id and len(one.version) == len(other.version)
    return is_told and one.version > other.version


def moment(record: Record) -> Moment:
    """Where a record stands among those that replace one text."""
    instants = (told(record), record.fetched)
    first, second = (instant.microseconds if instant else 0 for instant in instants)
    return first, second, record.version


class Later:
    """Many records, to ask which of them replace one, without asking each of them.

    What bears a later date has a later moment; only what was fetched later, or has a higher number, may not.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._places: list[_Place] = sorted((moment(record), number) for number, record in enumerate(records))
        self._dates = [place[0][0] for place in self._places]
        fetched = sorted((one.fetched.at, (moment(one), number)) for number, one in enumerate(records) if one.fetched)
        self._fetched = [at for at, _ in fetched]
        self._first_fetched_after = _least_from([place for _, place in fetched])
        self._numbered: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for number, record in enumerate(records):
            if record.version:
                self._numbered[record.source_id, len(record.version)].append(number)

    def next_after(self, record: Record) -> Record | None:
        """Of the records that replace this one that of the first moment; None where none does."""
        found = list(self._fetched_later(record))
        numbered = self._numbered.get((record.source_id, len(record.version)), ()) if record.version else ()
        found += ((moment(self._records[at]), at) for at in numbered if replaces(self._records[at], record))
        found += self._dated_later(record, min(found, default=None))
        return self._records[min(found)[1]] if found else None

    def _fetched_later(self, record: Record) -> Iterator[_Place]:
        if record.fetched and (at := bisect_right(self._fetched, record.fetched.at)) < len(self._fetched):
            yield self._first_fetched_after[at]

    def _dated_later(self, record: Record, before: _Place | None) -> Iterator[_Place]:
        """The first record of a later date, if it stands before another one that is known."""
        dated = told(record)
        if dated is None:
            return
        for found in islice(self._places, bisect_left(self._dates, dated.microseconds + 1), None):
            if before is not None and found > before:
                return
            if replaces(self._records[found[1]], record):
                yield found
                return


def _least_from(places: Iterable[_Place]) -> list[_Place]:
    """Of each place the least of it and those behind it."""
    found: list[_Place] = []
    for place in reversed(list(places)):
        found.append(min(place, found[-1]) if found else place)
    return found[::-1]
