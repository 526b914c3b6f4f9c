"""Values put by on disk and views of sequences: whatever is put in comes back, in whatever order it is asked for."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Instant, Origin
from index.rebuilding.shelf import Chosen, Mapped, shelves_in
from index.record import RawBody, Record

TEXTS = st.text(st.characters(), max_size=40)  # lone surrogates among them, which no encoding of bytes has
RECORDS = st.builds(
    Record,
    st.builds(Origin, TEXTS, st.none() | st.integers(0, 9)),
    TEXTS,
    title=TEXTS,
    body=st.none() | st.builds(RawBody, TEXTS, st.sampled_from(["plain", "page"])),
    urls=st.lists(TEXTS, max_size=2).map(tuple),
    quality=st.none() | st.integers(-(1 << 70), 1 << 70),
    published=st.none() | st.datetimes(timezones=st.just(UTC)).map(Instant),
)


@given(records=st.lists(RECORDS, max_size=12), numbers=st.lists(st.integers(0, 11), max_size=20))
def test_what_is_put_by_comes_back_in_any_order(
    records: list[Record], numbers: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Also while more is put by, and also what cannot be encoded."""
    with shelves_in(tmp_path_factory.mktemp("shelf")) as shelves:
        shelf = shelves.of(Record)
        for count, record in enumerate(records, 1):
            shelf.append(record)
            assert list(shelf) == records[:count]
        asked = [number for number in numbers if number < len(records)]
        assert [shelf[number] for number in asked] == [records[number] for number in asked]


@given(items=st.lists(st.integers()), order=st.randoms(use_true_random=False), cut=st.slices(12))
def test_views_are_as_lists_would_be(items: list[int], order: object, cut: slice) -> None:
    """A choice of items, what a function makes of them, and stretches of both."""
    numbers = list(range(len(items)))
    order.shuffle(numbers)  # type: ignore[attr-defined]
    chosen = Chosen(items, numbers)
    mapped = Mapped(chosen, lambda number, item: (number, item))
    wanted = [items[number] for number in numbers]
    assert list(chosen) == wanted
    assert list(chosen[cut]) == wanted[cut]
    assert list(mapped[cut]) == list(enumerate(wanted))[cut]


def test_an_item_that_is_not_there_is_an_error_from_either_end() -> None:
    """As with a list."""
    view = Chosen("ab", [1])
    assert view[-1] == "b"
    for number in (1, -2):
        with pytest.raises(IndexError):
            view[number]


def test_nothing_is_left_on_disk(tmp_path: Path) -> None:
    """However the work ends."""
    with pytest.raises(KeyError):
        _put_by_and_fail(tmp_path)
    assert not list(tmp_path.iterdir())


def _put_by_and_fail(folder: Path) -> None:
    with shelves_in(folder) as shelves:
        shelves.of(Record).append(Record(Origin("a.md"), "front_matter"))
        assert len(list(folder.rglob("*"))) == 2
        raise KeyError
