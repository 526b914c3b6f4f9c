"""A whole HTML page to a Record: what its markup says about the article, and the page as its body.

The article's own JSON-LD is believed first, then OpenGraph, then other meta tags, then the title,
heading and time elements. No date is looked for in the text. Not for telling the article from
the rest of the page (see `index.cleaning`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from index.article import Cut, Origin, Provider
from index.readers.fields import read_partial
from index.readers.json_ld import article_fields
from index.readers.meta_tags import MetaTags
from index.record import Problem, RawBody, Record, Rejection
from index.urls import is_web_url

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

READER: Final = "html"

_ELEMENTS = frozenset(
    "html head body title meta link script style div p section article main header footer nav aside h1 h2 h3 h4 h5 h6 a"
    " span em strong b i u ul ol li dl table tr td blockquote figure img br hr form time pre center font".split()
)
_READ = ["html", "base", "meta", "link", "title", "script", "time", "h1"]
_COMMENT_OR_SPACE = re.compile(r"\s+|<!--.*?-->|<\?[^>]*>", re.S)
_DECLARATION = re.compile(r"<!doctype\s+html\b", re.I)
_FIRST_TAG = re.compile(r"<([a-z][a-z0-9:]*)[\s/>]", re.I)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|·|•|»|::|:)\s+(?=\S)")
_OPENING_SAMPLE = 20_000
_LONGEST_MARKUP = 2 * 1024 * 1024  # where metadata is looked for; no page read so far comes near it


def is_html(text: str) -> bool:
    """Whether a text opens as a page or a piece of one, behind any comments.

    >>> is_html("<!-- saved --> <HTML lang=en>"), is_html("<rss version='2.0'>"), is_html("<3 this")
    (True, False, False)
    """
    rest = _past_comments(text)
    tag = _FIRST_TAG.match(rest)
    return _DECLARATION.match(rest) is not None or (tag is not None and tag[1].lower() in _ELEMENTS)


def is_other_markup(text: str) -> bool:
    """Whether a text opens as XML or SGML that is no HTML: a feed, a drawing, a wire format.

    >>> is_other_markup("<?xml version='1.0'?><rss></rss>"), is_other_markup("<3 this")
    (True, False)
    """
    if is_html(text):
        return False
    return text.lstrip().startswith(("<?xml", "<!DOCTYPE")) or _FIRST_TAG.match(_past_comments(text)) is not None


def _past_comments(text: str) -> str:
    sample, start = text[:_OPENING_SAMPLE], 0
    while found := _COMMENT_OR_SPACE.match(sample, start):
        start = found.end()
    return sample[start:]


def read_html(text: str, origin: Origin, address: str = "") -> Iterator[Record | Rejection]:
    """The one record of a page, fetched from `address` if that is known; its body is the whole page."""
    head = _parsed(text)
    meta = MetaTags.of(head.find_all("meta"))
    canonical = _link(head, "canonical")
    blocks = [script.get_text() for script in head.find_all("script") if "ld+json" in str(script.get("type")).lower()]
    article, problems = article_fields(blocks, canonical)
    addresses = [canonical, *_own_addresses(article), meta.first("og:url"), _saved_from(text)]
    addresses += ["" if _is_whole_site(address) else address, _link(head, "amphtml")]
    sources = (article, meta.open_graph(), meta.named(), _markup(head))
    record = _merged([read_partial(fields, origin, READER) for fields in sources])
    record = replace(record, body=RawBody(text, "html"), problems=(*problems, *record.problems), source_id="")
    record = _addressed(record, list(filter(None, addresses)), _joined(address, _base(head)))
    yield _titled(_provided(record))


def _parsed(text: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup, SoupStrainer, XMLParsedAsHTMLWarning  # 50 ms, which who reads no pages does without

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # XHTML opens as XML and is read as HTML
        return BeautifulSoup(text[:_LONGEST_MARKUP], "lxml", parse_only=SoupStrainer(_READ))


def _link(head: BeautifulSoup, relation: str) -> str:
    for link in head.find_all("link"):
        if relation in str(link.get("rel") or "").lower() and link.get("href"):
            return str(link["href"]).strip()
    return ""


def _base(head: BeautifulSoup) -> str:
    from bs4 import Tag

    base = head.find("base", href=True)
    return str(base["href"]).strip() if isinstance(base, Tag) else ""


def _saved_from(text: str) -> str:
    """The address a browser writes into a page it saves."""
    found = _SAVED_FROM.search(text[:_OPENING_SAMPLE])
    return found[1] if found else ""


def _own_addresses(article: dict[str, Any]) -> list[str]:
    """The addresses among an article's JSON-LD; taken out of it, to be judged with the others."""
    found = []
    for name in ("url", "mainEntityOfPage"):
        value = article.pop(name, None)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            found.append(value.strip())
    return found


def _markup(head: BeautifulSoup) -> dict[str, Any]:
    """What the visible elements say: the heading or the title, and the one time given."""
    title = _text(head.find("title"))
    headings = {text for heading in head.find_all("h1") if (text := _text(heading))}
    if len(headings) == 1 and (not title or headings <= {title} or title.startswith(next(iter(headings)))):
        title = next(iter(headings))
    return {"title": title, "datepublished": _time(head)}


def _text(element: object) -> str:
    from bs4 import Tag

    return " ".join(element.get_text(" ").split()) if isinstance(element, Tag) else ""


def _time(head: BeautifulSoup) -> str:
    """The time marked as that of publication, or the only one on the page."""
    times = [time for time in head.find_all("time") if time.get("datetime")]
    marked = [time for time in times if time.has_attr("pubdate") or time.get("itemprop") == "datePublished"]
    written = {str(time["datetime"]).strip() for time in marked[:1] or times}
    return written.pop() if len(written) == 1 else ""


_FIRST_GIVEN = (
    "title",
    "excerpt",
    "provider",
    "source",
    "authors",
    "published",
    "updated",
    "category",
    "type",
    "topics",
    "images",
)


def _merged(records: Sequence[Record]) -> Record:
    """One record: of each field the first value given."""
    best: dict[str, Any] = {}
    for field in _FIRST_GIVEN:
        values = [getattr(record, field) for record in records]
        best[field] = next((value for value in values if value and value != Provider()), values[0])
    return replace(records[0], **best, problems=tuple(problem for record in records for problem in record.problems))


def _addressed(record: Record, addresses: Sequence[str], base: str) -> Record:
    """The record with every address that can be an article's, made absolute; the others are problems."""
    base = urljoin(next(filter(is_web_url, addresses), ""), base)
    urls: dict[str, None] = {}
    problems = []
    for address in addresses:
        full = _joined(base, address)
        if not is_web_url(full):
            problems.append(Problem("urls", address[:200], "is not an http or https address"))
        elif _is_whole_site(full):
            problems.append(Problem("urls", address[:200], "is the address of a whole site, not of an article"))
        else:
            urls[full] = None
    images = tuple(replace(image, url=_joined(base, image.url)) for image in record.images)
    return replace(record, urls=tuple(urls), images=images, problems=(*record.problems, *problems))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _is_whole_site(address: str) -> bool:
    """Whether an absolute address names no page."""
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def _provided(record: Record) -> Record:
    """The provider with the domain of the article's address, and named by it where nothing names it."""
    if not record.urls:
        return record
    domain = (urlsplit(record.urls[0]).hostname or "").removeprefix("www.")
    given = record.provider
    return replace(record, provider=replace(given, name=given.name or domain, domain=given.domain or domain))


def _titled(record: Record) -> Record:
    """The title without the name of its site at the end; what goes is a cut."""
    *_, last = (None, *_SEPARATOR.finditer(record.title))
    if last is None:
        return record
    end = record.title[last.end() :].strip().casefold()
    if end not in {record.provider.name.casefold(), record.provider.domain.casefold()} or not last.start():
        return record
    cut = Cut(record.title[last.start() :].strip(), "the name of the site after the title")
    return replace(record, title=record.title[: last.start()].strip(), cuts=(*record.cuts, cut))
