"""Articles that print one report make a story; articles that only look alike do not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from index.article import Article, Instant, Kind, Origin, Provider, article_id
from index.assembly.assemble import assemble
from index.generations.stored import decode_article, encode_article
from index.record import RawBody, Record
from index.stories.candidates import LINKS, candidate_pairs
from index.stories.grouping import find_stories, with_stories
from index.stories.signature import BANDS, band_keys
from index.stories.wording import MAX_WORDS, said, shingles_of, words_of
from tests import story_scores
from tests.places import CORPORA
from tests.story_scores import identical_found

MONDAY = datetime(2021, 3, 1, 8, tzinfo=UTC)

FERRY = """Ferry crews on the northern islands walked out on Monday after talks over night shifts broke down, leaving
some 1,400 passengers stranded in three ports.

The operator, Lorne Line, said 12 of its 19 sailings were cancelled and that it would run lifeboat drills in the
meantime. A spokesman for the union, Ewan Tulloch, said members had been asked to work 14 hours without rest.

Hotels in the harbour towns filled up by noon. The regional council opened two schools to travellers and asked
fishing boats to carry medicines. Talks are to resume on Wednesday under a mediator whom both sides have named.

The last strike on the route, in 2009, lasted nine days and cost the islands about 3 million in lost trade."""

GRAIN = """Grain stocks at the northern elevators fell to {0} tonnes in the week to {1}, the port authority said, from
{2} tonnes a week before. Wheat made up {3} tonnes of the total and barley {4} tonnes, it said in its weekly report.
Ships loaded {5} tonnes during the week and {6} wagons were unloaded, while queues at the gates were described as
normal for the season."""


def article(name: str, title: str, body: str = "", hours: float = 0, provider: str = "", excerpt: str = "") -> Article:
    """An article published some hours after Monday morning."""
    at = Instant(MONDAY + timedelta(hours=hours))
    held = Provider(provider or name)
    return Article(article_id(name), Kind.FULL, title, excerpt=excerpt, body=body, published=at, provider=held)


def together(*articles: Article) -> bool:
    """Whether all of these are one story."""
    stories = find_stories(articles)
    return len(stories) == len(articles) and len(set(stories.values())) == 1


ORIGINAL = article("one", "Ferry crews walk out over night shifts", FERRY)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Ferry crews walk out over night shifts", FERRY),
        ("Islands cut off as ferry strike begins", FERRY),
        ("Ferry crews walk out over night shifts", FERRY.upper().replace(",", " -")),
        ("Islands cut off as ferry strike begins", FERRY.rsplit("\n\n", 2)[0]),
        ("Ferry crews walk out", "By Isla Moar in Stennick\n\nLast updated at noon\n\n" + FERRY),
        (
            "CORRECTED: Ferry crews walk out over night shifts",
            FERRY.replace("1,400", "1,450").replace("noon", "midday"),
        ),
        ("Ferry crews walk out over night shifts", FERRY.split("\n\n")[0] + FERRY.split("\n\n")[1]),
    ],
    ids=["reprinted", "other headline", "other case", "shortened", "byline", "corrected", "two paragraphs"],
)
def test_copy_joins_the_story_when_it_is(title: str, body: str) -> None:
    """The same report under another address is found whatever an editor usually does to it."""
    assert together(ORIGINAL, article("two", title, body, hours=5))


@pytest.mark.parametrize(
    ("title", "body", "hours"),
    [
        (
            "Ferry strike strands travellers",
            "Some 1,400 people were stuck in three island ports on Monday when ferry crews stopped work in a dispute"
            " about night shifts. Lorne Line cancelled 12 of 19 sailings. Union spokesman Ewan Tulloch complained of"
            " shifts of 14 hours. A mediator will meet both sides on Wednesday, and schools were opened as shelters.",
            2,
        ),
        (
            "Day in brief",
            "Prices rose again in the south. " * 2 + "In sport, the cup final was put off. " * 3 + FERRY,
            2,
        ),
        ("Ferry crews walk out over night shifts", FERRY.replace("1,400", "900").replace("12 of", "7 of"), 24 * 30),
    ],
    ids=["told in other words", "inside a round-up", "with other figures a month later"],
)
def test_article_stays_outside_when(title: str, body: str, hours: float) -> None:
    """One event told twice is two reports, and a report inside another is not a copy of it."""
    shortened = structs.replace(ORIGINAL, body=FERRY.split("\n\n")[1] + " " + FERRY.split("\n\n")[2])
    original = shortened if "brief" in title else ORIGINAL
    assert find_stories([original, article("two", title, body, hours)]) == {}


def test_recurring_report_is_a_new_one_each_time() -> None:
    """The same words with other figures are another week's report, be the headline the same, and so in any number."""
    weeks = [GRAIN.format(*(str(9_000 + 37 * week * place + place) for place in range(7))) for week in range(40)]
    reports = [article(f"grain{n}", "Grain stocks at the elevators", text, 24 * 7 * n) for n, text in enumerate(weeks)]
    assert find_stories(reports) == {}
    same_day = [structs.replace(report, published=Instant(MONDAY)) for report in reports]
    assert find_stories(same_day) == {}


def test_report_that_names_its_own_day_is_another_days() -> None:
    """Where few figures move from day to day, the date in the text tells two issues apart."""
    figures = ("8120", "April {}", "8350", "4000", "3000", "700", "95")
    first = article("one", "Grain stocks", GRAIN.format(*figures).format(1) + " More on request." * 4, 24 * 31)
    second = article("two", "Grain stocks", GRAIN.format(*figures).format(2) + " More on request." * 4, 24 * 32)
    assert find_stories([first, second]) == {}


def test_short_notes_join_when_title_and_day_agree() -> None:
    """Two companies may pay one dividend in one sentence; only the title tells whether it is one note."""
    note = "Quarterly dividend 10 cents against 10 cents before. Payable June 15."
    first = article("one", "Harl Mills sets dividend", note)
    assert together(first, article("two", "Harl Mills sets dividend", note, 3))
    assert find_stories([first, article("two", "Brae Foods sets dividend", note, 3)]) == {}
    assert find_stories([first, article("two", "Harl Mills sets dividend", note, 24 * 90)]) == {}


def test_notice_in_place_of_articles_makes_no_story() -> None:
    """A site that gives its terms where the text should be has not printed one report a thousand times."""
    notice = (
        "You have reached your limit. To go on, please take out a subscription, which can be ended at any time, or sign"
        " in with the address and the password that you chose. Help is at hand on our pages from early until late."
    )
    titles = ("Ferry crews walk out", "Grain stocks fall", "Council names new harbour master")
    assert find_stories([article(title, title, notice, 1) for title in titles]) == {}


TITLE = "Harbour council names first woman as master of the northern port"
EXCERPT = "The council of Stennick has named Ailsa Brock to run the port, the first woman in the post in 140 years."


def test_articles_without_a_body_join_by_title_and_excerpt() -> None:
    """A locked article is known by title and excerpt; a reprint weeks later too, if the excerpt agrees."""
    first = article("one", TITLE, excerpt=EXCERPT)
    assert together(first, article("two", TITLE.upper(), excerpt=EXCERPT.replace(", the first", " ..."), hours=24 * 20))
    assert together(first, article("two", TITLE, excerpt="Ailsa Brock takes over in May.", hours=24 * 3))
    assert together(first, article("two", TITLE, f"{EXCERPT} She takes over from her brother in May.", hours=24 * 20))


@pytest.mark.parametrize(
    ("title", "excerpt", "hours", "provider"),
    [
        (TITLE, "Ailsa Brock takes over in May.", 24 * 30, "two"),
        ("Harbour news", "Ailsa Brock takes over in May.", 1, "two"),
        ("Morning briefing", EXCERPT, 24, "one"),
    ],
    ids=["a month later", "a title that says little", "a column of one provider"],
)
def test_same_title_is_another_report_when(title: str, excerpt: str, hours: float, provider: str) -> None:
    """A title alone joins nothing that may as well be the next event of its kind."""
    first = article("one", title, excerpt=EXCERPT, provider="one")
    assert find_stories([first, article("two", title, excerpt=excerpt, hours=hours, provider=provider)]) == {}


def test_texts_without_spaces_are_compared_too() -> None:
    """A Japanese report shortened by a paragraph under another headline is found."""
    body = "北部の島々を結ぶ連絡船の乗組員が月曜日、夜勤をめぐる交渉の決裂を受けて職場を離れ、三つの港で足止めされた。"
    tail = "運航会社によると、十九便のうち十二便が欠航した。話し合いは水曜日に再開される見通しで、仲介者が指名された。"
    first = article("one", "連絡船の乗組員がスト", body + tail)
    assert together(first, article("two", "島の連絡船が止まる、乗組員が夜勤に反対", body, 3))


def test_story_does_not_drift() -> None:
    """What is like a copy but not like the first report begins a story of its own."""
    words = [f"{first}{vowel}{last}" for first in "bdfgklmr" for vowel in "aeiou" for last in "dlnst"]
    texts = (" ".join(words[:100]), " ".join(words[28:128]), " ".join(words[56:156]))
    first, second, third = (
        article(f"drift{n}", "Talks go on", "Talks go on. " + text, n) for n, text in enumerate(texts)
    )
    assert together(first, second)
    assert together(second, third)
    assert set(find_stories([first, second, third])) == {first.id, second.id}


def test_identical_texts_stay_together_when_the_first_report_is_only_similar() -> None:
    """A later reprint of a copy belongs where the copy is, however late it comes."""
    copy = FERRY.replace("Hotels", "Inns").replace("noon", "midday")
    late = article("three", "Ferry crews walk out over night shifts", copy, 24 * 200)
    assert together(ORIGINAL, article("two", "Ferry crews walk out over night shifts", copy, 1), late)


def some_articles() -> Sequence[Article]:
    """Two stories, one of them from undated articles, and one article alone."""
    undated = [structs.replace(article(f"u{n}", "Grain stocks", GRAIN), published=None) for n in range(2)]
    copies = [article(f"copy{n}", "Ferry crews walk out", FERRY, n) for n in range(4)]
    return [*undated, *copies, article("alone", "Council names harbour master", EXCERPT * 3)]


@given(st.permutations(some_articles()))
def test_stories_are_the_same_in_any_order(articles: list[Article]) -> None:
    """A story is named by its earliest article, so that a rebuild finds the same ones whatever is read first."""
    stories = find_stories(articles)
    assert stories == find_stories(some_articles())
    assert stories[article_id("copy3")] == article_id("copy0")
    assert Counter(stories.values()).total() == 6
    assert [a.id for a in with_stories(articles)] == [a.id for a in articles]


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=40), min_size=1, max_size=3))
def test_candidates_are_few_and_in_order(columns: list[list[int]]) -> None:
    """However many share a key, each is compared with a handful, and all of a small bucket with each other."""
    count = min(map(len, columns))
    keys = [np.array(column[:count], dtype=np.int64) for column in columns]
    pairs = {(later, earlier) for later, all_ in candidate_pairs(keys, count) for earlier in all_.tolist()}
    assert all(earlier < later for later, earlier in pairs)
    assert len(pairs) <= len(columns) * count * (LINKS + 1)
    for column in keys:
        for key in set(column.tolist()):
            bucket = np.flatnonzero(column == key).tolist()
            near = {(later, earlier) for at, later in enumerate(bucket) for earlier in bucket[max(0, at - LINKS) : at]}
            assert near | {(later, bucket[0]) for later in bucket[1:]} <= pairs


def test_no_articles_make_no_stories() -> None:
    """An empty archive, and one of empty articles, is no special case."""
    assert find_stories([]) == {}
    assert find_stories([article("a", ""), article("b", "", "..."), article("c", "", " ", excerpt="!")]) == {}


def test_signature_shares_keys_as_texts_share_shingles() -> None:
    """Bands agree on all keys for one text, on hardly any for unrelated ones, and on enough for a copy to be found."""
    words = " ".join(f"w{n:03}" for n in range(400)).encode()
    whole = band_keys(shingles_of(words))
    assert len(whole) == BANDS
    assert (whole == band_keys(shingles_of(bytes(words)))).all()
    assert (whole == band_keys(shingles_of(words[: 240 * 5 - 1]))).sum() >= 10
    assert (whole == band_keys(shingles_of(words.replace(b"w", b"x")))).sum() == 0


@given(st.text() | st.text(st.characters(max_codepoint=127)))
def test_words_are_the_same_however_they_are_found(text: str) -> None:
    """The quick way for plain texts finds what the way for all texts does."""
    assert said(text) == " ".join(words_of(text)).encode(errors="surrogatepass")


def test_very_long_texts_are_bounded() -> None:
    """A book is compared by its beginning."""
    assert len(shingles_of(said("a b c d e " * MAX_WORDS))) < MAX_WORDS


def test_assembly_and_storage_keep_the_story() -> None:
    """What a rebuild finds is in the articles it writes."""
    records = [
        Record(Origin(f"{n}.txt"), "page", title="Ferry crews walk out", body=RawBody(FERRY, "plain"), source_id=str(n))
        for n in range(2)
    ]
    held = assemble(records).articles
    assert {a.story for a in held} == {min(a.id for a in held)}
    assert [decode_article(encode_article(a)) for a in held] == list(held)


@pytest.mark.skipif(not CORPORA.exists(), reason="needs the corpora beside the checkout")
def test_every_identical_wire_story_is_found() -> None:
    """All groups of one text among 21,578 wire stories of 1987, whatever their headlines, are one story each."""
    lines = (CORPORA / "reuters.jsonl").read_text(encoding="utf-8").splitlines()
    held = [json.loads(line) for line in lines]
    wire = [Article(one["id"], Kind.FULL, one["title"], body=one["body"], published=_instant(one)) for one in held]
    assert identical_found(with_stories(wire)) == 1.0


def _instant(one: dict[str, str]) -> Instant | None:
    return Instant(datetime.fromisoformat(one["date"]).replace(tzinfo=UTC)) if one["date"] else None


def test_measuring_without_corpora_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that measured nothing does not look like one that passed."""
    monkeypatch.setattr(story_scores, "CORPORA", CORPORA / "nowhere")
    assert story_scores.main([]) == 2
    assert "nowhere is missing" in capsys.readouterr().err
