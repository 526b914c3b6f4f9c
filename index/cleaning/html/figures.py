"""A parsed page in, the same with the quotations and captions of figures as paragraphs where they are the story's.

A figure is a picture and its caption, and no part of the text: but for one that holds a quotation which no paragraph
repeats, and but for the figures of a photo story, whose captions say more than any paragraphs of the page do.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import cast

from lxml import etree, html

from index.cleaning.features import see
from index.cleaning.furniture import comparable
from index.cleaning.html.blocks import BLOCKS
from index.cleaning.html.prose import Prose, flat_text, length, link_share, prose_of, runs_of
from index.cleaning.html.story_marks import is_named_as_body, mark_as_body, named_body, unmark
from index.cleaning.lines import ends_sentence

_FEWEST = 3  # captions of a photo story
_NEARLY_ALL = 0.75  # of them, in one place
_QUOTES = ("blockquote", "pre")
_MOST_LINKED = 0.5  # of the characters of a caption
_CAPTION = re.compile("caption", re.IGNORECASE)
_PICTURES = ("img", "picture", "video", "iframe", "svg", "audio", "canvas", "object")
_ELSEWHERE = ("aside", "footer", "nav", "dialog", "menu", "table", "a")
_PLAIN = ("figure", "figcaption", "ul", "ol", "li", "dl", "dt", "dd", "center")


def with_told_figures(root: html.HtmlElement) -> html.HtmlElement:
    """The page with them, changed in place; no text is lost or moved."""
    quoting = [figure for figure in root.iter("figure") if next(figure.iter(*_QUOTES), None) is not None]
    captions = _captions(root)
    if not quoting and len(captions) < _FEWEST:
        return root
    inside = {one for box in (*captions, *root.iter("figure")) for one in box.iter(etree.Element)}
    prose = [one for one in prose_of(root) if one.element not in inside]
    said = comparable(" ".join(one.text for one in prose))
    for figure in quoting:
        if not all(comparable(_words(quote)) in said for quote in figure.iter(*_QUOTES)):
            _open_quotation(figure)
    around = _place([caption for caption in captions if _told(caption)])
    captions = [caption for caption in captions if around in caption.iterancestors()]
    if around is not None and _is_photo_story(around, captions, prose):
        _open_captions(around, captions)
        _join_named(root, around)
    return root


def _open_quotation(figure: html.HtmlElement) -> None:
    figure.tag = "div"
    if next(figure.iter(*_PICTURES), None) is None:
        for caption in figure.iter("figcaption"):
            caption.tag = "p"  # who said it


def _words(quote: html.HtmlElement) -> str:
    """What is quoted, without the name below it."""
    return "".join(map(str, cast("list[str]", quote.xpath(".//text()[not(ancestor::cite or ancestor::footer)]"))))


def _captions(root: html.HtmlElement) -> list[html.HtmlElement]:
    """The captions of the page that are no links, the outermost element of each."""
    found = [element for element in root.iter("figcaption", "p", "div", "dd") if _is_caption(element)]
    inside = {one for element in found for one in element.iterdescendants()}
    return [element for element in found if element not in inside]


def _is_caption(element: html.HtmlElement) -> bool:
    if element.tag != "figcaption" and not _CAPTION.search(f"{element.get('class')} {element.get('id')}"):
        return False
    if next(element.iterancestors(*_ELSEWHERE), None) is not None or next(element.iter("img"), None) is not None:
        return False
    return link_share(element) < _MOST_LINKED


def _place(told: list[html.HtmlElement]) -> html.HtmlElement | None:
    """The innermost element around nearly all of these captions; others may stand anywhere on the page."""
    boxes = Counter(box for caption in told for box in caption.iterancestors())
    around = [box for box, captions in boxes.items() if captions >= _NEARLY_ALL * len(told)]
    return max(around, key=lambda box: sum(1 for _ in box.iterancestors()), default=None)


def _is_photo_story(around: html.HtmlElement, captions: list[html.HtmlElement], prose: list[Prose]) -> bool:
    told = {told for caption in captions if (told := _told(caption))}
    among = sum(len(one.text) for one in prose if around in one.element.iterancestors())
    return len(told) >= _FEWEST and sum(map(len, told)) > max(among, *map(length, runs_of(prose).values()), 0)


def _told(caption: html.HtmlElement) -> str:
    """The sentences of a caption, without the credit behind them; empty where it has none."""
    text = _uncredited(caption) or flat_text(caption)
    return text if see(text).prose else ""


def _uncredited(caption: html.HtmlElement) -> str:
    """The text of a caption before the last element in it, where sentences end there and another thing follows."""
    whole = flat_text(caption)
    before = whole.removesuffix(flat_text(caption[-1])).rstrip() if len(caption) else ""
    return before if ends_sentence(before) and not ends_sentence(whole) else ""


def _open_captions(around: html.HtmlElement, captions: list[html.HtmlElement]) -> None:
    """Make paragraphs of the captions, plain boxes of what is around them, and take out links of pictures alone."""
    for caption in captions:
        for element in caption.iter(etree.Element):
            unmark(element)
        for element in takewhile(lambda box: box is not around, caption.iterancestors()):
            unmark(element)
            if element.tag in _PLAIN:
                element.tag = "div"
        if next(caption.iterdescendants(*BLOCKS), None) is not None:
            caption.tag = "div"
        elif _uncredited(caption):
            _part_credit(caption)
        else:
            caption.tag = "p"
    if around.tag in _PLAIN:
        around.tag = "div"
    if not is_named_as_body(around):
        unmark(around)  # a gallery has names that would drop it
    for link in [link for link in around.iter("a") if not flat_text(link)]:
        link.drop_tree()


def _join_named(root: html.HtmlElement, gallery: html.HtmlElement) -> None:
    """Where what is named as the article is only an introduction, look for it in the box around both."""
    named = named_body(root)
    if named is None or named is gallery or named in gallery.iterancestors():
        return
    outside = set(gallery.iterancestors())
    around = (
        gallery if gallery in named.iterancestors() else next(box for box in named.iterancestors() if box in outside)
    )
    if around.tag not in ("html", "body"):
        mark_as_body(around)


def _part_credit(caption: html.HtmlElement) -> None:
    """Give the sentences and the credit behind them a paragraph each."""
    *children, credit = caption
    sentences = html.Element("p")
    sentences.text, caption.text = caption.text, None
    sentences.extend(children)
    caption.insert(0, sentences)
    caption.tag, credit.tag = "div", "p"
