"""The processes that read: source files in, cleaned records out, over as many as there are cores.

The same items come back however the work was shared out, but those of a large file, which several
processes share, not in its own order. Not for telling formats apart (`index.sources`) nor for what
is cut (`index.cleaning`); this only carries the work.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time_ns

from index.cleaning.clean import clean_record
from index.errors import BackfileError
from index.readers.faults import READER_FAILED
from index.readers.mapping import FieldMapping, FieldReader
from index.rebuilding.clock import Clock
from index.record import Record, Rejection
from index.records.marks import Mark, had_settled, look_at, mark_file
from index.records.outcome import Item
from index.records.pieces import Pieces, collect
from index.sharing import Turn
from index.sources import UNREADABLE, SourceFile, holds_packed, read_file

_CHUNK_BYTES = 1 << 20
_CHUNK_FILES = 64
_SHARED_FROM = 4 << 20
"""A file of at least this size is read by several processes, each cleaning every n-th record."""
_PACKED_FROM = 1 << 18
_PACKED_WEIGHT = 8
"""A packed file of at least that size counts so many times over: its text is that much larger."""
_SMALL_WORK = 1 << 18
"""Less than this is read here: starting processes would take longer."""
_NAMED_FILES = 3
_NOT_CLEANED = "cleaning failed"


@dataclass(frozen=True, slots=True)
class Share:
    """One file, or every `of`-th record of it, beginning with number `part`."""

    file: SourceFile
    size: int
    part: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What one share became, on its way between processes.

    `mark` is what to know the file again by, None where it is not to be kept: it changed while it was
    read, or what it became may be different the next time.
    """

    share: Share
    pieces: Pieces
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one chunk of files became, with the seconds its process spent to read, to parse and to clean them."""

    readings: tuple[Reading, ...]
    bytes: int
    seconds: Mapping[str, float]

    @property
    def items(self) -> Iterator[Item]:
        """Everything that was read, file by file. Once."""
        for reading in self.readings:
            for outcome, _ in reading.pieces.read():
                yield from outcome.records
                yield from outcome.rejections
                yield from outcome.skips


Chunk = tuple[Share, ...]


def plan(files: Iterable[SourceFile], processes: int) -> list[Chunk]:
    """The files in chunks, each the work of one process for a moment."""
    return list(_chunks(_shares(files, processes)))


def read_chunks(
    chunks: Sequence[Chunk],
    processes: int,
    mapping: FieldMapping | None = None,
    *,
    marked: bool = False,
    folder: Path | None = None,
) -> Iterator[Batch]:
    """Every record, rejection and skip in these files, cleaned, batch by batch; `marked` to know the files again.

    At most three chunks a process are under way, so that a slow reader of this iterator bounds what is held. What a
    large file becomes is put by in `folder`, None for the system's own, until its batch has been read. Raises
    BackfileError if a process is killed, naming the files it may have had.
    """
    with TemporaryDirectory(dir=folder) as own:
        read = partial(_read_chunk, mapping=mapping, marked=marked, folder=Path(own))
        if processes == 1 or size_of(chunks) < _SMALL_WORK:
            yield from map(read, chunks)
        else:
            yield from _read_in_pool(chunks, processes, read)


def size_of(chunks: Iterable[Chunk]) -> int:
    """Bytes in these chunks."""
    return sum(share.size for chunk in chunks for share in chunk)


def default_processes() -> int:
    """As many as the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """In a worker process: leave the interrupt to the parent, and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent.sentinel,), daemon=True).start()


def _exit_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _read_in_pool(chunks: Iterable[Chunk], processes: int, read: Callable[[Chunk], Batch]) -> Iterator[Batch]:
    # a fork server, not a fork: workers must not inherit the archive's lock or a drawing thread's locks
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(processes, mp_context=context, initializer=end_with_parent) as pool:
        under_way: deque[tuple[Chunk, Future[Batch]]] = deque()
        try:
            for chunk in chunks:
                under_way.append((chunk, pool.submit(read, chunk)))
                if len(under_way) >= 3 * processes:
                    yield under_way.popleft()[1].result()
            while under_way:
                yield under_way[0][1].result()
                under_way.popleft()
        except BrokenProcessPool as error:
            raise BackfileError(_killed_while(chunk for chunk, _ in under_way)) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _killed_while(chunks: Iterable[Chunk]) -> str:
    names = [share.file.name for chunk in chunks for share in chunk]
    listed = ", ".join(names[:_NAMED_FILES]) + (f" and {len(names) - _NAMED_FILES} more" if len(names) > 3 else "")
    return (
        f"A process that reads files was killed; memory may have run out. Among its files were: {listed}."
        " Try again with fewer processes, or leave these files out."
    )


def _shares(files: Iterable[SourceFile], processes: int) -> Iterator[Share]:
    for file in files:
        size = _size(file)
        parts = 2 * processes if size >= _SHARED_FROM and processes > 1 else 1
        for part in range(parts):
            yield Share(file, size // parts, part, parts)


def _size(file: SourceFile) -> int:
    """The bytes of a file as far as they tell the work it is."""
    try:
        size = os.stat(file.path).st_size  # noqa: PTH116
        return size * _PACKED_WEIGHT if size >= _PACKED_FROM and holds_packed(file) else size
    except OSError:
        return 0  # it vanished; read_file says so


def _chunks(shares: Iterable[Share]) -> Iterator[Chunk]:
    chunk: list[Share] = []
    size = 0
    for share in shares:
        chunk.append(share)
        size += share.size
        if size >= _CHUNK_BYTES or len(chunk) >= _CHUNK_FILES:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def _read_chunk(chunk: Chunk, mapping: FieldMapping | None, marked: bool, folder: Path) -> Batch:
    clock = Clock()
    readings = tuple(_read_share(share, clock, mapping, marked, folder) for share in chunk)
    return Batch(readings, size_of((chunk,)), dict(clock.seconds))


def _read_share(share: Share, clock: Clock, mapping: FieldMapping | None, marked: bool, folder: Path) -> Reading:
    with clock.timing("read"):
        before = mark_file(share.file.path) if marked else None
    fields, passing = FieldReader(mapping), _Passing()
    pieces = collect(passing.watch(_cleaned_items(share, clock, fields)), fields.met, folder)
    lasting = before is not None and not passing.met
    return Reading(share, pieces, before if lasting and _is_still(share.file, before) else None)


class _Passing:
    """Whether a rejection was met that may be the fault of the moment and not of the file: of disk or memory."""

    def __init__(self) -> None:
        self.met = False

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items."""
        for item in items:
            if isinstance(item, Rejection):
                self.met |= item.reason.startswith((UNREADABLE, READER_FAILED, _NOT_CLEANED))
            yield item


def _is_still(file: SourceFile, mark: Mark | None) -> bool:
    """Whether a file was the same all the while it was read; its times tell only if they are old enough."""
    if mark and had_settled(mark.look, time_ns()):
        return look_at(file.path) == mark.look
    return mark_file(file.path) == mark


def _cleaned_items(share: Share, clock: Clock, fields: FieldReader) -> Iterator[Item]:
    items = read_file(share.file, Turn(share.part, share.of), fields, clock)
    while True:
        with clock.timing("parse"):
            item = next(items, None)
        if item is None:
            return
        with clock.timing("clean"):
            result = cleaned(item)
        yield result


def cleaned(item: Item, clean: Callable[[Record], Record] = clean_record) -> Item:
    """The item with a record cleaned. A fault of ours in one record rejects that record, not the rebuild."""
    if not isinstance(item, Record):
        return item
    try:
        return clean(item)
    except Exception as error:
        return Rejection(item.origin, f"{_NOT_CLEANED} ({type(error).__name__}); please report it with this file")
