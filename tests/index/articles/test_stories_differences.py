"""What differs between two versions of a text, as a reader is shown it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stories.differences import MAX_EDITS, Passage, differences

TEXTS = st.lists(st.sampled_from(["a", "b", "c.", "d\n\n", "雨", "”", " ", "e.f"]), max_size=30).map(" ".join)


def told(earlier: str, later: str) -> list[tuple[str, str]]:
    """The differences as pairs."""
    return [(passage.fate, passage.text) for passage in differences(earlier, later)]


def joined(passages: tuple[Passage, ...], *fates: str) -> str:
    """The text of the passages of some fates."""
    return "".join(passage.text for passage in passages if passage.fate in fates)


@given(TEXTS, TEXTS)
def test_passages_make_out_both_texts(earlier: str, later: str) -> None:
    """Nothing is lost or made up: kept and added are the later text, kept and removed the earlier one's words."""
    passages = differences(earlier, later)
    assert joined(passages, "same", "added") == later.strip()
    assert "".join(joined(passages, "same", "removed").split()) == "".join(earlier.split())
    assert all(passage.text for passage in passages)
    assert all(one.fate != other.fate for one, other in pairwise(passages))


@given(TEXTS)
def test_same_text_has_one_passage(text: str) -> None:
    """A text does not differ from itself, nor from itself in other lines."""
    assert {fate for fate, _ in told(text, " \n".join(text.split()))} <= {"same"}


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("", "", []),
        ("", "New text.", [("added", "New text.")]),
        ("Old text.", "", [("removed", "Old text.")]),
        (
            "It rained. All went home. The end.",
            "It rained. The end.",
            [("same", "It rained. "), ("removed", "All went home. "), ("same", "The end.")],
        ),
        (
            "The old red boat sank at once.",
            "The new blue boat sank at once.",
            [("same", "The "), ("removed", "old red "), ("added", "new blue "), ("same", "boat sank at once.")],
        ),
        (
            "Ten of them saw the ship.",
            "Two of whom heard the ship.",
            [("removed", "Ten of them saw "), ("added", "Two of whom heard "), ("same", "the ship.")],
        ),
        ("雨が降った。", "雪が降った。", [("removed", "雨"), ("added", "雪"), ("same", "が降った。")]),
    ],
    ids=["nothing", "all new", "all gone", "a sentence", "some words", "a word between changes", "without spaces"],
)
def test_differences_are_told_as_a_reader_would(earlier: str, later: str, expected: list[tuple[str, str]]) -> None:
    """Whole sentences where they went, else the words in them, and no single word kept between two changes."""
    assert told(earlier, later) == expected


def test_corrections_in_a_long_text_are_found() -> None:
    """A word changed in each of many sentences of a long report is told as that word."""
    sentences = [f"Sentence {n} of the report says what number {n} did." for n in range(2_000)]
    corrected = [s.replace("says", "tells") if n % 20 == 0 else s for n, s in enumerate(sentences)]
    passages = differences(" ".join(sentences), " ".join(corrected))
    assert [p.text for p in passages if p.fate == "removed"] == ["says "] * 100


def test_texts_that_share_nothing_are_given_whole() -> None:
    """Work is bounded: two long texts with nothing in common are one removed and one added, told in moments."""
    earlier = " ".join(f"old{n}" for n in range(50 * MAX_EDITS))
    later = " ".join(f"new{n}." for n in range(50 * MAX_EDITS))
    assert told(earlier, later) == [("removed", earlier), ("added", later)]


def test_adversarial_texts_end() -> None:
    """Few words in ever another order, the worst case of an edit script, still come to an end."""
    earlier = " ".join("xyz"[n * n % 7 % 3] for n in range(30_000))
    later = " ".join("zyx"[n * n * n % 11 % 3] for n in range(30_000))
    passages = differences(earlier, later)
    assert joined(passages, "same", "added") == later
    assert joined(passages, "removed")
