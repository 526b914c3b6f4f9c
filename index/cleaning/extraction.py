"""A whole HTML page in, the article's paragraphs out, with the larger blocks that were left out.

Tells article from page by its markup (trafilatura, precision first). Metadata is the readers' work.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

from index.article import Cut
from index.cleaning.cards import without_cards
from index.cleaning.furniture import same_text
from index.cleaning.markup import html_paragraphs

_LONGEST_PAGE = 8_000_000  # characters; what is longer is a dump, not a page
_LONGEST_ROW = 600  # characters of a row of data
_HEAD = 3  # paragraphs among which the heading may stand
_MOST_CUTS = 40
_SHORTEST_CUT = 60  # characters; menus and buttons are counted, not listed
_LONGEST_CUT = 400


class Extracted(NamedTuple):
    """The article's paragraphs and what was left out; no paragraphs where no article was found.

    `headline` is the page's heading where the article began with it.
    """

    paragraphs: list[str]
    cuts: tuple[Cut, ...]
    headline: str = ""


def extract_article(page: str) -> Extracted:
    """The article of an HTML page.

    >>> extract_article("<html><body></body></html>")
    Extracted(paragraphs=[], cuts=(), headline='')
    """
    import trafilatura  # a tenth of a second, which who reads no pages does without

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every empty page as an error
    page = page[:_LONGEST_PAGE]
    root = trafilatura.load_html(page)
    if root is None:
        return Extracted([], ())
    headings = [heading for element in root.iter("h1", "title") if (heading := _clean_line(element.text_content()))]
    found = trafilatura.extract(without_cards(root), favor_precision=True, include_comments=False, include_tables=True)
    paragraphs = [line for line in map(_clean_line, (found or "").split("\n")) if line]
    if any(line.startswith("|") and len(line) > _LONGEST_ROW for line in paragraphs):
        return Extracted([], ())  # a table that lays out the page: its one row holds menu and article alike
    headed = next(
        (at for at, line in enumerate(paragraphs[:_HEAD]) if any(same_text(line, one) for one in headings)), None
    )
    headline = "" if headed is None or len(paragraphs) == 1 else paragraphs.pop(headed)
    return Extracted(paragraphs, _left_out(page, paragraphs) if paragraphs else (), headline)


def _clean_line(line: str) -> str:
    return " ".join(line.split())


def _left_out(page: str, kept: list[str]) -> tuple[Cut, ...]:
    """The larger blocks of the page that are not in the article, and how many smaller ones there were."""
    whole = _comparable(" ".join(kept))
    missing = [block for block in dict.fromkeys(html_paragraphs(page)) if _comparable(block) not in whole]
    larger = [block for block in missing if len(block) >= _SHORTEST_CUT]
    cuts = [Cut(_shortened(block), "outside the article on its page") for block in larger[:_MOST_CUTS]]
    rest = len(missing) - len(cuts)
    if rest:
        smaller = " · ".join(block for block in missing if block not in set(larger[:_MOST_CUTS]))
        cuts.append(Cut(_shortened(smaller), f"outside the article on its page ({rest} short pieces, such as menus)"))
    return tuple(cuts)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_CUT else f"{text[:_LONGEST_CUT].rstrip()} …"


def _comparable(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
