"""Text and a query tree in, the spans of the text that matched out.

Marks follow what the index matches: the same analysis, phrases only as phrases, near words only in
their windows, and nothing that stands under NOT. Not for cutting text (see `search.showing.passages`) and
not for markup: surfaces render a `Snippet` part by part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Protocol

from index.analysis import Token, analyze_texts, fold_pattern, query_terms
from index.schema import DEFAULT_FIELDS
from search.matching.positions import near_places, phrase_starts
from search.model import Snippet
from search.query.tree import And, Fuzzy, Leaf, Near, Node, Or, Phrase, Wildcard, Word
from search.query.wildcard import compile_pattern
from search.spelling.lexicon import is_within

Span = tuple[int, int]

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def mark(texts: Sequence[str], field: str, tree: Node) -> tuple[Snippet, ...]:
    """Each text of a field with the spans that matched.

    >>> from search.query.tree import Phrase
    >>> mark(("Trade wars end", "A trade war"), "topic", Phrase("trade war"))[1].spans
    ((2, 11),)
    """
    leaves = tuple(dict.fromkeys(_wanted(tree, field)))
    if not leaves:
        return tuple(Snippet(text) for text in texts)
    analyzed = list(analyze_texts(texts))
    places = _Places(analyzed, leaves)
    found: list[list[Span]] = [[] for _ in texts]
    for leaf in leaves:
        for first, last in places.find(leaf):
            found[first.text].append((first.start, last.end))
    return tuple(Snippet(text, merged(spans)) for text, spans in zip(texts, found, strict=True))


def mark_paragraphs(body: str, tree: Node) -> tuple[Snippet, ...]:
    """Each paragraph of a body, marked; a phrase across a break is marked on both sides of it.

    >>> from search.query.tree import Phrase
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


class Place(NamedTuple):
    """Where a token stands: which text, and from where to where in it."""

    text: int
    start: int
    end: int


class Places(Protocol):
    """Where terms stand in the texts of a field, as the leaves of a query ask for it."""

    def positions(self, term: str) -> list[int]: ...

    def at(self, term: str, position: int) -> Place: ...

    def of(self, term: str) -> Iterable[Place]:
        """Everywhere that a term stands."""
        ...


class _Places:
    """Where the words of some texts stand: all of them, and by position those whose terms the leaves name."""

    def __init__(self, analyzed: list[list[Token]], leaves: Iterable[Leaf]) -> None:
        self._analyzed = analyzed
        terms = (compile_leaf(leaf).terms for leaf in leaves if not isinstance(leaf, Wildcard | Fuzzy))
        self._by_term: dict[str, dict[int, Place]] = {term: {} for term in chain.from_iterable(terms)}
        for number, tokens in enumerate(analyzed):
            for token in tokens:
                if token.term in self._by_term:
                    self._by_term[token.term].setdefault(token.position, Place(number, token.start, token.end))

    def positions(self, term: str) -> list[int]:
        return list(self._by_term[term])

    def at(self, term: str, position: int) -> Place:
        return self._by_term[term][position]

    def of(self, term: str) -> Iterable[Place]:
        return self._by_term[term].values()

    def find(self, leaf: Leaf) -> Iterable[tuple[Place, Place]]:
        """The first and last place of each match of a leaf."""
        if not isinstance(leaf, Wildcard | Fuzzy):
            return compile_leaf(leaf).find(self)
        fits = compile_words(leaf).fits
        return ((place, place) for word, place in self._words() if fits(word))

    def _words(self) -> Iterator[tuple[str, Place]]:
        for number, tokens in enumerate(self._analyzed):
            for token in tokens:
                yield token.word, Place(number, token.start, token.end)


class MarkingLeaf(NamedTuple):
    """What to mark: the terms it needs, and the first and last place of each match."""

    terms: tuple[str, ...]
    find: Callable[[Places], Iterable[tuple[Place, Place]]]


class MarkingWords(NamedTuple):
    """What to mark: words, before stemming, that fit. All of them fit the folded `pattern`, or it is ""."""

    pattern: str
    fits: Callable[[str], object]


def _wanted(tree: Node, field: str) -> Iterator[Leaf]:
    """The leaves that can mark something in a field."""
    match tree:
        case And(children) | Or(children):
            for child in children:
                yield from _wanted(child, field)
        case Word() | Phrase() | Near() | Wildcard() | Fuzzy():
            if tree.field == field or (tree.field is None and field in DEFAULT_FIELDS):
                yield tree


@lru_cache(maxsize=512)
def compile_words(leaf: Wildcard | Fuzzy) -> MarkingWords:
    """Which words a leaf marks."""
    if isinstance(leaf, Fuzzy):
        return MarkingWords("", is_within(fold_pattern(leaf.text), leaf.slips))
    pattern = fold_pattern(leaf.pattern)
    return MarkingWords(pattern, compile_pattern(pattern))


@lru_cache(maxsize=512)
def compile_leaf(leaf: Word | Phrase | Near) -> MarkingLeaf:
    """How to find what a leaf marks."""
    parts, whole = query_terms(leaf.text)
    if isinstance(leaf, Near):
        distance = leaf.distance
        return MarkingLeaf(parts, lambda places: _find_near(places, parts, distance))
    if isinstance(leaf, Word) and whole:
        return MarkingLeaf(
            (*parts, whole), lambda places: chain(_find_phrase(places, parts), _find_term(places, whole))
        )
    return MarkingLeaf(parts, lambda places: _find_phrase(places, parts))


def _find_term(places: Places, term: str) -> Iterator[tuple[Place, Place]]:
    for place in places.of(term):
        yield place, place


def _find_phrase(places: Places, parts: tuple[str, ...]) -> Iterator[tuple[Place, Place]]:
    held = {part: places.positions(part) for part in parts}
    for start in phrase_starts([held[part] for part in parts]):
        yield places.at(parts[0], start), places.at(parts[-1], start + len(parts) - 1)


def _find_near(places: Places, parts: tuple[str, ...], distance: int) -> Iterator[tuple[Place, Place]]:
    needs = Counter(parts)
    positions = {part: places.positions(part) for part in needs}
    holders = {part: frozenset(found) for part, found in positions.items()}
    for position in near_places(list(positions.values()), list(needs.values()), distance):
        for part in holders:
            if position in holders[part]:
                place = places.at(part, position)
                yield place, place


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """Sorted and apart: spans that overlap or touch become one."""
    if len(spans) == 1:
        return (spans[0],)
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
