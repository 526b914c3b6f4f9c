"""Who wrote an article and when is read off its page where the metadata do not say it."""

from __future__ import annotations

import pytest

from index.article import Origin
from index.readers.html.page import read_html
from index.record import Record

_PROSE = (
    "<p>" + "The dyke held through the night, said the town, and the water fell by a hand before noon. " * 2 + "</p>"
)
_TITLE = "Dyke holds through the night"


def read(body: str, head: str = "") -> Record:
    page = f"<!DOCTYPE html><html><head><title>{_TITLE}</title>{head}</head><body>{body}</body></html>"
    (found,) = read_html(page, Origin("saved/a.html"))
    assert isinstance(found, Record)
    return found


def signed(below: str, behind: str = "") -> tuple[tuple[str, ...], str, str]:
    found = read(f"<h1>{_TITLE}</h1>{below}{_PROSE * 3}{behind}")
    published, updated = (one.written if one else "" for one in (found.published, found.updated))
    return found.authors, published, updated


@pytest.mark.parametrize(
    "below",
    [
        '<p class="byline">By Ann Lee and Bo Ek</p><p class="date">March 5, 2024</p>',
        "<p>By Ann Lee, Bo Ek</p><p>March 5, 2024</p>",
        "<div><span>By Ann Lee and Bo Ek | March 5, 2024</span></div>",
        f"{_PROSE}<p class=meta>By <a rel=author href=/a>Ann Lee</a> and <a rel=author href=/b>Bo Ek</a></p>"
        "<time>5 March 2024</time>",
        "<div class=author-names>Ann Lee, Bo Ek</div><span class=entry-date>5. März 2024</span>",
        "<p>Von Ann Lee und Bo Ek</p><p>Veröffentlicht am 5. März 2024</p>",
        "<p>Por Ann Lee y Bo Ek</p><time>5 de marzo de 2024</time>",
        "<p>Par Ann Lee et Bo Ek</p><p>Publié le 5 mars 2024</p>",
        '<article><p class="byline">Ann Lee, Bo Ek</p><time>5 March 2024</time></article>',
        "<p>Door Ann Lee en Bo Ek</p><p>Gepubliceerd op dinsdag 5 maart 2024</p>",
    ],
)
def test_the_lines_below_the_headline_name_authors_and_day(below: str) -> None:
    """With marks or without, in one line or several."""
    assert signed(below) == (("Ann Lee", "Bo Ek"), "2024-03-05", "")


def test_a_change_is_told_from_the_publication() -> None:
    """By the words in the line or before the element of the time."""
    times = '<time datetime="2024-03-05T08:00Z">x</time> Updated <time datetime="2024-03-06T08:00Z">y</time>'
    written = ("2024-03-05T08:00:00+00:00", "2024-03-06T08:00:00+00:00")
    assert signed(f"<p>Posted {times}</p>") == ((), *written)
    assert signed("<p>Published 08:00 UTC, 5 March 2024 | Updated 6 March 2024, 8 AM UTC</p>") == ((), *written)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Lee on March 5, 2024", ("Ann Lee",)),
        ("By Ann Lee, PhD, at 10:00 March 5, 2024", ("Ann Lee, PhD",)),
        ("By Ann Lee, ABC7 News", ("Ann Lee, ABC7 News",)),
        ("By Ann Lee, WPTV5", ("Ann Lee, WPTV5",)),
    ],
)
def test_what_follows_a_name_is_cut_off_between_words(line: str, authors: tuple[str, ...]) -> None:
    """A figure inside a word begins no date, and no preposition is left in front of one."""
    assert signed(f'<p class="byline">{line}</p>')[0] == authors


_MOMENT = "datetime=2024-03-06T08:00Z>6 March</time>"


@pytest.mark.parametrize("time", ["Updated: <time ", "Last modified <time ", "<time class=updated "])
def test_a_time_of_change_alone_is_no_publication(time: str) -> None:
    """The only time of a page may be that of its last change."""
    assert signed(f"<p>{time}{_MOMENT}</p>") == ((), "", "2024-03-06T08:00:00+00:00")


def test_a_time_marked_as_both_is_that_of_publication() -> None:
    """Of what was never changed."""
    assert signed(f'<p><time class="entry-date published updated" {_MOMENT}</p>')[1] == "2024-03-06T08:00:00+00:00"


@pytest.mark.parametrize("name", ["replies", "most-read", "responses", "reactions"])
def test_a_date_in_a_box_of_others_is_not_the_pages(name: str) -> None:
    """What readers answered, and what other stories there are, have dates of their own."""
    assert signed("", f'<ul class="{name}"><li><time datetime=2024-05-09>9 May 2024</time></li></ul>') == ((), "", "")


_OLD = '<p class="byline">By Old Hand</p><time>March 5, 2001</time>'


def test_a_long_line_of_dates_is_no_paragraph_of_the_text() -> None:
    """It stands behind the standfirst and has as many words as one."""
    line = "<p>Publié le mardi 5 mars 2024 à 14h14 - Mis à jour le mercredi 6 mars 2024 à 8h</p>"
    assert signed(_PROSE + line) == ((), "2024-03-05T14:14:00+00:00", "2024-03-06T08:00:00+00:00")


@pytest.mark.parametrize(
    "below",
    [
        "<p>March 5, 2024</p><p>April 6, 2023</p>",
        "<h2>March 5, 1904</h2>",
        f"<aside>{_OLD}</aside>",
        f'<div class="related-story">{_OLD}</div>',
        f"<article><h3>Ferry sold</h3>{_OLD}</article>",
        '<p class="byline">By our own staff</p>',
    ],
)
def test_what_may_be_of_something_else_is_not_taken(below: str) -> None:
    """Two days, a heading, boxes of other stories and lines that name nobody say nothing of the article."""
    assert signed(below) == ((), "", "")


def test_what_stands_behind_the_text_is_not_taken() -> None:
    """There the comments and the other stories are."""
    behind = '<div><span class="author">Some Reader</span> <time>March 5, 2024</time><p>By Old Hand</p></div>'
    assert signed("", behind) == ((), "", "")


def test_the_metadata_are_believed_before_the_page() -> None:
    """What they say is not asked of the page, but what they leave out is."""
    body = f"<h1>{_TITLE}</h1><p>By Ann Lee</p><p>March 5, 2024</p>{_PROSE}"
    found = read(body, '<meta name="author" content="Cy Orr">')
    assert found.authors == ("Cy Orr",)
    assert found.published is not None
    assert found.published.written == "2024-03-05"


def test_a_date_that_a_program_left_empty_is_none() -> None:
    """The page shows the real one."""
    found = read(f"<h1>{_TITLE}</h1><p>March 5, 2024</p>{_PROSE}", '<meta name="date" content="0001-01-01T00:00:00Z">')
    assert found.published is not None
    assert found.published.written == "2024-03-05"
    assert [problem.field for problem in found.problems] == ["published"]
