"""Addresses that a template gives to every page: which they are, and that no article is lost by them."""

from __future__ import annotations

from msgspec.structs import replace

from index.article import Origin
from index.assembly.assemble import assemble
from index.record import Record
from tests.index.articles.test_assembly import day, record

TEXTS = [
    "The ferry to the islands runs again after the long repair of its engine.",
    "Tin rose by a tenth in London as two mines in the north were flooded.",
    "The council spoke for nine hours of a bridge that nobody will ever build.",
]


def site(texts: list[str], shared: str) -> list[Record]:
    """A page for each text, with an address of its own and one that all of them give as canonical."""
    return [
        record(f"{n}.html", title=f"Title {n}", body=text, urls=(shared, f"https://s.example/{n}/a-story-of-its-own"))
        for n, text in enumerate(texts)
    ]


def test_pages_stay_apart_when_a_template_gives_them_all_one_canonical_address() -> None:
    """A section's front as everybody's rel=canonical costs no article; it names none, and the report says so."""
    section = "https://s.example/news/overview"
    assembly = assemble(site(TEXTS, section))
    assert sorted(article.body for article in assembly.articles) == sorted(TEXTS)
    assert all(section not in (article.url, *article.aliases) for article in assembly.articles)
    assert [(clash.source_id, len(clash.origins)) for clash in assembly.clashes] == [(section, 3)]


def test_records_with_no_address_but_a_template_s_are_apart_too() -> None:
    """They go by their source's id or their place, as records without an address do."""
    section = "https://s.example/news/overview"
    bare = [
        record(f"bare-{n}.html", title=f"Bare {n}", body=f"Only {n} of these was read.", urls=(section,), source_id=of)
        for n, of in enumerate(("7", ""))
    ]
    assembly = assemble([*site(TEXTS, section), *bare])
    assert sorted(article.title for article in assembly.articles if not article.aliases) == ["Bare 0", "Bare 1"]
    assert len(assembly.articles) == 5


def test_pages_are_one_article_when_they_have_something_in_common() -> None:
    """A page that moved and was rewritten under a new headline each time is the same one, be one capture a ruin."""
    canonical = "https://s.example/7001"
    rewritten = [f"{TEXTS[0]} {more}" for more in ("Nobody cheered.", "A goat was aboard.", "It rained.")]
    assert len(assemble(site(rewritten, canonical)).articles) == 1
    assert len(assemble(site(rewritten[:2], canonical)).articles) == 1
    assert len(assemble(site([*rewritten[:2], TEXTS[1]], canonical)).articles) == 1


def test_two_pages_with_nothing_in_common_stay_apart_when_they_share_a_section() -> None:
    """Each has its own address, so that neither has to be the other's earlier text."""
    assembly = assemble(site(TEXTS[:2], "https://s.example/news"))
    assert sorted(article.body for article in assembly.articles) == sorted(TEXTS[:2])
    assert [article.url for article in assembly.articles if article.url == "https://s.example/news"] == []


def test_two_pages_that_share_an_article_s_address_are_one_that_was_rewritten() -> None:
    """A feed gives every fetch an address of its own beside the article's."""
    shared = "https://s.example/2021/a-story-of-another"
    link = record("feed.xml", title="A link", urls=(shared, "https://s.example/9/a-link-of-its-own"))
    for records in (site(TEXTS[:2], shared), [*site(TEXTS[:2], shared), link]):
        (article,) = assemble(records).articles
        assert shared in (article.url, *article.aliases)


def test_pages_stay_apart_when_some_of_them_were_saved_twice() -> None:
    """A template's address is everybody's, be a few of the pages the same."""
    section = "https://s.example/news/overview"
    again = replace(site(TEXTS, section)[0], origin=Origin("again.html", None))
    articles = assemble([*site(TEXTS, section), again]).articles
    assert sorted(article.body for article in articles) == sorted(TEXTS)


def saved(texts: list[str], address: str, **fields: object) -> list[Record]:
    """A saved page for each text, all of which give one address as canonical and no other."""
    pages = [record(f"{n}.html", title=f"Page {n}", body=text, urls=(address,)) for n, text in enumerate(texts)]
    return [replace(page, reader="html", **fields) for page in pages]


def test_saved_pages_stay_apart_when_all_they_say_of_their_address_is_a_section() -> None:
    """Of two undated ones one would be lost and be no version either; under an article's address it is rewritten."""
    for section in (
        "https://s.example/news",
        "https://s.example/sport/ice-hockey",
        "https://s.example/lokal/index.html",
    ):
        for dates in ({}, {"published": day(1)}):
            assert len(assemble(saved(TEXTS[:2], section, **dates)).articles) == 2
    assert len(assemble(saved([TEXTS[0], f"{TEXTS[0]} More."], "https://s.example/news")).articles) == 1
    assert len(assemble(saved(TEXTS[:2], "https://s.example/news", fetched=day(3))).articles) == 1
    assert len(assemble(saved(TEXTS[:2], "https://s.example/news/ferry-runs-again")).articles) == 1
    assert len(assemble(saved(TEXTS[:2], "https://s.example/show?id=7")).articles) == 1
