"""What Whoosh reads of the documents of a segment: stored fields, lengths, columns, vectors, and which are deleted.

In: `Documents` (`index.codec.segment`), and Whoosh's own segment, which knows the deletions. Not for terms
(`index.codec.whoosh_reader`), nor for our engine, which reads the arrays themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.structfile import BufferFile
from whoosh.matching import ListMatcher

from index.codec.segment import Documents
from index.codec.values import decode_value


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Stored fields, exact lengths, columns and vectors by document."""

    def __init__(self, documents: Documents, storage: Any, segment: Any) -> None:
        self._documents = documents
        self._storage = storage
        self._segment = segment

    def doc_count(self) -> int:
        return self._documents.size - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return self._documents.size

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        held = f"{fieldname}.column" in self._documents.container
        return held or bool(self._storage.file_exists(self._added_column(fieldname)))

    def column_reader(self, fieldname: str, column: columns.Column) -> Any:
        held = self._documents.container.get(f"{fieldname}.column")
        data = self._read_added_column(fieldname) if held is None else held.tobytes()
        return column.reader(BufferFile(data), 0, len(data), self._documents.size)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._documents.lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        lengths = self._documents.lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._documents.lengths(fieldname)
        return 0 if lengths is None else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._documents.lengths(fieldname)
        return 0 if lengths is None else int(lengths.max())

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        bounds = self._documents.container.get(f"{fieldname}.vector-offsets")
        return bounds is not None and bool(bounds[docnum] < bounds[docnum + 1])

    def vector(self, docnum: int, fieldname: str, format_: Any) -> ListMatcher:
        bounds = self._documents.container[f"{fieldname}.vector-offsets"]
        data = self._documents.container[f"{fieldname}.vectors"][int(bounds[docnum]) : int(bounds[docnum + 1])]
        ids, weights, values = decode_value(data.tobytes())
        return ListMatcher(ids, weights, values, format_)

    def _added_column(self, fieldname: str) -> str:
        """The file in which `whoosh.sorting.add_sortable` puts a column that it adds to a segment."""
        return str(W3Codec.column_filename(self._segment, fieldname))

    def _read_added_column(self, fieldname: str) -> bytes:
        file = self._storage.open_file(self._added_column(fieldname))
        try:
            return bytes(file.read())
        finally:
            file.close()

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        fields: dict[str, Any] = decode_value(self._documents.stored[docnum])
        return fields
