"""A parsed page in, the same with the paragraphs of its story that are `div` made `p`.

The extraction passes over a `div` of words wherever a page has paragraphs, and writers mix both: what is pasted from a
mail or another site comes in `div`, before, among and behind the paragraphs of the editor. Told by where they stand and
by what they say; a name counts against them where it says what a line is for. Not for boxes with the rest of a story
(`index.cleaning.html.rest`).
"""

from __future__ import annotations

from collections import Counter
from itertools import islice, takewhile

from lxml import html

from index.cleaning.features import see
from index.cleaning.html.blocks import BLOCKS
from index.cleaning.html.prose import Prose, Within, flat_text, name_without_figures, opens_with_link
from index.cleaning.html.rest import is_named_for_itself

_MOST_BOXES = 5  # around a paragraph of a story
_FEWEST_BESIDE = 2  # paragraphs that are `p`, in the box where those of `div` are a part of the story
_FEWEST_ALIKE = 2  # of those with a name, a link, or beside the box of the others
_CONTAINERS = ("article", "main")
_NOTES = ("em", "i", "small")  # which a remark below a story is set in as a whole
_PARTS = ("a", "img", "form", "iframe")


def name_bare(prose: list[Prose], within: Within) -> None:
    """Make them `p`, of a page whose paragraphs are given."""
    bare = [one for one in prose if one.element.tag == "div"]
    if bare:
        _name_beside(bare, within)
        _name_between(bare, {one.element for one in prose if one.element.tag == "p"})


def make_alike(before: list[Prose], told: list[Prose]) -> None:
    """Name the paragraphs of both parts of a story by one element: a bare `div` is passed over beside others."""
    boxes = Counter(one.element.getparent() for one in told if one.element.tag == "div")
    bare = list(boxes) if any(paragraphs > 1 for paragraphs in boxes.values()) else []
    if bare:
        bare += [one.element.getparent() for one in before if one.element.tag == "div"]
    for line in [line for box in bare if box is not None for line in box.iterchildren("div")]:
        if _is_line(line):
            line.tag = "p"


def stands_between(element: html.HtmlElement, sentences: set[html.HtmlElement]) -> bool:
    """Whether paragraphs of sentences stand before and behind it."""
    behind, before = element.itersiblings(), element.itersiblings(preceding=True)
    return any(one in sentences for one in behind) and any(one in sentences for one in before)


def _name_between(bare: list[Prose], sentences: set[html.HtmlElement]) -> None:
    """Of bare ones between two paragraphs, and of those that stand there in a box without links and pictures."""
    for one in bare:
        around = islice(one.element.iterancestors(), _MOST_BOXES)
        top = next((box for box in (one.element, *around) if stands_between(box, sentences)), None)
        if top is None:
            continue
        is_bare = top is one.element and not top.attrib
        if is_bare or next(top.iter(*_PARTS), None) is None:
            one.element.tag = "p"


def _name_beside(bare: list[Prose], within: Within) -> None:
    """Of those in a box with paragraphs of the story, on whichever side of them."""
    kinds: dict[tuple[html.HtmlElement, str], list[Prose]] = {}
    for one in bare:
        top = _alone(one.element)
        if (around := top.getparent()) is not None and around.tag not in ("html", "body") and _may_be_told(one, top):
            kinds.setdefault((around, name_without_figures(top)), []).append(one)
    named: dict[html.HtmlElement, set[str]] = {}
    for (around, look), alike in kinds.items():
        if _are_of_story(alike, around, within[around], is_named=look != ""):
            named.setdefault(around, set()).add(look)
            for one in alike:
                one.element.tag = "p"
    for around, looks in named.items():
        _name_short(around, looks)


def _are_of_story(alike: list[Prose], around: html.HtmlElement, told: list[Prose], *, is_named: bool) -> bool:
    """Whether lines of one look go on with the paragraphs in the box around them, or lead to these."""
    others = [one.element for one in told if one.element.tag == "p"]
    if len(others) < _FEWEST_BESIDE:
        return False
    is_beside = sum(one.getparent() is around for one in others) >= _FEWEST_BESIDE
    if len(alike) >= _FEWEST_ALIKE:
        is_inside = any(box.tag in _CONTAINERS for box in (around, *around.iterancestors()))
        is_told = 2 * sum(map(opens_with_link, alike)) < len(alike) and not all(map(_is_remark, alike))
        return (is_beside or is_inside) and is_told
    return is_beside and not is_named and _is_lone_part(alike[0], around)


def _is_lone_part(one: Prose, around: html.HtmlElement) -> bool:
    """Whether a line that is alone of its look is a paragraph: no remark in italics, no standfirst below a heading."""
    if one.element.getparent() is not around:
        return False
    if next(one.element.iter("a"), None) is not None or next(around.iter("h1"), None) is not None:
        return False
    return not _is_remark(one)


def _is_remark(one: Prose) -> bool:
    """Whether all of a line is set as a note, as what an author or a paper says of itself is."""
    return any(flat_text(note) == one.text for note in one.element.iter(*_NOTES))


def _may_be_told(one: Prose, top: html.HtmlElement) -> bool:
    """Whether a line is no picture's or form's, and no name, with what wraps it alone, says what it is for."""
    behind = top.getnext()
    if next(one.element.iter(*_PARTS[1:]), None) is not None or (behind is not None and behind.tag == "form"):
        return False
    around = [one.element]
    while around[-1] is not top and (wrap := around[-1].getparent()) is not None:
        around.append(wrap)
    return all(map(is_named_for_itself, around))


def _alone(line: html.HtmlElement) -> html.HtmlElement:
    """The outermost box that holds nothing but a line."""
    top = line
    while (around := top.getparent()) is not None and around.tag == "div" and len(around) == 1:
        if (around.text or "").strip() or (top.tail or "").strip():
            break
        top = around
    return top


def _inmost(top: html.HtmlElement) -> html.HtmlElement:
    """The line in boxes that hold nothing but it."""
    while top.tag == "div" and len(top) == 1 and top[0].tag in ("div", "p") and not (top.text or "").strip():
        top = top[0]
    return top


def _name_short(around: html.HtmlElement, looks: set[str]) -> None:
    """Make `p` of the short lines between paragraphs that are named as those of `div` were: headings, answers, scores.

    So are several behind the last of them, as of a recipe; one alone may say who wrote it.
    """
    children = list(around)
    told = [at for at, top in enumerate(children) if _inmost(top).tag == "p" and see(flat_text(top)).prose]
    if not told:
        return
    tail = list(takewhile(lambda top: _is_short(top, looks), children[told[-1] + 1 :]))
    for top in (*children[told[0] : told[-1]], *(tail if len(tail) >= _FEWEST_ALIKE else ())):
        if _is_short(top, looks):
            _inmost(top).tag = "p"


def _is_short(top: html.HtmlElement, looks: set[str]) -> bool:
    """Whether it is a line that is named so, without links and pictures, and no notice of the page."""
    line = _inmost(top)
    if top.tag != "div" or name_without_figures(top) not in looks or not _is_line(line):
        return False
    text = flat_text(line)
    return text != "" and next(line.iter(*_PARTS), None) is None and see(text).notice is None


def _is_line(element: html.HtmlElement) -> bool:
    return next(element.iterdescendants(*BLOCKS), None) is None
