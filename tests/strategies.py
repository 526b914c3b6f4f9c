"""Hypothesis strategies: small archives whose words collide often, and questions about them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from msgspec import structs

from index.article import Article, Instant, Kind, Provider, article_id
from index.schema import FACET_FIELDS
from search.model import SORTS, Filter, SearchRequest

WORDS = (
    "trade",
    "war",
    "trading",
    "Tencent-backed",
    "tencent",
    "backed",
    "U.S.",
    "us",
    "$2.7",
    "2.7",
    "été",
    "東京",
    "京都",
)
PROVIDERS = ("Reuters", "Harbour Courier", "techwire.example")
TOPICS = ("AI", "AI Hardware", "Trade")
_FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
instants = st.integers(0, 900).map(lambda days: Instant(_FIRST_DAY + timedelta(days=days)))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article whose every field may be empty."""
    kind = draw(st.sampled_from(Kind))
    return Article(
        id=article_id(str(draw(st.integers(0, 10**6)))),
        kind=kind,
        title=draw(texts),
        excerpt=draw(texts),
        body=draw(st.lists(texts, max_size=3).map("\n\n".join)) if kind is Kind.FULL else "",
        provider=Provider(draw(st.sampled_from(("", *PROVIDERS))), draw(st.sampled_from(("", "techwire.example")))),
        source=draw(st.sampled_from(("", "Wire", "trade press"))),
        topics=tuple(draw(st.lists(st.sampled_from(TOPICS), max_size=3, unique=True))),
        category=draw(st.sampled_from(("", "news", "opinion"))),
        published=draw(st.none() | instants),
        quality=draw(st.none() | st.integers(-5, 100)),
        heat=draw(st.none() | st.integers(-2, 2)),
    )


@st.composite
def with_copies(draw: st.DrawFn, held: list[Article]) -> list[Article]:
    """The same articles, some of which are said to print one report."""
    stories = [draw(st.sampled_from((None, None, 0, 1, 2))) for _ in held]
    first = {story: one.id for story, one in zip(reversed(stories), reversed(held), strict=True)}
    shared = [story if stories.count(story) > 1 else None for story in stories]
    return [one if s is None else structs.replace(one, story=first[s]) for one, s in zip(held, shared, strict=True)]


archives = st.lists(articles(), max_size=12, unique_by=lambda article: article.id).flatmap(with_copies)

_leaves = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=2, max_size=3), st.integers(0, 4)).map(
        lambda near: f'"{" ".join(near[0])}"~{near[1]}'
    ),
    st.sampled_from(("tra*", "t*d", "tencent-b*", "*京", "u*")),
    st.sampled_from(("trdae~", "tade~1", "tencents~2", "topic:ai~", "title:tradd~2", "waar~0")),
    st.sampled_from(("title:trade", "topic:ai", 'provider:"harbour courier"', "kind:full", "category:news")),
    st.sampled_from(("quality:>=50", "heat:0", "date:2020-03..2021-02", "date:2021", "quality:..10")),
)
_clauses = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map(lambda text: f"-{text}" if text[0] not in "-(" else f"NOT {text}"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} {pair[1]})"),
    ),
    max_leaves=4,
)
queries = st.lists(_clauses, max_size=3).map(" ".join)

_days = st.integers(0, 900).map(lambda days: date(2020, 1, 1) + timedelta(days=days))
_values = {"provider": PROVIDERS, "topic": TOPICS, "category": ("news", "nothing"), "kind": tuple(Kind)}
_filters = st.sampled_from(sorted(_values)).flatmap(
    lambda field: st.builds(Filter, st.just(field), st.sampled_from(_values[field]).map(str), st.booleans())
)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """A question with some of everything; the whole answer fits a page."""
    since, until = sorted((draw(_days), draw(_days)))
    return SearchRequest(
        text=draw(queries),
        match=draw(st.sampled_from(("auto", "all", "any"))),
        sort=draw(st.sampled_from(SORTS)),
        since=draw(st.sampled_from((None, None, since))),
        until=draw(st.sampled_from((None, None, until))),
        filters=tuple(draw(st.lists(_filters, max_size=2))),
        limit=100,
        facets=FACET_FIELDS,
        interval="month",
        copies=draw(st.sampled_from(("fold", "fold", "show"))),
    )
