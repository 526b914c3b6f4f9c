"""The engine against a linear scan: the same hits, order, totals, facets and timeline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from index.article import Article, Instant, Kind, Provider, article_id
from index.errors import ArticleNotFound, InvalidRequest
from index.generations.archive import Archive
from index.generations.writer import write_index
from search.engine import Engine, open_engine, warm_up
from search.model import SORTS, Filter, SearchRequest, SearchResponse, Sort
from search.query.parse import parse_query
from tests.oracle import Expected, Oracle, matches
from tests.small_archive import day
from tests.strategies import PROVIDERS, TOPICS, archives, requests


@contextmanager
def engine_over(articles: Sequence[Article]) -> Iterator[Engine]:
    """An engine over a fresh archive of these articles."""
    with tempfile.TemporaryDirectory() as folder:
        Archive(Path(folder)).publish(partial(write_index, articles))
        engine = open_engine(f"whoosh:{folder}")
        try:
            yield engine
        finally:
            engine.close()


def found(response: SearchResponse) -> list[str]:
    return [hit.article.id for hit in response.hits]


def check(response: SearchResponse, expected: Expected) -> None:
    """Everything countable is equal, and so is the order."""
    assert response.matched == expected.matched
    assert response.total == len(expected.ids)
    assert response.articles == expected.articles
    assert found(response) == expected.ids
    assert [hit.copies for hit in response.hits] == expected.copies
    for facet in response.facets:
        counted = {value.value: (value.count, value.articles - value.count) for value in facet.values if value.count}
        assert counted == expected.facets[facet.field], facet.field
    assert response.timeline is not None
    months = {
        bucket.date: (bucket.count, bucket.articles - bucket.count)
        for bucket in response.timeline.buckets
        if bucket.count
    }
    assert months == expected.months
    assert response.timeline.undated == expected.undated


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(archives, st.lists(requests(), min_size=5, max_size=5))
def test_engine_agrees_with_a_linear_scan_for_any_archive_and_question(
    articles: list[Article], questions: list[SearchRequest]
) -> None:
    """Hits, order, totals, facets and timeline are what reading every article gives."""
    oracle = Oracle(articles)
    with engine_over(articles) as engine:
        for question in questions:
            response = engine.search(question)
            check(response, oracle.answer(question))
            for hit in engine.search(replace(question, explain=True)).hits:
                assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(archives, requests(), st.integers(1, 4))
def test_paging_reaches_every_hit_once_by_offset_and_by_cursor(
    articles: list[Article], question: SearchRequest, limit: int
) -> None:
    """Pages joined are the whole answer, by both ways of paging."""
    with engine_over(articles) as engine:
        whole = found(engine.search(question))
        by_offset = [
            id_
            for offset in range(0, len(whole) + limit, limit)
            for id_ in found(engine.search(replace(question, limit=limit, offset=offset)))
        ]
        response = engine.search(replace(question, limit=limit))
        by_cursor = found(response)
        while response.next_cursor:
            response = engine.search(replace(question, limit=limit, cursor=response.next_cursor))
            by_cursor += found(response)
        assert by_offset == by_cursor == whole


def article(name: str, **given: object) -> Article:
    return Article(id=article_id(name), kind=Kind.FULL, **{"title": name, **given})  # type: ignore[arg-type]


def test_cursor_of_another_question_is_refused_with_its_parameter() -> None:
    """A cursor only continues the question it came from; anything else is an error, not a wrong page."""
    with engine_over([article(f"trade {n}") for n in range(3)]) as engine:
        cursor = engine.search(SearchRequest("trade", limit=1)).next_cursor
        for question in (SearchRequest("war", cursor=cursor), SearchRequest("trade", cursor="bm90IG91cnM")):
            with pytest.raises(InvalidRequest) as caught:
                engine.search(question)
            assert (caught.value.parameter, caught.value.code) == ("cursor", "bad_cursor")


def test_article_is_found_by_every_name_it_has() -> None:
    """Its id, its URL however it is spelt, an alias and its source's own id all give the same article."""
    url, amp = "https://news.example/story", "https://amp.news.example/story"
    story = article("Story", url=url, aliases=(url, amp), source_id="S-17")
    with engine_over([story, article("Other")]) as engine:
        for name in (story.id, url, "HTTP://News.Example/story/?utm_source=x#top", amp, "S-17"):
            assert engine.article(name).article == story
        with pytest.raises(ArticleNotFound):
            engine.article("https://news.example/unknown")


def test_references_never_outrank_an_archived_article() -> None:
    """However short and fitting a reference is, an archived article that matches stands before it."""
    reference = structs.replace(article("trade war"), kind=Kind.REFERENCE)
    archived = article("A long title about many things and among them the trade and also the war", body="x " * 500)
    with engine_over([reference, archived]) as engine:
        assert found(engine.search(SearchRequest("trade war"))) == [archived.id, reference.id]


@pytest.mark.parametrize(
    ("text", "matching"),
    [
        ("China's", {"mojibake"}),
        ("tencent backed", {"joined", "apart"}),
        ("Tencent-backed", {"joined", "apart", "one"}),
        ("tencentbacked", {"joined", "one"}),
        ("US", {"acronym", "capitals"}),
        ("U.S.", {"acronym", "capitals"}),
        ("$2.7", {"money"}),
        ("2.7", {"money", "number"}),
        ("東京", {"japanese"}),
        ("都京", set()),
        ("cafe", {"accent"}),
        ("cfae~", {"accent"}),
        ("restrictoins~", {"stem"}),
        ("restrictoins~1", set()),
        ("restrictoin~1", {"stem"}),
        ("tencnetbaked~2", {"one", "joined"}),
        ("restrictions", {"stem"}),
        ("the", {"stop"}),
    ],
)
def test_words_find_what_a_reader_expects(text: str, matching: set[str]) -> None:
    """Possessives, joined words, acronyms, numbers, accents, stems and CJK, one by one."""
    bodies = {
        "mojibake": "China’s exports", "joined": "Tencent-backed startup", "apart": "Tencent backed it",
        "one": "Tencentbacked", "acronym": "U.S. rules", "capitals": "US rules", "money": "$2.7 billion",
        "number": "2.7 per cent", "japanese": "東京都の発表", "accent": "Café", "stem": "restricted restriction",
        "stop": "by the river",
    }  # fmt: skip
    archive = [article(name, title="", body=body) for name, body in bodies.items()]
    names = {article_id(name): name for name in bodies}
    with engine_over(archive) as engine:
        assert {names[id_] for id_ in found(engine.search(SearchRequest(text, match="all")))} == matching


def _many(count: int) -> list[Article]:
    """Articles of which most match, with equal scores, dates and qualities among them."""
    return [
        article(
            f"{'trade ' * (number % 5)}war {number}",
            topics=tuple(TOPICS[: number % (len(TOPICS) + 1)]),
            provider=Provider(PROVIDERS[number % len(PROVIDERS)]),
            published=day(2020, 1 + number % 12, 1 + number % 9) if number % 11 else None,
            quality=number % 7 if number % 13 else None,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_of_many_hits_is_that_part_of_the_whole_order(sort: Sort) -> None:
    """The best few are chosen without sorting all; every page, by offset and by cursor, is still exact."""
    articles = _many(400)
    with engine_over(articles) as engine:
        whole = Oracle(articles).answer(SearchRequest("trade OR war", sort=sort, limit=100)).ids
        cursor, paged = "", []
        for offset in range(0, 400, 80):
            question = SearchRequest("trade OR war", sort=sort, limit=80)
            assert found(engine.search(replace(question, offset=offset))) == whole[offset : offset + 80]
            response = engine.search(replace(question, cursor=cursor))
            paged += found(response)
            cursor = response.next_cursor
        assert (paged, cursor) == (whole, "")


def test_scores_of_many_hits_agree_with_the_formula_to_nine_digits() -> None:
    """The compiled BM25F is that of the linear scan."""
    articles = _many(150)
    oracle, tree = Oracle(articles), parse_query('trade OR "war 7" OR (trade 5)').tree
    expected = oracle.scores(tree, [page for page in oracle.pages if matches(tree, page)])
    with engine_over(articles) as engine:
        hits = engine.search(SearchRequest('trade OR "war 7" OR (trade 5)', limit=100)).hits
    assert len(hits) == 100
    assert all(abs(hit.score - expected[hit.article.id]) < 1e-9 for hit in hits)


@pytest.mark.parametrize("text", ["war 7", "war 7 trade", "(7 war) OR (trade 12)", "title:war 5 -trade", "war war 7"])
def test_a_frequent_word_beside_a_rare_one_counts_as_if_all_of_it_were_read(text: str) -> None:
    """Once it is known how frequent a word is, only what the rare one left is looked at: to the same answer."""
    articles = _many(400)
    oracle, tree = Oracle(articles), parse_query(text).tree
    expected = oracle.scores(tree, [page for page in oracle.pages if matches(tree, page)])
    request = SearchRequest(text, match="all", explain=True)
    with engine_over(articles) as engine:
        first, second = engine.search(request), engine.search(request)
    assert first.hits
    assert first.hits == second.hits
    assert {hit.article.id: pytest.approx(hit.score) for hit in second.hits} == expected


@pytest.mark.parametrize(
    "text",
    [
        '"trade trade"~0',
        '"trade trade trade"~9',
        '"trade war trade"~1',
        '"tencent tencentbacked"~2',
        '"tencent tencentbacked backed"~2',
        '"tencent tencent tencentbacked backed"~2',
        '"2.7 $2.7 trade"~3',
        '"$2.7 $2.7 2.7"~5',
        '"trade zebra trade"~5',
    ],
)
def test_near_words_that_share_a_place_or_come_twice_are_those_of_a_linear_scan(text: str) -> None:
    """Each needs a place of its own: a joined run and its first word, a sum with its sign and without, have one."""
    bodies = [
        "trade",
        "trade trade war",
        "trade war, war of trade and trade",
        "Tencent-backed",
        "Tencent and Tencent-backed Tencentbacked",
        "Tencent-backed, Tencent-backed, Tencent backed",
        "$2.7 of trade",
        "2.7 and $2.7 in trade: $2.7",
    ]
    articles = [article(body) for body in bodies]
    oracle = Oracle(articles)
    expected = oracle.answer(SearchRequest(text))
    with engine_over(articles) as engine:
        response = engine.search(SearchRequest(text))
        marks = {hit.article.id: engine.article(hit.article.id, text).matches for hit in response.hits}
    assert [hit.article.id for hit in response.hits] == expected.ids
    assert all(marks.values())


def test_a_query_of_which_nothing_is_left_finds_nothing_and_says_why() -> None:
    """A word too long to be searched for is in no article, rather than in all."""
    with engine_over([article("trade war"), article("gold")]) as engine:
        response, rest = (engine.search(SearchRequest(text)) for text in ("x" * 9_000, f"{'x' * 9_000} trade"))
    assert (response.total, response.hits, rest.total) == (0, (), 1)
    assert response.notes == rest.notes != ()


def test_a_facet_keeps_its_siblings_when_only_most_words_are_found() -> None:
    """Counts ignore the facet's own selection in every reading of the words."""
    articles = [article(f"trade war {name}", topics=(name,)) for name in ("Gold", "Tin")]
    with engine_over(articles) as engine:
        response = engine.search(SearchRequest("trade war gold tin", filters=(Filter("topic", "Gold"),)))
    assert response.matched == "most"
    (topics,) = (facet for facet in response.facets if facet.field == "topic")
    assert {value.value: value.count for value in topics.values} == {"Gold": 1, "Tin": 1}


@pytest.mark.parametrize("articles", [[], [article("1 2 3")], _many(5)], ids=["none", "no words", "several"])
def test_any_archive_can_be_warmed_up(articles: list[Article]) -> None:
    """Serving begins with it, whatever the archive holds."""
    with engine_over(articles) as engine:
        warm_up(engine)
        assert engine.status().articles == len(articles)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("zhipu OR (washington gold)", ["Zhipu"]),
        ("zhipu OR (washington -tencent)", ["Zhipu"]),
        ("zhipu OR (washington tencent)", ["Zhipu", "Washington", "Tencent"]),
        ("zhipu OR gold", ["Zhipu"]),
        ("zhipu -(washington gold)", ["Zhipu"]),
    ],
)
def test_only_what_an_article_was_found_by_is_marked(text: str, marked: list[str]) -> None:
    """Words of an alternative that does not hold stay unmarked, in hits and on the article's page."""
    story = article("Zhipu and Washington and Tencent")
    with engine_over([story]) as engine:
        for title in (engine.search(SearchRequest(text)).hits[0].title, engine.article(story.id, text).title):
            assert [piece for piece, is_marked in title.parts() if is_marked] == marked


@pytest.mark.parametrize("text", ["trade AND gold", "+trade +gold"])
def test_words_that_are_asked_for_by_an_operator_are_never_left_out(text: str) -> None:
    """A written AND or + is taken at its word; bare words fall back to most of them."""
    with engine_over([article("trade war")]) as engine:
        assert engine.search(SearchRequest(text)).total == 0
        assert engine.search(SearchRequest("trade gold")).matched == "most"


def test_timeline_too_long_for_its_interval_says_so() -> None:
    """Days over centuries are given by month or year, and a note says that it was not what was asked."""
    old, new = (Instant(datetime(year, 1, 1, tzinfo=UTC)) for year in (1850, 2020))
    with engine_over([article("old", published=old), article("new", published=new)]) as engine:
        response = engine.search(SearchRequest(interval="day"))
        assert response.timeline is not None
        assert response.timeline.interval == "month"
        assert response.notes == ("The timeline is by month; by day it would be too long.",)


def test_text_that_is_no_unicode_is_answered() -> None:
    """A lone surrogate, which no page can send but a program can, is a word that nothing holds."""
    with engine_over([article(f"trade {n}") for n in range(3)]) as engine:
        assert engine.search(SearchRequest("trade OR \ud800", limit=1)).next_cursor
        assert engine.search(SearchRequest("\ud800 x*\udfff", limit=1)).total == 0
