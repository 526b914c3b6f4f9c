"""The order of day and month in the date columns of a table: a window at its rows in, an order a column out.

A column is written by one program: where one value can only be day first, all are. Not for reading dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from index.date_order import Order, in_order, orders_of
from index.readers.csv_rows import Dialect, RowReader, Window
from index.readers.short_years import full_year

_FIRST_ROWS = 50
_SURE = 1 << 20
_FARTHEST = 16 << 20


def date_orders(window: Window, start: int, dialect: Dialect, columns: Mapping[int, str]) -> dict[str, Order]:
    """The order in each column, by its name, where one alone is met among the rows that the window holds.

    The first rows are looked at, those of a megabyte where a date reads two ways, more while nothing tells it.
    """
    window.at(start + _FARTHEST)
    met: dict[str, set[Order | None]] = {name: set() for name in columns.values()}
    for number, (position, cells) in enumerate(_rows(window, start, dialect), 1):
        for column, name in columns.items():
            met[name] |= orders_of(map(_telling, cells[column : column + 1]))
        if number >= _FIRST_ROWS and not any(None in orders for orders in met.values()):
            break
        if position - start >= _SURE and all(len(orders) != 1 or None not in orders for orders in met.values()):
            break
    told = {name: orders - {None} for name, orders in met.items()}
    return {name: order for name, orders in told.items() if len(orders) == 1 for order in orders if order}


def in_full(cell: str, order: Order) -> str:
    """A date of a column of this order with its whole year and in an order that is read in one way alone.

    >>> in_full("21/03/04", "day"), in_full("04/03/21", "month"), in_full("21.03.04", "day")
    ('21/03/2004', '2021/04/03', '21.03.2004')
    """
    return in_order(full_year(cell, is_year_last=order == "day"), order)


def _telling(cell: str) -> str:
    """A date with its whole year; a short one with dots as with slashes, for it tells that the others end so too."""
    full = full_year(cell)
    return full if full == cell else full.replace(".", "/", 2)


def _rows(window: Window, start: int, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    reader = RowReader(window, dialect)
    position = start
    while position < min(len(window.text), start + _FARTHEST):
        row = reader.row(position)
        position = row.end
        yield position, row.cells
