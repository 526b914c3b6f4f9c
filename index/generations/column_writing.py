"""The columns of one generation written: rows that stay of the one before, and those of new articles between them.

Where nothing stays all rows are those of articles. Rows that stay are gathered as arrays, so that they cost the same
whatever is in them; the file is the same as if all had been written from their articles. See
`index.generations.columns` for what the columns are and how they are read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.codec.batches import in_batches
from index.codec.layout import Array, ContainerWriter, smallest
from index.generations.columns import COLUMNS_FILE, HEX_ID, NO_VALUE, ColumnReader, FacetColumn
from index.generations.stored import DIGEST_BYTES, digest_record, encode_article
from index.schema import FACETS, NUMBER_FIELDS

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class _Held:
    """The values of one facet that articles hold, numbered as they come; each article's are `counts` of `codes`."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self.codes = array("q")
        self.counts = array("q")

    def add(self, given: Iterable[Sequence[str]]) -> None:
        """Those of more articles."""
        own = [tuple(dict.fromkeys(values)) if len(values) > 1 else values for values in given]
        self.codes.extend(self.values.setdefault(value, len(self.values)) for values in own for value in values)
        self.counts.extend(map(len, own))


class Own:
    """The columns of new articles, which are walked over once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.ids: list[str] = []
        self.numbers = {field.name: array("q") for field in NUMBER_FIELDS}
        self.facets = {name: _Held() for name in FACETS}
        self._digests = bytearray()
        for batch in in_batches(articles):
            self._add(batch)

    def digests(self) -> Array:
        """What tells their records from others, a row each."""
        return np.frombuffer(bytes(self._digests), np.uint8).reshape(-1, DIGEST_BYTES)

    def _add(self, articles: Sequence[Article]) -> None:
        self.ids += [article.id for article in articles]
        self._digests += b"".join([digest_record(encode_article(article)) for article in articles])
        for field in NUMBER_FIELDS:
            numbers = map(field.value, articles)
            self.numbers[field.name].extend([NO_VALUE if number is None else number for number in numbers])
        for name, facet in FACETS.items():
            self.facets[name].add(map(facet.values, articles))


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What every row is made of: `kept` by document, the number of the row that it keeps of `served`.

    -1 for a row to be made of the next one of `own`. `served` None: there are no rows to keep.
    """

    served: ColumnReader | None
    kept: Int32s
    own: Own

    def joined(self, held: Array | None, own: Array) -> Array:
        """A column of the rows of `held`, those served, and of `own`, one an article."""
        if held is None or not len(held):
            return own
        out = np.empty((len(self.kept), *own.shape[1:]), own.dtype)
        stays = self.kept >= 0
        out[stays] = held[self.kept[stays]]
        out[~stays] = own
        return out


def write_columns(rows: Rows, stories: Int64s, directory: Path) -> None:
    """Write every column. Documents with the same number in `stories`, 0 or more, are of one story."""
    with (directory / COLUMNS_FILE).open("wb") as file:
        writer = ContainerWriter(file)
        hex_ids = _write_ids(rows, writer)
        numbers = {
            field.name: _write_numbers(field.name, _numbers(field.name, rows), writer) for field in NUMBER_FIELDS
        }
        for name in FACETS:
            _write_facet(name, _facet(name, rows), writer)
        held = rows.served.digests() if rows.served else None
        writer.add("digest", rows.joined(held, rows.own.digests()).reshape(-1))
        count = _write_stories(stories, writer)
        writer.close({"documents": len(rows.kept), "hex_ids": hex_ids, "numbers": numbers, "stories": count})


def _write_ids(rows: Rows, writer: ContainerWriter) -> bool:
    """Ids of 32 hexadecimal digits as 16 bytes, any others as they are; returns which."""
    own, served = rows.own.ids, rows.served
    packed = _packed(own)
    held = served.packed_ids() if served else None
    if packed is not None and (served is None or held is not None):
        packed = rows.joined(held, packed)
    else:
        before = np.array(served.read_ids(), np.object_) if served else None
        own = rows.joined(before, np.array(own, np.object_)).tolist()
        packed = _packed(own)
    if packed is None:
        plain = np.array([id_.encode() for id_ in own], np.bytes_)
        writer.add("id", plain.view(np.uint8).reshape(len(plain), plain.itemsize))
        return False
    writer.add("id", packed)
    return True


def _packed(ids: Sequence[str]) -> Array | None:
    """Ids as the numbers that they write, None where one is not 32 lower-case hexadecimal digits."""
    joined = "".join(ids)
    try:
        plain = b"".join(map(bytes.fromhex, ids))
    except ValueError:
        return None
    if len(plain) != HEX_ID * len(ids) or plain.hex() != joined:
        return None
    return np.frombuffer(plain, np.uint8).reshape(-1, HEX_ID)


def _write_stories(given: Int64s, writer: ContainerWriter) -> int:
    """The stories, numbered as they come, from 1; 0 for a document that shares none. Returns how many there are."""
    members = np.flatnonzero(given >= 0)
    _, firsts, story, sizes = np.unique(given[members], return_index=True, return_inverse=True, return_counts=True)
    shared = np.flatnonzero(sizes > 1)
    codes = np.zeros(len(sizes), np.int64)
    codes[shared[np.argsort(firsts[shared])]] = np.arange(1, len(shared) + 1)
    column = np.zeros(len(given), np.int64)
    column[members] = codes[story]
    if len(shared):
        writer.add("story", smallest(column))
    return len(shared)


def _numbers(name: str, rows: Rows) -> Int64s:
    own = np.array(rows.own.numbers[name], np.int64)
    return rows.joined(rows.served.numbers[name] if rows.served else None, own)


def _write_numbers(name: str, given: Int64s, writer: ContainerWriter) -> dict[str, Any]:
    """Numbers as multiples of their greatest common divisor, counted from the least; 0 where there is none."""
    present = given != NO_VALUE
    values = given[present]
    if not len(values):
        writer.add(f"number.{name}", np.empty(0, np.uint8))
        return {"low": 0, "step": 1}
    low = int(values.min())
    above = values.view(np.uint64) - np.uint64(low % (1 << 64))
    step = int(np.gcd.reduce(above)) or 1
    codes = np.zeros(len(given), np.uint64)
    codes[present] = above // np.uint64(step) + np.uint64(1)
    writer.add(f"number.{name}", smallest(codes))
    return {"low": low, "step": step}


def _facet(name: str, rows: Rows) -> FacetColumn:
    """The facet of all rows: the values that some document has, sorted."""
    held = rows.served.facets[name] if rows.served else FacetColumn((), np.zeros(1, np.int32), _none())
    own = rows.own.facets[name]
    counts = rows.joined(np.diff(held.offsets), np.array(own.counts, np.int32))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    ordinals = np.empty(offsets[-1], np.int64)
    ours = np.repeat(rows.kept >= 0, counts)
    # from the place of each value among those kept to the one it was at, by the row it is in
    shift = np.repeat(held.offsets[np.maximum(rows.kept, 0)] - offsets[:-1], counts)
    stayed = held.ordinals[(np.arange(len(ordinals)) + shift)[ours]]
    used = np.unique(stayed)
    names = [held.values[ordinal] for ordinal in used.tolist()]
    values = tuple(sorted({*names, *own.values}))
    number = {value: place for place, value in enumerate(values)}
    renumbered = np.array([number[name] for name in names], np.int64)
    ordinals[ours] = renumbered[np.searchsorted(used, stayed)] if len(names) else stayed
    ordinals[~ours] = np.array([number[value] for value in own.values], np.int64)[np.array(own.codes, np.int64)]
    return FacetColumn(values, offsets.astype(np.int32), ordinals.astype(np.int32))


def _none() -> Int32s:
    return np.empty(0, np.int32)


def _write_facet(name: str, facet: FacetColumn, writer: ContainerWriter) -> None:
    counts: Array = np.diff(facet.offsets) if len(facet.ordinals) else np.empty(0, np.int64)
    writer.add(f"facet.{name}.values", np.frombuffer("".join(facet.values).encode(), np.uint8))
    writer.add(f"facet.{name}.value-ends", np.cumsum([len(value) for value in facet.values], dtype=np.int64))
    writer.add(f"facet.{name}.counts", smallest(counts))
    writer.add(f"facet.{name}.ordinals", smallest(facet.ordinals))
