"""An article in several pages, each with an address of its own, which all name the first one as theirs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Provider
from index.assembly.assemble import assemble
from index.assembly.pages import page_number
from index.record import Record
from tests.index.articles.newsroom import Newsroom
from tests.index.articles.test_assembly import day, only, record
from tests.index.readers.packing import WarcFile

STORY = "https://harbour-courier.example/news/fair-opens-today"
PARTS = [
    "The fair opened at nine with a brass band, and the mayor cut a ribbon of paper.\n\nForty stalls sold cheese.",
    "By noon the sausages were gone. The baker sent for more flour, and nobody went home.",
    "At night there were fireworks over the mill.",
]


def page(number: int, text: str, address: str = "", **given: Any) -> Record:
    urls = (STORY, address or f"{STORY}?page={number}") if number > 1 else (STORY,)
    return record(f"{number}.html", **{"title": "Fair", "urls": urls, "body": text, "published": day(1), **given})


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (STORY, f"{STORY}?page=2"),
        (STORY, f"{STORY}/2"),
        (STORY, f"{STORY}/page/2/"),
        (STORY, "http://m.harbour-courier.example/news/fair-opens-today?pagewanted=2&utm_source=x"),
        (f"{STORY}?id=7", f"{STORY}?seite=2&id=7"),
        (f"{STORY}.html", f"{STORY}-2.html"),
        (f"{STORY}.html", f"{STORY},2.html"),
        ("https://harbour-courier.example/a/1234567.php", "https://harbour-courier.example/a/1234567_2.php"),
    ],
)
def test_a_page_is_told_by_a_number_on_an_address_of_its_own(first: str, other: str) -> None:
    """Beside that address it must have the same one without the number."""
    assert page_number(record("a.html", urls=(first, other))) == 2
    assert page_number(record("a.html", urls=(first,))) == 1
    assert page_number(record("a.html", urls=(other,))) == 1


@pytest.mark.parametrize(
    "other",
    [f"{STORY}?page=1", f"{STORY}?page=all", f"{STORY}?id=2", f"{STORY}/2021", f"{STORY}-2", "https://b.example/x/2"],
)
def test_other_numbers_are_no_pages(other: str) -> None:
    """A first page, a whole one, an id, a year, another article's name."""
    assert page_number(record("a.html", urls=(STORY, other))) == 1


def test_a_page_that_names_only_itself_is_joined_with_others() -> None:
    """All its addresses, as the page's and its canonical form, may be forms of one that ends in a number."""
    address = "https://www.harbour-courier.example/news/12"
    urls = (address.replace("www.", ""), address)
    assert page_number(record("a.html", urls=urls)) == 1
    assembly = assemble([record("a.html", urls=urls, body=PARTS[0]), record("b.html", urls=urls[:1], body=PARTS[1])])
    assert only(assembly).body == max(PARTS[:2], key=len)


_ADDRESSES = st.builds(
    "https://{}harbour-courier.example/{}{}".format,
    st.sampled_from(["", "www.", "m."]),
    st.sampled_from(["", "12", "news", "news/12", "news/fair-opens-today", "a/1234567_2.php", "page/2", "2/3"]),
    st.sampled_from(["", "/2", "?page=2", "?page=0", "/page/3/", "?page=2&p=3", "/amp", ".html"]),
)


@given(st.lists(st.lists(_ADDRESSES, max_size=3, unique=True), min_size=1, max_size=5))
def test_no_addresses_keep_records_from_being_put_together(addresses: list[list[str]]) -> None:
    """Whatever numbers they end in, and however many of them are forms of one."""
    texts = [PARTS[number % len(PARTS)] for number in range(len(addresses))]
    assembly = assemble(
        record(f"{number}.html", body=text, urls=tuple(urls), reader="html", fetched=day(number))
        for number, (text, urls) in enumerate(zip(texts, addresses, strict=True))
    )
    told = "".join(f"{article.body}{article.id in assembly.histories}" for article in assembly.articles)
    lost = {loss.origin.path for merge in assembly.merges for loss in merge.losses if loss.field == "body"}
    assert all(text in told or f"{number}.html" in lost for number, text in enumerate(texts))


def test_further_pages_stand_below_the_first() -> None:
    """In their order, whatever was fetched last; none of them is a later text of it, and none gives the headline."""
    records = [
        page(n, text, fetched=day(10 - n if n < 3 else 12), title=f"Fair, page {n}") for n, text in enumerate(PARTS, 1)
    ]
    assembly = assemble(reversed(records))
    assert (only(assembly).title, only(assembly).body) == ("Fair, page 1", "\n\n".join(PARTS))
    assert not assembly.histories[only(assembly).id].versions
    assert [loss.field for loss in assembly.merges[0].losses] == ["title", "title"]


def test_a_page_is_kept_beside_the_article_where_one_before_it_lacks() -> None:
    """What stands between nobody knows."""
    assembly = assemble([page(1, PARTS[0]), page(3, PARTS[2])])
    assert only(assembly).body == PARTS[0]
    (version,) = assembly.histories[only(assembly).id].versions
    assert (version.body, version.replaced) == (PARTS[2], None)


def test_a_page_of_which_the_article_has_the_text_adds_nothing() -> None:
    """The first may be shown whole too, and another source may have all of it."""
    whole = "\n\n".join(PARTS)
    assert only(assemble([page(1, whole), page(2, PARTS[1])])).body == whole
    wire = page(1, PARTS[0], provider=Provider("Wire", "wire.example"))
    own = page(2, PARTS[1], provider=Provider("Courier", "courier.example"))
    assert only(assemble([wire, own])).body == PARTS[0]


def test_a_page_without_the_first_is_the_article() -> None:
    """Less than all of it is better than nothing."""
    assert only(assemble([page(2, PARTS[1]), record("m.md", title="Fair", urls=(STORY,))])).body == PARTS[1]


@pytest.mark.parametrize(
    ("numbers", "body", "beside"), [((2, 3), [1, 2], []), ((3, 2), [1, 2], []), ((1, 3), [0], [2])]
)
def test_pages_stand_in_their_order_from_the_first_there_is(
    numbers: tuple[int, ...], body: list[int], beside: list[int]
) -> None:
    """Whatever was fetched first, and whether or not the article's beginning was."""
    texts = [f"{part} So it was told on page {number} of four." for number, part in enumerate(PARTS, 1)]
    given = [page(number, texts[number - 1], fetched=day(place)) for place, number in enumerate(numbers)]
    assembly = assemble(given)
    history = assembly.histories.get(only(assembly).id)
    assert only(assembly).body == "\n\n".join(texts[number] for number in body)
    assert [version.body for version in history.versions] == [texts[n] for n in beside] if history else not beside


def test_pages_of_a_web_archive_are_searched_as_one_text(tmp_path: Any) -> None:
    """Where the second was fetched after the first it is no later capture of it; gone, it is an earlier text."""
    newsroom = Newsroom(tmp_path)
    for number, text in enumerate(PARTS[:2], 1):
        paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        head = f'<title>The fair opens</title><link rel="canonical" href="{STORY}">'
        html = f"<!doctype html><html><head>{head}</head><body><h1>The fair opens</h1>{paragraphs}</body></html>"
        warc = WarcFile()
        fields = {"WARC-Date": f"2020-05-05T10:00:0{number}Z"}
        address = STORY if number == 1 else f"{STORY}?page=2"
        warc.record(address, html.encode(), kind="resource", media="text/html", fields=fields)
        (newsroom.source / f"{number}.warc").write_bytes(warc.bytes())
    newsroom.build()
    assert newsroom.read(STORY).article.body == "\n\n".join(PARTS[:2])
    (newsroom.source / "2.warc").unlink()
    newsroom.build()
    assert newsroom.read(STORY).article.body == PARTS[0]
    assert newsroom.earlier(STORY) == ["\n\n".join(PARTS[:2])]
