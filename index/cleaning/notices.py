"""One paragraph in, the kind of page furniture it is by its wording out, or None.

Every rule names a kind that all sites have (a button row, a call to subscribe, a copyright line), in
English and where it is usual in German, French, Spanish, Japanese and Arabic. Only short paragraphs that
are wholly of that kind match. Not for what can only be told from the neighbours (see `index.cleaning.page`).
"""

from __future__ import annotations

from index.cleaning import imprint, invitations
from index.cleaning.invitations import HEADING

_LONGEST = 420  # characters; a longer paragraph says something besides
_SHORT = 120  # characters; a longer paragraph is looked at only where a word of its kind is in it

# One at least of these stands in whatever long paragraph any of the rules takes, in small letters.
_TELLING = tuple(
    "inbox|in-box|free articles|newsletter|subscri|sign up|signup|signing up|signingup|signed|register|your email"
    "|your e-mail|cookie|privacy|copyright|©|(c)|rights reserved|rechte vorbehalten|droits réservés|derechos"
    "|disclaimer|advice|purposes only|redistributed|reproduced|published|trade mark|trademark|service mark"
    "|servicemark|this site|our site|this web|our web|this blog|our blog|this page|our page|been evaluated"
    "|results vary|results may vary|on facebook|on twitter|on instagram|commenting|javascript|browser|abonn|suscr"
    "|haftung|read more|read also|also read|see also|related|watch:|watch live:|(read|(see|(watch|(more|:http|: http"
    "|all comments|responses to|issues for|issues from|[/|follow him|follow her|follow them|follow me|column|@"
    "|window.|push(|document.|function|メルマガ|ニュースレター|会員|免責|無断|クッキー|اشترك|حقوق|اقرأ|إخلاء|الارتباط"
    "|photo|image|credit|lorem|check out this|hear what you|hear from you|letter to the editor|superstore|super store"
    "|book store|bookstore|our shop|our store|our online|at http|this is a content|want this|want to get|views"
    "|opinions|mph".split("|")
)

_KINDS = (
    imprint.PLACEHOLDER,
    imprint.DATE,
    imprint.SOURCE,
    imprint.ADVERTISEMENT,
    invitations.SHARING,
    invitations.FOLLOWING,
    invitations.SUBSCRIBING,
    invitations.LINK,
    imprint.COPYRIGHT,
    imprint.COOKIES,
    imprint.DISCLAIMER,
    imprint.AUTHOR,
    invitations.FORM,
    invitations.COMMENTS,
    imprint.READING_TIME,
    invitations.PLAYER,
    invitations.NAVIGATION,
    imprint.CREDIT,
)


def heading_of_links(paragraph: str) -> bool:
    """Whether a paragraph heads a list of other stories: what follows is most likely theirs.

    >>> heading_of_links("Most popular stories"), heading_of_links("Related stories of loss were told at the vigil.")
    (True, False)
    """
    return len(paragraph) <= 60 and HEADING.pattern.fullmatch(paragraph.rstrip(" :：…>»")) is not None


def notice(paragraph: str) -> str | None:
    """The kind of furniture a paragraph is by its wording alone, or None.

    >>> notice("Sign up for our daily newsletter"), notice("They signed up for the war.")
    ('call to subscribe', None)
    """
    if len(paragraph) > _LONGEST:
        return None
    if len(paragraph) > _SHORT and not any(map(paragraph.casefold().__contains__, _TELLING)):
        return None
    if heading_of_links(paragraph):
        return HEADING.reason
    bare = paragraph.strip(" :：*#|•·>»→.…-")
    for kind in _KINDS:
        if kind.pattern.fullmatch(bare) or (bare != paragraph and kind.pattern.fullmatch(paragraph)):
            return kind.reason
    return None
