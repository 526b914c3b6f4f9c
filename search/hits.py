"""The documents of a page in, hits out: each article with its title marked and its best passages.

Not for choosing or ordering them (see `search.rank`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from index.article import Article
from search.evaluate import FoundLeaf, Match
from search.model import Contribution, Hit, Snippet
from search.page_marks import PageMarks, SpanSource
from search.passages import passages
from search.query import describe


class Shelf(SpanSource, Protocol):
    """Where the stored articles are, and their words."""

    def article(self, document: int) -> Article: ...


def show_hits(docs: Sequence[int], match: Match, shelf: Shelf, *, explain: bool) -> tuple[Hit, ...]:
    """A hit for each of these documents, in this order."""
    ascending = np.array(sorted(docs), dtype=np.int32)
    scores = dict(zip(ascending.tolist(), match.score(ascending).tolist(), strict=True))
    marks = PageMarks(ascending, match, shelf)
    return tuple(_show(document, scores[document], marks, match, shelf, explain=explain) for document in docs)


def _show(document: int, score: float, marks: PageMarks, match: Match, shelf: Shelf, *, explain: bool) -> Hit:
    article = shelf.article(document)
    return Hit(
        article=article,
        score=score,
        title=marks.mark(document, "title", article.title),
        passages=_passages(document, article, marks),
        explanation=explain_score(document, match) if explain else (),
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


def _passages(document: int, article: Article, marks: PageMarks) -> tuple[Snippet, ...]:
    """From the body where it matched, else from the excerpt if that did, else the first lines there are."""
    body = marks.mark(document, "body", article.body)
    if body.spans:
        return passages(body.text, body.spans)
    excerpt = marks.mark(document, "excerpt", article.excerpt)
    best = excerpt if excerpt.spans or not body.text else body
    return passages(best.text, best.spans) if best.text else ()
