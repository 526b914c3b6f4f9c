"""What near words are: every smallest window that holds them, by matching them to places one by one.

Slowly and so that it can be checked by reading; `search.kernels.near` comes to the same windows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence


def near_windows(positions: Sequence[Sequence[int]], distance: int) -> list[tuple[int, ...]]:
    """The smallest windows that hold every part, each at a place of its own, in any order.

    A window reaches over at most `distance` places more than there are parts. Each is the sorted
    places of its parts; no window lies within another; they come in the order of the text.

    >>> near_windows([[1, 20], [4, 18]], distance=2)
    [(1, 4), (18, 20)]
    """
    widest = len(positions) + distance
    if not positions or any(len(places) == 0 for places in positions):
        return []
    holders = _parts_by_place(positions)
    if all(len(parts) == 1 for parts in holders.values()):
        windows = _windows_of_different_words(holders, len(positions))
    else:
        windows = _Matching(positions, holders, widest).windows()
    return [window for window in windows if window[-1] - window[0] < widest]


def _parts_by_place(positions: Sequence[Sequence[int]]) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = {}
    for part, places in enumerate(positions):
        for place in places:
            holders.setdefault(int(place), []).append(part)
    return dict(sorted(holders.items()))


def _windows_of_different_words(holders: dict[int, list[int]], parts: int) -> Iterator[tuple[int, ...]]:
    """The usual case, where no place serves two parts: the last place of each part makes the window."""
    latest: dict[int, int] = {}
    found_from: int | None = None
    for place, (part,) in holders.items():
        latest[part] = place
        if len(latest) < parts:
            continue
        first = min(latest.values())
        if found_from is None or first > found_from:
            found_from = first
            yield tuple(sorted(latest.values()))


class _Matching:
    """Parts matched to places one to one inside a sliding window, where a place may serve several parts.

    A word that is asked for twice needs two places. The matching grows by augmenting paths
    (Berge 1957): a part that finds no free place may take another's, if that one can move.
    """

    def __init__(self, positions: Sequence[Sequence[int]], holders: dict[int, list[int]], widest: int) -> None:
        self._positions = positions
        self._places = list(holders)
        self._widest = widest
        self._part_at: dict[int, int] = {}
        self._unplaced = set(range(len(positions)))
        self._first = self._last = 0

    def windows(self) -> Iterator[tuple[int, ...]]:
        left = 0
        for place in self._places:
            self._last = place
            while place - self._places[left] >= self._widest:
                self._leave(self._places[left])
                left += 1
            self._settle()
            window: tuple[int, ...] = ()
            while not self._unplaced:
                window = tuple(sorted(self._part_at))
                self._leave(self._places[left])
                left += 1
                self._settle()
            if window:
                yield window

    def _leave(self, place: int) -> None:
        self._first = place + 1
        part = self._part_at.pop(place, None)
        if part is not None:
            self._unplaced.add(part)

    def _settle(self) -> None:
        self._unplaced = {part for part in self._unplaced if not self._find_place(part, set())}

    def _find_place(self, part: int, tried: set[int]) -> bool:
        places = self._positions[part]
        for at in range(bisect_left(places, self._first), bisect_right(places, self._last)):
            place = int(places[at])
            if place in tried:
                continue
            tried.add(place)
            other = self._part_at.get(place)
            if other is None or self._find_place(other, tried):
                self._part_at[place] = part
                return True
        return False
