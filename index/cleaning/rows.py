"""What is seen of a page's paragraphs in, the places of those out that are rows: of a list or of a table.

They are short lines, as those of menus are, but of shapes that no menu has. Not for where the article begins and ends
(`index.cleaning.stretch`, `index.cleaning.ending`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.cleaning.features import Seen

_SHORTEST_SERIES = 4  # lines
_SHORTEST_IN_SERIES = 4  # words
_BULLETS = tuple("•●▪■◦*-–—")
_FEWEST_CELLS = 12
_LONGEST_CELL = 3  # words
_SHORTEST_WITH_FIGURE = 3  # words
_FEWEST_FIGURES = 2  # lines
_FIGURE = re.compile(r"[(+–-]?(?=\D*\d)[\d.,:/'–-]++[)%+]?")
_TOKEN = re.compile(r"[^\W\d]+|\d+|[^\w\s]")


def find_series(seen: Sequence[Seen]) -> frozenset[int]:
    """Lines on end that begin alike, with a number or a mark: the rows of a list, as of dates or results."""
    series: set[int] = set()
    run: list[int] = []
    before = ""
    for at, one in enumerate(seen):
        shape = _beginning(one)
        if shape != before:
            run = []
        before = shape
        run.append(at)
        if shape and len(run) >= _SHORTEST_SERIES:
            series.update(run)
    return frozenset(series)


def find_tables(seen: Sequence[Seen]) -> frozenset[int]:
    """The cells of tables: many short lines on end of which two in five are figures alone, as in no menu."""
    cells: set[int] = set()
    run: list[int] = []
    for at in range(len(seen) + 1):
        if at < len(seen) and seen[at].words <= _LONGEST_CELL and seen[at].notice is None:
            run.append(at)
            continue
        figures = sum(1 for cell in run if _FIGURE.fullmatch(seen[cell].text))
        if len(run) >= _FEWEST_CELLS and 5 * figures >= 2 * len(run):
            cells.update(run)
        run = []
    return frozenset(cells)


def mostly_figures(lines: Sequence[Seen]) -> bool:
    """Whether half of some lines, and two at least, have a number among words, as results and balances have."""
    telling = sum(one.words >= _SHORTEST_WITH_FIGURE and any(map(str.isdigit, one.text)) for one in lines)
    return telling >= _FEWEST_FIGURES and 2 * telling >= len(lines)


def _beginning(one: Seen) -> str:
    """The kinds of the first signs of a line, "" where they are those of any headline."""
    if one.notice is not None or one.stamp or one.words < _SHORTEST_IN_SERIES:
        return ""
    tokens = [found[0] for found, _ in zip(_TOKEN.finditer(one.text), range(3), strict=False)]
    shape = "".join("a" if token.isalpha() else "9" if token.isdigit() else token for token in tokens)
    return shape if "9" in shape or shape[:1] in _BULLETS else ""
