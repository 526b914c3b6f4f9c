"""What a file became in pieces of bounded size, on their way from the process that read it to the one that keeps them.

A few travel as they are. What a large file becomes goes by way of another file, so that neither process holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, NamedTuple

from index.record import Record
from index.records.outcome import Item, Outcome, decode_outcome, encode_outcome, outcome_of

_MOST_ITEMS = 512
_MOST_CHARACTERS = 4 << 20
_MOST_HELD = 4 << 20
"""Bytes that travel as they are."""


class Piece(NamedTuple):
    """A part of what a file became, and its bytes, None where those would not give the very same back."""

    outcome: Outcome
    data: bytes | None


class _Stretch(NamedTuple):
    """Bytes in the file of what was put by."""

    offset: int
    length: int


_Held = bytes | Outcome | _Stretch


@dataclass(frozen=True, slots=True)
class Pieces:
    """All parts in their order; some of them may stand in a file at `path`."""

    held: tuple[_Held, ...]
    path: Path | None = None

    def read(self) -> Iterator[Piece]:
        """One after the other. Once: the file is gone behind the last."""
        if self.path is None:
            yield from (_opened(one, None) for one in self.held)
            return
        with self.path.open("rb") as file:
            for one in self.held:
                yield _opened(one, file)
        self.path.unlink()


def collect(items: Iterable[Item], met: Collection[str], folder: Path) -> Pieces:
    """Items in pieces, in their order, with the places of a mapping that were `met` by the time they were read.

    What is much is put by in `folder`. Raises OSError where that is full.
    """
    held: list[_Held] = []
    size = 0
    batches = _batches(items)
    for batch in batches:
        one = _closed(batch, met)
        held.append(one)
        size += len(one) if isinstance(one, bytes) else 0
        if size > _MOST_HELD:
            with NamedTemporaryFile(dir=folder, delete=False) as file:
                placed = [_put_by(before, file) for before in held]
                placed += (_put_by(_closed(later, met), file) for later in batches)
            return Pieces(tuple(placed), Path(file.name))
    return Pieces(tuple(held))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """At least one; the last when all items have been read."""
    batch: list[Item] = []
    characters = 0
    for item in items:
        if len(batch) == _MOST_ITEMS or characters > _MOST_CHARACTERS:
            yield batch
            batch, characters = [], 0
        batch.append(item)
        characters += len(item.body.text) if isinstance(item, Record) and item.body else 0
    yield batch


def _closed(batch: Iterable[Item], met: Iterable[str]) -> bytes | Outcome:
    outcome = outcome_of(batch, met)
    data = encode_outcome(outcome)
    return outcome if data is None else data


def _put_by(one: _Held, file: IO[bytes]) -> _Held:
    if not isinstance(one, bytes):
        return one
    offset = file.tell()
    file.write(one)
    return _Stretch(offset, len(one))


def _opened(one: _Held, file: IO[bytes] | None) -> Piece:
    if isinstance(one, Outcome):
        return Piece(one, None)
    if isinstance(one, _Stretch):
        if file is None:
            raise ValueError("a piece was put by, and there is no file")
        file.seek(one.offset)
        one = file.read(one.length)
    return Piece(decode_outcome(one), one)
