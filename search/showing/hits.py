"""The documents of a page in, hits out: each article with its title marked and its best passages.

Not for choosing or ordering them (see `search.results.rank`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Protocol

import numpy as np

from index.article import Article
from index.schema import MARKED
from search.arrays import Int32s
from search.matching.evaluate import FoundLeaf, Match
from search.model import Contribution, Hit, Snippet
from search.query.parse import describe
from search.results.rank import Page
from search.showing.page_marks import Marks, MarkSource, mark_page
from search.showing.page_passages import cut_passages
from search.showing.page_texts import PageTexts
from search.showing.passages import passages


class Shelf(MarkSource, Protocol):
    """Where the stored articles are, and their words."""

    def articles(self, documents: Sequence[int]) -> list[Article]: ...


def show_hits(page: Page, match: Match, shelf: Shelf, copies: Mapping[int, int], *, explain: bool) -> tuple[Hit, ...]:
    """A hit for each document of a page, in its order; `copies` stand behind some of them."""
    ascending = sorted(page.docs)
    found = np.array(ascending, dtype=np.int32)
    articles = shelf.articles(ascending)
    texts = _texts(articles)
    marks = mark_page(found, texts, match, shelf)
    texts_shown = marks.titles(texts), _passages(articles, texts, marks)
    reasons = (explain_score(document, match) if explain else () for document in ascending)
    others = map(copies.get, ascending, repeat(0))
    shown = map(Hit, articles, _scores(page, found, match), *texts_shown, reasons, others)
    by_document = dict(zip(ascending, shown, strict=True))
    return tuple(map(by_document.__getitem__, page.docs))


def explain_score(document: int, match: Match) -> tuple[Contribution, ...]:
    """What each leaf brought to the score of a document in each field, most first."""
    contributions = [
        Contribution(field, describe(found.leaf), score)
        for found in _leaves_at(document, match)
        for field, score in found.shares(document).items()
    ]
    return tuple(sorted(contributions, key=lambda one: -one.score))


def _leaves_at(document: int, match: Match) -> Iterator[FoundLeaf]:
    yield from match.leaves
    for group in match.groups:
        if document in group.docs:
            yield from _leaves_at(document, group)


def _scores(page: Page, found: Int32s, match: Match) -> list[float]:
    """The score of each document of a page, `found` in ascending order."""
    if page.scores is None:
        scores: list[float] = match.score(found).tolist()
        return scores
    by_document = dict(zip(page.docs, page.scores, strict=True))
    return [by_document[document] for document in found.tolist()]


def _texts(articles: Sequence[Article]) -> PageTexts:
    return PageTexts(*zip(*map(_marked_texts, articles), strict=True)) if articles else PageTexts((), (), ())


def _passages(articles: Sequence[Article], texts: PageTexts, marks: Marks) -> list[tuple[Snippet, ...]]:
    """Passages of the body where it matched, else of the excerpt if that did, else the beginning of what there is."""
    found = zip(cut_passages(texts, marks), articles, strict=True)
    return [of_marks or passages(article.body or article.excerpt, ()) for of_marks, article in found]


_marked_texts = attrgetter(*MARKED)
