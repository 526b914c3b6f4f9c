"""Requests a second: `/api/search` of the product beside an empty Flask view on the same kind of server.

Both servers run at once, with two workers each, and are put under load in turn, so what disturbs the
machine disturbs both. Every request is one page of work (total, ten hits with passages, two facets,
months); the questions are distinct until the list of them has been gone through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from tests.bench.documents import read_articles, sample_articles
from tests.bench.load import CONNECTIONS, Load, load_generator, put_load
from tests.bench.memory import Memory
from tests.bench.pages import SAMPLED, Corpus, Tell
from tests.bench.peers.backfile import to_request
from tests.bench.questions import QuestionSource
from tests.bench.report import Json
from tests.bench.serving import WORKERS, serving_archive, serving_nothing
from tests.bench.statistics import percentile
from tests.bench.tables import number, table
from tests.bench.workers import PeerFailed, build
from web.params import to_params

_QUESTIONS_A_KIND = 2_000
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class ThroughputOptions:
    documents: Path
    limit: int | None
    seed: int
    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """The loads of each round, what a worker holds in memory after them, and how many questions there were."""

    corpus: Corpus
    seed: int
    questions: int
    searching: tuple[Load, ...]
    empty: tuple[Load, ...]
    workers: tuple[Memory, ...]

    @property
    def ratio(self) -> float:
        """The product's requests a second as a share of the empty view's, by the medians of the rounds."""
        return _median_rate(self.searching) / _median_rate(self.empty)


def run_throughput(options: ThroughputOptions, folder: Path, tell: Tell) -> Throughput:
    """Build an archive in `folder`, serve it, and put it under load. Raises PeerFailed, UnreadableDocuments."""
    articles = read_articles(options.documents, options.limit)
    sample, count, characters = sample_articles(articles, SAMPLED, options.seed)
    paths = search_paths(QuestionSource(sample, options.seed), options.seed)
    tell(f"indexing {count:,} articles")
    archive = folder / "archive"
    build("backfile", options.documents, options.limit, archive)
    with serving_archive(archive) as product, serving_nothing() as empty:
        searching: list[Load] = []
        idle: list[Load] = []
        for number_of_round in range(-1, options.rounds):
            tell("warming up" if number_of_round < 0 else f"round {number_of_round + 1} of {options.rounds}")
            asked = sum(load.requests for load in searching)
            searching.append(put_load(product.port, paths, asked, options.seconds))
            idle.append(put_load(empty.port, ["/"], 0, options.seconds))
        memory = product.memory()
    _refuse_failures((*searching, *idle))
    return Throughput(
        Corpus(count, characters), options.seed, len(paths), tuple(searching[1:]), tuple(idle[1:]), tuple(memory)
    )


def search_paths(source: QuestionSource, seed: int) -> list[str]:
    """The addresses of distinct questions of all kinds, mixed."""
    drawn = source.draw(_QUESTIONS_A_KIND)
    questions = dict.fromkeys(question for each in drawn.values() for question in each)
    paths = [f"/api/search?{urlencode(to_params(to_request(question)))}" for question in questions]
    Random(seed).shuffle(paths)
    return paths


def render_throughput(measured: Throughput, machine: Mapping[str, str]) -> str:
    """The report for people."""
    rows = [_row("/api/search", measured.searching), _row("empty view", measured.empty)]
    memory = ", ".join(f"{number(held.beyond_files / _MEGABYTE)} MB" for held in measured.workers)
    lines = [
        *(f"{name}: {value}" for name, value in machine.items()),
        f"articles: {measured.corpus.articles:,}, {measured.corpus.characters / _MEGABYTE:,.1f} MB of text",
        f"questions: {measured.questions:,} distinct, seed {measured.seed}",
        f"load: {load_generator()}, {CONNECTIONS} connections, {WORKERS} workers, {len(measured.empty)} rounds in turn",
        "",
        table(["", "requests/s", "slowest round", "p50 ms", "p99 ms"], rows),
        "",
        f"/api/search answers {measured.ratio:.2f} × the requests of an empty view.",
        f"Memory of each worker beyond mapped files: {memory}.",
    ]
    return "\n".join(lines)


def throughput_to_json(measured: Throughput, machine: Mapping[str, str]) -> Json:
    """The same for programs."""
    return {"machine": dict(machine), "load": load_generator(), "ratio": measured.ratio, **asdict(measured)}


def _row(name: str, loads: tuple[Load, ...]) -> list[str]:
    figures = (
        _median_rate(loads),
        min(load.rate for load in loads),
        percentile([load.p50 for load in loads], 0.5),
        percentile([load.p99 for load in loads], 0.5),
    )
    return [name, *map(number, figures)]


def _median_rate(loads: tuple[Load, ...]) -> float:
    return percentile([load.rate for load in loads], 0.5)


def _refuse_failures(loads: tuple[Load, ...]) -> None:
    failed = sum(load.failed for load in loads)
    if failed:
        raise PeerFailed(f"{failed:,} of {sum(load.requests for load in loads):,} requests were not answered with 200.")
