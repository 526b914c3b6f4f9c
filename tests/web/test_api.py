"""The JSON endpoints over HTTP: shapes, errors and headers on every route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.engine import open_engine
from tests.small_archive import ARTICLES, DANGEROUS, FERRIES, RICH, build_client
from web.app import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site over the small archive."""
    with build_client(tmp_path_factory.mktemp("archive"), ARTICLES) as client:
        yield client


@pytest.fixture
def closed(tmp_path: Path) -> FlaskClient:
    """The site where there is no archive."""
    return create_app(open_engine(f"whoosh:{tmp_path}")).test_client()


def get_json(client: FlaskClient, path: str, status: int = 200) -> Any:
    response = client.get(path)
    assert response.status_code == status, response.text
    problem = status >= 400
    assert response.mimetype == ("application/problem+json" if problem else "application/json")
    return response.json


def test_search_finds_and_counts_exactly(client: FlaskClient) -> None:
    """A search gives its exact total, so many hits as asked for, facets and timeline that agree with it."""
    answer = get_json(client, "/api/search?q=ferry&limit=5&interval=year")
    assert (answer["total"], len(answer["hits"])) == (len(FERRIES), 5)
    assert answer["facets"]["provider"] == [
        {"value": "Island Ferry News", "count": 25, "articles": 25, "selected": False}
    ]
    assert {one["date"]: one["count"] for one in answer["timeline"]["buckets"]} == {"2020": 24, "2021": 1}
    assert all(one["title"]["spans"] for one in answer["hits"])


def test_search_reaches_every_hit_once_by_cursor(client: FlaskClient) -> None:
    """Following `next` gives every article once, and then null."""
    ids, cursor = [], ""
    for _ in range(len(ARTICLES)):
        answer = get_json(client, f"/api/search?limit=4&facets=none&interval=none&cursor={cursor}")
        ids += [hit["article"]["id"] for hit in answer["hits"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert cursor is None
    assert sorted(ids) == sorted(article.id for article in ARTICLES)


def test_search_leaves_out_what_was_not_asked_for(client: FlaskClient) -> None:
    """Facets and timeline are there only if asked for; explanations too."""
    answer = get_json(client, "/api/search?q=budget&facets=none&interval=none")
    assert (answer["facets"], answer["timeline"]) == ({}, None)
    assert "explanation" not in answer["hits"][0]
    explained = get_json(client, "/api/search?q=budget&explain=true")
    assert explained["hits"][0]["explanation"]


def test_search_excludes_a_value_that_begins_with_a_dash(client: FlaskClient) -> None:
    """A provider named with a leading dash can be asked for and left out."""
    chosen = get_json(client, "/api/search?provider=%5C-Dash%20Courier")
    others = get_json(client, "/api/search?provider=--Dash%20Courier")
    assert (chosen["total"], others["total"]) == (1, len(ARTICLES) - 1)


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("qq=x", "unknown_parameter", "qq"),
        ("sort=best", "unknown_value", "sort"),
        ("limit=101", "limit_out_of_range", "limit"),
        ("limit=ten", "bad_number", "limit"),
        ("offset=-1", "offset_out_of_range", "offset"),
        ("from=soon", "bad_date", "from"),
        ("from=2022&to=2021", "empty_range", "from"),
        ("facets=colour", "unknown_value", "facets"),
        ("interval=week", "unknown_value", "interval"),
        ("kind=foo", "unknown_value", "kind"),
        ("kind=-foo", "unknown_value", "kind"),
        ("q=a&q=b", "repeated_parameter", "q"),
        ("q=" + "x" * 5000, "value_too_long", "q"),
    ],
)
def test_search_refuses_a_bad_parameter_by_name(client: FlaskClient, query: str, code: str, parameter: str) -> None:
    """What cannot be read is a 400 with a stable code and the name of the parameter."""
    problem = get_json(client, f"/api/search?{query}", 400)
    assert (problem["code"], problem["parameter"], problem["status"]) == (code, parameter, 400)
    assert problem["detail"]


def test_search_refuses_a_cursor_of_another_question(client: FlaskClient) -> None:
    """A cursor belongs to its question; anything else in its place is a 400 that names it."""
    problem = get_json(client, "/api/search?q=ferry&cursor=nonsense", 400)
    assert problem["parameter"] == "cursor"


@pytest.mark.parametrize("name", [RICH.id, RICH.url, "https://courier.example/amp/rich", "HC-7"])
def test_article_is_found_by_every_name(client: FlaskClient, name: str) -> None:
    """An article answers to its id, its addresses and its source's own id."""
    answer = get_json(client, f"/api/articles/{name}?q=budget")
    assert answer["article"]["id"] == RICH.id
    assert answer["article"]["body"] == RICH.body
    marks = sum(len(one["spans"]) for one in (answer["title"], answer["excerpt"], *answer["body"]))
    assert answer["matches"] == marks == 3
    assert [one["id"] for one in answer["related"]] == list(RICH.related)


def test_article_is_a_problem_when_unknown(client: FlaskClient) -> None:
    """An unknown id is a 404 with its code."""
    assert get_json(client, "/api/articles/nobody", 404)["code"] == "article_not_found"


def test_article_refuses_unknown_parameters(client: FlaskClient) -> None:
    """A parameter that an article does not have is named."""
    assert get_json(client, f"/api/articles/{RICH.id}?page=2", 400)["parameter"] == "page"


def test_status_counts_the_archive(client: FlaskClient) -> None:
    """The status counts articles by kind and names the days they span."""
    status = get_json(client, "/api/status")
    assert status["articles"] == len(ARTICLES) == sum(status["kinds"].values())
    assert (status["first"], status["last"]) == ("2020-01-05", "2021-12-15")


def test_health_checks_tell_process_from_archive(client: FlaskClient, closed: FlaskClient) -> None:
    """A process without an archive is alive but not ready."""
    assert get_json(client, "/healthz") == get_json(closed, "/healthz") == {"status": "ok"}
    assert get_json(client, "/readyz")["status"] == "ready"
    assert get_json(closed, "/readyz", 503)["code"] == "index_missing"


def test_search_is_unavailable_without_an_archive(closed: FlaskClient, tmp_path: Path) -> None:
    """No archive is a 503 that says what to do and names no folder, never zero hits."""
    response = closed.get("/api/search?q=x")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "backfile rebuild" in get_json(closed, "/api/search?q=x", 503)["detail"]
    assert str(tmp_path) not in response.text


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/articles/"])
def test_unknown_address_is_a_problem(client: FlaskClient, path: str) -> None:
    """Every address under /api answers in JSON, those that do not exist too."""
    assert get_json(client, path, 404)["code"] == "not_found"


def test_other_methods_are_refused(client: FlaskClient) -> None:
    """The archive is only for reading, and the answer says how."""
    response = client.post("/api/search")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_unforeseen_error_is_a_problem_without_details(tmp_path: Path) -> None:
    """A bug of ours is a 500 that gives nothing away."""

    def break_down() -> str:
        raise RuntimeError("secret detail")

    app = create_app(open_engine(f"whoosh:{tmp_path}"))
    app.add_url_rule("/api/broken", view_func=break_down)
    response = app.test_client().get("/api/broken")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json is not None
    assert response.json["code"] == "internal_server_error"
    assert "secret" not in response.text


ROUTES = (
    "/",
    "/?q=ferry",
    "/?page=0",
    "/help",
    f"/article/{RICH.id}?q=budget",
    f"/article/{DANGEROUS.id}",
    "/article/nobody",
    "/nothing",
    "/api/search?q=ferry",
    "/api/search?limit=1000",
    f"/api/articles/{RICH.id}",
    "/api/status",
    "/healthz",
    "/readyz",
    "/opensearch.xml",
    "/robots.txt",
    "/favicon.ico",
    "/static/page.css",
    "/static/nothing.css",
)


@pytest.mark.parametrize("path", ROUTES)
def test_headers_are_strict_on_every_route(client: FlaskClient, path: str) -> None:
    """Every answer, errors too, forbids what is not ours, sets no cookie and says how long it keeps."""
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"]
    assert "Set-Cookie" not in headers


def again(client: FlaskClient, response: TestResponse, path: str) -> TestResponse:
    return client.get(path, headers={"If-None-Match": response.headers["ETag"]})


@pytest.mark.parametrize("path", ["/api/search?q=ferry", "/?q=ferry", f"/article/{RICH.id}", "/api/status"])
def test_answer_is_not_sent_again_while_nothing_changed(client: FlaskClient, path: str) -> None:
    """Asking again with the tag of an answer is a 304; another question has another tag."""
    first = client.get(path)
    assert again(client, first, path).status_code == 304
    assert again(client, first, "/api/search?q=budget").status_code == 200


def test_new_generation_answers_anew(tmp_path: Path) -> None:
    """After a rebuild the same address gives the new articles, whatever the browser kept."""
    client = build_client(tmp_path, FERRIES[:3])
    first = client.get("/api/search")
    build_client(tmp_path, FERRIES[:5])
    second = again(client, first, "/api/search")
    assert second.status_code == 200
    assert second.json is not None
    assert second.json["total"] == 5
