"""Paragraphs that are `div` are kept beside those that are `p`, and what is set apart in a `div` is not."""

from __future__ import annotations

import pytest

from tests.index.cleaning.test_extraction import ENGLISH, body_of, told
from tests.index.cleaning.test_rest import STORY

PAGE = "<article class=post><div class=entry-content>{}</div></article>"
PASTED = (
    "<div dir=auto>{}</div>",
    "<div style='text-align: justify'>{}</div><div style='text-align: justify'><br></div>",
    "<div>{}</div><div>&nbsp;</div>",
    "<div class=MsoNormal><span style='font-size: 12pt'>{}</span></div>",
    "<div class='x11i5rnm x126k92a'><div dir=auto>{}</div></div>",
    "<div class=ending>{}</div>",
)


def pasted(story: tuple[str, ...], form: str) -> str:
    return "".join(map(form.format, story))


@pytest.mark.parametrize("form", PASTED)
@pytest.mark.parametrize("at", [2, 4, 6])
def test_what_is_pasted_into_a_story_is_kept(form: str, at: int) -> None:
    """Paragraphs of another kind stay behind the others, before them, and under a heading."""
    parts = told(STORY[:at]), pasted(STORY[at:], form)
    assert body_of(PAGE.format("".join(parts))) == list(STORY)
    assert body_of(PAGE.format(pasted(STORY[:-at], form) + told(STORY[-at:]))) == list(STORY)
    body = body_of(PAGE.format("<h2>What comes next</h2>".join(parts)))
    assert [line for line in body if line in STORY] == list(STORY)


@pytest.mark.parametrize(
    "layout",
    ["<div class=a>{}</div>{}", "<ul><li>Built in 1921.</li></ul>{}{}", "<figure><img src=a></figure>{}{}"],
)
def test_pasted_paragraphs_are_kept_beside_boxes(layout: str) -> None:
    """The others may stand in a box of their own, or below a list or a picture."""
    body = body_of(PAGE.format(layout.format(told(STORY[:4]), pasted(STORY[4:], PASTED[0]))))
    assert [line for line in body if line in STORY] == list(STORY)


@pytest.mark.parametrize(
    "short", [("<b>What happened next</b>",), ("Saturday: Rangers 2, Celtic 1", "Sunday: Hibs 0"), ("“Who?”",)]
)
def test_short_lines_among_pasted_paragraphs_are_kept(short: tuple[str, ...]) -> None:
    """Headings, scores and questions, which end like no sentence; of what stands behind the last paragraph a list."""
    lines = "".join(map("<div>{}</div>".format, short))
    plain = [line.removeprefix("<b>").removesuffix("</b>") for line in short]
    first, second = told(STORY[:3]), pasted(STORY[3:], "<div>{}</div>")
    body = body_of(PAGE.format(f"{first}{lines}{second}"))
    assert [line for line in body if line in (*STORY, *plain)] == [*STORY[:3], *plain, *STORY[3:]]
    if len(short) > 1:
        assert body_of(PAGE.format(f"{first}{second}{lines}"))[-len(plain) :] == plain


def test_a_paragraph_alone_in_its_box_is_kept_where_the_others_are_several() -> None:
    """Also where comments or an author's life below the text are `p`."""
    boxes = "".join(f"<div class=cmp-text>{pasted(part, '<div>{}</div>')}</div>" for part in (STORY[:3], STORY[3:4]))
    life = "<div class=author-bio><p>Ann Lee has written of harbours for ten years and lives in Holm.</p></div>"
    body = body_of(f"<article><div class=entry-content>{boxes}</div>{life}</article>")
    assert [line for line in body if line in STORY] == list(STORY[:4])


def test_last_paragraph_alone_is_kept() -> None:
    """One `div` without a name goes on with the paragraphs in front of it."""
    assert body_of(PAGE.format(f"{told(STORY[:-1])}<div>{STORY[-1]}</div>")) == list(STORY)


@pytest.mark.parametrize(
    "other",
    [
        "<div><em>Tom Reed has written about lakes for this newspaper since 1987.</em></div>",
        "<div><em>Tom Reed has written about lakes since 1987.</em></div><div><em>He lives on the shore.</em></div>",
        "<div class=author-note>Tom Reed has written about lakes for this newspaper since 1987.</div>",
        "<div class=newsletter><div>The lake comes by mail each Friday.</div><div>Stop it at will.</div></div>",
        "<div>The best of the lake comes by mail every Friday at noon, <a href=/s>sign up here</a>.</div>",
        "<div><a href=/1>Bridge opens again.</a> It was shut for eleven years, and nobody knows why.</div>" * 2,
        "<div><a href=/1>Bridge opens</a><div>It was shut for eleven years, and nobody knows why.</div></div>" * 2,
        "<div>The best of the lake comes by mail every Friday at noon.</div><form><input></form>",
        "<div><img src=a.jpg>A man waits for the ferry on the shore of the lake on Monday.</div>",
        "<div class=comment><b>Ann</b><div>I think it is a shame for all who live at the lake.</div></div>" * 3,
    ],
)
@pytest.mark.parametrize("layout", ["{0}{1}", "{1}{0}"])
def test_what_is_set_apart_in_a_box_is_no_paragraph(other: str, layout: str) -> None:
    """Remarks, invitations, teasers and captions stay out, before and behind the story."""
    assert body_of(PAGE.format(layout.format(told(ENGLISH), other))) == list(ENGLISH)
