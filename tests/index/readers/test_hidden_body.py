"""A text that a page keeps in its JSON-LD and does not show is the article's; one it shows is read off the page."""

from __future__ import annotations

import json

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.readers.html.page import read_html
from index.record import Record

_PARAGRAPHS = [
    "The dyke at Lenn held through the night, the mayor said on Monday, and nobody had to leave a house.",
    "Some two hundred people had filled sacks with sand until the morning, among them a whole school.",
    "The water fell by a hand before noon, and the ferry is to run again from Tuesday.",
    "What the night will cost the town is to be told at the meeting of the council next week.",
    "An older wall of clay, north of the harbour, gave way in two places and is to be built anew.",
]
_TOLD = "\n\n".join(_PARAGRAPHS)
_SHOWN = "".join(f"<p>{one}</p>" for one in _PARAGRAPHS)
_OTHER = "<p>Apples were cheap at the market of Orr on Friday, where a pound of them was sold for a coin or two.</p>"


def body(told: str, shown: str) -> str:
    block = json.dumps({"@type": "NewsArticle", "headline": "Dyke holds through the night", "articleBody": told})
    page = f'<!DOCTYPE html><html><head><script type="application/ld+json">{block}</script></head><body>{shown}</body>'
    (found,) = read_html(page, Origin("saved/a.html"))
    assert isinstance(found, Record)
    cleaned = clean_record(found).body
    return cleaned.text if cleaned else ""


@pytest.mark.parametrize(
    "shown",
    [
        f"<h1>Dyke holds through the night</h1><p>{_PARAGRAPHS[0]}</p><p>Subscribe to read on.</p>",
        '<div id="root"></div><noscript>Turn on JavaScript to read this.</noscript>',
        f"<p>{_PARAGRAPHS[0]} {_PARAGRAPHS[1]} {_PARAGRAPHS[2]}</p>{_OTHER}",
        "<p>Log in</p><div>Please log in to go on with this article, as it is for members of the paper alone.</div>",
    ],
)
def test_a_text_that_the_page_does_not_show_is_read(shown: str) -> None:
    """It is behind a wall, or a script was to fill it in."""
    assert body(_TOLD, shown) == _TOLD


@pytest.mark.parametrize("told", [_SHOWN, "".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in _PARAGRAPHS)])
def test_such_a_text_may_be_html(told: str) -> None:
    """Written as it is, or with its marks escaped once more."""
    assert body(told, "<p>Subscribe to read on.</p>") == _TOLD


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (" ".join(_PARAGRAPHS), _SHOWN),
        (" ".join(_PARAGRAPHS[:2]), _SHOWN),
        (_TOLD.replace("clay", "stone"), _SHOWN),
        ("Dyke holds.", f"<p>{_PARAGRAPHS[0]}</p>"),
        (" ".join(_PARAGRAPHS), _OTHER * 2 + _OTHER.replace("Apples", "Pears") * 3),
    ],
)
def test_a_page_that_shows_a_text_is_read_itself(told: str, shown: str) -> None:
    """It has the paragraphs; and a text unlike all that is shown may be of another story."""
    assert " ".join(_PARAGRAPHS[3:]) not in body(told, shown)
