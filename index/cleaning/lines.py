"""Text with line breaks in, paragraphs out: wrapped lines rejoined, torn lines mended.

Not for deciding which paragraphs belong to the article (see `index.cleaning.furniture`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import regex

from index.cleaning.notices import notice

BROKEN_OFF: Final = ("…", "...")

_WIDEST_WRAP = 100  # characters; nobody wraps text by hand wider than this
_NARROWEST_WRAP = 30
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SENTENCE_END = re.compile(r"""[.!?:…。！？؟۔।]["'”’“‘»«)\]]*$""")
_TEXT_END = re.compile(r"[.…:;,：。，、]$")
_CLOSING = re.compile(r"[,.;:!?)\]%、。，．；：！？）」』】〉》،؛؟]")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}、。，．；：！？「」『』（）【】・]"
)
# What no Japanese line begins with: a small letter, or a particle, which no letter of its own kind follows.
_NO_BEGINNING = regex.compile(
    r"[をんぁぃぅぇぉっゃゅょァィゥェォッャュョンーゝゞヽヾ]|[はがにのでとへ](?=[\p{Han}\p{Katakana}\p{Latin}\p{Nd}、])"
)
_UNICASE = regex.compile(r"\p{Georgian}")  # a modern text has none of the capitals that Unicode gives it
_ONE_SPACE_AFTER = re.compile(r"\S $")
_ONE_SPACE_BEFORE = re.compile(r" \S")
_OPEN_END = re.compile(r"[,(\[“„«–—،、，「『（-]$")
# Of quotations, by what closes them; in other countries the same mark opens.
_OPENS = {"»": re.compile(r"(?<!\S)«"), "«": re.compile(r"(?<!\S)»(?=\w)"), "”": re.compile("[“„]")}
_QUOTED = 40  # lines of a paragraph, in which a quotation is looked for that goes on
_NAME = r"\p{Lu}[\w.’'-]*(?: (?:von|van|de|der|den|di|da|del|du|la|le)){0,2} \p{Lu}[\w.’'-]*"
_BYLINE = regex.compile(rf"(?:by|von|par|por|di|door|av|af) {_NAME}(?:,? (?:and|und|et|y|e|en|och|og|&)? ?{_NAME})*")
_INTRODUCES = regex.compile(r"(?:by|von|par|por|di|door|av|af):?", regex.IGNORECASE)  # above the name itself
_FEWEST_FULL = 3  # lines that leave no room for the next word, that a block of them is wrapped
_FULL = 0.6  # of its lines
_WIDEST_REST = 4  # columns that a full line may leave to a script without blanks, whose marks do not begin lines


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, closing quotes and brackets aside.

    >>> ends_sentence("“It rained.”"), ends_sentence("Rain in the north")
    (True, False)
    """
    return _SENTENCE_END.search(text[-8:]) is not None


def reads_on(text: str) -> bool:
    """Whether a line ends as a line of a text does and no headline, which may ask or cry out.

    >>> reads_on("“It rained,” she said."), reads_on("Will it rain?"), reads_on("Rain in the north")
    (True, False, False)
    """
    return _TEXT_END.search(text.rstrip("”’\"')")) is not None


def plain_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose blank lines mean something and whose line breaks may not.

    Lines wrapped by hand are one paragraph, and an indented line among them begins the next;
    other lines are paragraphs of their own.

    >>> plain_paragraphs("Rain fell in the north of the country\\nall day.\\n   Rivers rose.\\n\\nIt is over.")
    ['Rain fell in the north of the country all day.', 'Rivers rose.', 'It is over.']
    """
    return [paragraph for block in _BLANK.split(text) for paragraph in _block_paragraphs(block)]


def page_paragraphs(text: str) -> list[str]:
    """The paragraphs of a web page's text, where a link inside a sentence may stand on a line of its own.

    >>> page_paragraphs("Rain,\\nsays the \\nweather office\\n, will last.\\nMenu")
    ['Rain, says the weather office, will last.', 'Menu']
    """
    blocks = [[line for line in block.split("\n") if line.strip()] for block in _BLANK.split(text)]
    parted = 2 * len(blocks) >= sum(map(len, blocks))  # by blank lines, so that lines without them belong together
    return [paragraph for block in blocks for paragraph in _mended(block, parted)]


def _block_paragraphs(block: str) -> Iterator[str]:
    lines = [line for line in block.split("\n") if line.strip()]
    if not _is_wrapped(lines):
        yield from (_single_spaced(line) for line in lines)
        return
    gathered: list[str] = []
    for line in lines:
        if gathered and line[0].isspace():
            yield _joined(gathered, _blank_between)
            gathered.clear()
        gathered.append(line)
    yield _joined(gathered, _blank_between)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the breaks between these lines fall anywhere, as in text wrapped by hand."""
    if len(lines) < 2 or max(map(len, lines)) > _WIDEST_WRAP:
        return False
    broken = lines[:-1]
    torn = sum(1 for line in broken if not ends_sentence(line.rstrip()))
    return max(map(len, broken)) >= _NARROWEST_WRAP and torn >= 0.4 * len(broken)


def _mended(lines: Sequence[str], parted: bool) -> Iterator[str]:
    is_text = parted and bool(lines) and ends_sentence(lines[-1].rstrip())
    full = frozenset[int]() if parted else _full_lines(lines)
    pieces: list[str] = []
    for at, line in enumerate(lines):
        if pieces and not _continues(pieces, line, is_text or at - 1 in full):
            yield _joined(pieces, _blank_at_tear)
            pieces.clear()
        pieces.append(line)
    if pieces:
        yield _joined(pieces, _blank_at_tear)


def _full_lines(lines: Sequence[str]) -> frozenset[int]:
    """The places of lines that the next one's first word would have made too wide; none where most would hold it."""
    widths = list(map(_width, lines))
    widest = max(widths, default=0)
    if not _NARROWEST_WRAP <= widest <= _WIDEST_WRAP:
        return frozenset()
    full = frozenset(
        at for at, below in enumerate(lines[1:]) if widths[at] + _width_of_first(below) > widest - _rest(below)
    )
    return full if len(full) >= max(_FEWEST_FULL, _FULL * (len(lines) - 1)) else frozenset()


def _width(line: str) -> int:
    """The columns that a line takes on a screen, about."""
    stripped = line.strip()
    return len(stripped) + len(_UNSPACED.findall(stripped))


def _width_of_first(line: str) -> int:
    """The columns of what would have had to stand on the line above: a word with its blank, or one character."""
    return 2 if _UNSPACED.match(line.lstrip()) else 1 + len(line.split(maxsplit=1)[0])


def _rest(line: str) -> int:
    return _WIDEST_REST if _UNSPACED.match(line.lstrip()) else 0


def _continues(pieces: Sequence[str], line: str, together: bool) -> bool:
    """Whether a line is the rest of those before it: cut in mid-sentence, or with a space left at the cut.

    The first letter tells it in a script with capitals; in others only that the lines stand `together`.
    """
    before = pieces[-1]
    stripped, first = before.rstrip(), line.lstrip()
    if notice(first) is not None or notice(stripped) is not None:
        return False
    if _INTRODUCES.fullmatch(first.rstrip()):
        return False
    if _CLOSING.match(first) or _closes_quotation(pieces, first):
        return True
    if _OPEN_END.search(stripped):
        return True
    if ends_sentence(stripped):
        return False
    if _is_small(first[0]) or _NO_BEGINNING.match(first):
        return _BYLINE.fullmatch(line) is None or before[-1].isspace()
    if together and first[0].isalpha() and not first[0].isupper():
        return True
    return _ONE_SPACE_AFTER.search(before[-2:]) is not None or _ONE_SPACE_BEFORE.match(line) is not None


def _is_small(letter: str) -> bool:
    return letter.isalpha() and letter.islower() and not _UNICASE.match(letter)


def _closes_quotation(pieces: Sequence[str], line: str) -> bool:
    """Whether the quote that a line begins with closes, as a letter follows one that opens or none is open."""
    quote, follows = line[0], line[1:2]
    if quote == "’":
        return not follows.isalnum() or not ends_sentence(pieces[-1].rstrip())
    if quote not in _OPENS:
        return False
    above = "".join(pieces[-_QUOTED:])
    opened = max((found.start() for found in _OPENS[quote].finditer(above)), default=-1)
    return opened > above.rfind(quote) or (quote == "”" and not follows.isalnum())


def _joined(pieces: Sequence[str], between: Callable[[str, str], str]) -> str:
    parts = [pieces[0]]
    for above, line in pairwise(pieces):
        parts += [between(above, line), line]
    return _single_spaced("".join(parts))


def _blank_at_tear(above: str, line: str) -> str:
    """The blank between two lines of a sentence that was torn: none before a mark that closes."""
    if above[-1].isspace() or line[0].isspace() or _CLOSING.match(line) or line[0] in "’”»«":
        return ""
    return _blank_between(above, line)


def _blank_between(above: str, line: str) -> str:
    """The blank between two lines of a sentence: none in a script without blanks."""
    stripped, first = above.rstrip(), line.lstrip()
    return "" if _UNSPACED.match(stripped[-1]) and _UNSPACED.match(first[0]) else " "


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
