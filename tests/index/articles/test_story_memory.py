"""Stories found with what is remembered are those found without, whatever became of the memory."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

import index.stories.grouping as grouping
from index.article import Article, Instant
from index.checked_file import write_checked
from index.stories.grouping import amend_stories, find_stories
from index.stories.memory import StoryMemory, encode_memory, load_memory
from index.stories.wording import Wording
from tests.index.articles.test_stories import FERRY, GRAIN, MONDAY, article

_BODIES = (
    FERRY,
    FERRY.upper(),
    FERRY.rsplit("\n\n", 1)[0],
    FERRY.replace("1,400", "900").replace("12 of", "7 of"),
    GRAIN,
    "Payable June 15.",
    "",
)
_TITLES = ("Ferry crews walk out over night shifts", "Harl Mills sets dividend", "")


@st.composite
def _articles(draw: st.DrawFn) -> Article:
    made = article(
        f"one{draw(st.integers(0, 9))}", draw(st.sampled_from(_TITLES)), draw(st.sampled_from(_BODIES)), provider="P"
    )
    days = draw(st.none() | st.integers(0, 9))
    return structs.replace(made, published=None if days is None else Instant(MONDAY + timedelta(days=days)))


archives = st.lists(_articles(), max_size=8, unique_by=lambda one: one.id)


@given(st.lists(archives, min_size=1, max_size=4), st.booleans())
def test_stories_are_those_that_are_found_without_memory(
    tmp_path_factory: pytest.TempPathFactory, states: list[list[Article]], kept: bool
) -> None:
    """Rebuild after rebuild, in one process or through the file."""
    path, memory = tmp_path_factory.mktemp("memory") / "stories", StoryMemory()
    for state in states:
        assert find_stories(state, memory) == find_stories(state)
        if kept:
            write_checked(path, encode_memory(memory, "stamp"))
            memory = load_memory(path, "stamp")


@given(archives, st.lists(st.tuples(archives, st.sets(st.integers(0, 9))), max_size=3), st.booleans())
def test_stories_of_what_has_changed_are_those_of_everything(
    tmp_path_factory: pytest.TempPathFactory,
    state: list[Article],
    changes: list[tuple[list[Article], set[int]]],
    kept: bool,
) -> None:
    """Where some articles are new, or others, and some gone: told are all whose stories are not what they were."""
    path, memory = tmp_path_factory.mktemp("memory") / "stories", StoryMemory()
    stories = find_stories(state, memory)
    held = {one.id: one for one in state}
    for new, numbers in changes:
        gone = {f"one{number}" for number in numbers} - {one.id for one in new}
        held = {id_: one for id_, one in held.items() if id_ not in gone} | {one.id: one for one in new}
        told = amend_stories(memory, gone, new, held.__getitem__)
        assert told.keys() >= {one.id for one in new}
        stories = {id_: story for id_, story in (stories | told).items() if story and id_ in held}
        assert stories == find_stories(list(held.values()))
        if kept:
            write_checked(path, encode_memory(memory, "stamp"))
            memory = load_memory(path, "stamp")


def copies() -> list[Article]:
    return [article(f"copy{n}", "Ferry crews walk out", FERRY + "." * n, n) for n in range(4)]


def test_nothing_is_computed_again_that_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of articles that are as they were no text is looked at; of a new one, its own and its neighbours'."""
    memory = StoryMemory()
    expected = find_stories(copies(), memory)
    write_checked(tmp_path / "stories", encode_memory(memory, "stamp"))
    read: list[str] = []

    class Counted(Wording):
        def __init__(self, one: Article) -> None:
            read.append(one.id)
            super().__init__(one)

    monkeypatch.setattr("index.stories.memory.Wording", Counted)
    monkeypatch.setattr(grouping, "Wording", Counted)
    assert find_stories(copies(), load_memory(tmp_path / "stories", "stamp")) == expected
    assert read == []
    new = article("new", "Ferry crews walk out", FERRY, 9)
    found = find_stories([*copies(), new], load_memory(tmp_path / "stories", "stamp"))
    assert found[new.id] == copies()[0].id
    assert set(read) == {new.id, *(copy.id for copy in copies())}


@pytest.mark.parametrize("damage", ["absent", "cut short", "changed", "of other code", "of another kind"])
def test_memory_that_cannot_be_used_costs_only_the_computing(tmp_path: Path, damage: str) -> None:
    """What is not whole, or not this code's, is as if it were not there."""
    path, memory = tmp_path / "stories", StoryMemory()
    expected = find_stories(copies(), memory)
    write_checked(path, encode_memory(memory, "stamp"))
    whole = path.read_bytes()
    if damage == "absent":
        path.unlink()
    elif damage == "cut short":
        path.write_bytes(whole[:-7])
    elif damage == "changed":
        path.write_bytes(whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
    elif damage == "of another kind":
        path.write_bytes(b"not one of ours")
    found = load_memory(path, "other" if damage == "of other code" else "stamp")
    assert len(found.keys) == 0
    assert find_stories(copies(), found) == expected
