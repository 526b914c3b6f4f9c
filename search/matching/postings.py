"""What evaluation asks of an index: where terms stand, in arrays.

Document numbers run from 0 to `size` - 1, newest first, undated last, then by id: the order of
every tie. Not for how an index keeps this (see `index.codec`) nor for what a query means.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from search.arrays import Int32s, Int64s
from search.matching.standing import Occurrences, Standing
from search.query.tree import Word
from search.tables import Tables

_MOST_BREADTHS = 1 << 14


class Places(NamedTuple):
    """Positions in several documents: those in number `i` are `positions[offsets[i]:offsets[i+1]]`, ascending."""

    offsets: Int64s
    positions: Int32s


NO_PLACES = Places(np.zeros(1, np.int64), np.empty(0, np.int32))


class Breadths(dict[Word, int]):
    """In how many documents words stand; begun anew before it holds too many. Threads may share it."""

    def __setitem__(self, word: Word, documents: int) -> None:
        if len(self) >= _MOST_BREADTHS:
            self.clear()
        super().__setitem__(word, documents)


class PostingsSource(Protocol):
    """An index, as evaluation sees it. Safe to share between threads."""

    @property
    def size(self) -> int:
        """How many documents there are."""
        ...

    @property
    def tables(self) -> Tables:
        """Numbers, lengths and facet values by document."""
        ...

    @property
    def fields_with_words(self) -> tuple[str, ...]:
        """The fields searched by default, in their order, but those in which no document has a word."""
        ...

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Where a stemmed term stands; empty where it stands nowhere."""
        ...

    def standing(self, fields: tuple[str, ...], terms: Sequence[str], whole: str = "") -> Standing:
        """Where stemmed terms stand side by side in this order, in one field of any or in those of `fields_with_words`.

        So does `whole`, if it is given: the term that they are where they are written as one, which counts
        once where they stand there side by side too.
        """
        ...

    def standing_among(self, fields: tuple[str, ...], term: str, docs: Int32s) -> Standing:
        """Where it stands of some documents, ascending; no more of its postings is read than that takes."""
        ...

    @property
    def breadths(self) -> MutableMapping[Word, int]:
        """In how many documents words stand in any of their fields, as far as that was counted before."""
        ...

    def places(self, field: str, term: str, rows: Int32s) -> Places:
        """Where it stands in some of its documents: `rows` are places in its `occurrences`, ascending."""
        ...

    def words_like(self, fields: tuple[str, ...], pattern: str) -> Standing:
        """Documents holding a word (unstemmed) that fits a folded pattern with `*`, and how many such words."""
        ...

    def words_near(self, fields: tuple[str, ...], word: str, slips: int) -> Standing:
        """Documents holding a word (unstemmed) that so many slips make of a folded one, and how many such words."""
        ...
