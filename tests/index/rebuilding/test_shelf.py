"""Values put by on disk and views of sequences: whatever is put in comes back, in whatever order it is asked for."""

from __future__ import annotations

import errno
import os
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Instant, Origin
from index.generations.archive import Archive
from index.rebuilding.rebuild import rebuild
from index.rebuilding.shelf import Chosen, Mapped, Shelf, shelves_in
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


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was put by goes, the old generation is served, and with room again the rebuild is made."""
    source, archive = tmp_path / "source", Archive(tmp_path / "archive")
    source.mkdir()
    (source / "ferry.md").write_text("---\ntitle: Ferry\nwebUrl: https://post.example/ferry\n---\n\nIt sails.\n")
    served = rebuild([source], archive.path).generation
    (source / "ferry.md").write_text("---\ntitle: Ferry\nwebUrl: https://post.example/ferry\n---\n\nIt sails again.\n")
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "_write", _refuse)
        with pytest.raises(OSError, match="No space left"):
            rebuild([source], archive.path)
    assert archive.current().name == served
    assert [path.name for path in (archive.path / "generations").iterdir()] == [served]
    assert rebuild([source], archive.path).generation != served


def _refuse(_: Shelf[Record]) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
