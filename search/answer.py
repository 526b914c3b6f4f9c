"""From a question to an answer: the whole walk of one query, in order.

    parse -> match -> sift -> (relax) -> score -> fold -> page -> hits; facets and timeline beside it

In: a `SearchRequest` and a `Snapshot` of an index. Out: a `SearchResponse`. Knows no engine, no
files and no HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np

from index.article import Article
from index.errors import ArticleNotFound, ArticleWithdrawn, BackfileError
from index.twins import spellings
from index.versions.history import History
from index.withdrawals import Withdrawal
from search.hiding import Hidden
from search.matching.evaluate import evaluate, scoring_leaves
from search.matching.filters import Filters, Sifted, read_filters, selected
from search.matching.pruning import has_alternatives, prune
from search.matching.relax import Matched, relax
from search.model import Facet, MarkedArticle, SearchRequest, SearchResponse, Snippet, Status, Timeline
from search.query.parse import describe, parse_query
from search.query.tree import Node
from search.results.copies import MOST_LISTED, find_copies
from search.results.facets import build_timeline, count_facet
from search.results.folding import Gathered, count_copies, fold, fold_timeline, gather
from search.results.rank import choose_page
from search.results.revisions import find_revisions
from search.showing.highlight import mark, mark_paragraphs
from search.showing.hits import Shelf, show_hits
from search.spelling.suggest import Speller
from search.tables import Tables

_FEW_HITS = 3  # below this many, a misspelt word is the likeliest reason


class Snapshot(Shelf, Protocol):
    """An index as it stands: postings, columns, stored articles and its own vocabulary."""

    @property
    def name(self) -> str: ...

    @property
    def manifest(self) -> Mapping[str, Any]: ...

    @property
    def hidden(self) -> Hidden: ...

    @property
    def speller(self) -> Speller: ...

    def article(self, document: int) -> Article: ...

    def document_named(self, name: str) -> int | None: ...

    def document_telling(self, name: str) -> int | None: ...

    def history_of(self, id_: str) -> History: ...

    def documents_relating_to(self, id_: str) -> Sequence[int]: ...

    def withdrawal_of(self, name: str) -> Withdrawal | None: ...


def answer(request: SearchRequest, snapshot: Snapshot) -> SearchResponse:
    """Answer one question from one snapshot. Raises InvalidRequest for a cursor of another question."""
    started = time.perf_counter()
    tables = snapshot.tables
    parsed = parse_query(request.text)
    strictness = "all" if parsed.asks_for_all and request.match == "auto" else request.match
    match, sifted, matched = relax(parsed.tree, strictness, _filters(request, snapshot), snapshot)
    found = sifted.found
    scored = request.sort == "relevance" and _is_scored(parsed.tree)
    scores = match.score(found) if scored else None
    gathered = gather(found, request, tables)
    leading, scores = fold(request, found, scores, gathered, tables)
    page = choose_page(request, leading, scores, tables)
    timeline = build_timeline(found, request.interval, tables) if request.interval else None
    copies = count_copies(page.docs, found, gathered, tables)
    return SearchResponse(
        request=request,
        read_as=describe(parsed.tree),
        notes=(*parsed.notes, *_notes_on(matched, timeline, request)),
        matched=matched,
        total=len(leading),
        hits=show_hits(page, match, snapshot, copies, explain=request.explain),
        facets=_facets(request, sifted, gathered, tables),
        timeline=fold_timeline(timeline, gathered, tables) if timeline else None,
        suggestion=_suggestion(request, matched, len(found), snapshot),
        next_cursor=page.next_cursor,
        generation=snapshot.name,
        edition=snapshot.name + snapshot.hidden.key,
        took_ms=(time.perf_counter() - started) * 1e3,
        articles=len(found),
    )


def read_article(name: str, text: str, snapshot: Snapshot) -> MarkedArticle:
    """One article with the words of a query marked. Raises ArticleNotFound or ArticleWithdrawn."""
    found = (snapshot.document_named(spelling) for spelling in spellings(name))
    document = next((one for one in found if one is not None), None)
    if document is None:
        raise _absence(name, snapshot)
    article, tree = snapshot.article(document), _pruning(parse_query(text).tree, snapshot)(document)
    title, excerpt = _marked(article.title, "title", tree), _marked(article.excerpt, "excerpt", tree)
    body = mark_paragraphs(article.body, tree)
    copies, copies_total = find_copies(document, article, snapshot)
    related = (snapshot.document_named(other) for other in article.related)
    relating = snapshot.documents_relating_to(article.id)
    history = snapshot.history_of(article.id)
    return MarkedArticle(
        article=article,
        title=title,
        excerpt=excerpt,
        body=body,
        related=tuple(snapshot.article(other) for other in related if other is not None),
        matches=sum(len(snippet.spans) for snippet in (title, excerpt, *body)),
        copies=copies,
        copies_total=copies_total,
        related_from=tuple(map(snapshot.article, relating[:MOST_LISTED])),
        related_from_total=len(relating),
        revisions=find_revisions(article, history),
        revisions_total=len(history.versions),
        losses=history.losses,
        losses_total=history.losses_total,
    )


def read_status(snapshot: Snapshot) -> Status:
    """What the snapshot holds, and how many articles of it are hidden."""
    tables, hidden = snapshot.tables, snapshot.hidden
    docs = read_filters(SearchRequest(), tables, hidden).sift(tables.everything()).found
    kinds = count_facet("kind", docs, tables, set())
    dated = docs[: np.searchsorted(docs, tables.dated)]
    first, last = (_day(tables.numbers["date"][dated[at]]) if len(dated) else "" for at in (-1, 0))
    return Status(
        generation=snapshot.name,
        built_at=snapshot.manifest["built_at"],
        articles=len(docs),
        kinds=tuple((value.value, value.count) for value in kinds.values),
        first=first,
        last=last,
        bytes=sum(file["bytes"] for file in snapshot.manifest["files"].values()),
        withdrawn=hidden.withdrawn,
        held_back=hidden.held_back,
    )


def _absence(name: str, snapshot: Snapshot) -> BackfileError:
    """Why nothing can be shown under a name. Of what waits for its date nothing is said, not even that it does."""
    withdrawal = next(filter(None, map(snapshot.withdrawal_of, spellings(name))), None)
    if withdrawal:
        return ArticleWithdrawn(withdrawal.reason, since=withdrawal.since, until=withdrawal.until)
    return ArticleNotFound(f"No article here has the id or address {name!r}.")


def _day(microseconds: np.int64) -> str:
    return str(microseconds.astype("datetime64[us]").astype("datetime64[D]"))


def _filters(request: SearchRequest, snapshot: Snapshot) -> Filters:
    """The filters of a request; a story is named by any of its articles, also withdrawn; that of none is empty."""
    if not request.story:
        return read_filters(request, snapshot.tables, snapshot.hidden)
    document = snapshot.document_telling(request.story)
    story = np.empty(0, np.int32) if document is None else snapshot.tables.copies_of(document)
    return read_filters(request, snapshot.tables, snapshot.hidden, story)


def _facets(request: SearchRequest, sifted: Sifted, gathered: Gathered, tables: Tables) -> tuple[Facet, ...]:
    """The counts of all facets asked for, each without its own selection."""
    facets = []
    for field in request.facets:
        docs = sifted.but(field)
        together = gathered if docs is sifted.found else gather(docs, request, tables)
        facets.append(count_facet(field, docs, tables, selected(request, field), together, sifted.counted(field)))
    return tuple(facets)


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
    found = cache(lambda node: frozenset(evaluate(node, snapshot).docs.tolist()))
    return lambda document: prune(tree, lambda node: document in found(node))


def _is_scored(tree: Node) -> bool:
    return next(scoring_leaves(tree), None) is not None


def _suggestion(request: SearchRequest, matched: Matched, total: int, snapshot: Snapshot) -> str:
    if total >= _FEW_HITS and matched != "most":
        return ""
    return snapshot.speller.suggest(request.text, found=total > 0)


def _marked(text: str, field: str, tree: Node) -> Snippet:
    return mark((text,), field, tree)[0]
