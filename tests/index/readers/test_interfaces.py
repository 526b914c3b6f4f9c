"""Records of well-known interfaces and exports say what they mean, wherever in them the article lies."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from index.article import Image, Instant, Origin
from index.mapping_file import parse_mapping
from index.readers.mapping import FieldReader
from index.readers.other_names import OTHER_NAMES
from index.readers.records import read_json
from index.record import Record, Rejection, Skip
from index.sources import SourceFile, read_file

TITLE = "Crane put off"
TEXT = "The harbour board put off the second crane once more on Tuesday.\n\nA vote is due in May."
MARKED = "<p>The harbour board put off the second crane once more on Tuesday.</p><p>A vote is due in May.</p>"
ADDRESS = "https://coast.example/crane"
WHEN = Instant(datetime(2021, 3, 4, 10, 15, tzinfo=UTC))
POST: dict[str, Any] = {
    "id": 12,
    "date": "2021-03-04T11:15:00",
    "date_gmt": "2021-03-04T10:15:00",
    "modified": "2021-03-05T11:15:00",
    "modified_gmt": "2021-03-05T10:15:00",
    "status": "publish",
    "link": ADDRESS,
    "title": {"rendered": TITLE},
    "content": {"rendered": MARKED, "protected": False},
    "author": 3,
    "categories": [1, 2],
    "tags": [5],
}


def read(value: Any) -> Record:
    (found,) = read_json(json.dumps(value), Origin("a.json"))
    assert isinstance(found, Record), found
    return found


def told(record: Record) -> list[str]:
    return [name for one in record.problems if one.field == OTHER_NAMES for name in one.value.split(", ")]


def test_a_post_of_wordpress_is_read() -> None:
    """Its dates in UTC, and none of the numbers that stand for people and sections, which are told."""
    found = read([POST])
    assert (found.title, found.body and found.body.text, found.urls) == (TITLE, MARKED, (ADDRESS,))
    assert found.published == WHEN
    assert found.updated == Instant(datetime(2021, 3, 5, 10, 15, tzinfo=UTC))
    assert (found.authors, found.topics, found.category) == ((), (), "")
    assert told(found) == ["author (numbers)", "categories (numbers)", "tags (numbers)"]


def test_names_embedded_in_a_post_are_taken() -> None:
    """They stand beside the numbers where they were asked for."""
    held = {
        "author": [{"id": 3, "name": "Ann Lee"}],
        "wp:term": [
            [{"id": 1, "name": "Local", "taxonomy": "category"}, {"id": 2, "name": "Sea", "taxonomy": "category"}],
            [{"id": 5, "name": "Cranes", "taxonomy": "post_tag"}],
        ],
        "wp:featuredmedia": [{"source_url": "https://coast.example/c.jpg"}],
    }
    found = read([{**POST, "_embedded": held}])
    assert (found.authors, found.topics, found.category) == (("Ann Lee",), ("Cranes",), "Local")
    assert found.images == (Image("https://coast.example/c.jpg"),)
    assert told(found) == []
    assert read([{**POST, "author": "Ann Lee", "tags": ["Sea", "2021"]}]).topics == ("Sea", "2021")


@pytest.mark.parametrize(
    "value",
    [
        {"_index": "news", "_id": "1", "_source": {"title": TITLE, "body": TEXT, "url": ADDRESS, "date": "2021-03-04"}},
        {"hits": {"total": 1, "hits": [{"_id": "1", "_source": {"title": TITLE, "body": TEXT, "url": ADDRESS}}]}},
        {"data": [{"type": "node--article", "id": "1", "attributes": {"title": TITLE, "body": {"value": TEXT}}}]},
        {"data": {"type": "node--article", "id": "1", "attributes": {"title": TITLE, "body": {"processed": TEXT}}}},
        {"items": [{"sys": {"id": "1"}, "fields": {"title": TITLE, "body": TEXT, "publishDate": "2021-03-04"}}]},
        {"records": [{"id": "1", "fields": {"Title": TITLE, "Text": TEXT}}]},
        {"success": True, "data": {"title": TITLE, "text": TEXT}},
        {
            "response": {
                "status": "ok",
                "results": [
                    {
                        "id": "1",
                        "type": "article",
                        "webTitle": TITLE,
                        "webUrl": ADDRESS,
                        "fields": {"bodyText": TEXT, "trailText": "A vote.", "byline": "Ann Lee"},
                    }
                ],
            }
        },
    ],
)
def test_an_article_inside_another_object_is_read(value: dict[str, Any]) -> None:
    """Search engines, systems of content and answers wrap it, alone or in lists."""
    found = read(value)
    assert (found.title, found.body and found.body.text) == (TITLE, TEXT)
    assert found.type in ("", "article")


@pytest.mark.parametrize(
    "beside",
    [{"attributes": {"text": "red", "title": "Colour"}}, {"fields": {"body": "Other."}}, {"data": {"text": "Other."}}],
)
def test_an_object_beside_an_article_is_not_mixed_into_it(beside: dict[str, Any]) -> None:
    """What has a title or a text is the article, whatever else it holds."""
    found = read({"title": TITLE, "excerpt": "A vote.", **beside})
    assert (found.title, found.body, told(found)) == (TITLE, None, list(beside))


def test_an_object_beside_what_a_mapping_names_is_not_mixed_into_it() -> None:
    """Its names are those of an article; where they lie inside, the rest there is read as usual."""
    fields = FieldReader(parse_mapping('[fields]\ntitle = ["hed", "_source.hed"]'))
    found = fields.read({"hed": TITLE, "data": {"title": "A chart", "text": TEXT}}, Origin("a.json"), "records")
    assert isinstance(found, Record)
    assert (found.title, found.body) == (TITLE, None)
    found = fields.read({"_id": "1", "_source": {"hed": TITLE, "text": TEXT}}, Origin("a.json"), "records")
    assert isinstance(found, Record)
    assert (found.title, found.body and found.body.text) == (TITLE, TEXT)


def test_the_update_of_an_article_in_json_api_is_taken() -> None:
    """Drupal names it after what happened, which elsewhere is true or false."""
    held = {"title": TITLE, "created": "2021-03-04T10:15:00Z", "changed": "2021-03-04T10:15:00Z"}
    found = read({"data": [{"type": "node--article", "id": "1", "attributes": held}]})
    assert (found.published, found.updated) == (WHEN, WHEN)
    assert read({"title": TITLE, "changed": True}).problems[0].field == OTHER_NAMES


def test_a_story_of_arc_is_read() -> None:
    """Its text is a list of elements; pictures keep their captions."""
    story = {
        "type": "story",
        "_id": "ABC",
        "canonical_url": ADDRESS,
        "headlines": {"basic": TITLE},
        "description": {"basic": "A vote is near."},
        "content_elements": [
            {"type": "text", "content": "One & <b>two</b>."},
            {"type": "header", "content": "Why"},
            {"type": "image", "url": "https://coast.example/c.jpg", "caption": "The quay <old>"},
            {"type": "list", "items": [{"type": "text", "content": "Three."}]},
            {"type": "quote", "content_elements": [{"type": "text", "content": "Four."}]},
            {"type": "custom_embed", "embed": {}},
        ],
        "credits": {"by": [{"type": "author", "name": "Ann Lee"}]},
        "first_publish_date": "2021-03-04T10:15:00Z",
        "taxonomy": {"tags": [{"text": "Cranes"}]},
    }
    for value in (story, {"content_elements": [story]}):
        found = read(value)
        assert (found.title, found.excerpt, found.urls, found.source_id) == (
            TITLE,
            "A vote is near.",
            (ADDRESS,),
            "ABC",
        )
        assert (found.published, found.authors, found.topics) == (WHEN, ("Ann Lee",), ("Cranes",))
        assert found.body
        assert found.body.text == (
            "<p>One & <b>two</b>.</p><h2>Why</h2><figure><figcaption>The quay &lt;old&gt;</figcaption></figure>"
            "<ul><li>Three.</li></ul><blockquote><p>Four.</p></blockquote>"
        )
        assert told(found) == []


def test_an_article_with_a_name_for_a_title_is_read() -> None:
    """As a search for news gives it; a name beside a title stays what it was."""
    item: dict[str, Any] = {
        "name": TITLE,
        "url": ADDRESS,
        "description": "A vote.",
        "datePublished": "2021-03-04T10:15:00.0000000Z",
    }
    item["provider"] = [{"_type": "Organization", "name": "Coast Wire"}]
    pictured = {**item, "image": {"thumbnail": {"contentUrl": "https://coast.example/c.jpg"}}}
    found = read({"_type": "News", "value": [pictured]})
    assert (found.title, found.excerpt, found.published) == (TITLE, "A vote.", WHEN)
    assert found.images == (Image("https://coast.example/c.jpg"),)
    assert found.provider.name == "Coast Wire"
    assert told(read({**item, "title": "The crane"})) == ["name"]
    assert read({"name": "Ann Lee", "text": TEXT, "datePublished": "2021-03-04"}).title == ""


def test_what_a_monitor_of_the_news_met_is_dated_by_that() -> None:
    """It meets articles within minutes, and gives no other date; the site stands for the provider."""
    item = {"url": ADDRESS, "title": TITLE, "seendate": "20210304T101500Z", "domain": "coast.example"}
    found = read({"articles": [{**item, "socialimage": "https://coast.example/c.jpg", "sourcecountry": "UK"}]})
    assert (found.published, found.provider.name, told(found)) == (WHEN, "coast.example", ["sourcecountry"])
    assert found.images == (Image("https://coast.example/c.jpg"),)


@pytest.mark.parametrize(
    ("own", "date", "provider", "image", "others"),
    [
        ({"publish_date": "2021-03-01 08:00:00"}, "2021-03-01", "coast.example", "s", ["seendate"]),
        ({"date": "2021-03-01"}, "2021-03-01", "coast.example", "s", ["seendate"]),
        ({"Date Published": "2021-03-01"}, "2021-03-01", "coast.example", "s", ["seendate"]),
        ({"date": "", "publisher": None, "image": []}, "2021-03-04", "coast.example", "s", []),
        ({"published": True}, "2021-03-04", "coast.example", "s", []),
        ({"publisher": "Coast Wire"}, "2021-03-04", "Coast Wire", "s", ["domain"]),
        ({"site_name": "Coast Wire"}, "2021-03-04", "Coast Wire", "s", ["domain"]),
        ({"image": "https://coast.example/own.jpg"}, "2021-03-04", "coast.example", "own", ["socialimage"]),
        ({"thumbnail": "https://coast.example/own.jpg"}, "2021-03-04", "coast.example", "own", ["socialimage"]),
    ],
)
def test_what_a_record_says_itself_goes_before_what_a_monitor_met(
    own: dict[str, Any], date: str, provider: str, image: str, others: list[str]
) -> None:
    """Under any usual name that is filled; what is not taken then is told."""
    item = {"url": ADDRESS, "title": TITLE, "seendate": "20210304T101500Z", "domain": "coast.example"}
    found = read({**item, "socialimage": "https://coast.example/s.jpg", **own})
    assert found.published
    assert (str(found.published.at.date()), found.provider.name) == (date, provider)
    assert found.images == (Image(f"https://coast.example/{image}.jpg"),)
    assert told(found) == others


@pytest.mark.parametrize(
    ("own", "image"),
    [
        ({"images": ["https://coast.example/own.jpg"]}, "own"),
        ({"thumbnail": "https://coast.example/small.jpg"}, "c"),
        ({"images": []}, "c"),
    ],
)
def test_the_pictures_of_a_dated_work_are_its_own(own: dict[str, Any], image: str) -> None:
    """The surest name that is filled is taken."""
    item = {"name": TITLE, "url": ADDRESS, "datePublished": "2021-03-04", "provider": [{"name": "Coast Wire"}]}
    found = read({**item, "image": {"thumbnail": {"contentUrl": "https://coast.example/c.jpg"}}, **own})
    assert (found.title, found.images) == (TITLE, (Image(f"https://coast.example/{image}.jpg"),))


def test_what_a_story_of_arc_has_under_usual_names_is_kept() -> None:
    """What stands deeper is taken where there is nothing of the kind."""
    story = {
        "headlines": {"basic": "Another"},
        "headline": TITLE,
        "description": {"basic": "A vote."},
        "content_elements": [{"type": "text", "content": "One."}],
        "credits": {"by": [{"name": "The desk"}]},
        "byline": "Ann Lee",
        "pubDate": "2021-03-04T10:15:00Z",
        "publish_date": "2022-01-01T00:00:00Z",
    }
    found = read(story)
    assert (found.title, found.excerpt, found.authors, found.published) == (TITLE, "A vote.", ("Ann Lee",), WHEN)


@pytest.mark.parametrize(
    ("row", "source_id"),
    [
        ({"source.id": "coast", "source.name": "Coast Wire", "title": TITLE, "content": TEXT, "url": ADDRESS}, ""),
        (
            {"headline.main": TITLE, "text": TEXT, "byline.original": "Ann Lee", "byline.person": "x", "id": "7"},
            "7",
        ),
        ({"webTitle": TITLE, "webUrl": ADDRESS, "fields.bodyText": TEXT, "fields.headline": TITLE, "id": "7"}, "7"),
        ({"_id": "7", "_source.title": TITLE, "_source.body": TEXT, "_source.source.name": "Coast Wire"}, "7"),
        ({"title.rendered": TITLE, "content.rendered": TEXT, "author": "3", "tags": "[5, 6]"}, ""),
    ],
)
def test_an_object_made_flat_is_read_as_one(tmp_path: Path, row: dict[str, str], source_id: str) -> None:
    """As columns of a table and as names of JSON; the id of a source is none of its articles."""
    held = io.StringIO()
    writer = csv.DictWriter(held, row)
    writer.writeheader()
    writer.writerow(row)
    (tmp_path / "a.csv").write_text(held.getvalue())
    (in_table,) = read_file(SourceFile(str(tmp_path / "a.csv"), "a.csv"))
    for found in (in_table, read(row)):
        assert isinstance(found, Record), found
        assert (found.title, found.body and found.body.text, found.source_id) == (TITLE, TEXT, source_id)
        assert found.authors == (("Ann Lee",) if "byline.original" in row else ())
        assert found.source == ("Coast Wire" if any("source.name" in name for name in row) else "")
        assert found.topics == ()


def test_an_export_of_ghost_is_read() -> None:
    """Its posts, with the names that stand in other tables; drafts are passed over."""
    posts = [
        {"id": "a", "title": TITLE, "html": MARKED, "plaintext": TEXT, "status": "published", "slug": "crane"},
        {"id": "b", "title": "Draft", "html": MARKED, "status": "draft"},
        {"id": "c", "title": "Old", "html": MARKED, "author_id": "u", "feature_image": "__GHOST_URL__/c.jpg"},
    ]
    posts[0] |= {"published_at": "2021-03-04T10:15:00.000Z", "custom_excerpt": "A vote.", "lexical": "{}"}
    tables = {
        "posts": posts,
        "users": [{"id": "u", "name": "Ann Lee", "bio": "Writes."}, {"id": "v", "name": "Bo Ek"}],
        "tags": [{"id": "t", "name": "Cranes", "description": "All cranes"}, {"id": "h", "name": "#internal"}],
        "posts_authors": [
            {"post_id": "a", "author_id": "u", "sort_order": 1},
            {"post_id": "a", "author_id": "v", "sort_order": 0},
        ],
        "posts_tags": [{"post_id": "a", "tag_id": "t"}, {"post_id": "a", "tag_id": "h"}],
    }
    found = list(read_json(json.dumps({"db": [{"meta": {"version": "5"}, "data": tables}]}), Origin("a.json")))
    first, draft, old = found
    assert isinstance(first, Record)
    assert (first.title, first.excerpt, first.body and first.body.text) == (TITLE, "A vote.", MARKED)
    assert (first.authors, first.topics, first.published) == (("Bo Ek", "Ann Lee"), ("Cranes",), WHEN)
    assert isinstance(draft, Skip)
    assert isinstance(old, Record)
    assert (old.authors, old.images, old.origin) == (("Ann Lee",), (), Origin("a.json/3", is_entry=True))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"payload": {"story": {"title": TITLE, "text": TEXT}}}, "`payload.story.title`"),
        ({"one": [{"title": TITLE, "text": TEXT}], "two": [{"title": TITLE, "text": TEXT}]}, "list under `one`"),
        ({"db": [{"posts": [{"title": TITLE, "text": TEXT}]}]}, "list under `db.posts`"),
    ],
)
def test_a_record_that_is_none_says_where_one_lies(value: dict[str, Any], said: str) -> None:
    """So that a mapping can name it, or the list be given alone."""
    (found,) = read_json(json.dumps(value), Origin("a.json"))
    assert isinstance(found, Rejection)
    assert said in found.reason
