"""Corrections come from the archive's own words, and only where they help."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import stem
from search.query.parse import parse_query
from search.spelling.suggest import Speller


@dataclass(frozen=True)
class Words:
    """A vocabulary written down."""

    frequencies: Mapping[str, int]

    def frequency(self, word: str) -> int:
        return self.frequencies.get(word, 0)

    def words(self) -> Sequence[str]:
        return sorted(self.frequencies)


ARCHIVE = Words(
    {
        "treasury": 60,
        "treasure": 3,
        "entity": 40,
        "list": 90,
        "gold": 80,
        "golf": 5,
        "microsoft": 30,
        "soft": 4,
        "new": 200,
        "york": 50,
        "zhipu": 1,
        "the": 500,
        "tencent": 20,
        "backed": 25,
        "governments": 9,
        "goverment": 1,
        "government": 70,
        "übung": 12,
        "strasse": 4,
        "2021": 90,
        "東": 9,
    }
)

CORRECTED = {
    "tresury": "treasury",
    'tresury "enttiy list" -golld': 'treasury "entity list" -golld',  # nobody looks for what is excluded
    "title:tresury AND (gold OR Zhipo)": "title:treasury AND (gold OR zhipu)",
    "Tencent-bakced": "Tencent-backed",
    "teh": "the",
    "Ubungg": "ubung",
    "goverment": "government",
    "micro soft": "microsoft",
    '"micro soft" gold': '"microsoft" gold',
    "newyork": '"new york"',
    "-newyork title:newyork": '-newyork title:"new york"',
    '"newyork list"': '"new york list"',
}
LEFT_ALONE = [
    "",
    "gold",
    "GOLD",
    "golds",  # the archive's "gold" is found by it
    "golf",  # rare beside "gold", yet there
    "xyzzy",
    "golx*",
    "date:tresury",
    "url:tresury.example/a",
    "https://tresury.example/",
    "2012",
    "10:30",
    "京",
    "gl",
    "-micro soft",
    "gold NOT (tresury OR enttiy)",
    "foo:goverment",
    "micro-soft",  # the archive has it as one word
    "title:micro soft",
    "tresury AND " * 40,
]


def suggest(text: str, vocabulary: Words) -> str:
    return Speller(vocabulary).suggest(text)


@pytest.mark.parametrize(("text", "expected"), CORRECTED.items(), ids=CORRECTED)
def test_corrects_misspelt_words(text: str, expected: str) -> None:
    """The word the archive has replaces the slip; all else stays as typed."""
    vocabulary = Words({**ARCHIVE.frequencies, "ubung": 12})
    assert suggest(text, vocabulary) == expected


@pytest.mark.parametrize("text", LEFT_ALONE, ids=lambda text: text[:12])
def test_leaves_alone_what_is_no_slip(text: str) -> None:
    """No suggestion is better than a wrong one."""
    assert suggest(text, ARCHIVE) == ""


def test_the_nearest_word_wins_then_the_most_frequent() -> None:
    """One slip is likelier than two, whatever the frequencies."""
    assert suggest("mortgaje", Words({"mortgage": 2, "mortgaged": 900})) == "mortgage"
    assert suggest("bonk", Words({"bank": 9, "bond": 900, "bonus": 4000})) == "bond"
    assert suggest("oill", Words({"oil": 9, "will": 900})) == "oil"
    assert suggest("newyork", Words({"new": 90, "york": 40, "network": 20})) == '"new york"'


def test_an_empty_archive_suggests_nothing() -> None:
    """There is nothing to correct by."""
    assert suggest("tresury", Words({})) == ""


def slips(first: str, second: str) -> int:
    """The textbook table of optimal string alignment."""
    table = [[i + j if 0 in (i, j) else 0 for j in range(len(second) + 1)] for i in range(len(first) + 1)]
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            change = table[i - 1][j - 1] + (first[i - 1] != second[j - 1])
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, change)
            if i > 1 and j > 1 and first[i - 2 : i] == second[j - 1] + second[j - 2]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


_words = st.text(alphabet="abcdж", min_size=3, max_size=8)


@given(_words, st.lists(_words, min_size=1, max_size=20, unique=True))
def test_the_chosen_word_is_as_near_as_any(word: str, known: list[str]) -> None:
    """No known word of at most the allowed slips is overlooked, and none of more is taken."""
    others = [other for other in known if other != word and stem(other) != stem(word)]
    most = 2 if len(word) >= 6 else 1
    allowed = [slips(word, other) for other in others if slips(word, other) <= most]
    found = suggest(word, Words(dict.fromkeys(others, 1000)))
    if found and '"' not in found:
        assert slips(word, found) == min(allowed)
    elif not found:
        assert not allowed


@given(st.text(max_size=30))
def test_a_suggestion_is_a_query_without_new_notes(text: str) -> None:
    """Correcting never raises and never breaks the query's operators."""
    found = suggest(text, ARCHIVE)
    if found:
        assert found != text
        assert len(parse_query(found).notes) <= len(parse_query(text).notes)


def test_a_large_archive_is_searched_quickly() -> None:
    """200,000 words, of which many look alike: a correction takes a moment."""
    pick = random.Random(5)
    syllables = "ba be bi tra con ter min er ing al ent la ro mi su de ty gra phi lo na ne st".split()
    words = {"".join(pick.choices(syllables, k=pick.randint(2, 5))): pick.randint(1, 999) for _ in range(300_000)}
    speller = Speller(Words({**words, "treasury": 999}))
    started = time.process_time()
    assert speller.suggest("tresuryy") == "treasury"
    speller.suggest("traminerong")
    assert time.process_time() - started < 1
