"""What a rebuild carries over from the generation being served: every text that was replaced, and no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.article import Article, Instant, Origin, article_id
from index.assembly.assemble import Assembly, assemble
from index.cleaning.clean import clean_record
from index.generations.archive import Archive
from index.record import RawBody, Record
from index.versions.carrying import Carried, carry_over
from index.versions.file import VersionsReader
from index.versions.history import History, Version, in_order
from index.versions.served import Served
from tests.index.articles.newsroom import FIRST, SECOND, THIRD, URL, Newsroom, ferry
from tests.small_archive import day

NOW = datetime(2026, 3, 4, tzinfo=UTC)


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
        assert versions == sorted(versions, key=in_order)


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


def test_a_history_goes_with_its_text_when_a_record_moves() -> None:
    """Known by its place in a file before and after, and by what it says."""
    first, third = (replace(record(body), urls=(), origin=Origin("a.csv", 2)) for body in (FIRST, THIRD))
    old, new = assemble([first]), assemble([third, replace(first, origin=Origin("a.csv", 3))])
    version = Version(replaced=Instant(NOW), title="Ferry", body=SECOND, read=bytes(16))
    served = next_served(old, Carried({old.articles[0].id: History((version,))}))
    heir = next(article.id for article in new.articles if article.body == FIRST)
    assert carry_over(served, new, NOW).histories == {heir: History((version,))}
