"""Cost against size: the same benchmark over the first so many articles, and how fast each figure grows.

The exponent is the slope in logarithms: 1 in step with the number of articles, 0 not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench.pages import PagesOptions, PagesReport, Tell, run_pages
from tests.bench.questions import KINDS
from tests.bench.report import Json, head, pages_to_json
from tests.bench.statistics import figures, growth
from tests.bench.tables import number, table

_MEGABYTE = 1e6

Figure = Callable[[PagesReport, str], float]


def run_growth(options: PagesOptions, sizes: Sequence[int], folder: Path, tell: Tell) -> list[PagesReport]:
    """A report for each size. Raises ValueError where there are not that many articles."""
    reports = []
    for size in sizes:
        tell(f"the first {size:,} articles")
        report = run_pages(replace(options, limit=size), folder / str(size), tell)
        if report.corpus.articles < size:
            raise ValueError(f"{options.documents} holds {report.corpus.articles:,} articles, not {size:,}.")
        reports.append(report)
    return reports


def render_growth(reports: Sequence[PagesReport], machine: Mapping[str, str]) -> str:
    """A table for each peer: a row a figure, a column a size, and the exponent behind them."""
    sections = ["\n".join(head(reports[-1], machine))]
    for peer in reports[-1].peers:
        sections += [f"{peer}, by number of articles (the last column is the exponent of growth):"]
        sections += [_table(reports, peer)]
    return "\n\n".join(sections)


def growth_to_json(reports: Sequence[PagesReport], machine: Mapping[str, str]) -> Json:
    """Every size's whole report."""
    return {"sizes": [pages_to_json(report, machine) for report in reports]}


def _table(reports: Sequence[PagesReport], peer: str) -> str:
    sizes = [report.corpus.articles for report in reports]
    rows = []
    for name, figure in _figures().items():
        values = [figure(report, peer) for report in reports]
        rows.append([name, *map(number, values), f"{growth(sizes, values):+.2f}"])
    return table(["", *(f"{size:,}" for size in sizes), "grows"], rows)


def _figures() -> dict[str, Figure]:
    """Every figure that is followed, by its name."""
    return {
        "articles/s": lambda report, peer: report.corpus.articles / report.peers[peer].built.seconds,
        "index MB": lambda report, peer: report.peers[peer].built.bytes / _MEGABYTE,
        "open ms": lambda report, peer: report.peers[peer].open_ms,
        "memory MB": lambda report, peer: report.peers[peer].memory.beyond_files / _MEGABYTE,
        **{f"{kind}, p50 ms": _median_of(kind) for kind in KINDS},
    }


def _median_of(kind: str) -> Figure:
    return lambda report, peer: figures(report.peers[peer].times[kind]).p50
