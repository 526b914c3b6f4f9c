"""What a source writes where its authors go in, one name each out.

Only what cannot be mistaken is parted: each part must be the whole name of a person, as "Lee, Ann" is one author and
"Ann Lee, Business Insider" too. Where somebody wrote is no part of the name. Not for telling whether a line is a
byline (see `index.cleaning.byline`).
"""

from __future__ import annotations

import re
from typing import Final

MOST_AUTHORS: Final = 30
_LONGEST_NAME = 50  # characters
_WORDS_OF_NAME = range(2, 5)
_MOST_WORDS_OF_PLACE = 4
_LONGEST_INITIALS = 2  # capitals on end that may be somebody's first names

_INTRODUCTION = re.compile(r"^(?:(?:written|posted|story|text) )?by:?\s+(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s+(?:and|und|et|y|e|en|och|og|with)\s+|\s*,?\s*&\s*", re.IGNORECASE)
_PLACED = re.compile(r"(?P<who>\S+(?:\s+\S+)+?),?\s+(?:in|à|en|em|aus|from)\s+(?P<place>[^\W\d_a-z][^\d,;|&/()]*)")
_LISTED = re.compile(r"\s*,\s*|\s+[|/·•]\s+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[.’'‘-](?=[^\W\d_]|$))*\.?")
_ELIDED = re.compile(r"^(?:d|l|dell|o)['’](?=[^\W\d_])")
_RUN_TOGETHER = re.compile(r"[a-z][A-Z]{2}")
_PARTICLES = frozenset(
    "al bin bint da das de del della den der di do dos du el ibn la las le los ten ter van von zu zum zur".split()
)
_FIRST_OF_PLACES = frozenset(
    "new san los las santa hong tel buenos cape st saint rio kuala el the fort port north south east west".split()
)
_NO_PERSON = frozenset(
    """news press staff desk team reporter reporters editor editors editorial agency agencies correspondent writer
    writers united wire wires business insider times post journal herald tribune gazette chronicle observer
    guardian review magazine daily weekly today media network radio tv television broadcasting service
    services bureau institute university college school department ministry center centre group inc llc ltd
    gmbh company corporation foundation association society international associated agence presse zeitung
    prensa agencia agenzia redaktion redacción redaction rédaction redazione redação redactie sport sports
    finance money health politics world online digital contributor contributors contributing columnist analyst
    director manager president professor minister senator special chief senior guest freelance national
    political science technology government council committee board library museum church police city county
    state street jazeera welle bloomberg reuters ap pa afp dpa efe upi producer photographer photos photo
    images author authors admin office information communications relations affairs advance local""".split()
)


def author_names(text: str) -> tuple[str, ...]:
    """The authors that a text names, itself where it cannot be parted; without a "by" in front.

    >>> author_names("By Ann Lee, Bo Ek & Cy de Orr"), author_names("Ann Lee and Bo Ek, Reuters")
    (('Ann Lee', 'Bo Ek', 'Cy de Orr'), ('Ann Lee', 'Bo Ek, Reuters'))
    >>> author_names("Lee, Ann; Ek, Bo"), author_names("Ann Lee, New York"), author_names("Health and Human Services")
    (('Lee, Ann', 'Ek, Bo'), ('Ann Lee, New York',), ('Health and Human Services',))
    """
    plain = _INTRODUCTION.sub("", " ".join(text.split()))
    found = [name for part in plain.split(";") for name in _of_part(part.strip()) if name]
    return tuple(dict.fromkeys(found)) if len(found) <= MOST_AUTHORS else (plain,)


def is_full_name(text: str) -> bool:
    """Whether a text is the first name and the surname of a person, as far as its words show.

    >>> [is_full_name(one) for one in ("Ursula von der Leyen", "J. K. Ray", "Sky Sports", "Reuters", "CNN Health")]
    [True, True, False, False, False]
    """
    words = text.split()
    named = [word for word in words if word not in _PARTICLES]
    if len(text) > _LONGEST_NAME or len(named) not in _WORDS_OF_NAME or not (words[0] in named and words[-1] in named):
        return False
    if words[0].casefold().strip(".") in _FIRST_OF_PLACES or any(map(_is_no_name, named)):
        return False
    shouted = any(word.isupper() and len(word.replace(".", "")) > _LONGEST_INITIALS for word in named)
    return text.isupper() or not (shouted or _RUN_TOGETHER.search(text))


def _is_no_name(word: str) -> bool:
    return (
        _WORD.fullmatch(word) is None
        or not _ELIDED.sub("", word)[0].isupper()
        or word.casefold().strip(".") in _NO_PERSON
    )


def _of_part(text: str) -> list[str]:
    """The names in what stands between two semicolons."""
    for sides in (list(map(_without_place, _AND.split(text))), [_without_place(text)]):
        if all(is_full_name(_LISTED.split(side)[0]) for side in sides):
            return [name for side in sides for name in _listed(side)]
    return [text]


def _without_place(text: str) -> str:
    """Who wrote, without where: "Ann Lee in San José" is Ann Lee, and "Ann Lee in Business Insider" nobody else."""
    placed = _PLACED.fullmatch(text)
    if placed is None or len(words := placed["place"].split()) > _MOST_WORDS_OF_PLACE:
        return text
    names_place = all(word[0].isupper() or word in _PARTICLES for word in words)
    is_other = any(word.casefold().strip(".") in _NO_PERSON for word in words)
    return placed["who"] if names_place and not is_other else text


def _listed(text: str) -> list[str]:
    parts = _LISTED.split(text)
    return parts if all(map(is_full_name, parts)) else [text]
