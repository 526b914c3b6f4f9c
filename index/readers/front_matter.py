"""Front matter to a Record: YAML between two lines of `---`, then perhaps a Markdown or HTML body.

Also read is YAML without the lines, where it opens with the fields of an article. Of an encrypted body
(`secured`) only the fact is kept. Not for cleaning what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import Origin
from index.readers.fields import body_form, read_fields
from index.readers.yaml_values import UnreadableYaml, parse_yaml
from index.record import RawBody, Record, Rejection

READER = "front_matter"

_OPENING = re.compile(r"\s*^---[ \t]*\n", re.M)
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
# Encrypted bytes in one unbroken run, as every known writer puts them; no prose is 64 letters without
# a blank. Whatever else stands under `secured` is dropped with the field.
_SECURED = re.compile(r"(ecured[\"']?[ \t]*:[ \t]*)([\"']?)[A-Za-z0-9+/=;_-]{64,}([\"']?)(?=[ \t]*$)", re.M)
_FIELD = re.compile(r"^([A-Za-z]\w*):(?:[ \t]|$)", re.M)
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


def read_front_matter(text: str, origin: Origin) -> Iterator[Record | Rejection]:
    """The one record of a front-matter file, or the Rejection that says what is wrong in which line."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    closing = _CLOSING.search(text, max(start - 1, 0))
    if opening and not closing:
        yield Rejection(origin, "its front matter is never closed: a line of --- is missing")
        return
    head = text[start : max(closing.start(), start)] if closing else text
    body = text[closing.end() :] if closing else ""
    lines_before = text.count("\n", 0, start)
    try:
        fields = parse_yaml(_SECURED.sub(r"\1\2withheld\3", head))
    except UnreadableYaml as error:
        line = None if error.line is None else error.line + lines_before
        yield Rejection(Origin(origin.path, line), str(error))
        return
    if fields == "":
        fields = {}
    if not isinstance(fields, dict):
        yield Rejection(origin, "its front matter is not a set of fields, each `name: value`")
        return
    yield read_fields(fields, origin, READER, _body(body))


def _body(text: str) -> RawBody | None:
    return RawBody(text.strip("\n"), body_form(text, "markdown")) if text.strip() else None
