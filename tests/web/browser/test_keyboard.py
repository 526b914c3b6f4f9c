"""The pages by keyboard alone: where Tab leads, what Enter does, and that one sees where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.visitor import Visitor, article_at, asking, hits_of

pytestmark = pytest.mark.browser

_FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const reach = element.querySelector(".reach");
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {
    name: (element.matches("input, select") && element.id) || element.ariaLabel || element.innerText.trim(),
    seen: drawn || (reach !== null && parseFloat(getComputedStyle(reach).strokeWidth) >= 2),
    inView: element.getBoundingClientRect().right > 0,
  };
}"""


def tab_stops(page: Page, most: int) -> list[dict[str, object]]:
    """What Tab comes to, one after the other, from the top of the page."""
    page.evaluate("document.activeElement.blur()")
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(_FOCUSED))
    return stops


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on this."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED)["name"].startswith(name):
            return
    pytest.fail(f"Tab does not come to {name!r}")


def test_tab_goes_through_the_page_in_reading_order(visitor: Visitor) -> None:
    """Skip links, name, box, choices, filters, timeline, hits: in this order, and always seen."""
    page = visitor.open(asking(q="harbour"))
    stops = tab_stops(page, 90)
    names = [str(stop["name"]) for stop in stops]
    wanted = ["Skip to the content", "Skip to the articles", "Backfile", "q", "Search", "match", "sort", "from", "to"]
    places = [names.index(name) for name in (*wanted, "Apply", "Exclude Harbour Courier", "Skip the timeline")]
    assert places == sorted(places)
    assert (
        names.index("Skip the timeline")
        < names.index("2022: 6 articles")
        < names.index("Council votes 31–16 for a barrier across the harbour mouth")
    )
    assert [stop for stop in stops if not (stop["seen"] and stop["inView"])] == []


def test_a_search_is_made_without_a_mouse(visitor: Visitor) -> None:
    """Words and Enter, Tab to a filter and Enter, Tab to a bar and Enter, Tab to a hit and Enter."""
    page = visitor.open()
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("38 articles")
    tab_to(page, "Harbour Courier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("11 articles")
    bar = page.locator(".timeline svg a").first
    name = bar.get_attribute("aria-label") or ""
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Narrowed by")).to_contain_text(name.split(":")[0])
    first = page.locator(".hits h3 a").first
    tab_to(page, first.inner_text())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/article/"))


def test_the_first_skip_link_leads_past_the_form(visitor: Visitor) -> None:
    """One Tab and Enter, and the next Tab is in the content."""
    page = visitor.open(article_at("https://circuit-weekly.example/2023/09/saltmarsh-opens"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="All articles")).to_be_focused()


def test_the_second_skip_link_leads_to_the_articles(visitor: Visitor) -> None:
    """Past form, filters and timeline: the next Tab is on the first hit."""
    page = visitor.open(asking(q="harbour"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#hits-heading")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".hits h3 a").first).to_be_focused()


def test_the_slash_key_comes_back_to_the_box(visitor: Visitor) -> None:
    """From anywhere on the page; what stands in the box is selected, and a slash typed there is a slash."""
    page = visitor.open(asking(q="harbour"))
    page.locator(".hits h3 a").first.focus()
    page.keyboard.press("/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("flood/tide")
    expect(box).to_have_value("flood/tide")


def test_folded_parts_open_with_enter(visitor: Visitor) -> None:
    """The rarer values of a facet are reached by keyboard too."""
    page = visitor.open()
    page.get_by_role("region", name="Provider", exact=True).locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Narrowed by")).to_contain_text("Provider:")
    assert hits_of(page)
