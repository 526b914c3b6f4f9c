"""An engine to a Flask application: routes, headers, and errors that say what to do.

Not for what a page holds (see `web.pages`) nor for the JSON (see `web.api`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from index.errors import BackfileError, EngineError
from index.urls import is_web_url, split_url
from search.engine import Engine
from web.api import create_api, json_answer
from web.dates import day_in_words, instant_in_words, instant_to_iso, label_in_words
from web.pages import create_pages, problem_page
from web.render import Json, problem, problem_to_json

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("Content-Security-Policy", _CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE")
_ENGINE_SENTENCES = {  # an engine's own message may name a folder of this machine
    "index_missing": "There is no archive here yet. Build one with `backfile rebuild SOURCE --archive DIR`; "
    "it is served as soon as it is there.",
    "index_incompatible": "The archive was written by another version, or its files are damaged. "
    "Build it again with `backfile rebuild SOURCE --archive DIR`.",
    "withdrawals_unreadable": "What was withdrawn cannot be told at the moment, so nothing is shown. "
    "`backfile withdrawals --archive DIR` says what is wrong.",
}
_HEALTH = ("/healthz", "/readyz")
_STOPPED = "The archive is not answering at the moment. Try again in a minute."
_HTTP_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address is only for reading; ask for it with GET.",
    500: "Something went wrong here. It has been logged; trying again may help.",
}


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the site is called and where it stands; an empty `base_url` is taken from each request."""

    title: str = "Backfile"
    base_url: str = ""


def create_app(engine: Engine, settings: WebSettings | None = None) -> Flask:
    """The whole site over one engine: page, JSON and health checks."""
    settings = settings or WebSettings()
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # an article can be named by its URL
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(iso=instant_to_iso, date_words=instant_in_words, label_words=label_in_words)
    app.jinja_env.filters.update(day_words=day_in_words, number=_number, host=_host)
    app.jinja_env.tests.update(web_url=is_web_url)
    stamp = _stamp(app, settings)
    app.jinja_env.globals.update(site_title=settings.title, stamp=stamp)
    app.register_blueprint(create_pages(engine, settings.base_url))
    app.register_blueprint(create_api(engine))
    app.register_error_handler(BackfileError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.after_request(partial(_finish, stamp))
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app


def _with_headers(serve: WSGIApplication) -> WSGIApplication:
    """An application with the headers that all its answers carry, which are known to be well-formed.

    Each header that an answer of Flask is given is looked through for line breaks, which for these takes as long as
    half of an empty request.
    """

    def serve_with(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *_HEADERS], *error)

        return serve(environ, start)

    return serve_with


def _number(value: int) -> str:
    return f"{value:,}"


def _host(url: str) -> str:
    return split_url(url).hostname or ""


def _stamp(app: Flask, settings: WebSettings) -> str:
    """A name for everything but the archive that an answer depends on."""
    digest = hashlib.blake2b(f"{version('backfile')} {settings}".encode(), digest_size=6)
    root = Path(app.root_path)
    for file in sorted((*root.glob("*.py"), *root.glob("static/*"), *root.glob("templates/*"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _finish(stamp: str, response: Response) -> Response:
    """How long an answer may be kept."""
    lasting = request.path.startswith("/static/") and request.args.get("v") == stamp
    if lasting and response.status_code in (200, 304):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif response.status_code not in (200, 304) or request.path in _HEALTH:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers["Cache-Control"] = "no-cache"
        _tag(response, stamp)
    return response


def _tag(response: Response, stamp: str) -> None:
    """A search is tagged by what it depends on, because it says how long it took; the rest by its content."""
    if edition := g.get("edition"):
        asked = request.environ
        key = f"{stamp} {edition} {asked.get('HTTP_HOST')} {asked['PATH_INFO']}?{asked['QUERY_STRING']}"
        response.headers["ETag"] = f'W/"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"'
    elif response.direct_passthrough:
        return  # a file, which carries its own
    else:
        response.add_etag(weak=True)
    if not request.environ.keys().isdisjoint(_CONDITIONS):  # looking for what they ask takes as long as a small answer
        response.make_conditional(request)


def _answer_error(error: BackfileError) -> Response:
    """One of our errors; what the engine says in detail goes to the log, for it may name folders."""
    if not isinstance(error, EngineError):
        return _problem_answer(problem_to_json(error))
    current_app.logger.error("The archive cannot answer: %s", error)
    response = _problem_answer(problem(503, error.code, _ENGINE_SENTENCES.get(error.code, _STOPPED)))
    response.headers["Retry-After"] = "30"
    return response


def _answer_http_error(error: HTTPException) -> Response:
    """An error of HTTP itself, such as an unknown address, or one that nobody foresaw."""
    status = error.code or 500
    if status < 400:
        return Response(error.get_body(), status, error.get_headers())
    code = HTTPStatus(status).name.lower()
    response = _problem_answer(problem(status, code, _HTTP_SENTENCES.get(status, error.description or "")))
    response.headers.update([pair for pair in error.get_headers() if pair[0] == "Allow"])
    return response


def _problem_answer(body: Json) -> Response:
    """A problem as JSON for programs, as a page for people."""
    if request.path.startswith("/api/") or request.path in _HEALTH:
        return json_answer(body, body["status"], "application/problem+json")
    return problem_page(body)
