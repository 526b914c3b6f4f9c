"""What joining records brought to light, as a report tells it. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from index.article import Origin
from index.versions.history import Loss


@dataclass(frozen=True, slots=True)
class Merge:
    """Records that became one article, the one that leads first, and the values that gave way."""

    id: str
    title: str
    origins: tuple[Origin, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """One source id, or one address, that several different articles carry; all are kept, and it names none."""

    provider: str
    source_id: str
    origins: tuple[Origin, ...]
