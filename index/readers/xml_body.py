"""The text inside XML elements in, HTML or one line of text out: XHTML, NITF and text marked up like them.

The tree is bounded (see `index.readers.xml_tree`), so walking down it is too. Not for finding the
article in a page nor for repairing its characters (see `index.cleaning`).
"""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from index.record import RawBody

# Elements of HTML that mean the same here, and those of NITF with another name for it.
_HTML = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 div section article aside header footer ul ol li dl dt dd table thead tbody tfoot tr td"
    " th caption blockquote pre figure figcaption a em strong b i u q cite code sub sup span img script style".split()
)
_AS_HTML = {
    "hl1": "h1",
    "hl2": "h2",
    "hl3": "h3",
    "hl4": "h4",
    "bq": "blockquote",
    "block": "div",
    "body": "div",
    "body.content": "div",
    "media": "figure",
    "media-caption": "figcaption",
    "media-producer": "div",
    "note": "div",
    "tagline": "p",
    "dateline": "p",
    "paragraph": "p",
    "table-row": "tr",
    "nitf-table": "div",
    "credit": "div",
    "pronoun": "span",
}
_WITHOUT_END = ("br", "hr", "img")
_LEFT_OUT = ("media-reference", "media-metadata", "media-object", "nitf-table-metadata", "head", "title.html")
_NAMES = "p|br|hr|div|span|a|img|em|strong|b|i|u|ul|ol|li|h[1-6]|blockquote|figure|table|section|article|html|body"
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>", re.I)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s[^<>&]*)?/?&gt;", re.I)


def local(tag: str) -> str:
    """The name of an element without its prefix.

    >>> local("xhtml:div"), local("body.content")
    ('div', 'body.content')
    """
    return tag.rpartition(":")[2]


def inner_html(element: Element) -> str:
    """What an element holds, as a piece of HTML without attributes.

    >>> from xml.etree.ElementTree import fromstring
    >>> inner_html(fromstring("<block><hl2>Cranes</hl2><p>Up &amp; <em>away</em></p></block>"))
    '<h2>Cranes</h2><p>Up &amp; <em>away</em></p>'
    """
    out: list[str] = []
    _write_inner(element, out)
    return "".join(out)


def _write_inner(element: Element, out: list[str]) -> None:
    out.append(escape(element.text or "", quote=False))
    for child in element:
        _write(child, out)
        out.append(escape(child.tail or "", quote=False))


def _write(element: Element, out: list[str]) -> None:
    name = local(element.tag).lower()
    if name in _LEFT_OUT:
        return
    tag = name if name in _HTML else _AS_HTML.get(name, "span")
    out.append(f"<{tag}>")
    if tag not in _WITHOUT_END:
        _write_inner(element, out)
        out.append(f"</{tag}>")


def outer_html(element: Element) -> str:
    """An element with its own tag, as a piece of HTML."""
    out: list[str] = []
    _write(element, out)
    return "".join(out)


def line_of(element: Element | None) -> str:
    """All the text of an element as one line; "" for none.

    >>> from xml.etree.ElementTree import fromstring
    >>> line_of(fromstring("<byline>By <person>Ada\\n Quill</person></byline>")), line_of(None)
    ('By Ada Quill', '')
    """
    return "" if element is None else " ".join("".join(element.itertext()).split())


def body_of(text: str) -> RawBody | None:
    """A body that stands in XML as text: HTML, even escaped once too often, or plain paragraphs.

    >>> body_of("&lt;p&gt;Up &amp;amp; away&lt;/p&gt;"), body_of("One. & two."), body_of(" ")
    (RawBody(text='<p>Up &amp; away</p>', form='html'), RawBody(text='One. & two.', form='plain'), None)
    """
    if not text.strip():
        return None
    if _TAG.search(text):
        return RawBody(text, "html")
    if _ESCAPED_TAG.search(text):
        return RawBody(unescape(text), "html")
    return RawBody(text, "plain")
