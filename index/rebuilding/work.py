"""What a rebuild works on and with, from finding files to the last step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.generations.archive import Archive
from index.ledger.accounts import Accounts
from index.rebuilding.clock import Clock
from index.rebuilding.options import RebuildOptions
from index.rebuilding.progress import OnProgress
from index.rebuilding.report import RebuildReport
from index.withdrawals import WithdrawalLog

BOOKS: Final = "books.bfr"
"""Where the ledger is kept (`index.ledger.books`)."""

STORIES: Final = "stories.bfr"
"""Where what was computed of stories is kept (`index.stories.memory`)."""


class NotPublished(Exception):
    """Leaves a rebuild before anything is published; `report` tells why."""

    def __init__(self, report: RebuildReport) -> None:
        super().__init__()
        self.report = report


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be renewed, and how.

    `stamp` is of the code that does it, `log` tells what is withdrawn, `passed_over` what was found and is not read.
    """

    archive: Archive
    options: RebuildOptions
    tell: OnProgress
    clock: Clock
    stamp: str
    log: WithdrawalLog
    passed_over: Accounts

    @property
    def kept_in(self) -> Path:
        """The folder of what one rebuild keeps for the next."""
        return self.archive.path / "cache"
