"""The line of a page that says when an article was published and changed in, the dates out.

Such a line says little else: "Published 07:42, 3 February 2024 · Updated 9:10 PM", "Stand: 5. März 2024". Not for
dates in running text, and not for what a date alone may look like (see `index.dates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

from index.article import Instant
from index.dates import AmbiguousZone, parse_instant

LONGEST: Final = 160  # characters
_UPDATED = (
    r"(?:(?:last|zuletzt|laatst|dernière) )?(?:updated?|modified|revised|amended|edited|aktualisiert|geändert"
    r"|mise? à jour|modifiée?|actualizad[oa]|actualización|modificad[oa]|atualizad[oa]|atualização|aggiornat[oa]"
    r"|aggiornamento|modificat[oa]|bijgewerkt|gewijzigd|stand)(?: am)?"
)
_PUBLISHED = (
    r"(?:(?:first|originally|date) )?(?:published|posted|created|issued|released|filed|publication date|pub(?:lish)?"
    r" ?date|date|veröffentlicht|erschienen|erstellt|datum|publiée?|parue?|créée?|publicad[oa]|publicación|fecha"
    r"|publicação|pubblicat[oa]|pubblicazione|gepubliceerd|geplaatst)(?: am)?"
)
_LABEL = re.compile(
    rf"(?<!\w)(?:(?P<updated>{_UPDATED})|{_PUBLISHED})(?!\w)(?: (?:on|at|le|el|em|il|op)(?!\w))?[ :：]*", re.IGNORECASE
)
_PART = re.compile(r"\s*[|•·]\s*|\s+[-–—/]\s+")
_MOST_PARTS = 8
_AROUND = " \t|•·.,;:()[]-–—/"


class Stamp(NamedTuple):
    """When an article was published and when it was changed, as far as its page says it."""

    published: Instant | None = None
    updated: Instant | None = None


def read_stamp(line: str) -> Stamp:
    """The dates in a line; none where it is long. Dates without a day are passed over.

    >>> read_stamp("Published 07:42, 3 February 2024").published.at.isoformat()
    '2024-02-03T07:42:00+00:00'
    >>> found = read_stamp("By Ada Quill | March 5, 2024 | Updated: March 6, 2024 at 9:10 AM UTC")
    >>> found.published.precision, found.updated.at.isoformat()
    ('day', '2024-03-06T09:10:00+00:00')
    """
    line = " ".join(line.split())
    if len(line) > LONGEST:
        return Stamp()
    found: dict[bool, Instant] = {}
    for is_update, text in _labelled(line):
        date = _date(text)
        if date is not None:
            found.setdefault(is_update, date)
    return Stamp(found.get(False), found.get(True))


def is_labelled(line: str) -> bool:
    """Whether a line opens with a word for publication or change.

    >>> is_labelled("Publié le 5 mars 2024"), is_labelled("5 mars 2024")
    (True, False)
    """
    return _LABEL.match(line.strip()) is not None


def _labelled(line: str) -> Iterator[tuple[bool, str]]:
    """The pieces of a line from one label to the next, and whether each is of a change; labelled ones first."""
    labels = list(_LABEL.finditer(line))
    ends = [*(label.start() for label in labels[1:]), len(line)]
    for label, end in zip(labels, ends, strict=False):
        yield label["updated"] is not None, line[label.end() : end]
    yield False, line[: labels[0].start() if labels else None]


def _date(text: str) -> Instant | None:
    """The first day or moment that a text holds between its marks, with as much of the text as belongs to it."""
    parts = _PART.split(text)[:_MOST_PARTS]
    for start, end in sorted(combinations(range(len(parts) + 1), 2), key=lambda run: (run[0], -run[1])):
        try:
            found = parse_instant(", ".join(parts[start:end]).strip(_AROUND))
        except AmbiguousZone as error:
            found = error.day
        except ValueError:
            continue
        if found.precision in ("day", "second"):
            return found
    return None
