"""Named arrays in, one container file out, and back as views of the mapped file.

    magic, version | array | array | ... | directory (JSON) | trailer

Every array begins at a multiple of 64 bytes. The directory gives each its type, shape, place and
checksum, and holds the facts that fit in JSON; its own checksum and the size of the file stand in
the trailer and are checked at opening, those of the arrays by `Container.verify`. Nothing in it is
ever unpickled. Not for what the arrays mean (see `index.codec.segment`).
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
import numpy.typing as npt
import orjson

from index.errors import EngineUnavailable, IndexIncompatible

Array = npt.NDArray[Any]

FORMAT_VERSION = 1

_HEAD = struct.Struct("<8sI")
_TRAILER = struct.Struct("<QQIQ8s")  # place, length and checksum of the directory, size of the file
Buffer = bytes | memoryview
_MAGIC, _END = b"BACKFILE", b"ELIFKCAB"
_ALIGNMENT = 64
_ITEMS = frozenset("|u1 <u2 <u4 <u8 <i4 <i8 <f4 <f8".split())


class Sink(Protocol):
    """Where a container is written: an open binary file, or one that writes later what it was given."""

    def write(self, data: Buffer, /) -> Any: ...


class ContainerWriter:
    """Writes one container from front to back. Without `close` the file is no container."""

    def __init__(self, file: Sink) -> None:
        self._file = file
        self._at = 0
        self._arrays: dict[str, Any] = {}
        self._write(_HEAD.pack(_MAGIC, FORMAT_VERSION))

    def add(self, name: str, given: Array) -> None:
        """Write one whole array."""
        with self.stream(name, given.dtype, given.shape[1:]) as append:
            append(given)

    @contextmanager
    def stream(
        self, name: str, dtype: npt.DTypeLike, columns: tuple[int, ...] = ()
    ) -> Iterator[Callable[[Array], None]]:
        """Write one array piece by piece with the function given, which only hands them on to the file."""
        item = np.dtype(dtype)
        if name in self._arrays or item.str not in _ITEMS:
            raise ValueError(f"An array {name!r} of {item.str} cannot be added.")
        self._write(bytes(-self._at % _ALIGNMENT))
        entry = self._arrays[name] = {"type": item.str, "shape": [0, *columns], "at": self._at, "crc32": 0}

        def append(piece: Array) -> None:
            data = np.ascontiguousarray(piece, dtype=item).reshape(-1).view(np.uint8).data
            entry["crc32"] = zlib.crc32(data, entry["crc32"])
            entry["shape"][0] += len(piece)
            self._write(data)

        yield append

    def close(self, facts: Mapping[str, Any]) -> None:
        """Write the directory; the file itself stays the caller's to close."""
        directory = orjson.dumps({"arrays": self._arrays, "facts": facts})
        start = self._at
        self._write(directory)
        size = self._at + _TRAILER.size
        self._write(_TRAILER.pack(start, len(directory), zlib.crc32(directory), size, _END))

    def _write(self, data: Buffer) -> None:
        self._file.write(data)
        self._at += len(data)


class Container:
    """The arrays of one container, as views of its bytes. Nothing in it changes, so threads may share it."""

    def __init__(self, data: Any, name: str) -> None:
        """Read the directory. Raises IndexIncompatible where the bytes are not a whole container of this version."""
        self._name = name
        self._data = memoryview(data)
        directory = self._read_directory()
        self._entries: dict[str, dict[str, Any]] = directory["arrays"]
        self.facts: dict[str, Any] = directory["facts"]
        self._views: dict[str, Array] = {}

    @classmethod
    def open(cls, path: Path) -> Container:
        """Map a container file. Raises IndexIncompatible where there is no readable one."""
        try:
            with path.open("rb") as file:
                return cls(_map(file), str(path))
        except PermissionError as error:
            raise EngineUnavailable(f"{path} cannot be read: {error.strerror}.") from error
        except (OSError, ValueError) as error:
            raise IndexIncompatible(f"{path} cannot be opened ({error}); rebuild the archive.") from error

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __getitem__(self, name: str) -> Array:
        """One array. Raises KeyError where there is none of this name."""
        found = self._views.get(name)
        if found is None:
            found = self._views[name] = self._view(self._entries[name])
        return found

    def get(self, name: str) -> Array | None:
        """One array, None where there is none of this name."""
        return self[name] if name in self._entries else None

    def verify(self) -> None:
        """Check every array against its checksum. Raises IndexIncompatible, naming the first that is wrong."""
        for name, entry in self._entries.items():
            if zlib.crc32(self[name].reshape(-1).view(np.uint8).data) != entry["crc32"]:
                raise self._damaged(f"its array {name!r} is not what was written")

    def _read_directory(self) -> dict[str, Any]:
        size = len(self._data)
        if size < _HEAD.size or bytes(self._data[:8]) != _MAGIC:
            raise IndexIncompatible(f"{self._name} is not an index file of Backfile; rebuild the archive.")
        version = _HEAD.unpack_from(self._data)[1]
        if version != FORMAT_VERSION:
            raise IndexIncompatible(
                f"{self._name} has format {version}, this Backfile reads {FORMAT_VERSION}. Rebuild the archive."
            )
        if size < _HEAD.size + _TRAILER.size:
            raise self._damaged("it is cut short")
        start, length, checksum, told, end = _TRAILER.unpack_from(self._data, size - _TRAILER.size)
        if end != _END or told != size or start + length + _TRAILER.size != size:
            raise self._damaged("it is cut short or has grown")
        data = self._data[start : start + length]
        if zlib.crc32(data) != checksum:
            raise self._damaged("its directory is not what was written")
        directory: dict[str, Any] = orjson.loads(data)
        return directory

    def _view(self, entry: dict[str, Any]) -> Array:
        shape = tuple(entry["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        return np.frombuffer(self._data, np.dtype(entry["type"]), count, entry["at"]).reshape(shape)

    def _damaged(self, how: str) -> IndexIncompatible:
        return IndexIncompatible(f"{self._name} is damaged: {how}. Run: backfile rollback, or rebuild the archive.")


def smallest(values: Array) -> Array:
    """The same numbers, none below 0, in the narrowest type that holds them.

    >>> smallest(np.array([3, 300])).dtype.name
    'uint16'
    """
    most = int(values.max()) if len(values) else 0
    for width in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(width).max:
            return values.astype(width)
    return values.astype(np.uint64)


def _map(file: BinaryIO) -> Any:
    # An empty file cannot be mapped; no bytes at all are refused with the rest of what is too short.
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.seek(0, 2) else b""
