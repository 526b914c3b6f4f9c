"""Answers as JSON and as text: shapes that clients rely on, and what must never be in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from index.article import Article, Image, Instant, Kind
from index.errors import ArticleNotFound, IndexMissing, InvalidRequest
from index.stories.differences import Passage
from search.model import (
    Bucket,
    Contribution,
    Copy,
    Facet,
    FacetValue,
    Hit,
    MarkedArticle,
    SearchRequest,
    SearchResponse,
    Snippet,
    Status,
    Timeline,
)
from tests.small_archive import DANGEROUS, KNOWN, LOCKED, RICH, SECRET_PATH
from web.render import (
    Json,
    article_summary,
    article_to_json,
    encode_json,
    marked_article_to_json,
    problem_to_json,
    response_to_json,
    status_to_json,
)
from web.terminal import article_to_text, response_to_text, status_to_text


def response(*, explain: bool = False, article: Article = RICH) -> SearchResponse:
    """An answer with something in every place."""
    hit = Hit(
        article,
        score=1.23456,
        title=Snippet("Harbour budget approved", ((8, 14),)),
        passages=(Snippet("The harbour budget was approved.", ((12, 18),)),),
        explanation=(Contribution("title", "budget", 0.9),) if explain else (),
    )
    return SearchResponse(
        request=SearchRequest(text="budgit harbor", explain=explain),
        read_as="budgit AND harbor",
        notes=("A note.",),
        matched="most",
        total=1200,
        articles=1300,
        hits=(hit,),
        facets=(Facet("topic", (FacetValue("Budget", 7, 9, True), FacetValue("Harbour", 2, 2)), distinct=9),),
        timeline=Timeline("month", (Bucket("2021-12", 7, 8),), undated=3),
        suggestion="budget harbour",
        next_cursor="abc",
        generation="g-1",
        took_ms=1.23456,
    )


def read(to_json: Callable[..., Json], *given: object) -> Any:
    """What a client reads of a value."""
    return json.loads(encode_json(to_json(*given)))


MARKED = MarkedArticle(
    article=RICH,
    title=Snippet(RICH.title, ((8, 14),)),
    excerpt=Snippet(RICH.excerpt),
    body=(Snippet("The harbour budget was approved.", ((12, 18),)), Snippet("Nobody spoke.")),
    related=(LOCKED, KNOWN),
    matches=2,
    copies=(Copy(KNOWN, (Passage("removed", "Nobody "), Passage("added", "Few "), Passage("same", "spoke."))),),
    copies_total=3,
)


def test_answer_has_every_key_for_clients() -> None:
    """The shape of an answer: keys may be added, never changed."""
    shown = read(response_to_json, response())
    assert shown["query"] == {
        "text": "budgit harbor",
        "read_as": "budgit AND harbor",
        "notes": ["A note."],
        "matched": "most",
    }
    assert shown["facets"] == {
        "topic": [
            {"value": "Budget", "count": 7, "articles": 9, "selected": True},
            {"value": "Harbour", "count": 2, "articles": 2, "selected": False},
        ]
    }
    buckets = [{"date": "2021-12", "count": 7, "articles": 8}]
    assert shown["timeline"] == {"interval": "month", "buckets": buckets, "undated": 3}
    rest = {
        name: shown[name] for name in ("total", "articles", "took_ms", "suggestion", "next", "generation", "distinct")
    }
    assert rest == {
        "total": 1200,
        "articles": 1300,
        "took_ms": 1.23,
        "suggestion": "budget harbour",
        "next": "abc",
        "generation": "g-1",
        "distinct": {"topic": 9},
    }


def test_hit_has_its_article_and_spans() -> None:
    """A hit gives the article's metadata, and title and passages as text with the spans that matched."""
    (hit,) = read(response_to_json, response())["hits"]
    assert hit["article"]["id"] == RICH.id
    assert hit["article"]["source_id"] == "HC-7"
    assert hit["title"] == {"text": "Harbour budget approved", "spans": [[8, 14]]}
    assert hit["passages"] == [{"text": "The harbour budget was approved.", "spans": [[12, 18]]}]
    assert hit["score"] == 1.2346
    assert "body" not in hit["article"]
    assert "explanation" not in hit


def test_hit_explains_its_score_when_asked() -> None:
    """What each word added to a score is there if it was asked for."""
    (hit,) = read(response_to_json, response(explain=True))["hits"]
    assert hit["explanation"] == [{"field": "title", "text": "budget", "score": 0.9}]


def test_empty_places_are_null_for_clients() -> None:
    """Nothing to suggest and nothing to go on with is null, not an empty text."""
    empty = SearchResponse(SearchRequest(interval=None), "*", (), "all", 0, ())
    shown = read(response_to_json, empty)
    assert (shown["next"], shown["suggestion"], shown["timeline"], shown["hits"]) == (None, None, None, [])


@pytest.mark.parametrize(
    ("instant", "date", "assumed"),
    [
        (Instant(datetime(2021, 1, 1, tzinfo=UTC), "year"), "2021", False),
        (Instant(datetime(2021, 12, 1, tzinfo=UTC), "month"), "2021-12", False),
        (Instant(datetime(2021, 12, 14, tzinfo=UTC), "day"), "2021-12-14", False),
        (Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC)), "2021-12-14T00:50:00Z", False),
        (Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC), zone="assumed"), "2021-12-14T00:50:00Z", True),
        (None, None, False),
    ],
)
def test_date_is_as_exact_as_its_source(instant: Instant | None, date: str | None, assumed: bool) -> None:
    """A bare day stays a day; an assumed zone is said."""
    shown = read(article_to_json, Article("1", Kind.FULL, "t", published=instant))
    assert (shown["published"], shown["published_zone_assumed"]) == (date, assumed)


def test_article_is_whole_as_json() -> None:
    """Everything the archive holds of an article is there, but not where it was read."""
    shown = read(article_to_json, RICH)
    assert shown["body"] == RICH.body
    assert shown["cuts"] == [{"text": "Gold hits a new high", "reason": "teaser of another story"}]
    assert shown["authors"] == ["Ida Brandt", "Noor Said"]
    assert shown["provider"] == {"name": "Harbour Courier", "domain": "courier.example", "images": []}
    assert shown["images"][0] == {
        "url": "https://courier.example/quay.jpg",
        "width": 640,
        "height": 480,
        "title": "The quay",
        "cached": None,
    }
    assert {"origin"}.isdisjoint(shown)


def test_file_paths_are_in_no_rendering() -> None:
    """Where an article was read is never shown, in any form."""
    marked = MarkedArticle(DANGEROUS, Snippet(DANGEROUS.title), Snippet(""), (), (DANGEROUS,), 0)
    shown = [
        json.dumps(read(response_to_json, response(article=DANGEROUS))),
        json.dumps(read(marked_article_to_json, marked)),
        response_to_text(response(article=DANGEROUS)),
        article_to_text(marked),
    ]
    assert not [text for text in shown if SECRET_PATH in text]


def test_marked_article_has_paragraphs_and_relations() -> None:
    """An article to read gives a snippet a paragraph, the number of marks, and its relations without bodies."""
    shown = read(marked_article_to_json, MARKED)
    assert [paragraph["spans"] for paragraph in shown["body"]] == [[[12, 18]], []]
    assert shown["matches"] == 2
    assert [(one["id"], one["kind"]) for one in shown["related"]] == [(LOCKED.id, "secured"), (KNOWN.id, "reference")]


def test_status_has_counts_by_kind() -> None:
    """The status says what is served and how much of each kind."""
    status = Status("g-1", "2024-01-01T00:00:00Z", 12000, (("full", 11000), ("reference", 1000)), "", "", 5)
    shown = read(status_to_json, status)
    assert (shown["articles"], shown["kinds"], shown["first"]) == (12000, {"full": 11000, "reference": 1000}, None)
    assert "12,000 (11,000 full, 1,000 reference)" in status_to_text(status)


def test_problem_names_the_parameter_when_one_is_bad() -> None:
    """An error document has status, stable code, sentence and the parameter at fault."""
    problem = problem_to_json(InvalidRequest("No.", parameter="limit", code="limit_out_of_range"))
    assert problem == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "code": "limit_out_of_range",
        "detail": "No.",
        "parameter": "limit",
    }


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(ArticleNotFound("x"), 404, "article_not_found"), (IndexMissing("x"), 503, "index_missing")],
)
def test_problem_has_the_status_of_its_error(error: ArticleNotFound | IndexMissing, status: int, code: str) -> None:
    """Each error has its own status and code."""
    problem = problem_to_json(error)
    assert (problem["status"], problem["code"]) == (status, code)
    assert "parameter" not in problem


def test_text_marks_words_for_a_plain_terminal() -> None:
    """Without colour the marked words stand between asterisks; total, notes and suggestion are said."""
    text = response_to_text(response())
    assert "1,200 articles" in text
    assert "1. Harbour *budget* approved" in text
    assert "\n   The harbour *budget* was approved.\n" in text
    assert "A note." in text
    assert "Did you mean: budget harbour" in text
    assert "--cursor abc" in text
    assert "\x1b" not in text


def test_text_shows_a_passage_as_it_was_cut() -> None:
    """Where a passage begins inside a paragraph it says so itself, once."""
    passage = Snippet("… of the harbour …", ((9, 16),))
    hit = Hit(RICH, 1.0, Snippet(RICH.title), (passage,))
    assert "\n   … of the *harbour* …\n" in response_to_text(structs.replace(response(), hits=(hit,))) + "\n"


def test_text_of_a_hit_has_no_blank_line_when_little_is_known() -> None:
    """An article without provider, date and topics takes a line less."""
    bare = Article("bare-id", Kind.FULL, "A title")
    text = response_to_text(structs.replace(response(article=bare), facets=(), next_cursor=""))
    block = text.split("\n\n", 1)[1]
    assert block.splitlines() == [
        "1. Harbour *budget* approved",
        "   bare-id",
        "   The harbour *budget* was approved.",
    ]


def test_text_marks_words_in_colour_when_asked() -> None:
    """With colour the marks are escape sequences, and every one is closed."""
    text = response_to_text(response(), color=True)
    assert "\x1b[33mbudget\x1b[0m" in text
    assert text.count("\x1b[0m") * 2 == text.count("\x1b[")


def test_text_disarms_control_characters_of_an_article() -> None:
    """No article can move the cursor or change the colours of a terminal."""
    evil = Article("1", Kind.FULL, "a\x1b[2Jb\x07", topics=("t\x1b]0;x\x07",), url="https://x.example/\x9b1m")
    marked = MarkedArticle(evil, Snippet(evil.title), Snippet(""), (Snippet("line\x1b[1A\rgone"),), (evil,), 0)
    shown = article_to_text(marked) + response_to_text(response(article=evil))
    assert not set(shown) & {"\x1b", "\x07", "\x9b", "\r"}
    assert "a�[2Jb�" in shown


@pytest.mark.parametrize(("article", "words"), [(LOCKED, "is locked"), (KNOWN, "does not hold it")])
def test_text_says_why_there_is_no_body(article: Article, words: str) -> None:
    """A locked body and a reference say what they are."""
    assert words in article_to_text(MarkedArticle(article, Snippet(article.title), Snippet(""), (), (), 0))


def leaves(value: object) -> Iterator[str]:
    """Everything that JSON says, each as it is written."""
    if isinstance(value, dict):
        yield from (leaf for one in value.values() for leaf in leaves(one))
    elif isinstance(value, list):
        yield from (leaf for one in value for leaf in leaves(one))
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def test_text_of_an_article_has_all_that_its_json_has() -> None:
    """Whoever reads in a terminal is not told less: each fact stands there under its name."""
    logo = Image("https://courier.example/logo.png", title="The mast")
    provider = structs.replace(RICH.provider, images=(logo,))
    article = structs.replace(RICH, provider=provider, published_flag=False)
    text = article_to_text(replace(MARKED, article=article, title=Snippet(article.title)))
    summary = read(article_summary, article)
    summary.pop("kind")  # told by what is said in place of a body
    assert [leaf for leaf in leaves(summary) if leaf not in text] == []
    for fact in ("quality     70", "heat        -1", "updated     2021-12-16", "flag        not published"):
        assert f"\n{fact}\n" in text
    assert "\nimage       https://courier.example/quay.jpg (640 × 480, The quay)\n" in text
    assert "\nalso at     https://courier.example/amp/rich\n" in text


def test_text_of_an_article_has_its_parts() -> None:
    """An article to read: facts, paragraphs, relations and cuts."""
    text = article_to_text(MARKED)
    for part in (
        "Harbour *budget* approved",
        "Ida Brandt, Noor Said",
        "2021-12-15T23:05:00Z",
        "Nobody spoke.",
        LOCKED.title,
        "[teaser of another story] Gold hits a new high",
    ):
        assert part in text
