"""Paragraphs of a body in, those of the article out, and every one that was cut with its reason.

The careful pass, for every body: only what is furniture by its own wording goes, what stands right beside
such a line and could be nothing else, and a paragraph that repeats the one before it. For text of whole pages
`index.cleaning.page` looks at the neighbours first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from index.analysis import count_words
from index.article import Cut
from index.cleaning.features import PROSE_WORDS, is_byline, is_stamp
from index.cleaning.invitations import PLAYER
from index.cleaning.lines import BROKEN_OFF, ends_sentence, reads_on
from index.cleaning.notices import heading_of_links, notice
from index.cleaning.signature import read_signature

REPEATS_NEIGHBOUR: Final = "repeats the paragraph before it"
REPEATS_TITLE: Final = "repeats the title"
ABOUT_AUTHOR: Final = "about the author"
LONE_MARK: Final = "mark without words"
TEASER: Final = "teaser of another story"

_SHORTEST_TITLE = 2  # words
_UNMISTAKABLE_TITLE = 4  # words of one that is cut below the first paragraphs too
_FIRST_PARAGRAPHS = 6
_SENTENCE = 6  # words
_SHORTEST_TOLD_TWICE = 4  # words of a sentence; of other lines PROSE_WORDS
_FEWEST_TEASERS = 3  # headlines on end below a heading of links; fewer may be the article's own
_SHORTEST_TEASER, _LONGEST_TEASER = 4, 20  # words; the cells of a table are shorter
_LONGEST_GREETING = 2  # words
_GREETED = 3  # paragraphs at the head
_HEAD = 12  # paragraphs, in which teasers of other stories may stand above the buttons and the story
_FEWEST_SIGNED = 2  # teasers there with the byline and the day of their own
_FEWEST_BELOW = 3  # sentences of the story
_MARK = re.compile(r"[/\\,;:|•·●×+<>()\[\]{}]{1,2}")
_RUNNING_TIME = re.compile(r".{10,140}[^.!\s] \d?\d:\d\d")
_LONGEST_BOX = 420  # characters
_NAME = r"[A-Z][\w.’'-]+(?: (?:[A-Z][\w.’'-]*|de|van|von|al)){1,3}"
_ROLE = (
    r"(?:reporter|correspondent|columnist|contributor|editor|journalist|writer|producer|blogger|analyst|fellow|professor"
    r"|lecturer|commentator)"
)
_AUTHOR_BOX = re.compile(
    r"(?!.*\b(?:sa(?:id|ys)|told|had|were|arrested|charged|held|killed|died)\b)"  # of whom something is told
    rf"{_NAME},? (?:is|was) (?:an?|the|also) (?:[\w,’'&-]+ ){{0,12}}?{_ROLE}\b"
    r"(?: (?:at|for|with|of|in|on|based|who (?:covers|writes|reports)|where|and|covering)\b.*|\.)"
)


class Cleaned(NamedTuple):
    """What stays of a body, and what went and why."""

    paragraphs: list[str]
    cuts: tuple[Cut, ...]


def cut_notices(paragraphs: Sequence[str], title: str = "") -> Cleaned:
    """The paragraphs without notices, without one that repeats its neighbour or, at the head, the title.

    >>> cut_notices(["It rained all day.", "It rained all day.", "Share on Facebook"]).paragraphs
    ['It rained all day.']
    """
    kept: list[str] = []
    cuts: list[Cut] = []
    beside = _beside_notices(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        reason = _reason(paragraph, kept, title) or beside.get(at)
        if reason is None:
            kept.append(paragraph)
        else:
            cuts.append(Cut(paragraph, reason))
    return Cleaned(kept, tuple(cuts))


def comparable(text: str) -> str:
    """A text as it is compared with another: letters and digits, without case.

    >>> comparable("Rain, again!") == comparable("rain again")
    True
    """
    return "".join(filter(str.isalnum, text)).casefold()


def same_text(one: str, other: str) -> bool:
    """Whether two paragraphs say the same, case and punctuation aside."""
    return one == other or (
        abs(len(one) - len(other)) < 20
        and one[:1].casefold() == other[:1].casefold()
        and comparable(one) == comparable(other)
    )


def _beside_notices(paragraphs: Sequence[str]) -> dict[int, str]:
    """The places of paragraphs that a notice beside them shows to be the page's, and why."""
    found: dict[int, str] = {}
    for at, paragraph in enumerate(paragraphs):
        if heading_of_links(paragraph):
            below = list(takewhile(lambda near: _could_be_teaser(paragraphs[near]), range(at + 1, len(paragraphs))))
            twice = {paragraphs[near] for near in below if paragraphs.count(paragraphs[near]) > 1}
            if len(below) >= _FEWEST_TEASERS:
                found |= dict.fromkeys(below, TEASER)
            found |= dict.fromkeys((near for near, one in enumerate(paragraphs) if one in twice), TEASER)
        elif (
            at
            and paragraph[-3:-2] == ":"
            and _RUNNING_TIME.fullmatch(paragraph)
            and not is_byline(paragraph)
            and notice(paragraphs[at - 1]) == PLAYER.reason
        ):
            found[at] = PLAYER.reason
    for at, (greeting, answer) in enumerate(pairwise(paragraphs[: _GREETED + 1])):
        if _greets(greeting) and notice(answer) is not None and all(map(notice, paragraphs[:at])):
            found[at] = "message to the visitor of the page"
    found |= dict.fromkeys(_teasers_above(paragraphs), TEASER)
    return found | dict.fromkeys(_author_boxes(paragraphs), ABOUT_AUTHOR)


def _teasers_above(paragraphs: Sequence[str]) -> range:
    """The places from the first byline to the last date above the buttons, where several stories are signed there.

    What a page counts above its buttons goes too. A text that is signed again below is one of many entries, and its
    first are as good as the rest.
    """
    bylines = [at for at, one in enumerate(paragraphs) if is_byline(one)]
    signed = {paragraphs[at] for at in bylines if at < _HEAD and read_signature(paragraphs[at]).published}
    if len(signed) < _FEWEST_SIGNED:
        return range(0)
    buttons = next((at for at in range(bylines[-1], min(_HEAD, len(paragraphs))) if notice(paragraphs[at])), None)
    if buttons is None or sum(map(_is_sentence, paragraphs[buttons:])) < _FEWEST_BELOW:
        return range(0)
    dates = [at for at in range(bylines[-1] + 1, buttons) if is_stamp(paragraphs[at]) or paragraphs[at].isdecimal()]
    return range(bylines[0], 1 + max(dates, default=bylines[-1]))


def _author_boxes(paragraphs: Sequence[str]) -> Iterator[int]:
    """The places of paragraphs at the end that tell who wrote, below which there are only notices."""
    for at in range(len(paragraphs) - 1, 0, -1):
        if len(paragraphs[at]) <= _LONGEST_BOX and _AUTHOR_BOX.fullmatch(paragraphs[at]):
            yield at
        elif notice(paragraphs[at]) is None and any(map(str.isalnum, paragraphs[at])):
            return


def _could_be_teaser(paragraph: str) -> bool:
    """Whether a paragraph is as headlines are: short, and no sentence."""
    return not ends_sentence(paragraph) and _SHORTEST_TEASER <= count_words(paragraph) <= _LONGEST_TEASER


def _is_sentence(paragraph: str) -> bool:
    return ends_sentence(paragraph) and count_words(paragraph) >= PROSE_WORDS


def _greets(paragraph: str) -> bool:
    """Whether a paragraph is an exclamation and nothing else, as that of a form that was filled in."""
    return paragraph.endswith("!") and count_words(paragraph) <= _LONGEST_GREETING


def _reason(paragraph: str, kept: Sequence[str], title: str) -> str | None:
    kind = notice(paragraph)
    if kind is not None:
        return kind
    if _MARK.fullmatch(paragraph):
        return LONE_MARK
    if kept and paragraph == kept[-1] and _is_told_twice(paragraph):
        return REPEATS_NEIGHBOUR
    return REPEATS_TITLE if same_text(paragraph, title) and _may_repeat(paragraph, len(kept)) else None


def _is_told_twice(paragraph: str) -> bool:
    """Whether a paragraph that stands twice on end is one of those that pages double, and no verse, answer or score."""
    words = count_words(paragraph)
    return words >= PROSE_WORDS or (words >= _SHORTEST_TOLD_TWICE and ends_sentence(paragraph))


def _may_repeat(paragraph: str, above: int) -> bool:
    """Whether a paragraph that says what the title says, below so many others, only repeats it.

    A whole sentence is the text's own: it may have been taken for a title, and then the text would lose it.
    """
    words = len(paragraph.split())
    if words >= _SENTENCE and reads_on(paragraph) and not paragraph.endswith(BROKEN_OFF):
        return False
    if above < _FIRST_PARAGRAPHS:
        return words >= _SHORTEST_TITLE
    return words >= _UNMISTAKABLE_TITLE and not ends_sentence(paragraph)
