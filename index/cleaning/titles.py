"""The cleaned records of a scraped source in, the same with headlines for titles out.

A title that was given is believed, unless it is furniture by its wording, the name of the site, or the title of several
stories of its source; then the headline is looked for in the text (`index.cleaning.headline`). Where there is none a
button or a date is still no title, and the article is named by its first words. A title that fits its text stays.
The name of the site behind a title goes, where it shows as that: it is the provider's, stands behind most titles of
the source, or the text has the headline without it. What goes is a cut. Pure; only for sources whose texts were
scraped, which is for `index.cleaning.repetition` to tell. What stands above a headline that was found goes too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from index.article import Cut, Provider
from index.cleaning.byline import read_authors
from index.cleaning.features import Seen, is_byline, see
from index.cleaning.furniture import comparable, cut_notices, same_text
from index.cleaning.headline import headline_place, is_doubtful, is_no_headline
from index.cleaning.page import BEFORE
from index.record import RawBody, Record

NO_HEADLINE: Final = "stood in place of the headline"
SITE_BEHIND: Final = "the name of the site after the title"

_FEWEST_STORIES = 3  # under one title, or with one ending, for either to be the source's
_HEAD = 20  # paragraphs
_SHORTEST_HEADLINE = 3  # words
_LONGEST_BUTTON = 2  # words
_SHORTEST_TELLING = 4  # letters of a word by which a title fits its text
_BEGINNING = 5  # letters that forms of one word share
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|·|•|»|::)\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")


class TitleHabits(NamedTuple):
    """What a source puts in the place of headlines, and behind them; both as `comparable` gives them."""

    titles: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()


def find_title_habits(records: Sequence[Record]) -> TitleHabits:
    """The habits of a source, given all of its records."""
    return TitleHabits(_repeated_titles(records), _repeated_endings(records))


def correct_title(record: Record, habits: TitleHabits) -> Record:
    """A record of a scraped source with these habits; where its title is wrong it has another or none.

    >>> from index.article import Origin, Provider
    >>> post = Provider("baypost.example")
    >>> record = Record(Origin("a"), "records", title="Ferry talks fail | Bay Post", provider=post)
    >>> correct_title(record, TitleHabits()).title
    'Ferry talks fail'
    """
    if not record.title:
        return record
    names = _names(record.provider, urlsplit(record.urls[0]).hostname or "" if record.urls else "")
    headline, ending = _split(record.title)
    if headline and _is_site(ending, headline, record, names | habits.endings):
        cut = Cut(record.title[len(headline) :].strip(), SITE_BEHIND)
        record = _titled(record, headline, cut)
    return _with_headline(record, names, habits.titles)


def _repeated_titles(records: Sequence[Record]) -> frozenset[str]:
    stories: defaultdict[str, set[int]] = defaultdict(set)
    for record in records:
        if record.title and record.body:
            stories[comparable(record.title)].add(_telling(record.body.text))
    return frozenset(title for title, told in stories.items() if len(told) >= _FEWEST_STORIES)


def _telling(body: str) -> int:
    """The hash of the longest paragraph of a body, which its copies have too."""
    return hash(max(body.split("\n\n"), key=len))


def _repeated_endings(records: Sequence[Record]) -> frozenset[str]:
    """The endings of most titles."""
    headlines: defaultdict[str, set[str]] = defaultdict(set)
    titles = {record.title for record in records if record.title}
    for headline, ending in map(_split, titles):
        if headline:
            headlines[comparable(ending)].add(comparable(headline))
    return frozenset(
        ending for ending, told in headlines.items() if len(told) >= _FEWEST_STORIES and 2 * len(told) > len(titles)
    )


def _split(title: str) -> tuple[str, str]:
    """A title's headline and what stands behind its last mark of separation; no headline where there is none."""
    *_, last = (None, *_SEPARATOR.finditer(title))
    if last is None or len(title[: last.start()].split()) < _SHORTEST_HEADLINE:
        return "", ""
    return title[: last.start()].strip(), title[last.end() :].strip()


def _is_site(ending: str, headline: str, record: Record, names: frozenset[str]) -> bool:
    """Whether what stands behind a title is a name of the site, or is written like one and the text has none of it."""
    if comparable(ending) in names:
        return True
    return not ending[0].islower() and any(same_text(headline, line) for line in _above(record) + _opening(record))


def _with_headline(record: Record, names: frozenset[str], repeated: frozenset[str]) -> Record:
    title, form = see(record.title), comparable(record.title)
    is_doubted = form in names or form in repeated
    if not (is_doubted or is_no_headline(title) or is_doubtful(title)) or _fits(title, record):
        return record
    names |= repeated
    above = _above(record)
    lines = above + _opening(record)
    place = headline_place([title, *map(see, lines)], lambda text: comparable(text) in names)
    if place == 0 or (place is None and not is_no_headline(title)):
        return record
    if place is None:
        return _titled(record, "", Cut(record.title, NO_HEADLINE))
    over = [Cut(line, BEFORE) for line in lines[len(above) : place - 1]]
    return _titled(_from_paragraph(record, len(over)), lines[place - 1], Cut(record.title, NO_HEADLINE), *over)


def _fits(title: Seen, record: Record) -> bool:
    """Whether a title that is worded as a notice or a byline may be a headline all the same: its text speaks of it."""
    if is_byline(title.text) and not read_authors(title.text):
        return True
    if title.notice is None or title.words <= _LONGEST_BUTTON or not record.body:
        return False
    words = [word for word in _WORD.findall(title.text.casefold()) if len(word) >= _SHORTEST_TELLING]
    told = {word[:_BEGINNING] for word in _WORD.findall(record.body.text.casefold())}
    return 4 * sum(word[:_BEGINNING] not in told for word in words) <= len(words) > 0


def _above(record: Record) -> list[str]:
    """What stood above the text of a page."""
    return [cut.text for cut in record.cuts if cut.reason == BEFORE]


def _opening(record: Record) -> list[str]:
    """The first paragraphs of the text."""
    return record.body.text.split("\n\n", _HEAD)[:_HEAD] if record.body else []


def _from_paragraph(record: Record, number: int) -> Record:
    """The record without the paragraphs above that one of its text."""
    if not (record.body and number):
        return record
    return replace(record, body=RawBody("\n\n".join(record.body.text.split("\n\n")[number:]), "plain"))


@lru_cache(maxsize=1024)
def _names(provider: Provider, host: str) -> frozenset[str]:
    """The names that the site of a record goes by, as `comparable` gives them."""
    hosts = {(provider.domain or provider.name).partition("/")[0].removeprefix("www."), host}
    names = {provider.name, *hosts, *(host.removeprefix("www.").partition(".")[0] for host in hosts)}
    return frozenset(form for name in map(comparable, names) if name for form in (name, f"the{name}"))


def _titled(record: Record, title: str, *gone: Cut) -> Record:
    """The record under another title, which does not stand in its text or among its cuts again."""
    cuts = tuple(one for one in record.cuts if one.reason != BEFORE or one.text != title)
    cleaned = cut_notices(record.body.text.split("\n\n") if record.body else [], title)
    text = "\n\n".join(cleaned.paragraphs)
    return replace(
        record, title=title, body=RawBody(text, "plain") if text else None, cuts=(*cuts, *gone, *cleaned.cuts)
    )
