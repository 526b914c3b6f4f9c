"""What programs write behind a story as they send it out: where it appeared first, and a button that never loaded.

Told by the story's own title together with its site or the usual words, as the last sentence of a text. Not for the
furniture of pages (see `index.cleaning.notices`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from index.article import Cut, Provider
from index.cleaning.furniture import comparable

APPEARED_FIRST: Final = "where the story appeared first"
BUTTON: Final = "sharing buttons"

_LAST = 4  # paragraphs, below which buttons may stand
_LONGEST_LEAD = 4  # words before the title: "The post", "Le contenu de l’article"
_LONGEST_REST = 160  # characters behind it
_LONGEST_BUTTON = 80  # characters
_SHORTEST_TITLE = 3  # words of one that needs no more than the name of its site
_SENTENCE_END = re.compile(r"[.!?…\])»”\"。！？]\s+|[。！？]")
# As the plugin of WordPress that does this has it in each language: before the title, and behind it.
_LEAD = re.compile(
    r"(?:the post|der beitrag|(?:l[’']|cet )article|la entrada|l[’']articolo|o (?:post|conteúdo)|het bericht|artykuł"
    r"|сообщение|inlägget|indlægget|innlegget) [\W_]*",
    re.I,
)
_SAYS = re.compile(
    r"[\W_]*(?:appeared first on|first appeared on|erschien zuerst auf|est apparu en premier sur|(?:se publicó|aparece)"
    r" primero en|proviene da|apareceu primeiro em|verscheen eerst op|pochodzi z|появил\w+ сначала на|dök först upp på"
    r"|blev først udgivet på|dukket først opp på)\b",
    re.I,
)
_LOADING = ("loading", "lade", "geladen", "laden", "chargement", "cargando", "carregando", "caricamento")
_BUTTON = re.compile(
    r"(?:(?:like this|gefällt mir|j[’']aime ça|me gusta(?: esto)?|curtir isso|mi piace|vind ik leuk) ?: ?)?"
    r"(?:like|gefällt mir|j[’']aime|me gusta|curtir|mi piace|vind-ik-leuk) ?"
    rf"(?:wird |bezig met )?(?:{'|'.join(_LOADING)})[ .…]*\Z",
    re.I,
)
_PARTS = re.compile(r"\s+[|»›–—•·:-]\s+|\s*[|»›]\s*")


class Told(NamedTuple):
    """A text without what was added behind it, and that."""

    text: str
    cuts: tuple[Cut, ...]


def without_additions(text: str, title: str, provider: Provider) -> Told:
    """One text, an excerpt or a paragraph, without what a program added at its end.

    >>> without_additions("Open. The post Gates open appeared first on Lock Herald.", "Gates open", Provider()).text
    'Open.'
    """
    cuts: list[Cut] = []
    if (button := _button(text)) and _begins_sentence(text, button.start()):
        cuts.append(Cut(text[button.start() :], BUTTON))
        text = text[: button.start()].rstrip()
    start = _appeared_first(text, title, provider)
    if start is not None:
        cuts.append(Cut(text[start:], APPEARED_FIRST))
        text = text[:start].rstrip()
    return Told(text, tuple(cuts))


def cut_additions(paragraphs: Sequence[str], title: str, provider: Provider) -> tuple[list[str], tuple[Cut, ...]]:
    """The paragraphs of a body without what was added to the last ones, and that."""
    first = max(len(paragraphs) - _LAST, 0)
    told = [without_additions(paragraph, title, provider) for paragraph in paragraphs[first:]]
    kept = [one.text for one in told if one.text]
    return [*paragraphs[:first], *kept], tuple(cut for one in told for cut in one.cuts)


def _button(text: str) -> re.Match[str] | None:
    """The button that a text ends in; looked for where its last word is one of theirs, which hardly any is."""
    end = text[-_LONGEST_BUTTON:].rstrip(" .…").casefold()
    return _BUTTON.search(text, max(len(text) - _LONGEST_BUTTON, 0)) if end.endswith(_LOADING) else None


def _begins_sentence(text: str, at: int) -> bool:
    return not at or any(end.end() == at for end in _SENTENCE_END.finditer(text, max(at - 3, 0), at))


def _appeared_first(text: str, title: str, provider: Provider) -> int | None:
    """Where the last sentence begins, if it says of the story by its title where it appeared first."""
    if not title:
        return None
    at = text.casefold().rfind(title.casefold())
    if at < 0 or text[at : at + len(title)].casefold() != title.casefold():
        return None
    start = max((end.end() for end in _SENTENCE_END.finditer(text, 0, at)), default=0)
    lead, rest = text[start:at], text[at + len(title) :]
    if len(rest) > _LONGEST_REST or len(lead.split()) > _LONGEST_LEAD:
        return None
    is_usual = _LEAD.fullmatch(lead) and _SAYS.match(rest)
    is_like_it = lead.strip() and text.startswith(title, at) and _names_site(rest, title, provider)
    return start if is_usual or is_like_it else None


def _names_site(rest: str, title: str, provider: Provider) -> bool:
    """Whether the words behind a title end a sentence with the name of its site, and say little more than that."""
    told = "" if "," in rest else comparable(rest)
    names = [comparable(name) for name in (*_PARTS.split(provider.name), provider.domain)]
    return len(title.split()) >= _SHORTEST_TITLE and any(
        name and told.endswith(name) and told != name for name in names
    )
