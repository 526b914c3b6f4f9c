"""Query text in, lexemes out: words, quotes, brackets, operators and field names, each with its place.

    title:"entity list" -gold  ->  field title | quote entity list | not | word gold

Never raises: what cannot be a lexeme is left out with a note. Not for meaning (see `search.query.parse`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from search.query.values import RANGE_FIELDS

MAX_LENGTH = 100_000
MAX_LEXEMES = 2_000
MAX_DEPTH = 20
MAX_NOTES = 10
_LONGEST_CITED = 40

FIELDS = {
    name: name
    for name in "title excerpt body topic provider source author category kind type url date quality heat".split()
} | {"topics": "topic", "authors": "author"}

_QUOTES = '"“”„‟«»＂'
# The mark that ends a quote, first as its language has it, then as hurried fingers type it.
_CLOSERS = {
    '"': ('"', "”"),
    "＂": ("＂", '"'),
    "“": ("”", '"'),
    "‟": ("”", '"'),
    "”": ("”", '"'),
    "„": ("“”", '"'),
    "«": ("»", '"'),
    "»": ("«»", '"'),
}
_OPEN, _CLOSE = "(（", ")）"
_SIGNS = "-+−"
_OPERATORS: dict[str, Literal["and", "or", "not"]] = {"AND": "and", "OR": "or", "NOT": "not"}

_SPACE = re.compile(r"\s*")
_QUOTE_MARK = re.compile(f"[{_QUOTES}]")
_RUN = re.compile(rf"[^\s{_QUOTES}{_OPEN}{_CLOSE}]+")
_ADDRESS = re.compile(rf"[^\s{_QUOTES}（）]+")
_TAIL = re.compile(rf"[~^][^\s{_QUOTES}{_OPEN}{_CLOSE}]*")
_SIGN_RUN = re.compile(rf"[{_SIGNS}]+")
_FIELD = re.compile(rf"({'|'.join(sorted(FIELDS, key=len, reverse=True))})[:：]", re.IGNORECASE)
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]{2,20})[:：](?!//)(?=\S)")

Kind = Literal["word", "quote", "field", "open", "close", "and", "or", "not"]


class Lexeme(NamedTuple):
    """One piece of a query, at `start` to `end` of the text.

    `text` is a word, what stands inside a quote, or a field's own name. `tail` is what clings to a
    closed quote, such as "~5". `inner` is where the text inside a quote begins.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    tail: str = ""
    inner: int = 0


@dataclass(slots=True)
class Notes:
    """Sentences about what could not be read as written, each at its place in the text.

    `shortened` where something that could be searched for was left out, as it was too much.
    """

    _found: list[tuple[int, str]] = field(default_factory=list)
    shortened: bool = False

    def add(self, place: int, sentence: str) -> None:
        self._found.append((place, sentence))

    def shorten(self, place: int, sentence: str) -> None:
        """Add a sentence about what was left out as it was too much."""
        self.shortened = True
        self.add(place, sentence)

    def sentences(self) -> tuple[str, ...]:
        """In the order of the text, each once; after the first few only how many more there are."""
        ordered = sorted(self._found, key=lambda note: note[0])
        different = tuple(dict.fromkeys(sentence for _, sentence in ordered))
        if len(different) <= MAX_NOTES:
            return different
        more = len(different) - MAX_NOTES
        return (*different[:MAX_NOTES], f"Notes on the rest of the query were left out: {more} more.")


def cited(text: str) -> str:
    """A piece of the query in quotes, short enough for a sentence.

    >>> cited("entity list")
    '“entity list”'
    """
    flat = " ".join(_QUOTE_MARK.sub(" ", text).split())
    return f"“{flat}”" if len(flat) <= _LONGEST_CITED else f"“{flat[:_LONGEST_CITED]}…”"


def plain_text(quoted: str) -> str:
    """What stands inside a quote, without further quotation marks and with single spaces."""
    return " ".join(_QUOTE_MARK.sub(" ", quoted).split())


def read_lexemes(text: str, notes: Notes) -> list[Lexeme]:
    """The lexemes of a query in order, with as many closing brackets as opening ones."""
    if len(text) > MAX_LENGTH:
        notes.shorten(MAX_LENGTH, f"The query is too long; only its first {MAX_LENGTH:,} characters were read.")
        text = text[:MAX_LENGTH]
    lexemes: list[Lexeme] = []
    for lexeme in _Lexer(text, notes).lexemes():
        if len(lexemes) == MAX_LEXEMES:
            notes.shorten(
                lexeme.start, f"The query has too many parts; what follows the first {MAX_LEXEMES:,} was left out."
            )
            break
        lexemes.append(lexeme)
    return _balanced(lexemes, notes)


class _Lexer:
    """One walk over a text. `_after_field` is the field whose value must follow at once."""

    def __init__(self, text: str, notes: Notes) -> None:
        self._text = text
        self._notes = notes
        self._at = 0
        self._after_field = ""
        self._after_sign = False

    def lexemes(self) -> Iterator[Lexeme]:
        while True:
            start = self._at
            self._at = self._end_of(_SPACE)
            if self._at > start:
                self._after_field, self._after_sign = "", False
            if self._at >= len(self._text):
                return
            lexeme = self._next()
            if lexeme is not None:
                self._at = lexeme.end
                self._after_field = lexeme.text if lexeme.kind == "field" else ""
                self._after_sign = lexeme.text == "-" and lexeme.kind == "not"
                yield lexeme

    def _next(self) -> Lexeme | None:
        character = self._text[self._at]
        if character in _OPEN:
            return Lexeme("open", self._at, self._at + 1)
        if character in _CLOSE:
            return Lexeme("close", self._at, self._at + 1)
        if character in _CLOSERS:
            return self._quote()
        if character in _SIGNS and self._after_field not in RANGE_FIELDS:
            return self._sign()
        return self._field_or_run()

    def _end_of(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        return match.end() if match else self._at

    def _sign(self) -> Lexeme | None:
        """A leading - or +; any other run of signs is punctuation, skipped with a note."""
        start, end = self._at, self._end_of(_SIGN_RUN)
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        signs = self._text[start:end]
        self._at = end
        if not after or after.isspace() or after in _CLOSE:
            self._notes.add(start, f"“{signs[:3]}” stands alone and was left out; it works right before a word.")
            return None
        self._after_sign = True
        may_lead = not before or before.isspace() or before in _OPEN or bool(self._after_field)
        if len(signs) > 1 or not may_lead:
            run = cited(signs[:3] + self._text[end : self._end_of(_RUN)])
            self._notes.add(start, f"The sign in {run} was read as punctuation; one “-” after a space excludes.")
            return None
        return None if signs == "+" else Lexeme("not", start, end, "-")

    def _quote(self) -> Lexeme:
        start, inner = self._at, self._at + 1
        end = self._closing_mark(self._text[start], inner)
        if end < 0:
            self._note_unclosed(start, self._text[inner:])
            return Lexeme("quote", start, len(self._text), self._text[inner:], inner=inner)
        tail = _TAIL.match(self._text, end + 1)
        clinging = tail.group() if tail else ""
        return Lexeme("quote", start, end + 1 + len(clinging), self._text[inner:end], clinging, inner)

    def _closing_mark(self, mark: str, inner: int) -> int:
        for closers in _CLOSERS[mark]:
            places = [place for closer in closers if (place := self._text.find(closer, inner)) >= 0]
            if places:
                return min(places)
        return -1

    def _note_unclosed(self, start: int, rest: str) -> None:
        if plain_text(rest):
            self._notes.add(start, f"The quote opened before {cited(rest)} is not closed; it was read to the end.")

    def _field_or_run(self) -> Lexeme:
        if not self._after_field and (match := _FIELD.match(self._text, self._at)):
            return Lexeme("field", self._at, match.end(), FIELDS[match.group(1).lower()])
        end = self._end_of(_RUN)
        run = self._text[self._at : end]
        if self._after_field == "url" or "://" in run:
            end = self._at + _balanced_length(self._text[self._at : self._end_of(_ADDRESS)])
            run = self._text[self._at : end]
        if not self._after_field and (unknown := _UNKNOWN_FIELD.match(self._text, self._at)):
            self._notes.add(self._at, f"There is no field {cited(unknown.group(1))}; {cited(run)} was read as words.")
        if run in _OPERATORS and not self._after_field and not self._after_sign:
            return Lexeme(_OPERATORS[run], self._at, end, run)
        return Lexeme("word", self._at, end, run)


def _balanced_length(address: str) -> int:
    """How much of an address to read: brackets inside it are its own, an unpaired one is the query's.

    >>> _balanced_length("https://example.org/a_(b))")
    25
    """
    opened: list[int] = []
    for place, character in enumerate(address):
        if character == "(":
            opened.append(place)
        elif character == ")":
            if not opened:
                return place
            opened.pop()
    return opened[0] if opened else len(address)


def _balanced(lexemes: list[Lexeme], notes: Notes) -> list[Lexeme]:
    """Without stray or too deep brackets, and with a closing one for each that is open at the end."""
    kept: list[Lexeme] = []
    opened: list[Lexeme] = []
    for lexeme in lexemes:
        if lexeme.kind == "open":
            opened.append(lexeme)
            if len(opened) > MAX_DEPTH:
                notes.add(lexeme.start, f"Brackets deeper than {MAX_DEPTH} levels were left out.")
                continue
        elif lexeme.kind == "close":
            if not opened:
                notes.add(lexeme.start, "A closing bracket without an opening one was left out.")
                continue
            opened.pop()
            if len(opened) >= MAX_DEPTH:
                continue
        kept.append(lexeme)
    if opened:
        notes.add(opened[0].start, "An opening bracket is not closed; it was read to the end.")
        end = lexemes[-1].end
        kept.extend([Lexeme("close", end, end)] * min(len(opened), MAX_DEPTH))
    return kept
