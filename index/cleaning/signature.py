"""A line that signs a story in, its authors and the instant of its publication out, where they stand on one line too.

Not for which lines do (`index.cleaning.page`), nor for what a name or a date may look like (`index.cleaning.byline`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.analysis import count_words
from index.article import Instant
from index.cleaning.byline import read_authors, read_day
from index.cleaning.date_lines import without_reading_time
from index.cleaning.features import is_byline, is_stamp

_NUMBER = re.compile(r"\d+")
_NUMBERS_OF_DATE = 2  # at least: a year alone may be the headline's
_WORDS_OF_DATE = 14
_LONGEST_BEFORE = 4  # words before a date that are no byline: a place, an agency
_AROUND = " ,;:|•·/–—-"
_ON = re.compile(r"^(?:on|am|le|el|il|em|op) ", re.IGNORECASE)
_NAMES_END = re.compile(r"\s*[|•·/(–—]|\s-\s|\s+in (?=[^\W\d_a-z])")
_COVERAGE = re.compile(r"(?:\w+ ){0,2}(?:coverage|reporting|reportage) (?=by )", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4}),?(?: um)? (\d{1,2})[:.](\d\d) Uhr", re.IGNORECASE)
_WITH_ZONE = re.compile(r"\d:\d\d(?: ?[AaPp]\.?[Mm]\.?)? [A-Z]{2,4}\b")


class Signature(NamedTuple):
    """Who wrote a story and when it was published, as far as a line says so."""

    authors: tuple[str, ...] = ()
    published: Instant | None = None


def read_signature(line: str) -> Signature:
    """What a line says of author and date, if it says little else.

    >>> found = read_signature("By Ada Quill, Oban | Jan. 4, 2022")
    >>> found.authors, found.published.at.isoformat()
    (('Ada Quill',), '2022-01-04T00:00:00+00:00')
    >>> read_signature("Ferry talks fail once more, Jan. 4, 2022")
    Signature(authors=(), published=None)
    """
    before = "" if is_stamp(line) else without_date(line)
    date = _ON.sub("", without_reading_time(line[len(before) :]).strip(_AROUND))
    named = is_byline(line) or is_byline(before)
    is_short = is_stamp(line) or named or count_words(before.strip(_AROUND)) < _LONGEST_BEFORE
    published = read_day(_in_order(date)) if date and is_short else None
    return Signature(_authors(before or line) if named else (), published)


def without_date(line: str) -> str:
    """A line without the date and time at its end.

    >>> without_date("Region 07/03/2020, 03:30pm"), without_date("Budget 2021")
    ('Region', 'Budget 2021')
    """
    if len(_NUMBER.findall(line)) < _NUMBERS_OF_DATE:
        return line
    words = line.split()
    for at in range(max(0, len(words) - _WORDS_OF_DATE), len(words)):
        date = " ".join(words[at:])
        if len(_NUMBER.findall(date)) >= _NUMBERS_OF_DATE and is_stamp(date):
            return " ".join(words[:at])
    return line


def is_exact(line: str) -> bool:
    """Whether a date has a time with its zone, as that of a publication has and that above a page has not."""
    return is_stamp(line) and _WITH_ZONE.search(line) is not None


def _in_order(date: str) -> str:
    """A date whose day stands first, as its German time shows, with its year first."""
    return _DAY_FIRST.sub(r"\3-\2-\1 \4:\5", date) if "Uhr" in date else date


def _authors(line: str) -> tuple[str, ...]:
    """The names of a byline, without what stands behind them: a role, a place, an agency."""
    parts = _NAMES_END.split(_COVERAGE.sub("", line), maxsplit=1)[0].strip(_AROUND).split(",")
    for end in range(len(parts), 0, -1):
        if names := read_authors(",".join(parts[:end])):
            return names
        if len(parts[end - 1].split()) > _LONGEST_BEFORE:
            break
    return ()
