"""The cleaned records of a scraped source in, the same with headlines for titles out.

A title that was given is believed, unless it is furniture by its wording, the name of the site, or the title of several
stories of its source; then the headline is looked for in the text (`index.cleaning.headline`). Where there is none a
button, a date, a section or the site's name is still no title, and the article is named by its first words. A title
that its text speaks of stays, and so does one that a page's markup gave and that is no button.
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

from msgspec.structs import replace

from index.analysis import count_words
from index.article import Cut, Provider
from index.cleaning.byline import read_authors
from index.cleaning.features import PROSE_WORDS, Seen, is_byline, is_stamp, see
from index.cleaning.furniture import REPEATS_TITLE, comparable, cut_notices, same_text
from index.cleaning.headline import (
    LONGEST_LABEL,
    bare_headline,
    headline_place,
    is_bylined,
    is_doubtful,
    is_no_headline,
    is_signed,
)
from index.cleaning.imprint import CREDIT
from index.cleaning.invitations import SUBSCRIBING
from index.cleaning.lines import reads_on
from index.cleaning.mentions import HALF, MOST, mentions_any, names, speaks_of
from index.cleaning.page import BEFORE
from index.readers.html.page import READER as BY_MARKUP
from index.record import RawBody, Record
from index.urls import split_url

NO_HEADLINE: Final = "stood in place of the headline"
SITE_BEHIND: Final = "the name of the site after the title"
SITE_ALONE: Final = "the name of the site"

_FEWEST_STORIES = 2  # under one title that their texts do not speak of, for it to be the source's
_FEWEST_ENDINGS = 3
_ANNOUNCES = ":："
_LONGEST_NAME = 60  # characters of a site's
_HEAD = 20  # paragraphs
_SHORTEST_HEADLINE = 3  # words
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|·|•|»|::)\s+(?=\S)")
_SECTION = re.compile(
    r"(?:local |national |world |us )?(?:news|world|politics|business|opinions?|analysis|perspective|sports?|culture"
    r"|money|technology|science|health|travel|lifestyle|entertainment|editorial|comment)",
    re.IGNORECASE,
)


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
    names = _names(record.provider, split_url(record.urls[0]).hostname or "" if record.urls else "")
    headline, ending = _split(record.title)
    if headline and _is_site(ending, headline, record, names | habits.endings):
        cut = Cut(record.title[len(headline) :].strip(), SITE_BEHIND)
        record = _titled(record, (), headline, cut)
    return _with_headline(_without_names(record, names), names, habits.titles)


def _without_names(record: Record, names: frozenset[str]) -> Record:
    """The record without those of its first paragraphs that are the name of its site and nothing else."""
    found = [line for line in _opening(record) if len(line) <= _LONGEST_NAME and comparable(line) in names]
    if not (record.body and found):
        return record
    text = "\n\n".join(line for line in record.body.text.split("\n\n") if line not in found)
    cuts = (Cut(line, SITE_ALONE) for line in found)
    return replace(record, body=RawBody(text, "plain") if text else None, cuts=(*record.cuts, *cuts))


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
        ending for ending, told in headlines.items() if len(told) >= _FEWEST_ENDINGS and 2 * len(told) > len(titles)
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
    title, above = see(record.title), _above(record)
    lines = above + _opening(record)
    is_name = comparable(title.text) in names or _is_writer(title, record, lines)
    if not is_name and _is_believed(title, record, repeated):
        return record
    seen = list(map(see, lines))
    place = headline_place([title, *seen], lambda text: comparable(text) in names | repeated)
    if place and _is_likely(title, seen, place - 1):
        headline = bare_headline(lines[place - 1], lines[place:])
        over = lines[len(above) : place - (headline == lines[place - 1])]
        return _titled(*_without(record, over), headline, Cut(record.title, NO_HEADLINE))
    is_none = is_name or _SECTION.fullmatch(title.text) or (is_no_headline(title) and not _is_named(title, record))
    return _titled(record, (), "", Cut(record.title, NO_HEADLINE)) if is_none else record


def _is_writer(title: Seen, record: Record, lines: Sequence[str]) -> bool:
    """Whether a title is the name of a person of whom the text says nothing, above a date."""
    is_named = read_authors(title.text) and lines and is_stamp(lines[0])
    return bool(is_named) and not (record.body and mentions_any(record.body.text, title.text))


def _is_believed(title: Seen, record: Record, repeated: frozenset[str]) -> bool:
    """Whether a title that was given stays: nothing speaks against it, or its text speaks for it."""
    text = record.body.text if record.body else ""
    is_label = count_words(title.text) <= LONGEST_LABEL
    if title.notice == SUBSCRIBING.reason:
        return False
    if comparable(title.text) in repeated:
        return not is_label and speaks_of(text, title.text, HALF if title.notice is None else MOST)
    if not (is_no_headline(title) or is_doubtful(title)) or (record.reader == BY_MARKUP and title.notice is None):
        return True
    if is_byline(title.text):
        return not read_authors(title.text) and not any(map(str.isdigit, title.text))
    return (is_label or title.stamp or title.notice is not None) and speaks_of(text, title.text)


def _is_named(title: Seen, record: Record) -> bool:
    """Whether the text names what looks like a date: once is enough where there is no other title."""
    return record.body is not None and title.stamp and title.notice is None and names(record.body.text, title.text, 1)


def _is_likely(title: Seen, lines: Sequence[Seen], at: int) -> bool:
    """Whether a line that was found in place of a title may be a headline, and not the first words or a caption."""
    if reads_on(lines[at].text):
        return is_bylined(lines, at)
    if count_words(lines[at].text) <= LONGEST_LABEL:
        return False
    return title.notice != CREDIT.reason or is_signed(lines, at)


def _above(record: Record) -> list[str]:
    """What stood above the text of a page."""
    return [cut.text for cut in record.cuts if cut.reason == BEFORE]


def _opening(record: Record) -> list[str]:
    """The first paragraphs of the text."""
    return record.body.text.split("\n\n", _HEAD)[:_HEAD] if record.body else []


def _without(record: Record, over: Sequence[str]) -> tuple[Record, tuple[Cut, ...]]:
    """The record without its first paragraphs `over`, and these as cuts; a sentence among them keeps them all."""
    if not (record.body and over) or any(reads_on(line) and line[-1] not in _ANNOUNCES for line in over):
        return record, ()
    text = "\n\n".join(record.body.text.split("\n\n")[len(over) :])
    return replace(record, body=RawBody(text, "plain")), tuple(Cut(line, BEFORE) for line in over)


@lru_cache(maxsize=1024)
def _names(provider: Provider, host: str) -> frozenset[str]:
    """The names that the site of a record goes by, as `comparable` gives them."""
    hosts = {(provider.domain or provider.name).partition("/")[0].removeprefix("www."), host}
    names = {provider.name, *hosts, *(host.removeprefix("www.").partition(".")[0] for host in hosts)}
    return frozenset(form for name in map(comparable, names) if name for form in (name, f"the{name}"))


def _titled(record: Record, over: Sequence[Cut], title: str, gone: Cut) -> Record:
    """The record under another title, which stands in its text again only where it reads like a sentence of it."""
    caption = [one for one in record.cuts if _is_told_by(one, gone.text)][:1]
    cuts = tuple(one for one in record.cuts if (one.reason != BEFORE or one.text != title) and one not in caption)
    paragraphs = [*(one.text for one in caption), *(record.body.text.split("\n\n") if record.body else ())]
    cleaned = cut_notices(paragraphs, title)
    text = "\n\n".join(cleaned.paragraphs)
    return replace(
        record, title=title, body=RawBody(text, "plain") if text else None, cuts=(*cuts, gone, *over, *cleaned.cuts)
    )


def _is_told_by(cut: Cut, title: str) -> bool:
    """Whether a paragraph was left out only because what was taken for the title, and is none, says as much."""
    return cut.reason == REPEATS_TITLE and same_text(cut.text, title) and count_words(title) >= PROSE_WORDS
