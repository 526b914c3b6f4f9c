"""Scores and orders: the BM25F of one term, and the order of hits with its cursor.

Pure: arrays in, arrays out. Not for deciding what matches (`search.evaluate`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from index.errors import InvalidRequest
from search.model import SearchRequest

K1 = 1.2
B = 0.75

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]


def weigh_frequencies(frequencies: Ints, lengths: Ints, docs: Ints, weight: float) -> Floats:
    """How often a term stands in one field, weighed by the field and by how long it is there.

    weight · tf / (1 - b + b · length / average length); the average is over documents that have the field.

    Args:
        frequencies: how often the term stands in each of `docs`.
        lengths: the length of the field in every document.
    """
    held = lengths[lengths > 0]
    norm = 1.0 - B + B * lengths[docs] / held.mean()
    weighed: Floats = weight * frequencies / norm
    return weighed


def bm25f(weighed: Floats, size: int, holding: int) -> Floats:
    """The BM25F score of a term from its frequencies, weighed and added up over the fields.

    idf · wtf (k1 + 1) / (k1 + wtf), idf = ln(1 + (N - n + 0.5) / (n + 0.5)): Robertson and Zaragoza,
    The Probabilistic Relevance Framework: BM25 and Beyond (2009), with 1 added inside the logarithm,
    so that a word that stands in most articles still counts for a little rather than against.

    Args:
        size: the number of documents there are; `holding` of them hold the term.
    """
    idf = np.log1p((size - holding + 0.5) / (holding + 0.5))
    scores: Floats = idf * weighed * (K1 + 1.0) / (K1 + weighed)
    return scores


def order_hits(keys: Sequence[Ints | Floats]) -> npt.NDArray[np.intp]:
    """Places of hits from first to last: by the first key, ties by the next, and so on, all ascending."""
    return np.lexsort(tuple(reversed(keys)))


def places_after(keys: Sequence[npt.NDArray[Any]], last: Sequence[Any]) -> npt.NDArray[np.bool_]:
    """Which hits come strictly after one with the keys `last`."""
    after = np.zeros(len(keys[0]), dtype=np.bool_)
    level = np.ones(len(keys[0]), dtype=np.bool_)
    for key, value in zip(keys, last, strict=True):
        after |= level & (key > value)
        level &= key == value
    return after


def write_cursor(request: SearchRequest, keys: Sequence[Any]) -> str:
    """An opaque text that says where an answer ended: the sort keys of its last hit."""
    data = orjson.dumps([_fingerprint(request), *keys])
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read_cursor(request: SearchRequest, number_of_keys: int) -> list[Any]:
    """The keys that `write_cursor` was given. Raises InvalidRequest if it was not written for this question."""
    padded = request.cursor + "=" * (-len(request.cursor) % 4)
    keys: list[Any]
    try:
        fingerprint, *keys = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise _bad_cursor("It is not a cursor that this archive gave out.") from error
    if fingerprint != _fingerprint(request):
        raise _bad_cursor("It belongs to another question; leave everything but `limit` as it was.")
    numbers = all(isinstance(key, int | float) for key in keys[:-1])
    if len(keys) != number_of_keys or not numbers or not isinstance(keys[-1], str):
        raise _bad_cursor("It is not a cursor that this archive gave out.")
    return keys


def _bad_cursor(reason: str) -> InvalidRequest:
    return InvalidRequest(f"`cursor` cannot be used. {reason}", parameter="cursor", code="bad_cursor")


def _fingerprint(request: SearchRequest) -> str:
    filters = sorted((f.field, f.value, f.exclude) for f in request.filters)
    parts = [request.text, request.match, request.sort, request.since, request.until, filters]
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
