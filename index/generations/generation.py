"""One generation, opened: its segment, its columns, its manifest, its stored articles.

In: the folder of a generation (see `index.generations.archive`). Out: arrays and articles, straight from
mapped files; Whoosh and its pickles are not touched. Nothing in it changes, so threads may share
it. Not for choosing a generation, nor for searching one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.article import Article
from index.codec.names import DOCUMENTS_EXTENSION, NAME_FIELD, RELATED_FIELD, STORED_FIELD, TERMS_EXTENSION, word_field
from index.codec.segment import FieldReader, Segment
from index.codec.values import decode_bytes_under
from index.errors import EngineUnavailable, IndexIncompatible
from index.generations.columns import COLUMNS_FILE, ColumnReader
from index.generations.fingerprints import Fingerprint, fingerprint
from index.generations.manifest import read_manifest
from index.generations.stored import decode_article
from index.naming import indexed_form
from index.versions.file import VERSIONS_FILE, VersionsReader
from index.versions.history import NO_HISTORY, History

__all__ = ["Generation", "word_field"]

_CONTENTS_EXTENSION = ".toc"  # Whoosh's own, with pickles in it
_HASHED = (_CONTENTS_EXTENSION, COLUMNS_FILE)
_decode_stored = decode_bytes_under(STORED_FIELD)


class Generation:
    """A generation's files, mapped."""

    def __init__(self, folder: Path, *, published: bool = True) -> None:
        """Open a generation; one that is not `published` yet has no manifest, and is taken as it is.

        Raises IndexIncompatible where it is of another version or damaged.
        """
        self.folder = folder
        self.manifest = read_manifest(folder) if published else {"files": {path.name: {} for path in folder.iterdir()}}
        if published:
            _check_files(folder, self.manifest["files"])
        self.segment = Segment.open(
            _one_file(folder, self.manifest, TERMS_EXTENSION), _one_file(folder, self.manifest, DOCUMENTS_EXTENSION)
        )
        self.columns = ColumnReader(folder, self.segment)
        self._versions = VersionsReader(folder) if VERSIONS_FILE in self.manifest["files"] else None

    def terms_file(self) -> tuple[Path, Fingerprint]:
        """The file of terms, and what the manifest says of it."""
        path = _one_file(self.folder, self.manifest, TERMS_EXTENSION)
        return path, self.manifest["files"][path.name]

    @property
    def size(self) -> int:
        """The number of documents."""
        return self.segment.size

    def field(self, name: str) -> FieldReader:
        """An indexed field. Raises KeyError where there is none of this name."""
        return self.segment.fields[name]

    def article(self, document: int) -> Article:
        """A stored article. Raises EngineUnavailable where its bytes are damaged."""
        return self.articles((document,))[0]

    def articles(self, documents: Sequence[int]) -> list[Article]:
        """The stored articles of some documents. Raises EngineUnavailable where the bytes of one are damaged."""
        try:
            return list(map(decode_article, self.records(documents)))
        except ValueError as error:
            raise EngineUnavailable(f"{self.folder} cannot be read ({error}). Run: backfile verify") from error

    def history(self, id_: str) -> History:
        """What is kept beside an article. Raises EngineUnavailable where its bytes are damaged."""
        if self._versions is None:
            return NO_HISTORY
        try:
            return self._versions.history_of(id_)
        except ValueError as error:
            raise EngineUnavailable(f"{self.folder} cannot be read ({error}). Run: backfile verify") from error

    def records(self, documents: Sequence[int]) -> list[bytes]:
        """Stored articles as `index.generations.stored` encoded them.

        Raises ValueError where the bytes of one are damaged.
        """
        return [_decode_stored(record) for record in self.segment.stored.read(documents)]

    def documents_named(self, name: str) -> list[int]:
        """The documents with this id, URL or source's own id, newest first."""
        return self._documents(NAME_FIELD, indexed_form(name))

    def documents_relating_to(self, id_: str) -> list[int]:
        """The documents that relate to an article, newest first."""
        return self._documents(RELATED_FIELD, id_)

    def _documents(self, name: str, value: str) -> list[int]:
        try:
            field = self.segment.fields[name]
            docs, _ = field.documents(field.find(value.encode(errors="replace")))
        except KeyError:  # no such value, or an older generation without such a field
            return []
        return list(map(int, docs))


def _one_file(folder: Path, manifest: dict[str, Any], extension: str) -> Path:
    found: list[str] = [name for name in manifest["files"] if name.endswith(extension)]
    if len(found) != 1:
        raise IndexIncompatible(f"{folder} holds {len(found)} {extension} files instead of one; rebuild the archive.")
    return folder / found[0]


def _check_files(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """Every file is there and as long as it was; that of the columns and Whoosh's own are what was written.

    Every answer is made of the columns, and few of all bytes are theirs; the others are hashed by `backfile verify`
    and before an archive is served.
    """
    for name, told in files.items():
        try:
            size = (folder / name).stat().st_size
        except FileNotFoundError as error:
            raise IndexIncompatible(f"{folder / name} is missing. Run: backfile rollback") from error
        except OSError as error:
            raise EngineUnavailable(f"{folder / name} cannot be read: {error.strerror}.") from error
        whole = size == told["bytes"]
        if whole and name.endswith(_HASHED):
            whole = fingerprint(folder / name) == told
        if not whole:
            raise IndexIncompatible(f"{folder / name} is damaged. Run: backfile rollback, or rebuild the archive.")
