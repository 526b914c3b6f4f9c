"""What a change affects: a ledger, the records gone and the new ones in; all that must be put together anew out.

An article is affected where a record of it is new or gone, and so are all that share an address with such a
record, however long the chain. Others only by their links: where an address that they mention leads elsewhere
now, or where the mentions that a reference is made of are not the same. And where a scraped source has other habits
than it had, all of its pages are. What is not affected comes out as it did, which is why this gives what putting
together everything would (`tests/index/articles/test_ledger.py` holds it). Reads records only by the function that it
is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from index.article import Origin
from index.assembly.assemble import Assembly, names_told, put_together
from index.assembly.linking import Standing, Target
from index.assembly.outline import Outline, outline
from index.cleaning.repetition import NOT_TOLD, Habits, correct_by, find_habits, is_scraped, telling_of
from index.ledger.entering import Placed, enter, states_out
from index.ledger.keys import content_key, identity_keys, key_of, keys_of, mention_keys
from index.ledger.ledger import KEPT, NOTICE, TARGETS, UNPLACED, WITHDRAWN, Ledger, ids_of
from index.ledger.ragged import Int64s
from index.record import Record
from index.twins import twin_form

_ARCHIVED, _REFERENCE = TARGETS.index("archived"), TARGETS.index("reference")

Load = Callable[[Int64s], list[Record]]
"""The records of these rows of a ledger, as they were read, in this order."""


class TooMuchAffected(Exception):
    """So much is affected that putting together everything is no more work."""


@dataclass(frozen=True, slots=True)
class Affected:
    """What was put together anew.

    `before` are the ids of the articles and references that were made of what is gone or put together anew, `records`
    what those that were put together are called, by their places. `ledger` is the next one, `habits` are what sources
    have now.
    """

    assembly: Assembly
    before: frozenset[str]
    records: Mapping[Origin, Set[str]]
    ledger: Ledger
    habits: Mapping[str, Habits]

    @property
    def gone(self) -> frozenset[str]:
        """The ids that nothing makes now."""
        return self.before - {*self.assembly.ids}


def put_affected_together(
    ledger: Ledger,
    habits: Mapping[str, Habits],
    changed: Int64s,
    new: Sequence[Placed],
    load: Load,
    most: int,
) -> Affected:
    """Put together all that is affected where the records of `changed` are gone and `new` ones have come.

    Raises TooMuchAffected where that is more than `most` records.
    """
    return _Change(ledger, habits, load, most).run(changed, new)


class _Change:
    """One change of a ledger under way."""

    def __init__(self, ledger: Ledger, habits: Mapping[str, Habits], load: Load, most: int) -> None:
        self._ledger = ledger
        self._habits = dict(habits)
        self._load = load
        self._most = most
        self._loaded: dict[int, Placed] = {}

    def run(self, changed: Int64s, new: Sequence[Placed]) -> Affected:
        """All of it."""
        changed, given = self._with_sources(changed, list(new))
        rows = self._ledger.records.keys.closure(self._keys_of(changed, given))
        rows = np.union1d(rows, changed)
        self._refuse_too_many(rows)
        given += self._placed(np.setdiff1d(rows, changed))
        first = outline(self._corrected(given))
        mentions = self._ledger.mentions.keys.closure(self._touched(rows, first))
        linking = self._ledger.records.keys.closure(self._keys_of(self._ledger.mentions.record[mentions], ()))
        further = np.setdiff1d(linking, rows)
        every = np.union1d(rows, further)
        self._refuse_too_many(every)
        given += self._placed(further)
        outlined = outline(self._corrected(given)) if len(further) else first
        assembly = put_together(outlined, _Others(self._ledger, every, mentions))
        return Affected(
            assembly,
            frozenset(self._ids_made(every, mentions)),
            _called([placed.record for placed in given]),
            self._ledger.without(every).and_then(enter(given, outlined, assembly)),
            self._habits,
        )

    def _with_sources(self, changed: Int64s, new: list[Placed]) -> tuple[Int64s, list[Placed]]:
        """What is changed and new, and with it all pages of each source that has other habits now."""
        records = self._ledger.records
        of_new = _names(new)
        names = {key_of(name): name for name in self._habits} | of_new
        touched = {*np.unique(records.source[changed]).tolist(), *of_new}
        is_changed = np.zeros(len(records), np.bool_)
        is_changed[changed] = True
        for source in sorted(touched - {key_of(NOT_TOLD.source)}):
            standing = np.flatnonzero((records.source == source) & ~is_changed)
            own = [placed for placed in new if placed.telling and key_of(placed.telling.source) == source]
            pages = self._pages_if_scraped(standing, own)
            names |= _names(pages[:1])
            after = find_habits([page.record for page in pages]) if pages else None
            if after != self._habits.get(names.get(source, "")):
                self._set_habits(names[source], after)
                is_changed[standing] = True
                new += self._placed(standing)
        return np.flatnonzero(is_changed), new

    def _pages_if_scraped(self, standing: Int64s, own: Sequence[Placed]) -> list[Placed]:
        """All pages of a source, those that stand and its new ones; none where it is not scraped."""
        new = sum(placed.telling.is_scraped for placed in own if placed.telling)
        if not is_scraped(len(standing) + len(own), int(self._ledger.records.scraped[standing].sum()) + new):
            return []
        self._refuse_too_many(standing)
        return [*self._placed(standing), *own]

    def _set_habits(self, source: str, habits: Habits | None) -> None:
        if habits:
            self._habits[source] = habits
        else:
            del self._habits[source]

    def _placed(self, rows: Int64s) -> list[Placed]:
        """The records of these rows as they stand in the ledger."""
        missing = np.array([row for row in rows.tolist() if row not in self._loaded], np.int64)
        held = self._ledger.records
        for row, record in zip(missing.tolist(), self._load(missing), strict=True):
            self._loaded[row] = Placed(int(held.file[row]), int(held.ordinal[row]), record, telling_of(record))
        return [self._loaded[row] for row in rows.tolist()]

    def _corrected(self, given: Sequence[Placed]) -> Sequence[Record]:
        """The records, corrected by the habits of their sources."""
        return list(correct_by([one.record for one in given], [one.telling for one in given], self._habits))

    def _keys_of(self, rows: Int64s, given: Sequence[Placed]) -> Int64s:
        """All that these records can be known by."""
        keys = (key for placed in given for key in identity_keys(placed.record))
        return np.concatenate((self._ledger.records.keys.take(rows).values, np.fromiter(keys, np.int64)))

    def _touched(self, rows: Int64s, outlined: Outline) -> Int64s:
        """The keys of names that lead elsewhere now, or may."""
        keys = [*self._moved(rows, outlined), *self._told_otherwise(rows, outlined)]
        return np.array(keys, np.int64)

    def _moved(self, rows: Int64s, outlined: Outline) -> Iterator[int]:
        """The addresses of groups that are not what they were."""
        groups = self._ledger.groups
        numbers = np.unique(self._ledger.records.group[rows])
        before = {
            (state, id_ if state == KEPT else "", tuple(sorted(groups.addresses.row(number).tolist())))
            for number, state, id_ in zip(
                numbers.tolist(), groups.state[numbers].tolist(), ids_of(groups.ids[numbers]), strict=True
            )
        }
        now = set(_states(outlined))
        for _, _, addresses in before ^ now:
            yield from addresses

    def _told_otherwise(self, rows: Int64s, outlined: Outline) -> Iterator[int]:
        """The names of mentions that have come or gone and make a difference to where others lead."""
        held = self._ledger.mentions
        is_of = np.isin(held.record, rows) & (held.target != UNPLACED)
        before = {int(held.content[at]): at for at in np.flatnonzero(is_of).tolist()}
        mentions = [mention for group in outlined.groups for mention in outlined.mentions_of(group)]
        now = {content_key(mention): mention_keys(mention) for mention in mentions}
        said = set(now.values())
        for content in before.keys() - now.keys():
            at = before[content]
            names = tuple(held.keys.row(at).tolist())
            if held.target[at] == _REFERENCE or (len(names) > 1 and names not in said):
                yield from names
        for content in now.keys() - before.keys():
            if not self._is_tied_alike(now[content]):
                yield from now[content]

    def _is_tied_alike(self, names: tuple[int, ...]) -> bool:
        """Whether another mention has these names, and leads to what is no reference."""
        held = self._ledger.mentions
        for at in held.keys.rows_with(np.array(names[:1], np.int64)).tolist():
            if held.target[at] == _ARCHIVED and tuple(held.keys.row(at).tolist()) == names:
                return True
        return False

    def _ids_made(self, rows: Int64s, mentions: Int64s) -> set[str]:
        """The ids of the articles of these records, and of the references of these mentions."""
        groups, held = self._ledger.groups, self._ledger.mentions
        numbers = np.unique(self._ledger.records.group[rows])
        references = mentions[held.target[mentions] == _REFERENCE]
        return {*ids_of(groups.ids[numbers[groups.state[numbers] == KEPT]]), *ids_of(held.ids[references])}

    def _refuse_too_many(self, rows: Int64s) -> None:
        if len(rows) > self._most:
            raise TooMuchAffected


class _Others(Standing):
    """The articles of a ledger that are not put together anew."""

    def __init__(self, ledger: Ledger, rows: Int64s, mentions: Int64s) -> None:
        """`rows` and `mentions` are those that do not stand."""
        self._mentions = ledger.mentions
        self._groups = ledger.groups
        self._settles = (ledger.mentions.target != UNPLACED) & (ledger.mentions.target != TARGETS.index("struck"))
        self._settles[mentions] = False
        self._stands = np.ones(len(ledger.groups.state), np.bool_)
        self._stands[ledger.records.group[rows]] = False

    def archived(self, addresses: Set[str]) -> Mapping[str, str]:
        """See `Standing`."""
        return {address: ids_of(self._groups.ids[at : at + 1])[0] for address, at in self._found(addresses, (KEPT,))}

    def withdrawn(self, addresses: Set[str]) -> Set[str]:
        """See `Standing`."""
        return {address for address, _ in self._found(addresses, (WITHDRAWN, NOTICE))}

    def settled(self, names: tuple[str, ...]) -> tuple[str, Target] | None:
        """See `Standing`."""
        keys = keys_of(names)
        for at in self._mentions.keys.rows_with(np.array(keys[:1], np.int64)).tolist():
            if self._settles[at] and tuple(self._mentions.keys.row(at).tolist()) == keys:
                target = TARGETS[self._mentions.target[at]]
                return "" if target == "removed" else ids_of(self._mentions.ids[at : at + 1])[0], target
        return None

    def _found(self, addresses: Set[str], states: tuple[int, ...]) -> Iterator[tuple[str, int]]:
        for address in addresses:
            for at in self._groups.addresses.rows_with(np.array([key_of(address)], np.int64)).tolist():
                if self._stands[at] and self._groups.state[at] in states:
                    yield address, at


def _names(given: Sequence[Placed]) -> dict[int, str]:
    """The sources that records tell of, by their keys."""
    return {key_of(placed.telling.source): placed.telling.source for placed in given if placed.telling}


def _called(records: Iterable[Record]) -> dict[Origin, Set[str]]:
    """All that records are called, by where they were read; several may have been read at one place."""
    found: defaultdict[Origin, set[str]] = defaultdict(set)
    for record in records:
        found[record.origin] |= names_told(record)
    return {**found}


def _states(outlined: Outline) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Of each group what it is, its article's id and the keys of its addresses."""
    for group, id_ in zip(outlined.groups, outlined.ids, strict=True):
        yield KEPT, id_, tuple(sorted(keys_of(map(twin_form, group.addresses))))
    for state, group in states_out(outlined):
        yield state, "", tuple(sorted(keys_of(map(twin_form, group.addresses))))
