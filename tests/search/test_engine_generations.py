"""The engine while generations come and go, or are damaged: whole answers, the newest, or an error of ours."""

from __future__ import annotations

import gc
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from index.errors import EngineError, IndexIncompatible, IndexMissing
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.generations.writer import write_index
from search.engine import open_engine, warm_up
from search.model import SearchRequest
from tests.search.test_engine import article, found


def test_cursor_stays_good_when_a_generation_is_published_between_pages(tmp_path: Path) -> None:
    """Articles that come in while somebody pages neither repeat nor hide the ones still to come."""
    archive, old = Archive(tmp_path), [article(f"trade {n}") for n in range(6)]
    archive.publish(partial(write_index, old))
    engine = open_engine(f"whoosh:{tmp_path}")
    question = SearchRequest("trade", sort="newest", limit=3)
    first = engine.search(question)
    archive.publish(partial(write_index, [*old, article("news about war")]))
    second = engine.search(replace(question, cursor=first.next_cursor))
    assert second.generation != first.generation
    assert sorted(found(first) + found(second)) == sorted(a.id for a in old)
    engine.close()


def test_new_generation_is_served_without_reopening_under_load(tmp_path: Path) -> None:
    """Threads that search while generations are published get only whole answers, and at last the newest."""
    archive = Archive(tmp_path)
    archive.publish(partial(write_index, [article("trade 0")]))
    engine = open_engine(f"whoosh:{tmp_path}")
    totals: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            response = engine.search(SearchRequest("trade"))
            assert response.total == len(response.hits)
            totals.append(response.total)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(2, 6):
        articles = [article(f"trade {i}") for i in range(n)]
        archive.publish(partial(write_index, articles))
    stop.set()
    for thread in threads:
        thread.join()
    assert set(totals) <= {1, 2, 3, 4, 5}
    assert engine.search(SearchRequest("trade")).total == 5
    engine.close()


def test_files_of_an_old_generation_are_let_go_when_a_new_one_is_taken_up(tmp_path: Path) -> None:
    """At once, without a garbage collection: a server would else hold the disk space of every generation it served."""
    archive = Archive(tmp_path)
    archive.publish(partial(write_index, [article("trade and war")]))
    engine = open_engine(f"whoosh:{tmp_path}")
    warm_up(engine)
    old = archive.current()
    gc.disable()
    try:
        archive.publish(partial(write_index, [article("trade talks")]), keep=1)
        assert engine.search(SearchRequest("trade")).total == 1
        assert old.name not in Path("/proc/self/maps").read_text()
    finally:
        gc.enable()
    assert archive.current().name in Path("/proc/self/maps").read_text()
    engine.close()


def test_damaged_new_generation_leaves_the_old_one_serving(tmp_path: Path) -> None:
    """A server does not fall over because what was published after it started cannot be read."""
    archive = Archive(tmp_path)
    archive.publish(partial(write_index, [article("trade")]))
    engine = open_engine(f"whoosh:{tmp_path}")
    assert engine.search(SearchRequest("trade")).total == 1
    archive.publish(lambda folder: (folder / "junk").touch())
    assert engine.search(SearchRequest("trade")).total == 1
    with pytest.raises(IndexIncompatible):
        open_engine(f"whoosh:{tmp_path}").search(SearchRequest("trade"))
    engine.close()


def test_unreadable_current_leaves_the_old_generation_serving(tmp_path: Path) -> None:
    """Rubbish in CURRENT stops nobody who is already answering."""
    archive = Archive(tmp_path)
    archive.publish(partial(write_index, [article("trade")]))
    engine = open_engine(f"whoosh:{tmp_path}")
    assert engine.search(SearchRequest("trade")).total == 1
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe")
    assert engine.search(SearchRequest("trade")).total == 1
    engine.close()


def test_missing_archive_is_an_error_not_an_empty_answer(tmp_path: Path) -> None:
    """Nothing built yet is IndexMissing; built without articles is an answer with none."""
    engine = open_engine(f"whoosh:{tmp_path}")
    with pytest.raises(IndexMissing):
        engine.search(SearchRequest())
    Archive(tmp_path).publish(partial(write_index, []))
    assert engine.search(SearchRequest("anything")).total == 0
    assert engine.status().articles == 0
    engine.close()


_DAMAGES = {
    "terms": ("*.bft", b"\x00junk" * 50),
    "documents": ("*.bfd", b"junk"),
    "columns": ("*.bfc", b""),
    "Whoosh's contents": ("*.toc", b"junk"),
    "an empty manifest": ("MANIFEST.json", b'{"format": "backfile generation"}'),
    "a manifest of something else": ("MANIFEST.json", b"[]"),
}


@pytest.mark.parametrize("pattern", ["*.bfc", "*.toc", "MANIFEST.json"])
def test_no_bit_of_what_every_answer_is_made_of_changes_unseen(tmp_path: Path, pattern: str) -> None:
    """The columns, which say what is counted and in which order, and what says who sees what."""
    archive = Archive(tmp_path)
    archive.publish(partial(write_index, [article("trade war")]))
    (victim,) = archive.current().glob(pattern)
    whole = victim.read_bytes()
    for place in range(0, len(whole), 7):
        victim.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        with pytest.raises(EngineError, match=r"damaged|not a generation|was written with"):
            Generation(archive.current())
    victim.write_bytes(whole)
    assert Generation(archive.current()).size == 1


@pytest.mark.parametrize("damage", _DAMAGES)
def test_damaged_files_are_an_error_of_ours_and_never_an_answer(tmp_path: Path, damage: str) -> None:
    """Whatever is damaged, and however it is found out, a caller sees an EngineError."""
    archive = Archive(tmp_path)
    archive.publish(partial(write_index, [article("trade war")]))
    pattern, content = _DAMAGES[damage]
    (victim,) = archive.current().glob(pattern)
    victim.write_bytes(content)
    engine = open_engine(f"whoosh:{tmp_path}")
    with pytest.raises(EngineError):
        engine.search(SearchRequest("trade"))
    engine.close()
