"""Many threads on one reader while generations are published, old ones deleted and segments merged."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from whoosh import index as whoosh_index
from whoosh import query
from whoosh.searching import Searcher

from index.article import Article, Kind, article_id
from index.codec.whoosh_merging import BackfileWriter
from index.generations.writer import write_index
from search.model import Facet, FacetValue, SearchRequest
from tests.merged_generation import write_segments
from tests.oracle import Oracle
from tests.soak import Edition, Size, Soak, WrongAnswer, agrees, archive_of, right_answers, soak

_QUESTIONS = (SearchRequest("trade", interval="month"), SearchRequest("war", interval="month"))


def test_no_answer_is_wrong_while_generations_are_published_deleted_and_merged() -> None:
    """Every answer is that of the generation it names, and no thread is sent back to an older one."""
    found = soak(7, Size(editions=4, questions=40, copies=0), answers=3_000, threads=4)
    assert found.answers >= 3_000
    assert len(found.generations) > 3


def test_an_answer_that_is_not_of_its_generation_ends_the_soak_with_seed_and_question() -> None:
    """What looks for wrong answers finds one."""
    trade, war = (Article(article_id(word), Kind.FULL, title=word) for word in ("trade", "war"))
    swapped = Edition((trade,), right_answers([war], _QUESTIONS))
    with archive_of(partial(write_index, [])) as (archive, engine):
        running = Soak(archive, engine, 5, _QUESTIONS, [swapped])
        with pytest.raises(WrongAnswer, match=r"Seed 5, question \d: "):
            running.run(answers=1_000, threads=3)


@pytest.mark.parametrize(
    "change",
    [{"total": 3}, {"hits": ()}, {"matched": "any"}, {"facets": (Facet("kind", (FacetValue("full", 1, 1),)),)}],
    ids=lambda change: next(iter(change)),
)
def test_an_answer_that_the_linear_scan_does_not_give_is_never_taken_for_right(change: dict[str, Any]) -> None:
    """The scan has the last word, not an engine that nobody disturbs."""
    held = [Article(article_id(str(n)), Kind.FULL, title="trade") for n in range(2)]
    (answer,) = right_answers(held, _QUESTIONS[:1])
    expected = Oracle(held).answer(_QUESTIONS[0])
    assert agrees(answer, expected)
    assert not agrees(replace(answer, **change), expected)


_STORIES = [
    Article(article_id(str(n)), Kind.FULL, title=f"story {n}", body=("trade " * (n % 3) + "war " * (n % 2)) * 40)
    for n in range(90)
]
_ASKED = (
    query.Term("body", "trade"),
    query.And([query.Term("body", "trade"), query.Not(query.Term("body", "war"))]),
    query.Phrase("body", ["trade", "war"]),
    query.Prefix("title_word", "st"),
    query.Every(),
)


def test_one_whoosh_reader_answers_many_threads_while_its_segments_are_merged_away(tmp_path: Path) -> None:
    """Its files stay mapped after they are deleted, so what it says does not change."""
    write_segments([_STORIES[:1], _STORIES[1:40], [], _STORIES[40:]], tmp_path)
    opened = whoosh_index.open_dir(tmp_path)
    merged = threading.Event()
    with opened.reader() as reader, ThreadPoolExecutor(4) as pool:
        expected = _said_by(reader, _ASKED)
        asking = [pool.submit(_keep_asking, reader, expected, merged) for _ in range(4)]
        for number in range(4):
            writer = BackfileWriter(whoosh_index.open_dir(tmp_path))
            writer.delete_by_term("name", _STORIES[number].id)
            writer.commit(optimize=True)
        merged.set()
        assert all(asked.result() for asked in asking)
    with whoosh_index.open_dir(tmp_path).reader() as reader:
        assert reader.doc_count_all() == len(_STORIES) - 4


def _keep_asking(reader: Any, expected: Sequence[dict[int, float]], merged: threading.Event) -> int:
    times = 0
    while not merged.is_set() or not times:
        assert _said_by(reader, _ASKED) == expected
        times += 1
    return times


def _said_by(reader: Any, asked: Sequence[query.Query]) -> list[dict[int, float]]:
    """Hits with their scores, by a searcher that shares nothing but the reader."""
    searcher = Searcher(reader)
    said = [searcher.search(one, limit=None, optimize=False) for one in asked]
    return [{hit.docnum: results.score(at) for at, hit in enumerate(results)} for results in said]
