"""Which XML is read, and by whom: the text of a file in, its records out.

Read are RSS, Atom, NITF and NewsML-G2, told by the root element. Not for XHTML, which is a page (see
`index.readers.html.page`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import partial
from typing import Final

from index.article import Origin
from index.readers.faults import attempt, guarded
from index.readers.feeds import read_atom_entry, read_rss_item
from index.readers.newsml import read_news_item
from index.readers.nitf import read_nitf, read_taken_back
from index.readers.xml import Fault, read_entries, root_name
from index.readers.xml_tree import Entry
from index.record import Record, Rejection, Skip

_ToRecord = Callable[[Entry, Origin], Record | Rejection | Skip]


@dataclass(frozen=True, slots=True)
class XmlForm:
    """A form of XML: what people call it, its entries by their elements, who reads one, and what one says of others."""

    name: str
    entries: Set[str]
    to_record: _ToRecord
    of_others: Callable[[Entry, Origin], Iterable[Record]] = lambda *_: ()


RSS: Final = XmlForm("an RSS feed", frozenset({"item"}), read_rss_item)
ATOM: Final = XmlForm("an Atom feed", frozenset({"entry", "at:deleted-entry"}), read_atom_entry)
NITF: Final = XmlForm("a NITF document", frozenset({"nitf"}), read_nitf, read_taken_back)
NEWSML: Final = XmlForm("a NewsML-G2 document", frozenset({"newsItem", "packageItem"}), read_news_item)

_ROOTS = {
    "rss": RSS,
    "feed": ATOM,
    "entry": ATOM,
    "nitf": NITF,
    "newsitem": NEWSML,
    "newsmessage": NEWSML,
    "packageitem": NEWSML,
}
_IS_RSS = ("purl.org/rss/", "netscape.com/rdf/")
_IS_ATOM = ("w3.org/2005/atom", "purl.org/atom/")


def xml_form(text: str) -> XmlForm | None:
    """The form of the XML that a text opens as, None where it is none that is read.

    >>> xml_form("<?xml version='1.0'?><rss version='2.0'>").name, xml_form("<svg>"), xml_form("Gold rose")
    ('an RSS feed', None, None)
    """
    name, tag = root_name(text)
    if name == "RDF":
        return RSS if any(mark in text[:4096].lower() for mark in _IS_RSS) else None
    form = _ROOTS.get(name.lower())
    if form is ATOM and "xmlns" in tag and not any(mark in tag.lower() for mark in _IS_ATOM):
        return None
    return form


def read_xml(form: XmlForm, chunks: Iterable[str], origin: Origin) -> Iterator[Record | Rejection | Skip]:
    """The records of a file; those of a feed are named PATH/1, PATH/2 and so on. What breaks is rejected alone."""
    found = False
    for one in read_entries(chunks, form.entries):
        found = True
        if isinstance(one, Fault):
            path = f"{origin.path}/{one.number}" if one.number else origin.path
            yield Rejection(Origin(path, one.line), one.reason)
        else:
            place = origin if one.element is one.root else Origin(f"{origin.path}/{one.number}", one.line)
            yield attempt(place, partial(form.to_record, one, place))
            yield from guarded(iter(form.of_others(one, place)), place)
    if not found:
        yield Skip(origin, f"XML: {form.name} without an entry in it")
