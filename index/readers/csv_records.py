"""CSV and its like (semicolons, tabs, bars) to Records: a header of names, then an article a row.

A row that does not fit is a Rejection and costs only itself: behind a quote that is never closed
reading goes on with the next line that is a row like those before. Not for telling a table from
prose (see `index.readers.csv_header`).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from msgspec.structs import replace

from index.article import Origin
from index.readers.csv_dates import date_orders, in_full
from index.readers.csv_header import ADVICE, KNOWN, Table
from index.readers.csv_rows import Row, RowReader, Window
from index.readers.csv_shape import is_as_wide, kind_of
from index.readers.faults import attempt
from index.readers.header_words import in_usual_words
from index.readers.mapping import FIELDS, LISTS, FieldReader
from index.readers.records import parse_json
from index.readers.values import bare_name
from index.record import Problem, Record, Rejection, Skip

READER: Final = "csv"

_LEARNED_ROWS = 200
_SEARCH = 16 << 20
"""Characters that may be looked at in a whole file, beyond a few times each bad row, to find the row behind it."""
_SHORTEST_CHARGE = 64
_STRAY_CHARGE = 128
"""Characters that are looked at in the time that one quote takes which is neither doubled nor closes a cell."""
_LONGEST_LIST = 20_000
_LOOK_AHEAD = 64 * 1024
_LINE = re.compile(r"\n(?=[^\n])")


def read_csv(
    blocks: Iterable[str], path: str, table: Table, fields: FieldReader | None = None
) -> Iterator[Record | Rejection | Skip]:
    """A record a row, each with the line it begins in. `blocks` are the whole text, line ends as line feeds."""
    if not table.known:
        yield Skip(Origin(path), _unknown(table.header))
        return
    if table.above:
        yield Skip(Origin(path, 1), f"lines above the header of a table ({table.above}), which are no rows of it")
    fields = fields or FieldReader()
    window = Window(blocks)
    columns = _Columns(table, fields, window)
    found = False
    for line, row in _Rows(window, table).rows():
        found = True
        origin = Origin(path, line)
        if isinstance(row, str):
            yield Rejection(origin, row)
            continue
        if _repeats(row, table.header):
            yield Skip(origin, "the header of the table once more")
            continue
        record = attempt(origin, partial(_read_row, row, columns, fields, origin))
        if columns.problems and isinstance(record, Record):
            record = replace(record, problems=record.problems + columns.problems)
            columns.problems = ()
        yield record
    if not found:
        yield Skip(Origin(path), "a table with a header and no rows")


def _read_row(row: list[str], columns: _Columns, fields: FieldReader, origin: Origin) -> Record | Rejection | Skip:
    return fields.read(columns.fields(row), origin, READER)


def _repeats(row: list[str], header: tuple[str, ...]) -> bool:
    """Whether a row is the header once more, as where tables were put one behind the other."""
    return len(row) == len(header) and all(
        cell == name or (len(cell) < 2 * len(name) and " ".join(cell.split()) == name)
        for cell, name in zip(row, header, strict=True)
    )


def _unknown(header: tuple[str, ...]) -> str:
    shown = ", ".join(name[:30] for name in header[:5])
    return f"a table whose columns ({shown}) are not known as those of articles; {ADVICE}"


class _Columns:
    """Makes the fields of a row; `problems` is what is wrong with the header, told with the first record."""

    def __init__(self, table: Table, fields: FieldReader, window: Window) -> None:
        header = in_usual_words(table.header, KNOWN | fields.tops)
        self._header = list(header)
        self.problems: tuple[Problem, ...] = ()
        for number, name in enumerate(header):
            if name and name in header[:number]:
                self._header[number] = ""
                self.problems += (Problem(name[:100], "", "names two columns; the first is read"),)
        listed = {name for field in LISTS if field != "url" for name in FIELDS[field]} | fields.places
        self._lists = frozenset(name for name in self._header if bare_name(name) in listed)
        separated = dict(fields.mapping.separators) if fields.mapping else {}
        split = {name for field in ("authors", "topics") if field not in separated for name in FIELDS[field]}
        self._split = frozenset(name for name in self._header if bare_name(name) in split)
        dated = fields.date_names
        dates = {number: name for number, name in enumerate(self._header) if name and bare_name(name) in dated}
        self._orders = date_orders(window, table.start, table.dialect, dates) if dates else {}

    def fields(self, cells: list[str]) -> dict[str, object]:
        return {name: self._value(name, cell) for name, cell in zip(self._header, cells, strict=False) if name and cell}

    def _value(self, name: str, cell: str) -> object:
        if name in self._lists and cell[:1] == "[" and cell[-1:] == "]" and len(cell) <= _LONGEST_LIST:
            return _literal(cell)
        if order := self._orders.get(name):
            return in_full(cell, order)
        if name in self._split:
            mark = next((mark for mark in "|;" if mark in cell), "")
            return [part.strip() for part in cell.split(mark)] if mark else cell
        return cell


def _literal(cell: str) -> object:
    """The list that a cell writes out as JSON or as Python does; the cell itself if it is none.

    >>> _literal("['Ada Quill', 'Ben Ink']"), _literal("[Updated] Gold [rose]")
    (['Ada Quill', 'Ben Ink'], '[Updated] Gold [rose]')
    """
    for as_json in (str, _python_as_json):
        try:
            value = parse_json(as_json(cell))
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list):
            return value
    return cell


def _python_as_json(cell: str) -> str:
    """What Python writes out, if JSON can hold it: no sets, bytes or names that are not text."""
    return json.dumps(ast.literal_eval(cell))


class _Rows:
    """The rows of a table with the lines they begin in; of what is none, the reason in words."""

    def __init__(self, window: Window, table: Table) -> None:
        self._window = window
        self._reader = RowReader(window, table.dialect)
        self._width = len(table.header)
        self._shape = table.shape
        self._start = table.start
        self._kinds: list[set[str]] = [set() for _ in table.header]
        self._learned = 0
        self._number = 0
        self._credit = _SEARCH

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Each row that fits, or the reason why it does not, behind the line it begins in."""
        window = self._window
        window.at(self._start)
        position, line = self._start, 1 + window.text.count("\n", 0, self._start)
        while window.at(position):
            row = self._reader.row(position)
            following, broke_off = row.end, False
            if row.fault or any(cell.strip() for cell in row.cells):
                self._number += 1
                fits = self._fits(row) or self._ends_early(row)
                resumed = None if fits and not row.odd else self._next_row(position, row)
                if fits and resumed is None:
                    self._learn(row)
                    yield line, row.cells[: self._width]
                else:
                    following = resumed or row.end
                    broke_off = row.fault != "" and window.text[following - 1 : following] != "\n"
                    yield line, self._fault(row, line, position, following)
            line += window.text.count("\n", position, following)
            position = window.forget(following)
            if broke_off:
                position, line = self._next_line(position), line + 1

    def _next_line(self, position: int) -> int:
        """Where the next line begins, however far away."""
        window = self._window
        while (found := window.text.find("\n", position)) == -1:
            position = window.forget(len(window.text))
            if not window.more():
                return position
        return found + 1

    def _fits(self, row: Row) -> bool:
        return not row.fault and is_as_wide(row.cells, self._width)

    def _ends_early(self, row: Row) -> bool:
        """Whether a row is whole although its last cells are missing; what follows a torn one is no row."""
        if not self._shape.ends_early(row):
            return False
        following = self._reader.row(row.end, _LOOK_AHEAD)
        if not any(cell.strip() for cell in following.cells):
            return True
        return self._shape.may_be_followed(
            row, following.cells, lambda: self._reader.row(following.end, _LOOK_AHEAD).cells
        )

    def _learn(self, row: Row) -> None:
        if self._learned < _LEARNED_ROWS and self._fits(row):
            self._learned += 1
            for kinds, kind in zip(self._kinds, _kinds(row), strict=False):
                kinds.add(kind)

    def _next_row(self, start: int, row: Row) -> int | None:
        """The first line inside a row that does not fit, at which a row begins that is like those before."""
        left = self._credit + 2 * (row.end - start)
        position = start
        while left > 0 and (line := _LINE.search(self._window.text, position, row.end)):
            position = line.end()
            found = self._reader.row(position, left)
            left -= max(found.end - position, _SHORTEST_CHARGE) + _STRAY_CHARGE * found.strays
            self._credit = min(self._credit, left)
            if self._fits(found) and not found.odd and self._is_like_others(found):
                return position
        return None

    def _is_like_others(self, row: Row) -> bool:
        return not self._learned or all(kind in kinds for kinds, kind in zip(self._kinds, _kinds(row), strict=False))

    def _fault(self, row: Row, line: int, start: int, following: int) -> str:
        """What is wrong with a row, and where reading goes on."""
        text = self._window.text
        last = line + text.count("\n", start, following) - (text[following - 1 : following] == "\n")
        reason = row.fault or f"has {len(row.cells)} cells where the header has {self._width}"
        opened = [position for position in row.opened if position < following]
        if following < row.end and opened:
            reason = "has a quote that is not closed before the next row begins"
        place = f"row {self._number} {reason}"
        if opened and (row.fault or following < row.end):
            place += f"; it was opened in line {line + text.count(chr(10), start, opened[-1])}"
        return f"{place}; lines {line} to {last} are passed over" if last > line else place


def _kinds(row: Row) -> Iterator[str]:
    """What each cell looks like, in quotes or not."""
    for cell, quoted in zip(row.cells, row.quoted, strict=True):
        yield f"{quoted} {kind_of(cell)}"
