"""Paragraphs in, what can be seen of each out: how long it is, whether it is a sentence, what kind of notice.

Not for decisions; those are `index.cleaning.furniture` and `index.cleaning.page`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

from index.analysis import count_words
from index.cleaning.date_lines import is_date_line
from index.cleaning.lines import ends_sentence
from index.cleaning.notices import heading_of_links, notice

PROSE_WORDS = 9
_LONG_PROSE = 60  # words of a paragraph that may end without a stop
_FEWEST_STOPS = 3  # inside it, which a menu on one line has not
_INNER_STOP = re.compile(r"[.,;:] ")

_BYLINE = re.compile(
    r"(?:by|author|written by|posted by|story by|autor|文/|著者|بقلم|كتب|كتبت)\b[:：]?\s*\S.{0,90}"
    r"|(?:\w+ ){0,2}(?:coverage|reporting|reportage) by (?-i:[A-Z]).{0,80}",
    re.IGNORECASE,
)
# Headlines begin with these words too, in their languages: only names follow them in a byline.
_BYLINE_OF_NAMES = regex.compile(
    r"(?:(?i:von|par|por|door|av|af|автор|текст|text|texte|testo)(?: ?[:：])?(?i: von| de| di)?|di) "
    r"(?P<name>\p{Lu}[\w.’'-]*)"
    r"(?: (?P>name)| (?i:von|van|der|den|de|di|da|del|du|la|le|ter|zu|dos|und|et|y|e|en|och|og)(?= )"
    r"|,(?= (?P>name))){0,11}"
    r"(?: ?[,|•·/–—-] ?[\p{Lu}\d].{0,60}| ?\(.{1,60}\))?"
)


_ENDS_IN_TIME = re.compile(r"\d{4},? (?:at )?\d{1,2}:\d{2} ?[ap]\.m\.$", re.IGNORECASE)


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
        ends_sentence(paragraph) and not _ENDS_IN_TIME.search(paragraph),
        kind,
        kind is not None and heading_of_links(paragraph),
        is_stamp(paragraph) or is_byline(paragraph),
    )


def is_stamp(paragraph: str) -> bool:
    """Whether a paragraph is a date or a time and nothing else."""
    return is_date_line(paragraph)


def is_byline(paragraph: str) -> bool:
    """Whether a paragraph says who wrote something and nothing else."""
    return len(paragraph) <= 100 and not ends_sentence(paragraph) and _is_signed(paragraph)


def _is_signed(line: str) -> bool:
    return (_BYLINE.fullmatch(line) or _BYLINE_OF_NAMES.fullmatch(line)) is not None
