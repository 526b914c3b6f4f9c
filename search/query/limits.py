"""The leaves of a query in, whether it has room for each out: how long one may be, and what may be searched for in it.

Not for what a text may hold before it is read (see `search.query.lexer`) nor for single leaves (`search.query.leaves`).
"""

from __future__ import annotations

from search.query.lexer import Notes, cited
from search.query.tree import And, Fuzzy, Near, Node, Wildcard

MAX_CLAUSES = 256
MAX_CHARACTERS = 8_000
MOST_NEAR = 128
MOST_SOUGHT = 32
"""Words sought among all words of an archive, which take as much of a query's room together as all near words may."""

_COST_OF_SOUGHT = MOST_NEAR // MOST_SOUGHT

_TOO_LONG = f"The query is too long; what follows {MAX_CLAUSES} words or {MAX_CHARACTERS:,} characters was left out."
_TOO_COSTLY = (
    "Of near words, words with “~” and words with “*” before their end only the first were searched for; "
    "the others were left out."
)


class Room:
    """What a query has room for still, as its leaves are read one after the other."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._clauses = MAX_CLAUSES
        self._characters = MAX_CHARACTERS
        self._costly = MOST_NEAR

    def take(self, node: Node, written: str, place: int) -> bool:
        """Whether there is room for a leaf, or for several that were written as one word; one too long takes none."""
        characters = len(written)
        leaves = node.children if isinstance(node, And) else (node,)
        costly = sum(map(_cost, leaves))
        if characters > MAX_CHARACTERS:
            self._notes.shorten(place, f"{cited(written)} is too long to be searched for and was left out.")
            return False
        self._clauses -= len(leaves)
        self._characters -= characters
        if self._clauses < 0 or self._characters < 0:
            self._notes.shorten(place, _TOO_LONG)
            return False
        self._costly -= costly
        if costly and self._costly < 0:
            self._notes.shorten(place, _TOO_COSTLY)
            return False
        return True


def _cost(leaf: Node) -> int:
    """What a leaf takes for which all words of an archive are gone through, or all places of some; else 0.

    >>> _cost(Wildcard("chip*")), _cost(Wildcard("*chip")), _cost(Near("gold tin", 3))
    (0, 4, 1)
    """
    if isinstance(leaf, Fuzzy) or (isinstance(leaf, Wildcard) and "*" in leaf.pattern.rstrip("*")):
        return _COST_OF_SOUGHT
    return int(isinstance(leaf, Near))
