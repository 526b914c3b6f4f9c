"""Files on disk to records: walks the sources, tells what each file is and gives it to its reader.

What a file is, its content tells, never its name. In this order:

1. nothing in it, or nothing but blanks                       Skip
2. a known binary form, or bytes that are no text             Skip
3. opens with a line of `---`, or with fields of an article   front_matter
4. opens as a JSON object or a list of objects                records (JSON, or JSON Lines)
5. opens as RSS, Atom, NITF or NewsML-G2                      xml_forms
6. opens with an HTML declaration, element or comment         html
7. other markup (XML, SVG)                                    Skip
8. a line of names, and rows as wide as it                    csv_records; Skip if no name is known
9. a README, LICENSE and the like met in a folder             Skip: it is about the folder
10. prose of 40 words or more                                 page_text
11. anything else                                             Skip

A Skip is no article; a Rejection is one that could not be read. Not for cleaning or merging.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, permutations
from pathlib import Path
from typing import BinaryIO, Final

from index.article import Origin
from index.errors import SourceUnreadable
from index.readers.csv_header import find_table
from index.readers.csv_records import read_csv
from index.readers.encoding import decode_blocks, decode_text, is_text
from index.readers.front_matter import is_front_matter, read_front_matter
from index.readers.html import is_html, is_other_markup, read_html
from index.readers.mapping import FieldReader
from index.readers.page_text import read_page_text
from index.readers.records import LONGEST_LINE, is_json, is_json_lines, read_json, read_json_lines
from index.readers.xml_forms import read_xml, xml_form
from index.record import Record, Rejection, Skip

LARGEST_FILE: Final = 64 * 1024 * 1024
"""The largest file read whole; JSON Lines, feeds and CSV of any size are read record by record."""

Found = Record | Rejection | Skip

_SAMPLE = 64 * 1024
_BLOCK = 4 << 20
_BINARY_FORMS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"BZh91AY&SY", "compressed (bzip2); unpack it first"),
    (b"\xfd7zXZ\0", "compressed (xz); unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd); unpack it first"),
    (b"7z\xbc\xaf", "compressed (7z); unpack it first"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF89a", "an image"),
    (b"SQLite format 3\0", "a database"),
    (b"{\\rtf", "a word processor document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"WARC/", "a web archive (WARC)"),
)
_ABOUT_THE_FOLDER = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|authors|contributors|contributing|changelog|changes|robots)(?:[.\-_].*)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. `name` is its lasting place: the name of its source, then the path in it.

    `named` says that it was named as a source itself, so that it is read even if it is a README.
    """

    path: Path
    name: str
    named: bool = False


def find_files(sources: Sequence[Path]) -> Iterator[SourceFile | Rejection | Skip]:
    """Every file of the sources, in an order that is the same each time; raises SourceUnreadable at once.

    A folder is walked to its depth, links followed once; a file is itself. Hidden files and folders
    are passed over. Where two sources have the same name, as many parent folders as it takes are
    put before it.
    """
    roots = [Path(os.path.abspath(source)) for source in sources]  # noqa: PTH100 - resolve() would follow links
    for root in roots:
        _check(root)
    return _walk_all(list(dict.fromkeys(roots)))


def _check(root: Path) -> None:
    shown = _printable(str(root))
    try:
        mode = root.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(root).close()
    except FileNotFoundError:
        raise SourceUnreadable(f"there is nothing at {shown}: name a file or a folder that exists") from None
    except (OSError, ValueError) as error:
        raise SourceUnreadable(f"{shown} cannot be read: {_system_reason(error)}") from error


def _walk_all(roots: list[Path]) -> Iterator[SourceFile | Rejection | Skip]:
    seen: set[tuple[int, int]] = set()
    for root, name in zip(roots, _source_names(roots), strict=True):
        yield from _walk(root, name, seen)


def _source_names(roots: Sequence[Path]) -> list[str]:
    """The last part of each path; where that is not its alone, as many parts as tell all of them apart."""
    parts = [[_printable(part).strip("/") for part in root.parts] for root in roots]
    for length in range(1, max(map(len, parts), default=0)):
        sizes = [1 if _is_alone(path, parts) else length for path in parts]
        names = ["/".join(path[-size:]) for path, size in zip(parts, sizes, strict=True)]
        if not any(f"{two}/".startswith(f"{one}/") for one, two in permutations(names, 2)):
            return names
    return ["/".join(path) for path in parts]


def _is_alone(path: list[str], paths: list[list[str]]) -> bool:
    return sum(other[-1:] == path[-1:] for other in paths) == 1


def _walk(root: Path, root_name: str, seen: set[tuple[int, int]]) -> Iterator[SourceFile | Rejection | Skip]:
    """One source, depth first in order of names, without recursion: folders may be nested any depth."""
    waiting = [(root, root_name)]
    while waiting:
        path, name = waiting.pop()
        try:
            status = path.stat()
            folder = stat.S_ISDIR(status.st_mode)
            entries = sorted(path.iterdir(), reverse=True) if folder else []
        except OSError as error:
            yield Rejection(Origin(name), f"cannot be read: {_system_reason(error)}")
            continue
        key = (status.st_dev, status.st_ino)
        if key in seen:
            yield Skip(Origin(name), "the same file or folder was already read under another name")
            continue
        seen.add(key)
        if folder:
            for entry in entries:
                place = f"{name}/{_printable(entry.name)}"
                if entry.name.startswith("."):
                    yield Skip(Origin(place), "hidden")
                else:
                    waiting.append((entry, place))
        elif stat.S_ISREG(status.st_mode):
            yield SourceFile(path, name, named=path == root)
        else:
            yield Skip(Origin(name), "not a regular file")


def _printable(name: str) -> str:
    """A file name as one line of printable text; different names stay different.

    >>> _printable("a\\nb"), _printable("caf\\udce9")
    ('a\\\\nb', 'caf\\\\xe9')
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(map(_printable_character, name))


def _printable_character(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python writes a byte that is no text
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isprintable() and character != "\\":
        return character
    return character.encode("unicode_escape").decode("ascii")


def _system_reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error) or "unknown").lower()


def read_file(file: SourceFile, fields: FieldReader | None = None) -> Iterator[Found]:
    """The records of one file, by what it holds; `fields` reads JSON and CSV. Nothing in a file makes this raise."""
    fields = fields or FieldReader()
    try:
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as handle:  # noqa: PTH123 - a descriptor: a pipe put here meanwhile must not block
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                yield from _read_open(handle, file, fields)
            else:
                yield Skip(Origin(file.name), "not a regular file")
    except (OSError, ValueError) as error:
        yield Rejection(Origin(file.name), f"cannot be read: {_system_reason(error)}")


def _read_open(handle: BinaryIO, file: SourceFile, fields: FieldReader) -> Iterator[Found]:
    data = handle.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        del data
        found = _read_large(handle, file, fields)
    elif reason := _why_not_text(data):
        yield Skip(Origin(file.name), reason)
        return
    else:
        found = _read_text(decode_text(data), file, fields)
    try:
        yield from found
    except OSError:
        raise
    except Exception as error:
        # A reader that stumbles must not end a rebuild. Not the message: it may quote the file.
        yield Rejection(Origin(file.name), f"its reader failed on it ({type(error).__name__}); please report it")


def _why_not_text(data: bytes) -> str:
    """What makes a file no text at all, or nothing."""
    if not data:
        return "empty"
    for mark, form in _BINARY_FORMS:
        if data.startswith(mark):
            return f"not text: {form}"
    return "" if is_text(data) else "not text: an unknown binary form"


def _read_text(text: str, file: SourceFile, fields: FieldReader) -> Iterator[Found]:
    origin = Origin(file.name)
    if not text.strip():
        yield Skip(origin, "nothing in it but blanks")
    elif is_front_matter(text):
        yield from read_front_matter(text, origin)
    elif is_json(text):
        if is_json_lines(text):
            yield from read_json_lines(_lines_of(text), file.name, fields)
        else:
            yield from read_json(text, origin, fields)
    elif form := xml_form(text):
        yield from read_xml(form, [text], origin)
    elif is_html(text):
        yield from read_html(text, origin)
    elif is_other_markup(text):
        yield Skip(origin, "XML of a kind that is not read; RSS, Atom, NITF and NewsML-G2 are")
    elif table := find_table(text, fields.places):
        yield from read_csv((text,), file.name, table, fields)
    elif not file.named and _ABOUT_THE_FOLDER.fullmatch(file.path.name):
        yield Skip(origin, "about the folder, not an article; name it as a source itself to have it read")
    else:
        yield from read_page_text(text, origin)


def _lines_of(text: str) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line if len(line) <= LONGEST_LINE else None


def _read_large(handle: BinaryIO, file: SourceFile, fields: FieldReader) -> Iterator[Found]:
    """A file too large to be read whole: JSON Lines, a feed, CSV, or nothing that can be read."""
    handle.seek(0)
    opening = decode_text(handle.readline(LONGEST_LINE) + handle.readline(_SAMPLE))
    handle.seek(0)
    if is_json(opening) and is_json_lines(opening):
        yield from read_json_lines(_lines_from(handle), file.name, fields)
        return
    blocks = decode_blocks(iter(partial(handle.read, _BLOCK), b""))
    first = next(blocks, "")
    if form := xml_form(first):
        yield from read_xml(form, chain((first,), blocks), Origin(file.name))
    elif table := find_table(first, fields.places):
        yield from read_csv(chain((first,), blocks), file.name, table, fields)
    else:
        size = f"{LARGEST_FILE // 2**20} MiB"
        yield Rejection(Origin(file.name), f"larger than {size}: split it, or write its records as JSON Lines or CSV")


def _lines_from(handle: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """The lines of a file with their numbers, never more than one in memory; None for one too long."""
    number = 0
    while line := handle.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = handle.readline(LONGEST_LINE)
            yield number, None
        else:
            yield number, decode_text(line)
