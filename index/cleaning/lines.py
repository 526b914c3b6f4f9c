"""Text with line breaks in, paragraphs out: wrapped lines rejoined, torn lines mended.

Not for deciding which paragraphs belong to the article (see `index.cleaning.furniture`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.cleaning.notices import notice

BROKEN_OFF: Final = ("…", "...")

_WIDEST_WRAP = 100  # characters; nobody wraps text by hand wider than this
_NARROWEST_WRAP = 30
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SENTENCE_END = re.compile(r"""[.!?:…。！？؟۔।]["'”’“‘»«)\]]*$""")
_TEXT_END = re.compile(r"[.…:;,：。，、]$")
_CONTINUES = re.compile(r"[^\W\d_A-Z]|[,.;:!?)\]’”»%]")
_ATTACHED = re.compile(r"\s|[,.;:!?)\]’”»%]")
_ONE_SPACE_AFTER = re.compile(r"\S $")
_ONE_SPACE_BEFORE = re.compile(r" \S")
_OPEN_END = re.compile(r"[,(\[“«–—-]$")


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
    return [paragraph for block in _BLANK.split(text) for paragraph in _mended(block.split("\n"))]


def _block_paragraphs(block: str) -> Iterator[str]:
    lines = [line for line in block.split("\n") if line.strip()]
    if not _is_wrapped(lines):
        yield from (_single_spaced(line) for line in lines)
        return
    gathered: list[str] = []
    for line in lines:
        if gathered and line[0].isspace():
            yield _single_spaced(" ".join(gathered))
            gathered.clear()
        gathered.append(line)
    yield _single_spaced(" ".join(gathered))


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the breaks between these lines fall anywhere, as in text wrapped by hand."""
    if len(lines) < 2 or max(map(len, lines)) > _WIDEST_WRAP:
        return False
    broken = lines[:-1]
    torn = sum(1 for line in broken if not ends_sentence(line.rstrip()))
    return max(map(len, broken)) >= _NARROWEST_WRAP and torn >= 0.4 * len(broken)


def _mended(lines: list[str]) -> Iterator[str]:
    pieces: list[str] = []
    before = ""
    for line in filter(str.strip, lines):
        if pieces and not _continues(before, line):
            yield _single_spaced("".join(pieces))
            pieces.clear()
        elif pieces and not (_ATTACHED.match(line) or before[-1].isspace()):
            pieces.append(" ")
        pieces.append(line)
        before = line
    if pieces:
        yield _single_spaced("".join(pieces))


def _continues(before: str, line: str) -> bool:
    """Whether a line is the rest of the one before it: cut in mid-sentence, or with a space left at the cut."""
    stripped = before.rstrip()
    first = line.lstrip()
    if notice(first) is not None or notice(stripped) is not None:
        return False
    if _CONTINUES.match(first):
        return not ends_sentence(stripped) or not first[0].isalpha()
    if _OPEN_END.search(stripped):
        return True
    spaced = _ONE_SPACE_AFTER.search(before[-2:]) is not None or _ONE_SPACE_BEFORE.match(line) is not None
    return spaced and not ends_sentence(stripped)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
