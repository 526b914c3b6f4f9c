"""A page of HTML to a tree of elements, and what readers ask of an element: its text, its marks, what it stands in.

Not for telling the article from the rest of the page (see `index.cleaning`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from lxml import etree, html

_LONGEST_MARKUP = 2 * 1024 * 1024  # where metadata is looked for; no page read so far comes near it
_UNPARSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # lxml stops at some of them
_RUN_ON = frozenset("a abbr b bdi bdo cite code em font i mark q s small span strong sub sup u wbr".split())
_MOST_PIECES = 4_000
_MOST_HEADINGS = 1_000
_UNREAD = frozenset("script style template noscript svg".split())
_OTHERS = re.compile(
    r"comment|related|teaser|recommend|sidebar|newsletter|promo|disqus|most-(?:read|popular)|trending"
    r"|(?:^|[-_])(?:cards?|bio|repl(?:y|ies)|responses?|reactions?|popular)(?:$|[-_])"
)
_ASIDE: Final = frozenset(("aside", "nav", "footer"))


def parse_page(markup: str) -> html.HtmlElement | None:
    """The tree of a page without its comments; None of a text that holds no markup at all."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    plain = _UNPARSED.sub(" ", markup[:_LONGEST_MARKUP])
    try:
        return html.document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_of(element: html.HtmlElement, most: int | None = _MOST_PIECES) -> str:
    """The text below an element on one line; only what runs on within a word is joined without a space.

    Args:
        most: pieces of text after which it is broken off, None for never. Elements hold each other, and a page that
            asks for the text of many would take the square of its length.

    >>> text_of(html.fromstring("<h1>Crane<br>de<b>layed</b></h1>"))
    'Crane delayed'
    """
    return " ".join("".join(islice(_pieces(element), most)).split())


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        tag = one.tag if isinstance(one.tag, str) else ""
        if event == "start":
            yield "" if tag in _RUN_ON else " "
            if tag in _UNREAD or not tag:
                walk.skip_subtree()
            else:
                yield one.text or ""
        else:
            yield "" if tag in _RUN_ON else " "
            yield "" if one is element else one.tail or ""


def marks_of(element: html.HtmlElement) -> list[str]:
    """The classes of an element and its id, in small letters."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()


def is_aside(element: html.HtmlElement) -> bool:
    """Whether an element is or stands in what is by its tag beside the page's content."""
    return any(one.tag in _ASIDE for one in (element, *element.iterancestors()))


def boxes_of_others(root: html.HtmlElement, around: Collection[html.HtmlElement]) -> frozenset[html.HtmlElement]:
    """The elements of a page that stand aside, or hold its comments or other stories.

    What is `around` the article's heading too is no such box, however it is called.
    """
    headings = islice(root.iter("h1", "h2", "h3", "h4"), _MOST_HEADINGS)
    stories = {one for heading in headings for one in heading.iterancestors("article")}
    return frozenset(
        one
        for one in root.iter()
        if one not in around and (one.tag in _ASIDE or one in stories or any(map(_OTHERS.search, marks_of(one))))
    )


def is_within(element: html.HtmlElement, boxes: Collection[html.HtmlElement]) -> bool:
    """Whether an element is one of the boxes or stands in one."""
    return any(one in boxes for one in (element, *element.iterancestors()))
