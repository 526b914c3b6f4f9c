"""Where a value stands in a record: fields and a path in, what stands there out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from index.readers.values import bare_name

ABSENT: Final = object()
"""What is found at a place that there is none of."""


def find(given: Mapping[str, object], place: str) -> object:
    """The value at a place: under that very name, or at the end of a path with dots, through lists too.

    >>> find({"authors": [{"name": "Ada Quill"}, {"name": "Ben Ink"}]}, "authors.name")
    ['Ada Quill', 'Ben Ink']
    """
    if place in given:
        return given[place]
    value: object = given
    for name in place.split("."):
        value = _step(value, name)
        if value is ABSENT:
            break
    return value


def _step(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        bare = bare_name(name)
        return next((held for key, held in value.items() if bare and bare_name(key) == bare), ABSENT)
    if isinstance(value, list):
        if name.isdecimal():
            return value[int(name)] if int(name) < len(value) else ABSENT
        found = [held for item in value if (held := _step(item, name)) is not ABSENT]
        return found or ABSENT
    return ABSENT
