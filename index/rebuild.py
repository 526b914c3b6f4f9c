"""Sources in, a published generation and a report out.

    files -> records -> cleaned records -> articles -> index -> publish

Prints nothing: progress goes to a callback, what happened is in the report. Not for serving. It
holds the archive's lock from the first file to the last step, so two rebuilds never race.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from index.archive import Archive
from index.assembly.assemble import assemble
from index.errors import InvalidSettings, SourceUnreadable
from index.readers.mapping import FieldMapping
from index.record import Record, Rejection, Skip
from index.report import RebuildReport, accounts, by_place, unread_values
from index.sources import SourceFile, find_files
from index.workers import default_processes, plan, read_chunks, size_of
from index.writer import write_index

Stage = Literal["find", "read", "assemble", "write", "publish"]
MAX_PROCESSES = 256
_KILOBYTE = 1000
_TELL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class RebuildOptions:
    """`strict` publishes nothing if anything is rejected; `processes` None is one a core.

    `mapping` says where the fields of JSON and CSV records stand, where they have names of their own.
    """

    processes: int | None = None
    strict: bool = False
    keep: int = 2
    mapping: FieldMapping | None = None

    def __post_init__(self) -> None:
        if self.processes is not None and not 1 <= self.processes <= MAX_PROCESSES:
            raise InvalidSettings(f"`processes` is {self.processes}; it can be 1 to {MAX_PROCESSES}.")
        if self.keep < 1:
            raise InvalidSettings(f"`keep` is {self.keep}; at least the generation being served is kept: 1.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: `done` of `total` (0 where unknown), `rate` a second, `eta` seconds to go if known."""

    stage: Stage
    done: int = 0
    total: int = 0
    unit: str = ""
    rate: float = 0.0
    eta: float | None = None


OnProgress = Callable[[Progress], None]


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
    and the sources hold no article at all; IndexLocked while another rebuild runs.
    """
    return _Rebuild(Archive(archive_path), options or RebuildOptions(), on_progress).run(sources)


class _Rejected(Exception):
    """Leaves a strict rebuild before anything is published."""


class _Rebuild:
    """One rebuild under way: what it has seen so far, and the seconds of each stage."""

    def __init__(self, archive: Archive, options: RebuildOptions, on_progress: OnProgress) -> None:
        self._archive = archive
        self._options = options
        self._tell = on_progress
        self._started = perf_counter()
        self._stages = dict.fromkeys(("find", "read", "clean", "assemble", "write", "publish"), 0.0)
        self._written_at = 0.0
        self._items: defaultdict[type, list[Any]] = defaultdict(list)
        self._files = 0
        self._met: set[str] = set()
        self._assembly = assemble(())

    def run(self, sources: Sequence[Path]) -> RebuildReport:
        """All stages, from the sources to the report."""
        files = self._find(sources)
        try:
            generation = self._archive.publish(lambda folder: self._fill(folder, files), keep=self._options.keep)
        except _Rejected:
            return self._report("")
        self._stages["publish"] = perf_counter() - self._written_at
        return self._report(generation)

    def _fill(self, folder: Path, files: Sequence[SourceFile]) -> None:
        """Everything between finding files and publishing; raises to leave the archive as it was."""
        self._read(files)
        self._refuse_rejections()
        self._assemble()
        self._refuse_rejections()
        self._refuse_emptiness()
        self._write(folder)

    def _find(self, sources: Sequence[Path]) -> list[SourceFile]:
        start = perf_counter()
        files = []
        everything = find_files(sources)  # a missing source is an error before anything is begun
        self._tell(Progress("find"))
        for found in everything:
            if isinstance(found, SourceFile):
                files.append(found)
            else:
                self._items[type(found)].append(found)
        self._files = len(files)
        self._stages["find"] = perf_counter() - start
        return files

    def _read(self, files: Sequence[SourceFile]) -> None:
        processes = self._options.processes or default_processes()
        chunks = plan(files, processes)
        pace = _Pace("read", size_of(chunks) / _KILOBYTE, "kB", self._tell)
        for batch in read_chunks(chunks, processes, self._options.mapping):
            for item in batch.items:
                self._items[type(item)].append(item)
            self._stages["read"] += batch.read_seconds
            self._stages["clean"] += batch.clean_seconds
            self._met |= batch.met
            pace.advance(batch.bytes / _KILOBYTE)
        pace.finish()

    def _assemble(self) -> None:
        start = perf_counter()
        self._tell(Progress("assemble", total=len(self._items[Record]), unit="records"))
        self._assembly = assemble(self._items[Record])
        self._items[Rejection] += self._assembly.rejections
        self._stages["assemble"] = perf_counter() - start

    def _write(self, folder: Path) -> None:
        start = perf_counter()
        articles = self._assembly.articles
        pace = _Pace("write", len(articles), "articles", self._tell)
        write_index(articles, folder, on_article=pace.advance)
        pace.finish()
        self._written_at = perf_counter()
        self._stages["write"] = self._written_at - start
        self._tell(Progress("publish"))

    def _refuse_rejections(self) -> None:
        if self._options.strict and self._items[Rejection]:
            raise _Rejected

    def _refuse_emptiness(self) -> None:
        """A wrong path must not replace a live archive by an empty one."""
        if not self._assembly.articles and self._archive.generations():
            counts = f"{self._files} files, {len(self._items[Skip])} skipped, {len(self._items[Rejection])} rejections"
            raise SourceUnreadable(
                f"No article was found in the sources ({counts}); the archive {self._archive.path} stays as it was."
            )

    def _report(self, generation: str) -> RebuildReport:
        skips, rejections = by_place(self._items[Skip], self._items[Rejection])
        return RebuildReport(
            archive=str(self._archive.path),
            generation=generation,
            files=self._files,
            skips=skips,
            rejections=rejections,
            unread=unread_values(self._items[Record]),
            warnings=self._options.mapping.unmet(self._met) if self._options.mapping else (),
            stages=self._stages,
            seconds=perf_counter() - self._started,
            bytes=_folder_bytes(self._archive.path / "generations" / generation) if generation else 0,
            **accounts(self._assembly),
        )


class _Pace:
    """Counts a stage's work and tells, a few times a second, how fast it goes and how long it will take."""

    def __init__(self, stage: Stage, total: float, unit: str, tell: OnProgress) -> None:
        self._stage: Stage = stage
        self._total = total
        self._unit = unit
        self._tell = tell
        self._started = self._told = perf_counter()
        self._done = 0.0
        self._tell_now()

    def advance(self, amount: float = 1) -> None:
        """So much more is done."""
        self._done += amount
        if perf_counter() - self._told > _TELL_SECONDS:
            self._tell_now()

    def finish(self) -> None:
        """All is done, also what could not be counted."""
        self._done = self._total
        self._tell_now()

    def _tell_now(self) -> None:
        self._told = perf_counter()
        elapsed = self._told - self._started
        rate = self._done / elapsed if elapsed else 0.0
        eta = (self._total - self._done) / rate if rate else None
        self._tell(Progress(self._stage, round(self._done), round(self._total), self._unit, rate, eta))


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
