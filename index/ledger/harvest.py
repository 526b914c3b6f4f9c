"""What files became, put side by side: outcomes by the names of files in; records with their places out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from index.cleaning.repetition import Telling
from index.ledger.accounts import Accounts, count_files
from index.ledger.ledger import Placed
from index.record import Record, Rejection, Skip
from index.records.outcome import Outcome


class Harvest:
    """Records in the order they came in, and what else became of the files."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._places: list[tuple[str, int]] = []
        self._held: Counter[str] = Counter()
        self._rejections: list[Rejection] = []
        self._skips: list[Skip] = []
        self._met: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, file: str, outcomes: Iterable[Outcome]) -> None:
        """What a file, or a further share of it, became."""
        for outcome in outcomes:
            first = self._held[file]
            self._held[file] += len(outcome.records)
            self._places += [(file, ordinal) for ordinal in range(first, self._held[file])]
            self.records += outcome.records
            self._rejections += outcome.rejections
            self._skips += outcome.skips
            if outcome.met:
                self._met[file].update(outcome.met)

    def accounts(self) -> Accounts:
        """What a report tells of the files."""
        return count_files(self._skips, self._rejections, self.records, self._met)

    def placed(self, numbers: Mapping[str, int], tellings: Iterable[Telling | None]) -> list[Placed]:
        """The records with their places, files being known by numbers, and what they tell of their sources."""
        return [
            Placed(numbers[file], ordinal, record, telling)
            for (file, ordinal), record, telling in zip(self._places, self.records, tellings, strict=True)
        ]
