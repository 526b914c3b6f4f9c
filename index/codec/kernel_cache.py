"""Where compiled kernels are kept between processes, and until when: as long as no source of theirs has changed.

numba itself looks at the file of a kernel alone, and would go on using one that has an older version of a kernel from
another file compiled into it. So what tells a kernel's age is the content of its file and of all files of kernels
that it imports, however far. numba also takes what it reads for what it wrote, and ends the process where a byte of
it has changed; so a digest stands in front of it here. Not for compiling (see `index.codec.jit`).
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba import config
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    IndexDataCacheFile,
    InTreeCacheLocator,
    UserProvidedCacheLocator,
    UserWideCacheLocator,
)
from xxhash import xxh3_128_digest

_settings: Any = config
_ROOT = Path(__file__).resolve().parents[2]
_IMPORT = re.compile(r"^from ((?:index|search)\.[\w.]+) import ", re.MULTILINE)
_DIGEST_BYTES = 16
_CHECKED = ".checked"  # in the names of the files, as numba itself cannot read what they hold
_HAS_KERNELS = re.compile(r"^from index\.codec\.jit import .*\b(?:sub)?kernel\b|^    (?:sub)?kernel,$", re.MULTILINE)


@contextmanager
def our_cache() -> Iterator[None]:
    """Let kernels that are made meanwhile be kept by the rules here."""
    before = _settings.CACHE_LOCATOR_CLASSES
    _settings.CACHE_LOCATOR_CLASSES = ",".join(f"{__name__}.{one.__name__}" for one in (Provided, InTree, OfUser))
    try:
        yield
    finally:
        _settings.CACHE_LOCATOR_CLASSES = before


def sources_of(file: Path) -> list[Path]:
    """A file of kernels and all that it imports kernels from, in order."""
    found: dict[Path, None] = {}
    waiting = [file]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += _imported(one)
    return sorted(found)


@cache
def _imported(file: Path) -> tuple[Path, ...]:
    modules = dict.fromkeys(_IMPORT.findall(file.read_text(encoding="utf-8")))
    files = (_ROOT.joinpath(*module.split(".")).with_suffix(".py") for module in modules)
    return tuple(one for one in files if one.is_file() and _HAS_KERNELS.search(one.read_text(encoding="utf-8")))


@cache
def _digest(file: Path) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for source in sources_of(file):
        digest.update(source.read_bytes())
    return digest.digest()


class _ByAllSources:
    _py_file: str

    def get_source_stamp(self) -> Any:
        """What a kept kernel is known by, besides its name and line."""
        return _digest(Path(self._py_file).resolve())


class Provided(_ByAllSources, UserProvidedCacheLocator):
    """In the folder that NUMBA_CACHE_DIR names, if it does."""


class InTree(_ByAllSources, InTreeCacheLocator):
    """Beside the source, where that can be written to."""


class OfUser(_ByAllSources, UserWideCacheLocator):
    """In the user's cache folder."""


class CheckedCache(FunctionCache):
    """Keeps what numba compiled of a function, and gives it back where it is whole.

    Where it cannot be kept, as on a full disk, what was compiled is there all the same.
    """

    _cache_path: str
    _impl: Any
    _impl_class: Any = CompileResultCacheImpl

    def __init__(self, function: Any) -> None:
        """Raises RuntimeError where nothing can be kept anywhere."""
        super().__init__(function)  # type: ignore[no-untyped-call]
        stamp = self._impl.locator.get_source_stamp()
        name = f"{self._impl.filename_base}{_CHECKED}"
        self._cache_file = _CheckedFile(self._cache_path, name, stamp)  # type: ignore[no-untyped-call]

    def save_overload(self, sig: Any, data: Any) -> None:
        """See numba."""
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


class _CheckedFile(IndexDataCacheFile):
    """The files of one function. One that is damaged is as if it were not there, and is written anew."""

    _cache_path: str
    _index_path: str
    _source_stamp: Any
    _version: str

    def _load_index(self) -> dict[Any, Any]:
        with suppress(OSError):
            version, stamp, overloads = self._read(self._index_path)
            if (version, stamp) == (self._version, self._source_stamp):
                found: dict[Any, Any] = overloads
                return found
        return {}

    def _save_index(self, overloads: dict[Any, Any]) -> None:
        self._write(self._index_path, (self._version, self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))

    def _data_path(self, name: str) -> str:
        return str(Path(self._cache_path, name))

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)

    def _read(self, path: str) -> Any:
        """What `_write` wrote. Raises OSError where that is not there, or not whole."""
        data = memoryview(Path(path).read_bytes())
        if xxh3_128_digest(data[_DIGEST_BYTES:]) != data[:_DIGEST_BYTES]:
            raise OSError(f"{path} is damaged.")
        return pickle.loads(data[_DIGEST_BYTES:])  # noqa: S301 - whoever can write here can change the program too

    def _write(self, path: str, value: Any) -> None:
        data = self._dump(value)  # type: ignore[no-untyped-call]
        with self._open_for_write(path) as file:
            file.write(xxh3_128_digest(data))
            file.write(data)
