"""One string may name several authors, and one author may look like several."""

from __future__ import annotations

import pytest

from index.author_names import author_names

_SEVERAL = {
    "Ann Lee, Bo Ek": ("Ann Lee", "Bo Ek"),
    "Ann Lee and Bo Ek": ("Ann Lee", "Bo Ek"),
    "Ann Lee & Bo Ek": ("Ann Lee", "Bo Ek"),
    "By Ann Lee, Bo Ek, and Cy Orr": ("Ann Lee", "Bo Ek", "Cy Orr"),
    "Ann Lee | Bo Ek": ("Ann Lee", "Bo Ek"),
    "ANN LEE and BO EK": ("ANN LEE", "BO EK"),
    "Hans Müller und Eva Groß": ("Hans Müller", "Eva Groß"),
    "María José Pérez y Juan de la Peña": ("María José Pérez", "Juan de la Peña"),
    "Jean-Luc Roi et Zoé d’Arcy, Anne O’Neill": ("Jean-Luc Roi", "Zoé d’Arcy", "Anne O’Neill"),
    "Иван Петров, Анна Иванова": ("Иван Петров", "Анна Иванова"),
    "Ann Lee and Bo Ek, Reuters": ("Ann Lee", "Bo Ek, Reuters"),
    "Lee, Ann; Ek, Bo": ("Lee, Ann", "Ek, Bo"),
    "by Ann Lee": ("Ann Lee",),
    "By Ann Lee in London and Bo Ek in Rio de Janeiro": ("Ann Lee", "Bo Ek"),
    "Ann Lee, Bo Ek in San José": ("Ann Lee", "Bo Ek"),
    "Ana Ruiz en Madrid": ("Ana Ruiz",),
    "Zoé Roi à Paris": ("Zoé Roi",),
    "Jan Smit en Piet Bos": ("Jan Smit", "Piet Bos"),
}
_ONE = (
    "Lee, Ann|Ann Lee, Reuters|Ann Lee, Associated Press|Ann Lee, Business Insider|Ann Lee, New York"
    "|Ann Lee, CNN Health|Martin Luther King, Jr.|Ann Lee, MD, PhD|Mark and Lisa Brown|Santiago Ramón y Cajal"
    "|José Ortega y Gasset|Procter & Gamble|Health and Human Services|Lee, Ann, Ek, Bo"
    "|Ann Lee, Chief Political Correspondent|Ann Lee in Business Insider|Jan Smit en Reuters|Byron York|Alice in Rome"
    "|Ann Lee in the north|Ann Lee from 1990"
    "|Associated Press and Ann Lee"
).split("|")


@pytest.mark.parametrize(("text", "names"), _SEVERAL.items())
def test_several_authors_are_parted(text: str, names: tuple[str, ...]) -> None:
    """By commas, strokes and words for "and", where each part is somebody's whole name, with or without a place."""
    assert author_names(text) == names


@pytest.mark.parametrize("text", _ONE)
def test_what_may_be_one_author_stays_one(text: str) -> None:
    """A surname in front, an agency, a place behind a comma, a degree or a role behind the name is no second author."""
    assert author_names(text) == (text,)
