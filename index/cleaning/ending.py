"""The stretch of a page that weighs most in, the places where its story begins and ends out.

Interviews, timelines, results and verse weigh little, for their lines are short and few are sentences: the heaviest
stretch may end in the middle of one. A story is taken to go on until the page says that it does not, by a notice that
closes, a teaser, or more lines without a sentence than a story has. Not for which stretch it is
(`index.cleaning.stretch`), nor for what is cut inside it (`index.cleaning.page`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from index.cleaning.features import Seen
from index.cleaning.imprint import COPYRIGHT
from index.cleaning.insets import announces, is_clock, is_signature, story_below, tells
from index.cleaning.invitations import COMMENTS, HEADING
from index.cleaning.lines import BROKEN_OFF, reads_on
from index.cleaning.rows import find_series, find_tables, mostly_figures

_CLOSING = frozenset((HEADING.reason, COMMENTS.reason, COPYRIGHT.reason))
_LOOKED_AT_BELOW_HEADING = 6  # lines
_FEWEST_TELLING = 2  # sentences on end, that it is of a box inside a story

_MOST_UP_TO_SENTENCE = 5  # lines on end without a sentence, between two of a story
_MOST_UP_TO_PROSE = 12
_MOST_BEHIND = 4  # of them behind the last sentence
_MOST_LISTED_BEHIND = 8  # where one announces a list
_SHORTEST_ANNOUNCING = 3  # words
_MOST_NOTICES = 1  # between two paragraphs of a story
_MOST_BELOW_NOTICE = 1  # of those lines below a notice, where times stand above sentences
_ENOUGH = 3  # sentences below a notice, or one paragraph of prose, for the story to go on there
_BESIDE = 2  # lines from one in dots to the date that shows it for a teaser
_APART = 4  # lines at most between two such
_SHORTEST_SENTENCE = 2  # words
_LONGEST_SIGNATURE = 8  # words
_SHORTEST_HEADING = 5  # words of one that heads nothing
_LONG_WORD = 4  # letters
_CAPITALS = 0.8  # of the long words of a heading


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a page's teasers, of notices that close, and of the rows of lists (`series`) and tables."""

    teasers: frozenset[int]
    closing: frozenset[int]
    series: frozenset[int]
    tables: frozenset[int]

    def is_row(self, at: int) -> bool:
        """Whether a line is one of a list or a table, which no menu has."""
        return at in self.series or at in self.tables


def find_layout(seen: Sequence[Seen], teasers: frozenset[int]) -> Layout:
    """What of a page is told by its shape, given its teasers."""
    return Layout(teasers, find_closing(seen), find_series(seen), find_tables(seen))


def find_closing(seen: Sequence[Seen]) -> frozenset[int]:
    """The places of notices below which there is no more of the article.

    A prompt to comment and a copyright line are such whatever follows, as comments and legal lines read like stories;
    a heading of links is, but not one of a box inside the story.
    """
    return frozenset(at for at, one in enumerate(seen) if _may_close(one) and not _heads_box(seen, at))


def find_end(seen: Sequence[Seen], first: int, last: int, layout: Layout) -> int:
    """The place of the story's last paragraph, given the first and the last that weigh for it."""
    stop = last
    while True:
        if stop <= last:
            stop = _stop(seen, last + 1, layout)
        last = _last_sentence(seen, last, stop, layout)
        inset = _next_inset(seen, last + 1, stop)
        below = range(0) if inset is None else story_below(seen, range(first, last + 1), inset)
        if not below or not layout.teasers.isdisjoint(below):
            return _end_behind(seen, first, last, stop)
        last = below[-1]


def _next_inset(seen: Sequence[Seen], start: int, stop: int) -> int | None:
    """The next notice, where no more lines stand above it than a story has behind a sentence."""
    loose, most = 0, _MOST_BEHIND
    for at in range(start, min(stop + 1, len(seen))):
        if seen[at].notice is not None:
            return at
        loose += not is_clock(seen[at])
        most = _MOST_LISTED_BEHIND if announces(seen[at]) else most
        if loose > most:
            return None
    return None


def _last_sentence(seen: Sequence[Seen], last: int, stop: int, layout: Layout) -> int:
    """The last sentence of the story up to a place that closes, across single notices with enough below them."""
    end, loose, notices, told = last, 0, 0, _ENOUGH
    for at in range(last + 1, stop):
        one = seen[at]
        if one.notice is not None:
            told, loose, notices = 0, 0, notices + 1
        elif layout.is_row(at) or (one.prose if loose > _MOST_UP_TO_SENTENCE else _tells(one)):
            told, loose = told + (_ENOUGH if one.prose else 1), 0
            if told >= _ENOUGH:
                end, notices = at, 0
        else:
            loose += not (_runs_on(one) or (notices and one.stamp))
        if notices > _MOST_NOTICES or loose > (_MOST_BELOW_NOTICE if notices else _MOST_UP_TO_PROSE):
            break
    return end


def goes_on_up_to(seen: Sequence[Seen], upper: int, lower: int, layout: Layout) -> bool:
    """Whether a first sentence and one further down are of one story, that goes on across insets or may."""
    if any(at in layout.teasers or is_signature(seen[at]) for at in range(upper + 1, lower)):
        return False
    return _goes_on_between(seen, upper, lower, layout) or find_end(seen, upper, upper, layout) >= lower


def _goes_on_between(seen: Sequence[Seen], upper: int, lower: int, layout: Layout) -> bool:
    """Whether a first sentence and one further down may be of one story, by what stands between them.

    The first below a headline is its story's; what else closes there does not part it from the rest, but a byline
    or a date does, as what stands above those is no text.
    """
    loose = notices = 0
    for at in range(upper + 1, lower):
        if seen[at].notice is not None:
            notices += 1
        elif layout.is_row(at) or _tells(seen[at]):
            loose = notices = 0
        else:
            loose += not _runs_on(seen[at])
        if notices > _MOST_NOTICES or loose > _MOST_UP_TO_PROSE:
            return False
    return True


def _may_close(one: Seen) -> bool:
    return one.heads_links or one.notice in _CLOSING


def _heads_box(seen: Sequence[Seen], at: int) -> bool:
    """Whether a heading is of a box inside the story: its links end in running text, and none follow among that.

    Leads alternate with headlines, and headlines may be questions.
    """
    if not seen[at].heads_links:
        return False
    below = list(dropwhile(_may_be_link, seen[at + 1 : at + 1 + _LOOKED_AT_BELOW_HEADING]))
    running = list(takewhile(_tells, below))
    parted = len(running) < len(below) and not _is_button(below[len(running)])
    return len(running) >= _FEWEST_TELLING and any(one.prose and reads_on(one.text) for one in running) and not parted


def _may_be_link(one: Seen) -> bool:
    return one.notice is None and not one.stamp and not _tells(one)


def _is_button(one: Seen) -> bool:
    return one.notice is not None


def _stop(seen: Sequence[Seen], start: int, layout: Layout) -> int:
    """The first place below which nothing can be the story's."""
    places = range(start, len(seen))
    closed = layout.closing | layout.teasers
    return next((at for at in places if at in closed or _is_broken_teaser(seen, at)), len(seen))


def _is_broken_teaser(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line in dots is another story's: it has a headline, and a date, a byline or another such near it.

    Speakers and serials break off too.
    """
    if not _is_headed(seen, at):
        return False
    near = range(max(0, at - _APART), min(at + _APART + 1, len(seen)))
    signed = any(is_signature(seen[other]) for other in near if abs(other - at) <= _BESIDE)
    return signed or any(_is_headed(seen, other) for other in near if other != at)


def _is_headed(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line is one in dots below one that is no sentence, or below that one's date."""
    if not _is_broken(seen[at]):
        return False
    above = next((one for one in reversed(seen[max(0, at - _APART) : at]) if not is_signature(one)), None)
    return above is not None and above.notice is None and above.words >= _SHORTEST_SENTENCE and not _is_told(above)


def _is_told(one: Seen) -> bool:
    return one.ends or _tells(one)


def _is_broken(one: Seen) -> bool:
    return one.prose and one.text.endswith(BROKEN_OFF)


def _end_behind(seen: Sequence[Seen], first: int, end: int, stop: int) -> int:
    """The end with the lines behind the last sentence, where they are few, or figures, and stand nowhere else."""
    to = next((at for at in range(end + 1, stop) if seen[at].notice is not None), stop)
    behind = seen[end + 1 : to]
    most = _MOST_LISTED_BEHIND if any(map(_announces, behind)) else _MOST_BEHIND
    if sum(not _runs_on(one) for one in behind) > most and not mostly_figures(behind):
        return end
    outside = {one.text for one in (*seen[:first], *seen[stop:])}
    while to > end + 1 and seen[to - 1].stamp:
        to -= 1
    return next((at for at in range(end + 1, to) if seen[at].text in outside or _heads_nothing(seen[at])), to) - 1


def _tells(one: Seen) -> bool:
    """Whether a paragraph is a sentence, however short, or says who said the one above."""
    if one.notice is not None or one.stamp:
        return False
    if one.ends:
        return tells(one)
    return one.text[0] in "–—" and one.words <= _LONGEST_SIGNATURE


def _announces(one: Seen) -> bool:
    """Whether a line announces a list below it; a label has fewer words."""
    return announces(one) and one.words >= _SHORTEST_ANNOUNCING


def _runs_on(one: Seen) -> bool:
    """Whether a line is broken out of a text, as a verse is, and so no link."""
    return one.text[0].islower() or one.text[-1] in ",;"


def _heads_nothing(one: Seen) -> bool:
    """Whether a line is a headline by its capitals, which behind the last sentence can only be another story's."""
    words = [word for word in one.text.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
    capital = sum(word[0].isupper() for word in words)
    return one.words >= _SHORTEST_HEADING and len(words) > 1 and capital >= _CAPITALS * len(words)
