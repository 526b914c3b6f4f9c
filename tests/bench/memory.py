"""How much memory a process holds, apart from the files it has mapped.

The kernel's own account: `RssAnon` and `RssShmem` of /proc/PID/status are the resident set minus the
pages of mapped files. Pages shared with a parent by fork are counted in full.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_FIELD = re.compile(r"^(Rss\w+):\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes resident: `beyond_files` that only memory can hold, `files` that the kernel can drop and read again."""

    beyond_files: int
    files: int


def memory_of(process: int) -> Memory:
    """What a process holds now. Raises OSError where there is no such process."""
    return parse_status((_PROC / str(process) / "status").read_text())


def parse_status(text: str) -> Memory:
    """Read the kernel's status file.

    >>> parse_status("VmRSS:  30 kB\\nRssAnon:  12 kB\\nRssFile:  16 kB\\nRssShmem:  2 kB\\n")
    Memory(beyond_files=14336, files=16384)
    """
    sizes = {name: int(kilobytes) * 1024 for name, kilobytes in _FIELD.findall(text)}
    return Memory(sizes["RssAnon"] + sizes["RssShmem"], sizes["RssFile"])


def descendants(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    started: list[int] = []
    for file in (_PROC / str(process) / "task").glob("*/children"):
        started += map(int, file.read_text().split())
    return [each for child in started for each in (child, *descendants(child))]
