"""An article as bytes and back: what the archive keeps of it, as MessagePack.

Not what the public sees (see `web.render`): this form holds everything, origins included.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

import msgspec

from index.article import Article

_NAMES = tuple(field.name for field in fields(Article))
_values_of = attrgetter(*_NAMES)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Article)


def encode_article(article: Article) -> bytes:
    """An article's fields; empty ones are left out, as most of them are empty in most articles."""
    held = zip(_NAMES, _values_of(article), strict=True)
    return _encoder.encode({name: value for name, value in held if name == "title" or _is_filled(value)})


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


def _is_filled(value: object) -> bool:
    return value is not None and value != "" and value != ()
