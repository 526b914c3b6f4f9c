"""A person at a browser: opens pages of one site, and keeps whatever a browser complains of.

Not a test file. `Visitor.open` gives Playwright's page in a fresh profile; `Visitor.leave` closes all
of them and fails on a dialog, a script error, a refused resource or any other complaint on a console.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Locator, Page, sync_playwright

Scheme = Literal["light", "dark"]

_HEIGHT = 900
_NO_CHROMIUM = "There is no Chromium here to test the pages with: `.ci/setup test` installs it."
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-quic")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a window; raises RuntimeError, saying what to do, where it is not installed."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError(_NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass  # without slots: Playwright keeps its wrappers of our methods on the object
class Visitor:
    """Someone who visits the site at `address`, with a browser that runs scripts or does not."""

    browser: Browser
    address: str
    script: bool = True
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str = "/", *, scheme: Scheme = "light", width: int = 1280) -> Page:
        """A page of the site in a fresh profile."""
        context = self.browser.new_context(
            base_url=self.address,
            color_scheme=scheme,
            viewport={"width": width, "height": _HEIGHT},
            java_script_enabled=self.script,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._on_dialog)
        page.goto(path)
        return page

    def leave(self) -> None:
        """Close every page; nothing may have gone wrong on any of them."""
        for context in self.contexts:
            context.close()
        assert self.complaints == []

    def _on_console(self, message: ConsoleMessage) -> None:
        # a browser notes on the console that the page itself was answered with 404; that is no complaint
        answered = message.text.startswith("Failed to load resource") and message.page is not None
        if answered and message.page and message.location["url"] == message.page.url:
            return
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def asking(**parameters: str) -> str:
    """The address of a search.

    >>> asking(q="trade war", sort="newest")
    '/?q=trade+war&sort=newest'
    """
    return f"/?{urlencode(parameters)}"


def article_at(url: str, q: str = "") -> str:
    """The address of the article that was published at this URL, with these words marked."""
    return f"/article/{quote(url, safe='')}" + (f"?{urlencode({'q': q})}" if q else "")


def hits_of(page: Page) -> list[str]:
    """The ids of the hits shown, in order."""
    return [link.split("/article/")[1].split("?")[0] for link in values_of(page.locator(".hits h3 a"), "href")]


def values_of(locator: Locator, attribute: str) -> list[str]:
    """What an attribute says on each element, in one question to the browser; "" where it is missing."""
    values: list[str] = locator.evaluate_all(
        "(elements, name) => elements.map((element) => element.getAttribute(name) ?? '')", attribute
    )
    return values


def number_in(locator: Locator) -> int:
    """The first whole number in a text, such as "1,204 articles"."""
    found = re.search(r"\d[\d,]*", locator.inner_text())
    assert found, f"no number in {locator.inner_text()!r}"
    return int(found[0].replace(",", ""))


def facet_value(page: Page, facet: str, label: str) -> Locator:
    """The link of a value in the list of a facet."""
    section = page.get_by_role("region", name=facet, exact=True)
    return section.locator("a.take").filter(has=page.locator(".label", has_text=re.compile(f"^{re.escape(label)}$")))


def facet_counts(page: Page, facet: str) -> dict[str, int]:
    """Every value of a facet, folded away or not, and its count."""
    values = page.get_by_role("region", name=facet, exact=True).locator("a.take")
    counts = [text.replace(",", "") for text in values.locator(".count").all_text_contents()]
    return dict(zip(values.locator(".label").all_text_contents(), map(int, counts), strict=True))
