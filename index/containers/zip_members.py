"""A zip archive to its members, by its directory: stored, deflated, or packed with bzip2, xz or zstd.

The directory is walked entry by entry, so that millions cost little memory; `zipfile` would hold them
all, and in older versions reads members that lie upon one another. Not for encrypted members.
"""

from __future__ import annotations

import stat
import zlib
from array import array
from contextlib import suppress
from itertools import islice
from typing import BinaryIO, Final

import numpy as np

from index.article import Origin
from index.containers.budget import MOST_MEMBERS, Budget
from index.containers.compressed import BZIP2, DEFLATE, XZ, ZSTD, unpacked
from index.containers.members import Member, Members, Places, is_hidden, last_name
from index.containers.streams import Broken, Source, Stream
from index.containers.zip_directory import Entry, data_start, directory_place, entries
from index.record import Rejection, Skip

MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""What a zip archive opens with, the second one if it is empty."""

_METHODS = {8: DEFLATE, 12: BZIP2, 93: ZSTD, 95: XZ}
# How the first member of these is called; what they hold is no folder of files.
_DOCUMENTS = {
    "[Content_Types].xml": "an office document",
    "mimetype": "an office document or a book",
    "META-INF/MANIFEST.MF": "a Java archive",
}


def zip_members(handle: BinaryIO, place: str, budget: Budget) -> Members:
    """The files of a zip archive that can be read at any position. Raises Broken where its directory is."""
    start, size = directory_place(handle)
    overlapping = _overlapping(handle, start, size)
    places = Places(place, budget)
    for number, entry in enumerate(entries(handle, start, size)):
        if number == 0 and entry.name in _DOCUMENTS:
            yield Skip(Origin(place), f"not text: {_DOCUMENTS[entry.name]}")
            return
        if not entry.name.endswith("/"):
            origin = Origin(places.of(entry.name))
            yield _upon_others(origin) if number in overlapping else _member(handle, entry, origin, budget)


def _upon_others(origin: Origin) -> Rejection:
    return Rejection(origin, "lies upon another member of its archive, as in a file made to overwhelm its reader")


def _member(handle: BinaryIO, entry: Entry, origin: Origin, budget: Budget) -> Member | Rejection | Skip:
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        return Skip(origin, "not a regular file")
    if is_hidden(entry.name):
        return Skip(origin, "hidden")
    if entry.encrypted:
        return Rejection(origin, "encrypted: unpack it with its password first")
    if entry.method and entry.method not in _METHODS:
        return Rejection(origin, f"packed by method {entry.method}, which is not read")
    packed = Stream(_Packed(handle, entry).take)
    plain = unpacked(packed, _METHODS[entry.method], budget) if entry.method else packed
    return Member(origin.path, Stream(_checked(plain, entry.crc)), last_name(entry.name))


class _Packed:
    """A Source of the packed bytes of one member; others may read the same handle in between."""

    def __init__(self, handle: BinaryIO, entry: Entry) -> None:
        self._handle = handle
        self._entry = entry
        self._at: int | None = None
        self._left = entry.packed_size

    def take(self, size: int) -> bytes:
        if self._at is None:
            self._at = data_start(self._handle, self._entry)
        self._handle.seek(self._at)
        data = self._handle.read(min(size, self._left))
        self._at += len(data)
        self._left -= len(data)
        return data


def _checked(stream: Stream, crc: int) -> Source:
    """The bytes of a stream; at the end they must have the checksum that the directory gives."""
    found = 0

    def take(size: int) -> bytes:
        nonlocal found
        data = stream.read(size)
        found = zlib.crc32(data, found)
        if not data and found != crc:
            raise Broken("its bytes do not have the checksum they should: it is damaged")
        return data

    return take


def _overlapping(handle: BinaryIO, start: int, size: int) -> set[int]:
    """The numbers of the members that lie upon another, in part or whole."""
    spans = array("d")  # places and ends; exact to 8 PiB
    with suppress(Broken):  # it is told when the members before the break have been read
        for entry in islice(entries(handle, start, size), MOST_MEMBERS):
            if not entry.name.endswith("/"):
                spans.extend((entry.offset, entry.end))
            else:
                spans.extend((entry.offset, entry.offset))
    starts, ends = np.array(spans).reshape(-1, 2).T
    order = np.argsort(starts, kind="stable")
    reach = np.maximum.accumulate(ends[order])
    upon = np.flatnonzero(starts[order][1:] < reach[:-1]) + 1
    below = np.flatnonzero(starts[order][1:] < ends[order][:-1])
    return set(order[upon].tolist()) | set(order[below].tolist())
