"""What a file became as bytes and back: its cleaned records, rejections and skips, as compressed MessagePack.

Only what has passed cleaning comes here. Not for articles (see `index.generations.stored`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec
import zstandard
from msgspec.structs import replace

from index.record import Record, Rejection, Skip

Item = Record | Rejection | Skip
_Placed = TypeVar("_Placed", Record, Rejection, Skip)


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a file, or a process's share of it, became. `met` are the places of the mapping that its records had."""

    records: tuple[Record, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    skips: tuple[Skip, ...] = ()
    met: tuple[str, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Outcome)
_compressor = zstandard.ZstdCompressor(level=1)
_decompressor = zstandard.ZstdDecompressor()


def outcome_of(items: Iterable[Item], met: Iterable[str] = ()) -> Outcome:
    """Items by what they are, each kind in its order."""
    held = tuple(items)
    return Outcome(
        records=tuple(item for item in held if isinstance(item, Record)),
        rejections=tuple(item for item in held if isinstance(item, Rejection)),
        skips=tuple(item for item in held if isinstance(item, Skip)),
        met=tuple(sorted(met)),
    )


def encode_outcome(outcome: Outcome) -> bytes | None:
    """The bytes, or None where they would not give the very same back, as with text that is no Unicode."""
    try:
        data = _encoder.encode(outcome)
        return _compressor.compress(data) if _decoder.decode(data) == outcome else None
    except (msgspec.MsgspecError, ValueError, OverflowError, TypeError):
        return None


def decode_outcome(data: bytes | memoryview) -> Outcome:
    """The outcome again, equal in every field. Raises ValueError for bytes that are not those of one.

    >>> from index.article import Origin
    >>> held = outcome_of([Record(Origin("a.md"), "front_matter", title="Title"), Skip(Origin("b"), "empty")])
    >>> decode_outcome(encode_outcome(held)) == held
    True
    """
    try:
        return _decoder.decode(_decompressor.decompress(data))
    except (msgspec.MsgspecError, zstandard.ZstdError) as error:
        raise ValueError(f"the bytes are damaged: {error}") from error


def moved(outcome: Outcome, old: str, new: str) -> Outcome | None:
    """The outcome of a file that stands at another place now; None where something in it has a place of its own."""

    def place(item: _Placed) -> _Placed:
        path = item.origin.path
        if path != old and not path.startswith(f"{old}!/"):
            raise ValueError(path)
        item = replace(item, origin=replace(item.origin, path=new + path[len(old) :]))
        return replace(item, related=tuple(map(place, item.related))) if isinstance(item, Record) else item

    try:
        return Outcome(
            tuple(map(place, outcome.records)),
            tuple(map(place, outcome.rejections)),
            tuple(map(place, outcome.skips)),
            outcome.met,
        )
    except ValueError:
        return None
