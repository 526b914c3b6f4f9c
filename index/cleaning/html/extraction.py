"""A whole HTML page in, the article's paragraphs out, with the larger blocks that were left out.

Tells article from page by its markup (trafilatura, precision first). Metadata is the readers' work.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

from lxml.html import HtmlElement

from index.article import Cut
from index.cleaning.features import is_byline, is_stamp, see
from index.cleaning.furniture import same_text
from index.cleaning.html.blocks import with_plain_blocks
from index.cleaning.html.cards import without_cards
from index.cleaning.html.figures import with_told_figures
from index.cleaning.html.inline import with_plain_words
from index.cleaning.html.markup import element_paragraphs, html_paragraphs
from index.cleaning.html.posts import box_of_posts, join_entries
from index.cleaning.html.prose import Prose, prose_of
from index.cleaning.html.shown import without_unshown
from index.cleaning.html.standfirst import standfirst
from index.cleaning.html.story_links import with_plain_links
from index.cleaning.html.story_marks import mark_as_body, named_body, unmark_around, without_misleading_marks
from index.cleaning.html.story_run import Run, longest_run

_LONGEST_PAGE = 8_000_000  # characters; what is longer is a dump, not a page
_LONGEST_ROW = 600  # characters of a row of data
_HEAD = 3  # paragraphs among which the heading may stand
_LEAST_OF_RUN = 1 / 3  # of the characters of the longest run of paragraphs, in an article that was found
_MOST_OF_RUN = 0.5
_MOST_CUTS = 40
_SHORTEST_CUT = 60  # characters; menus and buttons are counted, not listed
_LONGEST_CUT = 400


class Extracted(NamedTuple):
    """The article's paragraphs and what was left out; no paragraphs where no article was found.

    `headline` is the page's heading where the article began with it, `standfirst` the sentences between the heading and
    the article, which are in neither the paragraphs nor the cuts.
    """

    paragraphs: list[str]
    cuts: tuple[Cut, ...]
    headline: str = ""
    standfirst: str = ""


def extract_article(page: str) -> Extracted:
    """The article of an HTML page.

    >>> extract_article("<html><body></body></html>")
    Extracted(paragraphs=[], cuts=(), headline='', standfirst='')
    """
    page = page[:_LONGEST_PAGE]
    root = _parsed(page)
    if root is None:
        return Extracted([], ())
    headings = [heading for element in root.iter("h1", "title") if (heading := _clean_line(element.text_content()))]
    paragraphs = _article_of(root, page)
    if any(line.startswith("|") and len(line) > _LONGEST_ROW for line in paragraphs):
        return Extracted([], ())  # a table that lays out the page: its one row holds menu and article alike
    headed = next(
        (at for at, line in enumerate(paragraphs[:_HEAD]) if any(same_text(line, one) for one in headings)), None
    )
    headline = "" if headed is None or len(paragraphs) == 1 else paragraphs.pop(headed)
    while len(paragraphs) > 1 and (is_stamp(paragraphs[0]) or is_byline(paragraphs[0])):
        del paragraphs[0]
    if not paragraphs:
        return Extracted([], (), headline)
    opening = standfirst(root, paragraphs)
    return Extracted(paragraphs, _left_out(page, [opening, *paragraphs]), headline, opening)


def _parsed(page: str) -> HtmlElement | None:
    import trafilatura  # a tenth of a second, which who reads no pages does without

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every empty page as an error
    return trafilatura.load_html(page)


def _article_of(root: HtmlElement, page: str) -> list[str]:
    """The lines of the article; where they miss the longest run of paragraphs, and that is the story, its lines."""
    prose, run = _prepare(root)
    named = named_body(root)
    posts = None if named is None else box_of_posts(named, prose)
    if posts is not None:
        mark_as_body(posts)
    if run is None:
        return _lines(root, prose)
    if posts is None and _is_inside(named, run.box):
        mark_as_body(run.box)
    lines = _lines(root, prose)
    if not _misses(lines, run):
        return lines
    again = _parsed(page)
    if again is None:
        return lines
    prose, other = _prepare(again)
    if other is None:
        return lines
    mark_as_body(other.box)
    bare = element_paragraphs(other.box)
    lines = _lines(again, prose)
    return lines if _length(lines) >= _MOST_OF_RUN * run.length else bare


def _misses(lines: list[str], run: Run) -> bool:
    """Whether the lines are next to nothing of a run, or are shorter than it and begin behind it."""
    said = set(lines)
    if any(text in said for text in run.paragraphs):
        return _length(lines) < _LEAST_OF_RUN * run.length
    if not any(see(line).prose for line in lines):
        return True
    return run.headed and said.isdisjoint(run.before) and _length(lines) < run.length


def _is_inside(named: HtmlElement | None, box: HtmlElement) -> bool:
    """Whether what is named as the article is nothing, or one of several parts of a box."""
    return named is None or (box in named.iterancestors() and named.getnext() is not None)


def _prepare(root: HtmlElement) -> tuple[list[Prose], Run | None]:
    """Change a page into one whose article can be told by its markup; its paragraphs and the longest run of them."""
    prose = prose_of(with_plain_words(with_told_figures(without_cards(without_unshown(with_plain_blocks(root))))))
    without_misleading_marks(root, prose)
    join_entries(prose)
    run = longest_run(prose)
    if run is not None and len(run.before) <= 1:
        unmark_around(run.box, only_comments=bool(run.before) or not run.headed)
    return prose, run


def _lines(root: HtmlElement, prose: list[Prose]) -> list[str]:
    import trafilatura

    with_plain_links(root, named_body(root), prose)
    found = trafilatura.extract(root, favor_precision=True, include_comments=False, include_tables=True)
    return [line for line in map(_clean_line, (found or "").split("\n")) if line]


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


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
