"""What to do when no article has all the words: ask for most of them, and say so.

In: a tree and how strictly to take it. Out: a `Match`, and which reading it came from.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from search.evaluate import Bools, Match, PostingsSource, evaluate
from search.model import Match as Strictness
from search.tree import And, Everything, Near, Node, Or, Phrase, Wildcard, Word

Matched = Literal["all", "most", "any"]


def relax(tree: Node, strictness: Strictness, passing: Bools, source: PostingsSource) -> tuple[Match, Matched]:
    """Match a tree as strictly as asked. "auto" takes all words, or, where nothing has them, most.

    Only bare words and phrases side by side can be left out; what names a field, a range, a NOT
    or a bracket is always kept. "Most" is more than half of them, or as many as any article has.
    `passing` are the documents that the filters let through.
    """
    words, kept = _split(tree)
    if strictness == "any" and len(words) > 1:
        return evaluate(And((Or(words), *kept)), source), "any"
    match = evaluate(tree, source)
    if strictness != "auto" or len(words) < 2 or (match.mask & passing).any():
        return match, "all"
    return _most(words, kept, passing, source, otherwise=match)


def _most(
    words: tuple[Node, ...], kept: tuple[Node, ...], passing: Bools, source: PostingsSource, otherwise: Match
) -> tuple[Match, Matched]:
    matches = [evaluate(word, source) for word in words]
    rest = evaluate(And(kept) if kept else Everything(), source)
    counts = np.sum([match.mask for match in matches], axis=0) * rest.mask
    enough = min(int((counts * passing).max(initial=0)), len(words) // 2 + 1)
    if not enough:
        return otherwise, "all"
    # Not only what passes: a facet is counted without its own filter.
    mask = counts >= enough
    return Match(mask, np.where(mask, np.sum([match.scores for match in (rest, *matches)], axis=0), 0.0)), "most"


def _split(tree: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The clauses that may be left out, and those that may not."""
    clauses = tree.children if isinstance(tree, And) else (tree,)
    words = tuple(clause for clause in clauses if _is_bare(clause))
    return words, tuple(clause for clause in clauses if not _is_bare(clause))


def _is_bare(clause: Node) -> bool:
    return isinstance(clause, Word | Phrase | Near | Wildcard) and clause.field is None
