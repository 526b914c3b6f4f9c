"""Which of several texts an article has, and which it had before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Instant
from index.assembly.assemble import Assembly, assemble
from index.assembly.later import is_later
from index.record import Record
from index.versions.history import Version, in_order
from tests.index.articles.test_assembly import URL, day, only, record

FULL = (
    "The ferry to the islands runs again after a repair of one year. Forty people were aboard when it left the"
    " harbour at noon on Monday.\n\nIts captain was glad. The mayor, who had asked for the repair, was not there."
)
CORRECTED = FULL.replace("one year", "two years")
AGAIN = CORRECTED.replace("Forty", "Fifty")
EXCERPT = "The ferry to the islands runs again."
NOTICE = "Subscribe to read this article and many others."
SHORTENED = FULL.partition("Its captain")[0] + "Its captain…"


def ferry(path: str, body: str, **given_: Any) -> Record:
    return record(path, title="Ferry", body=body, urls=(URL,), **given_)


def versions_of(assembly: Assembly) -> tuple[Version, ...]:
    history = assembly.histories.get(only(assembly).id)
    return history.versions if history else ()


def test_a_later_full_text_is_the_body_and_keeps_the_one_it_replaced() -> None:
    """A correction wins though it is shorter, and every text before it is a version, with the date of its end."""
    texts = [(AGAIN, day(3)), (FULL, day(1)), (CORRECTED, day(2))]
    assembly = assemble([ferry(f"{n}.json", text, published=date) for n, (text, date) in enumerate(texts)])
    assert only(assembly).body == AGAIN
    told = [(version.body, version.dated, version.replaced, version.noticed) for version in versions_of(assembly)]
    assert told == [(FULL, day(1), day(2), False), (CORRECTED, day(2), day(3), False)]


def test_a_later_text_that_only_lost_or_got_a_tail_is_a_correction() -> None:
    """Whole paragraphs less, or more, are what changed; the earlier text is kept, under the headline that it had."""
    first, _, tail = FULL.rpartition("\n\n")
    whole = f"{first}\n\nThe fare is two crowns, as it was before, and children pay half of that."
    longer = f"{whole}\n\n{tail}"
    assembly = assemble(
        [
            record("a.md", title="Ferry", body=whole, urls=(URL,), published=day(1)),
            record("b.md", title="Ferry", body=longer, urls=(URL,), published=day(2)),
            record("c.md", title="Ferry runs again", body=whole, urls=(URL,), published=day(3)),
        ]
    )
    assert (only(assembly).title, only(assembly).body) == ("Ferry runs again", whole)
    told = [(version.title, version.body, version.replaced) for version in versions_of(assembly)]
    assert told == [("Ferry", whole, day(2)), ("Ferry", longer, day(3))]


@pytest.mark.parametrize("short", [EXCERPT, NOTICE, SHORTENED], ids=["an excerpt", "a notice", "a beginning"])
@pytest.mark.parametrize("date", [None, day(0), day(9)], ids=["undated", "earlier", "later"])
def test_an_excerpt_is_neither_body_nor_version_whatever_its_date(short: str, date: Instant | None) -> None:
    """A feed that gives the first lines, or a wall before the text, corrects nothing; the report says what gave way."""
    assembly = assemble([ferry("page.html", FULL, published=day(1)), ferry("feed.xml", short, updated=date)])
    assert only(assembly).body == FULL
    assert versions_of(assembly) == ()
    (merge,) = assembly.merges
    assert [(loss.field, loss.origin.path) for loss in merge.losses] == [("body", "feed.xml")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, None),
        (None, day(5)),
        (day(1), day(1)),
        (day(1, precision="day"), Instant(day(1).at + timedelta(hours=30))),
    ],
    ids=["undated both", "undated one", "of one date", "of one day"],
)
def test_the_longest_text_is_the_body_where_no_date_tells_which_is_later(
    one: Instant | None, other: Instant | None
) -> None:
    """What cannot be put in an order is kept beside it: nobody knows that it changed."""
    longer = f"{FULL} And there was a goat."
    for dates in ((one, other), (other, one)):
        texts = zip(("a.json", "b.json"), (longer.replace("Forty", "Fifty"), FULL), dates, strict=True)
        assembly = assemble([ferry(path, text, published=date) for path, text, date in texts])
        assert only(assembly).body == longer.replace("Forty", "Fifty")
        assert [(version.body, version.replaced) for version in versions_of(assembly)] == [(FULL, None)]


def test_a_text_told_twice_is_one_version() -> None:
    """Two files of the same text are no change between them; quotation marks and line ends are none either."""
    texts = [FULL, FULL.replace("\n\n", "\n"), CORRECTED, CORRECTED.replace("ferry", "ferry")]
    assembly = assemble([ferry(f"{n}.json", text, published=day(n)) for n, text in enumerate(texts)])
    (version,) = versions_of(assembly)
    assert (version.dated, version.replaced) == (day(1), day(2))


def test_a_headline_belongs_to_its_text_where_both_records_give_one() -> None:
    """A version has its own title if the record that replaced it has another, else the article's."""
    old = record("a.json", title="Ferry delayed", body=FULL, urls=(URL,), published=day(1))
    new = record("b.json", title="Ferry cancelled", body=CORRECTED, urls=(URL,), published=day(2))
    meta = record("m.md", title="FERRY!", urls=(URL,), updated=day(7))
    assert [version.title for version in versions_of(assemble([old, new, meta]))] == ["Ferry delayed"]
    untitled = record("b.json", body=CORRECTED, urls=(URL,), published=day(2))
    assert [version.title for version in versions_of(assemble([old, untitled, meta]))] == ["FERRY!"]


def test_a_text_that_was_put_back_is_body_and_version() -> None:
    """As it is told where files are overwritten: it was there, it was away, and it is there again."""
    rows = enumerate((FULL, CORRECTED, FULL))
    assembly = assemble([ferry(f"{n}.json", text, published=day(n)) for n, text in rows])
    assert [version.body for version in versions_of(assembly)] == [FULL, CORRECTED]
    assert only(assembly).body == FULL


def test_titles_and_excerpts_are_the_texts_where_no_record_has_a_body() -> None:
    """What an aggregator says of a locked article changes too; an excerpt cut elsewhere, or one less, is no change."""

    def locked(path: str, title: str, excerpt: str, number: int) -> Record:
        return record(path, title=title, excerpt=excerpt, urls=(URL,), published=day(number), secured=True)

    excerpt = "The ferry to the islands runs again after"
    rows = [
        ("Ferry", excerpt),
        ("Ferry today", f"{excerpt} a year…"),
        ("Ferry today", f"{excerpt} a…"),
        ("Ferry today", ""),
    ]
    assembly = assemble([locked(f"{n}.md", *row, n) for n, row in enumerate(rows)])
    (version,) = versions_of(assembly)
    assert (version.title, version.excerpt, version.replaced) == ("Ferry", excerpt, day(1))
    assert only(assembly).title == "Ferry today"


_EXACT = st.integers(0, 99).map(lambda hours: Instant(day(0).at + timedelta(hours=hours)))
_DAY = st.integers(0, 4).map(lambda number: day(number, precision="day", zone="assumed"))
_instants = st.none() | _EXACT | _DAY


@given(_instants, _instants, _instants)
def test_later_is_an_order(one: Instant | None, two: Instant | None, three: Instant | None) -> None:
    """Nothing is later than itself, and no circle of texts replaces one another."""
    assert not is_later(one, one)
    assert not (is_later(one, two) and is_later(two, one))
    assert not (is_later(one, two) and is_later(two, three) and is_later(three, one))


def test_a_day_is_later_than_an_instant_only_if_it_is_so_everywhere() -> None:
    """What was written on the 2nd in Auckland may be of the 1st in London."""
    noon = Instant(datetime(2021, 12, 1, 12, tzinfo=UTC))
    following, second = day(1, precision="day", zone="assumed"), day(3, precision="day", zone="assumed")
    assert not is_later(following, noon)
    assert is_later(second, noon)


@given(
    st.lists(
        st.tuples(st.sampled_from([FULL, CORRECTED, AGAIN, EXCERPT, NOTICE, SHORTENED, ""]), _instants), min_size=1
    )
)
def test_a_text_is_body_version_or_loss_whatever_the_dates(texts: list[tuple[str, Instant | None]]) -> None:
    """No text goes without a line in the report; versions are in order, and none is an excerpt of the body."""
    assembly = assemble([ferry(f"{n:02}.json", text, published=date) for n, (text, date) in enumerate(texts)])
    article, versions = only(assembly), versions_of(assembly)
    lost = {loss.origin.path for merge in assembly.merges for loss in merge.losses if loss.field == "body"}
    held = {f"{n:02}.json" for n, (text, _) in enumerate(texts) if text not in ("", article.body)}
    assert lost == held
    assert {version.body for version in versions} <= {text for text, _ in texts}
    assert article.body not in [version.body for version in versions if not version.replaced]
    assert list(versions) == sorted(versions, key=in_order)
    if any(text == FULL for text, _ in texts):
        assert article.body in (FULL, CORRECTED, AGAIN)
        assert not {version.body for version in versions} & {EXCERPT, NOTICE, SHORTENED}
