"""What is seen of a body's paragraphs in, the short lines out that several signs together show to be the page's.

For furniture whose wording no rule knows. A line is judged by what stands beside it, where it stands, and how it is
written, never by what it says; and only beside furniture that is known by its wording, so that a body without any is
left alone. Headings, datelines, lists, bylines and whole sentences are not looked at. Not for where an article
begins and ends (`index.cleaning.stretch`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from index.cleaning.features import Seen
from index.cleaning.lines import BROKEN_OFF
from index.cleaning.notices import INSIDE
from index.cleaning.rows import find_rows

AMONG_NOTICES: Final = "button or label among the page's own"
CALLS: Final = "speaks to the visitor of the page"
OTHER_STORY: Final = "teaser of another story"

_LONGEST = 14  # words
_WIDEST = 200  # characters
_AROUND = 12  # lines on either side, in which a list or a table shows
_LABEL, _SHORT = 1, 2  # words
_FULL_LENGTH = 3  # words from which capitals tell a headline
_TELLING, _FORM = 4, 6  # letters of a word that tells something, and of those that its forms share
_CELL = 4  # words
_BELOW_HEADING = 3  # lines
_LONGEST_HEADING = 6  # words
_FEW = 0.004  # of the words of a text that speaks to nobody
_PASSES = 3  # what was found is a sign for what stands beside it

_READS_ON = ":：,;，、"
_FIGURES = 0.2  # of the words of a row
_FIGURE = re.compile(r"\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[“\"„«][^”\"“»]*[”\"“»]?")
_QUOTE = re.compile(r"[“\"„«‘]")
_VISITOR = re.compile(
    r"\b(?:you|your|you['’]\w+|our|us|we|sie|ihr(?:e[nrs]?)?|uns(?:er\w*)?|vous|votre|nous|notre|usted|você|seu|sua)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:get|read|see|watch|click|sign|join|follow|find|learn|check|subscribe|download|listen|support|help|share|send"
    r"|e-?mail|contact|visit|tell|try|discover|explore|view|show|load|enter|add|submit|buy|order|register|vote|take"
    r"|become|want|if you|interested|looking|thank|please|tap|for more)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.|pic\.|\S+\.\w+/")
_DATELINE = re.compile(r"[A-Z]{3,}\b|[A-Z][\w.,]+(?: [A-Z][\w.,]+)* ?\(")
_OPENS_ITEM = re.compile(r"[“\"„«‘—–•*\[(-]+\s*\w")


@dataclass(frozen=True, slots=True)
class SignWeights:
    """What each sign counts for a line being the page's, in logarithms of odds.

    Fitted (logistic regression, each line without its own wording) to paragraphs of 180 scraped stories and of the
    91 marked pages that somebody had told apart, tried on stories held out, and rounded.
    """

    above: float = 1.0  # a notice stands right above
    below: float = 1.5
    near: float = 0.75  # each further one, two lines away
    heading: float = 1.5  # a heading of links stands close above
    dated: float = 0.25  # a date or a byline stands beside
    last: float = 1.25  # nothing stands below
    head: float = 1.25  # no sentence stands above
    one_word: float = 1.5
    two_words: float = 1.25  # one or two
    capitals: float = 1.5  # by the share of words that begin with one
    repeated: float = 1.0
    asks: float = 0.5  # begins with what a button does
    speaks: float = 1.5  # to a reader, where the text speaks to nobody
    sentence: float = -1.25
    quotes: float = -1.25
    of_the_text: float = -2.75  # by the share of its words that the sentences have too


WEIGHTS: Final = SignWeights()
ENOUGH: Final = 2.0
"""Odds of seven to one; fewer would take headings of articles too."""


class Signs(NamedTuple):
    """What speaks for a line being the page's, each 0 to 1 or a count; in the order of `SignWeights`."""

    above: float
    below: float
    near: float
    heading: float
    dated: float
    last: float
    head: float
    one_word: float
    two_words: float
    capitals: float
    repeated: float
    asks: float
    speaks: float
    sentence: float
    quotes: float
    of_the_text: float

    def weigh(self, weights: SignWeights = WEIGHTS) -> float:
        """The logarithm of the odds."""
        return sum((sign * getattr(weights, name) for name, sign in zip(self._fields, self, strict=True)), 0.0)

    @property
    def reason(self) -> str:
        """What a reader is told."""
        if self.heading:
            return OTHER_STORY
        return CALLS if self.speaks or self.asks else AMONG_NOTICES


def find_signed(seen: Sequence[Seen]) -> dict[int, str]:
    """The places of lines that are the page's by such signs, and what each is.

    >>> from index.cleaning.features import see
    >>> lines = ["It rained all day in the north, the weather office said.", "Share on Facebook", "Bay Post Daily"]
    >>> find_signed([see(line) for line in lines])
    {2: "button or label among the page's own"}
    """
    found: dict[int, str] = {}
    if any(_tells(one) for one in seen):
        text = Text(seen)
        for _ in range(_PASSES):
            more = {at: signs.reason for at, signs in signs_of(seen, text, found) if signs.weigh() > ENOUGH}
            if not more:
                break
            found |= more
    return found


def asks(text: str) -> bool:
    """Whether a text begins with what a button does, or a call to do it."""
    return _ASKS.match(text) is not None


def speaks_to_reader(seen: Sequence[Seen], at: int) -> bool:
    """Whether a paragraph speaks to its reader at least twice, where the others speak to nobody."""
    spoken = _QUOTED.sub("", " ".join(one.text for place, one in enumerate(seen) if one.prose and place != at))
    few = len(_VISITOR.findall(spoken)) < _FEW * len(spoken.split())
    return few and len(_VISITOR.findall(_QUOTED.sub("", seen[at].text))) >= _SHORT


class Text:
    """What is the same for every line of a body, looked for when it is first asked for."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = seen

    @cached_property
    def first(self) -> int:
        """The place of the first sentence, and so the beginning of the text."""
        return next((at for at, one in enumerate(self._seen) if one.prose), len(self._seen))

    @cached_property
    def times(self) -> Counter[str]:
        return Counter(one.text for one in self._seen)

    @cached_property
    def speaks(self) -> bool:
        """Whether the sentences speak to their reader."""
        spoken = _QUOTED.sub("", " ".join(one.text for one in self._seen if one.prose))
        return len(_VISITOR.findall(spoken)) >= _FEW * len(spoken.split())

    @cached_property
    def _told(self) -> str:
        return " ".join(one.text for one in self._seen if one.prose and not one.text.endswith(BROKEN_OFF)).casefold()

    def share_told(self, line: str) -> float:
        """The share of the telling words of a line that the sentences have in some form."""
        words = [word.casefold()[:_FORM] for word in _WORD.findall(line) if len(word) >= _TELLING]
        return sum(map(self._has, words)) / len(words) if words else 0.0

    def _has(self, beginning: str) -> bool:
        at = self._told.find(beginning)
        while at > 0 and self._told[at - 1].isalpha():
            at = self._told.find(beginning, at + 1)
        return at >= 0


def signs_of(seen: Sequence[Seen], text: Text, found: Collection[int] = ()) -> Iterator[tuple[int, Signs]]:
    """The signs of every line that is looked at; `found` are places already known for the page's."""
    tells = {at for at, one in enumerate(seen) if _tells(one)}.union(found)
    beside = {place for at in tells for step in (-1, 1) for place in _near(seen, at, step)[:1]} - tells
    for at in sorted(beside):
        if _is_looked_at(seen[at]) and not _is_of_the_text(seen, at, text):
            signs = _signs(seen, at, text, tells)
            if signs.heading or not seen[at].prose:
                yield at, signs


def _signs(seen: Sequence[Seen], at: int, text: Text, tells: set[int]) -> Signs:
    one = seen[at]
    above, below = (_near(seen, at, step) for step in (-1, 1))
    return Signs(
        above=float(not tells.isdisjoint(above[:1])),
        below=float(not tells.isdisjoint(below[:1])),
        near=float(len(tells.intersection((*above[1:], *below[1:])))),
        heading=float(any(seen[place].heads_links for place in range(max(0, at - _BELOW_HEADING), at))),
        dated=float(any(seen[place].stamp for place in (*above[:1], *below[:1]))),
        last=float(at == len(seen) - 1),
        head=float(at < text.first),
        one_word=float(one.words <= _LABEL),
        two_words=float(one.words <= _SHORT),
        capitals=_capitals(one),
        repeated=float(text.times[one.text] > 1),
        asks=float(asks(one.text)),
        speaks=float(_VISITOR.search(_QUOTED.sub("", one.text)) is not None and not text.speaks),
        sentence=float(one.ends and not one.text.endswith(BROKEN_OFF)),
        quotes=float(_QUOTE.search(one.text) is not None),
        of_the_text=text.share_told(one.text),
    )


def _is_of_the_text(seen: Sequence[Seen], at: int, text: Text) -> bool:
    """Whether a line may be the headline, a dateline, or stand in a list or a table."""
    may_be_headline = seen[at].words > _LABEL and at < text.first
    return may_be_headline or _is_cell(seen, at) or _opens_text(seen, at) or _is_row(seen, at)


def _tells(one: Seen) -> bool:
    """Whether a paragraph tells by its wording that the page, and no longer the article, is around it."""
    return one.notice is not None and one.notice not in INSIDE


def _near(seen: Sequence[Seen], at: int, step: int) -> list[int]:
    """The two nearest places above or below, what stands inside articles left out."""
    places = range(at + step, len(seen) if step > 0 else -1, step)
    return list(islice((place for place in places if seen[place].notice not in INSIDE), 2))


def _is_looked_at(one: Seen) -> bool:
    """Whether a line may be the page's by its signs: no notice, no sentence, no heading, in letters of two cases.

    Of what has no letters only numbers are.
    """
    text = one.text
    if one.notice is not None or len(text) > _WIDEST or text[-1] in _READS_ON or one.words > _LONGEST or one.stamp:
        return False
    if one.ends and not (text.endswith(BROKEN_OFF) or asks(text)):
        return False
    if not any(map(str.isalpha, text)):
        return text.isdigit()
    if len(_FIGURE.findall(text)) >= max(1.0, _FIGURES * len(text.split())):
        return False  # a row of a table
    if _OPENS_ITEM.match(text) or _ADDRESS.match(text) or (text.isupper() and one.words <= _LONGEST_HEADING):
        return False
    return any(letter.isupper() or letter.islower() for letter in text)


def _opens_text(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line is the place from which a report comes, right above its first words."""
    return _DATELINE.match(seen[at].text) is not None and any(seen[place].prose for place in _near(seen, at, 1)[:1])


def _is_row(seen: Sequence[Seen], at: int) -> bool:
    first = max(0, at - _AROUND)
    return at - first in find_rows(seen[first : at + _AROUND + 1])


def _is_cell(seen: Sequence[Seen], at: int) -> bool:
    """Whether a figure and a label stand side by side, as in a table."""
    beside = [near for near in (*seen[max(0, at - 1) : at], *seen[at + 1 : at + 2]) if near.notice is None]
    if seen[at].text.isdigit():
        return any(near.words <= _CELL and not (near.ends or near.stamp) for near in beside)
    return any(near.text.isdigit() for near in beside)


def _capitals(one: Seen) -> float:
    words = [word for word in _WORD.findall(one.text) if len(word) >= _TELLING]
    if one.words < _FULL_LENGTH:
        return 0.0
    return sum(word[0].isupper() for word in words) / len(words) if words else 1.0
