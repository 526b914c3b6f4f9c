"""All records of a rebuild, by numbers: where each stands, what ties it to others, what became of it.

Records are numbered as they come. Each is of one group (`index.assembly.outline`), and has its related
entries, the mentions, in their order. What a record itself says is not here: it stands in the cache
(`index.records.cache`), in a file, at a place. Pure; `index.ledger.file` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from index.assembly.assemble import Assembly
from index.assembly.joining import leading
from index.assembly.linking import Fate, Link, Target
from index.assembly.outline import Outline
from index.cleaning.repetition import NOT_TOLD, Telling
from index.ledger.keys import content_key, identity_keys, key_of, keys_of, mention_keys
from index.ledger.ragged import Int64s, Ragged
from index.record import Record
from index.twins import twin_form

Ids = npt.NDArray[np.uint8]
"""A row of sixteen bytes each: ids of 32 hexadecimal digits."""

KEPT: Final = 0
WITHDRAWN: Final = 1
EMPTY: Final = 2
UNPLACED: Final = -1
"""What stands for the target and the fate of a mention that nobody resolved: its article is out."""

TARGETS: Final[tuple[Target, ...]] = get_args(Target)
FATES: Final[tuple[Fate, ...]] = get_args(Fate)
_NO_ID = "0" * 32


class Placed(NamedTuple):
    """A record, the number of its file and its own in that, and what it tells of its source, if it has a body."""

    file: int
    ordinal: int
    record: Record
    telling: Telling | None


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
        return Records(
            self.file[rows],
            self.ordinal[rows],
            self.group[rows],
            self.source[rows],
            self.scraped[rows],
            self.keys.take(rows),
        )

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
        return Groups(self.ids[rows], self.state[rows], self.reader[rows], self.addresses.take(rows))


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
        return Mentions(
            self.record[rows],
            self.content[rows],
            self.keys.take(rows),
            self.ids[rows],
            self.target[rows],
            self.fate[rows],
        )


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
        """Records that are out because a source withdrew their article."""
        return int(np.count_nonzero(self.groups.state[self.records.group] == WITHDRAWN))


def enter(
    given: Sequence[Placed],
    outlined: Outline,
    assembly: Assembly,
) -> Ledger:
    """The ledger of records that were put together.

    Args:
        given: the records of the outline, in its order, with all their addresses.
    """
    states = ((KEPT, outlined.groups), (WITHDRAWN, outlined.withdrawn), (EMPTY, outlined.empty))
    groups = [(state, group) for state, several in states for group in several]
    group_of = {id(record): number for number, (_, group) in enumerate(groups) for record in group.records}
    readers = tuple(sorted({record.reader for record in outlined.records}))
    told = [placed.telling or NOT_TOLD for placed in given]
    return Ledger(
        Records(
            _column(placed.file for placed in given),
            _column(placed.ordinal for placed in given),
            _column(group_of[id(record)] for record in outlined.records),
            _column(key_of(telling.source) for telling in told),
            _column(telling.is_scraped for telling in told),
            Ragged.of(identity_keys(placed.record) for placed in given),
        ),
        Groups(
            _ids((*outlined.ids, *(_NO_ID for _ in range(len(groups) - len(outlined.ids))))),
            _column(state for state, _ in groups),
            _column(readers.index(leading(group.records).reader) for _, group in groups),
            Ragged.of(keys_of(map(twin_form, group.addresses)) for _, group in groups),
        ),
        _enter_mentions(outlined, assembly.links),
        readers,
    )


def _enter_mentions(outlined: Outline, links: Mapping[str, Sequence[Link]]) -> Mentions:
    resolved: dict[int, Sequence[Link]] = {}
    for group, id_ in zip(outlined.groups, outlined.ids, strict=True):
        given = iter(links.get(id_, ()))
        for record in group.records:
            resolved[id(record)] = [next(given) for _ in record.related]
    rows = [
        (number, mention, found[place] if (found := resolved.get(id(record))) else None)
        for number, record in enumerate(outlined.records)
        for place, mention in enumerate(record.related)
    ]
    return Mentions(
        _column(number for number, _, _ in rows),
        _column(content_key(mention) for _, mention, _ in rows),
        Ragged.of(mention_keys(mention) for _, mention, _ in rows),
        _ids([(link.id if link else "") or _NO_ID for _, _, link in rows]),
        _column(TARGETS.index(link.target) if link else UNPLACED for _, _, link in rows),
        _column(FATES.index(link.fate) if link else UNPLACED for _, _, link in rows),
    )


def ids_of(rows: Ids) -> list[str]:
    """Ids as texts."""
    return [bytes(row).hex() for row in rows]


def _ids(given: Sequence[str]) -> Ids:
    return np.frombuffer(bytes.fromhex("".join(given)), np.uint8).reshape(-1, 16)


def _column(values: Iterable[int]) -> Int64s:
    return np.fromiter(values, np.int64)


def _joined(one: Int64s, two: Int64s) -> Int64s:
    return np.concatenate((one, two))
