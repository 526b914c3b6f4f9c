"""A parsed page in, the same without the names and elements that would take parts of the story for furniture.

A class such as `share-text` or `hidden-print` says nothing where paragraphs of the same kind make up the story, a box
of facts among its paragraphs is a part of it though it is an `aside`, and so is a box with the rest of the story
(`index.cleaning.html.rest`), what lies behind its text (`spilt`) and what is `div` in it (`bare_lines`). A paragraph
that stands alone among others, as an invitation to subscribe does, keeps its class unless that says only how it looks.
Not for the entries of a live blog (`index.cleaning.html.posts`).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import cast

from lxml import etree, html

from index.analysis import count_words
from index.cleaning.features import PROSE_WORDS
from index.cleaning.html.bare_lines import make_alike, name_bare, stands_between
from index.cleaning.html.prose import (
    Prose,
    Within,
    flat_text,
    length,
    link_share,
    name_without_figures,
    prose_within,
    runs_of,
)
from index.cleaning.html.rest import begun, is_lone_part, is_named_after_others, is_named_for_itself, led_to
from index.cleaning.html.spilt import spilt_behind
from index.cleaning.notices import notice

_FEWEST_IN_STORY = 3  # paragraphs
_FEWEST_ALIKE = 3
_LEAST_NAMED = 0.75  # of the letters beside a box, in one that is named as furniture; authors' lives are shorter
_LEAST_UNREAD = 0.5  # in one that is only kept from reading aloud, as the rest of a story is behind a paywall
_MARKS = ("class", "id", "style", "hidden", "aria-hidden", "role")
_NAMES = ("id", "class", "style", "role", "itemprop", "aria-hidden", "data-component")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTROLS = ("form", "input", "button", "select", "iframe")
_NO_BORDER = re.compile(r"\bborder[\w-]*\s*:\s*(?:none|0)")  # as word processors write it
_BODY_CLASS = "article-body"  # under which the article is looked for first

Runs = dict[html.HtmlElement, list[Prose]]


def without_misleading_marks(root: html.HtmlElement, prose: list[Prose]) -> html.HtmlElement:
    """The page, whose paragraphs are given, without them, changed in place.

    No text is lost, and none is moved but what is put into the element named as the article, whose part it is.
    """
    runs, within = runs_of(prose), prose_within(prose)
    _join_parts(root, within)
    for box, run in runs.items():
        if len(run) >= _FEWEST_IN_STORY:
            _unmark_paragraphs(box, run)
        _unmark_box(box, runs, within)
    sentences = {one.element for one in prose}
    name_bare(prose, within)
    for aside in list(root.iter("aside")):
        if stands_between(aside, sentences) and _is_fact_box(aside):
            aside.tag = "div"
            unmark(aside)
    return root


def unmark(element: html.HtmlElement) -> None:
    """Take from an element what tells what it is for."""
    for mark in _MARKS:
        element.attrib.pop(mark, None)


def named_body(root: html.HtmlElement) -> html.HtmlElement | None:
    """The element that is named as the article is or as the main part of the page, or none."""
    from trafilatura.xpaths import BODY_XPATH

    return next((element for path in BODY_XPATH for element in _elements(path, root)), None)


def mark_as_body(box: html.HtmlElement) -> None:
    """Make a box, whatever it and those around it were called, the one the article is looked for in."""
    for element in (box, *box.iterancestors()):
        unmark(element)
        if element.tag in ("aside", "header", "footer", "nav", "dialog", "form"):
            element.tag = "div"
    if box.tag in ("ol", "ul"):
        for element in (box, *box.iterchildren("li")):
            element.tag = "div"
    box.set("class", _BODY_CLASS)


def unmark_around(box: html.HtmlElement, *, only_comments: bool) -> None:
    """Take from a box that holds the story, and from those around it, the names that would drop them."""
    kinds = ("comments",) if only_comments else ("comments", "furniture")
    for element in (box, *box.iterancestors()):
        if element.tag not in ("html", "body") and _is_named(element, *kinds):
            unmark(element)


def is_named_as_body(element: html.HtmlElement) -> bool:
    """Whether an element is named as the text of an article is."""
    return _is_named(element, "body")


def is_named_as_furniture(element: html.HtmlElement) -> bool:
    """Whether an element is named as what belongs to the page, or to a picture in it."""
    return _is_named(element, "furniture", "picture")


def _is_named(element: html.HtmlElement, *kinds: str) -> bool:
    """Whether the extraction looks at an element for its names alone: to drop it, or to take it for the article."""
    names = ((name, element.get(name)) for name in _NAMES)
    given = tuple((name, "".join(filter(str.isprintable, value))) for name, value in names if value is not None)
    return bool(given) and any(_says(str(element.tag), given, kind) for kind in kinds)


@lru_cache(maxsize=4096)
def _says(tag: str, attributes: tuple[tuple[str, str], ...], kind: str) -> bool:
    from trafilatura import xpaths

    paths = {
        "furniture": (*xpaths.OVERALL_DISCARD_XPATH, *xpaths.TEASER_DISCARD_XPATH, *xpaths.PRECISION_DISCARD_XPATH),
        "picture": xpaths.DISCARD_IMAGE_ELEMENTS,
        "comments": xpaths.REMOVE_COMMENTS_XPATH,
        "body": xpaths.BODY_XPATH[:1],
    }
    around = html.Element("div")
    etree.SubElement(around, tag, dict(attributes))
    return any(_elements(path, around) for path in paths[kind])


def _elements(path: etree.XPath, root: html.HtmlElement) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", path(root))  # such a path finds elements, not strings or numbers


def _unmark_paragraphs(box: html.HtmlElement, run: list[Prose]) -> None:
    kinds = Counter(_kind(one.element) for one in run)
    common = {kind for kind, times in kinds.items() if any(kind) and times >= min(_FEWEST_ALIKE, len(run) / 2)}
    for line in box.iterchildren("p"):
        if _NO_BORDER.search(line.get("style") or ""):
            del line.attrib["style"]
    for element in (*(one.element for one in run), *box.iterchildren("p", "div")):
        if _kind(element) in common and _is_named(element, "furniture"):
            unmark(element)
    for one in run:
        if _is_named(one.element, "furniture") and is_lone_part(one.element):
            unmark(one.element)


def _kind(element: html.HtmlElement) -> tuple[str | None, str | None]:
    return element.get("class"), element.get("aria-hidden")


def _join_parts(root: html.HtmlElement, within: Within) -> None:
    """Take the names from boxes that are parts of the story, and look for it in what is around it and its rest.

    A box that is named as an earlier part is one however short it is (`parts`).
    """
    named, whole = named_body(root), length(within.get(root, []))
    parts = set() if named is None else {name_without_figures(named)}
    are_two = named is not None and _are_two(named, within)
    for box, told in within.items():
        if box.tag in ("html", "body"):
            continue
        name, is_furniture = name_without_figures(box), _is_named(box, "furniture")
        is_bare = told[0].element.tag == "div" and not is_furniture
        body = next(filter(is_named_as_body, box.iterancestors()), None) if is_bare else None
        before, led = begun(box, told, within, body=body), []
        goes_on = before or (begun(box, told, within, is_alike=True) if name and name in parts else [])
        if not goes_on and (is_furniture or (is_bare and len(told) >= _FEWEST_IN_STORY)):
            led = led_to(box, told, within)
        if is_furniture and (goes_on or led):
            parts.add(name)
            unmark(box)
        if goes_on or (len(told) >= _FEWEST_IN_STORY and any(one.element.tag == "p" for one in led)):
            make_alike(goes_on or led, told)
        if before:
            _join(box, before, named, is_most=2 * length([*before, *told]) > whole)
        elif goes_on and named is not None and len(told) > 1 and are_two:
            _take_in(box, goes_on, named)
    if named is not None and _is_named(named, "body"):
        _take_in_beside(named, within)


def _join(box: html.HtmlElement, before: list[Prose], named: html.HtmlElement | None, *, is_most: bool) -> None:
    """Where only the first part of a story is named as it, or nothing is, look for it in the box around both."""
    around = box.getparent()
    while around is not None and around.tag == "div" and len(around) == 1:
        around = around.getparent()
    if around is None or around.tag == "body":
        return
    if named is None:
        is_first = is_most
    else:
        is_first = around in named.iterancestors() and named in before[-1].element.iterancestors()
    if is_first:
        mark_as_body(around)


def _are_two(named: html.HtmlElement, within: Within) -> bool:
    """Whether what is named as the article has one other of its name; several are the posts of a live blog."""
    alike = [one for one in within if one.tag == named.tag and one.get("class") == named.get("class")]
    return len(alike) <= 2


def _take_in(box: html.HtmlElement, before: list[Prose], named: html.HtmlElement) -> None:
    """Put the rest of what is named as the article behind it, where that stands beside it."""
    if named not in box.iterancestors() and named in before[-1].element.iterancestors():
        named.append(box)


def _take_in_beside(named: html.HtmlElement, within: Within) -> None:
    """Put what belongs to the text of an article, and stands in front of it or behind it, into it."""
    if next(named.iterancestors("article"), None) is not None:
        named.extend(spilt_behind(named, {one.element for one in within.get(named.getparent(), [])}))
    around = {named, *named.iterancestors()}
    for box, told in within.items():
        if len(told) < _FEWEST_IN_STORY or box in around or not is_named_for_itself(box):
            continue
        behind = [] if named in box.iterancestors() else led_to(box, told, within)
        if behind and named in behind[0].element.iterancestors():
            named.insert(0, box)
            return


def _unmark_box(box: html.HtmlElement, runs: Runs, within: Within) -> None:
    """Of a box that stands among paragraphs and holds nearly as much as they do, take the names."""
    chain = [box]
    while (around := chain[-1].getparent()) is not None and around not in runs and len(around) == 1:
        chain.append(around)
    if around is None or around not in runs or not any(_is_named(element, "furniture") for element in chain):
        return
    least = _LEAST_UNREAD if any(element.get("aria-hidden") == "true" for element in chain) else _LEAST_NAMED
    beside = length(runs[around])
    if any(map(is_named_after_others, chain)):
        beside = max(beside, length(within[around]) - length(within[chain[-1]]))
    if len(runs[box]) > 1 and length(runs[box]) >= least * beside:
        for element in chain:
            unmark(element)


def _is_fact_box(aside: html.HtmlElement) -> bool:
    """Whether an aside has a heading, and tells rather than links or invites."""
    if next(aside.iter(*_CONTROLS), None) is not None or link_share(aside) > 0.3:
        return False
    lines = [flat_text(line) for line in aside.iter("p", "li", "dd", *_HEADINGS)]
    headed = next(aside.iter(*_HEADINGS), None) is not None
    return headed and count_words(flat_text(aside)) > PROSE_WORDS and not any(map(notice, lines))
