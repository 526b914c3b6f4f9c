"""Text and a query tree in, the spans of the text that matched out.

Marks follow what the index matches: the same analysis, phrases only as phrases, near words only in
their windows, and nothing that stands under NOT. Not for cutting text (see `search.passages`) and
not for markup: surfaces render a `Snippet` part by part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from index.analysis import Token, analyze_texts, fold_pattern, query_terms
from index.schema import DEFAULT_FIELDS
from search.model import Snippet
from search.positions import near_windows, phrase_starts
from search.tree import And, Near, Node, Or, Phrase, Wildcard, Word
from search.wildcard import compile_pattern

Span = tuple[int, int]

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def mark(texts: Sequence[str], field: str, tree: Node) -> tuple[Snippet, ...]:
    """Each text of a field with the spans that matched.

    >>> from search.tree import Phrase
    >>> mark(("Trade wars end", "A trade war"), "topic", Phrase("trade war"))[1].spans
    ((2, 11),)
    """
    leaves = _leaves(tree, field)
    if not leaves:
        return tuple(Snippet(text) for text in texts)
    analyzed = list(analyze_texts(texts))
    places = _Places(analyzed, frozenset(chain.from_iterable(leaf.terms for leaf in leaves)))
    found: list[list[Span]] = [[] for _ in texts]
    for leaf in leaves:
        for first, last in leaf.find(places):
            found[first.text].append((first.start, last.end))
    return tuple(Snippet(text, _merged(spans)) for text, spans in zip(texts, found, strict=True))


def mark_paragraphs(body: str, tree: Node) -> tuple[Snippet, ...]:
    """Each paragraph of a body, marked; a phrase across a break is marked on both sides of it.

    >>> from search.tree import Phrase
    >>> [part.spans for part in mark_paragraphs("The trade\\n\\nwar ends.", Phrase("trade war"))]
    [((4, 9),), ((0, 3),)]
    """
    if not body.strip():
        return ()
    (marked,) = mark((body,), "body", tree)
    spans = iter(marked.spans)
    span = next(spans, None)
    paragraphs = []
    for start, end in paragraph_bounds(body):
        inside: list[Span] = []
        while span and span[0] < end:
            inside.append((max(span[0], start) - start, min(span[1], end) - start))
            if span[1] > end:
                break  # the rest of it is in the next paragraph
            span = next(spans, None)
        paragraphs.append(Snippet(body[start:end], tuple(piece for piece in inside if piece[0] < piece[1])))
    return tuple(paragraphs)


def paragraph_bounds(body: str) -> list[Span]:
    """Where each paragraph of a text begins and ends, empty ones left out.

    >>> paragraph_bounds("One.\\n\\nTwo.")
    [(0, 4), (6, 10)]
    """
    bounds = []
    start = 0
    for match in _PARAGRAPH_BREAK.finditer(body):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(body)))
    return [(start, end) for start, end in bounds if body[start:end].strip()]


class _Place(NamedTuple):
    """Where a token stands: which text, and from where to where in it."""

    text: int
    start: int
    end: int


class _Places:
    """Where the wanted terms stand, by position, and all words for those that fit a pattern."""

    def __init__(self, analyzed: list[list[Token]], wanted: frozenset[str]) -> None:
        self._analyzed = analyzed
        self._by_term: dict[str, dict[int, _Place]] = {term: {} for term in wanted}
        for number, tokens in enumerate(analyzed):
            for token in tokens:
                if token.term in wanted:
                    self._by_term[token.term].setdefault(token.position, _Place(number, token.start, token.end))

    def positions(self, term: str) -> list[int]:
        return list(self._by_term[term])

    def at(self, term: str, position: int) -> _Place:
        return self._by_term[term][position]

    def of(self, term: str) -> Iterable[_Place]:
        return self._by_term[term].values()

    def fitting(self, fits: Callable[[str], object]) -> Iterator[_Place]:
        for number, tokens in enumerate(self._analyzed):
            for token in tokens:
                if fits(token.word):
                    yield _Place(number, token.start, token.end)


class _Leaf(NamedTuple):
    """What to mark: the terms it needs, and the first and last place of each match."""

    terms: tuple[str, ...]
    find: Callable[[_Places], Iterable[tuple[_Place, _Place]]]


@lru_cache(maxsize=512)
def _leaves(tree: Node, field: str) -> tuple[_Leaf, ...]:
    """The leaves that can mark something in a field; all fields of all hits of an answer ask for them."""
    return tuple(_compile_leaf(leaf) for leaf in dict.fromkeys(_wanted(tree, field)))


def _wanted(tree: Node, field: str) -> Iterator[Word | Phrase | Near | Wildcard]:
    match tree:
        case And(children) | Or(children):
            for child in children:
                yield from _wanted(child, field)
        case Word() | Phrase() | Near() | Wildcard():
            if tree.field == field or (tree.field is None and field in DEFAULT_FIELDS):
                yield tree


def _compile_leaf(leaf: Word | Phrase | Near | Wildcard) -> _Leaf:
    if isinstance(leaf, Wildcard):
        fits = compile_pattern(fold_pattern(leaf.pattern)).fullmatch
        return _Leaf((), lambda places: ((place, place) for place in places.fitting(fits)))
    parts, whole = query_terms(leaf.text)
    if isinstance(leaf, Near):
        distance = leaf.distance
        return _Leaf(parts, lambda places: _find_near(places, parts, distance))
    if isinstance(leaf, Word) and whole:
        return _Leaf((*parts, whole), lambda places: chain(_find_phrase(places, parts), _find_term(places, whole)))
    return _Leaf(parts, lambda places: _find_phrase(places, parts))


def _find_term(places: _Places, term: str) -> Iterator[tuple[_Place, _Place]]:
    for place in places.of(term):
        yield place, place


def _find_phrase(places: _Places, parts: tuple[str, ...]) -> Iterator[tuple[_Place, _Place]]:
    for start in phrase_starts([places.positions(part) for part in parts]):
        yield places.at(parts[0], start), places.at(parts[-1], start + len(parts) - 1)


def _find_near(places: _Places, parts: tuple[str, ...], distance: int) -> Iterator[tuple[_Place, _Place]]:
    positions = {part: places.positions(part) for part in parts}
    holders = {part: frozenset(found) for part, found in positions.items()}
    used = dict.fromkeys(chain.from_iterable(near_windows([positions[part] for part in parts], distance)))
    for position in used:
        for part in holders:
            if position in holders[part]:
                place = places.at(part, position)
                yield place, place


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Sorted and apart: spans that overlap or touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
