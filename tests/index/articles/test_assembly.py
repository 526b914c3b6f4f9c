"""Many records become articles: identity, joining, relations, and that nothing depends on order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.article import Article, Cut, Image, Instant, Kind, Origin, Provider, article_id
from index.assembly.assemble import Assembly, assemble
from index.dates import parse_instant
from index.record import RawBody, Record, Rejection

URL = "https://harbour-courier.example/2021/ferry"
AMP = "https://amp.harbour-courier.example/2021/ferry"
OTHER = "https://keel-notes.example/dredging"


def record(path: str = "a.md", line: int | None = None, body: str = "", **fields: object) -> Record:
    """A cleaned record; a body is given as its text."""
    made = Record(origin=Origin(path, line), reader="front matter", body=RawBody(body, "plain") if body else None)
    return replace(made, **fields)


def day(number: int, **fields: object) -> Instant:
    return replace(Instant(datetime(2021, 12, 1, tzinfo=UTC) + timedelta(days=number)), **fields)


def only(assembly: Assembly) -> Article:
    (article,) = assembly.articles
    return article


def test_records_are_one_article_when_any_of_their_addresses_is_the_same() -> None:
    """An AMP copy that names the page it is a copy of is that page, whatever the spelling."""
    page = record("page.txt", title="Ferry runs again", body="The ferry runs.", urls=(URL + "/?utm_source=x",))
    amp = record("amp.html", title="Ferry runs again", urls=(AMP, URL.replace("https", "http")))
    meta = record("meta.md", title="Ferry runs again", urls=(AMP.upper().replace("/2021/FERRY", "/2021/ferry"),))
    article = only(assemble([page, amp, meta]))
    assert set(article.aliases) == {URL, AMP}
    assert article.body == "The ferry runs."
    assert {origin.path for origin in article.origin} == {"page.txt", "amp.html", "meta.md"}


def test_records_stay_apart_when_they_share_only_a_front_page() -> None:
    """A site that gives its front page as every article's address must not swallow its articles."""
    home = "https://harbour-courier.example/"
    articles = assemble(
        [record("a.html", title="One", urls=(home,)), record("b.html", title="Two", urls=(home,))]
    ).articles
    assert {article.title for article in articles} == {"One", "Two"}
    assert len({article.id for article in articles}) == 2


def test_ids_are_of_the_main_address_when_there_is_one() -> None:
    """A link to an article lasts over rebuilds and does not depend on where its file lies."""
    assert only(assemble([record("x.md", title="T", urls=(URL, AMP))])).id == article_id(URL)
    assert only(assemble([record("y.md", title="T", urls=(URL, AMP))])).id == article_id(URL)


def test_a_source_id_names_the_article_when_there_is_no_address() -> None:
    """The same record in two exports of a provider is one article; other providers number for themselves."""
    wire = Provider("Wire", "wire.example")
    twice = [record(path, 1, title="Tin", source_id="7", provider=wire) for path in ("mon.jsonl", "tue.jsonl")]
    other = record("tue.jsonl", 2, title="Tin", source_id="7", provider=Provider("Cable", "cable.example"))
    assembly = assemble([*twice, other])
    assert len(assembly.articles) == 2
    assert len(assembly.merges) == 1
    moved = assemble([record("elsewhere.jsonl", 9, title="Tin", source_id="7", provider=wire)])
    assert only(moved).id in {article.id for article in assembly.articles}


def test_all_are_kept_and_reported_when_one_source_id_stands_for_different_articles() -> None:
    """A repeated id never makes one article vanish behind another, and no link changes its meaning."""
    tin, zinc = (record("w.jsonl", n, title=title, source_id="7") for n, title in ((1, "Tin"), (2, "Zinc")))
    assembly = assemble([tin, zinc])
    assert sorted(article.title for article in assembly.articles) == ["Tin", "Zinc"]
    (clash,) = assembly.clashes
    assert clash.source_id == "7"
    assert [origin.line for origin in clash.origins] == [1, 2]
    assert only(assemble([tin])).id not in {article.id for article in assembly.articles}


def test_ids_are_the_same_in_any_order_when_one_of_the_clashing_articles_has_two_records() -> None:
    """Which of its files was read first does not name an article."""
    zinc = record("c.jsonl", 1, title="Zinc", source_id="7", provider=Provider("Wire"))
    tin = [replace(zinc, origin=Origin(path, 1), title="Tin") for path in ("a.jsonl", "b.jsonl")]
    assert assemble([zinc, *tin]) == assemble([*reversed(tin), zinc])


def test_records_without_any_name_are_each_an_article_when_they_share_a_file() -> None:
    """A JSON list without ids or addresses holds as many articles as it has entries, even equal ones."""
    articles = assemble([record("l.json", title=title) for title in ("One", "Two", "Two")]).articles
    assert len({article.id for article in articles}) == 3


def test_the_longest_body_and_the_latest_word_win_when_records_are_joined() -> None:
    """A late correction of the title does not cost the full text that another file has."""
    full = record("full.txt", title="Old title", body="First part.\n\nSecond part.", urls=(URL,), published=day(1))
    late = record("late.md", title="New title", body="First part.", urls=(URL,), updated=day(9), topics=("Ferries",))
    assembly = assemble([full, late])
    article = only(assembly)
    assert (article.title, article.body, article.topics) == ("New title", "First part.\n\nSecond part.", ("Ferries",))
    (merge,) = assembly.merges
    lost = {(loss.field, loss.value, loss.origin.path) for loss in merge.losses}
    assert lost == {("title", "Old title", "full.txt"), ("body", "11 characters", "late.md")}


def test_the_most_exact_date_wins_when_records_are_joined() -> None:
    """A bare day never replaces an instant, even one from a record that is later."""
    exact = record("a.md", title="T", urls=(URL,), published=day(1))
    bare = record("b.md", title="T", urls=(URL,), published=day(2, precision="day", zone="assumed"))
    assert only(assemble([bare, exact])).published == day(1)


def test_lists_are_united_when_records_are_joined() -> None:
    """Topics, authors, images and cuts of all files are there, each once."""
    a = record("a.md", title="T", urls=(URL,), topics=("Sea", "Port"), authors=("A",), images=(Image("i1"),))
    b = record(
        "b.md", title="T", urls=(URL,), topics=("Port",), images=(Image("i1", 9), Image("i2")), cuts=(Cut("x", "y"),)
    )
    article = only(assemble([a, b]))
    assert (article.topics, article.authors) == (("Sea", "Port"), ("A",))
    assert ([image.url for image in article.images], len(article.cuts)) == (["i1", "i2"], 1)


def test_a_providers_name_keeps_its_domain_when_records_are_joined() -> None:
    """One publisher's name is never shown with another's domain."""
    half = record("a.md", title="T", urls=(URL,), provider=Provider("Somebody"), published=day(3))
    whole = record("b.md", title="T", urls=(URL,), provider=Provider("Courier", "courier.example"), published=day(1))
    assert only(assemble([half, whole])).provider == Provider("Courier", "courier.example")


def test_kinds_tell_what_is_held_when_bodies_are_there_locked_or_absent() -> None:
    """A locked body makes an article secured only while nobody else has the body."""
    locked = record("a.md", title="T", urls=(URL,), secured=True)
    assert only(assemble([locked])).kind is Kind.SECURED
    assert only(assemble([locked, record("b.txt", body="Text.", urls=(URL,))])).kind is Kind.FULL
    assert only(assemble([record("c.md", title="Only a title")])).kind is Kind.FULL


def test_a_title_is_made_of_the_first_words_when_there_is_none() -> None:
    """Every article has something to click on."""
    article = only(assemble([record(body="The dredger came. " * 20)]))
    assert article.title.startswith("The dredger came.")
    assert article.title.endswith("…")
    assert len(article.title) <= 81


@pytest.mark.parametrize("step", ["index.assembly.joining.page_number", "index.assembly.texts.Later"])
def test_a_fault_in_joining_records_costs_those_alone(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """One has its article, the others are rejected with their places, and all other articles are made."""

    def stumble(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(step, stumble)
    texts = {"a.md": "Rain fell all day.", "b.md": "Rain fell all night.", "c.md": ""}
    records = [record(path, body=body, title="Rain", urls=(URL,)) for path, body in texts.items()]
    assembly = assemble([*records, record("d.md", body="The ferry ran.", urls=(f"{URL}-of-ferries",))])
    assert sorted(article.body for article in assembly.articles) == ["Rain fell all day.", "The ferry ran."]
    assert [(one.origin.path, "ZeroDivisionError" in one.reason) for one in assembly.rejections] == [
        ("b.md", True),
        ("c.md", True),
    ]


def test_a_record_is_rejected_with_its_place_when_nothing_is_left_of_it() -> None:
    """Nothing is dropped in silence."""
    assembly = assemble([record("empty.html", urls=(URL,))])
    assert assembly.articles == ()
    (rejection,) = assembly.rejections
    assert rejection == Rejection(Origin("empty.html"), "no title, excerpt or body is left after cleaning", of=URL)


def test_a_withdrawn_article_is_nowhere_when_another_relates_to_it() -> None:
    """`removed` hides the article, every copy of it, and all references to it."""
    gone = record("gone.md", title="Gone", urls=(URL, AMP), removed=True)
    copy = record("copy.txt", title="Gone", body="Text.", urls=(AMP,))
    mention = record("other.md", title="Gone", urls=(AMP,))
    other = record("other.md", title="Stays", urls=(OTHER,), related=(mention,))
    assembly = assemble([gone, copy, other])
    assert [article.title for article in assembly.articles] == ["Stays"]
    assert only(assembly).related == ()
    assert (assembly.removed, assembly.count_links()) == (1, {"removed": 1})


def test_a_withdrawal_needs_only_the_source_id_when_there_is_no_address() -> None:
    """A line `{id, removed: true}` takes back what an earlier line gave."""
    given_ = record("w.jsonl", 1, title="Tin", source_id="7")
    struck = record("w.jsonl", 2, source_id="7", removed=True)
    assembly = assemble([given_, struck])
    assert (assembly.articles, assembly.removed) == ((), 1)


def test_related_entries_lead_to_the_archived_article_when_an_alias_fits() -> None:
    """A related entry that knows only the AMP address still finds the page."""
    page = record("page.md", title="Ferry", urls=(URL, AMP))
    teller = record("t.md", title="T", urls=(OTHER,), related=(record("t.md", title="F", urls=(AMP,)),))
    assembly = assemble([page, teller])
    related = {article.title: article.related for article in assembly.articles}
    assert related == {"Ferry": (), "T": (article_id(URL),)}


def test_related_entries_become_one_reference_when_nobody_archived_them() -> None:
    """One reference an address, with the fullest title and excerpt, and the id it will have once archived."""
    short = record("t.md", title="Ferry", urls=(URL,), published=day(2), provider=Provider("Courier"))
    long = record("u.md", title="Ferry runs again", urls=(URL, AMP), excerpt="At last.")
    a = record("t.md", title="A", urls=("https://a.example/1",), related=(short, long))
    b = record("u.md", title="B", urls=("https://b.example/1",), related=(long,))
    assembly = assemble([a, b])
    reference = assembly.articles[-1]
    assert (reference.kind, reference.id) == (Kind.REFERENCE, article_id(URL))
    assert (reference.title, reference.excerpt, reference.published) == ("Ferry runs again", "At last.", day(2))
    assert [article.related for article in assembly.articles[:2]] == [(reference.id,), (reference.id,)]
    assert assembly.count_links() == {"reference": 2, "repeated": 1}


def test_related_entries_keep_their_order_and_leave_out_the_article_itself_when_listed() -> None:
    """Readers see related articles in the order the source gave them, each once."""
    urls = [f"https://c.example/{n}" for n in (3, 1, 2)]
    mentions = tuple(record("t.md", title=url, urls=(url,)) for url in (*urls, OTHER, urls[0]))
    assembly = assemble([record("t.md", title="T", urls=(OTHER,), related=mentions)])
    (article,) = (a for a in assembly.articles if a.kind is Kind.FULL)
    assert article.related == tuple(map(article_id, urls))
    assert assembly.count_links() == {"reference": 3, "repeated": 1, "self": 1}


def test_a_name_made_of_a_host_never_displaces_a_given_one() -> None:
    """A page that does not name its site is named by its host, and may well bear the later date."""
    host = Provider("courier.example", "courier.example")
    page = record("a.html", title="T", urls=(URL,), provider=host, published=day(3))
    for given_ in (Provider("Courier", "courier.example"), Provider("Courier")):
        aggregated = record("b.md", title="T", urls=(URL,), provider=given_, published=day(1))
        assert only(assemble([page, aggregated])).provider == given_
    assert only(assemble([page, record("b.md", title="T", urls=(URL,))])).provider == host
    plain = record("c.md", title="T", urls=(URL,), provider=Provider("", "courier.example"), published=day(9))
    assert only(assemble([page, plain])).provider == host


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ("2021-04-20T10:00:00+00:00", "2121-04-20T10:00:00+00:00", "2021-04-20T10:00:00+00:00"),
        ("2021-04-20", "9999-12-31T23:59:59+00:00", "2021-04-20"),
        ("2021-04-20", "2021-09-01T10:00:00+00:00", "2021-09-01T10:00:00+00:00"),
        ("1970-01-01T00:00:00+00:00", "2021-04-20T10:00:00+00:00", "2021-04-20T10:00:00+00:00"),
        ("2021-01-01", "2022-04-20", "2022-04-20"),
    ],
)
def test_a_date_far_behind_another_holds_no_article_back(one: str, other: str, published: str) -> None:
    """A slip of the pen, or what a program writes for "never"; a date some months later may be an embargo."""
    dates = [parse_instant(date) for date in (one, other)]
    records = [record(f"{n}.md", title="T", urls=(URL,), published=date) for n, date in enumerate(dates)]
    article = only(assemble(records))
    assert article.published is not None
    assert article.published.written == published


def test_related_entries_without_an_address_are_one_reference_when_title_and_provider_agree() -> None:
    """An entry that names no URL is kept too."""
    mention = record("t.md", title="Heard at sea", provider=Provider("Radio"))
    again = replace(mention, origin=Origin("u.md"), title="HEARD AT SEA")
    a = record("t.md", title="A", urls=(URL,), related=(mention,))
    b = record("u.md", title="B", urls=(OTHER,), related=(again,))
    assert [article.kind for article in assemble([a, b]).articles].count(Kind.REFERENCE) == 1


_urls = st.lists(
    st.sampled_from([URL, AMP, OTHER, "https://d.example/1", "https://d.example/", "ftp://x", "http://[", "\ud800"]),
    max_size=3,
).map(tuple)
_texts = st.sampled_from(["", "Ferry", "Tin and zinc"])
_instants = st.none() | st.integers(0, 3).map(day)


def _records(related: st.SearchStrategy[tuple[Record, ...]]) -> st.SearchStrategy[Record]:
    return st.builds(
        lambda body, **fields: record(body=body, **fields),
        path=st.sampled_from(["a", "b", "c\udcff"]),
        line=st.none() | st.integers(1, 3),
        body=_texts,
        title=_texts,
        excerpt=_texts,
        urls=_urls,
        published=_instants,
        updated=_instants,
        secured=st.booleans(),
        removed=st.integers(0, 9).map(lambda n: n == 0),
        withheld=st.integers(0, 9).map(lambda n: n == 0),
        versioned=st.booleans(),
        version=st.sampled_from([(), (1,), (2,)]),
        source_id=st.sampled_from(["", "", "7", "8", "urn:wire:7"]),
        provider=st.sampled_from([Provider(), Provider("Courier", "courier.example"), Provider("Wire")]),
        related=related,
    )


_archives = st.lists(_records(st.lists(_records(st.just(())), max_size=3).map(tuple)), max_size=8)


@given(_archives, st.randoms(use_true_random=False))
def test_articles_are_the_same_when_the_records_come_in_another_order(
    records: list[Record], shuffler: random.Random
) -> None:
    """Nothing depends on the order in which files were read."""
    shuffled = list(records)
    shuffler.shuffle(shuffled)
    assert assemble(records) == assemble(shuffled)


@given(_archives)
def test_every_record_is_accounted_for_when_anything_is_assembled(records: list[Record]) -> None:
    """Each is in an article, withdrawn, rejected or told of; ids are unique and every relation leads somewhere."""
    assembly = assemble(records)
    archived = [article for article in assembly.articles if article.kind is not Kind.REFERENCE]
    ids = [article.id for article in assembly.articles]
    assert len(ids) == len(set(ids))
    assert all(set(article.related) <= set(ids) - {article.id} for article in assembly.articles)
    assert all(article.title for article in archived)
    assert sum(assembly.readers.values()) == len(archived)
    in_articles = {origin for article in archived for origin in article.origin}
    rejected = {rejection.origin for rejection in assembly.rejections}
    told_of = {notice.origin for notice in assembly.notices}
    if not assembly.removed:
        assert {one.origin for one in records} == in_articles | rejected | told_of
