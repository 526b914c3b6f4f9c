"""Rows of text to a table that reads well in a terminal and is valid Markdown.

Not for what stands in it (see `tests.bench.report`).
"""

from __future__ import annotations

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, columns aligned, all but the first to the right.

    >>> print(table(["kind", "ms"], [["phrase", "0.31"], ["prefix", "12.00"]]))
    | kind   |    ms |
    |--------|------:|
    | phrase |  0.31 |
    | prefix | 12.00 |
    """
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    rule = [("-" * (width + 2)) if not column else f"{'-' * (width + 1)}:" for column, width in enumerate(widths)]
    return "\n".join((_row(header, widths), f"|{'|'.join(rule)}|", *(_row(row, widths) for row in rows)))


def number(value: float) -> str:
    """A figure with three significant digits, or all of a large one's.

    >>> number(0.04567), number(1.2345), number(23.456), number(12345.6)
    ('0.046', '1.23', '23.5', '12,346')
    """
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = cells
    aligned = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
    return f"| {' | '.join(aligned)} |"
