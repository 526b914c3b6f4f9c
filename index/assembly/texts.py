"""Which text an article has, and which it had before: ranked records in, the giver of its body and earlier texts out.

Pure. The rule stands in `index.assembly.assemble`. A text is an excerpt where it has less than half the
length of the longest, or is the beginning of a longer one: such a one corrects nothing, whatever its
date. What was fetched from the web is later than what was fetched before it; all else goes by the dates
it bears. Of two dates of unlike precision one is later only if it is so wherever on earth they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from index.article import Instant
from index.record import Record
from index.versions.history import Version, plainly, reads_alike

_LEAST_SHARE = 0.5
"""Of the longest text's length; a text with less of it is no full text."""

_UNSURE = timedelta(hours=38)
"""A day somewhere on earth begins 14 hours before it does in UTC, and ends 12 hours after."""


def body_giver(records: Sequence[Record]) -> Record | None:
    """The record whose body the article has: of the full texts that no later one replaces, the longest."""
    full = _full_texts(records)
    if len(full) < 2:
        return full[0] if full else None
    current = [one for one in full if not any(_replaces(other, one) for other in full)]
    return max(current or full, key=lambda record: len(_body(record)))


def earlier_texts(records: Sequence[Record], giver: Record, title: str) -> tuple[Version, ...]:
    """What records that are surely earlier than `giver` say otherwise than the one after them, in order.

    Where none has a body, titles and excerpts are the texts. `title` is the article's; a version has another only
    where it was replaced by a record with another.
    """
    texts = _full_texts(records) or [record for record in records if record.title or record.excerpt]
    older = [record for record in texts if _replaces(giver, record)]
    versions: list[Version] = []
    for one in older:
        after = min((other for other in (*older, giver) if _replaces(other, one)), key=_moment)
        if _says_otherwise(one, after):
            versions.append(_version(one, after, title))
    return tuple(sorted(versions, key=lambda version: version.replaced.at))


def told(held: Record) -> Instant | None:
    """The last date that a record gives: when it was updated, else published."""
    return latest(held.updated, held.published)


def latest(updated: Instant | None, published: Instant | None) -> Instant | None:
    """The later of two dates, as far as they are given."""
    return max((instant for instant in (updated, published) if instant), key=lambda instant: instant.at, default=None)


def is_later(one: Instant | None, other: Instant | None) -> bool:
    """Whether one date is surely after the other; never where one of them is not known."""
    if one is None or other is None:
        return False
    alike = (one.precision, one.zone) == (other.precision, other.zone)
    return one.at - other.at > (timedelta(0) if alike else _UNSURE)


def _replaces(one: Record, other: Record) -> bool:
    if one.fetched and other.fetched and one.fetched != other.fetched:
        return one.fetched.at > other.fetched.at
    return is_later(told(one), told(other))


def _moment(record: Record) -> tuple[int, int]:
    """Where a record stands among those that replace one text."""
    instants = (told(record), record.fetched)
    first, second = (instant.microseconds if instant else 0 for instant in instants)
    return first, second


def _full_texts(records: Sequence[Record]) -> list[Record]:
    held = [record for record in records if _body(record)]
    if len(held) < 2:
        return held
    texts = [" ".join(plainly(_body(record)).split()) for record in held]
    least = _LEAST_SHARE * max(map(len, texts))
    return [
        record
        for record, text in zip(held, texts, strict=True)
        if len(text) >= least and not _is_beginning(text, texts)
    ]


def _is_beginning(text: str, others: Sequence[str]) -> bool:
    """Whether a longer text begins with this one, the dots at its end aside."""
    start = text.rstrip(" .…")
    return any(len(other) > len(text) and other.startswith(start) for other in others)


def _says_otherwise(one: Record, other: Record) -> bool:
    """Whether the titles of two records differ, or their texts, and not because one lacks what the other has."""
    if _has_other_title(one, other):
        return True
    texts = [" ".join(plainly(_body(record) or record.excerpt).split()) for record in (one, other)]
    return all(texts) and texts[0] != texts[1] and not any(_is_beginning(text, texts) for text in texts)


def _has_other_title(one: Record, other: Record) -> bool:
    return bool(one.title and other.title) and not reads_alike(one.title, other.title)


def _version(one: Record, after: Record, title: str) -> Version:
    """The text of a record; where its successor bears no later date, it was noticed when that one was fetched."""
    dated, since = told(one), told(after)
    is_told = since if is_later(since, dated) else None
    replaced = is_told or after.fetched
    if replaced is None:
        raise ValueError("a record that bears no date and was not fetched replaces none")
    return Version(
        replaced=replaced,
        title=one.title if _has_other_title(one, after) else title,
        excerpt=one.excerpt,
        body=_body(one),
        dated=dated,
        noticed=is_told is None,
        read=one.read,
    )


def _body(record: Record) -> str:
    return record.body.text if record.body else ""
