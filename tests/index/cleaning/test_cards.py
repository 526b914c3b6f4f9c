"""What of a page is links to other pages by its build, on pages of our own."""

from __future__ import annotations

import pytest
from lxml import etree, html

from index.article import Origin
from index.cleaning.clean import clean_record
from index.cleaning.html.cards import without_cards
from index.cleaning.html.extraction import extract_article
from index.record import RawBody, Record

SENTENCE = "The river rose by four metres in one night and took the footbridge with it, the warden {} said on Monday."
OTHERS = ["Ferry returns after nine days in dock", "Crane falls into the harbour at noon", "Cats of the old port drown"]
LINKS = [f'<a href="/{at}">{text}</a>' for at, text in enumerate(OTHERS)]


def page(part: str) -> str:
    """A page whose article has a part in it, in the middle of a paragraph or between two."""
    paragraphs = [f"<p>{SENTENCE.format(name)}</p>" for name in ("Quill", "Pole", "Vale")]
    inside = part if part.startswith("<p>") or not part.startswith("<span") else f"<p>{part} was there as well.</p>"
    return (
        "<html><head><title>River | Bay Post</title></head><body><article><h1>River takes the footbridge</h1>"
        f"{paragraphs[0]}{inside}{paragraphs[1]}{paragraphs[2]}</article></body></html>"
    )


BOX = f'<span>Ada <a href="/quill">Quill</a><span><span><a href="/quill">Quill</a>{"".join(LINKS)}</span></span></span>'
LIST = f"<ul>{''.join(f'<li><b>{link}</b></li>' for link in LINKS)}</ul>"
CARDS = "".join(f'<div><a href="/{at}"><img src="p.png"><h3>{text}</h3></a></div>' for at, text in enumerate(OTHERS))
HEADED = "".join(f"<div><h3>{link}</h3></div>" for link in LINKS)


@pytest.mark.parametrize("part", [BOX, LIST, f"<div>{CARDS}</div>", f"<section>{HEADED}</section>"])
def test_part_that_is_links_to_other_pages_goes_and_is_recorded(part: str) -> None:
    """Headlines of other pages are none of the article's words, wherever a page puts them."""
    article = extract_article(page(part))
    text, cuts = "\n".join(article.paragraphs), "\n".join(cut.text for cut in article.cuts)
    assert [name for name in ("Quill", "Pole", "Vale") if f"the warden {name} said" not in text] == []
    assert [other for other in OTHERS if other in text] == []
    assert [other for other in OTHERS if other not in cuts] == []


def test_name_on_which_a_box_opens_and_the_text_behind_it_stay() -> None:
    """Only the box goes out of its paragraph."""
    assert any("Quill was there as well." in line.replace("  ", " ") for line in extract_article(page(BOX)).paragraphs)


@pytest.mark.parametrize(
    "part",
    [
        "<ul><li>The footbridge, which <a href='/1'>fell on Monday</a> night</li><li>The ferry and its dock</li></ul>",
        "<ul><li><a href='/1'>Ayr</a></li><li><a href='/2'>Bude</a></li></ul>",
        "<p>Two papers, <a href='/1'>the Bay Post of Monday</a> and <a href='/2'>the Coast Post of Friday</a>.</p>",
        "<p><span>It is <a href='/1'>that the river has risen</a>, and <a href='/2'>that it will fall</a>.</span></p>",
        "<div>"
        + "".join(f"<h3>{link}</h3><p>{SENTENCE.format(at)} It was a long night.</p>" for at, link in enumerate(LINKS))
        + "</div>",
    ],
)
def test_links_of_an_article_stay(part: str) -> None:
    """Links in sentences, lists of names and linked headings above text of their own are the article's."""
    root = html.document_fromstring(page(part))
    before = etree.tostring(root)
    assert etree.tostring(without_cards(root)) == before


def test_heading_that_opens_an_article_is_no_paragraph_of_it() -> None:
    """It is the headline, and the title where nobody gave one; elsewhere a line that says the same stays."""
    article = extract_article(page(""))
    assert article.headline == "River takes the footbridge"
    assert "River takes the footbridge" not in article.paragraphs
    for given, wanted in (("", "River takes the footbridge"), ("A river", "A river")):
        record = clean_record(Record(Origin("a"), "records", title=given, body=RawBody(page(""), "html")))
        told = " ".join([record.title, *(cut.text for cut in record.cuts)])
        assert record.title == wanted
        assert "River takes the footbridge" in told
    again = extract_article(page(f"<p>{SENTENCE.format('Roe')}</p><p>River takes the footbridge</p>"))
    assert again.paragraphs.count("River takes the footbridge") == 1
