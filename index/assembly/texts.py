"""Which text an article has, and which it had before: ranked records in, the giver of its body and earlier texts out.

Pure. The rule stands in `index.assembly.assemble`. A text is an excerpt where it has less than half the
length of the longest, or is a longer one broken off inside a paragraph: such a one corrects nothing, whatever
its date. One that ends with a paragraph of the other has lost, or not yet got, its tail. What was fetched from
the web is later than what was fetched before it; all else goes by the dates it bears. Of two dates of unlike
precision one is later only if it is so wherever on earth they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate
from typing import NamedTuple

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

    Where none has a body, titles and excerpts are the texts. `title` is the article's; a version has that of the
    one after it, unless its record says another.
    """
    texts = _full_texts(records) or [record for record in records if record.title or record.excerpt]
    older = sorted((record for record in texts if _replaces(giver, record)), key=_moment, reverse=True)
    telling = [one for one in (*older, giver) if told(one) or one.fetched]
    titles = {id(giver): title}
    versions: list[Version] = []
    for one in older if giver in telling else ():
        after = min((other for other in telling if _replaces(other, one)), key=_moment)
        titles[id(one)] = one.title if _has_other_title(one, after) else titles.get(id(after), title)
        if _says_otherwise(one, after):
            versions.append(_version(one, after, titles[id(one)]))
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
    return one.at - other.at > (timedelta(0) if alike else _UNSURE + timedelta(days=max(other.days - 1, 0)))


def _replaces(one: Record, other: Record) -> bool:
    if one.fetched and other.fetched and one.fetched != other.fetched:
        return one.fetched.at > other.fetched.at
    first, second = told(one), told(other)
    return is_later(first, second) or (_has_higher_version(one, other) and not is_later(second, first))


def _has_higher_version(one: Record, other: Record) -> bool:
    """Whether both are numbered versions of one item, and this is the later one: dates may be the same."""
    is_told = one.source_id == other.source_id and len(one.version) == len(other.version)
    return is_told and one.version > other.version


def _moment(record: Record) -> tuple[int, int, tuple[int, ...]]:
    """Where a record stands among those that replace one text."""
    instants = (told(record), record.fetched)
    first, second = (instant.microseconds if instant else 0 for instant in instants)
    return first, second, record.version


def _full_texts(records: Sequence[Record]) -> list[Record]:
    held = [record for record in records if _body(record)]
    if len(held) < 2:
        return held
    texts = [_read_text(_body(record)) for record in held]
    least = _LEAST_SHARE * max(len(text.words) for text in texts)
    return [
        record
        for record, text in zip(held, texts, strict=True)
        if len(text.words) >= least and not any(_is_broken_off(text, other) for other in texts)
    ]


class _Text(NamedTuple):
    """A text with single blanks, and how long it is at the end of each of its paragraphs."""

    words: str
    ends: frozenset[int]


def _read_text(written: str) -> _Text:
    paragraphs = [words for part in plainly(written).split("\n\n") if (words := " ".join(part.split()))]
    lengths = accumulate((len(words) + 1 for words in paragraphs), initial=-1)
    return _Text(" ".join(paragraphs), frozenset(lengths))


def _is_broken_off(text: _Text, other: _Text) -> bool:
    """Whether a longer text begins with this one, which breaks off inside a paragraph of it or says that it does."""
    if len(other.words) <= len(text.words) or not other.words.startswith(text.words.rstrip(" .…")):
        return False
    return len(text.words) not in other.ends or text.words.endswith(("…", "..."))


def _says_otherwise(one: Record, other: Record) -> bool:
    """Whether the titles of two records differ, or their texts, and not because one lacks what the other has."""
    if _has_other_title(one, other):
        return True
    first, second = (_read_text(_body(record) or record.excerpt) for record in (one, other))
    if not first.words or not second.words or first.words == second.words:
        return False
    return not _is_broken_off(first, second) and not _is_broken_off(second, first)


def _has_other_title(one: Record, other: Record) -> bool:
    return bool(one.title and other.title) and not reads_alike(one.title, other.title)


def _version(one: Record, after: Record, title: str) -> Version:
    """The text of a record; where its successor bears no later date, it was noticed when that one was fetched."""
    dated, since = told(one), told(after)
    is_told = since if is_later(since, dated) else None
    replaced = is_told or after.fetched or since
    if replaced is None:
        raise ValueError("a record that bears no date and was not fetched replaces none")
    return Version(
        replaced=replaced,
        title=title,
        excerpt=one.excerpt,
        body=_body(one),
        dated=dated,
        noticed=is_told is None and after.fetched is not None,
        read=one.read,
    )


def _body(record: Record) -> str:
    return record.body.text if record.body else ""
