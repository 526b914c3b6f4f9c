"""Damaged strings in, the strings their writers meant out: encoding, entities, invisible characters.

`repair_text` is for bodies, `repair_line` for titles, excerpts and names: it also undoes markup and
escapes and leaves one line. Both give a healthy string back as it is, after one cheap look.
Not for deciding what belongs to an article (see `index.cleaning.furniture`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import unescape
from html.entities import html5

import regex

_MOST_PASSES = 6  # each repair may uncover another: an escaped entity, mojibake of mojibake

# What UTF-8 looks like when it was read as Windows-1252, Latin-1 or (the last) Windows-1251.
_CONTINUED = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MOJIBAKE = re.compile(
    rf"â{_CONTINUED}|[ÃÂ](?:{_CONTINUED}| )|[ÅÄÐÑØÙÎÏ×Ë]{_CONTINUED}|ï[»¿¼½¾]|ðŸ|Ã[A-Z]"
    rf"|[äåæçèé]{_CONTINUED}{_CONTINUED}|[РС][\u0080-\u00bf’‘“”•™€‚ѓ„†‡‰‹ђ][РС]"
)
_LEAD = re.compile("[âÃÂÅÄÐÑØÙÎÏ×ËïðäåæçèéРС]")  # what all of it begins with, and quickly looked for
_EMOJI = re.compile(f"ðŸ{_CONTINUED}{{2}}")  # four bytes that are never anything else
_HALF_A_QUOTE = re.compile(r"â€(?=[ .,;:!?)\]]|$)")  # Windows-1252 has no character for its third byte

_ENTITY = re.compile(r"&(?:amp;|#38;|#x26;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;|#38;|#x26;)+")

_TAG_NAMES = (
    "a abbr article aside b big blockquote body br button center cite code dd del div dl dt em figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main mark meta nav "
    "noscript ol p picture pre q s section small source span strike strong style sub sup svg table tbody td th thead "
    "time title tr u ul video wbr script"
)
_ATTRIBUTE = (
    r"""\s+(?:[A-Za-z_:@][-\w:.]*\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)"""
    r"""|(?:async|defer|hidden|allowfullscreen|controls|disabled|checked|required|download|autoplay)\b)"""
)
_TAG = re.compile(rf"<(/?)({'|'.join(_TAG_NAMES.split())})((?:{_ATTRIBUTE})*)\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.{0,500}?-->", re.DOTALL)
_INLINE = frozenset("a abbr b big cite code del em font i ins mark q s small span strike strong sub sup u wbr".split())
_TICKERS = frozenset("A B I P Q S U".split())

_WINDOWS_PATH = re.compile(r"(?:^|[^\w\\])(?:[A-Za-z]:|\\|%\w+%|\.{1,2}|[A-Z]+_[A-Z_]+)\\\w|\w\\[a-mo-qsv-z]")
_ESCAPED_PAIR = re.compile(r"\\{1,4}r\\{1,4}n")
_ESCAPED_BREAK = re.compile(r"\\{1,4}[nrt]")
_ESCAPED_SIGN = re.compile(r"\\{1,4}([\"'/])")
_ESCAPED_POINT = re.compile(r"((?:\\u[0-9a-fA-F]{4})+)")

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\u000b\u000c]")
_UNWANTED = regex.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060-\u2064\u2066-\u206f\u202a-\u202e\ufeff\ufff9-\ufffb\U000e0001]"
    # Joiners and direction marks belong to the scripts that need them, and joiners to emoji.
    r"|(?<![\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}"
    r"\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Tibetan}\p{Khmer}\p{Myanmar}\p{Hebrew}\p{M}"
    r"\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]"
    r"|(?<![\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{M}])[\u200e\u200f\u061c](?![\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}])"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_C1 = re.compile(r"[\x80-\x9f]")


def repair_text(text: str) -> str:
    """A body's text with its characters as they were meant; its lines stay.

    >>> repair_text("Chinaâ€™s caf\\xe9s &amp;amp; bars")
    'China’s cafés & bars'
    """
    if "&" not in text and _has_sound_characters(text.replace("\n", " ")):
        return text
    return _until_stable(text, _repair_characters)


def repair_line(text: str) -> str:
    """A title, an excerpt or a name as one line: no tags, entities, escapes or stray spaces.

    >>> repair_line("Fed &amp;amp; <b>ECB</b>:\\\\r\\\\nrates\\tup")
    'Fed & ECB: rates up'
    >>> repair_line("XII Corp <XII> says a < b")
    'XII Corp <XII> says a < b'
    """
    if "\\" not in text and "<" not in text and _is_sound_paragraph(text):
        return text
    return _until_stable(text, _repair_line_once)


def repair_paragraph(text: str) -> str:
    """One paragraph of a body, repaired and with single spaces.

    >>> repair_paragraph(" It  rained&#10;again. ")
    'It rained again.'
    """
    if _is_sound_paragraph(text):
        return text
    return _until_stable(text, lambda once: " ".join(_repair_characters(once).split()))


def _is_sound_paragraph(text: str) -> bool:
    edges = text[:1], text[-1:]
    return "&" not in text and "  " not in text and " " not in edges and _has_sound_characters(text)


def _has_sound_characters(text: str) -> bool:
    """The cheap look: no invisible character (Python calls them not printable), NFC, nothing like mojibake."""
    if not text.isprintable():
        return False
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not _is_suspect(text))


def _is_suspect(text: str) -> bool:
    return _LEAD.search(text) is not None and _MOJIBAKE.search(text) is not None


def _until_stable(text: str, repair: Callable[[str], str]) -> str:
    for _ in range(_MOST_PASSES):
        repaired = repair(text)
        if repaired == text:
            break
        text = repaired
    return text


def _repair_line_once(text: str) -> str:
    text = _repair_characters(text)
    if "\\" in text:
        text = _undo_escapes(text)
    if "<" in text:
        text = _TAG.sub(_without_tag, _COMMENT.sub(" ", text))
    return " ".join(text.split())


def _repair_characters(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    if _is_suspect(text):
        text = "\n".join(map(_repair_encoding, text.split("\n")))
    text = _C1.sub(_from_windows, text)
    text = _UNWANTED.sub("", _SURROGATE.sub("\ufffd", _LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def _repair_encoding(line: str) -> str:
    if not _MOJIBAKE.search(line):
        return line
    from ftfy import fix_encoding  # 40 ms, which healthy texts do without; it also knows the encoding used below

    return fix_encoding(_HALF_A_QUOTE.sub("”", _EMOJI.sub(_from_four_bytes, line)))


def _from_four_bytes(match: re.Match[str]) -> str:
    return match[0].encode("sloppy-windows-1252").decode("utf-8", "replace")


def _from_windows(match: re.Match[str]) -> str:
    """Control characters that are Windows-1252 punctuation, read as Latin-1."""
    return match[0].encode("latin-1").decode("windows-1252", "ignore")


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] == "#" or f"{name};" in html5:
        return unescape(f"&{name};")
    return _ESCAPED_AMPERSAND.sub("&", match[0])


def _undo_escapes(text: str) -> str:
    text = _ESCAPED_PAIR.sub(" ", _ESCAPED_POINT.sub(_from_escapes, text))
    return _ESCAPED_SIGN.sub(r"\1", " ".join(map(_without_breaks, text.split())))


def _without_breaks(word: str) -> str:
    r"""A word without its escaped line breaks; `C:\new` is a path and stays."""
    return word if "\\" not in word or _WINDOWS_PATH.search(word) else _ESCAPED_BREAK.sub(" ", word)


def _from_escapes(match: re.Match[str]) -> str:
    units = match[1].replace("\\u", "")
    decoded = bytes.fromhex(units).decode("utf-16-be", "replace")
    return decoded if min(decoded) >= "\xa0" else match[0]


def _without_tag(match: re.Match[str]) -> str:
    name = match[2]
    if name in _TICKERS and not match[1] and f"</{name}>" not in match.string:
        return match[0]
    return "" if name.lower() in _INLINE else " "
