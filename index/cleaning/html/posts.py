"""The posts of a live blog, as pages have them, made into what is taken for one article.

They are entries that are `article` each, of which the extraction would take one; parts that are all named as the text
of an article, of which it would take the first; or short boxes, each of which it would judge by its links. Not where a
part has a heading that leads to another page or the heading of a page: those are articles of their own.
"""

from __future__ import annotations

from lxml import html

from index.analysis import count_words
from index.cleaning.html.prose import Prose, flat_text, length, link_share, look_of, runs_of
from index.cleaning.html.story_marks import mark_as_body, unmark

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_FEWEST = 3
_LEAST = 0.5  # of the characters of a page's sentences or a story's, in all parts
_MOST_IN_ONE = 0.8  # of those in all parts
_MOST_IN_LINKS = 0.5  # of the characters of a line
_HEADLINE = 4  # words of a link that stands alone
_LONGEST_POST = 300  # characters; what is longer is not judged by its links


def box_of_posts(first: html.HtmlElement, prose: list[Prose]) -> html.HtmlElement | None:
    """The box around the element that is named as the article and others of its name, if they are parts of one.

    `prose` is the paragraphs of the page.
    """
    told = _told(first, prose)
    if len(told) < _FEWEST or sum(told.values()) < _LEAST * length(prose):
        return None
    box = _around(list(told))
    if box is None or max(told.values()) > _MOST_IN_ONE * sum(told.values()):
        return None
    heading = next(first.getroottree().iter("h1"), None)
    if heading is None or box in heading.iterancestors() or _has_articles(box):
        return None
    return box


def join_entries(prose: list[Prose]) -> None:
    """Make one article of several that stand in one box and hold most of the page's sentences: a live blog."""
    entries: dict[html.HtmlElement, list[Prose]] = {}
    for one in prose:
        entry = next(one.element.iterancestors("article"), None)
        if entry is not None:
            entries.setdefault(entry, []).append(one)
    for box in {entry.getparent(): None for entry in entries}:
        alike = list(box.iterchildren("article"))
        lengths = [length(entries.get(entry, [])) for entry in alike]
        if box.tag == "body" or 2 * sum(lengths) < length(prose) or max(lengths) > _MOST_IN_ONE * sum(lengths):
            continue
        if any(_is_linked(heading) for entry in alike for heading in entry.iter("h1", *_HEADINGS)):
            continue
        for entry in alike:
            _open_entry(entry)
        mark_as_body(box)


def open_posts(body: html.HtmlElement, prose: list[Prose]) -> None:
    """Make `section` of short boxes that make up a story, which are then judged by their lines and not as a whole."""
    runs = {box: run for box, run in runs_of(prose).items() if box.tag == "div" and box is not body}
    kinds: dict[object, list[html.HtmlElement]] = {}
    for box in runs:
        kinds.setdefault(look_of(box), []).append(box)
    for alike in kinds.values():
        told = sum(length(runs[box]) for box in alike)
        if len(alike) >= _FEWEST and told >= _LEAST * length(prose):
            alike = _looking_like(alike, body)
        else:
            alike = [box for box in alike if len(runs[box]) > 1]
        for box in alike:
            if not _is_teaser(box):
                _open_post(box, body)


def _told(first: html.HtmlElement, prose: list[Prose]) -> dict[html.HtmlElement, int]:
    """The outermost elements of one name with sentences in them, and the characters of those."""
    name = _name(first)
    told: dict[html.HtmlElement, int] = {}
    for one in prose if any(name[1:]) else ():
        alike = [around for around in one.element.iterancestors(first.tag) if _name(around) == name]
        if alike:
            told[alike[-1]] = told.get(alike[-1], 0) + len(one.text)
    return told


def _name(element: html.HtmlElement) -> tuple[object, ...]:
    return (element.tag, element.get("class"), element.get("itemprop"))


def _around(parts: list[html.HtmlElement]) -> html.HtmlElement | None:
    """The innermost box that holds all parts, each in a child of its own."""
    shared = set(parts[0].iterancestors())
    for part in parts[1:]:
        shared.intersection_update(part.iterancestors())
    box = next((around for around in parts[0].iterancestors() if around in shared), None)
    if box is None or box.tag in ("body", "html"):
        return None
    children = {child for child in box if not {child, *child.iterdescendants()}.isdisjoint(parts)}
    return box if len(children) == len(parts) else None


def _has_articles(box: html.HtmlElement) -> bool:
    if next(box.iter("h1"), None) is not None:
        return True
    return any(map(_is_linked, box.iter(*_HEADINGS)))


def _is_linked(heading: html.HtmlElement) -> bool:
    """Whether a heading leads to another page."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(not (link.get("href") or "#").startswith("#") for link in links)


def _open_entry(entry: html.HtmlElement) -> None:
    """Make an entry a plain box and its headings plain text; an address within the page leads nowhere else."""
    for element in (entry, *entry.iter("header")):
        unmark(element)
        element.tag = "div"
    for link in [link for heading in entry.iter("h1", *_HEADINGS) for link in heading.iter("a")]:
        link.drop_tag()


def _looking_like(boxes: list[html.HtmlElement], body: html.HtmlElement) -> list[html.HtmlElement]:
    """These boxes and others that are named as they are or, where they have no names, stand in the same place."""
    look = look_of(boxes[0])
    is_named = any(look[1::2])
    around = {_place(box) for box in boxes}
    return [box for box in body.iter("div") if look_of(box) == look and (is_named or _place(box) in around)]


def _place(box: html.HtmlElement) -> html.HtmlElement | None:
    """What it stands in, an entry of a list aside."""
    return next((around for around in box.iterancestors() if around.tag != "li"), None)


def _open_post(box: html.HtmlElement, body: html.HtmlElement) -> None:
    """With those boxes around it that hold hardly more."""
    for element in (box, *box.iterancestors()):
        if element.tag != "div" or element is body or not _is_short(element):
            return
        element.tag = "section"


def _is_short(element: html.HtmlElement) -> bool:
    letters = 0
    for text in element.itertext():
        letters += len(text.strip())
        if letters >= _LONGEST_POST:
            return False
    return True


def _is_teaser(box: html.HtmlElement) -> bool:
    """Whether a box is headed by a link to another page, or begins with one as long as a headline."""
    for element in box.iter("a", "p"):
        if element.tag == "p" and link_share(element) < _MOST_IN_LINKS:
            return False
        if element.tag != "a" or (element.get("href") or "#").startswith("#"):
            continue
        heading = next(element.iterancestors(*_HEADINGS), None)
        if heading is None and count_words(flat_text(element)) >= _HEADLINE:
            return True
        if heading is not None and link_share(heading) >= _MOST_IN_LINKS:
            return True
    return False
