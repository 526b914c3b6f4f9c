"""A record as a reader found it in, the same record with clean strings, body and cuts out.

Not for finding or typing the fields; the readers have done that.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from index.article import Cut, Image, Provider
from index.cleaning.furniture import cut_notices
from index.cleaning.html.extraction import extract_article
from index.cleaning.html.markup import html_paragraphs, is_page, markdown_paragraphs
from index.cleaning.lines import page_paragraphs, plain_paragraphs
from index.cleaning.page import read_page
from index.cleaning.repair import repair_line, repair_paragraph, repair_text
from index.cleaning.syndication import cut_additions, without_additions
from index.cleaning.withholding import withhold_ciphertext
from index.record import RawBody, Record
from index.versions.reading import digest_as_read


def clean_record(record: Record) -> Record:
    """The record with every string repaired, its body as plain paragraphs, what was cut, and a digest of how it was.

    No encrypted text passes here, wherever it stood.
    """
    return replace(_cleaned(record), read=record.read or digest_as_read(record))


def _cleaned(record: Record) -> Record:
    record = withhold_ciphertext(record)
    repaired = _without_additions(_repair_fields(record))
    cleaned = repaired if record.body is None else _clean_body(repaired, record.body)
    return record if cleaned is record else withhold_ciphertext(cleaned)  # what was repaired may have been a disguise


def text_paragraphs(text: str) -> list[str]:
    """The paragraphs of the text of a whole page, repaired, its furniture still among them."""
    return _tidy(page_paragraphs(repair_text(text)))


def _repair_fields(record: Record) -> Record:
    changes = {
        "title": repair_line(record.title),
        "excerpt": repair_line(record.excerpt),
        "provider": _repair_provider(record.provider),
        "source": repair_line(record.source),
        "authors": _repair_names(record.authors),
        "category": repair_line(record.category),
        "type": repair_line(record.type),
        "topics": _repair_names(record.topics),
        "images": _repair_images(record.images),
        "related": tuple(map(_cleaned, record.related)),
    }
    return _changed(record, changes)


def _without_additions(record: Record) -> Record:
    """The record without what the program that sent it wrote behind its excerpt."""
    told = without_additions(record.excerpt, record.title, record.provider)
    return replace(record, excerpt=told.text, cuts=record.cuts + told.cuts) if told.cuts else record


def _changed(record: Record, changes: dict[str, Any]) -> Record:
    """The record with the changes, itself where there are none: most records are sound, and there are many."""
    real = {name: value for name, value in changes.items() if value != getattr(record, name)}
    return replace(record, **real) if real else record


def _repair_provider(provider: Provider) -> Provider:
    name, images = repair_line(provider.name), _repair_images(provider.images)
    if name == provider.name and images == provider.images:
        return provider
    return replace(provider, name=name, images=images)


def _repair_images(images: tuple[Image, ...]) -> tuple[Image, ...]:
    if not any(image.title for image in images):
        return images
    return tuple(replace(image, title=repair_line(image.title)) for image in images)


def _repair_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(repair_line, names) if name)) if names else names


def _clean_body(record: Record, body: RawBody) -> Record:
    if body.form == "page":
        return _clean_page(record, text_paragraphs(body.text))
    if body.form == "html" and is_page(body.text):
        article = extract_article(body.text)
        if not article.paragraphs:
            return _clean_page(record, _tidy(html_paragraphs(body.text)))
        found = replace(record, scraped=True, title=record.title or repair_line(article.headline))
        found, opening = _with_standfirst(found, repair_line(article.standfirst))
        return _with_body(found, opening + _tidy(article.paragraphs), article.cuts)
    return _with_body(record, _tidy(_paragraphs(body)), ())


def _with_standfirst(record: Record, standfirst: str) -> tuple[Record, list[str]]:
    """The record with it as its excerpt, unless it has another: then it is a paragraph before the body."""
    given, told = (text.rstrip(" .…").casefold() for text in (record.excerpt, standfirst))
    if told.startswith(given):
        return replace(record, excerpt=standfirst), []
    return record, [] if told in given else [standfirst]


def _paragraphs(body: RawBody) -> list[str]:
    if body.form == "html":
        return html_paragraphs(body.text)
    if body.form == "markdown":
        return markdown_paragraphs(body.text)
    return plain_paragraphs(repair_text(body.text))


def _clean_page(record: Record, paragraphs: list[str]) -> Record:
    page = read_page(paragraphs, record.title)
    found = replace(
        record,
        title=record.title or repair_line(page.title),
        source=record.source or repair_line(page.source),
        authors=record.authors or page.authors,
        published=record.published or page.published,
        scraped=True,
    )
    return _with_body(found, page.kept, tuple(page.cuts))


def _tidy(paragraphs: list[str]) -> list[str]:
    return [paragraph for paragraph in map(repair_paragraph, paragraphs) if paragraph]


def _with_body(record: Record, paragraphs: list[str], cuts: tuple[Cut, ...]) -> Record:
    """The record with a plain body of those paragraphs that are no notices nor added to it, and with all its cuts."""
    own, added = cut_additions(paragraphs, record.title, record.provider)
    cleaned = cut_notices(own, record.title)
    text = "\n\n".join(cleaned.paragraphs)
    body = RawBody(text, "plain") if text else None
    return replace(record, body=body, cuts=record.cuts + cuts + cleaned.cuts + added)
