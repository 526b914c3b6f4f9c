"""Many values put by on disk, so that a rebuild holds a few of them at a time, and views of sequences.

A `Shelf` is a sequence of structs in a file; each is read when it is asked for. A view (`Chosen`, `Mapped`) is a
sequence made of another one, also item by item. Who walks over one twice has everything read twice, so a stage takes
in one pass what it needs. Not for what outlives a rebuild (see `index.records.cache`).
"""

from __future__ import annotations

import os
from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Generic, Protocol, TypeAlias, TypeVar, overload

import msgspec
import numpy as np
import numpy.typing as npt

Item = TypeVar("Item")
Other = TypeVar("Other")

_WRITTEN_AT_ONCE = 1 << 20


class _Lazy(Sequence[Item]):
    """A sequence told by its length and how to get one of its items; a stretch of it is a view."""

    @abstractmethod
    def item(self, number: int) -> Item:
        """The item with this number, from 0 on."""

    @overload
    def __getitem__(self, number: int) -> Item: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Item]: ...

    def __getitem__(self, number: int | slice) -> Item | Sequence[Item]:
        if isinstance(number, slice):
            return Chosen(self, np.arange(len(self), dtype=np.int64)[number])
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self.item(number % len(self))


class Shelf(_Lazy[Item]):
    """Structs in a file, in the order they came. What would not come back equal, such as text that is no Unicode,
    stays in memory.
    """

    def __init__(self, kind: type[Item], path: Path) -> None:
        """Begin an empty one in a new file. Raises OSError where that cannot be written."""
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._starts = array("q", [0])
        self._unwritten = bytearray()
        self._held: dict[int, Item] = {}

    def __enter__(self) -> Shelf[Item]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._file)
        self._path.unlink(missing_ok=True)

    def append(self, item: Item) -> None:
        """Put one more by. Raises OSError where the disk is full."""
        data = self._encoded(item)
        if data is None:
            self._held[len(self)] = item
            data = b""
        self._starts.append(self._starts[-1] + len(data))
        self._unwritten += data
        if len(self._unwritten) >= _WRITTEN_AT_ONCE:
            self._write()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def item(self, number: int) -> Item:
        """One of them, read."""
        if number in self._held:
            return self._held[number]
        if self._unwritten:
            self._write()
        start, end = self._starts[number], self._starts[number + 1]
        return self._decode(os.pread(self._file, end - start, start))

    def _encoded(self, item: Item) -> bytes | None:
        try:
            data = self._encode(item)
            return data if self._decode(data) == item else None
        except (msgspec.MsgspecError, ValueError, OverflowError, TypeError):
            return None

    def _write(self) -> None:
        offset, view = self._starts[-1] - len(self._unwritten), memoryview(bytes(self._unwritten))
        while view:
            written = os.pwrite(self._file, view, offset)
            view, offset = view[written:], offset + written
        self._unwritten = bytearray()


class Shelves:
    """Makes shelves, all in one folder, which has room for more that is put by."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self._count = count()

    def of(self, kind: type[Item]) -> Shelf[Item]:
        """An empty one, which lasts as long as the folder."""
        return self._stack.enter_context(Shelf(kind, self.folder / str(next(self._count))))


@contextmanager
def shelves_in(folder: Path) -> Iterator[Shelves]:
    """Shelves in a folder of their own within this one; what is on them is gone at the end."""
    with TemporaryDirectory(dir=folder) as own, ExitStack() as stack:
        yield Shelves(Path(own), stack)


Store: TypeAlias = list[Item] | Shelf[Item]
"""What items can be put by in."""


class PutBy(Protocol):
    """Gives something empty to put structs of a kind by in."""

    def __call__(self, kind: type[Item], /) -> Store[Item]: ...


def put_in_list(_: type[Item]) -> Store[Item]:
    """Holds them in memory."""
    return []


class Chosen(_Lazy[Item]):
    """Some items of a sequence, by their numbers, in any order.

    >>> list(Chosen("abcd", [3, 0])[1:])
    ['a']
    """

    def __init__(self, items: Sequence[Item], numbers: Iterable[int] | npt.NDArray[np.integer]) -> None:
        self._items = items
        self._numbers = np.asarray(numbers if isinstance(numbers, np.ndarray) else list(numbers), np.int64)

    def __len__(self) -> int:
        return len(self._numbers)

    def item(self, number: int) -> Item:
        """One of them."""
        return self._items[int(self._numbers[number])]


class Mapped(_Lazy[Other], Generic[Item, Other]):
    """What a function makes of each item of a sequence and its number, whenever that is asked for.

    >>> list(Mapped("abc", lambda number, letter: letter * number))
    ['', 'b', 'cc']
    """

    def __init__(self, items: Sequence[Item], make: Callable[[int, Item], Other]) -> None:
        self._items = items
        self._make = make

    def __len__(self) -> int:
        return len(self._items)

    def item(self, number: int) -> Other:
        """One of them."""
        return self._make(number, self._items[number])
