"""The codec: what Whoosh keeps in its table of contents to open and write our segments with.

    index = whoosh.index.open_dir(folder)            reads them, by the pickled segment
    writer = index.writer(codec=BackfileCodec())     adds segments in the same form

Only names are kept in the pickle: of this module, its two classes, and a segment's id, size and
deletions. All else is in the segment's two files. Not for the engine, which never unpickles anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage

from index.codec.layout import Container
from index.codec.names import DOCUMENTS_EXTENSION, TERMS_EXTENSION
from index.codec.segment import Documents, Terms
from index.codec.whoosh_documents import PerDocumentReader
from index.codec.whoosh_reader import TermsReader
from index.codec.whoosh_writer import FieldWriter, PerDocumentWriter


class BackfileSegment(W3Segment):  # type: ignore[misc]
    """A segment in two container files, which stay loose so that they can be mapped."""

    def should_assemble(self) -> bool:
        return False

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            super().delete_document(docnum)
        elif self._deleted is not None:
            self._deleted.discard(docnum)


class BackfileCodec(W3Codec):  # type: ignore[misc]
    """Reads and writes segments as containers of arrays; it has no state of its own."""

    length_stats = False  # lengths are a column, and no posting needs them

    def __init__(self) -> None:
        super().__init__()

    def per_document_writer(self, storage: Any, segment: Any) -> PerDocumentWriter:
        return PerDocumentWriter(storage, segment, segment.create_file(storage, DOCUMENTS_EXTENSION))

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(segment.create_file(storage, TERMS_EXTENSION))

    def per_document_reader(self, storage: Any, segment: Any) -> base.PerDocumentReader:
        return PerDocumentReader(open_documents(storage, segment), storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> base.TermsReader:
        has_documents = storage.file_exists(segment.make_filename(DOCUMENTS_EXTENSION))
        return TermsReader(open_terms(storage, segment), open_documents(storage, segment) if has_documents else None)

    def new_segment(self, storage: Any, indexname: str) -> BackfileSegment:  # noqa: ARG002
        return BackfileSegment(self, indexname)


def open_terms(storage: Any, segment: Any) -> Terms:
    """The file of terms of a segment. Raises IndexIncompatible where it is damaged."""
    return Terms(_open(storage, segment.make_filename(TERMS_EXTENSION)))


def open_documents(storage: Any, segment: Any) -> Documents:
    """The file of documents of a segment. Raises IndexIncompatible where it is damaged."""
    return Documents(_open(storage, segment.make_filename(DOCUMENTS_EXTENSION)))


def _open(storage: Any, name: str) -> Container:
    """Map a file of a folder; of any other storage, read it."""
    if isinstance(storage, FileStorage):
        with (Path(storage.folder) / name).open("rb"):  # Whoosh tries again after an OSError, as while a merge commits
            return Container.open(Path(storage.folder) / name)
    file = storage.open_file(name)
    try:
        return Container(file.read(), name)
    finally:
        file.close()
