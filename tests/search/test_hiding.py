"""What is withdrawn, or bears a later date, is in no answer: the engine against a linear scan that leaves it out."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Instant, Kind
from index.errors import ArticleNotFound, ArticleWithdrawn, WithdrawalsUnreadable
from index.generations.archive import Archive
from index.generations.writer import write_index
from index.naming import lasting_names
from index.withdrawals import LOG_FILE
from index.withdrawing import restore, to_microseconds, withdraw
from search.engine import Engine, open_engine
from search.model import SearchRequest
from tests.oracle import Oracle
from tests.places import ROOT
from tests.search.test_engine import article, check, engine_over, found
from tests.small_archive import day
from tests.strategies import archives, requests

_MOMENT = timedelta(microseconds=1)


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> int:
        return to_microseconds(self.now) * 1000 + 999


@contextmanager
def serving(folder: Path, articles: Sequence[Article], clock: Clock, **about: Any) -> Iterator[Engine]:
    """An engine over an archive of these articles in this folder, at a time of ours."""
    Archive(folder).publish(partial(write_index, articles), about=about)
    engine = open_engine(f"whoosh:{folder}", clock)
    try:
        yield engine
    finally:
        engine.close()


def titles(engine: Engine, text: str = "") -> set[str]:
    return {hit.article.title for hit in engine.search(SearchRequest(text, limit=100)).hits}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(archives, st.data(), st.lists(requests(), min_size=4, max_size=4))
def test_answers_are_those_of_the_archive_without_what_is_hidden_for_any_part_of_it(
    articles: list[Article], data: st.DataObject, questions: list[SearchRequest]
) -> None:
    """Hits, order, totals, facets, timeline, pages and status; only the weights of words still count all articles."""
    named = {a.id for a in articles if data.draw(st.booleans())}
    names = {name for a in articles if a.id in named for name in lasting_names(a)}
    withdrawn = {a.id for a in articles if names & {*lasting_names(a)}}  # one without an address goes by its text
    clock = Clock(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=data.draw(st.integers(-1, 901))))
    future = {a.id for a in articles if a.published and a.published.at > clock.now}
    oracle = Oracle(articles, withdrawn | future)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), articles, clock) as engine:
        for name in named:
            withdraw(Path(folder), name, "a court order")
        for question in questions:
            response = engine.search(question)
            check(response, oracle.answer(question))
            paged: list[str] = []
            page = engine.search(replace(question, limit=2))
            while page.next_cursor:
                paged += found(page)
                page = engine.search(replace(question, limit=2, cursor=page.next_cursor))
            assert paged + found(page) == found(response)
        status = engine.status()
    seen = [page.article for page in oracle.seen]
    days = sorted(a.published.at.date().isoformat() for a in seen if a.published)
    assert (status.articles, status.withdrawn, status.held_back) == (
        len(seen), len(withdrawn), len(future - withdrawn),
    )  # fmt: skip
    assert dict(status.kinds) == {k: n for k in Kind if (n := sum(a.kind is k for a in seen))}
    assert (status.first, status.last) == ((days[0], days[-1]) if days else ("", ""))


def test_a_word_that_only_withdrawn_articles_hold_is_not_suggested(tmp_path: Path) -> None:
    """A correction of spelling would give away a name that the archive must not say."""
    secret = article("Brzeczyszczykiewicz arrested")
    rest = [article("Harbour arrests"), article("Harbour news")]
    with serving(tmp_path, [secret, *rest], Clock()) as engine:
        asked = SearchRequest("brzeczyszczykiewiz")
        assert engine.search(asked).suggestion == "brzeczyszczykiewicz"
        withdraw(tmp_path, secret.id, "a court order")
        assert engine.search(asked).suggestion == ""
        assert engine.search(SearchRequest("harbuor")).suggestion == "harbour"
    with engine_over(rest) as engine:
        assert engine.search(asked).suggestion == ""


def test_running_engines_notice_what_another_process_withdraws_and_restores(tmp_path: Path) -> None:
    """With the next request: in searches, on its page, in what relates to it; and it comes back whole."""
    story, other = article("Dredger sinks", url="https://news.example/dredger"), article("Ferry sails")
    linking = article("Harbour closed", related=(story.id, other.id))
    everything = {"Dredger sinks", "Ferry sails", "Harbour closed"}
    with serving(tmp_path, [story, other, linking], Clock()) as one:
        two = open_engine(f"whoosh:{tmp_path}")
        assert titles(one) == titles(two) == everything
        before = one.search(SearchRequest()).edition
        run_command("withdraw", story.url, "--reason", "a court order", "--archive", str(tmp_path))
        for engine in (one, two):
            assert titles(engine) == everything - {"Dredger sinks"}
            assert [a.title for a in engine.article(linking.id).related] == ["Ferry sails"]
            assert engine.article(linking.id).article.related == (other.id,)
            for name in (story.id, story.url, "http://NEWS.example/dredger/?utm_source=x"):
                with pytest.raises(ArticleWithdrawn, match="a court order"):
                    engine.article(name)
        assert before != one.search(SearchRequest()).edition == two.search(SearchRequest()).edition
        run_command("restore", story.id, "--archive", str(tmp_path))
        for engine in (one, two):
            assert titles(engine) == everything
            assert engine.article(linking.id).article == linking
        assert one.search(SearchRequest()).edition == before
        two.close()


def run_command(*arguments: str) -> None:
    command = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_a_withdrawal_ends_by_itself_after_its_last_day(tmp_path: Path) -> None:
    """A server that runs shows the article again from midnight on, and hides it if the clock is put back."""
    clock, story = Clock(), article("Dredger sinks")
    with serving(tmp_path, [story], clock) as engine:
        withdraw(tmp_path, story.id, "until the trial", until=date(2026, 3, 2), now=clock.now)
        assert titles(engine) == set()
        with pytest.raises(ArticleWithdrawn, match="It comes back after 2026-03-02"):
            engine.article(story.id)
        clock.now = datetime(2026, 3, 3, tzinfo=UTC) - _MOMENT
        assert titles(engine) == set()
        clock.now += _MOMENT
        assert titles(engine) == {"Dredger sinks"}
        clock.now -= _MOMENT
        assert titles(engine) == set()


def test_an_article_of_a_later_date_appears_when_its_time_has_come(tmp_path: Path) -> None:
    """At the very moment; one that bears a day alone, all that day in UTC. Nothing tells before that it is there."""
    clock = Clock(datetime(2026, 3, 1, 23, 59, tzinfo=UTC))
    daily = article("Daily", published=day(2026, 3, 2))
    exact = article("Exact", published=Instant(datetime(2026, 3, 2, 6, tzinfo=UTC)), related=(daily.id,))
    old = article("Old", published=day(2026, 3, 1), related=(daily.id, exact.id))
    with serving(tmp_path, [daily, exact, old, article("Undated")], clock) as engine:
        assert titles(engine) == {"Old", "Undated"}
        assert engine.status().held_back == 2
        assert engine.article(old.id).article.related == ()
        with pytest.raises(ArticleNotFound) as unknown:
            engine.article(exact.id)
        assert str(unknown.value) == f"No article here has the id or address {exact.id!r}."
        clock.now = datetime(2026, 3, 2, tzinfo=UTC)
        assert titles(engine) == {"Old", "Undated", "Daily"}
        clock.now = datetime(2026, 3, 2, 6, tzinfo=UTC) - _MOMENT
        assert titles(engine) == {"Old", "Undated", "Daily"}
        clock.now += _MOMENT
        assert titles(engine) == {"Old", "Undated", "Daily", "Exact"}
        assert engine.article(old.id).article == old


def test_an_archive_that_includes_the_future_shows_it_at_once(tmp_path: Path) -> None:
    """What the rebuild was told goes with the generation; a withdrawal holds all the same."""
    later = [article(name, published=day(2030, 1, 1)) for name in ("One", "Two")]
    with serving(tmp_path, later, Clock(), include_future=True) as engine:
        assert titles(engine) == {"One", "Two"}
        withdraw(tmp_path, later[0].id, "a court order")
        assert titles(engine) == {"Two"}


def test_of_articles_with_one_number_the_one_that_is_not_hidden_is_given(tmp_path: Path) -> None:
    """A source's own id may be several articles'; the newest that can be seen answers to it."""
    first = article("First", source_id="7", published=day(2020, 1, 2))
    second = article("Second", source_id="7", published=day(2020, 1, 1))
    with serving(tmp_path, [first, second], Clock()) as engine:
        assert engine.article("7").article == first
        withdraw(tmp_path, first.id, "a court order")
        assert engine.article("7").article == second
        withdraw(tmp_path, second.id, "another one")
        with pytest.raises(ArticleWithdrawn):
            engine.article("7")


def test_what_was_withdrawn_before_it_came_is_gone_like_the_rest(tmp_path: Path) -> None:
    """By its address, whether or not the archive has it."""
    with serving(tmp_path, [article("Other")], Clock()) as engine:
        withdraw(tmp_path, "https://news.example/coming", "a court order", force=True)
        for name in ("https://news.example/coming", "http://news.example/coming/#top"):
            with pytest.raises(ArticleWithdrawn):
                engine.article(name)
        coming = article("Coming", url="https://news.example/coming")
        Archive(tmp_path).publish(partial(write_index, [article("Other"), coming]))
        assert titles(engine) == {"Other"}


def test_nothing_is_shown_while_the_log_cannot_be_read(tmp_path: Path) -> None:
    """Not by a server that runs, not by one that starts; and everything is, as soon as it is mended."""
    with serving(tmp_path, [article("One"), article("Two")], Clock()) as engine:
        withdraw(tmp_path, article("One").id, "a court order")
        assert titles(engine) == {"Two"}
        good = (tmp_path / LOG_FILE).read_bytes()
        for damage in (b"junk\n" + good, b""):
            (tmp_path / LOG_FILE).write_bytes(damage)
            with pytest.raises(WithdrawalsUnreadable):
                engine.search(SearchRequest())
            with pytest.raises(WithdrawalsUnreadable):
                engine.article(article("Two").id)
        (tmp_path / LOG_FILE).unlink()
        with pytest.raises(WithdrawalsUnreadable):
            engine.status()
        (tmp_path / LOG_FILE).write_bytes(good)
        assert titles(engine) == {"Two"}


def test_a_server_that_starts_without_the_log_that_its_generation_was_made_beside_shows_nothing(tmp_path: Path) -> None:
    """A copy of the archive that left the log behind must not bring everything back."""
    with (
        serving(tmp_path, [article("One")], Clock(), withdrawals_bytes=100) as engine,
        pytest.raises(WithdrawalsUnreadable),
    ):
        engine.search(SearchRequest())


def test_restoring_lifts_every_withdrawal_of_an_article(tmp_path: Path) -> None:
    """However often and under whatever name it was withdrawn."""
    story = article("Story", url="https://news.example/a", aliases=("https://news.example/a", "https://news.example/b"))
    with serving(tmp_path, [story], Clock()) as engine:
        for name in (story.id, "https://news.example/b", "https://news.example/a"):
            withdraw(tmp_path, name, "a court order")
        restore(tmp_path, "https://news.example/b", "settled")
        assert titles(engine) == {"Story"}
