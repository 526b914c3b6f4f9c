"""Facts about every document of a generation as flat arrays: numbers, facet values, lengths, ids.

One `.npy` file a column, memory-mapped when read; document `n` stands at place `n` of each, as it
does in the index of words beside them. Facet values are sorted strings, each document holding
ordinals into them. Not for words and where they stand: those are in the postings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from index.article import Article
from index.errors import IndexIncompatible
from index.schema import FACETS, NUMBER_FIELDS, TEXT_FIELDS

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

NO_VALUE = np.iinfo(np.int64).min
"""What stands in a number column where an article has no such number."""

_FACET_VALUES = "facet-values.json"


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of one facet: document `n` holds `values[o]` for each o in `ordinals[offsets[n]:offsets[n+1]]`."""

    values: tuple[str, ...]
    offsets: Int64s
    ordinals: Int32s


class ColumnReader:
    """The columns of one generation. Nothing in it changes, so threads may share it."""

    def __init__(self, directory: Path) -> None:
        """Map the columns in `directory`. Raises IndexIncompatible where one is missing or damaged."""
        self._directory = directory
        try:
            self._values: dict[str, list[str]] = orjson.loads((directory / _FACET_VALUES).read_bytes())
            self.ids: npt.NDArray[np.bytes_] = self._load("id")
            self.numbers: dict[str, Int64s] = {f.name: self._load(f"number-{f.name}") for f in NUMBER_FIELDS}
            self.lengths: dict[str, Int32s] = {f.name: self._load(f"length-{f.name}") for f in TEXT_FIELDS}
            self.facets = {name: self._load_facet(name) for name in FACETS}
        except (OSError, ValueError, LookupError, TypeError, EOFError) as error:
            raise IndexIncompatible(
                f"A column of {directory} cannot be read ({error}); rebuild the archive."
            ) from error

    def __len__(self) -> int:
        return len(self.ids)

    def _load(self, name: str) -> npt.NDArray[Any]:
        column: npt.NDArray[Any] = np.load(self._directory / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        # A plain view: the memmap class makes every slice of it an object of its own, which is slow.
        return column.view(np.ndarray)

    def _load_facet(self, name: str) -> FacetColumn:
        offsets, ordinals = self._load(f"facet-{name}-offsets"), self._load(f"facet-{name}-ordinals")
        return FacetColumn(tuple(self._values[name]), offsets, ordinals)


def write_columns(articles: Sequence[Article], lengths: dict[str, list[int]], directory: Path) -> None:
    """Write every column. `lengths[field][n]` is the number of words of document `n` in a text field."""

    def save(name: str, column: npt.NDArray[np.generic]) -> None:
        np.save(directory / f"{name}.npy", column, allow_pickle=False)

    save("id", np.array([article.id.encode() for article in articles], dtype="S32"))
    for number in NUMBER_FIELDS:
        given = [number.value(article) for article in articles]
        save(f"number-{number.name}", np.array([NO_VALUE if n is None else n for n in given], dtype=np.int64))
    for text in TEXT_FIELDS:
        save(f"length-{text.name}", np.array(lengths[text.name], dtype=np.int32))
    values = {name: _write_facet(name, [facet.values(a) for a in articles], save) for name, facet in FACETS.items()}
    (directory / _FACET_VALUES).write_bytes(orjson.dumps(values))


def _write_facet(
    name: str, held: list[tuple[str, ...]], save: Callable[[str, npt.NDArray[np.generic]], None]
) -> list[str]:
    values = sorted({value for given in held for value in given})
    ordinal = {value: at for at, value in enumerate(values)}
    rows = [[ordinal[value] for value in dict.fromkeys(given)] for given in held]
    offsets = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    save(f"facet-{name}-offsets", offsets)
    save(f"facet-{name}-ordinals", np.array([o for row in rows for o in row], dtype=np.int32))
    return values
