"""Places of phrases and near words agree with trying every combination."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product
from time import perf_counter
from typing import cast

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from search.matching.positions import near_places, phrase_starts
from tests.near_windows import near_windows

_places = st.lists(st.integers(0, 12), max_size=6, unique=True).map(sorted)
_parts = st.lists(_places, min_size=1, max_size=4)
# As for "new york new york": some parts are the same word.
_repeating = st.tuples(_parts, st.lists(st.integers(0, 3), min_size=1, max_size=4)).map(
    lambda drawn: [drawn[0][number % len(drawn[0])] for number in drawn[1]]
)


def as_arrays(positions: list[list[int]]) -> list[Sequence[int]]:
    """The same places as the arrays that an index gives."""
    return [cast("Sequence[int]", np.array(places, dtype=np.int32)) for places in positions]


def every_window(positions: list[list[int]], distance: int) -> set[tuple[int, int]]:
    """First and last place of all smallest windows, by trying every choice of places."""
    widest = len(positions) + distance
    held = {
        (min(places), max(places))
        for places in product(*positions)
        if len(set(places)) == len(places) and max(places) - min(places) < widest
    }
    return {w for w in held if not any(o != w and w[0] <= o[0] and o[1] <= w[1] for o in held)}


@given(_parts)
def test_phrase_starts_are_all_places_where_it_stands(positions: list[list[int]]) -> None:
    """A phrase starts where each part stands one after the other, and nowhere else."""
    expected = [p for p in positions[0] if all(p + i in places for i, places in enumerate(positions))]
    assert phrase_starts(positions) == expected
    assert phrase_starts(as_arrays(positions)) == expected


@given(st.one_of(_parts, _repeating), st.integers(0, 8))
def test_near_windows_are_all_the_smallest(positions: list[list[int]], distance: int) -> None:
    """Exactly the smallest windows are found, in the order of the text."""
    windows = near_windows(positions, distance)
    assert {(window[0], window[-1]) for window in windows} == every_window(positions, distance)
    assert windows == sorted(windows)
    assert near_windows(as_arrays(positions), distance) == windows


@given(st.one_of(_parts, _repeating), st.integers(0, 8))
def test_a_near_window_gives_each_part_a_place_of_its_own(positions: list[list[int]], distance: int) -> None:
    """The places of a window can be dealt out to the parts, one each."""
    for window in near_windows(positions, distance):
        assert len(window) == len(set(window)) == len(positions)
        assert any(
            all(place in places for place, places in zip(dealt, positions, strict=True))
            for dealt in permutations(window)
        )


def test_a_repeated_word_needs_two_places() -> None:
    """One "new york" is not "new york new york"."""
    once, twice = [[0], [1], [0], [1]], [[0, 2], [1, 3], [0, 2], [1, 3]]
    assert near_windows(once, 5) == []
    assert near_windows(twice, 0) == [(0, 1, 2, 3)]
    assert phrase_starts(twice) == [0]


def test_a_phrase_of_nothing_stands_nowhere() -> None:
    """No parts, or a part without places, match nothing."""
    for positions in ([], [[1], []]):
        assert not phrase_starts(positions)
        assert not near_windows(positions, 3)


def test_many_repeated_words_are_found_without_trying_every_order() -> None:
    """Thirty times the same word in a text made of nothing else: a try of every order would never end."""
    places = list(range(3_000))
    windows = near_windows([places] * 30, 10)
    assert windows[0] == tuple(range(30))
    assert len(windows) == 3_000 - 29


@st.composite
def _asked(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """Places of different words, which may share some, and how many of them each needs."""
    positions = draw(_parts)
    return positions, [draw(st.integers(1, 3)) for _ in positions]


def repeated(positions: list[list[int]], needs: list[int]) -> list[list[int]]:
    """The same as a part for each time that a word is asked for."""
    return [places for places, need in zip(positions, needs, strict=True) for _ in range(need)]


@given(_asked(), st.integers(0, 8))
@example(([[0, 1, 2], [0, 3], [0]], [1, 1, 1]), 2)
def test_near_places_hold_all_windows_and_no_place_without_need(
    asked: tuple[list[list[int]], list[int]], distance: int
) -> None:
    """What is marked is enough for every window, and in each no more than it takes."""
    positions, needs = asked
    used = near_places(positions, needs, distance)
    windows = near_windows(repeated(positions, needs), distance)
    kept = [[place for place in places if place in used] for places in positions]
    again = near_windows(repeated(kept, needs), distance)
    assert [(one[0], one[-1]) for one in again] == [(one[0], one[-1]) for one in windows]
    assert used == sorted(set(used))
    assert len(used) <= sum(needs) * len(windows)
    assert near_places(as_arrays(positions), needs, distance) == used


@given(st.lists(st.sampled_from([0, 1, 2, None]), max_size=30), st.lists(st.integers(1, 3), min_size=3, max_size=3))
def test_near_places_are_the_last_of_each_word_in_its_window(text: list[int | None], needs: list[int]) -> None:
    """Of words that share no place, with others between them."""
    positions = [[at for at, word in enumerate(text) if word == number] for number in range(3)]
    bounds = ((window[0], window[-1]) for window in near_windows(repeated(positions, needs), 4))
    expected = {
        place
        for first, last in bounds
        for places, need in zip(positions, needs, strict=True)
        for place in [place for place in places if first <= place <= last][-need:]
    }
    assert near_places(positions, needs, 4) == sorted(expected)


def test_near_words_of_a_long_text_are_found_at_once() -> None:
    """Where a word is asked for often, and where two share every other place: by looking at each place a few times."""
    every, second = list(range(200_000)), list(range(0, 200_000, 2))
    started = perf_counter()
    assert near_places([every], [32], 1_000) == every
    assert near_places([every, second], [20, 12], 1_000) == every
    assert not near_places([every, [300_000]], [31, 1], 1_000)
    assert perf_counter() - started < 5
