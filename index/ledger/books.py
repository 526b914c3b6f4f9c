"""What a rebuild leaves for the next one, as one file: the ledger, the files it is of, and the accounts.

Only the rebuild that follows the very generation it was written with may use it, under the same code and mapping.
A file that is damaged, or not of that, is as if there were none. Not for the records themselves
(`index.records.cache`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from index.checked_file import Read, read_checked
from index.cleaning.repetition import Habits
from index.codec.layout import Container, ContainerWriter, smallest
from index.errors import IndexIncompatible
from index.ledger.accounts import Accounts
from index.ledger.ledger import Groups, Ledger, Mentions, Records
from index.ledger.ragged import Int64s, Ragged
from index.records.cache import Entry

_CONTENT = 17  # bytes: a digest, and whether the file was named as a source itself

Contents = npt.NDArray[np.uint8]


class _Told(msgspec.Struct, array_like=True):
    """What is no array."""

    files: tuple[str, ...]
    readers: tuple[str, ...]
    habits: dict[str, Habits]
    accounts: Accounts


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Told)


@dataclass(frozen=True, slots=True, eq=False)
class Books:
    """`files` are named by the ledger's numbers; `contents` tell what was in them."""

    files: tuple[str, ...]
    contents: Contents
    ledger: Ledger
    habits: Mapping[str, Habits]
    accounts: Accounts

    def moved_to(self, names: Sequence[str], contents: Contents) -> tuple[Ledger, Int64s, list[int]]:
        """The same for the files there are now, and what is in them.

        Returns the ledger with its files numbered as they are given, the rows whose files are gone or have another
        content, and the numbers of the files that are new or have another content.
        """
        numbers = {name: number for number, name in enumerate(self.files)}
        before = np.array([numbers.get(name, -1) for name in names], np.int64)
        stays = (before >= 0) & (self.contents[before] == contents).all(axis=1)
        now = np.full(len(self.files) + 1, -1, np.int64)
        now[before[stays]] = np.flatnonzero(stays)
        records = self.ledger.records
        files = now[records.file]
        ledger = replace(self.ledger, records=replace(records, file=files))
        return ledger, np.flatnonzero(files < 0), np.flatnonzero(~stays).tolist()


def contents_of(entries: Sequence[Entry]) -> Contents:
    """What tells the content of each file, a row each."""
    rows = np.empty((len(entries), _CONTENT), np.uint8)
    digests = b"".join(entry.digest for entry in entries)
    rows[:, :-1] = np.frombuffer(digests, np.uint8).reshape(len(entries), _CONTENT - 1)
    rows[:, -1] = [entry.named for entry in entries]
    return rows


def encode_books(books: Books, stamp: str, generation: str) -> memoryview | None:
    """What to keep of them, as a checked file, for the rebuild that follows `generation`.

    None where a name is no Unicode: everything is put together each time.
    """
    told = _Told(books.files, books.ledger.readers, dict(books.habits), books.accounts)
    try:
        data = _encoder.encode(told)
    except (msgspec.MsgspecError, ValueError, OverflowError):
        return None
    file = BytesIO()
    writer = ContainerWriter(file)
    writer.add("told", np.frombuffer(data, np.uint8))
    writer.add("contents", books.contents)
    for table in _TABLES:
        for name, column in _columns(getattr(books.ledger, table)):
            writer.add(f"{table}.{name}", column)
    writer.close({"stamp": stamp, "generation": generation})
    return file.getbuffer()


def load_books(path: Path, stamp: str, generation: str, read: Read = read_checked) -> Books | None:
    """What was kept with this generation, under this stamp; None where that is not there or not whole."""
    data = read(path)
    if data is None:
        return None
    try:
        held = Container(data, str(path))
        if (held.facts["stamp"], held.facts["generation"]) != (stamp, generation):
            return None
        told = _decoder.decode(held["told"].tobytes())
        records, groups, mentions = (_table(kind, held, table) for table, kind in _TABLES.items())
        ledger = Ledger(records, groups, mentions, told.readers)
        return Books(told.files, held["contents"], ledger, told.habits, told.accounts)
    except (IndexIncompatible, msgspec.MsgspecError, KeyError, ValueError):
        return None


_TABLES: Final[dict[str, Any]] = {"records": Records, "groups": Groups, "mentions": Mentions}
_HASHES: Final = frozenset(("source", "content"))
"""Columns of keys, which use all of their 64 bits; others hold small numbers from -1 on."""


def _columns(table: Any) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    for name in table.__dataclass_fields__:
        column = getattr(table, name)
        if isinstance(column, Ragged):
            yield f"{name}.lengths", smallest(np.diff(column.offsets))
            yield f"{name}.values", column.values
        elif column.dtype == np.int64 and name not in _HASHES:
            yield name, smallest(column + 1)
        else:
            yield name, column


def _table(kind: Any, held: Container, table: str) -> Any:
    columns: dict[str, Any] = {}
    for name, type_ in kind.__annotations__.items():
        place = f"{table}.{name}"
        if type_ == "Ragged":
            lengths = held[f"{place}.lengths"].astype(np.int64)
            columns[name] = Ragged(np.concatenate(([0], np.cumsum(lengths))), held[f"{place}.values"])
        elif type_ == "Int64s" and name not in _HASHES:
            columns[name] = held[place].astype(np.int64) - 1
        else:
            columns[name] = held[place]
    return kind(**columns)
