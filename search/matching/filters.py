"""The dates and filters of a request in; which of the documents that match they let through, out.

Not for ranges and fields within the query text (see `search.matching.evaluate`).
"""

from __future__ import annotations

from datetime import date

import numpy as np
from msgspec import Struct

from search.arrays import Bools, Bytes, Int32s
from search.hiding import NOTHING_HIDDEN, Hidden
from search.kernels.counting import lacking_at_most, sift_and_count
from search.kernels.documents import intersect, slice_between
from search.model import SearchRequest
from search.tables import Tables

_DAY = 24 * 60 * 60 * 1_000_000  # in microseconds
_EPOCH = date(1970, 1, 1)

_EXCLUDED = 1  # the bit for what no choice can bring back
_CHOSEN = 2  # that of the first field in which values are chosen, followed by those of others


class Sifted(Struct, frozen=True, eq=False):
    """Documents that matched, with what each lacks: a bit for every field in which values are chosen.

    Where values of one field alone are chosen, nobody need know what each lacks: all but that field is `docs`.
    """

    docs: Int32s
    lacking: Bytes | None
    bits: dict[str, int]
    found: Int32s  # those that lack nothing
    counts: Int32s | None = None  # by value of the one field chosen, and 0 for none, in how many of `docs` it stands

    def but(self, field: str) -> Int32s:
        """What is let through if nothing is chosen in one field."""
        if field not in self.bits:
            return self.found
        if self.lacking is None or len(self.bits) == 1:
            return self.docs
        return lacking_at_most(self.docs, self.lacking, self.bits[field])

    def counted(self, field: str) -> Int32s | None:
        """How many of those hold each value of the field, if that was counted on the way."""
        return self.counts if field in self.bits else None


class Filters(Struct, frozen=True, eq=False):
    """What a request lets through: documents from `first` to before `last` that hold what is wanted."""

    tables: Tables
    first: int
    last: int
    excluded: tuple[tuple[str, Bools], ...]  # by facet field, for each value whether it may stand there not
    chosen: tuple[tuple[str, Bools], ...]  # by facet field, for each value whether it is chosen
    hidden: Hidden = NOTHING_HIDDEN
    story: Int32s | None = None  # the documents of the one story asked for

    def sift(self, docs: Int32s) -> Sifted:
        """What of these documents, ascending, the filters let through."""
        if self.first > 0 or self.last < self.tables.size:
            docs = slice_between(docs, self.first, self.last)
        if len(self.hidden.docs):
            docs = self.hidden.leave_out(docs)
        if self.story is not None:
            docs = intersect(docs, self.story)
        for field, values in self.excluded:
            lacking = np.zeros(len(docs), dtype=np.uint8)
            self.tables.mark_lacking(lacking, docs, field, values, _EXCLUDED)
            docs = docs[lacking == _EXCLUDED]
        if not self.chosen:
            return Sifted(docs, None, {}, docs)
        if len(self.chosen) == 1 and (sifted := self._sift_by_one(docs, *self.chosen[0])):
            return sifted
        lacking = np.zeros(len(docs), dtype=np.uint8)
        bits = {field: _CHOSEN << at for at, (field, _) in enumerate(self.chosen)}
        for field, values in self.chosen:
            self.tables.mark_lacking(lacking, docs, field, values, bits[field])
        return Sifted(docs, lacking, bits, lacking_at_most(docs, lacking, 0))

    def _sift_by_one(self, docs: Int32s, field: str, wanted: Bools) -> Sifted | None:
        """The same by a facet of which a document holds one value at most, which are counted in the same pass."""
        padded = self.tables.facet(field).padded
        if padded is None or padded.width > 1:
            return None
        counts = np.zeros(len(wanted), np.int32)
        found = sift_and_count(docs, padded.codes, wanted, counts)
        counts[-1] = 0
        return Sifted(docs, None, {field: _CHOSEN}, found, counts)


def read_filters(
    request: SearchRequest, tables: Tables, hidden: Hidden = NOTHING_HIDDEN, story: Int32s | None = None
) -> Filters:
    """The filters of a request, with its values looked up. Days are whole days in UTC, both included.

    What is hidden is let through by none, so that nothing that is counted counts it.
    """
    first, last = 0, tables.size
    if request.since or request.until:
        since = _midnight(request.since) if request.since else None
        first, last = tables.dated_between(since, _midnight(request.until) + _DAY - 1 if request.until else None)
    chosen, excluded = [], []
    for field in dict.fromkeys(wanted.field for wanted in request.filters):
        if values := selected(request, field):
            chosen.append((field, tables.wanted(field, values)))
        if values := selected(request, field, exclude=True):
            excluded.append((field, tables.wanted(field, values)))
    first = max(first, hidden.first)
    return Filters(tables, first, max(first, last), tuple(excluded), tuple(chosen), hidden, story)


def selected(request: SearchRequest, field: str, *, exclude: bool = False) -> set[str]:
    """The values of a field that a request asks for, or those it excludes."""
    return {wanted.value for wanted in request.filters if wanted.field == field and wanted.exclude == exclude}


def _midnight(day: date) -> int:
    return (day - _EPOCH).days * _DAY
