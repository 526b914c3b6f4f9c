"""A page that a browser saved as one file is read like the page, with the address it was saved from."""

from __future__ import annotations

import base64
import quopri
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import unpacking
from index.article import Instant, Origin
from index.readers.faults import READER_FAILED
from index.record import Record, Rejection, Skip
from index.sources import SourceFile, read_file
from tests.index.readers.packing import zip_of

_ADDRESS = "https://harbour.example/news/crane"
_PAGE = (
    "<html><head><title>Pont fermé, grue différée</title></head><body><h1>Pont fermé</h1>"
    "<p>Le conseil a décidé mardi de repousser l'achat de la grue à l'été prochain.</p></body></html>"
)
_HEADER = (
    f"From: <Saved by a browser>\r\nSnapshot-Content-Location: {_ADDRESS}\r\nSubject: Crane\r\n"
    "Date: Tue, 5 Mar 2024 09:30:00 +0100\r\nMIME-Version: 1.0\r\n"
)
_PARTED = 'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--1"\r\n\r\n'


def _part(body: bytes, *fields: str, media: str = "text/html") -> bytes:
    return "\r\n".join(["", "----b--1", f"Content-Type: {media}", *fields, "", ""]).encode() + body


def _saved(*parts: bytes, header: str = _HEADER + _PARTED, end: bytes = b"\r\n----b--1--\r\n") -> bytes:
    return header.encode() + b"".join(parts) + end


def _read(folder: Path, data: bytes) -> Record | Rejection | Skip:
    (folder / "a.mhtml").write_bytes(data)
    (found,) = read_file(SourceFile(str(folder / "a.mhtml"), "a.mhtml"))
    return found


_QUOTED = _part(quopri.encodestring(_PAGE.encode()), "Content-Transfer-Encoding: quoted-printable")
_FRAME = _part(b"<p>Buy now</p>", "Content-Location: https://ads.example/")
_PICTURE = _part(base64.encodebytes(bytes(range(256))), "Content-Transfer-Encoding: base64", media="image/png")
_NESTED = (
    b"\r\n----b--1\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n"
    b"Content-Type: text/plain\r\n\r\nNo.\r\n--in\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    + _PAGE.encode()
    + b"\r\n--in--\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        _saved(_QUOTED, _FRAME, _PICTURE),
        _saved(_PICTURE, _QUOTED, _FRAME),
        _saved(_QUOTED, _PICTURE).replace(b"\r\n", b"\n"),
        _saved(_part(base64.encodebytes(_PAGE.encode()), "Content-Transfer-Encoding: base64"), _FRAME),
        _saved(_part(_PAGE.encode("cp1252"), "Content-Transfer-Encoding: 8bit"), _PICTURE),
        _saved(_part(_PAGE.encode("iso8859-15"), media='text/html; charset="iso-8859-15"')),
        _saved(
            _FRAME,
            _part(_PAGE.encode(), "Content-ID: <page@1>"),
            header=_HEADER + _PARTED.replace("\tb", '\tstart="<page@1>";\r\n\tb'),
        ),
        _saved(_NESTED, _PICTURE),
        _saved(_QUOTED, _PICTURE[:200], end=b""),
        _saved(
            _part(_PAGE.encode(), f"Content-Location: {_ADDRESS[:20]}\r\n {_ADDRESS[20:]}"),
            header=_HEADER.replace("Snapshot-", "X-") + _PARTED,
        ),
    ],
    ids=[
        "quoted",
        "behind a picture",
        "line feeds",
        "base64",
        "8bit",
        "charset",
        "start",
        "alternative",
        "picture cut",
        "folded",
    ],
)
def test_the_page_in_a_saved_page_is_read(tmp_path: Path, data: bytes) -> None:
    """Whichever part it is and however it is encoded, the page comes out, and its frames and pictures do not."""
    found = _read(tmp_path, data)
    assert isinstance(found, Record)
    assert (found.origin, found.reader, found.urls) == (Origin("a.mhtml"), "html", (_ADDRESS,))
    assert found.title == "Pont fermé"
    assert found.body is not None
    assert found.body.text.strip() == _PAGE
    assert found.fetched == Instant(datetime(2024, 3, 5, 8, 30, tzinfo=UTC))
    assert found.published is None


def test_a_page_saved_from_a_disk_has_no_address(tmp_path: Path) -> None:
    """Where it lay is no address on the web."""
    part = _part(_PAGE.encode(), "Content-Location: file:///C:/pages/crane.html")
    found = _read(tmp_path, _saved(part, header="MIME-Version: 1.0\r\n" + _PARTED))
    assert isinstance(found, Record)
    assert (found.urls, found.fetched) == ((), None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_saved(_QUOTED, end=b"")[:-60], "breaks off"),
        (_saved(_PICTURE), "without a part that is HTML"),
        (_saved(), "without a part that is HTML"),
        (_saved(_part(b" \r\n")), "without a page"),
        (_saved(_part(b"abcde", "Content-Transfer-Encoding: base64")), "damaged"),
        (_saved(_part(_PAGE.encode(), "Content-Transfer-Encoding: x-uuencode")), "encoded in a way"),
        (_saved(_QUOTED, header=_HEADER + "Content-Type: multipart/related\r\n\r\n"), "does not say what parts it"),
        (_saved(_part(b"", media="multipart/mixed; boundary=--b--1") * 9), "without a part that is HTML"),
        (_saved(_PICTURE * 20_001), "more than 20,000 parts"),
    ],
)
def test_a_broken_saved_page_is_rejected_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    """What is not whole is no article, and never one called by its header."""
    found = _read(tmp_path, data)
    assert isinstance(found, Rejection)
    assert reason in found.reason


def test_a_saved_page_is_read_up_to_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is held in memory, so there is a bound."""
    monkeypatch.setattr(unpacking, "LARGEST_FILE", 1_000)
    found = _read(tmp_path, _saved(_QUOTED, _PICTURE * 9))
    assert isinstance(found, Rejection)
    assert "is read up to" in found.reason


def test_saved_pages_in_an_archive_are_read(tmp_path: Path) -> None:
    """A zip archive of them is a folder of pages."""
    (tmp_path / "a.zip").write_bytes(zip_of([("1.mht", _saved(_QUOTED)), ("2.mht", _saved(_PICTURE))]))
    found = list(read_file(SourceFile(str(tmp_path / "a.zip"), "a.zip")))
    assert [(type(one), one.origin.path) for one in found] == [(Record, "a.zip!/1.mht"), (Rejection, "a.zip!/2.mht")]


def test_prose_with_a_colon_is_no_saved_page(tmp_path: Path) -> None:
    """An article may open with a word and a colon, and speak of MIME."""
    prose = "Harbour: the second crane\n\nMIME-Version: 1.0 was what the board met about on Tuesday.\n" * 12
    found = _read(tmp_path, prose.encode())
    assert isinstance(found, Record)
    assert found.reader == "page_text"


@given(st.binary(max_size=40), st.integers(0, 3_000), st.integers(0, 60))
def test_no_damage_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, cut: int
) -> None:
    """Wherever bytes are lost or replaced, it ends in a record, a rejection or a skip, and no reader stumbles."""
    whole = _saved(_NESTED, _QUOTED, _PICTURE)
    at %= len(whole)
    found = _read(tmp_path_factory.mktemp("any"), whole[:at] + junk + whole[at + cut :])
    assert isinstance(found, Record) or READER_FAILED not in found.reason
