"""Narrowing a search by clicks: facets and the timeline keep what they promise."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.visitor import Visitor, asking, facet_counts, facet_value, hits_of, number_in, values_of

pytestmark = pytest.mark.browser


def total_of(page: Page) -> int:
    """The number of articles that the page says it found."""
    return number_in(page.get_by_role("heading", level=1))


def expect_total(page: Page, total: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article" if total == 1 else f"{total} articles")


def test_a_facet_finds_as_many_as_it_says(any_visitor: Visitor) -> None:
    """The count beside a value is the total after the click; its siblings keep their counts."""
    page = any_visitor.open(asking(q="flood"))
    before = facet_counts(page, "Provider")
    facet_value(page, "Provider", "Harbour Courier").click()
    expect_total(page, before["Harbour Courier"])
    assert facet_counts(page, "Provider") == before
    expect(facet_value(page, "Provider", "Harbour Courier")).to_have_attribute("aria-current", "true")
    assert set(page.locator(".hits .provider").all_text_contents()) == {"Harbour Courier"}


def test_a_second_value_widens_and_its_chip_narrows_again(any_visitor: Visitor) -> None:
    """Two values of a facet find the articles of both; taking away one leaves the other."""
    page = any_visitor.open(asking(q="flood", provider="Harbour Courier"))
    counts = facet_counts(page, "Provider")
    facet_value(page, "Provider", "Touchline").click()
    expect_total(page, counts["Harbour Courier"] + counts["Touchline"])
    page.get_by_role("link", name="Remove Provider: Harbour Courier").click()
    expect_total(page, counts["Touchline"])
    facet_value(page, "Provider", "Touchline").click()
    expect_total(page, 19)


def test_a_value_is_left_out_when_excluded(visitor: Visitor) -> None:
    """The minus beside a value takes its articles away, and only them."""
    page = visitor.open(asking(q="flood"))
    counts, total = facet_counts(page, "Topic"), total_of(page)
    facet_value(page, "Topic", "Harbour").hover()
    page.get_by_role("link", name="Exclude Harbour", exact=True).click()
    expect_total(page, total - counts["Harbour"])
    expect(page.get_by_role("list", name="Narrowed by")).to_contain_text("Not topic: Harbour")


def test_rarer_values_unfold(any_visitor: Visitor) -> None:
    """What is folded away opens by a click, without a script, and is a link like the others."""
    page = any_visitor.open()
    topics = page.get_by_role("region", name="Topic", exact=True)
    counts = facet_counts(page, "Topic")
    topics.get_by_text("more under Topic").click()
    rare = topics.locator(".more a.take").last
    expect(rare).to_be_visible()
    label = rare.locator(".label").inner_text()
    rare.click()
    expect_total(page, counts[label])


def test_a_bar_of_the_timeline_finds_as_many_as_it_says(any_visitor: Visitor) -> None:
    """A click on the highest bar narrows the search to its dates and finds what its name counts."""
    page = any_visitor.open()
    names = {name: number_in_name(name) for name in bar_names(page)}
    assert len(names) >= 5
    best = max(names, key=lambda name: names[name])
    page.get_by_role("link", name=best, exact=True).click()
    year = best.split(":")[0]
    expect(page.get_by_role("list", name="Narrowed by")).to_contain_text(f"From 1 January {year}")
    expect_total(page, names[best])
    assert all(date.startswith(year) for date in values_of(page.locator(".hits time"), "datetime"))
    assert all(year in name for name in bar_names(page))


def test_the_timeline_counts_every_dated_hit(visitor: Visitor) -> None:
    """The bars and the undated articles together are all that was found."""
    page = visitor.open(asking(q="harbour"))
    undated = re.search(r"(\d+) undated", page.locator("figcaption").inner_text())
    assert undated
    assert sum(map(number_in_name, bar_names(page))) + int(undated[1]) == total_of(page)


def test_facets_and_timeline_narrow_together(visitor: Visitor) -> None:
    """A provider, a year and words: each further click finds what it promised, and one click undoes all."""
    page = visitor.open(asking(q="harbour"))
    bar = next(name for name in bar_names(page) if name.startswith("2022"))
    page.get_by_role("link", name=bar, exact=True).click()
    expect_total(page, number_in_name(bar))
    promised = facet_counts(page, "Kind")["Article"]
    facet_value(page, "Kind", "Article").click()
    expect_total(page, promised)
    assert len(hits_of(page)) == min(10, promised)
    page.get_by_role("link", name="Remove all").click()
    expect_total(page, 38)


def bar_names(page: Page) -> list[str]:
    """What the bars of the timeline are called, such as "2021: 4 articles"."""
    return values_of(page.locator(".timeline svg a"), "aria-label")


def number_in_name(name: str) -> int:
    found = re.search(r": (\d+) articles?$", name)
    assert found, name
    return int(found[1])
