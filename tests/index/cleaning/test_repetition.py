"""What pages of a source repeat: cut on enough pages with its reason, left on fewer, and never an article's own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.article import Cut, Origin, Provider
from index.cleaning.furniture import REPEATS_TITLE
from index.cleaning.recurrence import EDGE_SHARE, FEWEST_STORIES, PAGES_TO_OUTWEIGH, REPEATED_AT_EDGE, REPEATED_INSIDE
from index.cleaning.repetition import SCRAPED_SHARE, cut_repeated
from index.generations.archive import Archive
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report_forms import report_to_json
from index.record import RawBody, Record
from search.engine import open_engine
from search.model import SearchRequest
from tests.web.test_cli import run
from web.app import create_app

CLOSING = "Send your pictures of the coast to the picture desk before Friday noon."
TOWNS = [f"{first}{last}" for first in ("Ash", "Bur", "Cald", "Dun", "Eld") for last in ("by", "ford", "ham", "more")]


def story(number: int) -> list[str]:
    """Three paragraphs that no other story has."""
    town = TOWNS[number % len(TOWNS)]
    return [
        f"The council of {town} put off the vote on pier number {number} for the second time this year.",
        f"Its surveyors had found {number + 3} cracks in the piles that carry the eastern end of the pier in {town}.",
        f"Nobody in {town} was hurt when bay {number} of the arcade came down in the storm, the harbour master said.",
    ]


def page(number: int, *paragraphs: str, site: str = "post.example", scraped: bool = True) -> Record:
    return Record(
        Origin(f"pages/{number}.html"),
        "html",
        title=f"Pier {number}",
        body=RawBody("\n\n".join(paragraphs), "plain"),
        urls=(f"https://{site}/{number}",),
        scraped=scraped,
    )


def bodies(records: Sequence[Record]) -> list[list[str]]:
    return [record.body.text.split("\n\n") if record.body else [] for record in records]


def cuts(records: Sequence[Record]) -> list[Cut]:
    return [cut for record in records for cut in record.cuts]


def with_line(line: str, on: int, of: int, place: int = 3) -> list[Record]:
    """So many pages, on the first of which a line stands at a place of the body."""
    return [
        page(number, *([*told[:place], line, *told[place:]] if number < on else told))
        for number, told in ((number, story(number)) for number in range(of))
    ]


@pytest.mark.parametrize("place", [0, 3])
def test_line_at_the_edge_is_cut_where_enough_pages_have_it(place: int) -> None:
    """From five pages on a tenth of the pages will do; each cut says why, and the article stays whole."""
    found = cut_repeated(with_line(CLOSING, FEWEST_STORIES, FEWEST_STORIES * EDGE_SHARE, place))
    assert cuts(found) == [Cut(CLOSING, REPEATED_AT_EDGE)] * FEWEST_STORIES
    assert bodies(found) == [story(number) for number in range(FEWEST_STORIES * EDGE_SHARE)]


@pytest.mark.parametrize(
    ("on", "of"), [(2, 6), (FEWEST_STORIES - 1, FEWEST_STORIES - 1), (FEWEST_STORIES, FEWEST_STORIES * EDGE_SHARE + 1)]
)
def test_line_stays_where_too_few_pages_have_it(on: int, of: int) -> None:
    """Twice in a small archive is chance, and so is five times in a large one."""
    pages = with_line(CLOSING, on, of)
    assert cut_repeated(pages) == pages


def test_sentence_inside_goes_from_most_pages_only() -> None:
    """In the middle of an article half of the pages do not yet make a sentence the site's."""
    pages = with_line(CLOSING, 7, 13, place=1)
    assert cuts(cut_repeated(pages)) == [Cut(CLOSING, REPEATED_INSIDE)] * 7
    pages = with_line(CLOSING, 7, 14, place=1)
    assert cut_repeated(pages) == pages


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("What the surveyors found", 1),
        ("WHY IT MATTERS", 1),
        ("What would you do differently if you were to begin again with the pier tomorrow?", 1),
        ("Here is what the harbour board decided on each of the piers of the coast on Tuesday:", 1),
        ("By Ada Quill", 0),
        ("Ada Quill", 3),
        ("July 9, 2019", 0),
        ("NEW YORK", 0),
    ],
)
def test_heading_question_and_credit_stay_though_every_page_has_them(line: str, place: int) -> None:
    """The columns of a paper have standing headings, interviews their questions, and every report its writer."""
    pages = with_line(line, 12, 12, place)
    assert cut_repeated(pages) == pages


def test_beginning_of_a_paragraph_is_no_line() -> None:
    """A dateline inside a paragraph is the paragraph's."""
    pages = [page(number, *(f"LONDON (Wire) - {told}" for told in story(number))) for number in range(12)]
    assert cut_repeated(pages) == pages


@pytest.mark.parametrize("changed", [0, 1])
def test_one_report_printed_often_is_no_furniture(changed: int) -> None:
    """Copies and versions of one report on one site have most paragraphs in common, and keep them all."""
    wire = [paragraph for number in range(4) for paragraph in story(number)]
    versions = [page(n, *story(50 + n)[:changed], *wire, *story(70 + n)[:changed]) for n in range(12)]
    others = [page(n, *story(n)) for n in range(20, 30)]
    assert cut_repeated(versions + others) == versions + others


FOOTER = [
    f"Rule {n}: whoever sends a picture to this paper leaves it the right to print it {n} times." for n in range(9)
]


def test_footer_that_outweighs_every_article_is_cut() -> None:
    """What is on nearly all pages of a source is no report, however long, below articles that say their own."""
    pages = [page(n, *story(n), *FOOTER) for n in range(PAGES_TO_OUTWEIGH - 1)]
    bare = page(90, *story(90))
    assert cut_repeated([*pages[:-1], bare]) == [*pages[:-1], bare]
    found = cut_repeated([*pages, bare])
    assert bodies(found) == [*(story(n) for n in range(PAGES_TO_OUTWEIGH - 1)), story(90)]
    assert {cut.reason for cut in cuts(found)} == {REPEATED_AT_EDGE}


@pytest.mark.parametrize("changed", [1, 2])
def test_report_in_many_versions_stays_where_a_source_has_nothing_else(changed: int) -> None:
    """A paragraph or two of its own above the rest is what a version of a report has."""
    pages = [page(n, *story(n)[:changed], *FOOTER) for n in range(3 * PAGES_TO_OUTWEIGH)]
    assert cut_repeated(pages) == pages


def test_running_notice_is_cut_from_copies_too() -> None:
    """What five stories show to be the site's is cut wherever the site has it."""
    copies = [page(n, *story(3), f"It is number {n}.", CLOSING) for n in range(10, 13)]
    found = cut_repeated(with_line(CLOSING, 6, 8) + copies)
    assert [record.cuts for record in found[8:]] == [(Cut(CLOSING, REPEATED_AT_EDGE),)] * 3


def test_a_block_goes_whole_and_a_body_never() -> None:
    """Lines that stand behind one another go together; a page that is nothing else keeps them."""
    block = ["Tides today", CLOSING, "More from the coast"]
    empty = page(99, *block)
    found = cut_repeated([*(page(n, *story(n), *block) for n in range(6)), empty])
    assert bodies(found) == [*(story(n) for n in range(6)), block]
    assert cuts(found) == [Cut(line, REPEATED_AT_EDGE) for line in block] * 6


def signed(number: int, *, scraped: bool = False) -> Record:
    return page(number, *story(number), "Reuter", scraped=scraped)


def test_agency_that_signs_its_reports_loses_nothing() -> None:
    """Where nothing shows that texts were taken from pages, what they repeat is theirs."""
    told_twice = [replace(signed(n), cuts=(Cut("Pier", REPEATS_TITLE),)) for n in range(20)]
    assert cut_repeated(told_twice) == told_twice
    pages = [signed(n, scraped=n == 0) for n in range(SCRAPED_SHARE + 1)]
    assert cut_repeated(pages) == pages


@pytest.mark.parametrize("sign", [{"scraped": True}, {"cuts": (Cut("Share on Facebook", "sharing buttons"),)}])
def test_texts_are_taken_for_scraped_by_one_in_twenty(sign: dict[str, Any]) -> None:
    """Dumps of scraped text come as records too: a page's notices in some of them tell."""
    pages = [replace(signed(0), **sign), *(signed(n) for n in range(1, SCRAPED_SHARE))]
    assert cuts(cut_repeated(pages)).count(Cut("Reuter", REPEATED_AT_EDGE)) == SCRAPED_SHARE


@pytest.mark.parametrize("by", ["site", "provider", "folder"])
def test_sources_are_counted_apart(by: str) -> None:
    """Three pages here and three there are not six."""

    def placed(number: int) -> Record:
        name = f"{'ab'[number % 2]}.example"
        return Record(
            Origin(f"{name}/{number}.txt" if by == "folder" else f"pages/{number}.txt"),
            "page_text",
            body=RawBody("\n\n".join([*story(number), CLOSING]), "plain"),
            urls=(f"https://www.{name}/{number}",) if by == "site" else (),
            provider=Provider(name) if by == "provider" else Provider(),
            scraped=True,
        )

    assert cuts(cut_repeated(map(placed, range(2 * FEWEST_STORIES - 1)))) == [Cut(CLOSING, REPEATED_AT_EDGE)] * 5
    assert cuts(cut_repeated(map(placed, range(2 * FEWEST_STORIES - 2)))) == []


LINES = [
    "Tides today",
    CLOSING,
    "By Ada Quill",
    "Is it over?",
    *(line for number in range(3) for line in story(number)),
]
PAGES = st.lists(
    st.lists(st.sampled_from(LINES) | st.integers(5, 30).map(lambda n: story(n)[0]), min_size=1), max_size=24
)


@given(PAGES, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_of_pages_never_shows(drawn: list[list[str]], chance: random.Random) -> None:
    """Each page keeps its paragraphs in their order but for those in its cuts, and so in any order of pages."""
    pages = [page(number, *paragraphs) for number, paragraphs in enumerate(drawn)]
    found = cut_repeated(pages)
    for before, after, record in zip(drawn, bodies(found), found, strict=True):
        assert sorted([*after, *(cut.text for cut in record.cuts)]) == sorted(before)
        rest = iter(before)
        assert all(paragraph in rest for paragraph in after)
    shuffled = list(pages)
    chance.shuffle(shuffled)
    assert sorted(cut_repeated(shuffled), key=str) == sorted(found, key=str)


@given(st.integers(0, 30), st.integers(5, 30), st.sampled_from([0, 3]))
def test_counting_agrees_with_the_rule_as_it_is_written(on: int, of: int, place: int) -> None:
    """For stories that share nothing else the rule is two comparisons."""
    on = min(on, of)
    cut = on >= FEWEST_STORIES and on * EDGE_SHARE >= of
    assert len(cuts(cut_repeated(with_line(CLOSING, on, of, place)))) == (on if cut else 0)


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Six scraped texts of one folder with one closing line."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    for number in range(6):
        title = f"Pier number {number} in doubt after the storm"
        (folder / f"{number}.txt").write_text("\n".join([title, *story(number), CLOSING]), encoding="utf-8")
    return folder


def test_archive_shows_and_counts_what_its_pages_repeat(crawl: Path, tmp_path: Path) -> None:
    """The line finds nothing any more, stands on the article's page with its reason, and is in the report."""
    archive = Archive(tmp_path / "archive")
    report = rebuild([crawl], archive.path)
    assert report_to_json(report)["cuts"][REPEATED_AT_EDGE] == {"pieces": 6, "words": 6 * len(CLOSING.split())}
    engine = open_engine(f"whoosh:{archive.path}")
    assert engine.search(SearchRequest(text='"picture desk"')).total == 0
    (hit,) = engine.search(SearchRequest(text="ashby")).hits[:1]
    shown = create_app(engine).test_client().get(f"/article/{hit.article.id}").get_data(as_text=True)
    assert REPEATED_AT_EDGE in shown
    assert CLOSING in shown


def test_pages_that_come_and_go_are_counted_anew_when_the_others_are_kept(crawl: Path, tmp_path: Path) -> None:
    """What the cache keeps of a file is its text before others were looked at."""
    archive = Archive(tmp_path / "archive")
    whole = rebuild([crawl], archive.path)
    for name in ("4.txt", "5.txt"):
        (crawl / name).unlink()
    assert REPEATED_AT_EDGE not in rebuild([crawl], archive.path).cuts
    assert open_engine(f"whoosh:{archive.path}").search(SearchRequest(text='"picture desk"')).total == 4
    for number in (4, 5):
        lines = [f"Pier number {number} in doubt after the storm", *story(number), CLOSING]
        (crawl / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    again = rebuild([crawl], archive.path)
    assert (again.cuts, again.files.kept) == (whole.cuts, 4)


def test_clean_counts_the_pages_it_is_given(crawl: Path) -> None:
    """One page alone shows nothing; the folder shows what a rebuild of it would cut."""
    assert REPEATED_AT_EDGE not in run("clean", str(crawl / "0.txt")).stdout
    assert run("clean", str(crawl)).stdout.count(REPEATED_AT_EDGE) == 6
