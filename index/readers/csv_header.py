"""Whether a text is a table of articles, and how it is written: the beginning of a text in, a Table out.

A table has a line of short names and rows as wide as it. Prose has not, and is never taken for one; a file
that its name calls a table is held to less. Lines above a header that is clear are gone over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from index.readers.csv_dialect import Sample, dialect_of
from index.readers.csv_rows import MOST_COLUMNS, Dialect, RowReader, Window
from index.readers.csv_shape import Shape
from index.readers.header_words import in_usual_words
from index.readers.interfaces import usual_fields
from index.readers.mapping import FIELDS
from index.readers.values import bare_name

SAMPLE: Final = 1 << 20
"""Characters of a text that are looked at."""

ADVICE: Final = "name them in a mapping file (--mapping), or give it a first line such as title,body,url,date"

_DELIMITERS = ",;\t|"
_NO_DELIMITER = "\x1f"  # for a table of one column, where a comma is a comma
_LONGEST_HEADER = 200_000
_LONGEST_NAME = 60
_MOST_ABOVE = 20
_CLEAR = 0.8
KNOWN: Final = frozenset(name for names in FIELDS.values() for name in names) | {"secured", "related"}
"""The bare names of fields."""
_CONTENT = frozenset(name for field in ("title", "excerpt", "body") for name in FIELDS[field])
_URLS = frozenset(FIELDS["url"])
_ADDRESSES, _TEXTS = frozenset(("address",)), frozenset(("text", "figures"))
_OPENING = re.compile(r"(?:[ \t]*\n)*(?:sep=(?P<mark>[,;|\t])[ \t]*\n)?", re.I)
_COMMENT = re.compile(r"[ \t\"]*(?:#|//|--|%)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its names, where its rows begin, and what they look like. `known`: its names are those of articles.

    `above` are the lines above the header that say something else.
    """

    dialect: Dialect
    header: tuple[str, ...]
    start: int
    known: bool
    shape: Shape
    above: int = 0


class _Header(NamedTuple):
    """A line that may be a header, read with one delimiter; `known` counts its names of articles."""

    names: tuple[str, ...]
    known: int
    quoted: bool
    delimiter: str
    quote: str
    end: int


@dataclass(frozen=True, slots=True)
class _Naming:
    """What names a column: `places` are those of a mapping. `is_table`: the file's name says that it is one."""

    places: frozenset[str]
    is_table: bool

    def known(self, names: tuple[str, ...]) -> int:
        """How many of the names are fields of articles; 0 if they are too few, or none is a text's."""
        bare = set(_bare(names, self.places)) - {""}
        if any("." in name for name in names):  # an object made flat
            bare |= set(map(bare_name, usual_fields(dict.fromkeys(names, "x"))))
        mapped, known = len(bare & self.places), len(bare & (KNOWN | self.places))
        return known if mapped or (known >= 2 - self.is_table and bare & _CONTENT) else 0


def find_table(text: str, places: Collection[str] = (), *, is_table: bool = False) -> Table | None:
    """The table that a text is, or None. `places` are bare names that a mapping adds to those that are known.

    `is_table` says that the file is named as one: then one known name of a text is enough for a header.

    >>> find_table("title;body\\nFerry runs;At last.\\n").header
    ('title', 'body')
    >>> find_table("Title, then body\\nThe ferry runs, at last.\\n")
    >>> find_table("# of 2021\\ntitle;body;url\\nFerry runs;At last.;\\n").above
    1
    """
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    naming = _Naming(frozenset(places), is_table)
    first = _table_at(text, start, naming)
    if first and first.known:
        return first
    return _table_below(text, start, naming) or first


def why_no_table(text: str, *, is_mapped: bool) -> str:
    """Why a file that is named as a table is read as none, and what to do."""
    opening = _OPENING.match(text)
    line = text[opening.end() if opening else 0 :][:_LONGEST_HEADER].partition("\n")[0]
    mark = max(_DELIMITERS, key=line.count)
    shown = ", ".join(cell.strip(' "')[:30] for cell in line.split(mark)[:5])
    unmet = ", nor to the mapping" if is_mapped else ""
    return f"a table whose first line ({shown}) names no columns known as those of articles{unmet}; {ADVICE}"


def _table_at(text: str, start: int, naming: _Naming, clear: bool = False) -> Table | None:
    """The table whose header stands there, if one does; the best of what the delimiters make of it.

    `clear`: nothing but a header of articles can be meant.
    """
    found: list[tuple[int, float, Table]] = []
    for header in _headers_at(text, start, naming, clear):
        if clear and not _is_clear(header, naming):
            continue
        cut_short = len(text) > header.end + SAMPLE
        sample = Sample(
            text[header.end : header.end + SAMPLE], cut_short, *_expected(_bare(header.names, naming.places))
        )
        known = header.known > 0
        dialect = dialect_of(sample, header.delimiter, header.quote, quoted_header=header.quoted, known=known)
        weight = _weight(sample, dialect, header, naming)
        if weight and (not clear or naming.is_table or weight >= _CLEAR):
            shape = sample.shape(dialect)
            found.append((header.known, weight, Table(dialect, header.names, header.end, known, shape)))
    return max(found, key=lambda one: one[:2], default=(0, 0.0, None))[2]


def _table_below(text: str, start: int, naming: _Naming) -> Table | None:
    """The table behind lines that say something about it, where its header is clear."""
    position, lines = start, list[str]()
    while len(lines) < _MOST_ABOVE and (end := text.find("\n", position, position + _LONGEST_HEADER)) != -1:
        if line := text[position:end].strip():
            lines.append(line)
        position = end + 1
        found = _table_at(text, position, naming, clear=True) if lines else None
        if found and all(_may_stand_above(line, found) for line in lines):
            return replace(found, above=len(lines))
    return None


def _is_clear(header: _Header, naming: _Naming) -> bool:
    """Whether a line is a header wherever it stands: it has three known names, or no others; of prose, half are."""
    filled = sum(map(bool, header.names))
    return header.known >= max(2, min(3, filled)) and (naming.is_table or header.known * 2 >= filled)


def _may_stand_above(line: str, table: Table) -> bool:
    """Whether a line is a comment or a caption: in a row of the table it would fill fewer cells than the header."""
    if _COMMENT.match(line):
        return True
    row = RowReader(Window([line]), table.dialect).row(0)
    return sum(bool(cell.strip()) for cell in row.cells) < sum(map(bool, table.header))


def _headers_at(text: str, start: int, naming: _Naming, clear: bool) -> Iterator[_Header]:
    """What the delimiters make of the line at a position, where that may be a header."""
    opening = text[start : start + _LONGEST_HEADER]
    line = opening.partition("\n")[0]
    marks = [mark for mark in _DELIMITERS if mark in line]
    for mark in marks or [_NO_DELIMITER] * naming.is_table:
        if clear and naming.known(tuple(line.split(mark))) < 2:
            continue  # nearly all lines of nearly all texts
        single = re.fullmatch(rf"'[^'\n]*'(?:{re.escape(mark)}'[^'\n]*')+", line.strip())
        quote = "'" if single else '"'
        row = RowReader(Window([opening]), Dialect(mark, quote)).row(0)
        names = tuple(" ".join(cell.split()) for cell in row.cells)
        known = naming.known(names)
        if not row.fault and row.end < _LONGEST_HEADER and _may_be_header(names, known, naming):
            yield _Header(names, known, any(row.quoted), mark, quote, start + row.end)


def _may_be_header(names: tuple[str, ...], known: int, naming: _Naming) -> bool:
    """Whether these are names: short ones, most of them different; where three are known a quarter may be others."""
    filled = [name for name in names if name]
    if not filled or len(names) > MOST_COLUMNS:
        return False
    odd = sum(len(name) > _LONGEST_NAME or name[-1] in ".!?:," for name in filled)
    if known >= 3:
        return odd * 4 <= len(filled)
    if naming.is_table and known == len(filled):
        return True
    return not odd and len(filled) >= 2 and len({bare_name(name) for name in filled}) >= len(filled) / 2


def _bare(names: Sequence[str], places: frozenset[str]) -> list[str]:
    """The bare names of columns, those of other languages as the fields they mean."""
    return [bare_name(name) for name in in_usual_words(names, KNOWN | places)]


def _expected(bare: Sequence[str]) -> tuple[tuple[frozenset[str], ...], int]:
    """The kinds of cells that go under bare names, and how many columns there are up to the last with a text."""
    kinds = tuple(_ADDRESSES if name in _URLS else _TEXTS if name in _CONTENT else frozenset[str]() for name in bare)
    return kinds, max((number for number, name in enumerate(bare, 1) if name in _CONTENT), default=len(bare))


def _weight(sample: Sample, dialect: Dialect, header: _Header, naming: _Naming) -> float:
    """How much of the first rows is a table under this header, of 1; 0 where that is none."""
    share, width = sample.share(dialect, known=header.known > 0), len(header.names)
    if header.known and naming.is_table:
        return share or 0.01
    if header.known >= min(3, width):  # a header that nothing but a table of articles has
        if share is None:
            return 0.01
        unclosed = bool(sample.rows(dialect)[0].fault)
        return share if share >= 0.1 else 0.01 if unclosed else 0.0
    if share is None:
        return 0.0
    if header.known:
        return share if share >= 0.5 else 0.0
    return share if share == 1 and len(sample.rows(dialect)) >= 3 and width >= 3 else 0.0
