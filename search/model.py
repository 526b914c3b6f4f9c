"""The question and the answer: the only road through the system.

Every surface (page, JSON, command line) builds a `SearchRequest` and renders a `SearchResponse`.
An answer, and what it holds hundreds of, is a `Struct`: a frozen dataclass that takes a tenth of the time to make. The
garbage collector need not look at them, as what is frozen and holds nothing but texts and numbers refers to nothing
that refers back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from index.article import Article, Kind
from index.errors import InvalidRequest
from index.schema import FACET_FIELDS
from index.stories.differences import Passage
from index.versions.history import Loss, Version

Match = Literal["auto", "all", "any"]
Sort = Literal["relevance", "newest", "oldest", "quality", "heat"]
Interval = Literal["auto", "year", "month", "day"]
Copies = Literal["fold", "show"]

MATCHES: tuple[Match, ...] = get_args(Match)
SORTS: tuple[Sort, ...] = get_args(Sort)
INTERVALS: tuple[Interval, ...] = get_args(Interval)
COPIES: tuple[Copies, ...] = get_args(Copies)
CLOSED_FACETS: dict[str, tuple[str, ...]] = {"kind": tuple(Kind)}
"""Facets whose values are known beforehand; any other value is a slip, and not a search without hits."""
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """Articles whose `field` holds exactly `value`, or, if `exclude`, does not.

    Raises InvalidRequest for a field that is no facet, and for a value that a closed set does not have.
    """

    field: str
    value: str
    exclude: bool = False

    def __post_init__(self) -> None:
        _check_choice("filters", self.field, FACET_FIELDS)
        if self.field in CLOSED_FACETS:
            _check_choice(self.field, self.value, CLOSED_FACETS[self.field])


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question. What exists is valid: a bad value raises InvalidRequest, naming its parameter.

    `since` and `until` are days in UTC, both included. Values of one filter field are
    alternatives; different fields, and exclusions, all hold. `facets` names the fields to count.
    `interval` None asks for no timeline. `cursor` continues an earlier answer and excludes `offset`.
    Of the articles that print one report `copies` "fold" gives the first in the order asked for, "show"
    all. `story` asks for one report alone: it names any of the articles that print it.
    """

    text: str = ""
    match: Match = "auto"
    sort: Sort = "relevance"
    since: date | None = None
    until: date | None = None
    filters: tuple[Filter, ...] = ()
    offset: int = 0
    limit: int = 10
    cursor: str = ""
    facets: tuple[str, ...] = FACET_FIELDS
    interval: Interval | None = "auto"
    explain: bool = False
    copies: Copies = "fold"
    story: str = ""

    def __post_init__(self) -> None:
        _check_choice("match", self.match, MATCHES)
        _check_choice("sort", self.sort, SORTS)
        _check_choice("copies", self.copies, COPIES)
        if self.interval is not None:
            _check_choice("interval", self.interval, INTERVALS)
        for facet in self.facets:
            _check_choice("facets", facet, FACET_FIELDS)
        _check_paging(self)
        if self.since and self.until and self.since > self.until:
            raise InvalidRequest(
                f"`from` ({self.since}) is later than `to` ({self.until}).",
                parameter="from",
                code="empty_range",
            )


class Snippet(Struct, frozen=True, gc=False):
    """A piece of text and the spans in it that matched: `(start, end)`, sorted, apart, inside."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each with whether it matched; joined they are the text again.

        >>> Snippet("trade war", ((6, 9),)).parts()
        (('trade ', False), ('war', True))
        """
        pieces: list[tuple[str, bool]] = []
        at = 0
        for start, end in self.spans:
            pieces.append((self.text[at:start], False))
            pieces.append((self.text[start:end], True))
            at = end
        pieces.append((self.text[at:], False))
        return tuple(piece for piece in pieces if piece[0])


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one word in one field added to a score."""

    field: str
    text: str
    score: float


class Hit(Struct, frozen=True, gc=False):
    """An article that matched, with its title marked and up to three passages around matches.

    `passages` come from the body, else from the excerpt; where nothing in them matched, the
    first lines stand there unmarked. `score` is 0 where nothing was scored. `copies` other articles
    that print the same report matched too and are folded under it.
    """

    article: Article
    score: float
    title: Snippet
    passages: tuple[Snippet, ...]
    explanation: tuple[Contribution, ...] = ()
    copies: int = 0


class FacetValue(Struct, frozen=True, gc=False):
    """A value of a facet, how many hits hold it, themselves or in a copy, and how many articles."""

    value: str
    count: int
    articles: int
    selected: bool = False


class Facet(Struct, frozen=True, gc=False):
    """Counts by value, most first. They ignore the facet's own selection, so siblings stay visible.

    `values` holds the most frequent ones and all that are selected; `distinct` says how many there are.
    """

    field: str
    values: tuple[FacetValue, ...]
    distinct: int = 0


class Bucket(Struct, frozen=True, gc=False):
    """A stretch of a timeline. `date` is "2021", "2021-12" or "2021-12-14", after the timeline's interval.

    So many hits are of it, themselves or in a copy, and so many articles.
    """

    date: str
    count: int
    articles: int


class Timeline(Struct, frozen=True, gc=False):
    """Hits by date, without gaps from the first to the last; `undated` hits stand in no bucket.

    A hit with copies of other dates stands in several.
    """

    interval: Literal["year", "month", "day"]
    buckets: tuple[Bucket, ...]
    undated: int = 0


class SearchResponse(Struct, frozen=True, gc=False):
    """The answer. `total` and all counts are exact.

    `total` counts hits, `articles` the folded copies too. A count of a facet or timeline is the `total`
    that choosing it gives.
    `read_as` is the query as it was understood; `notes` say what could not be read, and, where
    `matched` is "most", that no article has all the words. `suggestion` is a corrected query
    text or "". `next_cursor` is "" after the last hit. `edition` changes with the generation and
    with what of it is hidden: two answers to one question with one edition are the same.
    """

    request: SearchRequest
    read_as: str
    notes: tuple[str, ...]
    matched: Literal["all", "most", "any"]
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    timeline: Timeline | None = None
    suggestion: str = ""
    next_cursor: str = ""
    generation: str = ""
    edition: str = ""
    took_ms: float = 0.0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that prints the same report, and what differs in it; None where that was not compared."""

    article: Article
    differences: tuple[Passage, ...] | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that an article had, and what the text after it says otherwise; None where that was not compared.

    `title_after` is "" where the title stayed.
    """

    version: Version
    title_after: str
    differences: tuple[Passage, ...] | None


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article to read, with the words of a query marked, and what belongs to it.

    Of its copies there are the first by date, of the articles that relate to it the newest, of its earlier texts the
    last, of what gave way when its records were joined the first; beside each stands how many there are. What gave way
    says where it was read, and is for whoever runs the archive alone.
    """

    article: Article
    title: Snippet
    excerpt: Snippet
    body: tuple[Snippet, ...]  # one a paragraph
    related: tuple[Article, ...]
    matches: int  # how many spans are marked
    copies: tuple[Copy, ...] = ()
    copies_total: int = 0
    related_from: tuple[Article, ...] = ()
    related_from_total: int = 0
    revisions: tuple[Revision, ...] = ()
    revisions_total: int = 0
    losses: tuple[Loss, ...] = ()
    losses_total: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """What an archive holds: the generation being served and its counts, which leave out what is hidden.

    `withdrawn` articles were taken out by hand, `held_back` ones wait for the date they bear.
    """

    generation: str
    built_at: str
    articles: int
    kinds: tuple[tuple[str, int], ...]
    first: str  # the earliest and latest day of publication, "" where none is known
    last: str
    bytes: int
    withdrawn: int = 0
    held_back: int = 0


def _check_choice(parameter: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidRequest(
            f"`{parameter}` cannot be {value[:40]!r}; it is one of {', '.join(choices)}.",
            parameter=parameter,
            code="unknown_value",
        )


def _check_paging(request: SearchRequest) -> None:
    if not 0 <= request.limit <= MAX_LIMIT:
        raise InvalidRequest(
            f"`limit` is {request.limit}; it can be 0 to {MAX_LIMIT}.",
            parameter="limit",
            code="limit_out_of_range",
        )
    if request.offset < 0:
        raise InvalidRequest(
            f"`offset` is {request.offset}; it starts at 0.", parameter="offset", code="offset_out_of_range"
        )
    if request.cursor and request.offset:
        raise InvalidRequest("`cursor` and `offset` exclude each other.", parameter="cursor", code="cursor_and_offset")
