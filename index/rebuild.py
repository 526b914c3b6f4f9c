"""Sources in, a published generation and a report out.

    files -> records -> cleaned records -> articles -> index -> publish

Prints nothing: progress goes to a callback, what happened is in the report. Not for serving. It
holds the archive's lock from the first file to the last step, so two rebuilds never race.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from index.archive import Archive
from index.article import Article
from index.assembly.assemble import assemble
from index.cleaning.repetition import cut_repeated
from index.clock import Clock
from index.errors import InvalidSettings, SourceUnreadable
from index.progress import OnProgress, Pace, Progress
from index.readers.mapping import FieldMapping
from index.record import Record, Rejection, Skip
from index.records.cache import RecordCache, remove_cache
from index.records.intake import Intake
from index.records.outcome import Outcome
from index.records.published import publication_key, read_published, write_published
from index.records.stamp import publishing_stamp, reading_stamp
from index.report import FileCounts, RebuildReport, UnreadValue, accounts, by_place, unread_values
from index.revision import open_base
from index.sources import SourceFile, find_files
from index.stories.grouping import with_stories
from index.stories.memory import StoryMemory, load_memory, save_memory
from index.versions.carrying import Carried, carry_over
from index.versions.file import write_versions
from index.versions.served import read_served
from index.withdrawals import WithdrawalLog, read_log
from index.withdrawing import Concealed, conceal
from index.workers import default_processes
from index.writer import write_index

CacheUse = Literal["use", "fresh", "off"]
MAX_PROCESSES = 256
STORIES = "stories.bfr"
STAGES = tuple("find survey reuse read parse clean compare assemble stories analyse write versions publish".split())
"""What the seconds of a report are told by; those of read, parse, clean and analyse are added up over processes."""
_KILOBYTE = 1000


@dataclass(frozen=True, slots=True)
class RebuildOptions:
    """`strict` publishes nothing if anything is rejected; `processes` None is one a core.

    `mapping` says where the fields of JSON and CSV records stand, where they have names of their own.
    `cache` says what becomes of the records kept from the last rebuild: they are used, or everything is
    read afresh and kept, or nothing is kept and what was is removed.
    `include_future` shows articles that bear a later date at once, and not when it has come.
    """

    processes: int | None = None
    strict: bool = False
    keep: int = 2
    mapping: FieldMapping | None = None
    cache: CacheUse = "use"
    include_future: bool = False

    def __post_init__(self) -> None:
        if self.processes is not None and not 1 <= self.processes <= MAX_PROCESSES:
            raise InvalidSettings(f"`processes` is {self.processes}; it can be 1 to {MAX_PROCESSES}.")
        if self.keep < 1:
            raise InvalidSettings(f"`keep` is {self.keep}; at least the generation being served is kept: 1.")


def rebuild(
    sources: Sequence[Path],
    archive_path: Path,
    *,
    options: RebuildOptions | None = None,
    on_progress: OnProgress = lambda _: None,
) -> RebuildReport:
    """Build an archive anew from its sources and serve it; the old generation serves until the last step.

    A file that cannot be read is in the report and stops nothing, unless `strict`: then nothing is
    published. Raises SourceUnreadable for a source that is not there, and where an archive exists
    and the sources hold no article at all; IndexLocked while another rebuild runs;
    WithdrawalsUnreadable where the log of withdrawn articles is damaged.
    """
    return _Rebuild(Archive(archive_path), options or RebuildOptions(), on_progress).run(sources)


class _Rejected(Exception):
    """Leaves a strict rebuild before anything is published."""


class _Unchanged(Exception):
    """Leaves a rebuild that would make again what is served already."""

    def __init__(self, report: RebuildReport) -> None:
        super().__init__()
        self.report = report


class _Rebuild:
    """One rebuild under way: what it has seen so far, and the seconds of each stage."""

    def __init__(self, archive: Archive, options: RebuildOptions, on_progress: OnProgress) -> None:
        self._archive = archive
        self._options = options
        self._tell = on_progress
        self._started = perf_counter()
        self._clock = Clock()
        self._items: defaultdict[type, list[Any]] = defaultdict(list)
        self._counts = FileCounts()
        self._met: set[str] = set()
        self._assembly = assemble(())
        self._unread: tuple[UnreadValue, ...] = ()
        self._kept_in = archive.path / "cache"
        self._log = WithdrawalLog()
        self._concealed = Concealed()
        self._carried = Carried({})

    def run(self, sources: Sequence[Path]) -> RebuildReport:
        """All stages, from the sources to the report."""
        files = self._find(sources)
        reports: list[RebuildReport] = []
        self._log = read_log(self._archive.path)
        about = {
            "include_future": self._options.include_future,
            "withdrawals_bytes": self._log.bytes,
            "written_by": publishing_stamp(),
        }
        try:
            with self._clock.timing("publish"):
                generation = self._archive.publish(
                    lambda folder: reports.append(self._fill(folder, files)), keep=self._options.keep, about=about
                )
        except _Rejected:
            return self._timed(self._report(""))
        except _Unchanged as unchanged:
            return self._timed(replace(unchanged.report.repeated(), files=self._counts))
        finally:
            gc.unfreeze()
        return self._timed(replace(reports[0], generation=generation))

    def _fill(self, folder: Path, files: Sequence[SourceFile]) -> RebuildReport:
        """Everything between finding files and publishing; raises to leave the archive as it was."""
        with ExitStack() as stack:
            cache = self._open_cache(stack)
            beside = self._beside_files()
            intake = self._survey(files, cache)
            self._refuse_repetition(intake, beside)
            self._reuse(intake)
            self._read(intake)
            with self._clock.timing("reuse"):
                entries = intake.finish()
        self._refuse_rejections()
        self._compare()
        self._assemble()
        self._refuse_rejections()
        self._refuse_emptiness()
        self._write(folder)
        self._keep_versions(folder)
        self._conceal()
        report = self._report(folder.name)
        if entries:
            write_published(self._kept_in, publication_key(entries, beside), report)
        return report

    def _find(self, sources: Sequence[Path]) -> list[SourceFile]:
        files = []
        everything = find_files(sources)  # a missing source is an error before anything is begun
        self._tell(Progress("find"))
        with self._clock.timing("find"):
            for found in everything:
                if isinstance(found, SourceFile):
                    files.append(found)
                else:
                    self._items[type(found)].append(found)
        return files

    def _open_cache(self, stack: ExitStack) -> RecordCache | None:
        if self._options.cache == "off":
            remove_cache(self._kept_in)
            return None
        stamp = reading_stamp(self._options.mapping)
        return stack.enter_context(RecordCache(self._kept_in, stamp, fresh=self._options.cache == "fresh"))

    def _beside_files(self) -> tuple[object, ...]:
        """What decides about a generation besides the files that are read."""
        options = self._options
        passed_over = sorted(map(repr, (*self._items[Skip], *self._items[Rejection])))
        return (
            publishing_stamp(),
            options.mapping,
            options.strict,
            options.keep,
            options.include_future,
            self._log.bytes,
            passed_over,
        )

    def _refuse_repetition(self, intake: Intake, beside: Iterable[object]) -> None:
        """Raises _Unchanged where the very same is served already."""
        if self._options.cache != "use" or (known := intake.all_known()) is None:
            return
        report = read_published(self._kept_in, publication_key(known, beside), self._archive)
        if report and not report.concealed.held_back:  # of those the time may have come
            intake.remember()
            raise _Unchanged(report)

    def _survey(self, files: Sequence[SourceFile], cache: RecordCache | None) -> Intake:
        with self._clock.timing("survey"):
            intake = Intake(files, cache)
        self._counts = intake.counts
        return intake

    def _reuse(self, intake: Intake) -> None:
        """Take what has not changed from the cache."""
        with self._clock.timing("reuse"), _uncollected():
            for outcome in intake.kept():
                self._take(outcome)

    def _read(self, intake: Intake) -> None:
        processes = self._options.processes or default_processes()
        mapping = self._options.mapping
        total = intake.plan(processes)
        pace = Pace("read", total / _KILOBYTE, "kB", self._tell)
        with self._clock.timing("wait"):  # for the processes that read, which count for themselves
            for batch in intake.read(processes, mapping):
                for reading in batch.readings:
                    self._take(reading.outcome())
                self._clock.add(batch.seconds)
                pace.advance(batch.bytes / _KILOBYTE)
        pace.finish()
        self._counts = intake.counts
        self._unread = unread_values(self._items[Record])

    def _take(self, outcome: Outcome) -> None:
        self._items[Record] += outcome.records
        self._items[Rejection] += outcome.rejections
        self._items[Skip] += outcome.skips
        self._met.update(outcome.met)

    def _compare(self) -> None:
        """What only shows when all pages of a source are there."""
        with self._clock.timing("compare"), _uncollected():
            self._items[Record] = cut_repeated(self._items[Record])

    def _assemble(self) -> None:
        self._tell(Progress("assemble", total=len(self._items[Record]), unit="records"))
        with self._clock.timing("assemble"), _uncollected():
            self._assembly = assemble(self._items[Record], self._tell_stories)
        self._items[Rejection] += self._assembly.rejections
        del self._items[Record][:]  # nobody needs them any more, and they are most of what is held

    def _tell_stories(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        path = self._kept_in / STORIES
        with self._clock.timing("stories"):
            memory = load_memory(path, publishing_stamp()) if self._options.cache == "use" else StoryMemory()
            told = with_stories(articles, memory)
            if self._options.cache != "off":
                save_memory(memory, path, publishing_stamp())
        return told

    def _write(self, folder: Path) -> None:
        articles = self._assembly.articles
        pace = Pace("write", len(articles), "articles", self._tell)
        with self._clock.timing("write"):
            base = open_base(self._archive, publishing_stamp()) if self._options.cache == "use" else None
            write_index(articles, folder, on_article=pace.advance, base=base, clock=self._clock)
        pace.finish()
        self._tell(Progress("publish"))

    def _keep_versions(self, folder: Path) -> None:
        """What articles said in the generation that is served until this one is."""
        with self._clock.timing("versions"):
            self._carried = carry_over(read_served(self._archive), self._assembly, datetime.now(UTC))
            reads = {id_: read for id_, (read, *_) in self._assembly.reads.items()}
            write_versions(folder, reads, self._carried.histories)

    def _conceal(self) -> None:
        """Last before publishing, so that it goes by the log as it is then."""
        self._concealed = conceal(
            self._archive.path,
            self._assembly.articles,
            read_log(self._archive.path, at_least=self._log.bytes),
            include_future=self._options.include_future,
            now=datetime.now(UTC),
        )

    def _refuse_rejections(self) -> None:
        if self._options.strict and self._items[Rejection]:
            raise _Rejected

    def _refuse_emptiness(self) -> None:
        """A wrong path must not replace a live archive by an empty one."""
        if not self._assembly.articles and self._archive.generations():
            skipped, rejected = len(self._items[Skip]), len(self._items[Rejection])
            counts = f"{self._counts.found} files, {skipped} skipped, {rejected} rejections"
            raise SourceUnreadable(
                f"No article was found in the sources ({counts}); the archive {self._archive.path} stays as it was."
            )

    def _timed(self, report: RebuildReport) -> RebuildReport:
        """The report with what is known only at the end."""
        folder = self._archive.path / "generations" / report.generation
        return replace(
            report,
            archive=str(self._archive.path),
            stages={stage: self._clock.seconds[stage] for stage in STAGES},
            seconds=perf_counter() - self._started,
            bytes=_folder_bytes(folder) if report.generation else 0,
        )

    def _report(self, generation: str) -> RebuildReport:
        skips, rejections = by_place(self._items[Skip], self._items[Rejection])
        unmet = self._options.mapping.unmet(self._met) if self._options.mapping else ()
        return RebuildReport(
            archive=str(self._archive.path),
            generation=generation,
            files=self._counts,
            skips=skips,
            rejections=rejections,
            unread=self._unread,
            warnings=(*unmet, *self._carried.warnings),
            versions=self._carried.counts(),
            stages={},
            seconds=0.0,
            bytes=0,
            concealed=self._concealed,
            **accounts(self._assembly),
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many objects that all stay, without looking for garbage among them now or in the stages that follow."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
