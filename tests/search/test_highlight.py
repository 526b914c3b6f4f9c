"""What is marked is what matched: phrases as phrases, words as written, nothing under NOT."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyze, query_terms
from search.model import Snippet
from search.query.parse import parse_query
from search.showing.highlight import mark, mark_paragraphs


def marked(text: str, query: str, field: str = "body") -> list[str]:
    """The pieces of a text that a query marks."""
    (snippet,) = mark((text,), field, parse_query(query).tree)
    return [piece for piece, matched in snippet.parts() if matched]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("trade", "Trade traded TRADING trader", ["Trade", "traded", "TRADING"]),
        ('"trade war"', "trade talks, war; the trade wars. War trade", ["trade wars"]),
        ('"trade war" gold', "trade of gold, war", ["gold"]),
        ('"war of words"~2', "words and a war of attrition; of", ["words", "war", "of"]),
        ('"gold gold tin"~9', "gold, gold, gold, tin", ["gold", "gold", "tin"]),
        ('"tencent tencentbacked"~3', "tencent, a Tencent-backed firm", ["tencent", "Tencent-backed"]),
        ('"tencent tencentbacked"~3', "a Tencent-backed firm", []),
        ('"gold silver"~1', "gold or silver, gold or else the silver", ["gold", "silver", "gold"]),
        ("tencent", "Tencent-backed", ["Tencent"]),
        ("tencentbacked", "a Tencent-backed firm", ["Tencent-backed"]),
        ("Tencent-backed", "tencent backed, Tencentbacked, backed", ["tencent backed", "Tencentbacked"]),
        ("china", "China's and Chinas", ["China's", "Chinas"]),
        ("US", "The U.S. and us", ["U.S.", "us"]),
        ("$2.7", "2.7 or $2.7 or €2.7", ["$2.7"]),
        ("2.7", "2.7 or $2.7", ["2.7", "$2.7"]),
        ("ete", "L'été", ["été"]),
        ("東京", "東京都 京東", ["東京"]),
        ("tra*", "trade extra Tra", ["trade", "Tra"]),
        ("wo*d", "world words wood-word wod", ["world", "wood-word", "wod"]),
        ("*ing", "wing or winging it", ["wing", "winging"]),
        ("gold NOT silver", "gold silver", ["gold"]),
        ("-gold", "gold", []),
        ("gold -(silver OR -tin)", "gold silver tin", ["gold"]),
        ("gold OR silver", "gold silver", ["gold", "silver"]),
        ("title:gold", "gold", []),
        ("body:gold", "gold", ["gold"]),
        ("*", "gold", []),
        ("date:2021 quality:>=50", "2021 50", []),
        ('"new york new york"~1', "new york, york new", ["new york, york new"]),
    ],
)
def test_marks_when_searching_a_body(query: str, text: str, expected: list[str]) -> None:
    """Each operator marks what it matches and no more."""
    found = marked(text, query)
    if query.startswith('"new york'):
        assert [word for piece in found for word in piece.replace(",", "").split()] == ["new", "york", "york", "new"]
    else:
        assert found == expected


def test_bare_words_mark_only_default_fields() -> None:
    """A field that bare words do not search shows no marks for them."""
    assert marked("Ann Gold", "gold", "title") == ["Gold"]
    assert marked("Ann Gold", "gold", "author") == []
    assert marked("Ann Gold", "author:gold", "author") == ["Gold"]


def test_phrases_stay_within_one_text_of_a_field() -> None:
    """Two topics that stand one after the other are no phrase."""
    tree = parse_query('"trade war"').tree
    snippets = mark(("Foreign trade", "War", "Trade war"), "topic", tree)
    assert [snippet.spans for snippet in snippets] == [(), (), ((0, 9),)]


def test_a_phrase_across_a_paragraph_break_is_marked_on_both_sides() -> None:
    """The article page shows a paragraph at a time and loses no mark."""
    paragraphs = mark_paragraphs("A trade\n\nwar.\n\n\nWar, and trade", parse_query('"trade war"').tree)
    assert [snippet.parts() for snippet in paragraphs] == [
        (("A ", False), ("trade", True)),
        (("war", True), (".", False)),
        (("War, and trade", False),),
    ]


def test_no_paragraphs_when_there_is_no_body() -> None:
    """An article without a body has nothing to show."""
    assert mark_paragraphs("", parse_query("gold").tree) == ()


_words = st.sampled_from("trade war wars Tencent-backed tencent U.S. $2.7 東京 été\n\n . , new york".split(" "))
_texts = st.lists(_words, max_size=12).map(" ".join)
_queries = st.lists(
    st.sampled_from(
        'trade "trade war" "new york"~2 -war t* tencent-backed 2.7 (war OR 東) ete "war trade war"~3'.split(" ")
    ),
    max_size=4,
).map(" ".join)


@given(_texts, _queries)
def test_spans_are_sorted_apart_and_inside(text: str, query: str) -> None:
    """A surface can cut the text at the spans without checking them."""
    (snippet,) = mark((text,), "body", parse_query(query).tree)
    edges = [edge for span in snippet.spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
    assert "".join(piece for piece, _ in snippet.parts()) == text


def test_a_word_that_is_asked_for_many_times_is_marked_in_a_long_text_at_once() -> None:
    """As for one that is asked for once."""
    text = "trade " * 40_000 + "war"
    query = f'"{"trade " * 30}war"~1000'
    marked("trade", query)
    started = perf_counter()
    assert marked(text, query) == ["trade"] * 30 + ["war"]
    assert perf_counter() - started < 3


@given(_texts, st.sampled_from("trade war tencent 東京 ete 2.7 york".split()))
def test_every_token_of_a_word_is_marked_and_no_other(text: str, word: str) -> None:
    """Marks of a single word are exactly the tokens with its term."""
    (term, *rest) = query_terms(word).parts
    (snippet,) = mark((text,), "body", parse_query(word).tree)
    covered = {place for start, end in snippet.spans for place in range(start, end)}
    if not rest:
        assert covered == {p for t in analyze(text) if t.term == term for p in range(t.start, t.end)}


@given(_texts, _queries)
def test_paragraphs_hold_the_marks_of_the_body(text: str, query: str) -> None:
    """Cutting a body into paragraphs loses no marked letter."""
    tree = parse_query(query).tree
    (whole,) = mark((text,), "body", tree)

    def letters(snippets: tuple[Snippet, ...]) -> str:
        pieces = [piece for snippet in snippets for piece, matched in snippet.parts() if matched]
        return "".join("".join(pieces).split())

    assert letters(mark_paragraphs(text, tree)) == letters((whole,))
