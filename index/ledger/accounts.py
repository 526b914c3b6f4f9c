"""What a report tells of all files and articles, so kept that a change of some of them changes it in part. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from index.article import Article, Origin
from index.assembly.findings import Clash, Merge
from index.rebuilding.report import CutCount, UnreadValue, assumed_zones_of, largest_first, unread_in_order
from index.record import Rejection, Skip
from index.versions.history import History

_INSIDE = "!/"


@dataclass(frozen=True, slots=True)
class Accounts:
    """What became of files: `skips`, `rejections`, `unread`, the places of the mapping that were `met`, by file.

    And of records: those with nothing to show, what withdrawals came to nothing, what was joined, what clashes. And of
    articles, counted: their kinds, dates of assumed zone, cuts, and how many have how many earlier texts.
    """

    skips: tuple[Skip, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    unread: tuple[UnreadValue, ...] = ()
    met: dict[str, tuple[str, ...]] = field(default_factory=dict)
    empty: tuple[Rejection, ...] = ()
    notices: tuple[Skip, ...] = ()
    merges: tuple[Merge, ...] = ()
    clashes: tuple[Clash, ...] = ()
    kinds: dict[str, int] = field(default_factory=dict)
    assumed_zones: int = 0
    cuts: dict[str, CutCount] = field(default_factory=dict)
    changed_articles: int = 0
    earlier_texts: int = 0

    def amended(self, gone: Gone, new: Accounts) -> Accounts:
        """Without what is gone, and with what is new."""
        before = count_articles(gone.articles, gone.histories)
        return Accounts(
            skips=(*(one for one in self.skips if not gone.has_file_of(one.origin)), *new.skips),
            rejections=(*(one for one in self.rejections if not gone.has_file_of(one.origin)), *new.rejections),
            unread=unread_in_order((*(one for one in self.unread if not gone.has_file_of(one.origin)), *new.unread)),
            met={file: met for file, met in self.met.items() if file not in gone.files} | new.met,
            empty=(*(one for one in self.empty if not gone.has(one.origin, one.of)), *new.empty),
            notices=(*(one for one in self.notices if not gone.has(one.origin, one.of)), *new.notices),
            merges=(*(one for one in self.merges if one.id not in gone.ids), *new.merges),
            clashes=(*(one for one in self.clashes if not gone.has_any(one.origins, one.source_id)), *new.clashes),
            kinds=_changed_counts(self.kinds, before.kinds, new.kinds),
            assumed_zones=self.assumed_zones - before.assumed_zones + new.assumed_zones,
            cuts=_changed_cuts(self.cuts, before.cuts, new.cuts),
            changed_articles=self.changed_articles - before.changed_articles + new.changed_articles,
            earlier_texts=self.earlier_texts - before.earlier_texts + new.earlier_texts,
        )


@dataclass(frozen=True, slots=True)
class Gone:
    """What counts no more: files, records by their places and what they are called, articles, what they said before."""

    files: Set[str]
    records: Mapping[Origin, Set[str]]
    ids: Set[str]
    articles: Iterable[Article]
    histories: Iterable[History]

    def has_file_of(self, origin: Origin) -> bool:
        """Whether a place is in one of the files, or in what one of them holds packed."""
        path = origin.path
        if path in self.files:
            return True
        at = path.find(_INSIDE)
        while at >= 0:
            if path[:at] in self.files:
                return True
            at = path.find(_INSIDE, at + 1)
        return False

    def has(self, origin: Origin, name: str) -> bool:
        """Whether a record is gone, or was put together anew; another one at its place is not."""
        return name in self.records.get(origin, ()) or self.has_file_of(origin)

    def has_any(self, origins: Iterable[Origin], name: str) -> bool:
        """Whether one of several records that have a name is."""
        return any(self.has(origin, name) for origin in origins)


def count_files(
    skips: Iterable[Skip], rejections: Iterable[Rejection], unread: Iterable[UnreadValue], met: Mapping[str, Set[str]]
) -> Accounts:
    """The accounts of what files became."""
    return Accounts(
        skips=tuple(skips),
        rejections=tuple(rejections),
        unread=unread_in_order(unread),
        met={file: tuple(sorted(places)) for file, places in met.items() if places},
    )


def count_articles(articles: Iterable[Article], histories: Iterable[History]) -> Accounts:
    """The accounts of articles, walked over once, and of what they said before."""
    kinds: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    words: Counter[str] = Counter()
    assumed_zones = 0
    for article in articles:
        kinds[article.kind.value] += 1
        assumed_zones += assumed_zones_of(article)
        for cut in article.cuts:
            pieces[cut.reason] += 1
            words[cut.reason] += len(cut.text.split())
    versions = [len(history.versions) for history in histories if history.versions]
    return Accounts(
        kinds=dict(sorted(kinds.items())),
        assumed_zones=assumed_zones,
        cuts=largest_first({reason: CutCount(count, words[reason]) for reason, count in pieces.items()}),
        changed_articles=len(versions),
        earlier_texts=sum(versions),
    )


def _changed_counts(counts: Mapping[str, int], less: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    found = Counter(counts)
    found.subtract(less)
    found.update(more)
    return {name: count for name, count in sorted(found.items()) if count}


def _changed_cuts(
    cuts: Mapping[str, CutCount], less: Mapping[str, CutCount], more: Mapping[str, CutCount]
) -> dict[str, CutCount]:
    def changed(of: Callable[[CutCount], int]) -> dict[str, int]:
        return _changed_counts(*({reason: of(count) for reason, count in one.items()} for one in (cuts, less, more)))

    pieces, words = changed(lambda count: count.pieces), changed(lambda count: count.words)
    return largest_first({reason: CutCount(count, words.get(reason, 0)) for reason, count in pieces.items()})
