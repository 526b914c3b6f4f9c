"""Stored values of any plain type in, bytes out, and back: a tag a value, no pickle.

Knows None, bool, int, float, str, bytes, list, tuple, dict, datetime, date, time and Decimal. What
else somebody wants stored is refused with a sentence. Not for compressing (see `index.codec.store`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_FLOAT = struct.Struct("<d")
_DEEPEST = 64
_WIDEST = 10  # bytes of a length


def encode_value(value: Any) -> bytes:
    """A value as bytes. Raises TypeError for a type that cannot be stored, ValueError where it is nested too deep.

    >>> decode_value(encode_value({"year": 1987, "topics": ["cocoa", None]}))
    {'year': 1987, 'topics': ['cocoa', None]}
    """
    out: list[bytes] = []
    _encode(value, out, 0)
    return b"".join(out)


def encode_bytes_under(key: str) -> Callable[[bytes], bytes]:
    """A function that encodes `{key: data}`, a good deal faster than the general one.

    >>> decode_value(encode_bytes_under("article")(b"{}"))
    {'article': b'{}'}
    """
    start = b"d" + _length(1) + encode_value(key) + b"b"
    return lambda data: start + _length(len(data)) + data


def decode_bytes_under(key: str) -> Callable[[bytes], bytes]:
    """A function that decodes what `encode_bytes_under` made, or any value that is `{key: data}`.

    It raises ValueError where the bytes are not those of one.

    >>> decode_bytes_under("article")(encode_value({"article": b"{}"}))
    b'{}'
    """
    start = b"d" + _length(1) + encode_value(key) + b"b"
    first, last = len(start), len(start) + _WIDEST

    def decode(data: bytes) -> bytes:
        try:
            count, at = _read_length(data[:last], first)
        except IndexError:
            count, at = -1, 0
        if count == len(data) - at and data.startswith(start):
            return data[at:]
        raise ValueError(f"A stored value is not {key!r} alone.")

    return decode


def decode_value(data: bytes) -> Any:
    """The value again. Raises ValueError where the bytes are not those of one."""
    try:
        value, end = _decode(data, 0, 0)
    except (IndexError, KeyError, struct.error, ArithmeticError) as error:
        raise ValueError("The bytes of a stored value are damaged.") from error
    if end != len(data):
        raise ValueError("A stored value is followed by bytes that belong to nothing.")
    return value


def _encode(value: Any, out: list[bytes], depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"A stored value can be nested {_DEEPEST} deep, not more.")
    kind = type(value)
    if value is None or kind is bool:
        out.append(b"N" if value is None else b"T" if value else b"F")
    elif kind is float:
        out.append(b"f" + _FLOAT.pack(value))
    elif kind in _LISTS:
        out += [_LISTS[kind], _length(len(value))]
        for item in value:
            _encode(item, out, depth + 1)
    elif kind is dict:
        out += [b"d", _length(len(value))]
        for key, item in value.items():
            _encode(key, out, depth + 1)
            _encode(item, out, depth + 1)
    else:
        tag, data = _encode_text(value)
        out += [tag, _length(len(data)), data]


def _encode_text(value: Any) -> tuple[bytes, bytes]:
    for kind, (tag, write) in _TEXTS.items():
        if isinstance(value, kind):
            return tag, write(value)
    raise TypeError(
        f"A value of type {type(value).__name__} cannot be stored; store text, numbers, dates or lists of them."
    )


def _decode(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST + 1:
        raise ValueError("A stored value is nested too deep.")
    tag = data[at : at + 1]
    at += 1
    if tag in _CONSTANTS:
        return _CONSTANTS[tag], at
    if tag == b"f":
        return _FLOAT.unpack_from(data, at)[0], at + _FLOAT.size
    count, at = _read_length(data, at)
    if tag in (b"l", b"t", b"d"):
        items = []
        for _ in range(2 * count if tag == b"d" else count):
            item, at = _decode(data, at, depth + 1)
            items.append(item)
        return _gathered(tag, items), at
    if at + count > len(data):
        raise IndexError(at)
    return _READERS[tag](data[at : at + count]), at + count


def _gathered(tag: bytes, items: list[Any]) -> Any:
    if tag == b"d":
        return dict(zip(items[::2], items[1::2], strict=True))
    return items if tag == b"l" else tuple(items)


def _length(count: int) -> bytes:
    out = bytearray()
    while count >= 128:
        out.append(count & 127 | 128)
        count >>= 7
    out.append(count)
    return bytes(out)


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    count = shift = 0
    while True:
        byte = data[at]
        at += 1
        count |= (byte & 127) << shift
        if byte < 128:
            return count, at
        shift += 7


_CONSTANTS = {b"N": None, b"T": True, b"F": False}
_LISTS: dict[type, bytes] = {list: b"l", tuple: b"t"}
_TEXTS: dict[type, tuple[bytes, Callable[[Any], bytes]]] = {
    str: (b"s", lambda text: text.encode("utf-8", "surrogatepass")),
    bytes: (b"b", bytes),
    int: (b"i", lambda number: b"%d" % number),
    datetime: (b"D", lambda moment: moment.isoformat().encode()),
    date: (b"a", lambda day: day.isoformat().encode()),
    time: (b"h", lambda hour: hour.isoformat().encode()),
    Decimal: (b"m", lambda number: str(number).encode()),
}
_READERS: dict[bytes, Callable[[bytes], Any]] = {
    b"s": lambda data: data.decode("utf-8", "surrogatepass"),
    b"b": bytes,
    b"i": int,
    b"D": lambda data: datetime.fromisoformat(data.decode()),
    b"a": lambda data: date.fromisoformat(data.decode()),
    b"h": lambda data: time.fromisoformat(data.decode()),
    b"m": lambda data: Decimal(data.decode()),
}
