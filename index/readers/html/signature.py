"""What a page shows below its headline of who wrote the article and when: the authors and dates out.

Looked at are the elements behind the heading, down to where the text is well under way, and only lines that say
nothing else. Not for what the page's metadata say (see `index.readers.html.page`), which is believed first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from lxml import html

from index.article import Instant
from index.author_names import author_names, is_full_name
from index.cleaning.features import is_byline
from index.cleaning.furniture import comparable
from index.readers.html.headings import page_headings
from index.readers.html.tree import boxes_of_others, is_aside, is_within, marks_of, text_of
from index.stamps import Stamp, is_labelled, read_stamp

MOST_ELEMENTS: Final = 150  # behind the heading
_LONGEST = 160  # characters of a line that signs
_PROSE_WORDS = 15  # of a paragraph
_STANDFIRST = 1  # paragraphs that may stand between the headline and the signature
_AUTHOR = re.compile(
    r"(?:^|[-_])(?:by-?lines?|authors?|autor(?:en|es)?|auteurs?|autore|reporters?|contributors?)"
    r"(?:[-_]{1,2}(?:names?|links?|text|info|content|list|item))?$"
)
_DATE = re.compile(
    r"(?:^|[-_])(?:date(?:time|line|stamp)?|time(?:stamp)?|publi(?:shed|cation|cado|ée?)|pub-?date|posted(?:-on)?|updated"
    r"|modified|datum|fecha|data)(?:$|[-_])"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_NO_LINES = _HEADINGS | {"h5", "h6", "li", "dt", "td", "th", "figcaption"}
_BREAK = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|\s*(?=\b(?:published|updated|posted)\b)", re.IGNORECASE)
_INTRODUCED = re.compile(r"^(?:by|von|par|por|door|di|av|text|texte?|testo)\b[:\s]+(?=\S)", re.IGNORECASE)
_WEEKDAY = r"\b(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
_MONTH = r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d"
_STAMPED = re.compile(
    rf"\s*,?\s*(?:\b(?:on|at|am|le|el|il|op)$|(?:\b(?:on|at|am|le|el|il|op)\s+)?(?:{_WEEKDAY}|(?<!\w)\d|{_MONTH})).*",
    re.IGNORECASE,
)


class Signature(NamedTuple):
    """Who wrote an article and when, as far as its page shows it."""

    authors: tuple[str, ...] = ()
    published: Instant | None = None
    updated: Instant | None = None


def find_signature(root: html.HtmlElement, title: str) -> Signature:
    """The authors and dates that stand below the heading with this title.

    >>> page = "<h1>Gold rises</h1><p>By Ann Lee and Bo Ek</p><p class=date>March 5, 2024</p><p>Gold rose.</p>"
    >>> found = find_signature(html.document_fromstring(page), "Gold rises")
    >>> found.authors, found.published.written
    (('Ann Lee', 'Bo Ek'), '2024-03-05')
    """
    heading = _heading(root, title)
    if heading is None:
        return Signature()
    lines = list(_lines_below(heading))
    authors = next((found for line in lines if (found := _authors(line))), ())
    return Signature(authors, *_dates(lines))


def _heading(root: html.HtmlElement, title: str) -> html.HtmlElement | None:
    """The heading with this title, the last of several, else the only main heading."""
    wanted = comparable(title)
    headings = [one for one in islice(root.iter("h1", "h2"), MOST_ELEMENTS) if not is_aside(one)]
    found = [one for one in headings if wanted and comparable(text_of(one)) == wanted]
    main = page_headings(root)
    return found[-1] if found else main[0] if len(main) == 1 else None


class _Line(NamedTuple):
    """An element behind the heading with little text, and whether it stands before the text begins."""

    element: html.HtmlElement
    text: str
    early: bool


def _lines_below(heading: html.HtmlElement) -> Iterator[_Line]:
    """The elements with little text behind a heading, down to the second paragraph of prose or a heading below one."""
    boxes = boxes_of_others(heading.getroottree().getroot(), set(heading.iterancestors()))
    prose = 0
    for element in islice(heading.xpath("following::*"), MOST_ELEMENTS):
        text = text_of(element)
        prose += _is_prose(element, text)
        if prose > _STANDFIRST or (prose and element.tag in _HEADINGS):
            return
        if text and len(text) <= _LONGEST and not is_within(element, boxes):
            yield _Line(element, text, early=prose == 0 and element.tag not in _NO_LINES)


def _is_prose(element: html.HtmlElement, text: str) -> bool:
    words = text if element.tag == "p" else element.text or ""
    return len(words.split()) >= _PROSE_WORDS and read_stamp(text) == Stamp()


def _authors(line: _Line) -> tuple[str, ...]:
    """The authors that a line names, if it is marked as naming them or opens like a byline."""
    element = line.element
    marked = (element.get("rel") or "").lower() == "author" or (element.get("itemprop") or "").lower() == "author"
    marked = marked or any(map(_AUTHOR.search, marks_of(element)))
    if not marked and not is_byline(line.text) and not (line.early and _INTRODUCED.match(line.text)):
        return ()
    for part in _BREAK.split(line.text):
        written = _STAMPED.sub("", _INTRODUCED.sub("", part.strip())).strip(" ,:|")
        names = author_names(written)
        if names and all(is_full_name(name.partition(",")[0]) for name in names):
            return names
    return ()


def _dates(lines: list[_Line]) -> tuple[Instant | None, Instant | None]:
    """When the article was published and changed; of several dates without a word for which, none is taken."""
    stamps = [stamp for line in lines for stamp in [_stamp(line)] if stamp != Stamp()]
    published = list(dict.fromkeys(stamp.published for stamp in stamps if stamp.published))
    updated = next((stamp.updated for stamp in stamps if stamp.updated), None)
    days = {one.at.date() for one in published}
    exact = min(published, key=lambda one: (one.days, one.zone == "assumed"), default=None)
    return (exact if len(days) == 1 else None), updated


def _stamp(line: _Line) -> Stamp:
    """The dates of a line: of a time element, of one marked as a date, or of one that is nothing else early on."""
    element, text = line.element, line.text
    if element.tag == "time" and element.get("datetime"):
        given = read_stamp(str(element.get("datetime")))
        return Stamp(None, given.published) if is_of_change(element, text) else given
    if element.tag == "time" or any(map(_DATE.search, marks_of(element))) or line.early or is_labelled(text):
        return Stamp() if next(element.iter("time"), element) is not element else read_stamp(text)
    return Stamp()


def is_of_change(element: html.HtmlElement, text: str) -> bool:
    """Whether a time element is that of a change, by its marks, its words, or those right before it."""
    marks = " ".join([*marks_of(element), (element.get("itemprop") or "").lower()])
    before = element.getprevious()
    parent = element.getparent()
    said = (before.tail or text_of(before)) if before is not None else (parent.text or "") if parent is not None else ""
    if re.search(r"publi|posted|entry-date", marks):  # a theme may mark what was never changed as both
        return False
    return bool(re.search(r"updated|modified", marks)) or _says_change(text) or _says_change(said[-_LONGEST:])


def _says_change(words: str) -> bool:
    """Whether words before a date announce that of a change."""
    return read_stamp(f"{words.strip()} 2000-01-01").updated is not None
