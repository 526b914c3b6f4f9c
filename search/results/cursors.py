"""Where an answer ended, as an opaque text that only the same question can go on from.

Pure. Not for finding what comes after it (see `search.results.rank`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from index.errors import InvalidRequest
from search.model import SearchRequest


def write_cursor(request: SearchRequest, keys: Sequence[Any]) -> str:
    """An opaque text that says where an answer ended: the sort keys of its last hit."""
    data = orjson.dumps([_fingerprint(request), *keys])
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read_cursor(request: SearchRequest, types: Sequence[Any]) -> list[Any]:
    """The keys that `write_cursor` was given, of these types. Raises InvalidRequest for another question's cursor."""
    padded = request.cursor + "=" * (-len(request.cursor) % 4)
    keys: list[Any]
    try:
        fingerprint, *keys = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise bad_cursor() from error
    if fingerprint != _fingerprint(request):
        raise bad_cursor("It belongs to another question; leave everything but `limit` as it was.")
    if len(keys) != len(types) or not all(map(isinstance, keys, types)):
        raise bad_cursor()
    return keys


def bad_cursor(reason: str = "It is not a cursor that this archive gave out.") -> InvalidRequest:
    """The error for a cursor that cannot be used, with the reason as a sentence."""
    return InvalidRequest(f"`cursor` cannot be used. {reason}", parameter="cursor", code="bad_cursor")


def _fingerprint(request: SearchRequest) -> str:
    filters = sorted((f.field, f.value, f.exclude) for f in request.filters)
    parts = [
        request.text,
        request.match,
        request.sort,
        request.since,
        request.until,
        filters,
        request.copies,
        request.story,
    ]
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
