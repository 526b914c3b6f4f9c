"""Xapian: match spies count the values of slots, a slot for each of an article's topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from index.article import Article
from tests.bench.peer import HITS, PASSAGE_CHARACTERS, VALUES, Counts, PageResult, first_lines, month_of
from tests.bench.questions import Question

_DATE, _PROVIDER, _MONTH, _FIRST_TOPIC = range(4)
_TOPIC_SLOTS = "topic slots"
_PROVIDER_TERM, _TITLE_TERM = "XP", "S"
_TITLE_WEIGHT = 3


class XapianPeer:
    """A Xapian database; Snowball's English stemmer, title words counted three times."""

    def __init__(self) -> None:
        self._xapian: Any = import_module("xapian")
        self.version = f"Xapian {self._xapian.version_string()}"

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        xapian = self._xapian
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        for article in articles:
            database.add_document(self._document(article, generator))
        most = max((len(article.topics) for article in articles), default=0)
        database.set_metadata(_TOPIC_SLOTS, str(most))
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        xapian = self._xapian
        self._database = xapian.Database(str(folder))
        slots = int(self._database.get_metadata(_TOPIC_SLOTS))
        self._slots = {"provider": [_PROVIDER], "topic": list(range(_FIRST_TOPIC, _FIRST_TOPIC + slots))}
        self._stem = xapian.Stem("en")
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(self._stem)
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_database(self._database)

    def warm(self) -> None:
        """There is nothing to do."""

    def page(self, question: Question) -> PageResult:
        xapian = self._xapian
        enquire = xapian.Enquire(self._database)
        enquire.set_query(self._query(question))
        if question.join == "none":
            enquire.set_sort_by_value(_DATE, True)
        spies = {slot: xapian.ValueCountMatchSpy(slot) for slots in self._slots.values() for slot in slots}
        spies[_MONTH] = xapian.ValueCountMatchSpy(_MONTH)
        for spy in spies.values():
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, HITS, self._database.get_doccount())
        hits = [orjson.loads(hit.document.get_data()) for hit in found]
        return PageResult(
            total=found.get_matches_estimated(),  # exact, because every match was looked at
            ids=tuple(hit["id"] for hit in hits),
            titles=tuple(hit["title"] for hit in hits),
            passages=tuple(self._passage(found, hit["body"], question) for hit in hits),
            facets={field: _most(spies[slot] for slot in slots) for field, slots in self._slots.items()},
            months=tuple(sorted((value, count) for value, count in _values(spies[_MONTH]) if value)),
        )

    def _document(self, article: Article, generator: Any) -> Any:
        document = self._xapian.Document()
        generator.set_document(document)
        generator.index_text(article.title, _TITLE_WEIGHT)
        generator.increase_termpos()
        generator.index_text(article.body)
        document.add_boolean_term(_PROVIDER_TERM + article.provider.name)
        document.add_value(_PROVIDER, article.provider.name)
        for slot, topic in enumerate(article.topics, start=_FIRST_TOPIC):
            document.add_value(slot, topic)
        if article.published:
            document.add_value(_DATE, article.published.at.strftime("%Y%m%d%H%M%S"))
            document.add_value(_MONTH, month_of(article))
        held = {"id": article.source_id, "title": article.title, "body": article.body}
        document.set_data(orjson.dumps(held))
        return document

    def _query(self, question: Question) -> Any:
        query, parser = self._xapian.Query, self._xapian.QueryParser
        if question.join == "none":
            return query("")
        flags = parser.FLAG_PHRASE | parser.FLAG_BOOLEAN | parser.FLAG_WILDCARD
        asked = self._parser.parse_query(_text(question), flags)
        if question.provider:
            asked = query(query.OP_FILTER, asked, query(_PROVIDER_TERM + question.provider))
        if question.since and question.until:
            since, until = _digits(question.since), _digits(question.until + timedelta(days=1))
            asked = query(query.OP_FILTER, asked, query(query.OP_VALUE_RANGE, _DATE, since, until))
        return asked

    def _passage(self, found: Any, body: str, question: Question) -> str:
        if not question.words:
            return first_lines(body)
        marked: bytes | str = found.snippet(body, PASSAGE_CHARACTERS, self._stem)
        return marked.decode() if isinstance(marked, bytes) else marked


def _text(question: Question) -> str:
    match question.join:
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "prefix":
            return f"{question.words[0]}*"
        case "without":
            return " NOT ".join(question.words)
        case "any":
            return " OR ".join(question.words)
        case _:
            return " AND ".join(question.words)


def _digits(day: date) -> str:
    """A day as its value begins; the value of any moment on it is greater."""
    return day.strftime("%Y%m%d")


def _values(spy: Any) -> Iterable[tuple[str, int]]:
    return ((value.term.decode(), value.termfreq) for value in spy.values())


def _most(spies: Iterable[Any]) -> Counts:
    """The most frequent values over all slots of a field."""
    counts: Counter[str] = Counter()
    for spy in spies:
        counts.update(dict(_values(spy)))
    counts.pop("", None)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:VALUES])
