"""The rest of a story is kept in whatever box it stands, and boxes of others beside it are not."""

from __future__ import annotations

import pytest

from tests.index.cleaning.test_extraction import ARABIC, ENGLISH, GERMAN, JAPANESE, RUSSIAN, Story, body_of, told

MORE = (
    "The county said on Friday that it had read both letters and would answer by the autumn.",
    "A ferry of the same build sank in 1987, and its crew of four was saved by fishermen.",
    "Tickets that were bought in advance stay valid until the end of the year, the owner said.",
)
STORY = ENGLISH + MORE
RELATED = (
    "<a href=/1>Bridge opens again after a long wait</a><p>The bridge was shut for eleven years, and nobody knows"
    " why.</p><a href=/2>Swans come back to the lake</a><p>They had been away since the storm of 1980, it is said.</p>"
)
SUMMED_UP = (
    "<p><a href=/1>Bridge opens.</a> It was shut for eleven years, and nobody knows why it was.</p>"
    "<p><b><a href=/2>Swans come back.</a></b> They had been away since the storm of 1980, it is said.</p>"
)
LIFE = (
    "<p>Tom Reed has written about lakes for this newspaper since 1987.</p><p>He has three cats and no boat at all.</p>"
)
LETTERS = (
    "<p>The best of the lake comes by mail every Friday at noon.</p><p>You can stop it with one click at any time.</p>"
)
TALK = (
    "<p>I think it is a shame for all of us who live at the lake.</p><p>Nobody asks us, and nobody ever did before.</p>"
)
LOGIN = "<p>We have sent you a link to choose another password.</p><p>Please look for it among your junk as well.</p>"


@pytest.mark.parametrize("shown", [1, 2, 4, 5])
@pytest.mark.parametrize(
    "layout",
    [
        "<article><div>{}</div><div style='display:none'>{}</div></article>",
        "<article><div class=intro>{}</div><div class=gate>Subscribe to read on</div><div hidden>{}</div></article>",
        "<main><div class=c><div>{}</div></div><div class=c><div class='paywall hidden' hidden>{}</div></div></main>",
        "<div class=article-body>{}</div><div class='article-body subscriber-only' style='display: none'>{}</div>",
        "<article>{}<section class=access hidden>{}</section></article>",
        "<article><div>{}</div><noscript>{}</noscript></article>",
    ],
)
def test_hidden_rest_of_a_story_is_kept(layout: str, shown: int) -> None:
    """What a paywall or a script hides behind the first paragraphs goes on with them."""
    around = f"<div>{layout.format(told(STORY[:shown]), told(STORY[shown:]))}</div>"
    assert body_of(around) == list(STORY)


@pytest.mark.parametrize("story", [GERMAN, RUSSIAN, JAPANESE, ARABIC])
def test_hidden_rest_is_kept_in_every_language(story: Story) -> None:
    """It is told by where it stands and by its sentences, not by its words."""
    assert body_of(
        f"<article><div>{told(story[:2])}</div><div style='display:none'>{told(story[2:])}</div></article>"
    ) == list(story)


def test_hidden_whole_says_nothing_twice() -> None:
    """Where the shown beginning stands in the hidden story as well, it is kept once."""
    beginning = told(STORY[:2])
    whole = told(STORY)
    assert body_of(f"<article><div>{beginning}</div><div hidden>{whole}</div></article>") == list(STORY)
    assert body_of(f"<article><div>{whole}</div><div hidden>{beginning}</div></article>") == list(STORY)


def test_rest_may_be_interrupted() -> None:
    """Pictures, scripts, a list, a form and links to other stories among its paragraphs make it no less."""
    between = (
        "<figure><img src=a><figcaption>The pier on Monday</figcaption></figure><script>var pier = [1, 2, 3];</script>",
        "<ul><li>Built in 1921</li><li>Room for sixty</li></ul><div class=newsletter><form><input></form></div>",
        "<p>Read more: <a href=/1>Swans come back to the lake</a></p>",
        "<aside><ul><li><a href=/2>Bridge opens again</a></li><li><a href=/3>Who owns the pier</a></li></ul></aside>",
    )
    rest = "".join(told((one,)) + other for one, other in zip(STORY[4:], between, strict=True))
    for box in ("<div style='display:none'>{}</div>", "<div class=article-bottom>{}</div>"):
        body = body_of(f"<article><div>{told(STORY[:4])}</div>{box.format(rest)}</article>")
        assert [line for line in body if line in STORY] == list(STORY)


def test_template_is_the_rest_where_it_is_the_greater_part() -> None:
    """What a script may show at any time, or never, is the story's if it is longer than what is shown."""
    layout = "<article><div>{}</div><template>{}</template></article>"
    assert body_of(layout.format(told(STORY[:3]), told(STORY[3:]))) == list(STORY)
    assert body_of(layout.format(told(STORY), LOGIN)) == list(STORY)


def test_story_for_readers_without_scripts_is_kept() -> None:
    """A story that stands in `noscript` alone is the story."""
    assert body_of(f"<div id=app></div><noscript>{told(STORY)}</noscript>") == list(STORY)


@pytest.mark.parametrize("at", [3, 5, 6, 7])
@pytest.mark.parametrize(
    "mark", ["class=js-expand", "class='c-expandable border-bottom'", "id=premium", "class='paywall blurred'"]
)
def test_rest_of_a_story_is_kept_in_a_box_with_a_name(mark: str, at: int) -> None:
    """However few its paragraphs are beside those in front of it."""
    rest = f"<div {mark}>{told(STORY[at:])}</div>"
    assert body_of(f"<article>{told(STORY[:at])}{rest}</article>") == list(STORY)
    assert body_of(f"<article><div class=top>{told(STORY[:at])}</div>{rest}</article>") == list(STORY)


@pytest.mark.parametrize(
    "mark",
    ["class=article-bottom", "class=story-slide", "class=sidebar-text", "class='more hidden'", "aria-hidden=true"],
)
def test_rest_goes_by_what_it_says(mark: str) -> None:
    """Sentences that go on, in paragraphs of either kind, and below a heading as the story has others."""
    parts = [f"<h2>Part</h2>{told(part)}" for part in (STORY[:5], STORY[5:])]
    body = body_of(f"<article>{parts[0]}<div {mark}>{parts[1]}</div></article>")
    assert [line for line in body if line != "Part"] == list(STORY)
    body = body_of(f"<div><div>{told(STORY[:5], tag='div')}</div><div {mark}>{told(STORY[5:], tag='div')}</div></div>")
    assert body == list(STORY)


def test_beginning_of_a_story_is_kept_in_a_box_with_a_name() -> None:
    """The first paragraphs stay, below the heading, though they are called a teaser."""
    assert body_of(
        f"<article><div class=teaser-text>{told(STORY[:2])}</div><div>{told(STORY[2:])}</div></article>"
    ) == list(STORY)


def test_unnamed_box_beside_the_story_is_no_rest() -> None:
    """A few hidden sentences behind the box of a long story are a dialog's."""
    for mark in ("hidden", "class=premium-gate hidden"):
        assert body_of(f"<article><div>{told(STORY)}</div><div {mark}>{LOGIN}</div></article>") == list(STORY)
        lone = f"<div {mark}><p>You have read all that is free of charge this month.</p></div>"
        assert body_of(f"<article>{told(STORY)}{lone}</article>") == list(STORY)


@pytest.mark.parametrize("mark", ["class=bottom", "class=link", "style='border: none'"])
def test_lone_paragraph_is_kept_where_its_name_says_nothing(mark: str) -> None:
    """A sentence without a link among others is the story's where it is only set apart."""
    body = body_of(f"<article>{told(STORY[:4])}{told(STORY[4:5], mark)}{told(STORY[5:])}</article>")
    assert body == list(STORY)


@pytest.mark.parametrize("mark", ["class=next-stories", "class='box hidden-print'", "hidden", "style='display:none'"])
@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("x", RELATED),
        ("x", SUMMED_UP),
        ("author-box", LIFE),
        ("newsletter-box", LETTERS),
        ("comments", TALK),
        ("x", f"<h3>More of the lake</h3>{LETTERS}"),
        ("x", f"<form>{LOGIN}<input></form>"),
    ],
)
def test_boxes_of_others_are_no_rest(name: str, others: str, mark: str) -> None:
    """Teasers, authors, readers and invitations go, shown or hidden, beside the paragraphs or beside their box."""
    box = f"<div id={name} {mark}>{others}</div>"
    assert body_of(f"<article>{told(STORY)}{box}</article>") == list(STORY)
    assert body_of(f"<article><div>{told(STORY[:5])}{box}{told(STORY[5:])}</div>{box}</article>") == list(STORY)


def test_answer_in_bare_boxes_is_kept_between_paragraphs() -> None:
    """A `div` of a story need not be a paragraph by name; what leads to another page is none."""
    box = "<div><h3>{}</h3><div class=collapse><div>{}</div></div></div>"
    answer = box.format("<button>When will it be back?</button>", MORE[0])
    other = box.format("<a href=/1>Swans come back to the lake</a>", MORE[1])
    body = body_of(f"<article>{told(ENGLISH[:3])}{answer}{other}{told(ENGLISH[3:])}</article>")
    assert MORE[0] in body
    assert MORE[1] not in body


@pytest.mark.parametrize("at", [4, 6])
@pytest.mark.parametrize("heading", ["", "<h2>What comes next</h2>"])
@pytest.mark.parametrize("box", ["{}", "<div class=text-block>{}</div>"])
@pytest.mark.parametrize("mark", ["id=read-more-content style='display:none'", "class='more-text' hidden"])
def test_hidden_rest_is_kept_in_the_text_of_an_article(mark: str, box: str, heading: str, at: int) -> None:
    """However short it is beside what is shown in the same text, and with a heading of its own where it has several."""
    rest = f"<div {mark}>{heading if len(STORY) - at > 2 else ''}{told(STORY[at:])}</div>"
    body = body_of(f"<article><div class=article-text>{box.format(told(STORY[:at]))}{rest}</div></article>")
    assert [line for line in body if line in STORY] == list(STORY)


def test_hidden_paragraph_and_list_are_kept_in_the_text_of_an_article() -> None:
    """A last paragraph in a box that is named as more of the text, and a list of sentences between paragraphs."""
    layout = "<article><div class=article-text>{}<div {} style='display:none'>{}</div>{}</div></article>"
    assert body_of(layout.format(told(STORY[:7]), "id=read-more", told(STORY[7:]), "")) == list(STORY)
    listed = f"<ul>{told(STORY[3:6], tag='li')}</ul>"
    body = body_of(layout.format(told(STORY[:3]), "class=more", listed, told(STORY[6:])))
    assert [line.removeprefix("- ") for line in body] == list(STORY)


@pytest.mark.parametrize("mark", ["hidden", "class=x style='display:none'", "class=gate hidden"])
@pytest.mark.parametrize("others", [LOGIN, LETTERS, LIFE, RELATED, f"<ul><li>{LOGIN}</li></ul>", LOGIN[:58]])
def test_hidden_dialogs_are_no_rest_in_the_text_of_an_article(others: str, mark: str) -> None:
    """A few hidden sentences in a box that is not named as more of the text stay out."""
    shown = f"<div class=text-block>{told(STORY)}</div>"
    for box in (f"<div {mark}>{others}</div>", f"<div {mark}><h3>Stay</h3>{others}</div>"):
        assert body_of(f"<article><div class=article-text>{shown}{box}</div></article>") == list(STORY)
