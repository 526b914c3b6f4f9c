"""A whole record is cleaned: every string repaired, the body in one form, nothing cut in silence."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Cut, Image, Origin, Provider
from index.cleaning.clean import clean_record
from index.cleaning.furniture import cut_notices
from index.cleaning.notices import notice
from index.record import BodyForm, RawBody, Record
from tests.cleaning_scores import FLOOR, SLACK, kept_share, measure_part, right_snippets
from tests.places import CORPORA

FORMS: list[BodyForm] = ["plain", "markdown", "html", "page"]
needs_corpora = pytest.mark.skipif(not CORPORA.exists(), reason="the corpora lie outside the repository")


def record_with(text: str, form: BodyForm = "plain", title: str = "") -> Record:
    return Record(Origin("x"), "records", title=title, body=RawBody(text, form))


def test_every_string_of_a_record_is_repaired() -> None:
    """Mojibake, entities and tags are undone in every field, in related records too."""
    related = Record(Origin("x"), "records", title="Other caf&eacute;s", excerpt="Chinaâ€™s\\r\\nplan")
    record = Record(
        Origin("x"),
        "records",
        title="Chinaâ€™s <b>plan</b>",
        excerpt="One.\\r\\nTwo &amp; three",
        body=RawBody("Chinaâ€™s new plan\nis here.", "plain"),
        provider=Provider("Caf&eacute; Post", "cafe.example", (Image("http://x.example/i.png", title="Ã©"),)),
        source="Wire &amp; Co",
        authors=("JosÃ© Quill", "", "JosÃ© Quill"),
        topics=("AI &amp; law", "AI & law"),
        images=(Image("http://x.example/j.png", title="a\u200bb"),),
        related=(related,),
    )
    cleaned = clean_record(record)
    assert (cleaned.title, cleaned.excerpt) == ("China’s plan", "One. Two & three")
    assert cleaned.body == RawBody("China’s new plan\n\nis here.", "plain")
    assert (cleaned.provider.name, cleaned.provider.images[0].title) == ("Café Post", "é")
    assert (cleaned.source, cleaned.authors, cleaned.topics) == ("Wire & Co", ("José Quill",), ("AI & law",))
    assert cleaned.images[0].title == "ab"
    assert (cleaned.related[0].title, cleaned.related[0].excerpt) == ("Other cafés", "China’s plan")


def test_record_without_body_stays_without() -> None:
    """No body is invented, and an empty one is none."""
    assert clean_record(Record(Origin("x"), "records", title="T")).body is None
    assert [clean_record(record_with(" \n ", form)).body for form in FORMS] == [None] * 4


def test_earlier_cuts_are_kept_before_new_ones() -> None:
    """What a reader cut is not forgotten."""
    record = Record(Origin("x"), "r", body=RawBody("Share on Facebook", "plain"), cuts=(Cut("old", "an old reason"),))
    cleaned = clean_record(record)
    assert cleaned.body is None
    assert [cut.text for cut in cleaned.cuts] == ["old", "Share on Facebook"]


def test_html_body_that_is_a_page_without_article_is_read_as_page_text() -> None:
    """Where no article is found by markup, the text is searched by its shape."""
    cleaned = clean_record(
        record_with("<html><body><div>Bus 4 leaves at six.</div><div>Back to top</div></body></html>", "html")
    )
    text = f"{cleaned.title} {cleaned.body.text if cleaned.body else ''}"
    assert "Bus 4 leaves at six." in text
    assert "Back to top" not in text


@pytest.mark.parametrize(
    "paragraph",
    [
        "They signed up for the war and came home in time for the harvest.",
        "Share prices fell on Monday.",
        "Follow the money, the inspector said.",
        "Read the letter aloud, she told the court.",
        "Popular singer Ina Vale dies at 80.",
        "The newsletter that toppled a minister was printed in a garage, and its editor still lives above it.",
        "Copyright law is to change, the minister said, and so is the levy on empty discs.",
        "Cookies are baked at four in the morning.",
        "More than 40 people were hurt.",
        "The photo shows the bridge before the flood.",
        "“Comments were made that should not have been,” he said.",
        "Related companies will be taxed together from January.",
        "Home prices rose again.",
        "– Zhipu",
        "The court ruled that the two words are a registered trademark of the brewery and of nobody else.",
        "The bill has one thing for parents. A credit: two hundred a child.",
        "The information provided by the ministry was wrong, the auditor said.",
        "Results vary from town to town, the ministry said.",
        "The court went back to the gallery on Monday.",
        "Digital access to courts will be free from May, the ministry said.",
        "“You will need a digital subscription,” the librarian said.",
        "You have signed up for a war that you cannot win, he told them.",
        "Most read books of the year",
        "[He pauses for a long while before he answers.]",
        "[Editor’s note: the name of the ferry was changed.]",
        "Media: three reporters held at the border",
        "Roe is a columnist at the Gazette, and her column about the mayor was pulled on Friday.",
        "Roe is the editor of the Gazette, which first told of the leak on Twitter.",
        "Today the harbour is empty.",
        "1/2",
        "Updated plans for the pier",
        "Updated at nine, the list had forty names.",
        "Tell us what you think of when you see the sea, she asked.",
        "He can be reached at home@bay.example until Monday, the club said.",
        "The council is to publish a newsletter",
        "See more of the coast: the new path is open to walkers",
        "Two issues for the court: who knew of the crack, and when.",
        "He told the crowd to follow him on Twitter, and 4,000 did.",
        "Copyright Act of 1911 is to be repealed, the minister said",
        "[It is said] that nobody [of the crew] had slept",
    ],
)
def test_sentence_with_a_word_of_a_notice_stays(paragraph: str) -> None:
    """News about newsletters, cookies and copyright is news."""
    assert notice(paragraph) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "Pebble and Pebble Time are registered trademarks of Pebble Works, Inc.",
        "*These statements have not been evaluated by the ministry of health.",
        "The information provided on this website is for readers who are well.",
        "Back to Gallery",
        "Image 3 of 25",
        "4 hours ago",
        "Your subscription supports our reporting.",
        "Try one month for $1!",
        "No one knows the coast as we do, and with a digital subscription you’ll never miss a tide.",
        "[ The ferry is late again. Here is why. ]",
        "Ada Quill is a reporter for the Valley Post. Follow her on Twitter @quill .",
        "Ben Pole / Valley Post",
        "window._ads = window._ads || []; _ads.push({ mode: 'small' });",
        "Purchase: Order Reprint",
        "Updated at 1:23 p.m.",
        "Harbour Lights Newsletter",
        "Get a digital subscription and all of the coast for as little as Rs 99 a month, and every paper since 1911.",
        "Have the Coast Monthly put through your door. 12 issues for £11.99. Click here for more information.",
        "SEE MORE: Ferry returns after nine days in dock",
        "copyright Baypost 2019 - ISSN: 1234-5678",
        "Three lamps in a row, views of the hall, photos © Baypost, 2018",
        "Ada Quill wrote a book on tides, which is out now. Follow her on Twitter @quill or here.",
        "Have a tip? Ada Quill may be reached at quill@bay.example. Follow her on Twitter or Facebook.",
        "[button link=”http://bay.example/send/” type=”big”] Send us YOUR picture[/button]",
        "Tell us what YOU think...",
        "Comments",
        "You can unsubscribe at any time.",
        "Tap here to turn on desktop notifications to get the news sent straight to you.",
        "Bay.example no longer supports Internet Explorer 9 or earlier. Please upgrade your browser.",
        "The probe as it will look above the ice of the moon. Credit: Lander Works",
    ],
)
def test_small_print_and_caption_are_told_by_their_wording(paragraph: str) -> None:
    """Nobody looks for these, and every page of a site may have them."""
    assert notice(paragraph) is not None


def test_paragraph_repeated_at_once_is_cut_and_far_apart_kept() -> None:
    """A caption told twice on end is told once; a sentence that comes back later is the writer's."""
    twice, refrain = "A goat before its bout.", "And still it rained."
    cleaned = cut_notices([twice, twice, refrain, "Nobody slept.", refrain])
    assert cleaned.paragraphs == [twice, refrain, "Nobody slept.", refrain]
    assert [cut.text for cut in cleaned.cuts] == [twice]


PIER = "The council put off the vote on the pier for the second time this year."
HEADLINES = [
    "Ferry returns after nine days in dock Wire",
    "Crane falls into the harbour at noon",
    "Cats of the old port",
]


def test_headlines_below_a_heading_of_links_are_cut_with_it() -> None:
    """What the players of a page play next is of other stories; the article goes on with its next sentence."""
    cleaned = cut_notices([PIER, "LATEST BUSINESS VIDEOS", *HEADLINES, "It meets again in May."])
    assert cleaned.paragraphs == [PIER, "It meets again in May."]
    assert [cut.reason for cut in cleaned.cuts][1:] == ["teaser of another story"] * 3
    few = [PIER, "LATEST BUSINESS VIDEOS", *HEADLINES[:2], "It meets again in May."]
    assert cut_notices(few).paragraphs == [few[0], *few[2:]]
    table = [PIER, "LATEST", "Ayr", "12", "Bude", "14", "Cork", "9"]
    assert cut_notices(table).paragraphs == [PIER, *table[2:]]


def test_exclamation_is_the_pages_where_a_notice_follows_it_at_the_head() -> None:
    """A form that was filled in thanks the visitor; the cry of a crowd has an article below it."""
    cleaned = cut_notices(["Congratulations!", "Your weather is set to Ayr.", PIER])
    assert (cleaned.paragraphs, cleaned.cuts[0].reason) == ([PIER], "message to the visitor of the page")
    assert cut_notices(["Congratulations!", PIER]).paragraphs == ["Congratulations!", PIER]
    assert cut_notices([PIER, "Enough!", "Share on Facebook"]).paragraphs == [PIER, "Enough!"]


def test_title_repeated_at_the_head_is_cut_and_recorded() -> None:
    """A headline that opens the body is not read twice."""
    cleaned = clean_record(record_with("Rain in the north\n\nIt rained.", title="Rain in the North"))
    assert cleaned.body == RawBody("It rained.", "plain")
    assert cleaned.cuts == (Cut("Rain in the north", "repeats the title"),)


FURNITURE = "placeholder Menu “No.” Chinaâ€™s &lt;b&gt; <p> </div> `x` Rain Rain: Ã &#10; \u200d".split()
PIECES = st.sampled_from(
    [
        *FURNITURE,
        "Share on Facebook",
        "Related stories",
        "It rained in the north all day long, the office said.",
        "Headline hereIt rained in the north all day long, the office said.",
        "By Ada Quill",
        "July 9, 2019",
        "# Head",
        "- item",
        "\n",
        "\n\n",
        " ",
        "\u00a0",
    ]
)


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14), st.sampled_from(FORMS), st.sampled_from(["", "Rain"])
)
def test_cleaning_a_clean_record_changes_nothing(pieces: list[str], form: BodyForm, title: str) -> None:
    """Cleaning once is enough, whatever the body holds and however it was written."""
    once = clean_record(record_with("".join(pieces), form, title))
    assert clean_record(once) == once


@given(st.lists(PIECES, max_size=14))
def test_body_is_paragraphs_apart_by_one_blank_line(pieces: list[str]) -> None:
    """Everything downstream may split a body at blank lines and find single-spaced paragraphs."""
    body = clean_record(record_with("".join(pieces))).body
    assert body is None or all(part == " ".join(part.split()) != "" for part in body.text.split("\n\n"))


@given(
    st.lists(
        st.sampled_from(
            [
                "Rain fell.",
                "Menu",
                "Related stories",
                "goTop",
                "A line",
                "It is a long way to the sea from here, he said.",
            ]
        )
    )
)
def test_no_word_of_a_page_is_cut_in_silence(lines: list[str]) -> None:
    """Title, body and cuts together hold every word of the page."""
    cleaned = clean_record(record_with("\n\n".join(lines), "page"))
    told = " ".join([cleaned.title, cleaned.body.text if cleaned.body else "", *(cut.text for cut in cleaned.cuts)])
    assert set(re.findall(r"\w+", " ".join(lines))) <= set(re.findall(r"\w+", told))


@needs_corpora
def test_scores_on_a_part_of_the_corpora_hold_their_floor() -> None:
    """Some marked pages, as HTML and as text, scraped stories and clean documents come out as well as they did."""
    floor = json.loads(FLOOR.read_text(encoding="utf-8"))
    scores = measure_part() | {"judged/time/docs.jsonl, words kept": kept_share("judged/time/docs.jsonl")}
    scores |= {f"syndicated.jsonl, must {verdict}": share for verdict, share in right_snippets().items()}
    assert len(scores) == 5
    assert {name: score for name, score in scores.items() if score < floor[name] - SLACK} == {}
