"""How a file is known again: by its stat at a quick look, by a hash of its content where that is not enough.

A stat tells nothing about a file that changed at the moment it was looked at: two changes within one
tick of the file system's clock leave one time. A file younger than `SETTLED_NS` is hashed again.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from typing import Final, TypeAlias

from msgspec import Struct

SETTLED_NS: Final = 5_000_000_000
"""A file that did not change for so long before it was read shows any later change in its times."""

_BLOCK = 1 << 20


Look: TypeAlias = bytes
"""What a stat tells of a file's content: its size, when it changed and when anything of it did (ns), its inode.

Packed, because a rebuild holds two of each file, and where nothing has changed it does little else than to make them,
compare them and take them apart.
"""

_LOOK = struct.Struct("<QqqQ")


class Mark(Struct, frozen=True, gc=False):
    """A look at a file, and the hash of the content it had then."""

    look: Look
    digest: bytes


def look_at(path: str) -> Look | None:
    """A quick look at a regular file; None where there is none that can be seen."""
    try:
        return look_of(os.stat(path))  # noqa: PTH116
    except (OSError, ValueError):
        return None


def mark_file(path: str) -> Mark | None:
    """The look and the hash of a regular file as it is now; None where it cannot be read or changes meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        before = look_of(os.fstat(descriptor))
        digest = hashlib.blake2b(digest_size=16)
        while before and (block := os.read(descriptor, _BLOCK)):
            digest.update(block)
        after = look_of(os.fstat(descriptor))
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return Mark(before, digest.digest()) if before and before == after else None


def look_of(status: os.stat_result) -> Look | None:
    """What a stat tells of a regular file; None of anything else."""
    if not stat.S_ISREG(status.st_mode):
        return None
    return _LOOK.pack(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def size_of(look: Look) -> int:
    """How many bytes the file had."""
    return _parts_of(look)[0]


def had_settled(look: Look, moment_ns: int) -> bool:
    """Whether the file was left alone for a while before this moment."""
    _, modified_ns, changed_ns, _ = _parts_of(look)
    return max(modified_ns, changed_ns) < moment_ns - SETTLED_NS


def _parts_of(look: Look) -> tuple[int, int, int, int]:
    return _LOOK.unpack(look)
