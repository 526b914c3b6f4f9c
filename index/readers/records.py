"""JSON and JSON Lines to Records: one record, a list of them, or a list under a usual name.

ninjs and JSON Feed have readers of their own, which are called from here. Not for JSON that describes
a page from inside it (JSON-LD, see `index.readers.html`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from index.article import Origin
from index.readers.fields import BODY, TITLE
from index.readers.json_feed import is_json_feed, read_json_feed
from index.readers.mapping import FieldReader
from index.readers.ninjs import is_ninjs, read_ninjs
from index.readers.values import bare_name
from index.readers.yaml_values import REPEATED
from index.record import Record, Rejection, Skip

READER: Final = "records"
LONGEST_LINE: Final = 16 * 1024 * 1024

_LISTS = ("articles", "items", "documents", "data", "records", "results", "entries")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENS_AS_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")


class UnreadableJson(ValueError):
    """Text that is not JSON; `line` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def is_json(text: str) -> bool:
    """Whether a text begins as a JSON object or a list of objects does.

    >>> is_json(' {"id": 1}'), is_json("[Updated] Gold rose"), is_json("{{ title }}")
    (True, False, False)
    """
    return _OPENS_AS_JSON.match(text) is not None


def is_json_lines(text: str) -> bool:
    """Whether each line is a record: the first is whole, or it is broken and the next begins another.

    >>> is_json_lines('{"id": 1}\\n{"id": 2}'), is_json_lines('{"articles": [\\n{"id": 1}]}')
    (True, False)
    """
    first, _, rest = text.lstrip().partition("\n")
    try:
        parse_json(first)
    except UnreadableJson:
        return first.rstrip()[-1:] not in ("{", "[", ",", ":") and rest.lstrip().startswith('{"')
    return bool(rest.strip())


def parse_json(text: str) -> Any:
    """Read JSON as it is written in practice: with NaN, and with half of a surrogate pair.

    Such a half becomes U+FFFD, since no text may hold it. Raises UnreadableJson.
    """
    try:
        return json.loads(text, strict=False, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UnreadableJson(f"not readable as JSON: {error.msg} in column {error.colno}", error.lineno) from None
    except RecursionError:
        raise UnreadableJson("not readable as JSON: nested too deep", 1) from None
    except ValueError:
        raise UnreadableJson("not readable as JSON: it holds a number of thousands of figures", 1) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = {_whole(name): _whole(value) for name, value in pairs}
    if len(fields) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        fields[REPEATED] = [name for name, count in counts.items() if count > 1]
    return fields


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() or not _SURROGATE.search(value) else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return value


def read_json(text: str, origin: Origin, fields: FieldReader | None = None) -> Iterator[Record | Rejection | Skip]:
    """The records of one JSON text; those of a list are named PATH/1, PATH/2 and so on."""
    try:
        value = parse_json(text)
    except UnreadableJson as error:
        yield Rejection(Origin(origin.path, error.line), str(error))
        return
    yield from _records(value, origin, fields or FieldReader())


def read_json_lines(
    lines: Iterable[tuple[int, str | None]], path: str, fields: FieldReader | None = None
) -> Iterator[Record | Rejection | Skip]:
    """A record a line, each with its number; None is a line too long to be read. Bad lines are rejected alone."""
    fields = fields or FieldReader()
    for number, line in lines:
        origin = Origin(path, number)
        if line is None:
            yield Rejection(origin, f"a line of more than {LONGEST_LINE:,} bytes")
        elif line.strip():
            try:
                value = parse_json(line)
            except UnreadableJson as error:
                yield Rejection(origin, str(error))
            else:
                yield from _records(value, origin, fields)


def _records(value: Any, origin: Origin, fields: FieldReader) -> Iterator[Record | Rejection | Skip]:
    if is_json_feed(value):
        yield from read_json_feed(value, origin, fields)
        return
    entries = value if isinstance(value, list) else _listed(value)
    if entries is None:
        yield _record(value, origin, fields)
        return
    if not entries:
        yield Rejection(origin, "a list without a record")
    for number, entry in enumerate(entries, 1):
        yield _record(entry, Origin(f"{origin.path}/{number}", origin.line, is_entry=True), fields)


def _record(value: Any, origin: Origin, fields: FieldReader) -> Record | Rejection | Skip:
    if not isinstance(value, dict):
        return Rejection(origin, "not a record: an object with fields such as title and body")
    if is_ninjs(value):
        return read_ninjs(value, origin, fields)
    return fields.read(value, origin, READER)


def _listed(value: Any) -> list[Any] | None:
    """The list in `{"articles": [...]}`, unless the object is an article itself."""
    if not isinstance(value, Mapping) or {bare_name(name) for name in value} & {*TITLE, *BODY} or is_ninjs(value):
        return None
    return next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
