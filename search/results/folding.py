"""Copies folded: of the articles found that print one report, the one that comes first stands for all.

In: documents that matched, ascending. Out: those that lead, and for the counts which others they stand for.
A story counts once for a value or a day that any of its found copies has, so that choosing the value gives as many
hits as were counted. Where nothing found has company, nothing is done at all. Not for which articles print one
report: the columns say that (`index.generations.columns`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.arrays import Floats, Int32s, Int64s
from search.kernels.documents import intersect
from search.kernels.folding import gather_copies, trailing, without_rows
from search.model import Bucket, SearchRequest, Timeline
from search.results.rank import Keys, sort_keys
from search.tables import UNITS, Tables


class Gathered(NamedTuple):
    """Found documents that share a story: those of the n-th story are `docs[ends[n]:ends[n + 1]]`, ascending."""

    docs: Int32s
    ends: Int32s

    @property
    def folded(self) -> int:
        """How many of them stand behind another."""
        return len(self.docs) - len(self.ends) + 1


NONE_GATHERED = Gathered(np.empty(0, np.int32), np.zeros(1, np.int32))


def gather(docs: Int32s, request: SearchRequest, tables: Tables) -> Gathered:
    """Those of some documents, ascending, that a request wants folded."""
    if request.copies == "show" or not tables.has_copies:
        return NONE_GATHERED
    stories = tables.stories()
    shared = intersect(docs, stories.docs)
    if len(shared) < 2:
        return NONE_GATHERED
    return Gathered(*gather_copies(shared, stories.numbers, tables.story_room()))


def fold(
    request: SearchRequest, found: Int32s, scores: Floats | None, gathered: Gathered, tables: Tables
) -> tuple[Int32s, Floats | None]:
    """The documents found, without those that stand behind a copy in the order asked for, and their scores."""
    if not gathered.folded:
        return found, scores
    rows = np.searchsorted(found, gathered.docs)
    behind = np.sort(rows[trailing(gathered.ends, *_keys(request, rows, scores, gathered, tables))])
    return without_rows(found, behind), None if scores is None else without_rows(scores, behind)


def count_copies(leaders: list[int], found: Int32s, gathered: Gathered, tables: Tables) -> dict[int, int]:
    """How many of the documents found stand behind each of some that lead."""
    if not gathered.folded:
        return {}
    return {document: len(intersect(tables.copies_of(document), found)) - 1 for document in leaders}


def fold_timeline(timeline: Timeline, gathered: Gathered, tables: Tables) -> Timeline:
    """A timeline of the documents found, with those gathered counted once a story and date."""
    if not gathered.folded:
        return timeline
    units, starts = tables.calendar(timeline.interval)
    *dated, undated = _repeats(gathered, starts).tolist()
    copies = np.zeros(len(timeline.buckets), np.int64)
    if repeated := np.flatnonzero(dated).tolist():
        lowest = np.datetime64(timeline.buckets[0].date, UNITS[timeline.interval]).astype(np.int64)
        copies[units[repeated] - lowest] = np.array(dated)[repeated]
    buckets = zip(timeline.buckets, copies.tolist(), strict=True)
    folded = (Bucket(one.date, one.count - more, one.count) for one, more in buckets)
    return Timeline(timeline.interval, tuple(folded), timeline.undated - undated)


def _repeats(gathered: Gathered, starts: Int32s) -> Int64s:
    """How many documents lie in the same run as one before them of their story.

    Runs reach from each of `starts` to before the next, the last one without end; no document lies before the first.
    """
    runs = np.searchsorted(starts, gathered.docs, side="right") - 1
    again = runs[1:] == runs[:-1]
    again[gathered.ends[1:-1] - 1] = False
    return np.bincount(runs[1:][again], minlength=len(starts))


def _keys(request: SearchRequest, rows: Int64s, scores: Floats | None, gathered: Gathered, tables: Tables) -> Keys:
    """What tells which comes first; the newest do where nothing else does, as documents are numbered so."""
    if request.sort == "newest" or (request.sort == "relevance" and scores is None):
        return Keys(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.int64))
    return sort_keys(request.sort, gathered.docs, None if scores is None else scores[rows], tables)
