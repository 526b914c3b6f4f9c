"""The command line of the benchmark: arguments in, a report out; progress goes to stderr.

python -m tests.bench --docs FILE.jsonl                  pages, beside every peer that is installed
python -m tests.bench --generate 100000                  the same on generated articles
python -m tests.bench --generate 100000 --growth 1000,10000,100000
python -m tests.bench --generate 100000 --http           requests a second, beside an empty Flask view
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.documents import UnreadableDocuments, write_articles
from tests.bench.generate import World
from tests.bench.growth import growth_to_json, render_growth, run_growth
from tests.bench.machine import describe_machine
from tests.bench.pages import PagesOptions, run_pages
from tests.bench.peer import PEERS, MissingPeer
from tests.bench.report import pages_to_json, render_pages
from tests.bench.throughput import ThroughputOptions, render_throughput, run_throughput, throughput_to_json
from tests.bench.workers import PeerFailed

_GROWTH_PEERS = ("backfile", "tantivy")


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; returns the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if not given.docs and not given.generate:
        parser.error("say which articles: --docs FILE, --generate N, or both to keep the generated ones")
    with tempfile.TemporaryDirectory(prefix="backfile-bench-", dir=given.work) as work:
        try:
            text, data = _run(given, _documents(given, Path(work)), Path(work))
        except (UnreadableDocuments, MissingPeer, PeerFailed, ValueError) as error:
            print(f"The benchmark stopped: {error}", file=sys.stderr)
            return 2
    print(text)
    if given.json:
        given.json.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _run(given: argparse.Namespace, documents: Path, work: Path) -> tuple[str, Any]:
    machine = describe_machine()
    if given.http:
        load = ThroughputOptions(documents, given.limit, given.seed, given.rounds, given.seconds)
        measured = run_throughput(load, work, _tell)
        return render_throughput(measured, machine), throughput_to_json(measured, machine)
    peers = given.peers or (_GROWTH_PEERS if given.growth else PEERS)
    options = PagesOptions(
        documents, peers, given.rounds, given.queries, given.seed, given.limit, given.budget, given.turn
    )
    if given.growth:
        reports = run_growth(options, given.growth, work, _tell)
        return render_growth(reports, machine), growth_to_json(reports, machine)
    report = run_pages(options, work, _tell)
    return render_pages(report, machine), pages_to_json(report, machine)


def _documents(given: argparse.Namespace, work: Path) -> Path:
    """The file of articles, generated if that was asked for."""
    if not given.generate:
        documents: Path = given.docs
        return documents
    documents = given.docs or work / "generated.jsonl"
    _tell(f"generating {given.generate:,} articles")
    write_articles(World(seed=given.seed).articles(given.generate), documents)
    return documents


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Backfile beside its peers.")
    add = parser.add_argument
    add("--docs", type=Path, metavar="FILE", help="articles as JSON Lines; with --generate, where they are kept")
    add("--generate", type=_positive, metavar="N", help="make up N articles, always the same for a seed")
    add("--limit", type=_positive, metavar="N", help="only the first N articles")
    add("--peers", type=_peers, metavar="NAMES", help=f"some of {','.join(PEERS)}")
    add("--rounds", type=_positive, default=5, help="rounds that count (default 5)")
    add("--queries", type=_positive, default=40, help="questions of each kind in a round (default 40)")
    add("--seed", type=int, default=1)
    add("--budget", type=float, default=30.0, help="seconds a peer may take for one kind of question (default 30)")
    add(
        "--turn", type=_positive, default=1, help="questions that a peer answers before the next one's turn (default 1)"
    )
    add("--growth", type=_sizes, metavar="SIZES", help="figures for the first 1000,10000,... articles")
    add("--http", action="store_true", help="requests a second of the server instead of pages of the library")
    add("--seconds", type=float, default=3.0, help="with --http, seconds of load at a time (default 3)")
    add("--json", type=Path, metavar="OUT", help="write the figures here too")
    add("--work", type=Path, metavar="DIR", help="where indexes are built and removed again (default: TMPDIR)")
    return parser


def _positive(text: str) -> int:
    number = int(text.replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return number


def _peers(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"there is no peer {name!r}; there are {', '.join(PEERS)}")
    return names


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted({_positive(size) for size in text.split(",")}))
    if len(sizes) < 2:
        raise argparse.ArgumentTypeError("growth is seen over two sizes at least, such as 1000,10000")
    return sizes


def _tell(sentence: str) -> None:
    print(f"… {sentence}", file=sys.stderr, flush=True)
