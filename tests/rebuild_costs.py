"""Measures what a rebuild costs, and what the next one costs where little has changed, stage by stage.

    python -m tests.rebuild_costs SOURCE...            files and folders, which are copied and left as they are
    python -m tests.rebuild_costs --generate 100000    as many made-up front-matter files instead
    python -m tests.rebuild_costs --keep FOLDER ...    work in this folder, which must be empty, and leave it there

One rebuild after another, each `backfile rebuild` in a process of its own: the first, one of the very same, then ten
files changed, ten removed, ten renamed. Every line says how much of the first rebuild it took, by the clock from the
start of the process to its end. Stages are seconds of the clock too, but for those that several processes share
(read, parse, clean, analyse): there they are added up. "start" is what is of no stage: loading the program.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from index.article import Article
from index.records.marks import SETTLED_NS
from index.sources import SourceFile, find_files
from tests.bench.generate import World
from tests.bench.tables import table

TOUCHED = 10
_FEWEST = 3 * TOUCHED
_IN_A_FOLDER = 1000
_RELATED = 3
_MEGABYTE = 1 << 20
_ADDED = "\n\nThe harbour board added a sentence of its own to number {number}.\n"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one rebuild took: seconds in all and by stage, the most memory its main process held, its own report."""

    name: str
    seconds: float
    stages: Mapping[str, float]
    memory: int
    report: Mapping[str, Any]


def measure(sources: Path, archive: Path, arguments: Sequence[str]) -> Iterator[Cost]:
    """One rebuild after another of these files, which are changed in between."""
    if (count := len(_files_of(sources))) < _FEWEST:
        raise SystemExit(f"{count} files are too few to change, remove and rename {TOUCHED} each; give {_FEWEST}.")
    yield _rebuild("first", sources, archive, arguments)
    yield _rebuild("unchanged", sources, archive, arguments)
    for name, touch in _CHANGES.items():
        for number, path in enumerate(_spread(sources)):
            touch(path, number)
        yield _rebuild(f"{TOUCHED} {name}", sources, archive, arguments)


def render(costs: Sequence[Cost]) -> str:
    """A row a rebuild: its share of the first one, its seconds, and those of every stage."""
    stages = [stage for stage in costs[0].stages if any(cost.stages[stage] >= 0.05 for cost in costs)]
    rows = [
        [
            cost.name,
            f"{100 * cost.seconds / costs[0].seconds:.1f} %",
            f"{cost.seconds:.1f}",
            *(f"{cost.stages[stage]:.1f}" for stage in stages),
            f"{cost.memory / _MEGABYTE:,.0f}",
        ]
        for cost in costs
    ]
    return table(["rebuild", "of the first", "seconds", *stages, "MB held"], rows)


def write_files(count: int, folder: Path) -> None:
    """So many articles of a seeded generator, a front-matter file each, as aggregators write them."""
    before: list[dict[str, Any]] = []
    for number, article in enumerate(World().articles(count)):
        place = folder / f"{number // _IN_A_FOLDER:03}"
        place.mkdir(parents=True, exist_ok=True)
        named = _named(article)
        header = {**named, **_described(article, number), "related": before}
        lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in header.items())
        (place / f"{article.source_id}.md").write_text(f"---\n{lines}---\n{article.body}\n", encoding="utf-8")
        before = [named, *before][:_RELATED]


def _named(article: Article) -> dict[str, Any]:
    """What the article and all that relate to it say of it."""
    domain = f"{article.provider.name.lower().replace(' ', '-')}.example"
    return {
        "title": article.title,
        "excerpt": article.body.partition(".")[0] + ".",
        "publishedDateTime": article.published.at.isoformat() if article.published else None,
        "webUrl": f"https://{domain}/{article.source_id}",
        "provider": {"name": article.provider.name, "domain": domain},
    }


def _described(article: Article, number: int) -> dict[str, Any]:
    return {
        "category": "news",
        "type": "article",
        "quality": number % 100,
        "heat": number % 7,
        "topics": article.topics,
    }


def _change(path: Path, number: int) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(_ADDED.format(number=number))


def _remove(path: Path, _: int) -> None:
    path.unlink()


def _rename(path: Path, _: int) -> None:
    path.rename(path.with_stem(f"{path.stem}-renamed"))


_CHANGES: dict[str, Callable[[Path, int], None]] = {"changed": _change, "removed": _remove, "renamed": _rename}


def _files_of(folder: Path) -> list[Path]:
    return [Path(found.path) for found in find_files([folder]) if isinstance(found, SourceFile)]


def _spread(folder: Path) -> list[Path]:
    """Ten files from all over a folder."""
    files = _files_of(folder)
    return files[:: len(files) // TOUCHED][:TOUCHED]


def _rebuild(name: str, sources: Path, archive: Path, arguments: Sequence[str]) -> Cost:
    command = [
        sys.executable,
        "-c",
        "from web.cli import main; main()",
        "rebuild",
        str(sources),
        "--archive",
        str(archive),
        "--format",
        "json",
    ]
    # where nothing may be compiled once, every process compiles what has changed since: a quarter of a second
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    piped = partial(subprocess.Popen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    began = perf_counter()
    with piped([*command, *arguments]) as process:
        assert process.stdout
        assert process.stderr
        written = process.stdout.read()
        told = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - began
    if process.returncode:
        raise SystemExit(f"The rebuild {name!r} failed: {told.strip() or written.strip()}")
    report = json.loads(written)
    stages = dict(report["seconds"])
    return Cost(name, seconds, {"start": seconds - stages.pop("total"), **stages}, usage.ru_maxrss * 1024, report)


@contextmanager
def _work_folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with TemporaryDirectory() as folder:
            yield Path(folder)
        return
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise SystemExit(f"{keep} is not empty.")
    yield keep


def _copy(sources: Sequence[Path], folder: Path) -> None:
    for number, source in enumerate(sources):
        place = folder / f"{number}-{source.name}"
        if not source.exists():
            raise SystemExit(f"There is nothing at {source}: name files or folders that exist.")
        if source.is_dir():
            shutil.copytree(source, place)
        else:
            shutil.copy2(source, place)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the files, measure, print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.rebuild_costs", description=__doc__.partition("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path, metavar="SOURCE")
    parser.add_argument("--generate", type=int, default=0, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    if bool(given.sources) == bool(given.generate):
        parser.error("give either sources or --generate")
    with _work_folder(given.keep) as folder:
        files = folder / "files"
        files.mkdir()
        if given.generate:
            write_files(given.generate, files)
        _copy(given.sources, files)
        # files as young as these would have to be hashed again, and none of a real archive is
        time.sleep(SETTLED_NS / 1e9)
        costs = []
        for cost in measure(files, folder / "archive", ["--processes", str(given.processes)]):
            costs.append(cost)
            print(f"{cost.name}: {cost.seconds:.1f} s", file=sys.stderr, flush=True)
        print(render(costs))


if __name__ == "__main__":
    main()
