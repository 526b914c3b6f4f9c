"""What has changed since the generation being served, what of it stays as it is, and the order of all documents.

An article's record stays where the bytes that the archive would keep of it are those that it keeps; its words stay
also where only other things changed: what it relates to, its story, its images, its place. Documents are numbered
newest first, undated last, then by id. Not for writing them (see `index.generations.writer`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.codec.revising import Kept
from index.codec.run import same_words
from index.errors import EngineError
from index.generations.columns import NO_STORY, NO_VALUE, ColumnReader
from index.generations.generation import Generation
from index.generations.manifest import read_manifest
from index.generations.stored import digest_record, encode_article
from index.rebuilding.shelf import Chosen

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_UNDATED = np.iinfo(np.int64).max


class Base(NamedTuple):
    """A generation to build upon where that is less work: from so many articles on, up to this share of new ones.

    A smaller archive is written anew in the same time, and its records are compressed by what all of them hold.
    """

    generation: Generation
    articles: int = 2_000
    new: float = 1 / 4


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """What stays of a generation, and in their order the articles of which the words, and the records, are written.

    `served` None: nothing stays. `stories` has a number for each document, by which those of one story are known;
    below 0 for none.
    """

    served: Generation | None
    kept: Kept
    reworded: Sequence[Article]
    rewritten: Sequence[Article]
    stories: Int64s


def all_new(articles: Sequence[Article]) -> Revision:
    """All of these articles, and nothing that stays."""
    order, told = _in_order(articles)
    names = {name: number for number, name in enumerate(dict.fromkeys(one.story for one in told))}
    stories = np.array([names[one.story] if one.story else NO_STORY for one in told], np.int64)
    none, ordered = np.full(len(order), -1, np.int32), Chosen(articles, order)
    return Revision(None, Kept(none, none), ordered, ordered, stories)


def revise(articles: Sequence[Article], base: Base) -> Revision | None:
    """What all these articles have in common with a generation; None if too little. Their order does not count."""
    return amend(base, set(base.generation.columns.read_ids()) - {article.id for article in articles}, articles)


def amend(base: Base, gone: Set[str], articles: Sequence[Article]) -> Revision | None:
    """A generation without the articles whose ids are `gone`, and with these, new or in the place of what they were.

    None if too little stays. An article that is as it was may be given or not; every one whose `story` has
    another name must be, and a story's name is the id of one of its articles. The order of `articles` does not count.
    """
    served = base.generation
    order, told = _in_order(articles)
    names = {one.id for one in told} | {one.story for one in told if one.story}
    numbers = served.columns.numbers_of({*gone, *names})
    changed = [
        at
        for at, article in enumerate(Chosen(articles, order))
        if not _is_as_it_was(article, numbers.get(article.id), served)
    ]
    given, told = Chosen(articles, order[changed]), [told[at] for at in changed]
    stays = np.ones(served.size, np.bool_)
    stays[[numbers[id_] for id_ in (*gone, *(one.id for one in told)) if id_ in numbers]] = False
    standing = np.flatnonzero(stays).astype(np.int32)
    places = _places_among(standing, told, served.columns)
    records = np.insert(standing, places, -1)
    own = np.flatnonzero(records < 0)
    words = records.copy()
    words[own] = [_number_under_same_words(article, numbers.get(article.id), served) for article in given]
    reworded = Chosen(given, np.flatnonzero(words[own] < 0))
    if len(records) < base.articles or len(reworded) > base.new * len(records):
        return None
    return Revision(served, Kept(words, records), reworded, given, _stories(told, records, numbers, served))


class _Told(NamedTuple):
    """What decides of an article where it stands: a date that ascends, `_UNDATED` at the end, then the id."""

    date: int
    id: str
    story: str


def _in_order(articles: Sequence[Article]) -> tuple[Int64s, list[_Told]]:
    """The numbers of articles in the order of their documents, and what tells it, in that order."""
    told = [
        _Told(-article.published.microseconds if article.published else _UNDATED, article.id, article.story)
        for article in articles
    ]
    order = sorted(range(len(told)), key=told.__getitem__)
    return np.array(order, np.int64), [told[number] for number in order]


def _is_as_it_was(article: Article, number: int | None, served: Generation) -> bool:
    return number is not None and served.columns.digest_of(number) == digest_record(encode_article(article))


def _number_under_same_words(article: Article, number: int | None, served: Generation) -> int:
    """The number the article had, if it stands under the same words, and in the same order, as it did; else -1."""
    if number is None:
        return -1
    before = served.article(number)
    return number if before.published == article.published and same_words(before, article) else -1


def _places_among(standing: Int32s, given: Sequence[_Told], columns: ColumnReader) -> list[int]:
    """How many of the standing documents come before each of these articles."""
    dates = columns.numbers["date"][standing]
    keys = np.where(dates == NO_VALUE, _UNDATED, -dates)
    places = []
    for one in given:
        first, last = (int(np.searchsorted(keys, one.date, side)) for side in ("left", "right"))
        places.append(bisect_left(standing, one.id, first, last, key=columns.id_of))
    return places


def _stories(given: Sequence[_Told], records: Int32s, numbers: Mapping[str, int], served: Generation) -> Int64s:
    """The stories of all documents: those served under their numbers, those that only `given` tell of under others."""
    before = served.columns.read_stories()
    stories = np.where(records >= 0, before[records] if len(before) else NO_STORY, NO_STORY).astype(np.int64)
    unused = count(served.columns.story_count)
    named: dict[str, int] = {}
    for one in given:
        if (name := one.story) and name not in named:
            namesake = numbers.get(name)
            known = namesake is not None and served.article(namesake).story == name
            named[name] = int(before[namesake]) if known and before[namesake] != NO_STORY else next(unused)
            if known:  # it may have stood alone under this name
                stories[records == namesake] = named[name]
    stories[records < 0] = [named[one.story] if one.story else NO_STORY for one in given]
    return stories


def open_base(folder: Path | None, stamp: str) -> Base | None:
    """A generation that is whole, if it was written under the same stamp."""
    try:
        if folder is None or read_manifest(folder).get("written_by") != stamp:
            return None
        return Base(Generation(folder))
    except (EngineError, OSError):
        return None
