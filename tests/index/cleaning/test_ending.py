"""Where a story ends on its page, the shortest page for each thing that tells it, on lines of our own."""

from __future__ import annotations

from index.article import Origin
from index.cleaning.clean import clean_record
from index.record import RawBody, Record

TITLE = "Emil Roth puts out his lamp"
SOLD = "The council sold the old fire station on Monday for a sum that it would not name."
HALL = "The buyer wants to open a climbing hall in the tower, which has stood empty for years."
DOTS = "When the boat turned he looked back for a long while and said nothing…"
TEXT = (SOLD, HALL, "Neighbours had hoped for a nursery school, and had drawn one on the door in chalk.")
SECTIONS = ("Topic", "Kitchen", "Homes", "Jobs", "Motors", "Deaths", "Letters")


def cleaned(*lines: str) -> Record:
    return clean_record(Record(Origin("x"), "records", body=RawBody("\n\n".join((TITLE, *lines)), "page")))


def kept(*lines: str) -> tuple[str, ...]:
    body = cleaned(*lines).body
    return tuple(body.text.split("\n\n")) if body else ()


def test_last_paragraph_that_trails_off_stays_with_what_follows_it() -> None:
    assert kept(SOLD, HALL, DOTS, "None did.", "Then he slept.") == (SOLD, HALL, DOTS, "None did.", "Then he slept.")


def test_line_in_dots_below_a_date_or_a_name_stays() -> None:
    signed = ("— Emil Roth (@lamp) July 15, 2018", DOTS, "— Nora Falk (@reed) July 16, 2018", SOLD[:-1] + "...")
    assert kept(SOLD, HALL, *signed) == (SOLD, HALL, *signed)
    assert kept(SOLD, "May 3, 2021", DOTS) == (SOLD, "May 3, 2021", DOTS)


def test_line_in_dots_below_a_headline_with_a_date_or_as_another_is_a_teaser() -> None:
    assert DOTS not in kept(SOLD, HALL, "Lamp is out", "May 3, 2021", DOTS)
    other = "A goat that had been missing for nine days was found in the belfry on Sunday..."
    assert kept(SOLD, HALL, "Lamp is out", DOTS, "Goat is found", other)[:2] == (SOLD, HALL)
    assert {DOTS, other}.isdisjoint(kept(SOLD, HALL, "Lamp is out", DOTS, "Goat is found", other))


def test_byline_below_a_line_of_the_page_is_read_and_parts_it_from_the_story() -> None:
    page = cleaned("Tested by people who drink tea all day long.", "By Nora Falk", "May 3, 2021", *SECTIONS, *TEXT)
    assert page.authors == ("Nora Falk",)
    assert page.body is not None
    assert page.body.text.split("\n\n") == list(TEXT)


def test_headlines_with_numbers_are_no_figures_and_balances_are() -> None:
    links = ("7 ways to keep slugs out", "Petrol up 4 cents", "Road 14 closed at Hallbeck", "Swans block road (12)")
    prices = ("Herring, the box 9.40", "Cod, the kilo 4.80", "Sales 14.8 million against 15.1 million")
    assert kept(SOLD, HALL, *links * 3) == (SOLD, HALL)
    assert kept(SOLD, HALL, *prices * 3) == (SOLD, HALL, *prices * 3)


def test_three_lines_of_figures_above_the_first_sentence_are_a_balance_and_two_telephones() -> None:
    prices = ("Herring, the box 9.40", "Cod, the kilo 4.80", "Ling, the kilo 2.20")
    assert kept(*prices, SOLD, HALL) == (*prices, SOLD, HALL)
    assert kept("Hallbeck desk 0555 0123", "Ashby desk 0555 0199", SOLD, HALL) == (SOLD, HALL)


def test_copyright_line_ends_a_story_whatever_is_below_it() -> None:
    legal = ("Vale Post is registered in England.", "Our office is at 3 Dock Street.", "All times are local.")
    assert kept(SOLD, HALL, "© 2021 Vale Post Ltd. All rights reserved.", *legal) == (SOLD, HALL)


def test_heading_of_questions_or_of_headlines_with_two_sentences_each_ends_a_story() -> None:
    questions = ("Why did nine swans cross the bypass on a Sunday?", "Who will ring the bell?", "Is this the end?")
    assert kept(SOLD, HALL, "Related Articles", *questions) == (SOLD, HALL)
    leads = ("Drivers waited for an hour while nine swans crossed the road.", "They go to the mill.")
    assert kept(SOLD, HALL, "Related Articles", "Swans block road", *leads, "Bell is back", *leads) == (SOLD, HALL)


def test_story_goes_on_below_a_button_only_where_running_text_follows_at_once() -> None:
    lead = "Drivers waited for an hour on Sunday while nine swans crossed the road to the mill."
    assert kept(SOLD, HALL, "Share on Facebook", "Who pays", lead) == (SOLD, HALL, "Who pays", lead)
    assert kept(SOLD, HALL, "Share on Facebook", "Other news", "Swans block road", lead) == (SOLD, HALL)


def test_four_lines_behind_the_last_sentence_stay_and_five_go_unless_announced() -> None:
    links = ("Swans block the bypass", "Bell is back", "Choir looks for basses", "Mushrooms late", "Two dogs")
    assert kept(SOLD, HALL, *links[:4]) == (SOLD, HALL, *links[:4])
    assert kept(SOLD, HALL, *links) == (SOLD, HALL)
    listed = ("What is in it:", *links)
    assert kept(SOLD, HALL, *listed) == (SOLD, HALL, *listed)
    assert kept(SOLD, HALL, "Today:", *links) == (SOLD, HALL)


def test_story_without_sentences_goes_on_below_a_single_button() -> None:
    """The lines of two, and one of a few words, are the story's; below two buttons, or a word alone, they are not."""
    verse = ("It struck at nine for weddings", "and eight for those who died")
    more = ("it never struck at bedtime", "although the sexton tried")
    assert kept(*verse, "Advertisement", *more, "Share on Facebook", "Imprint") == (*verse, *more)
    assert kept(*verse, "Advertisement", "and not after that", "Share on Facebook") == (*verse, "and not after that")
    assert kept(*verse, "Advertisement", "Share on Facebook", *more) == verse


def test_story_named_by_its_refrain_stays_and_what_is_below_its_share_box_goes() -> None:
    """The refrain goes, as the title that it is; its other lines do not."""
    verse = ("The moon is on the water", "the net is on the knee")
    assert kept(verse[0], TITLE, verse[1], TITLE, "Share on Facebook", "Imprint") == verse
    assert kept(*verse, "Share on Facebook", TITLE, "Imprint") == verse
