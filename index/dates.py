"""From a date as somebody wrote it to an Instant, or a reason in plain words why it is none.

Nothing is guessed: a date that reads two ways or cannot exist is refused; one that names no day is a month or a
year. Not for finding dates in running text (see `index.stamps` for lines that say little else), and not for the
dates of a query (see `search.query.parse`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from index.article import Instant
from index.date_words import in_english

_LONGEST = 100
_MONTHS = "January February March April May June July August September October November December".split()
_NUMBERS = {name[:3].lower(): number for number, name in enumerate(_MONTHS, 1)}
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
# The zone names of RFC 2822, section 4.3, and others that mean one thing. IST, BST, CST in Asia mean several.
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5}
_ZONES |= {"mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "wet": 0, "west": 1}
_ZONES |= {"cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "sast": 2, "awst": 8, "aest": 10}
_ZONES |= {"aedt": 11, "nzst": 12, "nzdt": 13, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9}
_BY_SEASON = {"et": -5, "ct": -6, "mt": -7, "pt": -8}  # of the United States: an hour more in summer
_SAME_RULE_SINCE = 2007
_YEARS = range(1600, 2200)  # what a bare number of four figures may be

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_ZONE = (
    r"(?P<zone>[+-]\d{2}(?::?\d{2})?|(?!(?:on|at|mon|tue|wed|thu|fri|sat|sun)\b)[a-z]+(?:[+-]\d{2}:?\d{2})?)"
    r"(?: \([a-z ]+\))?"
)
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?(?![a-z]))?"
)
_TIME = rf"(?:,? (?:at )?{_CLOCK}(?: ?{_ZONE})?)?"

_ISO = re.compile(
    rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:[t ](?P<hour>\d\d?):(?P<minute>\d\d)"
    rf"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,12}}))?)?(?: ?{_ZONE})?)?"
)
_MONTH_FIRST = f"{_MONTH} {_DAY}".replace("month>", "month2>").replace("day>", "day2>")
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)"
        rf"(?:t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,12}}))?(?P<zone>z|[+-]\d{{2}}:?\d{{2}})?)?",
        rf"{_YEAR}(?P<mark>[/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?:{_WEEKDAY},? )?{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}{_TIME}",
        rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY},? {_YEAR}{_TIME}",
        rf"(?:{_DAY} {_MONTH}|{_MONTH_FIRST}),? {_YEAR},? {_WEEKDAY}{_TIME}",
        rf"(?:{_WEEKDAY} )?{_MONTH} {_DAY} {_CLOCK}(?: {_ZONE})? {_YEAR}",
    )
)
_DATE = rf"(?:{_DAY}(?: of)?[ -]{_MONTH}|{_MONTH_FIRST}),?[ -]{_YEAR}"
_TIME_FIRST = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_CLOCK}(?: ?{_ZONE})?,? (?:on )?(?:{_WEEKDAY},? )?{_DATE}",
        rf"{_WEEKDAY},? (?:at )?{_CLOCK}(?: ?{_ZONE})?,? (?:on )?{_DATE}",
    )
)
_COARSE = (
    re.compile(rf"{_YEAR}-(?P<month>\d\d?)"),
    re.compile(rf"(?:{_MONTH},?[ -])?{_YEAR}"),
)
_EITHER_ORDER = re.compile(rf"(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<two>\d{{1,2}})(?P=mark){_YEAR}{_TIME}")
_INCOMPLETE = (
    (re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}"), "has a year of two digits: write all four"),
    (re.compile(r"[+-]?\d+(\.\d+)?"), "is a bare number: write the date as YYYY-MM-DD"),
)


class AmbiguousZone(ValueError):
    """A moment whose zone means different things; `day` is the day it was written with."""

    def __init__(self, zone: str, written: datetime) -> None:
        super().__init__(f"has the zone {zone.upper()}, which means different things: write an offset such as +01:00")
        self.day = Instant(datetime(written.year, written.month, written.day, tzinfo=UTC), "day", "assumed")


def parse_instant(value: object) -> Instant:
    """Read a date or a moment as its source wrote it; ValueError says why it cannot be one.

    AmbiguousZone, which is one, keeps the day of a moment whose zone means different things.

    Read are ISO 8601, RFC 2822, dates with the month in letters (English, German, French, Spanish, Italian,
    Portuguese, Dutch) with the time of day behind or in front, and days written in figures where only one order
    is possible. A number is Unix seconds from 10**8 on and milliseconds from 10**11 on (1973 to 5138 in both);
    one from 1600 to 2199 is a year, and any other is refused.

    >>> parse_instant("2021-12-14T00:50:00-04:00").at.isoformat()
    '2021-12-14T04:50:00+00:00'
    >>> [parse_instant(one).precision for one in ("5 janvier 2021", "January 2021", "2021")]
    ['day', 'month', 'year']
    >>> parse_instant("03/04/2021")
    Traceback (most recent call last):
    ValueError: may be 3 April or 4 March: write it as YYYY-MM-DD
    """
    if isinstance(value, datetime):
        return _from_parts(value, stated=value.tzinfo is not None)
    if isinstance(value, date):
        return Instant(datetime(value.year, value.month, value.day, tzinfo=UTC), "day", "assumed")
    if isinstance(value, bool):
        raise ValueError("is true or false, not a date")
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str):
        raise ValueError("is not a date")
    return _from_text(value)


def _from_number(number: float) -> Instant:
    size = abs(number)
    if number in _YEARS:
        return Instant(datetime(int(number), 1, 1, tzinfo=UTC), "year", "assumed")
    if not 10**8 <= size < 10**14:  # also refuses NaN and the infinities
        raise ValueError("is a number outside Unix seconds and milliseconds: write the date as YYYY-MM-DD")
    since = timedelta(seconds=number) if size < 10**11 else timedelta(milliseconds=number)
    try:
        return Instant(datetime(1970, 1, 1, tzinfo=UTC) + since)
    except OverflowError:
        raise ValueError("is a number of seconds outside the years 1 to 9999") from None


def _from_text(text: str) -> Instant:
    if len(text) > _LONGEST:
        raise ValueError(f"is {len(text)} characters long: no date is")
    plain = " ".join(text.split()).lower()
    if not plain:
        raise ValueError("is empty")
    if found := _read(plain) or _read(in_english(plain)):
        return found
    if not plain.isascii():
        raise ValueError("holds letters or figures that no known form of date has")
    for form, reason in _INCOMPLETE:
        if form.fullmatch(plain):
            raise ValueError(reason)
    raise ValueError("is in no known form of date: write it as YYYY-MM-DD")


def _read(plain: str) -> Instant | None:
    """The instant that a text in small English letters names, None where it has no known form."""
    if not plain.isascii():
        return None
    for form in (_ISO, *_FORMS, *_TIME_FIRST):
        if found := form.fullmatch(plain):
            return _Written.from_groups(found.groupdict()).instant()
    if found := _EITHER_ORDER.fullmatch(plain):
        return _Written.from_groups(_ordered(found.groupdict())).instant()
    for form in _COARSE:
        if found := form.fullmatch(plain):
            return _coarse(found["year"], found["month"])
    return None


def _coarse(year: str, month: str | None) -> Instant:
    number = 1 if month is None else _month(month)
    if not 1 <= number <= 12 or year == "0000":
        raise ValueError(f"names a month that no calendar has: {year}-{number:02}")
    return Instant(datetime(int(year), number, 1, tzinfo=UTC), "year" if month is None else "month", "assumed")


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _NUMBERS[written[:3]]


def _ordered(groups: dict[str, str | None]) -> dict[str, str | None]:
    """Day and month of a date in figures, where one of them can only be the day; with dots that stands first."""
    one, two = int(groups["one"] or 0), int(groups["two"] or 0)
    if groups["mark"] == "." and two <= 12:
        return groups | {"day": str(one), "month": str(two)}
    if one != two and max(one, two) <= 12:
        readings = " or ".join(f"{day} {_MONTHS[month - 1]}" for day, month in ((one, two), (two, one)))
        raise ValueError(f"may be {readings}: write it as YYYY-MM-DD")
    day, month = (two, one) if two > 12 else (one, two)
    return groups | {"day": str(day), "month": str(month)}


@dataclass(frozen=True, slots=True)
class _Written:
    """A date taken apart, still as written: nothing is checked before `instant`."""

    day: tuple[int, int, int]
    weekday: str | None
    clock: tuple[int, int, int, int] | None
    half: str | None
    zone: str | None

    @classmethod
    def from_groups(cls, groups: dict[str, str | None]) -> _Written:
        number = _month(groups["month"] or groups.get("month2") or "")
        clock = None
        if groups.get("hour"):
            micro = int(((groups.get("fraction") or "0") + "000000")[:6])
            clock = (int(groups["hour"] or 0), int(groups["minute"] or 0), int(groups["second"] or 0), micro)
        day = (int(groups["year"] or 0), number, int(groups["day"] or groups.get("day2") or 0))
        return cls(day, groups.get("weekday"), clock, groups.get("half"), groups.get("zone"))

    def instant(self) -> Instant:
        written = _existing_day(*self.day)
        if self.weekday and _WEEKDAYS[written.weekday()] != self.weekday:
            raise ValueError(f"contradicts itself: {written:%Y-%m-%d} is a {written:%A}")
        if self.clock is None:
            return Instant(written.replace(tzinfo=UTC), "day", "assumed")
        hour, minute, second, micro = self.clock
        try:
            written = written.replace(hour=self._hour(hour), minute=minute, second=second, microsecond=micro)
        except ValueError:
            raise ValueError(f"has a time that no clock shows: {hour:02}:{minute:02}:{second:02}") from None
        return _from_parts(written.replace(tzinfo=_zone(self.zone, written)), stated=self.zone is not None)

    def _hour(self, hour: int) -> int:
        if self.half is None:
            return hour
        if not 1 <= hour <= 12:
            raise ValueError("no such hour of half a day")
        return hour % 12 + (12 if self.half == "p" else 0)


def _existing_day(year: int, month: int, day: int) -> datetime:
    try:
        return datetime(year, month, day)
    except ValueError:
        raise ValueError(f"names a day that no calendar has: {year:04}-{month:02}-{day:02}") from None


def _zone(name: str | None, written: datetime) -> tzinfo:
    if name is None:
        return UTC
    name = re.sub(r"^(?:utc|gmt)(?=[+-])", "", name)
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    if name in _BY_SEASON and written.year >= _SAME_RULE_SINCE:
        return timezone(timedelta(hours=_BY_SEASON[name] + _is_summer_there(written)))
    if name[0] not in "+-":
        raise AmbiguousZone(name, written)
    digits = name[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 15 or minutes > 59:
        raise ValueError(f"has an offset that no place on Earth has: {name}")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if name[0] == "-" else offset)


def _is_summer_there(written: datetime) -> bool:
    """Whether daylight saving time holds in the United States: second Sunday in March to first in November.

    The rule is that of the Energy Policy Act of 2005, section 110.
    """
    began, ended = (_sunday(written.year, month, first) for month, first in ((3, 8), (11, 1)))
    return began <= written < ended


def _sunday(year: int, month: int, first: int) -> datetime:
    """Two in the morning of the first Sunday from a day of a month on."""
    day = datetime(year, month, first, 2)
    return day + timedelta(days=6 - day.weekday())


def _from_parts(moment: datetime, *, stated: bool) -> Instant:
    """A moment with or without a zone, brought to UTC."""
    if not stated:
        return Instant(moment.replace(tzinfo=UTC), "second", "assumed")
    try:
        return Instant(moment.astimezone(UTC))
    except OverflowError:
        raise ValueError("lies outside the years 1 to 9999") from None
