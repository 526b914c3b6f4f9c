"""Dates with a year of two figures, as spreadsheets show them, to the same with all four: texts in, texts out.

Only in the value of a field that is a date; elsewhere such figures are anything. Not for reading dates (`index.dates`).
"""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 100
_RECENT, _OLD = range(30), range(70, 100)  # of 2000 and of 1900; between them either may be meant
_YEARS_IN_FRONT = (*range(13, 30), *_OLD)  # what stands first in a date and is a year of these rather than a month
_SHORT = re.compile(r"(\s*(\d{1,2})(?:([/.])(\d{1,2})\3|-[^\W\d_]{3,10}\.?-))(\d{2})(?=,?\s|\s*\Z)")


def full_year(text: str, *, is_year_last: bool = False) -> str:
    """A date in figures with slashes or dots, or with the month in letters, with its whole year; any other as it is.

    So is one in figures that may begin with its year, as in East Asia, unless `is_year_last`.

    >>> full_year("19-Feb-18"), full_year("3/25/21 14:05"), full_year("04.03.98"), full_year("1/2/45")
    ('19-Feb-2018', '3/25/2021 14:05', '04.03.1998', '1/2/45')
    >>> full_year("21.03.04"), full_year("21.03.04", is_year_last=True), full_year("31.03.04")
    ('21.03.04', '21.03.2004', '31.03.2004')
    """
    found = _SHORT.match(text[:_LONGEST])
    if found is None or (not is_year_last and _may_begin_with_its_year(found)):
        return text
    year = int(found[5])
    century = "20" if year in _RECENT else "19" if year in _OLD else ""
    return f"{found[1]}{century}{text[found.start(5) :]}" if century else text


def _may_begin_with_its_year(found: re.Match[str]) -> bool:
    if found[3] is None:
        return False
    first, middle, last = int(found[2]), int(found[4]), int(found[5])
    return first in _YEARS_IN_FRONT and 1 <= middle <= 12 and 1 <= last <= 31
