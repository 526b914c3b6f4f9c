"""Web archives: what is an article in them is read with its address, all else is counted."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from index.containers.budget import Budget
from index.containers.members import Member
from index.containers.streams import Stream
from index.containers.warc_records import warc_members
from index.record import Record, Rejection, Skip
from index.sources import SourceFile, read_file
from tests.index.readers.packing import WarcFile

SITE = "https://harbour-courier.example"
PROSE = "The harbour board met on Tuesday and put off the second crane once more.\n" * 6


def page(title: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><p>{PROSE}</p></body></html>".encode()


def read(folder: Path, data: bytes) -> list[Record | Rejection | Skip]:
    path = folder / "crawl.warc"
    path.write_bytes(data)
    return list(read_file(SourceFile(str(path), path.name)))


def titles(found: list[Record | Rejection | Skip]) -> list[str]:
    return [one.title for one in found if isinstance(one, Record)]


def reasons(found: list[Record | Rejection | Skip]) -> list[str]:
    return [one.reason for one in found if not isinstance(one, Record)]


@pytest.mark.parametrize("gzipped", [False, True])
def test_pages_are_read_with_their_address_when_the_archive_is_plain_or_gzipped(tmp_path: Path, gzipped: bool) -> None:
    """The address it was fetched from is the page's, and names its place in the archive."""
    warc = WarcFile(gzipped=gzipped).response(f"{SITE}/crane", page("Crane")).response(f"{SITE}/ferry", page("Ferry"))
    first, second = read(tmp_path, warc.bytes())
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.title, first.urls, first.provider.domain) == (
        "Crane",
        (f"{SITE}/crane",),
        "harbour-courier.example",
    )
    assert second.origin.path == f"crawl.warc!/record 2 ({SITE}/ferry)"


def test_the_canonical_address_leads_when_a_page_names_one(tmp_path: Path) -> None:
    """The address it was fetched from remains an alias, and relative ones are taken from it."""
    head = '<link rel="canonical" href="/crane"><meta property="og:image" content="/crane.png">'
    warc = WarcFile().response(f"{SITE}/amp/crane?from=feed", page("Crane", head))
    (found,) = read(tmp_path, warc.bytes())
    assert isinstance(found, Record)
    assert found.urls == (f"{SITE}/crane", f"{SITE}/amp/crane?from=feed")
    assert [image.url for image in found.images] == [f"{SITE}/crane.png"]
    assert not found.problems


def test_the_day_of_fetching_is_no_date_of_an_article(tmp_path: Path) -> None:
    """A crawl of 2019 does not make an old article one of 2019."""
    (found,) = read(tmp_path, WarcFile().response(f"{SITE}/crane", page("Crane")).bytes())
    assert isinstance(found, Record)
    assert found.published is None
    assert found.updated is None


def test_a_front_page_is_not_named_by_its_address_alone(tmp_path: Path) -> None:
    """Every capture of a site's front page would be one article otherwise."""
    (found,) = read(tmp_path, WarcFile().response(f"{SITE}/", page("Front")).bytes())
    assert isinstance(found, Record)
    assert found.urls == ()


def chunked(data: bytes, size: int = 100) -> bytes:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;part=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (chunked(page("Crane")), {"transfer_encoding": "chunked"}),
        (gzip.compress(page("Crane")), {"content_encoding": "gzip"}),
        (brotli.compress(page("Crane")), {"content_encoding": "br"}),
        (zlib.compress(page("Crane")), {"content_encoding": "deflate"}),
        (RAW_DEFLATE.compress(page("Crane")) + RAW_DEFLATE.flush(), {"content_encoding": "deflate"}),
        (chunked(gzip.compress(page("Crane"))), {"transfer_encoding": "chunked", "content_encoding": "gzip"}),
        (gzip.compress(gzip.compress(page("Crane"))), {"content_encoding": "gzip, gzip"}),
        (page("Crane"), {"transfer_encoding": "chunked", "content_encoding": "gzip"}),
        (page("Crane"), {"content_encoding": "br"}),
    ],
    ids=["chunked", "gzip", "br", "zlib", "deflate", "chunked gzip", "twice", "decoded already", "br decoded already"],
)
def test_a_body_is_decoded_as_its_header_says_when_it_is_so(
    tmp_path: Path, body: bytes, fields: dict[str, str]
) -> None:
    """Some crawlers store what came over the wire, others the page and leave the header as it was."""
    assert titles(read(tmp_path, WarcFile().response(f"{SITE}/crane", body, **fields).bytes())) == ["Crane"]


RUSSIAN = "Совет порта отложил установку второго крана до мая следующего года.\n" * 8


@pytest.mark.parametrize(
    ("media", "declared", "encoding"),
    [
        ("text/html; charset=koi8-r", "", "koi8-r"),
        ('text/html;charset="windows-1251"', "", "cp1251"),
        ("text/html; charset=koi8-r", "windows-1251", "koi8-r"),
        ("text/html; charset=ISO-8859-1", "windows-1251", "cp1251"),
        ("text/html; charset=ISO-8859-1", "", "cp1251"),
        ("text/html; charset=windows-1251", "", "utf-8"),
        ("text/html; charset=shift_jis", "windows-1251", "cp1251"),
        ("text/html; charset=rot13", "windows-1251", "cp1251"),
        ("text/html; charset=", "windows-1251", "cp1251"),
    ],
)
def test_a_page_is_read_in_the_charset_of_its_server_unless_that_is_a_lie(
    tmp_path: Path, media: str, declared: str, encoding: str
) -> None:
    """The server's word counts before the page's, but never against the bytes, nor where all servers say the same."""
    head = f'<meta charset="{declared}">' if declared else ""
    body = f"<html><head>{head}<title>Кран</title></head><body><p>{RUSSIAN}</p></body></html>".encode(encoding)
    assert titles(read(tmp_path, WarcFile().response(f"{SITE}/crane", body, media=media).bytes())) == ["Кран"]


def test_a_resource_is_read_in_the_charset_of_its_record(tmp_path: Path) -> None:
    """What has no answer of a server around it may say it in the record itself."""
    text = f"Кран\n\n{RUSSIAN}".encode("koi8-r")
    warc = WarcFile().record(f"{SITE}/crane.txt", text, kind="resource", media="text/plain; charset=koi8-r")
    (found,) = read(tmp_path, warc.bytes())
    assert isinstance(found, Record)
    assert found.body is not None
    assert found.body.text.startswith("Кран")


def test_other_records_are_skipped_with_their_reason(tmp_path: Path) -> None:
    """Each kind is named: redirects, pictures, requests."""
    warc = (
        WarcFile()
        .response(f"{SITE}/old", b"", status="301 Moved")
        .response(f"{SITE}/a.png", b"\x89PNG", media="image/png")
        .response(f"{SITE}/a.css", b"p { color: red }" * 50, media="text/css; charset=utf-8")
        .response(f"{SITE}/robots.txt", PROSE.encode(), media="text/plain")
        .record(f"{SITE}/crane", b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request")
        .record(f"{SITE}/crane", b"fetchTimeMs: 7", kind="metadata", media="application/warc-fields")
        .response(f"{SITE}/crane", page("Crane"))
    )
    found = read(tmp_path, warc.bytes())
    assert titles(found) == ["Crane"]
    assert reasons(found) == [
        "HTTP status 301",
        "not text: media type image/png",
        "not text: media type text/css",
        "about the folder, not an article; name it as a source itself to have it read",
        "a web archive's record of type request",
        "a web archive's record of type metadata",
    ]


def test_resources_conversions_and_json_go_to_their_readers(tmp_path: Path) -> None:
    """Content decides; a list under one address is not one article."""
    warc = (
        WarcFile()
        .record(f"{SITE}/crane", page("Crane"), kind="resource", media="text/html")
        .record(f"{SITE}/text", PROSE.encode(), kind="conversion", media="text/plain")
        .response(f"{SITE}/api", b'[{"title": "One"}, {"title": "Two"}]', media="application/json")
        .response(f"{SITE}/story", b'{"title": "Three"}', media="application/ld+json")
    )
    found = [one for one in read(tmp_path, warc.bytes()) if isinstance(one, Record)]
    assert [(one.reader, one.title, one.urls) for one in found] == [
        ("html", "Crane", (f"{SITE}/crane",)),
        ("page_text", "", (f"{SITE}/text",)),
        ("records", "One", ()),
        ("records", "Two", ()),
        ("records", "Three", (f"{SITE}/story",)),
    ]


def test_skips_are_counted_by_reason_when_there_are_very_many(tmp_path: Path) -> None:
    """A crawl of mostly redirects is accounted for in a few lines."""
    one = WarcFile().response(f"{SITE}/old", b"", status="301 Moved").bytes()
    found = read(tmp_path, one * 5_000 + WarcFile().response(f"{SITE}/crane", page("Crane")).bytes())
    assert titles(found) == ["Crane"]
    skips = [one for one in found if isinstance(one, Skip)]
    assert len(skips) == 1_001
    assert sum(skip.count for skip in skips) == 5_000
    assert (skips[-1].origin.path, skips[-1].count) == ("crawl.warc", 4_000)


def edited(address: str, *, length: int) -> bytes:
    """A record whose header lies about its length by so many bytes."""
    data = WarcFile().response(address, page("Lie")).bytes()
    head, _, rest = data.partition(b"Content-Length: ")
    number, _, rest = rest.partition(b"\r\n")
    return head + b"Content-Length: %d\r\n" % (int(number) + length) + rest


@pytest.mark.parametrize("length", [-50, -1, 5, 40, 10**15])
def test_a_record_that_lies_about_its_length_costs_no_more_than_its_neighbour(tmp_path: Path, length: int) -> None:
    """Reading goes on at the next mark of a record, and the damage is told."""
    pages = [WarcFile().response(f"{SITE}/{n}", page(f"Page {n}")).bytes() for n in range(4)]
    found = read(tmp_path, pages[0] + edited(f"{SITE}/lie", length=length) + pages[1] + pages[2] + pages[3])
    assert "Page 0" in titles(found)
    assert "Lie" not in titles(found)
    assert any(isinstance(one, Rejection) for one in found)
    if length < 10**15:  # else it claims all that follows
        assert titles(found)[-2:] == ["Page 2", "Page 3"]


def test_a_damaged_record_of_a_gzipped_archive_is_rejected_alone(tmp_path: Path) -> None:
    """Each record is compressed for itself, so reading goes on at the next."""
    pages = [WarcFile(gzipped=True).response(f"{SITE}/{n}", page(f"Page {n}")).bytes() for n in range(5)]
    pages[1] = pages[1][:60] + bytes(40) + pages[1][100:]
    pages[3] = pages[3][:-8] + bytes(8)
    found = read(tmp_path, b"".join(pages))
    assert titles(found) == ["Page 0", "Page 2", "Page 4"]
    assert reasons(found)
    assert all("gzip data is damaged" in reason for reason in reasons(found))


def test_a_record_cut_short_is_rejected_and_those_before_it_are_read(tmp_path: Path) -> None:
    """A download that broke off is said to have."""
    warc = WarcFile(gzipped=True).response(f"{SITE}/0", page("Page 0")).response(f"{SITE}/1", page("Page 1")).bytes()
    found = read(tmp_path, warc[:-30])
    assert titles(found) == ["Page 0"]
    assert ["breaks off" in reason for reason in reasons(found)] == [True]


_bodies = st.sampled_from([page("A"), PROSE.encode(), b"", b"WARC/1.0\r\n", b"\r\n\r\n", b'{"title": "B"}'])
_kinds = st.sampled_from(["response", "resource", "metadata", "conversion"])


@given(st.lists(st.tuples(_kinds, _bodies), max_size=6), st.booleans())
def test_our_walk_and_that_of_warcio_agree(records: list[tuple[str, bytes]], gzipped: bool) -> None:
    """Records, in order, with the bytes that each holds, as the library that others use reads them."""
    warc = WarcFile(gzipped=gzipped)
    for number, (kind, body) in enumerate(records):
        if kind == "response":
            warc.response(f"{SITE}/{number}", body)
        else:
            warc.record(f"{SITE}/{number}", body, kind=kind, media="text/html")
    data = warc.bytes()
    expected = [
        (record.rec_headers["WARC-Target-URI"], record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(data))
        if record.rec_type != "metadata"
    ]
    plain = gzip.decompress(data) if gzipped and data else data
    members = warc_members(Stream(io.BytesIO(plain).read), "a.warc", Budget(1))
    assert [(one.capture.address, one.stream.read(1 << 20)) for one in members if isinstance(one, Member)] == expected


@given(st.binary(max_size=400), st.integers(0, 2_000), st.integers(0, 60))
def test_no_damage_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, cut: int
) -> None:
    """Wherever bytes are lost or replaced, it ends in records, rejections and skips, and no reader stumbles."""
    whole = WarcFile().response(f"{SITE}/0", page("A")).response(f"{SITE}/1", chunked(page("B"))).bytes()
    found = read(tmp_path_factory.mktemp("any"), b"WARC/1.0\r\n" + whole[:at] + junk + whole[at + cut :])
    assert found
    assert not any("failed on it" in reason for reason in reasons(found))
