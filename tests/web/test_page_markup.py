"""The pages as HTML: nothing dangerous in any of them, built for every reader, and what browsers are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search.engine import open_engine
from tests.small_archive import ARTICLES, DANGEROUS, HOSTILE, RICH, SECRET_PATH, build_client
from web.app import WebSettings, create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site over the small archive."""
    with build_client(tmp_path_factory.mktemp("archive"), ARTICLES) as client:
        yield client


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).text, "lxml")


PAGES = (
    "/",
    "/?q=markup",
    "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E&topic=%3Cb%3E&page=x",
    f"/article/{DANGEROUS.id}?q=markup",
    f"/article/{RICH.id}",
    "/article/%3Cscript%3Ealert(1)%3C/script%3E",
    "/%3Cscript%3Ealert(1)%3C/script%3E",
    "/?from=%3Cscript%3E",
    "/help",
)


@pytest.mark.parametrize("path", PAGES)
def test_page_holds_nothing_that_runs(client: FlaskClient, path: str) -> None:
    """Whatever an article or an address holds, no script, style, handler or foreign picture gets into a page."""
    text = client.get(path).text
    soup = BeautifulSoup(text, "lxml")
    assert [str(one["src"]).split("?")[0] for one in soup.select("script")] == ["/static/page.js"]
    assert not soup.select("style, [style], iframe, object, img, main b, main script, base")
    assert not [name for tag in soup.select("*") for name in tag.attrs if name.startswith("on")]
    assert SECRET_PATH not in text


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_only_here_or_to_the_web(client: FlaskClient, path: str) -> None:
    """Only http and https addresses are links, and those of strangers are opened without a trace."""
    for one in page_links(client.get(path).text):
        target = str(one["href"])
        if target.startswith(("/", "#")):
            assert not target.startswith("//")
        else:
            assert urlsplit(target).scheme in ("http", "https")
            assert {"noopener", "noreferrer", "nofollow"} <= set(one["rel"])


def page_links(text: str) -> list[Tag]:
    return BeautifulSoup(text, "lxml").select("a[href]")


def test_hostile_text_is_shown_as_it_was_written(client: FlaskClient) -> None:
    """Markup in an article is text: a reader sees it, a browser does not run it."""
    soup = page(client, f"/article/{DANGEROUS.id}")
    assert soup.select("h1")[0].text.strip() == HOSTILE
    assert "javascript:alert(2)" in soup.select(".addresses")[1].text


@pytest.mark.parametrize("path", ["/", "/?q=ferry", f"/article/{RICH.id}?q=budget", "/?q=zzz&topic=x", "/help", "/x"])
def test_page_is_built_for_every_reader(client: FlaskClient, path: str) -> None:
    """Language, one main heading, landmarks, a skip link that leads somewhere, labels, unique ids."""
    soup = page(client, path)
    assert soup.select("html")[0]["lang"] == "en"
    assert len(soup.select("h1")) == len(soup.select("main")) == 1
    ids = [str(one["id"]) for one in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(str(one["href"])[1:] in ids for one in soup.select('a[href^="#"]'))
    fields = soup.select("form input:not([type=hidden]), form select")
    assert all(soup.select(f'label[for="{one["id"]}"]') for one in fields)
    levels = [int(one.name[1]) for one in soup.select("h1, h2, h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_help_examples_are_searches(client: FlaskClient) -> None:
    """Every example of the help page leads to a search that is read without a complaint."""
    for example in page(client, "/help").select(".examples a"):
        soup = page(client, str(example["href"]))
        assert soup.select("#q")[0]["value"] == example.text
        assert not re.search(r"not closed|could not|ignored|unknown", soup.select(".notes")[0].text)


def test_browser_is_told_how_to_search(tmp_path: Path) -> None:
    """The search description names the site's own address."""
    settings = WebSettings(title="Harbour <Archive>", base_url="https://archive.example/")
    client = create_app(open_engine(f"whoosh:{tmp_path}"), settings).test_client()
    description = BeautifulSoup(client.get("/opensearch.xml").data, "xml")
    assert description.select("Url[type='text/html']")[0]["template"] == "https://archive.example/?q={searchTerms}"
    assert "Harbour <Archive>" in description.select("Description")[0].text


def test_crawlers_may_read_articles_but_not_searches(client: FlaskClient) -> None:
    """Searches have no end, so they are left alone."""
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /api/\nDisallow: /*?\n"


def test_static_files_are_kept_only_under_their_version(client: FlaskClient) -> None:
    """A versioned file is kept for good; the same file without its version is asked for again."""
    versioned = str(page(client, "/").select("link[rel=stylesheet]")[0]["href"])
    with client.get(versioned) as kept, client.get("/static/page.css") as asked_again:
        assert "immutable" in kept.headers["Cache-Control"]
        assert asked_again.headers["Cache-Control"] == "no-cache"
