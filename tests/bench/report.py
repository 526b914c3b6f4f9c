"""Reports to text and to JSON: the same facts for people and for programs.

Not for taking figures (see `tests.bench.pages`) nor for working them out (see `tests.bench.statistics`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from tests.bench.agreement import Difference
from tests.bench.pages import PagesReport, PeerReport
from tests.bench.questions import KINDS
from tests.bench.statistics import Figures, Times, figures, ratio
from tests.bench.tables import number, table

_MEGABYTE = 1e6
_NONE = "–"

Json = dict[str, Any]


def render_pages(report: PagesReport, machine: Mapping[str, str]) -> str:
    """The report of a run of pages, for people."""
    return "\n\n".join(_sections(report, machine))


def pages_to_json(report: PagesReport, machine: Mapping[str, str]) -> Json:
    """The same for programs, with the figures of every peer and kind."""
    return {
        "machine": dict(machine),
        "seed": report.options.seed,
        "rounds": report.options.rounds,
        "queries": report.options.queries,
        **asdict(report.corpus),
        "missing": report.missing,
        "reference": report.reference,
        "compared": report.compared,
        "differences": [{**asdict(each), "why": each.why} for each in report.differences],
        "peers": {name: _peer_to_json(peer, report) for name, peer in report.peers.items()},
    }


def _sections(report: PagesReport, machine: Mapping[str, str]) -> Iterator[str]:
    yield "\n".join(head(report, machine))
    yield "Indexing articles that lie ready in memory, and opening the index:"
    yield _indexing(report)
    yield "One page, milliseconds, median / 99th percentile:"
    yield _times(report)
    for reference in dict.fromkeys(("tantivy", "backfile")):
        if reference in report.peers and len(report.peers) > 1:
            yield f"The same, as multiples of {reference}, over the questions that both answered:"
            yield _ratios(report, reference)
    yield from _few(report)
    yield "\n".join(_agreement(report))


def head(report: PagesReport, machine: Mapping[str, str]) -> Iterator[str]:
    """The facts that a run depends on, a line each."""
    options, corpus = report.options, report.corpus
    yield from (f"{name}: {value}" for name, value in machine.items())
    yield f"articles: {corpus.articles:,} of {options.documents.name}, {corpus.characters / _MEGABYTE:,.1f} MB of text"
    yield f"questions: {options.rounds} × {options.queries} of each kind after {options.queries} to warm up"
    yield f"turns: {options.turn} of a kind at a time, then the next peer; seed {options.seed}"
    yield f"peers: {', '.join(peer.version for peer in report.peers.values())}"
    yield from (f"missing: {why}" for why in report.missing.values())


def _indexing(report: PagesReport) -> str:
    header = ["", "articles/s", "MB", "× text", "open ms", "MB in memory", "MB mapped"]
    text = max(1, report.corpus.characters)
    rows = []
    for name, peer in report.peers.items():
        rate, size = report.corpus.articles / peer.built.seconds, peer.built.bytes
        memory = (peer.memory.beyond_files, peer.memory.files)
        megabytes = [number(held / _MEGABYTE) for held in memory]
        rows.append([name, number(rate), number(size / _MEGABYTE), number(size / text), number(peer.open_ms)])
        rows[-1] += megabytes
    return table(header, rows)


def _times(report: PagesReport) -> str:
    rows = [
        [kind, *(_cell(figures(peer.times[kind]) if peer.times[kind] else None) for peer in report.peers.values())]
        for kind in KINDS
    ]
    return table(["", *report.peers], rows)


def _ratios(report: PagesReport, reference: str) -> str:
    theirs = report.peers[reference].times
    others = {name: peer for name, peer in report.peers.items() if name != reference}
    rows = [[kind, *(_cell(ratio(peer.times[kind], theirs[kind])) for peer in others.values())] for kind in KINDS]
    return table(["", *others], rows)


def _few(report: PagesReport) -> Iterator[str]:
    """A sentence for every peer that was too slow to be asked everything."""
    most = report.options.rounds * report.options.queries
    for name, peer in report.peers.items():
        fewest = min(len(times) for times in peer.times.values())
        if fewest < most:
            yield (
                f"{name} was slow and was asked fewer questions: {fewest} of {most} of a kind at the least,"
                f" so its 99th percentile is that of those."
            )


def _agreement(report: PagesReport) -> Iterator[str]:
    if len(report.peers) < 2:
        return
    agreeing = report.compared - sum(each.totals + each.counts for each in report.differences)
    yield (
        f"Answers compared with those of {report.reference}: {report.compared:,};"
        f" {agreeing:,} agree in total, facets and months."
    )
    yield from map(_sentence, report.differences)


def _sentence(difference: Difference) -> str:
    parts = []
    if difference.totals:
        furthest = f"by {difference.furthest:.1%} at most ({difference.example})"
        parts.append(f"{difference.totals} of {difference.asked} totals differ, {furthest}")
    if difference.counts:
        parts.append(f"{difference.counts} of {difference.asked} have other counts for the same total")
    if difference.why:
        parts.append(difference.why)
    return f"- {difference.peer}, {difference.kind}: {'; '.join(parts)}"


def _peer_to_json(peer: PeerReport, report: PagesReport) -> Json:
    reference = report.peers[report.reference]
    return {
        "version": peer.version,
        "articles_per_second": report.corpus.articles / peer.built.seconds,
        "bytes": peer.built.bytes,
        "open_ms": peer.open_ms,
        "memory_beyond_files": peer.memory.beyond_files,
        "memory_of_files": peer.memory.files,
        "kinds": {kind: _kind_to_json(peer.times[kind], reference.times[kind]) for kind in KINDS},
    }


def _kind_to_json(times: Times, reference: Times) -> Json:
    compared = ratio(times, reference)
    return {
        **(asdict(figures(times)) if times else {"pages": 0}),
        "ratio": asdict(compared) if compared else None,
    }


def _cell(found: Figures | None) -> str:
    return f"{number(found.p50)} / {number(found.p99)}" if found else _NONE
