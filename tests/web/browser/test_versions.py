"""What an article said before, in a real browser: announced, reached, read, accessible."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.small_archive import DANGEROUS, RICH
from tests.web.browser.test_accessibility import violations
from tests.web.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_reader_learns_that_an_article_changed_and_how(small_visitor: Visitor) -> None:
    """The line under the headline leads to the changes; what went is struck out, what came underlined."""
    page = small_visitor.open(f"/article/{RICH.id}")
    page.get_by_role("link", name="See what it said before").click()
    versions = page.get_by_role("region", name=re.compile("Earlier versions"))
    expect(versions).to_be_in_viewport()
    changes = versions.locator("ol > li")
    expect(changes).to_have_count(2)
    expect(changes.nth(0).get_by_role("heading")).to_contain_text("Change noticed on 3 January 2022")
    expect(changes.nth(1).locator("del").last).to_have_css("text-decoration-line", "line-through")
    former = changes.nth(1).locator(".former")
    expect(former).to_be_hidden()
    changes.nth(1).locator("summary").click()
    expect(former).to_contain_text("grows by three percent")


@pytest.mark.parametrize("id_", [RICH.id, DANGEROUS.id])
def test_pages_with_versions_are_accessible(small_visitor: Visitor, id_: str) -> None:
    """Light and dark, narrow and wide, axe-core finds nothing."""
    page = small_visitor.open(f"/article/{id_}")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
