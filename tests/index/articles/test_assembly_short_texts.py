"""What a text much shorter than another of its article is: a later word on it, its beginning, or a wall before it."""

from __future__ import annotations

from typing import Any

import pytest

from index.article import Instant, Provider
from index.assembly.assemble import assemble
from index.assembly.own_words import is_wall, says_it_replaces
from index.record import Record
from index.versions.history import Version
from tests.index.articles.test_assembly import URL, day, only, record

LONG = (
    "The lighthouse on Gull Rock goes dark in June, its keeper told the parish on Sunday.\n\n"
    "Hanna Vries has lit the lamp for thirty years. She said the glass was cracked and no workshop could mend it.\n\n"
    "Ships will steer by the new beacon on the mole. The parish wants to keep the tower as a museum.\n\n"
    "Nobody has lived on the rock since the war but the keepers and their goats, which will be sold at auction in May."
)
FIRST_PARAGRAPH = LONG.partition("\n\n")[0]
SHORT = "The lighthouse stays lit. Hanna Vries has found a workshop that mends the glass."


def told(path: str, body: str, date: Instant | None = None, **given: Any) -> Record:
    return record(path, **{"title": "Gull Rock goes dark", "urls": (URL,), "body": body, "published": date, **given})


def texts_of(*records: Record) -> tuple[str, list[tuple[str, Instant | None]]]:
    """The body of the article that records make, and its versions with when each was replaced."""
    assembly = assemble(records)
    history = assembly.histories.get(only(assembly).id)
    versions: tuple[Version, ...] = history.versions if history else ()
    return only(assembly).body, [(version.body, version.replaced) for version in versions]


def test_a_short_later_text_of_the_same_source_is_the_article() -> None:
    """It was rewritten in fewer words; what it said at length is a version."""
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", SHORT, day(3))) == (SHORT, [(LONG, day(3))])


def test_a_short_earlier_text_of_the_same_source_is_a_version() -> None:
    """The first word of an event is short."""
    assert texts_of(told("a.json", LONG, day(3)), told("b.json", SHORT, day(1))) == (LONG, [(SHORT, day(3))])


def test_a_short_text_of_another_source_is_kept_beside_the_article() -> None:
    """It may be anybody's summary: it replaces nothing, and can be read."""
    summary = told("b.json", SHORT, day(3), reader="feed")
    assert texts_of(told("a.json", LONG, day(1)), summary) == (LONG, [(SHORT, None)])


@pytest.mark.parametrize(
    "notice",
    [
        "This article has been retracted.",
        "This story was removed on 3 May at the request of the parish.",
        "An earlier version of this story misspelt the name of the keeper.",
        "CORRECTION: The lamp was lit for twenty years, not thirty.",
        "Dieser Artikel wurde zurückgezogen, weil die Quelle nicht stimmte.",
        "Berichtigung: Die Lampe brannte zwanzig Jahre.",
        "Cet article a été retiré à la demande de la paroisse.",
        "Este artículo ha sido eliminado.",
        "Este artigo foi retirado do ar pela redação.",
        "Questo articolo è stato rimosso.",
        "Dit artikel is ingetrokken.",
        "Denne artikkelen er trukket tilbake.",
        "Эта статья удалена редакцией.",
        "この記事は事実と異なるため取り消しました。",
        "本文已撤回。",
        "【訂正】灯がともっていたのは二十年でした。",
        "تصحيح: أضاءت المنارة عشرين عاما.",
    ],
)
def test_a_later_text_that_takes_the_article_back_is_the_article(notice: str) -> None:
    """Whoever says so, and however short it is."""
    later = told("b.html", notice, day(3), reader="HTML page", title="")
    assert texts_of(told("a.json", LONG, day(1)), later) == (notice, [(LONG, day(3))])


def test_a_short_text_under_a_corrected_headline_is_the_article() -> None:
    """As agencies send corrections: the first paragraph again, and one that puts it right."""
    body = f"{FIRST_PARAGRAPH}\n\nThe parish has found no money, we wrote in error that it had."
    later = told("b.xml", body, day(3), title="Gull Rock goes dark (corrected)")
    assert texts_of(told("a.xml", LONG, day(1)), later) == (body, [(LONG, day(3))])


def test_the_beginning_of_a_corrected_text_before_a_wall_is_kept_beside_the_article() -> None:
    """The note below it says that it was corrected, and most of what it says is not there."""
    note = "An earlier version of this article misspelt the name of the keeper."
    body = f"{FIRST_PARAGRAPH}\n\nSubscribe to read on.\n\n{note}"
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", body, day(3))) == (LONG, [(body, None)])
    notice = f"{note}\n\nSubscribe to our newsletter."
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", notice, day(3))) == (notice, [(LONG, day(3))])


def test_a_retraction_that_is_taken_back_is_a_version() -> None:
    """The latest text counts, and not what the one before it said."""
    retracted = "This article has been retracted."
    records = [told(f"{n}.json", text, day(n)) for n, text in enumerate((LONG, retracted, f"{LONG}\n\nIt may be so."))]
    assert texts_of(*records) == (f"{LONG}\n\nIt may be so.", [(LONG, day(1)), (retracted, day(2))])


@pytest.mark.parametrize(
    "body",
    [
        FIRST_PARAGRAPH,
        "The lighthouse on Gull Rock goes dark in June, its keeper",
        "Hanna Vries has lit the lamp for thirty years. Ships will steer by the new beacon on the mole.",
        "Thirty years of light end on Gull Rock, and Hanna Vries packs…",
        "The lighthouse on Gull Rock goes dark in June, its keeper told the… [+214 chars]",
        "Why the lamp of Hanna Vries goes out after thirty years on the rock.",
    ],
    ids=[
        "its beginning",
        "cut in a sentence",
        "sentences of it",
        "ends in dots",
        "tells what is cut",
        "a record's teaser",
    ],
)
@pytest.mark.parametrize("date", [None, day(0), day(9)], ids=["undated", "earlier", "later"])
def test_a_teaser_is_neither_body_nor_version(body: str, date: Instant | None) -> None:
    """An excerpt says nothing that the article does not."""
    teaser = "Why the lamp of Hanna Vries goes out after thirty years on the rock."
    assert texts_of(told("a.json", LONG, day(1), excerpt=teaser), told("b.json", body, date)) == (LONG, [])


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to read this article and many others.",
        "You have read all your free articles this month. Log in or register to go on.",
        "We and our partners store cookies on your device. Please give your consent to go on.",
        "Please enable JavaScript and disable your ad blocker.",
        "Jetzt anmelden und weiterlesen. Sie haben schon ein Abonnement?",
        "Cet article est réservé à nos abonnés. Connectez-vous pour lire la suite.",
        "Suscríbete para seguir leyendo este contenido de nuestro diario.",
        "Abbonati per continuare a leggere la nostra edizione.",
        "Assine para continuar lendo a nossa edição de hoje.",
        "Logg inn for å lese videre i dagens avis, eller bli abonnent.",
        "Эта статья только для подписчиков. Войдите, чтобы читать далее на нашем сайте.",
        "この記事は会員限定です。ログインすると続きをお読みいただけます。",
    ],
)
@pytest.mark.parametrize("opening", ["", f"{FIRST_PARAGRAPH}\n\n"], ids=["alone", "below the beginning"])
def test_a_wall_before_the_text_is_neither_body_nor_version(wall: str, opening: str) -> None:
    """What a page asks of its reader is no word on the article, even where it is the later capture."""
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", opening + wall, day(9))) == (LONG, [])


def test_a_line_that_a_site_sets_behind_a_beginning_replaces_nothing() -> None:
    """Nobody can tell it from a correction by its words, so both can be read; a numbered item is always whole."""
    body = f"{FIRST_PARAGRAPH}\n\nThe whole story of the keeper stands in our paper of Monday."
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", body, day(9))) == (LONG, [(body, None)])
    item = {"versioned": True, "source_id": "7", "provider": Provider("Wire", "wire.example")}
    records = told("a.xml", LONG, day(1), **item), told("b.xml", body, day(9), **item)
    assert texts_of(*records) == (body, [(LONG, day(9))])


def test_the_second_page_of_an_article_is_kept_beside_the_first() -> None:
    """Both name the first one as their address, and nothing tells an order."""
    first, second, third, _ = LONG.split("\n\n")
    body, versions = texts_of(told("1.html", f"{first}\n\n{second}", day(1)), told("2.html", third, day(1)))
    assert (body, versions) == (f"{first}\n\n{second}", [(third, None)])


def test_what_others_say_too_is_kept_once() -> None:
    """Three records in no order, of which two say the same in other paragraphs."""
    other = LONG.replace("thirty", "forty")
    records = [
        told("a.json", f"{LONG} It is so."),
        told("b.json", other),
        told("c.json", other.replace(". She", ".\n\nShe")),
    ]
    assert texts_of(*records)[1] == [(other, None)]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Your privacy", "We and our partners store cookies on your device."),
        ("One moment, please", "The connection is being checked before the page can be shown."),
        ("Seite nicht gefunden", "Die gewünschte Seite gibt es leider nicht mehr."),
    ],
)
def test_a_notice_in_place_of_the_page_gives_no_headline(title: str, body: str) -> None:
    """A web archive takes whatever a server sent that day."""
    captures = [told("a.warc", LONG, fetched=day(1)), told("b.warc", body, fetched=day(2), title=title)]
    article = only(assemble(captures))
    assert (article.title, article.body) == ("Gull Rock goes dark", LONG)


@pytest.mark.parametrize(
    "teaser", ["Hanna Vries says her lamp is past mending.", "The lamp of Hanna Vries: it is dark. Why?"]
)
def test_a_teaser_in_words_of_its_own_replaces_nothing(teaser: str) -> None:
    """A crawler that got the whole page once may get no more than its description the next time."""
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", teaser, day(9))) == (LONG, [(teaser, None)])


def test_a_text_about_something_else_replaces_nothing() -> None:
    """A later capture of the page may be of something that took its place."""
    other = "Choose from hundreds of holiday homes and hotels in the sun."
    assert texts_of(told("a.json", LONG, day(1)), told("b.json", other, day(9))) == (LONG, [(other, None)])


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Removed statue is found in the river", "Divers found it on Monday."),
        ("Corrections officer hurt", "He was not badly hurt."),
        ("Bank", "The board said that the report on the bank was withdrawn."),
        ("Vaccine", "The journal that printed the study has retracted it."),
    ],
)
def test_news_of_something_taken_back_takes_nothing_back(title: str, text: str) -> None:
    """The words alone are anybody's."""
    assert not says_it_replaces(title, text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Subscribers of the service rose by two million, not three.",
        "The court gave its consent to the sale.",
        "He had access to the accounts for a year.",
    ],
)
def test_a_sentence_that_speaks_to_nobody_is_no_wall(sentence: str) -> None:
    """Stories tell of subscribers too."""
    assert not is_wall(sentence, "")
