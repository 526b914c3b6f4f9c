"""Articles in, the files of one segment or of several out, by one process or more.

Each process takes a stretch of the articles in their order and writes a run whenever it has
collected as many tokens as it may; the runs in order hold the documents in order. Not for making
one segment of them (see `index.codec.merge`).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from index.article import Article
from index.codec.batches import in_batches
from index.codec.run import RunWriter, encode_record
from index.codec.store import SAMPLE_BYTES, SAMPLES, train_dictionary
from index.errors import BackfileError
from index.generations.stored import decode_article, encode_article
from index.rebuilding.clock import Clock
from index.workers import end_with_parent

_LENGTH: Final = 4  # bytes that tell how long an article is


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

    All share one dictionary, made of articles from everywhere among them.
    `clock` counts what all processes spend to "analyse". Raises BackfileError if a process is killed.
    """
    dictionary = _dictionary_for(articles)
    if processes == 1 or not articles:
        writer = RunWriter(dictionary=dictionary, tokens_in_memory=tokens_in_memory, clock=clock)
        return _write_stretch(articles, folder, "0", on_article, writer)
    size = -(-len(articles) // processes)
    stretches = [articles[first : first + size] for first in range(0, len(articles), size)]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    runs: list[SegmentFiles] = []
    # this process does the first stretch itself while the others do the rest
    with ProcessPoolExecutor(len(stretches) - 1, mp_context=context, initializer=end_with_parent) as pool:
        try:
            others = [
                pool.submit(
                    _write_quietly,
                    _put_by(stretch, folder, number),
                    folder,
                    str(number),
                    dictionary=dictionary,
                    tokens_in_memory=tokens_in_memory,
                )
                for number, stretch in enumerate(stretches[1:], 1)
            ]
            writer = RunWriter(dictionary=dictionary, tokens_in_memory=tokens_in_memory, clock=clock, alone=False)
            runs += _write_stretch(stretches[0], folder, "0", on_article, writer)
            for other, stretch in zip(others, stretches[1:], strict=True):
                written, seconds = other.result()
                runs += written
                clock.add(seconds)
                for _ in range(len(stretch)):
                    on_article()
        except BrokenProcessPool as error:
            raise BackfileError(
                "A process that wrote the index was ended from outside; run the rebuild again."
            ) from error
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return runs


def _dictionary_for(articles: Sequence[Article]) -> bytes:
    """A dictionary made of some of the articles, evenly spread."""
    step = max(1, len(articles) // SAMPLES)
    return train_dictionary([encode_record(articles[at])[:SAMPLE_BYTES] for at in range(0, len(articles), step)])


def _put_by(articles: Sequence[Article], folder: Path, number: int) -> Path:
    """Write articles down for another process, as they are stored: pickled, they would take ten times as long."""
    path = folder / f"{number}.articles"
    with path.open("wb") as file:
        for data in map(encode_article, articles):
            file.write(len(data).to_bytes(_LENGTH, "little"))
            file.write(data)
    return path


def _read_back(file: BinaryIO) -> Iterator[Article]:
    while prefix := file.read(_LENGTH):
        yield decode_article(file.read(int.from_bytes(prefix, "little")))


def _write_quietly(
    articles: Path, folder: Path, name: str, *, dictionary: bytes, tokens_in_memory: int
) -> tuple[list[SegmentFiles], dict[str, float]]:
    clock = Clock()
    writer = RunWriter(dictionary=dictionary, tokens_in_memory=tokens_in_memory, clock=clock, alone=False)
    with articles.open("rb") as file:
        runs = _write_stretch(_read_back(file), folder, name, lambda: None, writer)
    articles.unlink()
    return runs, dict(clock.seconds)


def _write_stretch(
    articles: Iterable[Article], folder: Path, name: str, on_article: Callable[[], None], writer: RunWriter
) -> list[SegmentFiles]:
    runs: list[SegmentFiles] = []
    batches = in_batches(articles)
    while True:
        files = SegmentFiles(folder / f"{name}-{len(runs)}.bft", folder / f"{name}-{len(runs)}.bfd")
        with files.terms.open("wb") as terms, files.documents.open("wb") as documents:
            count = writer.write(batches, terms, documents, on_article)
        if not count and runs:
            return runs
        runs.append(files)
