"""Articles in, the files of one segment or of several out, by one process or more.

Each process takes a stretch of the articles in their order and writes a run whenever it has
collected as many tokens as it may; the runs in order hold the documents in order. Not for making
one segment of them (see `index.codec.merge`).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple

from index.article import Article
from index.clock import Clock
from index.codec.run import RunWriter
from index.errors import BackfileError
from index.stored import decode_article, encode_article
from index.workers import end_with_parent


class SegmentFiles(NamedTuple):
    """The two files of a segment."""

    terms: Path
    documents: Path


def write_runs(
    articles: Sequence[Article],
    folder: Path,
    on_article: Callable[[], None],
    processes: int,
    *,
    tokens_in_memory: int,
    clock: Clock,
) -> list[SegmentFiles]:
    """Write all articles into runs within a folder; at least one, also where there are none.

    `clock` counts what all processes spend to "analyse". Raises BackfileError if a process is killed.
    """
    if processes == 1 or not articles:
        return _write_stretch(iter(articles), folder, "0", on_article, tokens_in_memory, clock)
    size = -(-len(articles) // processes)
    stretches = [articles[first : first + size] for first in range(0, len(articles), size)]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    runs: list[SegmentFiles] = []
    # this process does the first stretch itself while the others do the rest
    with ProcessPoolExecutor(len(stretches) - 1, mp_context=context, initializer=end_with_parent) as pool:
        try:
            others = [
                pool.submit(_write_quietly, list(map(encode_article, stretch)), folder, str(number), tokens_in_memory)
                for number, stretch in enumerate(stretches[1:], 1)
            ]
            runs += _write_stretch(iter(stretches[0]), folder, "0", on_article, tokens_in_memory, clock)
            for other, stretch in zip(others, stretches[1:], strict=True):
                written, seconds = other.result()
                runs += written
                clock.add(seconds)
                for _ in stretch:
                    on_article()
        except BrokenProcessPool as error:
            raise BackfileError(
                "A process that wrote the index was ended from outside; run the rebuild again."
            ) from error
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return runs


def _write_quietly(
    encoded: list[bytes], folder: Path, name: str, tokens_in_memory: int
) -> tuple[list[SegmentFiles], dict[str, float]]:
    # articles travel between processes as they are stored: pickled, they would take ten times as long
    clock = Clock()
    runs = _write_stretch(map(decode_article, encoded), folder, name, lambda: None, tokens_in_memory, clock)
    return runs, dict(clock.seconds)


def _write_stretch(
    articles: Iterator[Article],
    folder: Path,
    name: str,
    on_article: Callable[[], None],
    tokens_in_memory: int,
    clock: Clock,
) -> list[SegmentFiles]:
    writer = RunWriter(tokens_in_memory=tokens_in_memory, clock=clock)
    runs: list[SegmentFiles] = []
    while True:
        files = SegmentFiles(folder / f"{name}-{len(runs)}.bft", folder / f"{name}-{len(runs)}.bfd")
        with files.terms.open("wb") as terms, files.documents.open("wb") as documents:
            count = writer.write(articles, terms, documents, on_article)
        if not count and runs:
            return runs
        runs.append(files)
