"""An inset in a story in, the sentences of the story that go on below it out.

Pages put boxes between the paragraphs of a story: a button or two, a related link, an advertisement, a call to
subscribe, the count of comments. What stands below one is the story's where it reads as running text and names whom
and what the story has named, or at least does not speak of the page. Not for where the story ends without such a box
(`index.cleaning.ending`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from index.cleaning.byline import read_day
from index.cleaning.features import Seen, is_byline
from index.cleaning.imprint import COPYRIGHT, DATE
from index.cleaning.invitations import COMMENTS, FOLLOWING, FORM, LINK, SHARING, SUBSCRIBING
from index.cleaning.lines import BROKEN_OFF, reads_on

_LONGEST_INSET = 12  # lines
_MOST_LABELS = 5  # lines on end in it that are no notices, as links are and fields to fill in
_MOST_LEADING = 2  # of them right above a sentence, where nothing heads them
_MOST_ANNOUNCED = 8  # where one announces a list
_FEWEST_LINKS = 2  # with dates among them, that a sentence is not the lead of one
_LONGEST_CALL = 2  # words
_LONGEST_FIELD = 3
_REMEMBERED = 100  # paragraphs of the story above
_NEAR, _FAR = 3, 6  # lines

_SHORTEST_SENTENCE = 2  # words
_SHORTEST_HEADLINE = 3
_FEWEST_RUNNING = 3  # sentences on end, which are running text whomever they name
_TIED = 2  # words shared with the story, or one name
_BEGINNING = 5  # letters that forms of one word share, and that a word has by which a story is known
_FEWEST_CLOCKS = 2  # of a live text
_FEWEST_ASKED = 2  # questions of an interview

_LABEL_ENDS = ":："
_QUOTED = tuple('“”"„«»‘‹「『')
_QUOTATION = re.compile(r"[“”\"„«»‹›「」『』][^“”\"„«»‹›「」『』\n]*[“”\"„«»‹›「」『』]?")
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<=[\w,;’'] )[^\W\d_a-z][^\W\d_]{2,}|(?<=[“„«\"(])[^\W\d_a-z][^\W\d_]{2,}")
_UNSPACED = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff]{2,}")
_ADDRESSES = re.compile(r"\b(?:you|yours?|we|us|our)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine)\b")
_OF_PAGE = re.compile(  # what a page says of itself, and a story only if it is about such
    r"\b(?:(?:your|post|leave|user|all|no|moderates?|review) comments?|comments (?:are|powered|may|must|section)"
    r"|newsletters?|e-?mail|inbox|subscri(?:be|bed|ption|bers?)|unsubscribe|sign(?:ing)? up|log in|javascript|browser"
    r"|(?:this|our|your) (?:site|website|article|post|page)|external (?:sites?|links?|content)|affiliate|advertisers?"
    r"|registered (?:in|office|company|trade)|trademarks?|rights reserved|reproduced|cookies?|privacy|guidelines"
    r"|(?:our|independent|local|quality) journalism|discussion thread|feedback|disqus"
    r"|kommentar(?:e|bereich)?|abonn\w+|datenschutz|impressum|comentarios|suscr\w+|coment[aá]rios|commentaires)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"reserved|reservados|réservés|vorbehalten|\b(?:ltd|limited|inc|llc|gmbh|corp|plc)\b", re.IGNORECASE
)
_WITH_FIELDS = frozenset((SUBSCRIBING.reason, SHARING.reason, FOLLOWING.reason, FORM.reason))
_ENDING = frozenset((COMMENTS.reason, COPYRIGHT.reason))


class Told(NamedTuple):
    """What a story's sentences are known by.

    The beginnings of its longer words, its names as they are written, what it says as pages do of themselves, and
    whether somebody speaks in it outside quotation marks, as in a column or an interview.
    """

    words: frozenset[str]
    names: frozenset[str]
    of_page: frozenset[str] = frozenset()
    is_spoken: bool = False

    def is_of_page(self, one: Seen) -> bool:
        """Whether a sentence says what pages say of themselves and this story does not."""
        return tells(one) and not _of_page(one.text) <= self.of_page


def read_told(story: Sequence[Seen]) -> Told:
    """What the paragraphs of a story tell of those that may go on with it."""
    text = "\n".join(one.text for one in story)
    return Told(frozenset(_words(text)), frozenset(_NAME.findall(text)), frozenset(_of_page(text)), _is_spoken(text))


def ties(text: str, told: Told) -> int:
    """How many words a text shares with a story, names twice.

    >>> ties("Dunn did not call back the mayor.", Told(frozenset({"mayor", "books"}), frozenset({"Dunn"})))
    3
    """
    names = told.names & set(_WORD.findall(text))
    words = _words(text) & told.words - _words(" ".join(names))
    return len(words) + 2 * len(names)


def story_below(seen: Sequence[Seen], story: range, inset: int) -> range:
    """The places of the story's sentences below an inset that begins at a notice; none where the story ends there."""
    if seen[inset].notice == COPYRIGHT.reason and _LEGAL.search(seen[inset].text):
        return range(0)
    told = read_told(seen[max(story.start, inset - _REMEMBERED) : inset])
    start = _end_of_inset(seen, inset, told)
    if start is None:
        return range(0)
    below = (seen[at] for at in range(start, len(seen)))
    group = range(start, start + len(list(takewhile(lambda one: _is_said(one) and not told.is_of_page(one), below))))
    in_list = any(map(announces, seen[story.stop : inset]))
    return group if _goes_on(seen, range(inset, start), group, told, in_list=in_list) else range(0)


def tells(one: Seen) -> bool:
    """Whether a paragraph is a sentence, however short."""
    ends = one.ends and one.words >= _SHORTEST_SENTENCE and not announces(one)
    return ends and one.notice is None and not one.stamp


def announces(one: Seen) -> bool:
    """Whether a line announces what is below it."""
    return one.text[-1] in _LABEL_ENDS


def heads_list(one: Seen) -> bool:
    """Whether a notice heads links: by its wording, or as a call to read more that names no story itself."""
    bare = announces(one) or one.words <= _LONGEST_CALL
    return one.heads_links or (one.notice == LINK.reason and bare)


def is_field(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line names what to fill in or a button, between a button or a call to subscribe and another notice."""
    if not 0 < at < len(seen) - 1 or seen[at].words > _LONGEST_FIELD or seen[at].ends or seen[at].stamp:
        return False
    return seen[at - 1].notice in _WITH_FIELDS and seen[at + 1].notice is not None


def is_signature(one: Seen) -> bool:
    """Whether a line is a byline or a date with its year, as below a headline; a timeline has years and times too."""
    return one.stamp and (is_byline(one.text) or read_day(one.text) is not None)


def is_clock(one: Seen) -> bool:
    """Whether a line is a time or a year alone, as between the updates of a live text."""
    return one.stamp and not is_signature(one)


def _words(text: str) -> set[str]:
    words = {word[:_BEGINNING].casefold() for word in _WORD.findall(text) if len(word) >= _BEGINNING}
    return words | {run[at : at + 2] for run in _UNSPACED.findall(text) for at in range(len(run) - 1)}


def _of_page(text: str) -> set[str]:
    return {found.casefold() for found in _OF_PAGE.findall(_QUOTATION.sub("", text))}


def _end_of_inset(seen: Sequence[Seen], inset: int, told: Told) -> int | None:
    """The place of the first sentence below an inset, None where it is no inset but the end of the page.

    It has one heading of links at most; a list may begin there.
    """
    loose, most, heads = 0, _MOST_LABELS, 0
    for at in range(inset, min(inset + _LONGEST_INSET + 1, len(seen))):
        one = seen[at]
        if one.notice is not None:
            loose, heads = 0, heads + one.heads_links
        elif tells(one):
            if not (told.is_of_page(one) and _is_between(seen, at)):
                return at
        else:
            loose += _is_label(one)
            most = _MOST_ANNOUNCED if announces(one) else most
        if loose > most or heads > 1:
            return None
    return None


def _is_between(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line is inside an inset: another notice is close below it."""
    return any(one.notice is not None for one in seen[at + 1 : at + _NEAR])


def _is_label(one: Seen) -> bool:
    return one.notice is None and not (tells(one) or one.stamp or one.text.isdigit())


def _goes_on(seen: Sequence[Seen], inset: range, group: range, told: Told, *, in_list: bool) -> bool:
    """Whether sentences on end are the story's, by what stands about them, whom they name and whom they speak to."""
    stating = [seen[at].text for at in group if _states(seen[at].text)]
    if not stating or _is_rest(seen[group[0]].text):
        return False
    labels = [at for at in inset if _is_label(seen[at])]
    notices = [at for at in inset if seen[at].notice is not None]
    leading = [seen[at] for at in labels if at > notices[-1]]
    headed = any(heads_list(seen[at]) for at in notices)
    dated = any(seen[at].notice == DATE.reason or is_signature(seen[at]) for at in inset)
    if (dated and len(labels) < _FEWEST_LINKS) or ((headed or len(leading) > 1) and _is_parted(seen, group)):
        return False
    if len(leading) > _MOST_LEADING and not (headed or in_list or any(map(announces, leading))):
        return False
    if any(seen[at].notice in _ENDING for at in notices):
        spoken = any(map(_is_spoken, stating)) and not (told.is_spoken or _is_interview(seen, group))
        if (labels and not in_list) or dated or spoken or _is_signed(seen, group):
            return False
    if len(stating) >= _FEWEST_RUNNING or ties("\n".join(stating), told) >= _TIED:
        return True
    if any(told.is_of_page(seen[at]) for at in inset):
        return False
    lead = not headed and (len(leading) > 1 or any(map(_may_be_headed, leading)))
    return not (lead or _repeats(stating, leading, told) or any(map(_addresses, stating)))


def _repeats(stating: Sequence[str], leading: Sequence[Seen], told: Told) -> bool:
    """Whether sentences share a word with the line above them that the story has not, as leads do with headlines."""
    return bool(leading) and not _words(leading[-1].text) & _words("\n".join(stating)) <= told.words


def _may_be_headed(label: Seen) -> bool:
    """Whether a line above a sentence may be its headline or the name of whom it is about; buttons are shorter."""
    return label.words >= _SHORTEST_HEADLINE or (label.words > 1 and label.text.istitle())


def _is_interview(seen: Sequence[Seen], group: range) -> bool:
    return sum(seen[at].text.endswith(("?", "？")) for at in group) >= _FEWEST_ASKED


def _is_said(one: Seen) -> bool:
    """Whether a line is a sentence, or an answer of one word."""
    return tells(one) or (one.notice is None and one.words == 1 and one.ends and one.text[0].isalpha())


def _states(text: str) -> bool:
    """Whether a sentence is one of running text: it states something, or is quoted."""
    return (reads_on(text) or text[0] in _QUOTED) and not text.endswith(BROKEN_OFF)


def _addresses(text: str) -> bool:
    return _ADDRESSES.search(_QUOTATION.sub("", text)) is not None


def _is_spoken(text: str) -> bool:
    """Whether a sentence is said by somebody to somebody, as comments are."""
    return _addresses(text) or _FIRST_PERSON.search(_QUOTATION.sub("", text)) is not None


def _is_signed(seen: Sequence[Seen], group: range) -> bool:
    """Whether a name or a time follows, as between the comments of readers; not the times of a live text."""
    clocks = sum(map(is_clock, seen[max(group.start - _FAR, 0) : group.stop + _FAR]))
    below = [one for one in seen[group.stop : group.stop + _NEAR] if clocks < _FEWEST_CLOCKS or not is_clock(one)]
    return any(one.stamp or announces(one) for one in below)


def _is_parted(seen: Sequence[Seen], group: range) -> bool:
    """Whether headlines go on below a sentence, as in a list of stories with their leads."""
    below = seen[group.stop : group.stop + _FAR]
    headline = next((at for at, one in enumerate(below) if not (one.notice or tells(one) or is_clock(one))), None)
    return headline is not None and len(group) < _FEWEST_RUNNING and any(map(tells, below[headline:]))


def _is_rest(text: str) -> bool:
    """Whether a line goes on with the notice above it."""
    return text[0].islower() or text[0] in ".,;:)"
