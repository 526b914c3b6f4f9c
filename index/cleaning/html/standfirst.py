"""A parsed page in, its standfirst out: the sentence or two between the heading and the article.

Not for those that stand in the article itself, nor for what a picture is captioned with.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import html

from index.cleaning.features import is_byline, see
from index.cleaning.html.blocks import BLOCKS
from index.cleaning.html.prose import flat_text, link_share

_NEAR = 3  # boxes around the heading, in one of which the standfirst stands
_LONGEST = 600  # characters
_OTHER = ("figure", "figcaption", "aside", "nav", "form", "footer", "li", "blockquote", "table", "dialog")
_PICTURES = ("img", "picture", "video", "iframe", "svg")


def standfirst(root: html.HtmlElement, article: Sequence[str]) -> str:
    """The standfirst of a page whose article has these paragraphs, empty where there is none.

    >>> page = html.fromstring("<div><h1>Rain</h1><p>It rained all day in the valley, and nobody came.</p></div>")
    >>> standfirst(page, ["At noon the first tents were struck."])
    'It rained all day in the valley, and nobody came.'
    """
    heading = next(root.iter("h1"), None)
    if heading is None:
        return ""
    near = list(heading.iterancestors())[:_NEAR]
    for element in heading.xpath("following::*[self::p or self::div or self::h2 or self::h3]"):
        if next(element.iterdescendants(*BLOCKS), None) is not None:
            continue
        text = flat_text(element)
        if article[0] in text or text in article or not near or near[-1] not in element.iterancestors():
            return ""
        if _is_standfirst(element, text) and not _is_caption(element, heading):
            return text
    return ""


def _is_caption(element: html.HtmlElement, heading: html.HtmlElement) -> bool:
    """Whether a picture stands in a box with the element, but not with the heading."""
    around = set(heading.iterancestors())
    boxes = (box for box in (element, *element.iterancestors()) if box not in around)
    return any(next(box.iter(*_PICTURES), None) is not None for box in boxes)


def _is_standfirst(element: html.HtmlElement, text: str) -> bool:
    if len(text) > _LONGEST or next(element.iterancestors(*_OTHER), None) is not None:
        return False
    return see(text).prose and not is_byline(text.rstrip(" .")) and link_share(element) < 0.5
