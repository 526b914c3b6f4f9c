"""Posting records read by blocks: rows, positions and phrases are those of the whole records."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.phrases import read_phrases
from index.codec.postings import as_words
from index.codec.seeking import read_among, read_positions_of, rows_in
from search.matching.positions import phrase_starts
from tests.index.codec.test_postings import Posting, encoded, posting_lists

_COUNTS = (1, 2, 40, 127, 128, 129, 256, 300, 400)  # around the size of a block and of two


@settings(max_examples=60)
@given(posting_lists(), st.data())
def test_positions_of_chosen_documents_are_theirs(given_: list[Posting], data: st.DataObject) -> None:
    """Skipping over blocks of documents loses and shifts nothing."""
    rows = data.draw(st.lists(st.integers(0, len(given_) - 1), unique=True).map(sorted))
    blob, offsets = encoded([given_])
    starts, positions = read_positions_of(blob, as_words(blob), int(offsets[0]), np.array(rows, np.int32))
    read = [positions[start:end].tolist() for start, end in pairwise(starts.tolist())]
    assert read == [given_[row][1] for row in rows]


@settings(max_examples=60)
@given(posting_lists(), st.integers(0, 2**32), st.sampled_from((0.0, 0.01, 0.5, 1.0)))
def test_rows_and_frequencies_are_those_of_the_wanted_documents(given_: list[Posting], seed: int, share: float) -> None:
    """Few and many of its documents, with others before, between and behind them, which have no row."""
    docs = [doc for doc, _ in given_]
    rng = np.random.default_rng(seed)
    others = rng.integers(0, docs[-1] + 3, 20).tolist()
    wanted = sorted({*np.array(docs)[rng.random(len(docs)) < share].tolist(), *others})
    blob, offsets = encoded([given_])
    rows = np.empty(len(wanted), np.int32)
    found = rows_in(blob, as_words(blob), int(offsets[0]), np.array(wanted, np.int32), rows)
    places = {doc: row for row, doc in enumerate(docs)}
    assert rows.tolist() == [places.get(doc, -1) for doc in wanted]
    assert found == sum(doc in places for doc in wanted)
    kept, frequencies = read_among(blob, as_words(blob), int(offsets[0]), np.array(wanted, np.int32))
    assert kept.tolist() == [doc for doc in wanted if doc in places]
    assert frequencies.tolist() == [len(given_[places[doc]][1]) for doc in kept.tolist()]


@st.composite
def _terms(draw: st.DrawFn) -> list[list[Posting]]:
    """Terms that stand in many of the same documents, near the beginning; a term may come twice."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    widest, furthest = draw(st.sampled_from((1, 3))), draw(st.sampled_from((2, 6, 300)))
    lists = []
    for _ in range(draw(st.integers(1, 4))):
        docs = (np.cumsum(rng.integers(1, widest + 1, draw(st.sampled_from(_COUNTS)))) - 1).tolist()
        lists.append([(doc, sorted(set(rng.integers(0, furthest, rng.integers(1, 6)).tolist()))) for doc in docs])
    return [draw(st.sampled_from(lists)) for _ in range(draw(st.integers(1, 4)))]


@settings(max_examples=100)
@given(_terms())
def test_phrases_start_where_those_of_each_document_do(terms: list[list[Posting]]) -> None:
    """Documents without the phrase are left out; the places of the others are those of `phrase_starts`."""
    blob, offsets = encoded(terms)
    docs, frequencies, bounds, starts = read_phrases(blob, as_words(blob), offsets)
    held = [dict(term) for term in terms]
    common = sorted(set.intersection(*map(set, held)))
    expected = {doc: phrase_starts([one[doc] for one in held]) for doc in common}
    read = [starts[first:last].tolist() for first, last in pairwise(bounds.tolist())]
    assert dict(zip(docs.tolist(), read, strict=True)) == {doc: places for doc, places in expected.items() if places}
    assert docs.tolist() == sorted(docs.tolist())
    assert frequencies.tolist() == list(map(len, read))


def test_a_phrase_of_a_thousand_common_words_is_read_at_once() -> None:
    """Each word is looked for only where those before it stand side by side, and so most of them nowhere."""
    count = 4_000
    lists: list[list[Posting]] = [
        [(doc, [3 * step + word for step in range(8)] if doc else list(range(word, 1_000, 2))) for doc in range(count)]
        for word in (0, 1)
    ]
    blob, offsets = encoded(lists)
    repeated = np.tile(offsets, 500)
    read_phrases(blob, as_words(blob), offsets)  # compiles, where nothing is on disk yet
    started = perf_counter()
    docs, _, _, starts = read_phrases(blob, as_words(blob), repeated)
    assert perf_counter() - started < 1
    assert docs.tolist() == [0]
    assert starts.tolist() == [0]
