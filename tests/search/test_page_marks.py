"""What a search marks from stored positions is what an analysis of the text marks."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Kind, article_id
from index.generations.archive import Archive
from index.generations.writer import write_index
from search.engine import open_engine
from search.matching.pruning import prune
from search.model import Hit, SearchRequest, Snippet
from search.query.parse import parse_query
from search.showing.highlight import mark
from search.showing.passages import passages
from tests.oracle import Page, matches

_WORDS = (
    "trade war Trade-war tradewar trade-wars US U.S. US-listed's Tencent-backed's tencentback $2.7 2.7% "
    "東京 été s-ing \u0301-gold-tin \n\n . ,"
)
_QUERIES = (
    'trade war "trade war" "war trade"~2 trade-war tradewar us "us list" uslisted tencent "tencent back" '
    'tencentbacked 2.7 $2.7 "2.7 2.7" t* *ar 東京 "東京 war"~1 ete sing goldtin (trade OR war) -tin '
    'title:trade body:us "trade trade"~1'
)
_texts = st.lists(st.sampled_from(_WORDS.split(" ")), max_size=30).map(" ".join)
_queries = st.lists(st.sampled_from(_QUERIES.split(" ")), min_size=1, max_size=3).map(" ".join)

_paragraphs = st.sampled_from(
    (
        "Gold.",
        "GOLD rates",
        "gold\nrate",
        "The rates of gold's owners.",
        "A rate of gold, rated silver",
        "gold-rate",
        "Golds rose " + "by much " * 40 + "at these rates",
        "g\u00f6ld rating",
        "nothing",
    )
)


def _defined(article: Article, query: str) -> tuple[Snippet, tuple[Snippet, ...]]:
    """Title and passages by analysing the texts."""
    page = Page(article)
    tree = prune(parse_query(query).tree, lambda node: matches(node, page))
    title, body, excerpt = (
        mark((text,), field, tree)[0]
        for text, field in ((article.title, "title"), (article.body, "body"), (article.excerpt, "excerpt"))
    )
    given = [snippet for snippet in (body, excerpt) if snippet.text]
    best = next((snippet for snippet in given if snippet.spans), given[0] if given else Snippet(""))
    return title, passages(best.text, best.spans)


def _shown(hit: Hit) -> tuple[Snippet, tuple[Snippet, ...]]:
    return hit.title, hit.passages


def _hits(articles: list[Article], queries: list[str]) -> list[tuple[str, Hit]]:
    with tempfile.TemporaryDirectory() as folder:
        Archive(Path(folder)).publish(partial(write_index, articles))
        engine = open_engine(f"whoosh:{folder}")
        found = [(q, hit) for q in queries for hit in engine.search(SearchRequest(q, match="any", limit=100)).hits]
        engine.close()
    return found


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(_texts, _texts, _texts), min_size=1, max_size=4), st.lists(_queries, min_size=8, max_size=8))
def test_marks_of_hits_are_those_of_their_texts(texts: list[tuple[str, str, str]], queries: list[str]) -> None:
    """Words, joined runs, phrases, near words, wildcards: a hit shows what the article page would mark."""
    articles = [
        Article(article_id(f"marks {number}"), Kind.FULL, title, excerpt=excerpt, body=body)
        for number, (title, excerpt, body) in enumerate(texts)
    ]
    for query, hit in _hits(articles, queries):
        assert _shown(hit) == _defined(hit.article, query), query


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(_paragraphs, min_size=4, max_size=12).map("\n\n".join), min_size=1, max_size=4))
def test_of_many_paragraphs_those_with_different_matches_are_shown(bodies: list[str]) -> None:
    """However what matched is written, and whether one or several of the words that were looked for stand there."""
    articles = [
        Article(article_id(f"kinds {number}"), Kind.FULL, "T", excerpt=bodies[number - 1], body=body)
        for number, body in enumerate(bodies)
    ]
    queries = [
        "gold rates",
        '"gold rates" rates',
        "gold title:gold rate",
        '"gold rate" OR (silver "rates of gold")',
        "excerpt:rat*",
        "excerpt:rat* OR body:silver",
        "excerpt:gold",
        "r*",
    ]
    for query, hit in _hits(articles, queries):
        assert _shown(hit) == _defined(hit.article, query), query


def test_an_alternative_that_does_not_hold_is_not_marked() -> None:
    """Of `a OR (b c)` an article without c shows a alone, as its page does."""
    query = 'trade OR war"~1'
    ((_, hit),) = _hits([Article(article_id("one"), Kind.FULL, "Trade-war")], [query])
    assert _shown(hit) == _defined(hit.article, query)
    assert hit.title.spans == ((0, 5),)


def test_a_word_that_is_found_alone_is_marked_though_it_was_looked_for_among_few() -> None:
    """It is known to be frequent, and so is looked for beside the rare word only where that stands."""
    names = [f"trading {number}" for number in range(200)]
    articles = [Article(article_id(name), Kind.FULL, name) for name in [*names, "tin"]]
    query = "(tin trading) OR NOT -trading"
    shown = [hit.title.spans for asked, hit in _hits(articles, ["trading", "tin", query]) if asked == query]
    assert shown == [((0, 7),)] * 100


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("tencentbacked", ["Tencent-backed's"]),
        ("tencent", ["Tencent"]),
        ('"firm rose"', ["firm rose"]),
        ("fir*", ["firm"]),
        ('"rose backed"~2', ["backed", "rose"]),
        ("rose -nothing", ["rose"]),
    ],
)
def test_a_hit_marks_what_matched_when_it_is_written_in_several_ways(query: str, marked: list[str]) -> None:
    """A joined run is marked whole where its joined form was asked for, and only the part where that was."""
    ((_, hit),) = _hits([Article(article_id("one"), Kind.FULL, "T", body="A Tencent-backed's firm rose.")], [query])
    assert [piece for piece, matched in hit.passages[0].parts() if matched] == marked
