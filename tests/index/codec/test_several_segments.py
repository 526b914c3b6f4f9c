"""Several segments by Whoosh's writers, with deletions and merges: stock codec, ours and a plain scan say the same."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields, query, sorting
from whoosh import index as whoosh_index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.query import spans

from index.analysis import analyze_texts
from index.article import Article
from index.codec.names import NAME_FIELD, STORED_FIELD
from index.codec.whoosh_codec import BackfileCodec
from index.codec.whoosh_merging import BackfileWriter
from index.generations.archive import Archive
from index.generations.stored import decode_article
from index.schema import TEXT_FIELDS
from search.engine import open_engine
from search.model import SearchRequest
from tests.merged_generation import in_archive_order, write_merged, write_segments
from tests.oracle import Oracle
from tests.soak import agrees
from tests.strategies import archives, requests

_SCHEMA = fields.Schema(
    id=fields.ID(stored=True),
    body=fields.TEXT(stored=True),
    tag=fields.KEYWORD(stored=True),
    number=fields.NUMERIC(stored=True),
    date=fields.DATETIME(stored=True),
)
_FIRST_DAY = datetime(2020, 1, 1)
_HUGE = "x" * 65536
_WORDS = ("trade", "war", "peace", "warx")
_TAGS = ("gold", "tin")

words = st.sampled_from(_WORDS)
bodies = st.lists(words, max_size=7)
documents = st.fixed_dictionaries(
    {"body": bodies.map(" ".join)},
    optional={
        "tag": st.sampled_from(_TAGS),
        "number": st.integers(0, 5),
        "date": st.integers(0, 90).map(lambda days: _FIRST_DAY + timedelta(days=days)),
    },
)
batches = st.lists(st.one_of(st.lists(documents, max_size=5), documents.map(lambda one: [one])), min_size=1, max_size=4)
Doc = dict[str, Any]


Places = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Said:
    """What an index says of its documents, by id."""

    order: dict[str, list[str]]
    groups: dict[str, dict[Any, int]]
    places: list[Places | None]
    kept: list[Doc]


_Merge = Callable[[Any], Any] | None
_MERGES: dict[str, _Merge] = {
    "not at all": None,
    "by postings": lambda made: made.writer(codec=BackfileCodec()),
    "by arrays": BackfileWriter,
}


def build(folder: Path, codec: type, given_: Sequence[Sequence[Doc]], deleted: Sequence[str], merge: _Merge) -> Any:
    """An index with a segment for each batch, some of its documents deleted, then merged or not."""
    made = whoosh_index.create_in(folder, _SCHEMA)
    for number, batch in enumerate(given_):
        writer = made.writer(codec=codec())
        for at, document in enumerate(batch):
            writer.add_document(id=f"{number}-{at}", **document)
        writer.commit(merge=False)
    writer = made.writer(codec=codec())
    for name in deleted:
        writer.delete_by_term("id", name)
    writer.commit(merge=False)
    if merge:
        merge(made).commit(optimize=True)
    return made


def near(one: str, other: str, slop: int, *, ordered: bool) -> query.Query:
    return spans.SpanNear(query.Term("body", one), query.Term("body", other), slop=slop, ordered=ordered)


asked_for_places = st.one_of(
    st.builds(lambda word: query.Term("body", word), words),
    st.builds(near, words, words, st.integers(1, 4), ordered=st.booleans()),
    st.builds(lambda word, limit: spans.SpanFirst(query.Term("body", word), limit=limit), words, st.integers(0, 3)),
    st.builds(lambda a, b: spans.SpanOr([query.Term("body", a), query.Term("body", b)]), words, words),
    st.builds(lambda a, b: spans.SpanNot(query.Term("body", a), query.Term("body", b)), words, words),
    st.builds(lambda a, b: spans.SpanBefore(query.Term("body", a), query.Term("body", b)), words, words),
)


def ask(made: Any, asked: Sequence[query.Query]) -> Said:
    """Order, groups, places of words and what is stored."""
    with made.searcher() as searcher:
        found = {
            sort: [hit["id"] for hit in searcher.search(query.Every(), limit=None, sortedby=[*by, "id"])]
            for sort, by in {"number": [_facet("number")], "date": [_facet("date", reverse=True)]}.items()
        }
        by_score = {
            f"{word} by score": [
                hit["id"] for hit in searcher.search(query.Term("body", word), limit=None, optimize=False)
            ]
            for word in _WORDS
        }
        groups = searcher.search(query.Every(), limit=None, groupedby={"tag": _facet("tag"), "month": _MONTHS}).groups
        return Said(
            order=found | by_score,
            groups={name: {value: len(held) for value, held in groups(name).items()} for name in ("tag", "month")},
            places=[places_or_none(searcher, one) for one in asked],
            kept=sorted(
                (hit.fields() for hit in searcher.search(query.Every(), limit=None)), key=lambda hit: hit["id"]
            ),
        )


_MONTHS = sorting.DateRangeFacet("date", _FIRST_DAY, datetime(2020, 4, 1), timedelta(days=30))


def _facet(name: str, *, reverse: bool = False) -> Any:
    return sorting.FieldFacet(name, reverse=reverse)


def places_or_none(searcher: Any, asked: query.Query) -> Places | None:
    """None where Whoosh cannot say: some of its queries ask a matcher that has ended, or never began, where it is."""
    try:
        return places_of(searcher, asked)
    except (IndexError, NotImplementedError):
        return None


def places_of(searcher: Any, asked: query.Query) -> Places:
    """Where in each document a query matches: first and last position of each place."""
    found = {}
    for leaf, _ in searcher.leaf_searchers():
        matcher = asked.matcher(leaf)
        while matcher.is_active():
            found[leaf.stored_fields(matcher.id())["id"]] = [(span.start, span.end) for span in matcher.spans()]
            matcher.next()
    return found


def scan(given_: Sequence[Sequence[Doc]], deleted: Sequence[str]) -> dict[str, Doc]:
    """The documents that are left, by id."""
    whole = {f"{n}-{at}": document for n, batch in enumerate(given_) for at, document in enumerate(batch)}
    return {name: document for name, document in whole.items() if name not in deleted}


@pytest.mark.parametrize("merging", _MERGES)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(batches, st.lists(asked_for_places, min_size=4, max_size=4), st.data())
def test_places_order_and_groups_are_those_of_stock_whoosh_and_of_a_scan(
    merging: str, given_: list[list[Doc]], asked: list[query.Query], data: st.DataObject
) -> None:
    """Over segments of no document, of one and of some, with fields that are empty, after deletions and merges."""
    names = sorted(scan(given_, ()))
    deleted = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    said = []
    with tempfile.TemporaryDirectory() as stock, tempfile.TemporaryDirectory() as ours:
        their_merge = (lambda made: made.writer(codec=W3Codec())) if _MERGES[merging] else None
        for folder, codec, merge in ((stock, W3Codec, their_merge), (ours, BackfileCodec, _MERGES[merging])):
            said.append(ask(build(Path(folder), codec, given_, deleted, merge), asked))
    theirs, mine = said
    assert replace(mine, places=[]) == replace(theirs, places=[])
    for one, expected, found in zip(asked, theirs.places, mine.places, strict=True):
        assert expected in (found, None), one
    kept = scan(given_, deleted)
    assert [hit["id"] for hit in mine.kept] == sorted(kept)
    assert mine.groups["tag"] == Counter(document.get("tag") for document in kept.values())
    for word in _WORDS:
        holding = {name for name, document in kept.items() if word in document["body"].split()}
        assert set(mine.order[f"{word} by score"]) == holding


@pytest.mark.parametrize("merging", _MERGES)
def test_a_word_that_another_must_not_overlap_is_found_beyond_the_other_ones_last_document(
    tmp_path: Path, merging: str
) -> None:
    """Whoosh asks for the place of a word that has no more documents; the answer is that it is elsewhere."""
    given_ = [[{"body": "war"}, {"body": "trade"}]]
    with build(tmp_path, BackfileCodec, given_, [], _MERGES[merging]).searcher() as searcher:
        asked = spans.SpanNot(query.Term("body", "trade"), query.Term("body", "war"))
        assert places_of(searcher, asked) == {"0-1": [(0, 0)]}


@pytest.mark.parametrize("merging", _MERGES)
def test_places_of_a_word_are_where_it_stands(tmp_path: Path, merging: str) -> None:
    """After deletions and merges too, each document's own."""
    given_ = [[{"body": "war trade war"}], [{"body": "peace"}, {"body": "trade peace war"}], [], [{"body": ""}]]
    with build(tmp_path, BackfileCodec, given_, ["1-0"], _MERGES[merging]).searcher() as searcher:
        assert places_of(searcher, query.Term("body", "war")) == {"0-0": [(0, 0), (2, 2)], "1-1": [(2, 2)]}
        assert places_of(searcher, near("war", "trade", 2, ordered=False)).keys() == {"0-0", "1-1"}
        assert places_of(searcher, near("war", "trade", 2, ordered=True)).keys() == {"0-0"}


@pytest.mark.parametrize("merging", _MERGES)
def test_a_word_of_64_kib_is_found_in_every_segment(tmp_path: Path, merging: str) -> None:
    """It comes through Whoosh's writer and through merges whole."""
    given_ = [[{"tag": f"{_HUGE} gold", "body": "war"}], [{"tag": _HUGE}], [{"tag": _HUGE[1:], "body": "war"}]]
    with build(tmp_path, BackfileCodec, given_, ["1-0"], _MERGES[merging]).searcher() as searcher:
        for word, expected in ((_HUGE, ["0-0"]), (_HUGE[1:], ["2-0"]), (f"{_HUGE}x", [])):
            assert [hit["id"] for hit in searcher.search(query.Term("tag", word))] == expected
        assert len(searcher.search(query.Prefix("tag", _HUGE[2:]))) == 2


@st.composite
def articles_in_segments(draw: st.DrawFn) -> tuple[list[list[Article]], set[str]]:
    """Articles in the order of an archive, in stretches of none, one or more; and the ids of some of them."""
    ordered = in_archive_order(draw(archives))
    cuts = sorted(draw(st.lists(st.integers(0, len(ordered)), max_size=5)))
    stretches = [ordered[start:end] for start, end in zip([0, *cuts], [*cuts, len(ordered)], strict=True)]
    deleted = draw(st.sets(st.sampled_from([article.id for article in ordered]))) if ordered else set()
    return stretches, deleted


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(articles_in_segments(), st.lists(requests(), min_size=4, max_size=4))
def test_an_archive_of_merged_segments_answers_as_a_linear_scan_of_what_is_left(
    segments: tuple[list[list[Article]], set[str]], questions: list[SearchRequest]
) -> None:
    """Hits, order, total, facets and timeline; and the marked words are those of an analysis of the text."""
    stretches, deleted = segments
    oracle = Oracle([article for stretch in stretches for article in stretch if article.id not in deleted])
    with tempfile.TemporaryDirectory() as folder, closing(open_engine(f"whoosh:{folder}")) as engine:
        Archive(Path(folder)).publish(partial(write_merged, stretches, deleted))
        for question in questions:
            answer = engine.search(question)
            assert agrees(answer, oracle.answer(question))
            for hit in engine.search(replace(question, match="all")).hits:
                assert hit.title == engine.article(hit.article.id, question.text).title


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(articles_in_segments(), st.booleans())
def test_stock_whoosh_reads_the_places_of_all_words_of_an_archive_in_segments(
    segments: tuple[list[list[Article]], set[str]], merge: bool
) -> None:
    """Each term of each field, in each article that is not deleted, where the analysis puts it."""
    stretches, deleted = segments
    kept = [article for stretch in stretches for article in stretch if article.id not in deleted]
    with tempfile.TemporaryDirectory() as folder:
        write_segments(stretches, Path(folder))
        for doing in ("deleting", "merging")[: 1 + merge]:
            writer = BackfileWriter(whoosh_index.open_dir(folder))
            for name in deleted:
                writer.delete_by_term(NAME_FIELD, name)
            writer.commit(merge=False, optimize=doing == "merging")
        with whoosh_index.open_dir(folder).reader() as reader:
            for text_field in TEXT_FIELDS:
                expected = {
                    (article.id, token.term): sorted({t.position for t in tokens if t.term == token.term})
                    for article in kept
                    for tokens in [[t for text in analyze_texts(text_field.texts(article)) for t in text]]
                    for token in tokens
                }
                assert places_in(reader, text_field.name) == expected


def places_in(reader: Any, field: str) -> dict[tuple[str, str], list[int]]:
    """Positions by article and term."""
    found = {}
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        while matcher.is_active():
            article = decode_article(reader.stored_fields(matcher.id())[STORED_FIELD])
            found[article.id, term.decode()] = matcher.value_as("positions")
            matcher.next()
    return found
