"""Copies of one report stand once among the hits, and every count is what choosing it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from index.article import Article, Kind, Provider, article_id
from index.generations.archive import Archive
from index.generations.columns import NO_STORY
from index.generations.generation import Generation
from index.generations.writer import write_index
from search.engine import Engine, open_engine
from search.kernels.counting import count_each, most_frequent
from search.kernels.folding import gather_copies, take_repeats, trailing, without_rows
from search.model import SORTS, Filter, Interval, SearchRequest, SearchResponse, Sort
from search.tables import Tables
from tests.search.test_engine import engine_over, found
from tests.small_archive import day
from tests.strategies import archives, requests


def article(name: str, story: str = "", title: str = "", **given: object) -> Article:
    """An article; those of one story carry the id of the article that `story` names."""
    held = {"title": title or name, "story": article_id(story) if story else "", **given}
    return Article(id=article_id(name), kind=Kind.FULL, **held)  # type: ignore[arg-type]


def strike(number: int, **given: object) -> Article:
    """One of the copies of a report on a strike, a day apart, of three providers."""
    provider = Provider(("Harbour Courier", "Island Post", "Wire")[number % 3])
    return article(f"s{number}", "s0", "Ferry strike", provider=provider, published=day(2021, 3, 1 + number), **given)


ALONE = article("alone", title="Ferry timetable", published=day(2021, 3, 2), provider=Provider("Wire"))
STRIKES = tuple(strike(number) for number in range(7))


def test_copies_stand_once_among_the_hits_and_are_counted() -> None:
    """A reader sees a report once, and how many other articles print it; asked to, all of them."""
    with engine_over([*STRIKES, ALONE]) as engine:
        folded = engine.search(SearchRequest("ferry"))
        assert (folded.total, folded.articles) == (2, 8)
        assert {hit.article.id: hit.copies for hit in folded.hits} == {STRIKES[-1].id: 6, ALONE.id: 0}
        shown = engine.search(SearchRequest("ferry", copies="show"))
        assert (shown.total, shown.articles) == (8, 8)
        assert not any(hit.copies for hit in shown.hits)


@pytest.mark.parametrize(("sort", "first"), [("newest", 6), ("oldest", 0), ("quality", 3), ("heat", 5)])
def test_the_copy_that_comes_first_in_the_order_asked_for_leads(sort: Sort, first: int) -> None:
    """Sorted by age the oldest leads, by quality the best, by heat the hottest."""
    copies = [strike(n, quality=50 if n == 3 else n, heat=9 if n == 5 else None) for n in range(7)]
    with engine_over([*copies, ALONE]) as engine:
        hits = engine.search(SearchRequest("strike", sort=sort)).hits
        assert [(hit.article.id, hit.copies) for hit in hits] == [(copies[first].id, 6)]


def test_the_copy_that_fits_best_leads_by_relevance() -> None:
    """The one that names the word in its title more often is what the reader looks for."""
    best = structs.replace(STRIKES[2], title="Strike: strike")
    with engine_over([*STRIKES[:2], best, *STRIKES[3:]]) as engine:
        assert found(engine.search(SearchRequest("strike"))) == [best.id]


def test_only_copies_that_match_and_pass_are_folded() -> None:
    """Narrowed to one provider, what others printed is neither shown nor counted."""
    with engine_over([*STRIKES, ALONE]) as engine:
        response = engine.search(SearchRequest("strike", filters=(Filter("provider", "Island Post"),)))
        assert [(hit.article.provider.name, hit.copies) for hit in response.hits] == [("Island Post", 1)]
        assert (response.total, response.articles) == (1, 2)
        providers = next(facet for facet in response.facets if facet.field == "provider")
        counted = {value.value: (value.count, value.articles - value.count) for value in providers.values}
        assert counted == {"Harbour Courier": (1, 2), "Island Post": (1, 1), "Wire": (1, 1)}


def test_one_story_is_found_by_any_of_its_articles() -> None:
    """The articles that print one report can be asked for, whichever of them names it; a stranger names none."""
    with engine_over([*STRIKES, ALONE]) as engine:
        for name in (STRIKES[0].id, STRIKES[4].id):
            shown = engine.search(SearchRequest(story=name, copies="show", sort="oldest"))
            assert found(shown) == [one.id for one in STRIKES]
        assert found(engine.search(SearchRequest(story=ALONE.id))) == [ALONE.id]
        assert engine.search(SearchRequest(story="nobody")).total == 0
        narrowed = engine.search(SearchRequest("-strike", story=STRIKES[0].id))
        assert narrowed.total == 0


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(archives, requests())
def test_choosing_a_value_or_a_month_gives_the_hits_that_were_counted(
    articles: list[Article], question: SearchRequest
) -> None:
    """The number beside a filter is the number of hits after it, copies folded or not."""
    with engine_over(articles) as engine:
        response = engine.search(question)
        for facet in response.facets:
            others = tuple(f for f in question.filters if f.field != facet.field or f.exclude)
            for value in facet.values:
                chosen = engine.search(replace(question, filters=(*others, Filter(facet.field, value.value))))
                if chosen.matched == response.matched:  # else the words are read more strictly or loosely
                    assert (chosen.total, chosen.articles) == (value.count, value.articles)
        assert response.timeline is not None
        for bucket in response.timeline.buckets:
            since, until = _days_of_month(bucket.date)
            if (question.since or since) > since or (question.until or until) < until:
                continue
            chosen = engine.search(replace(question, since=since, until=until))
            if chosen.matched == response.matched:
                assert (chosen.total, chosen.articles) == (bucket.count, bucket.articles)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("year", {"2021": (2, 7)}),
        ("month", {"2021-03": (2, 7)}),
        ("day", {"2021-03-01": (1, 0), "2021-03-02": (2, 1)} | {f"2021-03-0{n}": (1, 0) for n in range(3, 8)}),
    ],
)
def test_report_counts_once_a_date(interval: Interval, expected: dict[str, tuple[int, int]]) -> None:
    """On every day on which it was printed, but once however many printed it then; undated copies count once too."""
    undated = [structs.replace(strike(0), id=article_id(name), published=None) for name in ("x", "y")]
    same_day = structs.replace(STRIKES[1], id=article_id("z"))
    with engine_over([*STRIKES, same_day, ALONE, *undated]) as engine:
        timeline = engine.search(SearchRequest("ferry", interval=interval)).timeline
        assert timeline is not None
        told = {bucket.date: (bucket.count, bucket.articles - bucket.count) for bucket in timeline.buckets}
        assert (told, timeline.undated) == (expected, 1)


def _days_of_month(label: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{label}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@pytest.mark.parametrize("sort", SORTS)
def test_paging_over_folded_hits_goes_on_exactly_in_a_new_generation(tmp_path: Path, sort: Sort) -> None:
    """New articles and new copies of what was shown neither repeat a report nor hide one still to come."""
    archive = Archive(tmp_path)
    old = _reports(range(2, 9))
    archive.publish(partial(write_index, old))
    engine = open_engine(f"whoosh:{tmp_path}")
    question = SearchRequest("report", sort=sort, limit=3)
    first = engine.search(question)
    shown = first.hits[0].article
    copy = structs.replace(shown, id=article_id("late copy"), title=f"{shown.title} report")
    new = [] if sort == "relevance" else [copy, article("unlike any")]  # more articles weigh every word anew
    archive.publish(partial(write_index, [*old, *new]))
    pages = _pages_after(engine, question, first)
    assert pages[0].generation != first.generation
    stories = [hit.article.story for page in (first, *pages) for hit in page.hits]
    assert sorted(stories) == sorted({one.story for one in old})
    engine.close()


def _reports(numbers: range) -> list[Article]:
    """So many reports, each printed as often as its number says."""
    return [
        article(f"{n}.{copy}", f"{n}.0", f"Report {n}", published=day(2021, n, 1 + copy), quality=n, heat=-n)
        for n in numbers
        for copy in range(n)
    ]


def _pages_after(engine: Engine, question: SearchRequest, first: SearchResponse) -> list[SearchResponse]:
    pages = [first]
    while pages[-1].next_cursor:
        pages.append(engine.search(replace(question, cursor=pages[-1].next_cursor)))
    return pages[1:]


def test_archive_without_copies_does_no_folding(tmp_path: Path) -> None:
    """Nothing is looked up where there is nothing to fold; an article alone in its story counts as none."""
    Archive(tmp_path).publish(partial(write_index, [ALONE, article("gone", "elsewhere")]))
    tables = Tables(Generation(Archive(tmp_path).current()).columns, ("title",))
    assert not tables.has_copies
    assert tables.copies_of(1).tolist() == [1]
    assert tables.stories().numbers.tolist() == [NO_STORY, NO_STORY]


_stories = st.lists(st.integers(-1, 5), max_size=40)


@given(_stories, st.data())
def test_gathering_puts_the_copies_found_side_by_side(stories: list[int], data: st.DataObject) -> None:
    """Every story with two or more of the documents, complete and in order; the first of each by key leads."""
    docs = [doc for doc, story in enumerate(stories) if story >= 0 and data.draw(st.booleans())]
    room = np.full(6, -1, np.int32)
    gathered, ends = gather_copies(_array(docs), _array(stories), room)
    groups = [gathered[start:end].tolist() for start, end in pairwise(ends.tolist())]
    together = {story: [doc for doc in docs if stories[doc] == story] for story in set(stories) - {-1}}
    assert groups == sorted((group for group in together.values() if len(group) > 1), key=lambda group: group[0])
    assert (room == -1).all()
    keys = [data.draw(st.sampled_from([0.0, 1.0, 2.5])) for _ in gathered]
    behind = [data.draw(st.integers(0, 1)) for _ in gathered]
    trails = trailing(ends, np.array(behind, np.uint8), np.array(keys)).tolist()
    rest = [sorted(range(a, b), key=lambda n: (behind[n], -keys[n], n))[1:] for a, b in pairwise(ends.tolist())]
    assert sorted(trails) == sorted(place for places in rest for place in places)


@given(st.lists(st.floats(0, 1), max_size=30), st.data())
def test_rows_are_taken_out(values: list[float], data: st.DataObject) -> None:
    """What is left stays in its order, whichever rows go."""
    gone = [n for n in range(len(values)) if data.draw(st.booleans())]
    kept = [value for n, value in enumerate(values) if n not in gone]
    assert without_rows(np.array(values), np.array(gone, np.int64)).tolist() == kept
    documents = np.arange(len(values), dtype=np.int32)
    assert without_rows(documents, np.array(gone, np.int64)).tolist() == [n for n in documents if n not in gone]


@given(st.lists(st.tuples(st.integers(-1, 3), st.sets(st.integers(0, 9), max_size=4)), max_size=30), st.data())
def test_values_count_once_a_story(held: list[tuple[int, set[int]]], data: st.DataObject) -> None:
    """However many copies of a report hold a value, it is one hit more for it; without copies nothing changes."""
    docs = [doc for doc in range(len(held)) if data.draw(st.booleans())]
    offsets = np.cumsum([0, *(len(values) for _, values in held)], dtype=np.int32)
    ordinals = _array([value for _, values in held for value in sorted(values)])
    totals = np.bincount(ordinals, minlength=10).astype(np.int32)
    room = np.zeros(11, np.int32), np.empty(11, np.int32)
    distinct = count_each(_array(docs), offsets, ordinals, totals, *room)
    gathered = gather_copies(
        _array([doc for doc in docs if held[doc][0] >= 0]), _array([s for s, _ in held]), np.full(4, -1, np.int32)
    )
    repeats = take_repeats(room[0], offsets, ordinals, *gathered)
    found = most_frequent(*room, distinct, 10, _array([]))
    reports = {value: {_report(held, d) for d in docs if value in held[d][1]} for value in range(10)}
    articles = {value: sum(value in held[d][1] for d in docs) for value in range(10)}
    assert dict(zip(*found.tolist(), strict=True)) == {v: len(r) for v, r in reports.items() if r}
    folded = dict(zip(found[0].tolist(), repeats[found[0]].tolist(), strict=True))
    assert folded == {value: articles[value] - len(reports[value]) for value in folded}
    assert not room[0].any()
    assert distinct == len(folded)


def _report(held: list[tuple[int, set[int]]], doc: int) -> tuple[int, int]:
    return (held[doc][0], 0) if held[doc][0] >= 0 else (-1, doc)


def _array(numbers: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(numbers, dtype=np.int32)
