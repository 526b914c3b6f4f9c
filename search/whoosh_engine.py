"""The Whoosh engine: answers from the arrays of one generation, and follows the archive.

The archive is a Whoosh index, which Whoosh itself can open; this engine reads the arrays of the
codec (`index.codec`) without it, as Whoosh's searchers are not safe to share between threads and
prune wrongly. Matching and scoring are ours (`search.matching.evaluate`).
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, MutableMapping, Sequence
from copy import copy
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path

import numpy as np
from msgspec import structs

from index.article import Article
from index.codec.postings import read_documents
from index.codec.seeking import read_positions_of
from index.errors import EngineError
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.naming import lasting_names
from index.schema import DEFAULT_FIELDS
from index.versions.history import History
from index.withdrawals import Withdrawal
from search.answer import answer, read_article, read_status
from search.arrays import Int32s
from search.hiding import NOTHING_HIDDEN, Clock, Hidden, HiddenFinder
from search.kernels.fields import read_fields, read_fields_among
from search.kernels.phrases import read_phrase_fields
from search.matching.postings import NO_PLACES, Breadths, Places
from search.matching.standing import NOWHERE, Occurrences, Standing
from search.model import MarkedArticle, SearchRequest, SearchResponse, Status
from search.query.tree import Word
from search.recent import RecentArticles
from search.results.copies import earliest_seen
from search.spelling.suggest import Speller
from search.tables import Tables
from search.whoosh_terms import (
    CACHED_FREQUENCIES,
    NO_RECORD,
    count_seen,
    find_words_like,
    find_words_near,
    read_speller,
    readers_of,
    record_in,
    records_of,
)

_log = logging.getLogger(__name__)

_CACHED_PATTERNS = 64
_CACHED_TERMS = 1 << 14
_SEARCHED = frozenset(DEFAULT_FIELDS)


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
            self._snapshot = self._archive.use_current(WhooshSnapshot)
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
        self.token_spans = self.generation.segment.token_spans
        self.records_and_spans = self.generation.segment.records_and_spans
        self.breadths: MutableMapping[Word, int] = Breadths()
        readers = readers_of(self.generation)
        self.fields_with_words = tuple(reader.name for reader in readers)
        self.tables = Tables(self.columns, self.fields_with_words)
        self._postings = self.generation.segment.postings
        self._recent = RecentArticles(self.generation.articles)
        self._found = lru_cache(_CACHED_TERMS)(partial(records_of, readers))
        self._found_elsewhere = lru_cache(_CACHED_TERMS)(partial(record_in, self.generation))
        self._whole_speller = lru_cache(1)(partial(read_speller, self.generation))
        self.words_like = lru_cache(_CACHED_PATTERNS)(partial(find_words_like, self.generation, self.tables))
        self.words_near = lru_cache(_CACHED_PATTERNS)(
            partial(find_words_near, self.generation, self.tables, self._whole_speller)
        )
        self._seen_in: Callable[[str], int] = partial(count_seen, self.generation, NOTHING_HIDDEN)

    def hiding(self, hidden: Hidden) -> WhooshSnapshot:
        """The same with other documents hidden; everything worked out of the generation is shared."""
        other = copy(self)
        other.hidden = hidden
        other._seen_in = lru_cache(CACHED_FREQUENCIES)(partial(count_seen, self.generation, hidden))
        return other

    @property
    def size(self) -> int:
        return self.generation.size

    def article(self, document: int) -> Article:
        """A stored article, without its relations to what is hidden; that does not name its story either."""
        return self.articles((document,))[0]

    def articles(self, documents: Sequence[int]) -> list[Article]:
        """The stored articles of some documents, as `article` gives each."""
        held = self._recent.read(documents)
        return list(map(self._as_seen, documents, held)) if self.hidden.ids else held

    def document_named(self, name: str) -> int | None:
        """The newest document with this id, URL or source's own id of those that are not hidden."""
        return next((one for one in self.generation.documents_named(name) if not self.hidden.hides(one)), None)

    def document_telling(self, name: str) -> int | None:
        """As `document_named`, or one that was withdrawn; not one that waits for its date, whose name tells nothing."""
        dated = [one for one in self.generation.documents_named(name) if one >= self.hidden.first]
        return next((one for one in dated if not self.hidden.hides(one)), dated[0] if dated else None)

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

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Where a stemmed term stands; empty where it stands nowhere."""
        record = self._record(field, term)
        return NOWHERE if record == NO_RECORD else Occurrences(*read_documents(*self._postings, record))

    def standing(self, fields: tuple[str, ...], terms: Sequence[str], whole: str = "") -> Standing:
        """Where stemmed terms stand side by side in some fields, or one that they are where they are written as one."""
        bits = self.tables.bits()
        if len(terms) == 1:
            records = np.array(self._records(fields, terms[0]), np.int64)
            return Standing(fields, *read_fields(*self._postings, records, bits))
        table = np.array([self._records(fields, term) for term in (*terms, whole)], np.int64)
        return Standing(fields, *read_phrase_fields(*self._postings, table, bits))

    def standing_among(self, fields: tuple[str, ...], term: str, docs: Int32s) -> Standing:
        """Where a stemmed term stands of some documents."""
        records = np.array(self._records(fields, term), np.int64)
        return Standing(fields, *read_fields_among(*self._postings, records, docs, self.tables.bits()))

    def places(self, field: str, term: str, rows: Int32s) -> Places:
        """Where a term stands in some of its documents."""
        record = self._record(field, term)
        return NO_PLACES if record == NO_RECORD else Places(*read_positions_of(*self._postings, record, rows))

    def records(self, fields: Sequence[str], term: str) -> list[int]:
        """The record of a stemmed term in each of some fields, `NO_RECORD` where it stands nowhere."""
        if _SEARCHED.issuperset(fields):  # as nearly all are, which are looked up together
            found = self._found(term)
            return [found.get(field, NO_RECORD) for field in fields]
        return [self._record(field, term) for field in fields]

    def _as_seen(self, document: int, article: Article) -> Article:
        article = _without_relations(article, self.hidden.ids)
        if article.story not in self.hidden.ids:
            return article
        first = earliest_seen(self.tables.copies_of(document), self.tables, self.hidden)
        return structs.replace(article, story="" if first is None else self.columns.id_of(first))

    def _record(self, field: str, term: str) -> int:
        """The record of a term in a field, `NO_RECORD` where it stands nowhere."""
        return self._found(term).get(field, NO_RECORD) if field in _SEARCHED else self._found_elsewhere(field, term)

    def _records(self, fields: tuple[str, ...], term: str) -> list[int]:
        """The record of a term, if it is one, in each of some fields; for no fields that of nothing."""
        return (self.records(fields, term) if term else [NO_RECORD] * len(fields)) or [NO_RECORD]

    @property
    def speller(self) -> Speller:
        """Corrects spelling by the words of the fields searched by default, as far as they are not hidden."""
        whole = self._whole_speller()
        return whole.counting(self._seen_in) if self.hidden.key else whole


def _without_relations(article: Article, hidden: Collection[str]) -> Article:
    kept = tuple(other for other in article.related if other not in hidden)
    return article if len(kept) == len(article.related) else structs.replace(article, related=kept)


def _identity(path: str) -> tuple[int, int] | None:
    """Changes whenever the file is replaced; None while it is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - asked before every answer, and a Path takes ten times as long
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
