"""HTML and Markdown become paragraphs; pages are told from fragments; text finds its paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning.html.extraction import extract_article
from index.cleaning.html.markup import html_paragraphs, is_page, markdown_paragraphs
from index.cleaning.lines import page_paragraphs, plain_paragraphs

SENTENCE = "The river rose by four metres in one night and took the footbridge with it, the warden said on Monday. "
PAGE = f"""<!DOCTYPE html><html><head><title>River</title><script>track()</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
<article><h1>River takes the footbridge</h1><p>{SENTENCE * 3}</p><p>Nobody was hurt. {SENTENCE * 2}</p>
<table><tr><td>Gauge</td><td>4.1 m</td></tr></table></article>
<aside><p>Our readers also liked the long story about the last ferryman of the lower valley and his dog.</p></aside>
<footer>© River Post</footer></body></html>"""


@pytest.mark.parametrize(
    ("fragment", "paragraphs"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("Bare text<br>goes on<br><br>and starts anew", ["Bare text goes on", "and starts anew"]),
        ("<ul><li>First</li><li>Second</li></ul>", ["First", "Second"]),
        ("<table><tr><th>Team</th><th>Won</th></tr><tr><td>Reds</td><td>3</td></tr></table>", ["Team Won", "Reds 3"]),
        ("<div>Before<p>inside</p>after</div>", ["Before", "inside", "after"]),
        ("<p>see<script>alert(1)</script> this</p><style>p{}</style>", ["see this"]),
        ("<p>a picture <img src=x onerror=alert(1) alt='no'>here</p>", ["a picture here"]),
        ("<p>x &lt; y &amp; z</p>", ["x < y & z"]),
        ("<p>never closed <b>bold <i>both", ["never closed bold both"]),
        ("<p>control\x00 character</p>", ["control character"]),
        ("<!-- only a comment -->", []),
        ("   ", []),
    ],
)
def test_fragment_becomes_paragraphs_without_loss(fragment: str, paragraphs: list[str]) -> None:
    """Every text of a fragment is kept, block by block, and nothing that is not text."""
    assert html_paragraphs(fragment) == paragraphs


def test_deep_nesting_is_read_without_failing() -> None:
    """A fragment nested beyond reason is read as far as the parser goes."""
    assert isinstance(html_paragraphs("<div>" * 50_000 + "deep"), list)


def test_markdown_keeps_links_text_and_code_and_disarms_html() -> None:
    """What a reader of the Markdown would read stays; addresses, pictures and scripts do not."""
    text = "# Head\n\nA [link](http://x.example/y) and `code <b>`.\n\n![alt](p.png)\n\n"
    text += "<script>alert(1)</script>\n\n- one\n- two"
    assert markdown_paragraphs(text) == ["Head", "A link and code <b>.", "one", "two"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_markdown_behind_a_block_of_html_is_read(gap: str) -> None:
    """A block of HTML, indented or not, does not turn the Markdown behind it into raw signs."""
    text = f"<p>Up.</p>{gap}# Head{gap}* one\n* two\n\n        <p>Deep <b>down</b>.</p>\n\nThe *end*."
    assert markdown_paragraphs(text) == ["Up.", "Head", "one", "two", "Deep down.", "The end."]


def test_article_is_taken_from_a_page_and_the_rest_recorded() -> None:
    """The article's sentences stay; a long block outside it is a cut of its own, menus are one cut together."""
    article = extract_article(PAGE)
    text = "\n".join(article.paragraphs)
    assert "Nobody was hurt." in text
    assert "ferryman" not in text
    assert "track()" not in text
    cuts = [cut.text for cut in article.cuts]
    assert any("ferryman" in cut for cut in cuts)
    assert any("Home · News" in cut for cut in cuts)


def test_page_is_told_from_fragment() -> None:
    """A document with a head or a body is a page, whatever its case; a few blocks are not."""
    assert is_page("\n<!-- saved --><HTML lang=en><body>x")
    assert not is_page("<div><header>x</header></div>")


def test_wrapped_lines_are_rejoined_and_others_kept_apart() -> None:
    """Text wrapped by hand is one paragraph; verses, lists and one-line paragraphs are not."""
    wrapped = (
        "The river rose by four metres in\none night and took the bridge with\nit, the warden said.\n   It is over."
    )
    assert plain_paragraphs(wrapped) == [
        "The river rose by four metres in one night and took the bridge with it, the warden said.",
        "It is over.",
    ]
    assert plain_paragraphs("Milk\nEggs\nFlour") == ["Milk", "Eggs", "Flour"]
    assert plain_paragraphs(f"{SENTENCE}\n{SENTENCE}") == [SENTENCE.strip()] * 2


@given(st.text(st.sampled_from("aB .,\n\t“”-"), max_size=80))
def test_splitting_into_paragraphs_loses_no_character(text: str) -> None:
    """Only spaces may change when text is split into paragraphs, and splitting again changes nothing."""
    for split in (plain_paragraphs, page_paragraphs):
        paragraphs = split(text)
        assert "".join("".join(paragraphs).split()) == "".join(text.split())
        assert plain_paragraphs("\n\n".join(paragraphs)) == paragraphs
