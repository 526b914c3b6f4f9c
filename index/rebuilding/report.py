"""What a rebuild did, as a value: nothing that was read goes unaccounted for.

Not for progress while it runs (see `index.rebuilding.rebuild.Progress`), nor for how it is shown
(`index.rebuilding.report_forms`). It names files by their place in their source and quotes values that could
not be read; it never holds a body or a ciphertext.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from index.article import Article, Origin
from index.assembly.findings import Clash, Merge
from index.record import Problem, Record, Rejection, Skip
from index.versions.history import VersionCount
from index.withdrawals import Concealed


@dataclass(frozen=True, slots=True)
class CutCount:
    """How much cleaning removed for one reason."""

    pieces: int
    words: int


@dataclass(frozen=True, slots=True)
class StoryCount:
    """How many reports are printed by several articles, and by how many beside the first of each."""

    stories: int
    copies: int


@dataclass(frozen=True, slots=True)
class UnreadValue:
    """A value that was set aside, and where it stood."""

    origin: Origin
    problem: Problem


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Files by where their records came from: read now, or kept from the last rebuild, `renamed` among the kept.

    `gone` are those of the last rebuild that are not there any more.
    """

    found: int = 0
    read: int = 0
    kept: int = 0
    renamed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild read, made and published.

    `generation` is "" where nothing was published because a file was rejected and the rebuild was
    strict. `unchanged` says that nothing was made because nothing has changed: `generation` is the one
    that is served already, and the report tells what it holds. The seconds of "read" and "clean" are
    summed over all processes, the others are by the clock, and so is `seconds`, the whole. `warnings`
    are sentences about how it was asked for. `removed` counts what sources withdrew,
    `concealed` tells what is in the generation and not shown, `versions` what it keeps of earlier texts.
    """

    archive: str
    generation: str
    kinds: dict[str, int]
    readers: dict[str, int]
    files: FileCounts
    skips: tuple[Skip, ...]
    rejections: tuple[Rejection, ...]
    merges: tuple[Merge, ...]
    clashes: tuple[Clash, ...]
    removed: int
    links: dict[str, int]
    stories: StoryCount
    unread: tuple[UnreadValue, ...]
    warnings: tuple[str, ...]
    assumed_zones: int
    cuts: dict[str, CutCount]
    stages: dict[str, float]
    seconds: float
    bytes: int
    unchanged: bool = False
    concealed: Concealed = Concealed()
    versions: VersionCount = VersionCount()

    def repeated(self) -> RebuildReport:
        """The report of a rebuild that found nothing changed since this one."""
        return replace(self, unchanged=True, versions=replace(self.versions, changed=()))

    @property
    def articles(self) -> int:
        """Articles of all kinds, references included."""
        return sum(self.kinds.values())

    @property
    def rate(self) -> float:
        """Articles of all kinds a second, over the whole rebuild."""
        return self.articles / self.seconds if self.seconds else 0.0


def largest_first(cuts: Mapping[str, CutCount]) -> dict[str, CutCount]:
    """The reasons in the order of the words that went for them."""
    return dict(sorted(cuts.items(), key=lambda one: (-one[1].words, one[0])))


def assumed_zones_of(article: Article) -> int:
    """Dates of an article with a time of day whose source named no zone, so that UTC was taken."""
    given = (instant for instant in (article.published, article.updated) if instant)
    return sum(instant.zone == "assumed" and instant.precision == "second" for instant in given)


def unread_values(record: Record) -> Iterator[UnreadValue]:
    """Every value the readers set aside of a record and of its related entries."""
    for one in (record, *record.related):
        for problem in one.problems:
            yield UnreadValue(one.origin, problem)


def unread_in_order(found: Iterable[UnreadValue]) -> tuple[UnreadValue, ...]:
    """Values that were set aside, by place."""
    return tuple(sorted(found, key=lambda unread: (*_order(unread.origin), unread.problem.field)))


def by_place(found: Iterable[Skip], rejected: Iterable[Rejection]) -> tuple[tuple[Skip, ...], tuple[Rejection, ...]]:
    """Both in the order of their places; what several processes counted in one container is added up."""
    skips: Counter[tuple[Origin, str]] = Counter()
    rejections: Counter[tuple[Origin, str]] = Counter()
    for skip in found:
        skips[skip.origin, skip.reason] += skip.count
    for rejection in rejected:
        rejections[rejection.origin, rejection.reason] += rejection.count
    in_order = [
        sorted(counts.items(), key=lambda one: (_order(one[0][0]), one[0][1])) for counts in (skips, rejections)
    ]
    return (
        tuple(Skip(*place, count) for place, count in in_order[0]),
        tuple(Rejection(*place, count) for place, count in in_order[1]),
    )


def _order(origin: Origin) -> tuple[str, int]:
    return origin.path, origin.line or 0
