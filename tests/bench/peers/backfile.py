"""Backfile itself: published as `rebuild` publishes, asked through its engine.

It does more than the page asks of the others: it searches topics, providers, excerpts and sources too,
marks the title, gives up to three passages a hit, and counts a filtered facet as if it were not filtered.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from markupsafe import escape

from index.article import Article
from index.codec.jit import load_kernels
from index.generations.archive import Archive
from index.generations.writer import write_index
from search.engine import Engine, settle, warm_up
from search.model import Filter, Hit, SearchRequest, SearchResponse, Snippet
from search.whoosh_engine import WhooshEngine
from tests.bench.peer import HITS, VALUES, PageResult
from tests.bench.questions import Question

_OPENS, _CLOSES, _ENDS = "\x02", "\x03", "\x04"  # no cleaned text has these


class BackfilePeer:
    """The product, by the engine that `open_engine` opens, loaded beforehand like the libraries of the others."""

    def __init__(self) -> None:
        load_kernels()
        self.version = f"Backfile {version('backfile')}"
        self._engine: Engine | None = None

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        Archive(folder).publish(lambda inside: write_index(articles, inside))

    def open(self, folder: Path) -> None:
        self._engine = WhooshEngine(folder)
        self._engine.status()  # an engine opens its archive when it is first asked

    def warm(self) -> None:
        assert self._engine is not None, "open comes first"
        warm_up(self._engine)
        settle()

    def page(self, question: Question) -> PageResult:
        assert self._engine is not None, "open comes first"
        return _result(self._engine.search(to_request(question)))


def to_request(question: Question) -> SearchRequest:
    """A question as the product is asked it.

    >>> to_request(Question("phrase", "phrase", ("interest", "rate"))).text
    '"interest rate"'
    """
    return SearchRequest(
        text=_text(question),
        match="any" if question.join == "any" else "all",
        since=question.since,
        until=question.until,
        filters=(Filter("provider", question.provider),) if question.provider else (),
        limit=HITS,
        facets=("provider", "topic"),
        interval="month",
    )


def _text(question: Question) -> str:
    match question.join:
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "prefix":
            return f"{question.words[0]}*"
        case "without":
            return f"{question.words[0]} -{question.words[1]}"
        case _:
            return " ".join(question.words)


def _result(response: SearchResponse) -> PageResult:
    counts = {
        facet.field: tuple((value.value, value.count) for value in facet.values[:VALUES]) for facet in response.facets
    }
    buckets = response.timeline.buckets if response.timeline else ()
    return PageResult(
        total=response.total,
        ids=tuple(hit.article.source_id for hit in response.hits),
        titles=tuple(hit.title.text for hit in response.hits),
        passages=tuple(_to_html(response.hits)) if response.hits else (),
        facets=counts,
        months=tuple((bucket.date, bucket.count) for bucket in buckets if bucket.count),
    )


def _to_html(hits: Sequence[Hit]) -> list[str]:
    """The passages of each hit; all are escaped together, as every call of the escaping costs more than a passage."""
    marked = _ENDS.join([" … ".join(map(_marked, hit.passages)) for hit in hits])
    return str(escape(marked)).replace(_OPENS, "<b>").replace(_CLOSES, "</b>").split(_ENDS)


def _marked(snippet: Snippet) -> str:
    pieces: list[str] = []
    text, at = snippet.text, 0
    for start, end in snippet.spans:
        pieces += (text[at:start], _OPENS, text[start:end], _CLOSES)
        at = end
    return "".join([*pieces, text[at:]])
