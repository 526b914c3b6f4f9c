"""Copies of one report in a real browser: folded, unfolded, compared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.test_accessibility import violations
from tests.web.browser.visitor import Visitor, article_at, asking, hits_of, number_in

pytestmark = pytest.mark.browser

_PRINTED = "https://vpa.example/wire/2021/12/14/restricted-list-hallen-silicon"


def test_copies_are_folded_until_somebody_asks_for_them(any_visitor: Visitor) -> None:
    """A report stands once, with a link to its copies, and a chip there that folds them again."""
    page = any_visitor.open(asking(q="restricted list"))
    heading = page.get_by_role("heading", level=1)
    folded, before = number_in(heading), hits_of(page)
    link = page.get_by_role("link", name=re.compile("^and 2 copies of "))
    link.click()
    expect(heading).to_have_text("3 articles")
    assert len(set(hits_of(page)) & set(before)) == 1
    page.get_by_role("link", name=re.compile("Copies of one report")).click()
    expect(heading).to_have_text(f"{folded} articles")
    assert hits_of(page) == before


def test_all_copies_can_be_shown_and_stay_shown(visitor: Visitor) -> None:
    """The switch above the hits holds for the next question too, and back again."""
    page = visitor.open(asking(q="restricted list"))
    heading = page.get_by_role("heading", level=1)
    folded = number_in(heading)
    page.get_by_role("link", name="Show all copies").click()
    expect(heading).to_have_text(f"{folded + 2} articles")
    page.get_by_role("searchbox").fill("restricted list Hallen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("copies=show"))
    page.get_by_role("link", name="Fold the copies").click()
    expect(page.get_by_role("link", name="Show all copies")).to_be_visible()


def test_article_shows_what_its_copies_have_otherwise(any_visitor: Visitor) -> None:
    """Each copy with its publisher; what differs unfolds, and its title leads to its own page."""
    page = any_visitor.open(article_at(_PRINTED))
    copies = page.get_by_role("region", name=re.compile("Copies of this report"))
    expect(copies.get_by_role("listitem")).to_have_count(2)
    copies.locator("summary").first.click()
    difference = copies.locator(".difference").first
    expect(difference.locator("ins").first).to_be_visible()
    expect(difference.locator("ins").first).to_have_css("text-decoration-line", "underline")
    title = copies.get_by_role("heading", level=3).first
    name = title.inner_text()
    title.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize(
    "path", [asking(q="restricted list"), asking(q="silicon", copies="show"), article_at(_PRINTED)]
)
def test_pages_with_copies_are_accessible(visitor: Visitor, path: str) -> None:
    """Light and dark, narrow and wide, axe-core finds nothing."""
    page = visitor.open(path)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
