"""A ledger finds all that a change affects: what is put together by it is what putting together everything gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.article import Article, Instant, Origin, Provider
from index.assembly.assemble import Assembly, put_together
from index.assembly.outline import outline
from index.cleaning.repetition import Habits, correct_by, find_all_habits, telling_of
from index.ledger.affected import TooMuchAffected, put_affected_together
from index.ledger.entering import Placed, enter
from index.ledger.ledger import Ledger
from index.ledger.ragged import Int64s, Ragged
from index.record import RawBody, Record

_ADDRESSES = tuple(
    f"https://{host}.example/{name}"
    for host in ("a", "www.a", "b")
    for name in ("ferry-1001", "port-1002", "tide-1003")
)
_NOTICE = "Call the newsroom of this paper at any hour of the day or night with a story of your own, please."
_EVERYTHING = 10_000
_RARELY = st.sampled_from((False, False, False, True))

_addresses = st.lists(st.sampled_from(_ADDRESSES), max_size=2, unique=True).map(tuple)
_days = st.none() | st.integers(1, 3).map(lambda day: Instant(datetime(2021, 12, day, tzinfo=UTC), "day"))
_titles = st.sampled_from(("Tin", "Zinc", ""))
_mentions = st.builds(
    lambda urls, title, removed: Record(Origin(""), "front_matter", title=title, urls=urls, removed=removed),
    _addresses,
    _titles,
    _RARELY,
)
_records = st.builds(
    Record,
    origin=st.just(Origin("")),
    reader=st.sampled_from(("front_matter", "records", "nitf")),
    title=_titles,
    body=st.sampled_from(
        (None, *(RawBody(text, "plain") for text in ("Rain in the bay.", "Rain in the bay. It went on.")))
    ),
    urls=_addresses,
    provider=st.sampled_from((Provider(), Provider("Wire", "wire.example"))),
    published=_days,
    related=st.lists(_mentions, max_size=3).map(tuple),
    removed=_RARELY,
    withheld=_RARELY,
    source_id=st.sampled_from(("", "7", "urn:wire:7")),
    id_giver=st.sampled_from(("", "", "Desk")),
    versioned=_RARELY,
    version=st.sampled_from(((), (1,), (2,), (10,))),
    read=st.sampled_from((b"0123456789abcdef", b"fedcba9876543210")),
)
_worlds = st.dictionaries(st.integers(0, 5), st.lists(_records, max_size=2), max_size=6)

World = Mapping[int, Sequence[Record]]
"""The records of every file by its number."""


def _at(place: Origin, record: Record) -> Record:
    """A record that stands at a place, and its mentions with it."""
    return replace(record, origin=place, related=tuple(_at(place, mention) for mention in record.related))


def placed(world: World) -> list[Placed]:
    """All records of a world with their places."""
    found = []
    for file, records in sorted(world.items()):
        for ordinal, record in enumerate(records):
            own = _at(Origin(f"{file}.md", ordinal or None), record)
            found.append(Placed(file, ordinal, own, telling_of(own)))
    return found


@dataclass
class Books:
    """What is known after a rebuild."""

    articles: dict[str, Article]
    ledger: Ledger
    habits: Mapping[str, Habits]


def from_nothing(world: World) -> tuple[Books, Assembly]:
    """Everything put together."""
    every = placed(world)
    records, tellings = [one.record for one in every], [one.telling for one in every]
    habits = find_all_habits(records, tellings)
    outlined = outline(correct_by(records, tellings, habits))
    assembly = put_together(outlined)
    articles = {article.id: article for article in assembly.articles}
    return Books(articles, enter(every, outlined, assembly), habits), assembly


def changed(before: World, books: Books, after: World, most: int = _EVERYTHING) -> Books:
    """What is known after a world has become another, by what that affects alone."""
    old = {(one.file, one.ordinal): one.record for one in placed(before)}
    files = {file for file in before.keys() | after.keys() if before.get(file, ()) != after.get(file, ())}
    held = books.ledger.records

    def load(rows: Int64s) -> list[Record]:
        places = zip(held.file[rows].tolist(), held.ordinal[rows].tolist(), strict=True)
        return [old[place] for place in places]

    rows = np.flatnonzero(np.isin(held.file, sorted(files)))
    new = [one for one in placed(after) if one.file in files]
    found = put_affected_together(books.ledger, books.habits, rows, new, load, most)
    articles = {id_: article for id_, article in books.articles.items() if id_ not in found.gone}
    articles |= {article.id: article for article in found.assembly.articles}
    return Books(articles, found.ledger, found.habits)


def assert_same(made: Books, world: World) -> None:
    """What came of changes is what comes of everything."""
    expected, assembly = from_nothing(world)
    assert made.articles == expected.articles
    assert made.habits == expected.habits
    assert made.ledger.count_links() == assembly.count_links()
    assert made.ledger.count_readers() == assembly.readers
    assert made.ledger.count_withdrawn() == assembly.removed
    assert len(made.ledger.records) == len(expected.ledger.records)


@settings(max_examples=400)
@given(_worlds, st.lists(_worlds, min_size=1, max_size=3))
def test_a_change_comes_out_as_everything_put_together_anew(world: World, changes: list[World]) -> None:
    books, _ = from_nothing(world)
    for change in changes:
        after = {**world, **change}
        books = changed(world, books, after)
        assert_same(books, after)
        world = after


def test_another_article_of_one_name_leaves_the_first_where_it_is() -> None:
    """Two files number their articles alike for one provider; who gave these ids stands in one of them alone."""
    wire = Provider("Wire", "wire.example")
    first = Record(Origin(""), "front_matter", title="Tin", provider=wire, source_id="7", id_giver="Desk")
    second = Record(Origin(""), "front_matter", title="Tin", provider=wire, source_id="7")
    before: World = {0: [first]}
    books, _ = from_nothing(before)
    after: World = {0: [first], 1: [second]}
    made = changed(before, books, after)
    assert_same(made, after)
    assert len(made.articles) == 2


def test_what_has_not_changed_is_not_put_together() -> None:
    """Three articles that are linked in a row: another text is that of one, one that goes is missed by one."""
    tin, zinc, iron = (
        Record(Origin(""), "html", title=name, urls=(f"https://a.example/{name}-1001",), related=related)
        for name, related in (
            ("tin", ()),
            ("zinc", (Record(Origin(""), "html", title="Tin", urls=("https://a.example/tin-1001",)),)),
            ("iron", (Record(Origin(""), "html", title="Zinc", urls=("https://a.example/zinc-1001",)),)),
        )
    )
    world: World = {0: [tin], 1: [zinc], 2: [iron]}
    books, _ = from_nothing(world)
    changed(world, books, {**world, 0: [replace(tin, excerpt="It rose.")]}, most=1)
    changed(world, books, {**world, 0: []}, most=2)
    with pytest.raises(TooMuchAffected):
        changed(world, books, {**world, 0: []}, most=1)


def test_too_much_is_refused() -> None:
    same = [Record(Origin(""), "html", title="Tin", urls=_ADDRESSES[:1]) for _ in range(4)]
    world = dict(enumerate([record] for record in same))
    books, _ = from_nothing(world)
    with pytest.raises(TooMuchAffected):
        changed(world, books, {**world, 0: []}, most=3)


def _pages(count: int, *, notice: bool) -> dict[int, list[Record]]:
    """Scraped pages of one site, each with a story of its own."""
    ending = f"\n\n{_NOTICE}" if notice else ""
    return {
        number: [
            Record(
                Origin(""),
                "page_text",
                title=f"Ship {number}",
                body=RawBody(f"Ship number {number} came in on day {number} of the month.{ending}", "plain"),
                urls=(f"https://port.example/ship-{1000 + number}",),
                scraped=True,
            )
        ]
        for number in range(count)
    }


@pytest.mark.parametrize(("before", "after"), [(4, 6), (6, 4), (8, 9)])
def test_all_pages_of_a_source_change_with_what_it_repeats(before: int, after: int) -> None:
    """Four pages repeat nothing; the fifth makes the notice furniture of all, and its loss gives it back."""
    one, two = _pages(before, notice=True), _pages(after, notice=True)
    world = {**two, **{number: [] for number in range(after, before)}}
    books, _ = from_nothing({**one, 99: _pages(1, notice=False)[0]})
    made = changed({**one, 99: _pages(1, notice=False)[0]}, books, {**world, 99: _pages(1, notice=False)[0]})
    assert_same(made, {**world, 99: _pages(1, notice=False)[0]})
    cut = [article for article in made.articles.values() if article.cuts]
    assert bool(cut) == (after >= 5)


@given(st.lists(st.lists(st.integers(-3, 3), max_size=3), max_size=6), st.lists(st.integers(-3, 3), max_size=3))
def test_rows_are_found_by_what_they_hold(rows: list[list[int]], wanted: list[int]) -> None:
    """As a scan finds them; and what can be reached from them, as a walk does."""
    ragged = Ragged.of(rows)
    values = np.array(wanted, np.int64)
    assert ragged.rows_with(values).tolist() == [n for n, row in enumerate(rows) if set(row) & set(wanted)]
    known = set(wanted)
    while more := {value for row in rows if set(row) & known for value in row} - known:
        known |= more
    assert ragged.closure(values).tolist() == [n for n, row in enumerate(rows) if set(row) & known]
    picked = np.flatnonzero([len(row) > 1 for row in rows])
    taken = ragged.take(picked).and_then(ragged)
    assert [taken.row(n).tolist() for n in range(len(taken))] == [rows[n] for n in picked] + rows


def test_pages_that_are_only_looked_through_are_not_affected() -> None:
    """All pages of a scraped source are read to know its habits; where these stay only the changed one is put anew."""
    world = _pages(8, notice=True)
    after = {**world, 0: [replace(world[0][0], excerpt="More of it.")]}
    books, _ = from_nothing(world)
    old = {(one.file, one.ordinal): one.record for one in placed(world)}
    held = books.ledger.records
    found = put_affected_together(
        books.ledger,
        books.habits,
        np.flatnonzero(held.file == 0),
        [one for one in placed(after) if one.file == 0],
        lambda rows: [old[int(held.file[row]), int(held.ordinal[row])] for row in rows.tolist()],
        _EVERYTHING,
    )
    assert found.records.keys() == {Origin("0.md")}
    assert len(found.assembly.articles) == 1
