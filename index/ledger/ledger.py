"""All records of a rebuild, by numbers: where each stands, what ties it to others, what became of it.

Records are numbered as they come. Each is of one group (`index.assembly.outline`), and has its related
entries, the mentions, in their order. What a record itself says is not here: it stands in the cache
(`index.records.cache`), in a file, at a place. Pure; `index.ledger.books` keeps it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, NamedTuple, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from index.assembly.assemble import Assembly
from index.assembly.grouping import Group
from index.assembly.joining import leading
from index.assembly.linking import Fate, Link, Target
from index.assembly.outline import Outline
from index.cleaning.repetition import NOT_TOLD, Telling
from index.ledger.keys import content_key, identity_keys, key_of, keys_of, mention_keys
from index.ledger.ragged import Int64s, Ragged, RaggedBuilder, as_column
from index.record import Record
from index.twins import twin_form

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
_NO_ID = "0" * 32
_Table = TypeVar("_Table", "Records", "Groups", "Mentions")


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


def enter(given: Iterable[Placed], outlined: Outline, assembly: Assembly) -> Ledger:
    """The ledger of records that were put together.

    Args:
        given: the records of the outline, in its order, with all their addresses; walked over once.
    """
    groups = [*((KEPT, group) for group in outlined.groups), *states_out(outlined)]
    group_of = np.empty(len(outlined.records), np.int64)
    for number, (_, group) in enumerate(groups):
        group_of[list(group.records)] = number
    links = _links_by_record(outlined, assembly.links)
    records, mentions = _RecordRows(), _MentionRows()
    for number, placed in enumerate(given):
        records.add(placed)
        own = links.get(number)
        for place, mention in enumerate(placed.record.related):
            mentions.add(number, mention, own[place] if own else None)
    readers = tuple(sorted(set(records.readers)))
    return Ledger(
        records.built(group_of),
        Groups(
            _ids((*outlined.ids, *(_NO_ID for _ in range(len(groups) - len(outlined.ids))))),
            _column(state for state, _ in groups),
            _column(readers.index(_reader_of(group, outlined, records.readers)) for _, group in groups),
            Ragged.of(keys_of(map(twin_form, group.addresses)) for _, group in groups),
        ),
        mentions.built(),
        readers,
    )


def states_out(outlined: Outline) -> Iterator[tuple[int, Group]]:
    """The groups that become no article, each with its state."""
    for group in outlined.withdrawn:
        yield WITHDRAWN if outlined.is_article(group) else NOTICE, group
    for group in (*outlined.lifted, *outlined.empty):
        yield EMPTY, group


def _reader_of(group: Group, outlined: Outline, readers: Sequence[str]) -> str:
    """The reader of the record that leads."""
    if len(group.records) == 1:
        return readers[group.records[0]]
    return leading(outlined.records_of(group)).reader


def _links_by_record(outlined: Outline, links: Mapping[str, Sequence[Link]]) -> dict[int, Sequence[Link]]:
    """What became of the related entries of each record, where its article is not out."""
    found: dict[int, Sequence[Link]] = {}
    for group, id_ in zip(outlined.groups, outlined.ids, strict=True):
        if given := links.get(id_):
            first = 0
            for number in group.records:
                own = len(outlined.records[number].related) if len(group.records) > 1 else len(given)
                found[number] = given[first : first + own]
                first += own
    return found


def _numbers() -> array[int]:
    return array("q")


@dataclass(slots=True)
class _RecordRows:
    """The columns of `Records`, but for their groups, as they grow, and the readers of the records."""

    file: array[int] = field(default_factory=_numbers)
    ordinal: array[int] = field(default_factory=_numbers)
    source: array[int] = field(default_factory=_numbers)
    scraped: array[int] = field(default_factory=_numbers)
    keys: RaggedBuilder = field(default_factory=RaggedBuilder)
    readers: list[str] = field(default_factory=list)

    def add(self, placed: Placed) -> None:
        """One more record."""
        telling = placed.telling or NOT_TOLD
        self.file.append(placed.file)
        self.ordinal.append(placed.ordinal)
        self.source.append(key_of(telling.source))
        self.scraped.append(telling.is_scraped)
        self.keys.add(identity_keys(placed.record))
        self.readers.append(sys.intern(placed.record.reader))

    def built(self, group: Int64s) -> Records:
        """The table of these records, of which these are the groups."""
        return Records(
            as_column(self.file),
            as_column(self.ordinal),
            group,
            as_column(self.source),
            as_column(self.scraped),
            self.keys.built(),
        )


@dataclass(slots=True)
class _MentionRows:
    """The columns of `Mentions` as they grow."""

    record: array[int] = field(default_factory=_numbers)
    content: array[int] = field(default_factory=_numbers)
    keys: RaggedBuilder = field(default_factory=RaggedBuilder)
    ids: list[str] = field(default_factory=list)
    target: array[int] = field(default_factory=_numbers)
    fate: array[int] = field(default_factory=_numbers)

    def add(self, record: int, mention: Record, link: Link | None) -> None:
        """One more related entry of a record, and what became of it, None if its article is out."""
        self.record.append(record)
        self.content.append(content_key(mention))
        self.keys.add(mention_keys(mention))
        self.ids.append((link.id if link else "") or _NO_ID)
        self.target.append(TARGETS.index(link.target) if link else UNPLACED)
        self.fate.append(FATES.index(link.fate) if link else UNPLACED)

    def built(self) -> Mentions:
        """The table of these mentions."""
        return Mentions(
            as_column(self.record),
            as_column(self.content),
            self.keys.built(),
            _ids(self.ids),
            as_column(self.target),
            as_column(self.fate),
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
