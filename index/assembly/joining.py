"""The records of one article in, the article they make out, with every value that gave way.

Pure. Which records belong together is decided in `index.assembly.assemble`; so are ids and links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import total_ordering
from typing import TypeVar

from msgspec import structs

from index.article import Article, Image, Instant, Kind, Origin, Provider
from index.assembly.grouping import addresses_of
from index.assembly.later import told
from index.assembly.pages import page_number
from index.assembly.texts import body_giver, body_givers
from index.cleaning.features import see
from index.record import Record
from index.urls import is_web_url
from index.versions.history import Loss
from index.versions.reading import digest_of

_Value = TypeVar("_Value")

MAX_ORIGINS = 20
"""A reference may be mentioned by thousands of articles; this many of their places are kept."""

_FAR = timedelta(days=3652)
"""Between two dates of publication: as long after one another is no embargo of the same article."""

_TITLE_LENGTH = 80
_LOSS_LENGTH = 200
_OPENING = 12  # lines, a byline and a date among them
_PLAIN_FIELDS = ("title", "excerpt", "source", "category", "type", "quality", "heat", "published_flag", "source_id")


def ranked(records: Iterable[Record]) -> list[Record]:
    """The records of one article, the one whose word counts most first: dated last, fetched last, the last version.

    Those of its further pages are the last.
    """
    return sorted(records, key=rank)


def rank(record: Record) -> tuple[int, bool, int, int, tuple[int, ...], str, int, object]:
    """The place of a record among those of one article, to sort them by."""
    latest = told(record)
    moment, fetched = (instant.microseconds if instant else 0 for instant in (latest, record.fetched))
    version = (not record.version, *(-part for part in record.version))
    return (
        page_number(record),
        latest is None,
        -moment,
        -fetched,
        version,
        record.origin.path,
        record.origin.line or 0,
        _Content(record),
    )


def archived(id_: str, records: Sequence[Record], related: tuple[str, ...]) -> Article:
    """The article that ranked records make: every field from the first that gives it, see `index.assembly.assemble`."""
    body = "\n\n".join(giver.body.text for giver in body_givers(records) if giver.body)
    secured = not body and any(record.secured for record in records)
    article = _joined(id_, records, Kind.SECURED if secured else Kind.FULL, _first)
    return structs.replace(
        article,
        title=article.title or title_from(article.excerpt or body) or article.url,
        body=body,
        related=related,
        cuts=_united(record.cuts for record in records),
        origin=_united((record.origin,) for record in records),
    )


def reference(id_: str, mentions: Sequence[Record], places: Iterable[Origin]) -> Article:
    """The article known only from ranked mentions in `places`: as `archived`, the longest title and excerpt winning."""
    article = _joined(id_, mentions, Kind.REFERENCE, _longest)
    return structs.replace(
        article,
        title=article.title or title_from(article.excerpt) or article.url,
        origin=first_places(places),
    )


def first_places(places: Iterable[Origin]) -> tuple[Origin, ...]:
    """Those that are kept of the places that mention something."""
    return tuple(sorted(places, key=lambda place: (place.path, place.line or 0))[:MAX_ORIGINS])


def losses(article: Article, records: Sequence[Record]) -> tuple[Loss, ...]:
    """Every value of the records that is not in the article they made."""
    givers = body_givers(records)
    return tuple(loss for record in records for loss in _losses_of(article, record, gave=record in givers))


def leading(records: Sequence[Record]) -> Record:
    """The record an article is counted by: the one that gave its body, else the first in rank.

    Where a fault of ours keeps them from being joined, the one that stands `alone`.
    """
    try:
        return body_giver(records) or records[0]
    except Exception:
        return alone(records)


def alone(records: Sequence[Record]) -> Record:
    """The record that an article is made of where several cannot be joined: the first that has a text."""
    return next((record for record in records if record.body), records[0])


def read_as(records: Sequence[Record]) -> bytes:
    """What the sources of an article said before cleaning, by those of its ranked records that gave title and text."""
    texts = body_givers(records) or (next((record for record in records if record.excerpt), records[0]),)
    return digest_of(next((record for record in records if record.title), texts[0]), texts)


def title_from(text: str) -> str:
    """A title for a text that has none: the first words, behind a byline and a date.

    >>> title_from("The ferry was late again. " * 9)
    'The ferry was late again. The ferry was late again. The ferry was late again.…'
    """
    lines = [line.strip() for line in text.strip().split("\n", _OPENING)[:_OPENING] if line.strip()]
    line = next((line for line in lines if not see(line).stamp), "".join(lines[:1]))
    if len(line) <= _TITLE_LENGTH:
        return line
    head = line[: _TITLE_LENGTH + 1]
    return (head.rsplit(" ", 1)[0].rstrip() if " " in head else head[:_TITLE_LENGTH]) + "…"


@total_ordering
class _Content:
    """Settles what records of one place and date would leave to the order of reading; costs only on such ties."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self._record == other._record

    def __lt__(self, other: _Content) -> bool:
        return repr(self._record) < repr(other._record)

    __hash__ = None  # type: ignore[assignment]


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")


def _joined(id_: str, records: Sequence[Record], kind: Kind, pick: Callable[[Iterable[str]], str]) -> Article:
    urls = _united(record.urls for record in records)
    web_urls = [url for url in urls if is_web_url(url)]
    return Article(
        id=id_,
        kind=kind,
        title=pick(record.title for record in records),
        excerpt=pick(record.excerpt for record in records),
        url=web_urls[0] if web_urls else _first(urls),
        aliases=_united(addresses_of(record) for record in records),
        provider=_provider(records),
        source=_first(record.source for record in records),
        authors=_united(record.authors for record in records),
        published=_most_exact(record.published for record in records),
        updated=_latest(record.updated for record in records),
        category=_first(record.category for record in records),
        type=_first(record.type for record in records),
        topics=_united(record.topics for record in records),
        quality=_first_number(record.quality for record in records),
        heat=_first_number(record.heat for record in records),
        published_flag=next((r.published_flag for r in records if r.published_flag is not None), None),
        images=_images(image for record in records for image in record.images),
        source_id=_first(record.source_id for record in records),
    )


def _united(lists: Iterable[tuple[_Value, ...]]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))


def _first_number(numbers: Iterable[int | None]) -> int | None:
    return next((number for number in numbers if number is not None), None)


def _images(images: Iterable[Image]) -> tuple[Image, ...]:
    by_url: dict[str, Image] = {}
    for image in images:
        by_url.setdefault(image.url, image)
    return tuple(by_url.values())


def _provider(records: Sequence[Record]) -> Provider:
    """The first one named in full, so that no name is paired with another's domain.

    A name that is but a host counts where there is no other: readers give it to what nothing names.
    """
    given = [record.provider for record in records if record.provider.name or record.provider.domain]
    named = [provider for provider in given if provider.name and not _is_named_by_host(provider)] or given
    chosen = next(
        (provider for provider in named if provider.name and provider.domain), named[0] if named else Provider()
    )
    images = _images(image for provider in given if _same(provider, chosen) for image in provider.images)
    return chosen if images == chosen.images else structs.replace(chosen, images=images)


def _is_named_by_host(provider: Provider) -> bool:
    name, domain = (text.casefold().removeprefix("www.") for text in (provider.name, provider.domain))
    return name == domain


def _same(provider: Provider, other: Provider) -> bool:
    return provider.name == other.name or provider.domain == other.domain


def _most_exact(instants: Iterable[Instant | None]) -> Instant | None:
    given = _without_far_ones([instant for instant in instants if instant])
    return min(given, key=lambda instant: (instant.days, instant.zone == "assumed"), default=None)


def _without_far_ones(given: Sequence[Instant]) -> Sequence[Instant]:
    """Dates without those so long after another that they are a slip or an "ever after", and would hold it back.

    The first moment of a year is what programs write for no date, and makes no other one far.
    """
    first = min((instant.at for instant in given if (instant.at.month, instant.at.day) != (1, 1)), default=None)
    return [instant for instant in given if first is None or instant.at - first < _FAR] or given


def _latest(instants: Iterable[Instant | None]) -> Instant | None:
    return max((instant for instant in instants if instant), key=lambda instant: instant.at, default=None)


def _losses_of(article: Article, record: Record, *, gave: bool) -> Iterator[Loss]:
    for field in _PLAIN_FIELDS:
        value = getattr(record, field)
        if value not in ("", None, getattr(article, field)):
            yield Loss(field, str(value)[:_LOSS_LENGTH], record.origin)
    provider = (record.provider.name, record.provider.domain)
    if provider != (article.provider.name, article.provider.domain) and any(provider):
        yield Loss("provider", " ".join(filter(None, provider))[:_LOSS_LENGTH], record.origin)
    for field, given, kept in (
        ("published", record.published, article.published),
        ("updated", record.updated, article.updated),
    ):
        if given and kept and given.at != kept.at:
            yield Loss(field, given.written, record.origin)
    if record.body and record.body.text != article.body and not gave:
        yield Loss("body", f"{len(record.body.text)} characters", record.origin)
