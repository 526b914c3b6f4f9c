"""The answer of a web server as an archive keeps it: status, header fields, and the body as it was meant.

A body is put together from its chunks and unpacked as its header says; where an archive stored it
so already and left the header as it was, it is taken as it is. Not for asking a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.containers.budget import Budget
from index.containers.compressed import BROTLI, DEFLATE, GZIP, ZLIB, ZSTD, Compression, unpacked
from index.containers.streams import BLOCK, Broken, Stream

_LONGEST_HEADER = 256 * 1024
_LINE_COST = 100  # what each line counts for besides its length
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})(?!\d)")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n")
_LONGEST_CHUNK_LINE = 1024
_MOST_ENCODINGS = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What a server answered; `status` 0 where it cannot be read, `media` its Content-Type."""

    status: int
    media: str
    body: Stream


def read_message(block: Stream, budget: Budget) -> Message:
    """An answer from its first line on. Raises Broken where its head or the way it is encoded cannot be read."""
    status = _STATUS.match(block.readline(BLOCK))
    fields = read_fields(block)
    body = block
    if "chunked" in fields.get("transfer-encoding", "").lower() and _CHUNK.match(block.peek(_LONGEST_CHUNK_LINE)):
        body = Stream(_Chunked(block).take)
    for encoding in _encodings(fields.get("content-encoding", "")):
        if form := _compression(encoding, body.peek(3)):
            body = unpacked(body, form, budget)
    return Message(int(status[1]) if status else 0, fields.get("content-type", ""), body)


def read_fields(stream: Stream) -> dict[str, str]:
    """Header fields up to the blank line behind them, names in small letters; of two alike the first."""
    fields: dict[str, str] = {}
    name = ""
    left = _LONGEST_HEADER
    while line := stream.readline(BLOCK):
        left -= len(line) + _LINE_COST
        if left < 0:
            raise Broken("has a header longer than is read")
        text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
        if not text:
            break
        if text[0] in " \t":
            fields[name] = f"{fields.get(name, '')} {text.strip()}"
            continue
        before, _, value = text.partition(":")
        name = before.strip().lower()
        fields.setdefault(name, value.strip())
    return fields


def _encodings(stated: str) -> Iterator[str]:
    """The encodings a body has, the outermost first."""
    names = [name.strip().lower() for name in stated.split(",") if name.strip()]
    if len(names) > _MOST_ENCODINGS:
        raise Broken(f"is encoded more than {_MOST_ENCODINGS} times over")
    return reversed(names)


def _compression(encoding: str, head: bytes) -> Compression | None:
    """What a body is really compressed with, if at all."""
    if encoding in ("identity", "none", "utf-8"):
        return None
    if encoding in ("gzip", "x-gzip"):
        return GZIP if head.startswith(GZIP.mark) else None
    if encoding == "zstd":
        return ZSTD if head == ZSTD.mark[:3] else None
    if head.lstrip().startswith(b"<") or not head:
        return None
    if encoding == "deflate":
        return ZLIB if head[0] & 15 == 8 and int.from_bytes(head[:2]) % 31 == 0 else DEFLATE
    if encoding == "br":
        return BROTLI
    raise Broken("is encoded in a way that is not read; gzip, deflate, br and zstd are")


class _Chunked:
    """A Source of a body that was sent in chunks, each with its length before it."""

    def __init__(self, block: Stream) -> None:
        self._block = block
        self._left = 0
        self._ended = False

    def take(self, size: int) -> bytes:
        if not self._left and not self._ended:
            self._begin()
        if self._ended:
            return b""
        piece = self._block.read(min(size, self._left))
        if not piece:
            raise Broken("its body breaks off inside a chunk")
        self._left -= len(piece)
        return piece

    def _begin(self) -> None:
        line = self._block.readline(_LONGEST_CHUNK_LINE)
        if line in (b"\r\n", b"\n"):  # behind the chunk before
            line = self._block.readline(_LONGEST_CHUNK_LINE)
        found = _CHUNK.fullmatch(line)
        if found is None:
            self._ended = True
            raise Broken("its body is damaged: a chunk does not say how long it is")
        self._left = int(found[1], 16)
        self._ended = not self._left
