"""The Whoosh engine: answers from the arrays of one generation, and follows the archive.

The archive is a Whoosh index, which Whoosh itself can open; this engine reads the arrays of the
codec (`index.codec`) without it, as Whoosh's searchers are not safe to share between threads and
prune wrongly. Matching and scoring are ours (`search.evaluate`).
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Collection, Iterable
from copy import copy
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from msgspec import structs

from index.archive import Archive
from index.article import Article
from index.codec.segment import FieldReader
from index.errors import EngineError
from index.generation import Generation, word_field
from index.schema import DEFAULT_FIELDS, TEXT_FIELDS
from index.withdrawals import Withdrawal
from index.withdrawing import lasting_names
from search.answer import answer, read_article, read_status
from search.arrays import Int32s, Int64s
from search.hiding import NOTHING_HIDDEN, Clock, Hidden, HiddenFinder
from search.model import MarkedArticle, SearchRequest, SearchResponse, Status
from search.postings import Occurrences, Places
from search.suggest import Speller
from search.tables import Tables

_log = logging.getLogger(__name__)

_CACHED_PATTERNS = 64
_CACHED_TERMS = 1 << 14
_CACHED_FREQUENCIES = 1 << 12
_NOWHERE = Occurrences(np.empty(0, np.int32), np.empty(0, np.int32))


class _Vocabulary:
    """The words of an archive as they are written, with the number of articles that hold each."""

    def __init__(self, generation: Generation) -> None:
        self._everywhere = [generation.field(word_field(field.name)) for field in TEXT_FIELDS]
        self._readers = [generation.field(word_field(field)) for field in DEFAULT_FIELDS]
        self.frequency = lru_cache(_CACHED_FREQUENCIES)(self._frequency)

    def words(self) -> Iterable[str]:
        return (word.decode() for word in sorted(set(chain.from_iterable(reader.terms for reader in self._everywhere))))

    def _frequency(self, word: str) -> int:
        """In how many articles a word stands in the field that most have it in."""
        return max(map(self._frequency_in, self._readers, repeat(_as_bytes(word))))

    def _frequency_in(self, reader: FieldReader, word: bytes) -> int:
        number = reader.terms.number_of(word)
        return 0 if number is None else reader.document_frequency(number)


class WhooshEngine:
    """Answers from the generation that the archive names; a new one is taken up by the next request.

    So is a withdrawal: what is hidden is looked up before every answer.
    """

    def __init__(self, path: Path, clock: Clock = time.time_ns) -> None:
        self._archive = Archive(path)
        self._finder = HiddenFinder(path, clock)
        self._current = os.fspath(self._archive.path / "CURRENT")
        self._opening = threading.Lock()
        self._snapshot: WhooshSnapshot | None = None
        self._view: WhooshSnapshot | None = None
        self._seen: tuple[int, int] | None = None

    def search(self, request: SearchRequest) -> SearchResponse:
        return answer(request, self._visible())

    def article(self, name: str, text: str = "") -> MarkedArticle:
        return read_article(name, text, self._visible())

    def status(self) -> Status:
        return read_status(self._visible())

    def close(self) -> None:
        self._snapshot = self._view = None
        self._finder.forget()

    def _visible(self) -> WhooshSnapshot:
        """The current generation as far as anybody may see it now."""
        snapshot, view = self._latest(), self._view
        hidden = self._finder.hidden_of(snapshot.generation)
        if view is None or view.hidden is not hidden or view.generation is not snapshot.generation:
            self._view = view = snapshot.hiding(hidden)
        return view

    def _latest(self) -> WhooshSnapshot:
        """The current generation's snapshot. Requests on an older one end undisturbed: each holds its own."""
        seen = _identity(self._current)
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
    """One generation, opened, and what of it is hidden: it matches all documents, and lets none of those be named.

    Nothing in it changes; its files are unmapped with the last array of it in use.
    """

    def __init__(self, folder: Path) -> None:
        """Open a generation. Raises IndexIncompatible where it is of another version or damaged."""
        self.generation = Generation(folder)
        self.manifest = self.generation.manifest
        self.name = folder.name
        self.hidden = NOTHING_HIDDEN
        self.columns = self.generation.columns
        self.tables = Tables(self.columns)
        self.token_spans = self.generation.segment.token_spans
        self.runs_of_words = self.generation.segment.runs_of_words
        self._readers = [self.generation.field(field.name) for field in TEXT_FIELDS]
        self._numbers = lru_cache(_CACHED_TERMS)(self._numbers_of)
        self.words_like = lru_cache(_CACHED_PATTERNS)(self._words_like)
        self.words_near = lru_cache(_CACHED_PATTERNS)(self._words_near)
        self._whole_speller = lru_cache(1)(self._read_speller)
        self._seen_in = self._count_seen

    def hiding(self, hidden: Hidden) -> WhooshSnapshot:
        """The same with other documents hidden; everything worked out of the generation is shared."""
        other = copy(self)
        other.hidden = hidden
        other._seen_in = lru_cache(_CACHED_FREQUENCIES)(other._count_seen)
        return other

    @property
    def size(self) -> int:
        return self.generation.size

    def article(self, document: int) -> Article:
        """A stored article, without its relations to what is hidden."""
        held = self.generation.article(document)
        if self.hidden.ids.isdisjoint(held.related):
            return held
        return structs.replace(held, related=tuple(other for other in held.related if other not in self.hidden.ids))

    def document_named(self, name: str) -> int | None:
        """The newest document with this id, URL or source's own id of those that are not hidden."""
        return next((one for one in self.generation.documents_named(name) if not self.hidden.hides(one)), None)

    def withdrawal_of(self, name: str) -> Withdrawal | None:
        """Why nothing can be seen under a name, if that is because it was withdrawn."""
        articles = map(self.generation.article, self.generation.documents_named(name))
        names = chain((name,), (known for article in articles for known in lasting_names(article)))
        return next((self.hidden.by_name[known] for known in names if known in self.hidden.by_name), None)

    def fields_holding(self, term: str) -> Collection[str]:
        """The fields in which a stemmed term stands somewhere."""
        return self._numbers(term).keys()

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Where a stemmed term stands; empty where it stands nowhere."""
        number = self._numbers(term).get(field)
        return _NOWHERE if number is None else Occurrences(*self.generation.field(field).documents(number))

    def places(self, field: str, term: str, frequencies: Int32s, rows: Int32s) -> Places:
        """Where a term stands in some of its documents."""
        number = self._numbers(term).get(field)
        if number is None:
            return Places(np.zeros(1, np.int64), np.empty(0, np.int32))
        return Places(*self.generation.field(field).positions_of(number, frequencies, rows))

    def _numbers_of(self, term: str) -> dict[str, int]:
        """The number of a term in each field that holds it: common words are asked for again and again."""
        encoded = _as_bytes(term)
        found = ((reader.name, reader.terms.number_of(encoded)) for reader in self._readers if len(reader.terms))
        return {name: number for name, number in found if number is not None}

    def term_spans(self, field: str, term: str, found: Occurrences, wanted: Int32s) -> Int32s:
        """Where a term that was `found` in a field stands in the texts of the wanted documents, in characters."""
        return self.generation.segment.term_spans(field, self._numbers(term)[field], *found, wanted)

    @property
    def speller(self) -> Speller:
        """Corrects spelling by the words of the fields searched by default, as far as they are not hidden."""
        whole = self._whole_speller()
        return whole.counting(self._seen_in) if self.hidden.key else whole

    def _read_speller(self) -> Speller:
        return Speller(_Vocabulary(self.generation))

    def _count_seen(self, word: str) -> int:
        """In how many documents that are not hidden a word stands, in the field where it does most."""
        return max(self._count_in_field(word, self.generation.field(word_field(field))) for field in DEFAULT_FIELDS)

    def _count_in_field(self, word: str, reader: FieldReader) -> int:
        number = reader.terms.number_of(_as_bytes(word))
        if number is None:
            return 0
        docs, _ = reader.documents(number)
        return len(self.hidden.leave_out(docs[np.searchsorted(docs, self.hidden.first) :]))

    def _words_like(self, field: str, pattern: str) -> Occurrences:
        reader = self.generation.field(word_field(field))
        return self._documents_of_all(reader, reader.terms.fitting(_as_bytes(pattern)))

    def _words_near(self, field: str, word: str, slips: int) -> Occurrences:
        reader = self.generation.field(word_field(field))
        numbers = (
            reader.terms.number_of(_as_bytes(other)) for _, other in self._whole_speller().lexicon.within(word, slips)
        )
        held = np.array(sorted(number for number in numbers if number is not None), np.int64)
        return self._documents_of_all(reader, held)

    def _documents_of_all(self, reader: FieldReader, numbers: Int64s) -> Occurrences:
        return Occurrences(*reader.documents_of_all(numbers, self.size)) if len(numbers) else _NOWHERE


def _as_bytes(term: str) -> bytes:
    return term.encode(errors="replace")


def _identity(path: str) -> tuple[int, int] | None:
    """Changes whenever the file is replaced; None while it is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - asked before every answer, and a Path takes ten times as long
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
