"""Whose turn it is: how several processes that read the same file share what it holds without speaking to each other.

Each reads through the whole file and takes every n-th piece; all meet the same pieces in the same order.
"""

from __future__ import annotations


class Turn:
    """Says of each piece, as it is met, whether it is this process's own.

    >>> turn = Turn(part=1, of=2)
    >>> [turn.take() for _ in range(4)], turn.met
    ([False, True, False, True], 4)
    """

    def __init__(self, part: int = 0, of: int = 1) -> None:
        self._part = part
        self._of = of
        self.met = 0

    def take(self) -> bool:
        """One more piece was met; whether it is to be taken."""
        mine = self.met % self._of == self._part
        self.met += 1
        return mine
