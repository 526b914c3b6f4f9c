"""Whether the weights by which an article is told from its page hold for pages that they were not chosen on.

    python -m tests.cleaning_scores --folds 5

For each fold of the marked pages the weights are fitted on all others, one after the other over a few values each,
and tried on that fold. If the score of what was held out were far below that of the weights in use on the same pages,
fitting would pay and theirs would be too good by what they were fitted to. Takes minutes. Not a test file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import NamedTuple

from index.cleaning.stretch import WEIGHTS, Weights

Measure = Callable[[int, Weights], tuple[float, float]]
"""Precision and recall of a page, by its number, under some weights."""

_FACTORS = (0.5, 2.0)
_AROUND_ZERO = (-2.0, 2.0)


class Fold(NamedTuple):
    """F1 on one part of the pages: under the weights in use, and under those fitted on all other pages."""

    number: int
    pages: int
    in_use: float
    fitted: float
    fitted_on_others: float


def f1(scores: Sequence[tuple[float, float]]) -> float:
    """The harmonic mean of average precision and average recall.

    >>> f1([(1.0, 0.5), (0.5, 1.0)])
    0.75
    """
    precision = sum(score[0] for score in scores) / len(scores)
    recall = sum(score[1] for score in scores) / len(scores)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def held_out(pages: int, folds: int, measure: Measure) -> Iterator[Fold]:
    """Each fold, the page numbers dealt out in turn."""
    measured = lru_cache(maxsize=None)(measure)
    for number in range(folds):
        held = [page for page in range(pages) if page % folds == number]
        others = [page for page in range(pages) if page % folds != number]
        weights, on_others = _fit(others, measured)
        yield Fold(number, len(held), _score(held, WEIGHTS, measured), _score(held, weights, measured), on_others)


def _score(pages: Sequence[int], weights: Weights, measure: Measure) -> float:
    return f1([measure(page, weights) for page in pages])


def _fit(pages: Sequence[int], measure: Measure) -> tuple[Weights, float]:
    """The weights that score best on some pages, by coordinate ascent from those in use."""
    weights, best = WEIGHTS, _score(pages, WEIGHTS, measure)
    for field in fields(Weights):
        for value in _neighbours(getattr(WEIGHTS, field.name)):
            tried = replace(weights, **{field.name: value})
            score = _score(pages, tried, measure)
            if score > best:
                weights, best = tried, score
    return weights, best


def _neighbours(value: float) -> Sequence[float]:
    return [value * factor for factor in _FACTORS] if abs(value) > 1 else [value + step for step in _AROUND_ZERO]
