"""Wordings of articles that were read a moment ago, so that one which is compared with several is read once.

As many are held as fit, by their number and by their characters: what is worked out of a text takes some forty times
its room, and texts of a million words come too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from index.stories.wording import Wording

MOST_WORDINGS: Final = 4_096
MOST_CHARACTERS: Final = 1 << 23
"""Of several; one that is longer by itself is held until the next is read."""


class RecentWordings:
    """Gives the wording of an article by its number, and reads it where it is none of those that were given last."""

    def __init__(self, read: Callable[[int], Wording]) -> None:
        self._read = read
        self._held: OrderedDict[int, Wording] = OrderedDict()
        self._characters = 0

    def __call__(self, number: int) -> Wording:
        held = self._held.get(number)
        if held is None:
            return self._take(number, self._read(number))
        self._held.move_to_end(number)
        return held

    def _take(self, number: int, wording: Wording) -> Wording:
        self._held[number] = wording
        self._characters += len(wording.text)
        while len(self._held) > MOST_WORDINGS or (self._characters > MOST_CHARACTERS and len(self._held) > 1):
            _, gone = self._held.popitem(last=False)
            self._characters -= len(gone.text)
        return wording
