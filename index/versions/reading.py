"""What a source says, as a digest: a record as it was read in, sixteen bytes out.

By it a change of an article is told from a change of our own cleaning: where the digest is the same,
its source has changed nothing. The first half is of the title, the second of the text, both before
anything was cleaned. White space does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from index.record import Record

_HALF = 8


def digest_as_read(record: Record) -> bytes:
    """The digest of a record that has not been cleaned; a title that it does not give is looked for in its text."""
    text = record.body.text if record.body else record.excerpt
    return _digest(record.title or text) + _digest(text)


def digest_of(title_from: Record, texts_from: Sequence[Record]) -> bytes:
    """The digest of an article that has its title from one record and its text from others, one below the other."""
    texts = [record.read[_HALF:] for record in texts_from]
    text = texts[0] if len(texts) == 1 else hashlib.blake2b(b"".join(texts), digest_size=_HALF).digest()
    return title_from.read[:_HALF] + text


def says_title(read: bytes, sources: Iterable[bytes]) -> bool:
    """Whether one of the sources still has the title that `read` has."""
    return read[:_HALF] in {source[:_HALF] for source in sources}


def says_text(read: bytes, sources: Iterable[bytes]) -> bool:
    """Whether one of the sources still has the text that `read` has."""
    return read[_HALF:] in {source[_HALF:] for source in sources}


def _digest(text: str) -> bytes:
    plain = " ".join(text.split()).encode(errors="surrogatepass")
    return hashlib.blake2b(plain, digest_size=_HALF).digest()
