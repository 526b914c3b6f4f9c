"""Stock Whoosh: its own codec, analyzer, parser, facets and highlighter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.article import Article
from tests.bench.peer import HITS, VALUES, Counts, PageResult, first_lines, month_of
from tests.bench.questions import Question

_MEMORY_MB = 512
_PASSAGES = 3


class WhooshPeer:
    """An index as Whoosh's documentation makes one; one process."""

    def __init__(self) -> None:
        self._index: Any = import_module("whoosh.index")
        self._fields: Any = import_module("whoosh.fields")
        self._analysis: Any = import_module("whoosh.analysis")
        self._codec: Any = import_module("whoosh.codec.whoosh3")
        self._query: Any = import_module("whoosh.query")
        self._sorting: Any = import_module("whoosh.sorting")
        self._parsing: Any = import_module("whoosh.qparser")
        self.version = f"stock Whoosh {version('whoosh-reloaded')}"

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        folder.mkdir()
        made = self._index.create_in(folder, self._schema())
        writer = made.writer(limitmb=_MEMORY_MB, codec=self._codec.W3Codec())
        for article in articles:
            writer.add_document(**_document(article))
        writer.commit()

    def open(self, folder: Path) -> None:
        opened = self._index.open_dir(folder)
        self._searcher = opened.searcher()
        self._parser = self._parsing.MultifieldParser(["title", "body"], opened.schema, {"title": 3.0})

    def warm(self) -> None:
        """There is nothing to do."""

    def page(self, question: Question) -> PageResult:
        newest = {"sortedby": "date", "reverse": True} if question.join == "none" else {}
        found = self._searcher.search(
            self._ask(question), limit=HITS, filter=self._filter(question), groupedby=self._facets(), **newest
        )
        return PageResult(
            total=len(found),
            ids=tuple(hit["id"] for hit in found),
            titles=tuple(hit["title"] for hit in found),
            passages=tuple(self._passage(hit, question) for hit in found),
            facets={field: _most(found.groups(field)) for field in ("provider", "topic")},
            months=tuple(sorted((month, count) for month, count in found.groups("month").items() if month)),
        )

    def _schema(self) -> Any:
        fields, stemming = self._fields, self._analysis.StemmingAnalyzer()
        return fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(stemming, stored=True),
            body=fields.TEXT(stemming, stored=True),
            provider=fields.ID(stored=True, sortable=True),
            topic=fields.KEYWORD(commas=True, stored=True),
            date=fields.DATETIME(stored=True, sortable=True),
            month=fields.ID(sortable=True),
        )

    def _ask(self, question: Question) -> Any:
        words = question.words
        match question.join:
            case "none":
                return self._query.Every()
            case "phrase":
                text = f'"{" ".join(words)}"'
            case "prefix":
                text = f"{words[0]}*"
            case "without":
                text = f"{words[0]} NOT {words[1]}"
            case "any":
                text = " OR ".join(words)
            case _:
                text = " AND ".join(words)
        return self._parser.parse(text)

    def _filter(self, question: Question) -> Any:
        if question.provider:
            return self._query.Term("provider", question.provider)
        if question.since and question.until:
            since, until = datetime.combine(question.since, time()), datetime.combine(question.until, time.max)
            return self._query.DateRange("date", since, until)
        return None

    def _facets(self) -> dict[str, Any]:
        sorting, counted = self._sorting, self._sorting.Count
        return {
            "provider": sorting.FieldFacet("provider", maptype=counted),
            "topic": sorting.FieldFacet("topic", allow_overlap=True, maptype=counted),
            "month": sorting.FieldFacet("month", maptype=counted),
        }

    def _passage(self, hit: Any, question: Question) -> str:
        marked = hit.highlights("body", top=_PASSAGES) if question.words else ""
        return marked or first_lines(hit["body"])


def _document(article: Article) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": article.source_id,
        "title": article.title,
        "body": article.body,
        "provider": article.provider.name,
        "topic": ",".join(article.topics),
        "month": month_of(article),
    }
    if article.published:
        document["date"] = article.published.at.replace(tzinfo=None)
    return document


def _most(counted: dict[str | None, int]) -> Counts:
    given = [(value, count) for value, count in counted.items() if value]
    return tuple(sorted(given, key=lambda pair: (-pair[1], pair[0]))[:VALUES])
