"""The paragraphs of a whole page in, the article's out, with its title, source, authors and date.

Title, source, author and date are taken only from where pages put them: the lines between the headline
and the first sentence. Not for bodies that a reader found by markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from index.article import Cut, Instant
from index.cleaning.candidates import find_headline, stays_above
from index.cleaning.ending import Layout, find_layout
from index.cleaning.features import PROSE_WORDS, Seen, see
from index.cleaning.furniture import comparable
from index.cleaning.headline import bare_headline, headline_place
from index.cleaning.insets import announces, heads_list, is_clock, is_field
from index.cleaning.invitations import FORM
from index.cleaning.lines import reads_on
from index.cleaning.signature import is_exact, read_signature
from index.cleaning.stretch import WEIGHTS, Weights, find_article, find_teasers

BEFORE: Final = "before the beginning of the article"

_MOST_LOOSE = 5  # lines on end inside an article; more may be a list of links
_LONGEST_LIST = 25  # of a story's lines on end without a sentence
_FEWEST_SIGNS = 2  # that a list is the page's
_CLOSE_BELOW = 4  # paragraphs below a headline, in which it is signed; above it a date may stand as near
_HEAD_LINES = 12  # between the headline and the first sentence, how far to look for source, author and date
_INTRODUCES = re.compile(r"by|von|par|por|authors?:?|written by:?", re.IGNORECASE)
_SOURCE = re.compile(r"(?:source|quelle|出典|المصدر)\s*[:：]?\s+(?P<name>\S.{1,60})", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """What was found on a page. Every paragraph is its title, one of `kept`, or one of `cuts`."""

    title: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: Instant | None = None
    kept: list[str] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)


def read_page(paragraphs: Sequence[str], title: str = "") -> Page:
    """Tell the article from the rest of its page; `title` is the headline where it is known.

    >>> page = read_page(["Rain in the north", "Source Weather Desk", "It rained all day in the north, the weather "
    ...     "office said on Monday.", "placeholder", "goTop"])
    >>> page.title, page.source, page.kept
    ('Rain in the north', 'Weather Desk', ['It rained all day in the north, the weather office said on Monday.'])
    """
    return tell_article([see(paragraph) for paragraph in paragraphs], title)


def tell_article(seen: Sequence[Seen], title: str = "", weights: Weights = WEIGHTS) -> Page:
    """As `read_page`, of paragraphs that were looked at, under weights of one's own."""
    layout = find_layout(seen, find_teasers(seen))
    page = Page(title or _find_title(seen, layout, find_article(seen, layout, "", weights).start))
    article = find_article(seen, layout, page.title, weights)
    reasons = dict.fromkeys(layout.teasers, "teaser of another story")
    reasons |= _reasons_inside(seen, article, page.title, layout)
    titled = _headline_place(seen, article, page.title)
    _read_head(page, seen, range(0 if titled is None else titled + 1, article.start))
    taken = None if titled is not None and _may_be_text(seen, titled) else titled
    above = stays_above(seen, article.start, page.title, layout.is_row)
    for at, one in enumerate(seen):
        if at == taken:
            continue
        if at == titled or at in above or (at in article and at not in reasons):
            page.kept.append(one.text)
        else:
            page.cuts.append(Cut(one.text, one.notice or reasons.get(at) or _place(at, article)))
    return page


def _place(at: int, article: range) -> str:
    return BEFORE if at < article.start else "after the end of the article"


def _find_title(seen: Sequence[Seen], layout: Layout, start: int) -> str:
    """The headline of what begins at `start`; without the site's name or the section where the page repeats it so."""
    place = find_headline(seen, start, layout.is_row)
    if place is None:
        place = headline_place(seen)
    if place is None:
        return ""
    return bare_headline(seen[place].text, [one.text for one in seen[place + 1 :]])


def _headline_place(seen: Sequence[Seen], article: range, title: str) -> int | None:
    """The last place of the headline before the article."""
    if not title:
        return None
    wanted = comparable(title)
    places = (at for at in range(article.start, -1, -1) if at < len(seen))
    return next((at for at in places if seen[at].text == title or comparable(seen[at].text) == wanted), None)


def _may_be_text(seen: Sequence[Seen], at: int) -> bool:
    """Whether a headline may be the text's first sentence: it reads like one, and neither byline nor date follows."""
    signed = any(one.stamp for one in seen[at + 1 : at + 1 + _CLOSE_BELOW])
    return seen[at].prose and reads_on(seen[at].text) and not signed


def _reasons_inside(seen: Sequence[Seen], article: range, title: str, layout: Layout) -> dict[int, str]:
    """The paragraphs between the article's first and last that are not its own, and why."""
    outside = Counter(one.text for at, one in enumerate(seen) if at not in article)
    times = outside + Counter(seen[at].text for at in article)
    reasons: dict[int, str] = {}
    told: set[str] = set()
    run: list[int] = []
    for at in article:
        one = seen[at]
        if one.notice is not None:
            reasons[at] = one.notice
        elif is_field(seen, at):
            reasons[at] = FORM.reason
        elif one.text in told and one.words >= PROSE_WORDS:
            reasons[at] = "repeats an earlier paragraph"
        elif one.text == title or (times[one.text] > 2 and one.text in outside and one.words >= 4 and not one.ends):
            reasons[at] = "repeated on the page"
        told.add(one.text)
        if one.prose or (one.ends and one.words >= 2 and not _heads_links(one)) or layout.is_row(at):
            reasons = _reasons_of_run(seen, run, outside) | reasons
            run = []
        else:
            run.append(at)
    has_prose = any(seen[at].prose for at in article)
    return _reasons_of_run(seen, run, outside) | reasons if has_prose else reasons


def _reasons_of_run(seen: Sequence[Seen], run: Sequence[int], outside: Container[str]) -> dict[int, str]:
    """A run of lines without a sentence between them: kept if a colon announced it or nothing shows it for links.

    What stands below a heading of links in it is links, and what stands above is judged alone.
    """
    run = _without_clocks(seen, run)
    listed = next((place for place, at in enumerate(run) if seen[at].notice is None and announces(seen[at])), len(run))
    headed = next((place for place, at in enumerate(run) if _heads_links(seen[at])), len(run))
    above, below = run[: min(headed, listed)], run[headed:] if headed > listed else run[headed:listed]
    announced = bool(run) and announces(seen[max(run[0] - 1, 0)])
    links = [*above, *below] if not announced and _is_list_of_links(seen, above, outside) else below
    return {at: seen[at].notice or "list of links" for at in links}


def _heads_links(one: Seen) -> bool:
    """Whether a notice heads links: a call to read more does where a colon ends it, else it is a button."""
    return heads_list(one) and (one.heads_links or announces(one))


def _without_clocks(seen: Sequence[Seen], run: Sequence[int]) -> Sequence[int]:
    """The run without the times at its ends, which are of the updates above and below."""
    timeless = [place for place, at in enumerate(run) if not is_clock(seen[at])]
    return run[timeless[0] : timeless[-1] + 1] if timeless else ()


def _is_list_of_links(seen: Sequence[Seen], run: Sequence[int], outside: Container[str]) -> bool:
    """Whether a run is long and has the page's lines in it or beside it: notices, and what stands elsewhere too."""
    if len(run) <= _MOST_LOOSE:
        return False
    notices = sum(one.notice is not None for one in seen[max(run[0] - 1, 0) : run[-1] + 2])
    repeated = {seen[at].text for at in run if seen[at].words > 1 and seen[at].text in outside}
    return len(run) > _LONGEST_LIST or notices + len(repeated) >= _FEWEST_SIGNS


def _read_head(page: Page, seen: Sequence[Seen], head: range) -> None:
    """Source, author and date from the lines between headline and article."""
    for at in head[:_HEAD_LINES]:
        text = seen[at].text
        if _INTRODUCES.fullmatch(text) and at + 1 < head.stop:
            text = f"{text} {seen[at + 1].text}"
        source = _SOURCE.fullmatch(text)
        if source and not page.source:
            page.source = source["name"]
        else:
            signature = read_signature(text)
            page.authors = page.authors or signature.authors
            page.published = page.published or signature.published
    if page.published is None and head.start > 0:
        page.published = _date_above(seen, head.start - 1)


def _date_above(seen: Sequence[Seen], titled: int) -> Instant | None:
    """The date above a headline and its buttons, with a time and a zone; another may be the day of the visit."""
    above = takewhile(
        lambda one: one.stamp or one.notice is not None, reversed(seen[max(0, titled - _CLOSE_BELOW) : titled])
    )
    return next((read_signature(one.text).published for one in above if is_exact(one.text)), None)
