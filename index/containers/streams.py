"""Bytes that come once, front to back, with a look ahead: what members and their containers are read from.

Not for files as such (`index.sources` opens them), nor for what the bytes mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

BLOCK: Final = 64 * 1024

Source = Callable[[int], bytes]
"""Gives some bytes, at most so many, and none at the end. May raise Broken, and give more if asked again."""


class Broken(Exception):
    """The bytes break off or are damaged; the message says how, for a report."""


class TooMuch(Exception):
    """A container holds more than may be unpacked; the message says what, for a report."""


class Stream:
    """A forward-only stream over a Source. What came before a break is given before Broken is raised.

    After Broken it may be read on: where its source knows a place to go on from, that follows.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._held = b""
        self._at = 0
        self._ended = False
        self._broken: Broken | None = None
        self.told = False  # whether a break was raised

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay; fewer than asked for only before the end or a break."""
        self._hold(size)
        return self._held[self._at : self._at + size]

    def read(self, size: int) -> bytes:
        """The next bytes; fewer than asked for only before the end or a break. Raises Broken there, b"" at the end."""
        pieces = []
        missing = size
        while missing and (piece := self._next(missing)):
            pieces.append(piece)
            missing -= len(piece)
        if size and not pieces:
            self._raise()
        return b"".join(pieces)

    def readline(self, limit: int) -> bytes:
        """The next line with its end, or its first bytes where it is longer than `limit`. Raises as `read` does."""
        pieces = []
        missing = limit
        while missing and (piece := self._next_of_line(missing)):
            pieces.append(piece)
            missing -= len(piece)
            if piece.endswith(b"\n"):
                break
        if not pieces:
            self._raise()
        return b"".join(pieces)

    def skip(self, size: int) -> int:
        """Pass over so many bytes; how many there were. Raises Broken as `read` does."""
        passed = 0
        while passed < size and (piece := self.read(min(BLOCK, size - passed))):
            passed += len(piece)
        return passed

    def unread(self, data: bytes) -> None:
        """Put bytes back, to be read next."""
        self._held = data + self._held[self._at :]
        self._at = 0

    def _next(self, most: int) -> bytes:
        self._hold(1)
        piece = self._held[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def _next_of_line(self, most: int) -> bytes:
        self._hold(1)
        end = self._held.find(b"\n", self._at, self._at + most) + 1 or min(len(self._held), self._at + most)
        piece = self._held[self._at : end]
        self._at = end
        return piece

    def _hold(self, size: int) -> None:
        """Have so many bytes at hand, unless the end or a break comes first."""
        have = len(self._held) - self._at
        if have >= size:
            return
        pieces = [self._held[self._at :]]  # joined once: a source may give a byte at a time
        while have < size and not self._ended and self._broken is None:
            try:
                more = self._source(BLOCK)
            except Broken as broken:
                self._broken = broken
            else:
                self._ended = not more
                pieces.append(more)
                have += len(more)
        self._held, self._at = b"".join(pieces), 0

    def _raise(self) -> None:
        """The break, once; nothing at the end."""
        if self._broken is not None:
            broken, self._broken, self.told = self._broken, None, True
            raise broken


class Section(Stream):
    """The next `length` bytes of a stream; that one must not be read until this one is drained.

    At its end `check` may raise Broken: that the bytes behind it are not what should follow.
    """

    def __init__(self, whole: Stream, length: int, check: Callable[[], None] = lambda: None) -> None:
        super().__init__(self._take)
        self._whole = whole
        self._left = length
        self._check = check
        self._over = False

    def drain(self) -> None:
        """Pass over what nobody read. Raises Broken where it breaks, unless that was raised before."""
        if not self.told:
            while self.read(BLOCK):
                pass

    def _take(self, size: int) -> bytes:
        if self._over:
            return b""
        try:
            piece = self._whole.read(min(size, self._left))
            if self._left and not piece:
                raise Broken("it breaks off before its end")
            self._left -= len(piece)
            if not piece:
                self._check()
        except Broken:
            self._over = True
            raise
        return piece
