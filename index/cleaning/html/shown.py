"""A parsed page in, the same without what a browser does not show: templates and hidden elements.

Many a page hides its story, or all but its first lines, until a script runs: what is hidden stays where it is named as
the text of the article, where next to nothing is shown beside it, and where it is the rest of what is shown in front of
it. Not for `aria-hidden`, which hides nothing from sight.
"""

from __future__ import annotations

import re

from lxml import etree, html

from index.cleaning.html.prose import Prose, Within, length, opens_with_link, prose_of, prose_within, runs_of
from index.cleaning.html.rest import begun
from index.cleaning.html.story_marks import is_named_as_body, unmark

_HIDING = re.compile(r"\b(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)

_UNREAD = ("noscript", "template")  # by the extraction
_MOST_BESIDE = 2  # paragraphs in one place, such as that one should log in
_FEWEST_ENTRIES = 3
_FEWEST_HIDDEN = 2  # of slides
_LONGER = 10  # times all that is shown in one place


def without_unshown(root: html.HtmlElement) -> html.HtmlElement:
    """The page without it, changed in place; other text behind it stays."""
    hidden = [element for element in root.iter(etree.Element) if _is_hidden(element)]
    within = set(hidden)
    hidden = [element for element in hidden if within.isdisjoint(element.iterancestors())]
    told = {element: prose_of(element) or _entries(element) for element in hidden}
    shown = _shown(root, within) if any(told.values()) else []
    runs, around, said = runs_of(shown), prose_within(shown), {one.text for one in shown}
    several = _of_several(told, around) if shown else set()
    longest = max(runs.values(), key=length, default=[])
    for element in hidden:
        if element.getparent() is None:
            continue
        if any(one.text not in said for one in told[element]) and _goes_on(element, told[element], around):
            _show(element, told[element], said)
        elif element in several:
            _unhide(element)
        elif not _may_stay(element, told[element], longest, element.getparent() in runs):
            element.drop_tree()
        elif element.tag in _UNREAD:
            element.tag = "div"
    return root


def _goes_on(element: html.HtmlElement, told: list[Prose], around: Within) -> bool:
    """Whether a hidden element is the rest of what is shown in front of it."""
    return bool(begun(element, told, around, by_name=False, body=_body_around(element)))


def _entries(element: html.HtmlElement) -> list[Prose]:
    """The sentences of a list in the text of an article, which has none outside it."""
    told = prose_of(element, "li")
    return told if len(told) >= _FEWEST_ENTRIES and _body_around(element) is not None else []


def _body_around(element: html.HtmlElement) -> html.HtmlElement | None:
    return next(filter(is_named_as_body, element.iterancestors()), None)


def _of_several(told: dict[html.HtmlElement, list[Prose]], around: Within) -> set[html.HtmlElement]:
    """The hidden elements with sentences that are one of several of a look, of which the first alone is shown."""
    found: set[html.HtmlElement] = set()
    for box in {element.getparent(): None for element, lines in told.items() if lines and element.get("class")}:
        kinds: dict[object, list[html.HtmlElement]] = {}
        for one in box.iterchildren(etree.Element) if box is not None else ():
            kinds.setdefault((one.tag, one.get("class")), []).append(one)
        for first, *others in kinds.values():
            if len(others) < _FEWEST_HIDDEN or first not in around or not all(one in told for one in others):
                continue
            found.update(one for one in others if told[one] and not any(map(opens_with_link, told[one])))
    return {one for one in found if one.get("class") and one.tag not in _UNREAD}


def _unhide(element: html.HtmlElement) -> None:
    """Let an element be judged as those of its look that are shown."""
    element.attrib.pop("hidden", None)
    if _HIDING.search(element.get("style") or ""):
        del element.attrib["style"]


def _show(element: html.HtmlElement, told: list[Prose], said: set[str]) -> None:
    """Make a hidden element a plain box without the paragraphs that are shown elsewhere."""
    unmark(element)
    if element.tag in _UNREAD:
        element.tag = "div"
    for one in told:
        if one.text in said:
            one.element.drop_tree()


def _may_stay(element: html.HtmlElement, told: list[Prose], shown: list[Prose], goes_on: bool) -> bool:
    """Whether a hidden element is named as the story, or longer than what is shown in one place."""
    if element.tag == "template":
        return False
    few = len(shown) <= _MOST_BESIDE or _LONGER * length(shown) < length(told)
    return is_named_as_body(element) or (length(told) > length(shown) and (goes_on or few))


def _shown(root: html.HtmlElement, hidden: set[html.HtmlElement]) -> list[Prose]:
    return [one for one in prose_of(root) if hidden.isdisjoint((one.element, *one.element.iterancestors()))]


def _is_hidden(element: html.HtmlElement) -> bool:
    if element.tag in ("html", "body", "head", "script", "style"):
        return False
    if element.tag == "noscript" or (element.tag == "template" and element.get("shadowrootmode") is None):
        return True
    return element.get("hidden") is not None or _HIDING.search(element.get("style") or "") is not None
