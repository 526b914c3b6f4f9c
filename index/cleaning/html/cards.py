"""A parsed page in, the same without those parts that by their build are links to other pages.

Three builds that no article has: a box inside a paragraph that is nothing but headlines of others (what opens when the
mouse rests on a name), cards of pictures and headlines, a list whose every entry is one linked headline. Never by the
name or class of an element. Only where an article is looked for; what the page says in all is told from the untouched
page (`index.cleaning.html.extraction`). One walk over the page, however deep it is nested.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree, html

_HEADLINE = 4  # words; names and sections have fewer
_FEWEST_IN_BOX, _FEWEST_CARDS, _FEWEST_IN_LIST = 2, 3, 2
_ALL = 0.9  # of the letters of a part, in links
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_ROWS = frozenset(("div", "section", "ul", "aside"))
_UNREAD = frozenset(("script", "style", "template"))


@dataclass(slots=True)
class _Part:
    """What stands in an element: letters and words, of those the letters in links; links, headings, entries of a list.

    `headlines` counts links as long as headlines are, `boxed` says that a box is inside.
    """

    letters: int = 0
    words: int = 0
    in_links: int = 0
    links: int = 0
    headlines: int = 0
    headings: int = 0
    linked_headings: int = 0
    entries: int = 0
    linked_entries: int = 0
    boxed: bool = False

    @property
    def is_all_links(self) -> bool:
        return 0 < _ALL * self.letters <= self.in_links

    @property
    def is_list(self) -> bool:
        return self.entries >= _FEWEST_IN_LIST and self.entries == self.linked_entries and self.is_all_links

    @property
    def is_row(self) -> bool:
        return self.headings >= _FEWEST_CARDS and self.headings == self.linked_headings and self.is_all_links

    @property
    def is_box(self) -> bool:
        return self.headlines >= _FEWEST_IN_BOX and self.is_all_links and not self.boxed

    def read(self, text: str | None) -> None:
        """Count text that stands in the element itself."""
        words = (text or "").split()
        self.words += len(words)
        self.letters += sum(map(len, words))

    def take_in(self, inner: _Part) -> None:
        """Count what stands in an element inside; entries are only those of its own list."""
        self.letters += inner.letters
        self.words += inner.words
        self.in_links += inner.in_links
        self.links += inner.links
        self.headlines += inner.headlines
        self.headings += inner.headings
        self.linked_headings += inner.linked_headings
        self.boxed |= inner.boxed


def without_cards(root: html.HtmlElement) -> html.HtmlElement:
    """The page without such parts, changed in place; text behind them stays."""
    for part in _Walk().find(root):
        if part.getparent() is not None:
            part.drop_tree()
    return root


class _Walk:
    """Goes over a page once and keeps what is open: the parts from the page down, how many links and paragraphs."""

    def __init__(self) -> None:
        self._open = [_Part()]
        self._found: list[html.HtmlElement] = []
        self._links = 0
        self._paragraphs = 0

    def find(self, root: html.HtmlElement) -> list[html.HtmlElement]:
        """The parts that are links to other pages."""
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._begin(element)
            elif event == "end":
                self._end(element)
            if event != "start" and element is not root:
                self._open[-1].read(element.tail)
        return self._found

    def _begin(self, element: html.HtmlElement) -> None:
        self._links += element.tag == "a"
        self._paragraphs += element.tag == "p"
        self._open.append(_Part())
        if element.tag not in _UNREAD:
            self._open[-1].read(element.text)

    def _end(self, element: html.HtmlElement) -> None:
        part, tag = self._open.pop(), element.tag
        around = self._open[-1]
        if tag == "a":
            self._links -= 1
            part.in_links, part.links = part.letters, 1
            part.headlines = int(part.words >= _HEADLINE)
        elif tag in _HEADINGS and part.letters:
            part.headings += 1
            part.linked_headings += self._links > 0 or part.is_all_links
        elif tag == "li":
            around.entries += 1
            around.linked_entries += part.links == 1 == part.headlines and part.is_all_links
        elif tag == "p":
            self._paragraphs -= 1
        self._judge(element, part)
        around.take_in(part)

    def _judge(self, element: html.HtmlElement, part: _Part) -> None:
        is_box = element.tag == "span" and self._paragraphs > 0 and part.is_box
        if is_box or (element.tag == "ul" and part.is_list) or (element.tag in _ROWS and part.is_row):
            self._found.append(element)
            part.boxed |= is_box
