"""Sources in, a published generation and a report out.

    files -> records -> cleaned records -> articles -> index -> publish

Prints nothing: progress goes to a callback, what happened is in the report. Not for serving. It
holds the archive's lock from the first file to the last step, so two rebuilds never race.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from index.checked_file import reading_ahead
from index.generations.archive import Archive, checking
from index.generations.fingerprints import Fingerprints
from index.ledger.accounts import Accounts
from index.rebuilding.clock import Clock
from index.rebuilding.garbage import uncollected
from index.rebuilding.options import RebuildOptions
from index.rebuilding.progress import OnProgress, Progress
from index.rebuilding.report import FileCounts, RebuildReport
from index.rebuilding.work import BOOKS, STORIES, NotPublished, Work
from index.record import Rejection, Skip
from index.records.cache import RecordCache, remove_cache
from index.records.intake import Intake
from index.records.published import publication_key, read_published
from index.records.stamp import publishing_stamp, reading_stamp
from index.sources import SourceFile, find_files
from index.withdrawals import read_log

STAGES = tuple("find survey reuse read parse clean compare assemble stories analyse write versions publish".split())
"""What the seconds of a report are told by; those of read, parse, clean and analyse are added up over processes."""

Keep = Callable[[RebuildReport], None]
"""Leaves for the next rebuild what it can use if this one, of which this is the report, is served."""

Whole = Callable[[], Path | None]
"""Gives the folder of the generation being served, None where none is whole; waits until that is known."""


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
        self._counts = FileCounts()

    def run(self, sources: Sequence[Path]) -> RebuildReport:
        """All stages, from the sources to the report."""
        with uncollected():  # files and what is known of them stay until the end
            files, passed_over = self._find(sources)
        log, stamp = read_log(self._archive.path), publishing_stamp()
        work = Work(self._archive, self._options, self._tell, self._clock, stamp, log, passed_over)
        about = {
            "include_future": self._options.include_future,
            "withdrawals_bytes": log.bytes,
            "written_by": stamp,
        }
        made: list[tuple[RebuildReport, Keep]] = []

        def fill(folder: Path) -> Fingerprints:
            report, hashed, keep_for_next = self._fill(folder, files, work)
            made.append((report, keep_for_next))
            return hashed

        def keep() -> None:
            report, keep_for_next = made[0]
            keep_for_next(report)

        try:
            with self._clock.timing("publish"):
                generation = self._archive.publish(
                    fill,
                    beside=keep,
                    keep=self._options.keep,
                    about=about,
                )
        except NotPublished as left:
            return self._timed(left.report)
        except _Unchanged as unchanged:
            return self._timed(replace(unchanged.report.repeated(), files=self._counts))
        finally:
            gc.unfreeze()
        return self._timed(replace(made[0][0], generation=generation))

    def _fill(self, folder: Path, files: Sequence[SourceFile], work: Work) -> tuple[RebuildReport, Fingerprints, Keep]:
        """Everything between finding files and publishing; raises to leave the archive as it was."""
        with ExitStack() as stack:
            whole = stack.enter_context(checking(self._archive)) if self._options.cache == "use" else _unseen
            cache = self._open_cache(work, stack)
            with self._clock.timing("survey"), uncollected():
                intake = Intake(files, cache)
            self._counts = intake.counts
            beside = _beside_files(work)
            self._refuse_repetition(intake, beside, work, whole)
            read = stack.enter_context(reading_ahead(self._left_by_last(work)))
            from index.rebuilding.renewal import Renewal

            renewal = Renewal(work, intake, whole, read, beside)
            return *renewal.fill(folder), renewal.keep

    def _left_by_last(self, work: Work) -> tuple[Path, ...]:
        """What is large of all that the last rebuild has kept, and will be asked for."""
        return (work.kept_in / BOOKS, work.kept_in / STORIES) if self._options.cache == "use" else ()

    def _find(self, sources: Sequence[Path]) -> tuple[list[SourceFile], Accounts]:
        """The files of the sources, and what there is else."""
        everything = find_files(sources)  # a missing source is an error before anything is begun
        self._tell(Progress("find"))
        with self._clock.timing("find"):
            found = list(everything)
            passed_over = Accounts(
                skips=tuple(one for one in found if isinstance(one, Skip)),
                rejections=tuple(one for one in found if isinstance(one, Rejection)),
            )
            return [one for one in found if isinstance(one, SourceFile)], passed_over

    def _open_cache(self, work: Work, stack: ExitStack) -> RecordCache | None:
        if self._options.cache == "off":
            remove_cache(work.kept_in)
            return None
        stamp = reading_stamp(self._options.mapping)
        return stack.enter_context(RecordCache(work.kept_in, stamp, fresh=self._options.cache == "fresh"))

    def _refuse_repetition(self, intake: Intake, beside: Sequence[object], work: Work, whole: Whole) -> None:
        """Raises _Unchanged where the very same is served already."""
        if self._options.cache != "use" or (known := intake.all_known()) is None:
            return
        report = read_published(work.kept_in, publication_key(known, beside), whole)
        if report and not report.concealed.held_back:  # of those the time may have come
            intake.remember()
            raise _Unchanged(report)

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


def _unseen() -> None:
    """Nothing that is served is to be built upon."""


def _beside_files(work: Work) -> tuple[object, ...]:
    """What decides about a generation besides the files that are read."""
    options, passed_over = work.options, work.passed_over
    return (
        work.stamp,
        options.mapping,
        options.strict,
        options.keep,
        options.include_future,
        work.log.bytes,
        sorted(map(repr, (*passed_over.skips, *passed_over.rejections))),
    )


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
