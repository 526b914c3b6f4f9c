"""The JSON endpoints: parameters in, an answer of `web.render` out.

Not for errors: they are raised, and `web.app` answers them as problem documents.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, g, request

from search.engine import Engine
from web.params import checked_pairs, parse_request, read_pairs
from web.render import Json, encode_json, marked_article_to_json, response_to_json, status_to_json


def create_api(engine: Engine) -> Blueprint:
    """The routes for programs."""
    blueprint = Blueprint("api", __name__)
    blueprint.add_url_rule("/api/search", "search", partial(_search, engine))
    blueprint.add_url_rule("/api/articles/<path:name>", "article", partial(_article, engine))
    blueprint.add_url_rule("/api/status", "status", partial(_status, engine))
    blueprint.add_url_rule("/healthz", "healthz", _health)
    blueprint.add_url_rule("/readyz", "readyz", partial(_readiness, engine))
    return blueprint


def json_answer(body: Json, status: int = 200, content_type: str = "application/json") -> Response:
    """A JSON document as an answer."""
    return Response(encode_json(body), status, content_type=content_type)


def _search(engine: Engine) -> Response:
    response = engine.search(parse_request(read_pairs(request.query_string.decode())))
    g.edition = response.edition
    return json_answer(response_to_json(response))


def _article(engine: Engine, name: str) -> Response:
    """An article by its id, its address or its source's id, with the words of `q` as spans."""
    checked_pairs(request.args.items(multi=True), ("q",))
    return json_answer(marked_article_to_json(engine.article(name, request.args.get("q", ""))))


def _status(engine: Engine) -> Response:
    checked_pairs(request.args.items(multi=True), ())
    return json_answer(status_to_json(engine.status()))


def _health() -> Response:
    """The process answers; says nothing about the archive."""
    return json_answer({"status": "ok"})


def _readiness(engine: Engine) -> Response:
    """The archive answers; without one this is a 503."""
    return json_answer({"status": "ready", "generation": engine.status().generation})
