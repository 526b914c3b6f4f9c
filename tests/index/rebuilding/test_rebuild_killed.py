"""A rebuild that is killed, or a process that reads for it: told at once, and the archive as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from index.errors import BackfileError
from index.generations.archive import Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.sources import SourceFile, find_files
from index.workers import plan, read_chunks
from tests.index.rebuilding.test_rebuild import titles, write_many
from tests.places import ROOT


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_a_killed_worker_is_an_error_with_file_names_when_files_are_read(tmp_path: Path) -> None:
    """When the system kills a reading process, the rebuild says so and names its files: it does not hang."""
    write_many(tmp_path / "many", 2_000, words=400)
    files = [found for found in find_files([tmp_path / "many"]) if isinstance(found, SourceFile)]
    batches = read_chunks(plan(files, 2), 2)

    def kill_on_first_batch() -> None:
        for _ in batches:
            for worker in _descendants(os.getpid(), "forkserver", leaves=True):
                os.kill(worker, signal.SIGKILL)

    with pytest.raises(BackfileError, match=r"was killed.*many/ships\.jsonl"):
        kill_on_first_batch()


def test_the_archive_answers_and_can_be_rebuilt_when_a_rebuild_is_killed(archive: Archive, tmp_path: Path) -> None:
    """SIGKILL at any stage: the old generation serves, no worker stays, the next rebuild works."""
    write_many(tmp_path / "many", 200, words=400)
    before = rebuild([tmp_path / "many"], archive.path).generation
    for stage in ("find", "read", "assemble", "write", "publish"):
        process = _rebuild_that_stops_at(stage, tmp_path / "many", archive.path)
        workers = _descendants(process.pid, "", leaves=False)
        assert workers or stage != "read"
        process.kill()
        process.wait()
        process.communicate()
        assert archive.current().name == before
        archive.verify()
        assert titles(archive, '"ship number 7"') == ["Ship number 7"]
        _until(lambda gone=workers: not any(_is_running(worker) for worker in gone))  # type: ignore[misc]
    after = rebuild([tmp_path / "many"], archive.path, options=RebuildOptions(cache="fresh"))
    assert archive.generations() == (before, after.generation)
    assert len(list((archive.path / "generations").iterdir())) == 2


_STOPPING = """
import sys
from pathlib import Path
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild

def stop(progress):
    if progress.stage == sys.argv[1] and (progress.stage != "read" or progress.done):
        print("there", flush=True)
        sys.stdin.read()

if __name__ == "__main__":
    options = RebuildOptions(processes=2, cache="fresh")
    rebuild([Path(sys.argv[2])], Path(sys.argv[3]), options=options, on_progress=stop)
"""


def _rebuild_that_stops_at(stage: str, source: Path, archive: Path) -> subprocess.Popen[str]:
    """A rebuild in a process of its own that has come to this stage and waits there."""
    script = archive.parent / "stopping.py"
    script.write_text(_STOPPING)
    process = subprocess.Popen(
        [sys.executable, str(script), stage, str(source), str(archive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    return process


def _descendants(root: int, containing: str, *, leaves: bool) -> list[int]:
    """The processes below one whose command line contains a text; only those without children if `leaves`."""
    parents = dict(_parents())
    below = [pid for pid in parents if root in set(_ancestors(pid, parents))]
    with_children = set(parents.values())
    return [pid for pid in below if containing in _command(pid) and not (leaves and pid in with_children)]


def _ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while (pid := parents.get(pid, 0)) > 0:
        yield pid


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            yield int(entry.name), int(stat.rpartition(")")[2].split()[1])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = monotonic() + seconds
    waiting = threading.Event()
    while not condition():
        assert monotonic() < deadline, "it did not come about in time"
        waiting.wait(0.02)
