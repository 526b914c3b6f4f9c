"""Entries of RSS (0.9x, 1.0, 2.0) and Atom feeds to Records: what each says of itself, and its feed of it.

An entry's full text is its body. A description stands for the body only where it is as long as
one (`SHORTEST_BODY` words); else it is the excerpt. Relative addresses are read against `xml:base`
or the feed's own site. Not for parsing (see `index.readers.xml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from index.analysis import count_words
from index.article import Origin, Provider
from index.cleaning.html.markup import html_paragraphs
from index.readers.fields import read_fields
from index.readers.xml_body import body_of, inner_html, line_of, local
from index.readers.xml_tree import Entry
from index.record import Problem, RawBody, Record, Rejection, Skip
from index.urls import absolute_url, canonical_url, host_of, is_web_url, web_base

RSS: Final = "rss"
ATOM: Final = "atom"
SHORTEST_BODY: Final = 100

_FULL_TEXT = ("content:encoded", "xhtml:body", "xhtml:div", "yandex:full-text", "fulltext", "content")
_SUMMARY = ("description", "dc:description", "itunes:summary", "media:description", "summary", "excerpt:encoded")
_MAILBOX = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\s*\(([^()]+)\)|([^<>]+?)\s*<[^\s@<>]+@[^\s@<>]+>")
_SHORT_YEAR = re.compile(r"(?<=\d [A-Za-z]{3} )(\d\d)(?= \d{1,2}:)")
_LONGEST_NAME = 100
_OWN_PAGE = ("alternate", "canonical")
_HTML = ("text/html", "application/xhtml+xml")


def read_rss_item(entry: Entry, origin: Origin) -> Record | Rejection | Skip:
    """The record of one `item`; of a WordPress export only what was published."""
    item, channel = entry.element, _channel(entry.root)
    if unpublished := _unpublished(item):
        return Skip(origin, unpublished)
    site = _text(channel, "link")
    base = web_base(site, entry.base)
    fields = {
        "title": _text(item, "title", "dc:title", "media:title"),
        "originalurl": _absolute(base, _text(item, "feedburner:origLink")),
        "url": _absolute(base, _text(item, "link") or item.get("rdf:about", "")),
        "permalink": _absolute(base, _permalink(item)),
        "guid": _text(item, "guid", "dc:identifier"),
        "pubdate": _full_year(_text(item, "pubDate")),
        "date": _full_year(_text(item, "dc:date", "dcterms:issued", "dcterms:created")),
        "updated": _text(item, "dcterms:modified", "atom:updated"),
        "authors": [_person(author) for author in _texts(item, "dc:creator", "author", "itunes:author")],
        "source": _text(item, "source", "dc:source"),
        "publisher": _publisher(_text(channel, "title") or _text(item, "dc:publisher"), site),
        "images": list(_images(item, base)),
        **_labels(_texts(item, "category", "dc:subject")),
    }
    return _finished(entry, origin, RSS, fields, _rss_texts(item), site)


def read_atom_entry(entry: Entry, origin: Origin) -> Record | Rejection:
    """The record of one `entry`, or of the note that one was deleted (RFC 6721)."""
    element = entry.element
    source = element.find("source")
    feed = entry.root if source is None else source
    site = "" if feed is element else _absolute(entry.base, _alternate(feed))
    base = web_base(site, entry.base)
    updated = _text(element, "updated", "modified")
    fields = {
        "title": line_of(element.find("title")),
        "url": _absolute(base, _alternate(element)),
        "guid": _text(element, "id") or element.get("ref", ""),
        "published": _text(element, "published", "issued", "created", "dc:date") or updated,
        "updated": updated,
        "authors": _people(element) or _people(feed),
        "publisher": _publisher("" if feed is element else line_of(feed.find("title")), site),
        "images": list(_images(element, base)),
        "removed": local(element.tag) == "deleted-entry",
        **_labels([c.get("label") or c.get("term") or line_of(c) for c in element.findall("category")]),
    }
    return _finished(entry, origin, ATOM, fields, _atom_texts(element), site)


def _unpublished(item: Element) -> str:
    """Why an item of a WordPress export is no article; "" for one that is, and for items of feeds."""
    kind, status = _text(item, "wp:post_type"), _text(item, "wp:status")
    if kind and kind not in ("post", "page"):
        return f"no article but a WordPress {kind}"[:_LONGEST_NAME]
    return (
        f"not published: its status in WordPress is {status}"[:_LONGEST_NAME] if status not in ("", "publish") else ""
    )


def _finished(
    entry: Entry,
    origin: Origin,
    reader: str,
    fields: dict[str, Any],
    texts: tuple[RawBody | None, str],
    site: str,
) -> Record | Rejection:
    """The record of these fields; what was mended in the entry, and what cannot be its address, are problems."""
    body, fields["summary"] = texts
    problems = [Problem("xml", note.value, f"{note.reason} (line {note.line})") for note in entry.notes]
    for name in ("originalurl", "url", "permalink"):
        if fields.get(name) and canonical_url(fields[name]) == canonical_url(site):
            problems.append(Problem("urls", fields.pop(name), "is the address of the feed's site, not of an article"))
    record = read_fields(fields, origin, reader, body)
    if isinstance(record, Rejection):
        return record
    return replace(_named(record), problems=(*record.problems, *problems))


def _named(record: Record) -> Record:
    """The provider with a domain; that of the article itself where the feed names none."""
    domain = record.provider.domain or host_of(next(iter(record.urls), ""))
    return replace(record, provider=Provider(record.provider.name or domain, domain, record.provider.images))


def _absolute(base: str, address: str) -> str:
    return absolute_url(base, address) if address else ""


def _publisher(name: str, site: str) -> dict[str, str]:
    return {"name": name, "domain": host_of(site)}


def _channel(root: Element) -> Element:
    found = root.find("channel")
    return root if found is None else found


def _text(element: Element, *names: str) -> str:
    """The text of the first child that has any, by the order of the names."""
    return next((text for name in names for child in element.findall(name) if (text := line_of(child))), "")


def _texts(element: Element, *names: str) -> list[str]:
    return [line_of(child) for name in names for child in element.findall(name)]


def _permalink(item: Element) -> str:
    """The guid, unless it says that it is no address."""
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink", "true").strip().lower() == "false":
        return ""
    text = line_of(guid)
    return text if is_web_url(text) else ""


def _full_year(written: str) -> str:
    """A date with all four figures of its year: RFC 822 wrote two, RFC 2822 says which are meant.

    >>> _full_year("Fri, 05 Feb 99 08:00:00 GMT"), _full_year("2021-12-14")
    ('Fri, 05 Feb 1999 08:00:00 GMT', '2021-12-14')
    """
    return _SHORT_YEAR.sub(lambda year: ("20" if int(year[1]) < 50 else "19") + year[1], written)


def _person(written: str) -> str:
    """The name in `mail@address (Name)` and `Name <mail@address>`, else all of it.

    >>> _person("desk@gazette.example (Ada Quill)"), _person("Ada Quill")
    ('Ada Quill', 'Ada Quill')
    """
    found = _MAILBOX.fullmatch(written) if len(written) < _LONGEST_NAME else None
    return found[1] or found[2] if found else written


def _people(element: Element) -> list[str]:
    named = [_text(author, "name") or _text(author, "email") for author in element.findall("author")]
    return [name for name in named if name] or _texts(element, "dc:creator")


def _labels(names: list[str]) -> dict[str, Any]:
    names = [name for name in names if name]
    return {"category": names[:1], "topics": names}


def _images(element: Element, base: str) -> Iterator[dict[str, str]]:
    """The pictures an entry names, once each, with the sizes it gives them."""
    seen = set()
    for child in element.iter():
        address = _absolute(base, child.get("url") or child.get("href") or "")
        if address and address not in seen and _is_picture(child):
            seen.add(address)
            sizes = {name: size for name in ("width", "height") if (size := child.get(name))}
            yield {"url": address, **sizes, "title": _text(child, "media:title", "media:description")}


def _is_picture(element: Element) -> bool:
    kind = element.get("type") or ""
    if element.tag == "media:content":
        return kind.startswith("image/") or element.get("medium") == "image"
    if element.tag == "enclosure" or (element.tag == "link" and element.get("rel") == "enclosure"):
        return kind.startswith("image/")
    return element.tag in ("media:thumbnail", "itunes:image")


def _rss_texts(item: Element) -> tuple[RawBody | None, str]:
    """The body and the excerpt of an item."""
    body = None
    for child in (child for name in _FULL_TEXT for child in item.findall(name)):
        body = RawBody(inner_html(child), "html") if len(child) else body_of(child.text or "")
        if body:
            break
    summaries = [_markup(child) for name in _SUMMARY for child in item.findall(name)]
    return _parted(body, next((text for text in summaries if text.strip()), ""))


def _markup(element: Element) -> str:
    return inner_html(element) if len(element) else element.text or ""


def _parted(body: RawBody | None, summary: str) -> tuple[RawBody | None, str]:
    """A body and an excerpt: a summary as long as an article is its body, and one line else."""
    given = body_of(summary)
    if given is None:
        return body, ""
    paragraphs = html_paragraphs(given.text) if given.form == "html" else [" ".join(given.text.split())]
    line = " ".join(paragraphs)
    if body is None and count_words(line) >= SHORTEST_BODY:
        return given, ""
    return body, line


def _alternate(element: Element) -> str:
    """The address of the page that a feed or an entry is about: HTML before other forms."""
    links = [link for link in element.findall("link") if (link.get("rel") or "alternate") in _OWN_PAGE]
    pages = [link for link in links if link.get("type", _HTML[0]) in _HTML]
    return next((link.get("href") or line_of(link) for link in (*pages, *links)), "")


def _atom_texts(entry: Element) -> tuple[RawBody | None, str]:
    """The body and the excerpt of an entry."""
    contents = [body for child in entry.findall("content") if (body := _content(child))]
    summary = entry.find("summary")
    return _parted(contents[0] if contents else None, "" if summary is None else _markup(summary))


def _content(element: Element) -> RawBody | None:
    """What `content` holds, by its type; nothing where it is held elsewhere or is no text."""
    kind = (element.get("type") or "text").strip().lower()
    if element.get("src") or not (kind in ("text", "html", "xhtml") or kind.startswith("text/") or "xhtml" in kind):
        return None
    if len(element):
        return RawBody(inner_html(element), "html")
    return body_of(element.text or "")
