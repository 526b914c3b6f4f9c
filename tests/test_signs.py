"""Furniture of a wording that no rule knows is told by what stands beside it, where it stands and how it is written."""

from __future__ import annotations

import pytest

from index.cleaning.features import see
from index.cleaning.furniture import cut_notices
from index.cleaning.signs import AMONG_NOTICES, CALLS, ENOUGH, OTHER_STORY, Text, find_signed, signs_of
from index.cleaning.strays import ABOUT_AUTHOR

TEXT = [
    "The ferry to the outer islands was laid up on Friday after a crack was found in its hull.",
    "The harbour board said that the repair would take nine days, and that a smaller boat would sail instead.",
    "Farmers on the islands asked who would pay for the milk that could not be brought to the dairy.",
    "The board will meet on Tuesday to look for the money, and a minister has promised to come.",
    "Until then the mail is flown out, which costs three times as much as the boat does.",
    "A ferry has sailed on this line since 1894, with two wars and one strike between.",
]


def cut(paragraphs: list[str], title: str = "") -> dict[str, str]:
    return {one.text: one.reason for one in cut_notices(paragraphs, title).cuts}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Bay Post Daily", AMONG_NOTICES),
        ("Keep", AMONG_NOTICES),
        ("Get Unlimited Reading Today", CALLS),
        ("258", AMONG_NOTICES),
    ],
)
def test_short_line_below_a_notice_is_the_pages(line: str, reason: str) -> None:
    """A button that no rule knows stands among those that one does."""
    assert cut([*TEXT, "Share on Facebook", line]) == {"Share on Facebook": "sharing buttons", line: reason}


@pytest.mark.parametrize(
    "line",
    [
        "Who pays for the milk",
        "NINE DAYS IN DOCK",
        "OBAN, Islands",
        "Oban (BPA)",
        "By Ada Quill",
        "Enough!",
        "“Not one word.”",
        "— Ada Quill, Oban",
        "What the board will look at:",
        "The ferry sails again.",
        "https://bay.example/ferry",
        "フェリーは九日間",
    ],
)
def test_line_of_the_text_beside_a_notice_stays(line: str) -> None:
    """Headings, datelines, quotations and signatures are the article's, and so is a line that it speaks of."""
    kept = cut_notices([*TEXT[:3], "Share on Facebook", line, *TEXT[3:]]).paragraphs
    assert kept == [*TEXT[:3], line, *TEXT[3:]]


def test_line_beside_what_stands_inside_articles_stays() -> None:
    """Credits, labels of advertisements and players stand anywhere, below the heading of a section too."""
    for inside in ("Image", "Advertisement", "Watch now", "Embed"):
        assert cut([*TEXT[:3], "Noteworthy", inside, *TEXT[3:]]) == {inside: cut([inside])[inside]}


def test_nothing_is_cut_without_a_notice() -> None:
    """A body that came without a page's furniture is left alone, whatever its lines look like."""
    lines = ["Keep", *TEXT[:2], "By Ada Quill", *TEXT[2:], "Bay Post Daily", "Read On Today", "258"]
    assert cut_notices(lines).paragraphs == lines
    assert find_signed([see(line) for line in lines]) == {}


def test_headline_of_another_story_below_a_heading_of_links_goes() -> None:
    """Below such a heading a headline goes that has no word of the text, and one that breaks off."""
    other = "Mayor Wins Chess Title In Nine Moves"
    assert cut([*TEXT[:3], "Related Content", other, *TEXT[3:]])[other] == OTHER_STORY
    broken = "Mayor wins chess title in nine moves and thanks his only…"
    assert cut([*TEXT[:3], "Related Content", broken, *TEXT[3:]])[broken] == OTHER_STORY


def test_what_was_found_tells_of_what_stands_beside_it() -> None:
    """Of two labels on end the further one is found by the nearer."""
    assert list(cut([*TEXT, "Share on Facebook", "Buffer", "Pin", "Keep"])) == [
        "Share on Facebook", "Buffer", "Pin", "Keep",
    ]  # fmt: skip


def test_line_that_may_be_the_headline_stays() -> None:
    """Above the first sentence only single words are looked at: titles are told from the others later."""
    head = ["Opinion", "Share on Facebook", "Ferry Laid Up In Oban"]
    assert cut_notices([*head, *TEXT]).paragraphs == [head[2], *TEXT]


def test_labels_beside_figures_are_a_table() -> None:
    """Places and degrees below "Latest" are weather, though each is one word."""
    rows = ["Ayr", "12", "Bude", "14", "Cork", "9"]
    assert cut_notices([TEXT[0], "Latest", *rows]).paragraphs == [TEXT[0], *rows]


def test_signs_are_weighed_in_the_order_they_are_named() -> None:
    """Every sign has its weight, and a line with none of them stays below the bar."""
    seen = [see(line) for line in [*TEXT, "Share on Facebook", "Bay Post Daily"]]
    ((place, signs),) = signs_of(seen, Text(seen))
    assert (place, signs.above, signs.last, signs.capitals) == (7, 1.0, 1.0, 1.0)
    assert signs.weigh() == pytest.approx(1.0 + 1.25 + 1.5)
    assert signs._replace(above=0.0, last=0.0, capitals=0.0).weigh() < ENOUGH


SHARE = "Share on Facebook"


def test_byline_between_sentences_is_another_storys() -> None:
    """The link is gone and its byline was left; under a headline of its own it is one of a collection."""
    inside = [*TEXT, "By ADA QUILL and BEN POLE", TEXT[0][:-1] + " again.", SHARE]
    assert cut(inside) == {"By ADA QUILL and BEN POLE": OTHER_STORY, SHARE: "sharing buttons"}
    collection = [*TEXT, "The milk of the islands", "By Ada Quill", TEXT[0][:-1] + " again.", SHARE]
    assert "By Ada Quill" not in cut(collection)


def test_line_between_a_byline_and_its_date_is_a_teaser() -> None:
    """Where a page lists its stories, byline and date stand on both sides of what each is about."""
    card = ["by ferryman - Jul 15, 2018 2:37 pm", "How to mend a hull at sea.", "Jul 15, 2018 2:37 PM"]
    assert set(cut([*card, SHARE, *TEXT])) == {*card, SHARE}
    assert set(cut([*card[1:], SHARE, *TEXT], card[0])) == {*card[1:], SHARE}
    own = ["By Ada Quill", "A crack in the hull stops the boat.", "Jul 15, 2018 2:37 PM"]
    assert set(cut([*own, SHARE, *TEXT])) == {SHARE}


def test_long_line_in_capitals_between_sentences_is_a_link() -> None:
    """A headline of another story cries as no heading of a few words does."""
    link, heading = "MAYOR OF OBAN WINS THE CHESS TITLE IN NINE MOVES ONLY", "NINE DAYS IN DOCK"
    assert set(cut([*TEXT[:3], link, *TEXT[3:], SHARE])) == {link, SHARE}
    assert set(cut([*TEXT[:3], heading, *TEXT[3:], SHARE])) == {SHARE}


def test_paragraph_about_who_wrote_goes_from_the_end() -> None:
    """It begins with the name of the byline, or stands alone below a heading that names somebody."""
    box = "Ada Quill covers the coast and has sailed it twice, once by night."
    assert cut(["By Ada Quill", *TEXT, box, SHARE])[box] == ABOUT_AUTHOR
    assert box not in cut(["By Ada Quill", *TEXT[:3], box, *TEXT[3:], SHARE])
    about = "Über Ada Quill", "Seit neun Jahren schreibt Ada Quill von der Küste."
    assert set(cut([*TEXT, *about, SHARE])) == {*about, SHARE}
    assert set(cut([*TEXT, "About Ada Quill", "The dairy closes on Friday.", SHARE])) == {SHARE}


def test_call_at_the_end_goes_where_the_text_speaks_to_nobody() -> None:
    """A column that speaks to its readers all along may end as it began."""
    call = "Get the stories that you love from our islands in one place, chosen for you by those who know them."
    assert cut([*TEXT, SHARE, call])[call] == CALLS
    talking = [f"You know how it is: {one[0].lower()}{one[1:]}" for one in TEXT]
    assert call not in cut([*talking, SHARE, call])
    assert "show chapters" in cut([SHARE, *TEXT, "show chapters"])


def test_name_of_an_agency_or_an_account_alone_goes() -> None:
    """It is what is left of a credit, or of a button to follow somebody."""
    assert set(cut([*TEXT[:3], "Getty Images", *TEXT[3:], "@baypost", SHARE])) == {"Getty Images", "@baypost", SHARE}


@pytest.mark.parametrize(
    ("above", "line", "below", "reason"),
    [
        ("The boat in dock. (BPA Photo/Ada Quill)", "Ada Quill", TEXT[1], "picture credit"),
        (TEXT[0], "Ada Quill/Baypost", TEXT[1], "picture credit"),
        ("Watch now", "1:27", TEXT[1], "player or script notice"),
        ("Sign up", "The news of the coast at nine.", "Your email", "call to subscribe"),
        (TEXT[0], "Send tips to harbour@baypost.example", TEXT[1], CALLS),
        (TEXT[0], "By", TEXT[1], AMONG_NOTICES),
    ],
)
def test_what_is_left_of_a_credit_a_player_or_a_form_goes(above: str, line: str, below: str, reason: str) -> None:
    """Each shows by its form or by the line beside it."""
    assert cut([SHARE, *TEXT, above, line, below])[line] == reason


def test_last_paragraph_about_somebody_of_whom_nothing_is_told_goes() -> None:
    """Who stands in the text, says something, or is one of several is the article's."""
    box = "Ada Quill is a lawyer in Oban and has sailed round the islands twice."
    assert cut([SHARE, *TEXT, box])[box] == ABOUT_AUTHOR
    assert box not in cut([SHARE, *TEXT, "Quill said on Friday that the board had no money for a second boat.", box])
    assert box not in cut([SHARE, *TEXT, "Ben Pole is a farmer on the outer islands, and 40 years old.", box])
    says = "Ada Quill is a farmer who said that she would row."
    assert says not in cut([SHARE, *TEXT, says])


@pytest.mark.parametrize("line", ["Net loss 404,011 vs loss 649,495", "Dear Mr. President,", "Bude 14 to 16"])
def test_row_of_figures_and_line_that_goes_on_stay(line: str) -> None:
    """Neither is what a button says, wherever the page has put one."""
    assert line not in cut([*TEXT[:3], SHARE, line, *TEXT[3:]])


def test_last_sentence_between_two_forms_stays() -> None:
    """An article may end between the form for its newsletter and one for its readers."""
    assert cut_notices([*TEXT[:3], "Sign up", TEXT[3], "Your email"]).paragraphs == TEXT[:4]
