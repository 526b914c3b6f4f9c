"""What a process has in memory, moved into large pages where the system has them.

An answer touches thousands of places all over the memory of the interpreter. In pages of 4 KB these are more than a
processor has the addresses of at hand, and to look one up takes long, in a virtual machine twice as long; in pages
of 2 MB they are few, and an answer takes a tenth less of time (`python -m tests.bench`). Not for mapped files, which
the system keeps in small pages.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

SIZE = 2 << 20
"""Of a large page, in bytes, as x86 and most ARM systems have it."""

_COLLAPSE = 25  # MADV_COLLAPSE, since Linux 6.1; mmap has no name for it
_MAPS = Path("/proc/self/maps")
_HEAP = ("", "[heap]")  # how memory that is no file's is named


def move_to_huge_pages() -> int:
    """Move what this process holds by now, but for files; returns how many bytes are in large pages then.

    Nothing is lost where that cannot be done, as before Linux 6.1 and on other systems: all stays where it is.
    """
    moved = 0
    if not _MAPS.exists():
        return moved
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for start, end in areas_to_move(_MAPS.read_text(encoding="utf-8", errors="replace")):
        for page in range(start, end, SIZE):  # one at a time, as the first that cannot be moved ends it
            moved += SIZE * (advise(page, SIZE, _COLLAPSE) == 0)
    return moved


def areas_to_move(maps: str) -> Iterator[tuple[int, int]]:
    """From where to where whole large pages fit that hold what the process has written, of a text as proc(5) says.

    >>> list(areas_to_move("7f0000100000-7f0000700000 rw-p 00000000 00:00 0 ")) == [(0x7F0000200000, 0x7F0000600000)]
    True
    """
    for line in maps.splitlines():
        place, permissions, _, _, _, *name = line.split(maxsplit=5)
        if permissions == "rw-p" and "".join(name) in _HEAP:
            start, end = (int(bound, 16) for bound in place.split("-"))
            start, end = -(-start // SIZE) * SIZE, end // SIZE * SIZE
            if start < end:
                yield start, end
