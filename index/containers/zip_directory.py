"""The directory of a zip archive, which stands at its end: where it is, and its entries one by one.

Names and layouts are those of PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16. Not for the members'
data (`index.containers.zip_members`).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.containers.streams import Broken

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_UNKNOWN = 0xFFFFFFFF
_NO_DIRECTORY = "its directory, which stands at the end, is missing or damaged: it may be cut short"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the directory tells it; its header and data lie from `offset` to at least `end`."""

    name: str
    flags: int
    method: int
    crc: int
    packed_size: int
    offset: int
    end: int
    mode: int

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 1)


def data_start(handle: BinaryIO, entry: Entry) -> int:
    """Where a member's packed bytes begin, behind its own header. Raises Broken where that is not."""
    handle.seek(entry.offset)
    header = handle.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise Broken("its archive's directory names a place where it is not")
    *_, name_length, extra_length = _LOCAL.unpack(header)
    return entry.offset + _LOCAL.size + int(name_length) + int(extra_length)


def directory_place(handle: BinaryIO) -> tuple[int, int]:
    """Where the directory begins and how long it is. Raises Broken where there is none."""
    length = handle.seek(0, os.SEEK_END)
    tail_start = max(0, length - _END.size - _LONGEST_COMMENT)
    handle.seek(tail_start)
    tail = handle.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise Broken(_NO_DIRECTORY)
    _, disk, _, _, count, size, start, _ = _END.unpack_from(tail, found)
    if disk not in (0, 0xFFFF):
        raise Broken("it is one of several parts of an archive; put them together first")
    if 0xFFFF in (disk, count) or _UNKNOWN in (size, start):
        start, size = _directory_place_64(handle, tail_start + found) or (start, size)
    if start + size > tail_start + found:
        raise Broken(_NO_DIRECTORY)
    return start, size


def _directory_place_64(handle: BinaryIO, end: int) -> tuple[int, int] | None:
    """The same from the record of large archives, where there is one."""
    handle.seek(max(0, end - _END_64_LOCATOR.size))
    locator = handle.read(_END_64_LOCATOR.size)
    if not locator.startswith(b"PK\x06\x07") or len(locator) < _END_64_LOCATOR.size:
        return None
    _, _, place, _ = _END_64_LOCATOR.unpack(locator)
    if place > end:
        raise Broken(_NO_DIRECTORY)
    handle.seek(place)
    record = handle.read(_END_64.size)
    if not record.startswith(b"PK\x06\x06") or len(record) < _END_64.size:
        raise Broken(_NO_DIRECTORY)
    *_, size, start = _END_64.unpack(record)
    return int(start), int(size)


def entries(handle: BinaryIO, start: int, size: int) -> Iterator[Entry]:
    """The entries of the directory, each read when it is asked for. Raises Broken behind the last whole one."""
    at, end = start, start + size
    while at < end:
        handle.seek(at)
        header = handle.read(_ENTRY.size)
        if len(header) < _ENTRY.size or not header.startswith(b"PK\x01\x02"):
            raise Broken("its directory is damaged: members behind the damage are not read")
        values = _ENTRY.unpack(header)
        rest = handle.read(sum(values[10:13]))
        yield _entry(values, rest)
        at += _ENTRY.size + len(rest)


def _entry(values: tuple[int, ...], rest: bytes) -> Entry:
    _, _, _, flags, method, _, _, crc, packed, plain, name_length, extra_length, _, _, _, attributes, offset = values
    sizes = [plain, packed, offset]
    large = _large_values(rest[name_length : name_length + extra_length])
    for number, value in enumerate(sizes):
        if value == _UNKNOWN and large:
            sizes[number] = large.pop(0)
    _, packed, offset = sizes
    end = offset + _LOCAL.size + name_length + packed
    return Entry(_decoded_name(rest[:name_length], flags), flags, method, crc, packed, offset, end, attributes >> 16)


def _large_values(extra: bytes) -> list[int]:
    """The sizes and the place that need 64 bits, from the extra field 1."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            data = extra[at + 4 : at + 4 + length]
            return list(struct.unpack_from(f"<{len(data) // 8}Q", data))
        at += 4 + length
    return []


def _decoded_name(name: bytes, flags: int) -> str:
    """Many write UTF-8 without saying so; what is not, is in the old code page of the form."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "surrogateescape") if flags & 0x800 else name.decode("cp437")
