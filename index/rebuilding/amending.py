"""A change of files, and what it makes of the generation being served: what of it stays, and all that is to be written.

The walk of a rebuild where little has changed: files -> records affected -> articles -> stories -> what they said
before -> accounts. It gives what a rebuild of everything would (`tests/index/rebuilding/test_rebuild_amended.py`), and
gives up where that is no more work. Not for writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import structs

from index.article import Article
from index.checked_file import Read, read_checked
from index.generations.fingerprints import Fingerprints
from index.generations.revision import Base, amend
from index.generations.writer import write_revision
from index.ledger.accounts import Gone
from index.ledger.affected import Affected, put_affected_together
from index.ledger.books import Books, contents_of, load_books
from index.ledger.harvest import Harvest
from index.ledger.ledger import Ledger
from index.ledger.ragged import Int64s
from index.rebuilding.clock import Clock
from index.rebuilding.making import Made, OnArticle, account
from index.rebuilding.report import StoryCount
from index.rebuilding.work import BOOKS, STORIES
from index.record import Record
from index.records.cache import Entry
from index.records.outcome import Outcome
from index.stories.grouping import amend_stories
from index.stories.memory import StoryMemory, load_memory
from index.versions.carrying import carry_over
from index.versions.file import VersionsReader, write_versions
from index.versions.served import Served

_WORTH_IT = 1 / 8
"""Of all records; where more are affected, everything is put together in the same time."""


class Kept(Protocol):
    """What is kept of files; what is damaged is None."""

    def outcomes_of(self, entry: Entry) -> Iterable[Outcome] | None:
        """What a file became."""
        ...

    def records_of(self, entry: Entry, ordinals: Collection[int]) -> Mapping[int, Record] | None:
        """Some records of a file by their numbers in it."""
        ...


class NotAmendable(Exception):
    """What is kept of the last rebuild is damaged, or so much is new that little of it would stay."""


@dataclass(frozen=True, slots=True)
class LastRebuild:
    """What it left: the generation being served, what its articles said before, and what is kept beside them."""

    base: Base
    versions: VersionsReader
    books: Books
    memory: StoryMemory

    def article_of(self, id_: str) -> Article:
        """A served article."""
        return self.base.generation.article(self.base.generation.columns.numbers_of({id_})[id_])

    def told_before(self, ids: Set[str]) -> Served:
        """What some of the articles said, and have said before. Raises NotAmendable where that is damaged."""
        reads = {id_: read for id_ in ids if (read := self.versions.read_of(id_)) is not None}
        try:
            return Served(reads, {id_: self.versions.history_of(id_) for id_ in reads}, self.article_of)
        except ValueError as error:
            raise NotAmendable from error


def open_last(
    base: Base | None, kept_in: Path, stamp: str, books_stamp: str, read: Read = read_checked
) -> LastRebuild | None:
    """What stands of the generation that is served; None where there is too little, or not all of it is whole."""
    if base is None or base.generation.size < base.articles:
        return None
    folder = base.generation.folder
    books = load_books(kept_in / BOOKS, books_stamp, folder.name, read)
    memory = load_memory(kept_in / STORIES, stamp, read)
    if books is None or memory.generation != folder.name:  # a rebuild was stopped before what it kept was served
        return None
    return LastRebuild(base, VersionsReader(folder), books, memory)


def amend_archive(last: LastRebuild, entries: Sequence[Entry], kept: Kept, now: datetime, clock: Clock) -> Made:
    """What comes of the files that there are now.

    Raises NotAmendable or TooMuchAffected where everything is better put together anew; EngineError where what is
    served is damaged. Leaves the memory of stories as it is to be kept.
    """
    names, contents = tuple(entry.name for entry in entries), contents_of(entries)
    ledger, rows, numbers = last.books.moved_to(names, contents)
    harvest = _harvest(entries, numbers, kept)
    new = list(harvest.placed({entries[number].name: number for number in numbers}))
    load = _Loader(ledger, entries, kept)
    affected = put_affected_together(ledger, last.books.habits, rows, new, load, int(_WORTH_IT * len(ledger.records)))
    with clock.timing("stories"):
        articles = _with_stories(affected, last)
    revision = amend(last.base, affected.gone, articles)
    if revision is None:
        raise NotAmendable
    with clock.timing("versions"):
        told = last.told_before(affected.before)
        carried = carry_over(told, affected.assembly, now)
    gone = Gone(
        files={*last.books.files} - {*names} | {names[number] for number in numbers},
        records=affected.records,
        ids=affected.before,
        articles=map(last.article_of, affected.before),
        histories=told.histories.values(),
    )
    accounts = last.books.accounts.amended(gone, account(harvest, affected.assembly, carried))

    def write(folder: Path, on_article: OnArticle, clock: Clock) -> Fingerprints:
        hashed = write_revision(revision, folder, on_article=on_article, clock=clock)
        with clock.timing("versions"):
            reads = {id_: own for id_, (own, *_) in affected.assembly.reads.items()}
            write_versions(folder, reads, carried.histories, served=last.versions, out=affected.before)
        return hashed

    return Made(
        accounts,
        affected.ledger.count_readers(),
        affected.ledger.count_links(),
        affected.ledger.count_withdrawn(),
        StoryCount(*last.memory.count()),
        carried,
        Books(names, contents, affected.ledger, affected.habits, accounts),
        len(revision.reworded),
        write,
    )


def _harvest(entries: Sequence[Entry], numbers: Sequence[int], kept: Kept) -> Harvest:
    harvest = Harvest()
    for number in numbers:
        outcomes = kept.outcomes_of(entries[number])
        if outcomes is None:
            raise NotAmendable
        harvest.take(entries[number].name, outcomes)
    return harvest


def _with_stories(affected: Affected, last: LastRebuild) -> list[Article]:
    """All articles that are new or another than they were: put together anew, or of another story."""
    made = affected.assembly.articles
    told: Mapping[str, str] = amend_stories(last.memory, affected.gone, made, last.article_of)
    others = map(last.article_of, told.keys() - {article.id for article in made})
    return [structs.replace(article, story=told[article.id]) for article in (*made, *others)]


class _Loader:
    """Reads records of a ledger from the cache."""

    def __init__(self, ledger: Ledger, entries: Sequence[Entry], kept: Kept) -> None:
        self._records = ledger.records
        self._entries = entries
        self._kept = kept

    def __call__(self, rows: Int64s) -> list[Record]:
        files, ordinals = self._records.file[rows].tolist(), self._records.ordinal[rows].tolist()
        wanted: defaultdict[int, list[int]] = defaultdict(list)
        for file, ordinal in zip(files, ordinals, strict=True):
            wanted[file].append(ordinal)
        held = {file: self._records_of(file, own) for file, own in wanted.items()}
        return [held[file][ordinal] for file, ordinal in zip(files, ordinals, strict=True)]

    def _records_of(self, file: int, ordinals: Sequence[int]) -> Mapping[int, Record]:
        found = self._kept.records_of(self._entries[file], ordinals)
        if found is None or len(found) < len(ordinals):
            raise NotAmendable
        return found
