"""The characters of a text and the spans in it in, where its best passages begin and end out; compiled.

The definition is `search.showing.passages`, which also takes over where a place inside a written character
has to be avoided: then the answer here is that there is none. Not for words or markup.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from index.codec.jit import BOOL, INT, INT32, array, kernel, several, unsigned, view, whole
from search.arrays import Int32s, Int64s
from search.characters import Characters
from search.kernels.regions import best_window, count_to, paragraphs
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


@kernel(INT(_SPANS, _SPANS, INT, BOOL))
def _out_of_span(starts: Int32s, ends: Int32s, place: int, after: bool) -> int:
    """The place itself, or a side of the span it would cut."""
    at = count_to(starts, place + 1) - 1
    if at < 0 or not starts[at] < place < ends[at]:
        return place
    return int(ends[at] if after else starts[at])


@kernel(INT(_CHARACTERS, _SPANS, _SPANS, INT, INT, INT))
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


@kernel(INT(_CHARACTERS, _SPANS, _SPANS, INT, INT, INT))
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


@kernel(types.void(_CHARACTERS, _SPANS, _SPANS, array(INT)))
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


@kernel(several(array(INT32), INT)(_SPANS))
def _own_numbers(keys: Int32s) -> tuple[Int32s, int]:
    """The keys of one text, numbered from 0 as they come, and how many different ones there are."""
    numbers = np.full(keys.max() + 1, -1, np.int32)
    own, kinds = np.empty(len(keys), np.int32), whole(0)
    for i in range(len(keys)):
        if numbers[keys[i]] < 0:
            numbers[keys[i]] = kinds
            kinds += 1
        own[i] = numbers[keys[i]]
    return own, kinds


@kernel(INT(_CHARACTERS, _SPANS, _SPANS, _SPANS, INT, _REGIONS))
def _choose(
    text: Characters, starts: Int32s, ends: Int32s, keys: Int32s, length: int, chosen: npt.NDArray[np.int64]
) -> int:
    """Fill in the passages of one text, in the order they are chosen; returns how many, or NONE if it cannot tell."""
    keys, kinds = _own_numbers(keys)
    limit = len(chosen)
    regions = paragraphs(text, starts, ends, 2 * limit)
    shown, inside = np.zeros(kinds, np.bool_), np.empty(kinds, np.int32)
    best = np.empty(3, np.int64)
    for count in range(limit):
        best_window(regions, starts, ends, keys, shown, inside, length, best)
        number, low, high = best
        if number == NONE:
            return count
        opening, closing, region_low, region_high, opens, closes = regions[number]
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
        chosen[count, START], chosen[count, END] = start, end
        chosen[count, CUT_BEFORE] = start > opening or not opens
        chosen[count, CUT_AFTER] = end < closing or not closes or room < 0
        for n in range(low, high):
            shown[keys[n]] = True
        for row in range(len(regions) - 1, number + 1, -1):
            regions[row] = regions[row - 1]
        regions[number] = (opening, start, region_low, count_to(starts, start), opens, 0)
        regions[number + 1] = (end, closing, count_to(starts, end), region_high, 0, closes)
    return limit


@kernel(types.void(array(INT32, dimensions=2), INT, array(INT)))
def _move_spans(spans: npt.NDArray[np.int32], first: int, passage: Int64s) -> None:
    """Count the spans of a passage, which are at a place among all, from where its excerpt begins; end them with it."""
    shift = (SIGN_OF_CUT if passage[CUT_BEFORE] else 0) - passage[START]
    for at in range(first + passage[LOW], first + passage[HIGH]):
        spans[0, at] += shift
        spans[1, at] = min(whole(spans[1, at]), passage[END]) + shift


@kernel(
    several(_REGIONS, array(INT32, dimensions=2))(
        _CHARACTERS, view(INT), view(INT32, dimensions=2), _SPANS, view(INT), INT, INT
    )
)
def choose_passages(
    texts: Characters,
    text_bounds: Int64s,
    spans: npt.NDArray[np.int32],
    keys: Int32s,
    span_bounds: Int64s,
    limit: int,
    length: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Up to `limit` passages of about `length` characters of each text, a row each, in the order of the texts.

    Characters and spans are counted over all texts. Beside the rows come all spans, those of a passage as they lie in
    its excerpt. A text without spans has no passage. A row with START NONE stands for a text that needs
    `search.showing.passages` itself.

    Args:
        texts: text i is `texts[text_bounds[i]:text_bounds[i+1]]`.
        spans: a row of starts and a row of ends; those of text i are columns `span_bounds[i]` to
            `span_bounds[i+1]`, sorted and apart, counted from the start of their text.
        keys: for each span the number of what it matched.
    """
    number_of = len(text_bounds) - 1
    rows, moved = np.empty((number_of * limit, 7), np.int64), spans.copy()
    count = 0
    for i in range(number_of):
        text = texts[text_bounds[i] : text_bounds[i + 1]]
        low, high = span_bounds[i], span_bounds[i + 1]
        if low == high:
            continue
        starts, ends = spans[0, low:high], spans[1, low:high]
        chosen = rows[count : count + limit]
        chosen[:, TEXT] = i
        found = _choose(text, starts, ends, keys[low:high], length, chosen)
        if found == NONE:
            chosen[0, START] = NONE
            found = 1
        else:
            for n in range(1, found):  # into the order of the text
                at = n
                while at and chosen[at - 1, START] > chosen[at, START]:
                    for column in range(TEXT):
                        chosen[at - 1, column], chosen[at, column] = chosen[at, column], chosen[at - 1, column]
                    at -= 1
            for n in range(found):
                _trim(text, starts, ends, chosen[n])
                _move_spans(moved, low, chosen[n])
                chosen[n, START] += text_bounds[i]
                chosen[n, END] += text_bounds[i]
                chosen[n, LOW] += low
                chosen[n, HIGH] += low
        count += found
    return rows[:count].copy(), moved
