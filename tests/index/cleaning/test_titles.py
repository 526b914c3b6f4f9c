"""Which line of a page is its headline, and which given title is none, on pages of our own and on real ones.

`titles.json` has pages as lists of lines, "@" standing for two paragraphs of an article, with the title that each must
have. `titles_of_stories.json` has digests of the titles that scraped stories must have, chosen by reading them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from index.article import Cut, Origin, Provider
from index.assembly.joining import title_from
from index.cleaning.clean import clean_record
from index.cleaning.furniture import comparable
from index.cleaning.lines import reads_on
from index.cleaning.page import BEFORE
from index.cleaning.repetition import cut_repeated
from index.cleaning.titles import NO_HEADLINE, SITE_ALONE, SITE_BEHIND
from index.record import RawBody, Record
from index.sources import SourceFile, read_file
from index.workers import cleaned
from tests.cleaning_scores import marked_pages, page_text
from tests.places import CORPORA

FOLDER = Path(__file__).parent
WANTED = json.loads((FOLDER / "titles.json").read_text(encoding="utf-8"))
STORIES = FOLDER / "titles_of_stories.json"
PARAGRAPHS = (
    "The nine crews of the ferry line left the talks at noon on Friday, after the owners had refused to talk of boats.",
    "Two boats stay in the harbour until both sides have met again, which they mean to do in the second week of July.",
)
needs_corpora = pytest.mark.skipif(not CORPORA.exists(), reason="the corpora lie outside the repository")


def text_of(lines: list[str]) -> str:
    """The text of a page, with two paragraphs in the place of "@"."""
    return "\n\n".join(lines).replace("@", "\n\n".join(PARAGRAPHS), 1) if lines[-1] == "@" else "\n\n".join(lines)


def page_of(lines: list[str]) -> Record:
    return clean_record(
        Record(Origin("page.txt"), "page_text", body=RawBody("\n\n".join([*lines[:-1], *PARAGRAPHS]), "page"))
    )


def given(title: str, lines: list[str], number: int = 1, furniture: str = "Share on Facebook") -> Record:
    """A record of a scraped site that gives a title."""
    text = "\n\n".join([*lines[:-1], furniture, *(f"{one} This was told {number} times." for one in PARAGRAPHS)])
    provider = Provider(domain="baypost.example")
    return clean_record(
        Record(Origin("dump.jsonl", number), "records", title=title, body=RawBody(text, "plain"), provider=provider)
    )


def corrected(record: Record) -> Record:
    return cut_repeated([record])[0]


@pytest.mark.parametrize(("lines", "title"), WANTED["pages"])
def test_title_of_a_page_is_its_headline(lines: list[str], title: str) -> None:
    """A button, a section, a date or a byline is none, a short headline is one; no word is lost."""
    record = page_of(lines)
    assert record.title == title
    told = " ".join([record.title, record.body.text if record.body else "", *(cut.text for cut in record.cuts)])
    assert [line for line in lines[:-1] if not set(line.split()) <= set(told.split())] == []
    assert record.body is not None
    assert [one for one in PARAGRAPHS if one not in record.body.text] == []


@pytest.mark.parametrize(("title", "lines", "wanted"), WANTED["given"])
def test_given_title_that_is_none_gives_way_to_the_headline(title: str, lines: list[str], wanted: str) -> None:
    """What stands in its place or behind it is a cut; where the text has no headline a button still is none."""
    record = corrected(given(title, lines))
    assert record.title == wanted
    gone = [cut.text for cut in record.cuts if cut.reason in (NO_HEADLINE, SITE_BEHIND)]
    assert [cut in title for cut in gone] == [True] * (title != wanted)
    assert record.body is not None
    assert not wanted or reads_on(wanted) or wanted not in record.body.text.split("\n\n")


def test_title_given_to_several_stories_of_a_site_is_none() -> None:
    """Three stories under one title have a headline each; copies of one story prove nothing."""
    headlines = ["Crews walk out of the ferry talks", "Harbour buys two boats", "Herring are back in the sound"]
    told = [given("Coast and Sea Today", [line, "@"], number) for number, line in enumerate(headlines, 1)]
    assert [record.title for record in cut_repeated(told)] == headlines
    copies = [replace(told[0], origin=Origin("dump.jsonl", number)) for number in range(3)]
    assert {record.title for record in cut_repeated(copies)} == {"Coast and Sea Today"}


def test_updates_under_one_headline_keep_it() -> None:
    """What several stories of a site are called is their headline where their texts speak of it."""
    told = [given("The Latest: Crews back at ferry talks", ["Crews wait at the quay", "@"], day) for day in (1, 2, 3)]
    assert {record.title for record in cut_repeated(told)} == {"The Latest: Crews back at ferry talks"}


def test_title_that_the_markup_of_a_page_gave_is_believed() -> None:
    """Its author gave it, however short; a button is none even there."""
    lines = ["Nine boats look for the lost men", "By Ada Quill", "@"]
    for title, wanted in (("Landfall", "Landfall"), ("June 1944", "June 1944"), ("Print", lines[0])):
        assert corrected(replace(given(title, lines), reader="html")).title == wanted


def test_what_is_taken_for_a_title_stays_in_the_text_if_it_may_be_a_sentence_of_it() -> None:
    """A page without a headline begins with its first sentence, which its text is not to lose."""
    first = "Ferry talks between owners and crews failed on Friday after nine hours."
    record = page_of([first, "@"])
    assert record.title == first
    assert record.body is not None
    assert record.body.text.split("\n\n")[0] == first
    signed = "The crews have won. The owners act as if they had not."
    record = corrected(given("Print", [signed, "By Ada Quill", "@"]))
    assert record.title == signed
    assert record.body is not None
    assert signed in record.body.text.split("\n\n")


@pytest.mark.parametrize("above", ["Home is the sailor, home from sea", "Nine nights on a quay, and then a bus"])
def test_line_that_may_be_the_headline_stays_in_the_text(above: str) -> None:
    """A headline that plays with words fits its story less than the lead below it, and looks like a slogan."""
    record = page_of([above, "Crews of the ferry line walk out of the talks with the owners", "By Ada Quill", "@"])
    assert record.body is not None
    assert above in (record.title, record.body.text.split("\n\n")[0])


def test_headline_of_a_page_with_a_given_title_stays_in_the_text() -> None:
    """Where the title that a record gives says something else; and so do the points that sum the story up."""
    points = ["- Nine crews leave the talks at noon", "- Two boats stay in the harbour"]
    lines = ["Menu", "Crews walk out of the ferry talks", "By Ada Quill", *points, *PARAGRAPHS]
    page = Record(Origin("x"), "page_text", title="Coast and Sea Today", body=RawBody("\n\n".join(lines), "page"))
    record = clean_record(page)
    assert record.body is not None
    assert record.body.text.split("\n\n") == [lines[1], *points, *PARAGRAPHS]


def test_sentence_above_a_headline_that_was_found_stays() -> None:
    """Of what stands above only lines that are no sentences go."""
    lines = ["The harbour is closed today.", "Crews walk out of the ferry talks", "By Ada Quill", "@"]
    record = corrected(given("Print", lines))
    assert record.body is not None
    assert lines[0] in f"{record.title}\n\n{record.body.text}".split("\n\n")


def test_name_of_the_site_is_no_paragraph_of_its_article() -> None:
    """It goes from the first paragraphs, and is a cut."""
    record = corrected(given("Crews walk out", ["The Bay Post", "@"]))
    assert [cut.reason for cut in record.cuts if cut.text == "The Bay Post"] == [SITE_ALONE]
    assert record.body is not None
    assert "The Bay Post" not in record.body.text


def test_title_of_several_pages_of_a_site_is_none() -> None:
    """Of pages the headline may stand above the article, where cleaning had cut it."""
    headlines = ["Crews walk out of the ferry talks", "Harbour buys two boats", "Herring are back in the sound"]
    pages = [
        Record(
            Origin(f"bay/{number}.txt"),
            "page_text",
            title="Coast and Sea Today",
            body=RawBody(f"{PARAGRAPHS[0]} This was told {number} times.", "plain"),
            scraped=True,
            cuts=(Cut(line, "before the beginning of the article"),),
        )
        for number, line in enumerate(headlines, 1)
    ]
    told = cut_repeated(pages)
    assert [record.title for record in told] == headlines
    assert {cut for record in told for cut in record.cuts} == {Cut("Coast and Sea Today", NO_HEADLINE)}


def test_ending_that_goes_on_with_the_headline_stays() -> None:
    """Although its first half stands in the text as a line; what is written like a name goes."""
    texts = ["Storm hits the coast", "@"]
    assert corrected(given("Storm hits the coast - five dead", texts)).title == "Storm hits the coast - five dead"
    assert corrected(given("Storm hits the coast - Bay Post", texts)).title == "Storm hits the coast"


def test_ending_of_most_titles_of_a_site_goes() -> None:
    """What stands behind three headlines, and behind most, is the site's; behind fewer it is the article's."""
    titles = [
        "Crews walk out of talks",
        "Harbour buys two boats",
        "Herring are back again",
        "Rain on the coast all week",
    ]
    told = [given(f"{title} | Tide", ["@"], number) for number, title in enumerate(titles, 1)]
    assert [record.title for record in cut_repeated(told)] == titles
    mixed = [*told[:2], *(given(title, ["@"], number) for number, title in enumerate(titles[2:], 3))]
    assert [record.title for record in cut_repeated(mixed)] == [
        f"{titles[0]} | Tide",
        f"{titles[1]} | Tide",
        *titles[2:],
    ]


def test_titles_of_a_source_that_was_not_scraped_stay() -> None:
    """An agency may call its report what it likes."""
    told = [given("Print", ["Crews walk out of the ferry talks", "By Ada Quill", "@"], furniture="") for _ in range(2)]
    assert [record.title for record in cut_repeated(told)] == ["Print", "Print"]


def test_what_stands_above_a_headline_that_was_found_goes() -> None:
    """A counter, a section or a date between a button and the headline belong to neither of them."""
    record = corrected(given("Last 24 Hours:", ["Total:", "Crews walk out of the ferry talks", "By Ada Quill", "@"]))
    assert record.title == "Crews walk out of the ferry talks"
    assert record.body is not None
    assert record.body.text.split("\n\n")[0] == "By Ada Quill"
    assert [cut.text for cut in record.cuts if cut.reason == BEFORE] == ["Total:"]


def test_article_without_a_title_is_named_by_its_text_and_not_by_its_author() -> None:
    """A byline and a date above the first words are passed over; where there is nothing else they have to do."""
    assert title_from("By Ada Quill\n\nJuly 3, 2020\n\nFerry talks have failed.") == "Ferry talks have failed."
    assert title_from("By Ada Quill") == "By Ada Quill"
    assert title_from("") == ""


def test_caption_that_was_taken_for_the_title_comes_back_into_its_text() -> None:
    """It was left out for saying what the title says, and now nothing else does."""
    caption = "Crews of the ferry line leave the talks in Oban on Friday, July 16. Ada Quill/AFP/Getty Images"
    page = [caption, "Share on Facebook", *PARAGRAPHS]
    record = Record(Origin("x"), "records", title=caption, body=RawBody("\n\n".join(page), "plain"))
    (found,) = cut_repeated([clean_record(record)])
    assert found.title == ""
    assert found.body
    assert found.body.text.split("\n\n") == [caption, *PARAGRAPHS]
    assert [cut.reason for cut in found.cuts] == ["sharing buttons", NO_HEADLINE]


@needs_corpora
def test_headlines_of_pages_without_their_title_are_found_among_the_menus() -> None:
    """Of every sixth marked page, as its reader sees it; the page's own markup says what its headline is."""
    right = [_is_named_so(page.html) for page in marked_pages(6)]
    assert len(right) > 12
    assert sum(right) >= 0.75 * len(right)


def _is_named_so(html: str) -> bool:
    soup = BeautifulSoup(html, "lxml")
    told = [str(meta.get("content")) for meta in soup.find_all("meta", property="og:title")]
    told += [node.get_text() for node in soup.find_all(["h1", "title"])]
    for node in soup.find_all(["title", "noscript"]):
        node.decompose()
    record = clean_record(Record(Origin("x"), "page_text", body=RawBody(page_text(str(soup)), "page")))
    title = comparable(record.title)
    return any(title == one or (len(title) > 22 and title in one) for one in map(comparable, told))


@needs_corpora
def test_titles_of_scraped_stories_are_their_headlines() -> None:
    """Real stories have the titles that a reader gave them; those given right stay."""
    path = CORPORA / "syndicated.jsonl"
    wanted = json.loads(STORIES.read_text(encoding="utf-8"))
    records = [item for item in map(cleaned, read_file(SourceFile(str(path), path.name))) if isinstance(item, Record)]
    found = {str(record.origin.line): digest(record.title) for record in cut_repeated(records)}
    assert len(wanted) > 100
    assert {line: found[line] for line in wanted} == wanted


def digest(title: str) -> str:
    """Eight bytes of a title, "" for none."""
    return hashlib.blake2b(title.encode(), digest_size=8).hexdigest() if title else ""


@needs_corpora
def test_titles_of_clean_stories_stay() -> None:
    """Of wire stories as an agency gave them none gets another title."""
    path = CORPORA / "reuters.jsonl"
    stories = list(read_file(SourceFile(str(path), path.name)))[::20]
    records = [item for item in map(cleaned, stories) if isinstance(item, Record)]
    assert len(records) > 1000
    assert [one.title for one in cut_repeated(records)] == [one.title for one in records]
