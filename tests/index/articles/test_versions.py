"""What an article said before: kept through rebuilds, gone with the article."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from index.article import Instant, article_id
from index.generations.archive import Archive
from index.rebuilding.report_forms import report_to_json, report_to_text
from index.withdrawing import restore, withdraw
from search.engine import open_engine
from search.model import SearchRequest
from tests.index.articles.newsroom import FIRST, SECOND, THIRD, URL, Newsroom, ferry
from tests.index.readers.packing import WarcFile
from web.app import create_app


def test_the_text_that_was_served_is_kept_when_its_file_is_overwritten(newsroom: Newsroom) -> None:
    """However often it changes, every text that was published is there, with when it was found replaced."""
    before = datetime.now(UTC).replace(microsecond=0)
    for text in (FIRST, SECOND, THIRD):
        report = newsroom.publish(ferry(text))
    assert newsroom.read().article.body == THIRD
    assert newsroom.earlier() == [FIRST, SECOND]
    replaced = [(one.version.noticed, one.version.replaced) for one in newsroom.read().revisions]
    assert all(noticed and instant and instant.at >= before for noticed, instant in replaced)
    told = report_to_json(report)["versions"]
    assert (told["articles"], told["earlier_texts"], [one["id"] for one in told["changed"]]) == (
        1,
        2,
        [article_id(URL)],
    )
    told = report_to_text(report)
    assert "1 articles changed since the generation before; 2 earlier or other texts of 1 kept" in told


def test_the_source_says_when_it_changed_if_it_gives_a_later_date(newsroom: Newsroom) -> None:
    """A correction that is dated is shown with its date, and not with that of the rebuild."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND, updated="2021-12-16T09:30:00Z"))
    (revision,) = newsroom.read().revisions
    assert (revision.version.replaced, revision.version.noticed) == (
        Instant(datetime(2021, 12, 16, 9, 30, tzinfo=UTC)),
        False,
    )


def test_the_text_is_kept_when_another_file_takes_the_place_of_the_first(newsroom: Newsroom) -> None:
    """The same address under another name is the same article."""
    newsroom.publish(ferry())
    (newsroom.source / "articles.jsonl").unlink()
    newsroom.put("later.jsonl", ferry(SECOND))
    newsroom.build()
    assert newsroom.earlier() == [FIRST]


def test_versions_follow_an_article_whose_main_address_changes(newsroom: Newsroom) -> None:
    """An id goes by the main address; what it said before is found by the others."""
    moved = "https://harbour-courier.example/moved"
    for text, url in ((FIRST, URL), (SECOND, moved)):
        page = f'<link rel="canonical" href="{url}"><link rel="amphtml" href="{URL}.amp"><h1>Ferry</h1><p>{text}</p>'
        (newsroom.source / "page.html").write_text(
            f"<!doctype html><html><body><article>{page}</article></body></html>"
        )
        newsroom.build()
    assert newsroom.read(f"{URL}.amp").article.id == article_id(moved) != article_id(URL)
    (before,) = newsroom.earlier(moved)
    assert before.endswith(FIRST)


def test_a_headline_that_changed_is_a_change(newsroom: Newsroom) -> None:
    """Newsrooms change headlines in silence; the text under it is said to be the same."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(title="Ferry runs again, at last"))
    (revision,) = newsroom.read().revisions
    assert (revision.version.title, revision.title_after) == ("Ferry runs again", "Ferry runs again, at last")
    assert revision.differences == ()


@pytest.mark.parametrize(
    "other",
    [ferry(topics=["Ferries"]), ferry(FIRST.replace(" ", "  ")), ferry(FIRST.replace(". ", ".\n\n"))],
    ids=["a topic more", "other spaces", "other paragraphs"],
)
def test_nothing_has_changed_when_the_words_are_the_same(newsroom: Newsroom, other: dict[str, Any]) -> None:
    """Metadata and white space are no text."""
    newsroom.publish(ferry())
    report = newsroom.publish(other)
    assert (newsroom.earlier(), report.versions.changed) == ([], ())


def test_a_record_that_moves_within_its_file_gets_no_text_of_another(newsroom: Newsroom) -> None:
    """Where rows have only their places a deleted one shifts the others, and none of those has changed."""
    rows = [{"title": title, "body": f"{title}, said the paper."} for title in ("Budget", "Bridge", "Cracks")]
    newsroom.publish(*rows)
    report = newsroom.publish(*rows[1:])
    assert report.versions.changed == ()
    assert report.versions.texts == 0


@pytest.mark.parametrize("name", ["list.json", "list.txt"])
def test_an_entry_of_a_list_that_moves_gets_no_text_of_another(newsroom: Newsroom, name: str) -> None:
    """A list in JSON has places too, whatever its file is called."""
    rows = [{"title": title, "body": f"{title}, said the paper."} for title in ("Budget", "Bridge", "Cracks")]
    for listed in (rows, rows[1:]):
        (newsroom.source / name).write_text(json.dumps(listed))
        report = newsroom.build()
    assert report.versions.changed == ()


@pytest.mark.parametrize("name", ["note.md", "notes.json/1"])
def test_a_file_of_one_article_that_is_overwritten_is_a_change_without_an_address_too(
    newsroom: Newsroom, name: str
) -> None:
    """Its place is the whole file, and nothing else can have moved there, even if it is named as an entry would be."""
    path = newsroom.source / name
    path.parent.mkdir(exist_ok=True)
    for body in (FIRST, SECOND):
        path.write_text(f"---\ntitle: A note\ndate: 2021-12-15\n---\n{body}\n")
        report = newsroom.build()
    assert [one.title for one in report.versions.changed] == ["A note"]


def test_a_further_file_of_the_same_article_is_no_change(newsroom: Newsroom) -> None:
    """What is still in the sources was not replaced: the longer text of another file gives way to nobody."""
    newsroom.publish(ferry())
    newsroom.put("scraped.jsonl", ferry(f"{FIRST} Nobody complained of the wait, which was long.", date=""))
    report = newsroom.build()
    assert newsroom.read().article.body.endswith("which was long.")
    assert (newsroom.earlier(), report.versions.changed) == ([], ())


def test_versions_stay_when_nothing_or_everything_else_changes(newsroom: Newsroom) -> None:
    """A rebuild that has nothing to do, one that reads all anew, one with more articles: what was kept is kept."""
    for text in (FIRST, SECOND):
        newsroom.publish(ferry(text))
    assert newsroom.build().unchanged
    assert not newsroom.build(cache="fresh").versions.changed
    newsroom.publish(ferry(SECOND), {"title": "Tin", "body": "Tin mine floods.", "url": "https://tin.example/1"})
    assert newsroom.earlier() == [FIRST]


def test_every_text_counts_when_an_article_goes_back_and_forth(newsroom: Newsroom) -> None:
    """A text that was put back was away in between."""
    for text in (FIRST, SECOND, FIRST, SECOND):
        newsroom.publish(ferry(text))
    assert newsroom.earlier() == [FIRST, SECOND, FIRST]


def test_the_generation_that_is_served_counts_after_a_rollback(newsroom: Newsroom) -> None:
    """What nobody saw any more was no version."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    Archive(newsroom.archive).rollback()
    newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [FIRST]


def test_an_article_goes_with_its_versions_when_its_sources_are_gone(newsroom: Newsroom) -> None:
    """Whoever takes a source away takes all of it away, also where another article still mentions it."""
    teller = {"title": "T", "body": "B", "url": "https://tin.example/1", "related": [{"title": "Ferry", "url": URL}]}
    newsroom.publish(ferry(), teller)
    newsroom.publish(ferry(SECOND), teller)
    newsroom.publish(teller)
    assert (newsroom.read().article.kind, newsroom.earlier()) == ("reference", [])
    newsroom.publish(ferry(THIRD), teller)
    assert newsroom.earlier() == []


def test_earlier_texts_are_not_searched(newsroom: Newsroom) -> None:
    """A search finds what an article says, and not what it said."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    with closing(open_engine(f"whoosh:{newsroom.archive}")) as engine:
        assert [engine.search(SearchRequest(text=word)).total for word in ("forty", "fifty")] == [0, 1]


def test_versions_are_withdrawn_with_their_article(newsroom: Newsroom) -> None:
    """Nothing of it is shown; once it is restored all of it is there, what changed meanwhile too."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    withdraw(newsroom.archive, URL, "a court order")
    client = create_app(open_engine(f"whoosh:{newsroom.archive}")).test_client()
    for place in (f"/article/{article_id(URL)}", f"/api/articles/{article_id(URL)}"):
        answer = client.get(place)
        assert (answer.status_code, "aboard" in answer.text) == (410, False)
    newsroom.publish(ferry(THIRD))
    restore(newsroom.archive, URL)
    assert newsroom.earlier() == [FIRST, SECOND]


def test_captures_of_a_web_archive_are_versions_in_the_order_of_fetching(newsroom: Newsroom) -> None:
    """Pages seldom say when they changed; who fetched them again and again knows. In one file or in several."""
    paragraph = (
        "The board of the harbour met on Tuesday and put off the second crane, which had been promised, once more."
    )
    for number, texts in enumerate(([(THIRD, 5), (FIRST, 1)], [(SECOND, 3)])):
        warc = WarcFile()
        for text, day_ in texts:
            page = f"<!doctype html><html><body><h1>Ferry</h1><p>{paragraph}</p><p>{text}</p></body></html>"
            fields = {"WARC-Date": f"2020-05-0{day_}T10:00:00Z"}
            warc.record(URL, page.encode(), kind="resource", media="text/html", fields=fields)
        (newsroom.source / f"{number}.warc").write_bytes(warc.bytes())
    newsroom.build()
    assert newsroom.read().article.body.endswith(THIRD)
    assert [body.rpartition("\n")[2] for body in newsroom.earlier()] == [FIRST, SECOND]
    replaced = [one.version.replaced for one in newsroom.read().revisions if one.version.noticed]
    assert [instant.at.day for instant in replaced if instant] == [5, 3]
