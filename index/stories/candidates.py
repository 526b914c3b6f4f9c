"""Pairs worth a closer look: keys of many articles in, pairs of their numbers out, in time linear in their count.

Articles that share a key form a bucket. In each, an article is paired with the first one and with the
`LINKS` before it, so that a bucket of n costs at most 9 n pairs, be it of furniture or of a table that comes
every day; as articles are numbered by date, those are its neighbours in time. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

LINKS = 8

Int64s = npt.NDArray[np.int64]


def candidate_pairs(columns: Iterable[Int64s], count: int) -> Iterator[tuple[int, Int64s]]:
    """For each article that has any, in order: its number and the earlier ones to compare it with.

    Each column gives a key to each of `count` articles; a negative one is none.

    >>> keys = np.array([7, 5, 7, 7, -1, -1])
    >>> [(later, earlier.tolist()) for later, earlier in candidate_pairs([keys], 6)]
    [(2, [0]), (3, [0, 2])]
    """
    codes = np.empty(0, dtype=np.int64)
    for column in columns:
        codes = np.union1d(codes, _codes(column, count))
    later, earlier = np.divmod(codes, max(count, 1))
    ends = np.flatnonzero(np.diff(later, append=count)) + 1
    for start, end in pairwise((0, *ends.tolist())):
        yield int(later[start]), earlier[start:end]


def _codes(column: Int64s, count: int) -> Int64s:
    """Every pair of one column's buckets, as later * count + earlier."""
    order = np.flatnonzero(_is_shared(column))
    order = order[np.argsort(column[order], kind="stable")]
    keys = column[order]
    found = []
    for step in range(1, LINKS + 1):
        together = keys[step:] == keys[:-step]
        found.append(order[step:][together] * count + order[:-step][together])
    places = np.arange(len(keys))
    new = np.diff(keys, prepend=-1) != 0
    first = np.maximum.accumulate(np.where(new, places, 0))
    found.append((order * count + order[first])[~new])
    return np.unique(np.concatenate(found))


def _is_shared(column: Int64s) -> npt.NDArray[np.bool_]:
    """Which articles have a key that another one has too: few, so that all that follows is done with them alone."""
    keys = np.sort(column)
    repeated = keys[1:][keys[1:] == keys[:-1]]
    shared = repeated[np.diff(repeated, prepend=-1) != 0]
    return np.isin(column, shared[shared >= 0])
