"""Related entries in, edges between articles out, and the references they need.

Pure. Used by `index.assembly.assemble`, which states the rules.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from index.article import Article, Origin, article_id
from index.assembly.grouping import Addresses, addresses_of
from index.assembly.joining import MAX_ORIGINS, first_places, ranked, reference
from index.assembly.outline import Outline
from index.rebuilding.shelf import Chosen, PutBy, Store, put_in_list
from index.record import Record
from index.twins import twin_form

Target = Literal["archived", "reference", "removed", "struck"]
Fate = Literal["archived", "reference", "removed", "self", "repeated"]

_NOWHERE = Origin("")
_DIGEST = 16
_encoder = msgspec.msgpack.Encoder()
_WITHOUT_ADDRESS = "mention\0"


class Link(NamedTuple):
    """A related entry: the id that it leads to, "" for none, what is there, and what the entry counts as.

    "removed" is what its source has withdrawn, "struck" an entry that says so itself.
    """

    id: str
    target: Target
    fate: Fate


class Standing:
    """What is known of articles that are not put together here: nothing, unless a subclass knows it.

    Addresses are twin forms.
    """

    def archived(self, addresses: Set[str]) -> Mapping[str, str]:  # noqa: ARG002
        """The ids of those articles by those of the addresses that they have."""
        return {}

    def withdrawn(self, addresses: Set[str]) -> Set[str]:  # noqa: ARG002
        """Those of the addresses that are withdrawn by a source."""
        return frozenset()

    def settled(self, names: tuple[str, ...]) -> tuple[str, Target] | None:  # noqa: ARG002
        """Where an entry of these names (`names_of`) leads, if nothing that is put together here changes it."""
        return None


class _Place(NamedTuple):
    """Where an entry leads: to an id or, where it is a reference to be made, to the name its mentions share."""

    id: str
    target: Target
    gathered_as: str = ""


class Links:
    """Resolves the related entries of an outline: to an archived article, to a reference, or to nothing."""

    def __init__(self, outlined: Outline, standing: Standing, put_by: PutBy = put_in_list) -> None:
        """`put_by` gives what to hold in what references are made of."""
        self._standing = standing
        self._mentioned = Addresses()
        for mention in _mentions(outlined):
            self._mentioned.unite(addresses_of(mention))
        known = self._mentioned.known()
        self._archived = {
            form: id_
            for group, id_ in zip(outlined.groups, outlined.ids, strict=True)
            for address in group.addresses
            if (form := twin_form(address)) in known
        }
        self._archived.update(standing.archived(known - self._archived.keys()))
        gone = {twin_form(address) for group in outlined.withdrawn for address in group.addresses}
        self._gone = {self._mentioned.root(address) for address in (gone & known) | (standing.withdrawn(known) & known)}
        self._by_root = self._archived_by_root()
        self._places: dict[tuple[str, ...], _Place] = {}
        gathered = self._gathered(outlined, _Gathered(put_by(Record)))
        self._ids: dict[str, str] = {}
        self._made = put_by(Article)
        for name, article in gathered.references():
            self._ids[name] = article.id
            self._made.append(article)

    def of(self, mentions: Sequence[Record], id_: str) -> tuple[Link, ...]:
        """What became of the related entries of an article, in order."""
        return tuple(self._of(mentions, id_))

    def references(self) -> Sequence[Article]:
        """One article for each thing related to that is not archived, by id."""
        ids = list(self._ids.values())
        return Chosen(self._made, sorted(range(len(ids)), key=ids.__getitem__))

    def _of(self, mentions: Sequence[Record], id_: str) -> Iterator[Link]:
        related: set[str] = set()
        for mention in mentions:
            place = self._placed(mention)
            target = self._ids[place.gathered_as] if place.gathered_as else place.id
            fate: Fate = "removed" if place.target == "struck" else place.target
            if target == id_ or target in related:
                fate = "self" if target == id_ else "repeated"
            yield Link(target, place.target, fate)
            if target and target != id_:
                related.add(target)

    def _placed(self, mention: Record) -> _Place:
        if mention.removed:
            return _Place("", "struck")
        names = names_of(mention)
        if names not in self._places:  # most articles are mentioned by many
            settled = self._standing.settled(names)
            self._places[names] = _Place(*settled) if settled else self._placed_at(names)
        return self._places[names]

    def _placed_at(self, names: tuple[str, ...]) -> _Place:
        if not _is_address(names[0]):
            return _Place("", "reference", names[0])
        root = self._mentioned.root(names[0])
        for address in names:
            if address in self._archived:
                return _Place(self._archived[address], "archived")
        if root in self._gone:
            return _Place("", "removed")
        if known := self._by_root.get(root):
            return _Place(known, "archived")
        return _Place("", "reference", root)

    def _gathered(self, outlined: Outline, gathered: _Gathered) -> _Gathered:
        for mention in _mentions(outlined):
            if name := self._placed(mention).gathered_as:
                gathered.add(name, mention)
        return gathered

    def _archived_by_root(self) -> dict[str, str]:
        """What an address leads to by way of mentions that give it beside an archived one.

        Where mentions tie an address to two archived articles, it is neither's.
        """
        targets: defaultdict[str, set[str]] = defaultdict(set)
        for address in self._mentioned.known() & self._archived.keys():
            targets[self._mentioned.root(address)].add(self._archived[address])
        return {root: next(iter(ids)) for root, ids in targets.items() if len(ids) == 1}


class _Gathered:
    """What is said of each reference, by the name that its mentions share, every saying once, and where."""

    def __init__(self, said: Store[Record]) -> None:
        self._said = said
        self._known: dict[bytes, int] = {}
        self._of: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._places: defaultdict[str, set[Origin]] = defaultdict(set)

    def add(self, name: str, mention: Record) -> None:
        """One more mention."""
        saying = replace(mention, origin=_NOWHERE, related=())
        digest = _digest_of(saying)
        if digest not in self._known:
            self._known[digest] = len(self._said)
            self._said.append(saying)
        self._of[name][self._known[digest]] = None
        places = self._places[name]
        places.add(mention.origin)
        if len(places) > 2 * MAX_ORIGINS:
            self._places[name] = set(first_places(places))

    def references(self) -> Iterator[tuple[str, Article]]:
        """The article for each."""
        for name, numbers in self._of.items():
            mentions = ranked(self._said[number] for number in numbers)
            yield name, _reference(name, mentions, self._places[name])


def _digest_of(saying: Record) -> bytes:
    try:
        data = _encoder.encode(saying)
    except (ValueError, OverflowError):  # text that is no Unicode, or a number of more than 64 bits
        data = repr(saying).encode(errors="surrogatepass")
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()


def related_ids(id_: str, links: Sequence[Link]) -> tuple[str, ...]:
    """The ids of what an article relates to, in order, each once."""
    return tuple(dict.fromkeys(link.id for link in links if link.id and link.id != id_))


def names_of(mention: Record) -> tuple[str, ...]:
    """What a related entry goes by: its addresses in their twin forms, or one name where it has none."""
    if addresses := addresses_of(mention):
        return tuple(map(twin_form, addresses))
    provider = mention.provider.domain or mention.provider.name
    return (f"{_WITHOUT_ADDRESS}{provider}\0{mention.title.casefold()}",)


def _is_address(name: str) -> bool:
    return not name.startswith(_WITHOUT_ADDRESS)


def _mentions(outlined: Outline) -> Iterator[Record]:
    """Every related entry."""
    for group in outlined.groups:
        yield from outlined.mentions_of(group)


def _reference(name: str, mentions: Sequence[Record], places: set[Origin]) -> Article:
    """Named by the main address of its leading mention, which is the id it keeps once it is archived itself."""
    addresses = next(filter(None, map(addresses_of, mentions)), (name,))
    return reference(article_id(addresses[0].encode(errors="backslashreplace").decode()), mentions, places)
