"""Our codec beside Whoosh's own, through Whoosh's searcher: the same documents and scores for every kind of query."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh import index as whoosh_index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage

from index.codec.whoosh_codec import BackfileCodec, BackfileSegment
from index.codec.whoosh_merging import BackfileWriter
from index.generations.archive import Archive
from index.generations.writer import write_index
from tests.index.codec.test_segment import ferries

_SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    body=fields.TEXT(stored=True),
    title=fields.TEXT(field_boost=2.0),
    tag=fields.KEYWORD(sortable=True, stored=True),
    number=fields.NUMERIC(stored=True, sortable=True),
    date=fields.DATETIME(stored=True),
    chars=fields.TEXT(vector=True, chars=True),
    grams=fields.NGRAM(),
)
_WORDS = ("trade", "trades", "war", "warx", "tr", "peace", "pea", "x" * 40)
# Whoosh's own codec keeps lengths in a byte; these are the ones it does not round.
_LENGTHS = (0, 1, 2, 3, 5, 8, 10, 12, 14)

Doc = dict[str, Any]
words = st.sampled_from(_WORDS)
texts = st.sampled_from(_LENGTHS).flatmap(lambda n: st.lists(words, min_size=n, max_size=n).map(" ".join))
docs = st.fixed_dictionaries(
    {"body": texts, "title": texts, "tag": texts, "chars": texts, "grams": words},
    optional={
        "number": st.integers(0, 50),
        "date": st.integers(1, 28).map(lambda day: datetime(2020, 1, day)),
    },
)
leaves = st.one_of(
    st.builds(query.Term, st.sampled_from(("body", "title", "tag", "chars")), words),
    st.builds(
        lambda pair, slop: query.Phrase("body", list(pair), slop=slop), st.tuples(words, words), st.integers(1, 3)
    ),
    st.builds(lambda pair: query.Phrase("chars", list(pair)), st.tuples(words, words)),
    st.builds(query.Prefix, st.just("body"), st.sampled_from(("tr", "w", "pe", "zz"))),
    st.builds(query.Wildcard, st.just("title"), st.sampled_from(("t*e", "?ar*", "*ea*", "x*"))),
    st.builds(query.FuzzyTerm, st.just("body"), st.sampled_from(("trede", "wax", "peac"))),
    st.builds(query.NumericRange, st.just("number"), st.integers(0, 25), st.integers(25, 50)),
    st.builds(lambda day: query.DateRange("date", datetime(2020, 1, day), datetime(2020, 1, 28)), st.integers(1, 28)),
    st.builds(query.Term, st.just("grams"), st.sampled_from(("tra", "war", "ea"))),
    st.just(query.Every()),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda one, other: query.And([one, other]), inner, inner),
        st.builds(lambda one, other: query.Or([one, other]), inner, inner),
        st.builds(lambda one, other: query.And([one, query.Not(other)]), inner, inner),
    ),
    max_leaves=4,
)


def build(codec: type, batches: Sequence[Sequence[Doc]], deleted: Sequence[str], *, optimize: bool) -> Any:
    """A Whoosh index with a segment for each batch, written by a codec."""
    storage = RamStorage()
    made = storage.create_index(_SCHEMA)
    for number, batch in enumerate(batches):
        writer = made.writer(codec=codec())
        for at, doc in enumerate(batch):
            writer.add_document(id=f"{number}-{at}", **doc)
        writer.commit(merge=False)
    writer = made.writer(codec=codec())
    for name in deleted:
        writer.delete_by_term("id", name)
    writer.commit(merge=False, optimize=optimize)
    return made


def answer(searcher: Any, asked: query.Query) -> dict[str, float]:
    results = searcher.search(asked, limit=None, optimize=False)
    return {hit["id"]: results.score(at) for at, hit in enumerate(results)}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(docs, max_size=6), min_size=1, max_size=3),
    st.lists(queries, min_size=6, max_size=6),
    st.data(),
    st.booleans(),
)
def test_whoosh_finds_and_scores_the_same_with_either_codec(
    batches: list[list[Doc]], asked: list[query.Query], data: st.DataObject, optimize: bool
) -> None:
    """Hits, scores, stored fields, sorting and the lexicon; over segments, deletions and merges."""
    names = [f"{number}-{at}" for number, batch in enumerate(batches) for at in range(len(batch))]
    deleted = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
    stock, ours = (build(codec, batches, deleted, optimize=optimize) for codec in (W3Codec, BackfileCodec))
    with stock.searcher() as theirs, ours.searcher() as mine:
        for one in asked:
            expected, found = answer(theirs, one), answer(mine, one)
            assert found.keys() == expected.keys(), one
            assert all(math.isclose(found[name], expected[name], rel_tol=1e-6) for name in expected), one
        stored = [
            sorted((hit.fields() for hit in s.search(query.Every(), limit=None)), key=lambda hit: hit["id"])
            for s in (theirs, mine)
        ]
        assert stored[0] == stored[1]
        by_number = [
            [hit["id"] for hit in s.search(query.Every(), limit=None, sortedby=["number", "id"])]
            for s in (theirs, mine)
        ]
        assert by_number[0] == by_number[1]
        assert list(mine.reader().all_terms()) == list(theirs.reader().all_terms())


def test_vectors_are_those_that_stock_whoosh_gives() -> None:
    """Terms of a document, with their frequencies, by either codec."""
    found = []
    for codec in (W3Codec, BackfileCodec):
        made = build(codec, [[{"chars": "war and peace and war", "body": "x"}]], [], optimize=False)
        with made.reader() as reader:
            assert reader.has_vector(0, "chars")
            found.append(sorted(reader.vector_as("weight", 0, "chars")))
    assert found[0] == found[1]


def test_lengths_are_exact() -> None:
    """A document of 111 words has 111, not what a byte holds."""
    made = build(BackfileCodec, [[{"body": "war " * 111}]], [], optimize=False)
    with made.reader() as reader:
        assert reader.doc_field_length(0, "body") == 111


def test_a_document_that_cannot_be_stored_leaves_the_others_whole() -> None:
    """The writer says why, and the next document takes its number."""
    made = RamStorage().create_index(fields.Schema(id=fields.ID(stored=True), kept=fields.STORED()))
    writer = made.writer(codec=BackfileCodec())
    writer.add_document(id="a", kept=[1, 2.5, None])
    writer.add_document(id="b", kept=datetime(2020, 1, 1))
    writer.commit()
    with made.searcher() as searcher:
        assert searcher.document(id="a")["kept"] == [1, 2.5, None]
        assert searcher.document(id="b")["kept"] == datetime(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "total"), [("ferry", 40), ("ferries AND port", 32), ('"us port"', 32), ("leav* NOT line", 8), ("U.S.", 32)]
)
def test_stock_whoosh_opens_a_generation_and_finds_its_documents(tmp_path: Path, text: str, total: int) -> None:
    """`whoosh.index.open_dir` and Whoosh's own query parser work on an archive, with its analysis."""
    from whoosh.qparser import MultifieldParser

    Archive(tmp_path).publish(lambda inside: write_index(ferries(40), inside))
    opened = whoosh_index.open_dir(Archive(tmp_path).current())
    assert all(isinstance(segment, BackfileSegment) for segment in opened._segments())
    with opened.searcher() as searcher:
        asked = MultifieldParser(["title", "body"], opened.schema).parse(text)
        assert len(searcher.search(asked, limit=None, optimize=False)) == total


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.tuples(words, texts), max_size=5), min_size=1, max_size=4), st.data())
def test_merging_by_arrays_leaves_what_merging_by_postings_leaves(
    batches: list[list[tuple[str, str]]], data: st.DataObject
) -> None:
    """Documents, lexicon, postings with positions and lengths, after deletions and together with new documents."""
    schema = fields.Schema(id=fields.ID(stored=True), title=fields.TEXT(stored=True), body=fields.TEXT(phrase=False))
    names = [f"{number}-{at}" for number, batch in enumerate(batches) for at in range(len(batch))]
    deleted = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
    said = []
    for merging in (lambda ix: BackfileWriter(ix), lambda ix: ix.writer(codec=BackfileCodec())):
        with tempfile.TemporaryDirectory() as folder:
            made = whoosh_index.create_in(folder, schema)
            for number, batch in enumerate(batches):
                writer = made.writer(codec=BackfileCodec())
                for at, (body, title) in enumerate(batch):
                    writer.add_document(id=f"{number}-{at}", title=title, body=body)
                writer.commit(merge=False)
            writer = merging(made)
            for name in deleted:
                writer.delete_by_term("id", name)
            writer.add_document(id="new", title="trade war", body="peace")
            writer.commit(optimize=True)
            with made.reader() as reader:
                assert len(made._segments()) == 1
                said.append(all_of(reader))
    assert said[0] == said[1]


def all_of(reader: Any) -> dict[str, Any]:
    """What a reader says, by the ids of documents, as merges may number them differently."""
    ids = [reader.stored_fields(document)["id"] for document in range(reader.doc_count_all())]
    said: dict[str, Any] = {name: reader.stored_fields(document) for document, name in enumerate(ids)}
    for field, term in reader.all_terms():
        matcher = reader.postings(field, term)
        found = {}
        while matcher.is_active():
            length = reader.doc_field_length(matcher.id(), field)
            found[ids[matcher.id()]] = matcher.weight(), matcher.value(), length
            matcher.next()
        said[f"{field}:{term!r}"] = found
    return said
