"""The files of a rebuild in, the next generation written and its report out: all that a rebuild does once it must.

Apart from `index.rebuilding.rebuild` because it loads whatever reads, cleans, puts together and writes, which takes
longer than to find that nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from index.checked_file import Read, clear_staged, stage_checked, take_place
from index.errors import EngineError, SourceUnreadable
from index.generations.fingerprints import Fingerprints
from index.generations.generation import Generation
from index.generations.revision import Base, open_base
from index.ledger.accounts import Accounts
from index.ledger.affected import TooMuchAffected
from index.ledger.books import encode_books
from index.ledger.harvest import Harvest
from index.rebuilding.amending import NotAmendable, amend_archive, open_last
from index.rebuilding.garbage import uncollected
from index.rebuilding.making import Before, Made, make_everything
from index.rebuilding.progress import Pace, Progress
from index.rebuilding.report import RebuildReport, by_place
from index.rebuilding.shelf import Shelves, shelves_in
from index.rebuilding.work import BOOKS, STORIES, NotPublished, Work
from index.record import Record
from index.records.cache import Entry
from index.records.intake import Intake
from index.records.published import publication_key, write_published
from index.stories.memory import StoryMemory, encode_memory, load_memory
from index.versions.history import VersionCount
from index.versions.served import read_served
from index.withdrawals import Concealed, read_log
from index.withdrawing import conceal
from index.workers import default_processes

_KILOBYTE = 1000


class Renewal:
    """One renewal under way."""

    def __init__(
        self,
        work: Work,
        intake: Intake,
        whole: Callable[[], Path | None],
        read: Read,
        besides: Iterable[object],
    ) -> None:
        """Begin with what files are known by.

        Args:
            whole: gives the folder of the generation being served, None where there is none that is whole.
            read: gives what the last rebuild has kept.
            besides: what decides about a generation besides the files.
        """
        self._work = work
        self._whole = whole
        self._read_kept = read
        self._besides = besides
        self._key = b""
        self._intake = intake
        self._harvest = Harvest()
        self._made = Made()
        self._base: Base | None = None
        self._memory = StoryMemory()
        self._concealed = Concealed()
        self._entries: Sequence[Entry] | None = None
        self._staged: list[Path] = []

    def fill(self, folder: Path) -> tuple[RebuildReport, Fingerprints]:
        """Write the generation into an empty folder; raises to leave the archive as it was.

        Returns what there is to tell, and the fingerprints of the files that are hashed already. Raises NotPublished
        where something was rejected and the rebuild is strict; SourceUnreadable where an archive exists and the
        sources hold no article.
        """
        try:
            with shelves_in(folder) as shelves, ThreadPoolExecutor(1) as beside:
                saving = self._take_in(shelves, beside)
                staging = beside.submit(self._stage, folder.name)
                hashed = self._write(folder)
                saving.result()
                staging.result()
            self._conceal(folder)
        except BaseException:
            clear_staged(self._work.kept_in)
            raise
        return self._report(folder.name), hashed

    def _take_in(self, shelves: Shelves, beside: Executor) -> Future[None]:
        """Read the files and make of them what is to be written, while what they are known by is saved."""
        intake = self._intake
        self._harvest = Harvest(shelves.of(Record))
        self._read(intake, shelves)
        self._base = self._open_base()
        amended = self._amend(intake)
        if amended is None:
            self._reuse(intake)
            if intake.unread:  # what was kept turned out damaged
                self._read(intake, shelves)
        self._entries = intake.entries()
        saving = beside.submit(intake.save)  # whatever comes of them: the next rebuild need not read them again
        if self._work.options.strict:
            self._refuse_rejections(self._harvest.accounts())
        self._made = amended or self._make_everything(self._entries, shelves)
        self._refuse_rejections(self._made.accounts)
        self._refuse_emptiness()
        return saving

    def _read(self, intake: Intake, shelves: Shelves) -> None:
        """Read what is not known from the last time."""
        processes = self._work.options.processes or default_processes()
        total = intake.plan(processes)
        pace = Pace("read", total / _KILOBYTE, "kB", self._work.tell)
        with self._work.clock.timing("wait"):  # for the processes that read, which count for themselves
            for batch in intake.read(processes, self._work.options.mapping, shelves.folder, self._harvest.take):
                self._work.clock.add(batch.seconds)
                pace.advance(batch.bytes / _KILOBYTE)
        pace.finish()

    def _open_base(self) -> Base | None:
        """The generation being served, to build upon, if nothing speaks against it."""
        with self._work.clock.timing("write"):
            return open_base(self._whole(), self._work.stamp)

    def _amend(self, intake: Intake) -> Made | None:
        """What comes of the files by what stands; None where everything is to be put together anew."""
        if self._base is None or (entries := intake.entries()) is None:
            return None
        with suppress(NotAmendable, TooMuchAffected, EngineError):  # damage is told where all is made anew
            with self._work.clock.timing("reuse"):
                last = open_last(self._base, self._work.kept_in, self._work.stamp, self._books_stamp(), self._read_kept)
            if last:
                with self._work.clock.timing("assemble"), uncollected():
                    made = amend_archive(last, entries, intake, datetime.now(UTC), self._work.clock)
                self._memory = last.memory
                return made
        return None

    def _reuse(self, intake: Intake) -> None:
        """Take what has not changed from the cache."""
        with self._work.clock.timing("reuse"), uncollected():
            for name, outcomes in intake.known():
                self._harvest.take(name, outcomes)

    def _make_everything(self, entries: Sequence[Entry] | None, shelves: Shelves) -> Made:
        """What comes of all records."""
        self._work.tell(Progress("assemble", total=len(self._harvest.records), unit="records"))
        with self._work.clock.timing("stories"):
            path = self._work.kept_in / STORIES
            known = self._work.options.cache == "use"
            memory = load_memory(path, self._work.stamp, self._read_kept) if known else StoryMemory()
        with uncollected():
            before = Before(self._base, memory, partial(read_served, self._work.archive))
            made = make_everything(
                self._harvest, entries, before, datetime.now(UTC), self._work.clock, put_by=shelves.of
            )
        self._harvest = Harvest()  # nobody needs it any more
        self._memory = memory
        return made

    def keep(self, report: RebuildReport) -> None:
        """Leave for the next rebuild what it can use if this one, of which this is the report, is served."""
        for path in self._staged:
            take_place(path)
        if self._made.books and self._entries:
            write_published(self._work.kept_in, self._key, report)

    def _stage(self, generation: str) -> None:
        """Write what the next rebuild can use of this one beside what this one has used."""
        kept_in, books = self._work.kept_in, self._made.books
        if self._entries:
            self._key = publication_key(self._entries, self._besides)
        if self._work.options.cache != "off":
            self._stage_file(kept_in / STORIES, encode_memory(self._memory, self._work.stamp, generation))
        if books and (encoded := encode_books(books, self._books_stamp(), generation)):
            self._stage_file(kept_in / BOOKS, encoded)

    def _stage_file(self, path: Path, data: memoryview) -> None:
        stage_checked(path, data)
        self._staged.append(path)

    def _write(self, folder: Path) -> Fingerprints:
        pace = Pace("write", self._made.to_analyse, "articles", self._work.tell)
        with self._work.clock.timing("write"):
            hashed = self._made.write(folder, pace.advance, self._work.clock)
        pace.finish()
        self._work.tell(Progress("publish"))
        return hashed

    def _conceal(self, folder: Path) -> None:
        """Last before publishing, so that it goes by the log as it is then."""
        self._concealed = conceal(
            self._work.archive.path,
            Generation(folder, published=False),
            read_log(self._work.archive.path, at_least=self._work.log.bytes),
            include_future=self._work.options.include_future,
            now=datetime.now(UTC),
        )

    def _refuse_rejections(self, accounts: Accounts) -> None:
        if self._work.options.strict and (self._work.passed_over.rejections or accounts.rejections or accounts.empty):
            self._made = replace(self._made, accounts=accounts)
            raise NotPublished(self._report(""))

    def _refuse_emptiness(self) -> None:
        """A wrong path must not replace a live archive by an empty one."""
        accounts = self._made.accounts
        if not accounts.kinds and self._work.archive.generations():
            skipped, rejected = (
                len(self._work.passed_over.skips) + len(accounts.skips),
                len(self._work.passed_over.rejections) + len(accounts.rejections) + len(accounts.empty),
            )
            counts = f"{self._intake.counts.found} files, {skipped} skipped, {rejected} rejections"
            raise SourceUnreadable(
                f"No article was found in the sources ({counts});"
                f" the archive {self._work.archive.path} stays as it was."
            )

    def _books_stamp(self) -> str:
        return f"{self._work.stamp} {self._work.options.mapping!r}"

    def _report(self, generation: str) -> RebuildReport:
        made, accounts, passed_over = self._made, self._made.accounts, self._work.passed_over
        skips, rejections = by_place(
            (*passed_over.skips, *accounts.skips, *accounts.notices),
            (*passed_over.rejections, *accounts.rejections, *accounts.empty),
        )
        met = {place for places in accounts.met.values() for place in places}
        unmet = self._work.options.mapping.unmet(met) if self._work.options.mapping else ()
        return RebuildReport(
            archive=str(self._work.archive.path),
            generation=generation,
            files=self._intake.counts,
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
