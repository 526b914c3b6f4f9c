"""Seconds by stage: what a rebuild, or a process that works for it, spends its time on.

A stage within a stage is counted for itself: while it lasts, the outer one stands still. Not for how far a stage
is (see `index.rebuilding.progress`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """The seconds of one thread's stages."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._under_way: list[str] = []
        self._since = 0.0

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """Count the time until this ends to a stage.

        >>> clock = Clock()
        >>> with clock.timing("parse"), clock.timing("read"):
        ...     pass
        >>> sorted(clock.seconds)
        ['parse', 'read']
        """
        self._turn()
        self._under_way.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._under_way.pop()

    def add(self, seconds: Mapping[str, float]) -> None:
        """Count what other processes spent."""
        for stage, spent in seconds.items():
            self.seconds[stage] += spent

    def _turn(self) -> None:
        now = perf_counter()
        if self._under_way:
            self.seconds[self._under_way[-1]] += now - self._since
        self._since = now
