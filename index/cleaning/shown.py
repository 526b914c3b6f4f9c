"""A parsed page in, the same without what a browser does not show: templates and hidden elements.

Many a page hides its story, or all but its first lines, until a script runs: what is hidden stays where nothing that is
shown is as long as a story, and where it goes on from something shorter. Not for `aria-hidden`, which hides nothing
from sight.
"""

from __future__ import annotations

import re

from lxml import etree, html

from index.cleaning.prose import Prose, length, prose_of, runs_of

_HIDING = re.compile(r"\b(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)

_FEWEST_IN_STORY = 3  # paragraphs in one place


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
        if around is not None and not (told[element] and _may_be_story(told[element], longest, around in runs)):
            element.drop_tree()
    return root


def _may_be_story(told: list[Prose], shown: list[Prose], goes_on: bool) -> bool:
    return length(told) > length(shown) and (goes_on or len(shown) < _FEWEST_IN_STORY)


def _shown(root: html.HtmlElement, hidden: set[html.HtmlElement]) -> list[Prose]:
    return [one for one in prose_of(root) if hidden.isdisjoint((one.element, *one.element.iterancestors()))]


def _is_hidden(element: html.HtmlElement) -> bool:
    if element.tag in ("html", "body", "head", "script", "style"):
        return False
    return element.get("hidden") is not None or _HIDING.search(element.get("style") or "") is not None
