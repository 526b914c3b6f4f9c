"""Which lines sign a story or date it, in the languages of most pages, and what is read in them."""

from __future__ import annotations

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.cleaning.features import is_byline, is_stamp
from index.cleaning.signature import read_signature
from index.record import RawBody, Record

DATES = """
5. März 2024
Stand: 05.03.2024, 14:20 Uhr
Zuletzt aktualisiert am 5. März 2024 um 14.30 Uhr
Publié le 5 mars 2024 à 14h10
Publié le 5 mars 2024 à 23h50, modifié le 6 mars 2024 à 09h12
Mis à jour le 1er mars 2024
12 ene 2024 - 10:15 CET
Publicado el martes, 5 de marzo de 2024 a las 10:15 h
Aggiornato il 5 marzo 2024 alle ore 9:40
14/03/2024 09h12 Atualizado há 2 horas
Gepubliceerd op 5 maart 2024 om 10.15 uur
5 марта 2024, 10:15
5 marca 2024, godz. 10:15
نشر في 5 مارس 2024
2024年8月28日 18時05分
2024년 3월 5일 오전 10:15
Tue, March 5, 2024 at 2:14 PM UTC 2 min read
""".strip().split("\n")
NO_DATES = """
Mars 2024 sera pluvieux
De la 1 a las 2
24 h sur la route en 2024
10.000 e 20.000
Am 5. März fährt die Fähre
""".strip().split("\n")
BYLINES = {
    "Von Anna Roth": ("Anna Roth",),
    "Von Anna Roth und Jan Beck, Oban": ("Anna Roth", "Jan Beck"),
    "Von Ursula von der Heide": ("Ursula von der Heide",),
    "Text: Anna Roth": ("Anna Roth",),
    "Par Luc Morin et Jeanne Roux (avec AFP)": ("Luc Morin", "Jeanne Roux"),
    "Por Ana Ruiz — Oban": ("Ana Ruiz",),
    "Por Ana Ruiz e Rui Prado": ("Ana Ruiz", "Rui Prado"),
    "di Marta Bruni": ("Marta Bruni",),
    "Door Anna de Wit": ("Anna de Wit",),
    "Av Åsa Ström och Nils Berg": ("Åsa Ström", "Nils Berg"),
    "BY ADA QUILL AND BEN POLE": ("ADA QUILL", "BEN POLE"),
    "By Ada Quill, Staff Writer": ("Ada Quill",),
    "By Ada Quill in Oban": ("Ada Quill",),
    "Rolling coverage by Ada Quill and Ben Pole": ("Ada Quill", "Ben Pole"),
    "Por EFE": (),
}
NO_BYLINES = """
Von Köln nach Oban in vier Stunden
Von der Heide kritisiert die Fähre
Por qué sube el precio
Par ici la sortie
Di nuovo in mare il traghetto
Di Marco e Bruni, accordo vicino
Da Roma a Milano
Door een fout van de gemeente
Text und Bild
""".strip().split("\n")
LINES = {
    "By Ada Quill, Jan. 4, 2022": (("Ada Quill",), "2022-01-04"),
    "By Ada Quill on Monday, November 18th, 2019 at 11:04 a.m.": (("Ada Quill",), "2019-11-18"),
    "Written by Ada Quill, MS, RD on November 14, 2019": (("Ada Quill",), "2019-11-14"),
    "OBAN PRESS AGENCY | January 9, 2024 at 3:00 p.m.": ((), "2024-01-09"),
    "Tue, March 5, 2024 at 2:14 PM UTC 2 min read": ((), "2024-03-05"),
    "08.01.2024, 14:20 Uhr": ((), "2024-01-08"),
    "08.01.2024": ((), "2024-01-08"),
    "08/01/2024": ((), ""),
    "Last updated on 2 December 2023": ((), ""),
    "Crews walk out of the ferry talks, Jan. 4, 2022": ((), ""),
}


@pytest.mark.parametrize("line", DATES)
def test_date_is_one_in_many_languages(line: str) -> None:
    """With a year or a time, whatever words announce it."""
    assert is_stamp(line)


@pytest.mark.parametrize("line", NO_DATES)
def test_line_with_numbers_is_no_date(line: str) -> None:
    """Where it says something besides, or has neither a year nor a time."""
    assert not is_stamp(line)


@pytest.mark.parametrize(("line", "authors"), BYLINES.items())
def test_byline_names_its_authors(line: str, authors: tuple[str, ...]) -> None:
    """Without their role, their place and their agency; an agency alone is nobody."""
    assert is_byline(line)
    assert read_signature(line).authors == authors


@pytest.mark.parametrize("line", NO_BYLINES)
def test_headline_that_begins_like_a_byline_is_none(line: str) -> None:
    """Words that stand before names begin headlines too."""
    assert not is_byline(line)
    assert read_signature(line).authors == ()


@pytest.mark.parametrize(("line", "wanted"), LINES.items())
def test_author_and_date_are_read_from_one_line(line: str, wanted: tuple[tuple[str, ...], str]) -> None:
    """A day that may be a month is none, but with dots, where it stands first."""
    found = read_signature(line)
    assert (found.authors, str(found.published.at.date()) if found.published else "") == wanted


def test_time_of_a_date_is_read_though_a_reading_time_follows() -> None:
    """Both stand on one line on many pages."""
    found = read_signature("Tue, March 5, 2024 at 2:14 PM UTC 2 min read").published
    assert found is not None
    assert found.at.isoformat() == "2024-03-05T14:14:00+00:00"


@pytest.mark.parametrize(("date", "day"), [("Apr 02, 2024, 08:30 ET", "2024-04-02"), ("Tuesday, April 2, 2024", "")])
def test_date_above_the_headline_is_the_story_s_only_with_its_zone(date: str, day: str) -> None:
    """One without may be the day on which the page was read."""
    told = "The ferry crews walked out of the talks on Tuesday, said the owners of the ferry line."
    page = ["News provided by", "Oban Ferry Company", date, "Share this article", "Ferry crews walk out of talks", told]
    record = clean_record(Record(Origin("x"), "page_text", body=RawBody("\n".join([*page, told.upper()]), "page")))
    assert record.title == "Ferry crews walk out of talks"
    assert (str(record.published.at.date()) if record.published else "") == day


def test_byline_in_small_letters_is_no_part_of_the_headline() -> None:
    """In Italian it stands so."""
    told = "Il traghetto tornerà a navigare nel golfo lunedì prossimo, ha detto il comune di Oban."
    page = ["Il traghetto torna a navigare", "di Marta Bruni", told]
    record = clean_record(Record(Origin("x"), "page_text", body=RawBody("\n".join(page), "page")))
    assert (record.title, record.authors) == (page[0], ("Marta Bruni",))
