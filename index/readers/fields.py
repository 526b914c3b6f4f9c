"""Which name means which field: a mapping from YAML, JSON or JSON-LD becomes one Record.

Not for the bodies (a reader knows their form) beyond those a mapping itself holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from index.article import Origin
from index.author_names import author_names
from index.readers.own_body import own_body, with_lead
from index.readers.values import Values, known_truth
from index.readers.yaml_values import REPEATED
from index.record import Problem, RawBody, Record, Rejection

# Bare names (see `bare_name`), the surest first. They are those of the aggregator's front matter,
# of schema.org, of JSON Feed, of static site generators and of the usual news interfaces.
TITLE: Final = ("title", "headline", "webtitle", "posttitle", "articletitle")
EXCERPT: Final = (
    "excerpt",
    "description",
    "summary",
    "abstract",
    "dek",
    "snippet",
    "shortdescription",
    "postexcerpt",
    "standfirst",
    "trailtext",
    "leadparagraph",
)
URLS: Final = (
    "originalurl",
    "weburl",
    "url",
    "link",
    "permalink",
    "articleurl",
    "respondedurl",
    "canonicalurl",
    "mainentityofpage",
    "ampweburl",
    "ampurl",
    "cdnampweburl",
)
PUBLISHED: Final = (
    "publisheddatetime",
    "datepublished",
    "publishedat",
    "publisheddate",
    "pubdate",
    "publicationdate",
    "publishdate",
    "datepublish",
    "webpublicationdate",
    "datetimepub",
    "dategmt",
    "postdategmt",
    "postdate",
    "datetime",
    "date",
    "published",
    "timestamp",
    "created",
    "datecreated",
    "createdat",
)
UPDATED: Final = (
    "updateddatetime",
    "datemodified",
    "updatedat",
    "updated",
    "modifiedgmt",
    "modified",
    "modifieddatetime",
    "lastmodified",
    "lastmod",
    "datemodify",
    "dateupdated",
    "lastupdated",
    "postmodifiedgmt",
    "postmodified",
)
AUTHORS: Final = ("authors", "author", "byline", "creator", "authorname", "writer")
PROVIDER: Final = ("provider", "publisher", "sitename", "publication", "medianame")
CATEGORY: Final = ("category", "articlesection", "section", "categories", "sectionname")
TOPICS: Final = ("topics",)
KEYWORDS: Final = ("tags", "keywords", "newskeywords")
IMAGES: Final = ("images", "image", "urltoimage", "imageurl", "bannerimage", "topimage", "thumbnail")
RELATED: Final = "related"
"""The name of the reader of the entries under `related`."""
SOURCE_ID: Final = ("id", "sourceid", "uuid", "guid")


def read_fields(
    fields: Mapping[str, object], origin: Origin, reader: str, body: RawBody | None = None
) -> Record | Rejection:
    """One record from its fields, or a Rejection where they hold nothing a search could find.

    A withdrawn article may be as little as its address. `secured` is noted, its value never kept.
    """
    record = read_partial(fields, origin, reader, body)
    if record.title.strip() or record.excerpt.strip() or record.body:
        return record
    if record.removed and (record.urls or record.source_id):
        return record
    return Rejection(origin, "has neither a title nor an excerpt nor a body")


def read_partial(fields: Mapping[str, object], origin: Origin, reader: str, body: RawBody | None = None) -> Record:
    """What the fields say and no more: the record may be empty."""
    values = Values(fields)
    excerpt = values.text("excerpt", EXCERPT)
    if body is None:
        body = own_body(values, excerpt)
    related = () if reader == RELATED else tuple(_related(values, origin))
    record = Record(
        origin=origin,
        reader=reader,
        title=values.text("title", TITLE),
        excerpt=with_lead(values, excerpt, body),
        body=body,
        urls=values.urls("urls", URLS),
        provider=values.provider("provider", PROVIDER),
        source=values.text("source", ("source",)),
        authors=_authors(values),
        published=values.instant("published", PUBLISHED),
        updated=values.instant("updated", UPDATED),
        category=values.label("category", CATEGORY),
        type=values.label("type", ("type",)),
        topics=values.names("topics", TOPICS) or values.names("topics", KEYWORDS, split_at=","),
        quality=values.whole("quality", ("quality",)),
        heat=values.whole("heat", ("heat",)),
        published_flag=_published_flag(values),
        images=values.images("images", IMAGES),
        related=related,
        secured=values.first(("secured",)) is not None,
        removed=values.truth("removed", ("removed",)) or False,
        source_id=values.text("source_id", SOURCE_ID),
    )
    problems = (*values.problems, *_repeated(fields))
    return replace(record, problems=problems) if problems else record


def _authors(values: Values) -> tuple[str, ...]:
    """The authors, each alone where one text names several; a number is the key of another table."""
    given = values.names("authors", AUTHORS)
    for number in filter(str.isdecimal, given):
        values.reject("authors", number, "is a number and no name")
    named = [name for name in given if not name.isdecimal()]
    return tuple(dict.fromkeys(one for name in named for one in author_names(name)))


def _related(values: Values, origin: Origin) -> Iterator[Record]:
    """The records of the articles this one relates to; theirs in turn are not followed."""
    for entry in values.mappings("related", ("related",)):
        record = read_partial(entry, origin, RELATED)
        if record.urls or record.title:
            yield record
        else:
            values.reject("related", ", ".join(map(str, entry)), "names no article: it has neither address nor title")


def _published_flag(values: Values) -> bool | None:
    """`published` is a flag in an aggregator's front matter and a date elsewhere."""
    value = values.first(("published",))
    return known_truth(value)


def _repeated(fields: Mapping[str, object]) -> list[Problem]:
    names = fields.get(REPEATED, ())
    # The value set aside is not shown: the field may be `secured`.
    return (
        [Problem(str(name), "", "given more than once; the last one is kept") for name in names if name]
        if isinstance(names, list)
        else []
    )
