"""Which of the documents that matched stand on the page asked for, in order, and where the next one begins.

Every order is told by two keys a hit: whether it stands behind, such as the undated, and a number,
highest first. Documents are numbered in the order of ties, so their numbers decide the rest.
Not for deciding what matches (`search.matching.evaluate`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

import numpy as np

from index.generations.columns import NO_VALUE
from search.arrays import Bytes, Floats, Int32s, Int64s
from search.kernels.counting import first_places, places_after
from search.kernels.documents import advance, count_from
from search.model import SearchRequest, Sort
from search.results.cursors import bad_cursor, read_cursor, write_cursor
from search.tables import Tables

_INT64 = np.iinfo(np.int64)
_CURSOR = (int, int | float, int, int, str)


class Page(NamedTuple):
    """The documents of a page in order, their scores if they were sorted by them, and the cursor after it or ""."""

    docs: list[int]
    scores: list[float] | None
    next_cursor: str


class Keys(NamedTuple):
    """What a sort asks of each hit."""

    behind: Bytes
    number: Floats | Int64s


def choose_page(request: SearchRequest, found: Int32s, scores: Floats | None, tables: Tables) -> Page:
    """The page of the documents found, ascending. Without scores, relevance is newest first.

    Raises InvalidRequest for a cursor of another question.
    """
    sort: Sort = "newest" if scores is None and request.sort == "relevance" else request.sort
    keys = None if sort == "newest" else sort_keys(sort, found, scores, tables)
    last = read_cursor(request, _CURSOR) if request.cursor else None
    left = None if last is None else _after(last, found, keys, tables)
    hits = len(found) if left is None else len(left)
    wanted = request.offset + request.limit
    if keys is None:
        places = np.arange(min(request.offset, hits), min(wanted, hits))
        places = places if left is None else left[places]
    elif left is None:
        places = first_places(*keys, wanted)[request.offset :]
    else:
        places = left[first_places(keys.behind[left], keys.number[left], wanted)[request.offset :]]
    more = len(places) and request.offset + len(places) < hits
    cursor = write_cursor(request, _cursor_keys(int(places[-1]), found, keys, tables)) if more else ""
    return Page(found[places].tolist(), None if scores is None else scores[places].tolist(), cursor)


def sort_keys(sort: Sort, found: Int32s, scores: Floats | None, tables: Tables) -> Keys:
    """What a sort other than "newest" asks of each of some documents, in any order."""
    if sort == "relevance" and scores is not None:
        return Keys(_references(found, tables), scores)
    numbers = tables.numbers["date" if sort == "oldest" else sort][found]
    return Keys((numbers == NO_VALUE).view(np.uint8), -numbers if sort == "oldest" else numbers)


def _references(found: Int32s, tables: Tables) -> Bytes:
    """References stand behind archived articles, of which more is known than that they exist."""
    behind = np.zeros(len(found), dtype=np.uint8)
    if tables.has_references:
        tables.mark_lacking(behind, found, "kind", tables.references, 1)
        behind ^= 1
    return behind


def _cursor_keys(place: int, found: Int32s, keys: Keys | None, tables: Tables) -> list[Any]:
    """What stands in a cursor: the keys of the last hit, then those of ties, which hold in other generations too."""
    document = int(found[place])
    date = int(tables.numbers["date"][document])
    undated = date == NO_VALUE
    own = [0, 0] if keys is None else [int(keys.behind[place]), keys.number[place].item()]
    return [*own, int(undated), 0 if undated else date, tables.id_of(document)]


def _after(last: list[Any], found: Int32s, keys: Keys | None, tables: Tables) -> Int64s:
    """Places of the hits that come after the one that a cursor names."""
    behind, number, undated, date, name = last
    if not (behind in (0, 1) and _INT64.min < date < _INT64.max and _INT64.min <= number <= _INT64.max):
        raise bad_cursor()
    from_doc = _first_after(bool(undated), date, name, tables)
    if keys is None:
        return np.arange(advance(found, 0, from_doc), len(found))
    if keys.number.dtype == np.int64:
        number = int(number)
    return places_after(*keys, found, behind, number, from_doc)


def _first_after(undated: bool, date: int, name: str, tables: Tables) -> int:
    """The first document that stands after one with this date and id, which need not be here any more."""
    dates = tables.numbers["date"]
    first = tables.dated if undated else count_from(dates, date + 1)
    last = tables.size if undated else min(count_from(dates, date), tables.dated)
    return bisect_right(range(last), name, lo=min(first, last), key=tables.id_of)
