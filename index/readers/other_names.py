"""What a record says beside the fields of an article: that it is no article yet, or names that mean nothing to us.

Not for the fields themselves (see `index.readers.fields`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from index.readers.values import bare_name
from index.record import Problem

OTHER_NAMES: Final = "other names"
"""The field of the Problem that tells names which were not taken."""

NAMES_OF_STATUS: Final = frozenset(("status", "poststatus", "posttype"))

_HIDDEN = frozenset(("draft", "autodraft", "private", "trash", "trashed"))
_HIDDEN_POSTS = _HIDDEN | {"pending", "future", "inherit"}
_LONGEST = 200
_LONGEST_NAME = 60
_MOST = 100


def why_unpublished(fields: Mapping[str, object]) -> str:
    """Why a record is no article for readers: its status in the system that exported it says so; else "".

    >>> why_unpublished({"Post Status": "auto-draft", "title": "A"}), why_unpublished({"status": "success"})
    ('not published: its status is auto-draft', '')
    """
    given = {bare: value for name, value in fields.items() if (bare := bare_name(name)) in NAMES_OF_STATUS}
    if not given:
        return ""
    hidden = _HIDDEN_POSTS if given.keys() & {"poststatus", "posttype"} else _HIDDEN
    for name in ("poststatus", "status"):
        value = given.get(name)
        if isinstance(value, str) and bare_name(value[:_LONGEST_NAME]) in hidden:
            return f"not published: its status is {value.strip()}"
    return ""


class OtherNames:
    """The names in the records of a file that no field of an article has, each told once."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._seen: set[str] = set()
        self._told = 0

    def told(self, fields: Mapping[str, object]) -> tuple[Problem, ...]:
        """A Problem for those that hold something in this record and were met in none before."""
        names = [name for name, value in fields.items() if name not in self._seen and not _is_empty(value)]
        if not names:
            return ()
        self._seen.update(names)
        other = [name[:_LONGEST_NAME] for name in names if name[:1] != "@" and self._is_other(name)]
        if not other or self._told >= _MOST:
            return ()
        self._told += len(other)
        return (Problem(OTHER_NAMES, _listed(other), "are no fields of an article: not taken"),)

    def _is_other(self, name: str) -> bool:
        bare = bare_name(name)
        return bare != "" and bare not in self._known


def _is_empty(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _listed(names: Iterable[str]) -> str:
    """As many of the names as there is room for.

    >>> _listed(["language", "domain"]), _listed(["n" * 60] * 9)[-12:]
    ('language, domain', 'n and 6 more')
    """
    shown, *rest = names
    for number, name in enumerate(rest):
        if len(shown) + len(name) + 16 > _LONGEST:
            return f"{shown} and {len(rest) - number:,} more"
        shown += f", {name}"
    return shown
