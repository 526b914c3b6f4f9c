"""What text becomes when it is indexed, and what a word asks for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyze, analyze_texts, fold, query_terms

CASES = {
    "China's exports": "china export",
    "China’s": "china",
    "companies'": "compani",
    "Tencent-backed": "tencent back +tencentback",
    "state‑of‑the‑art": "state of the art +stateoftheart",
    "U.S. U.S US": "us us us",
    "U.S.-based": "us base +usbas",
    "J.P. Morgan": "jp morgan",
    "$2.7 billion": "$2.7 ~2.7 billion",
    "US$2.7bn": "us $2.7 ~2.7 bn +2.7bn",
    "1,750 t, 12,5": "1750 t 12 5",
    "5% of 5G": "5% ~5 of 5g",
    "COVID-19": "covid 19 +covid19",
    "AT&T and O’Brien": "at t +att and o brien +obrien",
    "Café ÉTÉ Łódź ﬁne Ｗｉｄｅ": "cafe ete lodz fine wide",
    "東京タワー": "東 京 タ ワ ー",
    "대통령이": "대 통 령 이",
    "हिन्दी में": "हिन्दी में",
    "the and of": "the and of",
    "-- … !? ()": "",
    "١٢٣": "123",
}


@pytest.mark.parametrize("text", CASES)
def test_text_becomes_these_terms(text: str) -> None:
    """One case a line: parts as they are, `+` for the whole of a joined run, `~` for a number without its sign."""
    sign = {"part": "", "whole": "+", "bare": "~"}
    assert " ".join(sign[token.role] + token.term for token in analyze(text)) == CASES[text]


@given(st.text(max_size=200))
def test_tokens_stand_in_the_text_in_order_for_any_text(text: str) -> None:
    """Offsets lie inside the text, parts do not overlap and take one position each."""
    parts = [token for token in analyze(text) if token.role == "part"]
    assert [token.position for token in parts] == list(range(len(parts)))
    assert all(0 <= token.start < token.end <= len(text) for token in analyze(text))
    assert all(one.end <= other.start for one, other in pairwise(parts))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """A folded word is its own folded form, so index and query meet."""
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(("trade", "U.S.", "Tencent-backed", "$5", "東京")), min_size=1, max_size=6))
def test_words_of_a_query_stand_in_a_text_that_holds_them(words: list[str]) -> None:
    """What a written phrase asks for stands side by side in the analysis of the same words."""
    text = " ".join(words)
    at = {(token.term, token.position) for token in analyze(text)}
    assert all((term, place) in at for place, term in enumerate(query_terms(text).parts))


@given(st.text("abSz's.-é ", max_size=12) | st.text(max_size=6))
def test_a_word_of_a_query_asks_for_the_terms_that_the_text_has(text: str) -> None:
    """Also one of plain letters, which is not analysed."""
    assert query_terms(text).parts == tuple(token.term for token in analyze(text) if token.role == "part")


def test_no_phrase_reaches_from_one_text_to_the_next() -> None:
    """The words of two values of one field are never side by side."""
    first, second = analyze_texts(["AI Hardware", "AI"])
    assert second[0].position - first[-1].position > 50
