"""The first paragraphs of a page in, the place of its headline out.

A page opens with its headline, or with what stands above it: a button, a section, the name of the site, a date. So the
first line is believed unless it looks like one of those, and another line before the first sentence looks more like
a headline. Only by what any page shows: how long a line is, how it ends, whether it stands on the page again,
whether a byline or a date follows. Not for what only the other pages of a source show (`index.cleaning.titles`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from index.analysis import count_words
from index.cleaning.byline import read_authors
from index.cleaning.features import Seen, is_byline, is_stamp
from index.cleaning.furniture import comparable

LONGEST_HEADLINE = 30  # words; what is longer is a paragraph

_HEAD = 16  # paragraphs
_LONGEST_LABEL = 2  # words: of a section, a button, most sites' names
_SHORTEST, _LONGEST = 4, 20  # words of a line that takes the place of the first
_PARTS_OF_CREDIT = 2  # strokes between the names of a photographer, an agency, a library
_MOST_BELOW = 4  # paragraphs down to a byline or date
_LONGEST_SIGNATURE = 10  # words
_NUMBERS_OF_DATE = 2  # at least: a year alone may be the headline's
_WORDS_OF_DATE = 14
_FULL_LENGTH = 6  # words
_NUMBER = re.compile(r"\d+")
_ADDRESS = re.compile(r"\S+@\S+\.\w+")
_ANNOUNCES = ":："
_ENDS_TEXT = re.compile(r"[.…:;,：。，、]$")


def headline_place(seen: Sequence[Seen], doubted: Callable[[str], bool] = lambda _: False) -> int | None:
    """The place of the headline, None where no line can be one; `doubted` lines have something else against them.

    >>> from index.cleaning.features import see
    >>> lines = ["Region", "Ferry talks fail after nine hours", "By Ada Quill", "The talks failed on Friday night."]
    >>> headline_place([see(line) for line in lines]), headline_place([see(line) for line in lines[1:]])
    (1, 0)
    """
    first = next((at for at, one in enumerate(seen) if not is_no_headline(one)), None)
    if first is None or not (is_doubtful(seen[first]) or doubted(seen[first].text)):
        return first
    times = Counter(comparable(one.text) for one in seen)
    if not doubted(seen[first].text) and _is_repeated_sentence(seen[first], times):
        return first
    others = [at for at in _head(seen, first) if _could_take_its_place(seen[at]) and not doubted(seen[at].text)]
    above = first > 0 and _is_label(seen[first])
    if not (above or doubted(seen[first].text) or seen[first].text[-1] in _ANNOUNCES):
        others = [at for at in others if _is_signed(seen, at) or times[comparable(seen[at].text)] > 1]
    alone = None if _opens_text(seen, first) else first
    return max(others, key=lambda at: (_likeness(seen, at, times), -at), default=alone)


def is_no_headline(one: Seen) -> bool:
    """Whether a line is a notice, a date, a byline, an address, or no words at all."""
    letters = sum(map(str.isalpha, one.text))
    if one.notice is not None or one.stamp or letters < 2 or _ADDRESS.fullmatch(one.text):
        return True
    undated = _undated(one.text)
    return undated != one.text and (is_byline(undated) or count_words(undated) <= _LONGEST_LABEL)


def is_doubtful(one: Seen) -> bool:
    """Whether a line looks like what stands above headlines, or like a paragraph below one."""
    return _is_label(one) or one.text[-1] in _ANNOUNCES or _is_sentence(one)


def _is_label(one: Seen) -> bool:
    return count_words(one.text) <= _LONGEST_LABEL


def _is_repeated_sentence(one: Seen, times: Counter[str]) -> bool:
    return _is_sentence(one) and not _is_label(one) and times[comparable(one.text)] > 1


def _is_sentence(one: Seen) -> bool:
    return one.words > LONGEST_HEADLINE or (one.prose and _ends_text(one.text))


def _ends_text(text: str) -> bool:
    return _ENDS_TEXT.search(text.rstrip("”’\"')")) is not None


def _opens_text(seen: Sequence[Seen], first: int) -> bool:
    """Whether the first line that could be a headline is rather the beginning of the text."""
    one = seen[first]
    if one.words > LONGEST_HEADLINE or one.text[-1] in _ANNOUNCES:
        return True
    if first == 0 or _is_signed(seen, first):
        return first > 0 and _is_label(one) and bool(read_authors(one.text))
    return _is_label(one) or one.text[0].islower() or _ends_text(one.text)


def _undated(text: str) -> str:
    """A line without the date and time at its end."""
    if len(_NUMBER.findall(text)) < _NUMBERS_OF_DATE:
        return text
    words = text.split()
    for at in range(max(0, len(words) - _WORDS_OF_DATE), len(words)):
        date = " ".join(words[at:])
        if len(_NUMBER.findall(date)) >= _NUMBERS_OF_DATE and is_stamp(date):
            return " ".join(words[:at])
    return text


def _head(seen: Sequence[Seen], first: int) -> range:
    """The places below the first line and above the first sentence."""
    last = min(first + _HEAD, len(seen))
    return range(first + 1, next((at for at in range(first + 1, last) if _is_sentence(seen[at])), last))


def _could_take_its_place(one: Seen) -> bool:
    return (
        not is_no_headline(one)
        and count_words(_undated(one.text)) >= _SHORTEST
        and one.words <= _LONGEST
        and not one.text[0].islower()
        and not _ends_text(one.text)
        and one.text.count(" / ") < _PARTS_OF_CREDIT
        and sum(map(str.isalpha, one.text)) > sum(map(str.isdigit, one.text))
    )


def _likeness(seen: Sequence[Seen], at: int, times: Counter[str]) -> int:
    """How much a line is like a headline: it is on the page again, a byline follows, it has the usual length."""
    again = times[comparable(seen[at].text)] > 1
    return 2 * again + _is_signed(seen, at) + (seen[at].words >= _FULL_LENGTH)


def _is_signed(seen: Sequence[Seen], at: int) -> bool:
    """Whether a byline, a date or buttons stand close below a line."""
    return any(one.stamp or one.notice is not None or _is_dated(one) for one in seen[at + 1 : at + 1 + _MOST_BELOW])


def _is_dated(one: Seen) -> bool:
    """Whether a line is some names, or none, and a date behind them."""
    undated = _undated(one.text) if not one.prose else one.text
    return undated != one.text and count_words(undated) <= _LONGEST_SIGNATURE
