"""The Whoosh engine: reads one generation's postings into arrays, and follows the archive.

The only room of `search` that knows Whoosh, and of Whoosh it uses only postings, the lexicon and
stored fields: its searchers are not safe to share between threads, prune wrongly and quantise
lengths, so matching and scoring are ours (`search.evaluate`).
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh.reading import TermNotFound

from index.archive import Archive, read_manifest
from index.article import Article
from index.columns import NO_VALUE, ColumnReader
from index.errors import EngineError, EngineUnavailable, IndexIncompatible
from index.schema import DEFAULT_FIELDS
from index.stored import decode_article
from index.writer import NAME_FIELD, STORED_FIELD, word_field
from search.answer import answer, read_article, read_status
from search.evaluate import Bools, Int32s, Int64s, Postings
from search.model import MarkedArticle, SearchRequest, SearchResponse, Status
from search.suggest import Speller
from search.wildcard import matching_words

_log = logging.getLogger(__name__)

_CACHED_TERMS = 4096
_CACHED_PATTERNS = 256


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of an archive with their frequencies, sorted."""

    frequencies: dict[str, int]

    def frequency(self, word: str) -> int:
        return self.frequencies.get(word, 0)

    def words(self) -> Sequence[str]:
        return tuple(self.frequencies)


class WhooshEngine:
    """Answers from the generation that the archive names; a new one is taken up by the next request."""

    def __init__(self, path: Path) -> None:
        self._archive = Archive(path)
        self._opening = threading.Lock()
        self._snapshot: WhooshSnapshot | None = None
        self._seen: tuple[int, int] | None = None

    def search(self, request: SearchRequest) -> SearchResponse:
        return answer(request, self._latest())

    def article(self, name: str, text: str = "") -> MarkedArticle:
        return read_article(name, text, self._latest())

    def status(self) -> Status:
        return read_status(self._latest())

    def close(self) -> None:
        self._snapshot = None

    def _latest(self) -> WhooshSnapshot:
        """The current generation's snapshot. Requests on an older one end undisturbed: each holds its own."""
        seen = _identity(self._archive.path / "CURRENT")
        snapshot = self._snapshot
        if snapshot is not None and (seen == self._seen or seen is None):
            return snapshot
        if not self._opening.acquire(blocking=snapshot is None):
            return snapshot or self._latest()  # somebody is opening the new one; this request need not wait
        try:
            if self._snapshot is None or seen != self._seen:
                self._take_up(seen)
            return self._snapshot or self._latest()
        finally:
            self._opening.release()

    def _take_up(self, seen: tuple[int, int] | None) -> None:
        try:
            self._snapshot = WhooshSnapshot(self._archive.current())
        except EngineError:
            if self._snapshot is None:
                raise
            _log.exception("The new generation cannot be opened; serving the one before.")
        self._seen = seen


class WhooshSnapshot:
    """One generation, opened. Nothing in it changes; its files close with the last request that uses it."""

    def __init__(self, folder: Path) -> None:
        """Open a generation. Raises IndexIncompatible where it is of another version or damaged."""
        self.manifest = read_manifest(folder)
        self.name = folder.name
        self.columns = ColumnReader(folder)
        self._reader = _Reader(folder)
        weakref.finalize(self, self._reader.close)
        if self._reader.size != self.size:
            raise IndexIncompatible(f"The columns of {folder} do not fit its index; rebuild the archive.")
        self.article = self._reader.article
        self.document_named = self._reader.document_named
        self.postings = lru_cache(_CACHED_TERMS)(self._reader.postings)
        self.words_like = lru_cache(_CACHED_PATTERNS)(self._reader.words_like)

    @property
    def size(self) -> int:
        return len(self.columns)

    def numbers(self, field: str) -> tuple[Int64s, Bools]:
        values = self.columns.numbers[field]
        return values, values != NO_VALUE

    def lengths(self, field: str) -> Int32s:
        return self.columns.lengths[field]

    @cached_property
    def speller(self) -> Speller:
        """Corrects spelling by the words of the fields searched by default."""
        words: Counter[str] = Counter()
        for field in DEFAULT_FIELDS:
            for word, frequency in self._reader.words(field).items():
                words[word] = max(words[word], frequency)
        return Speller(_Vocabulary(dict(sorted(words.items()))))


class _Reader:
    """Whoosh's reader of one generation. Its file cursors are shared, so every use of it takes a lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._words: dict[str, dict[str, int]] = {}
        try:
            self._whoosh = whoosh_index.open_dir(folder).reader()
        except Exception as error:  # whatever Whoosh and the pickles inside it raise for damaged files
            raise IndexIncompatible(f"{folder} cannot be opened ({error}); rebuild the archive.") from error
        self.size: int = self._whoosh.doc_count_all()

    def article(self, document: int) -> Article:
        with self._reading() as whoosh:
            return decode_article(whoosh.stored_fields(document)[STORED_FIELD])

    def document_named(self, name: str) -> int | None:
        """The document with this id, URL or source's own id; the newest where several share it."""
        with self._reading() as whoosh:
            return next((document for document, *_ in _postings_of(whoosh, NAME_FIELD, name)), None)

    def postings(self, field: str, term: str) -> Postings:
        with self._reading() as whoosh:
            found = list(_postings_of(whoosh, field, term, "positions"))
        offsets = np.zeros(len(found) + 1, dtype=np.int64)
        np.cumsum([len(positions) for _, _, positions in found], out=offsets[1:])
        positions = [position for _, _, positions in found for position in positions]
        docs = [document for document, _, _ in found]
        return Postings(np.array(docs, dtype=np.int32), offsets, np.array(positions, dtype=np.int32))

    def words_like(self, field: str, pattern: str) -> tuple[Int32s, Int64s]:
        words = matching_words(tuple(self.words(field)), pattern)
        found: Counter[int] = Counter()
        with self._reading() as whoosh:
            for word in words:
                for document, frequency, _ in _postings_of(whoosh, word_field(field), word):
                    found[document] += int(frequency)
        pairs = np.array(sorted(found.items()), dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0].astype(np.int32), pairs[:, 1]

    def words(self, field: str) -> dict[str, int]:
        """The words of a field as written, sorted, each with the number of documents that hold it."""
        if field not in self._words:
            with self._reading() as whoosh:
                terms = whoosh.iter_field(word_field(field))
                found = {word.decode(): int(info.doc_frequency()) for word, info in terms}
            self._words[field] = dict(sorted(found.items()))
        return self._words[field]

    def close(self) -> None:
        with self._lock:
            self._whoosh.close()

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """Whoosh's reader, to this thread alone; what it raises becomes an error of ours."""
        with self._lock:
            try:
                yield self._whoosh
            except Exception as error:  # whatever Whoosh raises for files that were damaged under it
                raise EngineUnavailable(f"{self._folder} cannot be read ({error}).") from error


def _postings_of(whoosh: Any, field: str, term: str, value: str = "") -> Iterator[tuple[int, float, Sequence[int]]]:
    """Each document that holds a term, with its frequency and, if asked for, its positions."""
    try:
        matcher = whoosh.postings(field, term.encode(errors="replace"))
    except TermNotFound:
        return
    while matcher.is_active():
        yield matcher.id(), matcher.weight(), matcher.value_as(value) if value else ()
        matcher.next()


def _identity(path: Path) -> tuple[int, int] | None:
    """Changes whenever the file is replaced; None while it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
