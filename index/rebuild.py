"""Sources in, a published generation and a report out.

    files -> records -> cleaned records -> articles -> index -> publish

Prints nothing: progress goes to a callback, what happened is in the report. Not for serving. It
holds the archive's lock from the first file to the last step, so two rebuilds never race.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Literal

from index.amending import NotAmendable, amend_archive, stand_on
from index.archive import Archive
from index.clock import Clock
from index.errors import EngineError, InvalidSettings, SourceUnreadable
from index.generation import Generation
from index.ledger.accounts import Accounts
from index.ledger.affected import TooMuchAffected
from index.ledger.books import BOOKS, save_books
from index.ledger.harvest import Harvest
from index.making import Made, make_everything
from index.progress import OnProgress, Pace, Progress
from index.readers.mapping import FieldMapping
from index.record import Rejection, Skip
from index.records.cache import Entry, RecordCache, remove_cache
from index.records.intake import Intake
from index.records.published import publication_key, read_published, write_published
from index.records.stamp import publishing_stamp, reading_stamp
from index.report import FileCounts, RebuildReport, by_place
from index.revision import Base, open_base
from index.sources import SourceFile, find_files
from index.stories.memory import STORIES, StoryMemory, load_memory, save_memory
from index.versions.carrying import VersionCount
from index.versions.served import read_served
from index.withdrawals import WithdrawalLog, read_log
from index.withdrawing import Concealed, conceal
from index.workers import default_processes

CacheUse = Literal["use", "fresh", "off"]
MAX_PROCESSES = 256
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
        self._stamp = publishing_stamp()
        self._counts = FileCounts()
        self._passed_over = Accounts()
        self._harvest = Harvest()
        self._made = Made()
        self._base: Base | None = None
        self._kept_in = archive.path / "cache"
        self._log = WithdrawalLog()
        self._concealed = Concealed()

    def run(self, sources: Sequence[Path]) -> RebuildReport:
        """All stages, from the sources to the report."""
        files = self._find(sources)
        reports: list[RebuildReport] = []
        self._log = read_log(self._archive.path)
        about = {
            "include_future": self._options.include_future,
            "withdrawals_bytes": self._log.bytes,
            "written_by": self._stamp,
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
            self._read(intake)
            self._base = self._open_base()
            amended = self._amend(intake)
            if amended is None:
                self._reuse(intake)
                if intake.unread:  # what was kept turned out damaged
                    self._read(intake)
            with self._clock.timing("reuse"):
                entries = intake.finish()
        self._refuse_rejections(self._harvest.accounts())
        self._made = amended or self._make_everything(entries)
        self._refuse_rejections(self._made.accounts)
        self._refuse_emptiness()
        self._write(folder)
        self._conceal(folder)
        report = self._report(folder.name)
        if self._made.books and entries:
            with self._clock.timing("reuse"):
                save_books(self._made.books, self._kept_in / BOOKS, self._books_stamp(), folder.name)
            write_published(self._kept_in, publication_key(entries, beside), report)
        return report

    def _find(self, sources: Sequence[Path]) -> list[SourceFile]:
        everything = find_files(sources)  # a missing source is an error before anything is begun
        self._tell(Progress("find"))
        with self._clock.timing("find"):
            found = list(everything)
            files = [one for one in found if isinstance(one, SourceFile)]
            self._passed_over = Accounts(
                skips=tuple(one for one in found if isinstance(one, Skip)),
                rejections=tuple(one for one in found if isinstance(one, Rejection)),
            )
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
        passed_over = sorted(map(repr, (*self._passed_over.skips, *self._passed_over.rejections)))
        return (
            self._stamp,
            options.mapping,
            options.strict,
            options.keep,
            options.include_future,
            self._log.bytes,
            passed_over,
        )

    def _books_stamp(self) -> str:
        return f"{self._stamp} {self._options.mapping!r}"

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

    def _read(self, intake: Intake) -> None:
        """Read what is not known from the last time."""
        processes = self._options.processes or default_processes()
        total = intake.plan(processes)
        pace = Pace("read", total / _KILOBYTE, "kB", self._tell)
        with self._clock.timing("wait"):  # for the processes that read, which count for themselves
            for batch in intake.read(processes, self._options.mapping):
                for reading in batch.readings:
                    self._harvest.take(reading.share.file.name, (reading.outcome(),))
                self._clock.add(batch.seconds)
                pace.advance(batch.bytes / _KILOBYTE)
        pace.finish()
        self._counts = intake.counts

    def _open_base(self) -> Base | None:
        """The generation being served, to build upon, if nothing speaks against it."""
        if self._options.cache != "use":
            return None
        with self._clock.timing("write"):
            return open_base(self._archive, self._stamp)

    def _amend(self, intake: Intake) -> Made | None:
        """What comes of the files by what stands; None where everything is to be put together anew."""
        if self._options.cache != "use" or (entries := intake.entries()) is None:
            return None
        with suppress(NotAmendable, TooMuchAffected, EngineError, ValueError):  # damage is told where all is made anew
            with self._clock.timing("reuse"):
                standing = stand_on(self._base, self._kept_in, self._stamp, self._books_stamp())
            if standing:
                with self._clock.timing("assemble"), _uncollected():
                    made = amend_archive(standing, entries, intake.outcomes_of, datetime.now(UTC), self._clock)
                self._save_memory(standing.memory)
                return made
        return None

    def _reuse(self, intake: Intake) -> None:
        """Take what has not changed from the cache."""
        with self._clock.timing("reuse"), _uncollected():
            for name, outcomes in intake.known():
                self._harvest.take(name, outcomes)

    def _make_everything(self, entries: Sequence[Entry] | None) -> Made:
        """What comes of all records."""
        self._tell(Progress("assemble", total=len(self._harvest.records), unit="records"))
        with self._clock.timing("stories"):
            path = self._kept_in / STORIES
            memory = load_memory(path, self._stamp) if self._options.cache == "use" else StoryMemory()
        served = partial(read_served, self._archive)
        with _uncollected():
            made = make_everything(self._harvest, entries, memory, self._base, served, datetime.now(UTC), self._clock)
        self._harvest = Harvest()  # nobody needs the records any more, and they are most of what is held
        self._save_memory(memory)
        return made

    def _save_memory(self, memory: StoryMemory) -> None:
        if self._options.cache != "off":
            with self._clock.timing("stories"):
                save_memory(memory, self._kept_in / STORIES, self._stamp)

    def _write(self, folder: Path) -> None:
        pace = Pace("write", self._made.to_analyse, "articles", self._tell)
        with self._clock.timing("write"):
            self._made.write(folder, pace.advance, self._clock)
        pace.finish()
        self._tell(Progress("publish"))

    def _conceal(self, folder: Path) -> None:
        """Last before publishing, so that it goes by the log as it is then."""
        self._concealed = conceal(
            self._archive.path,
            Generation(folder, published=False),
            read_log(self._archive.path, at_least=self._log.bytes),
            include_future=self._options.include_future,
            now=datetime.now(UTC),
        )

    def _refuse_rejections(self, accounts: Accounts) -> None:
        if self._options.strict and (self._passed_over.rejections or accounts.rejections or accounts.empty):
            self._made = replace(self._made, accounts=accounts)
            raise _Rejected

    def _refuse_emptiness(self) -> None:
        """A wrong path must not replace a live archive by an empty one."""
        accounts = self._made.accounts
        if not accounts.kinds and self._archive.generations():
            skipped, rejected = (
                len(self._passed_over.skips) + len(accounts.skips),
                len(self._passed_over.rejections) + len(accounts.rejections) + len(accounts.empty),
            )
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
        made, accounts, passed_over = self._made, self._made.accounts, self._passed_over
        skips, rejections = by_place(
            (*passed_over.skips, *accounts.skips), (*passed_over.rejections, *accounts.rejections, *accounts.empty)
        )
        met = {place for places in accounts.met.values() for place in places}
        unmet = self._options.mapping.unmet(met) if self._options.mapping else ()
        return RebuildReport(
            archive=str(self._archive.path),
            generation=generation,
            files=self._counts,
            skips=skips,
            rejections=rejections,
            kinds=accounts.kinds,
            readers=dict(made.readers),
            merges=tuple(sorted(accounts.merges, key=lambda merge: merge.id)),
            clashes=tuple(
                sorted(accounts.clashes, key=lambda clash: (clash.provider, clash.source_id, clash.origins[0].path))
            ),
            removed=made.removed,
            links=dict(made.links),
            stories=made.stories,
            unread=accounts.unread,
            warnings=(*unmet, *made.carried.warnings),
            assumed_zones=accounts.assumed_zones,
            cuts=accounts.cuts,
            versions=VersionCount(accounts.changed_articles, accounts.earlier_texts, made.carried.changed),
            stages={},
            seconds=0.0,
            bytes=0,
            concealed=self._concealed,
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
