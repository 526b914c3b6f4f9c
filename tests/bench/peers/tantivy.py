"""tantivy through its Python binding: one writing thread, facets and months from fast fields.

Its binding asks hits and counts in two passes over the query; a program in Rust could ask both in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.article import Article
from tests.bench.peer import HITS, PASSAGE_CHARACTERS, VALUES, Counts, PageResult, first_lines
from tests.bench.questions import Question

_HEAP_BYTES = 300_000_000
_FIELDS = ["title", "body"]
_BOOSTS = {"title": 3.0}


class TantivyPeer:
    """An index of tantivy's own format, terms stemmed by Snowball's English stemmer."""

    def __init__(self) -> None:
        self._tantivy: Any = import_module("tantivy")
        self.version = f"tantivy-py {version('tantivy')}"

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        folder.mkdir()
        made = self._tantivy.Index(self._schema(), path=str(folder))
        writer = made.writer(_HEAP_BYTES, 1)
        for article in articles:
            writer.add_document(self._document(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self._opened = self._tantivy.Index.open(str(folder))
        self._searcher = self._opened.searcher()

    def warm(self) -> None:
        """There is nothing to do."""

    def page(self, question: Question) -> PageResult:
        query = self._query(question)
        order = {"order_by_field": "date"} if question.join == "none" else {}
        found = self._searcher.search(query, HITS, count=True, **order)
        counted = self._searcher.aggregate(query, _AGGREGATIONS)
        snippets = self._tantivy.SnippetGenerator.create(self._searcher, query, self._opened.schema, "body")
        snippets.set_max_num_chars(PASSAGE_CHARACTERS)
        hits = [self._searcher.doc(address) for _, address in found.hits]
        return PageResult(
            total=found.count,
            ids=tuple(hit["id"][0] for hit in hits),
            titles=tuple(hit["title"][0] for hit in hits),
            passages=tuple(snippets.snippet_from_doc(hit).to_html() or first_lines(hit["body"][0]) for hit in hits),
            facets={field: _counts(counted[field]) for field in ("provider", "topic")},
            months=tuple(sorted((_month(b["key"]), b["doc_count"]) for b in counted["month"]["buckets"])),
        )

    def _schema(self) -> Any:
        builder = self._tantivy.SchemaBuilder()
        for field in _FIELDS:
            builder.add_text_field(field, stored=True, tokenizer_name="en_stem")
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for field in ("provider", "topic"):
            builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_date_field("date", stored=True, fast=True, indexed=True)
        builder.add_integer_field("month", fast=True)
        return builder.build()

    def _document(self, article: Article) -> Any:
        dated: dict[str, Any] = {}
        if article.published:
            at = article.published.at
            dated = {"date": at, "month": at.year * 12 + at.month - 1}
        return self._tantivy.Document(
            id=article.source_id,
            title=article.title,
            body=article.body,
            provider=article.provider.name,
            topic=list(article.topics),
            **dated,
        )

    def _query(self, question: Question) -> Any:
        words, query = question.words, self._tantivy.Query
        match question.join:
            case "none":
                return query.all_query()
            case "prefix":
                # As fast as the binding has it: a regular expression took ten times as long.
                return self._any(
                    [query.phrase_prefix_query(self._opened.schema, field, [words[0]]) for field in _FIELDS]
                )
            case "phrase":
                text = f'"{" ".join(words)}"'
            case "without":
                text = f"+{words[0]} -{words[1]}"
            case "any":
                text = " OR ".join(words)
            case _:
                text = " AND ".join(words)
        return self._filtered(self._opened.parse_query(text, _FIELDS, field_boosts=_BOOSTS), question)

    def _filtered(self, query: Any, question: Question) -> Any:
        filters = []
        schema, of = self._opened.schema, self._tantivy.Query
        if question.provider:
            filters.append(of.term_query(schema, "provider", question.provider, index_option="basic"))
        if question.since and question.until:
            since, until = _day_bounds(question)
            filters.append(of.range_query(schema, "date", self._tantivy.FieldType.Date, since, until, True, False))
        if not filters:
            return query
        must = self._tantivy.Occur.Must
        return of.boolean_query([(must, query), *((must, of.const_score_query(each, 0.0)) for each in filters)])

    def _any(self, queries: list[Any]) -> Any:
        return self._tantivy.Query.boolean_query([(self._tantivy.Occur.Should, each) for each in queries])


_AGGREGATIONS = {
    "provider": {"terms": {"field": "provider", "size": VALUES}},
    "topic": {"terms": {"field": "topic", "size": VALUES}},
    "month": {"histogram": {"field": "month", "interval": 1, "min_doc_count": 1}},
}


def _day_bounds(question: Question) -> tuple[datetime, datetime]:
    assert question.since is not None
    assert question.until is not None
    midnight = time(tzinfo=UTC)
    return (
        datetime.combine(question.since, midnight),
        datetime.combine(question.until + timedelta(days=1), midnight),
    )


def _counts(counted: dict[str, Any]) -> Counts:
    return tuple((bucket["key"], bucket["doc_count"]) for bucket in counted["buckets"] if bucket["key"])


def _month(number: float) -> str:
    year, month = divmod(int(number), 12)
    return f"{year:04}-{month + 1:02}"
