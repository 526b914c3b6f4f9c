"""Pages for what cannot be shown, in a real browser: each says what is the matter and leads on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.visitor import Visitor, asking

pytestmark = pytest.mark.browser


def test_an_unknown_article_leads_to_the_front_page(any_visitor: Visitor) -> None:
    """The page says which article there is none of, and the search box is still there."""
    page = any_visitor.open("/article/nothing-of-this-name")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such article")
    expect(page.locator(".detail")).to_contain_text("nothing-of-this-name")
    page.get_by_role("searchbox").fill("flood")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("19 articles")


def test_a_page_beyond_the_last_leads_to_the_last(visitor: Visitor) -> None:
    """The page says how many there are, and a click opens the last of them."""
    page = visitor.open(asking(q="flood", page="50"))
    expect(page.locator(".detail")).to_have_text("This search finds 19 articles, which is 2 pages of 10.")
    page.get_by_role("link", name="Go to the last page, 2").click()
    expect(page.locator("#hits-heading")).to_have_text("Articles 11–19 of 19")


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_a_bad_page_number_leads_to_the_first_page(visitor: Visitor, number: str) -> None:
    """A page number that cannot be is no dead end: the same search stands one click away."""
    page = visitor.open(asking(q="flood", page=number))
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.locator("#hits-heading")).to_have_text("Articles 1–10 of 19")


def test_a_bad_date_leads_to_the_search_without_it(visitor: Visitor) -> None:
    """The parameter that could not be read is named, and left out by a click."""
    page = visitor.open("/?q=flood&from=yesterday")
    expect(page.locator(".detail")).to_contain_text("yesterday")
    page.get_by_role("link", name="Search without “from”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("19 articles")


def test_an_empty_archive_says_how_to_fill_it(empty_visitor: Visitor) -> None:
    """The front page of an archive of nothing names the command; a search there finds nothing, helpfully."""
    page = empty_visitor.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("The archive is empty")
    expect(page.get_by_text("backfile rebuild SOURCE --archive DIR")).to_be_visible()
    page.get_by_role("searchbox").fill("flood")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("No articles found")
    expect(page.get_by_role("link", name="how to search", exact=True)).to_be_visible()
