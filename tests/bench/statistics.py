"""Figures from times: medians, the slowest hundredth, and ratios over the questions that both answered.

Pure: numbers in, numbers out. Not for running anything or for printing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, log

Times = Mapping[int, float]
"""Milliseconds by the number of the question."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The median and the 99th percentile of `pages` times."""

    p50: float
    p99: float
    pages: int


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed (the nearest rank).

    >>> percentile([4.0, 1.0, 3.0, 2.0], 0.5), percentile([4.0, 1.0, 3.0, 2.0], 0.99)
    (2.0, 4.0)
    """
    ranked = sorted(values)
    if not ranked:
        raise ValueError("There is no percentile of nothing.")
    return ranked[max(0, ceil(len(ranked) * share) - 1)]


def figures(times: Times) -> Figures:
    """Median and 99th percentile.

    >>> figures({0: 1.0, 1: 5.0, 2: 2.0})
    Figures(p50=2.0, p99=5.0, pages=3)
    """
    return Figures(percentile(times.values(), 0.5), percentile(times.values(), 0.99), len(times))


def ratio(times: Times, reference: Times) -> Figures | None:
    """How many times as long as the reference, by the questions that both answered; None where there are none.

    >>> ratio({0: 3.0, 1: 6.0}, {0: 1.0, 1: 2.0, 2: 900.0})
    Figures(p50=3.0, p99=3.0, pages=2)
    """
    both = times.keys() & reference.keys()
    if not both:
        return None
    ours, theirs = figures({n: times[n] for n in both}), figures({n: reference[n] for n in both})
    return Figures(ours.p50 / theirs.p50, ours.p99 / theirs.p99, len(both))


def growth(sizes: Iterable[int], values: Iterable[float]) -> float:
    """The exponent that values grow with: 1 is in step with the size, 0 is not at all.

    The slope of a least-squares line through the logarithms of both.

    >>> growth([10, 100, 1000], [2.0, 20.0, 200.0])
    1.0
    """
    points = [(log(size), log(value)) for size, value in zip(sizes, values, strict=True) if value > 0]
    mean_size = sum(x for x, _ in points) / len(points)
    mean_value = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_size) ** 2 for x, _ in points)
    if not spread:
        raise ValueError("Growth needs figures for two sizes at least.")
    return round(sum((x - mean_size) * (y - mean_value) for x, y in points) / spread, 3)
