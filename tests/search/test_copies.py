"""The copies of an article: which, in what order, what differs, and how each surface shows them."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient
from msgspec import structs

from index.article import Article, Kind, Provider, article_id
from index.generations.archive import Archive
from index.generations.writer import write_index
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report_forms import report_to_json, report_to_text
from index.stories.differences import Passage
from index.withdrawing import withdraw
from search.engine import open_engine
from search.model import SearchRequest
from search.results.copies import MOST_COMPARED, MOST_LISTED, told_differences
from tests.search.test_engine import engine_over, found
from tests.small_archive import HOSTILE, build_client, day
from web.cli import cli

REPORT = "The ferry was late.\n\nIt carried 40 passengers.\n\nNobody complained of the wait."


def copy(number: int, **given: object) -> Article:
    """A copy of one report, a day after the one before."""
    url = f"https://copy.example/{number}"
    held = {"published": day(2021, 1 + number // 28, 1 + number % 28), "body": REPORT, **given}
    story = article_id("https://copy.example/0")
    provider = Provider(f"Paper {number}")
    return Article(article_id(url), Kind.FULL, "Ferry late", url=url, provider=provider, story=story, **held)  # type: ignore[arg-type]


CHANGED = REPORT.replace("40", "50")
ARTICLES = [copy(2, body=CHANGED), copy(0), copy(1), copy(3, published=None), copy(4, body=f"{HOSTILE} {REPORT}")]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over five copies of one report."""
    return build_client(tmp_path_factory.mktemp("copies"), ARTICLES)


def test_copies_are_listed_by_date_with_what_differs() -> None:
    """Oldest first, undated ones last; the same text is said to be the same."""
    with engine_over(ARTICLES) as engine:
        marked = engine.article(copy(1).id)
    assert [one.article.url[-1] for one in marked.copies] == ["0", "2", "4", "3"]
    assert marked.copies_total == 4
    told = {one.article.url[-1]: one.differences for one in marked.copies}
    assert told["0"] == told["3"] == ()
    assert [(one.fate, one.text) for one in told["2"] or () if one.fate != "same"] == [
        ("removed", "40 "),
        ("added", "50 "),
    ]


def test_article_alone_has_no_copies() -> None:
    """Nor has one whose story nobody else prints any more."""
    with engine_over([copy(0), structs.replace(copy(1), story="")]) as engine:
        assert engine.article(copy(1).id).copies == ()
        assert engine.article(copy(0).id).copies_total == 0


def test_a_report_printed_everywhere_is_listed_in_part() -> None:
    """However many copies there are, the page ends; all are counted, and can be asked for."""
    many = [copy(number) for number in range(MOST_LISTED + 5)]
    with engine_over(many) as engine:
        marked = engine.article(many[0].id)
        assert engine.search(SearchRequest(story=many[0].id, copies="show")).total == MOST_LISTED + 5
    assert (len(marked.copies), marked.copies_total) == (MOST_LISTED, MOST_LISTED + 4)
    assert [one.differences is None for one in marked.copies].index(True) == MOST_COMPARED


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", REPORT, None),
        (REPORT, REPORT.replace("\n\n", " "), ()),
        ('He said: "No"', "He said: “No”", ()),
        ("It rained.", "It rained. All day.", (("same", "It rained. "), ("added", "All day."))),
    ],
    ids=["without a text", "other paragraphs", "other quotation marks", "a sentence more"],
)
def test_difference_is_what_a_reader_would_call_one(
    one: str, other: str, expected: tuple[tuple[str, str], ...] | None
) -> None:
    """Line ends and the shape of quotation marks are none; a text that is not there cannot be compared."""
    told = told_differences(copy(0, body=one), copy(1, body=other))
    assert told == (None if expected is None else tuple(Passage(fate, text) for fate, text in expected))  # type: ignore[arg-type]


def test_excerpts_are_compared_where_there_is_no_body() -> None:
    """Locked articles have no other text to compare."""
    locked = [copy(n, body="", excerpt=f"The ferry is {word}.") for n, word in enumerate(("late", "early"))]
    assert [one.text for one in told_differences(*locked) or ()] == ["The ferry is ", "late. ", "early."]


def test_long_differences_are_shortened() -> None:
    """What is the same is told by its ends, what changed by its beginning, and many changes not one by one."""
    words = [f"word{n}" for n in range(2000)]
    other = [f"other{n}" if n % 50 == 25 else word for n, word in enumerate(words)]
    told = told_differences(copy(0, body=" ".join(words)), copy(1, body=" ".join(other))) or ()
    assert [one.text for one in told if one.fate == "added"][:2] == ["other25 ", "other75 "]
    assert told[-1] == Passage("same", "…")
    assert all(len(one.text) < 120 for one in told)
    (removed,) = told_differences(copy(0, body="a. " + "b " * 500), copy(1, body="a."))[1:]  # type: ignore[index]
    assert removed.text == "b " * 120 + "… "


def test_page_lists_copies_and_marks_what_differs(client: FlaskClient) -> None:
    """Each copy with its publisher, its own page, where it was published, and the words that differ."""
    soup = BeautifulSoup(client.get(f"/article/{copy(1).id}").text, "lxml")
    listed = soup.select(".copies li")
    assert [one.select_one(".provider").text for one in listed] == ["Paper 0", "Paper 2", "Paper 4", "Paper 3"]  # type: ignore[union-attr]
    assert str(listed[0].select(".original a")[0]["href"]) == copy(0).url
    assert [one.text for one in listed[1].select(".difference del, .difference ins")] == ["40 ", "50 "]
    assert listed[0].select(".same")
    assert HOSTILE in listed[2].select(".difference ins")[0].text
    assert not soup.select(".copies script, .copies b")


def test_hit_leads_to_its_copies_and_back(client: FlaskClient) -> None:
    """Under a hit stands how many copies are folded; the link shows them, and the chip there goes back."""
    soup = BeautifulSoup(client.get("/?q=ferry").text, "lxml")
    assert soup.select("h1")[0].text == "1 article"
    assert soup.select(".folded")[0].text.startswith("4 copies")
    (link,) = soup.select(".hits .copies a")
    assert link.text.startswith("and 4 copies")
    shown = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    assert len(shown.select(".hits > li")) == 5
    (chip,) = shown.select(".chips a")
    assert (str(chip["href"]), chip.text.strip().startswith("Remove")) == ("/?q=ferry", True)
    everything = BeautifulSoup(client.get(str(soup.select(".folded a")[0]["href"])).text, "lxml")
    assert len(everything.select(".hits > li")) == 5
    assert str(everything.select(".folded a")[0]["href"]) == "/?q=ferry"
    assert everything.select('input[type=hidden][name=copies][value="show"]')


def test_json_of_an_article_has_its_copies(client: FlaskClient) -> None:
    """Programs get the same list, with null where nothing was compared."""
    shown = client.get(f"/api/articles/{copy(1).id}").get_json()
    assert [one["article"]["url"] for one in shown["copies"]] == [copy(n).url for n in (0, 2, 4, 3)]
    assert shown["copies"][0]["differences"] == []
    assert {"fate": "added", "text": "50 "} in shown["copies"][1]["differences"]
    assert shown["copies_total"] == 4
    assert shown["article"]["story"] == copy(0).id


def test_command_line_folds_shows_and_lists_copies(tmp_path: Path) -> None:
    """In a terminal too: a report once, with how to see its copies; `show` tells what differs in each."""
    Archive(tmp_path).publish(lambda inside: write_index(ARTICLES, inside))
    place = ("--archive", str(tmp_path))
    printed = CliRunner().invoke(cli, ["search", "ferry", "--sort", "oldest", *place]).stdout
    assert "1 article and 4 copies" in printed
    assert f"and 4 copies: --story {copy(0).id} --copies show" in printed
    shown = CliRunner().invoke(cli, ["search", "--story", copy(0).id, "--copies", "show", *place]).stdout
    assert shown.startswith("5 articles  ")
    text = CliRunner().invoke(cli, ["show", copy(1).id, *place]).stdout
    assert "Copies (4)" in text
    assert "\n    - 40\n    + 50\n" in text
    assert "the same text" in text


def test_rebuild_reports_stories_and_copies(tmp_path: Path) -> None:
    """Whoever builds an archive learns how much of it was printed more than once."""
    for number in range(3):
        record = {
            "title": "Ferry late",
            "body": REPORT * 3,
            "date": "2021-03-01",
            "url": f"https://copy.example/{number}",
        }
        (tmp_path / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")
    report = rebuild([*sorted(tmp_path.glob("*.json"))], tmp_path / "archive")
    assert report_to_json(report)["stories"] == {"count": 1, "copies": 2}
    assert "stories     1 printed more than once, 2 copies" in report_to_text(report)
    with closing(open_engine(f"whoosh:{tmp_path / 'archive'}")) as engine:
        response = engine.search(SearchRequest("ferry"))
    assert (response.total, response.articles, response.hits[0].copies) == (1, 3, 2)


def test_story_is_named_by_an_article_that_can_be_seen(tmp_path: Path) -> None:
    """When its first article is withdrawn the next one names it, and the names that it had before still find it."""
    Archive(tmp_path).publish(partial(write_index, ARTICLES))
    engine = open_engine(f"whoosh:{tmp_path}")
    for number, name in ((0, 1), (1, 2), (2, 4), (4, 3)):  # the third is undated
        withdraw(tmp_path, copy(number).id, "a court order")
        hits = engine.search(SearchRequest(copies="show", sort="oldest")).hits
        assert {hit.article.story for hit in hits} == {copy(name).id}
        assert engine.article(copy(3).id).article.story == copy(name).id
        for one in ARTICLES:
            asked = SearchRequest(story=one.id, copies="show", sort="oldest")
            assert found(engine.search(asked)) == [hit.article.id for hit in hits]
    withdraw(tmp_path, copy(3).id, "a court order")
    assert engine.search(SearchRequest(story=copy(3).id)).total == 0
    engine.close()


def test_what_waits_for_its_date_names_no_story() -> None:
    """Whether an article that is to come prints a report is not told by asking for its copies."""
    coming = copy(5, published=day(2999, 1, 1))
    late = [structs.replace(one, story=coming.id) for one in (coming, copy(3, published=None), copy(6, published=None))]
    with engine_over(late) as engine:
        assert engine.search(SearchRequest(story=coming.id)).total == 0
        named = {hit.article.story for hit in engine.search(SearchRequest(copies="show")).hits}
        assert named == {min(copy(3).id, copy(6).id)}
