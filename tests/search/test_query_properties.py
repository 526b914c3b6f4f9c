"""Any text is a query: it never raises, and what it was read as reads the same again."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.query.lexer import MAX_NOTES
from search.query.limits import MAX_CLAUSES
from search.query.parse import _parse_any, describe, parse_query, words_in
from search.query.tree import And, Node, Not, Or, Word

_PIECES = (
    *'a b gold Tencent-backed U.S. $2.7 東京 été AND OR NOT and - + -- ( ) () " “ ” „ « » ""'.split(),
    *"~ ~5 ^2 * ** pre* w*d".split(),
    *"title: Topics: body:x url: url:https://e.org/a%2525_(b)?c=d date: date:2021 date:2021-12.. date:>9999".split(),
    *"date:<0001 date:*  quality:>=50 heat:-5 heat:x title:-x https://e.org/(x !!! : :x re:inv* \\ ' \x00 ـ".split(),
    " ",
    "\n",
    "\ud800",
)
_query_like = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)
_spaced = st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join)
_texts = st.one_of(st.text(max_size=40), _query_like, _spaced)


def nodes(tree: Node) -> list[Node]:
    """A tree and all that stands in it."""
    match tree:
        case And(children) | Or(children):
            return [tree, *(node for child in children for node in nodes(child))]
        case Not(child):
            return [tree, *nodes(child)]
        case _:
            return [tree]


@example("က*-0")
@given(_texts)
@example('url:"https://e.org/a%2525"')
@example("+AND -OR NOT +NOT")
@example("https://e.org/a)b(c")
def test_a_query_reads_the_same_when_described(text: str) -> None:
    """What is shown as "read as" can be typed again and means the same."""
    tree = parse_query(text).tree
    assert parse_query(describe(tree)).tree == tree


@given(_texts)
def test_trees_are_simple(text: str) -> None:
    """No And with one child, no And straight in an And, no double negation."""
    for node in nodes(parse_query(text).tree):
        if isinstance(node, And | Or):
            assert len(node.children) > 1
            assert not any(type(child) is type(node) for child in node.children)
        if isinstance(node, Not):
            assert not isinstance(node.child, Not)


@example("gold~3")
@given(_texts)
def test_notes_are_sentences(text: str) -> None:
    """Every note is one sentence for people, said once."""
    notes = parse_query(text).notes
    assert len(set(notes)) == len(notes) <= MAX_NOTES + 1
    assert all(note.endswith(".") and (note[0].isupper() or note[0] == "“") for note in notes)


@given(_texts)
def test_words_in_stand_where_they_say(text: str) -> None:
    """The places of words are theirs in the text as typed, in order and apart."""
    found = words_in(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


_plain = st.sampled_from(
    'a AND and ANDY OR or NOT not gold Gold* title a* -a -b* -OR OR* -"a b" "AND" "a" - * "'.split(" ")
)


@given(st.lists(_plain | st.text("aXz"), max_size=12))
def test_plain_queries_read_the_same_the_short_way(words: list[str]) -> None:
    """Operators, and words that look like one, are told apart on both ways."""
    text = " ".join(words)
    assert parse_query(text) == _parse_any(text)


@given(st.lists(st.sampled_from("gold silver trade war".split()), min_size=1, max_size=6))
def test_plain_words_are_all_wanted(words: list[str]) -> None:
    """Words without operators are joined by AND, in order, and nothing needs a note."""
    parsed = parse_query(" ".join(words))
    assert parsed.notes == ()
    leaves = parsed.tree.children if isinstance(parsed.tree, And) else (parsed.tree,)
    assert leaves == tuple(Word(word) for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        ")" * 100_000,
        "(a " * 50_000,
        "-" * 100_000,
        "- " * 50_000,
        "NOT " * 25_000,
        '"' * 100_000,
        '“"' * 50_000,
        "a* " * 30_000,
        "title:" * 20_000,
        "a" * 100_000,
        "*" * 100_000,
        "a*" * 50_000,
        "a~1" * 30_000,
        "a OR " * 20_000,
        "url:https://e.org/" + "(" * 90_000,
        "date:" + "9" * 90_000,
        '"a b"~' + "9" * 90_000,
        "a b " * 1_000_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_huge_query_is_bounded(text: str) -> None:
    """Hostile text is read quickly, into a small tree, and says what was left out."""
    started = time.process_time()
    parsed = parse_query(text)
    assert time.process_time() - started < 2
    assert len(nodes(parsed.tree)) <= 2 * MAX_CLAUSES
    assert parse_query(describe(parsed.tree)).tree == parsed.tree
    assert parsed.notes or describe(parsed.tree) in ("*", "title:*")
