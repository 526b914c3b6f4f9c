"""All cleaned records of an archive in, the same without what their sources repeat on page after page out.

The one pass of cleaning that looks at more than one record, and so the last. A source is a site (the host of
the first address of a record), else a provider, else the folder that the file stands in. Only where its
texts were scraped from pages is anything cut: an agency signs each of its reports, and that is no furniture.
Which paragraphs those are is `index.cleaning.recurrence`'s to say. Pure; the order of records never shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from index.article import Cut
from index.cleaning.furniture import REPEATS_NEIGHBOUR, REPEATS_TITLE
from index.cleaning.recurrence import FEWEST_STORIES, Recurring, find_recurring, recurring_reasons
from index.cleaning.withholding import REASON as ENCRYPTED
from index.record import RawBody, Record
from index.urls import canonical_url, is_web_url

SCRAPED_SHARE: Final = 20
"""Texts of a source are taken for scraped where one in so many had the furniture of a page in it."""

_SHORTENED_HOSTS = ("www.", "m.", "mobile.", "amp.")
_OWN_FAULTS = frozenset((REPEATS_NEIGHBOUR, REPEATS_TITLE, ENCRYPTED))


class Telling(NamedTuple):
    """The source of a body, and whether it came with the furniture of a page."""

    source: str
    is_scraped: bool


NOT_TOLD: Final = Telling("", False)
"""Stands for a record without a body."""


def cut_repeated(records: Iterable[Record]) -> list[Record]:
    """The records in their order, those of scraped sources without the paragraphs that their source repeats."""
    kept = list(records)
    tellings = [telling_of(record) for record in kept]
    return cut_recurring(kept, tellings, recurring_by_source(kept, tellings))


def telling_of(record: Record) -> Telling | None:
    """What a record tells of its source; None where it has no body."""
    if not record.body:
        return None
    return Telling(source_of(record), record.scraped or any(cut.reason not in _OWN_FAULTS for cut in record.cuts))


def recurring_by_source(records: Sequence[Record], tellings: Sequence[Telling | None]) -> dict[str, Recurring]:
    """What each source repeats, given all of its records; sources that repeat nothing are left out."""
    by_source: defaultdict[str, list[int]] = defaultdict(list)
    for at, telling in enumerate(tellings):
        if telling:
            by_source[telling.source].append(at)
    found: dict[str, Recurring] = {}
    for source, places in by_source.items():
        if is_looked_through(len(places), sum(told.is_scraped for at in places if (told := tellings[at]))):
            recurring = find_recurring(body.text for at in places if (body := records[at].body))
            if any(recurring):
                found[source] = recurring
    return found


def is_looked_through(texts: int, scraped: int) -> bool:
    """Whether a source of so many texts, so many of them scraped, may repeat the furniture of its pages."""
    return texts >= FEWEST_STORIES and scraped * SCRAPED_SHARE >= texts


def cut_recurring(
    records: Sequence[Record], tellings: Sequence[Telling | None], recurring: Mapping[str, Recurring]
) -> list[Record]:
    """The records in their order without what their sources are known to repeat."""
    return [
        _without(record, recurring[telling.source]) if telling and telling.source in recurring else record
        for record, telling in zip(records, tellings, strict=True)
    ]


def source_of(record: Record) -> str:
    """What a record's page is one of: the site, else the provider, else the folder of its file.

    >>> from index.article import Origin
    >>> source_of(Record(Origin("crawl/a.txt"), "page_text"))
    'folder crawl'
    >>> source_of(Record(Origin("crawl/a.html"), "html", urls=("http://www.Post.example/a",)))
    'site post.example'
    """
    for url in record.urls:
        if is_web_url(url) and (host := urlsplit(canonical_url(url)).hostname):
            return f"site {_bare(host)}"
    provider = record.provider
    if name := (_bare(provider.domain) or provider.name).strip().casefold():
        return f"provider {name}"
    return f"folder {record.origin.path.rpartition('/')[0]}"


def _bare(host: str) -> str:
    for prefix in _SHORTENED_HOSTS:
        host = host.removeprefix(prefix)
    return host


def _without(record: Record, recurring: Recurring) -> Record:
    paragraphs = record.body.text.split("\n\n") if record.body else []
    reasons = recurring_reasons(paragraphs, recurring)
    if not reasons:
        return record
    text = "\n\n".join(paragraph for at, paragraph in enumerate(paragraphs) if at not in reasons)
    cuts = tuple(Cut(paragraphs[at], reason) for at, reason in sorted(reasons.items()))
    return replace(record, body=RawBody(text, "plain"), cuts=record.cuts + cuts)
