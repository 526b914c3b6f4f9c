"""A query tree and what holds for one article in, the part of the tree that the article was found by out.

`zhipu OR (washington gold)` finds an article about Zhipu and Washington by its first half only, so
only that half may be marked and counted in its score. Pure; not for matching.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from search.query.tree import And, Node, Not, Or


def prune(tree: Node, holds: Callable[[Node], bool]) -> Node:
    """The tree without those alternatives that do not hold; a word by itself shows whether it does.

    >>> from search.query.tree import Word
    >>> prune(Or((Word("a"), And((Word("b"), Word("c"))))), lambda node: False)
    Or(children=(Word(text='a', field=None),))
    """
    match tree:
        case And(children):
            return And(tuple(prune(child, holds) for child in children))
        case Or(children):
            kept = (child for child in children if not isinstance(child, And | Or | Not) or holds(child))
            return Or(tuple(prune(child, holds) for child in kept))
        case _:
            return tree


def has_alternatives(tree: Node) -> bool:
    """Whether pruning could take anything away.

    >>> from search.query.tree import Word
    >>> has_alternatives(Or((Word("a"), Word("b"))))
    False
    """
    return any(True for _ in _doubtful(tree))


def _doubtful(tree: Node) -> Iterator[Node]:
    if isinstance(tree, And | Or):
        for child in tree.children:
            if isinstance(tree, Or) and isinstance(child, And | Or | Not):
                yield child
            yield from _doubtful(child)
