"""What the rows of a table look like, and whether a row that ends early is whole: rows in, a yes or no out.

Many programs leave out the empty cells at the end of a row. A row that was torn by a line break is as short, and
must not become two articles. Not for reading rows (see `index.readers.csv_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.readers.csv_rows import Row

_FEWEST_CELLS = 2
_ENOUGH = 2  # cells that tell what a column holds
_FIGURES = re.compile(r"[\d\s.,:+/TZ-]*\d[\d\s.,:+/TZ-]*")
_ADDRESS = re.compile(r"\s*https?://", re.I)
_TITLE_ALONE = re.compile(r"[^\W_a-z][^\n]{0,150}[^\s.,;:…-]|\d{1,12}")
_ENDS = re.compile(r"[.!?…。！？\"'”’»)\]]\s*\Z")


def is_as_wide(cells: Sequence[str], width: int) -> bool:
    """Whether a row has as many cells as the header; empty ones behind the last do not count.

    >>> is_as_wide(["a", "b", "", " "], 2), is_as_wide(["a"], 2)
    (True, False)
    """
    return len(cells) >= width and not any(cell.strip() for cell in cells[width:])


def kind_of(cell: str) -> str:
    """What a cell looks like: empty, figures, an address or text.

    >>> kind_of(" "), kind_of("2021-12-14"), kind_of("https://coast.example/f"), kind_of("Ferry 7")
    ('empty', 'figures', 'address', 'text')
    """
    sample = cell[:100].strip()
    if not sample:
        return "empty"
    return "figures" if _FIGURES.fullmatch(sample) else "address" if _ADDRESS.match(sample) else "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """The kinds of cells of each column. `trims`: nothing speaks against rows that end early.

    `spaced`: blanks stand behind the delimiter in whole rows. Elsewhere they are those behind the commas of a text.
    """

    width: int
    kinds: tuple[frozenset[str], ...]
    spaced: bool
    trims: bool

    def ends_early(self, row: Row) -> bool:
        """Whether a row is whole although its last cells are missing."""
        return self.trims and not row.fault and not row.odd and self._looks_short(row.cells)

    def may_be_followed(self, row: Row, following: Sequence[str], next_but_one: Callable[[], Sequence[str]]) -> bool:
        """Whether what stands behind a row that ends early begins another.

        A title alone does behind a whole text and before a row; `next_but_one` is asked for only there.
        """
        if self.begins_like(following):
            return True
        return self.is_title_alone(following) and _is_closed(row) and self._is_apart(row, next_but_one())

    def _is_apart(self, row: Row, later: Sequence[str]) -> bool:
        """Whether later cells are a row or none, and not the rest of a row torn inside one cell, of which both hold."""
        if is_as_wide(later, self.width) or not any(cell.strip() for cell in later):
            return True
        return self._looks_short(later) and len(row.cells) + len(later) != self.width + 1

    def is_title_alone(self, cells: Sequence[str]) -> bool:
        """Whether this is a first cell and nothing else, and no piece of a text: no row, and no sign of a torn one."""
        if len(cells) != 1 or self.width == 1 or not _may_stand(kind_of(cells[0]), self.kinds[0]):
            return False
        return _is_headed(cells[0].strip())

    def _looks_short(self, cells: Sequence[str]) -> bool:
        filled = sum(bool(cell.strip()) for cell in cells)
        return filled >= _FEWEST_CELLS and len(cells) < self.width and self.begins_like(cells)

    def begins_like(self, cells: Sequence[str]) -> bool:
        """Whether these may be the first cells of a row: two at least, each of a kind that its column has."""
        if len(cells) < min(_FEWEST_CELLS, self.width) or (_is_spaced(cells) and not self.spaced):
            return False
        return all(_may_stand(kind_of(cell), kinds) for cell, kinds in zip(cells, self.kinds, strict=False))


def _is_closed(row: Row) -> bool:
    """Whether the last cell of a row cannot go on in the next line: it is in quotes, of figures, or ends a sentence."""
    last = row.cells[-1]
    return row.quoted[-1] or kind_of(last) != "text" or _ENDS.search(last) is not None


def _is_headed(cell: str) -> bool:
    """Whether a cell may be a title or a number: it opens with no small letter and ends in no mark of a sentence."""
    return _TITLE_ALONE.fullmatch(cell) is not None and not cell[0].islower()


def _is_spaced(cells: Sequence[str]) -> bool:
    return any(cell[:1] == " " and cell.strip() for cell in cells[1:])


def _may_stand(kind: str, kinds: frozenset[str]) -> bool:
    """Whether a cell is of a kind that its column has; a text may be of figures alone, figures are no text."""
    return kind == "empty" or not kinds or kind in kinds or (kind == "figures" and "text" in kinds)


def shape_of(rows: Iterable[Row], expected: Sequence[frozenset[str]], reach: int) -> Shape:
    """The shape of the first rows of a table; one row that ends early and is no row keeps all others from it.

    `expected` are the kinds that the names of the columns tell, `reach` is how many columns there are up to the last
    with a text: where no row is as wide as the header, all must have as many cells, or all of these.
    """
    rows, width = list(rows), len(expected)
    whole = [row.cells for row in rows if not row.fault and not row.odd and is_as_wide(row.cells, width)]
    short = [row.cells for row in rows if not row.fault and not is_as_wide(row.cells, width)]
    shape = Shape(width, tuple(_kinds(whole, expected, reach)), any(map(_is_spaced, whole)), trims=True)
    stray = _titles_between_rows(rows, shape)
    if len(stray) * 2 < len(rows):
        left = [row for number, row in enumerate(rows) if number not in stray]
        short = [row.cells for row in left if not row.fault and not is_as_wide(row.cells, width)]
    lengths = {len(cells) for cells in short}
    alike = all(shape._looks_short(cells) or len(cells) > width for cells in short)
    first = {kind_of(cells[0]) for cells in whole + short} - {"empty"}
    alike = alike and (bool(expected[0]) or len(first) <= 1)  # what begins rows otherwise is a piece of a text
    if short and not whole:
        alike = alike and (len(lengths) == 1 or min(lengths) >= reach)
    return replace(shape, trims=alike)


def _titles_between_rows(rows: Sequence[Row], shape: Shape) -> set[int]:
    """Which rows are a title alone between others that are whole or end as early as more do.

    A subheading in a torn text looks the same, but stands between the pieces of one row.
    """
    alone = {number for number, row in enumerate(rows) if not row.fault and shape.is_title_alone(row.cells)}
    beside = {number + step for number in alone for step in (-1, 1)}
    usual = {len(row.cells) for number, row in enumerate(rows) if number not in beside and shape.ends_early(row)}

    def is_row(number: int) -> bool:
        if not 0 <= number < len(rows):
            return True
        row = rows[number]
        is_whole = not row.fault and not row.odd and is_as_wide(row.cells, shape.width)
        return is_whole or (shape.ends_early(row) and len(row.cells) in usual)

    return {number for number in alone if is_row(number - 1) and is_row(number + 1)}


def _kinds(rows: list[list[str]], expected: Sequence[frozenset[str]], reach: int) -> Iterator[frozenset[str]]:
    """What each column up to the last text holds, where some cells tell it; else what its name tells."""
    for column, named in enumerate(expected):
        kinds = [kind for cells in rows if (kind := kind_of(cells[column])) != "empty"]
        yield frozenset(kinds) if len(kinds) >= _ENOUGH and column < reach else named
