"""A parsed page in, the same with the words of each line in plain elements: what stands among them is theirs.

A date, a price or a company's name in the middle of a sentence often has an element or a class of its own, by which
the extraction would take it for furniture and the words would go. A line is what stands between two blocks or breaks,
bare text behind a box too. What stands in a line alone, as a date above a story does, keeps its name; so do buttons
and what is hidden.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from lxml import etree, html

from index.analysis import count_words
from index.cleaning.date_lines import is_date_line
from index.cleaning.features import PROSE_WORDS
from index.cleaning.html.blocks import BLOCKS
from index.cleaning.html.story_marks import is_named_as_furniture
from index.cleaning.lines import ends_sentence

_UNREAD = frozenset(
    "script style template noscript iframe object embed svg math select textarea button input canvas audio video "
    "picture img link meta rt rp rtc".split()
)
_RENAMED = frozenset(("time", "label", "output", "progress", "meter", "noindex", "blink", "marquee"))
_EMPTY = ("span", "b", "em", "i", "strong", "q")
_BOXES = ("div", "section", "article", "main", "center", "p", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6")
_KEPT = ("sup", "br")  # marks of footnotes
_HIDDEN = re.compile(
    r"(?:^|\s)(?:(?:is|d|u)-)?(?:hidden|hide|none|invisible|sr-only|screen-?reader\S*|visually-?hidden)(?:\s|$)"
)
_GOES_ON = ",;:.!?)]’'%…،؛。、，"


@dataclass(slots=True)
class _Line:
    """The pieces of text of a line, and its elements: each with the pieces before it and those up to its end.

    `filled` are the places of the pieces with more than white space.
    """

    pieces: list[str] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    elements: list[tuple[html.HtmlElement, int, int]] = field(default_factory=list)

    def add(self, text: str | None) -> None:
        """Read a piece of text."""
        if text and not text.isspace():
            self.filled.append(len(self.pieces))
        self.pieces.append(text or "")

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Some of its pieces with single spaces."""
        return " ".join("".join(self.pieces[start:end]).split())

    def is_filled_by(self, start: int, end: int) -> bool:
        """Whether all its words stand in some of its pieces."""
        return not self.filled or (start <= self.filled[0] and self.filled[-1] < end)

    def own_words(self) -> int:
        """How many of its words stand in none of its elements."""
        inside = bytearray(len(self.pieces))
        for _, start, end in self.elements:
            inside[start:end] = b"\1" * (end - start)
        return count_words(" ".join(piece for piece, within in zip(self.pieces, inside, strict=True) if not within))


def with_plain_words(root: html.HtmlElement) -> html.HtmlElement:
    """The page, changed in place; no text is lost or moved."""
    _free_from_empty(root)
    for line in _lines(root):
        for element in _among_words(line):
            _make_plain(element)
    return root


def _free_from_empty(root: html.HtmlElement) -> None:
    """Keep what follows an element, or a box that may be emptied, from going with it as the extraction has it."""
    for element in reversed(list(root.iter(*_EMPTY))):
        if not len(element) and not element.text and element is not root:
            element.drop_tag()
    for box in list(root.iter(*_BOXES)):
        if box is not root and box.tail and not box.tail.isspace():
            line_break = html.Element("br")
            line_break.tail, box.tail = box.tail, None
            box.addnext(line_break)


def _lines(root: html.HtmlElement) -> list[_Line]:
    """The lines of a page that hold elements with names."""
    found, line = [], _Line()
    opened: dict[html.HtmlElement, int] = {}
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag
        if tag in BLOCKS or tag == "br":
            found.append(line)
            line, opened = _Line(), {}
        if event == "start":
            if tag in _UNREAD:
                walk.skip_subtree()
                continue
            if _may_be_named(element):
                opened[element] = len(line.pieces)
            line.add(element.text)
        elif event == "end" and (start := opened.pop(element, None)) is not None:
            line.elements.append((element, start, len(line.pieces)))
        if event != "start" and element is not root:
            line.add(element.tail)
    return [line for line in (*found, line) if line.elements]


def _may_be_named(element: html.HtmlElement) -> bool:
    if element.tag in BLOCKS or element.tag in _KEPT or element.get("role") == "button":
        return False
    return (element.tag in _RENAMED or bool(element.attrib)) and not _HIDDEN.search(element.get("class") or "")


def _among_words(line: _Line) -> list[html.HtmlElement]:
    """The elements of a line that are named as furniture and have words beside them which go on in theirs."""
    if all(line.is_filled_by(start, end) for _, start, end in line.elements):
        return []
    line.elements = [one for one in line.elements if one[0].tag in _RENAMED or is_named_as_furniture(one[0])]
    own = line.own_words()
    if not own:
        return []
    return [element for element, start, end in line.elements if _goes_on(line, start, end, own)]


def _goes_on(line: _Line, start: int, end: int, own: int) -> bool:
    """Whether the words of an element go on from those before it or lead on to those behind it."""
    first, behind = bisect_left(line.filled, start), bisect_left(line.filled, end)
    if first == behind:
        return False  # it holds no text
    if first > 0 and behind < len(line.filled):
        return True
    if first > 0:
        return not ends_sentence(line.text(0, start)) and (ends_sentence(line.text()) or own >= PROSE_WORDS)
    if behind == len(line.filled):
        return False
    after = line.text(end)
    if after[0].islower() or after[0] in _GOES_ON:
        return True
    return own >= PROSE_WORDS and not is_date_line(line.text(start, end))


def _make_plain(element: html.HtmlElement) -> None:
    if element.tag in _RENAMED:
        element.tag = "font"  # which says nothing
    for name in element.attrib:
        if name != "href":
            del element.attrib[name]
