"""Rows of unlike length as two flat arrays, and which rows have a value. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ragged:
    """Row `n` holds `values[offsets[n]:offsets[n + 1]]`."""

    offsets: Int64s
    values: Int64s

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Ragged:
        """These rows, in order.

        >>> Ragged.of([(7, 8), (), (9,)]).offsets.tolist()
        [0, 2, 2, 3]
        """
        building = RaggedBuilder()
        for row in rows:
            building.add(row)
        return building.built()

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def row(self, number: int) -> Int64s:
        """The values of one row."""
        return self.values[self.offsets[number] : self.offsets[number + 1]]

    def take(self, rows: Int64s) -> Ragged:
        """These rows, in this order.

        >>> Ragged.of([(7, 8), (), (9,)]).take(np.array([2, 0])).values.tolist()
        [9, 7, 8]
        """
        starts = self.offsets[rows]
        counts = self.offsets[rows + 1] - starts
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], counts)
        return Ragged(offsets, self.values[places])

    def and_then(self, other: Ragged) -> Ragged:
        """The rows of this one, then those of the other."""
        return Ragged(
            np.concatenate((self.offsets, other.offsets[1:] + self.offsets[-1])),
            np.concatenate((self.values, other.values)),
        )

    def rows_with(self, values: Int64s) -> Int64s:
        """The rows that hold one of these values, in order, each once.

        >>> Ragged.of([(7, 8), (), (8, 9)]).rows_with(np.array([8])).tolist()
        [0, 2]
        """
        if not len(values) or not len(self.values):
            return np.empty(0, np.int64)
        order, ordered = self._order
        wanted = np.unique(values)
        first, last = np.searchsorted(ordered, wanted, "left"), np.searchsorted(ordered, wanted, "right")
        places = np.concatenate([order[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)])
        return np.unique(np.searchsorted(self.offsets, places, "right") - 1)

    def closure(self, values: Int64s) -> Int64s:
        """The rows that hold one of these values, or one that such a row holds, and so on.

        >>> Ragged.of([(1, 2), (2, 3), (4,), (3,)]).closure(np.array([1])).tolist()
        [0, 1, 3]
        """
        reached = np.zeros(len(self), np.bool_)
        frontier = values
        while len(frontier):
            rows = self.rows_with(frontier)
            new = rows[~reached[rows]]
            reached[new] = True
            frontier = self.take(new).values
        return np.flatnonzero(reached)

    @cached_property
    def _order(self) -> tuple[Int64s, Int64s]:
        order = np.argsort(self.values, kind="stable")
        return order, self.values[order]


class RaggedBuilder:
    """Takes rows one after another."""

    def __init__(self) -> None:
        self._offsets = array("q", [0])
        self._values = array("q")

    def add(self, row: Sequence[int]) -> None:
        """One more row."""
        self._values.extend(row)
        self._offsets.append(len(self._values))

    def built(self) -> Ragged:
        """All rows."""
        return Ragged(as_column(self._offsets), as_column(self._values))


def as_column(values: array[int]) -> Int64s:
    """Numbers that were collected one by one."""
    return np.array(values, np.int64)
