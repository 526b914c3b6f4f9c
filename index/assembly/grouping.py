"""Which records are the same article, and under what name it goes: sketches of records in, named groups out.

Pure. The rules stand in `index.assembly.assemble`; what a group becomes is `index.assembly.joining`'s. Records are
known by their numbers: of a large archive only what is sketched of them is held.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from index.article import Article
from index.readers.html.page import READER as HTML_READER
from index.readers.nitf import READER as NITF_READER
from index.record import Record
from index.twins import twin_form
from index.urls import canonical_url, is_global_id, is_web_url, split_url

BY_PROVIDER: Final = "provider\0"
"""What the name of a record opens with that goes by its provider and the id."""

_FRONT_PAGE = re.compile(r"|/(?:index|default|home)\.(?:s?html?|php|aspx?|jsp)|/[a-z]{2}(?:[-_][a-z]{2})?", re.I)
_NAMED_PAGE = re.compile(r"https://[^/?#\s]+/(?:[^/?#\s]+/)*[^/?#.\s]{6,}", re.A)
"""An address that ends in a name too long for that of a language: most do, and no front page does."""


class Sketch(NamedTuple):
    """What tells of a record to which article it belongs.

    `name` is the one by its source's own id, `places` are those by where it stands, for one without `addresses`.
    `lasting` is the one that the id of its article is made of, where that has no address. `removed` and `withheld`
    say that it takes back what it names, `has_text` that there is something to be read, `is_locked` that there is at
    least a body that cannot be, with an address; `mentions` that it relates to others; `is_saved` that it is a page of
    which nobody but its own markup says where it stood.
    """

    addresses: tuple[str, ...]
    name: str
    lasting: str
    places: tuple[str, ...]
    title: str
    versioned: bool
    removed: bool
    withheld: bool
    has_text: bool
    is_locked: bool
    mentions: bool
    is_saved: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one article, by their numbers. `names` are its possible names, the nicest first.

    `fault` is the kind of a fault of ours because of which they are not ranked, and are not to be joined.
    """

    records: tuple[int, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    fault: str = ""


class Addresses:
    """A union-find over addresses, by their twin forms: which of them are known to be one article's."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, address: str) -> str:
        """The twin form that stands for all that were united with this one."""
        address = twin_form(address)
        parent = self._parent.setdefault(address, address)
        while parent != self._parent[parent]:
            self._parent[address] = parent = self._parent[parent]
        return parent

    def unite(self, addresses: Sequence[str]) -> None:
        """All of these are one article's; the least of them stands for it, whatever the order."""
        roots = sorted({self.root(address) for address in addresses})
        for root in roots[1:]:
            self._parent[root] = roots[0]

    def known(self) -> Set[str]:
        """The twin form of every address seen so far."""
        return self._parent.keys()


@lru_cache(maxsize=1 << 18)
def article_address(url: str) -> str:
    """The canonical form of a URL that can name an article; "" for a site's front page, in any language, or no web URL.

    >>> article_address("http://example.org/a/"), article_address("https://example.org/")
    ('https://example.org/a', '')
    """
    if not is_web_url(url):
        return ""
    address = canonical_url(url)
    if _NAMED_PAGE.fullmatch(address):
        return address
    parts = split_url(twin_form(address))
    is_front = _FRONT_PAGE.fullmatch(parts.path) and not parts.query and not parts.fragment
    return "" if is_front else address


def addresses_of(record: Record) -> tuple[str, ...]:
    """The addresses a record is known by, its main one first."""
    return _addresses(record.urls)


@lru_cache(maxsize=1 << 18)
def _addresses(urls: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in map(article_address, urls) if address))


def goes_by_place(article: Article) -> bool:
    """Whether an article has neither an address nor an id from its source, so that it is named by where it was read."""
    return not article.source_id and not any(map(article_address, (article.url, *article.aliases)))


def source_name(record: Record) -> str:
    """The name of a record by its source's own id; "" where it has none.

    A URN and its like mean one thing wherever they stand. Any other id counts among those of who gave it, and where
    nobody says who that was within its file only: every export numbers from 1.
    """
    if not record.source_id:
        return ""
    if is_global_id(record.source_id.strip()):
        return f"item\0{record.source_id.strip()}"
    giver = (record.id_giver or record.provider.domain or record.provider.name).casefold()
    return f"{BY_PROVIDER}{giver}\0{record.source_id}" if giver else f"file\0{record.origin.path}\0{record.source_id}"


def is_known_by_id(record: Record) -> bool:
    """Whether its source's own id can tie a record to others: one with an address is known by that, if it is no item.

    A document of NITF has the id by which another one takes it back.
    """
    is_item = record.versioned or record.reader == NITF_READER
    return bool(record.source_id) and (is_item or not addresses_of(record))


def lasting_name(record: Record, name: str) -> str:
    """The name that an article keeps whatever is known of how ids are given: by its provider and the id."""
    provider = (record.provider.domain or record.provider.name).casefold()
    return f"{BY_PROVIDER}{provider}\0{record.source_id}" if provider and name else name


def sketch(record: Record) -> Sketch:
    """What outlining has to know of a record."""
    addresses = addresses_of(record)
    name = source_name(record) if is_known_by_id(record) else ""
    return Sketch(
        addresses,
        name,
        lasting_name(record, name),
        () if addresses else _place_names(record),
        "" if addresses else _folded(record.title),
        record.versioned,
        record.removed,
        record.withheld,
        bool(record.title or record.excerpt or record.body),
        record.secured and bool(record.urls),
        bool(record.related),
        record.reader == HTML_READER and record.fetched is None,
    )


def group_records(sketches: Sequence[Sketch]) -> list[Group]:
    """The records in groups of one article each; the order of neither counts."""
    by_address: dict[int, tuple[str, ...]] = {}
    by_source: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    groups: list[Group] = []
    of_items = _addresses_of_items(sketches)
    for number, told in enumerate(sketches):
        shared = of_items.get(told.name, ()) if told.versioned else ()
        if addresses := tuple(dict.fromkeys((*told.addresses, *shared))) if shared else told.addresses:
            by_address[number] = addresses
        elif told.name:
            by_source[told.name, "" if told.versioned else told.title].append(number)
        else:
            groups.append(Group((number,), (), told.places))
    for same in by_source.values():
        lasting = min(sketches[number].lasting for number in same)
        groups.append(Group(tuple(same), (), (lasting, *min(sketches[number].places for number in same))))
    return groups + _groups_by_address(by_address)


def _addresses_of_items(sketches: Iterable[Sketch]) -> dict[str, tuple[str, ...]]:
    """All addresses that versions of an item have, by its name; not all of its versions need have any."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for told in sketches:
        if told.versioned and told.addresses and told.name:
            found[told.name].update(dict.fromkeys(told.addresses))
    return {name: tuple(addresses) for name, addresses in found.items()}


def name_groups(groups: Sequence[Group], records: Sequence[Record]) -> list[str]:
    """A name for each group, no two alike: the nicest that no other group has.

    Where two would share a name neither gets it, so that no link comes to mean another article.
    """
    level = [0] * len(groups)
    while True:
        names = [group.names[depth] for group, depth in zip(groups, level, strict=True)]
        counts = Counter(names)
        shared = [n for n, name in enumerate(names) if counts[name] > 1 and level[n] + 1 < len(groups[n].names)]
        if not shared:
            return _numbered(groups, names, records)
        for n in shared:
            level[n] += 1


def _groups_by_address(held: Mapping[int, tuple[str, ...]]) -> list[Group]:
    known = Addresses()
    for addresses in held.values():
        known.unite(addresses)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, addresses in held.items():
        members[known.root(addresses[0])].append(number)
    return [
        Group(
            tuple(numbers),
            tuple(dict.fromkeys(address for number in numbers for address in held[number])),
            (f"address\0{root}",),
        )
        for root, numbers in members.items()
    ]


def _place_names(record: Record) -> tuple[str, ...]:
    place = f"place\0{record.origin.path}\0{record.origin.line or ''}"
    return place, f"{place}\0{record.source_id}\0{record.title}"


def _numbered(groups: Sequence[Group], names: list[str], records: Sequence[Record]) -> list[str]:
    """Names that are still shared (one place, one title) get numbers in the order of their content."""
    counts = Counter(names)
    shared = [n for n, name in enumerate(names) if counts[name] > 1]
    seen: Counter[str] = Counter()
    for n in sorted(shared, key=lambda n: (names[n], repr(tuple(records[number] for number in groups[n].records)))):
        name = names[n]
        seen[name] += 1
        if seen[name] > 1:
            names[n] = f"{name}\0{seen[name]}"
    return names


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
