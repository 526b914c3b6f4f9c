"""The bundled sample archive: every form is read, every trap comes out right, nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from index.article import Article, Instant, Kind, Origin
from index.assembly.assemble import Assembly, assemble
from index.generations.archive import Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.record import Record
from index.records.outcome import Item
from index.sources import SourceFile, find_files, read_file
from index.urls import is_web_url
from index.workers import cleaned
from tests.index.ciphertext_scan import traces
from tests.places import SAMPLE

FILES = sorted(path for path in SAMPLE.rglob("*") if path.is_file())

RECORDS_IN = {"exports/gazette-export.json": 8, "exports/meridian-wire.jsonl": 16}  # every other file holds one
MERGED = 4  # records that tell of an article which another file tells of too
WITHDRAWN = 1
REFERENCES = {
    "Storm Brannock: the night in pictures",
    "Hallenia calls Valmere’s list “an act of weather” and promises an umbrella",
    "Valmere’s glass blowers remember the neon years",
    "What a clean room does to your hair",
}

# Both halves, ciphertext and initialisation vector, of every locked body.
SECRETS = [
    half
    for path in FILES
    for value in re.findall(r'^secured: "(.+)"$', path.read_text(encoding="utf-8", errors="replace"), re.M)
    for half in value.split(";")
]

# Words of teasers, menus, notices, scripts and a withdrawn article; no article of the sample has one.
FURNITURE = (
    "zeppelin marmalade xylophone hammocks tarantula sourdough bobsleigh chinchilla rhubarb kombucha origami velodrome"
    " truffle accordion papaya hedgehog yodelling sudoku badminton distillers jackpot pavlova pistachio gargoyle"
    " trampoline espadrille cactus ukulele gazpacho butterscotch marzipan confetti albatross horoscope pumpernickel"
    " trousers walrus bandoneon swarm polka oatmeal meteorite sunglasses breadboard fluxcapacitator guestbook recettes"
    " hullabaloo kaleidoscope pantomime placeholder gotop"
).split()


@dataclass(frozen=True, slots=True)
class Expected:
    """What one file, or the record of an export with this id, has to become.

    `has` and `lacks` are pieces of its title, excerpt and body together. `date` is written as by `shown`.
    """

    path: str
    title: str
    date: str
    has: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    kind: str = "full"
    source_id: str = ""


EXPECTED = [
    Expected(**fields)
    for fields in yaml.safe_load(Path(__file__).with_name("sample_expected.yaml").read_text(encoding="utf-8"))
]


def shown(instant: Instant | None) -> str:
    """A date with what is known of it."""
    if instant is None:
        return ""
    if instant.precision == "day":
        return instant.at.date().isoformat()
    zone = " zone assumed" if instant.zone == "assumed" else ""
    return f"{instant.at:%Y-%m-%dT%H:%M:%SZ}{zone}"


def texts_of(article: Article) -> Iterator[str]:
    """Every string of an article that is shown to a reader."""
    yield from (article.title, article.excerpt, article.body, article.provider.name, article.source)
    yield from (article.category, article.type, *article.topics, *article.authors)


def file_of(origin: Origin) -> str:
    """The sample file a record was read from; records of a JSON list are numbered after it."""
    return re.sub(r"(?<=\.json)/\d+$", "", origin.path).removeprefix("sample/")


def text_of(article: Article) -> str:
    return "\n".join((article.title, article.excerpt, article.body))


def words_of(article: Article) -> set[str]:
    return set(re.findall(r"\w+", text_of(article).casefold()))


@pytest.fixture(scope="module")
def items() -> tuple[Item, ...]:
    """All that reading and cleaning the sample gives."""
    found: list[Item] = []
    for file in find_files([SAMPLE]):
        found.extend(map(cleaned, read_file(file)) if isinstance(file, SourceFile) else [file])
    return tuple(found)


@pytest.fixture(scope="module")
def assembly(items: tuple[Item, ...]) -> Assembly:
    """The articles of the sample."""
    return assemble(item for item in items if isinstance(item, Record))


@pytest.fixture(scope="module")
def archived(assembly: Assembly) -> tuple[Article, ...]:
    """The articles of the sample that are not mere references."""
    return tuple(article for article in assembly.articles if article.kind is not Kind.REFERENCE)


def find(articles: tuple[Article, ...], path: str, source_id: str = "") -> Article:
    """The one article that was put together from this file (and has this id in it)."""
    (found,) = (
        article for article in articles if path in map(file_of, article.origin) and source_id in ("", article.source_id)
    )
    return found


def test_every_sample_file_gives_its_records_and_none_is_rejected(items: tuple[Item, ...]) -> None:
    """Each file gives as many records as it holds, without a rejection or a skip."""
    counted = Counter(file_of(item.origin) for item in items)
    names = [path.relative_to(SAMPLE).as_posix() for path in FILES]
    assert [item for item in items if not isinstance(item, Record)] == []
    assert counted == {name: RECORDS_IN.get(name, 1) for name in names}


def test_sample_articles_are_all_accounted_for(items: tuple[Item, ...], assembly: Assembly) -> None:
    """Records become articles, less those joined by URL and the withdrawn one; four are only referred to."""
    kinds = Counter(article.kind for article in assembly.articles)
    assert kinds[Kind.FULL] + kinds[Kind.SECURED] == len(items) - MERGED - WITHDRAWN
    assert kinds[Kind.SECURED] == 2
    assert {article.title for article in assembly.articles if article.kind is Kind.REFERENCE} == REFERENCES
    assert assembly.removed == WITHDRAWN
    assert assembly.rejections == ()
    assert assembly.clashes == ()


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.source_id or Path(expected.path).stem)
def test_sample_article_comes_out_right(expected: Expected, archived: tuple[Article, ...]) -> None:
    """Title, kind and date are as a person would read them, and the text has what it must and no more."""
    article = find(archived, expected.path, expected.source_id)
    text = text_of(article)
    assert (article.title, article.kind, shown(article.published)) == (expected.title, expected.kind, expected.date)
    assert [piece for piece in expected.has if piece not in text] == []
    assert [piece for piece in expected.lacks if piece in text] == []


def test_sample_furniture_is_found_in_no_article(assembly: Assembly) -> None:
    """A word of a teaser, menu, script or withdrawn article finds no article, though the files hold it."""
    files = " ".join(path.read_text(encoding="utf-8", errors="replace") for path in FILES).casefold()
    assert [word for word in FURNITURE if word not in files] == []
    found = {(word, article.title) for article in assembly.articles for word in words_of(article) & set(FURNITURE)}
    assert found == set()


def test_sample_cuts_are_kept_with_their_reasons(archived: tuple[Article, ...]) -> None:
    """What cleaning removed from a page is there to be looked at, teasers included."""
    article = find(archived, "scraped/gannet-line-orders-hybrid-ferry.txt")
    cut = "\n".join(cut.text for cut in article.cuts)
    assert "zeppelin tours" in cut
    assert "Disclaimer" in cut
    assert all(cut.reason for cut in article.cuts)


def test_sample_sources_and_bylines_become_fields(archived: tuple[Article, ...]) -> None:
    """The source line of a page is its source, not a part of its text."""
    ferry = find(archived, "scraped/gannet-line-orders-hybrid-ferry.txt")
    assert ferry.source == "Radio Meridian"
    assert "Source" not in ferry.body
    saved = find(archived, "saved-pages/courier-tamber-bursts-its-banks.html")
    assert saved.authors == ("Nell Farrow", "Owen Tarbuck")


def test_sample_ciphertext_is_nowhere_in_records_or_articles(items: tuple[Item, ...], assembly: Assembly) -> None:
    """A locked body leaves no trace but the kind of its article."""
    held = repr(items) + repr(assembly)
    assert len(SECRETS) == 6
    assert [secret for secret in SECRETS if secret[:24] in held] == []


def test_sample_rebuilds_strictly_and_its_archive_holds_no_ciphertext(tmp_path: Path) -> None:
    """The whole sample is indexed without a rejection, and no byte, article or term comes from a locked body."""
    report = rebuild([SAMPLE], tmp_path / "archive", options=RebuildOptions(processes=1, strict=True))
    assert report.generation
    assert report.rejections == ()
    assert traces(Archive(tmp_path / "archive"), SECRETS) == set()


def test_sample_text_holds_no_damage_or_disguise(assembly: Assembly) -> None:
    """No mojibake, control character, direction override or markup is left in anything that is shown."""
    damage = re.compile(r"â€|Ã[©¯¸]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u202a-\u202e]|\\r|</?(?:script|b|p|img|title)\b")
    assert [text for article in assembly.articles for text in texts_of(article) if damage.search(text)] == []


def test_sample_links_are_web_addresses(assembly: Assembly) -> None:
    """An address that runs a script is no address of any article or related article."""
    articles = assembly.articles
    urls = [url for article in articles for url in (article.url, *article.aliases) if url]
    images = [image.url for article in articles for image in (*article.images, *article.provider.images)]
    assert [url for url in (*urls, *images) if not is_web_url(url)] == []
    assert len(images) > 10


def test_sample_related_articles_are_found_by_any_address(archived: tuple[Article, ...]) -> None:
    """AMP, tracking, plain http and `www` addresses lead to the archived article; a withdrawn one leads nowhere."""
    losses = find(archived, "harbour-courier/2021-02-12-lower-quay-counts-its-losses.md")
    flood = find(archived, "harbour-courier/2021-02-10-tamber-bursts-its-banks.md")
    report = find(archived, "harbour-courier/2022-03-15-halloran-report.md")
    pumps = find(archived, "tamber-gazette/2019-11-21-old-pumps.md")
    mayor = find(archived, "harbour-courier/2022-05-09-obrien-wins.md")
    debate = find(archived, "saved-pages/meridian-mayoral-debate.html")
    assert losses.related == (flood.id,)
    assert report.related == (losses.id, pumps.id)
    assert mayor.related == (report.id, debate.id)


def test_sample_records_of_one_url_are_one_article(archived: tuple[Article, ...]) -> None:
    """A front-matter file, a saved page and an exported record of one address are one article."""
    flood = find(archived, "harbour-courier/2021-02-10-tamber-bursts-its-banks.md")
    assert set(map(file_of, flood.origin)) == {
        "harbour-courier/2021-02-10-tamber-bursts-its-banks.md",
        "saved-pages/courier-tamber-bursts-its-banks.html",
        "exports/gazette-export.json",
    }


def test_sample_wire_story_stands_at_three_providers(archived: tuple[Article, ...]) -> None:
    """Copies of a wire story under different addresses stay articles of their own."""
    copies = [article for article in archived if "presumed refused" in article.body]
    assert len({article.id for article in copies}) == 3
    assert len({article.title for article in copies}) == 3


def test_sample_is_broad_enough_to_show_facets_and_timeline(archived: tuple[Article, ...]) -> None:
    """Facets, sorts and the timeline have something to show on the demo page."""
    years = Counter(article.published.at.year for article in archived if article.published)
    assert set(range(2019, 2026)) | {1987} == set(years)
    assert len({article.provider.name for article in archived if article.provider.name}) >= 9
    assert len({topic for article in archived for topic in article.topics}) >= 12
    assert len({article.type for article in archived if article.type}) >= 6
    assert len(archived) >= 75
    assert max(len(word) for article in archived for word in article.body.split()) == 2000
    assert max(len(article.title) for article in archived) == 300
