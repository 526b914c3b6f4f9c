"""The command that measures rebuilds: it measures what it says, and says what it cannot measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.rebuilding.clock import Clock
from tests.rebuild_costs import main, measure, render, write_files


def test_every_kind_of_rebuild_is_measured(tmp_path: Path) -> None:
    """The first, one of the same, and one after ten files changed, went or moved: each really has that to do."""
    (tmp_path / "files").mkdir()
    write_files(60, tmp_path / "files")
    costs = {cost.name: cost for cost in measure(tmp_path / "files", tmp_path / "archive", ["--processes", "1"])}
    files = {name: cost.report["files"] for name, cost in costs.items()}
    assert files["first"]["read"] == 60
    assert costs["unchanged"].report["unchanged"]
    assert (files["10 changed"]["read"], files["10 changed"]["kept"]) == (10, 50)
    assert (files["10 removed"]["found"], files["10 removed"]["gone"]) == (50, 10)
    assert (files["10 renamed"]["read"], files["10 renamed"]["renamed"]) == (0, 10)
    table = render(list(costs.values()))
    assert "| 10 changed |" in table
    assert "100.0 %" in table


def test_sources_stay_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It changes copies, and leaves them where it is told to."""
    write_files(40, tmp_path / "mine")
    before = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*.md")}
    main([str(tmp_path / "mine"), "--keep", str(tmp_path / "kept"), "--processes", "1"])
    assert {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*.md")} == before
    assert (tmp_path / "kept" / "archive" / "CURRENT").is_file()
    assert "unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "give either sources"), (["--generate", "5"], "5 files are too few"), (["nowhere"], "nowhere")],
)
def test_what_cannot_be_measured_is_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, and no table."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert said in f"{left.value} {capsys.readouterr().err}"


def test_a_stage_within_a_stage_counts_for_itself() -> None:
    """No moment is counted twice, whatever is begun inside of what."""
    clock, whole = Clock(), Clock()
    with whole.timing("all"):
        with clock.timing("outer"):
            with clock.timing("inner"):
                sum(range(100_000))
            sum(range(1000))
        clock.add({"inner": 5.0})
    assert clock.seconds["inner"] > 5.0
    assert clock.seconds["outer"] > 0
    assert sum(clock.seconds.values()) - 5.0 <= whole.seconds["all"]
