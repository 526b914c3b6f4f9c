"""Articles in, the files of one generation out: a segment of their words beside their columns.

The segment (`index.codec`) holds postings, word places and stored articles, and is a Whoosh index
besides: a table of contents for Whoosh stands beside it. Documents are numbered newest first,
undated last, then by id, which is the order of every tie. For each text field NAME there are two:
NAME holds stems with positions, NAME_word the words as written (folded), for wildcards and
suggestions. Not for publishing: `index.archive` does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC

from index.article import Article
from index.clock import Clock
from index.codec.merge import merge_segments, sources_of
from index.codec.names import DOCUMENTS_EXTENSION, TERMS_EXTENSION
from index.codec.revising import revise_segment
from index.codec.run import TOKENS_IN_MEMORY, encode_record
from index.codec.runs import SegmentFiles, write_runs
from index.codec.segment import Segment
from index.codec.whoosh_codec import BackfileCodec, BackfileSegment
from index.codec.whoosh_fields import whoosh_schema
from index.columns import write_columns
from index.revision import Base, Revision, revise
from index.workers import default_processes

_MOST_PROCESSES = 2  # what follows the analysis is done by one, so that more gain little
_WORTH_A_PROCESS = 50_000
"""Articles; fewer are written sooner than a second process has started."""


def write_index(
    articles: Iterable[Article],
    directory: Path,
    *,
    on_article: Callable[[], None] = lambda: None,
    processes: int | None = None,
    tokens_in_memory: int = TOKENS_IN_MEMORY,
    base: Base | None = None,
    clock: Clock | None = None,
) -> None:
    """Write the index of these articles into an empty folder, all of it or, by raising, none that counts.

    `on_article` is called after each article. `processes` None is at most two, as there are cores;
    `tokens_in_memory` bounds what each collects before it writes to disk. Of `base`, a whole generation written
    by the same code, all is taken over that has not changed. `clock` counts the seconds of the analysis to "analyse".
    """
    ordered = sorted(articles, key=_tie_order)
    revision = revise(ordered, base) if base else None
    new = revision.reworded if revision else ordered
    storage = FileStorage(str(directory))
    segment = BackfileCodec().new_segment(storage, _DEF_INDEX_NAME)
    segment.set_doc_count(len(ordered))
    made = _files_of(segment, directory)
    with TemporaryDirectory(dir=directory) as work:
        runs = write_runs(
            new,
            Path(work),
            on_article,
            _processes_for(new, processes),
            tokens_in_memory=tokens_in_memory,
            clock=clock or Clock(),
        )
        if revision:
            _join(revision, runs, made)
        else:
            _make_one(runs, made)
    write_columns(ordered, directory, revision.digests if revision else None)
    TOC(whoosh_schema(), [segment], 1).write(storage, _DEF_INDEX_NAME)


def _files_of(segment: BackfileSegment, directory: Path) -> SegmentFiles:
    names = (segment.make_filename(extension) for extension in (TERMS_EXTENSION, DOCUMENTS_EXTENSION))
    return SegmentFiles(*(directory / name for name in names))


def _make_one(runs: Sequence[SegmentFiles], made: SegmentFiles) -> None:
    """One segment of all runs, in their order."""
    if len(runs) == 1:
        runs[0].terms.replace(made.terms)
        runs[0].documents.replace(made.documents)
        return
    sources, count = sources_of([Segment.open(*run) for run in runs])
    with made.terms.open("wb") as terms, made.documents.open("wb") as documents:
        merge_segments(sources, count, terms, documents)


def _join(revision: Revision, runs: Sequence[SegmentFiles], made: SegmentFiles) -> None:
    """One segment of what is served and stays, and of the runs."""
    records = (encode_record(article) for article in revision.rewritten)
    with made.terms.open("wb") as terms, made.documents.open("wb") as documents:
        segments = [Segment.open(*run) for run in runs]
        revise_segment(revision.served.segment, segments, revision.kept, records, terms, documents)


def _processes_for(articles: Sequence[Article], wanted: int | None) -> int:
    if wanted is not None:
        return wanted
    if len(articles) < _WORTH_A_PROCESS:
        return 1
    return min(_MOST_PROCESSES, default_processes())


def _tie_order(article: Article) -> tuple[bool, int, str]:
    if article.published is None:
        return True, 0, article.id
    return False, -article.published.microseconds, article.id
