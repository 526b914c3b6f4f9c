"""The title and headings of a page to the one that is the article's headline.

Pages put the name of their site into the title, and their logo into a heading. Not for titles from metadata.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from lxml import html

from index.analysis import count_words
from index.cleaning.furniture import comparable
from index.readers.html.tree import is_aside, marks_of, text_of
from index.urls import split_url

MOST_HEADINGS: Final = 50
_LOGO = re.compile(r"(?:^|[-_])(?:logo(?:type)?|brand(?:ing)?|masthead|site[-_]?(?:title|name|header|logo))(?:$|[-_])")
_LOGO_AROUND = 2  # elements around a heading that may be marked as the site's
_LABEL_WORDS = 3  # at most, of the name of a site or section
_SHORT_TITLE = 4  # words at most of a title that may be a site's name
_OTHER_WORDS = 0.34  # of a heading's words in the title, below which it says something else


def page_headings(root: html.HtmlElement) -> list[html.HtmlElement]:
    """The main headings of a page that may be an article's: none that is the site's logo or stands aside."""
    return [
        one
        for one in islice(root.iter("h1"), MOST_HEADINGS)
        if text_of(one) and not is_aside(one) and not _is_logo(one)
    ]


def page_title(root: html.HtmlElement) -> str:
    """The text of the title element, "" where there is none."""
    found = next(root.iter("title"), None)
    return "" if found is None else text_of(found)


def visible_title(root: html.HtmlElement, sites: Collection[str]) -> str:
    """The headline of a page that no metadata names: its main heading, or its title where that says more.

    Args:
        sites: the names of the site, and its domain.
    """
    title = page_title(root)
    headings = page_headings(root)
    candidates = [text for text in _texts(headings) if not is_site_name(text, sites)]
    if len(candidates) > 1:
        within = [one for one in headings if any(around.tag in ("article", "main") for around in one.iterancestors())]
        candidates = [text for text in _texts(within) if text in candidates] or candidates
    if len(candidates) != 1:
        return title
    heading = candidates[0]
    return heading if not title or (_says_more(heading, title, sites) and not _is_shown(root, title)) else title


def is_site_name(text: str, sites: Iterable[str]) -> bool:
    """Whether a text is the name of a site, or its domain with or without its ending.

    >>> is_site_name("The Post", ["post.example"]), is_site_name("Harbour News", ["www.harbournews.example"])
    (True, True)
    """
    names = {comparable(one.removeprefix("www.").partition(".")[0] if " " not in one else one) for one in sites}
    names |= {comparable(one) for one in sites}
    plain = comparable(text)
    return bool(plain) and (plain in names or plain.removeprefix("the") in names)


def _texts(headings: Iterable[html.HtmlElement]) -> list[str]:
    return list(dict.fromkeys(map(text_of, headings)))


def _is_shown(root: html.HtmlElement, title: str) -> bool:
    """Whether the whole title is a lesser heading, as a headline is below that of a section, and no site's name."""
    wanted = comparable(title)
    lesser = (one for one in islice(root.iter("h2", "h3"), MOST_HEADINGS) if not _is_logo(one))
    return any(comparable(text_of(one)) == wanted and not _is_within_header(one) for one in lesser)


def _is_within_header(element: html.HtmlElement) -> bool:
    return is_aside(element) or any(one.tag == "header" for one in element.iterancestors())


def _says_more(heading: str, title: str, sites: Collection[str]) -> bool:
    """Whether a heading is rather the headline than the title is."""
    if comparable(heading) in comparable(title):
        rest = count_words(title) - count_words(heading)
        return not (count_words(heading) <= _LABEL_WORDS and rest > 2 * _LABEL_WORDS)
    words = heading.casefold().split()
    others = set(re.findall(r"\w+", title.casefold()))
    shared = sum(word.strip(".,:;!?\"'") in others for word in words) / len(words)
    is_name = count_words(title) <= _SHORT_TITLE or is_site_name(title, sites)
    return shared < _OTHER_WORDS and is_name and count_words(heading) > max(_LABEL_WORDS, count_words(title))


def _is_logo(heading: html.HtmlElement) -> bool:
    """Whether a heading is marked as the site's, or is a link to its front page."""
    around = [heading, *list(heading.iterancestors())[:_LOGO_AROUND]]
    if any(
        _LOGO.search(mark) for one in around if one.tag not in ("html", "body", "article") for mark in marks_of(one)
    ):
        return True
    links = [*heading.iter("a"), *(one for one in heading.iterancestors("a"))]
    return any(_is_front(link.get("href") or "") and text_of(link) == text_of(heading) for link in links)


def _is_front(address: str) -> bool:
    parts = split_url(address.strip())
    return parts.path in ("", "/") and not parts.query and bool(parts.path or parts.netloc)
