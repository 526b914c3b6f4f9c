"""A parsed page or fragment in, the same with its paragraphs and boxes named by the elements HTML has for them.

Custom elements, tables that lay out a page and text set off by two `br` become `p` and `div`, by what they hold and
what stands beside them, never by their names. A table of figures stays a table.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree, html

from index.analysis import count_words
from index.cleaning.features import PROSE_WORDS

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol p pre section summary table tbody "
    "tfoot thead title tr ul".split()
)
_CELLS = ("td", "th")
_TABLE_PARTS = ("thead", "tbody", "tfoot", "tr", *_CELLS)
_LINES = frozenset(("p", "a", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"))
_SILENT = frozenset(
    ("img", "picture", "iframe", "script", "style", "noscript", "br", "video", "audio", "svg", "template")
)
_FEWEST_ALIKE = 3  # long custom elements of one name in one box
_WRAPPERS = ("font", "center")
_LONG_CELL = 30  # words, of more than one paragraph: no table of figures has such a cell
_CUSTOM = re.compile(r"[a-z][\w.]*-[\w.-]*")  # HTML asks for the hyphen


def with_plain_blocks(root: html.HtmlElement) -> html.HtmlElement:
    """The page with its blocks so named, changed in place; no text is lost or moved."""
    _name_custom([element for element in root.iter(etree.Element) if _is_custom(element)])
    loose = [element for table in list(root.iter("table")) if _lays_out(table) for element in _opened(table)]
    loose += [cell for cell in root.iter(*_CELLS) if _table_of(cell) is None]
    loose += [element for element in root.iter(*_WRAPPERS) if _holds_blocks(element) or _breaks(element)]
    loose += filter(_breaks, root.iter("p"))
    for element in loose:
        element.tag = "div"
    for element in (*loose, *filter(_breaks, root.iter("body", "div", "section", "article", "main"))):
        _wrap_loose_text(element)
    return root


def _is_custom(element: html.HtmlElement) -> bool:
    return _CUSTOM.fullmatch(str(element.tag)) is not None


def _name_custom(elements: list[html.HtmlElement]) -> None:
    """A custom element is a block where it holds some or stands among blocks, and else a part of its line."""
    around = {parent for element in elements if (parent := element.getparent()) is not None}
    boxes = {parent for parent in around if _holds_blocks_alone(parent)}
    long = Counter((element.getparent(), element.tag) for element in elements if _is_long(element))
    prose = set(long)
    prose |= {(parent, "p") for parent in boxes if any(map(_is_long, parent.iterchildren("p")))}
    kinds = {element: (element.getparent(), element.tag) for element in elements}
    for element in reversed(elements):  # what is inside first
        parent, _ = kind = kinds[element]
        if _holds_blocks(element):
            element.tag = "div"
        elif parent is not None and parent.tag not in _LINES and long[kind] >= _FEWEST_ALIKE:
            element.tag = "p"  # whatever stands between them
        elif parent in boxes:
            element.tag = "p" if kind in prose or (parent, "p") in prose else "div"


def _is_long(element: html.HtmlElement) -> bool:
    return not _holds_blocks(element) and count_words(element.text_content()) >= PROSE_WORDS


def _holds_blocks_alone(box: html.HtmlElement) -> bool:
    """Whether an element holds blocks and custom elements, and no text or inline element with text beside them."""
    if box.tag in _LINES or box.tag in ("span", "li") or _has_text(box.text):
        return False
    return all(
        not _has_text(child.tail) and (child.tag in BLOCKS or child.tag in _SILENT or _is_custom(child))
        for child in box.iterchildren(etree.Element)
    )


def _lays_out(table: html.HtmlElement) -> bool:
    """Whether a table arranges the parts of a page: in it are other tables, or whole paragraphs."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return True
    cells = list(table.iter(*_CELLS))
    if len(cells) == 1:
        return True
    return all(cell.tag == "td" for cell in cells) and any(map(_is_text_column, cells))


def _is_text_column(cell: html.HtmlElement) -> bool:
    if count_words(cell.text_content()) < _LONG_CELL:
        return False
    return sum(1 for _ in cell.iter("p", "div", "h1", "h2", "h3")) > 1 or any(map(_breaks, cell.iter()))


def _opened(table: html.HtmlElement) -> list[html.HtmlElement]:
    """The cells of a table, which are `div` now as all its own parts are; tables inside keep theirs."""
    own = [table, *(part for part in table.iter(*_TABLE_PARTS) if _table_of(part) is table)]
    cells = [part for part in own if part.tag in _CELLS]
    for part in own:
        part.tag = "div"
    return cells


def _table_of(part: html.HtmlElement) -> html.HtmlElement | None:
    return next(part.iterancestors("table"), None)


def _holds_blocks(element: html.HtmlElement) -> bool:
    return next(element.iterdescendants(*BLOCKS), None) is not None


def _breaks(element: html.HtmlElement) -> bool:
    """Whether two `br` in a row part the text of an element."""
    for one in element.iterchildren("br"):
        following = one.getnext()
        if following is not None and following.tag == "br" and not _has_text(one.tail):
            return True
    return False


def _wrap_loose_text(box: html.HtmlElement) -> None:
    """Give each paragraph that stands bare in a box, beside a block or parted by two `br`, an element of its own."""
    children = list(box)
    if not (_breaks(box) or any(child.tag in BLOCKS for child in children)):
        return
    paragraph, box.text = _paragraph(box.text), None
    after_break = False
    for child in children:
        tail, child.tail = child.tail, None
        is_break = child.tag == "br"
        if child.tag in BLOCKS or (is_break and after_break):
            _append_filled(box, paragraph)
            box.append(child)
            paragraph = _paragraph(tail)
        else:
            child.tail = tail
            paragraph.append(child)
        after_break = is_break and not _has_text(tail)
    _append_filled(box, paragraph)


def _paragraph(text: str | None) -> html.HtmlElement:
    paragraph = html.Element("p")
    paragraph.text = text
    return paragraph


def _append_filled(box: html.HtmlElement, paragraph: html.HtmlElement) -> None:
    if _has_text(paragraph.text) or any(child.tag != "br" or _has_text(child.tail) for child in paragraph):
        box.append(paragraph)


def _has_text(text: str | None) -> bool:
    return text is not None and bool(text.strip())
