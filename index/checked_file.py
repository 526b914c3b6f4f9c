"""Files of our own that are whole or as if they were not there: a checksum in front, replaced in one step.

A file may be staged, written beside the one whose place it takes later, as waiting for the disk is most of the
work. Only the holder of the archive's lock may write. Not for large files that are appended to or mapped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec
from xxhash import xxh3_128_digest

Read: TypeAlias = Callable[[Path], memoryview | None]
"""Gives what is in a checked file, None where there is none that is whole."""

_CHECKSUM = 16
_STAGED = ".new"
_Value = TypeVar("_Value")


def read_checked(path: Path) -> memoryview | None:
    """What `write_checked` wrote; None where there is none, or it is not whole."""
    with suppress(OSError):
        data = memoryview(path.read_bytes())
        if checksum(data[_CHECKSUM:]) == data[:_CHECKSUM]:
            return data[_CHECKSUM:]
    return None


def read_decoded(path: Path, decoder: msgspec.msgpack.Decoder[_Value]) -> _Value | None:
    """The value whose encoding `write_checked` wrote; None also where it is of another shape."""
    data = read_checked(path)
    try:
        return None if data is None else decoder.decode(data)
    except msgspec.MsgspecError:
        return None


@contextmanager
def reading_ahead(paths: Iterable[Path]) -> Iterator[Read]:
    """Read and check some files while something else is done; gives what waits for one, and reads any other."""
    with ThreadPoolExecutor(1) as beside:
        begun = {path: beside.submit(read_checked, path) for path in paths}

        def read(path: Path) -> memoryview | None:
            return begun.pop(path).result() if path in begun else read_checked(path)

        yield read


def write_checked(path: Path, data: bytes | memoryview) -> None:
    """Put a checksum and these bytes in the place of a file, in one step that outlasts a loss of power."""
    stage_checked(path, data)
    take_place(path)


def stage_checked(path: Path, data: bytes | memoryview) -> None:
    """Write them beside the file, to disk; see `clear_staged` for one that is never used."""
    with _staged(path).open("wb") as file:
        file.write(checksum(data))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def take_place(path: Path) -> None:
    """Put what is staged in the place of the file."""
    _staged(path).replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_staged(folder: Path) -> None:
    """Remove what was staged in a folder and will not be used."""
    for path in folder.glob(f"*{_STAGED}"):
        path.unlink()


def checksum(data: bytes | memoryview) -> bytes:
    """Sixteen bytes that tell damage."""
    return xxh3_128_digest(data)


def _staged(path: Path) -> Path:
    return path.with_name(path.name + _STAGED)
