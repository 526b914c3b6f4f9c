"""Compiled kernels are kept where they can be, loaded by the next process, and done without where they cannot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from index.generations.archive import Archive
from index.generations.writer import write_index
from search.engine import open_engine
from search.model import SearchRequest
from tests.places import ROOT
from tests.small_archive import ARTICLES

_PACKAGES = ("index", "search", "web")
_FEW_KERNELS = "index.codec.spans"
_ALL_KERNELS = "search.whoosh_engine"
_QUESTIONS = ("", "budget", '"harbour budget"', "ferr* -budget", "passengers island quality:>=3", "budgte")

# Root writes wherever it likes, but not without this one right, which the command that follows does not get.
_AS_ANYBODY = """
import ctypes, os, sys
drop_from_bounding_set, ignore_permissions = 24, 1
if os.geteuid() == 0:
    ctypes.CDLL(None).prctl(drop_from_bounding_set, ignore_permissions, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-W", "error", "-c", *sys.argv[1:]])
"""
_ASK = """
import json, sys
from importlib import import_module
from pathlib import Path
from numba.core.registry import CPUDispatcher

given = json.loads(sys.argv[1])
for module in given["modules"]:
    import_module(module)
from index.codec.jit import load_kernels
if given["load"]:
    load_kernels()
totals = []
if given["archive"]:
    from search.engine import open_engine
    from search.model import SearchRequest
    engine = open_engine(f"whoosh:{given['archive']}")
    totals = [engine.search(SearchRequest(text)).total for text in given["questions"]]

def can_be_written(folder):
    try:
        (Path(folder) / "written").touch()
    except OSError:
        return False
    return True

ours = [module for name, module in sys.modules.items() if name.startswith(("index.", "search."))]
ours_compiled = [one for module in ours for one in vars(module).values() if isinstance(one, CPUDispatcher)]
kernels = {id(one): one.stats for one in ours_compiled if one.overloads}
print(json.dumps({
    "loaded": sum(sum(stats.cache_hits.values()) for stats in kernels.values()),
    "compiled": sum(sum(stats.cache_misses.values()) for stats in kernels.values()),
    "kept_in": sorted({stats.cache_path or "" for stats in kernels.values()}),
    "package": ours[0].__file__,
    "writable": [can_be_written(folder) for folder in given["folders"]],
    "totals": totals,
}))
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a process says of the kernels it uses; `writable` is whether package and home are."""

    loaded: int
    compiled: int
    kept_in: list[str]
    package: str
    writable: list[bool]
    totals: list[int]


@dataclass(frozen=True, slots=True)
class Install:
    """A copy of the packages, and the home of who uses it."""

    site: Path
    home: Path

    def forbid_writing(self, *tops: Path) -> None:
        for top in tops:
            for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
                folder.chmod(0o555)

    def allow_writing(self) -> None:
        for top in (self.site, self.home):
            for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
                folder.chmod(0o755)

    def ask(
        self, *modules: str, load: bool = True, archive: Path | None = None, questions: Sequence[str] = ()
    ) -> Report:
        """What a new process says that imports these modules, loads their kernels, and asks this archive."""
        wanted = {
            "modules": modules,
            "load": load,
            "archive": str(archive) if archive else "",
            "questions": questions,
            "folders": [str(self.site / "index" / "codec"), str(self.home)],
        }
        done = subprocess.run(
            [sys.executable, "-c", _AS_ANYBODY, _ASK, json.dumps(wanted)],
            cwd=self.site,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(self.site), "HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        report = Report(**json.loads(done.stdout))
        assert Path(report.package).is_relative_to(self.site)
        return report


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """The packages as they are installed, never used before."""
    made = Install(tmp_path / "site", tmp_path / "home")
    made.home.mkdir()
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, made.site / package, ignore=shutil.ignore_patterns("__pycache__"))
    yield made
    made.allow_writing()


@pytest.mark.parametrize("modules", [_FEW_KERNELS, pytest.param(_ALL_KERNELS, marks=pytest.mark.slow)])
@pytest.mark.parametrize("place", ["site", "home"])
def test_kernels_are_compiled_once_and_loaded_by_the_next_process(install: Install, place: str, modules: str) -> None:
    """They are kept beside the source, or with the user where the source cannot be written to."""
    if place == "home":
        install.forbid_writing(install.site)
    first, second = install.ask(modules), install.ask(modules)
    assert first.writable == [place == "site", True]
    assert first.compiled > 0
    assert (first.loaded, second.compiled) == (0, 0)
    assert 0 < second.loaded < first.compiled  # subkernels are in the kernels that call them
    top = getattr(install, place)
    assert all(Path(folder).is_relative_to(top) for folder in (*first.kept_in, *second.kept_in))


def test_kernels_are_compiled_in_each_process_when_nothing_can_be_written(install: Install) -> None:
    """Nothing is kept, and nobody is told of an error."""
    install.forbid_writing(install.site, install.home)
    reports = [install.ask(_FEW_KERNELS) for _ in range(2)]
    assert [(report.loaded, report.kept_in, report.writable) for report in reports] == [(0, [""], [False, False])] * 2
    assert reports[0].compiled == reports[1].compiled > 0


def test_only_kernels_that_are_called_are_loaded(install: Install) -> None:
    """Importing their modules loads none of them."""
    compiled, imported = install.ask(_FEW_KERNELS), install.ask(_FEW_KERNELS, load=False)
    assert compiled.compiled > 0
    assert (imported.loaded, imported.compiled) == (0, 0)


@pytest.mark.slow
def test_a_read_only_install_answers_as_any_other(install: Install) -> None:
    """Neither the packages nor the user's folder, with the archive in it, can be written to, and all is found."""
    archive = install.home / "archive"
    Archive(archive).publish(partial(write_index, ARTICLES))
    engine = open_engine(f"whoosh:{archive}")
    expected = [engine.search(SearchRequest(text)).total for text in _QUESTIONS]
    engine.close()
    install.forbid_writing(install.site, install.home)
    report = install.ask(_ALL_KERNELS, archive=archive, questions=_QUESTIONS)
    assert report.writable == [False, False]
    assert report.totals == expected
    assert report.totals[0] == len(ARTICLES)
    assert all(total > 0 for total in report.totals[:-1])


def test_setting_up_compiles_every_loop() -> None:
    """So that the first build and the first search of a newcomer wait for none."""
    (code,) = re.findall(r"^\.venv/bin/python -c '(.+)'$", (ROOT / ".ci" / "setup").read_text(), re.M)
    loaded = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    with_loops = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in _PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"^@kernel\(", path.read_text(encoding="utf-8"), re.M)
    }
    assert len(with_loops) > 20
    assert with_loops <= set(loaded)
