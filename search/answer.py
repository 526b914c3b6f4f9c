"""From a question to an answer: the whole walk of one query, in order.

    parse -> evaluate -> filter -> (relax) -> order -> page -> passages; facets and timeline beside it

In: a `SearchRequest` and a `Snapshot` of an index. Out: a `SearchResponse`. Knows no engine, no
files and no HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from index.article import Article, Kind
from index.columns import NO_VALUE, ColumnReader
from index.errors import ArticleNotFound
from index.urls import canonical_url
from search.evaluate import Bools, Int32s, Match, PostingsSource, evaluate, score_leaf, scoring_leaves
from search.facets import build_timeline, count_facet, holding_any
from search.highlight import mark, mark_paragraphs
from search.model import (
    Contribution,
    Facet,
    Hit,
    MarkedArticle,
    SearchRequest,
    SearchResponse,
    Snippet,
    Sort,
    Status,
    Timeline,
)
from search.passages import passages
from search.pruning import has_alternatives, prune
from search.query import describe, parse_query
from search.rank import order_hits, places_after, read_cursor, write_cursor
from search.relax import Matched, relax
from search.suggest import Speller
from search.tree import Everything, Node, Range

_DAY = 24 * 60 * 60 * 1_000_000  # in microseconds
_FEW_HITS = 3  # below this many, a misspelt word is the likeliest reason


class Snapshot(PostingsSource, Protocol):
    """An index as it stands: postings, columns, stored articles and its own vocabulary."""

    @property
    def name(self) -> str: ...

    @property
    def manifest(self) -> Mapping[str, Any]: ...

    @property
    def columns(self) -> ColumnReader: ...

    @property
    def speller(self) -> Speller: ...

    def article(self, document: int) -> Article: ...

    def document_named(self, name: str) -> int | None: ...


class _Filters(NamedTuple):
    """Which documents each part of a request's filters lets through."""

    always: Bools  # the dates and the exclusions
    chosen: dict[str, Bools]  # by facet field, the values chosen in it

    def passing(self, *, but: str = "") -> Bools:
        """What all of them let through, leaving out the choice in one field."""
        mask = self.always
        for field, held in self.chosen.items():
            if field != but:
                mask = mask & held
        return mask


def answer(request: SearchRequest, snapshot: Snapshot) -> SearchResponse:
    """Answer one question from one snapshot. Raises InvalidRequest for a cursor of another question."""
    started = time.perf_counter()
    parsed = parse_query(request.text)
    filters = _filters(request, snapshot)
    strictness = "all" if parsed.asks_for_all and request.match == "auto" else request.match
    match, matched = relax(parsed.tree, strictness, filters.passing(), snapshot)
    found = np.flatnonzero(match.mask & filters.passing()).astype(np.int32)
    page, next_cursor = _page(request, found, match, snapshot.columns, scored=_is_scored(parsed.tree))
    found_by = _pruning(parsed.tree, snapshot)
    hits = tuple(_hit(document, found_by(document), match, snapshot, explain=request.explain) for document in page)
    dates, dated = snapshot.numbers("date")
    timeline = build_timeline(dates[found], dated[found], request.interval) if request.interval else None
    return SearchResponse(
        request=request,
        read_as=describe(parsed.tree),
        notes=(*parsed.notes, *_notes_on(matched, timeline, request)),
        matched=matched,
        total=len(found),
        hits=hits,
        facets=tuple(_facet(field, request, match, filters, snapshot) for field in request.facets),
        timeline=timeline,
        suggestion=_suggestion(request, matched, len(found), snapshot),
        next_cursor=next_cursor,
        generation=snapshot.name,
        took_ms=(time.perf_counter() - started) * 1e3,
    )


def read_article(name: str, text: str, snapshot: Snapshot) -> MarkedArticle:
    """One article with the words of a query marked. Raises ArticleNotFound."""
    document = snapshot.document_named(name)
    if document is None:
        document = snapshot.document_named(canonical_url(name))
    if document is None:
        raise ArticleNotFound(f"No article here has the id or address {name!r}.")
    article, tree = snapshot.article(document), _pruning(parse_query(text).tree, snapshot)(document)
    title, excerpt = _marked(article.title, "title", tree), _marked(article.excerpt, "excerpt", tree)
    body = mark_paragraphs(article.body, tree)
    related = (snapshot.document_named(other) for other in article.related)
    return MarkedArticle(
        article=article,
        title=title,
        excerpt=excerpt,
        body=body,
        related=tuple(snapshot.article(other) for other in related if other is not None),
        matches=sum(len(snippet.spans) for snippet in (title, excerpt, *body)),
    )


def read_status(snapshot: Snapshot) -> Status:
    """What the snapshot holds."""
    kinds = count_facet("kind", snapshot.columns.facets["kind"], np.ones(snapshot.size, dtype=np.bool_), set())
    dates, dated = snapshot.numbers("date")
    days = np.sort(dates[dated])[[0, -1]].astype("datetime64[us]").astype("datetime64[D]") if dated.any() else ()
    first, last = (str(day) for day in days) if len(days) else ("", "")
    return Status(
        generation=snapshot.name,
        built_at=snapshot.manifest["built_at"],
        articles=snapshot.size,
        kinds=tuple((value.value, value.count) for value in kinds.values),
        first=first,
        last=last,
        bytes=sum(file["bytes"] for file in snapshot.manifest["files"].values()),
    )


def _notes_on(matched: Matched, timeline: Timeline | None, request: SearchRequest) -> Iterator[str]:
    """What the answer did otherwise than asked."""
    if matched == "most":
        yield "No article has all of these words; shown are those that have most of them."
    if timeline and request.interval not in ("auto", timeline.interval):
        yield f"The timeline is by {timeline.interval}; by {request.interval} it would be too long."


def _pruning(tree: Node, snapshot: Snapshot) -> Callable[[int], Node]:
    """For each document the part of the tree that it was found by."""
    if not has_alternatives(tree):
        return lambda _: tree
    mask = cache(lambda node: evaluate(node, snapshot).mask)
    return lambda document: prune(tree, lambda node: bool(mask(node)[document]))


def _is_scored(tree: Node) -> bool:
    return next(scoring_leaves(tree), None) is not None


def _filters(request: SearchRequest, snapshot: Snapshot) -> _Filters:
    always = evaluate(_between(request.since, request.until), snapshot).mask
    chosen: dict[str, Bools] = {}
    for field in {wanted.field for wanted in request.filters}:
        column = snapshot.columns.facets[field]
        included, excluded = _selected(request, field), _selected(request, field, exclude=True)
        if included:
            chosen[field] = holding_any(column, included)
        if excluded:
            always = always & ~holding_any(column, excluded)
    return _Filters(always, chosen)


def _selected(request: SearchRequest, field: str, *, exclude: bool = False) -> set[str]:
    return {wanted.value for wanted in request.filters if wanted.field == field and wanted.exclude == exclude}


def _between(since: date | None, until: date | None) -> Node:
    """Whole days in UTC, both included."""
    if since is None and until is None:
        return Everything()
    return Range("date", _midnight(since) if since else None, _midnight(until) + _DAY - 1 if until else None)


def _midnight(day: date) -> int:
    return (day - date(1970, 1, 1)).days * _DAY


def _facet(field: str, request: SearchRequest, match: Match, filters: _Filters, snapshot: Snapshot) -> Facet:
    mask = match.mask & filters.passing(but=field)
    return count_facet(field, snapshot.columns.facets[field], mask, _selected(request, field))


def _suggestion(request: SearchRequest, matched: Matched, total: int, snapshot: Snapshot) -> str:
    if total >= _FEW_HITS and matched != "most":
        return ""
    return snapshot.speller.suggest(request.text, found=total > 0)


def _page(
    request: SearchRequest, found: Int32s, match: Match, columns: ColumnReader, *, scored: bool
) -> tuple[list[int], str]:
    """The documents of the page asked for, and the cursor of the next one or ""."""
    keys = _sort_keys(request.sort if scored or request.sort != "relevance" else "newest", found, match, columns)
    ids = columns.ids[found]
    if request.cursor:
        *numbers, last_id = read_cursor(request, len(keys) + 1)
        after = places_after([*keys, ids], [*numbers, last_id.encode()])
        found, keys, ids = found[after], [key[after] for key in keys], ids[after]
    # Documents are numbered in the order of ties, so their numbers stand for their ids.
    order = order_hits([*keys, found])
    page = order[request.offset : request.offset + request.limit]
    if not len(page) or request.offset + len(page) >= len(order):
        return found[page].tolist(), ""
    last = page[-1]
    return found[page].tolist(), write_cursor(request, [*(key[last].item() for key in keys), ids[last].decode()])


def _sort_keys(sort: Sort, found: Int32s, match: Match, columns: ColumnReader) -> list[Any]:
    """Ascending keys for every hit, all but the last one, the id. Undated and unrated ones come last."""
    dates = columns.numbers["date"][found]
    undated = dates == NO_VALUE
    newest = [undated, -dates]
    match sort:
        case "newest":
            return newest
        case "oldest":
            return [undated, dates]
        case "relevance":
            return [_is_reference(found, columns), -match.scores[found], *newest]
        case "quality" | "heat":
            numbers = columns.numbers[sort][found]
            return [numbers == NO_VALUE, -numbers, *newest]


def _is_reference(found: Int32s, columns: ColumnReader) -> Bools:
    """References stand behind archived articles, of which more is known than that they exist."""
    return holding_any(columns.facets["kind"], {Kind.REFERENCE.value})[found]


def _hit(document: int, tree: Node, match: Match, snapshot: Snapshot, *, explain: bool) -> Hit:
    article = snapshot.article(document)
    return Hit(
        article=article,
        score=float(match.scores[document]),
        title=_marked(article.title, "title", tree),
        passages=_passages(article, tree),
        explanation=_explanation(document, tree, snapshot) if explain else (),
    )


def _marked(text: str, field: str, tree: Node) -> Snippet:
    return mark((text,), field, tree)[0]


def _passages(article: Article, tree: Node) -> tuple[Snippet, ...]:
    """From the body where it matched, else from the excerpt if that did, else the first lines there are."""
    marked = [_marked(article.body, "body", tree), _marked(article.excerpt, "excerpt", tree)]
    given = [snippet for snippet in marked if snippet.text]
    best = next((snippet for snippet in given if snippet.spans), given[0] if given else None)
    return passages(best.text, best.spans) if best else ()


def _explanation(document: int, tree: Node, snapshot: Snapshot) -> tuple[Contribution, ...]:
    contributions: list[Contribution] = []
    for leaf in scoring_leaves(tree):
        scored = score_leaf(leaf, snapshot)
        for place in np.flatnonzero(scored.docs == document).tolist():
            for field, shares in scored.shares.items():
                score = float(scored.scores[place] * shares[place])
                contributions.append(Contribution(field, describe(leaf), score))
    return tuple(sorted((c for c in contributions if c.score), key=lambda c: -c.score))
