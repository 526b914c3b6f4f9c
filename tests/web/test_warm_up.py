"""Serving begins warm: whoever is told that the server is ready waits for nothing to be loaded."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from index.generations.archive import Archive
from index.generations.writer import write_index
from tests.places import ROOT
from tests.serving import SECONDS, free_port, running
from tests.small_archive import ARTICLES

_WORKERS = 3
_QUESTIONS = (
    {"q": "budget", "sort": "newest", "limit": "3"},
    {"q": '"harbour budget" OR ferr* -noon', "interval": "day"},
    {"q": "passengers island quality:>=3 date:2020..2021", "match": "any"},
    {"q": '"ferry island"~9 topic:budget', "kind": "-reference", "from": "2020-01"},
    {"q": "budgte", "provider": "Harbour Courier"},
)
_ASK_WHEN_WARM = """
import json, sys
from pathlib import Path
from numba.core.registry import CPUDispatcher
from web.app import WebSettings
from web.server import ServerOptions, load_app

client = load_app(ServerOptions(Path(sys.argv[1]), "127.0.0.1", 0, 1, WebSettings())).test_client()

def loaded():
    ours = [module for name, module in sys.modules.items() if name.startswith(("index.", "search."))]
    kernels = {id(one): one for module in ours for one in vars(module).values() if isinstance(one, CPUDispatcher)}
    return set(sys.modules) | {(one.__name__, str(args)) for one in kernels.values() for args in one.overloads}

assert client.get("/healthz").status_code == 200  # what a client itself loads is there then
warm = loaded()
answers = [client.get("/api/search", query_string=question) for question in json.loads(sys.argv[2])]
print(json.dumps([[answer.status_code for answer in answers], sorted(map(str, loaded() - warm))]))
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of a few articles."""
    Archive(tmp_path / "archive").publish(partial(write_index, ARTICLES))
    return tmp_path / "archive"


def serve_in_vain(archive: Path) -> subprocess.CompletedProcess[str]:
    """The server of an archive that it cannot serve, which ends by itself."""
    return subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "serve", "--archive", str(archive),
         "--port", str(free_port()), "--workers", "1"],
        cwd=archive.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )  # fmt: skip


def test_no_question_loads_code_when_the_worker_is_warm(archive: Path) -> None:
    """All modules and compiled kernels are there before the first question of a stranger."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK_WHEN_WARM, str(archive), json.dumps(_QUESTIONS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    statuses, loaded = json.loads(done.stdout)
    assert (statuses, loaded) == ([200] * len(_QUESTIONS), [])


def test_every_worker_has_opened_the_archive_when_the_server_says_it_is_ready(archive: Path) -> None:
    """Also those that were not asked whether they are well have the files of the generation mapped."""
    options = ("--port", str(free_port()), "--workers", str(_WORKERS))
    with running("serve", "--archive", str(archive), *options, cwd=archive.parent) as (process, _):
        inherited = mapped_files(process.pid)
        workers = [child for child in children(process.pid) if "serve" in command_of(child)]
        opened = [mapped_files(worker) - inherited for worker in workers]
    files = {path.name for path in Archive(archive).current().glob("*.bf?")}
    assert [set(names) for names in opened] == [files] * _WORKERS


@pytest.mark.parametrize("pattern", ["*.bft", "*.bfd", "*.bfc", "*.toc", "MANIFEST.json"])
def test_an_archive_is_not_served_when_a_bit_of_it_has_changed(archive: Path, pattern: str) -> None:
    """An answer would be wrong, or there would be none: what is wrong is said before there are any workers."""
    (damaged,) = Archive(archive).current().glob(pattern)
    change(damaged, damaged.stat().st_size // 2)
    done = serve_in_vain(archive)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"Error: \S*{damaged.name} is damaged\. Run: backfile rollback.*\n", done.stderr), done.stderr


def test_the_server_stops_with_an_error_when_the_archive_is_gone_and_a_worker_with_it(archive: Path) -> None:
    """Workers go on with what they have opened; one that takes the place of another says why it cannot."""
    with running("serve", "--archive", str(archive), "--port", str(free_port()), cwd=archive.parent) as (process, _):
        workers = [child for child in children(process.pid) if "serve" in command_of(child)]
        archive.rename(archive.parent / "elsewhere")
        os.kill(workers[0], signal.SIGKILL)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert f"There is no archive at {archive}" in errors
    assert "Traceback" not in errors
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def test_a_worker_that_meets_damage_says_so_in_a_sentence(archive: Path) -> None:
    """What has changed since the archive was checked shows when one takes the place of another."""
    (terms,) = Archive(archive).current().glob("*.bft")
    with running("serve", "--archive", str(archive), "--port", str(free_port()), cwd=archive.parent) as (process, _):
        worker = next(child for child in children(process.pid) if "serve" in command_of(child))
        change(terms, *range(64, terms.stat().st_size // 3))
        os.kill(worker, signal.SIGKILL)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert f"The archive at {archive} cannot be read" in errors
    assert "Run: backfile verify" in errors
    assert "Traceback" not in errors


def change(path: Path, *places: int) -> None:
    """Some bytes of a file, which others may have mapped."""
    with path.open("r+b") as file:
        for place in places:
            file.seek(place)
            (old,) = file.read(1)
            file.seek(place)
            file.write(bytes([old ^ 0xEE]))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def mapped_files(pid: int) -> Counter[str]:
    """Names of the index files a process has mapped, each as often as it has."""
    return Counter(re.findall(r"/generations/[^/\n]+/(\S+\.bf.)$", Path(f"/proc/{pid}/maps").read_text(), re.MULTILINE))
