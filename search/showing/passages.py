"""A text and its spans in, up to a few short passages around the spans out.

A passage is whole sentences where they fit, else whole words, else whole characters; it never cuts
a span, unless the span alone is longer than a passage may be. It stays within one paragraph, unless
a span reaches over the break. Where it begins or ends inside a paragraph it says so: "… " before,
" …" after, with the spans moved along. Line breaks become spaces.

Not for finding spans (see `search.showing.highlight`), nor for many texts at once (see `search.showing.page_passages`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from index.analysis import query_terms
from search.kernels.spellings import LONGEST_KEY
from search.model import Snippet
from search.showing.highlight import Span, paragraph_bounds

ELLIPSIS = "…"

_SENTENCE_START = regex.compile(r"[.!?…؟।][\"'”’»)\]]*\s+(?=\S)|[。！？][”」』）]*")
_WORD_START = regex.compile(r"\s+(?=\S)")
_CHARACTER = regex.compile(r"\X")
_BLANKS = "\n\r\t\v\f\u2028\u2029"
_ENOUGH = 0.6  # a sentence that fills less of a passage than this is followed by part of the next
_LONGEST_CHARACTER = 64  # code points; a longer heap of combining marks may be cut


def passages(text: str, spans: Sequence[Span], *, limit: int = 3, length: int = 240) -> tuple[Snippet, ...]:
    """Up to `limit` passages of about `length` characters that cover the most different matches.

    They come in the order of the text and do not overlap. Without spans there is one: the beginning.

    >>> passages("One.\\n\\nGold rose today.", [(6, 10)])
    (Snippet(text='Gold rose today.', spans=((0, 4),)),)
    """
    if limit < 1 or not text.strip():
        return ()
    if not spans:
        return (_beginning(text, length),)
    return tuple(_snippet(text, spans, *found) for found in sorted(_Cutter(text, spans, length).choose(limit)))


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of one paragraph that no passage has taken yet, with the spans [low, high) inside it."""

    start: int
    end: int
    low: int
    high: int
    opens: bool  # it begins where the paragraph does
    closes: bool  # it ends where the paragraph does


class _Passage(NamedTuple):
    start: int
    end: int
    cut_before: int
    cut_after: int


@dataclass(frozen=True, slots=True)
class _Window:
    """The spans [low, high) of one region that fit into one passage, and how much they bring."""

    region: _Region
    low: int
    high: int
    worth: tuple[int, int]  # different matches not shown yet, different matches


class _Cutter:
    """Takes the best passage, then the best of what is left, until there are enough."""

    def __init__(self, text: str, spans: Sequence[Span], length: int) -> None:
        self._text = text
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._length = length
        self._keys = [span_key(text[start:end]) for start, end in spans]
        self._kinds = len(set(self._keys))
        self._shown: set[tuple[str, ...]] = set()
        self._regions = self._paragraphs()

    def choose(self, limit: int) -> list[_Passage]:
        chosen: list[_Passage] = []
        while len(chosen) < limit and (best := self._best_window()):
            found = self._passage(best)
            self._shown.update(self._keys[best.low : best.high])
            self._take_out(best.region, found)
            chosen.append(found)
        return chosen

    def _paragraphs(self) -> list[_Region]:
        """One region a paragraph, those joined that a span reaches over, those left out that have none."""
        regions: list[_Region] = []
        for start, end in paragraph_bounds(self._text):
            low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
            last = regions[-1] if regions else None
            if last and last.high > last.low and self._ends[last.high - 1] > start:
                regions[-1] = _Region(last.start, end, last.low, high, True, True)
            else:
                regions.append(_Region(start, end, low, high, True, True))
        return [region for region in regions if region.high > region.low]

    def _best_window(self) -> _Window | None:
        best: _Window | None = None
        for region in self._regions:
            window = self._best_of(region, best.worth if best else (-1, -1))
            best = window or best
            if best and best.worth == (self._kinds - len(self._shown), self._kinds):
                break
        return best

    def _best_of(self, region: _Region, beaten: tuple[int, int]) -> _Window | None:
        """The first window of the region that brings most, if it brings more than `beaten`."""
        best: _Window | None = None
        inside: Counter[tuple[str, ...]] = Counter()
        new = 0
        low = region.low
        for high in range(region.low, region.high):
            key = self._keys[high]
            new += not inside[key] and key not in self._shown
            inside[key] += 1
            while low < high and self._ends[high] - self._starts[low] > self._length:
                gone = self._keys[low]
                inside[gone] -= 1
                if not inside[gone]:
                    del inside[gone]
                    new -= gone not in self._shown
                low += 1
            if (new, len(inside)) > beaten:
                beaten = (new, len(inside))
                best = _Window(region, low, high + 1, beaten)
        return best

    def _passage(self, window: _Window) -> _Passage:
        region = window.region
        first, last = self._starts[window.low], self._ends[window.high - 1]
        room = self._length - (last - first)
        if room < 0:  # one span longer than a passage
            end = _character_border(self._text, first + self._length)
            return _Passage(first, end, first > region.start or not region.opens, True)
        start = self._start(region, first, max(room // 2, room - (region.end - last)))
        end = self._end(region, last, self._length - (last - start))
        before = start > region.start or not region.opens
        return _Passage(start, end, before, end < region.end or not region.closes)

    def _start(self, region: _Region, first: int, room: int) -> int:
        earliest = first - room
        if earliest <= region.start:
            return _skip_space(self._text, region.start, first)
        earliest = self._out_of_span(earliest, after=True)
        for border in (_SENTENCE_START, _WORD_START):
            if match := border.search(self._text, earliest - 1, first):
                return int(match.end())
        return min(_character_border(self._text, earliest), first)

    def _end(self, region: _Region, last: int, room: int) -> int:
        latest = last + room
        if latest >= region.end:
            return region.end
        latest = max(self._out_of_span(latest, after=False), last)
        ends = [match.end() for match in _SENTENCE_START.finditer(self._text, last, latest)]
        if ends and ends[-1] - last >= _ENOUGH * room:
            return ends[-1]
        words = [match.start() for match in _WORD_START.finditer(self._text, last, min(latest + 1, region.end))]
        if words:
            return words[-1]
        return max(_character_border(self._text, latest), last)

    def _out_of_span(self, place: int, *, after: bool) -> int:
        """The place itself, or a side of the span it would cut."""
        at = bisect_right(self._starts, place) - 1
        if at < 0 or not self._starts[at] < place < self._ends[at]:
            return place
        return self._ends[at] if after else self._starts[at]

    def _take_out(self, region: _Region, taken: _Passage) -> None:
        """Leave of a region what is before and after a passage, and not the rest of a span longer than one."""
        left_high = bisect_left(self._starts, taken.start)
        right_low = bisect_left(self._starts, taken.end)
        after = max(taken.end, self._ends[right_low - 1])
        parts = [
            _Region(region.start, taken.start, region.low, left_high, region.opens, False),
            _Region(after, region.end, right_low, region.high, False, region.closes),
        ]
        at = self._regions.index(region)
        self._regions[at : at + 1] = [part for part in parts if part.high > part.low]


def span_key(written: str) -> tuple[str, ...]:
    """What a span matched, so that "Gold" and "gold's" count once."""
    return query_terms(written[:LONGEST_KEY]).parts


def _snippet(text: str, spans: Sequence[Span], start: int, end: int, cut_before: int, cut_after: int) -> Snippet:
    """The text of a passage, trimmed, with its spans and the signs of a cut."""
    low = bisect_left(spans, (start, start))
    held = spans[low : bisect_left(spans, (end, end), lo=low)]
    start, end = _trimmed(text, start, end, held, bool(cut_before), bool(cut_after))
    before = f"{ELLIPSIS} " if cut_before else ""
    after = f" {ELLIPSIS}" if cut_after else ""
    shift = len(before) - start
    marked = tuple([(first + shift, (last if last < end else end) + shift) for first, last in held])
    return Snippet(f"{before}{on_one_line(text)[start:end]}{after}", marked)


def on_one_line(text: str) -> str:
    """A text with spaces for line breaks and tabs, each of which is one character."""
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    return text


def _trimmed(
    text: str, start: int, end: int, held: Sequence[Span], cut_before: bool, cut_after: bool
) -> tuple[int, int]:
    """Where a passage begins and ends without blanks, nor dots of the text beside the sign of a cut."""
    first, last = (held[0][0], min(held[-1][1], end)) if held else (end, start)
    while start < first and (width := _padding(text[start : min(start + 3, first)], cut_before)):
        start += width
    while end > last and (width := _padding(text[max(last, end - 3) : end][::-1], cut_after)):
        end -= width
    return start, end


def _padding(edge: str, cut: bool) -> int:
    """How many characters at an edge, read from outside, a passage can go without."""
    if edge[:1].isspace() or (cut and edge.startswith(ELLIPSIS)):
        return 1
    return 3 if cut and edge == "..." else 0


def _beginning(text: str, length: int) -> Snippet:
    """The first words of a text, over paragraph breaks."""
    head = " ".join(text[: 4 * length + _LONGEST_CHARACTER].split())
    if len(head) <= length:
        return Snippet(head)
    end = head.rfind(" ", 0, length)
    if end < 0:
        end = _character_border(head, length)
    return Snippet(f"{head[:end]} {ELLIPSIS}")


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _character_border(text: str, place: int) -> int:
    """The last border between two written characters at or before a place."""
    if place >= len(text):
        return len(text)
    start = max(0, place - _LONGEST_CHARACTER)
    border = start
    for match in _CHARACTER.finditer(text, start, min(len(text), place + _LONGEST_CHARACTER)):
        if match.end() > place:
            return int(match.start()) if match.start() > start else place
        border = match.end()
    return int(border)
