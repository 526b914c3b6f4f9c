"""Whether two articles print one report: two wordings in, yes or no out.

One report: the same text reprinted, corrected, edited or shortened. Not: two reports on one event, nor the next
issue of a recurring one, which says the same words with other figures. The thresholds were set by reading pairs of
wire stories at each side of them; `tests.story_scores` measures what they do.

Identical texts, case and punctuation aside, are one report whatever their titles and dates, but for what says nothing
by itself:

- A formula: fewer than `_FORMULA` words that are no numbers. It is its title's, which must be alike, and the day's.
- The next issue of a note: fewer than `_RECURS` words that one source prints again, under the same heading but for
  its figures, more than `DAYS` days later.
- A notice in place of articles: fewer than `_WALL` words of which neither title speaks, unless the titles are alike
  or are no more than labels.

Two other texts of at least `LONG` words are one report where all of this holds:

- They resemble each other (half of all their shingles are shared), or the shorter one is
  contained in the longer (three quarters) and begins as that does: what stands in the middle of a round-up is no copy
  of the round-up.
- Their figures agree: of the shorter one's numbers at most one in eight is missing in the longer; in longer texts
  only those count that stand between the same two words. Both must not name their own day of the month there. A
  table, where one word in four is a number, may miss none and add one in ten, unless the titles are alike.
- Their names agree (`index.stories.names`): at no place between the same two words does each name somebody that the
  other does not know, by two words or more; by one word at most at one place for five that agree, and at none where
  they are more than `DAYS` days apart. In a script without capitals no word is in the place of another then.
- They are about the same: each one's key words (in title and text) are known to the other, or at least one's are.
- They are at most `DAYS` days apart; if more, or if one has no date, nine tenths are contained and no figure differs.
- A title fits its text, of short texts both do.

Shorter bodies say the same of many events, so that the titles must be alike too, and the day. Where one has no
body, the title must be the same, two fifths of the excerpt in the other's text, and the dates within a month; a
title of six words is enough for two days, one of eight for a week. One provider is believed less: its columns come
back under the same title.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import timedelta

import numpy as np

from index.stories.names import compare_names
from index.stories.replacement import has_capitals, replaces_words
from index.stories.wording import Uint64s, Wording

LONG = 28
DAYS = 4.0

_FORMULA = 16  # words besides numbers; fewer say the same of many a dividend, or that there is nothing to say
_RECURS = 60  # words; a shorter text may be said again, word for word, of the next meeting of a bank
_LABEL = 2  # words; a title of so few ("Update 1") need not speak of the text that it belongs to
_RESEMBLES = 0.5
_CONTAINED = 0.75
_NEARLY_ALL = 0.9
_SAME_LEAD = 0.5
_FIGURES_DIFFER = 1 / 8
_ROOM_FOR_FURNITURE = 150  # words; of so many some may be a site's own, with figures of theirs
_NAMES_AGREEING = 5  # for each that differs by a word
_TABLE = 1 / 4  # of the words are numbers
_TABLE_GROWTH = 1.1
_TITLE_FITS = 1 / 3
_WALL = 300  # words; what a site says of consent and cookies where a text should be is shorter
_NOTICE = 100  # words; a notice in place of an article is hardly longer

_SHORT_DAYS = 2.0
_SHORT_RESEMBLES = 0.7
_TITLES_ALIKE = 0.6

_EXCERPT_CONTAINED = 0.4
_EXCERPT_DAYS = 31.0
_FEWEST_EXCERPT_WORDS = 8
_TITLE_ALONE = ((8, 7.0), (6, 2.0))  # a title of at least so many words, for so many days
_SAME_PROVIDER_DAYS = 0.75  # a column of the same name and words comes again the next day

_MICROSECONDS_A_DAY = 86_400_000_000


def same_report(one: Wording, other: Wording) -> bool:
    """Whether two articles print one report, by the rules above; it does not matter which is which."""
    if not (one.has_body and other.has_body):
        return _same_summary(one, other)
    if one.digest == other.digest:
        return _same_text(one, other)
    if min(one.length, other.length) < LONG:
        return _same_note(one, other)
    if not (_near(one, other) and _about_the_same(one, other) and _titles_fit(one, other)):
        return False
    return _figures_agree(one, other) and _names_agree(one, other)


def resemblance(one: Uint64s, other: Uint64s) -> float:
    """The share of two sets' shingles that is in both (Broder 1997)."""
    shared = _shared(one, other)
    return shared / max(len(one) + len(other) - shared, 1)


def containment(one: Uint64s, other: Uint64s) -> float:
    """The share of the smaller set that is in the larger."""
    return _shared(one, other) / max(min(len(one), len(other)), 1)


def days_apart(one: Wording, other: Wording) -> float:
    """Days between two articles, as near as their precision leaves open; infinite where one has none."""
    if one.published is None or other.published is None:
        return float("inf")
    slack = one.published.days + other.published.days
    apart = abs(one.published.microseconds - other.published.microseconds) / _MICROSECONDS_A_DAY
    return max(0.0, apart - slack)


def _same_text(one: Wording, other: Wording) -> bool:
    """Identical texts, but for those that say nothing by themselves."""
    if one.telling_words < _FORMULA:
        return bool(one.title) and days_apart(one, other) <= _SHORT_DAYS and _titles_alike(one, other)
    if one.length < _RECURS and _is_next_issue(one, other):
        return False
    is_notice = one.length < _WALL and not (_is_label(one) and _is_label(other))
    return not is_notice or _fits(one) or _fits(other) or _titles_alike(one, other)


def _is_next_issue(one: Wording, other: Wording) -> bool:
    """Whether one source says it again under the same heading, later than a report is reprinted."""
    if one.provider != other.provider or not (one.published and other.published):
        return False
    headings = [{word for word in wording.title if word.isalpha()} for wording in (one, other)]
    return days_apart(one, other) > DAYS and _mostly_shared(*headings)


def _is_label(wording: Wording) -> bool:
    return len(wording.title) <= _LABEL


def _near(one: Wording, other: Wording) -> bool:
    contained = containment(one.shingles, other.shingles)
    if contained < _RESEMBLES or (contained < _NEARLY_ALL and days_apart(one, other) > DAYS):
        return False
    return resemblance(one.shingles, other.shingles) >= _RESEMBLES or (
        contained >= _CONTAINED and _same_lead(*_by_length(one, other))
    )


def _same_lead(shorter: Wording, longer: Wording) -> bool:
    return _shared(shorter.lead, longer.long_lead) >= _SAME_LEAD * len(shorter.lead)


def _about_the_same(one: Wording, other: Wording) -> bool:
    return _knows(one, other) or _knows(other, one)


def _knows(one: Wording, other: Wording) -> bool:
    """Whether each of the other's key words is in the one's title or text."""
    return other.key_words <= one.vocabulary.union(one.title)


def _titles_fit(one: Wording, other: Wording) -> bool:
    fitting = _fits(one) + _fits(other)
    return fitting == 2 or (fitting == 1 and one.length >= _NOTICE) or _titles_alike(one, other)


def _fits(wording: Wording) -> bool:
    """Whether the title speaks of what the text does: by a word of some length in any form, or by many short ones."""
    return wording.is_told_of or len(wording.key_words) >= _TITLE_FITS * len(set(wording.title))


def _titles_alike(one: Wording, other: Wording) -> bool:
    """Most words in common, and no figure of one stands against a figure of the other."""
    first, second = set(one.title), set(other.title)
    if not _mostly_shared(first, second):
        return False
    return all(word.isalpha() for word in first - second) or all(word.isalpha() for word in second - first)


def _mostly_shared(first: Set[str], second: Set[str]) -> bool:
    return len(first & second) >= _TITLES_ALIKE * len(first | second)


def _names_agree(one: Wording, other: Wording) -> bool:
    """Whether at the same places the same is named, but for a word that may have been corrected."""
    if not (has_capitals(one.text) or has_capitals(other.text)):
        return days_apart(one, other) <= DAYS or not replaces_words(one.text, other.text)
    found = compare_names(one.placed_names, other.placed_names, one.vocabulary, other.vocabulary)
    may_differ = 0 if days_apart(one, other) > DAYS else found.agreeing / _NAMES_AGREEING
    return not found.other_name and found.other_word <= may_differ


def _figures_agree(one: Wording, other: Wording) -> bool:
    shorter, longer = _by_length(one, other)
    fewer, more = sorted((shorter.figures.total(), longer.figures.total()))
    missing = fewer - (shorter.figures & longer.figures).total()
    table = fewer >= _TABLE * shorter.length
    if table and not (one.is_titled and other.is_titled and _titles_alike(one, other)):
        return not missing and more <= _TABLE_GROWTH * fewer
    if days_apart(one, other) > DAYS:
        return not missing
    agreeing, conflicts = _compare_figures(one, other)
    if any(_is_dated(one, held) and _is_dated(other, given) for held, given in conflicts):
        return False
    if table or shorter.length < _ROOM_FOR_FURNITURE:
        return missing <= _FIGURES_DIFFER * fewer or (missing == 1 and agreeing > 0 and not conflicts)
    return len(conflicts) <= max(1, _FIGURES_DIFFER * (agreeing + len(conflicts)))


def _compare_figures(one: Wording, other: Wording) -> tuple[int, list[tuple[set[str], set[str]]]]:
    """How many places between the same two words hold the same numbers, and what is held by those that do not."""
    shared = [(one.placed_figures[place], other.placed_figures[place]) for place in _places(one) & _places(other)]
    conflicts = [(held, given) for held, given in shared if not held & given]
    return len(shared) - len(conflicts), conflicts


def _places(wording: Wording) -> Set[tuple[str, str]]:
    return wording.placed_figures.keys()


def _is_dated(wording: Wording, figures: set[str]) -> bool:
    """Whether among the figures is the day of the month on which the article was published, or one beside it."""
    if wording.published is None:
        return False
    days = (wording.published.at + timedelta(days=step) for step in (-1, 0, 1) if wording.published)
    return any(str(day.day) in figures for day in days)


def _same_note(one: Wording, other: Wording) -> bool:
    """Bodies of a sentence or two: a dividend, a rate, an opening."""
    if not one.title or days_apart(one, other) > _SHORT_DAYS or one.figures != other.figures:
        return False
    return one.title == other.title and resemblance(one.shingles, other.shingles) >= _SHORT_RESEMBLES


def _same_summary(one: Wording, other: Wording) -> bool:
    """Titles and excerpts where one or both have no body."""
    apart = days_apart(one, other)
    if not one.title or one.title != other.title or apart > _EXCERPT_DAYS:
        return False
    if one.provider == other.provider and apart > _SAME_PROVIDER_DAYS:
        return False
    alone = any(len(one.title) >= words and apart <= days for words, days in _TITLE_ALONE)
    return alone or _excerpts_agree(one, other)


def _excerpts_agree(one: Wording, other: Wording) -> bool:
    for excerpt, text in ((one.excerpt_shingles, _read(other)), (other.excerpt_shingles, _read(one))):
        if len(excerpt) >= _FEWEST_EXCERPT_WORDS and _shared(excerpt, text) >= _EXCERPT_CONTAINED * len(excerpt):
            return True
    return False


def _read(wording: Wording) -> Uint64s:
    return wording.shingles if wording.has_body else wording.excerpt_shingles


def _by_length(one: Wording, other: Wording) -> tuple[Wording, Wording]:
    return (one, other) if one.length <= other.length else (other, one)


def _shared(one: Uint64s, other: Uint64s) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))
