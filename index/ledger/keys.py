"""What ties records to each other, as numbers of 64 bits: a record in, its keys out. Pure.

Two different names that came to one number would only have more put together anew than need be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from index.assembly.grouping import addresses_of, is_known_by_id, lasting_name, source_name
from index.assembly.linking import names_of
from index.record import Record
from index.twins import twin_form

_KEYS_HELD = 1 << 18
_encoder = msgspec.msgpack.Encoder()


def identity_keys(record: Record) -> tuple[int, ...]:
    """Of all by which a record can be told to be of an article with others, or its heir, or to bear one's name."""
    names = list(map(twin_form, addresses_of(record)))
    if is_known_by_id(record):
        name = source_name(record)
        names += (name, lasting_name(record, name))
    return keys_of(names or [f"read\0{record.read.hex()}"])


def mention_keys(mention: Record) -> tuple[int, ...]:
    """Of the names that a related entry goes by."""
    return keys_of(names_of(mention))


def content_key(mention: Record) -> int:
    """Of all that a related entry says, and where."""
    return _number(_encoder.encode(mention))


def keys_of(names: Iterable[str]) -> tuple[int, ...]:
    """The keys of these names, each once."""
    return tuple(dict.fromkeys(map(key_of, names)))


@lru_cache(maxsize=_KEYS_HELD)
def key_of(name: str) -> int:
    """The key of one name."""
    return _number(name.encode(errors="surrogatepass"))


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)
