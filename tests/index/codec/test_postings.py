"""Posting lists, dictionaries and spans: every array comes back, by every way of reading it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.bits import words_for
from index.codec.dictionary import Dictionary, encode_terms, join_terms
from index.codec.layout import smallest
from index.codec.postings import (
    Bytes,
    Int64s,
    as_words,
    encode_records,
    read_counts,
    read_documents,
    read_positions,
    read_union,
    room_for,
)
from index.codec.spans import decode_spans, encode_spans

Posting = tuple[int, list[int]]  # a document and the positions in it


@st.composite
def posting_lists(draw: st.DrawFn) -> list[Posting]:
    """Documents with their positions; lists around the size of a block and gaps of any width among them."""
    count = draw(st.sampled_from((1, 2, 127, 128, 129, 300)) | st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    widest = draw(st.sampled_from((1, 3, 500, 7_000_000)))
    docs = np.cumsum(rng.integers(1, widest + 1, count)) - 1
    most = draw(st.sampled_from((1, 2, 200)))
    return [(int(doc), sorted(set(rng.integers(0, 2**31 - 1, rng.integers(1, most + 1)).tolist()))) for doc in docs]


def encoded(lists: list[list[Posting]], *, positional: bool = True) -> tuple[Bytes, Int64s]:
    docs = np.array([doc for given in lists for doc, _ in given], np.int32)
    frequencies = np.array([len(places) for given in lists for _, places in given], np.int32)
    positions = np.array([place for given in lists for _, places in given for place in places], np.int32)
    starts = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    out = np.zeros((room_for(len(lists), len(docs), len(positions)) + 3) & ~3, np.uint8)
    offsets = np.zeros(len(lists), np.int64)
    encode_records(docs, frequencies, starts, positions, positional, out, 0, offsets)
    return out, offsets


@settings(max_examples=60)
@given(st.lists(posting_lists(), min_size=1, max_size=5))
def test_postings_come_back_by_every_way_of_reading(lists: list[list[Posting]]) -> None:
    """Documents and frequencies alone, all positions, and counts are those that were written."""
    blob, offsets = encoded(lists)
    assert read_counts(blob, offsets).tolist() == list(map(len, lists))
    for given_, offset in zip(lists, offsets.tolist(), strict=True):
        docs, frequencies = read_documents(blob, as_words(blob), offset)
        assert docs.tolist() == [doc for doc, _ in given_]
        assert frequencies.tolist() == [len(places) for _, places in given_]
        docs, starts, positions = read_positions(blob, as_words(blob), offset)
        assert docs.tolist() == [doc for doc, _ in given_]
        assert np.split(positions, starts[1:-1])[-1].tolist() == given_[-1][1]
        assert positions.tolist() == [place for _, places in given_ for place in places]


@settings(max_examples=40)
@given(
    st.lists(st.dictionaries(st.integers(0, 300), st.integers(1, 9), min_size=1), min_size=1, max_size=5),
    st.sampled_from((301, 1_000_000)),
)
def test_union_sums_the_frequencies_of_each_document(lists: list[dict[int, int]], size: int) -> None:
    """Each document comes once, ascending, in a small archive and in a large one; the bits stay 0."""
    blob, offsets = encoded([[(doc, list(range(n))) for doc, n in sorted(one.items())] for one in lists])
    bits = np.zeros(words_for(size), np.uint64)
    docs, sums = read_union(blob, as_words(blob), offsets, bits)
    expected = {doc: sum(one.get(doc, 0) for one in lists) for one in lists for doc in one}
    assert list(zip(docs.tolist(), sums.tolist(), strict=True)) == sorted(expected.items())
    assert not bits.any()


words = st.text("abé東*", max_size=5).map(lambda text: text.replace("*", "c"))
lexicons = st.lists(words, unique=True, max_size=60).map(lambda held: sorted(word.encode() for word in held))


def dictionary(terms: list[bytes]) -> Dictionary:
    data, blocks = encode_terms(*join_terms(terms))
    return Dictionary(data, smallest(blocks), len(terms))


@given(lexicons, words)
def test_every_term_is_found_and_no_other(terms: list[bytes], asked: str) -> None:
    """A term has the number of its place; what is not there is a KeyError."""
    held = dictionary(terms)
    assert list(held) == terms
    assert [held.find(term) for term in terms] == list(range(len(terms)))
    if asked.encode() not in terms:
        with pytest.raises(KeyError):
            held.find(asked.encode())


@given(lexicons, st.lists(words, min_size=1, max_size=4))
def test_patterns_fit_the_same_terms_as_an_expression(terms: list[bytes], pieces: list[str]) -> None:
    """`*` stands for anything, also nothing, and pieces never overlap."""
    expression = re.compile(".*".join(map(re.escape, pieces)), re.DOTALL)
    expected = [number for number, term in enumerate(terms) if expression.fullmatch(term.decode())]
    assert dictionary(terms).fitting("*".join(pieces).encode()).tolist() == expected


@given(lexicons, words)
def test_prefix_range_holds_the_terms_that_start_so(terms: list[bytes], prefix: str) -> None:
    """From the first up to the second number."""
    low, high = dictionary(terms).starting_with(prefix.encode())
    assert terms[low:high] == [term for term in terms if term.startswith(prefix.encode())]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5) | st.integers(0, 10**6), st.integers(0, 70) | st.integers(0, 10**6), st.integers(0, 99)
        )
    )
)
def test_spans_come_back_whatever_their_distance_and_length(words_: list[tuple[int, int, int]]) -> None:
    """Starts, ends and ends of runs, of a word or of 64 KiB, side by side or far apart."""
    starts, ends, runs, at = [], [], [], 0
    for distance, length, run in words_:
        starts.append(at + distance)
        at += distance + length
        ends.append(at)
        runs.append(starts[-1] + run if run else 0)
    first, last, run_ends = (np.array(column, np.int32) for column in (starts, ends, runs))
    out = np.zeros(2 * 17 * len(starts) + 1, np.uint8)
    middle = encode_spans(first, last, run_ends, out, 0)
    offsets = np.array([0, middle, middle, encode_spans(first, last, run_ends, out, middle)], np.uint32)
    decoded = [column.tolist() for column in decode_spans(out, offsets, np.arange(3, dtype=np.int32))]
    assert decoded == [[0, len(starts), len(starts), 2 * len(starts)], starts * 2, ends * 2, runs * 2]
