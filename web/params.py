"""Request parameters to a `SearchRequest`, and back: one set of names for page, JSON and command line.

Pairs such as `("sort", "newest")` go in, in the order they were given; a request that is valid
comes out, or `InvalidRequest` naming the parameter. An empty value counts as not given, so that
a form can be sent as it stands. Not for building links (see `web.links`) nor for reading the
query language (see `search.query.parse`).

A filter value that begins with "-" excludes: `provider=-Reuters`. A value that itself begins with
"-" or "\\" is written with a "\\" before it; after an excluding "-" everything stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import cast
from urllib.parse import unquote_plus

import werkzeug.urls  # noqa: F401 - knows the error handler "werkzeug.url_quote"

from index.errors import InvalidRequest
from index.schema import FACET_FIELDS
from search.model import Copies, Filter, Interval, Match, SearchRequest, Sort
from web.dates import days_of

PARAMETERS = (
    *("q", "match", "sort", "from", "to"),
    *FACET_FIELDS,
    *("story", "copies", "offset", "limit", "cursor", "facets", "interval", "explain"),
)
_PAGE_PARAMETERS = (*PARAMETERS, "page")
_DEFAULT = SearchRequest()
_IDLE = {"match": _DEFAULT.match, "sort": _DEFAULT.sort, "copies": _DEFAULT.copies, "page": "1"}
PAGE_SIZE = _DEFAULT.limit
LAST_NUMBERED_PAGE = 1_000  # further on, pages follow one another by cursor
MAX_VALUE = 4_096  # characters in one value
MAX_PAIRS = 200
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What the search page was asked for: a request and which page of its hits, from 1."""

    request: SearchRequest
    page: int = 1


def parse_request(pairs: Pairs) -> SearchRequest:
    """Read a request from its parameters; raises InvalidRequest for anything that cannot be meant.

    >>> parse_request([("q", "trade war"), ("topic", "-Sports"), ("limit", "5")]).filters
    (Filter(field='topic', value='Sports', exclude=True),)
    """
    given = checked_pairs(pairs, PARAMETERS)
    return _request(given, _singles(given))


def read_pairs(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string, as Werkzeug reads them, in a third of its time.

    >>> read_pairs("q=trade+war&topic=A%26B&from=")
    [('q', 'trade war'), ('topic', 'A&B'), ('from', '')]
    """
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text.replace("+", " ")
    return unquote_plus(text, errors="werkzeug.url_quote")  # which leaves what is not UTF-8 as it is


def parse_page(pairs: Pairs) -> PageRequest:
    """Read what the search page shows; parameters that it does not know are left to others.

    Raises InvalidRequest, with code "bad_page" for a page number that cannot be.
    """
    known = _PAGE_PARAMETERS
    ignored = ("offset", "limit", "facets", "interval")
    given = checked_pairs(((name, value) for name, value in pairs if name in known and name not in ignored), known)
    singles = _singles(given)
    page = _page_number(singles.pop("page", "1"), bool(singles.get("cursor")))
    offset = "0" if singles.get("cursor") else str((page - 1) * PAGE_SIZE)
    return PageRequest(_request(given, {**singles, "offset": offset, "limit": str(PAGE_SIZE)}), page)


def tidied(pairs: Pairs) -> list[tuple[str, str]]:
    """The pairs of the search page without those of ours that say nothing: empty ones, and defaults of its form.

    >>> tidied([("q", "gold"), ("match", "auto"), ("sort", "newest"), ("from", ""), ("tag", "")])
    [('q', 'gold'), ('sort', 'newest'), ('tag', '')]
    """
    return [(name, value) for name, value in pairs if not (name in _PAGE_PARAMETERS and value in _idle(name))]


def to_params(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters that `parse_request` reads as this request; what is at its default is left out.

    >>> to_params(SearchRequest(text="rates", filters=(Filter("topic", "-ism", exclude=True),)))
    [('q', 'rates'), ('topic', '--ism')]
    """
    default = _DEFAULT
    pairs = [
        ("q", request.text),
        ("match", request.match if request.match != default.match else ""),
        ("sort", request.sort if request.sort != default.sort else ""),
        ("from", request.since.isoformat() if request.since else ""),
        ("to", request.until.isoformat() if request.until else ""),
        *((wanted.field, filter_value(wanted)) for wanted in request.filters),
        ("story", request.story),
        ("copies", request.copies if request.copies != default.copies else ""),
        ("offset", str(request.offset or "")),
        ("limit", str(request.limit) if request.limit != default.limit else ""),
        ("cursor", request.cursor),
        ("facets", (",".join(request.facets) or "none") if request.facets != default.facets else ""),
        ("interval", (request.interval or "none") if request.interval != default.interval else ""),
        ("explain", "true" if request.explain else ""),
    ]
    return [pair for pair in pairs if pair[1]]


def filter_value(wanted: Filter) -> str:
    """A filter as the value of its parameter, with what a leading "-" means made plain.

    >>> filter_value(Filter("topic", "AI")), filter_value(Filter("topic", "-AI"))
    ('AI', '\\\\-AI')
    """
    if wanted.exclude:
        return f"-{wanted.value}"
    return f"\\{wanted.value}" if wanted.value.startswith(("-", "\\")) else wanted.value


def checked_pairs(pairs: Pairs, known: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that were given a value, all of them known, none too long, not too many."""
    given: list[tuple[str, str]] = []
    for name, value in pairs:
        if name not in known:
            raise _unknown(name, known)
        if len(value) > MAX_VALUE:
            raise _too_long(name, len(value))
        if _SURROGATE.search(value):
            raise InvalidRequest(f"`{name}` is not UTF-8 text.", parameter=name, code="not_utf8")
        if value:
            given.append((name, value))
    if len(given) > MAX_PAIRS:
        message = f"{len(given)} parameters were given; at most {MAX_PAIRS} can be."
        raise InvalidRequest(message, parameter=given[MAX_PAIRS][0], code="too_many_parameters")
    return given


def _idle(name: str) -> tuple[str, ...]:
    """The values of a parameter that mean the same as leaving it out."""
    return ("", _IDLE[name]) if name in _IDLE else ("",)


def _request(given: Sequence[tuple[str, str]], singles: Mapping[str, str]) -> SearchRequest:
    """The request; the casts are checked by SearchRequest itself."""
    default = _DEFAULT
    return SearchRequest(
        text=singles.get("q", ""),
        match=cast(Match, singles.get("match", default.match).strip()),
        sort=cast(Sort, singles.get("sort", default.sort).strip()),
        since=_day(singles, "from", last=False),
        until=_day(singles, "to", last=True),
        filters=tuple(_filter(name, value) for name, value in given if name in FACET_FIELDS),
        story=singles.get("story", "").strip(),
        copies=cast(Copies, singles.get("copies", default.copies).strip()),
        offset=_number(singles, "offset", default.offset),
        limit=_number(singles, "limit", default.limit),
        cursor=singles.get("cursor", ""),
        facets=_facets([value for name, value in given if name == "facets"]),
        interval=_interval(singles.get("interval", "auto").strip()),
        explain=_truth(singles, "explain"),
    )


def _singles(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The parameters that stand once, by name."""
    singles: dict[str, str] = {}
    for name, value in given:
        if name in FACET_FIELDS or name == "facets":
            continue
        if name in singles:
            raise InvalidRequest(f"`{name}` is given twice; give it once.", parameter=name, code="repeated_parameter")
        singles[name] = value
    return singles


def _filter(field: str, value: str) -> Filter:
    if value == "-":
        raise InvalidRequest(
            f"`{field}` excludes nothing: write a value after the -.", parameter=field, code="no_value"
        )
    if value.startswith("-"):
        return Filter(field, value[1:], exclude=True)
    if value == "\\":
        raise InvalidRequest(f"`{field}` has no value after the \\.", parameter=field, code="no_value")
    return Filter(field, value.removeprefix("\\"))


def _day(singles: Mapping[str, str], name: str, *, last: bool) -> date | None:
    text = singles.get(name, "").strip()
    if not text:
        return None
    try:
        return days_of(text)[1 if last else 0]
    except ValueError:
        message = f"`{name}` is {text[:40]!r}; write a day as 2021-12-31, a month as 2021-12 or a year as 2021."
        raise InvalidRequest(message, parameter=name, code="bad_date") from None


def _number(singles: Mapping[str, str], name: str, default: int) -> int:
    text = singles.get(name, "").strip()
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        message = f"`{name}` is {text[:40]!r}; write a whole number of at most nine digits."
        raise InvalidRequest(message, parameter=name, code="bad_number")
    return int(text)


def _page_number(text: str, has_cursor: bool) -> int:
    page = int(text) if _NUMBER.fullmatch(text) else 0
    if page < 1:
        raise InvalidRequest("A page number is a whole number from 1.", parameter="page", code="bad_page")
    if page > LAST_NUMBERED_PAGE and not has_cursor:
        message = f"Pages can be opened by number up to {LAST_NUMBERED_PAGE:,}; go on from there by “Next”."
        raise InvalidRequest(message, parameter="page", code="bad_page")
    return page


def _facets(values: Sequence[str]) -> tuple[str, ...]:
    if not values:
        return FACET_FIELDS
    names = tuple(name.strip() for value in values for name in value.split(","))
    return () if names == ("none",) else names


def _interval(text: str) -> Interval | None:
    return None if text == "none" else cast(Interval, text)


def _truth(singles: Mapping[str, str], name: str) -> bool:
    text = singles.get(name, "false").strip().lower()
    if text not in _TRUTH:
        raise InvalidRequest(f"`{name}` is {text[:40]!r}; write true or false.", parameter=name, code="bad_truth")
    return _TRUTH[text]


def _unknown(name: str, known: Sequence[str]) -> InvalidRequest:
    near = get_close_matches(name[:40], known, n=1)
    list_known = f"known are {', '.join(known)}." if known else "this address takes none."
    hint = f"did you mean `{near[0]}`?" if near else list_known
    return InvalidRequest(f"There is no parameter `{name[:40]}`; {hint}", parameter=name[:40], code="unknown_parameter")


def _too_long(name: str, length: int) -> InvalidRequest:
    message = f"`{name}` has {length:,} characters; at most {MAX_VALUE:,} are read."
    return InvalidRequest(message, parameter=name, code="value_too_long")
