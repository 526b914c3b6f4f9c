"""Which groups of records are out by what their sources say: groups, sketches and records in, a fate for each out.

What is `removed` takes its article back for good, whatever comes later. What is `withheld` does so until a later
version of the item may be shown. Either hits the records it stands with, which share an address or are of one item,
and by its source's own id all others that go by it, unless it has a title: then it means that one. What a
version said before it was withheld stays unseen when the item comes back. Pure; the rules of grouping stand in
`index.assembly.assemble`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from enum import Enum, auto
from typing import Final, NamedTuple

from index.assembly.grouping import Group, Sketch
from index.assembly.later import is_later, told
from index.record import Record

_NONE: Final[frozenset[int]] = frozenset()


class Fate(Enum):
    """What becomes of a group: it is an article, has nothing to show, or is withdrawn.

    What only takes back others has hit one, missed, or been lifted.
    """

    STANDS = auto()
    EMPTY = auto()
    WITHDRAWN = auto()
    NOTICE = auto()
    MISSED = auto()
    LIFTED = auto()


class Fates(NamedTuple):
    """The fate of each group, and the records of those that stand which must not be read all the same."""

    of_groups: list[Fate]
    muted: Set[int]


def find_fates(groups: Sequence[Group], sketches: Sequence[Sketch], records: Sequence[Record]) -> Fates:
    """What becomes of all groups."""
    return _Judge(groups, sketches, records).judge()


def is_article(group: Group, sketches: Sequence[Sketch]) -> bool:
    """Whether a group has anything to show, or would, and is not only a notice that takes something back."""
    return any(sketches[number].has_text or sketches[number].is_locked for number in group.records)


def lifts(one: Record, notice: Record) -> bool:
    """Whether a record that may be shown is a later version than what withholds its item."""
    same_item = one.source_id == notice.source_id
    if same_item and one.version != notice.version and len(one.version) == len(notice.version):
        return one.version > notice.version
    return is_later(told(one), told(notice))


class _Judge:
    """All groups, and what takes back by the id of its item, by the name that this makes."""

    def __init__(self, groups: Sequence[Group], sketches: Sequence[Sketch], records: Sequence[Record]) -> None:
        self._groups = groups
        self._sketches = sketches
        self._records = records
        self._taking_back = {number for number, known in enumerate(sketches) if known.removed or known.withheld}
        self._striking: defaultdict[str, list[int]] = defaultdict(list)
        for number in self._taking_back:
            if sketches[number].name and not sketches[number].title:
                self._striking[sketches[number].name].append(number)

    def judge(self) -> Fates:
        """The fate of each group."""
        articles = [is_article(group, self._sketches) for group in self._groups]
        hit: set[int] = set()
        lifted: set[int] = set()
        muted: set[int] = set()
        fates: list[Fate] = []
        for group, has_article in zip(self._groups, articles, strict=True):
            notices = self._notices(group)
            after = self._after(group, notices) if notices and has_article else _NONE
            stands = bool(after) or not notices
            if has_article and notices:
                (lifted if stands else hit).update(notices)
                muted.update(set(group.records) - after if after else ())
            fates.append(_fate(stands, has_article))
        for number, group in enumerate(self._groups):
            if fates[number] is Fate.NOTICE:
                fates[number] = self._fate_of_notice(group, hit, lifted)
        return Fates(fates, muted)

    def _notices(self, group: Group) -> Set[int]:
        """The numbers of the records that take something back and mean this group."""
        if not self._taking_back:
            return _NONE
        striking = [n for number in group.records for n in self._striking.get(self._sketches[number].name, ())]
        if not striking and self._taking_back.isdisjoint(group.records):
            return _NONE
        return self._taking_back.intersection(group.records).union(striking)

    def _after(self, group: Group, notices: Set[int]) -> Set[int]:
        """The records that may be shown again; none where something was taken back for good."""
        if any(self._sketches[number].removed for number in notices):
            return _NONE
        withholding = [self._records[number] for number in notices]
        shown = [number for number in group.records if self._sketches[number].has_text]
        return {number for number in shown if all(lifts(self._records[number], one) for one in withholding)}

    def _fate_of_notice(self, group: Group, hit: set[int], lifted: set[int]) -> Fate:
        if not hit.isdisjoint(group.records):
            return Fate.NOTICE
        return Fate.LIFTED if not lifted.isdisjoint(group.records) else Fate.MISSED


def _fate(stands: bool, has_article: bool) -> Fate:
    if stands:
        return Fate.STANDS if has_article else Fate.EMPTY
    return Fate.WITHDRAWN if has_article else Fate.NOTICE
