"""Paragraphs in, what can be seen of each out: how long it is, whether it is a sentence, what kind of notice.

Not for decisions; those are `index.cleaning.furniture` and `index.cleaning.page`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.analysis import count_words
from index.cleaning.lines import ends_sentence
from index.cleaning.notices import heading_of_links, notice

PROSE_WORDS = 9
_LONG_PROSE = 60  # words of a paragraph that may end without a stop
_FEWEST_STOPS = 3  # inside it, which a menu on one line has not
_INNER_STOP = re.compile(r"[.,;:] ")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember)\.?"
)
_CLOCK = r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]{2,4}\)?)?|\d{1,2} ?[ap]\.?m\.?(?: [A-Z]{2,4})?"
_DAY = (
    rf"{_MONTH} \d{{1,2}}(?!\d)(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}\.? {_MONTH}(?:,? \d{{4}})?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    rf"|{_MONTH}(?: \d{{4}})?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?|today|yesterday|(?:just|right) now"
    r"|\d+ ?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?) ?ago"
    r"|an? (?:hour|minute|day|week|month|year) ago|vor \d+ \w+|\d+(?:分|時間|日)前|منذ \d* ?\S+"
)
_VERB = (
    r"(?:first |last |originally )?(?:published|updated|posted|modified|created|stand|veröffentlicht|aktualisiert|date)"
    r"(?: (?:on|at|by|am))?[: ]*"
)
# Possessive: a line that is almost a date must not be tried in every way.
_STAMP = re.compile(
    rf"(?:{_VERB}|{_DAY}|{_CLOCK}|at|on|et|est|edt|gmt|utc|uhr|\d{{4}}|[\s,|•·/:()@–-]|T\d\d:\d\d(?::\d\d)?Z?)++",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|author|written by|posted by|story by|von|par|por|autor|文/|著者|بقلم|كتب|كتبت)\b[:：]?\s*\S.{0,90}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One paragraph and what can be seen of it.

    `words` counts a script without spaces by half its characters. `prose`: long enough and ending as a
    sentence does, or very long. `notice` is its kind of furniture by its wording, `stamp` a date or a byline alone.
    """

    text: str
    words: int
    ends: bool
    notice: str | None
    heads_links: bool
    stamp: bool

    @property
    def prose(self) -> bool:
        if self.notice is not None or self.stamp or self.words < PROSE_WORDS:
            return False
        return self.ends or (self.words >= _LONG_PROSE and len(_INNER_STOP.findall(self.text)) >= _FEWEST_STOPS)


def see(paragraph: str) -> Seen:
    """What can be seen of a paragraph.

    >>> see("By Ada Writer").stamp, see("July 9, 2019").stamp, see("May I?").stamp
    (True, True, False)
    """
    kind = notice(paragraph)
    return Seen(
        paragraph,
        count_words(paragraph),
        ends_sentence(paragraph),
        kind,
        kind is not None and heading_of_links(paragraph),
        is_stamp(paragraph) or is_byline(paragraph),
    )


def is_stamp(paragraph: str) -> bool:
    """Whether a paragraph is a date or a time and nothing else."""
    return len(paragraph) <= 90 and any(map(str.isalnum, paragraph)) and _STAMP.fullmatch(paragraph) is not None


def is_byline(paragraph: str) -> bool:
    """Whether a paragraph says who wrote something and nothing else."""
    return len(paragraph) <= 100 and not ends_sentence(paragraph) and _BYLINE.fullmatch(paragraph) is not None
