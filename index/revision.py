"""The articles of a rebuild and the generation being served in; what of it stays as it is out.

An article's record stays where the bytes that the archive would keep of it are those that it keeps; its words stay
also where only other things changed: what it relates to, its story, its images, its place. Not for writing the
segment (see `index.codec.revising`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.archive import Archive, read_manifest, verify_generation
from index.article import Article
from index.codec.revising import Kept
from index.codec.run import same_words
from index.errors import EngineError
from index.generation import Generation
from index.stored import digest_record, encode_article


class Base(NamedTuple):
    """A generation to build upon where that is less work: from so many articles on, up to this share of new ones.

    A smaller archive is written anew in the same time, and its records are compressed by what all of them hold.
    """

    generation: Generation
    articles: int = 2_000
    new: float = 1 / 4


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """What stays, and in their order the articles of which the words, and the records, are to be written.

    `digests` are those of all articles' records.
    """

    served: Generation
    kept: Kept
    reworded: Sequence[Article]
    rewritten: Sequence[Article]
    digests: Sequence[bytes]


def revise(articles: Sequence[Article], base: Base) -> Revision | None:
    """What these articles, in the order of their documents, have in common with a generation; None if too little."""
    if len(articles) < base.articles:
        return None
    served = base.generation
    numbers = {id_: number for number, id_ in enumerate(served.columns.read_ids())}
    before, now = served.columns.read_digests(), [digest_record(encode_article(article)) for article in articles]
    words = np.full(len(articles), -1, np.int32)
    records = np.full(len(articles), -1, np.int32)
    for place, article in enumerate(articles):
        number = numbers.get(article.id)
        if number is None:
            continue
        if before[number] == now[place]:
            words[place] = records[place] = number
        elif _stands_as(served.article(number), article):
            words[place] = number
    new = words < 0
    if new.sum() > base.new * len(articles):
        return None
    reworded = [articles[place] for place in np.flatnonzero(new).tolist()]
    rewritten = [articles[place] for place in np.flatnonzero(records < 0).tolist()]
    return Revision(served, Kept(words, records), reworded, rewritten, now)


def _stands_as(before: Article, article: Article) -> bool:
    """Whether an article stands under the same words, and in the same order, as it did."""
    return before.published == article.published and same_words(before, article)


def open_base(archive: Archive, stamp: str) -> Base | None:
    """The generation being served, if it was written under the same stamp and every byte of it is whole."""
    try:
        folder = archive.current()
        if read_manifest(folder).get("written_by") != stamp:
            return None
        verify_generation(folder)
        return Base(Generation(folder))
    except (EngineError, OSError):
        return None
