"""What is a page's by its wording or by what stands beside it, and what only looks so, on lines of our own."""

from __future__ import annotations

import pytest

from index.article import Cut
from index.cleaning.furniture import ABOUT_AUTHOR, LONE_MARK, REPEATS_TITLE, TEASER, cut_notices
from index.cleaning.notices import notice

PIER = "The council put off the vote on the pier for the second time this year."
TIDE = "It meets again in May, when the tide is low."
BOX = "Ada Quill is a staff writer at the Bay Post, where she covers the harbour."


@pytest.mark.parametrize(
    "paragraph",
    [
        "Newsletter Sign Up",
        "Jump directly to the content",
        "Zum Hauptinhalt springen",
        "Direkt zur Navigation",
        "Aller directement au contenu principal",
        "Passer au contenu",
        "Saltar al contenido principal",
        "Vai al contenuto",
        "Pular para o conteúdo",
        "Ga naar hoofdinhoud",
        "Spring naar de inhoud",
        "Przejdź do treści strony",
        "Hoppa till innehållet",
        "Gå til indhold",
        "Перейти к содержанию",
        "本文へスキップ",
        "跳到主要内容",
        "본문 바로가기",
        "الانتقال إلى المحتوى",
        "Search for news, topics or people",
        "Rechercher un article, un auteur",
        "News provided by",
        "Bereitgestellt von",
        "Save this story for later",
        "Like this post",
        "Like this article?",
        "Share this story!",
        "Email the author",
        "Share this quiz with friends",
        "Share this gallery",
        "Pin this image",
        "Save this list",
        "Share it on Facebook",
        "E-mail the article to a friend",
        "اقرأ أيضا",
        "Please verify that you are not a robot by clicking the box.",
        "Invalid password. Please try again.",
        "You must choose a newsletter to subscribe to. You may leave at any time.",
        "Something went wrong. Please try again later.",
        "A message has been sent to your friend.",
        "We can’t find an account for this login information.",
        "Opt out at any time",
        "Thanks for reading Bay Post! Subscribe for free to receive new posts and support my work.",
        "Thank you for reading The Bay, a letter. This post is public so feel free to share it.",
        "Bay Post is a reader-supported publication. To receive new posts and support my work, consider becoming a free"
        " or paid subscriber.",
        "CancelSend",
        "Post to Twitter",
        "Join the Coast’s Conversation",
        "Get weekly harbour alerts from the Bay Post",
        "We’d love to hear what you think. Write to the desk or send a letter to the editor.",
        "Ada Quill About | Email | Archive",
        "Email Bio Follow",
        "Chat with us on WhatsApp. Hear of the tide before it turns.",
        "Ferry is back in port Check out this video on bay.example: https://bay.example/v/1",
        "Get Ada Quill’s book on tides at the Bay Post Superstore. It is out as an audiobook too.",
        "OPEN Interactive Map",
        "Resize Text",
        "Autoplay",
        "Caption",
        "JUST WATCHED",
        "Show more / Show less",
        "powered by Buoy",
        "None",
        "Friday, Jul 3rd 2020 7-Day Forecast",
        "Fog at first, then sun. High 71F. Winds NNE at 5 to 10 mph.",
        "Region 2 hours ago",
        "Bay Post •",
        "Photo illustration: Bay Post; pictures: Pole, tides.example",
        "Image",
        "Image copyright Bay Post",
        "CreditBen Pole for The Bay Post",
        "baypost/@quill via AP",
        "2h ago",
        "Close share panel",
        "This is an external link and will open in a new window",
        "[[ This is a content summary only. See the site for the whole of it! ]]",
        "SIGN ME UP!",
        "Please review our Community Guidelines before posting.",
        "(Getty Images)",
        "Ben Pole/Getty Images for Harbour Boats",
        "GET THE BAY POST ON THE GO BY CLICKING HERE",
        "(Want to get this briefing by e-mail? Here is how.)",
        "Our Harbour Letter is sent on Fridays. Sign up here to get it.",
        "Follow Quill on Twitter at https://twitter.example/quill and Pole at https://twitter.example/pole",
        "What would you like to see here? Write to the desk.",
        "Interested in this topic? You may like these galleries:",
        "Related stories from the Bay Post",
        "Ada Quill is the keeper of the light at Ayr. The views expressed here are her own.",
    ],
)
def test_furniture_is_told_by_its_wording(paragraph: str) -> None:
    """Messages of forms, remnants of players, weather, and whose story it was."""
    assert notice(paragraph) is not None


@pytest.mark.parametrize(
    "paragraph",
    [
        "Something went wrong with the pumps at noon, and nobody knew it.",
        "Search for nine crews goes on",
        "Zum Inhalt",
        "Ir al mar y volver",
        "Passer au vert",
        "Vai al mare, torna ricco",
        "News provided by the crew was wrong",
        "The council must choose a contractor for the pier by May.",
        "A message has been sent to the crew of the ferry, the owners said.",
        "Get to know the woman behind the counter of the village shop",
        "Buy a boat in the spring and sell it in the autumn, they say at the shop on the quay.",
        "Join the crew, see the coast",
        "We would like to hear the sea again, she said.",
        "None of the boats came back",
        "The mill is powered by tide and wind",
        "Nine • ten",
        "Image of a saint found in the mud",
        "Credit is hard to get on the coast",
        "CreditWorks raises its rating of the harbour",
        "Credits for the boats are to end in May",
        "This is an external wall, the surveyor said, and it leaks.",
        "“Thanks for reading it to me,” she said. “Subscribe to that view, and you are lost.”",
        "The Bay is a reader-supported publication. It was founded in 1922.",
        "The ferry sank 90 years ago",
        "Ada Quill was a fisherman for thirty years, and her views on the pier are known to all.",
        "The 5-day forecast had not shown the storm, the harbour master said.",
        "Autoplay of the organ in the church ends at nine, the vicar has said.",
        "Save the Herring",
        "Like the sea in March",
        "Pin it up with nine nails",
        "Print the Legend",
    ],
)
def test_sentence_that_only_begins_like_furniture_stays(paragraph: str) -> None:
    """News of forms, forecasts, shops and messages is news."""
    assert notice(paragraph) is None


def test_mark_without_words_goes_and_a_line_between_sections_stays() -> None:
    """What is left of a counter or a list of links says nothing; stars and strokes part sections."""
    cleaned = cut_notices(["/", PIER, "•", "***", TIDE, "__", ")"])
    assert cleaned.paragraphs == [PIER, "***", TIDE, "__"]
    assert {cut.reason for cut in cleaned.cuts} == {LONE_MARK}


def test_box_about_the_author_goes_from_the_end_only() -> None:
    """Below the last sentence it is the page's, with notices between them or not; above one it is the story's."""
    cleaned = cut_notices([PIER, TIDE, BOX, "___", "Share on Facebook"])
    assert (cleaned.paragraphs, cleaned.cuts[0].reason) == ([PIER, TIDE, "___"], ABOUT_AUTHOR)
    assert cut_notices([PIER, BOX, TIDE]).paragraphs == [PIER, BOX, TIDE]
    assert cut_notices([BOX]).paragraphs == [BOX]
    reporter = (
        "Ada Quill is a reporter who was held at the border for nine days, her paper said, and she is free again."
    )
    assert cut_notices([PIER, TIDE, reporter]).paragraphs == [PIER, TIDE, reporter]


def test_headline_that_comes_back_in_the_middle_goes_and_a_sentence_or_a_word_stays() -> None:
    """Below the first paragraphs only what can be nothing but the headline is taken for it."""
    body = [f"{PIER} It was vote number {number}." for number in range(8)]
    headline = "Pier vote is put off again"
    assert cut_notices([*body, headline, TIDE], headline).cuts == (Cut(headline, REPEATS_TITLE),)
    for title in ("The pier", "The vote is put off again."):
        assert cut_notices([*body, title, TIDE], title).paragraphs == [*body, title, TIDE]
    assert cut_notices([*body, "Rules of the new pier:", TIDE], "Rules of the new pier").cuts == ()


def test_headline_below_a_heading_of_links_goes_wherever_it_stands_again() -> None:
    """A page puts the link to one other story in two places; a line that stands once may be the story's own."""
    other = "Ferry returns after nine days in dock"
    cleaned = cut_notices([other, PIER, "Related Content", other, TIDE])
    assert cleaned.paragraphs == [PIER, TIDE]
    assert cut_notices([PIER, "Related Content", other, TIDE]).paragraphs == [PIER, other, TIDE]
    assert cut_notices([other, PIER, other, TIDE]).paragraphs == [other, PIER, other, TIDE]


def test_line_with_a_running_time_below_a_player_is_the_players() -> None:
    """A film has one; so has a race, which no player stands above."""
    line = "Will the pier ever be built at all? 07:04"
    assert cut_notices([PIER, "MUST WATCH", line, TIDE]).paragraphs == [PIER, TIDE]
    assert cut_notices([PIER, line, TIDE]).paragraphs == [PIER, line, TIDE]


def test_byline_with_a_time_below_a_player_is_the_storys() -> None:
    """Live reports say who wrote when, which looks like a film and how long it is."""
    assert cut_notices([PIER, "Watch now", "By Ada Quill 18:20", TIDE]).paragraphs == [PIER, "By Ada Quill 18:20", TIDE]


@pytest.mark.parametrize("twice", ["The sea, the sea, the open sea", "No.", "3", "Never again!"])
def test_verse_answer_or_score_told_twice_on_end_stays(twice: str) -> None:
    """Pages double captions, which are longer or whole sentences."""
    assert cut_notices([PIER, twice, twice, TIDE]).paragraphs == [PIER, twice, twice, TIDE]
    assert cut_notices([PIER, PIER, TIDE]).paragraphs == [PIER, TIDE]


def test_cry_below_a_notice_at_the_head_is_the_forms() -> None:
    """Forms greet and regret below their own notices; below a sentence a cry is the story's."""
    assert cut_notices(["Sign up", "Uh-oh!", "Something went wrong. Try again.", PIER]).paragraphs == [PIER]
    assert cut_notices([PIER, "Uh-oh!", "Share on Facebook", TIDE]).paragraphs == [PIER, "Uh-oh!", TIDE]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Marta Klein lives on the outermost island and has no other way to her doctor.",
        "Eleanor Voss has been buried beside her husband in the old churchyard.",
        "Port Ellen is a village of nine houses at the end of the road.",
        "If you saw a grey van near the river on Saturday night, please call your nearest police station.",
        "Thank you, and may your children sail on it, and yours be the first feet on board.",
        "Join me there, bring your neighbours, and let us see what they say to our faces.",
        "Tell the board by mail to board@bay.example, a farmer had written on his door.",
        "WHAT THE JUDGE SAID OF THE SECOND CLAIM FOR DAMAGES",
        "By Royal Appointment",
        "In pictures: the pier before and after the storm",
        "What Comes Next",
        "Thank you",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_what_a_story_says_stays_though_furniture_stands_beside_it(paragraph: str, place: str) -> None:
    """Its form alone tells nothing: a paragraph that is lost is worse than a button that stays."""
    beside = ["Share on Facebook", paragraph] if place == "above" else [paragraph, "Share on Facebook"]
    assert cut_notices([PIER, TIDE, PIER + " Again.", *beside]).paragraphs[-1] == paragraph


TEASERS = [
    "by Bay Desk - Jul 5, 2021 2:37 pm",
    "The mayor has no plan for the harbour, and says so at last.",
    "Jul 5, 2021 2:37 PM",
    "by Coast Money - Jul 5, 2021 2:39 pm",
    "Here's how to sell a boat in a storm",
    "Jul 5, 2021 2:39 PM",
    "0",
]
STORY = [PIER, TIDE, "Ferries will call at the old landing until the work is done, the harbour master said."]


def test_teasers_with_bylines_and_dates_of_their_own_go_above_the_buttons_of_the_story() -> None:
    cleaned = cut_notices([*TEASERS, "SHARES", *STORY])
    assert cleaned.paragraphs == STORY
    assert {cut.reason for cut in cleaned.cuts[:-1]} == {TEASER}
    headed = ["How mayors spend their days", "Submitted by Ada Quill"]
    assert cut_notices([*TEASERS[:-1], *headed, "SHARES", *STORY]).paragraphs == [*headed, *STORY]


@pytest.mark.parametrize(
    "paragraphs",
    [
        [*TEASERS[:3], "SHARES", *STORY],  # the byline of the story itself, and its standfirst
        [*TEASERS, *STORY],  # no buttons
        [*TEASERS, "SHARES", "by Ada Quill - Jul 5, 2021 1:10 pm", *STORY],  # entries of one text
        [*TEASERS, "SHARES", *STORY[:2]],  # nothing much below
    ],
)
def test_what_is_signed_at_the_head_stays_where_it_could_be_the_texts_own(paragraphs: list[str]) -> None:
    assert cut_notices(paragraphs).paragraphs == [one for one in paragraphs if one != "SHARES"]
