"""A mapping file, which is TOML, to a FieldMapping; every mistake in it is one error with its place.

Not for applying the mapping (see `index.readers.mapping`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, get_args

from index.article import Origin
from index.errors import InvalidSettings
from index.readers.fields import read_partial
from index.readers.mapping import FIELDS, LISTS, UNIX, FieldMapping, parse_date
from index.record import BodyForm

LARGEST_MAPPING: Final = 1 << 20
"""Bytes of the largest mapping file that is read."""

MOST_PLACES: Final = 50
LONGEST_PLACE: Final = 200
DEEPEST_PLACE: Final = 10

_CONSTANTS = ("provider", "source", "authors", "category", "type", "topics", "date", "images", "quality", "heat")
_SECTIONS = ("fields", "constants", "separators", "body_form", "date_format")
_FORMS: tuple[BodyForm, ...] = get_args(BodyForm)
_ANY_MOMENT = datetime(2021, 12, 14, 13, 50, 7, tzinfo=UTC)


def load_mapping(path: Path) -> FieldMapping:
    """The mapping in a file. Raises InvalidSettings, naming the file, what in it is wrong and what to write."""
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST_MAPPING + 1)
    except FileNotFoundError as error:
        raise InvalidSettings(f"The mapping file {path} does not exist.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidSettings(f"The mapping file {path} cannot be read: {reason}.") from error
    if len(data) > LARGEST_MAPPING:
        raise InvalidSettings(f"The mapping file {path} is larger than {LARGEST_MAPPING >> 20} MiB; no mapping is.")
    try:
        return parse_mapping(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidSettings(f"The mapping file {path} is not TOML: {error}.") from error
    except WrongMapping as wrong:
        raise InvalidSettings(f"In the mapping file {path}, {wrong}.") from wrong


class WrongMapping(Exception):
    """What is wrong in a mapping, in words that go on where "In the mapping file FILE," ends."""


def parse_mapping(text: str) -> FieldMapping:
    """The mapping that a TOML text is. Raises ValueError where it is no TOML, WrongMapping where it is no mapping.

    >>> parse_mapping('date_format = "unix"\\n[fields]\\ntitle = ["headline", "meta.name"]\\n').fields
    (('title', ('headline', 'meta.name')),)
    """
    held = tomllib.loads(text)
    for name in held:
        _require(name, _SECTIONS, "is neither a section nor a setting of a mapping")
    mapping = FieldMapping(
        fields=_section(held, "fields", FIELDS, _places),
        constants=_section(held, "constants", _CONSTANTS, _constant),
        separators=_section(held, "separators", LISTS, _separator),
        date_formats=_date_formats(held.get("date_format", [])),
        body_form=_body_form(held.get("body_form")),
    )
    if mapping == FieldMapping():
        raise WrongMapping('nothing is mapped; write for example, under [fields], title = "headline"')
    return mapping


def _require(name: str, allowed: Collection[str], reason: str) -> None:
    if name in allowed:
        return
    near = get_close_matches(name, allowed, 1)
    raise WrongMapping(
        f"`{name}` {reason}; " + (f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(allowed)}")
    )


def _section(
    held: Mapping[str, Any], section: str, allowed: Collection[str], read: Callable[[str, Any], Any]
) -> tuple[tuple[str, Any], ...]:
    entries = held.get(section, {})
    if not isinstance(entries, dict):
        raise WrongMapping(
            f"`{section}` is {entries!r}; write it as a section, [{section}], with a line for each field"
        )
    for name in entries:
        if name in _SECTIONS and name not in allowed:
            raise WrongMapping(f"`{name}` stands under [{section}]; put it above the first section")
        _require(name, allowed, f"under [{section}] is not a field that can be given there")
    return tuple((name, read(name, value)) for name, value in entries.items())


def _places(field: str, value: Any) -> tuple[str, ...]:
    places = value if isinstance(value, list) else [value]
    if not places or not all(isinstance(place, str) for place in places):
        raise WrongMapping(f"`{field}` under [fields] is {value!r}; write a name, or a list of names, in quotes")
    if len(places) > MOST_PLACES:
        raise WrongMapping(f"`{field}` under [fields] lists {len(places)} names; at most {MOST_PLACES} are read")
    for place in places:
        parts = place.split(".")
        if not all(part.strip() for part in parts) or len(parts) > DEEPEST_PLACE or len(place) > LONGEST_PLACE:
            raise WrongMapping(
                f"`{field}` under [fields] names {place[:LONGEST_PLACE]!r}; a name is 1 to {LONGEST_PLACE} characters,"
                f" a path at most {DEEPEST_PLACE} names with dots between"
            )
    return tuple(dict.fromkeys(places))


def _constant(field: str, value: Any) -> object:
    # the readers know best what a field can be
    fields = {FIELDS[field][0]: value}
    wrong = next((problem.reason for problem in read_partial(fields, Origin(""), "").problems), "")
    empty = not isinstance(value, int | float | date) and not value
    if wrong or empty or (isinstance(value, str) and not value.strip()):
        raise WrongMapping(f"`{field}` under [constants] is {value!r}, which {wrong or 'is empty: leave the line out'}")
    return value


def _separator(field: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise WrongMapping(
            f'`{field}` under [separators] is {value!r}; write what stands between two of them, such as ";"'
        )
    return value


def _date_formats(value: Any) -> tuple[str, ...]:
    formats = value if isinstance(value, list) else [value]
    for form in formats:
        if not isinstance(form, str) or not (form in UNIX or _reads_back(form)):
            raise WrongMapping(
                f"`date_format` is {form!r}; write a pattern that holds year, month and day, such as"
                ' "%d/%m/%Y %H:%M", or "unix", or "unix_ms"'
            )
    return tuple(formats)


def _reads_back(form: str) -> bool:
    """Whether a pattern can be read at all, and tells the day."""
    try:
        found = parse_date(_ANY_MOMENT.strftime(form), form)
    except (ValueError, OverflowError):
        return False
    return (found.year, found.month, found.day) == (2021, 12, 14)


def _body_form(value: Any) -> BodyForm | None:
    if value is None:
        return None
    form = next((form for form in _FORMS if form == value), None)
    if form is None:
        raise WrongMapping(f"`body_form` is {value!r}; it can be {', '.join(_FORMS)}")
    return form
