"""What a large file became, on its way to the one who keeps it: in pieces, none of it held whole, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import workers
from index.article import Origin
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport
from index.rebuilding.work import BOOKS
from index.record import RawBody, Record, Rejection, Skip
from index.records import cache as cache_file
from index.records import intake, pieces
from index.records.cache import RecordCache
from index.records.outcome import Item
from index.records.pieces import collect
from index.records.stamp import reading_stamp

HERE = RebuildOptions(processes=1)
PLACE = Origin("dump.jsonl", 1)
ITEMS: st.SearchStrategy[Item] = st.one_of(
    st.builds(Record, st.just(PLACE), st.just("records"), title=st.text(st.characters(), max_size=9)),
    st.builds(Rejection, st.just(PLACE), st.text(max_size=9)),
    st.builds(Skip, st.just(PLACE), st.text(max_size=9)),
)


@given(items=st.lists(ITEMS, max_size=40), most=st.integers(1, 9), held=st.integers(0, 400))
def test_pieces_hold_all_items_in_their_order(
    items: list[Item], most: int, held: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In memory or by way of a file, which is gone when they have been read, and also what cannot be encoded."""
    folder = tmp_path_factory.mktemp("pieces")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_MOST_ITEMS", most)
        patch.setattr(pieces, "_MOST_HELD", held)
        outcomes = [outcome for outcome, _ in collect(items, {"title"}, folder).read()]
    found = [[*one.records, *one.rejections, *one.skips] for one in outcomes]
    assert all(len(one) <= most for one in found)
    for kind in (Record, Rejection, Skip):
        assert [item for one in found for item in one if isinstance(item, kind)] == [
            item for item in items if isinstance(item, kind)
        ]
    assert {place for one in outcomes for place in one.met} == {"title"}
    assert not list(folder.iterdir())


def test_a_piece_is_closed_by_the_length_of_its_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few long articles are as many bytes as many short ones."""
    monkeypatch.setattr(pieces, "_MOST_CHARACTERS", 100)
    long = [Record(PLACE, "records", body=RawBody("x" * 70, "plain"))] * 5
    assert [len(outcome.records) for outcome, _ in collect(long, (), tmp_path).read()] == [2, 2, 1]


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dump that becomes many small pieces where this process reads it, all by way of files."""
    monkeypatch.setattr(pieces, "_MOST_ITEMS", 100)
    monkeypatch.setattr(pieces, "_MOST_HELD", 1_000)
    source = tmp_path / "source"
    source.mkdir()
    with (source / "dump.jsonl").open("w") as file:
        for number in range(3_000):
            address = f"https://post.example/2020/story-{number}"
            file.write(
                json.dumps({"title": f"Story {number}", "url": address, "body": f"The {number} ferries."}) + "\n"
            )
    return source


def test_an_article_of_a_dump_is_found_again_when_another_file_joins_it(dump: Path, tmp_path: Path) -> None:
    """Only the piece with its record is read again."""
    archive = tmp_path / "archive"
    assert _kinds(rebuild([dump], archive, options=HERE)) == 3_000
    (dump / "later.jsonl").write_text(
        json.dumps({"url": "https://post.example/2020/story-1500", "authors": ["Ada Quill"], "title": "Story 1500"})
    )
    report = rebuild([dump], archive, options=HERE)
    assert (_kinds(report), len(report.merges)) == (3_000, 1)
    generation = Generation(Archive(archive).current())
    (document,) = generation.documents_named("https://post.example/2020/story-1500")
    article = generation.article(document)
    assert (article.authors, article.body) == (("Ada Quill",), "The 1500 ferries.")


def test_a_damaged_piece_costs_the_reading_of_its_file_once(dump: Path, tmp_path: Path) -> None:
    """Records before the damage do not come twice."""
    archive = tmp_path / "archive"
    rebuild([dump], archive, options=HERE)
    (log,) = (archive / "cache").glob("records-*.bfr")
    data = bytearray(log.read_bytes())
    data[2 * len(data) // 3] ^= 0xFF
    log.write_bytes(data)
    (archive / "cache" / BOOKS).unlink()  # so that everything is made anew, and all that was kept is read
    (dump / "other.jsonl").write_text(json.dumps({"title": "Other", "body": "Another ferry."}))
    report = rebuild([dump], archive, options=HERE)
    assert (_kinds(report), report.files.read) == (3_001, 2)


def test_records_are_told_by_their_numbers_over_all_pieces(dump: Path, tmp_path: Path) -> None:
    """Numbers go on from one piece to the next."""
    archive = tmp_path / "archive"
    rebuild([dump], archive, options=HERE)
    with RecordCache(archive / "cache", reading_stamp(None)) as cache:
        (entry,) = cache.entries.values()
        outcomes = cache.read(entry)
        assert outcomes is not None
        every = [record for outcome in outcomes for record in outcome.records]
        assert len(entry.pieces) >= 30
        assert cache.read_records(entry, [0, 99, 100, 2_999]) == {n: every[n] for n in (0, 99, 100, 2_999)}


def test_what_is_kept_of_a_large_file_outlasts_what_is_saved_meanwhile(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first pieces are in the log for long before the file counts."""
    monkeypatch.setattr(workers, "_SHARED_FROM", 1 << 10)
    monkeypatch.setattr(workers, "_CHUNK_BYTES", 1)
    monkeypatch.setattr(intake, "_SAVE_SECONDS", 0.0)
    monkeypatch.setattr(cache_file, "_LEAST_WORTH_COMPACTING", 1)
    rebuild([dump], tmp_path / "archive", options=RebuildOptions(processes=2))
    with RecordCache(tmp_path / "archive" / "cache", reading_stamp(None)) as cache:
        (entry,) = cache.entries.values()
        assert sum(len(outcome.records) for outcome in cache.read(entry) or ()) == 3_000


def _kinds(report: RebuildReport) -> int:
    return sum(report.kinds.values())


def test_the_dump_is_shared(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of several processes make one file's; what is kept of it is the same as when one process reads it."""
    monkeypatch.setattr(workers, "_SHARED_FROM", 1 << 10)
    rebuild([dump], tmp_path / "shared", options=RebuildOptions(processes=2))
    rebuild([dump], tmp_path / "alone", options=HERE)
    kept = []
    for name in ("shared", "alone"):
        with RecordCache(tmp_path / name / "cache", reading_stamp(None)) as cache:
            (entry,) = cache.entries.values()
            kept.append({record.title for outcome in cache.read(entry) or () for record in outcome.records})
    assert kept[0] == kept[1]
    assert len(kept[0]) == 3_000
