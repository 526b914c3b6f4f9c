"""A title and the text below it in, whether the text speaks of what the title says out.

By this a title that is worded as a button, a date or a section is told from one of those: the text below "1984" or
"Home" names the book or the film, and the text of an article that somebody may print does not speak of printing.
Not for how a title looks (`index.cleaning.headline`).
"""

from __future__ import annotations

import re
from itertools import pairwise

import regex

from index.cleaning.features import is_stamp

_LABEL = 2  # words
_TIMES = 2  # that a text says a label
_SHORTEST_TELLING = 4  # letters of a word by which a title fits its text
_FEWEST_TELLING = 2
_BEGINNING = 5  # letters that forms of one word share
_WORD = re.compile(r"[^\W\d_]+")
_TELLING = regex.compile(r"[\p{Han}\p{Katakana}ー]+|[\p{L}\p{M}]+|\p{Nd}{2,}")
_BY_CHARACTER = regex.compile(r"[\p{Han}\p{Katakana}ー]")
_LINKING = frozenset(
    "about after also another around because been before behind being between both could does down during each "
    "even every first from have here into just know last like made make many more most much must need news only "
    "other over people said says should since some still such take than that their them then there these they "
    "this those through today told under until very want well were what when where which while will with without "
    "would year years your aber auch durch eine einem einen einer gegen haben kann mehr nach nicht noch oder über "
    "sein seine sich sind unter wegen wenn werden wird zwischen avec cette comme dans depuis elle entre être leur "
    "leurs mais même nous notre plus pour sans sont sous tous tout vous contra como cuando desde donde esta este "
    "estos hasta para pero porque según sobre tras alla anche come contro dalla della delle dello dopo nella sono "
    "sulla numa pela pelo quando deze door geen maar meer naar niet onder tegen voor waar werd wordt worden zijn "
    "från till inte".split()
)  # words that any text has, in the languages that most pages are in
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


def telling_words(text: str) -> frozenset[str]:
    """What shows of what a text speaks: its longer words, by the letters that their forms share, names and numbers.

    Of a script without blanks pairs of characters.

    >>> sorted(telling_words("The ferries of Oslo: 25 lost")), sorted(telling_words("台風が"))
    (['25', 'ferri', 'lost', 'oslo'], ['台風'])
    """
    found: set[str] = set()
    for word in _TELLING.findall(text):
        small = word.casefold()
        if _BY_CHARACTER.match(word):
            found.update(map("".join, pairwise(small)))
        elif word.isdigit() or word.isupper() or (len(word) >= _SHORTEST_TELLING and small not in _LINKING):
            found.add(small[:_BEGINNING])
    return frozenset(found)


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
