"""The documents of a page in, hits out: each article with its title marked and its best passages.

Not for choosing or ordering them (see `search.rank`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from index.article import Article
from search.evaluate import FoundLeaf, Match
from search.model import Contribution, Hit, Snippet
from search.page_marks import PageMarks, SpanSource
from search.page_passages import cut_passages
from search.query import describe


class Shelf(SpanSource, Protocol):
    """Where the stored articles are, and their words."""

    def article(self, document: int) -> Article: ...


def show_hits(
    docs: Sequence[int], match: Match, shelf: Shelf, copies: Mapping[int, int], *, explain: bool
) -> tuple[Hit, ...]:
    """A hit for each of these documents, in this order; `copies` stand behind some of them."""
    ascending = np.array(sorted(docs), dtype=np.int32)
    scores = dict(zip(ascending.tolist(), match.score(ascending).tolist(), strict=True))
    marks = PageMarks(ascending, match, shelf)
    articles = [shelf.article(document) for document in docs]
    found = [_best_text(document, article, marks) for document, article in zip(docs, articles, strict=True)]
    return tuple(
        Hit(
            article=article,
            score=scores[document],
            title=marks.mark(document, "title", article.title),
            passages=passages,
            explanation=explain_score(document, match) if explain else (),
            copies=copies.get(document, 0),
        )
        for document, article, passages in zip(docs, articles, cut_passages(found), strict=True)
    )


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


def _best_text(document: int, article: Article, marks: PageMarks) -> Snippet:
    """What passages are cut from: the body where it matched, else the excerpt if that did, else the text there is."""
    body = marks.mark(document, "body", article.body)
    if body.spans:
        return body
    excerpt = marks.mark(document, "excerpt", article.excerpt)
    return excerpt if excerpt.spans or not body.text else body
