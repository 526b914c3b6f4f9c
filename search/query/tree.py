"""The query tree: what a question means, before any index is asked.

Built by `search.query.parse`, evaluated by `search.matching.evaluate`, marked in text by `search.showing.highlight`.
`field=None` means every field that is searched by default. Leaves hold text as the reader
wrote it; analysis happens where they are evaluated, so that index, query and marks agree.
"""

from __future__ import annotations

from msgspec import Struct


class Word(Struct, frozen=True, gc=False):
    """One written word: "Tencent-backed", "U.S.", "$2.7", "東京"."""

    text: str
    field: str | None = None


class Phrase(Struct, frozen=True, gc=False):
    """Words side by side, in this order."""

    text: str
    field: str | None = None


class Near(Struct, frozen=True, gc=False):
    """All the words, in any order, with at most `distance` other words among them."""

    text: str
    distance: int
    field: str | None = None


class Wildcard(Struct, frozen=True, gc=False):
    """Any word, as written apart from case and accents, that fits; `*` stands for any letters."""

    pattern: str
    field: str | None = None


class Fuzzy(Struct, frozen=True, gc=False):
    """Any word, as written apart from case and accents, that at most `slips` slips could make of this one."""

    text: str
    slips: int
    field: str | None = None


class Range(Struct, frozen=True, gc=False):
    """A number or date within bounds, both included; None leaves that side open.

    Dates are microseconds since 1970-01-01 UTC.
    """

    field: str
    low: int | None
    high: int | None


class Not(Struct, frozen=True, gc=False):
    child: Node


class And(Struct, frozen=True, gc=False):
    children: tuple[Node, ...]


class Or(Struct, frozen=True, gc=False):
    children: tuple[Node, ...]


class Everything(Struct, frozen=True, gc=False):
    """Every article: what an empty question asks for."""


Leaf = Word | Phrase | Near | Wildcard | Fuzzy
Node = Leaf | Range | Not | And | Or | Everything


class ParsedQuery(Struct, frozen=True, gc=False):
    """A tree, and a sentence for everything in the text that could not be read as written.

    `asks_for_all` where an AND or a + was written: then no word may be left out to find something.
    """

    tree: Node
    notes: tuple[str, ...] = ()
    asks_for_all: bool = False
