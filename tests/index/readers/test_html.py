"""A saved page tells its title, dates, authors and addresses through its markup, however it was made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.article import Cut, Image, Instant, Origin, Provider
from index.readers.html.json_ld import article_fields
from index.readers.html.marks import PageMarks
from index.readers.html.page import read_html
from index.record import RawBody, Record

_DAY = Instant(datetime(2021, 3, 4, tzinfo=UTC), "day", "assumed")


def read(text: str) -> Record:
    (found,) = read_html(text, Origin("saved/a.html"))
    assert isinstance(found, Record)
    return found


def page(head: str, body: str = "<p>Text.</p>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


_GRAPH = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "@id": "#site", "name": "Harbour Gazette"},
 {"@type": "Person", "@id": "#ada", "name": "Ada Quill"},
 {"@type": ["NewsArticle"], "@id": "#a", "headline": "Crane delayed", "description": "Costs rose.",
  "datePublished": "2021-03-04", "dateModified": "2021-03-05T10:00:00Z", "author": [{"@id": "#ada"}],
  "publisher": {"@id": "#site"}, "articleSection": ["Local", "Port"], "keywords": "Ports, Cranes",
  "image": {"@type": "ImageObject", "url": "/crane.jpg", "width": "450px"},
  "mainEntityOfPage": {"@id": "https://harbour.example/cranes"}, "identifier": "x1"}]}</script>"""


def test_json_ld_is_read_with_its_graph() -> None:
    """Parts that point at each other are put together, and nothing of JSON-LD itself remains."""
    text = page(_GRAPH)
    assert read(text) == Record(
        origin=Origin("saved/a.html"),
        reader="html",
        title="Crane delayed",
        excerpt="Costs rose.",
        body=RawBody(text, "html"),
        urls=("https://harbour.example/cranes",),
        provider=Provider("Harbour Gazette", "harbour.example"),
        authors=("Ada Quill",),
        published=_DAY,
        updated=Instant(datetime(2021, 3, 5, 10, tzinfo=UTC)),
        category="Local",
        topics=("Ports", "Cranes"),
        images=(Image("https://harbour.example/crane.jpg", 450),),
    )


def test_open_graph_is_read_where_there_is_no_json_ld() -> None:
    """Title, dates, tags and images come from the tags that pages carry for sharing."""
    found = read(
        page(
            """<meta property="og:title" content="Crane delayed"><meta property="og:site_name" content="Gazette">
            <meta property="og:url" content="https://www.harbour.example/cranes">
            <meta property="og:type" content="article">
            <meta property="og:image" content="https://harbour.example/1.jpg">
            <meta property="og:image:width" content="450"><meta property="og:image:height" content="300">
            <meta property="article:published_time" content="2021-03-04">
            <meta property="article:author" content="https://social.example/ada"><meta name="author" content="Ada">
            <meta property="article:tag" content="Ports"><meta property="article:tag" content="Cranes">"""
        )
    )
    assert (found.title, found.type, found.published) == ("Crane delayed", "article", _DAY)
    assert found.provider == Provider("Gazette", "harbour.example")
    assert found.topics == ("Ports", "Cranes")
    assert found.authors == ("Ada",)
    assert found.images == (Image("https://harbour.example/1.jpg", 450, 300),)


def test_a_plain_page_gives_its_heading_and_its_time() -> None:
    """A page without any metadata still has a title, a date if it marks one, and a site name to cut."""
    found = read(page("<title>Crane delayed</title>", '<h1>Crane <b>delayed</b></h1><time datetime="2021-03-04">'))
    assert (found.title, found.published, found.urls) == ("Crane delayed", _DAY, ())


def test_no_date_is_taken_where_several_stand() -> None:
    """Times of teasers are not the time of the article, unless one is marked as that."""
    teasers = '<time datetime="2021-03-04">a</time><time datetime="2020-01-01">b</time>'
    assert read(page("", teasers)).published is None
    comment = '<div class="comment"><time datetime="2021-03-04">a</time></div>'
    assert read(page("", comment)).published is None
    wrapped = '<div class="no-sidebar comments-open"><h1>A</h1><time datetime="2021-03-04">a</time></div>'
    assert read(page("", wrapped)).published == _DAY
    assert read(page("", f'{teasers}<time itemprop="datePublished" datetime="2021-03-04">')).published == _DAY


def test_the_name_of_the_site_is_cut_from_the_title() -> None:
    """What goes is recorded; a dash that belongs to the title stays."""
    found = read(page('<title>Ships - and cranes | Gazette</title><meta property="og:site_name" content="Gazette">'))
    assert found.title == "Ships - and cranes"
    assert found.cuts == (Cut("| Gazette", "the name of the site after the title"),)


def test_addresses_are_canonical_first_and_absolute() -> None:
    """The address the page calls canonical is the one to link to; relative ones are completed."""
    found = read(
        page(
            """<base href="https://harbour.example/news/"><link rel="canonical" href="cranes">
            <link rel="amphtml" href="/amp/cranes"><meta property="og:url" content="https://harbour.example/og">"""
        )
    )
    assert found.urls == (
        "https://harbour.example/news/cranes",
        "https://harbour.example/og",
        "https://harbour.example/amp/cranes",
    )


@pytest.mark.parametrize("address", ["https://harbour.example/", "https://harbour.example", "/cranes", "javascript:x"])
def test_an_address_that_is_not_the_articles_is_a_problem(address: str) -> None:
    """Pages that name their site's front page as canonical must not all become one article."""
    found = read(page(f'<link rel="canonical" href="{address}">'))
    assert found.urls == ()
    assert [problem.value for problem in found.problems] == [address]


def test_a_page_saved_by_a_browser_knows_its_address() -> None:
    """Browsers write where they saved a page from into a comment."""
    text = page("<title>A</title>").replace("<html>", "<!-- saved from url=(0030)https://harbour.example/cranes -->")
    assert read(text).urls == ("https://harbour.example/cranes",)


@pytest.mark.parametrize(
    "block",
    [
        '<!-- {"@type": "Article", "headline": "A"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "A"}\n//]]>',
        '{"@type": "Article", "headline": "A",};',
        '[{"@type": "Organization"}, {"@type": "https://schema.org/NewsArticle", "headline": "A"}]',
        '{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "name": "A"}}',
    ],
)
def test_json_ld_is_read_as_pages_really_write_it(block: str) -> None:
    """Comments, CDATA, stray commas and semicolons do not hide an article."""
    fields, problems = article_fields([block])
    assert (fields["headline"], problems) == ("A", [])


def test_broken_json_ld_is_a_problem_and_the_page_goes_on() -> None:
    """The other tags are read all the same."""
    found = read(page('<title>A</title><script type="application/ld+json">{"@type": oops</script>'))
    assert found.title == "A"
    assert [problem.field for problem in found.problems] == ["json-ld"]


def test_the_page_itself_is_chosen_among_several_articles() -> None:
    """Where a page describes other stories too, its own address decides."""
    blocks = [f'{{"@type": "Article", "headline": "{name}", "url": "https://a.example/{name}"}}' for name in "xyz"]
    marks = PageMarks.of(["https://a.example/y"], [])
    assert article_fields(blocks, marks)[0]["headline"] == "y"


@pytest.mark.parametrize("opening", ['<?xml version="1.0" encoding="iso-8859-1"?>\n', "\x00", "<!-- saved -->"])
def test_a_page_is_text_whatever_encoding_it_names(opening: str) -> None:
    """It was decoded before; what it says of its bytes holds no more, and no byte ends it."""
    head = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title>Größe\x00 der Kräne</title>'
    assert read(opening + page(head)).title == "Größe der Kräne"


def test_a_hostile_page_still_makes_one_record() -> None:
    """Thousands of tags, nesting without end and JSON without bottom are borne."""
    deep = '<script type="application/ld+json">' + '{"@graph": [' * 500 + "</script>"
    assert read(page("<meta name=a content=b>" * 5_000 + deep, "<div>" * 20_000)).reader == "html"
