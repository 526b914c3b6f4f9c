"""A record in, the same record without encrypted text out: every string of it, whichever field it is in.

What encrypted text looks like is `index.ciphertext`'s. `index.cleaning.clean` calls this before it reads
a body, so that no cut holds half of a run, and once more behind it, where entities and tags are gone.
"""

from __future__ import annotations

import re
from functools import cache
from inspect import get_annotations
from operator import is_
from typing import Any

from msgspec.structs import replace

from index.article import Cut, Image
from index.ciphertext import SHORTEST, withhold
from index.record import Record

REASON = "encrypted text"
_WORD = re.compile(r"\w")
_NO_TEXT = re.compile(r"(?:Origin|Instant|int|bool|bytes)(?: \| None)?")


def withhold_ciphertext(record: Record) -> Record:
    """The record without encrypted runs, each a cut that tells its length; `secured` where there was one.

    An address that holds one is left out, since without it it would be another address. Entries of
    `related` are records of their own and stay as they are.
    """
    lengths: list[int] = []
    changes = _changes(record, lengths, leave=("related",))
    if not lengths:
        return record
    changes["secured"] = True
    changes["cuts"] = changes.get("cuts", record.cuts) + tuple(
        Cut(f"{length:,} characters of base64, not kept", REASON) for length in lengths
    )
    if "body" in changes and not _WORD.search(changes["body"].text):
        changes["body"] = None
    return replace(record, **changes)


def _changes(holder: Any, lengths: list[int], leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a record or a part of one that held encrypted runs, without them; adds to `lengths` how long."""
    changes = {}
    for name in _field_names(holder.__class__):
        value = getattr(holder, name)
        if value and name not in leave and (kept := _withheld(value, lengths)) is not value:
            changes[name] = kept
    return changes


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class that may hold text, by their types as they are written."""
    return tuple(name for name, written in get_annotations(kind).items() if not _NO_TEXT.fullmatch(written))


def _withheld(value: Any, lengths: list[int]) -> Any:
    """A value without encrypted runs; the same object where it held none."""
    if isinstance(value, str):
        if len(value) < SHORTEST:
            return value
        text, found = withhold(value)
        lengths += found
        return _rest(value, text) if found else value
    if isinstance(value, tuple):
        kept = [_withheld(item, lengths) for item in value]
        if all(map(is_, kept, value)):
            return value
        return tuple(item for item in kept if item and not _is_nowhere(item))
    changes = _changes(value, lengths)
    return replace(value, **changes) if changes else value


def _rest(before: str, after: str) -> str:
    """What is left of a string; nothing of an address."""
    return "" if before.startswith(("http://", "https://")) and not re.search(r"\s", before) else after


def _is_nowhere(item: object) -> bool:
    return isinstance(item, Image) and not item.url
