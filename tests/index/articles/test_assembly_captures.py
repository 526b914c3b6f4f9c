"""What a server sent at the address of an article: the article as it was or is, or something else in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from index.assembly.assemble import Assembly, assemble
from index.record import Record
from tests.index.articles.newsroom import Newsroom
from tests.index.articles.test_assembly import day, only, record
from tests.index.readers.packing import WarcFile

ADDRESS = "https://harbour-courier.example/2021/05/lighthouse-goes-dark"
NUMBERED = "https://harbour-courier.example/a/20210517"
FRONT = "https://harbour-courier.example/"

TITLE = "Lighthouse on Gull Rock goes dark"
STORY = (
    "The lighthouse on Gull Rock goes dark in June, its keeper told the parish on Sunday.\n\n"
    "Hanna Vries has lit the lamp for thirty years. She said the glass was cracked and no workshop could mend it.\n\n"
    "Ships will steer by the new beacon on the mole. The parish wants to keep the tower as a museum.\n\n"
    "Nobody has lived on the rock since the war but the keepers and their goats, which will be sold at auction in May."
)
FIRST = STORY.partition("\n\n")[0]


class Page(NamedTuple):
    title: str
    body: str
    address: str = ADDRESS


_TEASERS = "\n\n".join(
    f"Council votes on item {number} of its list\n\nThe council of the town voted on item {number} after a debate"
    f" of {number + 2} hours, in which {3 * number} members spoke against it."
    for number in range(14)
)
NOT_THE_ARTICLE = {
    "front page": Page("Harbour Courier - news of the coast", _TEASERS, FRONT),
    "front page with its teaser": Page("Harbour Courier", f"{TITLE}\n\n{FIRST}\n\n{_TEASERS}", FRONT),
    "not found": Page(
        "Page not found",
        "The page you requested could not be found. It may have been moved or deleted, or the address may be mistyped."
        "\n\nTry searching for the story you wanted, or go back to the front page of the Harbour Courier.",
    ),
    "maintenance": Page(
        "Site under maintenance",
        "The Harbour Courier is down for maintenance at the moment.\n\nWe expect to be back within the hour and thank"
        " you for your patience. Our newsroom can be reached by telephone.",
    ),
    "challenge": Page(
        "Just a moment...",
        "Checking if the site connection is secure.\n\nThe site needs to review the security of your connection before"
        " proceeding.\n\nEnable JavaScript and cookies to continue.",
    ),
    "not in your country": Page(
        "Unavailable for legal reasons",
        "We recognize you are attempting to access this website from a country belonging to the European Economic Area"
        " and therefore access cannot be granted at this time.\n\nFor any issues, contact us by e-mail or call us.",
    ),
    "consent": Page(
        "Your privacy choices",
        "We and our 842 partners store and access information on your device, such as unique identifiers in cookies, to"
        " process personal data.\n\nYou may accept or manage your choices by clicking below, including your right to"
        " object.\n\nThese choices will be signalled to our partners and will not affect browsing data.",
    ),
    "wall under its headline": Page(
        TITLE,
        "You have reached your limit of free articles this month.\n\nSubscribe today for unlimited access to all of our"
        " journalism.\n\nAlready a subscriber? Log in to continue reading.",
    ),
    "German, not found": Page(
        "Seite nicht gefunden",
        "Die von Ihnen gewünschte Seite gibt es leider nicht mehr. Vielleicht wurde sie verschoben oder gelöscht.\n\n"
        "Bitte nutzen Sie die Suche oder gehen Sie zurück zur Startseite.",
    ),
    "Finnish, consent": Page(
        "Tietosuoja-asetukset",
        "Me ja kumppanimme tallennamme laitteellesi tietoja, kuten evästeitä, ja käsittelemme henkilötietoja.\n\n"
        "Voit hyväksyä valinnat tai hallita niitä napsauttamalla alla olevaa painiketta.",
    ),
    "Japanese, not found": Page(
        "お探しのページは見つかりません",
        "お探しのページは移動または削除された可能性があります。\n\n恐れ入りますが、トップページから記事をお探しください。",
    ),
}
STORIES = {
    "whole": Page(TITLE, STORY),
    "short": Page(TITLE, FIRST),
    "German": Page(
        "Der Leuchtturm auf der Möweninsel erlischt",
        "Der Leuchtturm auf der Möweninsel wird im Juni abgeschaltet, sagte der Wärter am Sonntag vor der Gemeinde.\n\n"
        "Hanna Vries hat die Lampe dreißig Jahre lang angezündet, aber das Glas ist gesprungen.",
        "https://harbour-courier.example/2021/05/leuchtturm-erlischt-1001",
    ),
    "under a number": Page(TITLE, STORY, NUMBERED),
}


def capture(number: int, page: Page, address: str, **given: Any) -> Record:
    urls = tuple(dict.fromkeys((page.address if page.address == FRONT else address, address)))
    fields: dict[str, Any] = {"title": page.title, "urls": urls, "fetched": day(number), "reader": "html"}
    return replace(record("crawl.warc", number, page.body), **{**fields, **given})


def versions(assembly: Assembly) -> list[tuple[str, bool]]:
    """The texts that are kept with an article, and whether each is one that it had before."""
    history = assembly.histories.get(only(assembly).id)
    return [(version.body, version.replaced is not None) for version in history.versions] if history else []


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("other", NOT_THE_ARTICLE.values(), ids=NOT_THE_ARTICLE)
@pytest.mark.parametrize("place", [0, 9], ids=["before", "after"])
def test_what_was_got_in_place_of_a_page_is_not_the_article(story: Page, other: Page, place: int) -> None:
    """However long either is, and whichever was got first; it stands beside the versions or in the conflicts."""
    captures = [capture(5, story, story.address), capture(place, other, story.address)]
    for records in (captures, [*captures, capture(place + 1, other, story.address)]):
        assembly = assemble(records)
        assert (only(assembly).title, only(assembly).body) == (story.title, story.body)
        assert [text for text, was_before in versions(assembly) if was_before] == []
        lost = [loss.origin.line for loss in assembly.merges[0].losses if loss.field == "body"]
        assert lost == sorted({one.origin.line for one in records} - {5}, key=lambda line: lost.index(line))


SAME_STORY = {
    "a word put right": Page(TITLE, STORY.replace("thirty", "twenty")),
    "paragraphs less": Page(TITLE, "\n\n".join(STORY.split("\n\n")[:3])),
    "paragraphs more": Page(TITLE, f"{STORY}\n\nThe parish meets again in autumn, when the glass is paid."),
    "written anew": Page(
        "Gull Rock keeps its light",
        "The lamp on Gull Rock stays lit after all: Hanna Vries has found a workshop on the mainland that mends glass."
        "\n\nThe parish had meant to make a museum of the tower. Its goats, which were to be sold in May, stay too, and"
        " ships need no other beacon.",
    ),
    "under another headline": Page("Keeper says farewell", STORY.replace("in June", "in July")),
    "retracted": Page("", "This article has been retracted."),
    "withdrawn at length": Page(
        "Editor's note",
        "This article has been withdrawn because a source was found to be unreliable. We regret the mistake, and thank"
        " those readers who wrote to us about it. More on how we correct what we print stands on page two of the paper"
        " every Saturday, and can be asked for by post as well.",
    ),
}


@pytest.mark.parametrize("later", SAME_STORY.values(), ids=SAME_STORY)
@pytest.mark.parametrize("address", [ADDRESS, NUMBERED])
@pytest.mark.parametrize("dated", [False, True])
def test_a_later_capture_of_the_story_is_the_article(later: Page, address: str, *, dated: bool) -> None:
    """Corrected, rewritten or taken back, as it is when a page is fetched again; what it said is a version."""
    given = {"published": day(0)} if dated else {}
    captures = [capture(1, Page(TITLE, STORY), address, **given), capture(2, later, address)]
    assembly = assemble(captures)
    assert only(assembly).body == later.body
    assert versions(assembly) == [(STORY, True)]


@pytest.mark.parametrize("kind", [{"reader": "html"}, {"reader": "JSON", "fetched": None, "published": day(2)}])
def test_most_of_a_story_before_a_wall_does_not_correct_it(kind: dict[str, Any]) -> None:
    """It breaks off there; where the whole had the same line at its end, it is the story that is shorter now."""
    most, wall = STORY.rpartition("\n\n")[0], "Already a subscriber? Log in to continue reading."
    first = {**kind, "published": day(1)} if "published" in kind else kind
    whole, walled = Page(TITLE, STORY), Page(TITLE, f"{most}\n\n{wall}")
    assembly = assemble([capture(1, whole, ADDRESS, **first), capture(2, walled, ADDRESS, **kind)])
    assert (only(assembly).body, versions(assembly)) == (STORY, [])
    furnished = Page(TITLE, f"{STORY}\n\n{wall}")
    assembly = assemble([capture(1, furnished, ADDRESS, **first), capture(2, walled, ADDRESS, **kind)])
    assert (only(assembly).body, versions(assembly)) == (walled.body, [(furnished.body, True)])


GROWN = {
    "English": (
        "Quake shakes the island\n\nA strong quake has shaken the island, officials said. More will follow.",
        "Two dead as quake hits island\n\nTwo people died when a strong quake struck the island, officials said."
        " Houses fell in three villages, and the coast road is closed.\n\nRescuers with dogs are on their way.",
    ),
    "Spanish": (
        "Sismo sacude la isla\n\nUn fuerte sismo sacudió la isla, informaron las autoridades. Se esperan más noticias.",
        "Dos muertos por el sismo\n\nDos personas murieron el lunes cuando un fuerte sismo sacudió la isla, según"
        " las autoridades. Cayeron casas en tres pueblos y la carretera de la costa se cerró.\n\nLlegan rescatistas.",
    ),
    "Japanese": (
        "島で強い地震\n\n島で強い地震があり、津波の心配はないと気象庁が発表した。",
        "島の地震で二人死亡\n\n月曜日に島で起きた強い地震で二人が死亡した。気象庁によると津波の心配はない。三つの村で家が倒れた。",
    ),
    "Russian": (
        "Землетрясение на острове\n\nНа острове произошло сильное землетрясение, сообщили власти. Подробности позже.",
        "Двое погибших на острове\n\nДва человека погибли при сильном землетрясении, которое произошло на острове в"
        " понедельник, сообщили власти. В трёх деревнях рухнули дома.",
    ),
}


@pytest.mark.parametrize("texts", GROWN.values(), ids=GROWN)
def test_the_first_word_on_an_event_is_replaced_by_what_is_known_later(texts: tuple[str, str]) -> None:
    """Under another headline, with hardly a sentence of it left."""
    pages = [Page(*text.split("\n\n", 1)) for text in texts]
    assembly = assemble([capture(number, page, NUMBERED) for number, page in enumerate(pages)])
    assert only(assembly).body == pages[1].body
    assert [text for text, _ in versions(assembly)] == [pages[0].body]


def test_a_site_that_calls_every_page_its_front_page_has_articles_that_are_corrected() -> None:
    """A template's slip says nothing of which capture is the article."""
    pages = [Page(TITLE, text, FRONT) for text in (STORY, STORY.replace("thirty", "twenty"))]
    assembly = assemble([capture(number, page, ADDRESS) for number, page in enumerate(pages)])
    assert only(assembly).body == pages[1].body
    later_fixed = [capture(0, pages[0], ADDRESS), capture(1, pages[1]._replace(address=ADDRESS), ADDRESS)]
    assert only(assemble(later_fixed)).body == pages[1].body


OTHER = Page(
    "Voters go to the polls on Sunday",
    "Voters in the northern districts elect a new council, after a campaign in which hardly anybody spoke of taxes."
    "\n\nThe mayor is expected to win again, according to the only survey that was published.",
)


@pytest.mark.parametrize("place", [0, 9], ids=["before", "after"])
def test_a_page_that_speaks_of_nothing_its_address_names_is_not_the_article(place: int) -> None:
    """Where another speaks of it."""
    captures = [capture(5, Page(TITLE, STORY), ADDRESS), capture(place, OTHER, ADDRESS)]
    assert only(assemble(captures)).body == STORY


UNLIKE = {
    "a first word and the story": (
        Page("Fire at mill", "Firefighters are at the old mill in Holm. More follows."),
        Page(
            "Fire at mill: man arrested",
            "Police have arrested a man of forty after a blaze that destroyed the granary of Holm.\n\nNobody was hurt."
            " The building had stood empty since the spring, and its owner wanted to sell it.",
        ),
    ),
    "days of a live blog": (
        Page("Strike, live: talks begin", "Talks between the union and the company began at nine o'clock."),
        Page("Strike, live: trains run again", "Half of all trains run again this morning, passengers said."),
    ),
    "a headline like a notice": (
        Page("Northam close to deal for Berg", "Northam are about to buy the striker Berg for a record sum."),
        Page("Signing of Berg ends long saga", "The forward was presented on Monday to four thousand supporters."),
    ),
    "an invitation at its end": (
        Page("Walk", f"{STORY}\n\nTickets for the last walk to the rock cost twelve crowns and are had at the door."),
        Page("Walk", f"{STORY}\n\nTickets must be booked by Friday: register on our site."),
    ),
}


@pytest.mark.parametrize("pages", UNLIKE.values(), ids=UNLIKE)
def test_a_page_that_was_written_anew_is_the_article_however_little_is_left(pages: tuple[Page, Page]) -> None:
    """Nothing about it shows that it was something else."""
    assembly = assemble([capture(number, page, NUMBERED) for number, page in enumerate(pages, 1)])
    assert only(assembly).body == pages[1].body
    assert [loss.origin.line for loss in assembly.merges[0].losses if loss.field == "body"] == [1]


def test_rows_that_were_not_fetched_replace_each_other_whatever_they_say() -> None:
    """Somebody wrote there what the article is; only what asks its reader for something is none."""
    short, other = "\n\n".join(STORY.split("\n\n")[:2]), OTHER
    rows = [
        record("a.jsonl", n, title=page.title, body=page.body, urls=(ADDRESS,), published=day(n), reader="JSON")
        for n, page in enumerate((Page(TITLE, short), other, NOT_THE_ARTICLE["wall under its headline"]))
    ]
    assembly = assemble(rows)
    assert only(assembly).body == other.body
    assert versions(assembly) == [(short, True)]


def test_where_nothing_else_was_got_a_notice_is_what_there_is() -> None:
    """It was fetched, and is shown."""
    notices = [NOT_THE_ARTICLE["challenge"], NOT_THE_ARTICLE["not found"]]
    assembly = assemble([capture(number, page, ADDRESS) for number, page in enumerate(notices)])
    assert only(assembly).body in [page.body for page in notices]


def test_a_story_of_a_web_archive_is_found_when_its_address_leads_to_the_front_page(tmp_path: Path) -> None:
    """As sites have addresses of stories that are gone; what was got instead can be read, and is no earlier text."""
    newsroom, warc = Newsroom(tmp_path), WarcFile()
    for month, page in ((5, Page(TITLE, STORY)), (6, NOT_THE_ARTICLE["front page"])):
        paragraphs = "".join(f"<p>{part}</p>" for part in page.body.split("\n\n"))
        head = f'<title>{page.title}</title><link rel="canonical" href="{page.address}">'
        html = f"<!doctype html><html><head>{head}</head><body><h1>{page.title}</h1>{paragraphs}</body></html>"
        fields = {"WARC-Date": f"2021-0{month}-17T10:00:00Z"}
        warc.record(ADDRESS, html.encode(), kind="resource", media="text/html", fields=fields)
    (newsroom.source / "crawl.warc").write_bytes(warc.bytes())
    newsroom.build()
    read = newsroom.read(ADDRESS)
    assert (read.article.title, read.article.body) == (TITLE, STORY)
    assert [one.version.replaced for one in read.revisions] == [None]
