"""A query tree over arrays: which documents match, and, of those that are wanted, how well.

In: a tree (`search.query.tree`) and a `PostingsSource`. Out: a `Match`. Matching never scores: only what
is left after all filters is, and only by request. Every leaf (word, phrase, near, wildcard, slips) is
scored by BM25F over its fields as if it were one term; AND and OR add scores, NOT and ranges add
none. Not for sorting, counting or reading articles, and not for where the postings come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log1p

import numpy as np
from msgspec import Struct

from index.analysis import fold_pattern, query_terms
from search.arrays import Floats, Int32s
from search.kernels.documents import MANY_TIMES, intersect, rows_of, slice_between, within
from search.kernels.fields import add_scores, add_weighed_fields
from search.kernels.near import count_near
from search.kernels.positions import without_zeros
from search.matching.postings import Places, PostingsSource
from search.matching.sets import common, united, without
from search.matching.standing import NOWHERE, Occurrences, Standing, put_together
from search.query.tree import And, Everything, Fuzzy, Leaf, Near, Node, Not, Or, Phrase, Range, Wildcard, Word
from search.tables import Tables

_NARROWING = Not | Range | Everything  # what only leaves documents out
_LOWEST, _HIGHEST = np.iinfo(np.int64).min + 1, np.iinfo(np.int64).max


class Match(Struct, frozen=True, eq=False):
    """The documents that match, ascending, and what scores them: leaves, and groups such as an AND within an OR."""

    docs: Int32s
    leaves: tuple[FoundLeaf, ...] = ()
    groups: tuple[Match, ...] = ()

    def score(self, docs: Int32s) -> Floats:
        """The scores of some of the documents that match; `docs` ascend."""
        scores, wanted = np.zeros(len(docs)), Wanted(docs)
        for leaf in self.leaves:
            leaf.add_scores(scores, wanted)
        for group in self.groups:
            inside = intersect(docs, group.docs)
            scores[rows_of(docs, inside)] += group.score(inside)
        return scores


class FoundLeaf(Struct, frozen=True, eq=False):
    """Where one leaf stands."""

    leaf: Leaf
    standing: Standing
    breadth: int  # in how many documents it stands, those among them that were not asked for
    tables: Tables

    @property
    def docs(self) -> Int32s:
        """The documents in which it stands in any field."""
        return self.standing.anywhere

    def add_scores(self, scores: Floats, wanted: Wanted) -> None:
        """Add what the leaf brings to each of some documents, 0 where it does not stand."""
        fields, bounds, docs, frequencies, _ = self.standing
        idf, rows = inverse_frequency(self.tables.size, self.breadth), self.tables.rows()
        found = bounds, docs, frequencies, *self.tables.weighing(fields)
        wanted.numbered = add_scores(scores, idf, wanted.docs, rows, wanted.numbered, *found)

    def shares(self, document: int) -> dict[str, float]:
        """The score that the leaf gives to one document, as the fields have brought it."""
        wanted = Wanted(np.array([document], dtype=np.int32))
        score = np.zeros(1)
        self.add_scores(score, wanted)
        parts = {name: self._weighed_in(number, wanted) for number, name in enumerate(self.standing.fields)}
        whole = sum(parts.values()) or 1.0
        return {name: float(score[0]) * part / whole for name, part in parts.items() if part}

    def _weighed_in(self, number: int, wanted: Wanted) -> float:
        """How often the leaf stands in one of its fields of a document, weighed."""
        fields, bounds, docs, frequencies, _ = self.standing
        lengths, weights = self.tables.weighing(fields)
        one = slice(number, number + 1)
        found = bounds[number : number + 2], docs, frequencies, lengths[one], weights[one]
        weighed = np.zeros(1)
        add_weighed_fields(weighed, wanted.docs, self.tables.rows(), False, *found)
        return float(weighed[0])


class Wanted:
    """Documents that are to be scored, ascending; one at a time in a thread, which has room for one to be `numbered`.

    That says whether `Tables.rows` has the row of each.
    """

    def __init__(self, docs: Int32s) -> None:
        self.docs = docs
        self.numbered = False


def evaluate(tree: Node, source: PostingsSource) -> Match:
    """Match every document of the source against a tree."""
    if isinstance(tree, Leaf):  # as most are
        found = find_leaf(tree, source)
        return Match(found.docs, (found,))
    match tree:
        case Everything():
            return Match(source.tables.everything())
        case Range():
            return Match(_in_range(tree, source.tables.everything(), source))
        case Not():
            return Match(without(source.tables.everything(), evaluate(tree.child, source).docs, source.tables))
        case And():
            return _all_of(tree.children, source)
        case Or():
            return either([evaluate(child, source) for child in tree.children], source.tables)


def either(matches: Sequence[Match], tables: Tables) -> Match:
    """What one of them matches, each scoring where it does."""
    leaves = tuple(leaf for match in matches if _is_plain(match) for leaf in match.leaves)
    groups = tuple(match for match in matches if not _is_plain(match))
    return Match(united([match.docs for match in matches], tables), leaves, groups)


def find_leaf(leaf: Leaf, source: PostingsSource) -> FoundLeaf:
    """Where a leaf stands in its field, or in all that are searched by default."""
    standing = _stand(leaf, source)
    breadth = len(standing.anywhere)
    if isinstance(leaf, Word):
        source.breadths[leaf] = breadth
    return FoundLeaf(leaf, standing, breadth, source.tables)


def _find_among(word: Word, docs: Int32s, breadth: int, source: PostingsSource) -> FoundLeaf:
    """As `find_leaf`, of a single word and some documents, where not more than these are needed of many."""
    (term,) = query_terms(word.text).parts
    return FoundLeaf(word, source.standing_among(_fields(word, source), term, docs), breadth, source.tables)


def _fields(leaf: Leaf, source: PostingsSource) -> tuple[str, ...]:
    """The fields in which a leaf may stand."""
    return source.fields_with_words if leaf.field is None else (leaf.field,)


def inverse_frequency(size: int, holding: int) -> float:
    """How much a term tells that `holding` of `size` documents hold.

    ln(1 + (N - n + 0.5) / (n + 0.5)): Robertson and Zaragoza, The Probabilistic Relevance Framework:
    BM25 and Beyond (2009), with 1 added inside the logarithm, so that a word that stands in most
    articles still counts for a little rather than against. The rest of the formula is in `search.kernels.documents`.

    >>> round(inverse_frequency(10, 1), 3)
    1.992
    """
    return log1p((size - holding + 0.5) / (holding + 0.5))


def scoring_leaves(tree: Node) -> Iterator[Leaf]:
    """The leaves that can add to a score: all but those under a NOT."""
    match tree:
        case And() | Or():
            for child in tree.children:
                yield from scoring_leaves(child)
        case Word() | Phrase() | Near() | Wildcard() | Fuzzy():
            yield tree


def _is_plain(match: Match) -> bool:
    """Whether it scores by leaves alone that bring nothing where it does not match."""
    return not match.groups and all(leaf.docs is match.docs for leaf in match.leaves)


def _all_of(children: Sequence[Node], source: PostingsSource) -> Match:
    """What all match: the rarest first, then what only narrows it down, which need not be found elsewhere."""
    finding = [child for child in children if not isinstance(child, _NARROWING)]
    matches, docs = _meeting(finding, source) if finding else ([], source.tables.everything())
    for child in children:
        if isinstance(child, Range):
            docs = _in_range(child, docs, source)
        elif isinstance(child, Not):
            docs = without(docs, evaluate(child.child, source).docs, source.tables)
    leaves = tuple(leaf for match in matches for leaf in match.leaves)
    return Match(docs, leaves, tuple(group for match in matches for group in match.groups))


def _meeting(children: Sequence[Node], source: PostingsSource) -> tuple[list[Match], Int32s]:
    """What each of some children matches, and what all do: of words known to be frequent only what the others left."""
    breadths = [_known_breadth(child, source) for child in children]
    first, *others = sorted(range(len(children)), key=breadths.__getitem__)
    matches = {first: evaluate(children[first], source)}
    docs = matches[first].docs
    for number in others:
        child, breadth = children[number], breadths[number]
        if isinstance(child, Word) and breadth > MANY_TIMES * len(docs):
            found = _find_among(child, docs, breadth, source)
            matches[number], docs = Match(found.docs, (found,)), found.docs
        else:
            matches[number] = evaluate(child, source)
            docs = common((docs, matches[number].docs), source.tables)
    return [matches[number] for number in range(len(children))], docs


def _known_breadth(child: Node, source: PostingsSource) -> int:
    """In how many documents a single word stands, 0 for anything else and for one that was not counted yet."""
    if not isinstance(child, Word) or not (breadth := source.breadths.get(child, 0)):
        return 0
    parts, whole = query_terms(child.text)
    return breadth if len(parts) == 1 and not whole else 0


def _in_range(wanted: Range, docs: Int32s, source: PostingsSource) -> Int32s:
    low = _LOWEST if wanted.low is None else max(wanted.low, _LOWEST)
    high = _HIGHEST if wanted.high is None else min(wanted.high, _HIGHEST)
    if wanted.field == "date":
        first, last = source.tables.dated_between(low, high)
        return slice_between(docs, first, last)
    return within(docs, source.tables.numbers[wanted.field], low, high)


def _stand(leaf: Leaf, source: PostingsSource) -> Standing:
    """The documents in which a leaf stands, and how often."""
    fields = _fields(leaf, source)
    if isinstance(leaf, Wildcard):
        return source.words_like(fields, fold_pattern(leaf.pattern))
    if isinstance(leaf, Fuzzy):
        return source.words_near(fields, fold_pattern(leaf.text), leaf.slips)
    parts, whole = query_terms(leaf.text)
    if isinstance(leaf, Near) and len(parts) > 1:
        needs = Counter(parts)
        found = [_near(*_together(tuple(needs), name, source), tuple(needs.values()), leaf.distance) for name in fields]
        return put_together(fields, found, source.tables)
    return source.standing(fields, parts, whole if isinstance(leaf, Word) else "")


def _together(parts: tuple[str, ...], name: str, source: PostingsSource) -> tuple[Int32s, list[Places]]:
    """The documents that have all the terms, and where each of them stands there."""
    terms = [source.occurrences(name, part) for part in parts]
    docs = common([term.docs for term in terms], source.tables)
    if not len(docs):
        return docs, []
    found = zip(parts, terms, strict=True)
    return docs, [source.places(name, part, rows_of(term.docs, docs)) for part, term in found]


def _near(docs: Int32s, places: list[Places], needs: Sequence[int], distance: int) -> Occurrences:
    """In how many windows near words stand, each of them as many times as it needs."""
    if not places:
        return NOWHERE
    starts = np.cumsum([0, *(len(part.positions) for part in places[:-1])])
    offsets = np.stack([part.offsets + start for part, start in zip(places, starts, strict=True)])
    positions = np.concatenate([part.positions for part in places])
    counts = count_near(offsets, positions, np.array(needs, np.int64), distance)
    return Occurrences(*without_zeros(docs, counts))
