"""Articles by their documents, with those read lately kept as they are: whoever narrows a question sees them again.

In: a function that reads stored articles. Out: the same, faster. Articles never change within a generation, so one
that is kept is as good as one that is read. Threads may share it: the worst that their turns can do is to read one
twice. Not for answers, which depend on the question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.article import Article

ROOM = 8_000_000
"""Characters of articles that are kept, at least half of it used lately; some 16 MB."""

_SHORTEST = 500  # what an article without a text counts for


class RecentArticles:
    """Two tables, the newer one filled until it takes half the room; then it becomes the older one, which goes."""

    def __init__(self, read: Callable[[Sequence[int]], list[Article]], room: int = ROOM) -> None:
        self._read = read
        self._half = room // 2
        self._newer: dict[int, Article] = {}
        self._older: dict[int, Article] = {}
        self._filled = 0

    def read(self, documents: Sequence[int]) -> list[Article]:
        """The articles of some documents. Raises what reading them raises."""
        newer = self._newer
        found = {one: article for one in documents if (article := newer.get(one) or self._aged(one))}
        missing = [one for one in dict.fromkeys(documents) if one not in found]
        if missing:
            for one, article in zip(missing, self._read(missing), strict=True):
                found[one] = article
                self._keep(one, article)
        return [found[one] for one in documents]

    def _aged(self, document: int) -> Article | None:
        """One of the older ones, which is among the newer ones from now on."""
        if article := self._older.get(document):
            self._keep(document, article)
        return article

    def _keep(self, document: int, article: Article) -> None:
        self._filled += len(article.body) + len(article.excerpt) + _SHORTEST
        if self._filled > self._half:
            self._newer, self._older, self._filled = {}, self._newer, 0
        self._newer[document] = article
