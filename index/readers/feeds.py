"""Entries of RSS (0.9x, 1.0, 2.0) and Atom feeds to Records: what each says of itself, and its feed of it.

What RSS has no element for, or its program did not use, stands under names of Atom, Dublin Core and others: a field
is looked for under all of them. Relative addresses are read against `xml:base` or the feed's own site. Not for
parsing (see `index.readers.xml`), nor for the texts (see `index.readers.feed_texts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from index.article import Origin, Provider
from index.readers.feed_texts import texts_of
from index.readers.fields import read_fields
from index.readers.xml_body import line_of, local
from index.readers.xml_tree import Entry
from index.record import Problem, Record, Rejection, Skip
from index.urls import absolute_url, canonical_url, host_of, is_web_url, web_base

RSS: Final = "rss"
ATOM: Final = "atom"

_TITLE = ("title", "dc:title", "dcterms:title", "atom:title", "media:title", "itunes:title")
_ID = ("guid", "id", "dc:identifier", "dcterms:identifier", "atom:id")
_DATE = (
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "dcterms:date",
    "atom:published",
    "atom:issued",
    "atom:created",
)
_AUTHOR = ("dc:creator", "author", "atom:author", "dcterms:creator", "itunes:author", "googleplay:author")
_NAME = ("name", "atom:name")
_MAIL = ("email", "atom:email")
_LABEL = ("category", "atom:category", "dc:subject", "dcterms:subject")
_MAILBOX = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\s*\(([^()]+)\)|([^<>]+?)\s*<[^\s@<>]+@[^\s@<>]+>")
_SHORT_YEAR = re.compile(r"(?<=\d [A-Za-z]{3} )(\d\d)(?= \d{1,2}:)")
_BEHIND_TITLE = re.compile(r".*\s[-–—|·]\s+(\S.*)")
_LONGEST_NAME = 100
_OWN_PAGE = ("alternate", "canonical")
_HTML = ("text/html", "application/xhtml+xml")


def read_rss_item(entry: Entry, origin: Origin) -> Record | Rejection | Skip:
    """The record of one `item`; of a WordPress export only what was published."""
    item, channel = entry.element, _channel(entry.root)
    if unpublished := _unpublished(item):
        return Skip(origin, unpublished)
    site = _alternate(channel)
    base = web_base(site, entry.base)
    updated = _text(item, "atom:updated", "atom:modified")
    fields = {
        "title": _text(item, *_TITLE),
        "originalurl": _absolute(base, _text(item, "feedburner:origLink")),
        "url": _absolute(base, _alternate(item) or item.get("rdf:about", "")),
        "permalink": _absolute(base, _permalink(item)),
        "guid": _text(item, *_ID),
        "pubdate": _full_year(_text(item, "pubDate")),
        "date": _full_year(_text(item, *_DATE)) or updated,
        "updated": _text(item, "dcterms:modified") or updated,
        "postdategmt": _stated(_text(item, "wp:post_date_gmt")),
        "postmodifiedgmt": _stated(_text(item, "wp:post_modified_gmt")),
        "authors": _named_in(channel, _people(item)),
        "source": _text(item, "source", "dc:source"),
        "publisher": _collected_from(item)
        or _publisher(_text(channel, *_TITLE) or _text(item, "dc:publisher", "dcterms:publisher"), site),
        "images": list(_images(item, base)),
        **_labels(item),
    }
    return _finished(entry, origin, RSS, fields, site)


def read_atom_entry(entry: Entry, origin: Origin) -> Record | Rejection:
    """The record of one `entry`, or of the note that one was deleted (RFC 6721)."""
    element = entry.element
    source = element.find("source")
    feed = entry.root if source is None else source
    site = "" if feed is element else _absolute(entry.base, _alternate(feed))
    base = web_base(site, entry.base)
    updated = _text(element, "updated", "modified")
    fields = {
        "title": _text(element, *_TITLE),
        "url": _absolute(base, _alternate(element)),
        "guid": _text(element, "id") or element.get("ref", ""),
        "published": _text(element, "published", "issued", "created", *_DATE) or updated,
        "updated": updated,
        "authors": _people(element) or _people(feed),
        "publisher": _publisher("" if feed is element else line_of(feed.find("title")), site),
        "images": list(_images(element, base)),
        "removed": local(element.tag) == "deleted-entry",
        **_labels(element),
    }
    return _finished(entry, origin, ATOM, fields, site)


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
    site: str,
) -> Record | Rejection:
    """The record of these fields; what was mended in the entry, and what cannot be its address, are problems."""
    body, fields["summary"] = texts_of(entry.element)
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


def _collected_from(item: Element) -> dict[str, str]:
    """Who published an item of a feed that collects others, which names its `source` behind the title too."""
    behind = _BEHIND_TITLE.search(_text(item, *_TITLE))
    for source in item.findall("source"):
        if behind and source.get("url") and behind[1].casefold() == line_of(source).casefold():
            return _publisher(line_of(source), source.get("url", "").strip())
    return {}


def _channel(root: Element) -> Element:
    found = root.find("channel")
    return root if found is None else found


def _text(element: Element, *names: str) -> str:
    """The text of the first child that has any, by the order of the names."""
    return next((text for name in names for child in element.findall(name) if (text := line_of(child))), "")


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
    """The authors, each by a name of its own, or by all that an element for one says; an address is no name."""
    authors = [author for name in _AUTHOR for author in element.findall(name)]
    named = (_text(one, *_NAME) or _text(one, *_MAIL) or _person(line_of(one)) for one in authors)
    return list(dict.fromkeys(name for name in named if name and not is_web_url(name)))


def _named_in(channel: Element, people: list[str]) -> list[str]:
    """The authors by the names that an export of WordPress gives for its logins."""
    names = _names_of_logins(channel, len(channel))
    return list(dict.fromkeys(names.get(login, login) for login in people)) if names else people


@lru_cache(maxsize=1)  # of one export, which has thousands of items below its authors
def _names_of_logins(channel: Element, _: int) -> dict[str, str]:
    found = {_text(one, "wp:author_login"): one for one in channel.findall("wp:author")}
    return {login: name for login, one in found.items() if login and (name := _full_name(one))}


def _full_name(author: Element) -> str:
    """What an author of an export is shown as, or the two names where that says nothing."""
    shown = _text(author, "wp:author_display_name")
    given = f"{_text(author, 'wp:author_first_name')} {_text(author, 'wp:author_last_name')}".strip()
    return given if given and shown in ("", _text(author, "wp:author_login")) else shown


def _stated(moment: str) -> str:
    """A moment of WordPress; none where that is its way to say so.

    >>> _stated("2021-12-14 00:50:00"), _stated("0000-00-00 00:00:00")
    ('2021-12-14 00:50:00', '')
    """
    return "" if moment.startswith("0000") else moment


def _labels(element: Element) -> dict[str, Any]:
    labels = [label for name in _LABEL for label in element.findall(name)]
    names = [name for one in labels if (name := one.get("label") or one.get("term") or line_of(one))]
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


def _alternate(element: Element) -> str:
    """The address of the page that a feed or an entry is about: HTML before other forms."""
    given = (*element.findall("link"), *element.findall("atom:link"))
    links = [link for link in given if (link.get("rel") or "alternate") in _OWN_PAGE]
    pages = [link for link in links if link.get("type", _HTML[0]) in _HTML]
    return next((address for link in (*pages, *links) if (address := link.get("href") or line_of(link))), "")
