"""Whether a text is a table of articles, and how it is written: the beginning of a text in, a Table out.

A table has a first line of short names and rows as wide as it. Prose has not, and is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from index.readers.csv_rows import MOST_COLUMNS, Dialect, Row, RowReader, Window
from index.readers.mapping import FIELDS
from index.readers.values import bare_name

SAMPLE: Final = 1 << 20
"""Characters of a text that are looked at."""

_DELIMITERS = ",;\t|"
_LONGEST_HEADER = 50_000
_LONGEST_NAME = 60
_ROWS = 50
_KNOWN = frozenset(name for names in FIELDS.values() for name in names) | {"secured", "related"}
_CONTENT = frozenset(name for field in ("title", "excerpt", "body") for name in FIELDS[field])
_OPENING = re.compile(r"(?:[ \t]*\n)*(?:sep=(?P<mark>[,;|\t])[ \t]*\n)?", re.I)
_BACKSLASHED = re.compile(r"\\[\"ntrN]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its names, and where its rows begin. `known`: its names are those of articles."""

    dialect: Dialect
    header: tuple[str, ...]
    start: int
    known: bool


def find_table(text: str, places: Collection[str] = ()) -> Table | None:
    """The table that a text is, or None. `places` are bare names that a mapping adds to those that are known.

    >>> find_table("title;body\\nFerry runs;At last.\\n").header
    ('title', 'body')
    >>> find_table("Title, then body\\nThe ferry runs, at last.\\n")
    """
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    line = text[start : start + _LONGEST_HEADER].partition("\n")[0]
    found = [_table(text, start, line, mark, places) for mark in _DELIMITERS if mark in line]
    return max((one for one in found if one), key=lambda one: one[:2], default=(0, 0.0, None))[2]


def _table(
    text: str, start: int, line: str, delimiter: str, places: Collection[str]
) -> tuple[int, float, Table] | None:
    """The table that a text may be with this delimiter, behind what speaks for it."""
    single = re.fullmatch(rf"'[^'\n]*'(?:{re.escape(delimiter)}'[^'\n]*')+", line.strip())
    quote = "'" if single else '"'
    header = RowReader(Window([line]), Dialect(delimiter, quote)).row(0)
    names = tuple(cell.strip() for cell in header.cells)
    if header.fault or not _may_be_header(names):
        return None
    known = _known(names, places)
    sample, cut_short = text[start + len(line) + 1 : SAMPLE], len(text) > SAMPLE
    dialect = Dialect(delimiter, quote, _escapes(sample, delimiter, quote))
    share = _share(sample, cut_short, dialect, len(names), known)
    if share < 1 and not any(header.quoted):
        plain = Dialect(delimiter, "", _escapes(sample, delimiter, ""))
        if _quotes_are_signs(sample, cut_short, plain) and _share(sample, cut_short, plain, len(names), known) == 1:
            dialect, share = plain, 1.0
    return (known, share, Table(dialect, names, start + len(line) + 1, known > 0)) if share else None


def _known(names: tuple[str, ...], places: Collection[str]) -> int:
    """How many of the names are fields of articles; 0 if they are too few, or none is a text's."""
    bare = {bare_name(name) for name in names if name}
    mapped, known = len(bare & set(places)), len(bare & {*_KNOWN, *places})
    return known if mapped or (known >= 2 and bare & _CONTENT) else 0


def _may_be_header(names: tuple[str, ...]) -> bool:
    filled = [name for name in names if name]
    return (
        2 <= len(filled) <= len(names) <= MOST_COLUMNS
        and len({bare_name(name) for name in filled}) >= len(filled) / 2
        and all(len(name) <= _LONGEST_NAME and name[-1] not in ".!?:," for name in filled)
    )


def _escapes(sample: str, delimiter: str, quote: str) -> bool:
    """Whether a backslash goes before quotes, or in a table without quotes before letters that stand for blanks."""
    if not _BACKSLASHED.search(sample):
        return False
    if not quote:
        return delimiter == "\t"
    inside = re.compile(rf"\\{quote}(?![{re.escape(delimiter)}\n{quote}]|\Z)")
    doubled = re.compile(rf"[^{re.escape(delimiter)}\n{quote}\\]{quote}{quote}[^{quote}]")
    return inside.search(sample) is not None and doubled.search(sample) is None


def _quotes_are_signs(sample: str, cut_short: bool, plain: Dialect) -> bool:
    """Whether more cells hold quotes somewhere than have them on both ends: so they are signs in a text."""
    cells = [cell for row in _first_rows(sample, cut_short, plain) for cell in row.cells if '"' in cell]
    around = sum(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)
    return len(cells) > 2 * around


def _share(sample: str, cut_short: bool, dialect: Dialect, width: int, known: int) -> float:
    """How many of the first rows are as wide as the header, of 1; 0 where that is no table."""
    rows = list(_first_rows(sample, cut_short, dialect))
    fitting = sum(not row.fault and is_as_wide(row.cells, width) for row in rows)
    share = fitting / len(rows) if rows else 0.0
    if known >= min(3, width):  # a header that nothing but a table of articles has
        unclosed = bool(rows) and bool(rows[0].fault)
        return share if share >= 0.1 else 0.01 if not rows or unclosed else 0.0
    if known:
        return share if share >= 0.5 else 0.0
    return share if share == 1 and len(rows) >= 3 and width >= 3 else 0.0


def _first_rows(sample: str, cut_short: bool, dialect: Dialect) -> Iterator[Row]:
    """The first rows that are whole in the sample, empty lines left out."""
    return islice(_whole_rows(sample, cut_short, RowReader(Window([sample]), dialect)), _ROWS)


def _whole_rows(sample: str, cut_short: bool, reader: RowReader) -> Iterator[Row]:
    position = 0
    while position < len(sample):
        row = reader.row(position)
        position = row.end
        if cut_short and position >= len(sample):
            return
        if any(cell.strip() for cell in row.cells):
            yield row


def is_as_wide(cells: list[str], width: int) -> bool:
    """Whether a row has as many cells as the header; empty ones behind the last do not count.

    >>> is_as_wide(["a", "b", "", " "], 2), is_as_wide(["a"], 2)
    (True, False)
    """
    return len(cells) >= width and not any(cell.strip() for cell in cells[width:])
