"""Forms of one page meet, for readers who come with any of them; pages that only resemble each other never do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.assembly.assemble import assemble
from index.assembly.grouping import article_address
from index.twins import twin_form
from index.urls import canonical_url
from index.withdrawing import withdraw
from tests.index.articles.newsroom import Newsroom, ferry
from tests.index.articles.test_assembly import only, record
from tests.places import CORPORA

AZURE = CORPORA / "azure-news"
PAGE = "https://www.example.org/2021/ferry-runs-again"

_TWINS = [
    "https://example.org/2021/ferry-runs-again",
    "http://m.example.org/2021/ferry-runs-again/",
    "https://mobile.example.org/2021/ferry-runs-again?utm_source=x",
    "https://amp.example.org/2021/ferry-runs-again",
    "https://touch.example.org/2021/ferry-runs-again",
    "https://3g.example.org/2021/ferry-runs-again",
    "https://wap.example.org/2021/ferry-runs-again",
    "https://mobil.example.org/2021/ferry-runs-again",
    "https://www.example.org/2021/ferry-runs-again/amp/",
    "https://www.example.org/2021/ferry-runs-again/amp.html",
    "https://www.example.org/amp/2021/ferry-runs-again",
    "https://www.example.org/google-amp/2021/ferry-runs-again",
    "https://www.example.org/2021/ferry-runs-again.amp",
    "https://www.example.org/2021/ferry-runs-again?amp",
    "https://www.example.org/2021/ferry-runs-again?amp=1",
    "https://www.example.org/2021/ferry-runs-again?outputType=amp",
    "https://m-example-org.cdn.ampproject.org/c/s/m.example.org/2021/ferry-runs-again?amp=1&usqp=x",
]
_SHORT_TWINS = [
    (f"https://paper.example{path}", form)
    for path in (
        "/2021/02/victim-story",
        "/2021/02/03/victim",
        "/20210203/victim",
        "/2021/2/local/victim",
        "/news/victim-story",
    )
    for form in (
        f"https://paper.example{path}/amp/",
        f"https://m.paper.example{path}/amp/",
        f"https://www.paper.example/amp{path}",
        f"https://www-paper-example.cdn.ampproject.org/c/s/www.paper.example{path}/amp/",
        f"https://www.google.com/amp/s/www.paper.example{path}/amp/",
    )
]
_SHORT_TWINS += [
    ("https://paper.example/article/idFRKNB7XC2QT", "https://mobile.paper.example/article/amp/idFRKNB7XC2QT"),
    ("https://paper.example/news/c4p8x1v9z", "https://paper.example/news/c4p8x1v9z.amp"),
    ("https://de.example.org/wiki/Seezeichen", "https://de.m.example.org/wiki/Seezeichen"),
    ("https://zh-yue.example.org/wiki/A", "https://zh-yue.mobile.example.org/wiki/A"),
    ("https://uk.example.org/a", "https://uk.touch.example.org/a"),
]
_STRANGERS = [
    ("https://example.org/covid19news/amp", "https://example.org/covid19news"),
    ("https://de.m.example.org/wiki/A", "https://fr.m.example.org/wiki/A"),
    ("https://de.m.example.org/wiki/A", "https://example.org/wiki/A"),
    ("https://news.m.example.org/a", "https://news.example.org/a"),
    ("https://de.m.org/wiki/A", "https://de.org/wiki/A"),
    ("https://touching.example.org/a", "https://example.org/a"),
    ("https://example.org/sport/amp/", "https://example.org/sport"),
    ("https://example.org/news/sport/amp/", "https://example.org/news/sport"),
    ("https://example.org/local-news/amp", "https://example.org/local-news"),
    ("https://example.org/2021/02/amp", "https://example.org/2021/02"),
    ("https://example.org/2021/02/03/amp", "https://example.org/2021/02/03"),
    ("https://example.org/2021/02/page/2/amp", "https://example.org/2021/02/page/2"),
    ("https://example.org/topics/amp", "https://example.org/topics"),
    ("https://example.org/amp/news", "https://example.org/news"),
    ("https://example.org/amp", "https://example.org"),
    ("https://m.org/2021/ferry-runs-again", "https://org/2021/ferry-runs-again"),
    ("https://news.example.org/2021/ferry-runs-again", "https://example.org/2021/ferry-runs-again"),
    ("https://example.org/2021/ferry-runs-again?id=1", "https://example.org/2021/ferry-runs-again?id=2"),
    ("https://example.org/2021/ferry-runs-again?amp=12", "https://example.org/2021/ferry-runs-again"),
    ("https://example.org/list?format=full", "https://example.org/list"),
    ("https://example.org/2021/guitar-amp-on-fire", "https://example.org/2021/guitar-on-fire"),
    ("https://example.org/2021/ferry-amp", "https://example.org/2021/ferry"),
    ("https://example.org/2021/Ferry-runs-again", "https://example.org/2021/ferry-runs-again"),
    ("https://ww.example.org/a", "https://example.org/a"),
    ("https://team.example.org/a", "https://teaexample.org/a"),
    ("https://team.example.org/a?id=1", "https://teaexample.org/a?id=1"),
]


@pytest.mark.parametrize("address", _TWINS)
def test_forms_of_a_page_are_one_article(address: str) -> None:
    """Telephones, AMP, its caches, with www and without: joined, and each record's own address is kept as it is."""
    page = record("page.html", title="Ferry", body="The ferry runs.", urls=(PAGE,))
    article = only(assemble([page, record("other.html", title="Ferry", urls=(address,))]))
    assert set(article.aliases) == {PAGE, canonical_url(address)}


@pytest.mark.parametrize(("page", "form"), _SHORT_TWINS)
def test_a_short_name_is_an_article_s_where_its_path_says_so(page: str, form: str) -> None:
    """Behind a date, or as two words in a section: what is withdrawn there must not come back in its AMP form."""
    assert twin_form(canonical_url(form)) == twin_form(canonical_url(page))


@pytest.mark.parametrize(("one", "other"), _STRANGERS)
def test_pages_that_resemble_each_other_stay_apart(one: str, other: str) -> None:
    """A section called amp, a number behind amp=, another host: joined wrongly, an article would be lost."""
    assert twin_form(canonical_url(one)) != twin_form(canonical_url(other))


@given(
    st.text(max_size=40),
    st.sampled_from(["https://www.m.example.org/amp/", "https://a.b/", "http://m.x.y/7001/amp?amp&"]),
)
def test_a_twin_form_is_found_whatever_the_address(rest: str, start: str) -> None:
    """It never fails, and is the same for an address and for its canonical form."""
    address = canonical_url(start + rest)
    assert twin_form(address) == twin_form(canonical_url(address))


@pytest.mark.parametrize(
    "front",
    ["https://example.org/index.html", "https://example.org/en", "https://m.example.org/?amp=1", "https://a.b/pt-BR/"],
)
def test_a_front_page_names_no_article(front: str) -> None:
    """In whatever form: a site that gives it as the address of every article keeps them all."""
    assert article_address(front) == ""
    articles = assemble(
        [record(f"{n}.html", title=title, urls=(front,)) for n, title in enumerate(("A", "B"))]
    ).articles
    assert len(articles) == 2


def test_an_article_is_found_linked_and_withdrawn_by_any_form(tmp_path: Path) -> None:
    """Whoever comes with the address of a telephone finds the page, and what is withdrawn stays out in every form."""
    newsroom = Newsroom(tmp_path)
    mobile, amp = _TWINS[1], _TWINS[12]
    related = [{"title": "Ferry", "url": amp}]
    teller = {"title": "T", "body": "B", "url": "https://t.example/1", "related": related}
    newsroom.publish(ferry(url=PAGE), teller)
    assert newsroom.read(mobile).article.url == newsroom.read(amp).article.url == PAGE
    assert [one.url for one in newsroom.read("https://t.example/1").related] == [PAGE]
    withdraw(newsroom.archive, mobile, "a court order")
    report = newsroom.publish(ferry(url=amp), teller)
    assert [article.url for article in report.concealed.withdrawn] == [amp]


def _amp_pairs() -> Iterator[tuple[str, str]]:
    """The address of a page and of its AMP form, as an aggregator gives them."""
    for path in sorted(AZURE.glob("*.md")):
        own = ""
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if found := re.match(r'\s*(webUrl|ampWebUrl|cdnAmpWebUrl): *"?(https?://[^\s"]+)', line):
                if found[1] == "webUrl":
                    own = found[2]
                elif own:
                    yield own, found[2]


@pytest.mark.skipif(not AZURE.is_dir(), reason="needs a corpus that is not part of the repository")
def test_most_amp_forms_of_a_real_archive_are_known() -> None:
    """Of the AMP pages and cache entries that an aggregator names, four in five are told from the address alone."""
    pairs = set(_amp_pairs())
    met = sum(twin_form(canonical_url(one)) == twin_form(canonical_url(other)) for one, other in pairs)
    assert met / len(pairs) > 0.8
