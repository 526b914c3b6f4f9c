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

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from msgspec import structs

from index.article import Article
from index.stories.candidates import Int64s, candidate_pairs
from index.stories.likeness import resemblance, same_report
from index.stories.signature import BANDS, Uint32s, band_keys
from index.stories.wording import Wording, digest

_WORDINGS_HELD = 4_096
_LATEST = np.iinfo(np.int64).max
_NO_KEY = -1


def find_stories(articles: Sequence[Article]) -> dict[str, str]:
    """The story of each article that shares one, by the article's id.

    Articles are read one at a time, first in their order and then, those with company only, by their number:
    a sequence that reads them from disk will do.
    """
    keys = _Keys(articles)
    stories = _Stories(articles, keys)
    for number, earlier in candidate_pairs(keys.columns(), len(articles)):
        stories.place(number, earlier)
    return stories.named()


def with_stories(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The same articles in the same order, each knowing its story."""
    stories = find_stories(articles)
    return tuple(structs.replace(a, story=stories[a.id]) if a.id in stories else a for a in articles)


class _Keys:
    """The keys under which articles meet, by date, and which article stands at each number."""

    def __init__(self, articles: Sequence[Article]) -> None:
        bands: Uint32s = np.zeros((len(articles), BANDS), dtype=np.uint32)
        self._titles = np.full(len(articles), _NO_KEY, dtype=np.int64)
        texts = np.full(len(articles), _NO_KEY, dtype=np.int64)
        dates = np.full(len(articles), _LATEST, dtype=np.int64)
        names = np.empty(len(articles), dtype="S32")
        for place, article in enumerate(articles):
            wording = Wording(article)
            dates[place] = article.published.microseconds if article.published else _LATEST
            names[place] = article.id.encode()
            self._titles[place] = _key(digest(wording.title)) if wording.title else _NO_KEY
            if wording.has_body and wording.length:
                texts[place] = _key(wording.digest)
                bands[place] = band_keys(wording.in_order)
        self.order: Int64s = np.lexsort((names, dates)).astype(np.int64)
        self.texts = texts[self.order]
        self._bands = bands

    def columns(self) -> Iterator[Int64s]:
        """The keys of articles in their order, a column at a time: title, whole text, every band of the signature."""
        yield self._titles[self.order]
        yield self.texts
        without_body = self.texts < 0
        for band in range(BANDS):
            column = self._bands[self.order, band].astype(np.int64)
            column[without_body] = _NO_KEY
            yield column


class _Stories:
    """Stories as they grow: each article's story is the number of the earliest article in it."""

    def __init__(self, articles: Sequence[Article], keys: _Keys) -> None:
        self._articles = articles
        self._order = keys.order
        self._texts = keys.texts
        self._story = np.arange(len(articles))
        self._wording = lru_cache(maxsize=_WORDINGS_HELD)(self._read_wording)

    def place(self, number: int, earlier: Int64s) -> None:
        """Let an article join a story of the earlier ones: that of its own text, else one whose first it prints."""
        wording = self._wording(number)
        same_text = earlier[(self._texts[earlier] == self._texts[number]) & (self._texts[number] >= 0)]
        alike = self._printing(wording, same_text)
        if alike:
            self._story[number] = self._story[alike[0]]
            return
        alike = self._printing(wording, np.unique(self._story[earlier]))
        if alike:
            self._story[number] = max(alike, key=lambda first: (self._resemblance(first, wording), -first))

    def _printing(self, wording: Wording, numbers: Int64s) -> list[int]:
        return [number for number in numbers.tolist() if same_report(self._wording(number), wording)]

    def named(self) -> dict[str, str]:
        """Ids of articles and of their stories, those that stand alone left out."""
        members = np.bincount(self._story, minlength=len(self._story))
        shared = np.flatnonzero(members[self._story] > 1)
        return {self._id(number): self._id(int(self._story[number])) for number in shared.tolist()}

    def _id(self, number: int) -> str:
        return self._articles[int(self._order[number])].id

    def _read_wording(self, number: int) -> Wording:
        return Wording(self._articles[int(self._order[number])])

    def _resemblance(self, first: int, wording: Wording) -> float:
        return resemblance(self._wording(first).shingles, wording.shingles)


def _key(digest_: bytes) -> int:
    """A digest's first 63 bits."""
    return int.from_bytes(digest_[:8], "little") >> 1
