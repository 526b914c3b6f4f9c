"""What tells a file's bytes from any others: its size and a checksum, of a file that is there or is being written.

Not for what becomes of damage (see `index.generations.archive`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import file_digest
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypedDict

from xxhash import xxh3_128

_HASHING_THREADS = 2
_HANDED_OVER_AT_ONCE = 1 << 23


class Fingerprint(TypedDict):
    """How long a file is, and its checksum.

    That of XXH3 tells damage, not forgery: whoever can change a file can change what is told of it too. All of an
    archive is hashed in every rebuild, which took a cryptographic one a third of a second of a change of ten files.
    """

    bytes: int
    xxh128: str


Fingerprints: TypeAlias = Mapping[str, Fingerprint]
"""Of files by their names."""


def fingerprint(path: Path) -> Fingerprint:
    """That of a file as it is."""
    with path.open("rb") as file:
        digest = file_digest(file, xxh3_128)
        return {"bytes": file.tell(), "xxh128": digest.hexdigest()}


def fingerprints(folder: Path, names: Iterable[str]) -> dict[str, Fingerprint]:
    """Those of some files; hashing leaves the interpreter to others, so that two files take the time of one."""
    held = list(names)
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        return dict(zip(held, pool.map(lambda name: fingerprint(folder / name), held), strict=True))


class HashedFile:
    """A new file that is hashed while it is written. Without `finish` it is not whole."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where it cannot be written."""
        self._file = path.open("wb")
        self._digest = xxh3_128()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def write(self, data: bytes | memoryview) -> None:
        """Write behind all that was. Raises OSError where that cannot be."""
        self._file.write(data)
        self._digest.update(data)

    def finish(self) -> Fingerprint:
        """Wait until all is on disk; returns the fingerprint of the file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return {"bytes": self._file.tell(), "xxh128": self._digest.hexdigest()}


class FileBehind(HashedFile):
    """One that a thread of its own writes and hashes, while whoever gives it something makes what comes next.

    What it is given must stay as it is. It is handed over in large pieces: two threads that take turns often wait for
    each other.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._beside = ThreadPoolExecutor(1)
        self._held: list[bytes | memoryview] = []
        self._held_bytes = 0
        self._handed_over: Future[None] | None = None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._beside.shutdown()
        super().__exit__(kind, error, at)

    def write(self, data: bytes | memoryview) -> None:
        """Write behind all that was. Raises OSError where something given before could not be written."""
        self._held.append(data)
        self._held_bytes += len(data)
        if self._held_bytes >= _HANDED_OVER_AT_ONCE:
            self._hand_over()

    def finish(self) -> Fingerprint:
        """Wait until all is on disk; returns the fingerprint of the file."""
        self._hand_over()
        self._wait()
        return super().finish()

    def _hand_over(self) -> None:
        self._wait()
        pieces, self._held, self._held_bytes = self._held, [], 0
        self._handed_over = self._beside.submit(self._write_all, pieces)

    def _wait(self) -> None:
        if self._handed_over:
            self._handed_over.result()

    def _write_all(self, pieces: Iterable[bytes | memoryview]) -> None:
        for piece in pieces:
            super().write(piece)
