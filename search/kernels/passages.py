"""The characters of a text and the spans in it in, where its best passages begin and end out; compiled.

The definition is `search.showing.passages`, which also takes over where a place inside a written character
has to be avoided: then the answer here is that there is none. Not for words or markup.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, INT, INT32, array, kernel, several, subkernel, unsigned, view, whole
from search.arrays import Int32s, Int64s
from search.characters import Characters
from search.kernels.regions import CLOSES, OPENS, best_window, count_to, paragraphs, put_region
from search.kernels.regions import END as CLOSING
from search.kernels.regions import HIGH as REGION_HIGH
from search.kernels.regions import LOW as REGION_LOW
from search.kernels.regions import START as OPENING
from search.kernels.sentences import (
    NONE,
    after_space,
    are_dots,
    border,
    is_space,
    is_wide_space,
    last_word_end,
    may_end_sentence,
    sentence_end,
)

START, END, CUT_BEFORE, CUT_AFTER, LOW, HIGH, TEXT = range(7)
"""The columns of a passage: its first character and the one behind the last, its spans likewise, which text."""

SIGN_OF_CUT = 2
"""How many characters stand before an excerpt that begins inside a paragraph."""

_ELLIPSIS = 0x2026
_ENOUGH = 0.6

_CHARACTERS = view(types.uint32)
_SPANS = view(INT32)
_REGIONS = array(INT, dimensions=2)


@subkernel(INT(_SPANS, _SPANS, INT, BOOL))
def _out_of_span(starts: Int32s, ends: Int32s, place: int, after: bool) -> int:
    """The place itself, or a side of the span it would cut."""
    at = count_to(starts, place + 1) - 1
    if at < 0 or not starts[at] < place < ends[at]:
        return place
    return int(ends[at] if after else starts[at])


@subkernel(INT(_CHARACTERS, _SPANS, _SPANS, INT, INT, INT))
def _passage_start(text: Characters, starts: Int32s, ends: Int32s, opening: int, first: int, room: int) -> int:
    """Where a passage begins whose first span is at `first`, in a region from `opening`; NONE inside a character."""
    earliest = first - room
    if earliest <= opening:
        at = opening
        while at < first and is_space(text[at]):
            at += 1
        return at
    earliest = _out_of_span(starts, ends, earliest, True)
    for at in range(unsigned(earliest - 1), unsigned(first)):
        if may_end_sentence(text[at]):
            start = sentence_end(text, whole(at), first)
            if start != NONE:
                return start
    for at in range(earliest - 1, first):
        if is_wide_space(text[at]):
            start = after_space(text, at, first)
            if start < first:
                return start
            break
    edge = border(text, earliest)
    return edge if edge == NONE else min(edge, first)


@subkernel(INT(_CHARACTERS, _SPANS, _SPANS, INT, INT, INT))
def _passage_end(text: Characters, starts: Int32s, ends: Int32s, closing: int, last: int, room: int) -> int:
    """Where a passage ends whose last span ends at `last`, in a region up to `closing`; NONE inside a character."""
    latest = last + room
    if latest >= closing:
        return closing
    latest = max(_out_of_span(starts, ends, latest, False), last)
    for at in range(latest - 1, last - 1, -1):  # the last sentence that ends here, or none that is long enough
        if not may_end_sentence(text[unsigned(at)]):
            continue
        sentence = sentence_end(text, at, latest)
        if sentence != NONE:
            if sentence - last >= _ENOUGH * room:
                return sentence
            break
    end = last_word_end(text, last, min(latest + 1, closing))
    if end == NONE:
        edge = border(text, latest)
        end = edge if edge == NONE else max(edge, last)
    return end


@subkernel(types.void(_CHARACTERS, _SPANS, _SPANS, array(INT)))
def _trim(text: Characters, starts: Int32s, ends: Int32s, passage: Int64s) -> None:
    """Take blanks from both sides of a passage, and dots beside the sign of a cut; say which spans it holds."""
    start, end = passage[START], passage[END]
    low, high = count_to(starts, start), count_to(starts, end)
    first, last = (starts[low], min(ends[high - 1], end)) if high > low else (end, start)
    while start < first:
        if is_space(text[start]) or (passage[CUT_BEFORE] and text[start] == _ELLIPSIS):
            start += 1
        elif passage[CUT_BEFORE] and start + 3 <= first and are_dots(text, start):
            start += 3
        else:
            break
    last = max(last, start)
    while end > last:
        if is_space(text[end - 1]) or (passage[CUT_AFTER] and text[end - 1] == _ELLIPSIS):
            end -= 1
        elif passage[CUT_AFTER] and end - 3 >= last and are_dots(text, end - 3):
            end -= 3
        else:
            break
    passage[START], passage[END], passage[LOW], passage[HIGH] = start, end, low, high


@subkernel(INT(_SPANS, array(INT32), array(INT32)))
def _number_anew(keys: Int32s, own: Int32s, numbers: Int32s) -> int:
    """Number the keys of one text from 0 as they come; returns how many different ones there are.

    `numbers` is room for a number a key, all NONE, and again so afterwards.
    """
    kinds = whole(0)
    for i in range(len(keys)):
        if numbers[keys[i]] == NONE:
            numbers[keys[i]] = kinds
            kinds += 1
        own[i] = numbers[keys[i]]
    for key in keys:
        numbers[key] = NONE
    return kinds


@subkernel(INT(_CHARACTERS, _SPANS, _SPANS, _SPANS, INT, INT, _REGIONS, _REGIONS))
def _choose(
    text: Characters,
    starts: Int32s,
    ends: Int32s,
    keys: Int32s,
    kinds: int,
    length: int,
    regions: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
) -> int:
    """Fill in the passages of one text, in the order they are chosen; returns how many, or NONE if it cannot tell.

    Args:
        keys: for each span the number of what it matched, of so many `kinds`.
        regions: room for as many as there are spans, and two for each passage.
    """
    count = paragraphs(text, starts, ends, regions)
    shown, inside = np.zeros(kinds, np.bool_), np.empty(kinds, np.int32)
    best = np.empty(3, np.int64)
    for found in range(len(chosen)):
        best_window(regions, count, starts, ends, keys, shown, inside, length, best)
        number, low, high = best[0], best[1], best[2]
        if number == NONE:
            return found
        opening, closing = regions[number, OPENING], regions[number, CLOSING]
        opens, closes = regions[number, OPENS], regions[number, CLOSES]
        first, last = starts[low], ends[high - 1]
        room = length - (last - first)
        if room < 0:  # one span longer than a passage
            start, end = first, border(text, first + length)
        else:
            start = _passage_start(text, starts, ends, opening, first, max(room // 2, room - (closing - last)))
            end = NONE
            if start != NONE:
                end = _passage_end(text, starts, ends, closing, last, length - (last - start))
        if end == NONE:
            return NONE
        chosen[found, START], chosen[found, END] = start, end
        chosen[found, CUT_BEFORE] = start > opening or not opens
        chosen[found, CUT_AFTER] = end < closing or not closes or room < 0
        for n in range(low, high):
            shown[keys[n]] = True
        for row in range(count, number + 1, -1):
            for column in range(regions.shape[1]):
                regions[row, column] = regions[row - 1, column]
        region_low, region_high = regions[number, REGION_LOW], regions[number, REGION_HIGH]
        put_region(regions, number, opening, start, region_low, count_to(starts, start), opens, 0)
        after = max(end, last)  # of a span longer than a passage its end
        put_region(regions, number + 1, after, closing, count_to(starts, after), region_high, 0, closes)
        count += 1
    return len(chosen)


@subkernel(types.void(_REGIONS, INT))
def _put_in_order(chosen: npt.NDArray[np.int64], count: int) -> None:
    """Sort so many passages of a text as they stand in it."""
    for n in range(1, count):
        at = n
        while at and chosen[at - 1, START] > chosen[at, START]:
            for column in range(TEXT):
                chosen[at - 1, column], chosen[at, column] = chosen[at, column], chosen[at - 1, column]
            at -= 1


@subkernel(INT(_SPANS, _SPANS, array(INT), INT, array(INT32, dimensions=2), INT))
def _hold_spans(starts: Int32s, ends: Int32s, passage: Int64s, base: int, held: Int32s, count: int) -> int:
    """Put the spans of a passage, counted from where its excerpt begins and ended with it, behind so many others.

    Counts the passage over all texts, of which its own begins at `base`; returns how many spans there are now.
    """
    shift = (SIGN_OF_CUT if passage[CUT_BEFORE] else 0) - passage[START]
    first = count
    for at in range(passage[LOW], passage[HIGH]):
        held[0, count] = starts[at] + shift
        held[1, count] = min(whole(ends[at]), passage[END]) + shift
        count += 1
    passage[LOW], passage[HIGH] = first, count
    passage[START] += base
    passage[END] += base
    return count


@kernel(
    several(_REGIONS, array(INT), array(INT32, dimensions=2))(
        _CHARACTERS, view(INT), view(INT32, dimensions=2), _SPANS, view(INT), INT, INT, INT
    )
)
def choose_passages(
    texts: Characters,
    text_bounds: Int64s,
    spans: npt.NDArray[np.int32],
    keys: Int32s,
    span_bounds: Int64s,
    size: int,
    limit: int,
    length: int,
) -> tuple[npt.NDArray[np.int64], Int64s, npt.NDArray[np.int32]]:
    """Up to `limit` passages of about `length` characters of each document, a row each, in the order of its text.

    Those of document `i` are rows `bounds[i]` to `bounds[i + 1]`, with the bounds coming second.

    The first `size` texts are titles; the others stand for document `i` in order of preference, and the first of them
    with spans is taken. Rows count characters over all texts, and spans as they come third: those of the passages
    alone, as they lie in their excerpts. A row with START NONE, and 0 in all others but TEXT, stands for a text
    that needs `search.showing.passages` itself.

    Args:
        texts: text i is `texts[text_bounds[i]:text_bounds[i + 1]]`; it belongs to document `i % size`.
        spans: a row of starts and a row of ends; those of text i are columns `span_bounds[i]` to
            `span_bounds[i + 1]`, sorted and apart, counted from the start of their text.
        keys: for each span, of which there is one, the number of what it matched; those of titles do not count.
    """
    rows, held = np.empty((size * limit, TEXT + 1), np.int64), np.empty((2, len(keys)), np.int32)
    most = whole(0)
    for i in range(len(text_bounds) - 1):
        most = max(most, span_bounds[i + 1] - span_bounds[i])
    regions, own = np.empty((most + 2 * limit, 6), np.int64), np.empty(most, np.int32)
    kinds = np.full(keys.max() + 1, NONE, np.int32)
    bounds, count, spans_held = np.zeros(size + 1, np.int64), whole(0), whole(0)
    for document in range(size):
        bounds[document + 1] = count
        i = document + size
        while i + size < len(text_bounds) - 1 and span_bounds[i] == span_bounds[i + 1]:
            i += size
        low, high = span_bounds[i], span_bounds[i + 1]
        if low == high:
            continue
        text, starts, ends = texts[text_bounds[i] : text_bounds[i + 1]], spans[0, low:high], spans[1, low:high]
        chosen = rows[count : count + limit]
        chosen[:, TEXT] = i
        different = _number_anew(keys[low:high], own, kinds)
        found = _choose(text, starts, ends, own[: high - low], different, length, regions, chosen)
        if found == NONE:
            chosen[0, :TEXT] = 0
            chosen[0, START] = NONE
            found = 1
        else:
            _put_in_order(chosen, found)
            for n in range(found):
                _trim(text, starts, ends, chosen[n])
                spans_held = _hold_spans(starts, ends, chosen[n], text_bounds[i], held, spans_held)
        count += found
        bounds[document + 1] = count
    return rows[:count], bounds, held[:, :spans_held].copy()
