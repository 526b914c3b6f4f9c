"""JSON and JSON Lines to Records: one record, several one after another, or a list of them, however deep it lies.

ninjs and JSON Feed have readers of their own, which are called from here. Not for JSON that describes
a page from inside it (JSON-LD, see `index.readers.html.page`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from index.article import Origin
from index.readers.faults import attempt, guarded
from index.readers.fields import RELATED, TITLE
from index.readers.ghost import ghost_posts
from index.readers.interfaces import ARTICLE_NAMES, usual_fields, where_it_lies
from index.readers.json_feed import is_json_feed, read_json_feed
from index.readers.mapping import FieldReader
from index.readers.ninjs import is_ninjs, media_alone, read_ninjs
from index.readers.own_body import BODY
from index.readers.values import bare_name
from index.readers.yaml_values import REPEATED
from index.record import Record, Rejection, Skip

READER: Final = "records"
LONGEST_LINE: Final = 16 * 1024 * 1024

_LISTS = ("articles", "items", "documents", "data", "records", "results", "entries")
_DEEPEST_LIST = 4
_NEXT_OBJECT = re.compile(r"^\}\s*^(?=\{)", re.M)  # none that is an entry of a list, which a comma parts from the last
_BLANKS = re.compile(r"\s*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENS_AS_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")


_Made = TypeVar("_Made")


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
    return _made(lambda: _whole(_DECODER.decode(text)))


def _made(make: Callable[[], _Made]) -> _Made:
    try:
        return make()
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


_DECODER: Final = json.JSONDecoder(strict=False, object_pairs_hook=_object)


def read_json(text: str, origin: Origin, fields: FieldReader | None = None) -> Iterator[Record | Rejection | Skip]:
    """The records of one JSON text; those of a list are named PATH/1, PATH/2 and so on.

    Objects may follow each other, over several lines each: these are known by their line, and a bad one is
    rejected alone.
    """
    fields = fields or FieldReader()
    try:
        value = parse_json(text)
    except UnreadableJson as error:
        if _is_sequence(text):
            yield from _read_sequence(text, origin.path, fields)
        else:
            yield Rejection(Origin(origin.path, error.line), str(error))
        return
    yield from _records_of(value, origin, fields)


def _is_sequence(text: str) -> bool:
    """Whether one object is followed by another."""
    try:
        end = _value_at(text, _past_blanks(text, 0))[1]
    except UnreadableJson:
        return _NEXT_OBJECT.search(text) is not None
    return text.startswith("{", _past_blanks(text, end))


def _read_sequence(text: str, path: str, fields: FieldReader) -> Iterator[Record | Rejection | Skip]:
    at, counted, line = _past_blanks(text, 0), 0, 1
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        origin = Origin(path, line)
        try:
            value, end = _value_at(text, at)
        except UnreadableJson as error:
            yield Rejection(origin, str(error))
            following = _NEXT_OBJECT.search(text, at + 1)
            end = following.end() if following else len(text)
        else:
            yield from guarded(_records_of(value, origin, fields), origin)
        at = _past_blanks(text, end)


def _value_at(text: str, at: int) -> tuple[Any, int]:
    return _made(partial(_DECODER.raw_decode, text, at))


def _past_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


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
                value = parse_json(line.strip())  # of the mark of RFC 7464 too, which opens each record
            except UnreadableJson as error:
                yield Rejection(origin, str(error))
            else:
                yield from guarded(_records_of(value, origin, fields), origin)


def _records_of(value: Any, origin: Origin, fields: FieldReader) -> Iterator[Record | Rejection | Skip]:
    if is_json_feed(value):
        yield from read_json_feed(value, origin, fields)
        return
    entries = value if isinstance(value, list) else ghost_posts(value) or _listed(value)
    if entries is None:
        found = attempt(origin, partial(_record, value, origin, fields))
        entries = _nested_list(value, fields) if isinstance(found, Rejection) else None
        if entries is None:
            deeper = where_it_lies(value) if isinstance(found, Rejection) else ""
            yield Rejection(origin, f"{found.reason}; {deeper}") if deeper and isinstance(found, Rejection) else found
            return
    if not entries:
        yield Rejection(origin, "a list without a record")
    for number, entry in enumerate(entries, 1):
        place = Origin(f"{origin.path}/{number}", origin.line, is_entry=True)
        yield attempt(place, partial(_record, entry, place, fields))


def _record(value: Any, origin: Origin, fields: FieldReader) -> Record | Rejection | Skip:
    if not isinstance(value, dict):
        return Rejection(origin, "not a record: an object with fields such as title and body")
    if is_ninjs(value):
        if kind := media_alone(value):
            return Skip(origin, f"a news item of type {kind}, which holds no text")
        return read_ninjs(value, origin, fields)
    return fields.read(value, origin, READER)


def _listed(value: Any) -> list[Any] | None:
    """The list in `{"articles": [...]}`, unless the object is an article itself."""
    if not isinstance(value, Mapping) or {bare_name(name) for name in value} & {*TITLE, *BODY} or is_ninjs(value):
        return None
    lists = {bare_name(name): held for name, held in value.items() if isinstance(held, list)}
    return next((lists[name] for name in _LISTS if name in lists), None)


def _nested_list(value: Any, fields: FieldReader) -> list[Any] | None:
    """The one list of articles inside what is no article itself, as in `{"response": {"docs": [...]}}`."""
    found = list(_lists_of_articles(value, ARTICLE_NAMES | fields.places, _DEEPEST_LIST))
    return found[0] if len(found) == 1 else None


def _names_of(record: Mapping[str, Any]) -> set[str]:
    return {bare_name(name) for fields in (record, usual_fields(record)) for name in fields}


def _lists_of_articles(value: Any, names: frozenset[str], depth: int) -> Iterator[list[Any]]:
    if not depth or not isinstance(value, Mapping) or ARTICLE_NAMES & {bare_name(name) for name in value}:
        return
    for name, inner in value.items():
        if isinstance(inner, list):
            articles = [
                one
                for one in inner
                if isinstance(one, Mapping) and names & {bare_name(key) for key in usual_fields(one)}
            ]
            # Most of them: a bad entry costs only itself.
            if len(articles) * 2 > len(inner) and not bare_name(name).startswith(RELATED):
                yield inner
        else:
            yield from _lists_of_articles(inner, names, depth - 1)
