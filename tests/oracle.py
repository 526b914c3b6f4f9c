"""What is right: a search by reading every article from the first word to the last.

Shares with Backfile only the analysis of text and the parser; everything the engine does with
arrays is done here with plain loops, slowly and so that it can be checked by reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, cached_property
from itertools import permutations
from math import log

from index.analysis import Token, analyze_texts, fold_pattern, query_terms
from index.article import Article, Kind
from index.schema import DEFAULT_FIELDS, FACETS, NUMBER_FIELDS, TEXT_FIELDS
from search.model import SearchRequest
from search.query.parse import parse_query
from search.query.tree import And, Everything, Fuzzy, Near, Node, Not, Or, Phrase, Range, Wildcard, Word

_FIELDS = {text.name: text for text in TEXT_FIELDS}
_NUMBERS = {number.name: number for number in NUMBER_FIELDS}


@dataclass(frozen=True)
class Expected:
    """The right answer: ids in order, how many copies each stands for, and all counts, of hits and of copies."""

    ids: list[str]
    copies: list[int]
    articles: int
    matched: str
    facets: dict[str, dict[str, tuple[int, int]]]
    months: dict[str, tuple[int, int]]
    undated: int


@dataclass
class Page:
    """One article, read."""

    article: Article
    tokens: dict[str, list[Token]] = field(default_factory=dict)
    counted: dict[tuple[Node, str], int] = field(default_factory=dict)  # by leaf and field, what was asked before

    def __post_init__(self) -> None:
        for name, text in _FIELDS.items():
            self.tokens[name] = [token for tokens in analyze_texts(text.texts(self.article)) for token in tokens]

    def length(self, name: str) -> int:
        return sum(token.role == "part" for token in self.tokens[name])

    def at(self, name: str, term: str) -> set[int]:
        return {token.position for token in self.tokens[name] if token.term == term}


class Oracle:
    """Answers questions about a list of articles. Those with a `hidden` id weigh words, and are found by nothing."""

    def __init__(self, articles: Sequence[Article], hidden: Collection[str] = ()) -> None:
        self.pages = [Page(article) for article in articles]
        self.seen = [page for page in self.pages if page.article.id not in hidden]

    def answer(self, request: SearchRequest) -> Expected:
        tree = parse_query(request.text).tree
        passing = [page for page in self.seen if passes(page.article, request)]
        hits, matched = self._hits(tree, request, passing)
        scores = self.scores(tree, hits)
        ordered = sorted(hits, key=lambda page: self._order(page, request, scores, tree))
        reports = Counter(report(page, request) for page in ordered)
        leading = {report(page, request): page.article.id for page in reversed(ordered)}
        months = [(month(page), page) for page in ordered]
        return Expected(
            ids=[page.article.id for page in ordered if page.article.id in leading.values()],
            copies=[reports[name] - 1 for name in reports],
            articles=len(ordered),
            matched=matched,
            facets={name: self._count(name, tree, request, matched) for name in FACETS},
            months=in_reports([(name, page) for name, page in months if name], request),
            undated=len({report(page, request) for name, page in months if not name}),
        )

    def scores(self, tree: Node, pages: Sequence[Page]) -> dict[str, float]:
        return {page.article.id: self._score(tree, page) for page in pages}

    def _hits(self, tree: Node, request: SearchRequest, passing: list[Page]) -> tuple[list[Page], str]:
        words = list(_bare(tree))
        clauses = tree.children if isinstance(tree, And) else (tree,)
        kept = [clause for clause in clauses if clause not in words]
        if request.match == "any" and len(words) > 1:
            allowed = [p for p in passing if all(matches(k, p) for k in kept)]
            return [p for p in allowed if any(matches(word, p) for word in words)], "any"
        strict = [page for page in passing if matches(tree, page)]
        if strict or request.match != "auto" or len(words) < 2:
            return strict, "all"
        allowed = [p for p in passing if all(matches(k, p) for k in kept)]
        counts = [sum(matches(word, page) for word in words) for page in allowed]
        enough = min(max(counts, default=0), len(words) // 2 + 1)
        if not enough:
            return [], "all"
        return [page for page, count in zip(allowed, counts, strict=True) if count >= enough], "most"

    def _order(self, page: Page, request: SearchRequest, scores: dict[str, float], tree: Node) -> tuple[object, ...]:
        article = page.article
        at = article.published.microseconds if article.published else None
        newest = (at is None, -(at or 0), article.id)
        sort = request.sort
        if sort == "relevance":
            # Rounded: the sums are the same but may be added up in another order.
            return (article.kind is Kind.REFERENCE and _scores(tree), -round(scores[article.id], 9), *newest)
        if sort == "oldest":
            return (at is None, at or 0, article.id)
        if sort in ("quality", "heat"):
            number = article.quality if sort == "quality" else article.heat
            return (number is None, -(number or 0), *newest)
        return newest

    def _count(self, name: str, tree: Node, request: SearchRequest, matched: str) -> dict[str, tuple[int, int]]:
        del matched
        others = tuple(f for f in request.filters if f.field != name or f.exclude)
        loose = SearchRequest(request.text, request.match, since=request.since, until=request.until, filters=others)
        whole, how = self._hits(tree, request, [p for p in self.seen if passes(p.article, request)])
        del whole
        passing = [page for page in self.seen if passes(page.article, loose)]
        if how == "most":
            enough = self._enough(tree, request)
            hits = [p for p in passing if self._has_most(tree, p, enough)]
        elif how == "any":
            hits, _ = self._hits(tree, loose, passing)
        else:
            hits = [page for page in passing if matches(tree, page)]
        held = [(value, page) for page in hits for value in dict.fromkeys(FACETS[name].values(page.article))]
        return in_reports(held, request)

    def _enough(self, tree: Node, request: SearchRequest) -> int:
        words = list(_bare(tree))
        kept = [c for c in (tree.children if isinstance(tree, And) else (tree,)) if c not in words]
        allowed = [p for p in self.seen if passes(p.article, request) and all(matches(k, p) for k in kept)]
        return min(max((sum(matches(w, p) for w in words) for p in allowed), default=0), len(words) // 2 + 1)

    def _has_most(self, tree: Node, page: Page, enough: int) -> bool:
        words = list(_bare(tree))
        kept = [c for c in (tree.children if isinstance(tree, And) else (tree,)) if c not in words]
        return all(matches(k, page) for k in kept) and sum(matches(w, page) for w in words) >= enough

    def _score(self, tree: Node, page: Page) -> float:
        if isinstance(tree, And | Or):
            return sum(self._score(child, page) for child in tree.children if matches(child, page))
        if isinstance(tree, Not | Range | Everything):
            return 0.0
        return self._bm25f(tree, page)

    def _bm25f(self, leaf: Node, page: Page) -> float:
        weighed = sum(self._weighed(leaf, page, name) for name in _fields(leaf))
        holding = sum(1 for other in self.pages if matches(leaf, other))
        idf = log(1 + (len(self.pages) - holding + 0.5) / (holding + 0.5))
        return idf * weighed * 2.2 / (1.2 + weighed)

    def _weighed(self, leaf: Node, page: Page, name: str) -> float:
        frequency = occurrences(leaf, page, name)
        if not frequency:
            return 0.0
        return _FIELDS[name].weight * frequency / (0.25 + 0.75 * page.length(name) / self._average[name])

    @cached_property
    def _average(self) -> dict[str, float]:
        lengths = {name: [n for page in self.pages if (n := page.length(name))] for name in _FIELDS}
        return {name: sum(given) / len(given) for name, given in lengths.items() if given}


def report(page: Page, request: SearchRequest) -> str:
    """What a hit stands for: the report that an article prints, or, where copies are shown, itself."""
    return (page.article.story if request.copies == "fold" else "") or page.article.id


def month(page: Page) -> str:
    return page.article.published.at.strftime("%Y-%m").rjust(7, "0") if page.article.published else ""


def in_reports(held: Sequence[tuple[str, Page]], request: SearchRequest) -> dict[str, tuple[int, int]]:
    """For each value how many reports have it in some copy, and how many more articles do."""
    found = {value: [report(page, request) for other, page in held if other == value] for value, _ in held}
    return {value: (len(set(reports)), len(reports) - len(set(reports))) for value, reports in found.items()}


def passes(article: Article, request: SearchRequest) -> bool:
    """Whether the dates and filters of a request let an article through."""
    if request.since or request.until:
        if article.published is None:
            return False
        day = article.published.at.date()
        if day < (request.since or date.min) or day > (request.until or date.max):
            return False
    for name in {wanted.field for wanted in request.filters}:
        held = set(FACETS[name].values(article))
        included = {f.value for f in request.filters if f.field == name and not f.exclude}
        excluded = {f.value for f in request.filters if f.field == name and f.exclude}
        if (included and not held & included) or held & excluded:
            return False
    return True


def matches(tree: Node, page: Page) -> bool:
    """Whether an article is what a tree asks for."""
    match tree:
        case Everything():
            return True
        case And():
            return all(matches(child, page) for child in tree.children)
        case Or():
            return any(matches(child, page) for child in tree.children)
        case Not():
            return not matches(tree.child, page)
        case Range():
            value = _NUMBERS[tree.field].value(page.article)
            low = tree.low is None or (value is not None and value >= tree.low)
            return value is not None and low and (tree.high is None or value <= tree.high)
    return any(occurrences(tree, page, name) for name in _fields(tree))


def occurrences(leaf: Node, page: Page, name: str) -> int:
    """How often a word, phrase, near or wildcard stands in a field of an article."""
    if (leaf, name) not in page.counted:
        page.counted[leaf, name] = _count_occurrences(leaf, page, name)
    return page.counted[leaf, name]


def _count_occurrences(leaf: Node, page: Page, name: str) -> int:
    if isinstance(leaf, Wildcard):
        fits = re.compile(".*".join(map(re.escape, fold_pattern(leaf.pattern).split("*"))), re.DOTALL).fullmatch
        return sum(1 for token in page.tokens[name] if fits(token.word))
    if isinstance(leaf, Fuzzy):
        word = fold_pattern(leaf.text)
        return sum(1 for token in page.tokens[name] if slips(word, token.word) <= leaf.slips)
    assert isinstance(leaf, Word | Phrase | Near)
    terms = query_terms(leaf.text)
    places = [page.at(name, part) for part in terms.parts]
    if isinstance(leaf, Near):
        return len(list(windows(places, leaf.distance)))
    starts = {p for p in (places[0] if places else set()) if all(p + i in held for i, held in enumerate(places))}
    if isinstance(leaf, Word) and terms.whole:
        starts |= page.at(name, terms.whole)
    return len(starts)


@cache
def slips(one: str, other: str) -> int:
    """The fewest letters to change, add, drop or swap with a neighbour to make one word of the other."""
    if not one or not other:
        return len(one) + len(other)
    ways = [slips(one[1:], other) + 1, slips(one, other[1:]) + 1, slips(one[1:], other[1:]) + (one[0] != other[0])]
    if one[:2] == other[1::-1]:
        ways.append(slips(one[2:], other[2:]) + 1)
    return min(ways)


def windows(places: Sequence[set[int]], distance: int) -> Iterator[tuple[int, int]]:
    """Every shortest stretch that holds all the words at places of their own, and few enough others."""
    positions = sorted(set().union(*places))
    stretches = [
        (first, last)
        for first in positions
        for last in positions
        if first <= last < first + len(places) + distance and _holds_all(places, first, last)
    ]
    for first, last in stretches:
        inner = [s for s in stretches if s != (first, last) and first <= s[0] and s[1] <= last]
        if not inner:
            yield first, last


def _holds_all(places: Sequence[set[int]], first: int, last: int) -> bool:
    candidates = [sorted(p for p in held if first <= p <= last) for held in places]
    spots = sorted(set().union(*map(set, candidates)))
    return any(
        all(spot in held for spot, held in zip(chosen, candidates, strict=True))
        for chosen in permutations(spots, len(places))
    )


def _bare(tree: Node) -> Iterator[Node]:
    clauses = tree.children if isinstance(tree, And) else (tree,)
    return (c for c in clauses if isinstance(c, Word | Phrase | Near | Wildcard | Fuzzy) and c.field is None)


def _scores(tree: Node) -> bool:
    if isinstance(tree, And | Or):
        return any(_scores(child) for child in tree.children)
    return isinstance(tree, Word | Phrase | Near | Wildcard | Fuzzy)


def _fields(leaf: Node) -> tuple[str, ...]:
    name = getattr(leaf, "field", None)
    return DEFAULT_FIELDS if name is None else (name,)


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)
