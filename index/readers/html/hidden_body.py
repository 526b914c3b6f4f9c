"""The text of an article that stands in its page's JSON-LD, where the page itself does not show it.

Pages behind a paywall show a beginning, pages that a script fills nothing. Not for pages that show their text, which is
told from the rest of the page with its paragraphs (see `index.cleaning`).
"""

from __future__ import annotations

from html import unescape
from typing import Final

from lxml import html

from index.cleaning.furniture import comparable
from index.readers.html.tree import parse_page, text_of
from index.readers.own_body import body_form
from index.record import RawBody

SHORTEST: Final = 250  # letters of a text worth taking
_PIECE = 40  # letters looked for on the page
_MOST_PIECES = 60  # spread over the text
_NEARLY_ALL, _HALF = 0.8, 0.5  # of the pieces
_NEARLY_NOTHING = 0.2  # of the text's length, in a page's own paragraphs
_PROSE_WORDS = 12


def hidden_body(told: object, root: html.HtmlElement) -> RawBody | None:
    """The body that JSON-LD tell, if the page shows its beginning alone, or no text to speak of.

    >>> told = "The dyke at Lenn held through the night, the town said on Monday. " + "The water fell by a hand. " * 12
    >>> page = html.document_fromstring(f"<p>{told[:66]}</p><p>Subscribe to read on.</p>")
    >>> hidden_body(told, page).form, hidden_body(told, html.document_fromstring(f"<p>{told}</p>"))
    ('plain', None)
    """
    if not isinstance(told, str):
        return None
    text = unescape(told) if "&" in told else told
    letters = comparable(_bare(text))
    if len(letters) < SHORTEST:
        return None
    page = comparable(text_of(root, most=None))
    if _is_shown(letters, page):
        return None
    others = _letters_of_others(root, letters)
    is_beginning = letters[:_PIECE] in page and others < len(letters)
    return RawBody(text, body_form(text, "plain")) if is_beginning or others < _NEARLY_NOTHING * len(letters) else None


def _bare(text: str) -> str:
    """A text without its tags, should it have any."""
    parsed = parse_page(text) if "<" in text else None
    return text if parsed is None else text_of(parsed, most=None)


def _is_shown(letters: str, page: str) -> bool:
    """Whether a page shows a text: nearly all of it, or half of it and some of its last quarter."""
    step = max(_PIECE, len(letters) // _MOST_PIECES)
    found = [letters[at : at + _PIECE] in page for at in range(0, len(letters) - _PIECE + 1, step)]
    share = sum(found) / len(found)
    return share >= _NEARLY_ALL or (share >= _HALF and any(found[-(len(found) // 4) - 1 :]))


def _letters_of_others(root: html.HtmlElement, letters: str) -> int:
    """The length of the page's paragraphs that are not of this text."""
    prose = (text_of(one) for one in root.iter() if _opens_prose(one))
    return sum(len(plain) for plain in map(comparable, prose) if plain[:_PIECE] not in letters)


def _opens_prose(element: html.HtmlElement) -> bool:
    """Whether an element is a paragraph of running text."""
    if element.tag == "p":
        return len(text_of(element).split()) >= _PROSE_WORDS
    return element.tag in ("div", "td", "li") and len((element.text or "").split()) >= _PROSE_WORDS
