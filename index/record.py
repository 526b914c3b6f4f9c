"""What a reader hands on: one article as one file tells it, typed but not yet cleaned or merged.

reader -> Record -> cleaning -> Record with a clean body -> assembly -> Article. Records are `Struct`s, as articles are:
nearly all of a rebuild's come out of its cache.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from index.article import Cut, Image, Instant, Origin, Provider

BodyForm = Literal["plain", "markdown", "html", "page"]


class RawBody(Struct, frozen=True, gc=False):
    """A body as it was found.

    `form` says how to read it: "plain" paragraphs, "markdown", an "html" page or fragment, or
    "page": the text of a web page with its furniture still in it.
    """

    text: str
    form: BodyForm


class Problem(Struct, frozen=True, gc=False):
    """A value that was set aside, not a reason to reject the record: field, what stood there, why."""

    field: str
    value: str
    reason: str


class Record(Struct, frozen=True, omit_defaults=True, gc=False):
    """One article as one place tells it. Strings are as found; cleaning repairs them.

    `urls` holds every address it names for itself, the one to link to first. `related` are the
    records of other articles that it links to. `secured` says that encrypted text was there; the field
    itself never leaves the reader, and none that stands elsewhere passes cleaning. `reader` is the
    name of the reader. `read` is what it said before it was cleaned, as a digest (`index.versions.reading`),
    `fetched` when it was fetched from the web, where that is known. `scraped` says that cleaning told
    the body from the rest of a page, `versioned` that all versions of the item have its `source_id`, whatever they say.
    `id_giver` is who gave that id, where that is told apart from the provider, `version` the parts of the item's
    version number. `removed` takes the article back for good, `withheld` until a later version may be shown.
    """

    origin: Origin
    reader: str
    title: str = ""
    excerpt: str = ""
    body: RawBody | None = None
    urls: tuple[str, ...] = ()
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
    related: tuple[Record, ...] = ()
    secured: bool = False
    scraped: bool = False
    removed: bool = False
    withheld: bool = False
    source_id: str = ""
    id_giver: str = ""
    versioned: bool = False
    version: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    cuts: tuple[Cut, ...] = ()
    read: bytes = b""
    fetched: Instant | None = None


def bare(record: Record) -> Record:
    """What names a record and dates it, and nothing that is to be read."""
    return Record(
        origin=record.origin,
        reader=record.reader,
        urls=record.urls,
        provider=record.provider,
        published=record.published,
        updated=record.updated,
        source_id=record.source_id,
        id_giver=record.id_giver,
        versioned=record.versioned,
        version=record.version,
        problems=record.problems,
        read=record.read,
        fetched=record.fetched,
    )


class Rejection(Struct, frozen=True, gc=False):
    """A file or record that could not be read at all, and why; the rest goes on. `count` is how many alike.

    `of` is what the record goes by, where it was read: several may be read at one place.
    """

    origin: Origin
    reason: str
    count: int = 1
    of: str = ""


class Skip(Struct, frozen=True, gc=False):
    """A file that is not an article and was passed over on purpose, and why. `count` is how many alike.

    `of` is what the record goes by, where it was read: several may be read at one place.
    """

    origin: Origin
    reason: str
    count: int = 1
    of: str = ""
