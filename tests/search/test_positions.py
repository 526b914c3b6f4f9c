"""Places of phrases and near words agree with trying every combination."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.matching.positions import near_windows, phrase_starts

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
