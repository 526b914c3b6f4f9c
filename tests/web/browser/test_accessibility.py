"""Every kind of page under axe-core: light and dark, narrow and wide, without violations."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.small_archive import DANGEROUS, RICH
from tests.web.browser.visitor import Scheme, Visitor, article_at, asking

pytestmark = pytest.mark.browser

_RUN = "(options) => axe.run(options).then((found) => found.violations)"
_PAGES = {
    "front": "/",
    "hits": asking(q='harbour "city hall"~5 OR barrier', topic="Harbour", sort="newest"),
    "explained": asking(q="barrier", explain="true"),
    "most of the words": asking(q="mussel ferry chip goat"),
    "no hits": asking(q="harbuor", topic="Harbour"),
    "bad page": asking(q="flood", page="99"),
    "unknown article": "/article/none",
    "article": article_at("https://harbour-courier.example/2021/02/10/tamber-bursts-its-banks", "flood"),
    "locked": article_at("https://ledger-tide.example/analysis/neon"),
    "reference": article_at("https://circuit-weekly.example/2023/09/clean-room-hair"),
    "right to left": article_at("https://lanterna.example/ar/2023/06/07/hujum-mina-ansel"),
    "hostile": article_at("https://harbour-courier.example/2024/03/19/headline-that-broke-the-website"),
    "help": "/help",
}
_COLOUR_RULES = ("color-contrast", "link-in-text-block")  # in the dark nothing but the colours is different
_VIEWS: tuple[tuple[Scheme, int], ...] = (("light", 320), ("light", 1280), ("dark", 1280))  # no colour has a width


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What axe-core holds against a page with all of its folded parts open; by these rules, or by all."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate(_RUN, {"resultTypes": ["violations"], **chosen})
    return [{"rule": one["id"], "at": [node["html"] for node in one["nodes"]][:3]} for one in found]


@pytest.mark.parametrize("kind", _PAGES)
def test_page_is_accessible(visitor: Visitor, kind: str) -> None:
    """Names, roles, order of headings, landmarks, contrast: axe-core finds nothing."""
    page = visitor.open(_PAGES[kind])
    for scheme, width in _VIEWS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        rules = _COLOUR_RULES if scheme == "dark" else ()
        assert (scheme, width, violations(page, rules)) == (scheme, width, [])


@pytest.mark.parametrize("path", [f"/article/{RICH.id}?q=budget", f"/article/{DANGEROUS.id}?q=markup", "/?q=markup"])
def test_page_with_everything_on_it_is_accessible(small_visitor: Visitor, path: str) -> None:
    """An article with every field there is, and one with markup in all of them."""
    assert violations(small_visitor.open(path)) == []


def test_empty_archive_is_accessible(empty_visitor: Visitor) -> None:
    """The first page that a new owner sees."""
    assert violations(empty_visitor.open()) == []
