"""Container files: what goes in comes out, and nothing damaged is taken for whole."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.codec.layout import FORMAT_VERSION, Array, Container, ContainerWriter, smallest
from index.codec.values import decode_value, encode_value
from index.errors import IndexIncompatible

_TYPES = ("uint8", "uint16", "uint32", "uint64", "int32", "int64")
arrays = st.dictionaries(
    st.text(max_size=8),
    st.tuples(st.sampled_from(_TYPES), st.lists(st.integers(0, 200), max_size=20)).map(lambda a: np.array(a[1], a[0])),
    max_size=4,
)
_plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.datetimes(),
    st.dates(), st.times(), st.decimals(allow_nan=False),
)  # fmt: skip
values = st.recursive(
    _plain, lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner), max_leaves=8
)


def written(given: dict[str, Array]) -> bytes:
    """A container of these arrays."""
    file = BytesIO()
    writer = ContainerWriter(file)
    for name, column in given.items():
        writer.add(name, column)
    writer.close({"documents": 3})
    return file.getvalue()


@given(arrays)
def test_arrays_come_back_as_they_went_in(given: dict[str, Array]) -> None:
    """Type, order and numbers of every array, and the facts, survive."""
    container = Container(written(given), "a test")
    container.verify()
    assert set(container) == set(given)
    assert container.facts == {"documents": 3}
    for name, column in given.items():
        assert container[name].dtype == column.dtype
        assert container[name].tolist() == column.tolist()


def read_or_refusal(data: bytes) -> list[list[int]] | IndexIncompatible:
    """What two arrays hold, or the error that they cannot be read."""
    try:
        container = Container(data, "a test")
        container.verify()
    except IndexIncompatible as error:
        return error
    return [container[name].tolist() for name in "ab"]


def test_arrays_of_a_mapped_file_cannot_be_changed(tmp_path: Path) -> None:
    """A mistake in a reader cannot damage the archive."""
    path = tmp_path / "a.bft"
    path.write_bytes(written({"a": np.arange(4)}))
    with pytest.raises(ValueError, match="read-only"):
        Container.open(path)["a"][0] = 1


@given(st.data())
def test_damage_anywhere_is_found_at_opening_or_by_verify(data: st.DataObject) -> None:
    """One changed byte, wherever it is, or a cut, is an error that says what to do; padding alone may differ."""
    whole = written({"a": np.arange(20, dtype=np.uint8), "b": np.arange(9, dtype=np.int64)})
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:at]
    else:
        damaged = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    refused = read_or_refusal(damaged)
    assert isinstance(refused, list) or "ebuild the archive" in str(refused)
    assert not isinstance(refused, list) or refused == [list(range(20)), list(range(9))]


def test_another_version_is_refused_by_its_number() -> None:
    """An archive of an older or newer Backfile says so instead of giving nonsense."""
    whole = bytearray(written({}))
    whole[8] = FORMAT_VERSION + 1
    with pytest.raises(IndexIncompatible, match=f"format {FORMAT_VERSION + 1}, this Backfile reads {FORMAT_VERSION}"):
        Container(bytes(whole), "a test")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and more of it, long enough to be a container file, or nearly"])
def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    """The message names the file."""
    path = tmp_path / "a.bft"
    path.write_bytes(content)
    with pytest.raises(IndexIncompatible, match=r"a\.bft is not an index file"):
        Container.open(path)


def test_a_missing_file_is_an_error_of_ours(tmp_path: Path) -> None:
    """No bare FileNotFoundError escapes."""
    with pytest.raises(IndexIncompatible, match="cannot be opened"):
        Container.open(tmp_path / "a.bft")


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_the_narrowest_type_holds_every_number(numbers: list[int]) -> None:
    """Narrowing never changes a number."""
    assert smallest(np.array(numbers, np.uint64)).tolist() == numbers


@given(values)
def test_stored_values_come_back_equal_and_of_the_same_type(value: object) -> None:
    """What a document stores is what a hit shows."""
    again = decode_value(encode_value(value))
    assert again == value
    assert type(again) is type(value)


@given(st.binary(max_size=40))
def test_damaged_values_are_a_value_error(data: bytes) -> None:
    """Bytes of any kind either are a value or say that they are not."""
    try:
        value = decode_value(data)
    except ValueError:
        return
    assert type(decode_value(encode_value(value))) is type(value)


def test_a_value_of_an_unknown_type_is_refused_with_its_name() -> None:
    """Nothing is pickled instead."""
    with pytest.raises(TypeError, match="type set cannot be stored"):
        encode_value({"a": {1}})
