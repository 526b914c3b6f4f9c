"""NITF, the news agencies' marked-up article, to a Record: `nitf` alone, or inside NewsML-G2.

Headline, byline and dateline come from `body.head`, the text from `body.content`, dates, ids and
subjects from `docdata`, `pubdata` and `tobject`. Not for parsing (see `index.readers.xml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from index.article import Cut, Origin
from index.cleaning.byline import read_authors
from index.dates import parse_instant
from index.readers.agency import ENDLESS_EMBARGO, as_item, status_of, takes_back, version_of
from index.readers.fields import read_fields
from index.readers.xml_body import inner_html, line_of, local, outer_html
from index.readers.xml_tree import Entry
from index.record import Problem, RawBody, Record, Rejection, Skip
from index.urls import is_global_id

READER: Final = "nitf"

_SUBJECTS = ("tobject.subject.matter", "tobject.subject.detail", "tobject.subject.type")
_PLACE = re.compile(r"[^\W\d_]{2}")  # a dateline of figures alone is for machines
_IDENTIFIED = ("classifier", "event", "function", "location", "object.title", "org", "person", "virtloc")


def read_nitf(entry: Entry, origin: Origin) -> Record | Rejection | Skip:
    """The record of one `nitf` document; a Skip where nothing says when its embargo ends."""
    fields = nitf_fields(entry.element)
    if fields["status"] == "embargoed":
        return Skip(origin, ENDLESS_EMBARGO)
    body, cuts = (None, ()) if fields["removed"] else nitf_body(entry.element)
    record = as_item(read_fields(fields, origin, READER, body), fields)
    if isinstance(record, Rejection) or fields["removed"]:
        return record
    return replace(record, cuts=cuts, problems=(*record.problems, *mended(entry)))


def read_taken_back(entry: Entry, origin: Origin) -> Iterator[Record]:
    """The notice that a document gives of another one: that this is canceled, or withheld."""
    found = _Elements(entry.element)
    other = found.attribute("docdata", "management-doc-idref")
    status = status_of(
        found.attribute("docdata", "management-idref-status") or found.attribute("docdata", "management-status")
    )
    own = nitf_fields(entry.element)
    if not other or other == own["id"] or not takes_back(status):
        return
    fields = {name: own[name] for name in ("publisher", "id_giver")}
    fields |= {"id": other, "published": own["issued"], "removed": True, "status": status}
    notice = as_item(read_fields(fields, origin, READER), fields | {"versioned": is_global_id(other)})
    if isinstance(notice, Record):
        yield notice


def mended(entry: Entry) -> tuple[Problem, ...]:
    """What had to be mended in the XML of an entry, as problems."""
    return tuple(Problem("xml", note.value, f"{note.reason} (line {note.line})") for note in entry.notes)


def nitf_fields(nitf: Element) -> dict[str, Any]:
    """Everything a document says but its text, by the names of `index.readers.fields` and `index.readers.agency`.

    They are empty where it is silent. Its status is "embargoed" only where no date of release says until when.
    """
    found = _Elements(nitf)
    issued = (
        found.attribute("date.issue", "norm")
        or found.attribute("pubdata", "date.publication")
        or found.attribute("story.date", "norm")
    )
    released = found.attribute("date.release", "norm")
    status = status_of(found.attribute("docdata", "management-status"))
    own_id = found.attribute("doc-id", "id-string") or nitf.get("uno", "").strip()
    return {
        "title": _headline(found),
        "excerpt": found.line("abstract") or _deck(found),
        "issued": issued,
        "published": issued if takes_back(status) else not_before(issued, released),
        "author": _authors(found),
        "publisher": found.attribute("pubdata", "name")
        or found.line("distributor")
        or found.attribute("doc.copyright", "holder"),
        "source": found.line("distributor") or found.attribute("doc-id", "regsrc"),
        "id": own_id,
        "url": found.attribute("pubdata", "ex-ref"),
        "category": found.attribute("pubdata", "position.section"),
        "topics": list(_topics(found)),
        "removed": takes_back(status),
        "status": "" if status == "embargoed" and is_date(released) else status,
        "id_giver": found.attribute("doc-id", "regsrc"),
        "version": _version(found),
        "versioned": is_global_id(own_id),
    }


class _Elements:
    """The elements of a document by their local names, the text of its body left out."""

    def __init__(self, nitf: Element) -> None:
        self._by_name: dict[str, list[Element]] = {}
        self._add(nitf)

    def _add(self, element: Element) -> None:
        self._by_name.setdefault(local(element.tag), []).append(element)
        if local(element.tag) != "body.content":
            for child in element:
                self._add(child)

    def all(self, *names: str) -> list[Element]:
        return [element for name in names for element in self._by_name.get(name, ())]

    def attribute(self, name: str, attribute: str) -> str:
        """The first value of an attribute that an element of this name has."""
        return next((value for element in self.all(name) if (value := element.get(attribute, "").strip())), "")

    def line(self, name: str) -> str:
        """The text of the first element of this name that has any."""
        return next((text for element in self.all(name) if (text := line_of(element))), "")


def _headline(found: _Elements) -> str:
    return found.line("hl1") or found.line("headline") or found.line("title")


def _deck(found: _Elements) -> str:
    """The second headline, unless it says the same as the first."""
    deck = found.line("hl2")
    return "" if deck.casefold().strip("*. ") == _headline(found).casefold().strip("*. ") else deck


def _authors(found: _Elements) -> list[str]:
    """The persons of the first byline; where none is marked up, those it names."""
    for byline in found.all("byline"):
        persons = [line_of(child) for child in byline.iter() if local(child.tag) == "person"]
        if names := [name for name in persons if name] or names_in(line_of(byline)):
            return names
    return []


def names_in(byline: str) -> list[str]:
    """The authors that a byline names; the line itself where no names can be told in it.

    >>> names_in("By Ada Quill and Ben Pole"), names_in("by our staff"), names_in("")
    (['Ada Quill', 'Ben Pole'], ['our staff'], [])
    """
    rest = byline[3:] if byline[:3].lower() == "by " else byline
    return list(read_authors(byline)) or ([rest] if rest else [])


def not_before(published: str, embargo: str) -> str:
    """When an article is out: its date, or the end of its embargo where that is later.

    >>> not_before("20211214T080000Z", "2021-12-15T08:00:00Z"), not_before("2021-12-14", "")
    ('2021-12-15T08:00:00Z', '2021-12-14')
    """
    if not is_date(published) or not is_date(embargo):
        return embargo if is_date(embargo) else published or embargo
    return max(published, embargo, key=lambda date: parse_instant(date).at)


def is_date(written: str) -> bool:
    """Whether this says when; an embargo that does not has no end.

    >>> is_date("20211215T080000Z"), is_date("on request"), is_date("")
    (True, False, False)
    """
    try:
        parse_instant(written)
    except ValueError:
        return False
    return True


def _version(found: _Elements) -> tuple[int, ...]:
    """The generation of a story under its key of the day, and its version; of other numbers none tells revisions."""
    numbers = (found.attribute("du-key", name) for name in ("generation", "version"))
    return tuple(part for number in numbers for part in version_of(number))


def _topics(found: _Elements) -> Iterator[str]:
    for subject in found.all("tobject.subject"):
        yield from (subject.get(name, "") for name in _SUBJECTS)
    for content in found.all("identified-content"):
        for child in content.iter():
            if local(child.tag) in _IDENTIFIED:
                yield line_of(child) or child.get("value", "")
    yield from (keyword.get("key", "") for keyword in found.all("keyword"))


def nitf_body(nitf: Element) -> tuple[RawBody | None, tuple[Cut, ...]]:
    """The text of a document as HTML, its dateline before it and its tagline behind; and what is cut from it.

    A first block that the next one begins with is the lead, given twice: it is cut.
    """
    cuts: list[Cut] = []
    pieces: list[str] = []
    for content in _elements(nitf, "body.content"):
        blocks = [child for child in content if local(child.tag) == "block"]
        if len(blocks) > 1 and (lead := line_of(blocks[0])) and line_of(blocks[1]).startswith(lead):
            content.remove(blocks[0])
            cuts.append(Cut(lead, "the opening, which the text itself repeats"))
        pieces.append(inner_html(content))
    html = "".join(pieces)
    if not html.strip():
        return None, ()
    before = "".join(
        outer_html(dateline) for dateline in _elements(nitf, "dateline")[:1] if _PLACE.match(line_of(dateline))
    )
    behind = "".join(map(outer_html, _elements(nitf, "tagline")[:1]))
    return RawBody(before + html + behind, "html"), tuple(cuts)


def _elements(nitf: Element, name: str) -> list[Element]:
    return [element for element in nitf.iter() if local(element.tag) == name]
