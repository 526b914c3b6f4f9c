"""The names of columns in other languages, to the names of fields that they mean: a header in, a header out.

German, French, Spanish, Italian, Portuguese and Dutch. Only for the headers of tables: in the records of programs such
words may be anything. Not for which field a name means (see `index.readers.fields`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

from index.readers.mapping import FIELDS
from index.readers.values import bare_name

# Bare names without accents.
_WORDS: Final = {
    "title": "titel uberschrift ueberschrift schlagzeile titre titulo titular titolo kop krantenkop manchete",
    "body": "inhalt volltext artikeltext haupttext texte corps contenu textecomplet texto cuerpo"
    " contenido textocompleto testo corpo contenuto testocompleto conteudo textointegral"
    " tekst inhoud volledigetekst artikeltekst",
    "excerpt": "zusammenfassung kurzfassung vorspann anrisstext resume chapo chapeau resumen sommario riassunto"
    " occhiello resumo samenvatting inleiding",
    "date": "data datum veroffentlichungsdatum veroeffentlichungsdatum erscheinungsdatum publikationsdatum"
    " datedepublication datedeparution fecha fechadepublicacion datadipubblicazione datadepublicacao publicatiedatum",
    "updated": "geandert geaendert aktualisiert anderungsdatum aenderungsdatum misajour datedemodification actualizado"
    " fechadeactualizacion aggiornato datadiaggiornamento atualizado datadeatualizacao gewijzigd bijgewerkt",
    "authors": "autor autoren autorin verfasser verfasserin auteur auteurs autrice autores autora autore autori",
    "source": "quelle fuente fonte bron",
    "publisher": "zeitung medium verlag herausgeber journal editeur periodico diario editorial giornale testata editore"
    " jornal veiculo krant uitgever",
    "category": "kategorie ressort rubrik categorie rubrique seccion categoria rubrica sezione secao seccao rubriek",
    "tags": "schlagworter schlagwoerter schlagworte stichworter stichwoerter stichworte motscles etiquettes"
    " palabrasclave etiquetas parolechiave etichette palavraschave trefwoorden",
    "url": "adresse webadresse lien adresseweb enlace direccion indirizzo collegamento ligacao endereco webadres",
    "image": "bild bildadresse photo imagen foto immagine imagem afbeelding",
}
_MEANING: Final = {word: name for name, words in _WORDS.items() for word in words.split()}
_NAMES_BESIDE: Final = {word: set(names) for word in _WORDS for names in FIELDS.values() if word in names}
_IN_ENGLISH_TOO: Final = frozenset("data medium editorial journal resume photo".split())
"""Words that mean so only beside another one of these languages."""


def in_usual_words(header: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """The names of columns, those of other languages as the fields they mean; `known` are bare names that stay.

    A word stays too where the header has a name of the field; of texts there may be several.

    >>> in_usual_words(("Titel", "Text", "Datum", "Sprache"), {"text"})
    ('title', 'Text', 'date', 'Sprache')
    """
    taken = {bare_name(name) for name in header}
    made: list[str] = []
    for name, meant in zip(header, _meanings(header, known), strict=True):
        is_free = meant not in taken and (meant == "body" or taken.isdisjoint(_NAMES_BESIDE.get(meant, ())))
        made.append(meant if meant and is_free else name)
        taken.add(bare_name(made[-1]))
    return tuple(made)


def _meanings(header: Sequence[str], known: Collection[str]) -> list[str]:
    plain = ["" if bare_name(name) in known else _plain(name) for name in header]
    is_other = any(name in _MEANING and name not in _IN_ENGLISH_TOO for name in plain)
    return [_MEANING.get(name, "") if is_other else "" for name in plain]


def _plain(name: str) -> str:
    """A bare name without accents."""
    apart = unicodedata.normalize("NFKD", bare_name(unicodedata.normalize("NFC", name)))
    return "".join(one for one in apart if not unicodedata.combining(one))
