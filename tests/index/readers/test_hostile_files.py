"""Whatever lies in a folder, the articles beside it are read and found, and the report says what became of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.rebuilding.options import RebuildOptions
from index.rebuilding.progress import Progress
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport
from index.rebuilding.report_forms import report_to_json, report_to_text
from index.record import Rejection, Skip
from search.engine import open_engine
from search.model import SearchRequest
from tests.index.readers.hostile import HOSTILE, Hostile

_GOOD = {
    "a good page.html": "<!doctype html><html><head><title>Lighthouse painted</title></head><body><p>A wren looked on"
    " while the painters worked from dawn to dusk on the old tower.</p></body></html>",
    "m good story.md": "---\ntitle: Breakwater mended\n---\nThe wren had gone when the last stone was laid.\n",
    "z good record.json": '{"title": "Pilot retires", "body": "A wren sang when he came ashore."}',
}


def laid_out(folder: Path, *cases: Hostile) -> Path:
    """A folder of three good articles and these files among them."""
    folder.mkdir()
    for name, text in _GOOD.items():
        (folder / name).write_text(text)
    for case in cases:
        case.make(folder / case.name)
    return folder


def rebuilt(folder: Path, archive: Path, *cases: Hostile) -> RebuildReport:
    """The report of a rebuild during which these files change as they do."""

    def meanwhile(progress: Progress) -> None:
        if progress.stage == "read" and progress.done == 0:
            for case in cases:
                if case.meanwhile and (folder / case.name).is_file():
                    case.meanwhile(folder / case.name)

    return rebuild([folder], archive, options=RebuildOptions(processes=1), on_progress=meanwhile)


def found(archive: Path, text: str) -> set[str]:
    engine = open_engine(f"whoosh:{archive}")
    try:
        return {hit.article.title for hit in engine.search(SearchRequest(text=text, limit=50)).hits}
    finally:
        engine.close()


def test_there_are_as_many_hostile_files_as_promised() -> None:
    """Each under a name of its own."""
    names = [case.name for case in HOSTILE]
    assert len(names) == len(set(names))
    assert len(names) >= 60


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: ascii(case.name)[1:40])
def test_a_hostile_file_is_accounted_for_and_costs_no_other(tmp_path: Path, case: Hostile) -> None:
    """It is read, rejected or skipped as it should be, with its reason; the three good articles are found."""
    if case.name == "unreadable.md" and os.geteuid() == 0:
        pytest.skip("root reads every file")
    folder = laid_out(tmp_path / "source", case)
    report = rebuilt(folder, tmp_path / "archive", case)
    assert found(tmp_path / "archive", "wren") == {"Lighthouse painted", "Breakwater mended", "Pilot retires"}
    assert not any("failed" in one.reason for one in report.rejections)
    refused: tuple[Rejection | Skip, ...] = (*report.rejections, *report.skips)
    outcome: dict[str, tuple[Rejection | Skip, ...]] = {
        "rejected": report.rejections,
        "skipped": report.skips,
        "refused": refused,
    }
    if case.fate == "read":
        assert report.kinds["full"] >= len(_GOOD) + 1
        assert not refused
    else:
        assert [one for one in outcome[case.fate] if case.reason in one.reason]
    assert report_to_text(report).replace("\n", "").isprintable()
    assert report_to_json(report)


def test_all_hostile_files_at_once_leave_the_rebuild_whole(tmp_path: Path) -> None:
    """One folder with all of them, read by two processes: the good ones are found, each other one has its line."""
    cases = [case for case in HOSTILE if case.meanwhile is None and case.name != "unreadable.md"]
    folder = laid_out(tmp_path / "source", *cases)
    report = rebuild([folder], tmp_path / "archive", options=RebuildOptions(processes=2))
    assert found(tmp_path / "archive", "wren") == {"Lighthouse painted", "Breakwater mended", "Pilot retires"}
    refused: tuple[Rejection | Skip, ...] = (*report.rejections, *report.skips)
    told = {one.origin.path.split("!/")[0] for one in refused}
    for case in cases:
        if case.fate != "read":
            assert any(path.startswith(f"source/{case.name}") for path in told), case.name
