"""A floor under measured scores: a file of numbers that only those who say so move.

Not a test file: `tests.ranking_scores` and `tests.cleaning_scores` measure and hold their scores to it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

Scores = dict[str, float]


def floor_parser(module: str) -> argparse.ArgumentParser:
    """A command line with the two flags that move a floor."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--raise-floor", action="store_true", help="write the scores above their floor as the new one")
    parser.add_argument("--allow-regression", action="store_true", help="write today's scores, lower ones too")
    return parser


def hold_to_floor(options: argparse.Namespace, file: Path, floor: Scores, scores: Scores, slack: float) -> int:
    """The exit status: 1 where a score is below its floor and that was not allowed; move the floor if asked to."""
    worse = [name for name, score in scores.items() if score < floor.get(name, 0.0) - slack]
    if worse and not options.allow_regression:
        print(f"Below the floor: {', '.join(worse)}. If that is meant, run again with --allow-regression.")
        return 1
    if options.allow_regression:
        _write(file, floor | scores)
    elif options.raise_floor:
        _write(file, floor | {name: score for name, score in scores.items() if score > floor.get(name, 0.0)})
    return 0


def _write(file: Path, floor: Scores) -> None:
    file.write_text(json.dumps(floor, indent=2, sort_keys=True) + "\n", encoding="utf-8")
