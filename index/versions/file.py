"""Histories of articles in, one file of a generation out, and back.

It also has what the sources of every article said (`index.versions.reading`). One container
(`index.codec.layout`) beside the segment: ids in order, the digests of what was read, and
the histories compressed (`index.codec.store`), so that opening it reads nothing and a page reads one of
them. It holds ids of its own, and so can be read where the rest of a generation no longer can. Not for
which texts are earlier ones (`index.versions.carrying`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from index.codec.layout import Container, ContainerWriter
from index.codec.store import StoreReader, StoreWriter, write_parts
from index.errors import IndexIncompatible
from index.versions.history import NO_HISTORY, History

VERSIONS_FILE: Final = "versions.bfv"

Rows = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
"""Sixteen bytes each."""

_ID, _READ, _ROWS, _RECORDS = "id", "read", "history-rows", "history"
_WIDTH = 16  # bytes of an id of 32 hexadecimal digits, and of what was read
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(History)


def write_versions(
    folder: Path,
    reads: Mapping[str, bytes],
    histories: Mapping[str, History],
    *,
    served: VersionsReader | None = None,
    out: Set[str] = frozenset(),
) -> None:
    """Write the file: for each archived article what its sources said, and the histories of those that have one.

    What `served` has of other articles than those, and than the ones that are `out`, stays as it is.
    """
    ids, digests, records = served.without(out | reads.keys()) if served else _nothing()
    new = sorted(reads)
    places = np.searchsorted(_sortable(ids), _sortable(_rows(b"".join(map(bytes.fromhex, new)))))
    rows = np.insert(np.arange(len(ids)), places, -1)
    records = {row: records[old] for row, old in enumerate(rows.tolist()) if old in records}
    own = np.flatnonzero(rows < 0).tolist()
    records |= {row: _encoder.encode(histories[id_]) for row, id_ in zip(own, new, strict=True) if id_ in histories}
    with (folder / VERSIONS_FILE).open("wb") as file:
        writer = ContainerWriter(file)
        writer.add(_ID, np.insert(ids, places, _rows(b"".join(map(bytes.fromhex, new))), axis=0))
        writer.add(_READ, np.insert(digests, places, _rows(b"".join(reads[id_] for id_ in new)), axis=0))
        with writer.stream(_RECORDS, np.uint8) as append:
            store = StoreWriter(append)
            for row in sorted(records):
                store.add(records[row])
            part = store.finish()
        write_parts(writer, _RECORDS, [part])
        writer.add(_ROWS, np.array(sorted(records), np.int64))
        writer.close({"articles": len(rows)})


class VersionsReader:
    """The file of one generation, mapped. Nothing in it changes, so threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Open the file. Raises IndexIncompatible where there is none that can be read."""
        self._path = folder / VERSIONS_FILE
        self._container = Container.open(self._path)
        try:
            self._ids, self._reads = self._container[_ID], self._container[_READ]
            self._rows = self._container[_ROWS]
            self._histories = StoreReader(self._container, _RECORDS)
        except KeyError as error:
            raise IndexIncompatible(f"{self._path} lacks {error}; rebuild the archive.") from error

    def __len__(self) -> int:
        return len(self._ids)

    def history_of(self, id_: str) -> History:
        """What is kept of an article. Raises ValueError where its bytes are damaged."""
        row = self._row_of(id_)
        place = int(np.searchsorted(self._rows, row))
        if row < 0 or place >= len(self._rows) or int(self._rows[place]) != row:
            return NO_HISTORY
        return self._decoded(place)

    def reads(self) -> dict[str, bytes]:
        """What the sources of each article said, by its id."""
        ids, reads = self._ids.tobytes().hex(), self._reads.tobytes()
        return {ids[2 * at : 2 * (at + _WIDTH)]: reads[at : at + _WIDTH] for at in range(0, len(reads), _WIDTH)}

    def histories(self) -> Iterator[tuple[str, History]]:
        """All that is kept, by id. Raises ValueError where the bytes of one are damaged."""
        for place, row in enumerate(self._rows.tolist()):
            yield self._id(row), self._decoded(place)

    def read_of(self, id_: str) -> bytes | None:
        """What the sources of an article said; None where there is none of this id."""
        row = self._row_of(id_)
        return None if row < 0 else self._reads[row].tobytes()

    def without(self, out: Set[str]) -> tuple[Rows, Rows, dict[int, bytes]]:
        """All but some articles: ids, what was read, and histories as they are kept, by their rows of those.

        Raises ValueError where the bytes of one are damaged.
        """
        stays = np.ones(len(self), np.bool_)
        stays[[row for row in map(self._row_of, out) if row >= 0]] = False
        numbers = np.cumsum(stays) - 1
        kept = [(place, row) for place, row in enumerate(self._rows.tolist()) if stays[row]]
        records = self._histories.read([place for place, _ in kept])
        histories = {int(numbers[row]): record for (_, row), record in zip(kept, records, strict=True)}
        return self._ids[stays], self._reads[stays], histories

    def verify(self) -> None:
        """Check every byte. Raises IndexIncompatible where one is not what was written."""
        self._container.verify()

    def _row_of(self, id_: str) -> int:
        """The row of an article, -1 where there is none."""
        row = bisect_left(range(len(self)), id_, key=self._id)
        return row if row < len(self) and self._id(row) == id_ else -1

    def _id(self, row: int) -> str:
        held: bytes = self._ids[row].tobytes()
        return held.hex()

    def _decoded(self, place: int) -> History:
        try:
            return _decoder.decode(self._histories[place])
        except msgspec.MsgspecError as error:
            raise ValueError(f"{self._path} is damaged ({error})") from error


def _rows(data: bytes) -> Rows:
    return np.frombuffer(data, np.uint8).reshape(-1, _WIDTH)


def _sortable(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bytes_]]:
    """Rows as values that have an order, that of their bytes."""
    return np.ascontiguousarray(rows).view(f"S{_WIDTH}").reshape(-1)


def _nothing() -> tuple[Rows, Rows, dict[int, bytes]]:
    return _rows(b""), _rows(b""), {}
