"""Compiled loops give what their plain definitions give, for any arrays."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.codec.bits import count_bits, lowest_bit, words_for
from search.arrays import Int32s
from search.kernels.counting import (
    count_each,
    count_padded,
    count_units,
    first_places,
    list_counted,
    most_frequent,
    places_after,
    sift_and_count,
)
from search.kernels.documents import (
    advance,
    count_from,
    count_members,
    intersect,
    rows_of,
    sift,
    slice_between,
    subtract,
    unite,
    unite_many,
    within,
)

_documents = st.one_of(
    st.sets(st.integers(0, 40)),
    st.sets(st.integers(0, 5_000), max_size=8),
    st.builds(lambda start, count: set(range(start, start + count)), st.integers(0, 200), st.integers(0, 300)),
)
_numbers = st.lists(st.sampled_from([-(2**63), -5, 0, 0, 1, 7, 2**62]), max_size=60)
_scores = st.lists(st.sampled_from([0.0, 0.5, 0.5, 1.25, 9.0]), max_size=60)


def array(numbers: set[int] | list[int]) -> Int32s:
    return np.array(sorted(numbers), dtype=np.int32)


@given(_documents, _documents)
def test_sets_of_documents_are_joined_like_sets(one: set[int], other: set[int]) -> None:
    """AND, OR and NOT are intersection, union and difference, and stay sorted."""
    left, right = array(one), array(other)
    assert intersect(left, right).tolist() == sorted(one & other)
    assert unite(left, right).tolist() == sorted(one | other)
    assert subtract(left, right).tolist() == sorted(one - other)
    assert rows_of(left, array(one & other)).tolist() == [sorted(one).index(doc) for doc in sorted(one & other)]
    bits = np.zeros(words_for(5_300), np.uint64)
    assert unite_many(np.concatenate((left, right, left)), bits).tolist() == sorted(one | other)
    assert sift(left, right, True, bits).tolist() == sorted(one & other)
    assert sift(left, right, False, bits).tolist() == sorted(one - other)
    assert not bits.any()
    counts = np.zeros(len(left), dtype=np.int32)
    count_members(counts, left, right)
    assert counts.tolist() == [int(doc in other) for doc in sorted(one)]


@given(st.integers(1, 2**64 - 1))
def test_bits_of_a_word_are_counted_and_the_lowest_is_found(word: int) -> None:
    """As Python has them."""
    assert count_bits(np.uint64(word)) == word.bit_count()
    assert lowest_bit(np.uint64(word)) == (word & -word).bit_length() - 1


@given(_documents, st.integers(0, 400), st.integers(-1, 5_001))
def test_advancing_finds_the_first_document_that_is_not_before(docs: set[int], start: int, wanted: int) -> None:
    """It never goes back, and ends after the last document."""
    ordered = sorted(docs)
    start = min(start, len(ordered))
    expected = next((n for n in range(start, len(ordered)) if ordered[n] >= wanted), len(ordered))
    assert advance(array(docs), start, wanted) == expected


@given(_documents, st.integers(0, 500), st.integers(0, 500))
def test_a_slice_of_documents_holds_those_between(docs: set[int], first: int, last: int) -> None:
    """The first is included, the last is not."""
    first, last = sorted((first, last))
    assert slice_between(array(docs), first, last).tolist() == [doc for doc in sorted(docs) if first <= doc < last]


@given(_numbers, st.integers(-6, 8), st.integers(-6, 8))
def test_numbers_are_found_within_bounds(numbers: list[int], low: int, high: int) -> None:
    """Both bounds are included; in a descending column those from a bound on come first."""
    values = np.array(numbers, dtype=np.int64)
    docs = np.arange(len(values), dtype=np.int32)
    assert within(docs, values, low, high).tolist() == [n for n, number in enumerate(numbers) if low <= number <= high]
    assert count_from(np.sort(values)[::-1].copy(), low) == sum(number >= low for number in numbers)


@pytest.mark.parametrize("kind", [np.float64, np.int64])
@given(st.data())
def test_the_first_places_are_those_of_a_full_sort(kind: Any, data: st.DataObject) -> None:
    """The best few, in the order that sorting everything gives: not behind, highest key, lowest place."""
    drawn: st.SearchStrategy[Any] = _scores if kind is np.float64 else _numbers
    keys = data.draw(drawn)
    behind = data.draw(st.lists(st.integers(0, 1), min_size=len(keys), max_size=len(keys)))
    limit = data.draw(st.integers(0, 70))
    expected = sorted(range(len(keys)), key=lambda n: (behind[n], -keys[n], n))
    marks = np.array(behind, dtype=np.uint8)
    numbers: npt.NDArray[Any] = np.array(keys, dtype=kind)
    assert first_places(marks, numbers, limit).tolist() == expected[:limit]
    if keys:
        last = expected[limit % len(keys)]
        docs = np.arange(len(keys), dtype=np.int32) * 3
        after = places_after(marks, numbers, docs, behind[last], kind(keys[last]), 3 * last + 1)
        assert after.tolist() == sorted(expected[limit % len(keys) + 1 :])


@given(st.lists(st.sets(st.integers(0, 30), max_size=4), max_size=40), st.integers(1, 8), st.booleans(), st.data())
def test_values_are_counted_in_the_documents_asked_for(
    held: list[set[int]], limit: int, padded: bool, data: st.DataObject
) -> None:
    """Most frequent first, ties by value, exact, in either form of a facet; the room is empty again afterwards."""
    every = st.just(set(range(len(held))))
    docs = sorted(data.draw(every | st.sets(st.integers(0, len(held) - 1)) if held else every))
    selected = sorted(data.draw(st.sets(st.integers(0, 30), max_size=3)))
    offsets = np.cumsum([0, *map(len, held)], dtype=np.int32)
    ordinals = np.array([value for values in held for value in sorted(values)], dtype=np.int32)
    room = np.zeros(32, dtype=np.int32), np.empty(32, dtype=np.int32)
    totals = np.bincount(ordinals, minlength=31).astype(np.int32)
    rows = [value for values in held for value in [*sorted(values), 31, 31, 31, 31][:4]]
    if padded:
        distinct = count_padded(array(docs), np.array(rows, np.uint8), 4, totals, *room)
    else:
        distinct = count_each(array(docs), offsets, ordinals, totals, *room)
    found = most_frequent(*room, distinct, limit, array(selected))
    expected = Counter(value for doc in docs for value in held[doc])
    ranked = sorted(expected, key=lambda value: (-expected[value], value))[:limit]
    values = [*ranked, *selected]
    assert found.tolist() == [values, [expected[value] for value in values]]
    assert distinct == len(expected)
    assert not room[0].any()


@given(st.lists(st.integers(0, 5), max_size=60), st.sets(st.integers(0, 4)), st.data())
def test_what_is_sifted_by_one_value_each_is_counted_as_well(
    codes: list[int], wanted: set[int], data: st.DataObject
) -> None:
    """Those with a wanted value, and how many of all hold each; 5 stands for none and is never wanted."""
    docs = sorted(data.draw(st.sets(st.integers(0, len(codes) - 1)))) if codes else []
    counts, touched = np.zeros(6, np.int32), np.empty(6, np.int32)
    chosen = np.array([value in wanted for value in range(6)])
    found = sift_and_count(array(docs), np.array(codes, np.uint8), chosen, counts)
    held = [codes[doc] for doc in docs]
    assert found.tolist() == [doc for doc in docs if codes[doc] in wanted]
    assert counts.tolist() == [held.count(value) for value in range(6)]
    assert sorted({*held} - {5}) == touched[: list_counted(counts, 5, touched)].tolist()


@given(_documents, st.sets(st.integers(0, 400), min_size=1))
def test_documents_are_counted_by_the_unit_of_time_they_lie_in(docs: set[int], starts: set[int]) -> None:
    """As a timeline needs it: a number for each unit from that of the newest to that of the oldest document."""
    assume(docs)
    docs = {doc % 500 for doc in docs}
    edges = [0, *sorted(starts - {0}), 500]
    units = np.cumsum([3] + [-1 - at % 2 for at in range(len(edges) - 2)]) + 100
    of_unit = {
        unit: sum(first <= doc < last for doc in docs)
        for unit, (first, last) in zip(units.tolist(), pairwise(edges), strict=True)
    }
    held = [unit for unit, count in of_unit.items() if count]
    lowest, counts = count_units(array(docs), array(edges), units, min(docs), max(docs))
    assert lowest == min(held)
    assert counts.tolist() == [of_unit.get(unit, 0) for unit in range(min(held), max(held) + 1)]
