"""How far a rebuild is: work done in, what to tell whoever waits for it out. Prints nothing (see `web.progress`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

Stage = Literal["find", "read", "assemble", "write", "publish"]
_TELL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: `done` of `total` (0 where unknown), `rate` a second, `eta` seconds to go if known."""

    stage: Stage
    done: int = 0
    total: int = 0
    unit: str = ""
    rate: float = 0.0
    eta: float | None = None


OnProgress = Callable[[Progress], None]


class Pace:
    """Counts a stage's work and tells, a few times a second, how fast it goes and how long it will take."""

    def __init__(self, stage: Stage, total: float, unit: str, tell: OnProgress) -> None:
        self._stage: Stage = stage
        self._total = total
        self._unit = unit
        self._tell = tell
        self._started = self._told = perf_counter()
        self._done = 0.0
        self._tell_now()

    def advance(self, amount: float = 1) -> None:
        """So much more is done."""
        self._done += amount
        if perf_counter() - self._told > _TELL_SECONDS:
            self._tell_now()

    def finish(self) -> None:
        """All is done, also what could not be counted."""
        self._done = self._total
        self._tell_now()

    def _tell_now(self) -> None:
        self._told = perf_counter()
        elapsed = self._told - self._started
        rate = self._done / elapsed if elapsed else 0.0
        eta = (self._total - self._done) / rate if rate else None
        self._tell(Progress(self._stage, round(self._done), round(self._total), self._unit, rate, eta))
