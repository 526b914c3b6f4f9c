"""How a rebuild is to be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.errors import InvalidSettings
from index.readers.mapping import FieldMapping

CacheUse = Literal["use", "fresh", "off"]
MAX_PROCESSES = 256


@dataclass(frozen=True, slots=True)
class RebuildOptions:
    """`strict` publishes nothing if anything is rejected; `processes` None is one a core.

    `mapping` says where the fields of JSON and CSV records stand, where they have names of their own.
    `cache` says what becomes of the records kept from the last rebuild: they are used, or everything is
    read afresh and kept, or nothing is kept and what was is removed.
    `include_future` shows articles that bear a later date at once, and not when it has come.
    """

    processes: int | None = None
    strict: bool = False
    keep: int = 2
    mapping: FieldMapping | None = None
    cache: CacheUse = "use"
    include_future: bool = False

    def __post_init__(self) -> None:
        if self.processes is not None and not 1 <= self.processes <= MAX_PROCESSES:
            raise InvalidSettings(f"`processes` is {self.processes}; it can be 1 to {MAX_PROCESSES}.")
        if self.keep < 1:
            raise InvalidSettings(f"`keep` is {self.keep}; at least the generation being served is kept: 1.")
