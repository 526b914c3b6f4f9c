"""What the last rebuild published, out of what, and its report: so that doing it again can be left out.

Not for the records themselves (`index.records.cache`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from index.checked_file import read_decoded, write_checked
from index.rebuilding.report import RebuildReport
from index.records.cache import Entry

PUBLISHED: Final = "published.bfr"


class _Published(msgspec.Struct, array_like=True):
    key: bytes
    report: RebuildReport


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Published)


def publication_key(entries: Iterable[Entry], others: Iterable[object]) -> bytes:
    """A hash of all that a generation is made of: every file and its content, and what else decides."""
    digest = hashlib.blake2b(digest_size=16)
    for other in others:
        digest.update(f"{other!r}\0".encode())
    ordered = sorted(entries, key=attrgetter("name"))
    digest.update("\0".join(entry.name for entry in ordered).encode(errors="surrogatepass"))
    digest.update(b"\0" + bytes(entry.named for entry in ordered) + b"".join(entry.digest for entry in ordered))
    return digest.digest()


def write_published(folder: Path, key: bytes, report: RebuildReport) -> None:
    """Note what is about to be published. A generation that is not served in the end is never taken for it."""
    try:
        data = _encoder.encode(_Published(key, report))
    except (msgspec.MsgspecError, ValueError, OverflowError):
        (folder / PUBLISHED).unlink(missing_ok=True)  # a name that is no Unicode: it is built anew each time
        return
    write_checked(folder / PUBLISHED, data)


def read_published(folder: Path, key: bytes, whole: Callable[[], Path | None]) -> RebuildReport | None:
    """The report of the generation that is served, if it was made of the very same; `whole` gives its folder."""
    published = read_decoded(folder / PUBLISHED, _decoder)
    if published is None or published.key != key:
        return None
    served = whole()
    return published.report if served is not None and served.name == published.report.generation else None
