"""An article as bytes and back: what the archive keeps of it, as JSON without surprises.

Not what the public sees (see `web.render`): this form holds everything, origins included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import orjson

from index.article import Article, Cut, Image, Instant, Kind, Origin, Provider

_NAMES = tuple(field.name for field in fields(Article))
_values_of = attrgetter(*_NAMES)


def encode_article(article: Article) -> bytes:
    """JSON in UTF-8; empty fields are left out, as most of them are empty in most articles."""
    held = zip(_NAMES, _values_of(article), strict=True)
    return orjson.dumps({name: value for name, value in held if value is not None and value != "" and value != ()})


def decode_article(data: bytes) -> Article:
    """The article again, equal in every field.

    >>> article = Article("a1", Kind.FULL, "Title", topics=("Trade",))
    >>> decode_article(encode_article(article)) == article
    True
    """
    held: dict[str, Any] = orjson.loads(data)
    for name in held.keys() & _DECODERS.keys():
        held[name] = _DECODERS[name](held[name])
    held.setdefault("title", "")
    return Article(**held)


def _decode_instant(held: dict[str, Any]) -> Instant:
    return Instant(datetime.fromisoformat(held["at"]), held["precision"], held["zone"])


def _decode_images(held: list[dict[str, Any]]) -> tuple[Image, ...]:
    return tuple(Image(**image) for image in held)


def _decode_provider(held: dict[str, Any]) -> Provider:
    return Provider(held["name"], held["domain"], _decode_images(held["images"]))


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "kind": {kind.value: kind for kind in Kind}.__getitem__,
    **dict.fromkeys(("aliases", "authors", "topics", "related"), tuple),
    **dict.fromkeys(("published", "updated"), _decode_instant),
    "provider": _decode_provider,
    "images": _decode_images,
    "cuts": lambda held: tuple(Cut(**cut) for cut in held),
    "origin": lambda held: tuple(Origin(**origin) for origin in held),
}
