"""A box of a parsed page in, whether it is a part of the story beside it out.

Told by where it stands and what it says: nearly nothing but sentences, without links of their own or anything to fill
in. Its name counts against it where it is named after those who write sentences that are no story: authors' lives,
readers, imprints and whoever invites or warns. Whether it is hidden from sight is told elsewhere
(`index.cleaning.html.shown`).
"""

from __future__ import annotations

import re
from itertools import chain, islice

from lxml import etree, html

from index.cleaning.features import see
from index.cleaning.html.prose import Prose, Within, flat_text, length, link_share

_FEWEST = 2  # paragraphs of a rest, if it is not named as one
_FEWEST_BEFORE_ONE = 3
_MANY = 3  # paragraphs of a rest, among which a form or a few links may stand
_LEAST_BESIDE = 0.5  # of the characters in front of a rest that stands beside their box
_MOST, _HALF = 0.75, 0.5  # of the characters of a box, in its paragraphs, if they are few or many
_MOST_LINKED = 0.2  # of its characters
_MOST_WRAPS, _MOST_NEAR = 8, 60  # boxes around a rest, and elements in front of it, that are looked at
_MOST_AROUND = 0.2  # of the characters of a box, in what wraps it alone
_RESTS = re.compile(r"expand|premium|paid-?content|blurred|obfuscated", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTROLS = ("form", "input", "select", "textarea")
_APART = ("script", "style", "figure", "aside", "nav", "button")
_ELSEWHERE = ("aside", "footer", "nav", "dialog", "menu")
_OTHERS = re.compile(
    r"aut(?:h?o|eu)r|byline|writer|contributor|biograph|(?<![a-z])bio(?![a-z])|about|user-?(?:info|profile)"
    r"|comment(?!ary)|disqus|discussion|repl(?:y|ies)|komment|coment"
    r"|newsletter|subscri(?:be(?![rd])|ption)|sign-?(?:up|in)(?![a-z])|log-?in(?![a-z]|-?(?:only|required))|syndication"
    r"|donat|promo|sponsor|advert|werbung|anzeige|reklam|publici|(?<![a-z])ads?(?![a-z])|dfp|outbrain|taboola|criteo"
    r"|banner|foot(?!note)|copyright|disclaimer|legal|imprint|impressum|cookie|consent|permission|privacy|gdpr"
    r"|modal|dialog|popup|toast|error|success|transcript|subtitle|lightbox|caption",
    re.IGNORECASE,
)
_OTHERS_ALONE = re.compile(
    r"meta|time|date|message|notice|alert|error|caption|credit|tag|teaser|quote|widget|overlay|rating|tip|button|icon"
    r"|menu|nav|share|social|related|next|hid|print|embed|bar|info|note",
    re.IGNORECASE,
)


def begun(box: html.HtmlElement, told: list[Prose], within: Within, *, by_name: bool = True) -> list[Prose]:
    """The paragraphs in front of a box that it goes on with in its own, none where it is no rest.

    `by_name`: whether fewer will do where it is named as a rest.
    """
    is_named = by_name and _RESTS.search(_names(box)) is not None
    if (len(told) < _FEWEST and not is_named) or not _tells(box, told):
        return []
    before = _prose_beside(box, within, preceding=True)
    if len(told) < _FEWEST and len(before) < _FEWEST_BEFORE_ONE:
        return []
    if length(told) < _least(box, before, is_named=is_named) or not _is_headed_alike(box, told, before):
        return []
    return before


def _least(box: html.HtmlElement, before: list[Prose], *, is_named: bool) -> float:
    """The characters that a rest has at least: the less its place and name say, the more."""
    if box.tag == "template":
        return length(before)
    around = set(box.iterancestors())
    is_among = any(one.element.getparent() in around for one in before)
    return 0 if is_among or is_named else _LEAST_BESIDE * length(before)


def is_beginning(box: html.HtmlElement, told: list[Prose], within: Within) -> bool:
    """Whether those behind a box go on with its paragraphs, and only the heading of the page stands in front of it."""
    if len(told) < _FEWEST or not _tells(box, told) or not _is_headed_alike(box, told, []):
        return False
    if _prose_beside(box, within, preceding=True) or not _prose_beside(box, within, preceding=False):
        return False
    return bool(box.xpath("preceding::h1")) and not box.xpath("following::h1")


def _prose_beside(box: html.HtmlElement, within: Within, *, preceding: bool) -> list[Prose]:
    """The paragraphs on one side of a box or of what wraps it alone, from it on; of the body only those in no box."""
    element, most = box, _MOST_AROUND * _length_said(box)
    for around in islice(box.iterancestors(), _MOST_WRAPS):
        if around.tag in _ELSEWHERE:
            break
        near = islice(element.itersiblings(preceding=preceding), _MOST_NEAR)
        beside = [one for sibling in near for one in within.get(sibling, [])]
        if around.tag == "body":
            return [one for one in beside if one.element.getparent() is around]
        if beside or not _is_wrapped(element, most):
            return beside
        element = around
    return []


def _is_wrapped(element: html.HtmlElement, most: float) -> bool:
    """Whether the box around an element says nothing else but a few characters."""
    for sibling in chain(element.itersiblings(etree.Element), element.itersiblings(etree.Element, preceding=True)):
        most -= _length_said(sibling) if sibling.tag not in _APART else 0
        if most < 0:
            return False
    return True


def _tells(box: html.HtmlElement, told: list[Prose]) -> bool:
    """Whether a box says hardly anything but these paragraphs, and is not named after others."""
    if not told or told[0].element is box or box.tag in _ELSEWHERE or is_named_after_others(box):
        return False
    few = len(told) < _MANY
    if few and next(box.iter(*_CONTROLS), None) is not None:
        return False
    if _links_of_its_own(box, told) >= len(told) * (0.5 if few else 1) or link_share(box) > _MOST_LINKED:
        return False
    return length(told) >= (_MOST if few else _HALF) * _length_said(box)


def _length_said(box: html.HtmlElement) -> int:
    """The characters of a box, without scripts and what is set apart in it, such as captions and other stories."""
    apart = list(box.iterdescendants(*_APART))
    within = set(apart)
    outermost = (one for one in apart if within.isdisjoint(one.iterancestors()))
    return len(flat_text(box)) - sum(len(flat_text(one)) for one in outermost)


def is_named_after_others(box: html.HtmlElement) -> bool:
    """Whether a box is named after those who write sentences that are no story."""
    return _OTHERS.search(_names(box)) is not None


def is_lone_part(paragraph: html.HtmlElement) -> bool:
    """Whether a paragraph of sentences among those of a story is one, whatever it is called."""
    return is_named_for_itself(paragraph) and next(paragraph.iter("a", *_CONTROLS), None) is None


def is_named_for_itself(element: html.HtmlElement) -> bool:
    """Whether nothing in its name or looks says that an element, alone of its kind, is not a part of the story."""
    names = _names(element)
    if "border" in (element.get("style") or "") or element.get("aria-hidden") == "true":
        return False
    return not (_OTHERS.search(names) or _OTHERS_ALONE.search(names))


def _names(box: html.HtmlElement) -> str:
    return " ".join(filter(None, (box.get("class"), box.get("id"), box.get("role"))))


def _links_of_its_own(box: html.HtmlElement, told: list[Prose]) -> int:
    """How many links with words in them stand outside the paragraphs or open one, as headlines of other stories do."""
    inside = {one.element: one.text for one in told}
    links = [(link, flat_text(link)) for link in box.iter("a") if next(link.iterancestors(*_APART), None) is None]
    return sum(
        len(text.split()) > 1 and all(inside.get(one, text).startswith(text) for one in link.iterancestors())
        for link, text in links
    )


def _is_headed_alike(box: html.HtmlElement, told: list[Prose], before: list[Prose]) -> bool:
    """Whether no heading opens the box, or one as the story has further up: each box of the page has its own."""
    opening = next((one for one in box.iter(*_HEADINGS, told[0].element.tag) if flat_text(one)), None)
    if opening is None or opening.tag not in _HEADINGS:
        return True
    story = before[0].element.getparent() if before else None
    return story is not None and see(flat_text(opening)).notice is None and story.find(opening.tag) is not None
