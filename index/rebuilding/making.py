"""All records of an archive in; what is to be written of them, and what a report tells, out.

The walk of a rebuild of everything: records -> what their sources repeat goes -> articles -> stories -> what they
said before -> accounts. Of a change of a few files `index.rebuilding.amending` gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from index.assembly.assemble import Assembly, put_together
from index.assembly.outline import outline
from index.cleaning.repetition import correct_by, find_all_habits
from index.generations.fingerprints import Fingerprints
from index.generations.revision import Base
from index.generations.writer import write_index
from index.ledger.accounts import Accounts, count_articles
from index.ledger.books import Books, contents_of
from index.ledger.entering import enter
from index.ledger.harvest import Harvest
from index.rebuilding.clock import Clock
from index.rebuilding.report import StoryCount
from index.rebuilding.shelf import PutBy, put_in_list
from index.records.cache import Entry
from index.stories.grouping import with_stories
from index.stories.memory import StoryMemory
from index.versions.carrying import Carried, carry_over
from index.versions.file import write_versions
from index.versions.served import Served

OnArticle = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a rebuild made, still to be written, and what its report tells of it.

    `write` fills an empty folder; it calls a function for each of the `to_analyse` articles that have new words,
    counts seconds by a clock, and gives the fingerprints of the files that it has hashed already. `books` are for the
    next rebuild, None where that cannot use any.
    """

    accounts: Accounts = Accounts()
    readers: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    removed: int = 0
    stories: StoryCount = StoryCount(0, 0)
    carried: Carried = Carried({})
    books: Books | None = None
    to_analyse: int = 0
    write: Callable[[Path, OnArticle, Clock], Fingerprints] = lambda *_: {}


@dataclass(frozen=True, slots=True)
class Before:
    """What a rebuild finds: a generation to build upon, what is known of stories, and what articles said till now."""

    base: Base | None
    memory: StoryMemory
    served: Callable[[], Served]


def make_everything(
    harvest: Harvest,
    entries: Sequence[Entry] | None,
    before: Before,
    now: datetime,
    clock: Clock,
    put_by: PutBy = put_in_list,
) -> Made:
    """What comes of all that was harvested. Leaves the memory of stories as it is to be kept.

    Args:
        entries: what the files are known by; None leaves no books for the next rebuild.
        put_by: gives what to hold articles in.
    """
    with clock.timing("compare"):
        habits = find_all_habits(harvest.records, harvest.tellings)
    with clock.timing("assemble"):
        outlined = outline(correct_by(harvest.records, harvest.tellings, habits))
        assembly = put_together(outlined, put_by=put_by)
    with clock.timing("reuse"):
        ledger = None
        if entries is not None:
            placed = harvest.placed({entry.name: number for number, entry in enumerate(entries)})
            ledger = enter(placed, outlined, assembly)
    with clock.timing("stories"):
        articles = with_stories(assembly.articles, before.memory)
    with clock.timing("versions"):
        carried = carry_over(before.served(), assembly, now)
    accounts = account(harvest, assembly, carried)

    def write(folder: Path, on_article: OnArticle, clock: Clock) -> Fingerprints:
        hashed = write_index(articles, folder, base=before.base, on_article=on_article, clock=clock)
        with clock.timing("versions"):
            write_versions(folder, {id_: read for id_, (read, *_) in assembly.reads.items()}, carried.histories)
        return hashed

    return Made(
        accounts,
        assembly.readers,
        assembly.count_links(),
        assembly.removed,
        StoryCount(*before.memory.count()),
        carried,
        Books(tuple(entry.name for entry in entries), contents_of(entries), ledger, habits, accounts)
        if entries is not None and ledger
        else None,
        len(articles),
        write,
    )


def account(harvest: Harvest, assembly: Assembly, carried: Carried) -> Accounts:
    """What a report tells of these files and of what was put together of them."""
    articles = count_articles(assembly.articles, carried.histories.values())
    files = harvest.accounts()
    return replace(
        articles,
        skips=files.skips,
        rejections=files.rejections,
        unread=files.unread,
        met=files.met,
        empty=assembly.rejections,
        notices=assembly.notices,
        merges=assembly.merges,
        clashes=assembly.clashes,
    )
