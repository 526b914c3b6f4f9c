"""Articles in, the files of one generation out: a segment of their words beside their columns.

The segment (`index.codec`) holds postings, word places and stored articles, and is a Whoosh index
besides: a table of contents for Whoosh stands beside it. Documents are numbered newest first,
undated last, then by id, which is the order of every tie (`index.generations.revision`). For each text field NAME there
are two: NAME holds stems with positions, NAME_word the words as written (folded), for wildcards and
suggestions. Numbers are terms too (`index.codec.numbers`), for Whoosh alone. Not for publishing:
`index.generations.archive` does that.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict, Unpack

from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC

from index.article import Article
from index.codec.layout import Sink
from index.codec.merge import merge_segments, sources_of
from index.codec.names import DOCUMENTS_EXTENSION, TERMS_EXTENSION
from index.codec.revising import RevisedSegment
from index.codec.run import TOKENS_IN_MEMORY, encode_record
from index.codec.runs import SegmentFiles, write_runs
from index.codec.segment import Segment
from index.codec.whoosh_codec import BackfileCodec, BackfileSegment
from index.codec.whoosh_fields import whoosh_schema
from index.errors import EngineUnavailable
from index.generations.archive import sync_file
from index.generations.column_writing import Own, Rows, write_columns
from index.generations.columns import ColumnReader
from index.generations.fingerprints import FileBehind, Fingerprint, Fingerprints, HashedFile
from index.generations.generation import Generation
from index.generations.revision import Base, Revision, all_new, revise
from index.rebuilding.clock import Clock
from index.workers import default_processes

_MOST_PROCESSES = 2  # what follows the analysis is done by one, so that more gain little
_WORTH_A_PROCESS = 50_000
"""Articles; fewer are written sooner than a second process has started."""


class Options(TypedDict, total=False):
    """What `write_revision` takes besides."""

    on_article: Callable[[], None]
    processes: int | None
    tokens_in_memory: int
    clock: Clock | None


def write_index(
    articles: Sequence[Article], directory: Path, *, base: Base | None = None, **options: Unpack[Options]
) -> Fingerprints:
    """Write the index of all these articles, in any order, as `write_revision` does.

    Of `base`, a whole generation written by the same code, all is taken over that has not changed.
    """
    revision = revise(articles, base) if base else None
    return write_revision(revision or all_new(articles), directory, **options)


def write_revision(
    revision: Revision,
    directory: Path,
    *,
    on_article: Callable[[], None] = lambda: None,
    processes: int | None = None,
    tokens_in_memory: int = TOKENS_IN_MEMORY,
    clock: Clock | None = None,
) -> Fingerprints:
    """Write an index into an empty folder, all of it or, by raising, none that counts.

    Returns the fingerprints of those files that were hashed while they were written. What stays and what has changed
    come to the same as writing all articles anew. `on_article` is called after each article that is analysed.
    `processes` None is at most two, as there are cores; `tokens_in_memory` bounds what each collects before it writes
    to disk. `clock` counts the seconds of the analysis to "analyse". Raises IndexIncompatible where what was written
    is not there to its end.
    """
    storage = FileStorage(str(directory))
    segment = BackfileCodec().new_segment(storage, _DEF_INDEX_NAME)
    segment.set_doc_count(len(revision.kept.words))
    made = _files_of(segment, directory)
    new = revision.reworded
    with TemporaryDirectory(dir=directory) as work:
        runs: list[SegmentFiles] = []
        if new or not revision.served:
            used = _processes_for(new, processes)
            runs = write_runs(
                new, Path(work), on_article, used, tokens_in_memory=tokens_in_memory, clock=clock or Clock()
            )
        hashed = _join(revision, revision.served, runs, made) if revision.served else _make_one(runs, made)
    if not revision.served:
        _write_columns(revision, directory)
    TOC(whoosh_schema(), [segment], 1).write(storage, _DEF_INDEX_NAME)
    ColumnReader(directory, Segment.open(*made))  # what lacks its end, or was written for another, is found here
    return hashed


def _files_of(segment: BackfileSegment, directory: Path) -> SegmentFiles:
    names = (segment.make_filename(extension) for extension in (TERMS_EXTENSION, DOCUMENTS_EXTENSION))
    return SegmentFiles(*(directory / name for name in names))


def _make_one(runs: Sequence[SegmentFiles], made: SegmentFiles) -> Fingerprints:
    """One segment of all runs, in their order."""
    if len(runs) == 1:
        runs[0].terms.replace(made.terms)
        runs[0].documents.replace(made.documents)
        return {}
    sources, count = sources_of([Segment.open(*run) for run in runs])
    with FileBehind(made.terms) as terms, FileBehind(made.documents) as documents:
        merge_segments(sources, count, terms, documents)
        return {made.terms.name: terms.finish(), made.documents.name: documents.finish()}


def _join(revision: Revision, served: Generation, runs: Sequence[SegmentFiles], made: SegmentFiles) -> Fingerprints:
    """One segment of what is served and stays, and of the runs, and the columns beside it.

    In two threads, as little of it is Python; terms take the longest.
    """
    records = (encode_record(article) for article in revision.rewritten)
    revised = RevisedSegment(served.segment, [Segment.open(*run) for run in runs], revision.kept, records)
    with ThreadPoolExecutor(1) as beside:
        documents = beside.submit(_write_to_disk, HashedFile, made.documents, revised.write_documents)
        columns = beside.submit(_write_columns, revision, made.documents.parent)
        if revised.has_same_words:
            terms = _copy_to_disk(*served.terms_file(), made.terms)
        else:
            terms = _write_to_disk(FileBehind, made.terms, revised.write_terms)
        columns.result()
        return {made.terms.name: terms, made.documents.name: documents.result()}


def _write_columns(revision: Revision, directory: Path) -> None:
    columns = revision.served.columns if revision.served else None
    write_columns(Rows(columns, revision.kept.records, Own(revision.rewritten)), revision.stories, directory)


def _write_to_disk(file_of: type[HashedFile], path: Path, write: Callable[[Sink], None]) -> Fingerprint:
    """Write a file and wait for the disk at once, while the other file is still being made."""
    with file_of(path) as file:
        write(file)
        return file.finish()


def _copy_to_disk(given: Path, told: Fingerprint, path: Path) -> Fingerprint:
    """Copy a file as it is. Not as a link: what damages one generation must leave the others whole."""
    try:
        shutil.copyfile(given, path)
    except FileNotFoundError as error:
        raise EngineUnavailable(f"{given} has vanished while it was read. Run the rebuild again.") from error
    sync_file(path)
    return told


def _processes_for(articles: Sequence[Article], wanted: int | None) -> int:
    if wanted is not None:
        return wanted
    if len(articles) < _WORTH_A_PROCESS:
        return 1
    return min(_MOST_PROCESSES, default_processes())
