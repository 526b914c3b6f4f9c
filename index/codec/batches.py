"""Articles one after the other in, a few at a time out: as many as are well worked on at once, however long they are.

What a batch takes in memory is bounded by characters, as texts of a million words come too; what its loops cost, by the
number of articles. Not for how much a run collects before it is written (see `index.codec.run`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from index.article import Article

MOST_ARTICLES: Final = 512
MOST_CHARACTERS: Final = 1 << 21
"""Of a batch of several articles; one that is longer by itself is a batch of its own."""


def in_batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """All articles in their order; of those that are no part of the batch yet, one is read ahead."""
    batch: list[Article] = []
    held = 0
    for article in articles:
        characters = count_characters(article)
        if batch and (len(batch) == MOST_ARTICLES or held + characters > MOST_CHARACTERS):
            yield batch
            batch, held = [], 0
        batch.append(article)
        held += characters
    if batch:
        yield batch


def count_characters(article: Article) -> int:
    """The characters of all in an article that may be long.

    >>> from index.article import Kind
    >>> count_characters(Article("a1", Kind.FULL, "Title", body="A ferry.", topics=("Trade", "War")))
    21
    """
    count = len(article.title) + len(article.excerpt) + len(article.body)
    for held in (article.topics, article.authors, article.aliases, article.related):
        for one in held:
            count += len(one)
    for cut in article.cuts:
        count += len(cut.text)
    return count
