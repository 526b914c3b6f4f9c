"""A Whoosh writer that merges our segments by arrays instead of posting by posting.

    writer = BackfileWriter(whoosh.index.open_dir(folder))
    writer.add_document(...)
    writer.commit(optimize=True)

Segments that it cannot merge so (of other codecs; with columns, vectors, weights or values of
other formats; with fields that were removed) go Whoosh's own way. Not for building an archive
(see `index.generations.writer`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from index.codec.merge import can_merge, merge_segments, sources_of
from index.codec.names import DOCUMENTS_EXTENSION, TERMS_EXTENSION
from index.codec.segment import Segment
from index.codec.whoosh_codec import BackfileCodec, BackfileSegment, open_documents, open_terms
from index.codec.whoosh_writer import kind_of


class BackfileWriter(SegmentWriter):  # type: ignore[misc]
    """Writes with our codec, whatever Whoosh's default is."""

    def __init__(self, ix: Any, **options: Any) -> None:
        super().__init__(ix, codec=BackfileCodec(), **options)
        self._to_merge: list[tuple[Segment, list[int]]] = []

    def add_reader(self, reader: Any) -> None:
        """Take over all documents of a reader that are not deleted."""
        segment = self._ours(reader)
        if segment is None:
            super().add_reader(reader)
            return
        self._to_merge.append((segment, sorted(reader.segment().deleted_docs())))
        self._added = True

    def _ours(self, reader: Any) -> Segment | None:
        in_files = isinstance(self.storage, FileStorage) and isinstance(reader, SegmentReader)
        if not in_files or not isinstance(reader.segment(), BackfileSegment):
            return None
        segment = Segment(
            open_terms(reader.storage(), reader.segment()), open_documents(reader.storage(), reader.segment())
        )
        return segment if can_merge(segment) and self._keeps_the_same(segment) else None

    def _keeps_the_same(self, segment: Segment) -> bool:
        """Whether the fields of a segment are those of the schema as it is now."""
        formats = {name: field.format for name, field in self.schema.items()}
        return all(name in formats and kind_of(formats[name]) == field.kind for name, field in segment.fields.items())

    def _finalize_segment(self) -> BackfileSegment:
        """The segment of what was added here, or of that and everything to merge with it."""
        added: BackfileSegment = super()._finalize_segment()
        if not self._to_merge:
            return added
        folder = Path(self.storage.folder)
        held = self._to_merge
        if added.doc_count_all():  # it has no spans, and with a segment that has none all would be left out
            own = Segment(open_terms(self.storage, added), open_documents(self.storage, added))
            held = [(own, []), *held]
        sources, count = sources_of([segment for segment, _ in held], [deleted for _, deleted in held])
        made = self.codec.new_segment(self.storage, self.indexname)
        terms, documents = (folder / made.make_filename(end) for end in (TERMS_EXTENSION, DOCUMENTS_EXTENSION))
        with terms.open("wb") as terms_file, documents.open("wb") as documents_file:
            merge_segments(sources, count, terms_file, documents_file)
        made.set_doc_count(count)
        return made  # type: ignore[no-any-return]
