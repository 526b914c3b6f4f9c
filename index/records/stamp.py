"""What decides what a file becomes, as one short text: code, libraries, mapping.

A record that was kept under another stamp is never used. The code is hashed itself, so that nobody
has to remember to raise a number.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from index.readers.mapping import FieldMapping

_PACKAGE = Path(__file__).parents[1]
_AFTER_CLEANING = tuple(
    "analysis.py assembly codec generations ledger mapping_file.py naming.py rebuilding schema.py stories"
    " withdrawals.py withdrawing.py".split()
)
"""What comes into play only when records are clean; all else of this package decides what a file becomes."""


def reading_stamp(mapping: FieldMapping | None) -> str:
    """Of everything between a file's bytes and its cleaned records."""
    return _digest((_code(_AFTER_CLEANING), *_libraries(), repr(mapping)))


def publishing_stamp() -> str:
    """Of everything between cleaned records and a generation: all of the code."""
    return _digest((_code(()), *_libraries()))


@cache
def _code(left_out: tuple[str, ...]) -> str:
    """The hash of the package's source, without these files and folders."""
    parts: list[str] = []
    for path in sorted(_PACKAGE.rglob("*.py")):
        place = path.relative_to(_PACKAGE)
        if place.parts[0] not in left_out:
            parts += (place.as_posix(), hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest())
    return _digest(parts)


@cache
def _libraries() -> tuple[str, ...]:
    """The Python that runs, and every library installed beside it with its version."""
    installed = {path.name for folder in sys.path for path in Path(folder).glob("*-info") if folder}
    return sys.version, *sorted(installed)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode(errors="backslashreplace"), digest_size=16).hexdigest()
