"""A web archive (WARC 1.0 and 1.1) to the pages and files it holds, front to back.

Read are responses with status 200, resources, and the texts made of them (conversions), where their
media type is one of text; the others are Skips. The address of a record and the charset that its server
named go with it, and when it was fetched: that is no date of an article, but tells which of two captures is
the later one. Behind a
damaged record reading goes on at the next. Not for ARC, the older form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from index.article import Instant, Origin
from index.containers.budget import Budget
from index.containers.http_message import read_fields, read_message
from index.containers.members import Capture, Member, Members, is_whole_number, last_name, printable_name
from index.containers.streams import BLOCK, Broken, Section, Stream
from index.dates import parse_instant
from index.record import Rejection, Skip
from index.urls import is_web_url

MARK: Final = b"WARC/"

_VERSION = re.compile(rb"WARC/\d\.\d{1,2}\s*\n")
_LONGEST_ADDRESS = 300
_OK = 200
_HELD = ("response", "resource", "conversion")
_OTHERS = ("warcinfo", "request", "metadata", "revisit", "continuation")
_TEXT = re.compile(
    r"|text/(?!css|javascript|ecmascript|calendar|vcard|vtt).+"
    r"|application/(?:.*[+.])?(?:xhtml\+xml|xml|json|x?-?ndjson|jsonl|json-seq)"
)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")


def warc_members(stream: Stream, place: str, budget: Budget) -> Members:
    """What the records of a web archive hold. Raises Broken where its bytes end or are damaged between records."""
    return _Warc(stream, place, budget).members()


@dataclass(slots=True)
class _Warc:
    """A web archive under way: which record it is at, and whether the next one must be looked for."""

    stream: Stream
    place: str
    budget: Budget
    number: int = 0
    lost: bool = False

    def members(self) -> Members:
        while True:
            try:
                if not self._at_record():
                    return
                yield from self._record()
            except Broken as broken:
                self.lost = True
                yield Rejection(self._origin(""), str(broken))

    def _at_record(self) -> bool:
        """Pass over what stands before the next record; whether there is one."""
        if self.lost:
            while not _VERSION.match(self.stream.peek(12)) and self.stream.readline(BLOCK):
                pass
            self.lost = False
        while (head := self.stream.peek(1)) and head in b"\r\n":
            self.stream.skip(1)
        return bool(head) or bool(self.stream.read(1))

    def _origin(self, address: str) -> Origin:
        shown = f" ({printable_name(address[:_LONGEST_ADDRESS])})" if address else ""
        return Origin(f"{self.place}!/record {self.number}{shown}")

    def _record(self) -> Members:
        self.number += 1
        self.budget.count_member()
        if self.stream.peek(len(MARK)) != MARK:
            raise Broken("begins without the mark of a record: what stands here is passed over")
        self.stream.readline(BLOCK)
        fields = read_fields(self.stream)
        length = fields.get("content-length", "")
        if not is_whole_number(length):
            raise Broken("has no length that can be read")
        block = Section(self.stream, int(length), self._check_end)
        yield self._judged(fields, block)
        block.drain()
        self.lost = block.told

    def _check_end(self) -> None:
        """Behind a record stand blank lines, then another one or nothing."""
        follows = self.stream.peek(16).lstrip(b"\r\n")
        if follows and not follows.startswith(MARK[: len(follows)]):
            raise Broken("its length is not the one its header gives")

    def _judged(self, fields: dict[str, str], block: Stream) -> Member | Skip:
        """A record as a member, or why it is none."""
        address = fields.get("warc-target-uri", "").strip("<> ")
        origin = self._origin(address)
        kind, media, body = fields.get("warc-type", "").lower(), fields.get("content-type", ""), block
        if kind not in _HELD:
            return Skip(origin, f"a web archive's record of type {kind if kind in _OTHERS else 'unknown'}")
        if kind == "response":
            if block.peek(5) != b"HTTP/":
                return Skip(origin, "not the answer of a web server")
            message = read_message(block, self.budget)
            if message.status != _OK:
                return Skip(origin, f"HTTP status {message.status}")
            media, body = message.media, message.body
        charset = _CHARSET.search(media)
        media = media.partition(";")[0].strip().lower()
        if not _TEXT.fullmatch(media):
            return Skip(origin, f"not text: media type {media if _MEDIA_TYPE.fullmatch(media) else 'unknown'}")
        own = address if is_web_url(address) else ""
        fetched = _fetched(fields.get("warc-date", ""))
        capture = Capture(own, fetched, charset[1] if charset else "")
        return Member(origin.path, body, _end_of(address), capture)


def _fetched(date: str) -> Instant | None:
    try:
        return parse_instant(date)
    except ValueError:
        return None


def _end_of(address: str) -> str:
    """The last part of an address's path, as the name of a file.

    >>> _end_of("https://example.org/news/robots.txt?x=/1")
    'robots.txt'
    """
    return last_name(re.split("[?#]", address, maxsplit=1)[0])
