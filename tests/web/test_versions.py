"""How page, JSON and `backfile show` tell what an article said before, what gave way and what relates to it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient

from index.article import article_id
from index.withdrawing import withdraw
from search.engine import open_engine
from tests.index.articles.newsroom import FIRST, SECOND, URL, Newsroom, ferry
from tests.small_archive import DANGEROUS, HOSTILE, RICH, SECRET_PATH, build_client
from web.app import create_app
from web.cli import cli


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over one article with a past, and one whose past holds markup."""
    return build_client(tmp_path_factory.mktemp("versions"), [RICH, DANGEROUS])


def test_page_says_that_an_article_changed_when_and_how(client: FlaskClient) -> None:
    """At the top with a link, below with each change, latest first, and the whole of each earlier text."""
    soup = BeautifulSoup(client.get(f"/article/{RICH.id}").text, "lxml")
    (notice,) = soup.select(".changed")
    assert notice.text.startswith("Change noticed on 3 January 2022, 04:05 UTC")
    assert soup.select(str(notice.a["href"]))  # type: ignore[index]
    changes = soup.select(".versions ol > li")
    assert [one.h3.text.strip() for one in changes] == [  # type: ignore[union-attr]
        "Change noticed on 3 January 2022, 04:05 UTC",
        "Changed on 16 December 2021",
    ]
    assert [one.text for one in changes[0].select(".difference del, .difference ins")] == [
        "Harbour budget approved at last",
        "Harbour budget approved",
    ]
    assert [one.text for one in changes[1].select(".difference del, .difference ins")][2:] == ["three ", "two "]
    assert "grows by three percent" in changes[1].select(".former")[0].text


def test_page_of_an_article_that_never_changed_says_nothing(client: FlaskClient) -> None:
    """No heading stands over nothing."""
    assert "version" not in client.get("/").text
    soup = BeautifulSoup(client.get(f"/article/{DANGEROUS.id}").text, "lxml")
    assert len(soup.select(".versions ol > li")) == 1
    assert HOSTILE in soup.select(".former")[0].text
    assert not soup.select(".versions script, .versions b")


def test_json_of_an_article_has_its_versions_and_no_file(client: FlaskClient) -> None:
    """Programs get the whole of each text, and nobody learns by HTTP where anything was read."""
    shown = client.get(f"/api/articles/{RICH.id}").get_json()
    assert shown["versions_total"] == 2
    latest, first = shown["versions"]
    assert (latest["replaced"], latest["replaced_noticed"], latest["title_changed"]) == (
        "2022-01-03T04:05:00Z",
        True,
        True,
    )
    assert (first["replaced"], first["dated"], first["body"]) == (
        "2021-12-16",
        "2021-12-15T23:05:00Z",
        RICH.body.replace("two", "three"),
    )
    assert {"fate": "removed", "text": "three "} in first["differences"]
    for place in ("article", "api/articles"):
        text = client.get(f"/{place}/{DANGEROUS.id}").text
        assert SECRET_PATH not in text
        assert "conflicts" not in text


def show(newsroom: Newsroom, *options: str) -> str:
    return CliRunner().invoke(cli, ["show", URL, "--archive", str(newsroom.archive), *options]).stdout


def test_show_tells_what_gave_way_and_where_it_stands(newsroom: Newsroom) -> None:
    """Whoever runs the archive sees which file said otherwise, in text and as JSON."""
    newsroom.put("meta.jsonl", ferry("", title="Ferry is back", date="2021-12-14", quality=4))
    newsroom.put("page.jsonl", ferry(quality=5))
    newsroom.build()
    told = json.loads(show(newsroom, "--format", "json"))
    assert told["conflicts_total"] == len(told["conflicts"]) == 3
    lost = {one["field"]: (one["value"], one["file"], one["line"]) for one in told["conflicts"]}
    place = ("source/meta.jsonl", None)
    assert lost == {"title": ("Ferry is back", *place), "quality": ("4", *place), "published": ("2021-12-14", *place)}
    assert "title       Ferry is back  [source/meta.jsonl]" in show(newsroom)


def test_show_tells_what_an_article_said_before(newsroom: Newsroom) -> None:
    """In a terminal too: when, and what has changed since."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND, updated="2021-12-16T09:30:00Z"))
    assert "Earlier versions (1)\n  changed 2021-12-16T09:30:00Z; text of 2021-12-15T10:00:00Z\n" in show(newsroom)
    assert "\n    - Forty\n    + Fifty\n" in show(newsroom)
    assert json.loads(show(newsroom, "--format", "json"))["versions"][0]["body"] == FIRST


def test_a_text_in_no_order_with_the_article_is_shown_and_goes_with_its_file(newsroom: Newsroom) -> None:
    """Below another heading than what is surely earlier; its file gives it once more whenever it is read."""
    longer = f"{SECOND} The crossing takes an hour."
    newsroom.put("a.jsonl", ferry(longer))
    newsroom.put("b.jsonl", ferry())
    for _ in range(2):
        newsroom.build(cache="fresh")
    assert "Other texts (1)\n  another text of it; text of 2021-12-15T10:00:00Z\n" in show(newsroom)
    (version,) = json.loads(show(newsroom, "--format", "json"))["versions"]
    assert (version["body"], version["replaced"]) == (FIRST, None)
    with closing(open_engine(f"whoosh:{newsroom.archive}")) as engine:
        page = create_app(engine).test_client().get(f"/article/{article_id(URL)}").text
    soup = BeautifulSoup(page, "lxml")
    assert [soup.select(f".versions {part}")[0].text.strip() for part in ("h2", "h3")] == [
        "Other texts (1)",
        "Another text of it is kept",
    ]
    assert FIRST in soup.select(".former")[0].text
    assert "nothing tells which is later" in soup.select(".legend")[0].text
    (newsroom.source / "a.jsonl").unlink()
    newsroom.build()
    assert newsroom.read().article.body == FIRST
    assert newsroom.earlier() == [longer]


def test_an_article_shows_what_relates_to_it_too(newsroom: Newsroom) -> None:
    """Both directions, of archived articles and references, by any address; what is withdrawn relates to nothing."""
    mention = {"title": "Ferry", "url": f"{URL}?utm_source=x"}
    tellers = [
        {
            "title": f"Teller {n}",
            "body": f"B {n}",
            "date": f"2021-12-0{n}",
            "url": f"https://t.example/{n}",
            "related": [mention],
        }
        for n in (1, 2)
    ]
    newsroom.publish(ferry(), *tellers)
    shown = newsroom.read()
    assert ([one.title for one in shown.related_from], shown.related_from_total) == (["Teller 2", "Teller 1"], 2)
    assert [one.title for one in newsroom.read("https://t.example/1").related] == ["Ferry runs again"]
    withdraw(newsroom.archive, "https://t.example/2", "a court order")
    assert [one.title for one in newsroom.read().related_from] == ["Teller 1"]
    client = create_app(open_engine(f"whoosh:{newsroom.archive}")).test_client()
    soup = BeautifulSoup(client.get(f"/article/{article_id(URL)}").text, "lxml")
    assert [one.text for one in soup.select("[aria-labelledby=related-from-heading] h3")] == ["Teller 1"]
    answer = client.get(f"/api/articles/{article_id(URL)}").get_json()
    assert ([one["title"] for one in answer["related_from"]], answer["related_from_total"]) == (["Teller 1"], 1)
