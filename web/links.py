"""A request to the addresses of its neighbours: one more filter, one less, another order, another page.

Pure functions from a `SearchRequest` to a `SearchRequest` or to a path with its query string.
Not for reading parameters (see `web.params`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import quote, urlencode

from search.model import Copies, Filter, SearchRequest
from web.params import to_params


def search_path(request: SearchRequest, *, page: int = 1, cursor: str = "") -> str:
    """The address of a page of the search page's hits.

    >>> search_path(SearchRequest(text="trade war"), page=2)
    '/?q=trade+war&page=2'
    """
    return _path("/", _page_params(request, page, cursor))


def article_path(article: str, request: SearchRequest | None = None, page: int = 1) -> str:
    """The address of an article, with the request that led to it, so that it can mark words and lead back."""
    return _path(f"/article/{quote(article, safe='')}", _page_params(request, page, request.cursor) if request else [])


def api_path(request: SearchRequest) -> str:
    """The address of the same answer as JSON."""
    return _path("/api/search", to_params(request))


def fresh(request: SearchRequest) -> SearchRequest:
    """The same question from its first hit."""
    return replace(request, offset=0, cursor="")


def with_text(request: SearchRequest, text: str) -> SearchRequest:
    """The same question in other words."""
    return replace(fresh(request), text=text)


def with_days(request: SearchRequest, since: date | None, until: date | None) -> SearchRequest:
    """The same question within other days."""
    return replace(fresh(request), since=since, until=until)


def toggled(request: SearchRequest, wanted: Filter) -> SearchRequest:
    """The request with a filter, or without it where it was there; its opposite goes either way.

    >>> toggled(SearchRequest(), Filter("topic", "AI")).filters
    (Filter(field='topic', value='AI', exclude=False),)
    """
    others = tuple(one for one in request.filters if (one.field, one.value) != (wanted.field, wanted.value))
    filters = others if wanted in request.filters else (*others, wanted)
    return replace(fresh(request), filters=filters)


def with_copies(request: SearchRequest, copies: Copies) -> SearchRequest:
    """The same question with copies folded, or all shown."""
    return replace(fresh(request), copies=copies)


def with_story(request: SearchRequest, story: str) -> SearchRequest:
    """The same question of one report, in all its copies; without one, of every report, with copies folded."""
    return replace(fresh(request), story=story, copies="show" if story else "fold")


def _page_params(request: SearchRequest, page: int, cursor: str) -> list[tuple[str, str]]:
    plain = SearchRequest()
    bare = replace(fresh(request), cursor=cursor, limit=plain.limit, facets=plain.facets, interval=plain.interval)
    return to_params(bare) + ([("page", str(page))] if page > 1 else [])


def _path(path: str, params: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(params)}" if params else path
