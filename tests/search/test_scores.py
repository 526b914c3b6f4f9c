"""Scores of words so frequent that how often they stand in a document is read late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.article import Provider
from search.engine import Engine
from search.model import Filter, SearchRequest
from search.query.parse import parse_query
from tests.oracle import Oracle, matches
from tests.search.test_engine import article, engine_over
from tests.strategies import PROVIDERS

_NAMES = [f"{'trade ' * (1 + at % 9)}{'war ' * (at % 40 > 0)}{at}" for at in range(1_400)]
_ARTICLES = [
    article(
        f"{name} rare" if at % 33 == 0 else name,
        body=f"{name[at % 50 :]} trade rare",
        provider=Provider(PROVIDERS[at % 7 > 0]),
    )
    for at, name in enumerate(_NAMES)
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with engine_over(_ARTICLES) as opened:
        yield opened


@pytest.mark.parametrize("text", ["trade", "trade 1036", 'trade "war 1036"', "trade -war", "trade OR 7", "rare"])
def test_a_very_frequent_word_is_scored_by_the_formula(text: str, engine: Engine) -> None:
    """Whether nearly all that it stands in is wanted, a part of it, or one article, and also of a rare title."""
    oracle, tree = Oracle(_ARTICLES), parse_query(text).tree
    expected = oracle.scores(tree, [page for page in oracle.pages if matches(tree, page)])
    for filters in ((), (Filter("provider", PROVIDERS[0]),)):
        hits = engine.search(SearchRequest(text, match="all", filters=filters, limit=100)).hits
        assert hits
        assert all(abs(hit.score - expected[hit.article.id]) < 1e-9 for hit in hits)


def test_an_article_as_long_as_a_book_is_scored_by_the_formula_and_so_are_those_beside_it() -> None:
    """Of more words than two bytes count."""
    articles = [article("book", body="war and peace " * 25_000), article("page", body="peace at last")]
    oracle = Oracle(articles)
    tree = parse_query("peace").tree
    expected = oracle.scores(tree, oracle.pages)
    with engine_over(articles) as opened:
        hits = opened.search(SearchRequest("peace")).hits
    assert len(hits) == len(articles)
    assert all(abs(hit.score - expected[hit.article.id]) < 1e-9 for hit in hits)
