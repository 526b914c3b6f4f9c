"""Where something stands: the documents, how often in each, and that for several fields together.

Not for finding it (see `search.matching.evaluate`) nor for reading it (see `search.matching.postings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from search.arrays import Int32s, Int64s
from search.matching.sets import united
from search.tables import Tables


class Occurrences(NamedTuple):
    """The documents in which something stands, ascending, and how often in each."""

    docs: Int32s
    frequencies: Int32s


NOWHERE = Occurrences(np.empty(0, np.int32), np.empty(0, np.int32))


class Standing(NamedTuple):
    """Where something stands in several fields: in number `n` of them in `docs[bounds[n]:bounds[n + 1]]`, ascending."""

    fields: tuple[str, ...]
    bounds: Int64s
    docs: Int32s
    frequencies: Int32s  # as often in each of `docs`
    anywhere: Int32s  # the documents of any field, ascending

    def inside(self, field: str) -> Int32s:
        """The documents in which it stands in a field."""
        if field not in self.fields:
            return NOWHERE.docs
        number = self.fields.index(field)
        return self.docs[self.bounds[number] : self.bounds[number + 1]]


def put_together(fields: tuple[str, ...], found: Sequence[Occurrences], tables: Tables) -> Standing:
    """What was found in each field, side by side."""
    held = [one for one in found if len(one.docs)]
    bounds = np.array([0, *accumulate(len(one.docs) for one in found)])
    if len(held) < 2:
        only = held[0] if held else NOWHERE
        return Standing(fields, bounds, *only, only.docs)
    docs, frequencies = (np.concatenate(column) for column in zip(*held, strict=True))
    return Standing(fields, bounds, docs, frequencies, united([one.docs for one in held], tables))
