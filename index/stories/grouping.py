"""Which articles form a story: articles in; for each one that has company the id of its story out.

A story is the articles that print one report (see `index.stories.likeness`), under whatever addresses. It is named
by the id of its earliest article (by date, undated ones last, then by id), so that its name is the same in every
rebuild as long as that article is there. An article that stands alone has no story. The order of the articles does
not count. Pure.

A story does not drift: articles are taken by date, and each joins the story whose *earliest* article it prints,
the most alike where it prints several. A is like B and B like C make no story of A and C. An article of the same text,
case and punctuation aside, as an earlier one is where that is.

Cost: an article is compared with at most nine others a key (`index.stories.candidates`), in practice with one in
five. Held meanwhile: 270 bytes an article, and the wordings last compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial

import numpy as np
from msgspec import structs

from index.article import Article
from index.rebuilding.shelf import Mapped
from index.stories.candidates import Int64s, candidate_pairs
from index.stories.likeness import resemblance, same_report
from index.stories.memory import NO_KEY, Keys, Names, StoryMemory
from index.stories.recent import RecentWordings
from index.stories.signature import Uint32s
from index.stories.wording import Wording

_ROWS_AT_ONCE = 1_024
_DIFFERENT = -1.0
_ALONE = b""


def find_stories(articles: Sequence[Article], memory: StoryMemory | None = None) -> dict[str, str]:
    """The story of each article that shares one, by the article's id.

    Articles are read one at a time, first in their order and then, those with company only, by their number.
    What `memory` knows is not computed again.
    """
    memory = memory or StoryMemory()
    keys = memory.keys_of(articles)
    memory.stories = _Stories(keys, memory, lambda row: Wording(articles[row])).names()
    return _by_id(keys.ids, memory.stories, np.flatnonzero(memory.stories != _ALONE))


def amend_stories(
    memory: StoryMemory, gone: Set[str], articles: Sequence[Article], article_of: Callable[[str], Article]
) -> dict[str, str]:
    """The stories of the articles that memory knows, with these and without those that are gone.

    Told are those of the articles given, and of others whose story is not what it was, "" for none. Others are
    read with `article_of`, by their ids, where they must be compared.
    """
    before = memory.stories[memory.amend(gone, articles)]
    keys, given = memory.keys, {article.id: article for article in articles}

    def read(row: int) -> Wording:
        id_ = keys.ids[row].decode()
        return Wording(given[id_] if id_ in given else article_of(id_))

    memory.stories = _Stories(keys, memory, read).names()
    moved = np.flatnonzero(memory.stories[: len(before)] != before)
    return _by_id(keys.ids, memory.stories, np.concatenate((moved, np.arange(len(before), len(keys)))))


def with_stories(articles: Sequence[Article], memory: StoryMemory | None = None) -> Sequence[Article]:
    """The same articles in the same order, each knowing its story."""
    stories = find_stories(articles, memory)
    return Mapped(articles, lambda _, a: structs.replace(a, story=stories[a.id]) if a.id in stories else a)


def _by_band(bands: Uint32s) -> Uint32s:
    """A row a band, instead of an article; in stretches that fit the processor's caches, which takes a third."""
    rows = np.empty(bands.shape[::-1], np.uint32)
    for first in range(0, len(bands), _ROWS_AT_ONCE):
        rows[:, first : first + _ROWS_AT_ONCE] = bands[first : first + _ROWS_AT_ONCE].T
    return rows


def _by_id(ids: Names, stories: Names, rows: Int64s) -> dict[str, str]:
    return {ids[row].decode(): stories[row].decode() for row in rows.tolist()}


class _Stories:
    """Stories as they grow: each article's story is the number of the earliest article in it. Numbers go by date."""

    def __init__(self, keys: Keys, memory: StoryMemory, read: Callable[[int], Wording]) -> None:
        """`read` gives the wording of an article by its place among the keys."""
        self._keys = keys
        self._memory = memory
        self._order = np.lexsort((keys.ids, keys.dates))
        self._texts = keys.texts[self._order]
        self._story = np.arange(len(keys))
        self._wording = RecentWordings(lambda number: read(int(self._order[number])))
        for number, earlier in candidate_pairs(self._columns(), len(keys)):
            self._place(number, earlier)

    def _columns(self) -> Iterator[Int64s]:
        """The keys of articles in their order, a column at a time: title, whole text, every band of the signature."""
        yield self._keys.titles[self._order]
        yield self._texts
        without_body = self._texts < 0
        for band in _by_band(self._keys.bands):
            column = band[self._order].astype(np.int64)
            column[without_body] = NO_KEY
            yield column

    def _place(self, number: int, earlier: Int64s) -> None:
        """Let an article join a story of the earlier ones: that of its own text, else one whose first it prints."""
        same_text = earlier[(self._texts[earlier] == self._texts[number]) & (self._texts[number] >= 0)]
        alike = self._printed(number, same_text)
        if alike:
            self._story[number] = self._story[min(alike)]
            return
        alike = self._printed(number, np.unique(self._story[earlier]))
        if alike:
            self._story[number] = max(alike, key=lambda first: (alike[first], -first))

    def _printed(self, number: int, others: Int64s) -> dict[int, float]:
        """Those of the others that an article prints, and how alike they are."""
        digests = self._keys.digests
        own = digests[self._order[number]].tobytes()
        found = {
            other: self._memory.likeness(
                digests[self._order[other]].tobytes(), own, partial(self._compare, other, number)
            )
            for other in others.tolist()
        }
        return {other: alike for other, alike in found.items() if alike >= 0}

    def _digest(self, number: int) -> bytes:
        held: bytes = self._keys.digests[self._order[number]].tobytes()
        return held

    def _compare(self, first: int, number: int) -> float:
        """How alike two articles are; _DIFFERENT where they print two reports."""
        one, other = self._wording(first), self._wording(number)
        return resemblance(one.shingles, other.shingles) if same_report(one, other) else _DIFFERENT

    def names(self) -> Names:
        """Of each article, by its place among the keys, the id of the earliest one of its story; b"" if it is alone."""
        members = np.bincount(self._story, minlength=len(self._story))
        ids = self._keys.ids[self._order]
        names = np.empty_like(ids)
        names[self._order] = np.where(members[self._story] > 1, ids[self._story], _ALONE)
        return names
