"""Related entries in, edges between articles out, and the references they need.

Pure. Used by `index.assembly.assemble`, which states the rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from index.article import Article, Origin, article_id
from index.assembly.grouping import Addresses, Group, addresses_of
from index.assembly.joining import ranked, reference
from index.record import Record
from index.twins import twin_form

_NOWHERE = Origin("")


class Links:
    """Resolves the related entries of groups: to an archived article, to a reference, or to nothing.

    `counts` tells what became of the entries: "archived", "reference", "removed" (withdrawn by its
    source), "self", "repeated".
    """

    def __init__(self, groups: Sequence[Group], ids: Sequence[str], withdrawn: Sequence[Group]) -> None:
        self.counts: Counter[str] = Counter()
        self._archived = {
            twin_form(address): id_ for group, id_ in zip(groups, ids, strict=True) for address in group.addresses
        }
        self._mentioned = Addresses()
        for group in groups:
            for record in group.records:
                for mention in record.related:
                    self._mentioned.unite(addresses_of(mention))
        self._by_root = self._archived_by_root()
        self._gone = self._withdrawn_roots(withdrawn)
        self._places: dict[tuple[str, ...], tuple[str, str]] = {}
        self._references = self._made_references(groups)

    def of(self, group: Group, id_: str) -> tuple[str, ...]:
        """The ids of what a group relates to, in order, each once."""
        related: dict[str, None] = {}
        for record in group.records:
            for mention in record.related:
                target, fate = self._resolve(mention)
                if target == id_ or target in related:
                    fate = "self" if target == id_ else "repeated"
                self.counts[fate] += 1
                if target and target != id_:
                    related[target] = None
        return tuple(related)

    def references(self) -> tuple[Article, ...]:
        """One article for each thing related to that is not archived, by id."""
        return tuple(sorted(self._references.values(), key=lambda article: article.id))

    def _resolve(self, mention: Record) -> tuple[str, str]:
        """The id a mention leads to, "" for none, and what to count it as."""
        target, fate = self._placed(mention)
        return (self._references[target].id if fate == "reference" else target), fate

    def _placed(self, mention: Record) -> tuple[str, str]:
        """As `_resolve`, but for a reference the name its mentions are gathered under."""
        if mention.removed:
            return "", "removed"
        addresses = addresses_of(mention)
        if not addresses:
            return _name_without_address(mention), "reference"
        if addresses not in self._places:  # most articles are mentioned by many
            self._places[addresses] = self._placed_at(addresses)
        return self._places[addresses]

    def _placed_at(self, addresses: tuple[str, ...]) -> tuple[str, str]:
        root = self._mentioned.root(addresses[0])
        for address in map(twin_form, addresses):
            if address in self._archived:
                return self._archived[address], "archived"
        if root in self._gone:
            return "", "removed"
        if known := self._by_root.get(root):
            return known, "archived"
        return root, "reference"

    def _made_references(self, groups: Sequence[Group]) -> dict[str, Article]:
        mentions: defaultdict[str, set[Record]] = defaultdict(set)
        places: defaultdict[str, set[Origin]] = defaultdict(set)
        for group in groups:
            for record in group.records:
                for mention in record.related:
                    name, fate = self._placed(mention)
                    if fate == "reference":
                        mentions[name].add(replace(mention, origin=_NOWHERE, related=()))
                        places[name].add(mention.origin)
        return {name: _reference(name, ranked(same), places[name]) for name, same in mentions.items()}

    def _archived_by_root(self) -> dict[str, str]:
        """What an address leads to by way of mentions that give it beside an archived one.

        Where mentions tie an address to two archived articles, it is neither's.
        """
        targets: defaultdict[str, set[str]] = defaultdict(set)
        for address in self._mentioned.known() & self._archived.keys():
            targets[self._mentioned.root(address)].add(self._archived[address])
        return {root: next(iter(ids)) for root, ids in targets.items() if len(ids) == 1}

    def _withdrawn_roots(self, withdrawn: Sequence[Group]) -> set[str]:
        known = self._mentioned.known()
        gone = {twin_form(address) for group in withdrawn for address in group.addresses}
        return {self._mentioned.root(address) for address in gone & known}


def _name_without_address(mention: Record) -> str:
    provider = mention.provider.domain or mention.provider.name
    return f"mention\0{provider}\0{mention.title.casefold()}"


def _reference(name: str, mentions: Sequence[Record], places: set[Origin]) -> Article:
    """Named by the main address of its leading mention, which is the id it keeps once it is archived itself."""
    addresses = next(filter(None, map(addresses_of, mentions)), (name,))
    return reference(article_id(addresses[0].encode(errors="backslashreplace").decode()), mentions, places)
