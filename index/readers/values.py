"""The values of one record as a file gives them, typed one by one; what cannot be typed is a Problem.

A value may be a string, a number, a list or a mapping, from YAML, JSON or JSON-LD alike. Not for
deciding which name means which field (see `index.readers.fields`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from msgspec.structs import replace

from index.article import Image, Instant, Provider
from index.dates import AmbiguousZone, parse_instant
from index.readers.short_years import full_year
from index.record import Problem
from index.stamps import Stamp, read_stamp
from index.urls import absolute_url, is_web_url

MOST_ITEMS = 1_000
"""How many topics, images, authors or related entries one record may have; more are set aside."""

_ANY_PAGE = "https://page.example/"  # a relative address is read against its own page later
_LARGEST_WHOLE = 2**31 - 1
_SHOWN = 200
_TEXT_OF = ("name", "rendered", "main", "processed", "value")  # what WordPress and others wrap a text in
_NAME_OF = ("name", "original", "webtitle", "label", "term", "displayname")
_KINDS_OF_TOPIC = frozenset(
    "subject subjects topic topics keyword keywords tag tags category categories person persons people organization"
    " organizations organisation organisations company companies location locations glocation glocations place places"
    " country countries event events creativework creativeworks title".split()
)
_ABSENT = ("", "~", "null")
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """A field's name without the habits of its source.

    >>> bare_name("publishedDateTime"), bare_name("published_date-time")
    ('publisheddatetime', 'publisheddatetime')
    """
    return "".join(filter(str.isalnum, name)).lower()


class Values:
    """The fields of one record under their bare names, and the problems met while typing them.

    Every method takes the names a field goes by and reads the first that is there. None, an empty
    string, `~` and `null` count as absent.
    """

    __slots__ = ("_given", "problems")

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.problems: list[Problem] = []
        self._given: dict[str, object] = {}
        for name, value in fields.items():
            if not is_absent(value):
                self._given.setdefault(bare_name(name), value)

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def first(self, names: Iterable[str]) -> object:
        """The value of the first of `names` that is there, else None."""
        for name in names:
            if name in self._given:
                return self._given[name]
        return None

    def reject(self, field: str, value: object, reason: str) -> None:
        """Set a value aside, with the reason."""
        # A list or mapping is not written out: it may be of any size and hold anything.
        shown = str(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"
        self.problems.append(Problem(field, shown[:_SHOWN], reason))

    def text(self, field: str, names: Iterable[str]) -> str:
        value = self.first(names)
        if value is None:
            return ""
        if isinstance(value, dict):
            value = _inner(value, _TEXT_OF)
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            return "\n\n".join(value)
        if isinstance(value, str | int | float):
            return str(value)
        self.reject(field, value, "is not a text")
        return ""

    def label(self, field: str, names: Iterable[str]) -> str:
        """One word or two to sort under: the first where there are several."""
        return next(iter(self.names(field, names)), "")

    def whole(self, field: str, names: Iterable[str]) -> int | None:
        value = self.first(names)
        if value is None:
            return None
        number = whole_number(value)
        if number is None:
            self.reject(field, value, "is not a whole number between -2147483647 and 2147483647")
        return number

    def pixels(self, field: str, name: str) -> int | None:
        """A length in pixels, written with or without `px`; other units are problems."""
        value = self.first((name,))
        number = whole_number(value.strip().removesuffix("px") if isinstance(value, str) else value)
        if value is not None and number is None:
            self.reject(field, value, "is not a number of pixels")
        return number

    def truth(self, field: str, names: Iterable[str]) -> bool | None:
        value = self.first(names)
        if value is None:
            return None
        known = known_truth(value)
        if known is None:
            self.reject(field, value, "is neither true nor false")
        return known

    def instant(self, field: str, names: Iterable[str]) -> Instant | None:
        """The first of the named dates that can be read, as exactly as a later one tells the same.

        The unreadable ones before it are problems. A date that says it is that of a change is an update's alone.
        """
        coarse: Instant | None = None
        for name in names:
            value = self._given.get(name)
            if value is None or (name == "published" and known_truth(value) is not None):
                continue  # `published: false` is a flag, not a date
            if not isinstance(value, str | int | float | date):
                self.reject(field, value, "is not a date")
                continue
            try:
                found = self._instant(field, value)
            except ValueError as error:
                if coarse is None:
                    self.reject(field, value, str(error))
                continue
            if name.endswith("gmt") and found.precision == "second":
                found = replace(found, zone="stated")
            if found.precision in ("day", "second"):
                return found if coarse is None or coarse.at <= found.at < coarse.at + timedelta(coarse.days) else coarse
            coarse = coarse or found
        return coarse

    def _instant(self, field: str, value: str | float | date) -> Instant:
        """A date; of one in a zone that means different things the day, the time of day set aside."""
        try:
            return _dated(value, updated=field == "updated")
        except AmbiguousZone as error:
            self.reject(field, value, f"{error}; its day is kept")
            return error.day

    def names(self, field: str, names: Iterable[str], *, split_at: str = "") -> tuple[str, ...]:
        """A list of names, each once: strings, or mappings with a `name`; one string may hold several."""
        found: list[str] = []
        for item in self._items(field, names):
            value = _name_in(item) if isinstance(item, dict) else item
            parts = value if isinstance(value, list) else [value]
            if parts and all(isinstance(part, str | int | float) and not isinstance(part, bool) for part in parts):
                found += [name for part in parts for name in (str(part).split(split_at) if split_at else [str(part)])]
            else:
                self.reject(field, item, "is not a name")
        return tuple(dict.fromkeys(name for part in found if (name := part.strip())))

    def urls(self, field: str, names: Iterable[str]) -> tuple[str, ...]:
        """Every address under any of the names, each once, in the order of the names."""
        found: dict[str, None] = {}
        for name in names:
            value = self._given.get(name)
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if value is None or isinstance(value, bool):
                continue
            address = value.strip() if isinstance(value, str) else ""
            if is_web_url(address):
                found[address] = None
            else:
                self.reject(field, value, "is not an http or https address")
        return tuple(found)

    def images(self, field: str, names: Iterable[str]) -> tuple[Image, ...]:
        return tuple(dict.fromkeys(self._images(field, self._items(field, names))))

    def provider(self, field: str, names: Iterable[str]) -> Provider:
        value = self.first(names)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str):
            return Provider(name=value.strip())
        if isinstance(value, dict):
            inner = Values(value)
            images = tuple(self._images(f"{field}.images", inner._items(field, ("images", "logo"))))
            made = Provider(inner.text(field, ("name",)).strip(), inner.text(field, ("domain",)).strip(), images)
            self.problems += inner.problems
            return made
        if value is not None:
            self.reject(field, value, "is not a name, nor a name and a domain")
        return Provider()

    def _items(self, field: str, names: Iterable[str]) -> Iterator[object]:
        value = self.first(names)
        items = value if isinstance(value, list) else [] if value is None else [value]
        for item in items[:MOST_ITEMS]:
            if not is_absent(item):
                yield item
        if len(items) > MOST_ITEMS:
            self.reject(field, f"{len(items)} entries", f"only the first {MOST_ITEMS} are kept")

    def mappings(self, field: str, names: Iterable[str]) -> Iterator[Mapping[str, object]]:
        """The entries of a list of mappings; any other entry is a problem."""
        for item in self._items(field, names):
            if isinstance(item, dict):
                yield item
            else:
                self.reject(field, item, "is not an entry with fields")

    def _images(self, field: str, items: Iterable[object]) -> Iterator[Image]:
        for item in items:
            inner = Values(item if isinstance(item, dict) else {"url": item})
            address = inner.text(field, ("url", "contenturl", "src", "@id", "id")).strip()
            if not address:
                self.reject(field, item, "is an image without an address")
                continue
            if not is_web_url(absolute_url(_ANY_PAGE, address)):
                self.reject(field, address, "is not the address of an image on the web")
                continue
            sizes = (inner.pixels(f"{field}.width", "width"), inner.pixels(f"{field}.height", "height"))
            title = inner.text(f"{field}.title", ("title", "caption", "alt"))
            yield Image(address, *sizes, title, inner.truth(f"{field}.cached", ("iscached", "cached")))
            self.problems += inner.problems


def _dated(value: str | float | date, *, updated: bool) -> Instant:
    """A date as it is, or with words before it that say whether of publication or of a change."""
    value = full_year(value) if isinstance(value, str) else value
    try:
        read = parse_instant(value)
    except AmbiguousZone:
        raise
    except ValueError:
        stamp = read_stamp(value) if isinstance(value, str) else Stamp()
        found = stamp.updated if updated else stamp.published
        if found is None:
            raise
        read = found
    if read.at.year == 1:
        raise ValueError("is the first day of the calendar, as programs write for a date left empty")
    return read


def _inner(value: Mapping[str, object], names: Iterable[str]) -> object:
    """What a mapping is the name or the text of; itself where it says neither."""
    found = Values(value).first(names)
    return value if found is None else found


def _name_in(item: Mapping[str, object]) -> object:
    """The name that a mapping gives; where that is the name of a list of topics, the topic that it holds.

    >>> _name_in({"name": "glocations", "value": "Greyhaven"}), _name_in({"name": "Ports", "value": "ports"})
    ('Greyhaven', 'Ports')
    """
    name, held = _inner(item, _NAME_OF), item.get("value")
    is_kind = isinstance(name, str) and bare_name(name) in _KINDS_OF_TOPIC
    return held if is_kind and isinstance(held, str) and not is_absent(held) else name


def is_absent(value: object) -> bool:
    """Whether a value says nothing: None, an empty string, `~` or `null`."""
    return value is None or (isinstance(value, str) and value.strip() in _ABSENT)


def known_truth(value: object) -> bool | None:
    """True or false where a value says so in one of the usual ways, else None."""
    return _TRUTH.get(str(value).strip().lower()) if isinstance(value, str | bool | int) else None


def whole_number(value: object) -> int | None:
    """A whole number from a number or from figures, None if it is none or too large to sort by.

    >>> whole_number("74"), whole_number(-1), whole_number("74.0"), whole_number("abc")
    (74, -1, 74, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not abs(number) <= _LARGEST_WHOLE or number != int(number):  # NaN is not at most anything
        return None
    return int(number)
