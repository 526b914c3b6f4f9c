"""HTML fragments and Markdown in, paragraphs of text out, block by block and without loss.

Links keep their text, code its characters; pictures, scripts, styles and forms' controls go.
Not for whole pages, whose furniture has to be told from the article (see `index.cleaning.html.extraction`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree, html

from index.cleaning.html.blocks import BLOCKS, with_plain_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CELLS = frozenset(("td", "th"))
_UNREAD = frozenset(
    "script style template noscript iframe object embed svg math select textarea button input link meta".split()
)
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
# CommonMark takes lines right behind a block of HTML for a part of it; writers mean the next paragraph.
_BEHIND_BLOCK = re.compile(rf"(</(?:{'|'.join(sorted(BLOCKS))})>[ \t]*)\n(?=[ \t]{{0,3}}[^<\s])", re.IGNORECASE)
_UNPARSED = re.compile("[\x00-\x08\x0e-\x1f]")  # lxml stops at some of them
_OLD_BREAKS = re.compile("[\x0b\x0c]")


def is_page(markup: str) -> bool:
    """Whether this is a whole HTML page rather than a fragment of one.

    >>> is_page("<!DOCTYPE html><title>x</title>"), is_page("<p>One.</p>")
    (True, False)
    """
    return _PAGE.search(markup, 0, 4096) is not None


def html_paragraphs(markup: str) -> list[str]:
    """The paragraphs of an HTML fragment or page, in order, each with single spaces.

    >>> html_paragraphs("<h2>Rates</h2><p>Up <b>again</b>,<br>says the <a href='/x'>bank</a>.</p>")
    ['Rates', 'Up again, says the bank.']
    """
    root = _parse(markup)
    return [] if root is None else element_paragraphs(with_plain_blocks(root))


def element_paragraphs(root: html.HtmlElement) -> list[str]:
    """The paragraphs below one element of a parsed page."""
    return _Paragraphs().read(root)


def markdown_paragraphs(markdown: str) -> list[str]:
    """The paragraphs of a Markdown text; of HTML inside it the text is kept, never a tag.

    >>> markdown_paragraphs("# Rates\\n\\nUp *again*, says the [bank](http://bank.example/).")
    ['Rates', 'Up again, says the bank.']
    """
    return html_paragraphs(_markdown().render(_BEHIND_BLOCK.sub(r"\1\n\n", markdown)))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 20 ms, which who reads no Markdown does without

    # Indented lines of an article are a quotation or HTML, not code; fenced code is still read as code.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("code")


def _parse(markup: str) -> html.HtmlElement | None:
    markup = _OLD_BREAKS.sub(" ", _UNPARSED.sub("", markup))
    if not markup.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


class _Paragraphs:
    """Collects text until a block begins or ends."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._pieces: list[str] = []
        self._after_br = False

    def read(self, root: html.HtmlElement) -> list[str]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._open(element, tag)
                if tag in _UNREAD or not tag:
                    walk.skip_subtree()
            else:
                self._close(element, tag, is_root=element is root)
        self._break()
        return self._found

    def _open(self, element: html.HtmlElement, tag: str) -> None:
        if tag in BLOCKS:
            self._break()
        elif tag == "br":
            self._break_line()
        if tag and tag not in _UNREAD:
            self._add(element.text)

    def _close(self, element: html.HtmlElement, tag: str, *, is_root: bool) -> None:
        if tag in BLOCKS:
            self._break()
        elif tag in _CELLS:
            self._add(" ")
        if not is_root:
            self._add(element.tail)

    def _break_line(self) -> None:
        """One `br` is a space, two on end are a new paragraph."""
        if self._after_br:
            self._break()
        else:
            self._add("\n")
            self._after_br = True

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._after_br = self._after_br and text.isspace()

    def _break(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        self._after_br = False
        if text:
            self._found.append(text)
