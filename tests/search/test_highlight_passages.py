"""Passages are short, whole, in order, and show the most different matches."""

from __future__ import annotations

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from search.model import Snippet
from search.query.parse import parse_query
from search.showing.highlight import mark
from search.showing.passages import passages

_FILLER = "The harbour was quiet and the cranes stood still for most of the week. "


def found_in(text: str, query: str, **bounds: int) -> tuple[Snippet, ...]:
    (snippet,) = mark((text,), "body", parse_query(query).tree)
    return passages(text, snippet.spans, **bounds)


def marks(snippet: Snippet) -> list[str]:
    return [piece for piece, matched in snippet.parts() if matched]


def test_a_short_paragraph_is_shown_whole() -> None:
    """Nothing is cut where nothing has to be, so there is no ellipsis."""
    (passage,) = found_in("One.\n\nGold rose today.\n\nThree.", "gold")
    assert passage == Snippet("Gold rose today.", ((0, 4),))


def test_a_passage_begins_with_its_sentence_and_says_what_was_cut() -> None:
    """The sentence of a match is shown from its beginning, with the cuts visible."""
    text = _FILLER * 5 + "Then gold rose. " + _FILLER * 5
    (passage,) = found_in(text, "gold", length=100)
    assert passage.text.startswith("… Then gold rose.")
    assert passage.text.endswith(" …")
    assert marks(passage) == ["gold"]


@pytest.mark.parametrize("dots", ["…", "...", "… …", "....."])
def test_a_cut_beside_dots_of_the_text_is_shown_once(dots: str) -> None:
    """Where the text itself trails off at the place of a cut, one sign of it is enough."""
    words = f"{_FILLER * 5}{dots} then gold rose {dots} "
    for length in range(20, 120, 7):
        for passage in found_in(words + _FILLER * 5, "gold", length=length):
            assert not regex.match(r"…[\s.…]*(?:…|\.{3})", passage.text)
            assert not regex.search(r"(?:…|\.{3})[\s.…]*…$", passage.text)
            assert marks(passage) == ["gold"]


def test_dots_stay_where_nothing_is_cut() -> None:
    """A paragraph that begins and ends with dots keeps them."""
    (passage,) = found_in("... and gold rose…", "gold")
    assert passage == Snippet("... and gold rose…", ((8, 12),))


def test_passages_show_different_matches_before_more_of_the_same() -> None:
    """A passage with both words comes before many with one, and each word is shown before a repeat."""
    text = "\n\n".join(["Gold. " + _FILLER * 3] * 4 + ["Silver. " + _FILLER * 3, "Tin is here. " + _FILLER * 3])
    assert [marks(passage) for passage in found_in(text, "gold silver tin")] == [["Gold"], ["Silver"], ["Tin"]]
    both = text + "\n\nTin, gold and silver."
    assert ["Tin", "gold", "silver"] in [marks(passage) for passage in found_in(both, "gold silver tin")]


def test_inflections_of_a_word_are_one_match() -> None:
    """ "Gold's" after "gold" is nothing new, where silver is still to be shown."""
    text = "\n\n".join(_FILLER * 3 + word for word in ("Gold.", "Gold's.", "GOLDS.", "golds'.", "Silver."))
    assert [marks(passage) for passage in found_in(text, "gold silver", limit=2)] == [["Gold"], ["Silver"]]


def test_passages_come_in_the_order_of_the_text_without_overlap() -> None:
    """They are read from top to bottom."""
    text = " ".join(f"Gold number {number}. {_FILLER}" for number in range(9))
    found = found_in(text, "gold", length=80)
    numbers = [int(number) for passage in found for number in regex.findall(r"number (\d)", passage.text)]
    assert len(found) == 3
    assert numbers == sorted(set(numbers))


def test_a_passage_stays_in_its_paragraph() -> None:
    """Text of the next paragraph is not drawn in."""
    assert [passage.text for passage in found_in("Gold.\n\nSilver.", "gold silver")] == ["Gold.", "Silver."]


def test_a_phrase_across_a_break_is_shown_whole() -> None:
    """Only a match that reaches over the break brings both paragraphs together."""
    (passage,) = found_in("The trade\n\nwar ends", '"trade war"')
    assert marks(passage) == ["trade  war"]


def test_without_matches_the_beginning_is_shown() -> None:
    """A hit that matched by date or topic shows how it begins."""
    (passage,) = passages(_FILLER * 10, ())
    assert passage.text.startswith(_FILLER[:40])
    assert passage.text.endswith(" …")
    assert len(passage.text) <= 242
    assert passage.spans == ()
    assert passages("Short.\n\nText.", ()) == (Snippet("Short. Text."),)


def test_nothing_is_shown_of_nothing() -> None:
    """An empty body has no passages."""
    assert passages("", ()) == passages(" \n\n ", ()) == passages("gold", ((0, 4),), limit=0) == ()


def test_text_without_spaces_gives_short_passages() -> None:
    """Chinese text is cut between characters, a word of 64 kilobytes within itself."""
    chinese = "政府周五表示黄金价格上涨了很多" * 400
    for passage in found_in(chinese, "黄金"):
        assert len(passage.text) <= 244
        assert "黄金" in marks(passage)
    (cut,) = found_in("a" * 65_536, "a*")
    assert cut == Snippet("a" * 240 + " …", ((0, 240),))


def test_the_rest_of_a_match_that_is_longer_than_a_passage_is_in_no_other() -> None:
    """It would stand there as if it were a word of its own that did not match."""
    text = f"{'x' * 300} and {'y' * 20} xy"
    first, second = passages(text, [(0, 300), (305, 325)])
    assert first == Snippet("x" * 240 + " …", ((0, 240),))
    assert second == Snippet(f"… and {'y' * 20} xy", ((6, 26),))


def test_a_written_character_is_never_cut() -> None:
    """Letters keep their marks, families and flags stay together."""
    family = "👩‍👩‍👧‍👦e\u0301🇫🇷"
    whole, part = "👩‍👩‍👧‍👦e\u0301|e\u0301🇫🇷", "👩‍👩‍👧‍👦|🇫🇷"
    for length in range(20, 60):
        (passage,) = found_in(family * 50 + " gold " + family * 50, "gold", length=length)
        for side in (piece.strip("… ") for piece in passage.text.split("gold")):
            assert regex.fullmatch(f"(?:{whole}|{part})?(?:{family})*(?:{part}|{whole})?", side)


_words = st.sampled_from(
    ["gold", "silver", "Tencent-backed", "東京東京", "a.", "b?", "x" * 30, "\n\n", "\n", "e\u0301", "…", "..."]
)
_texts = st.lists(_words, max_size=60).map(" ".join)


@given(_texts, st.integers(1, 4), st.integers(20, 120))
def test_passages_are_bounded_and_true_to_the_text(text: str, limit: int, length: int) -> None:
    """Each is a piece of the text, no longer than asked unless a match is, with its spans in place."""
    (whole,) = mark((text,), "body", parse_query('gold "silver gold" "東京東"').tree)
    one_line = regex.sub(r"\s", " ", text)
    matched = {one_line[start:end] for start, end in whole.spans}
    at = 0
    found = passages(text, whole.spans, limit=limit, length=length)
    assert len(found) <= limit
    for passage in found:
        inner = passage.text.removeprefix("… ").removesuffix(" …")
        assert len(inner) <= length
        if whole.spans:
            at = one_line.index(inner, at) + len(inner)
            assert passage.spans
        edges = [edge for span in passage.spans for edge in span]
        assert edges == sorted(set(edges))
        for piece in marks(passage):
            assert piece in matched or any(match.startswith(piece) for match in matched if len(match) > length)


def test_a_long_body_with_many_matches_is_cut_quickly() -> None:
    """A megabyte with ten thousand matches of two words that never stand together."""
    text = "\n\n".join((_FILLER + "Gold. ") * 2 + _FILLER for _ in range(4_500)) + "\n\nSilver."
    (whole,) = mark((text,), "body", parse_query("gold silver").tree)
    started = time.process_time()
    found = passages(text, whole.spans)
    assert time.process_time() - started < 1
    assert len(whole.spans) > 9_000
    assert len(text) > 900_000
    assert marks(found[-1]) == ["Silver"]
