"""The author line and the date line of a page in, names and an instant out.

Only what cannot be mistaken is taken: names of two or three capitalised words, dates with a year.
"""

from __future__ import annotations

import re

from index.article import Instant
from index.dates import parse_instant
from index.stamps import read_stamp

_MOST_AUTHORS = 8
_INTRODUCTION = re.compile(
    r"(?:by|authors?|(?:written|posted|story) by|(?:texte? ?:? ?)?(?:von|par|por)|(?:testo )?(?-i:di)|texte?|testo|door"
    r"|av|af|autor|автор|текст|文/|著者|بقلم|كتبت?)\b ?[:：]?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b|\bи\b|\bAND\b)\s*")
_PARTICLES = r"(?: (?:von|van|der|den|de|di|da|del|della|du|la|le|ter|zu|dos|al|bin)){0,3}"
_NAME = re.compile(rf"[^\W\d_a-z][\w.’'-]*(?:{_PARTICLES} [^\W\d_a-z][\w.’'-]*){{1,2}}")
_NOT_A_PERSON = re.compile(
    r"\b(?:staff|news|press|desk|team|reporter|editor|agency|correspondent|writer|wire)\b", re.IGNORECASE
)
_CHANGED = re.compile(
    r"^\W*(?:last )?(?:updated|modified|aktualisiert|zuletzt|geändert|mise? à jour|modifié|actualizad|atualizad"
    r"|aggiornat|bijgewerkt|gewijzigd|обновлено)",
    re.IGNORECASE,
)
_WORDS_BEFORE = re.compile(
    r"^\W*(?:(?:first |originally )?(?:published|posted|created|date)(?: (?:on|at))?[: ]*)+", re.IGNORECASE
)
_DAY = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2}\.? [A-Z][a-z]{2,8}\.?,? \d{4}|\d{4}-\d\d-\d\d")


def read_authors(line: str) -> tuple[str, ...]:
    """The authors that a line names, or none where any part of it does not look like a name.

    >>> read_authors("By Ada Quill and Ben Pole"), read_authors("By our staff")
    (('Ada Quill', 'Ben Pole'), ())
    """
    names = [name for name in _BETWEEN.split(_INTRODUCTION.sub("", line, count=1)) if name]
    if len(names) > _MOST_AUTHORS or not all(
        _NAME.fullmatch(name) and not _NOT_A_PERSON.search(name) for name in names
    ):
        return ()
    return tuple(names)


def read_day(line: str) -> Instant | None:
    """The date of publication that a line gives, or None where it gives none with a year.

    >>> read_day("Published: July 9, 2019").at.isoformat(), read_day("Nov 14, Fri")
    ('2019-07-09T00:00:00+00:00', None)
    """
    if stamped := read_stamp(line).published:
        return stamped
    if _CHANGED.search(line):
        return None
    written = _WORDS_BEFORE.sub("", line).strip(" |•·,:-–")
    found = _DAY.search(written)
    for candidate in (written, found.group() if found else ""):
        try:
            read = parse_instant(candidate)
        except ValueError:
            continue
        if read.precision in ("day", "second"):
            return read
    return None
