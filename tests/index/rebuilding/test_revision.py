"""A generation made of what is served and what has changed is the one that writing everything anew would make."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from whoosh.index import open_dir

from index.article import Article, Kind, Origin, article_id
from index.errors import IndexIncompatible
from index.generations import column_writing, writer
from index.generations.archive import Archive, verify_generation
from index.generations.column_writing import Rows
from index.generations.columns import COLUMNS_FILE, Int64s
from index.generations.generation import Generation
from index.generations.revision import Base, amend, revise
from index.generations.stored import encode_article
from index.generations.writer import write_index, write_revision
from search.engine import open_engine
from search.model import SearchRequest
from tests.index.codec.test_segment import content
from tests.merged_generation import in_archive_order
from tests.oracle import Oracle
from tests.soak import agrees
from tests.strategies import archives, articles, instants, requests, texts, with_copies

_CHANGES = st.one_of(
    st.builds(lambda text: {"title": text}, texts),
    st.builds(lambda text: {"body": text, "kind": Kind.FULL}, texts),
    st.builds(lambda moment: {"published": moment}, st.none() | instants),
    st.builds(lambda number: {"quality": number}, st.integers(0, 100)),
    st.builds(lambda path: {"origin": (Origin(path),)}, st.sampled_from(("a.md", "b.md"))),
    st.builds(lambda other: {"related": (article_id(other),)}, texts),
    st.builds(lambda url: {"aliases": (f"https://example.org/{url}",)}, st.integers(0, 3)),
)


@st.composite
def _later(draw: st.DrawFn, held: Sequence[Article]) -> list[Article]:
    """The archive some time later: articles gone, changed and new."""
    fates = [draw(st.sampled_from(("kept", "kept", "kept", "changed", "gone"))) for _ in held]
    stayed = [
        structs.replace(article, **draw(_CHANGES)) if fate == "changed" else article
        for article, fate in zip(held, fates, strict=True)
        if fate != "gone"
    ]
    known = {article.id for article in stayed}
    new = draw(st.lists(articles(), max_size=3, unique_by=lambda article: article.id))
    state = [*stayed, *(article for article in new if article.id not in known)]
    # who shares a story with whom changes for those too that are as they were
    return draw(with_copies([structs.replace(article, story="") for article in state]))


@st.composite
def histories(draw: st.DrawFn) -> list[list[Article]]:
    """An archive as it was at several rebuilds."""
    states = [draw(archives)]
    for _ in range(draw(st.integers(1, 3))):
        states.append(draw(_later(states[-1])))
    return states


def always(served: Generation) -> Base:
    """A base that is built upon however little stays of it."""
    return Base(served, articles=0, new=1.0)


def publish(articles_: Sequence[Article], folder: Path, served: Generation | None = None, **options: Any) -> Generation:
    """A generation of these articles."""
    archive = Archive(folder)
    base = always(served) if served else None
    archive.publish(lambda inside: write_index(articles_, inside, base=base, **options))
    return Generation(archive.current())


def publish_changes(
    before: Sequence[Article], after: Sequence[Article], folder: Path, served: Generation
) -> Generation:
    """The generation of `after`, told only what has changed since `before`."""
    held = {article.id: encode_article(article) for article in before}
    changed = [article for article in after if held.get(article.id) != encode_article(article)]
    revision = amend(always(served), held.keys() - {article.id for article in after}, changed)
    assert revision
    archive = Archive(folder)
    archive.publish(lambda inside: write_revision(revision, inside))
    return Generation(archive.current())


def assert_same(made: Generation, expected: Generation) -> None:
    """Every term, posting, place, span, length and record; every column to the byte; and all as the manifest says."""
    verify_generation(made.folder)
    made.segment.verify()
    assert content(made.segment) == content(expected.segment)
    assert made.records(range(made.size)) == expected.records(range(expected.size))
    columns = [(generation.folder / COLUMNS_FILE).read_bytes() for generation in (made, expected)]
    assert columns[0] == columns[1]


def assert_whoosh_agrees(made: Path, anew: Path) -> None:
    """Whoosh itself finds the same documents by the same words, with the same weights."""
    expected = Archive(anew).current()
    with open_dir(made).reader() as one, open_dir(expected).reader() as other:
        assert one.doc_count() == other.doc_count()
        assert list(one.all_terms()) == list(other.all_terms())
        for field, term in one.all_terms():
            assert list(one.postings(field, term).items_as("frequency")) == list(
                other.postings(field, term).items_as("frequency")
            )


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(histories(), st.integers(0, 2), requests())
def test_a_history_of_changes_comes_to_what_its_end_alone_would(
    history: list[list[Article]], order: int, request_: SearchRequest
) -> None:
    """Round after round, each upon the one before, and a search finds the same in both."""
    with tempfile.TemporaryDirectory() as folder:
        made = None
        for state in history:
            made = publish(state[order:] + state[:order], Path(folder) / "revised", made)
        assert made is not None
        assert_same(made, publish(history[-1], Path(folder) / "anew"))
        with closing(open_engine(f"whoosh:{folder}/revised")) as engine:
            assert agrees(engine.search(request_), Oracle(history[-1]).answer(request_))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(histories(), requests())
def test_a_history_of_changes_alone_comes_to_what_its_end_would(
    history: list[list[Article]], request_: SearchRequest
) -> None:
    """Round after round, told only who is gone, new or different, each generation is that of all its articles."""
    with tempfile.TemporaryDirectory() as folder:
        made = publish(history[0], Path(folder) / "revised")
        for before, after in pairwise(history):
            made = publish_changes(before, after, Path(folder) / "revised", made)
            assert_same(made, publish(after, Path(folder) / "anew"))
        with closing(open_engine(f"whoosh:{folder}/revised")) as engine:
            assert agrees(engine.search(request_), Oracle(history[-1]).answer(request_))
        assert_whoosh_agrees(made.folder, Path(folder) / "anew")


def numbered(count: int, first: int = 0) -> list[Article]:
    """Articles with words of their own and some in common, undated, so that ids alone decide the order."""
    return [
        Article(
            id=article_id(f"number {number}"),
            kind=Kind.FULL,
            title=f"Ferry {number} leaves",
            body=f"The ferries of line {number % 7} leave the U.S. port; number {number} is late. " * (number % 4 + 1),
        )
        for number in range(first, first + count)
    ]


@pytest.mark.parametrize("tokens", [1, 1 << 20])
def test_parts_and_runs_are_joined_wherever_they_fall(tmp_path: Path, tokens: int) -> None:
    """With several runs in the old generation and in the new one, and dictionaries to each of their records."""
    before = numbered(2500)
    after = [*before[100:], *numbered(700, first=2500)]
    after[50] = structs.replace(after[50], body="Something else altogether.")
    served = publish(before, tmp_path / "revised", tokens_in_memory=tokens)
    made = publish(after, tmp_path / "revised", served, tokens_in_memory=tokens)
    assert_same(made, publish(after, tmp_path / "anew"))


def test_only_what_has_changed_is_to_be_written(tmp_path: Path) -> None:
    """Another origin costs a record, new words or links the article; all others stay where they are."""
    held = in_archive_order(numbered(40))
    served = publish(held, tmp_path)
    changed = list(held)
    changed[3] = structs.replace(held[3], origin=(Origin("elsewhere.md"),))
    changed[5] = structs.replace(held[5], related=(held[4].id,))
    changed[7] = structs.replace(held[7], title="Another title")
    del changed[20]
    revision = revise(changed, always(served))
    assert revision is not None
    assert [article.id for article in revision.reworded] == [held[5].id, held[7].id]
    assert [article.id for article in revision.rewritten] == [held[3].id, held[5].id, held[7].id]
    assert np.flatnonzero(revision.kept.words < 0).tolist() == [5, 7]
    assert revision.kept.words[20:].tolist() == list(range(21, 40))


def test_the_file_of_terms_is_copied_where_no_words_have_changed(tmp_path: Path) -> None:
    """Whatever else has: the next generation has its bytes, and a file of its own."""
    held = numbered(40)
    served = publish(held, tmp_path / "revised")
    after = [structs.replace(held[3], origin=(Origin("elsewhere.md"),)), *held[:3], *held[4:]]
    made = publish(after, tmp_path / "revised", served)
    assert_same(made, publish(after, tmp_path / "anew"))
    files = [generation.terms_file() for generation in (served, made)]
    assert files[0][1] == files[1][1]
    assert files[0][0].read_bytes() == files[1][0].read_bytes()
    assert not files[0][0].samefile(files[1][0])


def test_nothing_is_taken_over_where_little_stays_or_there_is_little(tmp_path: Path) -> None:
    """A small archive, or one of other articles, is written anew."""
    served = publish(numbered(40), tmp_path)
    assert revise(in_archive_order(numbered(40)), Base(served)) is None
    assert revise(in_archive_order(numbered(40, first=20)), Base(served, articles=0)) is None


def test_ids_of_any_form_are_amended(tmp_path: Path) -> None:
    """Ids that are no hexadecimal numbers come and go, and with the last of them all are kept short again."""
    plain = in_archive_order(numbered(6))
    odd = [structs.replace(plain[0], id="été"), structs.replace(plain[1], id="a" * 31 + "\u0661")]
    states = [plain, [*plain, odd[0]], [*plain[2:], *odd], [*plain[3:], odd[1]], plain]
    made = publish(states[0], tmp_path / "revised")
    for before, after in pairwise(states):
        made = publish_changes(before, after, tmp_path / "revised", made)
        assert_same(made, publish(after, tmp_path / "anew"))


def test_a_story_left_by_all_but_one_is_none_until_another_joins(tmp_path: Path) -> None:
    """The one left may keep the name of the story, which a new article then shares with it."""
    first, second, third, *others = numbered(8)
    told = [structs.replace(article, story=first.id) for article in (first, second, third)]
    states = [[*told[:2], *others], [told[0], *others], [told[0], told[2], *others], [*told, *others], [*told[:1]]]
    made = publish(states[0], tmp_path / "revised")
    for before, after in pairwise(states):
        made = publish_changes(before, after, tmp_path / "revised", made)
        assert_same(made, publish(after, tmp_path / "anew"))


def test_what_was_not_served_may_be_gone_and_what_is_as_it_was_may_be_given(tmp_path: Path) -> None:
    """Neither makes a difference."""
    held = in_archive_order(numbered(5))
    revision = amend(always(publish(held, tmp_path)), {article_id("nowhere"), held[0].id}, held[1:3])
    assert revision is not None
    assert not revision.rewritten
    assert revision.kept.words.tolist() == revision.kept.records.tolist() == [1, 2, 3, 4]


def test_what_was_not_written_to_its_end_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lacks its last byte is found before the generation is served."""
    write_columns = column_writing.write_columns

    def cut_short(rows: Rows, stories: Int64s, directory: Path) -> None:
        write_columns(rows, stories, directory)
        os.truncate(directory / COLUMNS_FILE, (directory / COLUMNS_FILE).stat().st_size - 1)

    served = publish(numbered(3), tmp_path)
    monkeypatch.setattr(writer, "write_columns", cut_short)
    with pytest.raises(IndexIncompatible, match="cut short"):
        publish(numbered(5), tmp_path, served)
    assert Archive(tmp_path).current() == served.folder
