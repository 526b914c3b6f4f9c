"""All records of a rebuild, by numbers: where each stands, what ties it to others, what became of it.

Records are numbered as they come. Each is of one group (`index.assembly.outline`), and has its related
entries, the mentions, in their order. What a record itself says is not here: it stands in the cache
(`index.records.cache`), in a file, at a place. Pure; `index.ledger.entering` writes it, `index.ledger.books`
keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from index.assembly.linking import Fate, Target
from index.ledger.ragged import Int64s, Ragged

Ids = npt.NDArray[np.uint8]
"""A row of sixteen bytes each: ids of 32 hexadecimal digits."""

KEPT: Final = 0
WITHDRAWN: Final = 1
EMPTY: Final = 2
NOTICE: Final = 3
"""The state of a group that only takes back what others say."""
UNPLACED: Final = -1
"""What stands for the target and the fate of a mention that nobody resolved: its article is out."""

TARGETS: Final[tuple[Target, ...]] = get_args(Target)
FATES: Final[tuple[Fate, ...]] = get_args(Fate)
_Table = TypeVar("_Table", "Records", "Groups", "Mentions")


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """A row a record. `source` and `scraped` are of those with a body (`index.cleaning.repetition`), else 0."""

    file: Int64s
    ordinal: Int64s
    group: Int64s
    source: Int64s
    scraped: Int64s
    keys: Ragged

    def take(self, rows: Int64s) -> Records:
        """These rows."""
        return _taken(self, rows)

    def __len__(self) -> int:
        return len(self.file)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """A row a group: its article's id, what it is, the reader of the record that leads, its addresses."""

    ids: Ids
    state: Int64s
    reader: Int64s
    addresses: Ragged

    def take(self, rows: Int64s) -> Groups:
        """These rows."""
        return _taken(self, rows)


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """A row a related entry: its record, what it says, what it goes by, where it leads, what it counts as."""

    record: Int64s
    content: Int64s
    keys: Ragged
    ids: Ids
    target: Int64s
    fate: Int64s

    def take(self, rows: Int64s) -> Mentions:
        """These rows."""
        return _taken(self, rows)


def _taken(table: _Table, rows: Int64s) -> _Table:
    """Some rows of all columns of a table."""
    columns = (getattr(table, column.name) for column in fields(table))
    taken: list[Any] = [one.take(rows) if isinstance(one, Ragged) else one[rows] for one in columns]
    return type(table)(*taken)


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The three tables; `readers` are the names of readers by their numbers."""

    records: Records
    groups: Groups
    mentions: Mentions
    readers: tuple[str, ...]

    def without(self, rows: Int64s) -> Ledger:
        """The ledger without these records, their groups, which have no others, and their mentions."""
        stays = np.ones(len(self.records), np.bool_)
        stays[rows] = False
        numbers = np.cumsum(stays) - 1
        groups = np.zeros(len(self.groups.state), np.bool_)
        groups[self.records.group[stays]] = True
        group_numbers = np.cumsum(groups) - 1
        kept = self.records.take(np.flatnonzero(stays))
        mentions = self.mentions.take(np.flatnonzero(stays[self.mentions.record]))
        return Ledger(
            replace(kept, group=group_numbers[kept.group]),
            self.groups.take(np.flatnonzero(groups)),
            replace(mentions, record=numbers[mentions.record]),
            self.readers,
        )

    def and_then(self, other: Ledger) -> Ledger:
        """The records of this one, then those of the other, which share no group."""
        readers = tuple(dict.fromkeys((*self.readers, *other.readers)))
        renamed = np.array([readers.index(name) for name in other.readers], np.int64)
        one, two = self.records, other.records
        groups, more = self.groups, other.groups
        mentions, others = self.mentions, other.mentions
        return Ledger(
            Records(
                _joined(one.file, two.file),
                _joined(one.ordinal, two.ordinal),
                _joined(one.group, two.group + len(groups.state)),
                _joined(one.source, two.source),
                _joined(one.scraped, two.scraped),
                one.keys.and_then(two.keys),
            ),
            Groups(
                np.concatenate((groups.ids, more.ids)),
                _joined(groups.state, more.state),
                _joined(groups.reader, renamed[more.reader] if len(renamed) else more.reader),
                groups.addresses.and_then(more.addresses),
            ),
            Mentions(
                _joined(mentions.record, others.record + len(one)),
                _joined(mentions.content, others.content),
                mentions.keys.and_then(others.keys),
                np.concatenate((mentions.ids, others.ids)),
                _joined(mentions.target, others.target),
                _joined(mentions.fate, others.fate),
            ),
            readers,
        )

    def count_readers(self) -> dict[str, int]:
        """Archived articles by the reader of their leading record."""
        counts = np.bincount(self.groups.reader[self.groups.state == KEPT], minlength=len(self.readers)).tolist()
        return {name: count for name, count in sorted(zip(self.readers, counts, strict=True)) if count}

    def count_links(self) -> dict[str, int]:
        """Related entries by what became of them."""
        counts = np.bincount(self.mentions.fate[self.mentions.fate != UNPLACED], minlength=len(FATES)).tolist()
        return {name: count for name, count in sorted(zip(FATES, counts, strict=True)) if count}

    def count_withdrawn(self) -> int:
        """Articles that are out because a source withdrew them."""
        return int(np.count_nonzero(self.groups.state == WITHDRAWN))


def ids_of(rows: Ids) -> list[str]:
    """Ids as texts."""
    return [bytes(row).hex() for row in rows]


def _joined(one: Int64s, two: Int64s) -> Int64s:
    return np.concatenate((one, two))
