"""The record cache on disk: files by their place, and for each the bytes of what it became.

    CACHE/
      files.bfr        which files there were, how to know them again, and where their records stand
      records-N.bfr    the records; only ever appended to, and written anew when half of it is dead

`files.bfr` is replaced in one step and names only bytes that are on disk already, so that a kill at any
instant leaves the old state or the new one. Everything has a checksum; what is damaged is as if it had
never been kept. Only the holder of the archive's lock may write. Not for deciding what is still true
(`index.records.survey`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import structs

from index.checked_file import checksum, clear_staged, read_decoded, write_checked
from index.errors import BackfileError
from index.record import Record
from index.records.marks import Look, Mark
from index.records.outcome import Outcome, decode_outcome, moved

FILES: Final = "files.bfr"
_LEAST_WORTH_COMPACTING = 1 << 20


class Place(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Where in the log a piece of what a file became stands, and how many records that is."""

    offset: int
    length: int
    checksum: bytes
    records: int


class Entry(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A file, how to know it again, and its records, which were read under the name `read_as`.

    `settled` says that its look alone tells whether it changed.
    """

    name: str
    named: bool
    settled: bool
    look: Look
    digest: bytes
    read_as: str
    pieces: tuple[Place, ...]

    def seen_as(self, name: str, mark: Mark, settled: bool) -> Entry:
        """The same records for the same content, seen anew or under another name."""
        return new_entry(name, self.named, settled, mark, self.pieces, self.read_as)


class _Directory(msgspec.Struct, array_like=True):
    stamp: str
    log: int
    end: int
    entries: list[Entry]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Directory)


def new_entry(
    name: str, named: bool, settled: bool, mark: Mark, pieces: Iterable[Place], read_as: str | None = None
) -> Entry:
    """An entry for a file with this mark."""
    read_under = name if read_as is None else read_as
    return Entry(name, named, settled, mark.look, mark.digest, read_under, tuple(pieces))


class RecordCache:
    """The cache in one folder, opened for one rebuild.

    `entries` are the files of the last one by place, `kept` those of this one, which `save` makes the state.
    """

    def __init__(self, folder: Path, stamp: str, *, fresh: bool = False) -> None:
        """Open it, without what a rebuild that was stopped has staged. Raises BackfileError if it cannot be written."""
        self._folder = folder
        self._stamp = stamp
        directory = None if fresh else _load(folder / FILES, stamp)
        numbers = [number for path in folder.glob("records-*.bfr") if (number := _number(path)) is not None]
        self._log = directory.log if directory else max(numbers, default=0) + 1
        self._end = directory.end if directory else 0
        self.entries = {entry.name: entry for entry in directory.entries} if directory else {}
        self.kept: dict[str, Entry] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            clear_staged(folder)
            self._file = os.open(self._path(self._log), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BackfileError(
                f"The cache {folder} cannot be written: {error.strerror}. Make it writable, or remove it; the next"
                " rebuild then reads every file."
            ) from error
        os.ftruncate(self._file, min(self._end, os.fstat(self._file).st_size))

    def __enter__(self) -> RecordCache:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def read(self, entry: Entry) -> Iterable[Outcome] | None:
        """What the file became, piece by piece; None where one is damaged or cannot be said of its new place."""
        pieces = (self._read(place, entry) for place in entry.pieces)
        if len(entry.pieces) == 1:
            outcome = next(pieces)
            return None if outcome is None else [outcome]
        if any(outcome is None for outcome in pieces):
            return None
        return (outcome for place in entry.pieces if (outcome := self._read(place, entry)))

    def read_records(self, entry: Entry, ordinals: Collection[int]) -> dict[int, Record] | None:
        """Some records of a file by their numbers in it; None where a piece with one of them is damaged."""
        found: dict[int, Record] = {}
        first = 0
        for place in entry.pieces:
            own = [ordinal for ordinal in ordinals if first <= ordinal < first + place.records]
            if own:
                outcome = self._read(place, entry)
                if outcome is None:
                    return None
                found |= {ordinal: outcome.records[ordinal - first] for ordinal in own}
            first += place.records
        return found

    def append(self, data: bytes, records: int) -> Place:
        """Write a piece with so many records behind all others; it counts from the next `save` on."""
        place = Place(self._end, len(data), checksum(data), records)
        _write(self._file, data, self._end)
        self._end += len(data)
        return place

    def keep(self, entry: Entry) -> None:
        """This file is there, and this is what it became."""
        self.kept[entry.name] = entry

    def save(self, *, done: bool = True) -> Sequence[Entry]:
        """Make what was kept the state of the cache, in one step; files that were not kept are forgotten.

        Until all is `done` pieces may have been appended whose files are still to be kept: none of the log goes.
        """
        live = sum({place.offset: place.length for entry in self.kept.values() for place in entry.pieces}.values())
        if done and self._end - live > max(live, _LEAST_WORTH_COMPACTING):
            self._compact()
        os.fsync(self._file)
        directory = _Directory(self._stamp, self._log, self._end, list(self.kept.values()))
        write_checked(self._folder / FILES, _encoder.encode(directory))
        for path in self._folder.glob("records-*.bfr"):
            if path != self._path(self._log):
                path.unlink(missing_ok=True)
        return directory.entries

    def _compact(self) -> None:
        """The records that are still wanted, in a new file."""
        new = os.open(self._path(self._log + 1), os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        end = 0
        places: dict[int, Place] = {}
        for name, entry in self.kept.items():
            for place in entry.pieces:
                if place.offset not in places:
                    _write(new, os.pread(self._file, place.length, place.offset), end)
                    places[place.offset] = structs.replace(place, offset=end)
                    end += place.length
            self.kept[name] = structs.replace(entry, pieces=tuple(places[place.offset] for place in entry.pieces))
        os.close(self._file)
        self._file, self._end, self._log = new, end, self._log + 1

    def _read(self, place: Place, entry: Entry) -> Outcome | None:
        data = os.pread(self._file, place.length, place.offset)
        if checksum(data) != place.checksum:
            return None
        try:
            outcome = decode_outcome(data)
        except ValueError:
            return None
        return outcome if entry.name == entry.read_as else moved(outcome, entry.read_as, entry.name)

    def _path(self, number: int) -> Path:
        return self._folder / f"records-{number}.bfr"


def remove_cache(folder: Path) -> None:
    """Leave no record cache behind."""
    shutil.rmtree(folder, ignore_errors=True)


def _load(path: Path, stamp: str) -> _Directory | None:
    directory = read_decoded(path, _decoder)
    return directory if directory is not None and directory.stamp == stamp else None


def _number(path: Path) -> int | None:
    digits = path.stem.removeprefix("records-")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _write(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
