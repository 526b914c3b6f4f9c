"""A small archive with one article for each thing a surface has to show, served by the real engine.

Not a test file: `build_client` publishes the archive in a folder and gives a client of the site over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from index.article import Article, Cut, Image, Instant, Kind, Origin, Provider, article_id
from index.generations.archive import Archive
from index.generations.writer import write_index
from index.versions.file import write_versions
from index.versions.history import History, Loss, Version
from search.engine import open_engine
from web.app import create_app

SECRET_PATH = "/srv/private/intake/hostile.md"  # where an article was read: no surface may show it
HOSTILE = '<script>alert("q")</script> & <b onmouseover=alert(1)>bold</b>'


def build_client(folder: Path, articles: Sequence[Article]) -> FlaskClient:
    """A client of the site over an archive of these articles, published in this folder."""
    Archive(folder).publish(lambda inside: write_generation(articles, inside))
    return create_app(open_engine(f"whoosh:{folder}")).test_client()


def write_generation(articles: Sequence[Article], inside: Path) -> None:
    """The files of a generation, with what these articles said before."""
    write_index(articles, inside)
    known = {article.id for article in articles}
    histories = {id_: history for id_, history in HISTORIES.items() if id_ in known}
    write_versions(inside, dict.fromkeys(histories, b"0123456789abcdef"), histories)


def day(year: int, month: int, number: int) -> Instant:
    """A date without a time."""
    return Instant(datetime(year, month, number, tzinfo=UTC), "day")


def ferry(number: int) -> Article:
    """One of a long row of plain articles, a fortnight apart."""
    month, late = divmod(number, 2)
    return Article(
        id=article_id(f"https://ferry.example/{number}"),
        kind=Kind.FULL,
        title=f"Ferry timetable number {number}",
        body=f"The ferry leaves at noon.\n\nIt carried {number} passengers to the island.",
        url=f"https://ferry.example/{number}",
        provider=Provider("Island Ferry News", "ferry.example"),
        published=day(2020 + month // 12, month % 12 + 1, 20 if late else 5),
        category="transport",
        type="article",
        topics=("Ferries",) if late else ("Ferries", "Timetables"),
        quality=number,
    )


LOCKED = Article(
    id=article_id("https://courier.example/locked"),
    kind=Kind.SECURED,
    title="Budget talks behind closed doors",
    excerpt="The council met on the budget.",
    url="https://courier.example/locked",
    provider=Provider("-Dash Courier", "courier.example"),
    published=Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC), zone="assumed"),
    topics=("Budget",),
)
KNOWN = Article(
    id=article_id("https://elsewhere.example/known"),
    kind=Kind.REFERENCE,
    title="Budget deficit widens elsewhere",
    url="https://elsewhere.example/known",
    provider=Provider("Elsewhere Times"),
)
RICH = Article(
    id=article_id("https://courier.example/rich"),
    kind=Kind.FULL,
    title="Harbour budget approved",
    excerpt="A vote after midnight.",
    body="The harbour budget was approved.\n\nNobody spoke.\n\nThe budget grows by two percent.",
    url="https://courier.example/rich",
    aliases=("https://courier.example/rich", "https://courier.example/amp/rich"),
    provider=Provider("Harbour Courier", "courier.example"),
    source="Harbour Wire",
    authors=("Ida Brandt", "Noor Said"),
    published=Instant(datetime(2021, 12, 15, 23, 5, tzinfo=UTC)),
    updated=day(2021, 12, 16),
    category="politics",
    type="article",
    topics=("Budget", "Harbour"),
    quality=70,
    heat=-1,
    images=(Image("https://courier.example/quay.jpg", 640, 480, "The quay"),),
    related=(LOCKED.id, KNOWN.id),
    cuts=(Cut("Gold hits a new high", "teaser of another story"),),
    source_id="HC-7",
)
DANGEROUS = Article(
    id=article_id("hostile"),
    kind=Kind.FULL,
    title=HOSTILE,
    excerpt=HOSTILE,
    body=f"{HOSTILE}\n\nA plain paragraph about markup.",
    url="javascript:alert(1)",
    aliases=("data:text/html,<script>alert(1)</script>",),
    provider=Provider(HOSTILE),
    source=HOSTILE,
    authors=(HOSTILE,),
    topics=(HOSTILE,),
    category="'\"><img src=x onerror=alert(1)>",
    images=(Image("javascript:alert(2)", title=HOSTILE),),
    cuts=(Cut(HOSTILE, HOSTILE),),
    origin=(Origin(SECRET_PATH, 3),),
)
FERRIES = tuple(ferry(number) for number in range(25))
ARTICLES = (*FERRIES, LOCKED, KNOWN, RICH, DANGEROUS)

HISTORIES = {
    RICH.id: History(
        versions=(
            Version(
                replaced=day(2021, 12, 16),
                title="Harbour budget approved",
                body=RICH.body.replace("two", "three"),
                dated=Instant(datetime(2021, 12, 15, 23, 5, tzinfo=UTC)),
            ),
            Version(
                replaced=Instant(datetime(2022, 1, 3, 4, 5, tzinfo=UTC)),
                title="Harbour budget approved at last",
                body=RICH.body,
                dated=day(2021, 12, 16),
                noticed=True,
            ),
        )
    ),
    DANGEROUS.id: History(
        versions=(Version(replaced=day(2022, 2, 2), title=f"Once {HOSTILE}", body=f"{HOSTILE} was here."),),
        losses=(Loss("title", HOSTILE, Origin(SECRET_PATH, 7)),),
        losses_total=1,
    ),
}
