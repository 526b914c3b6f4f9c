"""Turning pages, in a real browser: every hit once, forwards and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.visitor import Visitor, asking, hits_of, number_in

pytestmark = pytest.mark.browser


def test_every_hit_is_reached_once_by_the_next_link(any_visitor: Visitor) -> None:
    """From the first page to the last, no hit is missing and none comes twice."""
    page = any_visitor.open(asking(q="harbour"))
    total = number_in(page.get_by_role("heading", level=1))
    places, seen = page.locator("#hits-heading"), hits_of(page)
    while page.get_by_role("link", name="Next").count():
        page.get_by_role("link", name="Next").click()
        expect(places).to_have_text(f"Articles {len(seen) + 1}–{min(len(seen) + 10, total)} of {total}")
        seen += hits_of(page)
    assert len(seen) == len(set(seen)) == total


def test_the_previous_link_leads_back_to_the_same_hits(visitor: Visitor) -> None:
    """One page on and one page back, or to a page by its number: the hits are where they were."""
    page = visitor.open()
    first, places = hits_of(page), page.locator("#hits-heading")
    page.get_by_role("link", name="Next").click()
    expect(places).to_have_text(re.compile("Articles 11–20"))
    second = hits_of(page)
    assert not set(first) & set(second)
    page.get_by_role("link", name="Previous").click()
    expect(places).to_have_text(re.compile("Articles 1–10"))
    assert hits_of(page) == first
    page.get_by_role("link", name="Page 2", exact=True).click()
    expect(places).to_have_text(re.compile("Articles 11–20"))
    assert hits_of(page) == second
    expect(page.get_by_role("link", name="Page 2", exact=True)).to_have_attribute("aria-current", "page")


def test_going_back_from_an_article_leads_to_its_page(visitor: Visitor) -> None:
    """Who reads an article from the third page comes back to the third page."""
    page = visitor.open(asking(q="harbour", page="3"))
    before = hits_of(page)
    page.locator(".hits h3 a").nth(4).click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="Back to the search").click()
    expect(page.locator("#hits-heading")).to_have_text(re.compile("Articles 21–30"))
    assert hits_of(page) == before
