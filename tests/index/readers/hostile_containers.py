"""Hostile containers, as data: name, bytes or what makes them, fate and part of the reason (see `hostile`)."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final, Literal

import brotli

from tests.index.readers.packing import WarcFile, tar_of, zip_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STORY = b"---\ntitle: Crane put off\n---\nThe board met and put off the second crane.\n"
_LINES = b"".join(b'{"title": "Story %d", "body": "The board met."}\n' % n for n in range(500))
_SITE = "https://harbour-courier.example"
_PAGE = b"<!doctype html><html><head><title>Crane</title></head><body><p>The board met.</p></body></html>"
_TARS = [("a.md", _STORY), ("b.md", _STORY), ("c.md", _STORY)]
_MIB = 1 << 20


def _gzip_bomb_of_one_line() -> bytes:
    """300 MiB of one line behind two whole ones."""
    made = io.BytesIO()
    with gzip.open(made, "wb", compresslevel=6) as file:
        file.write(b'{"title": "A"}\n{"title": "B"}\n{"title": "')
        for _ in range(300):
            file.write(b"x" * _MIB)
    return made.getvalue()


@cache
def _prose_of_65_mib() -> bytes:
    """A zip archive of 66 kB of one member that is longer than is read."""
    return zip_of([("a.txt", b"The harbour board met. " * (65 * _MIB // 23))])


def _zip_of_zips(depth: int) -> bytes:
    data = zip_of([("a.md", _STORY)])
    for _ in range(depth):
        data = zip_of([("in.zip", data)])
    return data


def _encrypted() -> bytes:
    data = bytearray(zip_of([("a.md", _STORY)]))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _overlapping() -> bytes:
    """Three names for the same bytes, as in a bomb that needs no nesting."""
    data = zip_of([("a.md", _STORY)])
    at = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    entry = data[at:end]
    directory = b"".join(entry.replace(b"a.md", name) for name in (b"a.md", b"b.md", b"c.md"))
    return data[:at] + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), at, 0)


def _zip_with(at: int, value: bytes) -> bytes:
    """A zip archive with bytes replaced in the entry of its directory."""
    data = bytearray(zip_of([("a.md", _STORY), ("b.md", _STORY)]))
    start = data.find(b"PK\x01\x02") + at
    data[start : start + len(value)] = value
    return bytes(data)


def _zip_link() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo("link")
        member.create_system, member.external_attr = 3, 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return made.getvalue()


def _tar_with(change: Callable[[tarfile.TarInfo], object]) -> bytes:
    """A tar archive whose second member's header is changed, its checksum made right again."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, data in _TARS:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            if name == "b.md":
                change(member)
            archive.addfile(member)
            made.write(data + bytes(-len(data) % 512))
            archive.offset = made.tell()
    return made.getvalue()


def _sized(size: int) -> bytes:
    return _tar_with(lambda member: setattr(member, "size", size))


def _typed(kind: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("odd")
        member.type, member.linkname = kind, "../../etc/passwd"
        archive.addfile(member)
    return made.getvalue()


def _pax_header_of_a_gigabyte() -> bytes:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 30
    return header.tobuf(tarfile.GNU_FORMAT) + bytes(20_000)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _xz_that_asks_for_much() -> bytes:
    data = bytearray(lzma.compress(_LINES))
    size = (data[12] + 1) * 4  # of the block header
    data[12 + 4] = 37  # a dictionary of one and a half GiB
    data[12 + size - 4 : 12 + size] = struct.pack("<L", zlib.crc32(data[12 : 12 + size - 4]))
    return bytes(data)


def _zstd_that_asks_for_much() -> bytes:
    # a frame header with a window of 2 GiB, then an empty last block
    return b"\x28\xb5\x2f\xfd" + bytes([0, (31 - 10) << 3]) + b"\x01\0\0"


def _warc(**changes: bytes) -> bytes:
    data = WarcFile().response(f"{_SITE}/crane", _PAGE).bytes()
    for old, new in changes.items():
        name = old.replace("_", "-").encode()
        head, _, rest = data.partition(name + b": ")
        data = head + name + b": " + new + b"\r\n" + rest.partition(b"\r\n")[2]
    return data


def _answer(body: bytes, **fields: str) -> bytes:
    return WarcFile().response(f"{_SITE}/crane", body, **fields).bytes()


_STORED = tar_of(_TARS)[:3_072]


def _empty_members(count: int) -> bytes:
    return tarfile.TarInfo("a.md").tobuf() * count


Case = tuple[str, bytes | Callable[[], bytes], Literal["read", "rejected", "skipped", "refused"], str]

CONTAINERS: Final[tuple[Case, ...]] = (
    # compressed files
    ("broken-off.jsonl.gz", gzip.compress(_LINES)[:-30], "rejected", "breaks off"),
    ("broken-off.md.gz", gzip.compress(_STORY)[:-10], "rejected", "breaks off"),
    ("header-alone.gz", gzip.compress(_STORY)[:10], "rejected", "breaks off"),
    ("wrong-checksum.gz", _flipped(gzip.compress(_STORY), -6), "rejected", "damaged"),
    ("damaged.gz", gzip.compress(_LINES)[:40] + bytes(100), "rejected", "damaged"),
    ("of-nothing.gz", gzip.compress(b""), "skipped", "empty"),
    ("rubbish-behind.gz", gzip.compress(_STORY) + b"rubbish", "rejected", "something else"),
    ("zeros-behind.gz", gzip.compress(_STORY) + bytes(1_000), "read", ""),
    ("bomb-of-nuls.gz", lambda: gzip.compress(bytes(300 * _MIB), 1), "skipped", "binary"),
    ("bomb-of-one-line.gz", _gzip_bomb_of_one_line, "rejected", "unpacks to more than"),
    ("ten-times-over.gz", lambda: _times(gzip.compress, 10), "rejected", "deep"),
    ("broken-off.bz2", bz2.compress(_STORY)[:-5], "rejected", "breaks off"),
    ("damaged.bz2", _flipped(bz2.compress(_LINES), 30), "rejected", "damaged"),
    ("broken-off.xz", lzma.compress(_STORY)[:-20], "rejected", "breaks off"),
    ("much-memory.xz", _xz_that_asks_for_much, "rejected", "memory"),
    ("broken-off.zst", zstd.compress(_STORY)[:-5], "rejected", "breaks off"),
    ("much-memory.zst", _zstd_that_asks_for_much, "rejected", "memory"),
    # zip
    ("broken-off.zip", zip_of(_TARS)[:-40], "rejected", "directory"),
    ("empty.zip", zip_of([]), "skipped", "without a file"),
    ("encrypted.zip", _encrypted, "rejected", "encrypted"),
    ("overlapping.zip", _overlapping, "rejected", "lies upon another"),
    ("wrong-checksum.zip", lambda: _zip_with(16, b"\1\2\3\4"), "rejected", "checksum"),
    ("wrong-place.zip", lambda: _zip_with(42, b"\xff\xff\xff\x7f"), "rejected", "not"),
    ("damaged-directory.zip", lambda: _zip_with(0, b"XXXX"), "rejected", "directory"),
    ("by-an-odd-method.zip", lambda: _zip_with(10, b"\x63\0"), "rejected", "method 99"),
    ("lzma.zip", lambda: zip_of(_TARS, zipfile.ZIP_LZMA), "rejected", "method 14"),
    ("link.zip", _zip_link, "skipped", "not a regular file"),
    ("leads-out.zip", zip_of([("../../../tmp/a.md", _STORY), ("/b.md", _STORY), ("C:\\c.md", _STORY)]), "read", ""),
    ("alike.zip", lambda: zip_of([("a.md", _STORY)]), "read", ""),
    ("bomb.zip", _prose_of_65_mib, "rejected", "larger than"),
    ("bomb-of-bombs.zip", lambda: zip_of([(f"{n}.zip", _prose_of_65_mib()) for n in range(9)]), "rejected", "unpacks"),
    ("zips-in-zips.zip", lambda: _zip_of_zips(12), "rejected", "deep"),
    ("many-hidden.zip", lambda: zip_of([(f".{n}", b"") for n in range(3_000)]), "skipped", "behind the first 1,000"),
    # tar
    ("broken-off.tar", tar_of(_TARS)[:2_100], "rejected", "breaks off"),
    ("broken-off.tar.gz", tar_of(_TARS, "w:gz")[:-30], "rejected", "breaks off"),
    ("of-eight-exabytes.tar", lambda: _sized(1 << 62), "rejected", "breaks off"),
    ("of-less-than-nothing.tar", lambda: _sized(-5), "rejected", "damaged header"),
    ("header-of-a-gigabyte.tar", _pax_header_of_a_gigabyte, "rejected", "header of"),
    ("damaged-header.tar", _flipped(tar_of(_TARS), 1_030), "rejected", "damaged header"),
    ("symbolic-link.tar", lambda: _typed(tarfile.SYMTYPE), "skipped", "not a regular file"),
    ("hard-link.tar", lambda: _typed(tarfile.LNKTYPE), "skipped", "not a regular file"),
    ("device.tar", lambda: _typed(tarfile.CHRTYPE), "skipped", "not a regular file"),
    ("sparse.tar", lambda: _typed(tarfile.GNUTYPE_SPARSE), "rejected", "sparse"),
    ("leads-out.tar", tar_of([("../../a.md", _STORY), ("a\nb.md", _STORY), ("caf\udce9.md", _STORY)]), "read", ""),
    ("one-name.tar", tar_of([("a.md", _STORY)] * 3), "read", ""),
    (
        "many-damaged-headers.tar",
        lambda: _STORED + (_STORED[:512] + b"x" * 1_024) * 9_000,
        "rejected",
        "damaged header",
    ),
    ("many-of-one-name.tar", lambda: _empty_members(20_000), "skipped", "empty"),
    # web archives
    ("longer-than-it-is.warc", lambda: _warc(Content_Length=b"999999999"), "rejected", "breaks off"),
    ("shorter-than-it-is.warc", lambda: _warc(Content_Length=b"40"), "rejected", "length"),
    ("negative-length.warc", lambda: _warc(Content_Length=b"-1"), "rejected", "no length"),
    ("length-of-5000-figures.warc", lambda: _warc(Content_Length=b"9" * 5_000), "rejected", "no length"),
    ("length-in-other-figures.warc", lambda: _warc(Content_Length="٣".encode()), "rejected", "length"),
    ("header-without-end.warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 100_000, "rejected", "header longer"),
    ("header-alone.warc", b"WARC/1.0\r\n", "rejected", "no length"),
    ("rubbish-between.warc", lambda: _warc() + b"rubbish\r\n" * 9 + _warc(), "rejected", "length"),
    ("address-of-nothing.warc", lambda: _warc(WARC_Target_URI=b"javascript:alert(1)"), "read", ""),
    ("chunks-that-lie.warc", _answer(b"ffffff\r\n" + _PAGE, transfer_encoding="chunked"), "rejected", "breaks off"),
    ("body-broken-off.warc", _answer(gzip.compress(_PAGE)[:-20], content_encoding="gzip"), "rejected", "breaks off"),
    ("body-in-odd-code.warc", _answer(_PAGE[1:], content_encoding="x-odd"), "rejected", "encoded"),
    ("body-often-packed.warc", _answer(_PAGE, content_encoding="gzip," * 50), "rejected", "times over"),
    (
        "body-that-is-a-bomb.warc",
        lambda: _answer(brotli.compress(b"The harbour board met. " * (3 * _MIB), quality=3), content_encoding="br"),
        "rejected",
        "larger than",
    ),
    (
        "marks-without-end.warc.gz",
        lambda: gzip.compress(_warc()) + b"\x1f\x8b\x08\xe0" * 99_999,
        "rejected",
        "in more than",
    ),
    (
        "chunks-of-one-byte.warc",
        _answer(b"".join(b"1\r\n%c\r\n" % byte for byte in _PAGE * 999) + b"0\r\n\r\n", transfer_encoding="chunked"),
        "read",
        "",
    ),
    ("no-status.warc", _answer(_PAGE, status="OK"), "skipped", "HTTP status"),
)


def _times(pack: Callable[[bytes], bytes], times: int) -> bytes:
    data = _STORY
    for _ in range(times):
        data = pack(data)
    return data
