"""Query text in, tree and notes out; and back, tree in, query text out.

    tencent (gold OR -"entity list") date:2021-12..

Words are joined by AND, written or not, which binds tighter than OR. Text never raises: what cannot
be read as written is read as well as it can be, and a note says how. The language:

    word  AND  OR  NOT  -word  +word  (brackets)  "a phrase"  "near words"~5  prefix*  wo*d  *  slips~  slips~2
    field:word  field:"phrase"  field:(a OR b)  date:2021-12  date:2021-12-01..2021-12-31  quality:>=50

Not for what a word matches: analysis happens where the leaves are evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from search.query.leaves import read_field_value, read_quote, read_word
from search.query.lexer import Lexeme, Notes, read_lexemes
from search.query.limits import Room
from search.query.tree import And, Everything, Fuzzy, Near, Node, Not, Or, ParsedQuery, Phrase, Range, Wildcard, Word
from search.query.values import RANGE_FIELDS, describe_range

_LONGEST_REMEMBERED = 1_000

_WORD = r"[A-Za-z]{1,40}"
_PLAIN_CLAUSE = rf'-?(?:(?!(?:AND|OR|NOT)\b){_WORD}\*?|"{_WORD}(?: {_WORD}){{0,9}}")'
_PLAIN = re.compile(rf"{_PLAIN_CLAUSE}(?: {_PLAIN_CLAUSE}){{0,9}}")
_CLAUSES = re.compile(r'(-?)(?:"([^"]+)"|([^" ]+))')
_NOTHING = Not(Everything())
_VARIED = re.compile(r"\*|~\d*$")  # a word that says itself how it may be written
_OPERAND = frozenset(("word", "quote", "field", "open", "not"))
_OPERATORS = frozenset(("AND", "OR", "NOT"))


def parse_query(text: str) -> ParsedQuery:
    """What a query text means, with a sentence for everything that could not be read as written.

    >>> parse_query("gold OR title:silver").tree
    Or(children=(Word(text='gold', field=None), Word(text='silver', field='title')))
    >>> parse_query('"entity list').notes
    ('The quote opened before “entity list” is not closed; it was read to the end.',)
    """
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _parse(text)


def _parse(text: str) -> ParsedQuery:
    return _parse_plain(text) if _PLAIN.fullmatch(text) else _parse_any(text)


def _parse_plain(text: str) -> ParsedQuery:
    """Words, beginnings of words and phrases of plain letters, as most queries are; the long way comes to the same."""
    nodes = tuple(_plain_clause(*found) for found in _CLAUSES.findall(text))
    return ParsedQuery(nodes[0] if len(nodes) == 1 else And(nodes))


def _plain_clause(sign: str, quoted: str, word: str) -> Node:
    leaf: Node = Phrase(quoted) if quoted else Wildcard(word) if word.endswith("*") else Word(word)
    return Not(leaf) if sign else leaf


def _parse_any(text: str) -> ParsedQuery:
    notes = Notes()
    lexemes = read_lexemes(text, notes)
    tree = _Parser(text, lexemes, notes).alternatives(None)
    if tree is None:  # what was asked for and left out is not what every article has
        tree = _NOTHING if notes.shortened else Everything()
    return ParsedQuery(tree, notes.sentences(), _asks_for_all(text, lexemes))


# Whoever turns a page or chooses a value of a facet asks the same words again.
_remembered = lru_cache(maxsize=512)(_parse)


def describe(tree: Node) -> str:
    """The query text that means this tree, with brackets where they are needed.

    >>> describe(parse_query("a (b OR c) -d").tree)
    'a AND (b OR c) AND NOT d'
    """
    match tree:
        case Or(children):
            return " OR ".join(map(describe, children))
        case And(children):
            return " AND ".join(_bracketed(child, isinstance(child, Or)) for child in children)
        case Not(child):
            return f"NOT {_bracketed(child, isinstance(child, And | Or))}"
        case Everything():
            return "*"
        case Range():
            return describe_range(tree)
        case _:
            return _describe_words(tree)


def _asks_for_all(text: str, lexemes: list[Lexeme]) -> bool:
    return any(one.kind == "and" or (one.kind in _OPERAND and text[: one.start].endswith("+")) for one in lexemes)


class QueryWord(NamedTuple):
    """A searched word or quote as it stands in the text, for those who correct its spelling.

    `bare` is a word with no sign, operator or field of its own before it, `excluded` one that is
    not to be found.
    """

    start: int
    end: int
    text: str
    quoted: bool
    bare: bool
    excluded: bool


def words_in(text: str) -> list[QueryWord]:
    """The places of all text that is searched as words: not operators, field names, wildcards, dates, numbers, URLs."""
    lexemes = read_lexemes(text, Notes())
    found: list[QueryWord] = []
    fields: list[str] = [""]
    negations = [False]
    negated = False
    for before, lexeme in zip([None, *lexemes], lexemes, strict=False):
        own_field = before.text if before and before.kind == "field" else ""
        if lexeme.kind == "not":
            negated = not negated
            continue
        if lexeme.kind == "field":
            continue
        excluded, negated = negated != negations[-1], False
        if lexeme.kind == "open":
            fields.append(own_field or fields[-1])
            negations.append(excluded)
        elif lexeme.kind == "close":
            fields.pop()
            negations.pop()
        elif lexeme.kind in ("word", "quote") and _is_spelt(lexeme, own_field or fields[-1]):
            start = lexeme.inner if lexeme.kind == "quote" else lexeme.start
            bare = before is None or before.kind not in ("field", "not")
            found.append(
                QueryWord(start, start + len(lexeme.text), lexeme.text, lexeme.kind == "quote", bare, excluded)
            )
    return found


def _is_spelt(lexeme: Lexeme, field: str) -> bool:
    if field in RANGE_FIELDS or field == "url" or "://" in lexeme.text:
        return False
    return lexeme.kind == "quote" or not _VARIED.search(lexeme.text)


def _bracketed(tree: Node, needed: bool) -> str:
    return f"({describe(tree)})" if needed else describe(tree)


def _describe_words(leaf: Word | Phrase | Near | Wildcard | Fuzzy) -> str:
    before = f"{leaf.field}:" if leaf.field else ""
    match leaf:
        case Phrase(text):
            return f'{before}"{text}"'
        case Near(text, distance):
            return f'{before}"{text}"~{distance}'
        case Wildcard(pattern):
            return f"{before}{pattern}"
        case Fuzzy(text, slips):
            return f"{before}{text}~{slips}"
        case Word(text):
            # Written with + an operator is a word.
            return f"+{text}" if text in _OPERATORS and not before else f"{before}{text}"


class _Parser:
    """One descent over the lexemes; each method reads what it is named after, None if nothing is left of it.

    Brackets are balanced and bounded in depth before it begins, so the recursion is bounded too.
    """

    def __init__(self, text: str, lexemes: list[Lexeme], notes: Notes) -> None:
        self._text = text
        self._lexemes = lexemes
        self._notes = notes
        self._at = 0
        self._room = Room(notes)

    def alternatives(self, field: str | None) -> Node | None:
        found = []
        self._skip_operators("has nothing before it")
        while self._kind() in _OPERAND:
            found.append(self._conjunction(field))
            if self._kind() == "or":
                self._operator()
        return _joined(Or, found)

    def _conjunction(self, field: str | None) -> Node | None:
        found = []
        while self._kind() in _OPERAND:
            found.append(self._clause(field))
            if self._kind() == "and":
                self._operator()
        return _joined(And, found)

    def _clause(self, field: str | None) -> Node | None:
        negated = False
        while self._kind() == "not":
            negated = not negated
            self._operator()
        if self._kind() not in _OPERAND:
            return None
        was_shortened = self._notes.shortened
        node = self._primary(field)
        if negated and node is None:  # to exclude what was left out is to ask for all the same
            self._notes.shortened = was_shortened
        if not negated or node is None:
            return node
        return node.child if isinstance(node, Not) else Not(node)

    def _primary(self, field: str | None) -> Node | None:
        lexeme = self._take()
        match lexeme.kind:
            case "open":
                return self._group(lexeme, field)
            case "field":
                return self._field(lexeme, field)
            case "quote":
                return self._kept(read_quote(lexeme.text, lexeme.tail, field, lexeme.start, self._notes), lexeme)
            case _:
                return self._kept(read_word(lexeme.text, field, lexeme.start, self._notes), lexeme)

    def _group(self, opening: Lexeme, field: str | None) -> Node | None:
        if self._kind() == "close":
            self._notes.add(opening.start, "Brackets with nothing in them were left out.")
        node = self.alternatives(field)
        self._take()
        return node

    def _field(self, lexeme: Lexeme, outer: str | None) -> Node | None:
        written = self._text[lexeme.start : lexeme.end]
        if not self._is_value(lexeme):
            self._notes.add(
                lexeme.start, f"“{written}” has nothing right after it to look for and was read as a plain word."
            )
            return self._kept(read_word(written, outer, lexeme.start, self._notes), lexeme)
        if self._kind() == "not":
            self._notes.add(lexeme.start, f"The “-” after “{written}” was read as if it stood before it.")
            return self._clause(lexeme.text)
        if self._kind() == "word":
            value = self._take()
            return self._kept(read_field_value(value.text, lexeme.text, lexeme.start, self._notes), value)
        return self._primary(lexeme.text)

    def _is_value(self, field: Lexeme) -> bool:
        """Whether what comes next clings to the field's colon."""
        if self._kind() not in _OPERAND:
            return False
        between = self._text[field.end : self._lexemes[self._at].start]
        return not any(character.isspace() for character in between)

    def _kept(self, node: Node | None, lexeme: Lexeme) -> Node | None:
        """The leaf, if the query has room for it."""
        return node if node and self._room.take(node, describe(node), lexeme.start) else None

    def _operator(self) -> None:
        operator = self._take()
        self._skip_operators(f"right after “{operator.text}” makes no sense")
        if self._kind() not in _OPERAND:
            self._notes.add(operator.start, f"“{operator.text}” has nothing after it and was left out.")

    def _skip_operators(self, why: str) -> None:
        while self._kind() in ("and", "or"):
            lexeme = self._take()
            self._notes.add(lexeme.start, f"“{lexeme.text}” {why} and was left out.")

    def _kind(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else ""

    def _take(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]


def _joined(make: Callable[[tuple[Node, ...]], And | Or], found: list[Node | None]) -> Node | None:
    """One node for all that were found: none for none, itself for one, flat for those of the same kind."""
    flat: list[Node] = []
    for node in found:
        if isinstance(node, And | Or) and type(node) is make:
            flat.extend(node.children)
        elif node is not None:
            flat.append(node)
    return None if not flat else flat[0] if len(flat) == 1 else make(tuple(flat))
