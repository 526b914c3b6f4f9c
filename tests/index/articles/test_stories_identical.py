"""Identical texts are one story under any headline, on any day and on none, unless they say nothing by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from index.article import Article, Instant, Kind, Provider, article_id
from index.stories.grouping import find_stories

BRIDGE = (
    "A lorry went through the rail of a bridge in southern Norway on Friday and hung above the river for an hour, the"
    " police said. The driver, who had braked for an elk, climbed out of the rear window. Nobody else was near."
)
TAX = "The finance minister of Iceland said that he would lower the tax on fishing boats from 30 to 27 per cent."
FLOOD = (
    f"{BRIDGE} The bridge had been mended in spring after a flood. A crane took most of the night to lift the lorry"
    " off the rail, and the road was open again before the first bus came through in the morning."
)
FLOOD_IN_GERMAN = (
    "Ein Lastwagen hat am Freitag in Tirol das Geländer einer Brücke durchbrochen und eine Stunde lang über dem Inn"
    " gehangen, teilte die Polizei mit. Der Fahrer, der einem Hirsch ausweichen wollte, kletterte durch das Fenster."
)
MEETING = (
    "The central bank left its rates alone at the regular meeting of its council, a spokesman said in reply to"
    " questions. The lower rate stays at three per cent and the upper one at five per cent."
)
JAPANESE = "雪のため山あいの村で停電が続き、電力会社は夜通し復旧を急いでいる。村役場は毛布を配り、学校を開けた。"


def article(name: str, title: str, body: str, days: float | None, provider: str = "Courier") -> Article:
    """An article published so many days after a Monday, or on no day."""
    at = None if days is None else Instant(datetime(2024, 3, 4, 9, tzinfo=UTC) + timedelta(days=days))
    return Article(article_id(name), Kind.FULL, title, body=body, published=at, provider=Provider(provider))


def are_one_story(*articles: Article) -> bool:
    """Whether two articles are one story."""
    return len(find_stories(articles)) == len(articles)


@pytest.mark.parametrize(
    ("titles", "body", "days"),
    [
        (("Lorry hangs from bridge", "Driver saved by rear window"), BRIDGE, (None, None)),
        (("Lorry hangs from bridge",) * 2, BRIDGE, (None, None)),
        (("Lorry hangs from bridge", "Driver saved by rear window"), BRIDGE, (0, None)),
        (("Lorry hangs from bridge", "Driver saved by rear window"), BRIDGE, (0, 9)),
        (("Iceland lowers tax on boats", "Reykjavik woos trawlers"), TAX, (0, 0)),
        (("Iceland lowers tax on boats", "Reykjavik woos trawlers"), TAX, (0, 30)),
        (("Update 2", "Just in"), FLOOD, (0, 0)),
        (
            ("You will not believe what an elk can do", "Some people have all the luck"),
            f"{FLOOD} {TAX} {MEETING} " * 3,
            (0, 0),
        ),
        (("Lkw hängt über dem Inn", "Hirsch bringt Fahrer in Not"), FLOOD_IN_GERMAN, (0, 20)),
        (("雪で村が停電", "電力会社、復旧急ぐ"), JAPANESE, (0, 20)),
    ],
    ids=[
        *("undated", "undated, one title", "one undated", "nine days apart", "a sentence", "a sentence, weeks apart"),
        *("labels for titles", "titles that do not fit", "German", "Japanese"),
    ],
)
def test_identical_text_is_one_story(
    titles: tuple[str, str], body: str, days: tuple[float | None, float | None]
) -> None:
    """What a site makes of the headline and of the date does not make another report of it."""
    first, second = (article(f"{n}", title, body, day) for n, (title, day) in enumerate(zip(titles, days, strict=True)))
    assert are_one_story(first, second)
    shouted = article("2", titles[1], body.upper().replace(",", " -"), days[1])
    assert are_one_story(first, shouted)


def test_note_that_one_source_repeats_is_its_next_issue() -> None:
    """A bank says the same of every meeting; what another source prints late is still a reprint."""
    first = article("1", "Bank leaves rates alone", MEETING, 0)
    assert not are_one_story(first, article("2", "Bank leaves rates alone", MEETING, 14))
    assert are_one_story(first, article("2", "Bank leaves rates alone", MEETING, 3))
    assert are_one_story(first, article("2", "Bank leaves rates alone", MEETING, 14, "Ledger"))
    assert are_one_story(first, article("2", "No change after council meets", MEETING, 14))
    numbered = [article(str(n), f"Rates after meeting {n}", MEETING, 14 * n) for n in range(1, 4)]
    assert find_stories(numbered) == {}


@pytest.mark.parametrize(
    "formula",
    [
        "No report was made today.",
        "Qtly div 15 cts vs 15 cts prior. Pay May 15. Record April 30.",
        "Kein Bericht heute, der nächste folgt am Montag.",
        "本日の報告はありません。",
    ],
)
def test_formula_belongs_to_its_title(formula: str) -> None:
    """A handful of words is said of many things; only a like title on the next day makes it one report."""
    first = article("1", "Harl Mills, quarterly", formula, 0)
    assert are_one_story(first, article("2", "Harl Mills quarterly", formula, 0.2))
    assert not are_one_story(first, article("2", "Brae Foods, yearly", formula, 0.2))
    assert not are_one_story(first, article("2", "Harl Mills, quarterly", formula, 90))
    assert not are_one_story(first, article("2", "Harl Mills, quarterly", formula, None))


def test_long_notice_in_place_of_articles_makes_no_story() -> None:
    """What a site says of cookies where the text should be is no report, however many words it takes."""
    notice = " ".join(
        f"We and our {count} partners keep small files on your machine to {purpose}, unless you tell us below not to."
        for count, purpose in enumerate(
            "know you again|count visits|show offers|mend faults|choose pages".split("|"), 40
        )
    )
    first = article("1", "Ferry crews walk out over shifts", notice, 0)
    assert not are_one_story(first, article("2", "Grain stocks fall to a new low", notice, 0))
    assert are_one_story(first, article("2", "Ferry crews walk out over night shifts", notice, 0))
