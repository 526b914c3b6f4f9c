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
_LONGEST_WITH_FIGURE = 7  # words
_FEWEST_FIGURES = 2  # lines, or in one line
_FIGURE = re.compile(r"[(+–-]?(?=\D*\d)[\d.,:/'–-]++[)%+]?")
_AMOUNT = re.compile(r"[+–-]?[$£€¥]?\d[\d.,:/'–-]*+[%$£€¥]?")  # not in parentheses, as are counts of comments
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


def mostly_figures(lines: Sequence[Seen], fewest: int = _FEWEST_FIGURES) -> bool:
    """Whether of some lines, all of them short, half and a fewest number tell figures, as balances and prices do.

    A headline with a number in it tells none: of those one with a label ends in its figure, or has two.
    """
    telling = sum(map(_tells_figures, lines))
    return telling >= fewest and 2 * telling >= len(lines) and all(one.words <= _LONGEST_WITH_FIGURE for one in lines)


def _tells_figures(one: Seen) -> bool:
    *label, last = one.text.split()
    figures = sum(_FIGURE.fullmatch(word.strip(",;")) is not None for word in (*label, last))
    return bool(label) and (figures >= _FEWEST_FIGURES or _AMOUNT.fullmatch(last) is not None)


def _beginning(one: Seen) -> str:
    """The kinds of the first signs of a line, "" where they are those of any headline."""
    if one.notice is not None or one.stamp or one.words < _SHORTEST_IN_SERIES:
        return ""
    tokens = [found[0] for found, _ in zip(_TOKEN.finditer(one.text), range(3), strict=False)]
    shape = "".join("a" if token.isalpha() else "9" if token.isdigit() else token for token in tokens)
    return shape if "9" in shape or shape[:1] in _BULLETS else ""
