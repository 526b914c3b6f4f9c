"""The one record every room shares: an article of the archive, and the names it goes by.

Its types are `Struct`s: frozen dataclasses that come out of their stored bytes in two microseconds, and that the
garbage collector need not look at.
Not for reading files (see `index.readers`) nor for deciding what is text (see `index.cleaning`).
"""

from __future__ import annotations

import hashlib
from calendar import isleap, monthrange
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from index.urls import canonical_url

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """How much of an article the archive holds."""

    FULL = "full"  # all that its source gave: its body or, where it gave none, title and excerpt alone
    SECURED = "secured"  # title, excerpt and metadata; the body is held elsewhere, encrypted
    REFERENCE = "reference"  # known only because another article relates to it


class Instant(Struct, frozen=True, gc=False):
    """A point in time as its source gave it: never more exact than what was written.

    `at` is UTC. A bare day is its midnight with precision "day", a month or a year that of its first day.
    `zone` is "assumed" where the source named none and UTC was taken.
    """

    at: datetime
    precision: Literal["year", "month", "day", "second"] = "second"
    zone: Literal["stated", "assumed"] = "stated"

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC and self.at.utcoffset() != timedelta(0):
            raise ValueError(f"an Instant is kept in UTC, not {self.at!r}")

    @property
    def microseconds(self) -> int:
        """Microseconds since 1970-01-01 UTC, exact for every date from year 1 to 9999."""
        return (self.at - _EPOCH) // timedelta(microseconds=1)

    @property
    def days(self) -> int:
        """How many days it may be: 1 for a day, 28 to 31 for a month, 0 for a moment.

        >>> Instant(datetime(2024, 2, 1, tzinfo=UTC), "month").days
        29
        """
        if self.precision == "second":
            return 0
        if self.precision == "day":
            return 1
        year, month = self.at.year, self.at.month
        return monthrange(year, month)[1] if self.precision == "month" else 366 if isleap(year) else 365

    @property
    def written(self) -> str:
        """It in ISO 8601, as exactly as it was written: "2024", "2024-02", "2024-02-03" or with its time of day."""
        length = {"year": 4, "month": 7, "day": 10}.get(self.precision)
        return self.at.isoformat()[:length]


class Image(Struct, frozen=True, gc=False):
    url: str
    width: int | None = None
    height: int | None = None
    title: str = ""
    cached: bool | None = None


class Provider(Struct, frozen=True, gc=False):
    """Who published an article: "Wall Street Journal", wsj.com."""

    name: str = ""
    domain: str = ""
    images: tuple[Image, ...] = ()


class Cut(Struct, frozen=True, gc=False):
    """A piece of text that cleaning removed, and why, in words a reader understands."""

    text: str
    reason: str


class Origin(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a record was read: a path relative to its source, and a line in it. Never public.

    `is_entry` says that the path ends in its number in a list, which another record may have tomorrow.
    """

    path: str
    line: int | None = None
    is_entry: bool = False

    @property
    def is_among_others(self) -> bool:
        """Whether the place is one of several in a file."""
        return self.is_entry or self.line is not None


class Article(Struct, frozen=True, omit_defaults=True, gc=False):
    """One article. `body` is paragraphs with a blank line between; only a full article can have one.

    `story` is the id of the earliest article that prints the same report, "" where no other does.
    `aliases` are the canonical forms of every URL it is known by, `url` the one to link to.
    `related` holds the ids of other articles of the archive. `published_flag` is what the
    aggregator said in `published:`, None where it said nothing.
    """

    id: str
    kind: Kind
    title: str
    excerpt: str = ""
    body: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    provider: Provider = Provider()
    source: str = ""
    authors: tuple[str, ...] = ()
    published: Instant | None = None
    updated: Instant | None = None
    category: str = ""
    type: str = ""
    topics: tuple[str, ...] = ()
    quality: int | None = None
    heat: int | None = None
    published_flag: bool | None = None
    images: tuple[Image, ...] = ()
    related: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    source_id: str = ""
    origin: tuple[Origin, ...] = ()
    story: str = ""


def article_id(name: str) -> str:
    """The lasting id of the article named by a URL, or by a place in a source where it has none.

    The first 128 bits of BLAKE2b (RFC 7693), as 32 hexadecimal digits; a URL is made canonical first.

    >>> article_id("https://Example.org/a#top") == article_id("http://example.org/a")
    True
    """
    return canonical_id(canonical_url(name))


def canonical_id(name: str) -> str:
    """As `article_id`, of a name that is in its canonical form already."""
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
