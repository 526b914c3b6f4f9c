"""The lines of a page and the place where its story begins in, the line that is the story's headline out.

A headline is told by the story: its words come again in the first sentences, which those of a menu, a search box, a
skip link or a slogan do not. Beside that count whether it is signed (a byline or a date follows, with nothing between
but names, buttons and a lead), whether the line stands twice on the page, its length, and how near the story it is.
The first line of a page, which is its title where a scraper took that too, is believed where it fits the story at all.
Not for pages where no line fits its text (`index.cleaning.headline`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from index.cleaning.features import Seen
from index.cleaning.furniture import comparable
from index.cleaning.headline import LONGEST_HEADLINE, LONGEST_LABEL, is_dated, is_no_headline
from index.cleaning.lines import reads_on
from index.cleaning.mentions import telling_words

_MOST_ABOVE = 60  # lines from the story up, where it is looked for
_MOST_INSIDE = 4  # lines that the stretch of sentences may have of what stands above the story
_LEAD, _STORY = 4, 20  # paragraphs of prose
_FEWEST_TOLD = 2  # words of a line that come again in the story
_SHARE_TOLD = 0.4
_FEWEST_OF_FIRST, _SHARE_OF_FIRST = 1.5, 0.2
_MOST_TOLD = 4.0
_FARTHEST_LEAD = 2  # lines below the headline
_SHORTEST_SIGNED = 4  # words of one that is a candidate by its signature alone
_LONGEST_NAME = 4  # words
_LINES_TO_SIGNATURE = 6
_USUAL = range(5, 19)  # words
_FARTHEST_OF_HEAD = 12  # lines above the story
_CLEARLY = 2.0  # more likely
_PARTS_OF_MENU = 3
_BETWEEN_ITEMS = re.compile(r"\s[|·•/>»›]\s")
_POINT = re.compile(r"[-–—•·*▪●] ?\S")
_INTRODUCES = re.compile(r"by|von|par|por|di|da|door|av|автор", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be the headline: how many of its words the story has, what share, how much speaks for it."""

    at: int
    words: int
    told: float
    share: float
    signature: float
    likeness: float
    is_first: bool

    @property
    def fits(self) -> bool:
        return self.told >= _FEWEST_TOLD and self.share >= _SHARE_TOLD


@dataclass(frozen=True, slots=True)
class _Story:
    """The telling words of a story: of its first paragraphs, and of all that were looked at."""

    lead: frozenset[str]
    whole: frozenset[str]

    @classmethod
    def below(cls, seen: Sequence[Seen], start: int) -> _Story:
        prose = list(islice((at for at in range(start, len(seen)) if seen[at].prose), _STORY)) or [start - 1]
        ends = (prose[min(_LEAD, len(prose)) - 1], prose[-1])
        lead, whole = (
            telling_words(" ".join(one.text for one in seen[start : end + 1] if one.notice is None)) for end in ends
        )
        return cls(lead, whole)

    def told_of(self, line: str) -> tuple[float, float]:
        """How many telling words of a line the story has, those of its lead in full and others by half; what share."""
        words = telling_words(line)
        told = len(words & self.lead) + 0.5 * len(words & self.whole - self.lead)
        return told, told / max(len(words), 1)


def find_headline(seen: Sequence[Seen], start: int, is_row: Callable[[int], bool] = lambda _: False) -> int | None:
    """The place of the line that fits the story which begins at `start` best, None where none does.

    The rows of lists and tables are none.

    >>> from index.cleaning.features import see
    >>> page = ["The Oban Star", "Ferry talks fail again", "By Ada Quill", "Talks on the ferry have failed, crews say."]
    >>> find_headline([see(line) for line in page], 3)
    1
    """
    found = [one for one in _candidates(seen, start) if not is_row(one.at)]
    best = _best([one for one in found if one.fits]) or _best(
        [one for one in found if one.signature and one.words >= _SHORTEST_SIGNED]
    )
    first = next((one for one in found if one.is_first), None)
    if first and (_is_above_all(seen, first, best, start) or _is_believed(seen, first, best, found)):
        return first.at
    return None if best is None else _above_lead(best, found).at


def stays_above(seen: Sequence[Seen], start: int, title: str, is_row: Callable[[int], bool]) -> frozenset[int]:
    """The places above a story of what may be no furniture there: points that sum it up, and other headlines.

    Such is a line that fits the story far better than the one that became its title, and does not say the same; and the
    first of the page right above the title, which may be a headline that plays with words, and the title its lead.
    """
    near = range(max(0, start - _FARTHEST_OF_HEAD), start)
    found = [one for one in _candidates(seen, start) if not is_row(one.at)]
    chosen = _best([one for one in found if seen[one.at].text == title])
    least = chosen.likeness + _CLEARLY if chosen and chosen.fits else 0.0
    said = telling_words(title)
    others = [one for one in found if one.at in near and not _says_same(seen[one.at].text, said)]
    rival = _best([one for one in others if one.fits and one.signature and one.likeness >= least])
    opening = [one for one in others if one.is_first and one.words >= _SHORTEST_SIGNED]
    over = [one.at for one in opening if chosen and one.at == chosen.at - 1]
    return _points(seen, near).union(over, [rival.at] if rival else [])


def _says_same(text: str, said: frozenset[str]) -> bool:
    words = telling_words(text)
    return 2 * len(words & said) >= len(words)


def _points(seen: Sequence[Seen], near: range) -> frozenset[int]:
    """The places of lines with a mark before them, several on end."""
    points = [at for at in near if _POINT.match(seen[at].text) and seen[at].words > _LONGEST_NAME]
    return frozenset(at for at in points if at - 1 in points or at + 1 in points)


def _best(found: Sequence[_Candidate]) -> _Candidate | None:
    return max(found, key=lambda one: (one.likeness, -one.at), default=None)


def _is_believed(seen: Sequence[Seen], first: _Candidate, best: _Candidate | None, found: Sequence[_Candidate]) -> bool:
    """Whether the first line of a page is its title: it stands again above the story, or has words of it."""
    title = comparable(seen[first.at].text)
    if any(one.signature and not one.is_first and title.startswith(comparable(seen[one.at].text)) for one in found):
        return True
    if first.told < _FEWEST_OF_FIRST or first.share < _SHARE_OF_FIRST:
        return False
    return first.words > _LONGEST_NAME or best is None or best.likeness < first.likeness + _CLEARLY


def _is_above_all(seen: Sequence[Seen], first: _Candidate, best: _Candidate | None, start: int) -> bool:
    """Whether the first line, near the story, is signed, and the best is a heading inside, below a sentence."""
    if not (best and first.signature) or best.signature or start - first.at > _FARTHEST_OF_HEAD:
        return False
    return any(one.ends for one in seen[first.at + 1 : best.at])


def _above_lead(best: _Candidate, found: Sequence[_Candidate]) -> _Candidate:
    """The headline, where the best line is rather the lead below it: longer, and not far."""
    near = (one for one in found if 0 < best.at - one.at <= _FARTHEST_LEAD and one.words < best.words)
    fitting = (one for one in near if one.fits or (one.told >= _FEWEST_TOLD and one.words >= _SHORTEST_SIGNED))
    return next((one for one in fitting if one.signature), best)


def _candidates(seen: Sequence[Seen], start: int) -> Iterator[_Candidate]:
    """The lines that may be headlines, from the top down: the page's first, those near the story, signed ones in it."""
    story = _Story.below(seen, start)
    times = Counter(comparable(one.text) for one in seen)
    linked, dated = _linked(seen), _dated_links(seen)
    first = next((at for at, one in enumerate(seen) if _may_be_title(one)), len(seen))
    for at in sorted({first, *range(max(0, start - _MOST_ABOVE), start + _MOST_INSIDE)} & set(range(len(seen)))):
        one = seen[at]
        if not (at == first or (_may_be_title(one) and _is_no_menu(one))):
            continue
        if at >= start:
            if not any(below.stamp for below in seen[at + 1 : at + 1 + _LINES_TO_SIGNATURE]):
                continue
            story = _Story.below(seen, at + 1)
        told, share = story.told_of(one.text)
        signature = 0.0 if at in dated else _signature(seen, at)
        against = 0.05 * abs(start - at) * (at != first) + 3 * (at in linked and not signature)
        likeness = _likeness(one, told, share, times[comparable(one.text)] > 1) + signature - against
        yield _Candidate(at, one.words, told, share, signature, likeness, at == first)


def _likeness(one: Seen, told: float, share: float, is_repeated: bool) -> float:
    is_short = one.words < _SHORTEST_SIGNED
    return min(told, _MOST_TOLD) + 3 * share + is_repeated + (one.words in _USUAL) - 1.5 * is_short


def _linked(seen: Sequence[Seen]) -> frozenset[int]:
    """The places of lines below a heading of links, down to a sentence, a date or another notice."""
    found: set[int] = set()
    inside = False
    for at, one in enumerate(seen):
        inside = one.heads_links or (inside and one.notice is None and not one.prose and not one.stamp)
        if inside:
            found.add(at)
    return frozenset(found)


def _dated_links(seen: Sequence[Seen]) -> frozenset[int]:
    """The places of lines below a heading of links that have a date below each, two at least: it signs no headline."""
    found: set[int] = set()
    for heading in (at for at, one in enumerate(seen) if one.heads_links):
        below = range(heading + 1, len(seen) - 1, 2)
        links = list(takewhile(lambda at: _is_link_with_date(seen[at], seen[at + 1]), below))
        found.update(links if len(links) > 1 else [])
    return frozenset(found)


def _is_link_with_date(one: Seen, below: Seen) -> bool:
    return one.notice is None and not one.prose and not one.stamp and below.stamp


def _may_be_title(one: Seen) -> bool:
    if _POINT.match(one.text) or reads_on(one.text):
        return False
    return LONGEST_LABEL < one.words <= LONGEST_HEADLINE and not is_no_headline(one)


def _is_no_menu(one: Seen) -> bool:
    """Whether a line is neither several items in a row, nor a path to the page, nor mostly figures."""
    letters, digits = sum(map(str.isalpha, one.text)), sum(map(str.isdigit, one.text))
    items = len(_BETWEEN_ITEMS.findall(one.text)) + 1
    return items < _PARTS_OF_MENU and one.text[-1] not in "|›»>" and letters > 2 * digits


def _signature(seen: Sequence[Seen], at: int) -> float:
    """How much the lines below sign one: a byline or a date follows, across names, buttons and one longer line at most.

    0.0 where none does.
    """
    longer = 0
    for below, one in enumerate(seen[at + 1 : at + 1 + _LINES_TO_SIGNATURE]):
        if one.stamp or is_dated(one) or _INTRODUCES.fullmatch(one.text):
            return 1.5 if below else 2.0
        longer += one.words > _LONGEST_NAME and one.notice is None
        if longer > 1:
            break
    return 0.0
