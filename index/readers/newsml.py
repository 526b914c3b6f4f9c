"""News items of NewsML-G2 to Records: what `itemMeta` and `contentMeta` say, and the text they carry.

The text may be NITF or XHTML (`inlineXML`), or plain text or HTML (`inlineData`). A later `embargoed`
date is when an item is published. Items cancelled or withheld withdraw their article (`index.readers.agency`).
Packages and items without text (pictures, films) are no articles. Not for parsing (see `index.readers.xml`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from index.article import Cut, Origin
from index.readers.agency import ENDLESS_EMBARGO, Status, as_item, status_of, takes_back, version_of
from index.readers.fields import read_fields
from index.readers.nitf import is_date, mended, names_in, nitf_body, nitf_fields, not_before
from index.readers.xml_body import body_of, inner_html, line_of, local
from index.readers.xml_tree import Entry
from index.record import RawBody, Record, Rejection, Skip
from index.urls import is_web_url

READER: Final = "newsml"

_NO_TEXT = ("picture", "graphic", "audio", "video", "animation", "still")
_SUMMARY = "summary"
_OWN_PAGE = ("canonical", "permalink", "alternate")


def read_news_item(entry: Entry, origin: Origin) -> Record | Rejection | Skip:
    """The record of one `newsItem`; a Skip where it is a picture or a film, or nothing says when its embargo ends.

    A `packageItem` is skipped, as it only lists others.
    """
    item = entry.element
    if local(item.tag) == "packageItem":
        return Skip(origin, "a package, which lists other news items")
    kind = _code(item.find("itemMeta/itemClass")).lower()
    body, inner, cuts = _text_of(item)
    fields = {name: value for name, value in inner.items() if value}
    fields |= {name: value for name, value in _fields(item).items() if value}
    if fields.get("removed"):
        return as_item(read_fields(fields, origin, READER), fields)
    if _has_endless_embargo(item, fields):
        return Skip(origin, ENDLESS_EMBARGO)
    if body is None and kind in _NO_TEXT:
        return Skip(origin, f"a news item of class {kind}, which holds no text")
    record = as_item(read_fields(fields, origin, READER, body), fields)
    if isinstance(record, Rejection):
        return record
    return replace(record, cuts=cuts, problems=(*record.problems, *mended(entry)))


def _has_endless_embargo(item: Element, fields: dict[str, Any]) -> bool:
    """Whether it is embargoed, and neither it nor the NITF in it says until when."""
    if item.find("itemMeta/embargoed") is not None:
        return not is_date(_line(item, "itemMeta/embargoed"))
    return fields.get("status") == "embargoed"


def _fields(item: Element) -> dict[str, Any]:
    created = [_line(item, path) for path in ("itemMeta/firstCreated", "contentMeta/contentCreated")]
    version = _line(item, "itemMeta/versionCreated")
    status = status_of(_code(item.find("itemMeta/pubStatus")))
    guid = item.get("guid", "").strip()
    subjects = [_name(subject) for subject in item.findall("contentMeta/subject")]
    return {
        "title": _line(item, "contentMeta/headline") or _line(item, "itemMeta/title"),
        "excerpt": _description(item),
        "published": _published(item, next(filter(None, created), version), status),
        "updated": _line(item, "contentMeta/contentModified") or version,
        "authors": list(_authors(item)),
        "publisher": _first_name(item, "itemMeta/provider", "rightsInfo/copyrightHolder"),
        "source": _first_name(item, "contentMeta/infoSource", "itemMeta/service"),
        "type": _first_name(item, "contentMeta/genre"),
        "category": next(filter(None, subjects), ""),
        "topics": [subject for subject in subjects if subject],
        "id": guid,
        "url": _address(item),
        "permalink": guid if is_web_url(guid) else "",
        "removed": takes_back(status),
        "status": status,
        "id_giver": _code(item.find("itemMeta/provider")),
        "version": version_of(item.get("version", "")),
        "versioned": bool(guid),
    }


def _published(item: Element, created: str, status: Status) -> str:
    return created if takes_back(status) else not_before(created, _line(item, "itemMeta/embargoed"))


def _line(item: Element, path: str) -> str:
    """The text of the first element at a path that has any."""
    return next((text for element in item.findall(path) if (text := line_of(element))), "")


def _code(element: Element | None) -> str:
    """What a controlled value says, without the name of its list.

    >>> from xml.etree.ElementTree import fromstring
    >>> _code(fromstring("<pubStatus qcode='stat:canceled'/>")), _code(None)
    ('canceled', '')
    """
    if element is None:
        return ""
    written = element.get("qcode") or element.get("uri") or element.get("literal") or line_of(element)
    return written.rpartition("/")[2].rpartition(":")[2].strip()


def _name(element: Element) -> str:
    """The name of a concept as it is to be read: its name, else what was written where a code would be."""
    return _line(element, "name") or element.get("literal", "").strip()


def _first_name(item: Element, *paths: str) -> str:
    named = [element for path in paths for element in item.findall(path)]
    return next((name for element in named if (name := _name(element))), next(map(_code, named), ""))


def _authors(item: Element) -> Iterator[str]:
    creators = [name for creator in item.findall("contentMeta/creator") if (name := _name(creator))]
    yield from creators or (name for by in item.findall("contentMeta/by") for name in names_in(line_of(by)))


def _description(item: Element) -> str:
    """The summary among the descriptions, else the first."""
    descriptions = item.findall("contentMeta/description")
    descriptions.sort(key=lambda one: _SUMMARY not in one.get("role", ""))
    return next((text for one in descriptions if (text := line_of(one))), "")


def _address(item: Element) -> str:
    """The page an item is published on, where it names one."""
    links = [link for link in item.findall("itemMeta/link") if local(link.get("rel", "")).lower() in _OWN_PAGE]
    return next((href for link in links if (href := link.get("href", "").strip())), "")


def _text_of(item: Element) -> tuple[RawBody | None, dict[str, Any], tuple[Cut, ...]]:
    """The text of an item, with what the NITF around it says besides."""
    for inline in item.findall("contentSet/inlineXML"):
        for content in inline:
            if local(content.tag) == "nitf":
                body, cuts = nitf_body(content)
                return body, nitf_fields(content), cuts
            page = next((part for part in content.iter() if local(part.tag) == "body"), content)
            if "".join(page.itertext()).strip():
                return RawBody(inner_html(page), "html"), {}, ()
    for inline in item.findall("contentSet/inlineData"):
        if body := body_of(inline.text or ""):
            return body, {}, ()
    return None, {}, ()
