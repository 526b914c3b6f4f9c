"""The query tree: what a question means, before any index is asked.

Built by `search.query`, evaluated by `search.evaluate`, marked in text by `search.highlight`.
`field=None` means every field that is searched by default. Leaves hold text as the reader
wrote it; analysis happens where they are evaluated, so that index, query and marks agree.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One written word: "Tencent-backed", "U.S.", "$2.7", "東京"."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, in this order."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """All the words, in any order, with at most `distance` other words among them."""

    text: str
    distance: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Any word, as written apart from case and accents, that fits; `*` stands for any letters."""

    pattern: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word, as written apart from case and accents, that at most `slips` slips could make of this one."""

    text: str
    slips: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A number or date within bounds, both included; None leaves that side open.

    Dates are microseconds since 1970-01-01 UTC.
    """

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: what an empty question asks for."""


Leaf = Word | Phrase | Near | Wildcard | Fuzzy
Node = Leaf | Range | Not | And | Or | Everything


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A tree, and a sentence for everything in the text that could not be read as written.

    `asks_for_all` where an AND or a + was written: then no word may be left out to find something.
    """

    tree: Node
    notes: tuple[str, ...] = ()
    asks_for_all: bool = False
