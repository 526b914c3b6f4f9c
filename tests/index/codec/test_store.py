"""Records are read as they were written, however many there are and whatever they hold."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.codec.builder import DocumentsBuilder
from index.codec.layout import Container
from index.codec.segment import STORED
from index.codec.store import SAMPLES, StoreReader, train_dictionary

COUNTS = (0, 1, 255, 256, 257, 512, SAMPLES - 1, SAMPLES, SAMPLES + 300)


def stored(records: Sequence[bytes], dictionary: bytes | None = None) -> StoreReader:
    """The records, written and opened again."""
    file = io.BytesIO()
    documents = DocumentsBuilder(file)
    with documents.storing(dictionary) as add:
        for record in records:
            add(record)
    documents.close(len(records))
    return StoreReader(Container(file.getvalue(), "documents"), STORED)


def reports(count: int) -> list[bytes]:
    return [
        b"Ferry %d left the harbour at %d, as it does on every other day." % (at, at * 7 % 24) for at in range(count)
    ]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("dictionary", [None, b"", train_dictionary(reports(200))], ids=["own", "none", "given"])
def test_records_come_back_in_their_order(count: int, dictionary: bytes | None) -> None:
    records = reports(count)
    reader = stored(records, dictionary)
    assert len(reader) == count
    assert reader.read(range(count)) == records


@given(st.lists(st.binary(max_size=300), max_size=40))
def test_any_bytes_come_back(records: list[bytes]) -> None:
    assert stored(records, b"").read(range(len(records))) == records


def test_a_damaged_record_is_told_and_the_others_are_read() -> None:
    file = io.BytesIO()
    documents = DocumentsBuilder(file)
    with documents.storing(b"") as add:
        for record in reports(3):
            add(record)
    documents.close(3)
    data = bytearray(file.getvalue())
    reader = StoreReader(Container(data, "documents"), STORED)
    data[data.index(reader.data[: reader.offsets[1]].tobytes()) + 1] ^= 0xFF  # in the number that begins a frame
    with pytest.raises(ValueError, match="damaged"):
        reader.read((0,))
    assert reader.read((1, 2)) == reports(3)[1:]
