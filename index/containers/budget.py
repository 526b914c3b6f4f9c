"""How much one file may unpack to: what stops a small file that would fill the memory or take a year.

The bounds hold for one file of the sources, everything that is nested in it included.
"""

from __future__ import annotations

from typing import Final

from index.containers.streams import TooMuch

ALWAYS: Final = 256 * 1024 * 1024
"""Bytes that any file may unpack to."""
TIMES: Final = 250
"""Times its own size that a file may unpack to; text shrinks to a fifth, very alike pages to a hundredth."""
MOST_BYTES: Final = 1 << 40
MOST_MEMBERS: Final = 2_000_000
DEEPEST: Final = 4
"""Layers in one another: a zip of tar.gz of jsonl.gz has four."""


class Budget:
    """What a file of `size` bytes may still unpack to. Raises TooMuch beyond."""

    def __init__(self, size: int) -> None:
        self._allowed = self._bytes = min(max(ALWAYS, TIMES * size), MOST_BYTES)
        self._members = MOST_MEMBERS

    def spend(self, size: int) -> None:
        """So many bytes were unpacked."""
        self._bytes -= size
        if self._bytes < 0:
            raise TooMuch(
                f"unpacks to more than {self._allowed >> 20:,} MiB, which is more than {TIMES} times its size:"
                " what stands behind that is not read"
            )

    def count_member(self) -> None:
        """One more member was met."""
        self._members -= 1
        if self._members < 0:
            raise TooMuch(f"has more than {MOST_MEMBERS:,} members: the others are not read; split it")
