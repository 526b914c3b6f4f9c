"""A page that a browser saved as one file (MHTML, RFC 2557): its HTML, and what its header says of it.

Only the part that is the page is decoded; its pictures, styles and frames are passed over. Not for telling the
article from the page (`index.readers.html.page` and `index.cleaning`), nor for letters as such.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import Final

from index.article import Instant
from index.containers.members import Capture
from index.containers.streams import Broken
from index.urls import is_web_url

OPENING: Final = 16 * 1024
"""So many of the first bytes tell whether a file is a saved page."""

_MOST_PARTS = 20_000
_DEEPEST = 3
_HEADER = re.compile(rb"(?:[!-9;-~]{1,100}:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+(?=\r?\n)")
_HTML = ("text/html", "application/xhtml+xml")
_MIME = re.compile(rb"^MIME-Version:", re.I | re.M)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.I | re.M)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The bytes of a page's HTML, and how it came from the web."""

    html: bytes
    capture: Capture


@dataclass(frozen=True, slots=True)
class _Part:
    header: Message
    body: bytes
    whole: bool = True


def is_saved_page(opening: bytes) -> bool:
    """Whether a file opens with the header of a page saved whole.

    >>> is_saved_page(b"MIME-Version: 1.0\\nContent-Type: multipart/related; boundary=x\\n\\n--x\\n")
    True
    """
    header = _HEADER.match(opening.lstrip())
    return header is not None and all(field.search(header[0]) for field in (_MIME, _RELATED))


def read_saved_page(data: bytes) -> SavedPage:
    """The page in a file that opens as one. Raises Broken where it is not in it, or not whole."""
    whole = _part(data.lstrip())
    page = _page_of(whole, _DEEPEST)
    if not page.whole:
        raise Broken("a saved page (MHTML) that breaks off inside its page")
    html = _decoded(page)
    if not html.strip():
        raise Broken("a saved page (MHTML) without a page in it")
    return SavedPage(html, Capture(_address(whole, page), _saved(whole), page.header.get_content_charset("")))


def _part(data: bytes, *, whole: bool = True) -> _Part:
    found = _HEADER.match(data)
    end = found.end() if found else 0
    body = data[end:].removeprefix(b"\r\n" if data.startswith(b"\r\n", end) else b"\n")
    return _Part(BytesHeaderParser().parsebytes(data[:end]), body, whole)


def _page_of(part: _Part, depth: int) -> _Part:
    """The part that a message names as its page, or else its first that is HTML or has parts of its own."""
    if not _is_multipart(part):
        return part
    if not depth:
        raise Broken(f"a saved page (MHTML) nested more than {_DEEPEST} parts deep")
    start = part.header.get_param("start")
    likely = None
    for inner in _parts(part):
        if start and _field(inner, "Content-ID") == start:
            return _page_of(inner, depth - 1)
        if likely is None and (inner.header.get_content_type() in _HTML or _is_multipart(inner)):
            likely = inner
            if not start:
                break
    if likely is None:
        raise Broken("a saved page (MHTML) without a part that is HTML")
    return _page_of(likely, depth - 1)


def _is_multipart(part: _Part) -> bool:
    return part.header.get_content_maintype() == "multipart"


def _field(part: _Part, name: str) -> str:
    """A field of a header, "" without one; str as one that is not ASCII is no text of Python's."""
    return str(part.header.get(name, "")).strip()


def _parts(part: _Part) -> Iterator[_Part]:
    boundary = part.header.get_boundary()
    if not boundary:
        raise Broken("a saved page (MHTML) that does not say what parts it")
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    start = None
    for number, found in enumerate(re.finditer(rb"^--%b(--)?[ \t]*\r?$" % mark, part.body, re.M)):
        if number > _MOST_PARTS:
            raise Broken(f"a saved page (MHTML) of more than {_MOST_PARTS:,} parts")
        if start is not None:
            yield _part(part.body[start : found.start()])
        start = None if found[1] else found.end() + 1
    if start is not None:
        yield _part(part.body[start:], whole=False)


def _decoded(page: _Part) -> bytes:
    """The bytes of a page as they were before they were made fit to be sent."""
    encoding = _field(page, "Content-Transfer-Encoding").lower()
    if encoding in ("", "7bit", "8bit", "binary"):
        return page.body
    if encoding == "quoted-printable":
        return binascii.a2b_qp(page.body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(page.body)
        except binascii.Error:
            raise Broken("a saved page (MHTML) whose page is damaged: it is no Base64") from None
    raise Broken("a saved page (MHTML) encoded in a way that is not read; quoted-printable and Base64 are")


def _address(whole: _Part, page: _Part) -> str:
    """Where a page was; long addresses are folded, which puts blanks into them."""
    named = ((whole, "Snapshot-Content-Location"), (page, "Content-Location"), (whole, "Content-Location"))
    addresses = ("".join(_field(part, name).split()) for part, name in named)
    return next(filter(is_web_url, addresses), "")


def _saved(whole: _Part) -> Instant | None:
    try:
        moment = parsedate_to_datetime(_field(whole, "Date"))
    except (ValueError, OverflowError):
        return None
    return Instant(moment.astimezone(UTC)) if moment.tzinfo else Instant(moment.replace(tzinfo=UTC), zone="assumed")
