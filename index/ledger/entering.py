"""Records that were put together into the ledger: a row each, and one for each of their groups and related entries.

Not for what the tables of a ledger are (see `index.ledger.ledger`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from index.assembly.assemble import Assembly
from index.assembly.grouping import Group
from index.assembly.joining import leading
from index.assembly.linking import Link
from index.assembly.outline import Outline
from index.cleaning.repetition import NOT_TOLD, Telling
from index.ledger.keys import content_key, identity_keys, key_of, keys_of, mention_keys
from index.ledger.ledger import (
    EMPTY,
    FATES,
    KEPT,
    NOTICE,
    TARGETS,
    UNPLACED,
    WITHDRAWN,
    Groups,
    Ids,
    Ledger,
    Mentions,
    Records,
)
from index.ledger.ragged import Int64s, Ragged, RaggedBuilder, as_column
from index.record import Record
from index.twins import twin_form

_NO_ID = "0" * 32


class Placed(NamedTuple):
    """A record, the number of its file and its own in that, and what it tells of its source, if it has a body."""

    file: int
    ordinal: int
    record: Record
    telling: Telling | None


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


def _ids(given: Sequence[str]) -> Ids:
    return np.frombuffer(bytes.fromhex("".join(given)), np.uint8).reshape(-1, 16)


def _column(values: Iterable[int]) -> Int64s:
    return np.fromiter(values, np.int64)
