"""The texts that an article had before, latest first, and what the text after each says otherwise.

Behind them stand those in no order with it, compared with the article itself.

Bounded as the copies of a report are (`search.results.copies`): so many are listed, and the first of them compared.
Not for which texts are kept (`index.versions`).
"""

from __future__ import annotations

from itertools import islice

from index.article import Article
from index.versions.history import History, Text, Version, reads_alike
from search.model import Revision
from search.results.copies import MOST_COMPARED, MOST_LISTED, told_differences


def find_revisions(article: Article, history: History) -> tuple[Revision, ...]:
    """The last revisions of an article, latest first."""
    versions = history.versions[::-1]
    texts: tuple[Text, ...] = (article, *versions)
    pairs = zip(versions, texts, strict=False)
    return tuple(
        _revision(version, after if version.replaced else article, is_compared=place < MOST_COMPARED)
        for place, (version, after) in enumerate(islice(pairs, MOST_LISTED))
    )


def _revision(version: Version, after: Text, *, is_compared: bool) -> Revision:
    return Revision(
        version=version,
        title_after="" if reads_alike(version.title, after.title) else after.title,
        differences=told_differences(version, after) if is_compared else None,
    )
