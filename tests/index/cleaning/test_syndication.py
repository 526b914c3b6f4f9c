"""What programs write behind a story as they send it out is cut; the story's own end stays."""

from __future__ import annotations

import pytest

from index.article import Origin, Provider
from index.cleaning.clean import clean_record
from index.cleaning.syndication import APPEARED_FIRST, BUTTON
from index.record import RawBody, Record

TITLE = "Barges go down to the sea"
STORY = "The lock keeper opened the gates at noon, and forty barges went down to the sea one by one."
END = "The last of them passed the pier at dusk."


def cleaned(body: str = "", excerpt: str = "", title: str = TITLE, site: str = "Lock Herald") -> Record:
    held = RawBody(body, "html") if body else None
    return clean_record(Record(Origin("a.xml/1"), "rss", title, excerpt, held, provider=Provider(site, "lock.example")))


@pytest.mark.parametrize(
    ("said", "site"),
    [
        ("The post {} appeared first on {}.", "Lock Herald"),
        ("The post “{}” first appeared on {}", ""),
        ("Der Beitrag {} erschien zuerst auf {}.", "Schleusenbote"),
        ("L’article {} est apparu en premier sur {}.", "Le Bief"),
        ("La entrada {} se publicó primero en {}.", "La Esclusa"),
        ("L'articolo {} proviene da {}.", "La Chiusa"),
        ("O post {} apareceu primeiro em {}.", "A Eclusa"),
        ("Het bericht {} verscheen eerst op {}.", "De Sluis"),
        ("Artykuł {} pochodzi z serwisu {}.", "Śluza"),
        ("Сообщение {} появились сначала на {}.", "Шлюз"),
        ("Příspěvek {} se nejdříve objevil na {}.", "Zdymadlo"),
        ("投稿 {} の初出は {}", "閘門新報"),
        ("Read {} on our site: {}.", "Lock Herald » Shipping"),
    ],
)
@pytest.mark.parametrize("buttons", ["", "<h3>Like this:</h3><span>Like Loading...</span>", "<p>Share on Facebook</p>"])
def test_where_a_story_appeared_first_is_cut_behind_it(said: str, site: str, buttons: str) -> None:
    """In whatever language, told by its title and its site, in a body and behind an excerpt."""
    written = said.format(TITLE, site.partition(" »")[0] or "Elsewhere")
    found = cleaned(f"<p>{STORY}</p><p>{END}</p><p>{written}</p>{buttons}", f"{STORY} […] {written}", site=site)
    assert found.body == RawBody(f"{STORY}\n\n{END}", "plain")
    assert found.excerpt == f"{STORY} […]"
    assert [cut.text for cut in found.cuts if cut.reason == APPEARED_FIRST] == [written, written]


@pytest.mark.parametrize(
    "button",
    ["Like this:Like Loading...", "Like this: Like Loading…", "Gefällt mir: Gefällt mir Wird geladen …",
     "J’aime ça : J’aime chargement…", "Me gusta: Me gusta Cargando...", "Curtir isso: Curtir Carregando..."],
)  # fmt: skip
def test_a_button_that_never_loaded_is_cut(button: str) -> None:
    """As a paragraph, and behind the last one."""
    for body in (f"<p>{STORY}</p><p>{END}</p><div>{button}</div>", f"<p>{STORY}</p><p>{END} {button}</p>"):
        found = cleaned(body)
        assert found.body == RawBody(f"{STORY}\n\n{END}", "plain")
        assert [cut.text for cut in found.cuts if cut.reason == BUTTON] == [button]


@pytest.mark.parametrize(
    ("title", "end"),
    [
        (TITLE, "Barges go down to the sea every spring, and nobody has counted them since the war."),
        (TITLE, "In the evening the barges go down to the sea, the keeper told the Lock Herald."),
        (TITLE, "Barges go down to the sea, says the Lock Herald."),
        (TITLE, "So runs the song that every child here knows: Barges go down to the sea from Lock Herald."),
        ("The Waste Lock", "The Waste Lock was first published in 1922."),
        ("The Waste Lock", "The post-war play The Waste Lock appeared first on a barge."),
        ("Ada Quill", "Her sister, the singer Ada Quill, appeared first on radio."),
        ("Lock Herald wins a prize", "The prize was given to a paper whose motto is known: Lock Herald wins a prize."),
        (TITLE, "The crews like loading at night."),
        ("", "The post appeared first on the quay."),
    ],
)
def test_the_last_sentence_of_a_story_stays(title: str, end: str) -> None:
    """It may say its own title, and where something appeared."""
    found = cleaned(f"<p>{STORY}</p><p>{end}</p>", f"{STORY} {end}", title=title)
    assert found.body == RawBody(f"{STORY}\n\n{end}", "plain")
    assert (found.excerpt, found.cuts) == (f"{STORY} {end}", ())
