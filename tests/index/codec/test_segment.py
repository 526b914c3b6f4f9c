"""Whole segments: written by runs, merged, read by many threads; the same documents however they were made."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import analyze_texts
from index.article import Article, Kind, Provider, article_id
from index.codec.batches import in_batches
from index.codec.layout import Container
from index.codec.merge import merge_segments, sources_of
from index.codec.names import NAME_FIELD, STORED_FIELD, word_field
from index.codec.run import RunWriter
from index.codec.segment import Documents, Segment, Terms
from index.codec.values import decode_value
from index.errors import IndexIncompatible
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.generations.stored import decode_article
from index.generations.writer import write_index
from index.schema import MARKED, TEXT_FIELDS
from tests.strategies import archives

_FIELDS = {field.name: field for field in TEXT_FIELDS}


def run_of(articles: Sequence[Article]) -> Segment:
    """One run over these articles."""
    terms, documents = BytesIO(), BytesIO()
    RunWriter().write(in_batches(articles), terms, documents, lambda: None)
    return segment_of(terms, documents)


def segment_of(terms: BytesIO, documents: BytesIO) -> Segment:
    return Segment(Terms(Container(terms.getvalue(), "terms")), Documents(Container(documents.getvalue(), "documents")))


def merged(segments: Sequence[Segment], deleted: Sequence[Sequence[int]] = ()) -> Segment:
    """One segment of several."""
    sources, count = sources_of(segments, deleted)
    terms, documents = BytesIO(), BytesIO()
    merge_segments(sources, count, terms, documents)
    return segment_of(terms, documents)


def content(segment: Segment) -> dict[str, object]:
    """All that a segment says, as plain values."""
    said: dict[str, object] = {"size": segment.size, "stored": [segment.stored[d] for d in range(segment.size)]}
    for name, field in segment.fields.items():
        for number, term in enumerate(field.terms):
            docs, frequencies = field.documents(number)
            places = field.positions(number)[2].tolist() if field.kind == "positions" else None
            said[f"{name}:{term!r}"] = docs.tolist(), frequencies.tolist(), places
        lengths = segment.lengths(name)
        said[f"length {name}"] = None if lengths is None else lengths.tolist()
    for name in MARKED:
        said[f"spans {name}"] = [
            column.tolist() for column in segment.token_spans(name, np.arange(segment.size, dtype=np.int32))
        ]
    return said


@settings(max_examples=40)
@given(archives)
def test_a_segment_says_what_the_analysis_says(articles: list[Article]) -> None:
    """Postings, words, lengths, spans and stored articles are those of each article."""
    segment = run_of(articles)
    segment.verify()
    assert [decode_article(decode_value(segment.stored[d])[STORED_FIELD]) for d in range(segment.size)] == articles
    for name, field in _FIELDS.items():
        for document, article in enumerate(articles):
            tokens = [token for text in analyze_texts(field.texts(article)) for token in text]
            lengths = segment.lengths(name)
            parts = [token for token in tokens if token.role == "part"]
            assert (0 if lengths is None else lengths[document]) == len(parts)
            for term in {token.term for token in tokens}:
                docs, starts, positions = segment.fields[name].positions(segment.fields[name].find(term.encode()))
                row = docs.tolist().index(document)
                places = {token.position for token in tokens if token.term == term}
                assert positions[starts[row] : starts[row + 1]].tolist() == sorted(places)
            for word in {token.word for token in tokens}:
                reader = segment.fields[word_field(name)]
                docs, frequencies = reader.documents(reader.find(word.encode()))
                assert frequencies[docs == document].tolist() == [sum(token.word == word for token in tokens)]
            if name in MARKED:
                spans = segment.token_spans(name, np.array([document], np.int32))
                assert list(zip(spans.starts.tolist(), spans.ends.tolist(), strict=True)) == [
                    (token.start, token.end) for token in parts
                ]


@settings(max_examples=40)
@given(st.lists(archives, min_size=1, max_size=4), st.data())
def test_merging_gives_what_writing_at_once_gives(batches: list[list[Article]], data: st.DataObject) -> None:
    """Over empty segments, segments of one document and deletions: no posting lost, shifted or left behind."""
    deleted = [data.draw(st.sets(st.integers(0, len(batch) - 1)) if batch else st.just(set())) for batch in batches]
    kept = [
        article
        for batch, gone in zip(batches, deleted, strict=True)
        for document, article in enumerate(batch)
        if document not in gone
    ]
    found = merged([run_of(batch) for batch in batches], [sorted(gone) for gone in deleted])
    found.verify()
    assert content(found) == content(run_of(kept))


def ferries(count: int) -> list[Article]:
    """Articles that share words, each with some of its own."""
    return [
        Article(
            id=article_id(f"ferry {number}"),
            kind=Kind.FULL,
            title=f"Ferry {number} leaves",
            body=f"The ferries of line {number % 7} were leaving the U.S. port, number {number}. " * (number % 5),
            provider=Provider(f"Paper {number % 3}"),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("processes", "tokens"), [(1, 2000), (2, 1 << 20), (2, 500)])
def test_generation_is_the_same_whatever_it_was_put_together_from(tmp_path: Path, processes: int, tokens: int) -> None:
    """Spilling to disk and sharing the work among processes change nothing that can be read."""
    articles = ferries(1500)
    told: list[int] = []
    for folder, options in (("whole", {}), ("parts", {"processes": processes, "tokens_in_memory": tokens})):
        Archive(tmp_path / folder).publish(
            lambda inside, options=options: write_index(  # type: ignore[misc]
                articles, inside, on_article=lambda: told.append(1), **options
            )
        )
    whole, parts = (Generation(Archive(tmp_path / folder).current()) for folder in ("whole", "parts"))
    assert content(whole.segment) == content(parts.segment)
    assert [*map(whole.columns.id_of, range(whole.size))] == [*map(parts.columns.id_of, range(parts.size))]
    assert len(told) == 2 * len(articles)
    assert len(parts.segment.stored.parts()) == 1  # all was compressed with one dictionary


def test_many_threads_read_one_segment(tmp_path: Path) -> None:
    """Readers keep no state, so answers never mix."""
    Archive(tmp_path).publish(lambda inside: write_index(ferries(300), inside))
    generation = Generation(Archive(tmp_path).current())
    expected = content(generation.segment)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: content(generation.segment), range(16)):
            assert found == expected


def test_an_archive_of_nothing_can_be_opened(tmp_path: Path) -> None:
    """Zero articles are an archive too."""
    Archive(tmp_path).publish(lambda inside: write_index([], inside))
    generation = Generation(Archive(tmp_path).current())
    assert generation.size == 0
    assert generation.documents_named("anything") == []
    assert not len(generation.columns.numbers["date"])


def test_words_of_64_kib_and_of_every_script_are_found() -> None:
    """No term is too long, and bytes order is kept beyond ASCII."""
    long = "x" * 65536
    segment = run_of([Article(id="a", kind=Kind.FULL, title=f"{long} été 東京 {long}", body="e" * 70000)])
    field = segment.fields["title"]
    assert field.documents(field.find(long.encode()))[1].tolist() == [2]
    assert list(field.terms) == sorted(field.terms)
    assert all(field.find(term) == number for number, term in enumerate(field.terms))
    assert segment.token_spans("body", np.zeros(1, np.int32)).ends.tolist() == [70000]


@pytest.mark.parametrize("extension", [".bft", ".bfd", ".bfc", ".toc"])
def test_a_file_cut_short_is_refused_at_opening(tmp_path: Path, extension: str) -> None:
    """A generation with a torn file says which one, and what to do."""
    Archive(tmp_path).publish(lambda inside: write_index(ferries(3), inside))
    folder = Archive(tmp_path).current()
    (path,) = folder.glob(f"*{extension}")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexIncompatible, match="is damaged"):
        Generation(folder)


def test_a_changed_table_of_contents_is_refused_before_anybody_unpickles_it(tmp_path: Path) -> None:
    """The one file with pickles in it must be the one that was written."""
    Archive(tmp_path).publish(lambda inside: write_index(ferries(3), inside))
    folder = Archive(tmp_path).current()
    (path,) = folder.glob("*.toc")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(IndexIncompatible, match=r"\.toc is damaged"):
        Generation(folder)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(archives)
def test_columns_say_what_the_articles_say(articles: list[Article]) -> None:
    """Ids, numbers with their gaps, and facet values, in the order of the documents."""
    with tempfile.TemporaryDirectory() as folder:
        Archive(Path(folder)).publish(lambda inside: write_index(articles, inside))
        generation = Generation(Archive(Path(folder)).current())
        columns = generation.columns
        read = [generation.article(document) for document in range(generation.size)]
        assert sorted(article.id for article in read) == sorted(article.id for article in articles)
        assert [*map(columns.id_of, range(len(columns)))] == [article.id for article in read]
        none = np.iinfo(np.int64).min
        for name, number in (("quality", "quality"), ("heat", "heat")):
            values = [getattr(article, number) for article in read]
            assert columns.numbers[name].tolist() == [none if value is None else value for value in values]
        topics = columns.facets["topic"]
        bounds = topics.offsets.tolist()
        for article, start, end in zip(read, bounds[:-1], bounds[1:], strict=True):
            assert [topics.values[o] for o in topics.ordinals[start:end]] == list(dict.fromkeys(article.topics))
            assert generation.documents_named(article.id) == [read.index(article)]
        assert NAME_FIELD in generation.segment.fields
