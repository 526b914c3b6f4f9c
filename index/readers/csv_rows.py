"""The rows of a CSV file: blocks of text in, rows of cells out, whatever stands wrong in between.

Read by RFC 4180 and what programs write beside it: other delimiters, backslashes before quotes,
line breaks and stray quotes inside quoted cells. Not for what the cells mean (`index.readers.csv_records`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

LARGEST_ROW: Final = 32 * 1024 * 1024
"""Characters that one row may have, and so one cell."""

MOST_COLUMNS: Final = 2_000

_MOST_ODD_QUOTES = 200  # in one cell; text that quotes more has doubled them or is no CSV
_FORGET_FROM = 1 << 20
_NO_VALUE = frozenset(("\\N", "NULL", "NaN", "nan", "None"))
_ESCAPED = re.compile(r"\\(.)", re.S)
_BLANKS = {"n": "\n", "t": "\t", "r": "\n", "N": ""}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file writes its rows. `quote` is "" where nothing is quoted; `escapes`: a backslash goes before signs."""

    delimiter: str = ","
    quote: str = '"'
    escapes: bool = False


class Row(NamedTuple):
    """One row. `end` is where the next begins, `opened` where quotes were opened.

    `fault` is why it is none, or "". `odd`: a quote inside a cell looks as if it opened one. `strays` is how
    many quotes inside its cells neither closed one nor were doubled.
    """

    cells: list[str]
    quoted: list[bool]
    end: int
    opened: list[int]
    fault: str = ""
    odd: bool = False
    strays: int = 0


class Window:
    """Blocks of text as one text, of which only what is still needed is held."""

    def __init__(self, blocks: Iterable[str]) -> None:
        self._blocks = iter(blocks)
        self.text = ""

    def more(self) -> bool:
        """Hold another block; whether there was one."""
        block = next(self._blocks, None)
        if block is None:
            return False
        self.text = self.text + block if self.text else block
        return True

    def at(self, position: int) -> str:
        """The character there, "" behind the last."""
        while position >= len(self.text) and self.more():
            pass
        return self.text[position : position + 1]

    def forget(self, position: int) -> int:
        """Drop what stands before a position, where that is worth it; the position as it is then."""
        if position < _FORGET_FROM or position * 2 < len(self.text):
            return position
        self.text = self.text[position:]
        return 0


class _Fault(Exception):
    """Ends a row that cannot be read on."""

    def __init__(self, reason: str, end: int) -> None:
        super().__init__(reason)
        self.end = end


class RowReader:
    """Reads rows of one dialect from a window, from any position of it."""

    def __init__(self, window: Window, dialect: Dialect) -> None:
        self._window = window
        self._dialect = dialect
        self._escapes_breaks = dialect.escapes and not dialect.quote
        self._plain_end = re.compile(rf"[{re.escape(dialect.delimiter)}\n]")
        self._escaped = re.compile(rf"\\([{re.escape(dialect.quote + dialect.delimiter)}\\\n])")
        self._blanks = re.compile("[ ]*" if dialect.delimiter == "\t" else "[ \t]*")
        self._opened: list[int] = []
        self._odd, self._strays = False, 0

    def row(self, start: int, limit: int | None = None) -> Row:
        """The row that begins at a position, of LARGEST_ROW characters at most, or fewer."""
        most = start + min(LARGEST_ROW if limit is None else limit, LARGEST_ROW)
        self._opened, self._odd, self._strays = [], False, 0
        cells: list[str] = []
        quoted: list[bool] = []
        position, fault = start, ""
        try:
            while True:
                is_quoted = self._is_quoted(position)
                cell, position = (self._quoted if is_quoted else self._plain)(position, most)
                cells.append(cell)
                quoted.append(is_quoted)
                mark = self._window.at(position)
                position += len(mark)
                if mark != self._dialect.delimiter:
                    break
                if len(cells) > MOST_COLUMNS:
                    raise _Fault(f"has more than {MOST_COLUMNS:,} cells", position)
        except _Fault as stop:
            fault, position = str(stop), stop.end
        return Row(cells, quoted, position, self._opened, fault, self._odd, self._strays)

    def _is_quoted(self, position: int) -> bool:
        return self._dialect.quote != "" and self._window.at(self._past_blanks(position)) == self._dialect.quote

    def _plain(self, start: int, most: int) -> tuple[str, int]:
        searched = start
        while (found := self._plain_end.search(self._window.text, searched, most)) is None or (
            self._escapes_breaks and self._is_escaped(found.start(), start - 1)
        ):
            searched = found.end() if found else max(min(len(self._window.text), most), start)
            if searched >= most:
                raise _Fault(f"is longer than {LARGEST_ROW:,} characters", searched)
            if not found and not self._window.more():
                break
        end = found.start() if found else len(self._window.text)
        cell = self._window.text[start:end]
        if cell in _NO_VALUE:
            return "", end
        return self._unescaped(cell), end

    def _quoted(self, start: int, most: int) -> tuple[str, int]:
        window, quote = self._window, self._dialect.quote
        opened = window.text.index(quote, start)
        self._opened.append(opened)
        searched, odd, doubled = opened + 1, 0, False
        while True:
            found = self._next_quote(searched, most)
            searched = found + 1
            if self._dialect.escapes and self._is_escaped(found, opened):
                continue
            if window.at(found + 1) == quote:
                searched, doubled = found + 2, True
                continue
            end = self._closing_end(found)
            if end != -1:
                break
            odd += 1
            self._strays += 1
            self._odd = self._odd or window.text[found - 1] in (self._dialect.delimiter, "\n")
            if odd > _MOST_ODD_QUOTES:
                raise _Fault("has a cell whose quotes do not match", found)
        cell = window.text[opened + 1 : found]
        if doubled:
            cell = cell.replace(quote * 2, quote)
        return self._unescaped(cell), end

    def _unescaped(self, cell: str) -> str:
        if not self._dialect.escapes or "\\" not in cell:
            return cell
        return self._escaped.sub(r"\1", cell) if self._dialect.quote else _without_escapes(cell)

    def _next_quote(self, position: int, most: int) -> int:
        window, quote = self._window, self._dialect.quote
        while (found := window.text.find(quote, position, most)) == -1:
            position = max(position, min(len(window.text), most))
            if position >= most:
                raise _Fault(f"is longer than {LARGEST_ROW:,} characters", most)
            if not window.more():
                raise _Fault("has a quote that is never closed", len(window.text))
        return found

    def _is_escaped(self, position: int, opened: int) -> bool:
        first = position
        while first - 1 > opened and self._window.text[first - 1] == "\\":
            first -= 1
        return (position - first) % 2 == 1

    def _closing_end(self, found: int) -> int:
        """Where the cell ends that this quote closes; -1 if it closes none."""
        end = self._past_blanks(found + 1)
        return end if self._window.at(end) in (self._dialect.delimiter, "\n", "") else -1

    def _past_blanks(self, position: int) -> int:
        """Where the blanks end that begin at a position, if any do."""
        while found := self._blanks.match(self._window.text, position):
            position = found.end()
            if position < len(self._window.text) or not self._window.more():
                break
        return position


def _without_escapes(cell: str) -> str:
    r"""A cell whose backslashes stand for blanks.

    >>> _without_escapes(r"one\ntwo"), _without_escapes(r"\N")
    ('one\ntwo', '')
    """
    return _ESCAPED.sub(lambda found: _BLANKS.get(found[1], found[1]), cell) if "\\" in cell else cell
