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
from collections.abc import Callable, Collection, Iterable, MutableMapping, Sequence
from copy import copy
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path

import numpy as np
from msgspec import structs

from index.archive import Archive
from index.article import Article
from index.codec.segment import FieldReader
from index.errors import EngineError
from index.generation import Generation, word_field
from index.naming import lasting_names
from index.schema import DEFAULT_FIELDS, TEXT_FIELDS
from index.versions.history import History
from index.withdrawals import Withdrawal
from search.answer import answer, read_article, read_status
from search.arrays import Int32s, Int64s
from search.hiding import NOTHING_HIDDEN, Clock, Hidden, HiddenFinder
from search.kernels import advance
from search.model import MarkedArticle, SearchRequest, SearchResponse, Status
from search.postings import Breadths, Occurrences, Places, Runs
from search.recent import RecentArticles
from search.suggest import Speller
from search.tables import Tables
from search.tree import Word

_log = logging.getLogger(__name__)

_CACHED_PATTERNS = 64
_CACHED_TERMS = 1 << 14
_CACHED_FREQUENCIES = 1 << 12
_NOWHERE = Occurrences(np.empty(0, np.int32), np.empty(0, np.int32))
_NO_RUNS = Runs(*_NOWHERE, Places(np.zeros(1, np.int64), np.empty(0, np.int32)))


class _Vocabulary:
    """The words of an archive as they are written, with the number of articles that hold each."""

    def __init__(self, generation: Generation) -> None:
        self._everywhere = [generation.field(word_field(field.name)) for field in TEXT_FIELDS]
        readers = [generation.field(word_field(field)) for field in DEFAULT_FIELDS]
        readers = [reader for reader in readers if len(reader.terms)]
        self.frequency = lru_cache(_CACHED_FREQUENCIES)(partial(_frequency, readers))

    def words(self) -> Iterable[str]:
        return (word.decode() for word in sorted(set(chain.from_iterable(reader.terms for reader in self._everywhere))))


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

    Nothing in it changes; its files are unmapped with the last array of it in use, and so no cache of it may
    hold the snapshot itself.
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
        self.records_and_spans = self.generation.segment.records_and_spans
        self._fields = self.generation.segment.fields
        self.breadths: MutableMapping[Word, int] = Breadths()
        readers = [self.generation.field(name) for name in DEFAULT_FIELDS]
        readers = [reader for reader in readers if len(reader.terms)]
        self.fields_with_words = tuple(reader.name for reader in readers)
        self._recent = RecentArticles(self.generation.articles)
        self._numbers = lru_cache(_CACHED_TERMS)(partial(_numbers_of, readers))
        self._number_elsewhere = lru_cache(_CACHED_TERMS)(partial(_number_in, self.generation))
        self._whole_speller = lru_cache(1)(partial(_read_speller, self.generation))
        self.words_like = lru_cache(_CACHED_PATTERNS)(partial(_words_like, self.generation))
        self.words_near = lru_cache(_CACHED_PATTERNS)(partial(_words_near, self.generation, self._whole_speller))
        self._seen_in: Callable[[str], int] = partial(_count_seen, self.generation, NOTHING_HIDDEN)

    def hiding(self, hidden: Hidden) -> WhooshSnapshot:
        """The same with other documents hidden; everything worked out of the generation is shared."""
        other = copy(self)
        other.hidden = hidden
        other._seen_in = lru_cache(_CACHED_FREQUENCIES)(partial(_count_seen, self.generation, hidden))
        return other

    @property
    def size(self) -> int:
        return self.generation.size

    def article(self, document: int) -> Article:
        """A stored article, without its relations to what is hidden."""
        return self.articles((document,))[0]

    def articles(self, documents: Sequence[int]) -> list[Article]:
        """The stored articles of some documents, as `article` gives each."""
        held, hidden = self._recent.read(documents), self.hidden.ids
        return [_without_relations(one, hidden) for one in held] if hidden else held

    def document_named(self, name: str) -> int | None:
        """The newest document with this id, URL or source's own id of those that are not hidden."""
        return next((one for one in self.generation.documents_named(name) if not self.hidden.hides(one)), None)

    def history_of(self, id_: str) -> History:
        """What is kept beside an article."""
        return self.generation.history(id_)

    def documents_relating_to(self, id_: str) -> Sequence[int]:
        """The documents that relate to an article and are not hidden, newest first."""
        return [document for document in self.generation.documents_relating_to(id_) if not self.hidden.hides(document)]

    def withdrawal_of(self, name: str) -> Withdrawal | None:
        """Why nothing can be seen under a name, if that is because it was withdrawn."""
        articles = map(self.generation.article, self.generation.documents_named(name))
        names = chain((name,), (known for article in articles for known in lasting_names(article)))
        return next((self.hidden.by_name[known] for known in names if known in self.hidden.by_name), None)

    def fields_holding(self, term: str) -> Collection[str]:
        """The fields, of those searched by default and in their order, in which a stemmed term stands somewhere."""
        return self._numbers(term).keys()

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Where a stemmed term stands; empty where it stands nowhere."""
        number = self._number(field, term)
        return _NOWHERE if number is None else Occurrences(*self._fields[field].documents(number))

    def occurrences_among(self, field: str, term: str, docs: Int32s) -> Occurrences:
        """Where a stemmed term stands of some documents."""
        number = self._number(field, term)
        return _NOWHERE if number is None else Occurrences(*self._fields[field].documents_among(number, docs))

    def places(self, field: str, term: str, rows: Int32s) -> Places:
        """Where a term stands in some of its documents."""
        number = self._number(field, term)
        return _NO_RUNS.starts if number is None else Places(*self._fields[field].positions_of(number, rows))

    def runs(self, field: str, terms: Sequence[str]) -> Runs:
        """Where stemmed terms stand side by side; empty where they nowhere do."""
        numbers = self._numbers_of_all(field, terms)
        if not numbers:
            return _NO_RUNS
        docs, frequencies, bounds, starts = self._fields[field].phrases(numbers)
        return Runs(docs, frequencies, Places(bounds, starts))

    def records(self, field: str, terms: Sequence[str]) -> list[int]:
        """The records of stemmed terms; none where one of them stands nowhere."""
        offsets = self._fields[field].offsets
        return [int(offsets[number]) for number in self._numbers_of_all(field, terms)]

    def _numbers_of_all(self, field: str, terms: Sequence[str]) -> list[int]:
        """The numbers of some terms in a field, none where one of them stands nowhere."""
        numbers = [self._number(field, term) for term in terms]
        held = [number for number in numbers if number is not None]
        return held if len(held) == len(numbers) else []

    def _number(self, field: str, term: str) -> int | None:
        """The number of a term in a field, None where it stands nowhere."""
        return self._numbers(term).get(field) if field in DEFAULT_FIELDS else self._number_elsewhere(field, term)

    @property
    def speller(self) -> Speller:
        """Corrects spelling by the words of the fields searched by default, as far as they are not hidden."""
        whole = self._whole_speller()
        return whole.counting(self._seen_in) if self.hidden.key else whole


def _without_relations(article: Article, hidden: Collection[str]) -> Article:
    kept = tuple(other for other in article.related if other not in hidden)
    return article if len(kept) == len(article.related) else structs.replace(article, related=kept)


def _number_in(generation: Generation, field: str, term: str) -> int | None:
    return generation.field(field).terms.number_of(_as_bytes(term))


def _numbers_of(readers: Sequence[FieldReader], term: str) -> dict[str, int]:
    """The number of a term in each of these fields that holds it: common words are asked for again and again."""
    encoded, found = _as_bytes(term), {}
    for reader in readers:
        number = reader.terms.number_of(encoded)
        if number is not None:
            found[reader.name] = number
    return found


def _read_speller(generation: Generation) -> Speller:
    return Speller(_Vocabulary(generation))


def _frequency(readers: Sequence[FieldReader], word: str) -> int:
    """In how many articles a word stands in the field that most have it in."""
    encoded, most = _as_bytes(word), 0
    for reader in readers:
        number = reader.terms.number_of(encoded)
        if number is not None:
            most = max(most, reader.document_frequency(number))
    return most


def _count_seen(generation: Generation, hidden: Hidden, word: str) -> int:
    """In how many documents that are not hidden a word stands, in the field where it does most."""
    readers = (generation.field(word_field(field)) for field in DEFAULT_FIELDS)
    return max(_count_in_field(word, reader, hidden) for reader in readers)


def _count_in_field(word: str, reader: FieldReader, hidden: Hidden) -> int:
    number = reader.terms.number_of(_as_bytes(word))
    if number is None:
        return 0
    docs, _ = reader.documents(number)
    return len(hidden.leave_out(docs[advance(docs, 0, hidden.first) :]))


def _words_like(generation: Generation, field: str, pattern: str) -> Occurrences:
    reader = generation.field(word_field(field))
    return _documents_of_all(reader, reader.terms.fitting(_as_bytes(pattern)), generation.size)


def _words_near(
    generation: Generation, speller: Callable[[], Speller], field: str, word: str, slips: int
) -> Occurrences:
    reader = generation.field(word_field(field))
    numbers = (reader.terms.number_of(_as_bytes(other)) for _, other in speller().lexicon.within(word, slips))
    held = np.array(sorted(number for number in numbers if number is not None), np.int64)
    return _documents_of_all(reader, held, generation.size)


def _documents_of_all(reader: FieldReader, numbers: Int64s, size: int) -> Occurrences:
    return Occurrences(*reader.documents_of_all(numbers, size)) if len(numbers) else _NOWHERE


def _as_bytes(term: str) -> bytes:
    return term.encode(errors="replace")


def _identity(path: str) -> tuple[int, int] | None:
    """Changes whenever the file is replaced; None while it is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - asked before every answer, and a Path takes ten times as long
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
