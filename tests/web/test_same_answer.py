"""One request, three surfaces: page, JSON and command line give the same ids, totals, facets, timeline and spans."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner
from flask.testing import FlaskClient

from index.rebuilding.rebuild import rebuild
from search.engine import open_engine
from tests.places import SAMPLE
from web.app import create_app
from web.cli import cli
from web.dates import label_in_words
from web.views import FIELD_TITLES, KIND_TITLES

Pairs = tuple[tuple[str, str], ...]

_REQUESTS: tuple[Pairs, ...] = (
    (),
    (("q", "flood"),),
    (("q", "harbour"), ("sort", "newest")),
    (("q", "harbour"), ("sort", "oldest"), ("offset", "30")),
    (("q", '"export curbs"'),),
    (("q", '"council barrier"~6'),),
    (("q", "sea* -ferry"),),
    (("q", "title:flood OR topic:Astronomy"), ("sort", "quality")),
    (("q", "mussel ferry chip goat"),),
    (("q", "mussel ferry chip goat"), ("match", "any"), ("sort", "heat")),
    (("q", "harbour"), ("topic", "Flood"), ("topic", "Culture"), ("provider", "-Touchline")),
    (("q", "corvane chips"), ("from", "2021-12"), ("to", "2023")),
    (("kind", "secured"), ("kind", "reference")),
    (("q", "date:2021-02-01..2021-02-28 quality:>=50"),),
    (("q", "港"),),
    (("q", '"<script>alert'), ("provider", 'Harbour Courier" onmouseover="alert(1)')),
    (("q", "harbuor"), ("category", "news")),
    (("q", "restricted list"), ("sort", "newest")),
    (("q", "restricted list"), ("copies", "show")),
    (("copies", "show"), ("story", "https://vpa.example/wire/2021/12/14/restricted-list-hallen-silicon")),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles, indexed."""
    folder = tmp_path_factory.mktemp("archive")
    rebuild([SAMPLE], folder)
    return folder


@pytest.fixture(scope="module")
def client(archive: Path) -> Iterator[FlaskClient]:
    """The site over the sample articles."""
    with closing(open_engine(f"whoosh:{archive}")) as engine:
        yield create_app(engine).test_client()


@pytest.mark.parametrize("pairs", _REQUESTS, ids=lambda pairs: " ".join(value for _, value in pairs) or "everything")
def test_page_json_and_command_line_give_the_same_answer(client: FlaskClient, archive: Path, pairs: Pairs) -> None:
    """Whoever asks, and however: the same articles in the same order, counted and marked alike."""
    over_http = client.get("/api/search", query_string=list(pairs)).get_json()
    assert asked_on_the_command_line(archive, pairs) == without_time(over_http)
    assert shown_on_the_page(client, pairs) == as_a_page_shows_it(over_http)


def test_the_requests_find_something_of_every_kind(client: FlaskClient) -> None:
    """The table is worth its length: hits and none, marks in titles and passages, facets, notes, a suggestion."""
    answers = [client.get("/api/search", query_string=list(pairs)).get_json() for pairs in _REQUESTS]
    assert sum(answer["total"] > 0 for answer in answers) >= 14
    assert any(answer["total"] == 0 and answer["suggestion"] for answer in answers)
    assert any(answer["query"]["notes"] for answer in answers)
    assert any(answer["articles"] > answer["total"] for answer in answers)
    hits = [hit for answer in answers for hit in answer["hits"]]
    assert sum(bool(hit["title"]["spans"]) for hit in hits) >= 10
    assert sum(bool(passage["spans"]) for hit in hits for passage in hit["passages"]) >= 20


def asked_on_the_command_line(archive: Path, pairs: Pairs) -> Any:
    """What `backfile search --format json` prints for these parameters."""
    options = [f"--{name}={value}" for name, value in pairs if name != "q"]
    arguments = ["search", "--archive", str(archive), "--format", "json", *options, "--", dict(pairs).get("q", "")]
    result = CliRunner().invoke(cli, arguments)
    answer = json.loads(result.stdout)
    assert result.exit_code == (0 if answer["hits"] else 1)
    return without_time(answer)


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "took_ms"}


def shown_on_the_page(client: FlaskClient, pairs: Pairs) -> dict[str, Any]:
    """The answer as read off the rendered page."""
    named = dict(pairs)
    page_number = int(named.pop("offset", "0")) // 10 + 1
    address = [pair for pair in pairs if pair[0] != "offset"] + [("page", str(page_number))]
    soup = BeautifulSoup(client.get("/", query_string=address, follow_redirects=True).text, "lxml")
    places = soup.select_one("#hits-heading")
    return {
        "total": int(re.sub(r".* of |,", "", places.text)) if places else 0,
        "ids": [str(link["href"]).split("?")[0].removeprefix("/article/") for link in soup.select(".hits h3 a")],
        "copies": [number_in(hit.select(".copies")) for hit in soup.select(".hits > li")],
        "folded": number_in(soup.select(".folded")),
        "titles": [spans_of(one) for one in soup.select(".hits h3 a")],
        "passages": [[spans_of(one) for one in hit.select(".passage")] for hit in soup.select(".hits > li")],
        "facets": {facet.select("h2")[0].text: facet_of(facet) for facet in soup.select(".facet")},
        "bars": [str(bar["aria-label"]) for bar in soup.select(".timeline svg a")],
        "notes": [one.text for one in soup.select(".notes p[dir]")],
        "suggestion": [one.text for one in soup.select(".suggestion a")],
    }


def spans_of(element: Tag) -> tuple[str, list[list[int]]]:
    """The text of an element, and where in it the marks stand."""
    text, spans = "", []
    for piece in element.children:
        if isinstance(piece, Tag):
            spans.append([len(text), len(text) + len(piece.text)])
        text += piece.text
    return text, spans


def number_in(elements: Sequence[Tag]) -> int:
    """The first number in a text that may be missing, 0 where there is none."""
    digits = re.search(r"\d+", elements[0].text) if elements else None
    return int(digits[0]) if digits else 0


def facet_of(facet: Tag) -> dict[str, tuple[int, bool]]:
    """The values of a facet, folded away or not: count, and whether selected."""
    return {
        one.select(".label")[0].text: (
            int(one.select(".count")[0].text.replace(",", "")),
            "selected" in one.attrs.get("class", ""),
        )
        for one in facet.select("li")
    }


def as_a_page_shows_it(answer: dict[str, Any]) -> dict[str, Any]:
    """The same of a JSON answer: a page shows no empty facet and no empty bar, and has words for kinds and months."""
    hits = answer["hits"]
    return {
        "total": answer["total"],
        "ids": [hit["article"]["id"] for hit in hits],
        "copies": [hit["copies"] for hit in hits],
        "folded": answer["articles"] - answer["total"],
        "titles": [snippet(hit["title"]) for hit in hits],
        "passages": [[snippet(passage) for passage in hit["passages"]] for hit in hits],
        "facets": {
            FIELD_TITLES[field]: facet_in_words(field, values) for field, values in answer["facets"].items() if values
        },
        "bars": bars_in_words(answer["timeline"]["buckets"]),
        "notes": answer["query"]["notes"],
        "suggestion": [answer["suggestion"]] if answer["suggestion"] else [],
    }


def snippet(of: dict[str, Any]) -> tuple[str, list[list[int]]]:
    return of["text"], of["spans"]


def facet_in_words(field: str, values: list[dict[str, Any]]) -> dict[str, tuple[int, bool]]:
    labels = [KIND_TITLES[one["value"]] if field == "kind" else one["value"] for one in values]
    return {label: (one["count"], one["selected"]) for label, one in zip(labels, values, strict=True)}


def bars_in_words(buckets: list[dict[str, Any]]) -> list[str]:
    """The names of the bars: one bucket makes no timeline, and of more than 64 neighbours share a bar."""
    size = math.ceil(len(buckets) / 64)
    groups = [buckets[start : start + size] for start in range(0, len(buckets), size)] if len(buckets) > 1 else []
    counts = [sum(bucket["count"] for bucket in group) for group in groups]
    return [f"{dates_in_words(group)}: {articles(count)}" for group, count in zip(groups, counts, strict=True) if count]


def dates_in_words(group: list[dict[str, Any]]) -> str:
    return " to ".join(dict.fromkeys(label_in_words(bucket["date"]) for bucket in (group[0], group[-1])))


def articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"
