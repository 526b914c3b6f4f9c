"""How the pages look: dark when the reader's system is, on a narrow screen, and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.visitor import Scheme, Visitor, article_at, asking, hits_of

pytestmark = pytest.mark.browser

_ARTICLE = article_at("https://harbour-courier.example/2021/02/10/tamber-bursts-its-banks", "flood")
_OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > wide + 1)
    .map((one) => `${one.tagName}.${one.getAttribute("class") ?? ""}`).concat(["the page"]);
}"""

_APPLY_FITS = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [field, button, all] = ["#to", ".apply button", ".choices"].map(box);
  return Math.abs(field.bottom - button.bottom) < 4 || button.width > 0.99 * all.width;
}"""

# Puts the body of another page into this one: faster than going there, and laid out by the same sheet.
_SHOW = """(html) => {
  document.body.replaceWith(document.adoptNode(new DOMParser().parseFromString(html, "text/html").body));
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
}"""


def lightness(page: Page, element: str, attribute: str) -> float:
    """How light a colour is as the browser computed it, from 0 (black) to 255 (white)."""
    colour = page.locator(element).first.evaluate("(one, name) => getComputedStyle(one)[name]", attribute)
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("path", ["/", asking(q="flood"), _ARTICLE, "/help"])
def test_pages_are_dark_when_the_system_is(visitor: Visitor, path: str) -> None:
    """Dark paper, light ink, a dark field to type in; and the other way round by day."""
    schemes: tuple[Scheme, Scheme] = ("dark", "light")
    page = visitor.open(path, scheme=schemes[0])
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        dark = scheme == "dark"
        assert (lightness(page, "html", "backgroundColor") < 60) is dark
        assert (lightness(page, "#q", "backgroundColor") < 60) is dark
        assert (lightness(page, "h1", "color") > 190) is dark


@pytest.mark.parametrize("path", [asking(q="harbour", topic="Harbour"), asking(q="zzz", topic="Harbour"), "/", "/help"])
def test_nothing_is_cut_off_on_a_narrow_screen(visitor: Visitor, path: str) -> None:
    """A screen of 320 pixels never scrolls sideways, with everything unfolded."""
    page = visitor.open(path, width=320)
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert page.evaluate(_OVERFLOW) == []


def test_every_article_fits_a_narrow_screen(visitor: Visitor) -> None:
    """However long its words, addresses or tables, every article of the sample fits 320 pixels, unfolded."""
    page = visitor.open(asking(kind="reference"), width=320)
    assert page.evaluate(_OVERFLOW) == []
    names = [hit["article"]["id"] for hit in page.request.get("/api/search?limit=100").json()["hits"]]
    assert len(names) > 80
    wide = {}
    for name in names:
        page.evaluate(_SHOW, page.request.get(f"/article/{name}").text())
        expect(page.get_by_role("complementary", name="About this article")).to_contain_text(name)
        if found := page.evaluate(_OVERFLOW):
            wide[name] = found
    assert wide == {}


@pytest.mark.parametrize("path", ["/", asking(q="flood")])
def test_the_button_beside_the_choices_never_stands_alone(visitor: Visitor, path: str) -> None:
    """However wide the window, “Apply” stands on the line of the last field, or is a line of its own by design."""
    page = visitor.open(path)
    page.locator(".options").evaluate("(one) => { one.open = true; }")
    alone = []
    for width in range(320, 1300, 28):
        page.set_viewport_size({"width": width, "height": 600})
        if not page.evaluate(_APPLY_FITS):
            alone.append(width)
    assert alone == []


def test_every_control_is_reached_on_a_narrow_screen(visitor: Visitor) -> None:
    """Order, dates, filters, bars and pages are there on a phone too, large enough for a finger."""
    page = visitor.open(asking(q="harbour"), width=320)
    expect(page.get_by_label("Order", exact=True)).to_be_hidden()
    page.get_by_text("Order and dates").click()
    for label in ("Find", "Order", "From", "To"):
        expect(page.get_by_label(label, exact=True)).to_be_visible()
    page.get_by_text("Narrow down").click()
    value = page.get_by_role("region", name="Topic", exact=True).locator("a.take").first
    for control in (value, page.get_by_role("link", name="Next"), page.get_by_role("button", name="Search")):
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    page.get_by_role("link", name="Exclude Flood", exact=True).click()
    expect(page.get_by_role("list", name="Narrowed by")).to_contain_text("Not topic: Flood")
    assert hits_of(page)


def test_an_article_prints_without_the_site_around_it(visitor: Visitor) -> None:
    """On paper: title, text and the address of the source, black on white; no form, no links to click."""
    page = visitor.open(_ARTICLE, scheme="dark")
    page.emulate_media(media="print")
    for shown in ("h1", ".body", ".byline", ".original"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".search-form", ".back", ".matches", ".colophon", ".provenance", ".skip"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert lightness(page, "html", "backgroundColor") == 255
    assert lightness(page, ".body p", "color") < 40
    assert lightness(page, "mark", "color") < 40


def test_hits_print_without_the_controls(visitor: Visitor) -> None:
    """A list of hits on paper has its hits and how many there are, and no filters."""
    page = visitor.open(asking(q="flood"))
    page.emulate_media(media="print")
    expect(page.locator(".hits li").first).to_be_visible()
    for hidden in (".search-form", ".filters", ".timeline", ".pages"):
        expect(page.locator(hidden)).to_be_hidden()
