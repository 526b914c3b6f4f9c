"""Dates are read as they were written or refused with a reason, never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Instant
from index.dates import parse_instant

_DAYS = {
    "2021-12-14": (2021, 12, 14),
    " 2021-12-14\n": (2021, 12, 14),
    "20211214": (2021, 12, 14),
    "2021/12/14": (2021, 12, 14),
    "January 5, 2021": (2021, 1, 5),
    "Jan. 5th, 2021": (2021, 1, 5),
    "5 January 2021": (2021, 1, 5),
    "5th of Sept 2021": (2021, 9, 5),
    "Tuesday, January 5, 2021": (2021, 1, 5),
    "14/04/2021": (2021, 4, 14),
    "04/14/2021": (2021, 4, 14),
    "12.12.2021": (2021, 12, 12),
    "0001-01-01": (1, 1, 1),
    "9999-12-31": (9999, 12, 31),
}
_STATED = {
    "2021-12-14T00:50:00Z": datetime(2021, 12, 14, 0, 50),
    "2021-12-14t00:50z": datetime(2021, 12, 14, 0, 50),
    "2021-12-14 00:50:00 UTC": datetime(2021, 12, 14, 0, 50),
    "2021-12-14 3:15:00 -0800": datetime(2021, 12, 14, 11, 15),
    "2021-12-14T00:50:00-04:00": datetime(2021, 12, 14, 4, 50),
    "2021-12-14T00:50:00+0530": datetime(2021, 12, 13, 19, 20),
    "2021-12-14T00:50:00+01": datetime(2021, 12, 13, 23, 50),
    "2021-12-14T00:50:00.5Z": datetime(2021, 12, 14, 0, 50, 0, 500_000),
    "2021-12-14T00:50:00.123456789Z": datetime(2021, 12, 14, 0, 50, 0, 123_456),
    "20211214T005000Z": datetime(2021, 12, 14, 0, 50),
    "Tue, 14 Dec 2021 00:50:00 GMT": datetime(2021, 12, 14, 0, 50),
    "14 Dec 2021 00:50:00 EST": datetime(2021, 12, 14, 5, 50),
    "5 Jan 2021 14:30 GMT": datetime(2021, 1, 5, 14, 30),
    "January 5, 2021 at 2:30 p.m. PST": datetime(2021, 1, 5, 22, 30),
    "January 5, 2021 Tuesday 2:30 PM GMT": datetime(2021, 1, 5, 14, 30),
    "Wed Oct 10 20:19:24 +0000 2018": datetime(2018, 10, 10, 20, 19, 24),
}
_ASSUMED = {
    "2021-12-14T00:50:00": datetime(2021, 12, 14, 0, 50),
    "20211214005000": datetime(2021, 12, 14, 0, 50),
    "26-FEB-1987 15:01:01.79": datetime(1987, 2, 26, 15, 1, 1, 790_000),
    "January 5, 2021, 12:05 AM": datetime(2021, 1, 5, 0, 5),
    "January 5, 2021 12:05 PM": datetime(2021, 1, 5, 12, 5),
}
_COARSE = {
    "2021": ("2021", "year"),
    "2029-05": ("2029-05", "month"),
    "2021-5": ("2021-05", "month"),
    "December 2021": ("2021-12", "month"),
    "März 2021": ("2021-03", "month"),
    "Août 2021": ("2021-08", "month"),
}
_WORDS_DAYS = {
    "March 4, 2021 Thursday": (2021, 3, 4),
    "4 March 2021, Thursday": (2021, 3, 4),
    "5 mars 2024 mardi": (2024, 3, 5),
    "5. März 2024": (2024, 3, 5),
    "Di., 5. März 2024": (2024, 3, 5),
    "1. Jänner 2024": (2024, 1, 1),
    "le 1er août 2023": (2023, 8, 1),
    "mar. 5 mars 2024": (2024, 3, 5),
    "martes, 5 de marzo de 2024": (2024, 3, 5),
    "mar 5 mar 2024": (2024, 3, 5),
    "martedì 5 marzo 2024": (2024, 3, 5),
    "terça-feira, 5 de março de 2024": (2024, 3, 5),
    "1º de maio de 2024": (2024, 5, 1),
    "dinsdag 5 maart 2024": (2024, 3, 5),
    "2024年3月5日(火)": (2024, 3, 5),
    "2024년 3월 5일": (2024, 3, 5),
}
_WORDS_MOMENTS = [
    "Tue, March 5, 2024 at 2:14 PM",
    "Mar 5, 2024 | 2:14 p.m.",
    "14:14, 5 March 2024",
    "Tue 2:14 PM, Mar 5, 2024",
    "2:14 PM on March 5, 2024",
    "Dienstag, 5. März 2024 um 14.14 Uhr",
    "mardi 5 mars 2024 à 14h14",
    "5 de marzo del 2024 - 14:14 h",
    "martes, 5 de marzo de 2024 a las 14:14",
    "5 marzo 2024 alle ore 14.14",
    "terça-feira, 5 de março de 2024 às 14h14",
    "dinsdag 5 maart 2024 om 14:14 uur",
    "2024年3月5日 14時14分",
]
_ZONED = {
    "March 5, 2024 2:14 PM ET": 19,
    "July 5, 2024 2:14 PM ET": 18,
    "March 10, 2024 12:14 AM PT": 8,
    "March 10, 2024 4:14 AM PT": 11,
    "5 March 2024 14:14 (CET)": 13,
    "2:14 PM CEST, 5. Juli 2024": 12,
}
_REFUSED = {
    "": "empty",
    "  ": "empty",
    "2021-00": "no calendar",
    "0000": "no calendar",
    "2021-13-01": "no calendar",
    "2021-02-30": "no calendar",
    "31/04/2021": "no calendar",
    "0000-01-01": "no calendar",
    "03/04/2021": "3 April or 4 March",
    "03/04/21": "two digits",
    "2021-12-14T25:00:00Z": "no clock",
    "January 5, 2021 13:30 pm": "no clock",
    "2021-12-14T00:50:00+25:00": "no place on Earth",
    "5 Jan 2021 14:30 IST": "IST",
    "1:30:07 PM IST Jan 5, 2021": "IST",
    "5 Jan 1999 14:30 ET": "ET",
    "lundi 5 mars 2024": "is a Tuesday",
    "March 4, 2021 Friday": "is a Thursday",
    "Monday, 14 December 2021": "is a Tuesday",
    "0001-01-01T00:00:00+05:00": "outside the years",
    "9999-12-31T23:59:59-05:00": "outside the years",
    "1639443000": "bare number",
    "yesterday": "no known form",
    "٢٠٢١-١٢-١٤": "letters or figures",
    "2021-12-14" * 20: "characters long",
}


@pytest.mark.parametrize(("text", "day"), _DAYS.items())
def test_a_bare_day_keeps_its_precision(text: str, day: tuple[int, int, int]) -> None:
    """A day without a time is that day, and does not pretend to be a moment."""
    assert parse_instant(text) == Instant(datetime(*day, tzinfo=UTC), "day", "assumed")


@pytest.mark.parametrize(("text", "day"), _WORDS_DAYS.items())
def test_days_are_read_in_the_words_of_other_languages(text: str, day: tuple[int, int, int]) -> None:
    """Months and weekdays have names of their own, and "mar" is one of either."""
    assert parse_instant(text) == Instant(datetime(*day, tzinfo=UTC), "day", "assumed")


@pytest.mark.parametrize("text", _WORDS_MOMENTS)
def test_the_time_of_day_is_read_where_people_put_it(text: str) -> None:
    """Behind the day or in front of it, with words, strokes or commas between them."""
    assert parse_instant(text) == Instant(datetime(2024, 3, 5, 14, 14, tzinfo=UTC), "second", "assumed")


@pytest.mark.parametrize(("text", "hour"), _ZONED.items())
def test_zones_that_mean_one_thing_are_believed(text: str, hour: int) -> None:
    """American zones without a season have the one that holds on that day."""
    found = parse_instant(text)
    assert (found.at.hour, found.at.minute, found.zone) == (hour, 14, "stated")


@pytest.mark.parametrize(("text", "kept"), _COARSE.items())
def test_a_month_or_year_keeps_its_precision(text: str, kept: tuple[str, str]) -> None:
    """It is no day, and no day is made up."""
    found = parse_instant(text)
    assert (found.written, found.precision) == kept


@pytest.mark.parametrize(("text", "moment"), _STATED.items())
def test_a_moment_with_a_zone_is_brought_to_utc(text: str, moment: datetime) -> None:
    """An offset or a zone of RFC 2822 is believed."""
    assert parse_instant(text) == Instant(moment.replace(tzinfo=UTC), "second", "stated")


@pytest.mark.parametrize(("text", "moment"), _ASSUMED.items())
def test_a_moment_without_a_zone_says_so(text: str, moment: datetime) -> None:
    """UTC is taken, and the instant says that it was."""
    assert parse_instant(text) == Instant(moment.replace(tzinfo=UTC), "second", "assumed")


@pytest.mark.parametrize(("text", "reason"), _REFUSED.items())
def test_what_is_no_day_is_refused_with_the_reason(text: str, reason: str) -> None:
    """Impossible, ambiguous and incomplete dates are errors that a person understands."""
    with pytest.raises(ValueError, match=reason):
        parse_instant(text)


def test_numbers_are_unix_seconds_or_milliseconds_by_their_size() -> None:
    """No number can be both, so none is guessed."""
    moment = datetime(2021, 12, 14, 0, 50, tzinfo=UTC)
    assert parse_instant(1_639_443_000).at == parse_instant(1_639_443_000_000).at == moment
    assert parse_instant(1_639_443_000.5).at == moment + timedelta(seconds=0.5)
    assert (parse_instant(2029).written, parse_instant(2029).precision) == ("2029", "year")


@pytest.mark.parametrize("number", [0, 1599, 2200, 2021.5, 20211214, 10**14, -5, float("nan"), float("inf"), True])
def test_numbers_that_may_be_anything_are_refused(number: float) -> None:
    """A year, a day without dashes or a truth value is no moment."""
    with pytest.raises(ValueError, match=r"number|true or false"):
        parse_instant(number)


def test_python_dates_are_taken_as_they_are() -> None:
    """A date stays a day; a datetime keeps or lacks its zone."""
    assert parse_instant(date(2021, 12, 14)).precision == "day"
    assert parse_instant(datetime(2021, 12, 14, 1)).zone == "assumed"
    aware = datetime(2021, 12, 14, 1, tzinfo=timezone(timedelta(hours=2)))
    assert parse_instant(aware) == Instant(aware.astimezone(UTC))


@given(st.datetimes(timezones=st.timezones()))
def test_every_iso_moment_survives(moment: datetime) -> None:
    """What Python writes as ISO 8601 is read back as the same microsecond."""
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60 == 0:
        assert parse_instant(moment.isoformat()).at == expected
        assert parse_instant(moment.isoformat(" ")).at == expected


@given(st.text() | st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-zA-Z]{1,9}[-/. ][0-9]{1,4}.{0,12}", fullmatch=True))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    """No input makes anything but ValueError, and the reason is never empty."""
    try:
        instant = parse_instant(text)
    except ValueError as error:
        instant = None
        reason = str(error)
    assert instant is not None or reason
