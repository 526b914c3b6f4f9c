"""Asking, in a real browser: words typed, marks, order, match, dates, notes, corrections, nothing found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.visitor import Visitor, asking, hits_of, number_in, values_of

pytestmark = pytest.mark.browser

_WITHOUT_MARKS = """(elements) => elements.map((element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("mark").forEach((mark) => mark.replaceWith("|"));
  return copy.textContent;
})"""
_FLOOD = re.compile(r"\bflood(?:s|ed|ing)?\b", re.IGNORECASE)


def outside_marks(page: Page) -> str:
    """The titles and passages of the hits without what is marked in them."""
    texts: list[str] = page.locator(".hits h3, .hits .passage").evaluate_all(_WITHOUT_MARKS)
    return "\n".join(texts)


def ask(page: Page, text: str) -> None:
    """Type into the search box and press Enter."""
    page.get_by_role("searchbox").fill(text)
    page.keyboard.press("Enter")


def test_words_are_found_and_marked_when_typed_and_sent_with_enter(any_visitor: Visitor) -> None:
    """Every form of the word is marked as it was written, nothing else is, and none stays unmarked."""
    page = any_visitor.open()
    expect(page.get_by_role("searchbox")).to_be_focused()
    ask(page, "flood")
    expect(page.get_by_role("heading", level=1)).to_have_text("19 articles")
    expect(page).to_have_title("flood – Backfile")
    marks = page.locator("main mark").all_text_contents()
    assert len(marks) >= 10
    assert all(_FLOOD.fullmatch(mark) for mark in marks)
    assert {mark.lower() for mark in marks} >= {"flood", "flooded"}
    assert not _FLOOD.search(outside_marks(page))


def test_only_the_phrase_is_marked_when_a_phrase_is_asked_for(visitor: Visitor) -> None:
    """The words of a phrase are marked where they stand together, and nowhere else."""
    page = visitor.open()
    ask(page, '"export curbs"')
    expect(page.get_by_role("heading", level=1)).to_have_text("4 articles")
    assert {mark.lower() for mark in page.locator("main mark").all_text_contents()} == {"export curbs"}


def test_the_search_button_asks_too(visitor: Visitor) -> None:
    """Who clicks instead of pressing Enter gets the same answer."""
    page = visitor.open()
    page.get_by_role("searchbox").fill("flood")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("19 articles")
    expect(page.get_by_role("searchbox")).to_have_value("flood")


def test_hits_are_ordered_as_chosen(visitor: Visitor) -> None:
    """The order chosen in the form is the order of the dates on the page."""
    page = visitor.open(asking(q="flood"))
    dates = page.locator(".hits .byline").locator("time")
    for order, is_reversed in (("Newest first", True), ("Oldest first", False)):
        page.get_by_label("Order", exact=True).select_option(order)
        page.get_by_role("button", name="Apply").click()
        expect(page).to_have_url(re.compile(order.split()[0].lower()))
        shown = values_of(dates, "datetime")
        assert len(shown) >= 8
        assert shown == sorted(shown, reverse=is_reversed)
        expect(page.get_by_label("Order", exact=True)).to_have_value(order.split()[0].lower())


def test_any_of_the_words_suffices_when_so_chosen(visitor: Visitor) -> None:
    """The choice beside the box widens the search and stays chosen."""
    page = visitor.open(asking(q="goat mussel"))
    few = number_in(page.get_by_role("heading", level=1))
    page.get_by_label("Find", exact=True).select_option("Any word")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_label("Find", exact=True)).to_have_value("any")
    expect(page).to_have_url(re.compile("match=any"))
    assert number_in(page.get_by_role("heading", level=1)) > few


def test_dates_narrow_the_search_until_they_are_taken_away(any_visitor: Visitor) -> None:
    """Both days count, each is named above the hits, and a click there takes it away."""
    page = any_visitor.open(asking(q="flood"))
    page.get_by_label("From", exact=True).fill("2021-02-10")
    page.get_by_label("To", exact=True).fill("2021-02-12")
    page.get_by_role("button", name="Apply").click()
    chips = page.get_by_role("list", name="Narrowed by").get_by_role("link")
    expect(chips).to_contain_text(["From 10 February 2021", "Until 12 February 2021", "Remove all"])
    dates = values_of(page.locator(".hits .byline time"), "datetime")
    assert len(dates) >= 2
    assert all("2021-02-10" <= date[:10] <= "2021-02-12" for date in dates)
    page.get_by_role("link", name="Remove all").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("19 articles")
    expect(page.get_by_label("From", exact=True)).to_have_value("")


def test_a_misspelt_word_leads_to_the_right_one(any_visitor: Visitor) -> None:
    """Nothing is found, the archive's own word is offered, and a click asks for it."""
    page = any_visitor.open(asking(q="harbuor"))
    expect(page.get_by_role("heading", level=1)).to_have_text("No articles found")
    page.get_by_role("link", name="harbour", exact=True).click()
    expect(page.get_by_role("searchbox")).to_have_value("harbour")
    assert number_in(page.get_by_role("heading", level=1)) >= 30


def test_what_could_not_be_read_is_said(visitor: Visitor) -> None:
    """An unclosed quote is read to the end, and the page says so."""
    page = visitor.open(asking(q='"export curbs'))
    expect(page.get_by_role("status")).to_contain_text("is not closed")
    expect(page.get_by_role("heading", level=1)).to_have_text("4 articles")


def test_most_of_the_words_are_offered_when_no_article_has_all(visitor: Visitor) -> None:
    """The page says that it shows less than was asked for, and how to insist."""
    page = visitor.open(asking(q="mussel ferry chip goat"))
    expect(page.get_by_role("status")).to_contain_text("No article has all of these words")
    page.get_by_role("link", name="Only articles with all the words").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No articles found")


def test_a_way_out_is_offered_when_nothing_is_found(visitor: Visitor) -> None:
    """What each restriction costs is counted, and leaving it out finds just so many."""
    page = visitor.open(asking(q="flood", topic="Astronomy"))
    expect(page.get_by_role("heading", level=1)).to_have_text("No articles found")
    way = page.locator(".loosened li").filter(has_text="Topic: Astronomy")
    promised = number_in(way.locator(".count"))
    way.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{promised} articles")
    assert hits_of(page)


def test_scores_are_explained_when_asked_for(visitor: Visitor) -> None:
    """The foot of the page leads to a table for each hit of what its score is made of."""
    page = visitor.open(asking(q="harbour barrier"))
    page.get_by_role("link", name="Show how the scores came about").click()
    table = page.get_by_role("table").first
    expect(table.get_by_role("row").filter(has_text="title").first).to_be_visible()
    page.get_by_role("link", name="Hide the scores").click()
    expect(page.get_by_role("table")).to_have_count(0)
