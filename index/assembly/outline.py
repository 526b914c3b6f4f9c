"""Which articles there will be and what they are called: cleaned records in, named groups of ranked ones out.

Pure. The rules stand in `index.assembly.assemble`, which makes articles of the groups. Records are read once to
sketch them, and then only where several have to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import article_id, canonical_id
from index.assembly.grouping import BY_PROVIDER, Group, Sketch, group_records, name_groups, sketch
from index.assembly.joining import rank
from index.assembly.templates import find_template_addresses, has_address, without_addresses
from index.assembly.withdrawn import Fate, find_fates, is_article
from index.rebuilding.shelf import Mapped
from index.record import Record, bare


@dataclass(frozen=True, slots=True)
class Outline:
    """The records in the order given, and the groups that they make out.

    Records are without the addresses of templates, and bare where they must not be read.

    `groups` become the articles `ids`, their records ranked; `withdrawn` ones are out by what their sources say, or
    say that of others: those in `missed` of none that is there. `lifted` ones said so until a later version came.
    `empty` ones have nothing to show. `mistaken` are the addresses that are a template's, and who had them.
    """

    records: Sequence[Record]
    sketches: Sequence[Sketch]
    groups: Sequence[Group]
    ids: Sequence[str]
    withdrawn: Sequence[Group]
    missed: Sequence[Group]
    lifted: Sequence[Group]
    empty: Sequence[Group]
    mistaken: Mapping[str, Sequence[int]]

    def records_of(self, group: Group) -> tuple[Record, ...]:
        """The records of a group, read."""
        return tuple(self.records[number] for number in group.records)

    def is_article(self, group: Group) -> bool:
        """Whether a group has anything to show, or would, were it not withdrawn."""
        return is_article(group, self.sketches)

    def mentions_of(self, group: Group) -> list[Record]:
        """The related entries of a group, in order."""
        telling = (number for number in group.records if self.sketches[number].mentions)
        return [mention for number in telling for mention in self.records[number].related]


def outline(records: Sequence[Record]) -> Outline:
    """The groups that records make out, the same whatever their order."""
    sketches = list(map(sketch, records))
    mistaken = find_template_addresses(sketches, records)
    if mistaken:
        records = Mapped(records, lambda _, record: without_addresses(record, mistaken))
        for number, known in enumerate(sketches):
            if has_address(known, mistaken):
                sketches[number] = sketch(records[number])
    groups = group_records(sketches)
    fates, muted = find_fates(groups, sketches, records)
    if muted:
        records = Mapped(records, lambda number, record: bare(record) if number in muted else record)

    def having(*wanted: Fate) -> list[Group]:
        return [group for group, fate in zip(groups, fates, strict=True) if fate in wanted]

    kept = [_ranked(group, sketches, records) for group in having(Fate.STANDS)]
    names = name_groups(kept, records)
    return Outline(
        records,
        sketches,
        kept,
        [_lasting_id(group, name, sketches) for group, name in zip(kept, names, strict=True)],
        withdrawn=having(Fate.WITHDRAWN, Fate.NOTICE, Fate.MISSED),
        missed=having(Fate.MISSED),
        lifted=having(Fate.LIFTED),
        empty=having(Fate.EMPTY),
        mistaken=mistaken,
    )


def _ranked(group: Group, sketches: Sequence[Sketch], records: Sequence[Record]) -> Group:
    """The group with its records ranked. One without an address goes by the name that its first version had."""
    if len(group.records) == 1:
        return group
    numbers, fault = _in_rank(group.records, records)
    given = [sketches[number].lasting for number in reversed(numbers)]
    first = next((name for name in given if name.startswith(BY_PROVIDER)), given[0])
    return replace(
        group, records=numbers, fault=fault, names=group.names if group.addresses else (first, *group.names[1:])
    )


def _in_rank(numbers: Sequence[int], records: Sequence[Record]) -> tuple[tuple[int, ...], str]:
    """The numbers of records, ranked; by their places, and the kind of the fault, where one of ours prevents that."""
    try:
        return tuple(sorted(numbers, key=lambda number: rank(records[number]))), ""
    except Exception as error:
        origins = {number: records[number].origin for number in numbers}
        placed = sorted(numbers, key=lambda number: (origins[number].path, origins[number].line or 0))
        return tuple(placed), type(error).__name__


def _lasting_id(group: Group, name: str, sketches: Sequence[Sketch]) -> str:
    """Made of the main address of the leading record, else of the name of the group."""
    for told in (sketches[number] for number in group.records):
        if told.addresses:
            return canonical_id(told.addresses[0])
    return article_id(name.encode(errors="backslashreplace").decode())
