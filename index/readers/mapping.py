"""Other people's field names: a mapping and the fields of one record in, fields under our names out.

`apply` is pure. A `FieldReader` carries a mapping through the readers of JSON and CSV and notes
which of its names occurred. Not for reading a mapping file (see `index.mapping_file`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from index.article import Origin
from index.readers import fields as known
from index.readers.fields import read_fields
from index.readers.interfaces import usual_fields
from index.readers.other_names import NAMES_OF_STATUS, OtherNames, why_unpublished
from index.readers.own_body import BODY, BODY_HTML, own_body
from index.readers.places import ABSENT, find
from index.readers.values import Values, bare_name, known_truth
from index.readers.yaml_values import REPEATED
from index.record import BodyForm, Problem, RawBody, Record, Rejection, Skip

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": known.SOURCE_ID,
    "title": known.TITLE,
    "excerpt": known.EXCERPT,
    "body": (*BODY, *BODY_HTML),
    "url": known.URLS,
    "date": known.PUBLISHED,
    "updated": known.UPDATED,
    "authors": known.AUTHORS,
    "provider": known.PROVIDER,
    "source": ("source",),
    "category": known.CATEGORY,
    "type": ("type",),
    "topics": (*known.TOPICS, *known.KEYWORDS),
    "images": known.IMAGES,
    "quality": ("quality",),
    "heat": ("heat",),
    "removed": ("removed",),
}
"""What a mapping may name, and the bare names each is read under; the first stands for all."""

_KNOWN = frozenset(name for names in FIELDS.values() for name in names) | NAMES_OF_STATUS
_KNOWN |= {"secured", "related", bare_name(REPEATED)}

LISTS: Final = ("authors", "topics", "images", "url")
"""The fields that may hold several values, and so may have a separator."""

UNIX: Final = {"unix": 1, "unix_ms": 1_000}
"""Formats of date that are no pattern: units since 1970 in one second."""

_TIME_OF_DAY = ("%H", "%I", "%c", "%X", "%M", "%S", "%f")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATES = ("date", "updated")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Where the fields of an article stand in somebody else's records.

    `fields` names, for one of ours, the places to look in, the first that holds something winning;
    of addresses all are kept. A place is a name or a path with dots. A constant alone stands for
    every record; beside a place it stands where that one is empty.
    """

    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    constants: tuple[tuple[str, object], ...] = ()
    separators: tuple[tuple[str, str], ...] = ()
    date_formats: tuple[str, ...] = ()
    body_form: BodyForm | None = None

    def unmet(self, met: Iterable[str]) -> tuple[str, ...]:
        """A sentence for each name of the mapping that no record had: most likely a slip."""
        seen = set(met)
        return tuple(
            f"The mapping reads `{field}` from `{place}`, which no record has: look for a slip in the name."
            for field, places in self.fields
            for place in places
            if place not in seen
        )


class Mapped(NamedTuple):
    """The fields of a record under our names, its body where the mapping says its form, and the places that exist."""

    fields: dict[str, object]
    body: RawBody | None
    met: frozenset[str]
    problems: tuple[Problem, ...]


class FieldReader:
    """Reads the fields of records through a mapping, if there is one; `met` are its places seen so far."""

    __slots__ = ("_other", "mapping", "met")

    def __init__(self, mapping: FieldMapping | None = None) -> None:
        self.mapping = mapping
        self.met: set[str] = set()
        self._other = OtherNames(_KNOWN | self.tops)

    @property
    def places(self) -> frozenset[str]:
        """The bare names of the mapping's places, by which a header can be known."""
        mapped = self.mapping.fields if self.mapping else ()
        return frozenset(bare_name(place) for _, places in mapped for place in places)

    @property
    def tops(self) -> frozenset[str]:
        """The bare names that the paths of the mapping begin with."""
        mapped = self.mapping.fields if self.mapping else ()
        return self.places | {bare_name(place.split(".")[0]) for _, places in mapped for place in places}

    @property
    def date_names(self) -> frozenset[str]:
        """The bare names of dates; none where the mapping says how dates are written."""
        if self.mapping and self.mapping.date_formats:
            return frozenset()
        mapped = self.mapping.fields if self.mapping else ()
        own = {bare_name(place) for field, places in mapped if field in _DATES for place in places}
        return frozenset((*own, *(name for field in _DATES for name in FIELDS[field])))

    def read(
        self, given: Mapping[str, object], origin: Origin, reader: str, translated: Mapping[str, object] | None = None
    ) -> Record | Rejection | Skip:
        """One record, or why it is none; names of it that are not taken are told with the first that has them.

        `translated` is what a reader that knows the form made of `given`; the mapping goes before it.
        """
        if translated is not None:
            return self._read(given, origin, reader, translated)
        usual = usual_fields(given, self.places)
        if reason := why_unpublished(usual):
            return Skip(origin, reason)
        record = self._read(given, origin, reader, usual)
        other = self._other.told(usual)
        if other and isinstance(record, Record):
            return replace(record, problems=record.problems + other)
        return record

    def _read(
        self, given: Mapping[str, object], origin: Origin, reader: str, fields: Mapping[str, object]
    ) -> Record | Rejection:
        if self.mapping is None:
            return read_fields(fields, origin, reader)
        mapped = apply(self.mapping, given, fields)
        self.met |= mapped.met
        record = read_fields(mapped.fields, origin, reader, mapped.body)
        if mapped.problems and isinstance(record, Record):
            return replace(record, problems=record.problems + mapped.problems)
        return record


def apply(mapping: FieldMapping, given: Mapping[str, object], base: Mapping[str, object] | None = None) -> Mapped:
    """The fields of a record as the mapping reads them; a field it does not find stays under its usual names.

    >>> mapping = FieldMapping((("title", ("head.line",)), ("body", ("story",))))
    >>> apply(mapping, {"head": {"line": "Ferry runs"}, "story": "At last.", "text": "A teaser"}).fields
    {'head': {'line': 'Ferry runs'}, 'title': 'Ferry runs', 'body': 'At last.'}
    """
    ours, met = _mapped_values(mapping, given)
    problems: list[Problem] = []
    fields = _left_over(given if base is None else base, ours, met)
    for field, values in ours.items():
        fields.update(_named(field, values, problems))
    for field, separator in mapping.separators:
        for name in _names_of(fields, field):
            fields[name] = _split(fields[name], separator)
    for name in (*_names_of(fields, "date"), *_names_of(fields, "updated")):
        fields[name] = _as_date(fields[name], mapping.date_formats)
    body, others = _body(fields, mapping.body_form)
    return Mapped(fields, body, met, (*problems, *others))


def _mapped_values(
    mapping: FieldMapping, given: Mapping[str, object]
) -> tuple[dict[str, list[object]], frozenset[str]]:
    """What the mapping finds for each of our fields, empty values left out, and the places that exist."""
    ours: dict[str, list[object]] = {}
    met: set[str] = set()
    for field, places in mapping.fields:
        found = [(place, value) for place in places if (value := find(given, place)) is not ABSENT]
        if found:
            met.update(place for place, _ in found)
            ours[field] = [value for _, value in found if not _is_empty(value)]
    for field, value in mapping.constants:
        if not ours.get(field):
            ours[field] = [value]
    return ours, frozenset(met)


def _is_empty(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_empty, value))
    return value is None or value == {} or (isinstance(value, str) and not value.strip())


def _left_over(base: Mapping[str, object], ours: Iterable[str], met: Iterable[str]) -> dict[str, object]:
    """The fields that the mapping says nothing about; that a record was `secured` is never lost."""
    taken = {name for field in ours for name in FIELDS[field]}
    taken |= {bare_name(place) for place in met if place in base or "." not in place}
    taken.discard("secured")
    return {
        name: value
        for name, value in base.items()
        if bare_name(name) not in taken or (bare_name(name) == "published" and known_truth(value) is not None)
    }


def _named(field: str, values: list[object], problems: list[Problem]) -> Iterator[tuple[str, object]]:
    """The values of a field under the names that they are read by: the first, or of addresses all."""
    if field != "url":
        yield from ((FIELDS[field][0], value) for value in values[:1])
        return
    addresses = [one for value in values for one in (value if isinstance(value, list) else [value])]
    yield from zip(FIELDS[field], addresses, strict=False)
    if (more := len(addresses) - len(FIELDS[field])) > 0:
        problems.append(Problem("urls", f"{more} more", f"only the first {len(FIELDS[field])} are kept"))


def _names_of(fields: Mapping[str, object], field: str) -> list[str]:
    return [name for name in fields if bare_name(name) in FIELDS[field]]


def _split(value: object, separator: str) -> object:
    """The parts of a text, or of every text in a list."""
    items = value if isinstance(value, list) else [value]
    if not any(isinstance(item, str) for item in items):
        return value
    parts = [part for item in items for part in (item.split(separator) if isinstance(item, str) else [item])]
    return [part.strip() if isinstance(part, str) else part for part in parts]


def _as_date(value: object, formats: Iterable[str]) -> object:
    """The date that a value is by the first format that fits it; itself, to be read as any date, where none does."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    for form in formats:
        try:
            return _unix(value, UNIX[form]) if form in UNIX else parse_date(str(value).strip(), form)
        except (ValueError, OverflowError):
            continue
    return value


def _unix(value: str | int | float, units: int) -> datetime:
    if isinstance(value, str):
        value = float(value) if "." in value else int(value)
    return _EPOCH + (timedelta(seconds=value) if units == 1 else timedelta(milliseconds=value))


def parse_date(text: str, form: str) -> date:
    """A date by a pattern of `datetime.strptime`, a day where the pattern holds no time; ValueError if it does not fit.

    >>> parse_date("14/12/2021", "%d/%m/%Y")
    datetime.date(2021, 12, 14)
    """
    moment = datetime.strptime(text, form)
    return moment if any(mark in form for mark in _TIME_OF_DAY) else moment.date()


def _body(fields: Mapping[str, object], form: BodyForm | None) -> tuple[RawBody | None, tuple[Problem, ...]]:
    """The body in the form that the mapping gives, and what else the record has for one."""
    values = Values(fields)
    body = own_body(values, values.text("excerpt", known.EXCERPT)) if form else None
    others = tuple(problem for problem in values.problems if problem.field == "body")
    return (RawBody(body.text, form), others) if form and body else (None, ())
