"""What one record has wrong costs no other: neither its odd values nor a fault of ours over them ends the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.article import Origin
from index.readers.faults import READER_FAILED, attempt, guarded
from index.record import Record, Rejection, Skip
from index.unpacking import read_content

TEXT = "The lock keeper opened the gates at noon, and the barges went down to the sea one by one."
UNPARSABLE = ("http://[site]/pic.jpg", "//[", "https://[", "http://℀.example/a.jpg", "https://[::1/a")


def read(text: str) -> list[Record | Rejection | Skip]:
    data = text.encode()
    return list(read_content(BytesIO(data), "a", len(data)))


def story(number: int, **fields: object) -> dict[str, object]:
    return {"title": f"Barges {number}", "body": TEXT, **fields}


def news(number: int, **fields: object) -> dict[str, object]:
    named = {"headline": f"Barges {number}", "body_text": TEXT, "versioncreated": "2021-03-04", "pubstatus": "usable"}
    return {"uri": f"urn:x:{number}", **named, **fields}


def pictured(address: str) -> dict[str, object]:
    return {"main": {"type": "picture", "renditions": {"large": {"href": address}}}}


def lines(*values: dict[str, object]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def json_feed(*items: dict[str, object], **fields: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Lock Herald", **fields, "items": items})


def rss(bad: str, site: str = "https://lock.example/", media: str = "media:thumbnail") -> str:
    items = [f"<item><title>Barges {number}</title><description>{TEXT}</description>" for number in range(3)]
    items[1] += f'<link>{bad}</link><{media} type="image/jpeg" url="{bad}"/>'
    return (
        f'<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>H</title><link>{site}</link>'
        f"{''.join(f'{item}</item>' for item in items)}</channel></rss>"
    )


def atom(bad: str) -> str:
    entries = [f"<title>Barges {number}</title><summary>{TEXT}</summary>" for number in range(3)]
    entries[1] += f'<link href="{bad}"/><link rel="enclosure" type="image/png" href="{bad}"/>'
    joined = "".join(f'<entry xml:base="{bad}">{entry}</entry>' for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{bad}"><link href="{bad}"/>{joined}</feed>'


def table(bad: str) -> str:
    rows = [
        f'Barges {number},"{TEXT}",{bad if number == 1 else ""},{bad if number == 1 else ""}' for number in range(3)
    ]
    return "\n".join(["title,body,url,image", *rows])


def front_matter(bad: str) -> str:
    return "\n".join(f'---\ntitle: Barges {number}\nimages: ["{bad}"]\n---\n{TEXT}\n' for number in range(3))


FORMS = {
    "lines": lambda bad: lines(story(0), story(1, image=bad, url=bad, related=[{"url": bad, "title": "A"}]), story(2)),
    "list": lambda bad: json.dumps({"articles": [story(0), story(1, images=[{"url": bad}]), story(2)]}),
    "objects": lambda bad: "\n".join(json.dumps(one, indent=1) for one in (story(0), story(1, image=bad), story(2))),
    "json feed": lambda bad: json_feed(
        story(0), story(1, image=bad, url=bad, external_url=bad), story(2), home_page_url=bad, feed_url=bad
    ),
    "ninjs": lambda bad: lines(news(0), news(1, altids=[{"value": bad}], url=bad, associations=pictured(bad)), news(2)),
    "csv": table,
    "rss": rss,
    "rss of a site": lambda bad: rss(bad, site=bad),
    "rss enclosure": lambda bad: rss(bad, media="enclosure"),
    "atom": atom,
    "front matter": front_matter,
}


@pytest.mark.parametrize("bad", UNPARSABLE)
@pytest.mark.parametrize("form", FORMS)
def test_an_address_that_cannot_be_parsed_costs_only_itself(form: str, bad: str) -> None:
    """The record that bears it is read without it and says so, and so are those before and behind it."""
    found = read(FORMS[form](bad))
    records = [one for one in found if isinstance(one, Record)]
    assert [one.title for one in records] == ["Barges 0", "Barges 1", "Barges 2"]
    assert not any(bad in one.urls or bad in {image.url for image in one.images} for one in records)
    assert any(bad in problem.value for problem in records[1].problems)


@pytest.mark.parametrize("bad", UNPARSABLE)
@pytest.mark.parametrize(
    "marked",
    [
        '<link rel="canonical" href="{}">',
        '<base href="{}">',
        '<meta property="og:image" content="{}"><meta property="og:url" content="{}">',
        '<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Barges", "url": "{}", "image": "{}",'
        ' "author": {{"@id": "{}"}}, "mainEntityOfPage": {{"@id": "{}"}}}}</script>',
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Barges</h1>'
        '<a itemprop="url" href="{}"></a><img itemprop="image" src="{}"></div>',
        '<a href="{}"><h1>Barges</h1></a>',
    ],
)
def test_a_page_is_read_whatever_its_addresses_are(marked: str, bad: str) -> None:
    """The other addresses are read as if it were not there."""
    page = f"<html><head><title>Barges</title>{marked.replace('{}', bad).replace('{{', '{').replace('}}', '}')}"
    (found,) = read(f'{page}<meta name="thumbnail" content="/lock.jpg"></head><body><p>{TEXT}</p></body></html>')
    assert isinstance(found, Record)
    assert (found.title, found.urls) == ("Barges", ())


def test_the_addresses_of_a_page_whose_base_cannot_be_parsed_are_read_against_the_page() -> None:
    """So does a browser."""
    head = '<base href="http://[site]/"><link rel="canonical" href="https://lock.example/news/barges">'
    (found,) = read(f'<html><head>{head}<meta property="og:image" content="/a.jpg"></head><body><p>{TEXT}</p></body>')
    assert isinstance(found, Record)
    assert [image.url for image in found.images] == ["https://lock.example/a.jpg"]


@pytest.mark.parametrize("base", ["", "http://[site]/", "//[", "/2021/", "https://lock.example/2021/"])
def test_a_base_that_cannot_be_parsed_leaves_the_site_of_the_feed(base: str) -> None:
    """A base may be broken, or relative itself."""
    entry = "<entry><title>Barges</title><link href='/news/a'/></entry>"
    site = "<link href='https://lock.example/'/>"
    (found,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}">{site}{entry}</feed>')
    assert isinstance(found, Record)
    assert found.urls == ("https://lock.example/news/a",)


_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([*UNPARSABLE, 10**400, -(10**4000), 1e308, "2021-02-30T25:61:61", "\ud800", "\0", "9" * 400]),
)
_names = st.sampled_from(["name", "url", "@id", "value", "href", "width", "type", "role", "renditions", "\ud800"])
_odd = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3), max_leaves=8
)
_FIELDS = (
    "id title excerpt body html url link date published updated authors author provider source category type topics"
    " tags quality heat removed secured related images image published version items"
).split()
_OF_NEWS = (
    "uri type pubstatus versioncreated firstcreated contentcreated embargoed embargoeduntil by byline headline"
    " headlines title body_html bodies description_text descriptions infosources copyrightholder service genres"
    " subjects keywords associations renditions altids url standard $standard related provider source"
).split()
_OF_FEEDS = (
    "id url external_url title content_html content_text summary image banner_image date_published date_modified"
    " author authors tags attachments"
).split()


def titles(found: list[Record | Rejection | Skip]) -> list[str]:
    return [one.title for one in found if isinstance(one, Record)]


def check_beside(text: str) -> None:
    """The first and the third record are read, nobody stumbles over the second, and all can be stored."""
    found = read(text)
    assert {"Barges 0", "Barges 2"} <= set(titles(found))
    assert not [one.reason for one in found if not isinstance(one, Record) and READER_FAILED in one.reason]
    assert msgspec.msgpack.encode(found)


@given(st.sampled_from(_FIELDS), _odd)
def test_no_odd_value_of_a_record_stops_its_reader(field: str, odd: Any) -> None:
    """Anything may stand anywhere in it."""
    check_beside(lines(story(0), story(1, **{field: odd}), story(2)))


@given(st.sampled_from(_OF_NEWS), _odd)
@example("embargoed", [])
@example("embargoed", {"date": "2021"})
@example("embargoeduntil", True)
def test_no_odd_property_of_a_news_object_stops_its_reader(field: str, odd: Any) -> None:
    """Whatever an agency writes where a date or a name is due."""
    check_beside(lines(news(0), news(1, **{field: odd}), news(2)))


@given(st.sampled_from(_OF_FEEDS), _odd)
def test_no_odd_value_of_an_item_stops_the_feed(field: str, odd: Any) -> None:
    """In the items, and in what the feed says for all of them."""
    check_beside(json_feed(story(0), story(1, **{field: odd}), story(2)))
    check_beside(json_feed(story(0), story(2), **{field: odd, "title": "Lock Herald"}))


@given(st.sampled_from(_FIELDS), _odd)
def test_no_odd_value_in_json_ld_loses_the_page(field: str, odd: Any) -> None:
    """A page is read whatever its metadata hold."""
    block = json.dumps({"@type": "NewsArticle", "headline": "Barges", field: odd}).replace("<", "\\u003c")
    (found,) = read(f'<html><script type="application/ld+json">{block}</script><h1>Barges</h1><p>{TEXT}</p></html>')
    assert isinstance(found, Record)


@pytest.mark.parametrize("depth", [40, 400, 700, 900, 990, 5_000])
@pytest.mark.parametrize("opened", ["[", '{"title": [', '{"title": "Barges", "body": "B", "topics": ['])
def test_no_depth_of_nesting_stops_a_reader(opened: str, depth: int) -> None:
    """What is deeper than is read is rejected alone."""
    closed = "}" if opened.startswith("{") else ""
    nested = f"{opened}{'[' * depth}{']' * depth}]{closed}"
    check_beside(f"{json.dumps(story(0))}\n{nested}\n{json.dumps(story(2))}\n")


@pytest.mark.parametrize(
    "cell",
    ["[{1: 2}]", "[{(1, 2): 3}]", "[{'a'}]", "[b'x']", "[...]", f"[0x{'f' * 5_000}]", "['\\ud800']", "[1e999]", "[1j]"],
)
@pytest.mark.parametrize("column", ["tags", "authors", "images", "related"])
def test_a_list_that_only_python_can_write_stops_no_table(cell: str, column: str) -> None:
    """A cell is a list where JSON could hold it; else it is the text that it is."""
    rows = [f'Barges {number},"{TEXT}","{cell if number == 1 else ""}"' for number in range(3)]
    check_beside("\n".join([f"title,body,{column}", *rows]))


def test_a_fault_over_one_record_rejects_it_with_its_place() -> None:
    """And says that the others are read."""
    place = Origin("a.jsonl", 2)

    def stumbling() -> Record:
        raise AttributeError("quotes the file")

    assert attempt(place, stumbling) == Rejection(
        place, f"{READER_FAILED} (AttributeError); the rest is read; please report it"
    )
    assert attempt(place, lambda: Record(place, "records")) == Record(place, "records")
    with pytest.raises(OSError, match="disk"):
        attempt(place, lambda: _raise(OSError("disk")))


def _raise(error: Exception) -> Record:
    raise error


@pytest.mark.parametrize(
    ("places", "lost"),
    [
        ([], "nothing in it is read"),
        ([Origin("a", 4)], "nothing behind line 4 is read"),
        ([Origin("a/1"), Origin("a/2")], "nothing behind a/2 is read"),
        ([Origin("a")], "the rest of it is not read"),
    ],
)
def test_a_fault_over_a_file_says_what_is_lost_with_it(places: list[Origin], lost: str) -> None:
    """A reader that has ended in the middle cannot be resumed."""

    def ending() -> Iterator[Record | Rejection | Skip]:
        yield from (Record(place, "records") for place in places)
        raise AttributeError("quotes the file")

    *records, fault = guarded(ending(), Origin("a"))
    assert [one.origin for one in records] == places
    assert fault == Rejection(Origin("a"), f"{READER_FAILED} (AttributeError); {lost}; please report it")
