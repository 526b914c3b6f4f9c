"""Dates with a year of two figures, as spreadsheets show them, to the same with all four: texts in, texts out.

Only in the value of a field that is a date; elsewhere such figures are anything. Not for reading dates (`index.dates`).
"""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 100
_RECENT, _OLD = range(30), range(70, 100)  # of 2000 and of 1900; between them either may be meant
_SHORT = re.compile(r"(\s*\d{1,2}(?:([/.])\d{1,2}\2|-[^\W\d_]{3,10}\.?-))(\d{2})(?=,?\s|\s*\Z)")


def full_year(text: str) -> str:
    """A date in figures with slashes or dots, or with the month in letters, with its whole year; any other as it is.

    >>> full_year("19-Feb-18"), full_year("3/25/21 14:05"), full_year("04.03.98"), full_year("1/2/45")
    ('19-Feb-2018', '3/25/2021 14:05', '04.03.1998', '1/2/45')
    """
    found = _SHORT.match(text[:_LONGEST])
    if found is None:
        return text
    year = int(found[3])
    century = "20" if year in _RECENT else "19" if year in _OLD else ""
    return f"{found[1]}{century}{text[found.start(3) :]}" if century else text
