"""Stories of short lines, of which no paragraph may go: alone, as a text, and on a page with its furniture around.

`cleaning_stories.txt` has them, made up by us, each with its kind, its headline and its paragraphs, one a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.cleaning.lines import ends_sentence
from index.record import BodyForm, RawBody, Record

ABOVE = ("Skip to content", "Menu", "Home", "Weather Desk", "Sign in")
BELOW_HEADLINE = ("Share on Facebook", "3 min read")
NEWSLETTER = "Sign up for our daily newsletter"
LINKS = (
    "Crane falls into the harbour at noon, and nobody had seen it lean",
    "Ferry returns after nine days in dock",
    "Cats of the old port are counted again",
    "Two towns and one bell: how a quarrel ended",
)
BELOW = (NEWSLETTER, "Related Articles", *LINKS, "Copyright 2021 Bay Post. All rights reserved.")


class Story(NamedTuple):
    """A story that must stay whole."""

    kind: str
    title: str
    paragraphs: tuple[str, ...]


def read_stories() -> list[Story]:
    text = Path(__file__).with_name("cleaning_stories.txt").read_text(encoding="utf-8")
    return [_read_story(*part.strip().split("\n")) for part in text.split("### ") if part.strip()]


def _read_story(head: str, *paragraphs: str) -> Story:
    kind, _, title = head.partition("|")
    return Story(kind, title, paragraphs)


STORIES = read_stories()
every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.kind)


def has_sentences(story: Story) -> bool:
    return any(map(ends_sentence, story.paragraphs))


def cleaned(lines: tuple[str, ...], form: BodyForm, title: str = "") -> Record:
    return clean_record(Record(Origin("x"), "records", title=title, body=RawBody("\n\n".join(lines), form)))


def body_of(record: Record) -> tuple[str, ...]:
    return tuple(record.body.text.split("\n\n")) if record.body else ()


def up_to_last_sentence(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    last = max(at for at, one in enumerate(paragraphs) if ends_sentence(one))
    return paragraphs[: last + 1]


@every_story
def test_story_alone_stays_whole(story: Story) -> None:
    """Its text with a title beside it, or a page that has nothing else on it."""
    assert body_of(cleaned(story.paragraphs, "plain", story.title)) == story.paragraphs
    page = cleaned((story.title, *story.paragraphs), "page")
    assert (page.title, body_of(page)) == (story.title, story.paragraphs)


@every_story
def test_story_stays_whole_on_its_page_and_the_furniture_goes(story: Story) -> None:
    """What stands above the headline, below it and below the story is not the story's."""
    page = cleaned((*ABOVE, story.title, *BELOW_HEADLINE, *story.paragraphs, *BELOW), "page")
    assert (page.title, body_of(page)) == (story.title, story.paragraphs)
    assert {cut.text for cut in page.cuts} == {*ABOVE, *BELOW_HEADLINE, *BELOW}


@pytest.mark.parametrize("story", [one for one in STORIES if has_sentences(one)], ids=lambda story: story.kind)
def test_links_below_a_story_go_though_nothing_heads_them(story: Story) -> None:
    """Forty lines on end without a sentence are no story's, nor can those directly above them be told from them."""
    links = tuple(
        f"{link}, {town}"
        for town in ("Ayr Bude Cork Deal Esk Fife Goole Hull Ilfracombe Jarrow".split())
        for link in LINKS
    )
    page = cleaned((story.title, *story.paragraphs, *links), "page")
    whole = up_to_last_sentence(story.paragraphs)
    assert body_of(page)[: len(whole)] == whole
    assert set(links).isdisjoint(body_of(page))


@pytest.mark.parametrize("notice", ["Share on Facebook", "Advertisement", NEWSLETTER])
@pytest.mark.parametrize("story", STORIES[:1] + STORIES[4:5], ids=lambda story: story.kind)
def test_notice_between_paragraphs_takes_none_of_them_along(story: Story, notice: str) -> None:
    """Pages put buttons anywhere; what goes on below one with a sentence is the story still."""
    for at in range(len(up_to_last_sentence(story.paragraphs))):
        lines = (story.title, *story.paragraphs[:at], notice, *story.paragraphs[at:])
        assert body_of(cleaned(lines, "page")) == story.paragraphs


def test_prompt_to_comment_ends_a_story_whatever_is_below_it() -> None:
    """What readers wrote reads like stories, with a date or without one."""
    lines = (STORIES[0].title, *STORIES[0].paragraphs, "1 Comment", "millrace")
    comment = ("The bus takes forty minutes longer, I counted it twice.", "Nobody asked me.", "Nor me.")
    for dates in ((), ("November 19, 2019 at 7:02 am",)):
        assert body_of(cleaned((*lines, *dates, *comment), "page")) == STORIES[0].paragraphs


def test_box_of_links_inside_a_story_does_not_end_it() -> None:
    """Two sentences on end below it are running text; leads of other stories alternate with their headlines."""
    title, (first, *others) = STORIES[10].title, STORIES[10].paragraphs
    page = cleaned((title, first, "Related Articles", *LINKS[:2], *others, *BELOW), "page")
    assert body_of(page) == STORIES[10].paragraphs
    leads = [line for link in LINKS for line in (link, "It was told at length to all who cared to stand about.")]
    page = cleaned((title, first, *others, "Related Articles", *leads), "page")
    assert body_of(page) == STORIES[10].paragraphs


@pytest.mark.parametrize("place", ["CORK, Ireland (BPA)", "LONDON (Coast Wire) —", "CORK, Ireland, March 3, 2021"])
def test_place_of_the_event_above_the_first_sentence_stays(place: str) -> None:
    """It has a town in capitals and more; a section in capitals is the page's."""
    title, paragraphs = STORIES[0].title, STORIES[0].paragraphs
    assert body_of(cleaned((title, NEWSLETTER, place, *paragraphs), "page")) == (place, *paragraphs)
    assert body_of(cleaned((title, NEWSLETTER, "COAST", *paragraphs), "page")) == paragraphs


def test_first_sentence_that_was_taken_for_the_headline_stays_above_a_button() -> None:
    """A button is below anything; a byline or a date would show that it is the headline."""
    page = cleaned((STORIES[0].paragraphs[0], "Share on Facebook", *STORIES[0].paragraphs[1:]), "page")
    assert body_of(page) == STORIES[0].paragraphs
