"""Which articles there will be and what they are called: cleaned records in, named groups of ranked ones out.

Pure. The rules stand in `index.assembly.assemble`, which makes articles of the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import article_id, canonical_id
from index.assembly.grouping import Group, addresses_of, group_records, name_groups, source_name
from index.assembly.joining import is_empty, ranked
from index.assembly.templates import without_template_addresses
from index.record import Record


@dataclass(frozen=True, slots=True)
class Outline:
    """The records in the order given, without the addresses of templates, and the groups that they make out.

    `groups` become the articles `ids`, their records ranked; `withdrawn` ones are out by what their sources say,
    `empty` ones have nothing to show. `mistaken` are the addresses that are a template's, and who had them.
    """

    records: Sequence[Record]
    groups: Sequence[Group]
    ids: Sequence[str]
    withdrawn: Sequence[Group]
    empty: Sequence[Group]
    mistaken: Mapping[str, Sequence[Record]]


def outline(records: Iterable[Record]) -> Outline:
    """The groups that records make out, the same whatever their order."""
    held, mistaken = without_template_addresses(records)
    groups = group_records(held)
    struck = set(_struck_names(groups))
    kept: list[Group] = []
    withdrawn: list[Group] = []
    empty: list[Group] = []
    for group in groups:
        if any(record.removed for record in group.records) or (not group.addresses and group.names[0] in struck):
            withdrawn.append(group)
        elif is_empty(group.records):
            empty.append(group)
        else:
            kept.append(replace(group, records=tuple(ranked(group.records))) if len(group.records) > 1 else group)
    ids = [_lasting_id(group, name) for group, name in zip(kept, name_groups(kept), strict=True)]
    return Outline(held, kept, ids, withdrawn, empty, mistaken)


def _struck_names(groups: Iterable[Group]) -> Iterable[str]:
    """A withdrawal may name the source's id and nothing else."""
    for group in groups:
        for record in group.records:
            if record.removed and not record.title and not group.addresses and record.source_id:
                yield source_name(record)


def _lasting_id(group: Group, name: str) -> str:
    """Made of the main address of the leading record, else of the name of the group."""
    for record in group.records:
        if addresses := addresses_of(record):
            return canonical_id(addresses[0])
    return article_id(name.encode(errors="backslashreplace").decode())
