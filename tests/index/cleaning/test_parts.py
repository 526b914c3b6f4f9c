"""A story in several boxes of one kind is kept whole, and what stands in boxes of others beside them is not."""

from __future__ import annotations

import pytest

from index.cleaning.html.extraction import extract_article
from tests.index.cleaning.test_extraction import body_of, page, told
from tests.index.cleaning.test_rest import LETTERS, LIFE, RELATED, STORY

LONG = (
    *STORY[:2],
    *STORY[3:],
    "The letters were read out on Sunday in the church hall, where nobody found a seat after nine.",
    "The bus company has put two more buses on the road round the lake since Wednesday morning.",
    "On Saturdays the ferry used to carry the players of both football clubs, who now go by car.",
    "An engineer from the yard that built it in 1921 came by train to look at the broken crank.",
    "He found that the oil had not been changed for as long as anybody in the village remembers.",
)
TEXT = (
    "<div class='elementor-element elementor-element-6f1a{at:02} elementor-widget elementor-widget-text-editor'>"
    "<div class=elementor-widget-container>{part}</div></div>"
)
WIDGET = (
    f"{TEXT}<div class='elementor-element elementor-element-7f1a{{at:02}} elementor-widget elementor-widget-image'>"
    "<div class=elementor-widget-container><img src=a.jpg></div></div>"
)
SECTION = "<section class='elementor-section'><div class=elementor-widget-wrap>{}</div></section>"
SIZES = [(3, 3, 3, 3), (4, 3, 3, 2), (4, 4, 4), (2,) * 6, (6, 4, 2)]


def parted(sizes: tuple[int, ...], form: str) -> str:
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    parts = (told(LONG[start : start + size]) for start, size in zip(starts, sizes, strict=True))
    return "".join(form.format(part=part, at=at) for at, part in enumerate(parts))


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("form", [WIDGET, SECTION.format(WIDGET)])
def test_story_of_a_page_builder_is_kept(form: str, sizes: tuple[int, ...]) -> None:
    """Each text is a widget of its own, numbered, with pictures between."""
    content = f"<div class=page-content><div class='elementor elementor-12'>{parted(sizes, form)}</div></div>"
    assert body_of(f"<main class='site-main post'>{content}</main>") == list(LONG)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize(
    "name",
    [
        "swiper-slide",
        "slide",
        "widget__content",
        "content-widget",
        "shareable-text",
        "teaser-text",
        "embed-text",
        "content-with-sidebar",
    ],
)
def test_parts_are_kept_whatever_they_are_called(name: str, sizes: tuple[int, ...]) -> None:
    """Boxes of one name, the first of which holds the beginning, are all the story's."""
    form = f"<div class={name}>{{part}}</div>"
    assert body_of(f"<article><div class=article-text>{parted(sizes, form)}</div></article>") == list(LONG)


@pytest.mark.parametrize("at", [8, 10])
@pytest.mark.parametrize("name", ["article-body", "article__content"])
@pytest.mark.parametrize("between", ["<div class=ad>Advertisement</div>", f"<div class=newsletter>{LETTERS}</div>"])
@pytest.mark.parametrize("around", ["article", "section"])
def test_second_part_of_the_same_name_is_kept(around: str, between: str, name: str, at: int) -> None:
    """However short it is, and none of what stands between."""
    parts = (f"<div class={name}>{told(part)}</div>" for part in (LONG[:at], LONG[at:]))
    assert body_of(f"<{around}>{between.join(parts)}</{around}>") == list(LONG)


@pytest.mark.parametrize("at", [6, 8, 9])
def test_paragraphs_behind_a_box_that_ends_early_are_kept(at: int) -> None:
    """One end tag too many leaves the rest of the text beside its box."""
    text = f"<div class=article-body>{told(LONG[:at])}<div class=ad></div></div>{told(LONG[at:])}</div>"
    assert body_of(f"<article>{text}</article>") == list(LONG)
    text = f"<div class=article-body>{told(LONG[:-1], 'class=par')}</div>{told(LONG[-1:], 'class=par')}</div>"
    assert body_of(f"<article>{text}</article>") == list(LONG)


@pytest.mark.parametrize("tag", ["p", "div"])
def test_introduction_above_the_text_is_kept(tag: str) -> None:
    """Several paragraphs between the heading and what is named as the article belong to it, the first too."""
    top = f"<div class=top>{told(LONG[:4], tag=tag)}</div><div class=ad>Advertisement</div>"
    found = extract_article(page(f"<main>{top}<div class=article-body>{told(LONG[4:])}</div></main>"))
    assert found.paragraphs == list(LONG)
    assert found.standfirst == ""


@pytest.mark.parametrize("mark", ["", "hidden", "style='display: none'"])
def test_slides_are_kept_from_the_first_on(mark: str) -> None:
    """Whether the others are hidden or not, with headings of their own."""
    slides = (
        f"<div class=slide {mark if at else ''}><h2>Part {at}</h2>{told(LONG[at : at + 3])}</div>"
        for at in range(0, 12, 3)
    )
    body = body_of(f"<article><div class=article-text>{''.join(slides)}</div></article>")
    assert [line for line in body if line in LONG] == list(LONG)


@pytest.mark.parametrize("mark", ["", "hidden", "style='display: none'"])
def test_texts_of_a_gallery_are_kept(mark: str) -> None:
    """One is shown at a time, with a picture, a heading and a paragraph."""
    items = (
        f"<div class=gallery-item {mark if at else ''}><img src={at}.jpg><h2>Sight {at}</h2><p>{text}</p></div>"
        for at, text in enumerate(LONG)
    )
    body = body_of(f"<article><div class=gallery>{''.join(items)}</div></article>")
    assert [line for line in body if line in LONG] == list(LONG)


@pytest.mark.parametrize(
    "other",
    [
        f"{TEXT.format(part=LIFE, at=50)}<div class=elementor-widget><form><input></form></div>",
        f"<div class=elementor-widget-heading><h3>About</h3></div>{WIDGET.format(part=LIFE, at=50)}",
        WIDGET.format(part=RELATED, at=50),
        f"</div><div class=elementor-column>{WIDGET.format(part=LETTERS, at=50)}",
        f"</div></div></div><footer>{WIDGET.format(part=LETTERS, at=50)}</footer><div><div><div>",
    ],
)
def test_widgets_of_a_page_builder_may_be_of_others(other: str) -> None:
    """In another column, below a heading of their own, above a form and in the footer stand no parts of the story."""
    story = parted((4, 4, 3), WIDGET)
    content = (
        f"<div class=page-content><div class=elementor><div class=elementor-column>{story}{other}</div></div></div>"
    )
    assert body_of(f"<main class='site-main post'>{content}</main>") == list(LONG[:11])


@pytest.mark.parametrize(
    "other",
    [
        f"<h3>More of the lake</h3>{LETTERS}{LIFE}",
        f"<hr>{LETTERS}{LIFE}",
        f"<div class=shop>Our shop is open every day at noon.</div>{LETTERS}{LIFE}",
    ],
)
def test_paragraphs_behind_what_ends_a_text_are_none_of_it(other: str) -> None:
    """A heading as the story has none, a rule and a box of others."""
    assert body_of(f"<article><div class=article-body>{told(LONG)}</div>{other}</article>") == list(LONG)


@pytest.mark.parametrize(
    "other",
    [
        f"<div class=newsletter><div class=article-body>{LETTERS}</div></div>",
        f"<div class=related><div class=article-body>{RELATED}</div></div>",
        f"<div class=article-body><img src=tom.jpg>{LIFE}</div>",
        f"<h3>About the author</h3><div class=article-body>{LIFE}</div>",
        f"<div class=article-body><h3>More of the lake</h3>{LETTERS}</div>",
        f"<div class=article-body>{LETTERS}<form><input></form></div>",
        f"<div class=article-body>{LETTERS}<button>Yes</button></div>",
        f"<div class=article-body hidden>{LETTERS}</div>",
        f"<aside><div class=article-body>{LETTERS}</div></aside>",
        f"</article><div class=article-body>{LIFE}</div>",
        LIFE,
        f"<div class=author>{LIFE}</div>",
    ],
)
def test_boxes_named_as_the_story_may_be_of_others(other: str) -> None:
    """A name alone brings in no invitation, no author's life and no teaser."""
    assert body_of(f"<article><div class=article-body>{told(LONG)}</div>{other}</article>") == list(LONG)
