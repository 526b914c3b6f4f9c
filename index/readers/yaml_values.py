"""YAML text to plain strings, lists and mappings: every scalar stays the string that was written.

Built from parser events, one by one: nothing is constructed by tag, nesting and aliases are bounded
while they are met, and it is three times as fast as composing nodes first. (Composing also recurses
in C: a thousand open brackets would end the process.) Not for writing YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml
from yaml.reader import ReaderError

LARGEST: Final = 4 * 1024 * 1024
DEEPEST: Final = 32
MOST_VALUES: Final = 200_000

REPEATED: Final = "\0repeated"
"""The key under which a mapping lists those of its keys that were written more than once."""

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

# Characters YAML refuses or takes for line breaks; mojibake is full of them (U+0080 to U+009F).
# They travel through the parser as private-use characters and come back as they were.
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_FALSE_BREAKS = "\x85\u2028\u2029"
_PRIVATE = 0xF0000
_DISGUISED = re.compile(f"[{chr(_PRIVATE)}-{chr(_PRIVATE + 0xFFFF)}]")


class UnreadableYaml(ValueError):
    """Text that is not the YAML of one document; `line` counts from 1."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class _Loader(yaml.CSafeLoader):
    """The C parser; only its events are used."""


_Loader.yaml_implicit_resolvers = {}


def parse_yaml(text: str) -> Value:
    """Read one YAML document without giving any scalar a type; raises UnreadableYaml.

    >>> parse_yaml("title: No\\nid: 007\\ntopics: [AI, 2021-02-30]")
    {'title': 'No', 'id': '007', 'topics': ['AI', '2021-02-30']}
    """
    if len(text) > LARGEST:
        raise UnreadableYaml(f"its YAML is {len(text):,} characters long; at most {LARGEST:,} are read")
    try:
        if any(mark in text for mark in _FALSE_BREAKS):
            return _parsed_disguised(text)
        return _parsed(text, disguised=False)
    except ReaderError:
        return _parsed_disguised(text)


def _parsed_disguised(text: str) -> Value:
    try:
        return _parsed(_STRANGE.sub(lambda found: chr(_PRIVATE + ord(found[0])), text), disguised=True)
    except ReaderError:
        raise UnreadableYaml("not readable as YAML: it holds a character that YAML does not allow") from None


def _parsed(text: str, *, disguised: bool) -> Value:
    loader = _Loader(text)
    try:
        return _build(loader, disguised=disguised)
    except yaml.MarkedYAMLError as error:
        # Never the error's own text as a whole: it may quote the file.
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise UnreadableYaml(f"not readable as YAML: {error.problem or error.context or 'broken'}", line) from None
    finally:
        loader.dispose()


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended; a mapping holds keys and values in turn."""

    items: list[Value]
    anchor: str | None
    met_before: int
    line: int


class _Builder:
    """Puts one document together, counting depth and values as they come.

    An alias counts as all the values it stands for, so a file cannot unfold into more than
    it could have written out.
    """

    def __init__(self, *, disguised: bool) -> None:
        self._disguised = disguised
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._outer: list[_Open] = []
        self._current = _Open([], None, 0, 1)
        self._met = 0

    @property
    def document(self) -> Value:
        return self._current.items[0] if self._current.items else ""

    def scalar(self, event: yaml.ScalarEvent) -> None:
        value = _revealed(event.value) if self._disguised else event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        self._met += 1  # counted against the bound where the collection ends
        self._current.items.append(value)

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        line = _line(event)
        if len(self._outer) >= DEEPEST:
            raise UnreadableYaml(f"nested more than {DEEPEST} deep", line)
        self._outer.append(self._current)
        self._current = _Open([], event.anchor, self._met, line)

    def end(self, event: yaml.CollectionEndEvent) -> None:
        ended = self._current
        value: Value = ended.items if isinstance(event, yaml.SequenceEndEvent) else _mapping(ended)
        self._current = self._outer.pop()
        if ended.anchor is not None:
            self._anchors[ended.anchor] = (value, self._met - ended.met_before + 1)
        self._add(value, 1)

    def alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._anchors:
            raise UnreadableYaml("an alias stands for nothing before it, or for itself", _line(event))
        self._add(*self._anchors[event.anchor])

    def _add(self, value: Value, size: int) -> None:
        self._met += size
        if self._met > MOST_VALUES:
            raise UnreadableYaml(f"holds more than {MOST_VALUES:,} values, aliases written out")
        self._current.items.append(value)


def _build(loader: _Loader, *, disguised: bool) -> Value:
    builder = _Builder(disguised=disguised)
    steps: dict[type, Callable[[Any], None]] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.begin,
        yaml.SequenceStartEvent: builder.begin,
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceEndEvent: builder.end,
        yaml.AliasEvent: builder.alias,
    }
    documents = 0
    while (event := loader.get_event()) is not None:
        if step := steps.get(type(event)):
            step(event)
        elif type(event) is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise UnreadableYaml("more than one YAML document", _line(event))
        elif type(event) is yaml.StreamEndEvent:
            break
    return builder.document


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _mapping(ended: _Open) -> dict[str, Value]:
    names, values = ended.items[::2], ended.items[1::2]
    fields: dict[str, Value] = {}
    repeated: list[Value] = []
    for name, value in zip(names, values, strict=True):
        if not isinstance(name, str):
            raise UnreadableYaml("the name of a field is not a word", ended.line)
        if name in fields:
            repeated.append(name)
        fields[name] = value
    if repeated:
        fields[REPEATED] = repeated
    return fields


def _revealed(text: str) -> str:
    return _DISGUISED.sub(lambda found: chr(ord(found[0]) - _PRIVATE), text)
