"""The pages for people: what was asked for in, HTML out.

Not for what a search means (see `search`), nor for how a view is put together (see `web.views`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from search.engine import Engine
from search.model import MATCHES, SORTS, Filter, SearchRequest, SearchResponse
from web.links import api_path, article_path, fresh, search_path, with_copies, with_story, with_text
from web.params import LAST_NUMBERED_PAGE, MAX_VALUE, PAGE_SIZE, PageRequest, filter_value, parse_page, tidied
from web.render import Json, problem
from web.views import Restriction, facet_views, loosenings, pager, reading, restrictions, timeline_view, unnarrowed

_SORT_TITLES = {
    "relevance": "Best match",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "quality": "Quality",
    "heat": "Heat",
}
_MATCH_TITLES = {"auto": "All words, or most", "all": "All words", "any": "Any word"}
_HEADINGS = {
    "bad_page": "There is no such page",
    "page_beyond_last": "There is no such page",
    "article_not_found": "There is no such article",
    "article_withdrawn": "This article was withdrawn",
    400: "This search could not be read",
    404: "There is nothing here",
    405: "That cannot be done here",
    503: "The archive is not available",
}


@dataclass(frozen=True, slots=True)
class Action:
    """A way on from a page that could not be shown."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Loosened:
    """What a search would find without one of its restrictions."""

    restriction: Restriction
    total: int


def create_pages(engine: Engine, base_url: str) -> Blueprint:
    """The routes for people and their browsers."""
    blueprint = Blueprint("pages", __name__)
    blueprint.add_url_rule("/", "search", partial(_search, engine))
    blueprint.add_url_rule("/article/<path:name>", "article", partial(_article, engine))
    blueprint.add_url_rule("/help", "help", _help)
    blueprint.add_url_rule("/opensearch.xml", "opensearch", partial(_opensearch, base_url))
    blueprint.add_url_rule("/robots.txt", "robots", _robots)
    blueprint.add_url_rule("/favicon.ico", "favicon", _favicon)
    return blueprint


def problem_page(body: Json, actions: Sequence[Action] = ()) -> Response:
    """A page that says what went wrong and where to go from here."""
    heading = _HEADINGS.get(body["code"]) or _HEADINGS.get(body["status"], "Something went wrong")
    ways = (*actions, *_ways_on(body))
    page = _render("problem.html", _asked_in_address(), heading=heading, detail=body["detail"], actions=ways)
    return Response(page, body["status"])


def _search(engine: Engine) -> AnyResponse:
    """Hits to look through. A form is sent with all of its fields: what they leave open goes out of the address."""
    given = list(request.args.items(multi=True))
    asked = parse_page(given)
    if (kept := tidied(given)) != given:
        return redirect(_address(kept))
    response = engine.search(asked.request)
    g.edition = response.edition
    if response.total and not response.hits:
        return _beyond_last_page(response)
    front = asked == PageRequest(SearchRequest())
    return Response(
        _render(
            "search.html",
            asked.request,
            response=response,
            front=front,
            status=engine.status() if front else None,
            restrictions=restrictions(asked.request),
            unnarrowed_path=search_path(unnarrowed(asked.request)),
            read_as=reading(response),
            facets=facet_views(response),
            timeline=timeline_view(response.timeline, asked.request),
            pager=pager(response, asked.page),
            loosened=_loosened(engine, response),
            suggestion_path=search_path(with_text(asked.request, response.suggestion)),
            article_path=lambda article: article_path(article, asked.request, asked.page),
            story_path=lambda story: search_path(with_story(asked.request, story)),
            copies_path=lambda copies: search_path(with_copies(asked.request, copies)),
            match_path=lambda match: search_path(replace(fresh(asked.request), match=match)),
            json_path=api_path(asked.request),
            explain_path=search_path(replace(fresh(asked.request), explain=not asked.request.explain)),
        )
    )


def _article(engine: Engine, name: str) -> AnyResponse:
    """An article to read; one that was named by its address or its source's id is sent to its own place."""
    asked = parse_page(request.args.items(multi=True))
    marked = engine.article(name, asked.request.text)
    if marked.article.id != name:
        return redirect(article_path(marked.article.id, asked.request, asked.page))
    page = _render(
        "article.html",
        asked.request,
        marked_article=marked,
        article=marked.article,
        first_marked=next((place for place, one in enumerate(marked.body) if one.spans), None),
        back_path=search_path(asked.request, page=asked.page, cursor=asked.request.cursor),
        article_path=lambda article: article_path(article, SearchRequest(text=asked.request.text)),
        story_path=search_path(with_story(SearchRequest(sort="oldest"), marked.article.id)),
        field_path=lambda field, value: search_path(SearchRequest(filters=(Filter(field, value),))),
    )
    return Response(page)


def _help() -> str:
    return _render("help.html", SearchRequest(), query_path=lambda text: search_path(SearchRequest(text=text)))


def _opensearch(base_url: str) -> Response:
    """What a browser needs to offer this archive as a search engine."""
    base = (base_url or request.url_root).rstrip("/")
    return Response(render_template("opensearch.xml", base=base), mimetype="application/opensearchdescription+xml")


def _robots() -> Response:
    """Articles may be read by crawlers; searches, of which there is no end, may not."""
    return Response("User-agent: *\nDisallow: /api/\nDisallow: /*?\n", mimetype="text/plain")


def _favicon() -> AnyResponse:
    return redirect(url_for("static", filename="icon.svg"))


def _beyond_last_page(response: SearchResponse) -> Response:
    last = min(-(-response.total // PAGE_SIZE), LAST_NUMBERED_PAGE)
    pages = "1 page" if last == 1 else f"{last:,} pages"
    detail = f"This search finds {response.total:,} articles, which is {pages} of {PAGE_SIZE}."
    path = search_path(fresh(response.request), page=last)
    return problem_page(problem(404, "page_beyond_last", detail), [Action(f"Go to the last page, {last:,}", path)])


def _loosened(engine: Engine, response: SearchResponse) -> list[Loosened]:
    """Where nothing was found: what would be, with one restriction less."""
    if response.total:
        return []
    steps = loosenings(response.request)
    bare = [replace(one.without, limit=0, facets=(), interval=None) for one in steps]
    found = [Loosened(one, engine.search(asked).total) for one, asked in zip(steps, bare, strict=True)]
    return [one for one in found if one.total]


def _ways_on(body: Json) -> list[Action]:
    """The same search without the parameter that could not be read, and the front page."""
    parameter = body.get("parameter", "page" if body["code"] == "page_beyond_last" else None)
    if parameter is None or request.path != "/":
        return [Action("Go to the front page", "/")]
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in (parameter, "cursor")]
    path = _address(tidied(kept))
    label = "Go to the first page" if parameter == "page" else f"Search without “{parameter}”"
    return [Action(label, path), Action("Start again", "/")]


def _address(pairs: Sequence[tuple[str, str]]) -> str:
    return f"/?{urlencode(pairs)}" if pairs else "/"


def _asked_in_address() -> SearchRequest:
    """As much of the address as can always be shown in the search box."""
    return SearchRequest(text=request.args.get("q", "")[:MAX_VALUE])


def _render(template: str, asked: SearchRequest, **values: object) -> str:
    """A page with the search form filled in as it was asked."""
    form = {
        "asked": asked,
        "filter_pairs": [(one.field, filter_value(one)) for one in asked.filters],
        "sorts": [(name, _SORT_TITLES[name]) for name in SORTS],
        "matches": [(name, _MATCH_TITLES[name]) for name in MATCHES],
        "max_value": MAX_VALUE,
        "front": False,
    }
    return render_template(template, **form | values)
