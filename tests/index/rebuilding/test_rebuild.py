"""Rebuilds: what is published, what is reported, and that nothing that goes wrong costs the old archive."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import IndexLocked, InvalidSettings, SourceUnreadable
from index.generations.archive import Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.progress import Progress
from index.rebuilding.rebuild import STAGES, rebuild
from index.rebuilding.report import RebuildReport
from index.rebuilding.report_forms import MAX_LISTED, report_to_json, report_to_text
from index.record import Record
from index.sources import SourceFile, find_files
from index.workers import default_processes, plan, read_chunks
from search.engine import open_engine
from search.model import SearchRequest
from tests.index.ciphertext_scan import traces
from tests.places import SHARED

CIPHERTEXT = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ;EjRWeJCrze8="

FRONT_MATTER = f"""---
title: "Dredger back in harbour"
excerpt: "The dredger came back on Monday."
publishedDateTime: 2021-12-14T00:50:00Z
webUrl: "https://harbour-courier.example/2021/dredger/"
quality: many
provider:
  name: Harbour Courier
  domain: harbour-courier.example
related:
  - title: "Ferry runs again"
    webUrl: "https://harbour-courier.example/2021/ferry"
  - title: "Tin mine floods"
    webUrl: "https://elsewhere.example/tin"
secured: "{CIPHERTEXT}"
---
"""
FERRY = {
    "id": "f1",
    "title": "Ferry runs again",
    "body": "The ferry to the islands runs again after the long repair.\n\nIts captain was glad.",
    "date": "2021-12-15T10:00:00",
    "url": "https://harbour-courier.example/2021/ferry?utm_source=mail",
}
BAD_LINE = '{"id": "f2", "title": "Cut sh'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a locked article, a full one beside a broken line, and something that is no article."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "dredger.md").write_text(FRONT_MATTER)
    (folder / "ferry.jsonl").write_text(f"{json.dumps(FERRY)}\n{BAD_LINE}\n")
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def titles(archive: Archive, text: str = "") -> list[str]:
    """What a search finds, asked of the archive as it is now."""
    engine = open_engine(f"whoosh:{archive.path}")
    try:
        return [hit.article.title for hit in engine.search(SearchRequest(text=text)).hits]
    finally:
        engine.close()


def write_many(folder: Path, count: int, words: int = 40) -> None:
    """So many articles in one JSON Lines file."""
    folder.mkdir(exist_ok=True)
    body = "The harbour master counted the ships once more. " * (words // 8)
    lines = (
        json.dumps({"id": str(n), "title": f"Ship number {n}", "body": body, "date": "2020-01-01"})
        for n in range(count)
    )
    (folder / "ships.jsonl").write_text("\n".join(lines))


def test_articles_are_found_when_the_rebuild_has_ended(source: Path, archive: Archive) -> None:
    """From files to a search in one call."""
    report = rebuild([source], archive.path)
    assert titles(archive, "captain") == ["Ferry runs again"]
    assert report.generation == archive.current().name
    assert report.kinds == {"full": 1, "reference": 1, "secured": 1}
    assert report.links == {"archived": 1, "reference": 1}


def test_everything_is_accounted_for_when_files_are_bad(source: Path, archive: Archive) -> None:
    """A bad line, an empty file, an unreadable number, a date without a zone: each stands in the report."""
    report = report_to_json(rebuild([source], archive.path))
    assert [(one["file"], one["line"]) for one in report["files"]["rejected"]] == [("source/ferry.jsonl", 2)]
    assert [one["file"] for one in report["files"]["skipped"]] == ["source/empty.txt"]
    assert [(one["file"], one["field"], one["value"]) for one in report["unread_values"]] == [
        ("source/dredger.md", "quality", "many")
    ]
    assert report["dates_with_assumed_zone"] == 1
    assert report["files"]["found"] == 3
    assert report["bytes"] > 0
    assert tuple(report["seconds"]) == ("total", *STAGES)


def test_no_ciphertext_is_in_file_article_or_term_when_a_locked_article_is_archived(
    source: Path, archive: Archive
) -> None:
    """The encrypted body stays where it was."""
    report = rebuild([source], archive.path)
    assert traces(archive, CIPHERTEXT.split(";")) == set()
    assert CIPHERTEXT.partition(";")[0] not in repr(report)


def test_nothing_is_published_when_a_strict_rebuild_rejects_something(source: Path, archive: Archive) -> None:
    """Whoever asks for all or nothing keeps the archive as it was."""
    before = rebuild([source], archive.path).generation
    report = rebuild([source], archive.path, options=RebuildOptions(strict=True))
    assert report.generation == ""
    assert len(report.rejections) == 1
    assert archive.generations() == (before,)


def test_a_strict_rebuild_publishes_when_nothing_is_rejected(source: Path, archive: Archive) -> None:
    """Files passed over on purpose are no reason to refuse."""
    (source / "ferry.jsonl").write_text(json.dumps(FERRY))
    assert rebuild([source], archive.path, options=RebuildOptions(strict=True)).generation


def test_the_archive_is_the_same_when_more_processes_read(tmp_path: Path) -> None:
    """How the work was shared out leaves no trace in ids, order or counts."""
    write_many(tmp_path / "many", 2_000, words=400)
    files = [found for found in find_files([tmp_path / "many"]) if isinstance(found, SourceFile)]
    one, two = (
        sorted(
            (item for batch in read_chunks(plan(files, processes), processes) for item in batch.items),
            key=lambda item: item.origin.line or 0,
        )
        for processes in (1, 2)
    )
    assert len(one) == 2_000
    assert all(isinstance(item, Record) for item in one)
    assert one == two


def test_a_wrong_path_does_not_empty_the_archive_when_it_holds_no_articles(
    source: Path, archive: Archive, tmp_path: Path
) -> None:
    """A rebuild from an empty folder is refused where there is something to lose."""
    before = rebuild([source], archive.path).generation
    (tmp_path / "nothing").mkdir()
    with pytest.raises(SourceUnreadable, match="stays as it was"):
        rebuild([tmp_path / "nothing"], archive.path)
    assert archive.current().name == before


def test_an_empty_archive_is_built_when_there_is_none_yet(archive: Archive, tmp_path: Path) -> None:
    """The first archive may be empty; it answers, with nothing."""
    (tmp_path / "nothing").mkdir()
    assert rebuild([tmp_path / "nothing"], archive.path).articles == 0
    assert titles(archive) == []


def test_no_archive_is_begun_when_a_source_is_missing(archive: Archive, tmp_path: Path) -> None:
    """A mistyped path leaves no half-made folder behind."""
    with pytest.raises(SourceUnreadable):
        rebuild([tmp_path / "nowhere"], archive.path)
    assert not archive.path.exists()


def test_a_second_rebuild_is_refused_at_once_when_one_is_running(source: Path, archive: Archive) -> None:
    """Two rebuilds of one archive never race, and the second does not work for nothing first."""
    seen: list[type[BaseException]] = []

    def intrude(progress: Progress) -> None:
        if progress.stage == "read" and not seen:
            with pytest.raises(IndexLocked) as caught:
                rebuild([source], archive.path)
            seen.append(caught.type)

    rebuild([source], archive.path, on_progress=intrude)
    assert seen == [IndexLocked]
    assert len(archive.generations()) == 1


def test_the_old_generation_stays_when_a_rebuild_is_interrupted(source: Path, archive: Archive) -> None:
    """Ctrl-C at any stage leaves the archive as it was, without rubbish."""
    before = rebuild([source], archive.path).generation

    def interrupt_at(stage: str) -> Callable[[Progress], None]:
        def interrupt(progress: Progress) -> None:
            if progress.stage == stage:
                raise KeyboardInterrupt

        return interrupt

    for stage in ("find", "read", "assemble", "write"):
        with pytest.raises(KeyboardInterrupt):
            rebuild([source], archive.path, options=RebuildOptions(cache="fresh"), on_progress=interrupt_at(stage))
        assert [path.name for path in (archive.path / "generations").iterdir()] == [before]
    assert titles(archive, "captain") == ["Ferry runs again"]


def test_progress_reaches_its_total_when_files_are_read(source: Path, archive: Archive) -> None:
    """The stages come in order; the amount read only grows, up to all of it."""
    events: list[Progress] = []
    rebuild([source], archive.path, on_progress=events.append)
    assert list(dict.fromkeys(event.stage for event in events)) == ["find", "read", "assemble", "write", "publish"]
    read = [event for event in events if event.stage == "read"]
    assert [event.done for event in read] == sorted(event.done for event in read)
    assert read[-1].done == read[-1].total > 0
    assert read[-1].eta == 0.0
    assert read[-1].rate > 0


def test_long_lists_are_cut_short_when_a_report_is_text(source: Path, archive: Archive) -> None:
    """Thousands of bad lines do not bury the figures; the JSON has them all."""
    (source / "ferry.jsonl").write_text(f"{json.dumps(FERRY)}\n" + f"{BAD_LINE}\n" * 50)
    report = rebuild([source], archive.path)
    text = report_to_text(report)
    assert "Rejected (50)" in text
    assert f"and {50 - MAX_LISTED} more, see --format json" in text
    assert len(report_to_json(report)["files"]["rejected"]) == 50
    json.dumps(report_to_json(report))


def test_file_names_cannot_move_the_cursor_when_a_report_is_text(archive: Archive, tmp_path: Path) -> None:
    """A hostile file name is shown, not obeyed."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "a\x1b[2J\n.txt").write_bytes(b"")
    assert "\x1b" not in report_to_text(rebuild([folder], archive.path))


@pytest.mark.parametrize("options", [{"processes": 0}, {"processes": 1000}, {"keep": 0}])
def test_options_are_refused_when_they_are_impossible(options: dict[str, int]) -> None:
    """A number out of range is an error before any work."""
    with pytest.raises(InvalidSettings):
        RebuildOptions(**options)  # type: ignore[arg-type]


@pytest.mark.skipif(not SHARED.exists(), reason="the real articles are not here")
def test_all_related_entries_lead_somewhere_when_real_articles_are_archived(archive: Archive, tmp_path: Path) -> None:
    """300 real files: none rejected, every article has a title, every related id is in the archive."""
    folder = tmp_path / "news"
    folder.mkdir()
    for path in sorted((SHARED / "corpora" / "azure-news").iterdir())[:300]:
        (folder / path.name).symlink_to(path)
    report: RebuildReport = rebuild([folder], archive.path)
    assert report.rejections == ()
    assert sum(report.readers.values()) == 300 - sum(len(merge.origins) - 1 for merge in report.merges) - report.removed
    engine = open_engine(f"whoosh:{archive.path}")
    response = engine.search(SearchRequest(text="kind:secured", limit=100))
    assert all(hit.article.title for hit in response.hits)
    related = {id_ for hit in response.hits for id_ in hit.article.related}
    assert related
    assert all(engine.article(id_).article.id == id_ for id_ in related)
    engine.close()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in folder.iterdir()]
    secrets = [
        half for text in texts for value in re.findall(r'^secured: "(.+)"$', text, re.M) for half in value.split(";")
    ]
    assert len(secrets) == 600
    assert traces(archive, secrets) == set()


def test_as_many_processes_as_cores_read_when_none_is_asked_for() -> None:
    """A container that may use two cores gets two processes."""
    assert default_processes() == len(os.sched_getaffinity(0))
