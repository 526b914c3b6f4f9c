"""A generation put together by Whoosh's writer out of several segments, as far as the engine can serve it.

In: articles in stretches, each of which becomes a segment, and the ids of those to be deleted. Out: the
files of one generation, whose one segment our writer for Whoosh has merged. Not a test file, nor the way
an archive is built (see `index.generations.writer`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC, open_dir

from index.article import Article
from index.codec.batches import in_batches
from index.codec.names import DOCUMENTS_EXTENSION, NAME_FIELD, TERMS_EXTENSION
from index.codec.run import RunWriter
from index.codec.whoosh_codec import BackfileCodec, BackfileSegment
from index.codec.whoosh_fields import whoosh_schema
from index.codec.whoosh_merging import BackfileWriter
from index.generations.column_writing import Own, Rows, write_columns
from index.generations.revision import all_new


def in_archive_order(articles: Sequence[Article]) -> list[Article]:
    """Newest first, undated last, then by id: the order in which an archive numbers its documents."""
    return sorted(articles, key=lambda a: (a.published is None, -a.published.microseconds if a.published else 0, a.id))


def write_segments(stretches: Sequence[Sequence[Article]], folder: Path) -> None:
    """A Whoosh index with a segment for each stretch of articles, some of which may be empty."""
    storage = FileStorage(str(folder))
    segments = [_write_segment(stretch, storage) for stretch in stretches]
    TOC(whoosh_schema(), segments, 1).write(storage, _DEF_INDEX_NAME)


def write_merged(stretches: Sequence[Sequence[Article]], deleted: Collection[str], folder: Path) -> None:
    """A generation of all articles but the deleted ones; the stretches in a row are in the order of an archive."""
    write_segments(stretches, folder)
    made = open_dir(folder)
    deleting = BackfileWriter(made)
    for name in deleted:
        deleting.delete_by_term(NAME_FIELD, name)
    deleting.commit(merge=False)
    BackfileWriter(made).commit(optimize=True)
    kept = [article for stretch in stretches for article in stretch if article.id not in deleted]
    revision = all_new(kept)
    write_columns(Rows(None, revision.kept.records, Own(revision.rewritten)), revision.stories, folder)


def _write_segment(articles: Sequence[Article], storage: FileStorage) -> BackfileSegment:
    segment: BackfileSegment = BackfileCodec().new_segment(storage, _DEF_INDEX_NAME)
    segment.set_doc_count(len(articles))
    names = (segment.make_filename(extension) for extension in (TERMS_EXTENSION, DOCUMENTS_EXTENSION))
    terms_path, documents_path = (Path(storage.folder) / name for name in names)
    with terms_path.open("wb") as terms, documents_path.open("wb") as documents:
        RunWriter().write(in_batches(articles), terms, documents, lambda: None)
    return segment
