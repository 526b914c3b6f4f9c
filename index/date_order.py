"""Dates in figures that read two ways, told by others of the same column: texts in, the order of day and month out.

Not for reading dates (see `index.dates`), which refuses those that nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Order = Literal["day", "month"]

_LONGEST: Final = 100
_FIGURES = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)")


def orders_of(texts: Iterable[str]) -> frozenset[Order | None]:
    """Whether day or month stands first, by each text that can mean one thing alone; None for one that can mean two.

    >>> sorted(orders_of(["14/12/2021", "13/01/2022"])), orders_of(["03/04/2021"]), orders_of(["2021-12-14"])
    (['day'], frozenset({None}), frozenset())
    """
    return frozenset(order for text in texts for order in _orders(text))


def _orders(text: str) -> tuple[Order | None, ...]:
    found = _FIGURES.match(text[:_LONGEST])
    if found is None or found[1] == found[3]:
        return ()
    one, two = int(found[1]), int(found[3])
    if one <= 12 and two <= 12:
        return (None,)
    if one > 12 and two > 12:
        return ()
    return ("day",) if two <= 12 else ("month",)


def in_order(text: str, order: Order) -> str:
    """A date that reads two ways with its year first and its month next; any other text as it is.

    >>> in_order("03/04/2021 10:05", "day"), in_order("03/04/2021", "month"), in_order("14/12/2021", "month")
    ('2021/04/03 10:05', '2021/03/04', '14/12/2021')
    """
    if _orders(text) != (None,):
        return text
    day, month = (r"\1", r"\3") if order == "day" else (r"\3", r"\1")
    return _FIGURES.sub(rf"\g<4>/{month}/{day}", text, count=1)
