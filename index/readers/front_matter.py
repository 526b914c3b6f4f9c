"""Front matter to Records: YAML between two lines of `---`, then perhaps a Markdown or HTML body.

Also read is YAML without the lines, where it opens with the fields of an article, and several articles in
one file, one behind the other. Of an encrypted body (`secured`) only the fact is kept. Not for
cleaning what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from index.article import Origin
from index.ciphertext import SECURED_LINE
from index.readers.faults import attempt
from index.readers.fields import read_fields
from index.readers.own_body import body_form
from index.readers.yaml_values import UnreadableYaml, parse_yaml
from index.record import RawBody, Record, Rejection

READER = "front_matter"

_OPENING = re.compile(r"\s*^---[ \t]*\n", re.M)
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_RULE = re.compile(r"^---[ \t]*$", re.M)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.M)
_FIELD = re.compile(r"^([A-Za-z]\w*):(?:[ \t]|$)", re.M)
_NO_FIELD = re.compile(r"^(?![A-Za-z]\w*:(?:[ \t]|$)|[-#\]}]|[ \t]|$)", re.M)
_TELLING = frozenset(
    "title excerpt category publishedDateTime originalUrl webUrl provider secured related topics".split()
)


def is_front_matter(text: str) -> bool:
    """Whether a text opens with front matter, or is YAML made of an article's fields.

    >>> is_front_matter("---\\ntitle: A\\n---\\n"), is_front_matter("title: A\\ncategory: news\\n")
    (True, True)
    """
    return _OPENING.match(text) is not None or _is_bare(text)


def _is_bare(text: str) -> bool:
    first = _FIELD.match(text.lstrip())
    return first is not None and len(_TELLING.intersection(_FIELD.findall(text))) >= 2


class _Document(NamedTuple):
    """One article of a file: its fields and its body; `line` is where it begins, None for the whole file."""

    head: str
    body: str
    line: int | None
    lines_before: int
    closed: bool


def read_front_matter(text: str, origin: Origin) -> Iterator[Record | Rejection]:
    """A record for each article of a front-matter file, or the Rejection that says what is wrong in which line.

    The first one stands for the file; others behind it are told apart by the line they begin in.
    """
    for document in _documents(text):
        place = Origin(origin.path, document.line)
        yield attempt(place, partial(_read_document, document, place))


def _documents(text: str) -> Iterator[_Document]:
    start, line, counted = 0, 1, 0
    while True:
        opening = _OPENING.match(text, start)
        head_start = opening.end() if opening else start
        closing = _CLOSING.search(text, max(head_start - 1, start))
        head_end = max(closing.start(), head_start) if closing else len(text)
        following = _next_document(text, closing.end()) if closing else None
        end = len(text) if following is None else following
        line += text.count("\n", counted, head_start)
        yield _Document(
            head=text[head_start:head_end],
            body=text[closing.end() : end] if closing else "",
            line=line - bool(opening) if start else None,
            lines_before=line - 1,
            closed=closing is not None or opening is None,
        )
        if following is None:
            return
        start, counted = following, head_start


def _next_document(text: str, start: int) -> int | None:
    """Where the next article's front matter begins behind the line that closed one; None where there is none."""
    first = _RULE.search(text, start)
    bare = text[start : first.start() if first else len(text)]
    if _is_head(bare, fewest=2):
        return start + len(bare) - len(bare.lstrip())
    in_code, seen = False, start
    for rule in _RULE.finditer(text, start):
        in_code ^= len(_FENCE.findall(text, seen, rule.start())) % 2 == 1
        seen = rule.start()
        closing = _CLOSING.search(text, rule.end())
        head = text[rule.end() : closing.start() if closing else len(text)]
        if not in_code and _is_head(head, fewest=1 if closing else 2):
            return rule.start()
    return None


def _is_head(text: str, fewest: int) -> bool:
    """Whether a text is the fields of an article and nothing else, with so many of the telling ones."""
    first = _FIELD.match(text.lstrip())
    return (
        first is not None and not _NO_FIELD.search(text) and len(_TELLING.intersection(_FIELD.findall(text))) >= fewest
    )


def _read_document(document: _Document, origin: Origin) -> Record | Rejection:
    if not document.closed:
        return Rejection(origin, "its front matter is never closed: a line of --- is missing")
    try:
        fields = parse_yaml(SECURED_LINE.sub(r"\1\2withheld\3", document.head))
    except UnreadableYaml as error:
        line = origin.line if error.line is None else error.line + document.lines_before
        return Rejection(Origin(origin.path, line), str(error))
    if fields == "":
        fields = {}
    if not isinstance(fields, dict):
        return Rejection(origin, "its front matter is not a set of fields, each `name: value`")
    return read_fields(fields, origin, READER, _body(document.body))


def _body(text: str) -> RawBody | None:
    return RawBody(text.strip("\n"), body_form(text, "markdown")) if text.strip() else None
