"""Which of a record's texts is its body, where it has several: typed values in, a body and what it leaves out.

Interfaces give a beginning beside the whole text, a text with its markup beside the same without, a quotation under a
name that elsewhere is the article's. Not for the texts of feeds (see `index.readers.feed_texts`), nor of ninjs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from index.cleaning.html.markup import html_paragraphs
from index.readers.values import Values
from index.record import BodyForm, RawBody
from index.sentences import flat, is_cut_off, own_sentences, without_cut_mark

# Bare names (see `index.readers.values.bare_name`), the surest first.
BODY: Final = (
    "body",
    "articlebody",
    "text",
    "content",
    "contenttext",
    "fulltext",
    "maintext",
    "plaintext",
    "bodytext",
    "articletext",
    "postcontent",
)
BODY_HTML: Final = ("contenthtml", "bodyhtml", "html")

_LEAD: Final = "leadparagraph"
_LEAST_MARKED_UP = 0.8
"""Of the longest text's letters, in a text with its paragraphs marked that goes before it."""
_LEAST_WHOLE = 0.5
"""Of the longest text's letters, in one that goes before it as it is not cut off."""
_MOST_PROSE_LEFT = 0.1
"""Of a text's letters, in the sentences of a longer one with menus and links that it goes before."""

_BLOCKS = "p div h1 h2 h3 h4 h5 h6 article section main ul ol li table blockquote figure".split()
_INLINE = "span a em strong b i u".split()
_OPENS_AS_HTML = re.compile(rf"\s*<(?:!doctype html|html|head|body|{'|'.join(_BLOCKS)})\b[^<>]*>", re.I)
_PAGE_TAG = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.I)
_BLOCK_TAG = re.compile(rf"<(/?)(?:{'|'.join(_BLOCKS)})\b[^<>]*>|<!--.*?-->", re.I | re.S)
_OWN_LINE = re.compile(r"^[ \t]{0,3}[^<\s]", re.M)
_TAG = re.compile(rf"<(/?)({'|'.join(_BLOCKS + _INLINE)})(?:\s[^<>]*)?>", re.I)
_SENTENCE_END = re.compile(r"[.!?。！？۔।][\"'”’»)\]」』]*\s*\Z")
_FORM_SAMPLE = 20_000


@dataclass(frozen=True)
class _Text:
    """One of a record's texts and the name that it stands under."""

    name: str
    raw: RawBody

    @cached_property
    def plain(self) -> str:
        return "\n".join(html_paragraphs(self.raw.text)) if self.raw.form == "html" else self.raw.text

    @cached_property
    def flat(self) -> str:
        return flat(without_cut_mark(self.plain))

    @cached_property
    def is_cut_off(self) -> bool:
        return is_cut_off(self.plain)

    def says_beyond(self, others: Iterable[str]) -> list[str]:
        """What this text says and none of others does, which are flat."""
        held = tuple(others)
        return [] if any(self.flat in one for one in held) else own_sentences(without_cut_mark(self.plain), held)


def own_body(values: Values, excerpt: str) -> RawBody | None:
    """The body that a record's fields hold, if they hold any.

    Of several it is the longest that is not cut off; a text with its markup goes before the same without, and the
    story alone, under a surer name, before the same among menus and links. What the others say beyond it and the
    excerpt is a problem.
    """
    texts = list(_texts(values))
    if len(texts) < 2:
        return texts[0].raw if texts else None
    taken = _fullest(texts)
    for other in texts:
        if other is not taken and (beyond := other.says_beyond((taken.flat, flat(excerpt)))):
            reason = f"stands under `{other.name}` and not in the text under `{taken.name}`: not taken"
            values.reject("body", " ".join(beyond), reason)
    return taken.raw


def with_lead(values: Values, excerpt: str, body: RawBody | None) -> str:
    """An excerpt, and behind it the first paragraph that interfaces give beside it, unless the texts have that."""
    lead = values.text("excerpt", (_LEAD,)) if _LEAD in values else ""
    if not lead.strip() or lead == excerpt:
        return excerpt
    held = (flat(excerpt), _Text("", body).flat if body else "")
    return f"{excerpt}\n\n{lead}" if _Text(_LEAD, RawBody(lead, "plain")).says_beyond(held) else excerpt


def _texts(values: Values) -> Iterator[_Text]:
    for names, is_html in ((BODY_HTML, True), (BODY, False)):
        for name in names:
            if name in values and (text := values.text("body", (name,))).strip():
                yield _Text(name, RawBody(text, "html" if is_html else body_form(text, "plain")))


def _fullest(texts: Sequence[_Text]) -> _Text:
    """The text to take: of those that are whole, or of all, the longest, or a better one that says as much.

    Where that is a piece of a longer one it is not whole, whatever it ends in.
    """
    most = max(len(one.flat) for one in texts)
    whole = [one for one in texts if not one.is_cut_off and len(one.flat) >= _LEAST_WHOLE * most] or texts
    longest = max(whole, key=lambda one: len(one.flat))
    # A text may end in dots of its own, and a beginning in none: what goes on behind another is the fuller one.
    longest = max((longest, *(one for one in texts if longest.flat in one.flat)), key=lambda one: len(one.flat))
    return next(one for one in texts if one is longest or (one in whole and _may_replace(one, longest)))


def _may_replace(text: _Text, longest: _Text) -> bool:
    """Whether a text that is known better has all that the longest has, or is the same with its paragraphs marked."""
    if (
        text.raw.form == "html"
        and longest.raw.form != "html"
        and len(text.flat) >= _LEAST_MARKED_UP * len(longest.flat)
    ):
        return True
    beyond = longest.says_beyond((text.flat,))
    return not beyond or _is_its_story(text, longest, beyond)


def _is_its_story(text: _Text, longest: _Text, beyond: Sequence[str]) -> bool:
    """Whether a text is what the longest tells, which was taken from the page with menus and links to others.

    Of one with markup the cleaning tells them better.
    """
    if longest.raw.form == "html" or len(text.flat) < _LEAST_WHOLE * len(longest.flat):
        return False
    prose = sum(len(flat(one)) for one in beyond if _is_prose(one))
    if prose >= _MOST_PROSE_LEFT * len(text.flat) or 2 * prose >= sum(len(flat(one)) for one in beyond):
        return False
    return _SENTENCE_END.search(text.plain) is not None and not text.says_beyond((longest.flat,))


def _is_prose(line: str) -> bool:
    """Whether a line ends as a sentence does, or goes on with one from the line above."""
    return line[0].islower() or _SENTENCE_END.search(line) is not None


def body_form(text: str, otherwise: BodyForm) -> BodyForm:
    """Whether a body is clearly HTML; Markdown may hold tags, whole blocks of HTML too, and stay Markdown.

    >>> body_form("<p>One.</p>", "markdown"), body_form("Up at <XII> and <b>", "plain")
    ('html', 'plain')
    """
    sample = text[:_FORM_SAMPLE]
    if _OPENS_AS_HTML.match(sample) and "</" in text:
        return otherwise if otherwise == "markdown" and _has_lines_outside(text) else "html"
    if otherwise == "plain" and "</" in sample:
        tags = [(bool(slash), name.lower()) for slash, name in _TAG.findall(sample)]
        if {name for closes, name in tags if closes} & {name for closes, name in tags if not closes}:
            return "html"
    return otherwise


def _has_lines_outside(text: str) -> bool:
    """Whether lines of text stand between the blocks of what opens as a piece of HTML: so it is Markdown."""
    if _PAGE_TAG.match(text):
        return False
    depth, end = 0, 0
    for tag in _BLOCK_TAG.finditer(text):
        if depth == 0 and _OWN_LINE.search(text, end, tag.start()):
            return True
        depth = max(depth + {"": 1, "/": -1, None: 0}[tag[1]], 0)
        end = tag.end()
    return depth == 0 and _OWN_LINE.search(text, end) is not None
