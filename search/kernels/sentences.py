"""Where words, lines and sentences of a text begin and end, as passages are cut; compiled.

What is space and what ends a sentence is said by the patterns of `search.showing.passages`. Not for words
that are searched (see `index.analysis`).
"""

from __future__ import annotations

from numba import types

from index.codec.jit import BOOL, INT, subkernel, unsigned, view, whole
from search.characters import Characters

NONE = -1
"""What stands for a place where there is none."""

LINE_BREAK = 10
_DOT = 0x2E
_AT_ONCE = unsigned(16)
_CHARACTERS = view(types.uint32)


@subkernel(BOOL(types.uint32))
def is_space(character: int) -> bool:
    """White_Space of Unicode, and the four separators that Python takes for space too."""
    if character < 0x80:
        return 9 <= character <= 13 or 28 <= character <= 32
    if character < 0x2000:
        return character in (0x85, 0xA0, 0x1680)
    return character <= 0x200A or character in (0x2028, 0x2029, 0x202F, 0x205F, 0x3000)


@subkernel(BOOL(types.uint32))
def is_wide_space(character: int) -> bool:
    """White_Space of Unicode."""
    return is_space(character) and not 28 <= character <= 31


@subkernel(INT(_CHARACTERS, INT, INT))
def after_space(text: Characters, at: int, end: int) -> int:
    while at < end and is_wide_space(text[at]):
        at += 1
    return at


@subkernel(BOOL(types.uint32), inline=True)
def may_end_sentence(character: int) -> bool:
    """Whether a sentence could end at a character: most are letters, and are told so at once."""
    return character >= 0x80 or character == 0x2E or character == 0x21 or character == 0x3F


@subkernel(INT(_CHARACTERS, INT, INT))
def sentence_end(text: Characters, at: int, end: int) -> int:
    """Where the next sentence begins if one ends at this character, else NONE."""
    character = text[at]
    if character in (0x3002, 0xFF01, 0xFF1F):  # 。！？
        at += 1
        while at < end and text[at] in (0x201D, 0x300D, 0x300F, 0xFF09):  # ”」』）
            at += 1
        return at
    if character not in (0x2E, 0x21, 0x3F, 0x2026, 0x61F, 0x964):  # . ! ? … ؟ ।
        return NONE
    at += 1
    while at < end and text[at] in (0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x29, 0x5D):  # "'”’»)]
        at += 1
    start = after_space(text, at, end)
    return start if at < start < end else NONE


@subkernel(INT(_CHARACTERS, INT))
def line_break(text: Characters, start: int) -> int:
    """The next line break, or where the text ends: looked for in several characters at once."""
    at, end = unsigned(start), unsigned(len(text))
    while at + _AT_ONCE <= end:
        is_there = False
        for i in range(_AT_ONCE):
            is_there |= text[at + i] == LINE_BREAK
        if is_there:
            break
        at += _AT_ONCE
    while at < end and text[at] != LINE_BREAK:
        at += unsigned(1)
    return whole(at)


@subkernel(INT(_CHARACTERS, INT))
def border(text: Characters, place: int) -> int:
    """The place itself where it surely is no place inside a written character, else NONE."""
    if place >= len(text):
        return len(text)
    before, after = text[place - 1] if place else 0, text[place]
    if before >= 0x80 or after >= 0x80 or (before == 0x0D and after == 0x0A):
        return NONE
    return place


@subkernel(INT(_CHARACTERS, INT, INT))
def last_word_end(text: Characters, start: int, end: int) -> int:
    """Where the last blank between two places begins that is followed by something before the second; else NONE."""
    at = end
    while at > start and is_wide_space(text[at - 1]):
        at -= 1
    while at > start and not is_wide_space(text[at - 1]):
        at -= 1
    if at == start:
        return NONE
    while at > start and is_wide_space(text[at - 1]):
        at -= 1
    return at


@subkernel(BOOL(_CHARACTERS, INT))
def are_dots(text: Characters, at: int) -> bool:
    """Whether three dots stand here."""
    return bool(text[at] == _DOT and text[at + 1] == _DOT and text[at + 2] == _DOT)
