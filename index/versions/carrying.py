"""What articles said until now, carried over: the generation served and an assembly in; the histories of the next out.

An article is known by its id or, where that has changed, by its addresses. One that is named by its place
among the records of a file is known by what it says alone, for a record put in above it takes that place,
and its history goes with its text. The text that an article had is kept as
an earlier version where both hold: it reads otherwise now, and none of its sources says any more what
it was made of, before cleaning (`index.versions.reading`). So our own cleaning changes no article, and
neither does a further file with the same address: for what is still in the sources `index.assembly`
tells which text is the later one. What has no sources any more goes, with all it ever said, which a warning counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from msgspec import structs

from index.article import Article, Instant
from index.assembly.assemble import Assembly
from index.assembly.grouping import goes_by_place
from index.assembly.later import is_later, latest
from index.twins import twin_form
from index.urls import canonical_url
from index.versions.history import (
    NO_HISTORY,
    Changed,
    History,
    Version,
    VersionCount,
    in_order,
    reads_alike,
    text_of,
)
from index.versions.reading import says_text, says_title
from index.versions.served import Served


@dataclass(frozen=True, slots=True)
class Carried:
    """The histories of all articles that have one, which have changed, and warnings of what was not carried over."""

    histories: dict[str, History]
    changed: tuple[Changed, ...] = ()
    warnings: tuple[str, ...] = ()

    def counts(self) -> VersionCount:
        """The same as figures."""
        sizes = [len(history.versions) for history in self.histories.values() if history.versions]
        return VersionCount(len(sizes), sum(sizes), self.changed)


def carry_over(served: Served, assembly: Assembly, now: datetime) -> Carried:
    """The histories of the articles of an assembly that is to follow what is served; `now` is when."""
    return _Carrying(served, assembly, now).carried()


class _Carrying:
    """One carrying over: who follows whom, and what came of it."""

    def __init__(self, served: Served, assembly: Assembly, now: datetime) -> None:
        self._served = served
        self._assembly = assembly
        self._now = Instant(now.replace(microsecond=0))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id_: place for place, id_ in enumerate(self._assembly.ids)}

    def _article(self, id_: str) -> Article:
        return self._assembly.articles[self._places[id_]]

    @cached_property
    def _by_address(self) -> dict[str, str]:
        return {twin_form(address): id_ for id_ in self._assembly.reads for address in self._article(id_).aliases}

    @cached_property
    def _by_reading(self) -> dict[bytes, str]:
        """The articles that are named by a place in a file, by what was read there; what several say tells none."""
        placed = [(self._assembly.reads[id_][0], id_) for id_ in self._assembly.reads if self._is_placed(id_)]
        counts = Counter(read for read, _ in placed)
        return {read: id_ for read, id_ in placed if counts[read] == 1}

    def _is_placed(self, id_: str) -> bool:
        article = self._article(id_)
        return any(origin.is_among_others for origin in article.origin) and goes_by_place(article)

    def carried(self) -> Carried:
        """The histories of the assembly's articles, those of their forerunners joined in."""
        kept: defaultdict[str, list[Version]] = defaultdict(list)
        changed: list[Changed] = []
        followed: set[str] = set()
        for old, heir in self._heirs():
            followed.add(old)
            if history := self._served.histories.get(old):
                sources = self._assembly.reads[heir]
                kept[heir] += (one for one in history.versions if one.replaced or not says_text(one.read, sources))
            if version := self._replaced(old, heir):
                kept[heir].append(version)
                changed.append(Changed(heir, self._article(heir).title, version.replaced or self._now, version.noticed))
        histories = dict(self._assembly.histories)
        for id_, versions in kept.items():
            told = histories.get(id_, NO_HISTORY)
            if versions:
                histories[id_] = structs.replace(told, versions=_united(told.versions, versions))
        warnings = (*self._served.warnings, *self._dropped(followed))
        return Carried(histories, tuple(sorted(changed, key=lambda one: one.id)), warnings)

    def _dropped(self, followed: Set[str]) -> tuple[str, ...]:
        """How many articles took earlier texts along, in a warning."""
        dropped = sum(bool(one.versions) for id_, one in self._served.histories.items() if id_ not in followed)
        if not dropped:
            return ()
        whose = "1 article" if dropped == 1 else f"{dropped:,} articles"
        return (f"The earlier texts of {whose} are dropped, as the sources are gone.",)

    def _heirs(self) -> Iterator[tuple[str, str]]:
        """Each article of before that there is something to tell of, and the one that it is now."""
        reads, held = self._assembly.reads, self._served.histories
        for old, read in self._served.reads.items():
            is_told = old in held
            if old in reads and read == reads[old][0]:
                if is_told:
                    yield old, old
            elif old in reads and not self._is_placed(old):
                yield old, old
            elif heir := self._heir_by_address(old) or (self._by_reading.get(read, "") if is_told else ""):
                yield old, heir

    def _heir_by_address(self, old: str) -> str:
        article = self._served.article_of(old)
        addresses = article.aliases if article else ()  # spelt as they were when that was published
        found = (self._by_address.get(twin_form(canonical_url(address))) for address in addresses)
        return next(filter(None, found), "")

    def _replaced(self, old: str, heir: str) -> Version | None:
        """The text that an article had, where it has been replaced."""
        read, sources = self._served.reads[old], self._assembly.reads[heir]
        article = self._served.article_of(old)
        if article is None or not _is_replaced(article, read, self._article(heir), sources):
            return None
        dated, since = (latest(one.updated, one.published) for one in (article, self._article(heir)))
        is_told = since if is_later(since, dated) else None
        return Version(
            replaced=is_told or self._now,
            title=article.title,
            excerpt=article.excerpt,
            body=article.body,
            dated=dated,
            noticed=is_told is None,
            read=read,
        )


def _is_replaced(before: Article, read: bytes, now: Article, sources: Sequence[bytes]) -> bool:
    """Whether title or text read otherwise now, and no source says any more what they were made of."""
    is_retitled = not reads_alike(before.title, now.title) and not says_title(read, sources)
    return is_retitled or (not reads_alike(text_of(before), text_of(now)) and not says_text(read, sources))


def _united(told: Sequence[Version], carried: Sequence[Version]) -> tuple[Version, ...]:
    """The versions that records tell and those carried over, each once, in the order they were replaced in.

    What a rebuild noticed stays as it was noticed, all else is told anew as long as there are records for it.
    """
    own = {version.read for version in told}
    kept = [version for version in carried if version.noticed or version.read not in own]
    known = {version.read for version in kept}
    new = [version for version in told if version.read not in known]
    return tuple(sorted((*kept, *new), key=in_order))
