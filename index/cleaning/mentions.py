"""A title and the text below it in, whether the text speaks of what the title says out.

By this a title that is worded as a button, a date or a section is told from one of those: the text below "1984" or
"Home" names the book or the film, and the text of an article that somebody may print does not speak of printing.
Not for how a title looks (`index.cleaning.headline`).
"""

from __future__ import annotations

import re

from index.cleaning.features import is_stamp

_LABEL = 2  # words
_TIMES = 2  # that a text says a label
_SHORTEST_TELLING = 4  # letters of a word by which a title fits its text
_FEWEST_TELLING = 2
_BEGINNING = 5  # letters that forms of one word share
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\b")


MOST, HALF = 0.75, 0.5
"""Shares of the telling words of a title."""


def speaks_of(text: str, title: str, share: float = MOST) -> bool:
    """Whether a text names a title of one or two words, or a date, twice, or has a share of a longer one's words.

    >>> told = "They had all read 1984 at school. Nobody who knew 1984 was surprised."
    >>> speaks_of(told, "1984"), speaks_of(told, "Print"), speaks_of(told, "Surprised at school")
    (True, False, True)
    """
    if len(title.split()) <= _LABEL or is_stamp(title):
        return names(text, title)
    words = [word for word in _WORD.findall(title.casefold()) if len(word) >= _SHORTEST_TELLING]
    told = {word[:_BEGINNING] for word in _WORD.findall(text.casefold())}
    return len(words) >= _FEWEST_TELLING and sum(word[:_BEGINNING] in told for word in words) >= share * len(words)


def mentions_any(text: str, title: str) -> bool:
    """Whether a text has any word of a title, as one that speaks of a person has."""
    told = set(_WORD.findall(text.casefold()))
    return any(word in told for word in _WORD.findall(title.casefold()))


def names(text: str, label: str, times: int = _TIMES) -> bool:
    """Whether a text names a label so often; a button in small letters, or a whole date, is no name.

    At the beginning of a sentence every word is written so, and is a name only if no sentence has it in small letters.
    """
    if not (label[:1].isdigit() or label[:1].isupper()) or (len(label.split()) > 1 and _YEAR.search(label)):
        return False
    inside = re.compile(rf"(?<=[a-z0-9,] ){re.escape(label)}(?!\w|-|\s+[A-Z])")
    found = len(inside.findall(text))
    if found < times and not re.search(rf"\b{re.escape(label.lower())}\b", text):
        found += len(re.findall(rf"(?:^|[.!?][”\"]? ){re.escape(label)}(?= [a-z])", text, re.MULTILINE))
    return found >= times
