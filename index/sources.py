"""Sources to records: walks folders, opens each file, and hands its bytes on to be told and read.

What a file is, its content tells, never its name: see `index.formats`, and `index.unpacking` for what
it is packed in. A Skip is no article; a Rejection is one that could not be read. Not for cleaning or merging.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from io import BufferedReader, FileIO
from itertools import permutations
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from index.article import Origin
from index.containers.members import printable_name
from index.errors import SourceUnreadable
from index.formats import Found
from index.readers.mapping import FieldReader
from index.rebuilding.clock import Clock
from index.record import Rejection, Skip
from index.records.marks import Look, look_of
from index.sharing import Turn
from index.unpacking import is_packed, read_content

UNREADABLE: Final = "cannot be read"
"""How the reason begins where the system gives no access: another time it may."""


class SourceFile(Struct, frozen=True, gc=False):
    """A file to read. `name` is its lasting place: the name of its source, then the path in it.

    `named` says that it was named as a source itself, so that it is read even if it is a README. `look` is what it
    looked like when it was found.
    """

    path: str
    name: str
    named: bool = False
    look: Look | None = None


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
    shown = printable_name(str(root))
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
        yield from _walk(str(root), name, seen)


def _source_names(roots: Sequence[Path]) -> list[str]:
    """The last part of each path; where that is not its alone, as many parts as tell all of them apart."""
    parts = [[printable_name(part).strip("/") for part in root.parts] for root in roots]
    for length in range(1, max(map(len, parts), default=0)):
        sizes = [1 if _is_alone(path, parts) else length for path in parts]
        names = ["/".join(path[-size:]) for path, size in zip(parts, sizes, strict=True)]
        if not any(f"{two}/".startswith(f"{one}/") for one, two in permutations(names, 2)):
            return names
    return ["/".join(path) for path in parts]


def _is_alone(path: list[str], paths: list[list[str]]) -> bool:
    return sum(other[-1:] == path[-1:] for other in paths) == 1


def _walk(root: str, root_name: str, seen: set[tuple[int, int]]) -> Iterator[SourceFile | Rejection | Skip]:
    """One source, depth first in order of names, without recursion: folders may be nested any depth.

    Every file is looked at once, and nothing is made of it that is not kept: most files of most rebuilds have not
    changed, and this is what they cost.
    """
    waiting = [(root, root_name)]
    while waiting:
        path, name = waiting.pop()
        try:
            status = os.stat(path)  # noqa: PTH116 - a Path a file would take longer than all else here
            folder = stat.S_ISDIR(status.st_mode)
            names = sorted(os.listdir(path), reverse=True) if folder else []  # noqa: PTH208
        except OSError as error:
            yield Rejection(Origin(name), f"{UNREADABLE}: {_system_reason(error)}")
            continue
        key = (status.st_dev, status.st_ino)
        if key in seen:
            yield Skip(Origin(name), "the same file or folder was already read under another name")
            continue
        seen.add(key)
        if folder:
            for entry in names:
                place = f"{name}/{printable_name(entry)}"
                if entry.startswith("."):
                    yield Skip(Origin(place), "hidden")
                else:
                    waiting.append((f"{path}{'' if path.endswith('/') else '/'}{entry}", place))
        elif look := look_of(status):
            yield SourceFile(path, name, path == root, look)
        else:
            yield Skip(Origin(name), "not a regular file")


def _system_reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error) or "unknown").lower()


def read_file(
    file: SourceFile, turn: Turn | None = None, fields: FieldReader | None = None, clock: Clock | None = None
) -> Iterator[Found]:
    """The records of one file, by what it holds, or a process's share of them. Nothing in a file makes this raise.

    `fields` reads the fields of JSON and CSV. `clock` counts the waiting for the disk to "read".
    """
    try:
        with _opened(file, clock) as handle:
            status = os.fstat(handle.fileno())
            if stat.S_ISREG(status.st_mode):
                yield from read_content(handle, file.name, status.st_size, named=file.named, turn=turn, fields=fields)
            else:
                yield Skip(Origin(file.name), "not a regular file")
    except (OSError, ValueError) as error:
        yield Rejection(Origin(file.name), f"{UNREADABLE}: {_system_reason(error)}")


def holds_packed(file: SourceFile) -> bool:
    """Whether a file holds more than its size says: it is compressed, or a zip archive."""
    try:
        with _opened(file) as handle:
            return stat.S_ISREG(os.fstat(handle.fileno()).st_mode) and is_packed(handle.read(16))
    except (OSError, ValueError):
        return False  # reading it will say so


def _opened(file: SourceFile, clock: Clock | None = None) -> BinaryIO:
    # by a descriptor: a pipe that was put here meanwhile must not block
    descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    return BufferedReader(_TimedFile(descriptor, clock or Clock()))


class _TimedFile(FileIO):
    """An open file that counts the time of its reading."""

    def __init__(self, descriptor: int, clock: Clock) -> None:
        super().__init__(descriptor)
        self._clock = clock

    def readinto(self, buffer: Any) -> int | None:
        with self._clock.timing("read"):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with self._clock.timing("read"):
            return super().readall()
