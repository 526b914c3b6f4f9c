"""A parsed page in, the same with the lines of its story as plain paragraphs: the links in them are words.

How much of an element stands in links tells lists of links from stories, and fails where a paragraph, an entry of a
list or a post of a live blog is short: one linked name is half of it. What is nothing but links stays a link, so that
teasers and menus are still told by theirs.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from index.analysis import count_words
from index.cleaning.date_lines import is_date_line
from index.cleaning.html.blocks import BLOCKS
from index.cleaning.html.posts import open_posts
from index.cleaning.html.prose import Prose, flat_text, length, link_share, look_of
from index.cleaning.lines import ends_sentence
from index.cleaning.notices import notice

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LINES = ("p", "div", "li", "dd", "dt", "td", "th", "blockquote", *_HEADINGS)
_LISTS = ("ul", "ol", "dl", "table")
_LEAST_IN_BODY = 0.5  # of the characters of a page's sentences
_MOST_IN_LINKS = 0.5  # of the characters of a line
_MOST_IN_SENTENCE = 0.7
_LONGEST_NAME = 5  # words of a link in a list or a table; headlines are longer
_COUNT = re.compile(r"\(\d+\)|\d+[.)]?")  # behind a section's name or before a headline
_BETWEEN = " ,;|/·•&、،"  # links of a list in one line


def with_plain_links(root: html.HtmlElement, body: html.HtmlElement | None, prose: list[Prose]) -> html.HtmlElement:
    """The page, whose paragraphs are given and whose article is looked for in an element, changed in place.

    No text is lost or moved.
    """
    within = set() if body is None else set(body.iter())
    of_body = [one for one in prose if one.element in within]
    if body is None or length(of_body) < _LEAST_IN_BODY * length(prose):
        body, of_body = root, prose
    if of_body:
        _unlink_lines(body, of_body)
        open_posts(body, of_body)
    return root


def _unlink_lines(body: html.HtmlElement, prose: list[Prose]) -> None:
    """Of sentences, and of what stands behind the first of them and has words or figures beside its links.

    Behind the last, where pages say how to write to them, a line has to look like the sentences too.
    """
    sentences = {one.element for one in prose}
    looks = set(map(look_of, sentences))
    ahead = len(sentences)
    for element in list(body.iter(*_LINES, *_LISTS)):
        if element in sentences:
            ahead -= 1
            _unlink(element)
        elif ahead == len(sentences) or next(element.iter("a"), None) is None:
            continue
        elif element.tag in _LISTS:
            if _tells_of_names(element):
                _unlink(element)
        elif (ahead or look_of(element) in looks) and _is_line(element) and _is_told(element):
            _unlink(element)


def _is_line(element: html.HtmlElement) -> bool:
    return next(element.iterdescendants(*BLOCKS), None) is None


def _is_told(line: html.HtmlElement) -> bool:
    """Whether a line that is too short to be told by its words alone is more than its links, and what labels them."""
    text = flat_text(line)
    if notice(text) is not None:
        return False
    if ends_sentence(text):
        return link_share(line) < _MOST_IN_SENTENCE
    return link_share(line) < _MOST_IN_LINKS and not _is_label(line, text)


def _is_label(line: html.HtmlElement, text: str) -> bool:
    """Whether all words outside links stand before them, as `Topics:` does, or `Filed under` before several."""
    rest = _outside_links(line)
    several = next(islice(line.iter("a"), 1, None), None) is not None
    words = rest.rstrip(_BETWEEN)
    return (several or words.endswith((":", "："))) and text.startswith(words)


def _unlink(element: html.HtmlElement) -> None:
    for link in element.iter("a"):
        link.tag = "font"  # says nothing, and unlike an empty `span` takes no words with it
        link.attrib.clear()


def _tells_of_names(box: html.HtmlElement) -> bool:
    """Whether most rows of a table, or lines of a list, that hold links say something of what is linked: names."""
    linked = [row for row in _rows(box) if next(row.iter("a"), None) is not None]
    if len(linked) < 2 and box.tag not in ("table", "dl"):
        return False
    return 2 * sum(map(_tells_of_name, linked)) > len(linked)


def _rows(box: html.HtmlElement) -> list[html.HtmlElement]:
    if box.tag == "table":
        return list(box.iter("tr"))
    return [box] if box.tag == "dl" else list(filter(_is_line, box.iter(*BLOCKS)))


def _tells_of_name(row: html.HtmlElement) -> bool:
    if next(row.iter(*_HEADINGS), None) is not None:
        return False
    if max(count_words(flat_text(link)) for link in row.iter("a")) > _LONGEST_NAME:
        return False
    rest = _outside_links(row)
    is_number = _COUNT.fullmatch(rest) and (rest[0] == "(" or flat_text(row).startswith(rest))
    return any(map(str.isalnum, rest)) and not is_number and not is_date_line(rest)


def _outside_links(element: html.HtmlElement) -> str:
    pieces = element.xpath(".//text()[not(ancestor::a)]")
    return " ".join(" ".join(pieces).split())
