"""The other articles that print an article's report, by date, and what differs in each.

Bounded: `MOST_LISTED` copies, of which the first `MOST_COMPARED` are compared, each by its first `COMPARED_LENGTH`
characters and in little more than a twentieth of a second. Not for folding them among hits (`search.results.folding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Protocol

import numpy as np

from index.article import Article
from index.stories.differences import MAX_STEPS, Passage, differences
from index.versions.history import Text, plainly
from search.arrays import Int32s
from search.hiding import Hidden
from search.model import Copy
from search.tables import Tables

MOST_LISTED = 100
MOST_COMPARED = 20
COMPARED_LENGTH = 20_000

_MOST_CHANGES = 12
_CHANGE_LENGTH = 240
_CONTEXT_LENGTH = 50
_MORE = "…"


class Shelf(Protocol):
    """Where the stored articles are, and under which names."""

    @property
    def tables(self) -> Tables: ...

    def articles(self, documents: Sequence[int]) -> list[Article]: ...

    def document_named(self, name: str) -> int | None: ...


def find_copies(document: int, article: Article, shelf: Shelf) -> tuple[tuple[Copy, ...], int]:
    """The first copies of an article by date, undated ones last, and how many there are."""
    others = list(_others(document, shelf))
    held = shelf.articles(others[:MOST_LISTED])
    compared = [told_differences(article, other) for other in held[:MOST_COMPARED]]
    left = [None] * (len(held) - len(compared))
    return tuple(map(Copy, held, chain(compared, left))), len(others)


def earliest_seen(docs: Int32s, tables: Tables, hidden: Hidden) -> int | None:
    """The document after which a story of these documents, ascending, is named; None where nobody may see any.

    As in an archive from which nothing is hidden it is the first one by date, undated ones last, then by id.
    """
    seen = hidden.leave_out(docs[np.searchsorted(docs, hidden.first) :])
    if not len(seen):
        return None
    dated = seen[: np.searchsorted(seen, tables.dated)]
    dates = tables.numbers["date"][dated]
    return int(dated[np.argmin(dates)]) if len(dated) else int(seen[0])


def told_differences(article: Text, other: Text) -> tuple[Passage, ...] | None:
    """What differs in another text's body, or, where neither has one, excerpt, shortened for reading.

    Empty where nothing does; None where one of them has no such text. Quotation marks and dashes do not count,
    and are given as a typewriter has them.
    """
    texts = (article.body, other.body) if article.body or other.body else (article.excerpt, other.excerpt)
    if not all(texts):
        return None
    one, two = (plainly(text[:COMPARED_LENGTH]) for text in texts)
    if one.split() == two.split():
        return ()
    return tuple(_shortened(_apart(differences(one, two, steps=MAX_STEPS // MOST_COMPARED))))


def _others(document: int, shelf: Shelf) -> Iterator[int]:
    """The other documents of its story that anybody may see, oldest first, undated ones last."""
    tables = shelf.tables
    docs = tables.copies_of(document)
    undated = int(np.searchsorted(docs, tables.dated))
    for other in (*docs[:undated][::-1].tolist(), *docs[undated:].tolist()):
        if other != document and shelf.document_named(tables.id_of(other)) is not None:
            yield other


def _apart(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages, with a space after the last word of either text where others follow."""
    open_ended = [one.text[-1].isascii() and not one.text[-1].isspace() for one in passages[:-1]]
    spaced = (
        replace(one, text=f"{one.text} ") if is_open else one
        for one, is_open in zip(passages[:-1], open_ended, strict=True)
    )
    return (*spaced, *passages[-1:])


def _shortened(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The changes, none too long, with a little of what stands around them; after many of them, "…"."""
    changes = 0
    for place, passage in enumerate(passages):
        if passage.fate == "same":
            yield replace(passage, text=_context(passage.text, place == 0, place == len(passages) - 1))
            continue
        changes += 1
        if changes > _MOST_CHANGES:
            yield Passage("same", _MORE)
            return
        yield replace(passage, text=_beginning(passage.text, _CHANGE_LENGTH))


def _context(text: str, is_first: bool, is_last: bool) -> str:
    """What is the same, but for its middle, and for the end that no change touches."""
    if is_first:
        return _end(text, _CONTEXT_LENGTH)
    if is_last:
        return _beginning(text, _CONTEXT_LENGTH)
    short = len(text) <= 2 * _CONTEXT_LENGTH
    return (
        text
        if short
        else f"{_beginning(text, _CONTEXT_LENGTH)}{_end(text, _CONTEXT_LENGTH).removeprefix(_MORE).lstrip()}"
    )


def _beginning(text: str, length: int) -> str:
    """The first words of a text, with "…" where more follow.

    >>> _beginning("The ferry was late again. ", 14)
    'The ferry was … '
    """
    if len(text.rstrip()) <= length:
        return text
    words = text[: length + 1].rsplit(None, 1)
    return f"{words[0] if len(words) > 1 else text[:length]} {_MORE} "


def _end(text: str, length: int) -> str:
    """The last words of a text, with "…" where others come before.

    >>> _end("The ferry was late again. ", 14)
    '… late again. '
    """
    if len(text) <= length:
        return text
    words = text[-length - 1 :].split(None, 1)
    return f"{_MORE} {words[1] if len(words) > 1 else text[-length:]}"
