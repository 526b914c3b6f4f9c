"""A parsed page in, the box out whose parts are all named as the text of an article is: the posts of a live blog.

The extraction takes the first element with such a name for the article, and would leave out all parts but that. Not
where a part has a heading that leads to another page or the heading of a page: those are articles of their own.
"""

from __future__ import annotations

from lxml import html

from index.cleaning.html.prose import Prose, length

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_FEWEST = 3
_LEAST = 0.5  # of the characters of a page's sentences, in all parts
_MOST_IN_ONE = 0.8  # of those in all parts


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
    links = [link for heading in box.iter(*_HEADINGS) for link in (*heading.iter("a"), *heading.iterancestors("a"))]
    return any(not (link.get("href") or "#").startswith("#") for link in links)
