"""The pages over HTTP: what a reader finds, every state a page can be in, and nothing dangerous in any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search.engine import open_engine
from search.model import Bucket, SearchRequest, SearchResponse, Timeline
from tests.small_archive import ARTICLES, KNOWN, LOCKED, RICH, build_client
from web.app import create_app
from web.params import LAST_NUMBERED_PAGE, parse_page
from web.views import MAX_BARS, pager, timeline_view


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site over the small archive."""
    with build_client(tmp_path_factory.mktemp("archive"), ARTICLES) as client:
        yield client


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return BeautifulSoup(response.text, "lxml")


def heading(soup: BeautifulSoup) -> str:
    (title,) = soup.select("h1")
    return " ".join(title.text.split())


def hit_ids(soup: BeautifulSoup) -> list[str]:
    return [urlsplit(str(link["href"])).path.removeprefix("/article/") for link in soup.select(".hits h3 a")]


def link(soup: BeautifulSoup | Tag, selector: str, words: str = "") -> str:
    """Where the one link with these words leads."""
    (found,) = [one for one in soup.select(selector) if words in one.get_text(" ", strip=True)]
    return str(found["href"])


def test_front_page_shows_the_newest_articles(client: FlaskClient) -> None:
    """Without a question the page lists everything, newest first, and says how much there is."""
    soup = page(client, "/")
    assert heading(soup) == "The newest articles"
    assert hit_ids(soup)[0] == RICH.id
    assert f"{len(ARTICLES)} articles" in soup.select(".ears")[0].text
    assert soup.select("#q")[0].has_attr("autofocus")


def test_result_shows_where_the_words_stand(client: FlaskClient) -> None:
    """A hit has its title, provider, date and passages, with the words of the query marked."""
    soup = page(client, "/?q=approved")
    assert heading(soup) == "1 article"
    (hit,) = soup.select(".hits article")
    assert [mark.text for mark in hit.select("h3 mark, .passage mark")] == ["approved", "approved"]
    assert hit.select(".provider")[0].text == "Harbour Courier"
    assert hit.select("time")[0]["datetime"] == "2021-12-15T23:05:00Z"
    assert not soup.select("#q")[0].has_attr("autofocus")


@pytest.mark.parametrize(
    "query",
    ["", "q=ferry", "q=budget&sort=oldest", "q=ferry&page=3", "topic=Budget&kind=secured", "topic=-Ferries&from=2021"],
)
def test_page_and_json_agree_on_the_same_request(client: FlaskClient, query: str) -> None:
    """Page and JSON give the same articles, total, facet counts and marks for the same question."""
    soup = page(client, f"/?{query}")
    answer = client.get(link(soup, "footer a", "as JSON")).json
    assert answer is not None
    assert hit_ids(soup) == [hit["article"]["id"] for hit in answer["hits"]]
    assert f"of {answer['total']}" in soup.select("#hits-heading")[0].text
    counts = [int(one.text) for one in soup.select(".facet .count")]
    assert sorted(counts) == sorted(one["count"] for values in answer["facets"].values() for one in values)
    marks = [mark.text for mark in soup.select(".hits h3 mark")]
    titles = [hit["title"] for hit in answer["hits"]]
    assert marks == [title["text"][start:end] for title in titles for start, end in title["spans"]]


def test_paging_reaches_every_hit_once(client: FlaskClient) -> None:
    """Following “Next” from the first page shows every article once, and ends."""
    path, ids = "/", []
    for _ in range(len(ARTICLES)):
        soup = page(client, path)
        ids += hit_ids(soup)
        following = soup.select("a[rel=next]")
        if not following:
            break
        path = str(following[0]["href"])
    assert sorted(ids) == sorted(article.id for article in ARTICLES)


def test_paging_leads_back_and_by_number(client: FlaskClient) -> None:
    """The current page is said, the others are links."""
    soup = page(client, "/?q=ferry&page=2")
    (current,) = soup.select(".pages [aria-current=page]")
    assert current.get_text(strip=True) == "Page2"
    assert link(soup, "a[rel=prev]") == "/?q=ferry"
    assert link(soup, ".pages li a", "3") == "/?q=ferry&page=3"


def test_paging_goes_on_by_cursor_after_the_last_numbered_page() -> None:
    """The numbers end, the hits do not."""
    request = SearchRequest(text="x", offset=(LAST_NUMBERED_PAGE - 1) * 10)
    response = SearchResponse(request, "x", (), "all", 20_000, (), next_cursor="after-10000")
    shown = pager(response, LAST_NUMBERED_PAGE)
    assert [one[0] for one in shown.numbers if one][-1] == LAST_NUMBERED_PAGE
    assert shown.next == f"/?q=x&cursor=after-10000&page={LAST_NUMBERED_PAGE + 1}"


def test_facet_link_narrows_and_widens(client: FlaskClient) -> None:
    """A facet value leads to so many articles as it says, shows as chosen, and leads back."""
    soup = page(client, "/?q=ferry")
    narrowed = page(client, link(soup, ".facet .take", "Timetables"))
    assert heading(narrowed) == "13 articles"
    assert "Timetables" in narrowed.select(".facet .take[aria-current]")[0].text
    assert link(narrowed, ".chips a", "Topic: Timetables") == link(narrowed, ".facet .take", "Timetables")
    assert heading(page(client, link(narrowed, ".chips a", "Topic"))) == "25 articles"


def test_facet_link_leaves_a_value_out(client: FlaskClient) -> None:
    """A value can be excluded, and the chip says so."""
    soup = page(client, "/?q=ferry")
    (leave,) = soup.select('.leave[aria-label="Exclude Timetables"]')
    without = page(client, str(leave["href"]))
    assert heading(without) == "12 articles"
    assert "Not topic: Timetables" in without.select(".chips")[0].text


def test_timeline_bar_narrows_to_its_dates(client: FlaskClient) -> None:
    """A bar is a link with a name, and leads to as many articles as the name says."""
    soup = page(client, "/?q=ferry")
    (bar,) = soup.select('.timeline a[aria-label="March 2020: 2 articles"]')
    narrowed = page(client, str(bar["href"]))
    assert heading(narrowed) == "2 articles"
    assert narrowed.select("#from")[0]["value"] == "2020-03-01"
    assert narrowed.select("#to")[0]["value"] == "2020-03-31"


def test_timeline_stays_small_for_long_spans() -> None:
    """However many days an answer spans, the bars are few and none of its articles is lost."""
    buckets = tuple(Bucket(f"{year:04}", year % 3, year % 3) for year in range(1, 2500))
    request = SearchRequest(text="x")
    shown = timeline_view(Timeline("year", buckets, undated=4), request)
    assert shown is not None
    assert len(shown.bars) <= MAX_BARS
    assert sum(bar.count for bar in shown.bars) == sum(bucket.count for bucket in buckets)
    assert all(bar.y >= 0 and bar.y + bar.height <= shown.height + 0.01 for bar in shown.bars)
    spans = [parse_page([tuple(pair.split("=")) for pair in bar.path[2:].split("&")]).request for bar in shown.bars]  # type: ignore[misc]
    assert all(one.since and one.until and one.since <= one.until for one in spans)


def test_form_keeps_what_was_chosen(client: FlaskClient) -> None:
    """Searching again keeps filters, order and dates."""
    soup = page(client, "/?q=ferry&topic=Timetables&topic=-Budget&sort=oldest&from=2020-02-01")
    hidden = [(one["name"], one["value"]) for one in soup.select("#search-form input[type=hidden]")]
    assert hidden == [("topic", "Timetables"), ("topic", "-Budget")]
    assert soup.select("#sort option[selected]")[0]["value"] == "oldest"
    assert soup.select("#from")[0]["value"] == "2020-02-01"


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("q=ferry&match=auto&sort=relevance&from=&to=", "/?q=ferry"),
        ("q=&match=auto&sort=relevance&from=&to=", "/"),
        ("q=ferry&match=any&sort=oldest&from=2020-02-01&to=", "/?q=ferry&match=any&sort=oldest&from=2020-02-01"),
        ("q=a+b%2Bc&sort=relevance&topic=Timetables&topic=-Budget", "/?q=a+b%2Bc&topic=Timetables&topic=-Budget"),
        ("q=ferry&page=1&utm_source=mail", "/?q=ferry&utm_source=mail"),
    ],
)
def test_form_leads_to_an_address_to_keep(client: FlaskClient, sent: str, address: str) -> None:
    """A form is sent with all its fields; what they leave open goes out of the address, in one step."""
    response = client.get(f"/?{sent}")
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("sent", ["sort=relevance&sort=newest&from=", "q=&from=yesterday", "kind=foo&to="])
def test_error_is_not_lost_when_fields_are_empty(client: FlaskClient, sent: str) -> None:
    """What cannot be read is said, whatever else was left open."""
    assert heading(page(client, f"/?{sent}", 400)) == "This search could not be read"


def test_unknown_kind_leads_to_the_search_without_it(client: FlaskClient) -> None:
    """The kinds there are are named; a provider that nobody has is a search without hits."""
    soup = page(client, "/?q=ferry&kind=foo", 400)
    assert "full, secured, reference" in soup.select(".detail")[0].text
    assert heading(page(client, link(soup, ".ways a", "Search without “kind”"))) == "25 articles"
    assert heading(page(client, "/?q=ferry&provider=foo")) == "No articles found"


def test_note_says_how_the_query_was_read(client: FlaskClient) -> None:
    """What could not be read as written is said above the hits."""
    soup = page(client, '/?q="harbour budget')
    assert "not closed" in soup.select(".notes")[0].text


def test_most_of_the_words_is_said(client: FlaskClient) -> None:
    """When no article has all the words the page says so, and offers to insist."""
    soup = page(client, "/?q=harbour+budget+approved+zebra")
    assert hit_ids(soup) == [RICH.id]
    assert "No article has all" in soup.select(".notes")[0].text
    assert heading(page(client, link(soup, ".notes a", "all the words"))) == "No articles found"


def test_misspelt_word_is_offered_corrected(client: FlaskClient) -> None:
    """A word that is not in the archive is answered with one that is."""
    soup = page(client, "/?q=timetabel")
    assert heading(page(client, link(soup, ".suggestion a", "timetable"))) == "25 articles"


def test_scores_are_explained_when_asked(client: FlaskClient) -> None:
    """A reader can see what each word added to a hit's place."""
    soup = page(client, "/?q=approved")
    table = page(client, link(soup, "footer a", "scores")).select(".explanation")[0]
    assert "approved" in table.text
    assert not soup.select(".explanation")


def test_no_hits_page_says_what_each_filter_costs(client: FlaskClient) -> None:
    """Where nothing is found, the page counts what would be without one of the filters."""
    soup = page(client, "/?q=ferry&topic=Budget")
    assert heading(soup) == "No articles found"
    (loosened,) = soup.select(".loosened li")[:1]
    assert "Topic: Budget" in loosened.text
    assert loosened.select(".count")[0].text == "25"
    assert heading(page(client, link(loosened, "a"))) == "25 articles"


def test_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    """An archive without articles is not a search without hits."""
    soup = page(build_client(tmp_path, ()), "/")
    assert heading(soup) == "The archive is empty"
    assert "backfile rebuild" in soup.select("main")[0].text


def test_missing_archive_says_what_to_do(tmp_path: Path) -> None:
    """Without an archive the page is a 503 with a way out, and names no folder."""
    client = create_app(open_engine(f"whoosh:{tmp_path}")).test_client()
    soup = page(client, "/?q=ferry", 503)
    assert heading(soup) == "The archive is not available"
    assert "backfile rebuild" in soup.select("main")[0].text
    assert str(tmp_path) not in soup.text
    assert soup.select("#q")[0]["value"] == "ferry"


@pytest.mark.parametrize(("number", "status"), [("x", 400), ("0", 400), ("-2", 400), ("1001", 400), ("4", 404)])
def test_bad_page_number_leads_to_a_good_one(client: FlaskClient, number: str, status: int) -> None:
    """A page that is not there has its own page with links to those that are."""
    soup = page(client, f"/?q=ferry&page={number}", status)
    assert heading(soup) == "There is no such page"
    assert len(hit_ids(page(client, link(soup, ".ways a", "first page")))) == 10


def test_page_after_the_last_leads_to_the_last(client: FlaskClient) -> None:
    """Beyond the end the page says where the end is."""
    soup = page(client, "/?q=ferry&page=4", 404)
    assert "25 articles, which is 3 pages" in soup.select(".detail")[0].text
    assert len(hit_ids(page(client, link(soup, ".ways a", "last page")))) == 5


def test_bad_date_leads_to_the_search_without_it(client: FlaskClient) -> None:
    """A parameter that cannot be read keeps the rest of the search."""
    soup = page(client, "/?q=ferry&from=yesterday", 400)
    assert "yesterday" in soup.select(".detail")[0].text
    assert heading(page(client, link(soup, ".ways a", "without"))) == "25 articles"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/article/nobody", 404, "There is no such article"), ("/nothing/here", 404, "There is nothing here")],
)
def test_unknown_address_has_a_helpful_page(client: FlaskClient, path: str, status: int, words: str) -> None:
    """What is not there says so, with a search box and a way to the front page."""
    soup = page(client, path, status)
    assert heading(soup) == words
    assert link(soup, ".ways a", "front page") == "/"
    assert soup.select("#q")


def test_article_page_has_everything_to_read(client: FlaskClient) -> None:
    """An article: marked text, details, relations, the source link, its addresses and its cuts."""
    soup = page(client, f"/article/{RICH.id}?q=budget&topic=Harbour")
    assert heading(soup) == "Harbour budget approved"
    assert [mark.text for mark in soup.select("h1 mark, .body mark")] == ["budget", "budget", "budget"]
    assert "3 matches" in soup.select(".matches")[0].text
    assert soup.select("#first-match")[0].text.startswith("The harbour budget")
    assert "Ida Brandt, Noor Said" in soup.select(".credit")[0].text
    assert [one.text for one in soup.select("[aria-labelledby=related-heading] h3")] == [LOCKED.title, KNOWN.title]
    assert "teaser of another story" in soup.select(".cuts")[0].text
    assert "https://courier.example/amp/rich" in soup.select(".addresses")[0].text
    assert link(soup, ".back a") == "/?q=budget&topic=Harbour"
    (original,) = soup.select(".original a")
    assert (original["href"], set(original["rel"])) == (RICH.url, {"noopener", "noreferrer", "nofollow", "external"})


def test_article_is_sent_to_its_own_place_when_named_otherwise(client: FlaskClient) -> None:
    """An article asked for by its address has one page, which keeps the query."""
    response = client.get("/article/https://courier.example/amp/rich?q=budget")
    assert (response.status_code, response.headers["Location"]) == (302, f"/article/{RICH.id}?q=budget")


@pytest.mark.parametrize(("article", "words"), [(LOCKED, "is locked"), (KNOWN, "does not hold this article")])
def test_article_page_says_why_there_is_no_body(client: FlaskClient, article: object, words: str) -> None:
    """A locked body and a reference each say what they are."""
    name = LOCKED.id if article is LOCKED else KNOWN.id
    assert words in page(client, f"/article/{name}").select(".absence")[0].text


def test_date_says_when_its_zone_was_assumed(client: FlaskClient) -> None:
    """A time whose zone nobody wrote is not shown as if somebody had."""
    assert "zone assumed" in page(client, f"/article/{LOCKED.id}").select(".byline time")[0].text


def test_big_numbers_are_grouped_for_readers() -> None:
    """Page numbers and totals have separators."""
    response = SearchResponse(SearchRequest(), "*", (), "all", 12_345, ())
    assert [one and one[0] for one in pager(response, 500).numbers] == [1, None, 498, 499, 500, 501, 502, None, 1000]
