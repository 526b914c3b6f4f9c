"""What is seen of a body's paragraphs in, those out that their form or the byline shows to be the page's, and why.

What only several signs together tell is `index.cleaning.signs`'s. Here one is enough, since no article has it: a
byline in the middle of sentences, a line between two times the same date, a heading all in capitals that is as long as
a headline of another story, a paragraph at the end about who wrote the text above. Only for bodies that came with a
page's furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.cleaning.byline import read_authors
from index.cleaning.features import Seen, is_byline, is_stamp, see
from index.cleaning.imprint import CREDIT
from index.cleaning.invitations import FOLLOWING, FORM, PLAYER, SUBSCRIBING
from index.cleaning.signs import AMONG_NOTICES, CALLS, OTHER_STORY, asks, find_signed, speaks_to_reader
from index.cleaning.wording import AGENCIES

ABOUT_AUTHOR = "about the author"

_HEAD = 5  # paragraphs among which the article's own byline stands
_LONGEST_CAPITALS = 7  # words of a heading in capitals; headlines have more
_LONGEST_BOX = 120  # words about an author
_LONGEST_CALL = 60  # words
_LONGEST_BUTTON = 4  # words
_AGENCY = re.compile(AGENCIES)
_CREDITED_TO = re.compile(
    r"(?:[^\W\d_a-z][\w.’'-]+ ){1,2}[^\W\d_a-z][\w.’'-]+/[^\W\d_a-z][\w.]+(?: [^\W\d_a-z][\w.]+)?"
)
_RUNNING_TIME = re.compile(r"\d?\d:\d\d")
_MAIL = re.compile(r"\S@\w[\w-]*\.\w")
_OF_FORMS = frozenset((SUBSCRIBING.reason, FORM.reason))
_INTRODUCES = frozenset(("by", "von", "par", "por"))
_HANDLE = re.compile(r"@\w{2,20}")
_LONGEST_OFFER = 10  # words
_LONGEST_LINE = 120  # characters
_ABOUT_SOMEBODY = re.compile(
    r"(?!The )(?P<name>[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,3}),?"
    r" (?:is (?:an?|the|(?:[Tt]he )?(?:[^\W\d_a-z]\w+ ){0,3}[^\W\d_a-z]\w+['’]s)"
    r"|has been|writes|covers|reports|lives)\b"
)
_TELLS = re.compile(r"[“\"]\w[^”\"]*[,.][”\"]|\b(?:sa(?:id|ys)|told|arrested|charged|killed|died)\b")
_NUMBER = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_INTRODUCES_AUTHOR = re.compile(
    r"(?:about|meet|über|sobre|acerca de|à propos de|chi è) (?:the (?:authors?|writers?)|el autor|o autor|l['’]auteur"
    r"|(?:den autor|die autorin)|(?-i:[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]+){1,2}))",
    re.IGNORECASE,
)


def find_strays(seen: Sequence[Seen]) -> dict[int, str]:
    """The places of such paragraphs.

    >>> from index.cleaning.features import see
    >>> lines = ["The talks failed on Friday night, the ministry said."] * 6
    >>> find_strays([see(line) for line in [*lines, "By ADA QUILL", lines[0]]])
    {6: 'teaser of another story'}
    """
    lines = [at for at, one in enumerate(seen) if len(one.text) <= _LONGEST_LINE and one.notice is None]
    stories = (*_bylines_inside(seen, lines), *_dated_twice(seen), *_in_capitals(seen, lines))
    found = dict.fromkeys(stories, OTHER_STORY) | dict.fromkeys(_about_authors(seen), ABOUT_AUTHOR)
    found |= {at: kind for at in lines if (kind := _remnant(seen, at))}
    return found | _at_the_end(seen, found)


def _remnant(seen: Sequence[Seen], at: int) -> str | None:
    """What a short line is that is left of a credit, a player, a form or a byline, by itself or by its neighbours."""
    text = seen[at].text
    above, below = (near[0] if near else None for near in (seen[max(0, at - 1) : at], seen[at + 1 : at + 2]))
    if (
        _AGENCY.fullmatch(text)
        or _CREDITED_TO.fullmatch(text)
        or (above and above.text.endswith((f"/{text})", f"/{text}")))
    ):
        return CREDIT.reason
    if _HANDLE.fullmatch(text):
        return FOLLOWING.reason
    if _RUNNING_TIME.fullmatch(text) and above and above.notice == PLAYER.reason:
        return PLAYER.reason
    if above and below and {above.notice, below.notice} <= _OF_FORMS and text[0].isalnum() and _is_brief(seen[at]):
        return above.notice
    if text.casefold() in _INTRODUCES or (_MAIL.search(text) and asks(text)):
        return CALLS if _MAIL.search(text) else AMONG_NOTICES
    return None


def _is_brief(one: Seen) -> bool:
    """Whether a line may be what a form offers; the last paragraph of an article may stand between two forms."""
    return asks(one.text) or (one.words <= _LONGEST_OFFER and not _NUMBER.search(one.text))


def find_page_lines(seen: Sequence[Seen], title: str = "") -> dict[int, str]:
    """What is found by one sign and by several; what was taken for the title may belong to it."""
    found = find_strays(seen) | find_signed(seen)
    if title and any(at < 2 for at in _dated_twice([see(title), *seen[:2]])):
        found |= dict.fromkeys((0, 1), OTHER_STORY)
    return found


def _bylines_inside(seen: Sequence[Seen], lines: Sequence[int]) -> Iterator[int]:
    """Bylines between two sentences: the story whose they are was a link. One of a collection has a headline above."""
    for at in lines:
        is_inside = _HEAD <= at < len(seen) - 1 and is_byline(seen[at].text) and _names(seen[at].text)
        if is_inside and seen[at - 1].prose and seen[at + 1].prose:
            yield at


def _names(line: str) -> bool:
    return bool(read_authors(line)) and not _NUMBER.search(line)


def _dated_twice(seen: Sequence[Seen]) -> Iterator[int]:
    """Byline with a date, a line, the same date again: how a page lists its stories."""
    for at in range(len(seen) - 2):
        byline, date = seen[at].text, seen[at + 2].text
        if (
            len(date) < len(byline) <= _LONGEST_LINE
            and _NUMBER.search(date)
            and byline.casefold().endswith(date.casefold())
            and is_byline(byline)
            and is_stamp(date)
            and not seen[at + 1].stamp
        ):
            yield from (at, at + 1, at + 2)


def _in_capitals(seen: Sequence[Seen], lines: Sequence[int]) -> Iterator[int]:
    """Lines in capitals between sentences that are not, longer than headings are: links to other stories."""
    for at in lines:
        one = seen[at]
        if one.text.isupper() and one.words > _LONGEST_CAPITALS and not one.ends:
            beside = (*seen[max(0, at - 1) : at], *seen[at + 1 : at + 2])
            if len(beside) == 2 and all(near.prose and not near.text.isupper() for near in beside):
                yield at


def _about_authors(seen: Sequence[Seen]) -> Iterator[int]:
    """Paragraphs at the end that begin with the name of a byline above, or stand below a heading with a name."""
    names = {name for one in seen[:_HEAD] if is_byline(one.text) for name in read_authors(one.text)}
    for at in range(len(seen) - 1, _HEAD, -1):
        one = seen[at]
        if one.notice is not None:
            continue
        if one.words <= _LONGEST_BOX and (_begins_with_any(one.text, names) or _is_about_somebody_else(seen, at)):
            yield at
        elif _heads_box(seen, at):
            yield from (at, at + 1)
            return
        elif not _may_be_box(seen, at):
            return


def _begins_with_any(text: str, names: set[str]) -> bool:
    """Whether a text begins with a name as a sentence about him who has it does; who is quoted says something."""
    return any(re.match(rf"{re.escape(name)},? (?:is|was|has|writes|covers|reports|lives)\b", text) for name in names)


def _is_about_somebody_else(seen: Sequence[Seen], at: int) -> bool:
    """Whether a last paragraph is about somebody of whom the text says nothing, and who says nothing himself."""
    box = _ABOUT_SOMEBODY.match(seen[at].text)
    if box is None or _TELLS.search(seen[at].text) or _ABOUT_SOMEBODY.match(seen[at - 1].text):
        return False
    name = box["name"].split()[-1]
    return not any(name in one.text for one in seen[:at] if one.prose)


def _may_be_box(seen: Sequence[Seen], at: int) -> bool:
    return at == len(seen) - 1 or all(near.notice is not None for near in seen[at + 1 :])


def _heads_box(seen: Sequence[Seen], at: int) -> bool:
    """Whether a line says that the one paragraph below it is about somebody, and that names him."""
    heading = _INTRODUCES_AUTHOR.fullmatch(seen[at].text.rstrip(" :"))
    rest = [place for place in range(at + 1, len(seen)) if seen[place].notice is None]
    if heading is None or rest != [at + 1] or seen[at + 1].words > _LONGEST_BOX:
        return False
    name = _LETTERS.findall(seen[at].text)[-1]
    return name in seen[at + 1].text or not name[0].isupper()


def _at_the_end(seen: Sequence[Seen], found: dict[int, str]) -> dict[int, str]:
    """A button below the last sentence, and a last paragraph that calls on a visitor as the text nowhere does."""
    own = [at for at, one in enumerate(seen) if one.notice is None and at not in found]
    if len(own) < _HEAD:
        return {}
    last, above = own[-1], seen[own[-2]]
    one = seen[last]
    if one.words <= _LONGEST_BUTTON and not one.ends and above.ends and (asks(one.text) or one.text[0].islower()):
        return {last: AMONG_NOTICES}
    if one.words <= _LONGEST_CALL and asks(one.text) and speaks_to_reader(seen, last):
        return {last: CALLS}
    return {}
