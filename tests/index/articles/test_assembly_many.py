"""Hundreds of texts of one article: what comes of them is what asking every pair gives, and takes no longer for it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Instant
from index.assembly.assemble import assemble
from index.assembly.excerpts import is_broken_off, read_text, which_are_broken_off
from index.assembly.later import Later, moment, replaces
from index.assembly.said_before import SaidBefore
from index.record import Record
from index.sentences import flat, own_sentences
from tests.index.articles.test_assembly import URL, day, only, record

_WORDS = "tide quay ferry captain rope harbour storm lantern gull mole beacon keeper anchor barge pilot".split()

_exact = st.integers(0, 99).map(lambda hours: Instant(day(0).at + timedelta(hours=hours)))
_vague = st.sampled_from(["day", "month"]).flatmap(
    lambda precision: st.integers(0, 4).map(lambda number: day(number, precision=precision, zone="assumed"))
)
_instants = st.none() | _exact | _vague
_records = st.builds(
    lambda path, published, fetched, version: record(
        path, published=published, fetched=fetched, version=version, source_id="7" if version else ""
    ),
    st.sampled_from("abc"),
    _instants,
    st.none() | _vague,
    st.sampled_from([(), (1,), (2,), (1, 1), (1, 2)]),
)


@given(st.lists(_records, min_size=1, max_size=9))
def test_what_comes_next_is_what_asking_every_record_gives(records: list[Record]) -> None:
    """Whatever dates they bear, however exact, when they were fetched and how they are numbered."""
    later = Later(records)
    for one in records:
        expected = min((other for other in records if replaces(other, one)), key=moment, default=None)
        assert later.next_after(one) is expected


_sentences = st.lists(st.sampled_from(_WORDS), min_size=4, max_size=6).map(lambda words: f"{' '.join(words)}.")
_texts = st.lists(_sentences | st.just("tide quay ferry rope."), min_size=1, max_size=4).map("\n\n".join)


@given(st.lists(_texts, max_size=6), _texts)
def test_a_sentence_said_before_is_told_as_by_looking_through_all(texts: list[str], asked: str) -> None:
    """Parts of a sentence, and what goes over the end of one, are found too."""
    said = SaidBefore(texts)
    for one in (*texts, asked, asked[3:]):
        assert said.news_in(one) == bool(own_sentences(one, map(flat, texts)))


@given(st.lists(st.tuples(_texts, st.integers(0, 40), st.sampled_from(["", "…"])), max_size=8))
def test_what_is_broken_off_is_told_as_by_comparing_all(given_: list[tuple[str, int, str]]) -> None:
    """Each is compared only with those that begin with it."""
    texts = [read_text(text[: len(text) - less] + end) for text, less, end in given_]
    assert list(which_are_broken_off(texts)) == [any(is_broken_off(one, other) for other in texts) for one in texts]


def _live(count: int, dates: Callable[[int], dict[str, Instant]]) -> list[Record]:
    """A page that was fetched again and again, each time with other paragraphs in another order."""
    chosen = random.Random(1)
    standing = [f"{' '.join(chosen.sample(_WORDS, 12))}." for _ in range(12)]
    texts = (
        "\n\n".join([*chosen.sample(standing, 8), f"The water stood at {number} centimetres at noon, the office said."])
        for number in range(count)
    )
    return [record("a.jsonl", number, text, urls=(URL,), **dates(number)) for number, text in enumerate(texts)]


@pytest.mark.parametrize("kind", ["undated", "dated", "fetched"])
def test_a_page_that_was_kept_a_thousand_times_takes_in_step_with_that(kind: str) -> None:
    """All of its texts are there, and four times as many take no sixteen times as long."""

    def dates(number: int) -> dict[str, Instant]:
        at = Instant(datetime(2021, 3, 4, tzinfo=UTC) + timedelta(minutes=7 * number))
        return {} if kind == "undated" else {"published" if kind == "dated" else "fetched": at}

    def seconds(count: int) -> float:
        began = time.process_time()
        assembly = assemble(_live(count, dates))
        taken = time.process_time() - began
        assert len(assembly.histories[only(assembly).id].versions) == count - 1
        return taken

    seconds(10)
    assert seconds(1000) < 9 * seconds(250)
