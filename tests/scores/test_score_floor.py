"""Measuring changes nothing: a floor moves only when it is told to, and down only when that is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import ranking_scores
from tests.scores.score_floor import Scores, floor_parser, hold_to_floor


def held(file: Path, scores: Scores, *flags: str) -> tuple[int, Scores]:
    """The exit status of these scores against a floor of a half for each of two, and the floor afterwards."""
    before = {"one": 0.5, "two": 0.5}
    file.write_text(json.dumps(before))
    status = hold_to_floor(floor_parser("x").parse_args(flags), file, before, scores, 0.001)
    return status, json.loads(file.read_text())


@pytest.mark.parametrize(
    ("scores", "flags", "status", "floor"),
    [
        ({"one": 0.6, "two": 0.4995}, (), 0, {"one": 0.5, "two": 0.5}),
        ({"one": 0.6, "two": 0.4995}, ("--raise-floor",), 0, {"one": 0.6, "two": 0.5}),
        ({"one": 0.6, "two": 0.4}, ("--raise-floor",), 1, {"one": 0.5, "two": 0.5}),
        ({"one": 0.6, "two": 0.4}, (), 1, {"one": 0.5, "two": 0.5}),
        ({"one": 0.6, "two": 0.4}, ("--allow-regression",), 0, {"one": 0.6, "two": 0.4}),
        ({"new": 0.3}, ("--raise-floor",), 0, {"one": 0.5, "two": 0.5, "new": 0.3}),
    ],
)
def test_floor_moves_only_when_told(
    tmp_path: Path, scores: Scores, flags: tuple[str, ...], status: int, floor: Scores
) -> None:
    """A plain run reads the floor and leaves it; each flag moves it as it says."""
    assert held(tmp_path / "floor.json", scores, *flags) == (status, floor)


def collection(folder: Path) -> Path:
    """Two documents, a question, and that the second one answers it."""
    folder.mkdir()
    documents = [{"id": "a", "title": "Tin", "body": "Tin rose."}, {"id": "b", "title": "Gold", "body": "Gold fell."}]
    (folder / "docs.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in documents))
    (folder / "queries.jsonl").write_text('{"id": "1", "text": "What of gold?"}\n')
    (folder / "qrels.tsv").write_text("1\tb\t1\n1\ta\t0\n")
    return folder


def test_ranking_is_measured_and_nothing_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A collection is scored and named; the floor file is as it was, until it is to be raised."""
    file = tmp_path / "floor.json"
    file.write_text("{}")
    folder = collection(tmp_path / "metals")
    assert ranking_scores.main([str(folder)], file) == 0
    assert "metals       nDCG@10 1.0000" in capsys.readouterr().out
    assert file.read_text() == "{}"
    assert ranking_scores.main([str(folder), "--raise-floor"], file) == 0
    assert json.loads(file.read_text()) == {"metals": 1.0}


def test_ranking_without_a_collection_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A run that measured nothing must not look like one that passed."""
    with pytest.raises(SystemExit) as caught:
        ranking_scores.main([])
    assert caught.value.code == 2
    assert "FOLDER" in capsys.readouterr().err
