"""What an article said before: kept through rebuilds, shown with what changed, gone with the article."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.article import Article, Instant, Origin, article_id
from index.assembly.assemble import Assembly, assemble
from index.cleaning.clean import clean_record
from index.generations.archive import MANIFEST, Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport, report_to_json, report_to_text
from index.record import RawBody, Record
from index.versions.carrying import Carried, carry_over
from index.versions.file import VERSIONS_FILE, VersionsReader
from index.versions.history import History, Version
from index.versions.served import Served
from index.withdrawing import restore, withdraw
from search.engine import open_engine
from search.model import MarkedArticle, SearchRequest
from tests.index.readers.packing import WarcFile
from tests.places import ROOT
from tests.small_archive import DANGEROUS, HOSTILE, RICH, SECRET_PATH, build_client, day
from web.app import create_app
from web.cli import cli

URL = "https://harbour-courier.example/2021/ferry"
FIRST = "The ferry to the islands runs again after the repair. Forty people were aboard."
SECOND = FIRST.replace("Forty", "Fifty")
THIRD = FIRST.replace("Forty", "Sixty")
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def ferry(body: str = FIRST, **given_: Any) -> dict[str, Any]:
    """One article as a line of JSON Lines."""
    return {"title": "Ferry runs again", "body": body, "url": URL, "date": "2021-12-15T10:00:00Z", **given_}


class Newsroom:
    """A folder of sources and the archive that is built of it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.archive = folder / "source", folder / "archive"
        self.source.mkdir()

    def put(self, name: str, *records: dict[str, Any]) -> None:
        (self.source / name).write_text("\n".join(map(json.dumps, records)))

    def build(self, **options: Any) -> RebuildReport:
        return rebuild([self.source], self.archive, options=RebuildOptions(processes=1, **options))

    def publish(self, *records: dict[str, Any], **options: Any) -> RebuildReport:
        """Put these records in the place of the last ones, and rebuild."""
        self.put("articles.jsonl", *records)
        return self.build(**options)

    def read(self, name: str = URL) -> MarkedArticle:
        with closing(open_engine(f"whoosh:{self.archive}")) as engine:
            return engine.article(name)

    def earlier(self, name: str = URL) -> list[str]:
        """The bodies it had before, the first one first."""
        return [one.version.body for one in reversed(self.read(name).revisions)]


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def test_the_text_that_was_served_is_kept_when_its_file_is_overwritten(newsroom: Newsroom) -> None:
    """However often it changes, every text that was published is there, with when it was found replaced."""
    before = datetime.now(UTC).replace(microsecond=0)
    for text in (FIRST, SECOND, THIRD):
        report = newsroom.publish(ferry(text))
    assert newsroom.read().article.body == THIRD
    assert newsroom.earlier() == [FIRST, SECOND]
    assert all(one.version.noticed and one.version.replaced.at >= before for one in newsroom.read().revisions)
    told = report_to_json(report)["versions"]
    assert (told["articles"], told["earlier_texts"], [one["id"] for one in told["changed"]]) == (
        1,
        2,
        [article_id(URL)],
    )
    assert "1 articles changed since the generation before; 2 earlier texts of 1 kept" in report_to_text(report)


def test_the_source_says_when_it_changed_if_it_gives_a_later_date(newsroom: Newsroom) -> None:
    """A correction that is dated is shown with its date, and not with that of the rebuild."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND, updated="2021-12-16T09:30:00Z"))
    (revision,) = newsroom.read().revisions
    assert (revision.version.replaced.at, revision.version.noticed) == (
        datetime(2021, 12, 16, 9, 30, tzinfo=UTC),
        False,
    )


def test_the_text_is_kept_when_another_file_takes_the_place_of_the_first(newsroom: Newsroom) -> None:
    """The same address under another name is the same article."""
    newsroom.publish(ferry())
    (newsroom.source / "articles.jsonl").unlink()
    newsroom.put("later.jsonl", ferry(SECOND))
    newsroom.build()
    assert newsroom.earlier() == [FIRST]


def test_versions_follow_an_article_whose_main_address_changes(newsroom: Newsroom) -> None:
    """An id goes by the main address; what it said before is found by the others."""
    moved = "https://harbour-courier.example/moved"
    for text, url in ((FIRST, URL), (SECOND, moved)):
        page = f'<link rel="canonical" href="{url}"><link rel="amphtml" href="{URL}.amp"><h1>Ferry</h1><p>{text}</p>'
        (newsroom.source / "page.html").write_text(
            f"<!doctype html><html><body><article>{page}</article></body></html>"
        )
        newsroom.build()
    assert newsroom.read(f"{URL}.amp").article.id == article_id(moved) != article_id(URL)
    (before,) = newsroom.earlier(moved)
    assert before.endswith(FIRST)


def test_a_headline_that_changed_is_a_change(newsroom: Newsroom) -> None:
    """Newsrooms change headlines in silence; the text under it is said to be the same."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(title="Ferry runs again, at last"))
    (revision,) = newsroom.read().revisions
    assert (revision.version.title, revision.title_after) == ("Ferry runs again", "Ferry runs again, at last")
    assert revision.differences == ()


@pytest.mark.parametrize(
    "other",
    [ferry(topics=["Ferries"]), ferry(FIRST.replace(" ", "  ")), ferry(FIRST.replace(". ", ".\n\n"))],
    ids=["a topic more", "other spaces", "other paragraphs"],
)
def test_nothing_has_changed_when_the_words_are_the_same(newsroom: Newsroom, other: dict[str, Any]) -> None:
    """Metadata and white space are no text."""
    newsroom.publish(ferry())
    report = newsroom.publish(other)
    assert (newsroom.earlier(), report.versions.changed) == ([], ())


def test_a_record_that_moves_within_its_file_gets_no_text_of_another(newsroom: Newsroom) -> None:
    """Where rows have only their places a deleted one shifts the others, and none of those has changed."""
    rows = [{"title": title, "body": f"{title}, said the paper."} for title in ("Budget", "Bridge", "Cracks")]
    newsroom.publish(*rows)
    report = newsroom.publish(*rows[1:])
    assert report.versions.changed == ()
    assert report.versions.texts == 0


@pytest.mark.parametrize("name", ["list.json", "list.txt"])
def test_an_entry_of_a_list_that_moves_gets_no_text_of_another(newsroom: Newsroom, name: str) -> None:
    """A list in JSON has places too, whatever its file is called."""
    rows = [{"title": title, "body": f"{title}, said the paper."} for title in ("Budget", "Bridge", "Cracks")]
    for listed in (rows, rows[1:]):
        (newsroom.source / name).write_text(json.dumps(listed))
        report = newsroom.build()
    assert report.versions.changed == ()


@pytest.mark.parametrize("name", ["note.md", "notes.json/1"])
def test_a_file_of_one_article_that_is_overwritten_is_a_change_without_an_address_too(
    newsroom: Newsroom, name: str
) -> None:
    """Its place is the whole file, and nothing else can have moved there, even if it is named as an entry would be."""
    path = newsroom.source / name
    path.parent.mkdir(exist_ok=True)
    for body in (FIRST, SECOND):
        path.write_text(f"---\ntitle: A note\ndate: 2021-12-15\n---\n{body}\n")
        report = newsroom.build()
    assert [one.title for one in report.versions.changed] == ["A note"]


def test_a_history_goes_with_its_text_when_a_record_moves() -> None:
    """Known by its place in a file before and after, and by what it says."""
    first, third = (replace(record(body), urls=(), origin=Origin("a.csv", 2)) for body in (FIRST, THIRD))
    old, new = assemble([first]), assemble([third, replace(first, origin=Origin("a.csv", 3))])
    version = Version(replaced=Instant(NOW), title="Ferry", body=SECOND, read=bytes(16))
    served = next_served(old, Carried({old.articles[0].id: History((version,))}))
    heir = next(article.id for article in new.articles if article.body == FIRST)
    assert carry_over(served, new, NOW).histories == {heir: History((version,))}


def test_a_further_file_of_the_same_article_is_no_change(newsroom: Newsroom) -> None:
    """What is still in the sources was not replaced: the longer text of another file gives way to nobody."""
    newsroom.publish(ferry())
    newsroom.put("scraped.jsonl", ferry(f"{FIRST} Nobody complained of the wait, which was long.", date=""))
    report = newsroom.build()
    assert newsroom.read().article.body.endswith("which was long.")
    assert (newsroom.earlier(), report.versions.changed) == ([], ())


def test_versions_stay_when_nothing_or_everything_else_changes(newsroom: Newsroom) -> None:
    """A rebuild that has nothing to do, one that reads all anew, one with more articles: what was kept is kept."""
    for text in (FIRST, SECOND):
        newsroom.publish(ferry(text))
    assert newsroom.build().unchanged
    assert not newsroom.build(cache="fresh").versions.changed
    newsroom.publish(ferry(SECOND), {"title": "Tin", "body": "Tin mine floods.", "url": "https://tin.example/1"})
    assert newsroom.earlier() == [FIRST]


def test_every_text_counts_when_an_article_goes_back_and_forth(newsroom: Newsroom) -> None:
    """A text that was put back was away in between."""
    for text in (FIRST, SECOND, FIRST, SECOND):
        newsroom.publish(ferry(text))
    assert newsroom.earlier() == [FIRST, SECOND, FIRST]


def test_the_generation_that_is_served_counts_after_a_rollback(newsroom: Newsroom) -> None:
    """What nobody saw any more was no version."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    Archive(newsroom.archive).rollback()
    newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [FIRST]


def test_an_article_goes_with_its_versions_when_its_sources_are_gone(newsroom: Newsroom) -> None:
    """Whoever takes a source away takes all of it away, also where another article still mentions it."""
    teller = {"title": "T", "body": "B", "url": "https://tin.example/1", "related": [{"title": "Ferry", "url": URL}]}
    newsroom.publish(ferry(), teller)
    newsroom.publish(ferry(SECOND), teller)
    newsroom.publish(teller)
    assert (newsroom.read().article.kind, newsroom.earlier()) == ("reference", [])
    newsroom.publish(ferry(THIRD), teller)
    assert newsroom.earlier() == []


def test_earlier_texts_are_not_searched(newsroom: Newsroom) -> None:
    """A search finds what an article says, and not what it said."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    with closing(open_engine(f"whoosh:{newsroom.archive}")) as engine:
        assert [engine.search(SearchRequest(text=word)).total for word in ("forty", "fifty")] == [0, 1]


def test_versions_are_withdrawn_with_their_article(newsroom: Newsroom) -> None:
    """Nothing of it is shown; once it is restored all of it is there, what changed meanwhile too."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    withdraw(newsroom.archive, URL, "a court order")
    client = create_app(open_engine(f"whoosh:{newsroom.archive}")).test_client()
    for place in (f"/article/{article_id(URL)}", f"/api/articles/{article_id(URL)}"):
        answer = client.get(place)
        assert (answer.status_code, "aboard" in answer.text) == (410, False)
    newsroom.publish(ferry(THIRD))
    restore(newsroom.archive, URL)
    assert newsroom.earlier() == [FIRST, SECOND]


def test_a_rebuild_that_is_killed_loses_no_text(newsroom: Newsroom) -> None:
    """Killed after the versions are written and before they are published, the next one keeps the text all the same."""
    newsroom.publish(ferry())
    newsroom.put("articles.jsonl", ferry(SECOND))
    done = subprocess.run(
        [sys.executable, "-c", _REBUILD_AND_DIE, str(newsroom.source), str(newsroom.archive)], check=False, cwd=ROOT
    )
    assert done.returncode == -signal.SIGKILL
    newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [FIRST]


_REBUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from index.generations import archive
from index.rebuilding import rebuild
archive._write_manifest = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
rebuild.rebuild([Path(sys.argv[1])], Path(sys.argv[2]), options=rebuild.RebuildOptions(processes=1))
"""


def test_what_was_kept_outlasts_a_generation_of_another_schema(newsroom: Newsroom) -> None:
    """Whoever upgrades keeps the earlier texts, and is told that the ones replaced meanwhile cannot be read."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    manifest = Archive(newsroom.archive).current() / MANIFEST
    manifest.write_text(manifest.read_text().replace('"schema_version": 1', '"schema_version": 999'))
    report = newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [FIRST]
    assert any("schema 999" in warning for warning in report.warnings)


def damage(path: Path) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[70] ^= 1
    path.write_bytes(data)


def test_a_rebuild_says_so_when_the_versions_are_damaged(newsroom: Newsroom) -> None:
    """A damaged archive can be built anew, but not in silence."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND), keep=1)
    damage(Archive(newsroom.archive).current() / VERSIONS_FILE)
    report = newsroom.publish(ferry(THIRD))
    assert any("are lost" in warning and VERSIONS_FILE in warning for warning in report.warnings)
    assert newsroom.read().article.body == THIRD


@pytest.mark.parametrize("harm", ["bit", "gone", "gone with the manifest", "no generation"])
def test_what_was_kept_is_taken_from_an_older_generation_when_the_versions_are_damaged(
    newsroom: Newsroom, harm: str
) -> None:
    """The newest that has them whole, and the report says which and what that loses."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND), keep=3)
    newsroom.publish(ferry(THIRD), keep=3)
    archive = Archive(newsroom.archive)
    served, older = archive.current(), archive.generations()[-2]
    if harm == "bit":
        damage(served / VERSIONS_FILE)
    elif harm == "no generation":
        (newsroom.archive / "CURRENT").write_text("nowhere")
        shutil.rmtree(served)
    else:
        (served / VERSIONS_FILE).unlink()
        if "manifest" in harm:
            (served / MANIFEST).write_text("{")
    report = newsroom.publish(ferry(FIRST + " It is full."), keep=3)
    assert newsroom.earlier() == [FIRST, SECOND]
    assert [older in warning for warning in report.warnings] == [True]


def test_a_rebuild_counts_the_histories_that_go_with_their_sources(newsroom: Newsroom) -> None:
    """A folder that was not mounted looks like that, and its articles come back without what they said before."""
    other = {"title": "Mine", "body": "Closed.", "url": "https://harbour-courier.example/2021/mine"}
    newsroom.publish(ferry(), other)
    assert newsroom.publish(ferry(SECOND), other).warnings == ()
    assert newsroom.publish(other).warnings == ("The earlier texts of 1 article are dropped, as the sources are gone.",)


def test_an_archive_without_versions_is_read_and_gets_them(newsroom: Newsroom) -> None:
    """A generation of before there were any has no history, and the next one has what changes from then on."""
    newsroom.publish(ferry())
    folder = Archive(newsroom.archive).current()
    (folder / VERSIONS_FILE).unlink()
    manifest = json.loads((folder / MANIFEST).read_bytes())
    del manifest["files"][VERSIONS_FILE]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert newsroom.earlier() == []
    assert newsroom.publish(ferry(SECOND)).warnings == ()
    newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [SECOND]


def record(body: str, read_as: str = "", **given_: Any) -> Record:
    """A cleaned record of the ferry; `read_as` is its text before cleaning."""
    raw = Record(
        Origin("a.json"), "records", title="Ferry", urls=(URL,), body=RawBody(read_as or body, "plain"), **given_
    )
    return replace(clean_record(raw), body=RawBody(body, "plain"))


def next_served(assembly: Assembly, carried: Carried) -> Served:
    """What is served once an assembly is published."""
    articles: dict[str, Article] = {article.id: article for article in assembly.articles}
    reads = {id_: read for id_, (read, *_) in assembly.reads.items()}
    return Served(reads, carried.histories, articles.get)


def test_captures_of_a_web_archive_are_versions_in_the_order_of_fetching(newsroom: Newsroom) -> None:
    """Pages seldom say when they changed; who fetched them again and again knows. In one file or in several."""
    paragraph = (
        "The board of the harbour met on Tuesday and put off the second crane, which had been promised, once more."
    )
    for number, texts in enumerate(([(THIRD, 5), (FIRST, 1)], [(SECOND, 3)])):
        warc = WarcFile()
        for text, day_ in texts:
            page = f"<!doctype html><html><body><h1>Ferry</h1><p>{paragraph}</p><p>{text}</p></body></html>"
            fields = {"WARC-Date": f"2020-05-0{day_}T10:00:00Z"}
            warc.record(URL, page.encode(), kind="resource", media="text/html", fields=fields)
        (newsroom.source / f"{number}.warc").write_bytes(warc.bytes())
    newsroom.build()
    assert newsroom.read().article.body.endswith(THIRD)
    assert [body.rpartition("\n")[2] for body in newsroom.earlier()] == [FIRST, SECOND]
    replaced = [(one.version.replaced.at.day, one.version.noticed) for one in newsroom.read().revisions]
    assert replaced == [(5, True), (3, True)]


def test_our_own_cleaning_is_no_change_of_the_article() -> None:
    """Where the source says the same, another text is ours: it was read the same, and cleaned otherwise."""
    old = assemble([record(f"{FIRST}\n\nRead more.", read_as=f"{FIRST} Read more.")])
    served = next_served(old, carry_over(Served(), old, NOW))
    better = assemble([record(FIRST, read_as=f"{FIRST} Read more.")])
    assert carry_over(served, better, NOW) == Carried({})
    corrected = assemble([record(SECOND, read_as=f"{SECOND} Read more.")])
    (history,) = carry_over(served, corrected, NOW).histories.values()
    assert [version.body for version in history.versions] == [f"{FIRST}\n\nRead more."]


@given(st.lists(st.sampled_from([FIRST, SECOND, THIRD]), min_size=1, max_size=8))
def test_every_text_is_kept_once_for_each_time_it_was_replaced(texts: list[str]) -> None:
    """Whatever is published in a row, the versions and the text are that row, without its repetitions."""
    served = Served()
    for number, text in enumerate(texts):
        assembly = assemble([record(text)])
        carried = carry_over(served, assembly, NOW + timedelta(days=number))
        served = next_served(assembly, carried)
    history = served.histories.get(article_id(URL))
    shown = [version.body for version in history.versions] if history else []
    expected = [text for place, text in enumerate(texts) if place == 0 or texts[place - 1] != text]
    assert [*shown, texts[-1]] == expected


@given(st.lists(st.sets(st.sampled_from([(FIRST, 1), (SECOND, 2), (THIRD, 3)]), min_size=1), min_size=1, max_size=6))
def test_no_text_that_was_shown_is_lost_whatever_files_come_and_go(rebuilds: list[set[tuple[str, int]]]) -> None:
    """Dated files of one article come and go: each text that was ever shown is the text or a version."""
    served, shown = Served(), set()
    for turn, files in enumerate(rebuilds):
        records = [record(text, published=day(2021, 12, number)) for text, number in sorted(files)]
        assembly = assemble(records)
        served = next_served(assembly, carry_over(served, assembly, NOW + timedelta(days=turn)))
        body = assembly.articles[0].body
        history = served.histories.get(article_id(URL))
        versions = list(history.versions) if history else []
        shown.add(body)
        assert shown <= {body, *(version.body for version in versions)}
        assert [version.replaced.at for version in versions] == sorted(version.replaced.at for version in versions)


def test_the_file_gives_back_what_was_written(newsroom: Newsroom) -> None:
    """By id and all together; an article that has no history has none."""
    for text in (FIRST, SECOND):
        newsroom.publish(ferry(text), {"title": "Tin", "body": "Tin mine floods.", "url": "https://tin.example/1"})
    reader = VersionsReader(Archive(newsroom.archive).current())
    ((id_, history),) = reader.histories()
    assert (id_, reader.history_of(id_)) == (article_id(URL), history)
    assert not reader.history_of(article_id("https://tin.example/1")).versions
    assert not reader.history_of("f" * 32).versions
    assert set(reader.reads()) == {article_id(URL), article_id("https://tin.example/1")}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over one article with a past, and one whose past holds markup."""
    return build_client(tmp_path_factory.mktemp("versions"), [RICH, DANGEROUS])


def test_page_says_that_an_article_changed_when_and_how(client: FlaskClient) -> None:
    """At the top with a link, below with each change, latest first, and the whole of each earlier text."""
    soup = BeautifulSoup(client.get(f"/article/{RICH.id}").text, "lxml")
    (notice,) = soup.select(".changed")
    assert notice.text.startswith("Change noticed on 3 January 2022, 04:05 UTC")
    assert soup.select(str(notice.a["href"]))  # type: ignore[index]
    changes = soup.select(".versions ol > li")
    assert [one.h3.text.strip() for one in changes] == [  # type: ignore[union-attr]
        "Change noticed on 3 January 2022, 04:05 UTC",
        "Changed on 16 December 2021",
    ]
    assert [one.text for one in changes[0].select(".difference del, .difference ins")] == [
        "Harbour budget approved at last",
        "Harbour budget approved",
    ]
    assert [one.text for one in changes[1].select(".difference del, .difference ins")][2:] == ["three ", "two "]
    assert "grows by three percent" in changes[1].select(".former")[0].text


def test_page_of_an_article_that_never_changed_says_nothing(client: FlaskClient) -> None:
    """No heading stands over nothing."""
    assert "version" not in client.get("/").text
    soup = BeautifulSoup(client.get(f"/article/{DANGEROUS.id}").text, "lxml")
    assert len(soup.select(".versions ol > li")) == 1
    assert HOSTILE in soup.select(".former")[0].text
    assert not soup.select(".versions script, .versions b")


def test_json_of_an_article_has_its_versions_and_no_file(client: FlaskClient) -> None:
    """Programs get the whole of each text, and nobody learns by HTTP where anything was read."""
    shown = client.get(f"/api/articles/{RICH.id}").get_json()
    assert shown["versions_total"] == 2
    latest, first = shown["versions"]
    assert (latest["replaced"], latest["replaced_noticed"], latest["title_changed"]) == (
        "2022-01-03T04:05:00Z",
        True,
        True,
    )
    assert (first["replaced"], first["dated"], first["body"]) == (
        "2021-12-16",
        "2021-12-15T23:05:00Z",
        RICH.body.replace("two", "three"),
    )
    assert {"fate": "removed", "text": "three "} in first["differences"]
    for place in ("article", "api/articles"):
        text = client.get(f"/{place}/{DANGEROUS.id}").text
        assert SECRET_PATH not in text
        assert "conflicts" not in text


def show(newsroom: Newsroom, *options: str) -> str:
    return CliRunner().invoke(cli, ["show", URL, "--archive", str(newsroom.archive), *options]).stdout


def test_show_tells_what_gave_way_and_where_it_stands(newsroom: Newsroom) -> None:
    """Whoever runs the archive sees which file said otherwise, in text and as JSON."""
    newsroom.put("meta.jsonl", ferry("", title="Ferry is back", date="2021-12-14", quality=4))
    newsroom.put("page.jsonl", ferry(quality=5))
    newsroom.build()
    told = json.loads(show(newsroom, "--format", "json"))
    assert told["conflicts_total"] == len(told["conflicts"]) == 3
    lost = {one["field"]: (one["value"], one["file"], one["line"]) for one in told["conflicts"]}
    place = ("source/meta.jsonl", None)
    assert lost == {"title": ("Ferry is back", *place), "quality": ("4", *place), "published": ("2021-12-14", *place)}
    assert "title       Ferry is back  [source/meta.jsonl]" in show(newsroom)


def test_show_tells_what_an_article_said_before(newsroom: Newsroom) -> None:
    """In a terminal too: when, and what has changed since."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND, updated="2021-12-16T09:30:00Z"))
    assert "Earlier versions (1)\n  changed 2021-12-16T09:30:00Z; text of 2021-12-15T10:00:00Z\n" in show(newsroom)
    assert "\n    - Forty\n    + Fifty\n" in show(newsroom)
    assert json.loads(show(newsroom, "--format", "json"))["versions"][0]["body"] == FIRST


def test_an_article_shows_what_relates_to_it_too(newsroom: Newsroom) -> None:
    """Both directions, of archived articles and references, by any address; what is withdrawn relates to nothing."""
    mention = {"title": "Ferry", "url": f"{URL}?utm_source=x"}
    tellers = [
        {
            "title": f"Teller {n}",
            "body": f"B {n}",
            "date": f"2021-12-0{n}",
            "url": f"https://t.example/{n}",
            "related": [mention],
        }
        for n in (1, 2)
    ]
    newsroom.publish(ferry(), *tellers)
    shown = newsroom.read()
    assert ([one.title for one in shown.related_from], shown.related_from_total) == (["Teller 2", "Teller 1"], 2)
    assert [one.title for one in newsroom.read("https://t.example/1").related] == ["Ferry runs again"]
    withdraw(newsroom.archive, "https://t.example/2", "a court order")
    assert [one.title for one in newsroom.read().related_from] == ["Teller 1"]
    client = create_app(open_engine(f"whoosh:{newsroom.archive}")).test_client()
    soup = BeautifulSoup(client.get(f"/article/{article_id(URL)}").text, "lxml")
    assert [one.text for one in soup.select("[aria-labelledby=related-from-heading] h3")] == ["Teller 1"]
    answer = client.get(f"/api/articles/{article_id(URL)}").get_json()
    assert ([one["title"] for one in answer["related_from"]], answer["related_from_total"]) == (["Teller 1"], 1)
