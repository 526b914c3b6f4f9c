"""SQLite's FTS5: an external content table, facets and months counted by SQL over what matched."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from index.article import Article
from tests.bench.peer import HITS, PASSAGE_CHARACTERS, VALUES, Counts, PageResult, month_of
from tests.bench.questions import Question

# What is counted and filtered stands before the long text, so that reading it need not pass over the text.
_SCHEMA = """
    create table article(id integer primary key, name, provider, date integer, month, title, body);
    create table topic(article integer, topic);
    create virtual table words using fts5(
        title, body, content=article, content_rowid=id, tokenize='porter unicode61'
    );
"""
_AFTERWARDS = """
    create index topic_of on topic(article);
    create index by_date on article(date);
    insert into words(words, rank) values('rank', 'bm25(3.0, 1.0)');
    insert into words(words) values('optimize');
"""
_MATCHED = "create temp table matched(id integer primary key)"
_FROM_WORDS = "from words join article on article.id = words.rowid"
_FROM_ALL = "from article"
_BEST = f"select name, article.title, snippet(words, 1, '<b>', '</b>', '…', 30) {_FROM_WORDS}"
_NEWEST = f"select name, title, substr(body, 1, {PASSAGE_CHARACTERS}) {_FROM_ALL}"
# A cross join, because SQLite then looks up what matched and does not go through all articles.
_BY_PROVIDER = f"""
    select provider, count(*) from matched cross join article using(id)
    where provider != '' group by 1 order by 2 desc limit {VALUES}
"""
_BY_TOPIC = f"""
    select topic, count(*) from matched cross join topic on topic.article = matched.id
    group by 1 order by 2 desc limit {VALUES}
"""
_BY_MONTH = "select month, count(*) from matched cross join article using(id) where month != '' group by 1 order by 1"

Values = list[str | int]


class Fts5Peer:
    """One SQLite file; Porter's stemmer, BM25 with the title weighed 3."""

    def __init__(self) -> None:
        self.version = f"SQLite FTS5 {sqlite3.sqlite_version}"

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        folder.mkdir()
        database = sqlite3.connect(folder / "articles.db")
        database.executescript(_SCHEMA)
        with database:
            for number, article in enumerate(articles):
                _insert(database, number, article)
        database.executescript(_AFTERWARDS)
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "articles.db", isolation_level=None)
        self._database.execute(_MATCHED)

    def warm(self) -> None:
        """There is nothing to do."""

    def page(self, question: Question) -> PageResult:
        where, values = _where(question)
        ask = self._database.execute
        ask("delete from matched")
        ask(f"insert into matched {_ids(question)} {where}", values)
        (total,) = ask("select count(*) from matched").fetchone()
        best = f"{_BEST} {where} order by rank" if question.words else f"{_NEWEST} {where} order by date desc"
        hits = ask(f"{best} limit {HITS}", values).fetchall()
        return PageResult(
            total=total,
            ids=tuple(name for name, _, _ in hits),
            titles=tuple(title for _, title, _ in hits),
            passages=tuple(passage for _, _, passage in hits),
            facets={"provider": self._count(_BY_PROVIDER), "topic": self._count(_BY_TOPIC)},
            months=self._count(_BY_MONTH),
        )

    def _count(self, statement: str) -> Counts:
        return tuple(self._database.execute(statement))


def _insert(database: sqlite3.Connection, number: int, article: Article) -> None:
    at = int(article.published.at.timestamp()) if article.published else None
    row = (number, article.source_id, article.provider.name, at, month_of(article), article.title, article.body)
    database.execute("insert into article values(?, ?, ?, ?, ?, ?, ?)", row)
    database.executemany("insert into topic values(?, ?)", [(number, topic) for topic in article.topics])
    words = (number, article.title, article.body)
    database.execute("insert into words(rowid, title, body) values(?, ?, ?)", words)


def _ids(question: Question) -> str:
    """What selects the numbers of articles, without a look at the articles where no filter needs one."""
    if not question.words:
        return f"select id {_FROM_ALL}"
    if question.provider or question.since:
        return f"select article.id {_FROM_WORDS}"
    return "select rowid from words"


def _where(question: Question) -> tuple[str, Values]:
    """The condition of a question, and what stands for its question marks."""
    conditions: list[str] = []
    values: Values = []
    if question.words:
        conditions.append("words match ?")
        values.append(_expression(question))
    if question.provider:
        conditions.append("provider = ?")
        values.append(question.provider)
    if question.since and question.until:
        conditions.append("date >= ? and date < ?")
        values += [_seconds(question.since), _seconds(question.until + timedelta(days=1))]
    return (f"where {' and '.join(conditions)}" if conditions else ""), values


def _expression(question: Question) -> str:
    words = [f'"{word}"' for word in question.words]
    match question.join:
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "prefix":
            return f"{words[0]} *"
        case "without":
            return " NOT ".join(words)
        case "any":
            return " OR ".join(words)
        case _:
            return " AND ".join(words)


def _seconds(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 24 * 3600
