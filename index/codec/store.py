"""Records of bytes, one a document, each compressed for itself and readable for itself.

Articles of one archive resemble each other, so a dictionary made from some of them lets a record of
a kilobyte shrink as well as a block of many would, and be read in microseconds (zstandard, RFC 8878).
Parts with dictionaries of their own keep them when they are joined; what is written at one time shares
one, as each takes room in the processor's caches while records are read. Not for what is in a record.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

from index.codec.layout import Container, ContainerWriter, smallest

Bytes = npt.NDArray[np.uint8]

SAMPLES, SAMPLE_BYTES = 2000, 1 << 13
"""Records that a dictionary is made from, and how much of each is enough, so that long ones take no more memory."""

_LEVEL = 6
_DICTIONARY_BYTES = 110 << 10
_COMPRESSED_AT_ONCE = 256  # without the interpreter, which another thread has meanwhile
_MOST_WAITING = 1 << 24  # bytes; that many make a dictionary, however few records they are
_FEWEST_SAMPLES = 64  # fewer make a dictionary that costs more than it saves
_SEGMENT_LENGTH, _HASHED = 256, 8  # of zstandard's cover algorithm; given, so that it does not try many


class Part(NamedTuple):
    """Records that share a dictionary (empty: none); record i ends at `ends[i]` of their bytes."""

    dictionary: bytes
    ends: npt.NDArray[np.int64]


class StoreWriter:
    """Compresses records and hands the bytes on to `append`; without a dictionary one is made of the first of them."""

    def __init__(self, append: Callable[[Any], None], dictionary: bytes | None = None) -> None:
        self._append = append
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._compress = None if dictionary is None else compressor_with(dictionary)
        self._dictionary = dictionary or b""
        self._lengths: list[int] = []

    def add(self, record: bytes) -> None:
        """The record of the next document."""
        self._waiting.append(record)
        self._waiting_bytes += len(record)
        enough = len(self._waiting) >= (_COMPRESSED_AT_ONCE if self._compress else SAMPLES)
        if enough or self._waiting_bytes >= _MOST_WAITING:
            self._write()

    def finish(self) -> Part:
        """All that was added, as a part."""
        self._write()
        return Part(self._dictionary, np.cumsum(np.array(self._lengths, np.int64)))

    def _write(self) -> None:
        """Compress and hand on what waits, by a dictionary made of it where there is none yet."""
        if self._compress is None:
            self._dictionary = train_dictionary([record[:SAMPLE_BYTES] for record in self._waiting])
            self._compress = compressor_with(self._dictionary)
        compressed = self._compress(self._waiting)
        self._lengths += map(len, compressed)
        self._append(np.frombuffer(b"".join(compressed), np.uint8))
        self._waiting, self._waiting_bytes = [], 0


def write_parts(writer: ContainerWriter, name: str, parts: Sequence[Part]) -> None:
    """Write where the records of all parts end, and their dictionaries."""
    ends, firsts, base, count = [np.zeros(1, np.int64)], [], 0, 0
    parts = list(_sharing(parts))
    for part in parts:
        ends.append(part.ends + base)
        firsts.append(count)
        base, count = int(ends[-1][-1]) if len(part.ends) else base, count + len(part.ends)
    lengths = [0, *(len(part.dictionary) for part in parts)]
    writer.add(f"{name}.offsets", smallest(np.concatenate(ends)))
    writer.add(f"{name}.part-firsts", np.array(firsts, np.int64))
    writer.add(f"{name}.dictionary-offsets", np.cumsum(lengths, dtype=np.int64))
    writer.add(f"{name}.dictionaries", np.frombuffer(b"".join(part.dictionary for part in parts), np.uint8))


def _sharing(parts: Sequence[Part]) -> Iterator[Part]:
    """The same parts, those that follow each other with one dictionary as one."""
    for dictionary, together in groupby(parts, key=attrgetter("dictionary")):
        lengths = [np.diff(part.ends, prepend=0) for part in together]
        yield Part(dictionary, np.cumsum(np.concatenate(lengths), dtype=np.int64))


class StoreReader:
    """Reads records. Threads may share it: each has decompressors of its own."""

    def __init__(self, container: Container, name: str) -> None:
        self.data, self.offsets = container[name], container[f"{name}.offsets"]
        self._bytes = self.data.data
        self._firsts = container[f"{name}.part-firsts"]
        bounds = container[f"{name}.dictionary-offsets"].tolist()
        texts = container[f"{name}.dictionaries"]
        self._dictionaries = [bytes(texts[start:end].data) for start, end in pairwise(bounds)]
        self._of_thread = threading.local()

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, document: int) -> bytes:
        """The record of a document. Raises ValueError where its bytes are damaged."""
        return self.read((document,))[0]

    def read(self, documents: Sequence[int]) -> list[bytes]:
        """The records of some documents. Raises ValueError where the bytes of one are damaged."""
        item, held, decompressors = self.offsets.item, self._bytes, self._decompressors()
        pieces = [held[item(document) : item(document + 1)] for document in documents]
        try:
            if len(decompressors) == 1:
                return list(map(decompressors[0].decompress, pieces))
            parts = (np.searchsorted(self._firsts, documents, side="right") - 1).tolist()
            return [decompressors[part].decompress(piece) for part, piece in zip(parts, pieces, strict=True)]
        except zstandard.ZstdError as error:
            raise ValueError(f"One of the records {list(documents)} is damaged ({error}).") from error

    def parts(self) -> list[Part]:
        """The parts the records were written in, each with its dictionary and where its records end."""
        firsts = [*self._firsts.tolist(), len(self)]
        ends = self.offsets.astype(np.int64)
        return [
            Part(dictionary, ends[first + 1 : last + 1] - ends[first])
            for dictionary, first, last in zip(self._dictionaries, firsts, firsts[1:], strict=False)
        ]

    def _decompressors(self) -> list[zstandard.ZstdDecompressor]:
        """This thread's own, one a part."""
        made: list[zstandard.ZstdDecompressor] | None = getattr(self._of_thread, "made", None)
        if made is None:
            made = self._of_thread.made = [_decompressor(dictionary) for dictionary in self._dictionaries]
        return made


def _decompressor(dictionary: bytes) -> zstandard.ZstdDecompressor:
    data = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdDecompressor(dict_data=data)


def compressor_with(dictionary: bytes) -> Callable[[Sequence[bytes]], list[bytes]]:
    """A function that compresses records, each for itself; `dictionary` is their part's, empty for none."""
    data = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    if data:
        data.precompute_compress(level=_LEVEL)
    compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=data, write_checksum=False, write_dict_id=False)
    return partial(_compress, compressor)


def _compress(compressor: zstandard.ZstdCompressor, records: Sequence[bytes]) -> list[bytes]:
    if not any(records):  # which the call for many refuses
        return list(map(compressor.compress, records))
    made = compressor.multi_compress_to_buffer(list(records), threads=1)
    return [made[at].tobytes() for at in range(len(made))]


def train_dictionary(samples: Sequence[bytes]) -> bytes:
    """A dictionary of what repeats in these records; none, empty, where they are few or nothing does."""
    if len(samples) < _FEWEST_SAMPLES:
        return b""
    size = min(_DICTIONARY_BYTES, sum(map(len, samples)) // 8)
    try:
        return zstandard.train_dictionary(size, list(samples), k=_SEGMENT_LENGTH, d=_HASHED).as_bytes()
    except zstandard.ZstdError:
        return b""
