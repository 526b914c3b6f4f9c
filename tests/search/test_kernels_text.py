"""Compiled near words, marks and passages give what their readable definitions give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.arrays import Int32s, Int64s
from search.kernels.marks import merge_spans
from search.matching.evaluate import _near
from search.matching.postings import Places
from search.model import Snippet
from search.query.parse import parse_query
from search.showing.highlight import mark
from search.showing.page_marks import Marks
from search.showing.page_passages import cut_passages
from search.showing.page_texts import PageTexts
from search.showing.passages import passages
from tests.near_windows import near_windows

_text_places = st.lists(st.integers(0, 14), max_size=6, unique=True).map(sorted)


@st.composite
def _documents(draw: st.DrawFn) -> list[list[list[int]]]:
    """By word, by document, the places of the word there, of which some may be those of others too."""
    words, documents = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    return [[draw(_text_places) for _ in range(documents)] for _ in range(words)]


def together(drawn: list[list[list[int]]]) -> tuple[Int32s, list[Places]]:
    """The same as an index gives it for documents that may hold all parts."""
    docs = np.arange(len(drawn[0]), dtype=np.int32) * 2
    return docs, [Places(*_flat(part)) for part in drawn]


def _flat(part: list[list[int]]) -> tuple[Int64s, Int32s]:
    return np.cumsum([0, *map(len, part)]), np.array([place for held in part for place in held], dtype=np.int32)


@given(_documents(), st.lists(st.integers(1, 3), min_size=4, max_size=4), st.integers(0, 6))
def test_near_words_of_many_documents_are_counted_like_those_of_each(
    drawn: list[list[list[int]]], needs: list[int], distance: int
) -> None:
    """Also where a word is asked for more than once, and where one place is that of two words."""
    docs, places = together(drawn)
    needs = needs[: len(drawn)]
    found = _near(docs, places, needs, distance)
    asked = [word for word, need in zip(drawn, needs, strict=True) for _ in range(need)]
    expected = {2 * n: len(near_windows(positions, distance)) for n, positions in enumerate(zip(*asked, strict=True))}
    assert dict(zip(found.docs.tolist(), found.frequencies.tolist(), strict=True)) == {
        doc: count for doc, count in expected.items() if count
    }


_pieces = st.sampled_from(
    [
        "gold",
        "Gold",
        "silver",
        "tin",
        "東京",
        "a.",
        'b?"',
        "c。」",
        "x" * 40,
        "\n\n",
        "\n",
        "\n \n",
        "\x1c",
        "\u3000",
        "e\u0301",
        "…",
    ]
)
_texts = st.lists(_pieces, max_size=80).flatmap(
    lambda pieces: st.sampled_from([" ", "", "  "]).map(lambda joiner: joiner.join(pieces))
)


def cut(marked: Sequence[Snippet], *, limit: int = 3, length: int = 240) -> list[tuple[Snippet, ...]]:
    """The passages of a page with these bodies and no other texts, of whose spans nobody knows what they matched."""
    none = [""] * len(marked)
    texts = PageTexts(none, [one.text for one in marked], none)
    spans = [(len(marked) + i, *span, 0, 0, -1) for i, one in enumerate(marked) for span in one.spans]
    marks = merge_spans(np.array(spans, np.int32).reshape(-1, 6), *texts.characters, len(marked), 0)
    return cut_passages(texts, Marks(*marks, ()), limit=limit, length=length)


@settings(max_examples=300)
@example(texts=["gold\n\n" + "word " * 80 + "\n\nsilver"], limit=3, length=60)
@example(texts=["tin        gold word gold silver"], limit=3, length=8)
@given(st.lists(_texts, max_size=4), st.integers(1, 4), st.integers(15, 120))
def test_compiled_passages_are_those_of_the_definition(texts: list[str], limit: int, length: int) -> None:
    """The same places, in the same order, cut and trimmed in the same way, whatever texts stand beside."""
    tree = parse_query('gold silver "tin gold" "東京"').tree
    marked = [mark((text,), "body", tree)[0] for text in texts]
    expected = [passages(one.text, one.spans, limit=limit, length=length) if one.spans else () for one in marked]
    assert cut(marked, limit=limit, length=length) == expected


def test_passages_of_a_text_whose_cut_would_split_a_character_are_those_of_the_definition() -> None:
    """Beside texts that the compiled loops can cut."""
    heap = "gold " + "e\u0301" * 400
    texts = ("Gold rose.", heap, "No gold.")
    marked = [mark((text,), "body", parse_query("gold").tree)[0] for text in texts]
    found = cut(marked, length=60)
    assert found == [passages(one.text, one.spans, length=60) for one in marked]
    assert len(found[1][0].text) < 70


def test_passages_that_the_loops_cannot_cut_owe_nothing_to_what_was_in_memory() -> None:
    """Their rows are room that nobody has filled in; a page is put together of all rows alike."""
    text = "e\u0301 gold silver gold"
    page = [mark((text,), "body", parse_query("gold silver").tree)[0]] * 20
    left_behind = [np.full(numbers, 1 << 40) for numbers in range(100, 500, 2) for _ in range(3)]
    del left_behind
    assert cut(page, length=15) == [passages(one.text, one.spans, length=15) for one in page]
