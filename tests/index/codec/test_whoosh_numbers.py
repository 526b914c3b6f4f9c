"""Stock Whoosh, with an archive's own schema, finds by date, quality and heat what the engine finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from whoosh.index import open_dir
from whoosh.qparser import QueryParser

from index.article import Article, Instant, Kind, article_id
from index.codec.names import STORED_FIELD
from index.codec.whoosh_codec import BackfileCodec
from index.codec.whoosh_merging import BackfileWriter
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.generations.revision import Base
from index.generations.stored import decode_article
from index.generations.writer import write_index
from search.engine import open_engine
from search.model import SearchRequest
from tests.merged_generation import in_archive_order, write_segments

_FIRST_DAY = datetime(2020, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC)

ASKED = {  # of Whoosh, and the same of the engine
    "date:[2021 TO 2022]": "date:2021..2022",
    "date:2021": "date:2021",
    "date:202112": "date:2021-12",
    "date:20211201": "date:2021-12-01",
    "date:[20211201 TO 20211231]": "date:2021-12-01..2021-12-31",
    "date:[20210601 TO]": "date:>=2021-06-01",
    "date:[TO 19691231]": "date:<=1969-12-31",
    "quality:50": "quality:50..50",
    "quality:[50 TO]": "quality:>=50",
    "quality:[TO 49]": "quality:<=49",
    "heat:[-1 TO 5]": "heat:-1..5",
    "heat:[TO -1]": "heat:<=-1",
    "ferry AND date:[2021 TO 2022] AND NOT quality:[50 TO]": "ferry date:2021..2022 -quality:>=50",
    "heat:[0 TO] OR date:[2022 TO]": "heat:>=0 OR date:>=2022",
}


def dated(at: datetime, precision: Any = "second") -> Instant:
    return Instant(at, precision)


def reports(count: int = 120) -> list[Article]:
    """Some without a date, a quality or a heat, some at the same moment, the first and the last instant of a day."""
    days = [_FIRST_DAY + timedelta(days=7 * number // 2, microseconds=number % 3) for number in range(count)]
    made = [
        Article(
            id=article_id(f"report {number}"),
            kind=Kind.FULL,
            title=f"{'Ferry' if number % 2 else 'Bridge'} {number}",
            body=f"What was said of number {number}, in 2021 and in 50 places.",
            published=dated(day) if number % 11 else None,
            quality=number % 101 if number % 7 else None,
            heat=number % 13 - 6 if number % 3 else None,
        )
        for number, day in enumerate(days)
    ]
    others = (
        dated(datetime(2021, 12, 1, tzinfo=UTC), "month"),
        dated(datetime(2021, 12, 1, tzinfo=UTC), "day"),
        dated(datetime(2021, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        dated(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        dated(datetime(1, 1, 1, tzinfo=UTC)),
    )
    return [*made, *(structs.replace(made[1], id=article_id(str(at)), published=at) for at in others)]


def publish_whole(articles: Sequence[Article], folder: Path) -> None:
    Archive(folder).publish(lambda inside: write_index(articles, inside))


def publish_amended(articles: Sequence[Article], folder: Path) -> None:
    """One where half of the articles had other numbers before, or were not there, and others have gone."""
    before = [
        structs.replace(article, quality=1, heat=None) if number % 4 else structs.replace(article, published=None)
        for number, article in enumerate(articles)
        if number % 3
    ]
    gone = [structs.replace(article, id=article_id(f"gone {article.id}")) for article in articles[::7]]
    publish_whole([*before, *gone, *articles[-40:-20]], folder)
    base = Base(Generation(Archive(folder).current()), articles=0, new=1.0)
    Archive(folder).publish(lambda inside: write_index(articles, inside, base=base))


def documents_found(searcher: Any, asked: str) -> list[str]:
    """The ids that Whoosh's own parser and searcher find."""
    found = searcher.search(QueryParser("title", searcher.schema).parse(asked), limit=None, optimize=False)
    return sorted(decode_article(hit[STORED_FIELD]).id for hit in found)


@pytest.fixture(scope="module", params=[publish_whole, publish_amended], ids=["anew", "amended"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("numbers")
    publish: Callable[[Sequence[Article], Path], None] = request.param
    publish(reports(), folder)
    return folder


@pytest.mark.parametrize(("asked", "of_the_engine"), ASKED.items(), ids=ASKED)
def test_whoosh_finds_by_numbers_what_the_engine_finds(archive: Path, asked: str, of_the_engine: str) -> None:
    """Written at once, and spliced of what was there and what has changed."""
    with closing(open_engine(f"whoosh:{archive}")) as engine:
        pages = (SearchRequest(of_the_engine, offset=at, limit=100, copies="show") for at in (0, 100))
        ids = [hit.article.id for page in pages for hit in engine.search(page).hits]
    with open_dir(Archive(archive).current()).searcher() as searcher:
        found = documents_found(searcher, asked)
    assert found == sorted(ids)
    assert 0 < len(found) < len(reports())


@pytest.mark.parametrize(("asked", "of_the_engine"), ASKED.items(), ids=ASKED)
def test_whoosh_finds_by_numbers_over_several_segments(tmp_path: Path, asked: str, of_the_engine: str) -> None:
    """The same as in one, with segments of which one has no number, and after they were merged."""
    articles = in_archive_order(reports())
    bare = [structs.replace(one, published=None, quality=None, heat=None) for one in articles[:9]]
    held = [*articles[9:50], *articles[50:], *bare]
    (tmp_path / "parts").mkdir()
    (tmp_path / "one").mkdir()
    write_segments([articles[9:50], [], articles[50:], bare], tmp_path / "parts")
    write_index(held, tmp_path / "one")
    with open_dir(tmp_path / "one").searcher() as searcher:
        expected = documents_found(searcher, asked)
    made = open_dir(tmp_path / "parts")
    assert expected
    assert len(made._segments()) > 2
    with made.searcher() as searcher:
        assert documents_found(searcher, asked) == expected
    BackfileWriter(made).commit(optimize=True)
    with made.searcher() as searcher:
        assert documents_found(searcher, asked) == expected


def test_numbers_are_the_terms_that_whoosh_makes_of_them(tmp_path: Path) -> None:
    """So that a document added through Whoosh stands among the others, and all are sorted and read back."""
    articles = in_archive_order(reports(20))
    write_index(articles, tmp_path)
    made = open_dir(tmp_path)
    with made.reader() as reader:
        for name in ("date", "quality", "heat"):
            terms = list(reader.lexicon(name))
            field = made.schema[name]
            assert [field.to_bytes(field.from_bytes(term)) for term in terms] == terms == sorted(terms)
        assert {made.schema["heat"].from_bytes(term) for term in reader.lexicon("heat")} == {
            article.heat for article in articles if article.heat is not None
        }
        assert {made.schema["date"].from_bytes(term) for term in reader.lexicon("date")} == {
            datetime.combine(article.published.at.date(), time()) for article in articles if article.published
        }
    writer = made.writer(codec=BackfileCodec())
    writer.add_document(title="tunnel", date=datetime(2021, 5, 4), quality=50, heat=-3)
    writer.commit(merge=False)
    with made.searcher() as searcher:
        for asked in ("date:20210504", "date:[2021 TO 2022]", "quality:50", "heat:[-3 TO -3]"):
            parsed = QueryParser("title", made.schema).parse(f"tunnel AND {asked}")
            assert len(searcher.search(parsed, limit=None, optimize=False)) == 1, asked
