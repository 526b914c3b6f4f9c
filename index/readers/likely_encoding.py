"""Bytes of unknown encoding to the likeliest one: by how well its reading is spelled in some language.

Each older encoding is tried, and what it gives weighed against the languages written in it: how usual each
character is, and how it stands beside others. Figures are nats, so that a lower cost is a likelier text. Not
for UTF-8 and UTF-16, nor for what a file says of itself (`index.readers.encoding`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from math import exp, log
from string import ascii_letters
from typing import Final

from index.readers.alphabets import ALPHABETS, IDEOGRAPHS, Alphabet, Ideographs

WESTERN: Final = "cp1252"

_HIGH = re.compile(rb"[\x80-\xff]")
_MARGIN = 200
_SOUGHT = 512 * 1024
_WEIGHED = 8 * 1024
_MARKUP = re.compile(rb"<(?:script|style)\b.{0,50000}?</(?:script|style)|<[^<>]{0,4000}>", re.I | re.S)
_BESIDE = 60  # so many bytes of ASCII count as standing near
_NEAR = re.compile(rb"[\x80-\xff](?:[\x00-\x7f]{0,60}+[\x80-\xff])*+[\x00-\x7f]{0,60}")
_WORD = re.compile(rb"(?<![0-9A-Za-z_\x80-\xff])[a-z]{1,4}(?![0-9A-Za-z_\x80-\xff])")
_WORD_GAIN = 1.0  # what a common word speaks for its language
_MOST_ALIKE = 2
_BLANKS = re.compile(rb"\s+")
_LABELLED_WESTERN = 6.0  # what a western label counts for: much in a headline, little in a paragraph

_STEEPNESS = 4.0  # how fast letters get rarer from the first of an alphabet to its last
_ASCII = 3.0
_LEAST_ASCII = 0.8  # names and figures among other scripts cost little
_FOREIGN = 11.0
_SYMBOL = 9.0
_BROKEN = 14.0
_PUNCTUATION = frozenset("“”‘’„–—…«»\xa0")
_USUAL_SYMBOLS = (
    dict.fromkeys(_PUNCTUATION, 4.5)
    | {"\xa0": 3.0, "£": 4.0, "€": 4.0}
    | dict.fromkeys("©®°·•§´`ªº¼½¾¿¡™№‚‹›×±²³\xad\u200e\u200f", 6.0)
)
_WIDE_SYMBOLS = 3.5
_WIDE_PUNCTUATION = frozenset("、。，！？：；（）「」『』《》“”‘’…—・·％　０１２３４５６７８９〜－〇々")
_WORD_MARKS = _PUNCTUATION | frozenset("·ー々〇\xad\u200c\u200d\u200e\u200f")
_RARITY = {"mac-roman": 15.0, "cp866": 5.0}  # what an encoding counts against its text, as of two alike it is not that
_IDEOGRAPH_COSTS = (6.2, 9.0, 13.0, 14.0)  # common, usual, of the standard, of an extension of it
_SYLLABLE = 4.7

_FAULTS = (
    (re.compile("[lgf][LG]|f[Ggn]"), 5.0),  # a capital inside a word, or the form of a letter that ends one
    (re.compile("(?<=[LlGgn])s(?=[LlGgn])"), 6.0),
    (re.compile("[Ll][Ggn]|[Ggn][Ll]"), 5.0),  # two scripts in one word
    (re.compile("(?<![LlGgnc])[Ggn](?![LlGgn])"), 2.0),  # a letter alone
    (re.compile("[Llgn]c|c[LlGgn]"), 5.0),
    (re.compile("(?<![LlGg])(?:LL+|GG+)(?![LlGg])"), 0.5),  # a word in capitals
)


def likely_encoding(data: bytes, *, labelled_western: bool = False) -> str:
    """The name of the codec that reads bytes best; Windows-1252 where nothing speaks for another.

    `labelled_western` says that they are declared as western, which programs do whatever they write.

    >>> likely_encoding("Żółw ścigał jeża".encode("iso8859-2")), likely_encoding("“Café” story".encode("cp1252"))
    ('iso8859-2', 'cp1252')
    """
    sample = _telling_part(data)
    words = Counter(word.decode("ascii") for word in _WORD.findall(sample))
    costs = {encoding: _cost(sample, encoding, words) for encoding in _languages()}
    if labelled_western:
        costs[WESTERN] -= _LABELLED_WESTERN
    return min(costs, key=costs.__getitem__)


def _telling_part(data: bytes) -> bytes:
    """What is not ASCII of a text, and what stands near it; without markup if anything is left then."""
    first = _HIGH.search(data)
    start = max(0, first.start() - _MARGIN) if first else 0
    part = data[start : start + _SOUGHT]
    text = _MARKUP.sub(b" ", part)
    text = _BLANKS.sub(b" ", text if _HIGH.search(text) else part)
    near, size = [], 0
    for found in _NEAR.finditer(text):
        near.append(text[max(0, found.start() - _BESIDE) : found.end()])
        size += len(near[-1])
        if size > _WEIGHED:
            break
    return b" ".join(_seldom(b" ".join(near)[:_WEIGHED].split(b" ")))


def _seldom(words: Iterable[bytes]) -> Iterator[bytes]:
    """The words, of one that is not ASCII its first two: a name says no more by coming back."""
    met: Counter[bytes] = Counter()
    for word in words:
        met[word] += 1
        if word.isascii() or met[word] <= _MOST_ALIKE:
            yield word


@cache
def _languages() -> Mapping[str, tuple[Alphabet | Ideographs, ...]]:
    """The languages of each encoding, western ones first, as of two alike the first is taken."""
    both = (*ALPHABETS, *IDEOGRAPHS)
    names = dict.fromkeys(encoding for language in both for encoding in language.encodings)
    return {name: tuple(language for language in both if name in language.encodings) for name in names}


def _cost(sample: bytes, encoding: str, words: Mapping[str, int]) -> float:
    """What bytes cost as the language of an encoding that suits them best."""
    text = sample.decode(encoding, "replace")
    counts = Counter(text)
    classes = text.translate({ord(character): _class_of(character) for character in counts})
    faults = sum(cost * len(pattern.findall(classes)) for pattern, cost in _FAULTS)
    return (
        _RARITY.get(encoding, 0.0)
        + faults
        + min(
            _spelling_cost(counts, language) - _WORD_GAIN * sum(words.get(word, 0) for word in language.words)
            for language in _languages()[encoding]
        )
    )


def _spelling_cost(counts: Mapping[str, int], language: Alphabet | Ideographs) -> float:
    costs = _costs_of(language)
    own = _alphabet_letter if isinstance(language, Alphabet) else partial(_ideograph, language)
    total = language.rarity
    for character, count in counts.items():
        cost = costs.get(character)
        if cost is None:
            cost = costs[character] = own(character)
        total += cost * count
    return total


@cache
def _costs_of(language: Alphabet | Ideographs) -> dict[str, float]:
    """What each character costs in a language, filled as they are met."""
    if isinstance(language, Ideographs):
        costs = dict.fromkeys(language.common, _IDEOGRAPH_COSTS[0]) | dict.fromkeys(language.syllables, _SYLLABLE)
        plain = _ASCII
    else:
        weights = [exp(-_STEEPNESS * place / len(language.letters)) for place in range(len(language.letters))]
        costs = {
            form: -log(language.share * weight / sum(weights))
            for letter, weight in zip(language.letters, weights, strict=True)
            for form in (letter, letter.upper(), letter.title())
        }
        plain = _ASCII - log(max(1 - language.share, _LEAST_ASCII))
    letters = dict.fromkeys(ascii_letters, plain)
    return _USUAL_SYMBOLS | dict.fromkeys(map(chr, range(128)), _ASCII) | letters | costs


def _alphabet_letter(character: str) -> float:
    """What a character costs that is none of a language's own."""
    kind = _class_of(character)
    return _BROKEN if kind in "xc" else _SYMBOL if kind in "sq" else _FOREIGN


def _ideograph(language: Ideographs, character: str) -> float:
    kind = _class_of(character)
    if kind in "sq":
        return _WIDE_SYMBOLS if character in _WIDE_PUNCTUATION else _SYMBOL
    if kind != "c":
        return _BROKEN
    try:
        lead = character.encode(language.basic)[0]
    except UnicodeEncodeError:
        return _IDEOGRAPH_COSTS[3]
    if _is_kana(character) or _is_hangul(character) != (language.basic == "euc_kr"):
        return _IDEOGRAPH_COSTS[3]
    first, last = language.usual_lead
    return _IDEOGRAPH_COSTS[1 if first <= lead <= last else 2]


def _is_kana(character: str) -> bool:
    return "\u3041" <= character <= "\u30ff"


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


@cache
def _class_of(character: str) -> str:
    """How a character stands among others: a letter and its script, a symbol, or none of a text."""
    if character.isascii():
        return ("L" if character.isupper() else "l") if character.isalpha() else " "
    if character in _WORD_MARKS:
        return "q"
    category = unicodedata.category(character)
    if category in ("Cc", "Cn", "Co", "Cs") or character == "\ufffd" or "\u2500" <= character <= "\u259f":
        return "x"
    if category[0] not in "LM":
        return "q" if category == "Zs" else "s"
    if _is_kana(character) or _is_hangul(character) or "\u3400" <= character <= "\u9fff" or ord(character) > 0xF8FF:
        return "c"
    if character in "ªº":
        return "s"
    if character == "ς":
        return "f"
    latin = unicodedata.name(character, "").startswith(("LATIN", "COMBINING"))
    if category == "Lu":
        return "L" if latin else "G"
    return ("l" if latin else "g") if category in ("Ll", "Lm") or latin else "n"
