"""Which articles there will be and what they are called: cleaned records in, named groups of ranked ones out.

Pure. The rules stand in `index.assembly.assemble`, which makes articles of the groups. Records are read once to
sketch them, and then only where several have to be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import article_id, canonical_id
from index.assembly.grouping import Group, Sketch, group_records, name_groups, sketch
from index.assembly.joining import rank
from index.assembly.templates import find_template_addresses, has_address, without_addresses
from index.rebuilding.shelf import Mapped
from index.record import Record


@dataclass(frozen=True, slots=True)
class Outline:
    """The records in the order given, without the addresses of templates, and the groups that they make out.

    `groups` become the articles `ids`, their records ranked; `withdrawn` ones are out by what their sources say,
    `empty` ones have nothing to show. `mistaken` are the addresses that are a template's, and who had them.
    """

    records: Sequence[Record]
    sketches: Sequence[Sketch]
    groups: Sequence[Group]
    ids: Sequence[str]
    withdrawn: Sequence[Group]
    empty: Sequence[Group]
    mistaken: Mapping[str, Sequence[int]]

    def records_of(self, group: Group) -> tuple[Record, ...]:
        """The records of a group, read."""
        return tuple(self.records[number] for number in group.records)

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
    struck = set(_struck_names(groups, sketches))
    kept: list[Group] = []
    withdrawn: list[Group] = []
    empty: list[Group] = []
    for group in groups:
        told = [sketches[number] for number in group.records]
        if any(one.removed for one in told) or (not group.addresses and group.names[0] in struck):
            withdrawn.append(group)
        elif not any(one.has_text or one.is_locked for one in told):
            empty.append(group)
        else:
            kept.append(_ranked(group, records) if len(told) > 1 else group)
    names = name_groups(kept, records)
    ids = [_lasting_id(group, name, sketches) for group, name in zip(kept, names, strict=True)]
    return Outline(records, sketches, kept, ids, withdrawn, empty, mistaken)


def _ranked(group: Group, records: Sequence[Record]) -> Group:
    return replace(group, records=tuple(sorted(group.records, key=lambda number: rank(records[number]))))


def _struck_names(groups: Iterable[Group], sketches: Sequence[Sketch]) -> Iterable[str]:
    """A withdrawal may name the source's id and nothing else."""
    for group in groups:
        for told in (sketches[number] for number in group.records):
            if told.removed and not told.title and not group.addresses and told.name:
                yield told.name


def _lasting_id(group: Group, name: str, sketches: Sequence[Sketch]) -> str:
    """Made of the main address of the leading record, else of the name of the group."""
    for told in (sketches[number] for number in group.records):
        if told.addresses:
            return canonical_id(told.addresses[0])
    return article_id(name.encode(errors="backslashreplace").decode())
