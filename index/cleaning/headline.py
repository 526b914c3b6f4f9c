"""The first paragraphs of a page in, the place of its headline out.

A page opens with its headline, or with what stands above it: a button, a section, the name of the site, a date. So the
first line is believed unless it looks like one of those, and another line before the first sentence looks more like
a headline. Only by what any page shows: how long a line is, how it ends, whether it stands on the page again,
whether a byline or a date follows. Not for what the story shows (`index.cleaning.candidates`), nor
for what only the other pages of a source show (`index.cleaning.titles`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from index.analysis import count_words
from index.cleaning.byline import read_authors
from index.cleaning.features import Seen, is_byline
from index.cleaning.furniture import comparable
from index.cleaning.lines import reads_on
from index.cleaning.signature import without_date
from index.cleaning.wording import AGENCIES

LONGEST_HEADLINE = 30  # words; what is longer is a paragraph
LONGEST_LABEL = 2  # words: of a section, a button, most sites' names

_HEAD = 16  # paragraphs
_SHORTEST, _LONGEST = 4, 20  # words of a line that takes the place of the first
_PARTS_OF_CREDIT = 2  # strokes between the names of a photographer, an agency, a library
_MOST_BELOW = 4  # paragraphs down to a byline or date
_CLOSE_BELOW = 2  # paragraphs from a headline that is a sentence down to its byline
_LONGEST_SIGNATURE = 10  # words
_FULL_LENGTH = 6  # words
_SHORTEST_BARE = 3  # words
_TWO_SENTENCES = re.compile(r"[a-z]{3}[.!?][\"”’]? [A-Z“\"]")
_MARK_BEFORE = re.compile(r"\s*[-|–—:·»/]")
_MARK_BEHIND = re.compile(r"[|»›]\s*$")
_ADDRESS = re.compile(r"\S+@\S+\.\w+")
_LONGEST_CAPTION = 420  # characters
_SIGNED_POST = re.compile(r"[—–-]{1,2} .{1,60}\(@\w+\).*")
_CREDITED = re.compile(rf".*(?:\((?:{AGENCIES})(?: Photo)?/[^()]+\)|[|(.] ?[^|(.]+/(?:{AGENCIES})\)?)")
_ANNOUNCES = ":："


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
    others = [at for at in _head(seen, first) if _could_take_its_place(seen, at) and not doubted(seen[at].text)]
    above = first > 0 and _is_label(seen[first])
    if not (above or doubted(seen[first].text) or seen[first].text[-1] in _ANNOUNCES):
        others = [at for at in others if is_signed(seen, at) or times[comparable(seen[at].text)] > 1]
    alone = None if _opens_text(seen, first) else first
    return max(others, key=lambda at: (_likeness(seen, at, times), -at), default=alone)


def bare_headline(line: str, below: Sequence[str]) -> str:
    """A headline without what the page does not repeat with it: the name of its site behind, of a section before.

    >>> bare_headline("Harbour | Ferry talks fail", ["Menu", "Ferry talks fail"])
    'Ferry talks fail'
    """
    for other in below:
        before, behind = line.removesuffix(other), line.removeprefix(other)
        is_site = behind != line and _MARK_BEFORE.match(behind)
        is_section = before != line and _MARK_BEHIND.search(before) and count_words(before) <= LONGEST_LABEL
        if len(other.split()) >= _SHORTEST_BARE and (is_site or is_section):
            return other
    return line


def is_no_headline(one: Seen) -> bool:
    """Whether a line is a notice, a date, a byline, an address, signs a post, credits a picture, or has no words."""
    letters = sum(map(str.isalpha, one.text))
    if one.notice is not None or one.stamp or letters < 2:
        return True
    if _ADDRESS.fullmatch(one.text) or _SIGNED_POST.fullmatch(one.text) or is_credited(one.text):
        return True
    rest = without_date(one.text)
    return rest != one.text and (is_byline(rest) or count_words(rest) <= LONGEST_LABEL)


def is_credited(text: str) -> bool:
    """Whether a line is the caption of a picture, with the agency that it is of at the end."""
    return len(text) <= _LONGEST_CAPTION and _CREDITED.fullmatch(text) is not None


def is_doubtful(one: Seen) -> bool:
    """Whether a line looks like what stands above headlines, or like a paragraph below one."""
    return _is_label(one) or one.text[-1] in _ANNOUNCES or is_sentence(one)


def _is_label(one: Seen) -> bool:
    return count_words(one.text) <= LONGEST_LABEL


def _is_repeated_sentence(one: Seen, times: Counter[str]) -> bool:
    return is_sentence(one) and not _is_label(one) and times[comparable(one.text)] > 1


def is_sentence(one: Seen) -> bool:
    return one.words > LONGEST_HEADLINE or (one.prose and reads_on(one.text))


def _opens_text(seen: Sequence[Seen], first: int) -> bool:
    """Whether the first line that could be a headline is rather the beginning of the text."""
    one = seen[first]
    if one.words > LONGEST_HEADLINE or one.text[-1] in _ANNOUNCES:
        return True
    if first == 0 or is_signed(seen, first):
        return first > 0 and _is_label(one) and bool(read_authors(one.text))
    return _is_label(one) or one.text[0].islower() or reads_on(one.text)


def _head(seen: Sequence[Seen], first: int) -> range:
    """The places below the first line and above the first sentence."""
    last = min(first + _HEAD, len(seen))
    ends = (at for at in range(first + 1, last) if is_sentence(seen[at]) and not is_bylined(seen, at))
    return range(first + 1, next(ends, last))


def _could_take_its_place(seen: Sequence[Seen], at: int) -> bool:
    one = seen[at]
    return (
        not is_no_headline(one)
        and count_words(without_date(one.text)) >= _SHORTEST
        and one.words <= _LONGEST
        and not one.text[0].islower()
        and (not reads_on(one.text) or is_bylined(seen, at))
        and one.text.count(" / ") < _PARTS_OF_CREDIT
        and sum(map(str.isalpha, one.text)) > sum(map(str.isdigit, one.text))
    )


def _likeness(seen: Sequence[Seen], at: int, times: Counter[str]) -> int:
    """How much a line is like a headline: it is on the page again, a byline follows, it has the usual length."""
    again = times[comparable(seen[at].text)] > 1
    return 2 * again + is_signed(seen, at) + (seen[at].words >= _FULL_LENGTH)


def is_bylined(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line could be a headline of two sentences, which alone end in a stop, and has a byline close below."""
    if seen[at].words > _LONGEST or not _TWO_SENTENCES.search(seen[at].text):
        return False
    stamps = (one for one in seen[at + 1 : at + 1 + _CLOSE_BELOW] if one.stamp)
    return any(is_byline(one.text) for one in islice(stamps, 1))


def is_signed(seen: Sequence[Seen], at: int) -> bool:
    """Whether a byline, a date or buttons stand close below a line."""
    return any(one.stamp or one.notice is not None or is_dated(one) for one in seen[at + 1 : at + 1 + _MOST_BELOW])


def is_dated(one: Seen) -> bool:
    """Whether a line is some names, or none, and a date behind them."""
    rest = one.text if one.prose else without_date(one.text)
    return rest != one.text and count_words(rest) <= _LONGEST_SIGNATURE
