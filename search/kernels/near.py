"""Positions of near words in, in how many windows they stand together and at which places out; compiled.

A window holds every term at as many places as it was asked for, and no smaller one within it does; it reaches over at
most `distance` places more than that takes. A place serves one term only, also where several stand at it, as a
joined run and the first word of it do.

The positions of each term are those in the same documents, as in `search.kernels.positions`. Not for phrases
(`index.codec.phrases`) nor for marking text (`search.showing.highlight`).
"""

from __future__ import annotations

import numpy as np

from index.codec.jit import BOOL, INT, INT32, NOTHING, array, kernel, several, subkernel, view, whole
from search.arrays import Bools, Int32s, Int64s

_SHARED_PLACE = -1
"""What stands for a count where terms share a place, and have to be dealt out."""

_BEYOND = 1 << 40  # behind every position
_NONE = -1

# Places at which the same terms stand are of one kind, and do for each other. A table has a row a kind:
_TERMS, _FREE, _SERVED = 0, 1, 2
_COLUMNS = 3
"""Which terms stand there, as bits; how many places in the window are free; which terms some of them are dealt to."""

_OFFSETS, _POSITIONS, _NEEDS = view(INT, dimensions=2), view(INT32), view(INT)
_TABLE, _USED = array(INT, dimensions=2), array(BOOL)


@subkernel(several(INT, INT)(array(INT), array(INT), _POSITIONS))
def _next_place(at: Int64s, ends: Int64s, positions: Int32s) -> tuple[int, int]:
    """The next place of all terms, and which stand there, as bits."""
    place, terms = whole(_BEYOND), whole(0)
    for k in range(len(at)):
        if at[k] < ends[k] and positions[at[k]] <= place:
            terms = (terms if positions[at[k]] == place else whole(0)) | (whole(1) << k)
            place = whole(positions[at[k]])
    return place, terms


@subkernel(INT(_OFFSETS, INT, _POSITIONS, _NEEDS, INT, _TABLE, _USED))
def _count_apart(
    offsets: Int64s, document: int, positions: Int32s, needs: Int64s, widest: int, room: Int64s, used: Bools
) -> int:
    """How many windows one document has, as far as no place is that of two terms, else _SHARED_PLACE.

    Each term takes its last places in a window, which are noted, unless nothing is `used`.

    Args:
        room: for two numbers a term.
    """
    at, since = room[0], room[1]  # where each term goes on; where a window begins that has enough of it
    for k in range(len(needs)):
        at[k], since[k] = offsets[k, document], _NONE
    count, found_from = whole(0), whole(_NONE)
    while True:
        term, place = whole(_NONE), whole(_BEYOND)
        for k in range(len(needs)):
            if at[k] < offsets[k, document + 1]:
                if positions[at[k]] == place:
                    return _SHARED_PLACE
                if positions[at[k]] < place:
                    term, place = whole(k), whole(positions[at[k]])
        if term < 0:
            return count
        at[term] += 1
        if at[term] - offsets[term, document] >= needs[term]:
            since[term] = positions[at[term] - needs[term]]
        first = since[0]
        for k in range(1, len(needs)):
            first = min(first, since[k])
        if first > found_from:
            found_from = first
            if place - first < widest:
                count += 1
                for k in range(len(needs) if len(used) else 0):
                    used[at[k] - needs[k] : at[k]] = True


@subkernel(several(array(INT), array(INT), array(INT), _TABLE)(array(INT), array(INT), _POSITIONS))
def _list_places(starts: Int64s, ends: Int64s, positions: Int32s) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """The places of a document, ascending; among the positions where each stands, its kind, and a row for each kind."""
    at, most = starts.copy(), (ends - starts).sum()
    places, where, kinds = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    found = np.zeros((most, _COLUMNS), np.int64)
    count = number = whole(0)
    while True:
        place, terms = _next_place(at, ends, positions)
        if not terms:
            return places[:count], where[:count], kinds[:count], found[:number].copy()
        kind = whole(0)
        while kind < number and found[kind, _TERMS] != terms:
            kind += 1
        found[kind, _TERMS] = terms
        number = max(number, kind + 1)
        places[count], kinds[count] = place, kind
        for k in range(len(at)):
            if (terms >> k) & 1:
                where[count] = at[k]
                at[k] += 1
        count += 1


@subkernel(NOTHING(_TABLE, _TABLE, INT, INT, INT))
def _deal(table: Int64s, dealt: Int64s, kind: int, term: int, more: int) -> None:
    """Have a term take one more place of a kind, or one less."""
    dealt[kind, term] += more
    bit = whole(1) << term
    table[kind, _SERVED] = table[kind, _SERVED] | bit if dealt[kind, term] else table[kind, _SERVED] & ~bit


@subkernel(INT(_TABLE, _TABLE, array(INT), _TABLE))
def _settle(table: Int64s, dealt: Int64s, lacking: Int64s, ways: Int64s) -> int:
    """Find one more place for some term that is lacking one; returns how many are lacking then.

    By an augmenting path (Berge 1957): a term without a free place may take another's, if that one can take a place
    of another kind. Breadth first, so that no term is tried twice.

    Args:
        ways: room for a row a term: which one is tried next, from which it was come to, and by which kind.
    """
    seen = size = at = missing = whole(0)
    for term in range(len(lacking)):
        if lacking[term]:
            missing += lacking[term]
            ways[size, 0], ways[term, 1], size, seen = term, _NONE, size + 1, seen | (whole(1) << term)
    while at < size:
        term = ways[at, 0]
        at += 1
        for kind in range(len(table)):
            if not (table[kind, _TERMS] >> term) & 1:
                continue
            if table[kind, _FREE]:
                table[kind, _FREE] -= 1
                _deal(table, dealt, kind, term, 1)
                while ways[term, 1] >= 0:
                    before, by = ways[term, 1], ways[term, 2]
                    _deal(table, dealt, by, term, -1)
                    _deal(table, dealt, by, before, 1)
                    term = before
                lacking[term] -= 1
                return missing - 1
            others = table[kind, _SERVED] & ~seen
            for other in range(len(lacking) if others else 0):
                if (others >> other) & 1:
                    ways[size, 0], ways[other, 1], ways[other, 2] = other, term, kind
                    size, seen = size + 1, seen | (whole(1) << other)
    return missing


@subkernel(INT(_TABLE, _TABLE, array(INT), _TABLE, INT))
def _leave(table: Int64s, dealt: Int64s, lacking: Int64s, ways: Int64s, kind: int) -> int:
    """Take one place of a kind out of the window; returns how many are lacking then."""
    if table[kind, _FREE]:
        table[kind, _FREE] -= 1
    else:
        term = whole(0)
        while not dealt[kind, term]:
            term += 1
        _deal(table, dealt, kind, term, -1)
        lacking[term] += 1
    return _settle(table, dealt, lacking, ways)


@subkernel(INT(array(INT), array(INT), _POSITIONS, _NEEDS, INT, _USED))
def _count_dealt(starts: Int64s, ends: Int64s, positions: Int32s, needs: Int64s, widest: int, used: Bools) -> int:
    """The same as `_count_apart` where terms share places, which are dealt out to them one to one in every window."""
    places, where, kinds, table = _list_places(starts, ends, positions)
    dealt, ways = np.zeros((len(table), len(needs)), np.int64), np.zeros((len(needs), 3), np.int64)
    lacking, count, left = needs.copy(), whole(0), whole(0)
    for right in range(len(places)):
        table[kinds[right], _FREE] += 1
        missing = _settle(table, dealt, lacking, ways)
        while places[right] - places[left] >= widest:
            missing = _leave(table, dealt, lacking, ways, kinds[left])
            left += 1
        if missing:
            continue
        while not missing:
            missing = _leave(table, dealt, lacking, ways, kinds[left])
            left += 1
        count += 1
        if len(used):
            # What is dealt lacks the first place of the window alone.
            used[where[left - 1]] = True
            taken = dealt.sum(axis=1)
            for i in range(right, left - 1, -1):
                used[where[i]] |= taken[kinds[i]] > 0
                taken[kinds[i]] -= 1
    return count


@subkernel(INT(_OFFSETS, INT, _POSITIONS, _NEEDS, INT, _TABLE, _USED))
def _count_windows(
    offsets: Int64s, document: int, positions: Int32s, needs: Int64s, widest: int, room: Int64s, used: Bools
) -> int:
    """How many windows one document has; which of the positions they use is noted, unless nothing is `used`."""
    count = _count_apart(offsets, document, positions, needs, widest, room, used)
    if count != _SHARED_PLACE:
        return count
    used[:] = False
    starts, ends = offsets[:, document].copy(), offsets[:, document + 1].copy()
    return _count_dealt(starts, ends, positions, needs, widest, used)


@kernel(array(INT32)(_OFFSETS, _POSITIONS, _NEEDS, INT))
def count_near(offsets: Int64s, positions: Int32s, needs: Int64s, distance: int) -> Int32s:
    """In how many windows each document holds all terms, in any order.

    Args:
        offsets: a row a term, of which there are at most 62, a column a document and one more, into `positions`.
        needs: at how many places each term is to stand, one at least.
        distance: how many other words a window may hold.
    """
    counts, nothing = np.zeros(offsets.shape[1] - 1, np.int32), np.empty(0, np.bool_)
    widest, room = needs.sum() + distance, np.empty((2, len(needs)), np.int64)
    for i in range(len(counts)):
        counts[i] = _count_windows(offsets, i, positions, needs, widest, room, nothing)
    return counts


@kernel(array(INT32)(_OFFSETS, _POSITIONS, _NEEDS, INT))
def used_places(offsets: Int64s, positions: Int32s, needs: Int64s, distance: int) -> Int32s:
    """The places that the windows of one document use, ascending, each once.

    A term that stands in a window oftener than it was asked for takes its last places there; for the rest, arguments
    as for `count_near`.
    """
    used, room = np.zeros(len(positions), np.bool_), np.empty((2, len(needs)), np.int64)
    _count_windows(offsets, 0, positions, needs, needs.sum() + distance, room, used)
    return np.unique(positions[used])
