"""Reading an article in a real browser: marks, cuts, relations, what is missing, and nothing that runs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.small_archive import DANGEROUS, HOSTILE
from tests.web.browser.visitor import Visitor, article_at, asking, hits_of, values_of

pytestmark = pytest.mark.browser

_COURIER = "https://harbour-courier.example"
_LOCKED = "https://ledger-tide.example/analysis/neon"
_REFERENCE = "https://circuit-weekly.example/2023/09/clean-room-hair"
_HOSTILE = f"{_COURIER}/2024/03/19/headline-that-broke-the-website"
_FURNISHED = "https://radio-meridian.example/interviews/obrien-three-years"


def links_outside(page: Page) -> list[str]:
    """Where the links of a page lead that do not stay on the site."""
    targets = values_of(page.locator("a[href]"), "href")
    return [target for target in targets if not re.match(r"/(?!/)|#", target)]


def test_the_words_asked_for_are_marked_in_the_article(any_visitor: Visitor) -> None:
    """From a hit to its article: the same words are marked there, counted, and a link leads to the first."""
    page = any_visitor.open(asking(q='"Lower Quay" pumps'))
    page.locator(".hits h3 a").first.click()
    story = page.get_by_role("article")
    marks = story.locator("mark")
    expect(marks.first).to_be_visible()
    texts = {text.lower() for text in marks.all_text_contents()}
    assert texts <= {"lower quay", "pump", "pumps", "pumping", "pumped"}
    assert "lower quay" in texts
    expect(page.get_by_role("status")).to_contain_text(f"{marks.count()} matches of")
    page.get_by_role("link", name="Go to the first in the text").click()
    expect(page.locator("#first-match mark").first).to_be_in_viewport()


def test_the_cuts_are_shown_with_their_reasons(any_visitor: Visitor) -> None:
    """What cleaning took away is folded under the text, each piece with why."""
    page = any_visitor.open(article_at(_FURNISHED))
    page.get_by_text("What cleaning cut").click()
    cuts = page.locator(".cuts li")
    expect(cuts.first.locator("blockquote")).to_be_visible()
    assert cuts.count() >= 2
    assert all(cuts.locator(".reason").all_text_contents())


def test_related_articles_lead_to_each_other(visitor: Visitor) -> None:
    """A related article that the archive holds, or only knows of, is a page of its own."""
    page = visitor.open(article_at("https://circuit-weekly.example/2023/09/saltmarsh-opens"))
    related = page.get_by_role("region", name="Related articles")
    expect(related.get_by_role("listitem")).to_have_count(2)
    related.get_by_role("link", name="What a clean room does to your hair").click()
    expect(page.get_by_text("The archive does not hold this article.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("What a clean room does to your hair")


def test_a_locked_body_is_said_to_be_locked(visitor: Visitor) -> None:
    """An article that came encrypted shows its title and excerpt, and why there is no more."""
    page = visitor.open(article_at(_LOCKED))
    expect(page.get_by_text("The body of this article is locked.")).to_be_visible()
    expect(page.locator(".byline").first).to_contain_text("Body locked")
    expect(page.locator(".excerpt")).to_be_visible()
    expect(page.locator(".body")).to_have_count(0)


def test_a_topic_leads_to_its_articles(visitor: Visitor) -> None:
    """The details beside an article are searches for others that share them."""
    page = visitor.open(article_at(_LOCKED))
    about = page.get_by_role("complementary", name="About this article")
    about.get_by_role("link", name="Chips", exact=True).click()
    expect(page.get_by_role("list", name="Narrowed by")).to_contain_text("Topic: Chips")
    assert hits_of(page)


def test_the_source_is_one_click_away(visitor: Visitor) -> None:
    """The article's own address is a link that tells its host and gives nothing of the reader away."""
    page = visitor.open(article_at(f"{_COURIER}/2022/09/20/barrier-approved"))
    link = page.get_by_role("link", name="Read it where it was published (harbour-courier.example)")
    expect(link).to_have_attribute("href", f"{_COURIER}/2022/09/20/barrier-approved")
    expect(link).to_have_attribute("rel", re.compile("noopener noreferrer nofollow"))


def test_hostile_markup_of_a_source_is_only_text(any_visitor: Visitor) -> None:
    """The article that broke a website breaks nothing here: no script runs, no dialog opens, no link is a trap."""
    page = any_visitor.open(article_at(_HOSTILE, "alert"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("alert('tide') that broke the council's website")
    expect(page.locator(".story .provider")).to_have_text('Harbour Courier" onmouseover="alert(1)')
    page.locator(".story .provider").hover()
    expect(page.locator(".body")).not_to_contain_text("hullabaloo")
    assert all(re.match("https?://", target) for target in links_outside(page))


def test_markup_in_every_field_is_only_text(small_visitor: Visitor) -> None:
    """Markup that got into an archive is shown as it was written, on the article's page and among the hits."""
    page = small_visitor.open(f"/article/{DANGEROUS.id}?q=markup")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page.locator(".body p").first).to_have_text(HOSTILE)
    assert links_outside(page) == []
    page.goto(asking(q="markup"))
    expect(page.locator(".hits h3")).to_have_text(HOSTILE)
    expect(page.locator("main img, main b, main script")).to_have_count(0)


def test_markup_in_a_query_is_only_text(visitor: Visitor) -> None:
    """What a stranger puts into a link to the search page does not run."""
    query = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    page = visitor.open(asking(q=query))
    expect(page.get_by_role("searchbox")).to_have_value(query)
    expect(page.locator("img, main script")).to_have_count(0)


@pytest.mark.parametrize(
    "url",
    [
        "https://lanterna.example/ar/2023/06/07/hujum-mina-ansel",
        "https://lanterna.example/he/2022/05/obrien",
    ],
)
def test_text_that_runs_from_right_to_left_is_set_so(visitor: Visitor, url: str) -> None:
    """Arabic and Hebrew stand at the right, whatever the language of the page around them."""
    page = visitor.open(article_at(url))
    for part in (page.get_by_role("heading", level=1), page.locator(".body p").first):
        expect(part).to_have_attribute("dir", "auto")
        expect(part).to_have_css("direction", "rtl")
    expect(page.get_by_role("heading", name="About this article")).to_have_css("direction", "ltr")


def test_reference_has_no_text_of_its_own(visitor: Visitor) -> None:
    """A reference page says that the archive does not hold the article, and where it is."""
    page = visitor.open(article_at(_REFERENCE))
    expect(page.get_by_text("The archive does not hold this article.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Read it where it was published"))).to_be_visible()
