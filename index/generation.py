"""One generation, opened: its segment, its columns, its manifest, its stored articles.

In: the folder of a generation (see `index.archive`). Out: arrays and articles, straight from
mapped files; Whoosh and its pickles are not touched. Nothing in it changes, so threads may share
it. Not for choosing a generation, nor for searching one.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from index.archive import read_manifest
from index.article import Article
from index.codec.names import DOCUMENTS_EXTENSION, NAME_FIELD, STORED_FIELD, TERMS_EXTENSION, word_field
from index.codec.segment import FieldReader, Segment
from index.codec.values import decode_bytes_under
from index.columns import ColumnReader
from index.errors import EngineUnavailable, IndexIncompatible
from index.stored import decode_article

__all__ = ["Generation", "word_field"]

_CONTENTS_EXTENSION = ".toc"
_decode_stored = decode_bytes_under(STORED_FIELD)


class Generation:
    """A generation's files, mapped."""

    def __init__(self, folder: Path) -> None:
        """Open a generation. Raises IndexIncompatible where it is of another version or damaged."""
        self.folder = folder
        self.manifest = read_manifest(folder)
        _check_files(folder, self.manifest["files"])
        self.segment = Segment.open(
            _one_file(folder, self.manifest, TERMS_EXTENSION), _one_file(folder, self.manifest, DOCUMENTS_EXTENSION)
        )
        self.columns = ColumnReader(folder, self.segment)

    @property
    def size(self) -> int:
        """The number of documents."""
        return self.segment.size

    def field(self, name: str) -> FieldReader:
        """An indexed field. Raises KeyError where there is none of this name."""
        return self.segment.fields[name]

    def article(self, document: int) -> Article:
        """A stored article. Raises EngineUnavailable where its bytes are damaged."""
        try:
            return decode_article(self.record(document))
        except ValueError as error:
            raise EngineUnavailable(f"{self.folder} cannot be read ({error}). Run: backfile verify") from error

    def record(self, document: int) -> bytes:
        """A stored article as `index.stored` encoded it. Raises ValueError where its bytes are damaged."""
        return _decode_stored(self.segment.stored[document])

    def documents_named(self, name: str) -> list[int]:
        """The documents with this id, URL or source's own id, newest first."""
        field = self.segment.fields[NAME_FIELD]
        try:
            docs, _ = field.documents(field.find(name.encode(errors="replace")))
        except KeyError:
            return []
        return list(map(int, docs))


def _one_file(folder: Path, manifest: dict[str, Any], extension: str) -> Path:
    found: list[str] = [name for name in manifest["files"] if name.endswith(extension)]
    if len(found) != 1:
        raise IndexIncompatible(f"{folder} holds {len(found)} {extension} files instead of one; rebuild the archive.")
    return folder / found[0]


def _check_files(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """Every file is there and as long as it was; the one with pickles in it, Whoosh's own, is what was written."""
    for name, told in files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise IndexIncompatible(f"{folder / name} is missing. Run: backfile rollback") from error
        whole = size == told["bytes"]
        if whole and name.endswith(_CONTENTS_EXTENSION):
            digest = hashlib.blake2b((folder / name).read_bytes(), digest_size=16)
            whole = digest.hexdigest() == told["blake2b"]
        if not whole:
            raise IndexIncompatible(f"{folder / name} is damaged. Run: backfile rollback, or rebuild the archive.")
