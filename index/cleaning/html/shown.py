"""A parsed page in, the same without what a browser does not show: templates and hidden elements.

Many a page hides its story, or all but its first lines, until a script runs: what is hidden stays where it is named as
the text of the article, where next to nothing is shown beside it, and where it goes on from something shorter. Not for
`aria-hidden`, which hides nothing from sight.
"""

from __future__ import annotations

import re

from lxml import etree, html

from index.cleaning.html.prose import Prose, length, prose_of, runs_of
from index.cleaning.html.story_marks import is_named_as_body

_HIDING = re.compile(r"\b(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)

_MOST_BESIDE = 2  # paragraphs in one place, such as that one should log in
_LONGER = 10  # times all that is shown in one place


def without_unshown(root: html.HtmlElement) -> html.HtmlElement:
    """The page without it, changed in place; text behind it stays."""
    for template in list(root.iter("template")):
        if template.get("shadowrootmode") is None and template.getparent() is not None:
            template.drop_tree()
    hidden = [element for element in root.iter(etree.Element) if _is_hidden(element)]
    within = set(hidden)
    hidden = [element for element in hidden if within.isdisjoint(element.iterancestors())]
    told = {element: prose_of(element) for element in hidden}
    runs = runs_of(_shown(root, within)) if any(told.values()) else {}
    longest = max(runs.values(), key=length, default=[])
    for element in hidden:
        around = element.getparent()
        if around is None or is_named_as_body(element):
            continue
        if not (told[element] and _may_be_story(told[element], longest, around in runs)):
            element.drop_tree()
    return root


def _may_be_story(told: list[Prose], shown: list[Prose], goes_on: bool) -> bool:
    few = len(shown) <= _MOST_BESIDE or _LONGER * length(shown) < length(told)
    return length(told) > length(shown) and (goes_on or few)


def _shown(root: html.HtmlElement, hidden: set[html.HtmlElement]) -> list[Prose]:
    return [one for one in prose_of(root) if hidden.isdisjoint((one.element, *one.element.iterancestors()))]


def _is_hidden(element: html.HtmlElement) -> bool:
    if element.tag in ("html", "body", "head", "script", "style"):
        return False
    return element.get("hidden") is not None or _HIDING.search(element.get("style") or "") is not None
