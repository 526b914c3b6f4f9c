"""Of all that a page's metadata describe, its own article is read: by JSON-LD, by microdata, by RDFa."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.article import Instant, Origin, Provider
from index.readers.html.page import read_html
from index.record import Record

_STORY = '<h1 itemprop="headline">Dyke holds through the night</h1><div itemprop="articleBody"><p>It held.</p></div>'
_SAID = """<span itemprop="author" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Ida Vos</b></span>
 <time itemprop="datePublished" datetime="2022-02-03T06:30:00Z">early</time><meta itemprop="dateModified"
 content="2022-02-04"><a itemprop="articleSection" href="/coast">Coast</a><meta itemscope itemprop="mainEntityOfPage"
 itemtype="https://schema.org/WebPage" itemid="https://coast.example/dyke-holds"><p itemprop="description">Wet.</p>
 <div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="Coast">
 </div><meta itemprop="keywords" content="dykes, floods">"""
_TEASER = """<div itemscope itemtype="https://schema.org/NewsArticle"><a itemprop="url" href="https://coast.example/old">
 <h3 itemprop="headline">Ferry sold to a museum</h3></a><meta itemprop="datePublished" content="2001-01-01">
 <span itemprop="author">Old Author</span></div>"""


def read(body: str, head: str = "<title>Coast</title>") -> Record:
    text = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    (found,) = read_html(text, Origin("saved/a.html"))
    assert isinstance(found, Record)
    return found


def item(inner: str, kind: str = "http://schema.org/NewsArticle", tag: str = "div") -> str:
    return f'<{tag} itemscope itemtype="{kind}">{inner}</{tag}>'


@pytest.mark.parametrize(
    "kind", ["http://schema.org/NewsArticle", "https://schema.org/Report", "//schema.org/BlogPosting"]
)
def test_microdata_tell_all_that_json_ld_would(kind: str) -> None:
    """Nested people and pages, attributes and texts alike give title, authors, dates, section, address."""
    found = read(item(_STORY + _SAID, kind))
    assert (found.title, found.authors, found.category) == ("Dyke holds through the night", ("Ida Vos",), "Coast")
    assert found.published == Instant(datetime(2022, 2, 3, 6, 30, tzinfo=UTC))
    assert found.updated == Instant(datetime(2022, 2, 4, tzinfo=UTC), "day", "assumed")
    assert (found.urls, found.topics) == (("https://coast.example/dyke-holds",), ("dykes", "floods"))
    assert (found.provider, found.excerpt) == (Provider("Coast", "coast.example"), "Wet.")


@pytest.mark.parametrize(
    "body",
    [
        _TEASER + item(_STORY + _SAID),
        item(_STORY + _SAID) + _TEASER * 3,
        f"<h1>Dyke holds through the night</h1><aside>{_TEASER}</aside>{item(_SAID)}",
        f'<div itemscope itemtype="https://schema.org/ItemList">{_TEASER}</div>{item(_STORY + _SAID, tag="article")}',
        item(_STORY + _SAID + _TEASER),
    ],
)
def test_a_teaser_gives_a_page_nothing(body: str) -> None:
    """The item that holds the heading or the body is the page's; the others are of other stories."""
    found = read(body)
    assert (found.authors, found.urls) == (("Ida Vos",), ("https://coast.example/dyke-holds",))
    assert found.published is not None
    assert found.published.at.year == 2022


@pytest.mark.parametrize("teasers", [_TEASER, _TEASER * 2, f"<footer>{_TEASER}</footer>"])
def test_teasers_alone_are_not_the_page(teasers: str) -> None:
    """Neither their titles nor their dates, authors and addresses are taken for those of another page."""
    found = read(f"<h1>Dyke holds through the night</h1><p>It held.</p>{teasers}")
    assert found.title == "Dyke holds through the night"
    assert (found.authors, found.published, found.urls) == ((), None, ())


def test_rdfa_is_read_as_microdata_are() -> None:
    """With prefixes and without."""
    plain = '<div vocab="https://schema.org/" typeof="NewsArticle"><h2 property="headline">Gulls leave</h2>'
    found = read(f'{plain}<span property="author" typeof="Person"><i property="name">Bo Ek</i></span></div>')
    assert (found.title, found.authors) == ("Gulls leave", ("Bo Ek",))
    prefixed = '<div typeof="schema:Article"><h1 property="schema:name">Gulls leave</h1>'
    found = read(f'{prefixed}<span property="schema:datePublished" content="2022-02-03"></span></div>')
    assert found.published == Instant(datetime(2022, 2, 3, tzinfo=UTC), "day", "assumed")


def test_json_ld_is_believed_before_microdata() -> None:
    """What both say, JSON-LD says; what it leaves out, microdata add."""
    block = '{"@type": "NewsArticle", "headline": "Dyke holds", "author": "Cy Orr"}'
    found = read(item(_STORY + _SAID), f'<script type="application/ld+json">{block}</script>')
    assert (found.title, found.authors, found.category) == ("Dyke holds", ("Cy Orr",), "Coast")


def linked(*articles: str) -> str:
    return "".join(f'<script type="application/ld+json">{one}</script>' for one in articles)


_OTHER = '{"@type":"NewsArticle","headline":"Ferry sold","url":"https://c.example/f","datePublished":"2001-01-01"}'
_OWN = '{"@type":"NewsArticle","headline":"Dyke holds through the night","datePublished":"2022-02-03"}'


@pytest.mark.parametrize(
    "head",
    [
        f"{linked(_OTHER, _OWN)}<title>Coast</title>",
        f"{linked(_OTHER, _OWN)}<title>Dyke holds through the night | Coast</title>",
        f'{linked(_OTHER, _OWN)}<meta property="og:title" content="Dyke Holds Through the Night">',
        linked(_OTHER, _OWN.replace('"headline"', '"url":"https://c.example/d/","headline"'))
        + '<link rel="canonical" href="https://www.c.example/x"><meta property="og:url" content="http://c.example/d">',
        linked(f'{{"@type":"ItemList","itemListElement":[{{"item":{_OTHER}}}]}}', _OWN.replace("Dyke", "A dyke")),
    ],
)
def test_of_several_articles_the_pages_own_is_read(head: str) -> None:
    """Its address or its headline shows it; a list of items is a list of other stories."""
    found = read("<h1>Dyke holds through the night</h1>", head)
    assert found.published == Instant(datetime(2022, 2, 3, tzinfo=UTC), "day", "assumed")
    assert "https://c.example/f" not in found.urls


def test_another_form_of_the_page_is_no_other_article() -> None:
    """An article that names its address for telephones is the page's, whatever its headline says."""
    block = _OTHER.replace("https://c.example/f", "https://m.c.example/dyke-holds-again.html")
    head = f'{linked(block)}<link rel="canonical" href="https://www.c.example/dyke-holds-again.html">'
    assert read("<h1>Dyke holds through the night</h1>", head).published is not None


@pytest.mark.parametrize("block", [_OTHER, f'{{"@type":"ItemList","itemListElement":[{{"item":{_OTHER}}}]}}'])
def test_an_article_that_is_surely_another_is_not_read(block: str) -> None:
    """With another address and a headline unlike the page's it would make two stories one."""
    head = f'{linked(block)}<link rel="canonical" href="https://c.example/d">'
    found = read("<h1>Dyke holds through the night</h1>", head)
    assert (found.title, found.published) == ("Dyke holds through the night", None)
    assert found.urls == ("https://c.example/d",)


_HEADING = "Dyke holds through the long night"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Coast", f"<h1>{_HEADING}</h1>", _HEADING),
        (f"Coast: {_HEADING}", f"<h1>{_HEADING}</h1>", _HEADING),
        ("The Coast Herald", f"<h1><a href='/'>The Coast Herald</a></h1><h1>{_HEADING}</h1>", _HEADING),
        ("Der Küstenbote", "<h1>Deich hält die ganze Nacht stand</h1>", "Deich hält die ganze Nacht stand"),
        ("海岸新聞", "<h1>堤防は一晩中持ちこたえたと市が発表</h1>", "堤防は一晩中持ちこたえたと市が発表"),
        ("Coast", f"<h1>Stories</h1><main><h1>{_HEADING}</h1></main>", _HEADING),
        (_HEADING, '<div class="site-title"><h1>The Herald of the Coast and Sea</h1></div>', _HEADING),
        (_HEADING, '<h1><a href="https://coast.example/">The Herald of the Coast and Sea</a></h1>', _HEADING),
        (_HEADING, "<h1>The Coast</h1>", _HEADING),
        (f"The Coast: {_HEADING}, says town", "<h1>The Coast</h1>", f"The Coast: {_HEADING}, says town"),
        ("Dyke holds", "<h1>All the news of the coast today</h1><h2>Dyke holds</h2>", "Dyke holds"),
        ("The Coast", f"<header><h2>The Coast</h2></header><h1>{_HEADING}</h1>", _HEADING),
        ("Dyke saves a town by the sea", "<h1>News</h1><h1>Sport</h1>", "Dyke saves a town by the sea"),
    ],
)
def test_the_headline_is_told_from_the_name_of_the_site(title: str, body: str, expected: str) -> None:
    """A title that is a name yields to the one heading that is a headline, and no logo to a title that is one."""
    assert read(body, f"<title>{title}</title>").title == expected


def test_a_shared_title_that_is_the_sites_name_yields_to_the_heading() -> None:
    """Some sites share every page under their own name."""
    head = (
        '<meta property="og:title" content="Coast"><meta property="og:site_name" content="Coast"><title>Coast</title>'
    )
    assert read(f"<h1>{_HEADING}</h1>", head).title == _HEADING


def test_of_two_descriptions_the_one_with_the_address_to_the_letter_counts() -> None:
    """Tools that count readers add one of their own, which says less and names another scheme."""

    def told(address: str, author: str) -> str:
        said = f'{{"@type":"NewsArticle","headline":"Dyke holds","url":"{address}","author":"{author}"}}'
        return f'<script type="application/ld+json">{said}</script>'

    own = told("https://coast.example/dyke-holds", "Ida Vos")
    other = told("http://coast.example/dyke-holds", "A Counter")
    canonical = '<link rel="canonical" href="https://coast.example/dyke-holds">'
    for both in (own + other, other + own):
        assert read("<h1>Dyke holds</h1>", canonical + both).authors == ("Ida Vos",)
