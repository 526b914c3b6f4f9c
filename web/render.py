"""Answers to what leaves the house: JSON, the same over HTTP and on the command line.

Frozen dataclasses go in, dicts come out, and from those bytes. What has the shape that clients know, such as a
`Snippet` or a `FacetValue`, stands in them as it is: its fields are the keys. Spans count Unicode code points. Where
an article was read from (its `origin`) is never among them. Not for HTML (see `web.pages`) nor for text (see
`web.terminal`).
"""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

import msgspec

from index.article import Article, Instant
from index.errors import ArticleWithdrawn, BackfileError, InvalidRequest
from search.model import Contribution, Copy, Hit, MarkedArticle, Revision, SearchResponse, Status

Json = dict[str, Any]


def encode_json(value: object, *, indent: bool = False) -> bytes:
    """A value as JSON in UTF-8, indented or on one line.

    >>> from search.model import Snippet
    >>> encode_json({"title": Snippet("trade war", ((6, 9),))})
    b'{"title":{"text":"trade war","spans":[[6,9]]}}'
    """
    encoded = _encoder.encode(value)
    return msgspec.json.format(encoded, indent=2) if indent else encoded


_encoder = msgspec.json.Encoder()
_PLACES = 10_000


def response_to_json(response: SearchResponse) -> Json:
    """An answer: the query as read, the total, hits, facets, timeline, and `next`, the cursor to go on with.

    A facet gives its commonest values; `distinct` says how many it has. `total` and every `count` are of hits,
    `articles` counts the copies folded under them too.
    """
    return {
        "query": {
            "text": response.request.text,
            "read_as": response.read_as,
            "notes": response.notes,
            "matched": response.matched,
        },
        "total": response.total,
        "articles": response.articles,
        "took_ms": round(response.took_ms, 2),
        "hits": [_hit(hit, explain=response.request.explain) for hit in response.hits],
        "facets": {facet.field: facet.values for facet in response.facets},
        "distinct": {facet.field: facet.distinct for facet in response.facets},
        "timeline": response.timeline,
        "suggestion": response.suggestion or None,
        "next": response.next_cursor or None,
        "generation": response.generation,
    }


def article_to_json(article: Article) -> Json:
    """An article whole: what a hit shows of it, its body and what cleaning cut from it."""
    return {
        **article_summary(article),
        "body": article.body,
        "cuts": article.cuts,
    }


def article_summary(article: Article) -> Json:
    """An article without its body and cuts: what stands in a list of hits."""
    return {
        "id": article.id,
        "source_id": article.source_id or None,
        "kind": article.kind,
        "title": article.title,
        "excerpt": article.excerpt,
        "url": article.url or None,
        "aliases": article.aliases,
        "provider": article.provider,
        "source": article.source or None,
        "authors": article.authors,
        "published": _date(article.published),
        "published_zone_assumed": _zone_is_assumed(article.published),
        "updated": _date(article.updated),
        "updated_zone_assumed": _zone_is_assumed(article.updated),
        "category": article.category or None,
        "type": article.type or None,
        "topics": article.topics,
        "quality": article.quality,
        "heat": article.heat,
        "published_flag": article.published_flag,
        "images": article.images,
        "related": article.related,
        "story": article.story or None,
    }


def marked_article_to_json(marked: MarkedArticle) -> Json:
    """An article whole, with the spans of a query in title, excerpt and paragraphs, and what belongs to it.

    `related` are what it relates to, `related_from` the newest that relate to it, `versions` its last earlier texts,
    latest first. What gave way when its records were joined is not in it (see `losses_to_json`).
    """
    return {
        "article": article_to_json(marked.article),
        "title": marked.title,
        "excerpt": marked.excerpt,
        "body": marked.body,
        "matches": marked.matches,
        "related": [article_summary(article) for article in marked.related],
        "related_from": [article_summary(article) for article in marked.related_from],
        "related_from_total": marked.related_from_total,
        "copies": [_copy(copy) for copy in marked.copies],
        "copies_total": marked.copies_total,
        "versions": [_revision(revision) for revision in marked.revisions],
        "versions_total": marked.revisions_total,
    }


def losses_to_json(marked: MarkedArticle) -> Json:
    """What gave way when the records of an article were joined, and in which file it stands: not for the public."""
    lost = [
        {"field": one.field, "value": one.value, "file": one.origin.path, "line": one.origin.line}
        for one in marked.losses
    ]
    return {"conflicts": lost, "conflicts_total": marked.losses_total}


def status_to_json(status: Status) -> Json:
    """What an archive holds."""
    return {
        "generation": status.generation,
        "built_at": status.built_at,
        "articles": status.articles,
        "kinds": dict(status.kinds),
        "first": status.first or None,
        "last": status.last or None,
        "bytes": status.bytes,
        "withdrawn": status.withdrawn,
        "held_back": status.held_back,
    }


def problem_to_json(error: BackfileError) -> Json:
    """An error as a problem document (RFC 9457): `code` is stable, `detail` is for people."""
    shown = problem(error.http_status, error.code, str(error))
    match error:
        case InvalidRequest():
            return {**shown, "parameter": error.parameter}
        case ArticleWithdrawn():
            return {**shown, "reason": error.reason, "until": error.until.isoformat() if error.until else None}
    return shown


def problem(status: int, code: str, detail: str) -> Json:
    """A problem document for something that is none of our errors, such as an unknown address."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}


def _zone_is_assumed(instant: Instant | None) -> bool:
    """Whether UTC was taken because no zone was written."""
    return instant is not None and instant.zone == "assumed"


def _date(instant: Instant | None) -> datetime | date | str | None:
    """A date as exact as it was written; as JSON it is what `web.dates.instant_to_iso` gives."""
    if instant is None:
        return None
    if instant.precision in ("year", "month"):
        return instant.written
    return instant.at.date() if instant.precision == "day" else instant.at


def _rounded(score: float) -> float:
    """A score to four places; `round` would take as long as all else about a hit."""
    return int(score * _PLACES + 0.5) / _PLACES


def _hit(hit: Hit, *, explain: bool) -> Json:
    shown: Json = {
        "article": article_summary(hit.article),
        "score": _rounded(hit.score),
        "copies": hit.copies,
        "title": hit.title,
        "passages": hit.passages,
    }
    return {**shown, "explanation": [_contribution(one) for one in hit.explanation]} if explain else shown


def _copy(copy: Copy) -> Json:
    """Another article that prints the same report, and what differs in it; null where that was not compared."""
    return {"article": article_summary(copy.article), "differences": copy.differences}


def _revision(revision: Revision) -> Json:
    """A text that the article had, until when, and what the text after it says otherwise.

    `replaced` is null where nothing tells whether it is earlier; then it is compared with the article.
    `replaced_noticed` says that the instant is that of the rebuild which found it replaced, as no source gives it.
    """
    version = revision.version
    return {
        "title": version.title,
        "excerpt": version.excerpt,
        "body": version.body,
        "dated": _date(version.dated),
        "replaced": _date(version.replaced),
        "replaced_noticed": version.noticed,
        "title_changed": bool(revision.title_after),
        "differences": revision.differences,
    }


def _contribution(contribution: Contribution) -> Json:
    return {"field": contribution.field, "text": contribution.text, "score": _rounded(contribution.score)}
