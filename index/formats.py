"""The bytes of one file or member to records: tells what it is, and calls its reader.

What it is, its content tells; of its name `.csv` and `.tsv` alone count. In this order:

1. nothing in it, or nothing but blanks                       Skip
2. a known binary form, or bytes that are no text             Skip
3. named as a table, with a known name of a column            csv_records
4. opens as a JSON object or a list of objects                records (JSON, or JSON Lines)
5. opens as RSS, Atom, NITF or NewsML-G2                      xml_forms
6. anything else that is named as a table                     Rejection: it is no article
7. opens with a line of `---`, or with fields of an article   front_matter
8. opens with an HTML declaration, element or comment         html
9. other markup (XML, SVG)                                    Skip
10. a line of names, and rows as wide as it                   csv_records; Skip if no name is known
11. a README, LICENSE and the like met in a folder            Skip: it is about the folder
12. prose of 40 words or more                                 page_text
13. anything else                                             Skip

Not for containers and compressed bytes (`index.unpacking`, which looks for them first).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

from index.article import Origin
from index.containers.members import NO_CAPTURE, Capture
from index.containers.streams import BLOCK, Broken, Stream
from index.readers.csv_header import Table, find_table, why_no_table
from index.readers.csv_records import read_csv
from index.readers.encoding import decode_blocks, decode_text, encoding_of, is_text
from index.readers.faults import guarded
from index.readers.front_matter import is_front_matter, read_front_matter
from index.readers.html.page import is_html, is_other_markup, read_html
from index.readers.mapping import FieldReader
from index.readers.page_text import read_page_text
from index.readers.records import LONGEST_LINE, is_json, is_json_lines, read_json, read_json_lines
from index.readers.xml_forms import read_xml, xml_form
from index.record import Record, Rejection, Skip

LARGEST_FILE: Final = 64 * 1024 * 1024
"""The largest file or member read whole; JSON Lines, feeds and CSV of any size are read record by record."""
LARGE: Final = 4 * 1024 * 1024
"""A file or member of at least this size is shared by processes record by record."""

Found = Record | Rejection | Skip

_SAMPLE = 64 * 1024
_OPENING = 4 * 1024 * 1024  # what tells the encoding of a file that is not read whole
_BINARY_FORMS = (
    (b"%PDF-", "a PDF"),
    (b"\x1f\x9d", "compressed (compress); unpack it first"),
    (b"7z\xbc\xaf", "compressed (7z); unpack it first"),
    (b"Rar!\x1a\x07", "compressed (RAR); unpack it first"),
    (b"LZIP", "compressed (lzip); unpack it first"),
    (b"\x04\x22\x4d\x18", "compressed (lz4); unpack it first"),
    (b"filedesc:/", "a web archive in the old ARC form; convert it to WARC"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF89a", "an image"),
    (b"SQLite format 3\0", "a database"),
    (b"{\\rtf", "a word processor document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_ABOUT_THE_FOLDER = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|authors|contributors|contributing|changelog|changes|robots)(?:[.\-_].*)?",
    re.I,
)
_TABLE = re.compile(r".*\.(?:csv|tsv)(?:\.(?:gz|bz2|xz|zst|zstd))*", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or member to read: its place, the end of its name, and how it came from the web, if it did.

    `named` says that it was named as a source itself, so that it is read even if it is a README.
    """

    place: str
    last_name: str
    named: bool = False
    capture: Capture = NO_CAPTURE


def open_entry(stream: Stream, entry: Entry, fields: FieldReader) -> tuple[bool, Iterator[Found]]:
    """Whether an entry is large, and what it holds, read as it is asked for. Nothing in it raises but TooMuch."""
    origin = Origin(entry.place)
    head = stream.peek(_SAMPLE)
    if head and (reason := _why_not_text(head)):
        return False, iter([Skip(origin, reason)])
    data, broken = read_up_to(stream, LARGEST_FILE + 1)
    if broken:
        found = _read_broken(data, entry, broken, fields)
    elif not data:
        return False, iter([Skip(origin, "empty")])
    elif len(data) > LARGEST_FILE:
        stream.unread(data)
        found = _read_large(stream, entry, fields)
    else:
        found = _read_data(data, entry, fields)
    return len(data) >= LARGE, _until_break(found, origin)


def is_about_folder(last_name: str) -> bool:
    """Whether a file of this name is about its folder: the one case in which a name counts.

    >>> is_about_folder("README.md"), is_about_folder("story.md")
    (True, False)
    """
    return _ABOUT_THE_FOLDER.fullmatch(last_name) is not None


def is_table_name(last_name: str) -> bool:
    """Whether a name says that a file is a table: it is read as one or rejected, and is never one long article.

    >>> is_table_name("dump.CSV.gz"), is_table_name("csv.txt")
    (True, False)
    """
    return _TABLE.fullmatch(last_name) is not None


def read_up_to(stream: Stream, most: int) -> tuple[bytes, Broken | None]:
    """At most so many of the next bytes, and the break before which fewer came, if there is one."""
    pieces: list[bytes] = []
    left = most
    try:
        while left and (piece := stream.read(min(BLOCK, left))):
            pieces.append(piece)
            left -= len(piece)
    except Broken as broken:
        return b"".join(pieces), broken
    return b"".join(pieces), None


def _until_break(found: Iterator[Found], origin: Origin) -> Iterator[Found]:
    """The same, but that a break or a reader that stumbles becomes a Rejection and ends it, not the rebuild."""
    try:
        yield from guarded(found, origin)
    except Broken as broken:
        yield Rejection(origin, f"{broken}; what stands before that is read")


def _why_not_text(head: bytes) -> str:
    """What makes a file no text at all, or nothing."""
    for mark, form in _BINARY_FORMS:
        if head.startswith(mark):
            return f"not text: {form}"
    return "" if is_text(head) else "not text: an unknown binary form"


def _read_data(data: bytes, entry: Entry, fields: FieldReader) -> Iterator[Found]:
    yield from _read_text(decode_text(data, entry.capture.charset), entry, fields)


def _read_text(text: str, entry: Entry, fields: FieldReader) -> Iterator[Found]:
    origin = Origin(entry.place)
    if not text.strip():
        yield Skip(origin, "nothing in it but blanks")
    elif table := _named_table(text, entry, fields):
        yield from read_csv((text,), entry.place, table, fields)
    elif is_json(text):
        if is_json_lines(text):
            yield from read_json_lines(_lines_of(text), entry.place, fields)
        else:
            yield from read_json(text, origin, fields)
    elif form := xml_form(text):
        yield from read_xml(form, [text], origin)
    elif is_table_name(entry.last_name):
        yield _unread_table(text, entry, fields)
    elif is_front_matter(text):
        yield from read_front_matter(text, origin)
    elif is_html(text):
        yield from read_html(text, origin, entry.capture.address)
    elif is_other_markup(text):
        yield Skip(origin, "XML of a kind that is not read; RSS, Atom, NITF and NewsML-G2 are")
    elif table := find_table(text, fields.places):
        yield from read_csv((text,), entry.place, table, fields)
    elif not entry.named and is_about_folder(entry.last_name):
        yield Skip(origin, "about the folder, not an article; name it as a source itself to have it read")
    else:
        yield from read_page_text(text, origin)


def _named_table(text: str, entry: Entry, fields: FieldReader) -> Table | None:
    """The table of articles in a file that is named as a table, if there is one."""
    table = find_table(text, fields.places, is_table=True) if is_table_name(entry.last_name) else None
    return table if table and table.known else None


def _unread_table(text: str, entry: Entry, fields: FieldReader) -> Rejection:
    return Rejection(Origin(entry.place), why_no_table(text, is_mapped=bool(fields.places)))


def _lines_of(text: str) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line if len(line) <= LONGEST_LINE else None


def _read_broken(data: bytes, entry: Entry, broken: Broken, fields: FieldReader) -> Iterator[Found]:
    """What came before a break: whole lines of JSON Lines and CSV, entries of a feed. Half a page is no article."""
    text = decode_text(data, entry.capture.charset)
    lines = text.rpartition("\n")[0]
    if table := _named_table(lines, entry, fields):
        yield from read_csv((lines,), entry.place, table, fields)
    elif is_json(text) and is_json_lines(text):
        yield from read_json_lines(_lines_of(lines), entry.place, fields)
    elif form := xml_form(text):
        yield from (item for item in read_xml(form, [text], Origin(entry.place)) if not isinstance(item, Rejection))
    elif table := find_table(lines, fields.places):
        yield from read_csv((lines,), entry.place, table, fields)
    else:
        yield Rejection(Origin(entry.place), str(broken))
        return
    raise broken


def _read_large(stream: Stream, entry: Entry, fields: FieldReader) -> Iterator[Found]:
    """A file too large to be read whole: JSON Lines, a feed, CSV, or nothing that can be read."""
    charset = encoding_of(stream.peek(_OPENING), whole=False)[1]
    lines = stream.readline(LONGEST_LINE) + stream.readline(_SAMPLE)
    stream.unread(lines)
    opening = decode_text(lines, charset)
    if is_json(opening):
        if is_json_lines(opening):
            yield from read_json_lines(_lines_from(stream, charset), entry.place, fields)
            return
        if len(lines.split(b"\n", 1)[0]) >= LONGEST_LINE:
            yield from _read_behind_long_line(stream, charset, entry, fields)
            return
    blocks = decode_blocks(iter(partial(stream.read, _OPENING), b""))
    first = next(blocks, "")
    if form := xml_form(first):
        yield from read_xml(form, chain((first,), blocks), Origin(entry.place))
    elif table := _named_table(first, entry, fields):
        yield from read_csv(chain((first,), blocks), entry.place, table, fields)
    elif is_table_name(entry.last_name):
        yield _unread_table(first, entry, fields)
    elif table := find_table(first, fields.places):
        yield from read_csv(chain((first,), blocks), entry.place, table, fields)
    else:
        yield _too_large(entry)


def _too_large(entry: Entry) -> Rejection:
    size = f"{LARGEST_FILE // 2**20} MiB"
    return Rejection(Origin(entry.place), f"larger than {size}: split it, or write its records as JSON Lines or CSV")


def _read_behind_long_line(stream: Stream, charset: str, entry: Entry, fields: FieldReader) -> Iterator[Found]:
    """JSON Lines whose first line is too long: that shows only by what stands behind it."""
    end = _skip_line(stream).rstrip()[-1:]
    second = stream.readline(_SAMPLE)
    stream.unread(second)
    if end in b"{[,:" or not is_json(decode_text(second, charset)):
        yield _too_large(entry)
        return
    lines = chain(((1, None),), _lines_from(stream, charset, first=2))
    yield from read_json_lines(lines, entry.place, fields)


def _lines_from(stream: Stream, charset: str, first: int = 1) -> Iterator[tuple[int, str | None]]:
    """The lines of a stream with their numbers, never more than one in memory; None for one too long."""
    number = first
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            _skip_line(stream)
            yield number, None
        else:
            yield number, decode_text(line, charset)
        number += 1


def _skip_line(stream: Stream) -> bytes:
    """Pass over the rest of a line; its last bytes."""
    end = b""
    while piece := stream.readline(_SAMPLE):
        end = (end + piece)[-_SAMPLE:]
        if piece.endswith(b"\n"):
            break
    return end
