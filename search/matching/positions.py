"""Places of words in, places of phrases and near words out: the same answer for evaluation and for marks.

Every sequence of positions is sorted and without repeats, a list or a numpy array.
Not for text (see `search.showing.highlight`) and not for which articles match (see the engine).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from search.kernels.near import used_places

_MUCH_LONGER = 16


def phrase_starts(positions: Sequence[Sequence[int]]) -> list[int]:
    """Every place p where part number i of a phrase stands at p + i.

    >>> phrase_starts([[1, 5, 9], [2, 7, 10]])
    [1, 9]
    """
    if not positions:
        return []
    rarest_first = sorted(enumerate(positions), key=lambda part: len(part[1]))
    step, places = rarest_first[0]
    starts = [int(place) - step for place in places]
    for step, places in rarest_first[1:]:
        if not starts:
            break
        if len(places) > _MUCH_LONGER * len(starts):
            starts = [start for start in starts if _holds(places, start + step)]
        else:
            known = set(places)
            starts = [start for start in starts if start + step in known]
    return starts


def near_places(positions: Sequence[Sequence[int]], needs: Sequence[int], distance: int) -> list[int]:
    """The places at which near words stand together, ascending: those that the windows of `search.kernels.near` use.

    Args:
        positions: those of each word, all of them different words.
        needs: at how many places each is asked for.
        distance: how many other words may stand among them.

    >>> near_places([[1, 20], [4, 9, 18]], needs=[1, 1], distance=2)
    [1, 4, 18, 20]
    """
    bounds = np.cumsum([0, *map(len, positions)])
    places = np.concatenate([np.asarray(held, np.int32) for held in positions])
    offsets = np.stack((bounds[:-1], bounds[1:]), axis=1)
    found: list[int] = used_places(offsets, places, np.asarray(needs, np.int64), distance).tolist()
    return found


def _holds(places: Sequence[int], place: int) -> bool:
    at = bisect_left(places, place)
    return at < len(places) and int(places[at]) == place
