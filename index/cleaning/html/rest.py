"""A box of a parsed page in, whether it is a part of the story beside it out.

Told by where it stands and what it says: nearly nothing but sentences, without links of their own or anything to fill
in. Its name counts against it where it is named after those who write sentences that are no story: authors' lives,
readers, imprints and whoever invites or warns. Whether it is hidden from sight is told elsewhere
(`index.cleaning.html.shown`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, takewhile

from lxml import etree, html

from index.cleaning.features import see
from index.cleaning.html.blocks import BLOCKS
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
_MORE = re.compile(
    r"(?<![a-z])(?:more|rest|remain\w*|full)(?![a-z])|(?:read|show)-?more|(?:more|full)-?(?:text|content)|collaps|expand",
    re.IGNORECASE,
)
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
_STORIES = re.compile(r"related|recommend|teaser|popular|trending|most-?read", re.IGNORECASE)
_AT_WILL = re.compile(r"menu|tool-?tip|notice|message|alert", re.IGNORECASE)  # what is shown for a while
_COLUMN = re.compile(r"(?<![a-z])col(?:umns?)?(?![a-z])|sidebar", re.IGNORECASE)  # of several beside each other
_OTHERS_ALONE = re.compile(
    r"meta|time|date|message|notice|alert|error|caption|credit|tag|teaser|quote|widget|overlay|rating|tip|button|icon"
    r"|menu|nav|share|social|related|next|hid|print|embed|bar|info|note",
    re.IGNORECASE,
)


def begun(
    box: html.HtmlElement,
    told: list[Prose],
    within: Within,
    *,
    by_name: bool = True,
    is_alike: bool = False,
    body: html.HtmlElement | None = None,
) -> list[Prose]:
    """The paragraphs in front of a box that it goes on with in its own, none where it is no rest.

    Fewer will do where it is named as a rest, if that counts (`by_name`), or as another part of the story (`is_alike`),
    and where both stand in what is named as the text of an article (`body`), whatever heading they then have.
    """
    is_named = is_alike or (by_name and _RESTS.search(_names(box)) is not None)
    may_be_one = is_named or (body is not None and _MORE.search(_names(box)) is not None)
    if (len(told) < _FEWEST and not may_be_one) or not _tells(box, told):
        return []
    before = _prose_beside(box, within, preceding=True)
    least = _FEWEST if is_alike else _FEWEST_BEFORE_ONE
    if not before or (len(told) < _FEWEST and len(before) < least):
        return []
    in_body = body is not None and body in before[-1].element.iterancestors()
    in_body = in_body and box.tag != "template" and not _AT_WILL.search(_names(box))
    if in_body and _asks_nothing(box, told) and (len(told) >= _MANY or may_be_one):
        return before
    if len(told) < _FEWEST and not is_named:
        return []
    if length(told) < _least(box, before, is_named=is_named) or not _is_headed_alike(box, told, before):
        return []
    return before if not is_alike or _goes_on(box, told, before) else []


def _goes_on(box: html.HtmlElement, told: list[Prose], before: list[Prose]) -> bool:
    """Whether nothing about a box that is named as a part of the story says that it only looks like one.

    It stands in the same article and column, in no box that is named after others; a few paragraphs are shown, and have
    no picture before them, no button, no heading above and no form below them.
    """
    inside = set(before[-1].element.iterancestors())
    around = list(takewhile(lambda one: one not in inside, (box, *box.iterancestors())))
    if len(around) > 1 and _COLUMN.search(_names(around[-1])):
        return False
    if any(one.tag in _ELSEWHERE or is_named_after_others(one) or _STORIES.search(_names(one)) for one in around[1:]):
        return False
    if next(before[-1].element.iterancestors("article"), None) is not next(box.iterancestors("article"), None):
        return False
    if len(told) >= _MANY:
        return True
    if box.get("hidden") is not None or "none" in (box.get("style") or ""):
        return False
    behind = box.getnext()
    if behind is not None and next(behind.iter(*_CONTROLS), None) is not None:
        return False
    parts = told[0].element.itersiblings(etree.Element, preceding=True)
    pictured = any(next(part.iter("img"), None) is not None for part in parts if part.tag != "figure")
    return not pictured and _asks_nothing(box, told) and not _is_headed_above(box, before)


def _asks_nothing(box: html.HtmlElement, told: list[Prose]) -> bool:
    """Whether a box has nothing to press or fill in, no link of its own, and no heading if its paragraphs are few."""
    if next(box.iter("button", *_CONTROLS), None) is not None or _links_of_its_own(box, told):
        return False
    return len(told) >= _MANY or _opening(box, told) is None


def _is_headed_above(box: html.HtmlElement, before: list[Prose]) -> bool:
    """Whether a heading stands between a box and what is in front of it."""
    last = before[-1].element
    passed = chain.from_iterable(reversed(list(one.iter(*_HEADINGS, last.tag))) for one in _near(box))
    for one in passed:
        if one is last:
            return False
        if one.tag in _HEADINGS and flat_text(one):
            return True
    return False


def _near(box: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements in front of a box and of those around it, from it on."""
    for around in chain((box,), islice(box.iterancestors(), _MOST_WRAPS)):
        yield from islice(around.itersiblings(etree.Element, preceding=True), _MOST_NEAR)


def _least(box: html.HtmlElement, before: list[Prose], *, is_named: bool) -> float:
    """The characters that a rest has at least: the less its place and name say, the more."""
    if box.tag == "template":
        return length(before)
    around = set(box.iterancestors())
    is_among = any(one.element.getparent() in around for one in before)
    return 0 if is_among or is_named else _LEAST_BESIDE * length(before)


def led_to(box: html.HtmlElement, told: list[Prose], within: Within) -> list[Prose]:
    """The paragraphs behind a box that go on with its own, none where not only the heading of the page is above it."""
    if len(told) < _FEWEST or _prose_beside(box, within, preceding=True) or not _tells(box, told):
        return []
    behind = _prose_beside(box, within, preceding=False)
    if not behind or not _opens_alike(box, told, behind):
        return []
    return behind if box.xpath("preceding::h1") and not box.xpath("following::h1") else []


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


def _opens_alike(box: html.HtmlElement, told: list[Prose], behind: list[Prose]) -> bool:
    """Whether no heading opens the box, or one as opens the next: both are a part with a heading of its own."""
    opening, other = _opening(box, told), behind[0].element.getparent()
    if opening is None:
        return True
    following = None if other is None or other in box.iterancestors() else _opening(other, behind)
    return following is not None and opening.tag == following.tag


def _opening(box: html.HtmlElement, told: list[Prose]) -> html.HtmlElement | None:
    """The heading that opens a box with these paragraphs, if one does."""
    lines = (
        one for one in box.iter(*_HEADINGS, told[0].element.tag) if next(one.iterdescendants(*BLOCKS), None) is None
    )
    first = next(filter(flat_text, lines), None)
    return first if first is not None and first.tag in _HEADINGS else None


def _is_headed_alike(box: html.HtmlElement, told: list[Prose], before: list[Prose]) -> bool:
    """Whether no heading opens the box, or one as the story has further up: each box of the page has its own."""
    opening = next((one for one in box.iter(*_HEADINGS, told[0].element.tag) if flat_text(one)), None)
    if opening is None or opening.tag not in _HEADINGS:
        return True
    story = before[0].element.getparent() if before else None
    return story is not None and see(flat_text(opening)).notice is None and story.find(opening.tag) is not None
