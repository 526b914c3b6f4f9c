"""Insets in a story, each cut by itself, and what the story goes on with below them, on lines of our own."""

from __future__ import annotations

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.record import RawBody, Record

TITLE = "Otter moves into the swimming bath"
LOCKED = "An otter has moved into the swimming bath of Tarn Bridge, which was locked on Friday after two boys met it."
KEEPER = "The keeper, Ida Brock, found it asleep on the springboard and let it sleep, as it had done no harm."
FISH = "Somebody has been feeding it, since there are bones on the steps and nobody in Tarn Bridge eats bream."
TOLD = (LOCKED, KEEPER, FISH)
NAMED, PLAIN = "Brock has named it Admiral.", "The water is nine degrees."
LINKS = ("Baker loses his rolling pin", "Ten ways to tie a boat", "Mill wheel turns again")
FOOTER = ("Share on Facebook", "Contact us", "Copyright 2021 Tarn Post. All rights reserved.")

LINES = (
    "Advertisement",
    "Related: Baker loses his rolling pin in the flood",
    "ALSO READ | Mill wheel turns again after the flood",
    "Watch: Mill wheel turns again",
    "Follow us on Twitter",
    "Story continues below",
    "Photo: Nils Tarn / Vale Pictures",
    "7 Comments",
    "Join the conversation",
    "© 2021 Vale Pictures",
    "Anzeige",
    "Lesen Sie auch: Das Mühlrad dreht sich wieder",
)
BOXES = (
    ("Sign up for our morning newsletter", "Email address", "Sign Up"),
    ("Share on Facebook", "Share on Twitter"),
    ("ADVERTISEMENT", "Continue reading below"),
    ("Already a subscriber? Log in", "Subscribe to continue reading"),
    ("Most read", *LINKS),
    ("Up next", LINKS[0]),
    ("Read more:", *LINKS),
    ("Story continues below", "Most read", "1", LINKS[0], "2", LINKS[1], "3", LINKS[2]),
    ("Related stories", LINKS[0], "2 days ago", LINKS[1], "3 days ago"),
    ("Share", "Facebook", "Twitter", "WhatsApp", "Email"),
    ("Share this story", "Facebook", "X", "LinkedIn"),
)


def kept(*lines: str, title: str = TITLE) -> tuple[str, ...]:
    body = clean_record(Record(Origin("x"), "records", body=RawBody("\n\n".join((title, *lines)), "page"))).body
    return tuple(body.text.split("\n\n")) if body else ()


@pytest.mark.parametrize("inset", [*((line,) for line in LINES), *BOXES], ids=lambda inset: inset[0])
@pytest.mark.parametrize("closing", [(NAMED,), (PLAIN,), (NAMED, PLAIN)], ids=("named", "plain", "both"))
def test_short_sentences_below_one_inset_are_the_storys(inset: tuple[str, ...], closing: tuple[str, ...]) -> None:
    assert kept(*TOLD, *inset, *closing, *FOOTER) == (*TOLD, *closing)


@pytest.mark.parametrize("inset", [*((line,) for line in LINES), *BOXES], ids=lambda inset: inset[0])
@pytest.mark.parametrize("at", [1, 2])
def test_paragraphs_about_an_inset_are_of_one_story(inset: tuple[str, ...], at: int) -> None:
    assert kept(*TOLD[:at], *inset, *TOLD[at:], PLAIN, *FOOTER) == (*TOLD, PLAIN)


def test_story_goes_on_below_every_one_of_several_insets() -> None:
    page = (LOCKED, "12 Comments", "Share", KEEPER, "Advertisement", FISH, *BOXES[0], NAMED, *BOXES[4], PLAIN)
    assert kept(*page, *FOOTER) == (*TOLD, NAMED, PLAIN)


@pytest.mark.parametrize(
    ("title", "story", "inset"),
    [
        (
            "Fischotter zieht ins Freibad",
            (
                "Ein Fischotter ist in das Freibad von Hallach gezogen, das deshalb seit Freitag geschlossen ist.",
                "Die Bademeisterin fand ihn schlafend auf dem Sprungbrett und ließ ihn liegen, wie sie sagte.",
                "Geöffnet wird im Juni.",
            ),
            ("Meistgelesen", "Bäcker sucht sein Nudelholz", "Das Mühlrad dreht sich"),
        ),
        (
            "Una nutria se instala en la piscina",
            (
                "Una nutria se ha instalado en la piscina de Valdorra, que está cerrada desde el viernes por la tarde.",
                "La socorrista la encontró dormida en el trampolín y no quiso despertarla, según contó.",
                "El agua está a nueve grados.",
            ),
            ("Te puede interesar", "El molino vuelve a girar"),
        ),
        (
            "市民プールにカワウソが住みつく",
            (
                "山田市の市民プールにカワウソが住みつき、市は金曜日から施設を閉鎖すると発表した。",
                "管理人の佐藤さんが飛び込み台の上で眠っているカワウソを見つけ、そのままにしておいたという。",
                "プールは六月に再開する。",
            ),
            ("関連記事", "水車がふたたび回る"),
        ),
    ],
    ids=("german", "spanish", "japanese"),
)
def test_last_sentence_below_a_box_of_links_stays_in_other_languages(
    title: str, story: tuple[str, ...], inset: tuple[str, ...]
) -> None:
    assert kept(*story[:-1], *inset, story[-1], title=title) == story


def test_list_that_an_inset_interrupts_or_precedes_stays() -> None:
    soup = ("For the otter, Ida Brock cooks:", "2 bream", "1 eel", "A handful of cress")
    done = "She cooks the bream for an hour and lets it cool before the otter gets any of it."
    ads = ("Advertisement", "Story continues below")
    assert kept(*TOLD, *soup[:3], *ads, *soup[3:], done, *FOOTER) == (*TOLD, *soup, done)
    assert kept(*TOLD, *ads, *soup, done, *FOOTER) == (*TOLD, *soup, done)


def test_label_or_two_below_a_button_take_no_sentence_along_that_names_the_story() -> None:
    topics = ("Tags", "Otters", "Baths")
    assert kept(*TOLD, *topics, NAMED, *FOOTER)[-1] == NAMED
    assert kept(*TOLD, *topics, PLAIN, *FOOTER) == TOLD


def test_sentence_that_shares_its_word_with_a_link_and_with_the_story_is_the_storys() -> None:
    steps = "Nobody swept the steps."
    assert kept(*TOLD, "Related", "Ten steps to a cleaner bath", steps, *FOOTER) == (*TOLD, steps)


def test_updates_and_short_answers_go_on_below_a_box() -> None:
    updates = ("06:10", "The keeper opens the gate of the bath.", "07:30", "It sleeps.", "09:00", "It is off.")
    assert kept(*TOLD, *updates[:3], *BOXES[1], *updates[3:], *FOOTER) == (*TOLD, *updates)
    answers = ("Do you feed it?", "No.", "Who does?", "I have never asked.", "Will it stay?", "I hope so.")
    assert kept(*TOLD, "Join the conversation", *answers, *FOOTER) == (*TOLD, *answers)


@pytest.mark.parametrize(
    "comments",
    [
        ("7 Comments", "millrace", "2 hours ago", "The otter was there last year, ask the keeper.", "Reply"),
        ("7 Comments", "Sort by newest", "millrace", "Everybody in Tarn Bridge knew of the otter.", "Like"),
        ("7 Comments", "The otter was there last year.", "millrace", "May 3, 2021 at 7:02 am", "Let it be.", "Reply"),
        ("Join the conversation", "I was one of the two boys.", "View comments"),
    ],
    ids=("times", "names", "signed", "first person"),
)
def test_what_readers_wrote_is_not_the_story(comments: tuple[str, ...]) -> None:
    assert kept(*TOLD, *comments) == TOLD


@pytest.mark.parametrize(
    "tail",
    [
        ("Related", LINKS[0], "The rolling pin was last seen on Tuesday.", LINKS[1], "It is all in the knot."),
        ("Related", LINKS[0], "May 3, 2021", "The rolling pin was last seen on Tuesday."),
        ("Read next", LINKS[0], "The rolling pin was last seen on Tuesday.", "Advertisement", LINKS[1]),
        ("Related", *LINKS, "Who feeds the otter of Tarn Bridge?"),
        ("Most read", *LINKS, "Trending now", LINKS[0], "The rolling pin was last seen on Tuesday."),
        ("Sign up for our newsletter", "We never sell addresses."),
        ("Follow us on Twitter", "or in the app, where it is quiet."),
        ("Share on Facebook", "Nils Tarn", "He has written for the paper since May."),
        ("Advertisement", "Independent journalism costs money."),
        ("© 2021 Tarn Post", "The paper is not liable for external links."),
        ("© 2021 Tarn Post Ltd", "All times are local."),
    ],
    ids=("leads", "dates", "lead", "question", "two", "we", "rest", "author", "appeal", "liability", "company"),
)
def test_what_a_page_says_of_itself_or_of_other_stories_is_not_the_story(tail: tuple[str, ...]) -> None:
    assert kept(*TOLD, *tail) == TOLD


def test_story_about_what_pages_speak_of_goes_on_below_a_box() -> None:
    privacy = "The otter has a right to its privacy, wrote Ida Brock on the door of the swimming bath in chalk."
    assert kept(*TOLD, *BOXES[1], "Its privacy is kept.", *FOOTER) == TOLD
    assert kept(*TOLD, privacy, *BOXES[1], "Its privacy is kept.", *FOOTER) == (*TOLD, privacy, "Its privacy is kept.")
