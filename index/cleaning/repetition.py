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

from msgspec.structs import replace

from index.article import Cut
from index.cleaning.furniture import REPEATS_NEIGHBOUR, REPEATS_TITLE
from index.cleaning.recurrence import Recurring, find_recurring, recurring_reasons
from index.cleaning.syndication import APPEARED_FIRST
from index.cleaning.titles import TitleHabits, correct_title, find_title_habits
from index.cleaning.withholding import REASON as ENCRYPTED
from index.rebuilding.shelf import Chosen, Mapped
from index.record import RawBody, Record
from index.urls import canonical_url, is_web_url, split_url

SCRAPED_SHARE: Final = 20
"""Texts of a source are taken for scraped where one in so many had the furniture of a page in it."""

_SHORTENED_HOSTS = ("www.", "m.", "mobile.", "amp.")
_OWN_FAULTS = frozenset((REPEATS_NEIGHBOUR, REPEATS_TITLE, ENCRYPTED, APPEARED_FIRST))


class Telling(NamedTuple):
    """The source of a body, and whether it came with the furniture of a page."""

    source: str
    is_scraped: bool


NOT_TOLD: Final = Telling("", False)
"""Stands for a record without a body."""


class Habits(NamedTuple):
    """What a scraped source does on page after page: with titles, and what it repeats."""

    titles: TitleHabits
    repeats: Recurring


def cut_repeated(records: Iterable[Record]) -> list[Record]:
    """The records in their order, those of scraped sources under their headlines and without what is repeated."""
    held = list(records)
    tellings = list(map(telling_of, held))
    return list(correct_by(held, tellings, find_all_habits(held, tellings)))


def telling_of(record: Record) -> Telling | None:
    """What a record tells of its source; None where it has no body."""
    if not record.body:
        return None
    return Telling(source_of(record), record.scraped or any(cut.reason not in _OWN_FAULTS for cut in record.cuts))


def find_all_habits(records: Sequence[Record], tellings: Sequence[Telling | None]) -> dict[str, Habits]:
    """The habits of each scraped source, given all records of an archive."""
    by_source: defaultdict[str, list[int]] = defaultdict(list)
    for at, telling in enumerate(tellings):
        if telling:
            by_source[telling.source].append(at)
    return {
        source: find_habits(Chosen(records, places))
        for source, places in by_source.items()
        if is_scraped(len(places), sum(told.is_scraped for at in places if (told := tellings[at])))
    }


def is_scraped(texts: int, scraped: int) -> bool:
    """Whether a source of so many texts, so many of which came with the furniture of pages, counts as scraped."""
    return texts > 0 and scraped * SCRAPED_SHARE >= texts


def find_habits(records: Sequence[Record]) -> Habits:
    """The habits of a scraped source, given all of its records that have a body."""
    titles = find_title_habits(records)
    return Habits(titles, find_recurring(Mapped(records, lambda _, record: _text(correct_title(record, titles)))))


def correct_by(
    records: Sequence[Record], tellings: Sequence[Telling | None], habits: Mapping[str, Habits]
) -> Sequence[Record]:
    """The records in their order, each corrected, whenever it is read, by what is known of its source."""

    def corrected(number: int, record: Record) -> Record:
        telling = tellings[number]
        known = habits.get(telling.source) if telling else None
        return _without(correct_title(record, known.titles), known.repeats) if known else record

    return Mapped(records, corrected) if habits else records


def source_of(record: Record) -> str:
    """What a record's page is one of: the site, else the provider, else the folder of its file.

    >>> from index.article import Origin
    >>> source_of(Record(Origin("crawl/a.txt"), "page_text"))
    'folder crawl'
    >>> source_of(Record(Origin("crawl/a.html"), "html", urls=("http://www.Post.example/a",)))
    'site post.example'
    """
    for url in record.urls:
        if is_web_url(url) and (host := split_url(canonical_url(url)).hostname):
            return f"site {_bare(host)}"
    provider = record.provider
    if name := (_bare(provider.domain) or provider.name).strip().casefold():
        return f"provider {name}"
    return f"folder {record.origin.path.rpartition('/')[0]}"


def _bare(host: str) -> str:
    for prefix in _SHORTENED_HOSTS:
        host = host.removeprefix(prefix)
    return host


def _text(record: Record) -> str:
    return record.body.text if record.body else ""


def _without(record: Record, recurring: Recurring) -> Record:
    paragraphs = record.body.text.split("\n\n") if record.body else []
    reasons = recurring_reasons(paragraphs, recurring)
    if not reasons:
        return record
    text = "\n\n".join(paragraph for at, paragraph in enumerate(paragraphs) if at not in reasons)
    cuts = tuple(Cut(paragraphs[at], reason) for at, reason in sorted(reasons.items()))
    return replace(record, body=RawBody(text, "plain"), cuts=record.cuts + cuts)
