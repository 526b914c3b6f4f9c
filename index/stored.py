"""An article as bytes and back: what the archive keeps of it, as JSON without surprises.

Not what the public sees (see `web.render`): this form holds everything, origins included.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson

from index.article import Article, Cut, Image, Instant, Kind, Origin, Provider

_STRINGS = ("aliases", "authors", "topics", "related")


def encode_article(article: Article) -> bytes:
    """JSON in UTF-8; empty fields are left out, as most of them are empty in most articles."""
    held = {field.name: getattr(article, field.name) for field in fields(article)}
    return orjson.dumps({name: value for name, value in held.items() if value not in (None, "", ())})


def decode_article(data: bytes) -> Article:
    """The article again, equal in every field.

    >>> article = Article("a1", Kind.FULL, "Title", topics=("Trade",))
    >>> decode_article(encode_article(article)) == article
    True
    """
    held: dict[str, Any] = orjson.loads(data)
    held["kind"] = Kind(held["kind"])
    held.setdefault("title", "")
    for name in _STRINGS:
        held[name] = tuple(held.get(name, ()))
    for name in ("published", "updated"):
        if name in held:
            held[name] = _decode_instant(held[name])
    if "provider" in held:
        provider = held["provider"]
        held["provider"] = Provider(provider["name"], provider["domain"], _decode_images(provider["images"]))
    held["images"] = _decode_images(held.get("images", ()))
    held["cuts"] = tuple(Cut(**cut) for cut in held.get("cuts", ()))
    held["origin"] = tuple(Origin(**origin) for origin in held.get("origin", ()))
    return Article(**held)


def _decode_instant(held: dict[str, Any]) -> Instant:
    return Instant(datetime.fromisoformat(held["at"]), held["precision"], held["zone"])


def _decode_images(held: list[dict[str, Any]]) -> tuple[Image, ...]:
    return tuple(Image(**image) for image in held)
