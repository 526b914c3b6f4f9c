"""Paragraphs in, what can be seen of each out: how long it is, whether it is a sentence, what kind of notice.

Not for decisions; those are `index.cleaning.furniture` and `index.cleaning.page`.
"""

from __future__ import annotations

import re

from index.analysis import count_words
from index.cleaning.invitations import HEADING
from index.cleaning.lines import ends_sentence
from index.cleaning.notices import notice

PROSE_WORDS = 9

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


class Seen:
    """One paragraph and what can be seen of it, which is looked for when it is first asked for.

    `words` counts a script without spaces by half its characters. `prose`: long enough and ending as a
    sentence does. `notice` is its kind of furniture by its wording, `stamp` a date or a byline alone.
    """

    __slots__ = ("_ends", "_stamp", "_words", "heads_links", "notice", "text")

    def __init__(self, text: str, notice: str | None) -> None:
        self.text = text
        self.notice = notice
        self.heads_links = notice == HEADING.reason
        self._words: int | None = None
        self._ends: bool | None = None
        self._stamp: bool | None = None

    @property
    def words(self) -> int:
        if self._words is None:
            self._words = count_words(self.text)
        return self._words

    @property
    def ends(self) -> bool:
        if self._ends is None:
            self._ends = ends_sentence(self.text)
        return self._ends

    @property
    def stamp(self) -> bool:
        if self._stamp is None:
            self._stamp = is_stamp(self.text) or is_byline(self.text)
        return self._stamp

    @property
    def prose(self) -> bool:
        return self.notice is None and self.ends and self.words >= PROSE_WORDS and not self.stamp


def see(paragraph: str) -> Seen:
    """What can be seen of a paragraph.

    >>> see("By Ada Writer").stamp, see("July 9, 2019").stamp, see("May I?").stamp
    (True, True, False)
    """
    return Seen(paragraph, notice(paragraph))


def is_stamp(paragraph: str) -> bool:
    """Whether a paragraph is a date or a time and nothing else."""
    return len(paragraph) <= 90 and any(map(str.isalnum, paragraph)) and _STAMP.fullmatch(paragraph) is not None


def is_byline(paragraph: str) -> bool:
    """Whether a paragraph says who wrote something and nothing else."""
    return len(paragraph) <= 100 and not ends_sentence(paragraph) and _BYLINE.fullmatch(paragraph) is not None
