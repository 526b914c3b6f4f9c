"""The text of a feed's entry is found, whatever its program calls it, and told from the teaser beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.article import Instant, Origin, Provider
from index.readers.xml_forms import read_xml, xml_form
from index.record import RawBody, Record

_OTHERS = (
    'xmlns:a10="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:t="http://turbo.yandex.ru"'
    ' xmlns:y="http://news.yandex.ru" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:x="http://www.w3.org/1999/xhtml" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="https://www.rssboard.org/media-rss"'
)
_HELD = "&lt;p&gt;Das Wehr steht offen.&lt;/p&gt;"
_WORDS = "The harbour board met on Tuesday and put off the second crane once more. " * 10


def record(text: str) -> Record:
    form = xml_form(text)
    assert form is not None
    (found,) = read_xml(form, [text], Origin("a.xml"))
    assert isinstance(found, Record), found
    return found


@pytest.mark.parametrize(
    "markup",
    [
        f'<a10:content type="html">{_HELD}</a10:content>',
        '<a10:content type="xhtml"><x:div><x:p>Das Wehr steht offen.</x:p></x:div></a10:content>',
        "<x:body><x:p>Das Wehr steht offen.</x:p></x:body>",
        f"<t:content>{_HELD}</t:content>",
        f"<y:full-text>{_HELD}</y:full-text>",
        f"<full-text>{_HELD}</full-text>",
        "<content:items><rdf:Bag><rdf:li><content:item><rdf:value><x:p>Das Wehr steht offen.</x:p></rdf:value>"
        "</content:item></rdf:li></rdf:Bag></content:items>",
        f'<content:encoded>Wehr.</content:encoded><a10:content type="html">{_HELD}</a10:content>',
    ],
)
@pytest.mark.parametrize("root", ["rss", "rdf:RDF", "feed"])
def test_a_full_text_is_found_under_the_names_of_other_vocabularies(root: str, markup: str) -> None:
    """Whatever a program writes it under, beside a teaser; and a fraction of it is not taken for it."""
    if root == "feed":
        inner = f"<entry><summary>Kurz</summary>{markup}</entry>"
        text = f'<feed xmlns="http://www.w3.org/2005/Atom" {_OTHERS}>{inner}</feed>'
    else:
        xmlns = 'xmlns="http://purl.org/rss/1.0/"' if root == "rdf:RDF" else ""
        inner = f"<item><description>Kurz</description>{markup}</item>"
        text = f"<{root} {xmlns} {_OTHERS}><channel><title>T</title>{inner}</channel></{root}>"
    found = record(text)
    assert found.excerpt == "Kurz"
    assert found.body is not None
    assert "<p>Das Wehr steht offen.</p>" in found.body.text


@pytest.mark.parametrize(
    "markup",
    [
        "<a10:summary>Kurz</a10:summary>",
        "<dcterms:abstract>Kurz</dcterms:abstract>",
        "<itunes:summary>Kurz</itunes:summary>",
        "<itunes:subtitle>Kurz</itunes:subtitle>",
        "<media:description>Kurz</media:description>",
        "<media:group><media:title>Wehr</media:title><media:description>Kurz</media:description></media:group>",
    ],
)
@pytest.mark.parametrize(
    "frame", ["<rss {}><channel><item>{}</item></channel></rss>", "<feed {}><entry>{}</entry></feed>"]
)
def test_an_excerpt_is_found_under_the_names_of_other_vocabularies(frame: str, markup: str) -> None:
    """It is all that some entries have."""
    assert record(frame.format(_OTHERS, markup)).excerpt == "Kurz"


def test_what_rss_says_by_names_of_atom_and_dublin_core_is_read() -> None:
    """As .NET and programs for libraries write it."""
    found = record(
        f"""<rss {_OTHERS}><channel><a10:title>Bote</a10:title><a10:link href="https://bote.example/"/><item>
        <a10:title>Wehr offen</a10:title><a10:link rel="self" href="/feed/1"/><a10:link href="/wehr"/>
        <a10:id>urn:7</a10:id>        <a10:author><a10:name>Jo Rabe</a10:name><a10:uri>https://bote.example/rabe</a10:uri></a10:author>
        <a10:author><a10:uri>https://bote.example/nobody</a10:uri></a10:author>
        <dcterms:creator>Uli Elm</dcterms:creator>
        <a10:category term="water" label="Wasser"/><dcterms:subject>Elbe</dcterms:subject>
        <a10:published>2021-03-04T10:00:00Z</a10:published><a10:updated>2021-03-05T10:00:00Z</a10:updated>
        </item></channel></rss>"""
    )
    assert (found.title, found.urls, found.source_id) == ("Wehr offen", ("https://bote.example/wehr",), "urn:7")
    assert (found.provider, found.authors) == (Provider("Bote", "bote.example"), ("Jo Rabe", "Uli Elm"))
    assert found.topics == ("Wasser", "Elbe")
    assert found.published == Instant(datetime(2021, 3, 4, 10, tzinfo=UTC))
    assert found.updated == Instant(datetime(2021, 3, 5, 10, tzinfo=UTC))


def test_an_item_with_no_date_but_that_of_atom_was_published_then() -> None:
    """As an entry of Atom itself."""
    text = f"<rss {_OTHERS}><channel><item><title>A</title><a10:updated>2021-03-05</a10:updated></item></channel></rss>"
    assert record(text).published == Instant(datetime(2021, 3, 5, tzinfo=UTC), "day", "assumed")


@pytest.mark.parametrize(("content", "excerpt"), [("&lt;img src='a.jpg'&gt;", ""), ("A teaser.", "A teaser.")])
def test_a_description_far_longer_than_the_content_is_the_body(content: str, excerpt: str) -> None:
    """There some programs put a picture or the teaser where others put the text, and the text where it is described."""
    inner = f"<description>{_WORDS}</description><content:encoded>{content}</content:encoded>"
    found = record(f"<rss {_OTHERS}><channel><item>{inner}</item></channel></rss>")
    assert (found.excerpt, found.body) == (excerpt, RawBody(_WORDS, "plain"))
