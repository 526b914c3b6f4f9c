"""Articles that are kept are those that would be read, and never more than there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Kind
from search.recent import RecentArticles

_SIZES = (0, 100, 3_000)


def _article(document: int) -> Article:
    return Article(str(document), Kind.FULL, "Title", body="x" * _SIZES[document % len(_SIZES)])


@given(st.lists(st.lists(st.integers(0, 30), max_size=12)), st.integers(0, 20_000))
def test_kept_articles_are_those_that_would_be_read(pages: list[list[int]], room: int) -> None:
    """In the order asked for, each as often as it was asked for, whatever room there is."""
    recent = RecentArticles(lambda documents: [_article(one) for one in documents], room)
    for page in pages:
        assert recent.read(page) == [_article(one) for one in page]


def test_an_article_is_read_once_while_there_is_room_and_again_when_others_came() -> None:
    """What was asked for lately stays; what was not gives way."""
    asked: list[int] = []

    def read(documents: Sequence[int]) -> list[Article]:
        asked.extend(documents)
        return [_article(one) for one in documents]

    recent = RecentArticles(read, 40_000)
    for other in range(10):
        recent.read((100, other))
    assert asked == [100, *range(10)]
    recent.read(range(10, 90))
    recent.read((0,))
    assert asked[-1] == 0
