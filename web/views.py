"""Answers to what the templates show: chips, facet lists, timeline bars, page numbers.

A `SearchResponse` goes in, frozen values with ready-made addresses come out; everything is bounded.
Not for markup (see `templates/`) and not for asking the engine (see `web.pages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.schema import FACET_FIELDS
from search.model import Bucket, Facet, FacetValue, Filter, SearchRequest, SearchResponse, Timeline
from web.dates import day_in_words, days_of, label_in_words
from web.links import fresh, search_path, toggled, with_days, with_story
from web.params import LAST_NUMBERED_PAGE, PAGE_SIZE

FIELD_TITLES = {field: field.capitalize() for field in FACET_FIELDS}
KIND_TITLES = {"full": "Article", "secured": "Locked body", "reference": "Reference only"}
MAX_BARS = 64
SHOWN_VALUES = 6
_BAR_HEIGHT = 60.0


@dataclass(frozen=True, slots=True)
class Restriction:
    """Something that narrows a request: how it reads, and the request without it."""

    label: str
    without: SearchRequest

    @property
    def path(self) -> str:
        return search_path(self.without)


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value of a facet, and the addresses that select it (or no longer do), or take it out."""

    label: str
    count: int
    selected: bool
    path: str
    exclude_path: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: the values always shown, those folded away, and how many are not shown at all."""

    title: str
    values: tuple[ValueView, ...]
    folded: tuple[ValueView, ...]
    omitted: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the timeline: its place and height in the drawing, its name and where it leads.

    It leads to `count` hits, or, where that is not exact, to at most as many.
    """

    x: int
    y: float
    height: float
    name: str
    count: int
    path: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class TimelineView:
    interval: str
    bars: tuple[Bar, ...]
    first: str
    last: str
    highest: int
    undated: int
    width: int
    height: float = _BAR_HEIGHT


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page of hits stands: the numbers to offer (None for a gap), and the neighbours."""

    page: int
    first: int  # the places of the first and last hit shown, from 1
    last: int
    numbers: tuple[tuple[int, str] | None, ...]
    previous: str
    next: str


def restrictions(request: SearchRequest) -> tuple[Restriction, ...]:
    """Everything besides the words that narrows a request, in the order it was asked for."""
    found = [Restriction(_filter_label(one), toggled(request, one)) for one in dict.fromkeys(request.filters)]
    if request.story:
        found.append(Restriction("Copies of one report", with_story(request, "")))
    if request.since:
        label = f"From {day_in_words(request.since)}"
        found.append(Restriction(label, with_days(request, None, request.until)))
    if request.until:
        label = f"Until {day_in_words(request.until)}"
        found.append(Restriction(label, with_days(request, request.since, None)))
    return tuple(found)


def unnarrowed(request: SearchRequest) -> SearchRequest:
    """The request with nothing but its words, and how they are read and ordered."""
    return replace(fresh(request), filters=(), since=None, until=None, story="", copies="fold")


def loosenings(request: SearchRequest) -> tuple[Restriction, ...]:
    """What to leave out of a request that found nothing, each step on its own."""
    found = list(restrictions(request)[:8])
    if request.text and request.match != "any":
        found.append(Restriction("the need for every word", replace(fresh(request), match="any")))
    if len(found) > 1 and request.text:
        found.append(Restriction("everything but the words", unnarrowed(request)))
    return tuple(found)


def reading(response: SearchResponse) -> str:
    """How the query was read, where that is more than its words joined by AND; else ""."""
    plain = response.read_as.replace(" AND ", " ")
    return "" if plain == " ".join(response.request.text.split()) or not response.request.text else response.read_as


def facet_views(response: SearchResponse) -> tuple[FacetView, ...]:
    """The facets that have values; selected ones are never folded away."""
    views = (_facet_view(facet, response.request) for facet in response.facets)
    return tuple(view for view in views if view.values)


def timeline_view(timeline: Timeline | None, request: SearchRequest) -> TimelineView | None:
    """The timeline as bars, neighbouring buckets joined where there are too many; None where it would show nothing."""
    if timeline is None or len(timeline.buckets) < 2:
        return None
    groups = tuple(_grouped(timeline.buckets))
    highest = max(sum(bucket.count for bucket in group) for group in groups)
    bars = tuple(_bar(place, group, highest, request) for place, group in enumerate(groups))
    first, last = timeline.buckets[0].date, timeline.buckets[-1].date
    return TimelineView(
        interval=timeline.interval
        if len(groups) == len(timeline.buckets)
        else f"{len(groups[0])} {timeline.interval}s",
        bars=bars,
        first=label_in_words(first),
        last=label_in_words(last),
        highest=highest,
        undated=timeline.undated,
        width=10 * len(bars),
    )


def pager(response: SearchResponse, page: int) -> Pager:
    """The page numbers around a page; the last ones by number lead on by cursor."""
    bare = fresh(response.request)
    last_page = min(-(-response.total // PAGE_SIZE), LAST_NUMBERED_PAGE)
    near = {1, last_page, *range(page - 2, page + 3)}
    numbers: list[tuple[int, str] | None] = []
    for number in sorted(one for one in near if 1 <= one <= last_page):
        if numbers and numbers[-1] and numbers[-1][0] + 1 < number:
            numbers.append(None)
        numbers.append((number, search_path(bare, page=number)))
    first = (page - 1) * PAGE_SIZE + 1
    return Pager(
        page=page,
        first=first,
        last=first + len(response.hits) - 1,
        numbers=tuple(numbers),
        previous=search_path(bare, page=page - 1) if 1 < page <= last_page + 1 else "",
        next=_next_path(response, page),
    )


def _next_path(response: SearchResponse, page: int) -> str:
    if not response.next_cursor:
        return ""
    cursor = response.next_cursor if page >= LAST_NUMBERED_PAGE else ""
    return search_path(fresh(response.request), page=page + 1, cursor=cursor)


def _filter_label(wanted: Filter) -> str:
    label = f"{FIELD_TITLES[wanted.field]}: {_value_label(wanted.field, wanted.value)}"
    return f"Not {label[0].lower()}{label[1:]}" if wanted.exclude else label


def _value_label(field: str, value: str) -> str:
    return KIND_TITLES.get(value, value) if field == "kind" else value


def _facet_view(facet: Facet, request: SearchRequest) -> FacetView:
    views = [_value_view(facet.field, one, request) for one in facet.values]
    shown = [view for place, view in enumerate(views) if place < SHOWN_VALUES or view.selected]
    folded = tuple(view for view in views if view not in shown)
    omitted = max(0, facet.distinct - len(views))
    return FacetView(FIELD_TITLES[facet.field], tuple(shown), folded, omitted)


def _value_view(field: str, one: FacetValue, request: SearchRequest) -> ValueView:
    take, leave = Filter(field, one.value), Filter(field, one.value, exclude=True)
    return ValueView(
        label=_value_label(field, one.value),
        count=one.count,
        selected=take in request.filters,
        path=search_path(toggled(request, take)),
        exclude_path=search_path(toggled(request, leave)),
    )


def _grouped(buckets: tuple[Bucket, ...]) -> Iterator[tuple[Bucket, ...]]:
    size = -(-len(buckets) // MAX_BARS)
    for start in range(0, len(buckets), size):
        yield buckets[start : start + size]


def _bar(place: int, group: tuple[Bucket, ...], highest: int, request: SearchRequest) -> Bar:
    count = sum(bucket.count for bucket in group)
    first, last = group[0].date, group[-1].date
    name = label_in_words(first) if first == last else f"{label_in_words(first)} to {label_in_words(last)}"
    height = max(2.0, _BAR_HEIGHT * count / highest) if count else 0.0
    since, until = days_of(first)[0], days_of(last)[1]
    path = search_path(with_days(request, since, until))
    exact = len(group) == 1 or not any(
        bucket.articles > bucket.count for bucket in group
    )  # else a report may stand in several of them
    return Bar(10 * place, round(_BAR_HEIGHT - height, 2), round(height, 2), name, count, path, exact)
