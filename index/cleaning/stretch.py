"""What is seen of a page's paragraphs in, the stretch that is the article out.

Every paragraph weighs for or against the article: sentences for, loose lines, notices and teasers against.
The article is the stretch with the greatest weight. Teasers betray themselves by repetition (headline and
lead run together, then the lead again), by breaking off in dots, and by standing alone beside a date. Rows of a
list or a table are short lines too, but of a shape that no menu has. Where nothing weighs for an article it is
the lines below the headline. Not for what is cut inside the stretch (see `index.cleaning.page`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from index.cleaning.ending import Layout, find_end, goes_on_up_to
from index.cleaning.features import Seen
from index.cleaning.invitations import COMMENTS
from index.cleaning.lines import BROKEN_OFF
from index.cleaning.rows import mostly_figures

_HEADLINES_LOOKED_AT = 20
_AFTER_HEADLINE = 25  # paragraphs
_MOST_BETWEEN = 4  # notices on end between two paragraphs of an article
_FEWEST_FIGURES_ABOVE = 3  # lines above the first sentence, which are no ticker
_FEWEST_BELOW_NOTICE = 2  # lines of a story without sentences, of few words
_SHORTEST_BELOW_NOTICE = 4  # words of one alone

_SHORTEST_LEAD = 5  # words
_TAIL = 24  # characters at the end of a line by which lines that end alike are found
_MOST_ALIKE = 20
_DATELINE = (
    re.compile(  # "CORK, Ireland, May 3 (Reuters) —", with more than the town alone, as sections are in capitals too
        r"(?=.*[,(–—])[A-Z][A-Z’'. -]{2,30}(?:, [A-Z][\w.]+)?(?:, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
        r"(?: ?\([^()]{2,30}\))?(?: ?[-–—]{1,2})?"
    )
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a paragraph counts for the article or against it, in words of prose.

    Prose counts as many as it has words, up to `most_of_prose`; up to `short_prose` of them alone among loose lines,
    which is more likely a teaser, count a share. A line of `long_line` words is text even without an end.
    `listed` is a loose line below one that ends in a colon, `in_series` one of several that begin alike.
    """

    most_of_prose: float = 30.0
    short_prose: float = 45.0
    share_alone: float = 0.4
    long_line: float = 25.0
    share_of_line: float = 0.3
    most_of_line: float = 12.0
    loose: float = -6.0
    listed: float = -1.0
    in_series: float = 3.0
    in_table: float = 0.5
    short_sentence: float = 0.0
    notice: float = -15.0
    heading: float = -22.0
    teaser: float = -30.0
    comments: float = -120.0  # what readers wrote comes last on a page
    below_headline: float = 50.0


WEIGHTS: Final = Weights()


def find_teasers(seen: Sequence[Seen]) -> frozenset[int]:
    """Lines that end with another line run on to them, as headline and lead are, and those other lines."""
    alike: dict[str, list[int]] = {}
    for at, one in enumerate(seen):
        if one.words >= _SHORTEST_LEAD:
            alike.setdefault(one.text[-_TAIL:], []).append(at)
    groups = (group[:_MOST_ALIKE] for group in alike.values() if len(group) > 1)
    return frozenset(at for group in groups for at in _run_together(seen, group))


def find_article(seen: Sequence[Seen], layout: Layout, title: str, weights: Weights = WEIGHTS) -> range:
    """The places of the paragraphs from the article's first to its last; all where neither it nor a headline shows."""
    weighed = _weighed(seen, weights, layout)
    below = _first_prose_below(seen, title)
    if below is not None:
        weighed[below] += weights.below_headline
    first, last = _heaviest_stretch(weighed)
    if max(weighed, default=0.0) <= 0:
        return _block_below(seen, layout, title) or range(len(seen))
    last = find_end(seen, first, last, layout)
    if below is not None and below < first and goes_on_up_to(seen, below, first, layout):
        first = below
    while (
        first > 0 and first - 1 not in layout.teasers and _leads_in(seen[first - 1]) and seen[first - 1].text != title
    ):
        first -= 1
    block = _block_above(seen, first, title)
    figures = mostly_figures(seen[block.start : block.stop], _FEWEST_FIGURES_ABOVE)
    return range(block.start if figures else first, last + 1)


def _block_below(seen: Sequence[Seen], layout: Layout, title: str) -> range:
    """The lines below a headline, and below notices and dates under it, down to where none of the story follow.

    The headline is the first place of its words below which more lines than notices stand, as a story may have them
    for its refrain, and buttons to share it too.
    """
    places = [at for at, one in enumerate(seen) if one.text == title]
    blocks = [_block_from(seen, layout, at + 1, title) for at in places]
    return next((block for block in blocks if _has_more_lines(seen, block)), range(0))


def _block_from(seen: Sequence[Seen], layout: Layout, start: int, title: str) -> range:
    """The lines from the first that is neither notice nor date, across single notices between them."""
    first = next((at for at in range(start, len(seen)) if not _is_apart(seen[at])), len(seen))
    end = _next_notice(seen, first)
    while end < len(seen) and end not in layout.closing and _goes_on_below(seen, end, title):
        end = _next_notice(seen, end + 1)
    return range(first, end)


def _goes_on_below(seen: Sequence[Seen], notice: int, title: str) -> bool:
    """Whether lines below a notice are a story's: two, or one of a few words, and not its title, as in a share box."""
    below = seen[notice + 1 : _next_notice(seen, notice + 1)]
    if not below or below[0].text == title or any(one.stamp for one in below):
        return False
    return len(below) >= _FEWEST_BELOW_NOTICE or below[0].words >= _SHORTEST_BELOW_NOTICE


def _next_notice(seen: Sequence[Seen], start: int) -> int:
    return next((at for at in range(start, len(seen)) if seen[at].notice is not None), len(seen))


def _has_more_lines(seen: Sequence[Seen], block: range) -> bool:
    lines = sum(seen[at].notice is None for at in block)
    return 2 * lines > len(block)


def _block_above(seen: Sequence[Seen], first: int, title: str) -> range:
    """The lines above a paragraph up to the headline, a notice or a date."""
    parted = (at for at in range(first - 1, -1, -1) if _is_apart(seen[at]) or seen[at].text == title)
    return range(next(parted, -1) + 1, first)


def _is_apart(one: Seen) -> bool:
    return one.notice is not None or one.stamp


def _run_together(seen: Sequence[Seen], group: Iterable[int]) -> set[int]:
    """Of lines that end alike, those that are a headline with a lead stuck to it, and that lead."""
    found: set[int] = set()
    for lead in group:
        text = seen[lead].text
        if text[0].isalnum() and not text[0].islower():
            whole = {at for at in group if len(seen[at].text) > len(text) and _is_stuck(seen[at].text, text)}
            found |= whole | {lead} if whole else set()
    return found


def _is_stuck(whole: str, lead: str) -> bool:
    """Whether nothing parts `lead` from what stands before it: a quotation would have a space or a quote."""
    before = whole[-len(lead) - 1]
    return whole.endswith(lead) and (before.isalnum() or before in "?!.)%")


def _weighed(seen: Sequence[Seen], weights: Weights, layout: Layout) -> list[float]:
    listed = _listed(seen)
    texts = [at in listed or at in layout.series or _is_text(one, weights) for at, one in enumerate(seen)]
    found: list[float] = []
    told: set[str] = set()
    for at, one in enumerate(seen):
        if at in layout.teasers:
            found.append(weights.teaser)
        elif one.notice is not None:
            found.append(_weight_of_notice(one, weights) if at in layout.closing else weights.notice)
        elif one.prose and (one.text in told or one.text.endswith(BROKEN_OFF)):
            found.append(weights.loose)
        elif at in layout.series:
            found.append(weights.in_series)
        elif at in layout.tables:
            found.append(weights.in_table)
        elif at in listed and one.words < weights.long_line:
            found.append(weights.listed)
        elif one.prose and not any(texts[near] for near in _beside(seen, at, layout)):
            found.append(_weight_alone(seen, at, weights))
        else:
            found.append(_weight(one, weights))
        told.add(one.text)
    return found


def _weight_of_notice(one: Seen, weights: Weights) -> float:
    """What a notice weighs that closes."""
    if one.notice == COMMENTS.reason:
        return weights.comments
    return weights.heading if one.heads_links else weights.notice


def _weight(one: Seen, weights: Weights) -> float:
    if one.prose:
        return min(one.words, weights.most_of_prose)
    if one.words >= weights.long_line:
        return min(one.words * weights.share_of_line, weights.most_of_line)
    return weights.short_sentence if one.ends and one.words >= 3 else weights.loose


def _weight_alone(seen: Sequence[Seen], at: int, weights: Weights) -> float:
    """The weight of sentences without others beside them: beside a date or a byline they are a teaser."""
    words = seen[at].words
    if any(near.stamp for near in seen[max(0, at - 2) : at + 3]):
        return weights.loose
    return words * weights.share_alone if words <= weights.short_prose else min(words, weights.most_of_prose)


def _listed(seen: Sequence[Seen]) -> set[int]:
    """The loose lines that a line ending in a colon announces."""
    listed: set[int] = set()
    in_list = False
    for at, one in enumerate(seen):
        in_list = in_list and not one.prose and one.notice is None
        if in_list:
            listed.add(at)
        in_list = in_list or _opens_list(one)
    return listed


def _beside(seen: Sequence[Seen], at: int, layout: Layout) -> list[int]:
    """The nearest paragraph above and below, notices that stand between the paragraphs of articles left out."""
    found = []
    for step in (-1, 1):
        near = at + step
        while abs(near - at) <= _MOST_BETWEEN and 0 <= near < len(seen) and _interrupts(seen, near, layout):
            near += step
        if 0 <= near < len(seen):
            found.append(near)
    return found


def _interrupts(seen: Sequence[Seen], at: int, layout: Layout) -> bool:
    return seen[at].notice is not None and at not in layout.closing


def _is_text(one: Seen, weights: Weights) -> bool:
    return one.notice is None and not one.stamp and (one.ends or one.words > weights.long_line)


def _opens_list(one: Seen) -> bool:
    return one.notice is None and one.words >= 3 and one.text[-1] in ":："


def _first_prose_below(seen: Sequence[Seen], title: str) -> int | None:
    """The first sentence below that place of the headline which has most sentences below it."""
    most, place = 0, None
    for at in [at for at, one in enumerate(seen) if one.text == title][:_HEADLINES_LOOKED_AT]:
        below = [near for near in range(at + 1, min(at + _AFTER_HEADLINE, len(seen))) if seen[near].prose]
        words = sum(seen[near].words for near in below)
        if words > most:
            most, place = words, below[0]
    return place


def _heaviest_stretch(weights: Sequence[float]) -> tuple[int, int]:
    """First and last place of the stretch whose weights sum highest (Kadane's algorithm)."""
    best, best_first, best_last = 0.0, 0, len(weights) - 1
    total, first = 0.0, 0
    for at, weight in enumerate(weights):
        if total <= 0:
            total, first = 0.0, at
        total += weight
        if total > best:
            best, best_first, best_last = total, first, at
    return best_first, best_last


def _leads_in(one: Seen) -> bool:
    """Whether a line above the stretch belongs to it: a short sentence, or where and for whom it was written."""
    if one.notice is not None or one.stamp:
        return False
    return (one.ends and one.words >= 2) or _DATELINE.fullmatch(one.text) is not None
