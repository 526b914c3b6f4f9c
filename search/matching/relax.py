"""What to do when no article has all the words: ask for most of them, and say so.

In: a tree and how strictly to take it. Out: a `Match`, and which reading it came from.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from search.kernels.documents import count_members, intersect
from search.matching.evaluate import Match, either, evaluate
from search.matching.filters import Filters, Sifted
from search.matching.postings import PostingsSource
from search.matching.sets import united
from search.model import Match as Strictness
from search.query.tree import And, Leaf, Node, Or

Matched = Literal["all", "most", "any"]


def relax(
    tree: Node, strictness: Strictness, filters: Filters, source: PostingsSource
) -> tuple[Match, Sifted, Matched]:
    """Match a tree as strictly as asked. "auto" takes all words, or, where nothing has them, most.

    Only bare words and phrases side by side can be left out; what names a field, a range, a NOT
    or a bracket is always kept. "Most" is more than half of them, or as many as any article has
    that the filters let through.
    """
    words, kept = _split(tree)
    if strictness == "any" and len(words) > 1:
        match = evaluate(And((Or(words), *kept)), source)
        return match, filters.sift(match.docs), "any"
    match = evaluate(tree, source)
    sifted = filters.sift(match.docs)
    if strictness != "auto" or len(words) < 2 or len(sifted.found):
        return match, sifted, "all"
    most = _most(words, kept, filters, source)
    return (most, filters.sift(most.docs), "most") if most else (match, sifted, "all")


def _most(words: tuple[Node, ...], kept: tuple[Node, ...], filters: Filters, source: PostingsSource) -> Match | None:
    matches = [evaluate(word, source) for word in words]
    docs = united([match.docs for match in matches], source.tables)
    allowed = evaluate(And(kept), source) if kept else None
    if allowed:
        docs = intersect(docs, allowed.docs)
    counts = np.zeros(len(docs), dtype=np.int32)
    for match in matches:
        count_members(counts, docs, match.docs)
    passing = np.searchsorted(docs, filters.sift(docs).found)
    enough = min(int(counts[passing].max(initial=0)), len(words) // 2 + 1)
    if not enough:
        return None
    scoring = either([*matches, allowed] if allowed else matches, source.tables)
    return Match(docs[counts >= enough], scoring.leaves, scoring.groups)


def _split(tree: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The clauses that may be left out, and those that may not."""
    clauses = tree.children if isinstance(tree, And) else (tree,)
    words = tuple(clause for clause in clauses if _is_bare(clause))
    return words, tuple(clause for clause in clauses if not _is_bare(clause))


def _is_bare(clause: Node) -> bool:
    return isinstance(clause, Leaf) and clause.field is None
