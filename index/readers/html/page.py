"""A whole HTML page to a Record: what its markup says about the article, and the page as its body.

The article's own JSON-LD is believed first, then its microdata or RDFa, then OpenGraph, then other meta tags, then
the title, heading and time elements. Not for telling the article from the rest of the page (see `index.cleaning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from lxml import html
from msgspec.structs import replace

from index.article import Cut, Instant, Origin, Provider
from index.readers.fields import read_partial
from index.readers.html.headings import is_site_name, page_headings, page_title, visible_title
from index.readers.html.hidden_body import hidden_body
from index.readers.html.json_ld import article_fields
from index.readers.html.marks import PageMarks
from index.readers.html.meta_tags import MetaTags
from index.readers.html.microdata import main_item
from index.readers.html.signature import find_signature, is_of_change
from index.readers.html.tree import boxes_of_others, is_within, parse_page, text_of
from index.record import Problem, RawBody, Record, Rejection
from index.urls import absolute_url, host_of, is_web_url, split_url, web_base

READER: Final = "html"

_ELEMENTS = frozenset(
    "html head body title meta link script style div p section article main header footer nav aside h1 h2 h3 h4 h5 h6 a"
    " span em strong b i u ul ol li dl table tr td blockquote figure img br hr form time pre center font".split()
)
_COMMENT_OR_SPACE = re.compile(r"\s+|<!--.*?-->|<\?[^>]*>", re.S)
_DECLARATION = re.compile(r"<!doctype\s+html\b", re.I)
_FIRST_TAG = re.compile(r"<([a-z][a-z0-9:]*)[\s/>]", re.I)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|·|•|»|::|:)\s+(?=\S)")
_OPENING_SAMPLE = 20_000
_MOST_TIMES = 200  # of a page; one with more is a list
_SAME_DATE = timedelta(days=1)  # apart at most: a bare day is midnight UTC, a moment may be that of any zone


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
    root = parse_page(text)
    record = Record(origin, READER) if root is None else _described(root, origin, text, address)
    yield _titled(_provided(replace(record, body=record.body or RawBody(text, "html"), source_id="")))


def _described(root: html.HtmlElement, origin: Origin, text: str, address: str) -> Record:
    """What the markup says of the article, with its addresses, and its body where the page does not show it."""
    meta = MetaTags.of(root)
    fetched = "" if _is_whole_site(address) else address
    found = [_link(root, "canonical"), meta.first("og:url"), _saved_from(text), fetched]
    base = absolute_url(address, _base(root))
    marks = PageMarks.of(_absolute(found, base), _headings(root, meta))
    blocks = [script.text or "" for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    article, problems = article_fields(blocks, marks)
    body = hidden_body(article.pop("articleBody", None), root)
    item = _beside_open_graph(main_item(root, marks), meta, PageMarks.of([], map(text_of, page_headings(root))))
    own = [*_own_addresses(article), *_own_addresses(item)]
    addresses = [found[0], *own, *found[1:], _link(root, "amphtml")]
    record = _merged([read_partial(one, origin, READER) for one in (article, item, meta.open_graph(), meta.named())])
    record = replace(record, body=body, problems=(*problems, *record.problems))
    record = _addressed(record, list(filter(None, addresses)), base)
    return _with_visible(record, root)


def _beside_open_graph(item: dict[str, Any], meta: MetaTags, shown: PageMarks) -> dict[str, Any]:
    """An item without what OpenGraph tells better: a site's name, and a headline where only its own is shown."""
    is_shown = shown.has_headline(item.get("headline")) or not shown.has_headline(meta.first("og:title"))
    known = {"headline": not is_shown, "publisher": bool(meta.first("og:site_name"))}
    return {name: value for name, value in item.items() if not known.get(name)}


def _with_visible(record: Record, root: html.HtmlElement) -> Record:
    """The record with what the page shows where its metadata say nothing, or only the name of the site."""
    provider = _provided(record).provider
    sites = list(filter(None, (provider.name, provider.domain)))
    title = visible_title(root, sites)
    visible = read_partial({"title": title, "datepublished": _time(root)}, record.origin, READER)
    if record.title and is_site_name(record.title, sites) and not is_site_name(title, sites):
        record = replace(record, title=title or record.title)
    if record.authors and record.published and record.updated:
        return _merged([record, visible])
    shown = find_signature(root, record.title or title)
    published = record.published or shown.published
    updated = None if shown.updated and published and shown.updated.at < published.at else shown.updated
    signed = Record(record.origin, READER, authors=shown.authors, published=shown.published, updated=updated)
    return _merged([record, signed, visible])


def _headings(root: html.HtmlElement, meta: MetaTags) -> list[str]:
    return [*map(text_of, page_headings(root)), meta.first("og:title"), page_title(root)]


def _link(root: html.HtmlElement, relation: str) -> str:
    for link in root.iter("link"):
        if relation in (link.get("rel") or "").lower() and link.get("href"):
            return str(link.get("href")).strip()
    return ""


def _base(root: html.HtmlElement) -> str:
    return next((str(one.get("href")).strip() for one in root.iter("base") if one.get("href")), "")


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


def _time(root: html.HtmlElement) -> str:
    """The time marked as that of publication, or the only one on the page that is not of a change."""
    around = {root, *root.iter("body"), *(one for heading in page_headings(root) for one in heading.iterancestors())}
    boxes = boxes_of_others(root, around)
    dated = [time for time in islice(root.iter("time"), _MOST_TIMES) if time.get("datetime")]
    times = [time for time in dated if not is_within(time, boxes)]
    marked = [time for time in times if time.get("pubdate") is not None or time.get("itemprop") == "datePublished"]
    unlike = [time for time in times if not is_of_change(time, text_of(time))]
    written = {str(time.get("datetime")).strip() for time in marked[:1] or unlike}
    return written.pop() if len(written) == 1 else ""


_FIRST_GIVEN = (
    "title",
    "excerpt",
    "provider",
    "source",
    "authors",
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
    for field in ("published", "updated"):
        best[field] = _dated([getattr(record, field) for record in records])
    return replace(records[0], **best, problems=tuple(problem for record in records for problem in record.problems))


def _dated(given: Sequence[Instant | None]) -> Instant | None:
    """The first date given, as exactly as another tells the same one."""
    dates = [date for date in given if date is not None]
    alike = [date for date in dates if _is_same(date, dates[0])]
    return min(alike, key=lambda date: (date.days, date.zone == "assumed"), default=None)


def _is_same(one: Instant, other: Instant) -> bool:
    """Whether two may be the same date, told more and less exactly."""
    earlier, later = sorted((one, other), key=lambda date: date.at)
    return later.at - earlier.at <= max(timedelta(days=earlier.days), _SAME_DATE)


def _addressed(record: Record, addresses: Sequence[str], base: str) -> Record:
    """The record with every address that can be an article's, made absolute; the others are problems."""
    base = web_base(next(filter(is_web_url, addresses), ""), base)
    urls: dict[str, None] = {}
    problems = []
    for address in addresses:
        full = absolute_url(base, address)
        if not is_web_url(full):
            problems.append(Problem("urls", address[:200], "is not an http or https address"))
        elif _is_whole_site(full):
            problems.append(Problem("urls", address[:200], "is the address of a whole site, not of an article"))
        else:
            urls[full] = None
    images = tuple(replace(image, url=absolute_url(base, image.url)) for image in record.images)
    return replace(record, urls=tuple(urls), images=images, problems=(*record.problems, *problems))


def _absolute(addresses: Sequence[str], base: str) -> list[str]:
    base = web_base(next(filter(is_web_url, addresses), ""), base)
    return [absolute_url(base, address) if address else "" for address in addresses]


def _is_whole_site(address: str) -> bool:
    """Whether an absolute address names no page."""
    parts = split_url(address)
    return parts.path in ("", "/") and not parts.query


def _provided(record: Record) -> Record:
    """The provider with the domain of the article's address, and named by it where nothing names it."""
    if not record.urls:
        return record
    domain = host_of(record.urls[0])
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
