"""How a table is written, told from its first rows: a beginning of text and a delimiter in, a Dialect out.

Not for telling whether a text is a table at all (see `index.readers.csv_header`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from index.readers.csv_rows import Dialect, Row, RowReader, Window
from index.readers.csv_shape import Shape, is_as_wide, shape_of

_ROWS = 50
_BACKSLASHED = re.compile(r"\\[\"ntrN]")
_STRAY_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\[^\\ntrN0bZ'\"\t\n]")


@dataclass(frozen=True, slots=True)
class Sample:
    """What stands below a header: `text` is its beginning, which is `cut_short` where more follows.

    `expected` and `reach` are what the header tells of rows (`index.readers.csv_shape`).
    """

    text: str
    cut_short: bool
    expected: tuple[frozenset[str], ...]
    reach: int
    _read: dict[Dialect, list[Row]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def width(self) -> int:
        return len(self.expected)

    def rows(self, dialect: Dialect) -> list[Row]:
        """The first rows that are whole in the sample, empty lines left out."""
        if dialect not in self._read:
            self._read[dialect] = list(islice(self._whole(RowReader(Window([self.text]), dialect)), _ROWS))
        return self._read[dialect]

    def _whole(self, reader: RowReader) -> Iterator[Row]:
        position = 0
        while position < len(self.text):
            row = reader.row(position)
            position = row.end
            if self.cut_short and position >= len(self.text):
                return
            if any(cell.strip() for cell in row.cells):
                yield row

    def shape(self, dialect: Dialect) -> Shape:
        """What the rows look like."""
        return shape_of(self.rows(dialect), self.expected, self.reach)

    def share(self, dialect: Dialect, *, known: bool) -> float | None:
        """How many of the first rows are as wide as the header, of 1; None where there is no row.

        In a table of known names those count too that end before their last columns.
        """
        rows = self.rows(dialect)
        if not rows:
            return None
        fitting = sum(not row.fault and is_as_wide(row.cells, self.width) for row in rows)
        if known:
            shape = self.shape(dialect)
            fitting += sum(shape.ends_early(row) for row in rows)
        return fitting / len(rows)


def dialect_of(sample: Sample, delimiter: str, quote: str, *, quoted_header: bool, known: bool) -> Dialect:
    """How the rows of a sample are quoted and escaped, where this delimiter parts their cells."""
    dialect = Dialect(delimiter, quote, _escapes(sample.text, delimiter, quote))
    if quoted_header:
        return dialect
    plain = Dialect(delimiter, "", _escapes(sample.text, delimiter, ""))
    if plain.escapes and _is_without_quotes(sample, dialect, plain):
        return plain
    if (sample.share(dialect, known=known) or 0) < 1 and _quotes_are_signs(sample, plain):
        return plain if sample.share(plain, known=known) == 1 else dialect
    return dialect


def _escapes(text: str, delimiter: str, quote: str) -> bool:
    """Whether a backslash goes before quotes, or in a table without quotes before letters that stand for blanks."""
    if not _BACKSLASHED.search(text):
        return False
    if not quote:
        return delimiter == "\t"
    inside = re.compile(rf"\\{quote}(?![{re.escape(delimiter)}\n{quote}]|\Z)")
    doubled = re.compile(rf"[^{re.escape(delimiter)}\n{quote}\\]{quote}{quote}[^{quote}]")
    return inside.search(text) is not None and doubled.search(text) is None


def _is_without_quotes(sample: Sample, dialect: Dialect, plain: Dialect) -> bool:
    """Whether a database wrote a table without quotes: none closes a cell, and its backslashes are signs."""
    if _STRAY_BACKSLASH.search(sample.text):
        return False
    rows = sample.rows(dialect)
    if not any(row.fault or any(row.quoted) for row in rows):
        return True
    return any(row.fault or row.odd for row in rows) and sample.share(plain, known=False) == 1


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _quotes_are_signs(sample: Sample, plain: Dialect) -> bool:
    """Whether more cells hold quotes somewhere than have them on both ends: so they are signs in a text."""
    cells = [cell for row in sample.rows(plain) for cell in row.cells if '"' in cell]
    return len(cells) > 2 * sum(map(_is_quoted, cells))
