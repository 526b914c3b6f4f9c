"""Compressed bytes to the bytes themselves, a bounded piece at a time: gzip, bzip2, xz, zstd, and Brotli from the web.

Several compressed streams one behind the other are one. Where one is damaged, Broken is raised and
reading goes on at the next, as a web archive compressed record by record allows.
"""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import brotli

from index.containers.budget import Budget
from index.containers.streams import BLOCK, Broken, Stream

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MOST_MEMORY = 256 * 1024 * 1024  # what xz may ask for; its strongest usual setting needs 65 MiB
_ZSTD_WINDOW = 27  # as a power of two: 128 MiB, what the zstd command reads unasked
_MOST_BREAKS = 1_000  # behind as many damaged places no more compressed data is looked for
_ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, brotli.error, OSError, EOFError, ValueError)


class _Decoder(Protocol):
    """One compressed stream under way."""

    def decode(self, data: bytes) -> bytes:
        """At most about a block of output; b"" is asked with until that gives none."""

    @property
    def done(self) -> bool: ...

    @property
    def rest(self) -> bytes:
        """What was given but stands behind the end."""


class _ZlibDecoder:
    def __init__(self, window: int) -> None:
        self._decoder = zlib.decompressobj(window)

    def decode(self, data: bytes) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, BLOCK)

    @property
    def done(self) -> bool:
        return self._decoder.eof

    @property
    def rest(self) -> bytes:
        return self._decoder.unused_data


class _StandardDecoder:
    """The form that bz2, lzma and zstd share."""

    def __init__(self, decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor | zstd.ZstdDecompressor) -> None:
        self._decoder = decoder

    def decode(self, data: bytes) -> bytes:
        return self._decoder.decompress(data, BLOCK)

    @property
    def done(self) -> bool:
        return self._decoder.eof

    @property
    def rest(self) -> bytes:
        return self._decoder.unused_data


class _BrotliDecoder:
    rest = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()

    def decode(self, data: bytes) -> bytes:
        return bytes(self._decoder.process(data, output_buffer_limit=BLOCK))

    @property
    def done(self) -> bool:
        return bool(self._decoder.is_finished())


@dataclass(frozen=True, slots=True)
class Compression:
    """A form of compression: its name, what it opens with ("" where nothing tells) and its decoder."""

    name: str
    mark: bytes
    decoder: Callable[[], _Decoder]


GZIP: Final = Compression("gzip", b"\x1f\x8b\x08", lambda: _ZlibDecoder(zlib.MAX_WBITS | 16))
BZIP2: Final = Compression("bzip2", b"BZh", lambda: _StandardDecoder(bz2.BZ2Decompressor()))
XZ: Final = Compression(
    "xz", b"\xfd7zXZ\0", lambda: _StandardDecoder(lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY))
)
ZSTD: Final = Compression(
    "zstd",
    b"\x28\xb5\x2f\xfd",
    lambda: _StandardDecoder(zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})),
)
DEFLATE: Final = Compression("deflate", b"", lambda: _ZlibDecoder(-zlib.MAX_WBITS))
ZLIB: Final = Compression("deflate", b"", lambda: _ZlibDecoder(zlib.MAX_WBITS))
BROTLI: Final = Compression("Brotli", b"", _BrotliDecoder)

_BZIP2_MARK = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")  # a first block, or none: pi and its square root


def compression_of(head: bytes) -> Compression | None:
    """What a file that opens with these bytes is compressed with.

    >>> compression_of(b"\\x1f\\x8b\\x08\\0").name, compression_of(b"BZhang Wei met the press.")
    ('gzip', None)
    """
    if head.startswith(BZIP2.mark):
        return BZIP2 if head[4:].startswith(_BZIP2_MARK) else None
    return next((form for form in (GZIP, XZ, ZSTD) if head.startswith(form.mark)), None)


def unpacked(packed: Stream, form: Compression, budget: Budget) -> Stream:
    """The bytes that a stream holds compressed. What is unpacked is charged to the budget."""
    return Stream(_Unpacking(packed, form, budget).next)


class _Unpacking:
    """A Source over compressed bytes: one stream of them behind the other."""

    def __init__(self, packed: Stream, form: Compression, budget: Budget) -> None:
        self._packed = packed
        self._form = form
        self._budget = budget
        self._decoder: _Decoder | None = form.decoder()
        self._more = False
        self._last = b""
        self._breaks = 0

    def next(self, _: int) -> bytes:
        while self._decoder is not None:
            if data := self._step(self._decoder):
                self._budget.spend(len(data))
                return data
        return b""

    def _step(self, decoder: _Decoder) -> bytes:
        """Some bytes, or none yet; moves on to the next compressed stream, or to none."""
        if decoder.done:
            self._packed.unread(decoder.rest)
            self._start_next()
            return b""
        data = b"" if self._more else self._packed.read(BLOCK)
        if not data and not self._more:
            self._decoder = None
            raise Broken(f"its {self._form.name} data breaks off before its end")
        self._last = data or self._last
        try:
            output = decoder.decode(data)
        except _ERRORS as error:
            self._find_next()
            raise Broken(self._damage(error)) from None
        self._more = bool(output)
        return output

    def _damage(self, error: Exception) -> str:
        if isinstance(error, lzma.LZMAError) and "limit" in str(error).lower():
            return f"its xz data asks for more than {_MOST_MEMORY >> 20} MiB of memory"
        if isinstance(error, zstd.ZstdError) and "memory" in str(error).lower():
            return f"its zstd data asks for more than {1 << _ZSTD_WINDOW >> 20} MiB of memory"
        return f"its {self._form.name} data is damaged"

    def _start_next(self) -> None:
        """At the end of one compressed stream: the next one, padding, or something that is none."""
        self._decoder, self._more = None, False
        if not self._form.mark:
            return
        while (block := self._packed.peek(BLOCK)) and not block.strip(b"\0"):
            self._packed.skip(len(block))
        if block.startswith(self._form.mark):
            self._decoder = self._form.decoder()
        elif block:
            self._last = b""
            self._find_next()
            raise Broken(f"behind its {self._form.name} data stands something else")

    def _find_next(self) -> None:
        """Go to where another compressed stream may begin, passing over what is damaged."""
        self._decoder, self._more = None, False
        self._packed.unread(self._last[1:])  # the next one may begin in what was given already
        self._breaks += 1
        mark = self._form.mark
        if not mark:
            return
        if self._breaks > _MOST_BREAKS:
            raise Broken(
                f"its {self._form.name} data is damaged in more than {_MOST_BREAKS:,} places: the rest is not read"
            )
        while block := self._packed.peek(BLOCK):
            found = block.find(mark)
            if found >= 0:
                self._packed.skip(found)
                self._decoder = self._form.decoder()
                return
            self._packed.skip(max(len(block) - len(mark) + 1, 1))
