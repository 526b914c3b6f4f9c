"""What is kept beside an article: the texts it had before, and what gave way when its records were joined.

Values only. Which texts those are is for `index.assembly.texts` and `index.versions.carrying` to say,
where they are kept for `index.versions.file`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct

from index.article import Article, Instant, Origin

MAX_LOSSES = 200
"""Values that gave way are kept with an article up to so many; the report of the rebuild has them all."""

_PLAIN_MARKS = str.maketrans("‘’‚‛“”„‟‐‑–—", "''''\"\"\"\"----")


class Version(Struct, frozen=True, omit_defaults=True):
    """A text that an article had until it was replaced at an instant, or has beside its own where that is None.

    Of the latter nothing tells whether it is the earlier one. `noticed` says that the instant is that of the rebuild
    which found it replaced; else the source of the text that came after it gives it. `dated` is the date that its own
    source gave it last. `read` is what its source said, as `index.versions.reading` has it.
    """

    replaced: Instant | None
    title: str
    excerpt: str = ""
    body: str = ""
    dated: Instant | None = None
    noticed: bool = False
    read: bytes = b""


class Loss(Struct, frozen=True):
    """A value that gave way to another record's when records were joined; a body only by its length."""

    field: str
    value: str
    origin: Origin


class History(Struct, frozen=True, omit_defaults=True):
    """The earlier texts of one article in the order of `in_order`, and the first of `losses_total` losses."""

    versions: tuple[Version, ...] = ()
    losses: tuple[Loss, ...] = ()
    losses_total: int = 0


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that says something else than in the generation before, and since when as far as is known."""

    id: str
    title: str
    replaced: Instant
    noticed: bool


@dataclass(frozen=True, slots=True)
class VersionCount:
    """How many earlier texts are kept, of how many articles, and which have changed since the generation before."""

    articles: int = 0
    texts: int = 0
    changed: tuple[Changed, ...] = ()


Text: TypeAlias = Article | Version


def in_order(version: Version) -> tuple[bool, int]:
    """The place of a version among those of an article, to sort them by: those in no order stand before all others."""
    return version.replaced is not None, version.replaced.microseconds if version.replaced else 0


def text_of(held: Text) -> str:
    """What there is to read: the body or, where there is none, the excerpt."""
    return held.body or held.excerpt


def plainly(text: str) -> str:
    """A text with quotation marks and dashes as a typewriter has them; in this form texts are compared.

    >>> plainly("“No” – he said")
    '"No" - he said'
    """
    return text.translate(_PLAIN_MARKS)


def reads_alike(one: str, two: str) -> bool:
    """Whether two texts differ in nothing but white space and the shape of quotation marks and dashes."""
    return one == two or plainly(one).split() == plainly(two).split()
