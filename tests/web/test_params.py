"""Parameters in, requests out, and back: what `web.params` reads and `web.links` writes."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidRequest
from index.schema import FACET_FIELDS
from search.model import CLOSED_FACETS, COPIES, INTERVALS, MATCHES, SORTS, Filter, SearchRequest
from web.links import api_path, search_path, toggled, with_days
from web.params import (
    LAST_NUMBERED_PAGE,
    MAX_PAIRS,
    MAX_VALUE,
    PARAMETERS,
    checked_pairs,
    parse_page,
    parse_request,
    tidied,
    to_params,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
open_filters = st.builds(
    Filter,
    st.sampled_from([one for one in FACET_FIELDS if one not in CLOSED_FACETS]),
    texts.filter(bool),
    st.booleans(),
)
closed_filters = st.sampled_from([(field, value) for field, values in CLOSED_FACETS.items() for value in values])
filters = st.one_of(
    open_filters, st.builds(lambda pair, out: Filter(pair[0], pair[1], out), closed_filters, st.booleans())
)
days = st.one_of(st.none(), st.dates())


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """Any request that a surface can make."""
    since, until = draw(days), draw(days)
    if since and until and since > until:
        since, until = until, since
    cursor = draw(texts)
    return SearchRequest(
        text=draw(texts),
        match=draw(st.sampled_from(MATCHES)),
        sort=draw(st.sampled_from(SORTS)),
        since=since,
        until=until,
        filters=tuple(draw(st.lists(filters, max_size=5))),
        offset=0 if cursor else draw(st.integers(0, 10**9 - 1)),
        limit=draw(st.integers(0, 100)),
        cursor=cursor,
        facets=tuple(draw(st.lists(st.sampled_from(FACET_FIELDS), max_size=7))),
        interval=draw(st.sampled_from((*INTERVALS, None))),
        explain=draw(st.booleans()),
        copies=draw(st.sampled_from(COPIES)),
        story=draw(texts.map(str.strip)),
    )


def asked_by(path: str) -> list[tuple[str, str]]:
    """The parameters in an address, as a server reads them."""
    return parse_qsl(urlsplit(path).query, keep_blank_values=True)


@given(requests())
def test_request_survives_its_parameters_for_any_request(request: SearchRequest) -> None:
    """Whatever can be asked can be written as parameters and read back as the same request."""
    assert parse_request(to_params(request)) == request
    assert parse_request(asked_by(api_path(request))) == request


@given(requests(), st.integers(1, LAST_NUMBERED_PAGE))
def test_page_link_leads_to_the_same_question_for_any_request(request: SearchRequest, page: int) -> None:
    """A link to a page keeps words, filters, dates and order, and lands on that page's first hit."""
    asked = parse_page(asked_by(search_path(request, page=page)))
    assert asked.page == page
    assert asked.request.offset == (page - 1) * 10
    kept = ("text", "match", "sort", "since", "until", "filters", "explain", "copies", "story")
    assert all(getattr(asked.request, name) == getattr(request, name) for name in kept)


@given(requests(), filters)
def test_filter_link_is_undone_by_the_same_link(request: SearchRequest, wanted: Filter) -> None:
    """Clicking a facet value twice leaves the filters of other values as they were."""
    once = toggled(request, wanted)
    others = [one for one in request.filters if (one.field, one.value) != (wanted.field, wanted.value)]
    assert (wanted in once.filters) == (wanted not in request.filters)
    assert [one for one in once.filters if one != wanted] == others
    assert (once.offset, once.cursor) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("query", "x", "unknown_parameter"),
        ("page", "2", "unknown_parameter"),
        ("match", "some", "unknown_value"),
        ("sort", "date", "unknown_value"),
        ("interval", "week", "unknown_value"),
        ("copies", "hide", "unknown_value"),
        ("kind", "foo", "unknown_value"),
        ("kind", "-foo", "unknown_value"),
        ("kind", "Full", "unknown_value"),
        ("kind", "x" * 1000, "unknown_value"),
        ("facets", "provider,author", "unknown_value"),
        ("facets", "none,topic", "unknown_value"),
        ("from", "yesterday", "bad_date"),
        ("to", "2021-02-30", "bad_date"),
        ("to", "2021-1-3", "bad_date"),
        ("from", "٢٠٢١-01-01", "bad_date"),
        ("offset", "ten", "bad_number"),
        ("limit", "1e2", "bad_number"),
        ("limit", "10000000000", "bad_number"),
        ("limit", "101", "limit_out_of_range"),
        ("limit", "-1", "limit_out_of_range"),
        ("offset", "-1", "offset_out_of_range"),
        ("explain", "maybe", "bad_truth"),
        ("topic", "-", "no_value"),
        ("topic", "\\", "no_value"),
        ("q", "x" * (MAX_VALUE + 1), "value_too_long"),
        ("provider", "x" * (MAX_VALUE + 1), "value_too_long"),
        ("q", "\udc80", "not_utf8"),
    ],
)
def test_parameter_is_refused_with_its_name_when_it_cannot_be_read(name: str, value: str, code: str) -> None:
    """A bad parameter is an error that names it and carries a stable code."""
    with pytest.raises(InvalidRequest) as caught:
        parse_request([(name, value)])
    assert (caught.value.code, caught.value.parameter) == (code, name)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("q", "a"), ("q", "b")], "repeated_parameter"),
        ([("sort", "newest"), ("sort", "newest")], "repeated_parameter"),
        ([("from", "2022"), ("to", "2021")], "empty_range"),
        ([("cursor", "abc"), ("offset", "10")], "cursor_and_offset"),
        ([("topic", str(number)) for number in range(MAX_PAIRS + 1)], "too_many_parameters"),
    ],
)
def test_parameters_are_refused_when_they_do_not_go_together(pairs: list[tuple[str, str]], code: str) -> None:
    """Parameters that contradict each other, or are too many, are an error and never a guess."""
    with pytest.raises(InvalidRequest) as caught:
        parse_request(pairs)
    assert caught.value.code == code


def test_unknown_parameter_is_answered_with_a_near_one() -> None:
    """A slip of the pen in a parameter's name is answered with the name that was meant."""
    with pytest.raises(InvalidRequest, match="did you mean `provider`"):
        parse_request([("providr", "x")])


def test_unknown_parameter_is_said_to_be_one_too_many_where_there_are_none() -> None:
    """An address that takes no parameter says so, and lists nothing."""
    with pytest.raises(InvalidRequest, match="There is no parameter `x`; this address takes none"):
        checked_pairs([("x", "1")], ())


def test_value_of_an_open_facet_can_be_any() -> None:
    """Only a closed set refuses a value: the archive's providers and topics change with every rebuild."""
    request = parse_request([(field, "never heard of") for field in FACET_FIELDS if field != "kind"])
    assert len(request.filters) == len(FACET_FIELDS) - 1


def test_filter_of_an_unknown_field_is_refused() -> None:
    """From Python too a filter that exists is one that can be answered."""
    with pytest.raises(InvalidRequest, match="colour"):
        Filter("colour", "red")


@given(
    st.lists(st.tuples(st.sampled_from((*PARAMETERS, "page", "utm_source")), st.sampled_from(("", "auto", "1", "x"))))
)
def test_tidied_pairs_are_asked_the_same(pairs: list[tuple[str, str]]) -> None:
    """Leaving out what says nothing changes no answer, loses no stranger's parameter, and is done at once."""
    kept = tidied(pairs)
    assert tidied(kept) == kept
    assert [pair for pair in kept if pair[0] == "utm_source"] == [pair for pair in pairs if pair[0] == "utm_source"]
    try:
        asked = parse_page(pairs)
    except InvalidRequest:
        return
    assert parse_page(kept) == asked


def test_empty_values_count_as_not_given() -> None:
    """A form can be sent with its empty fields."""
    assert parse_request([(name, "") for name in PARAMETERS]) == SearchRequest()


def test_month_and_year_stand_for_their_days() -> None:
    """`from` takes the first day of a month or year, `to` the last."""
    request = parse_request([("from", "2019"), ("to", "2020-02")])
    assert (request.since, request.until) == (date(2019, 1, 1), date(2020, 2, 29))


def test_leading_dash_excludes_and_backslash_keeps_it() -> None:
    """A value that begins with a dash can be both asked for and left out."""
    request = parse_request([("topic", "-a"), ("topic", "--a"), ("topic", "\\-a"), ("topic", "a-b")])
    read = [(one.value, one.exclude) for one in request.filters]
    assert read == [("a", True), ("-a", True), ("-a", False), ("a-b", False)]


def test_facets_none_counts_nothing() -> None:
    """Facets and timeline can be left out by name."""
    request = parse_request([("facets", "none"), ("interval", "none")])
    assert (request.facets, request.interval) == ((), None)


def test_facets_are_read_from_commas_and_repetition() -> None:
    """Both ways to write a list mean the same."""
    assert parse_request([("facets", "topic, kind")]) == parse_request([("facets", "topic"), ("facets", "kind")])


def test_page_leaves_unknown_parameters_to_others() -> None:
    """A link that somebody tagged for counting still opens, and the page keeps its own size."""
    asked = parse_page([("q", "ferry"), ("utm_source", "x"), ("limit", "500"), ("page", "3")])
    assert asked.request == SearchRequest(text="ferry", offset=20)


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "99999999999", str(LAST_NUMBERED_PAGE + 1)])
def test_page_number_is_refused_when_there_can_be_no_such_page(page: str) -> None:
    """A page number that cannot be says so; an empty one is the first page."""
    if not page:
        assert parse_page([("page", page)]).page == 1
        return
    with pytest.raises(InvalidRequest) as caught:
        parse_page([("page", page)])
    assert caught.value.code == "bad_page"


def test_page_goes_on_by_cursor_after_the_last_number() -> None:
    """Beyond the numbered pages a cursor carries the position and the number is only shown."""
    asked = parse_page([("page", str(LAST_NUMBERED_PAGE + 7)), ("cursor", "abc")])
    assert (asked.page, asked.request.cursor, asked.request.offset) == (LAST_NUMBERED_PAGE + 7, "abc", 0)


def test_links_start_from_the_first_hit() -> None:
    """Narrowing a search never lands in the middle of the narrower one."""
    narrowed = with_days(SearchRequest(text="x", offset=30), date(2021, 1, 1), None)
    assert search_path(narrowed) == "/?q=x&from=2021-01-01"
