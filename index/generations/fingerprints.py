"""What tells a file's bytes from any others: its size and a checksum, of a file that is there or is being written.

Not for what becomes of damage (see `index.generations.archive`).
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TypeAlias, TypedDict

_BLOCK = 1 << 20
_HASHING_THREADS = 2
_MOST_WAITING = 8  # pieces; more would be held in memory where the disk is slower than what is written


class Fingerprint(TypedDict):
    """How long a file is, and its checksum (BLAKE2b, RFC 7693)."""

    bytes: int
    blake2b: str


Fingerprints: TypeAlias = Mapping[str, Fingerprint]
"""Of files by their names."""


def fingerprint(path: Path) -> Fingerprint:
    """That of a file as it is."""
    digest = _new_digest()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
        return {"bytes": file.tell(), "blake2b": digest.hexdigest()}


def fingerprints(folder: Path, names: Iterable[str]) -> dict[str, Fingerprint]:
    """Those of some files; hashing leaves the interpreter to others, so that two files take the time of one."""
    held = list(names)
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        return dict(zip(held, pool.map(lambda name: fingerprint(folder / name), held), strict=True))


class HashedFile:
    """A new file, written and hashed by a thread of its own while whoever writes makes what comes next.

    What it is given must stay as it is. Without `finish` the file is not whole.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError where it cannot be written."""
        self._file = path.open("wb")
        self._digest = _new_digest()
        self._beside = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> HashedFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._beside.shutdown(cancel_futures=True)
        self._file.close()

    def write(self, data: bytes | memoryview) -> None:
        """Write behind all that was. Raises OSError where something given before could not be written."""
        while len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._beside.submit(self._put, data))

    def finish(self) -> Fingerprint:
        """Wait until all is on disk; returns the fingerprint of the file."""
        for one in self._waiting:
            one.result()
        self._file.flush()
        os.fsync(self._file.fileno())
        return {"bytes": self._file.tell(), "blake2b": self._digest.hexdigest()}

    def _put(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._digest.update(data)


def _new_digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)
