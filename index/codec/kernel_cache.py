"""Where compiled kernels are kept between processes, and until when: as long as no source of theirs has changed.

numba itself looks at the file of a kernel alone, and would go on using one that has an older version of a kernel from
another file compiled into it. So what tells a kernel's age is the content of its file and of all files of kernels
that it imports, however far. Not for compiling (see `index.codec.jit`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from numba import config
from numba.core.caching import InTreeCacheLocator, UserProvidedCacheLocator, UserWideCacheLocator

_settings: Any = config
_ROOT = Path(__file__).resolve().parents[2]
_IMPORT = re.compile(r"^from ((?:index|search)\.[\w.]+) import ", re.MULTILINE)
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
