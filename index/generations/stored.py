"""An article as bytes and back: what the archive keeps of it, as MessagePack; empty fields are left out.

Not what the public sees (see `web.render`): this form holds everything, origins included.
"""

from __future__ import annotations

import hashlib

import msgspec

from index.article import Article

DIGEST_BYTES = 16
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Article)


def encode_article(article: Article) -> bytes:
    """An article's fields."""
    return _encoder.encode(article)


def digest_record(data: bytes) -> bytes:
    """What tells an article's bytes from any others (BLAKE2b, RFC 7693)."""
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()


def decode_article(data: bytes) -> Article:
    """The article again, equal in every field. Raises ValueError for bytes that are not those of one.

    >>> from index.article import Kind
    >>> article = Article("a1", Kind.FULL, "Title", topics=("Trade",))
    >>> decode_article(encode_article(article)) == article
    True
    """
    try:
        return _decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError(f"The bytes of a stored article are damaged: {error}") from error
