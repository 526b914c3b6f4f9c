"""What files became, put side by side: outcomes by the names of files in; records with their places out."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from index.cleaning.repetition import Telling, telling_of
from index.ledger.accounts import Accounts, count_files
from index.ledger.entering import Placed
from index.rebuilding.report import UnreadValue, unread_values
from index.rebuilding.shelf import Store
from index.record import Record, Rejection, Skip
from index.records.outcome import Outcome


class Harvest:
    """Records in the order they came in, what they tell of their sources, and what else became of the files."""

    def __init__(self, records: Store[Record] | None = None) -> None:
        """`records` is an empty sequence to put them by in."""
        self.records: Store[Record] = [] if records is None else records
        self.tellings: list[Telling | None] = []
        self._files: dict[str, int] = {}
        self._file_of = array("q")
        self._ordinals = array("q")
        self._held: defaultdict[str, int] = defaultdict(int)
        self._rejections: list[Rejection] = []
        self._skips: list[Skip] = []
        self._unread: list[UnreadValue] = []
        self._met: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, file: str, outcomes: Iterable[Outcome]) -> None:
        """What a file, or a further share of it, became."""
        for outcome in outcomes:
            for record in outcome.records:
                self._take(file, record)
            self._rejections += outcome.rejections
            self._skips += outcome.skips
            if outcome.met:
                self._met[file].update(outcome.met)

    def accounts(self) -> Accounts:
        """What a report tells of the files."""
        return count_files(self._skips, self._rejections, self._unread, self._met)

    def placed(self, numbers: Mapping[str, int]) -> Iterator[Placed]:
        """The records with their places, files being known by numbers, and what they tell of their sources."""
        numbered = [numbers[file] for file in self._files]
        for place, (record, telling) in enumerate(zip(self.records, self.tellings, strict=True)):
            yield Placed(numbered[self._file_of[place]], self._ordinals[place], record, telling)

    def _take(self, file: str, record: Record) -> None:
        self.records.append(record)
        self._unread += unread_values(record)
        telling = telling_of(record)
        self.tellings.append(telling and telling._replace(source=sys.intern(telling.source)))
        self._file_of.append(self._files.setdefault(file, len(self._files)))
        self._ordinals.append(self._held[file])
        self._held[file] += 1
