"""The fields of an archive as Whoosh sees them, so that its own query parser finds the same terms.

Their words come from `index.analysis` alone; the bulk writer (`index.generations.writer`) never asks these
classes for postings, but a document added through Whoosh itself goes through them. Whoosh keeps
them in its table of contents, so their names and this module's must stay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import fields, formats
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken

from index.analysis import Token, analyze
from index.codec.names import NAME_FIELD, RELATED_FIELD, STORED_FIELD, word_field
from index.schema import NUMBER_FIELDS, TEXT_FIELDS, NumberField

Posting = tuple[bytes, int, float, bytes]


class StemAnalyzer(Analyzer):  # type: ignore[misc]
    """Our analysis in Whoosh's form."""

    def __call__(self, value: str, positions: bool = False, chars: bool = False, **_: Any) -> Iterator[WhooshToken]:
        for token in analyze(value):
            yield WhooshToken(
                positions,
                chars,
                text=token.term,
                pos=token.position,
                startchar=token.start,
                endchar=token.end,
                boost=1.0,
            )


class StemField(fields.TEXT):  # type: ignore[misc]
    """Terms of a text with their positions."""

    def __init__(self) -> None:
        super().__init__(analyzer=StemAnalyzer(), phrase=True)

    def index(self, value: str | Iterable[Token], **_: Any) -> Iterator[Posting]:
        positions: defaultdict[str, set[int]] = defaultdict(set)
        for token in analyze(value) if isinstance(value, str) else value:
            positions[token.term].add(token.position)
        for term, places in positions.items():
            yield term.encode(), len(places), float(len(places)), self.format.encode(sorted(places))


class WordField(fields.TEXT):  # type: ignore[misc]
    """Words of a text before stemming, with frequencies."""

    def __init__(self) -> None:
        super().__init__(analyzer=StemAnalyzer(), phrase=False)
        self.scorable = False  # its lengths are those of the field of terms

    def index(self, value: str | Iterable[Token], **_: Any) -> Iterator[Posting]:
        tokens = analyze(value) if isinstance(value, str) else value
        for word, frequency in Counter(token.word for token in tokens).items():
            yield word.encode(), frequency, float(frequency), formats.pack_uint(frequency)


class NameField(fields.ID):  # type: ignore[misc]
    """Strings, each indexed as it is."""

    def index(self, value: str | tuple[str, ...], **_: Any) -> Iterator[Posting]:
        for name in (value,) if isinstance(value, str) else value:
            yield name.encode(), 1, 1.0, b""


def whoosh_schema() -> fields.Schema:
    """The fields of every archive.

    Facets are none of them: their exact values stand in columns that Whoosh does not read, those of
    `index.generations.columns`, and their words in the text fields of the same names.
    """
    schema = fields.Schema(**{STORED_FIELD: fields.STORED(), NAME_FIELD: NameField(), RELATED_FIELD: NameField()})
    for field in TEXT_FIELDS:
        schema.add(field.name, StemField())
        schema.add(word_field(field.name), WordField())
    for number in NUMBER_FIELDS:
        schema.add(number.name, _number_field(number))
    return schema


def _number_field(field: NumberField) -> fields.NUMERIC:
    """A field of numbers that has one term for each (`index.codec.numbers`). Days are those of UTC."""
    made = fields.DATETIME() if field.is_moment else fields.NUMERIC(int, 64)
    made.shift_step = 0
    return made
