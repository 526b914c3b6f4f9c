"""Text in, tokens out: the one analysis that index, query and highlight share.

    China's Tencent-backed A.I. firm raised $2.7 billion
    china | tencent back + tencentback | ai | firm | rais | $2.7 + 2.7 | billion

Words are folded (case, accents, width) and stemmed by Snowball's English stemmer; no stop words
are dropped. A run joined by hyphens, apostrophes, dots or & gives its parts, side by side, and
the whole of it as one word. Scripts written without spaces give one token a character, so that
a word of theirs is found as a phrase. A number with a currency or per cent sign gives both forms.

Not for markup or mojibake: cleaning comes first.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

import regex
import Stemmer

VALUE_GAP = 2_000
"""Positions left free between two texts of one field, so that no phrase and no near words bridge them."""

_LONGEST_CACHED = 64  # characters; a longer run hardly comes again
_MOST_PARTS_JOINED = 6  # a longer run is an address or a table, and nobody writes it as one word

# Scripts that put no blanks between words. Korean puts them, but its particles grow onto the words.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\u30fc\uff70\uff9e\uff9f\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_BY_CHARACTER = rf"{_UNSPACED}\p{{Hangul}}"
_LETTER = rf"[[\p{{L}}\p{{N}}\p{{M}}]--[{_BY_CHARACTER}]]"
_THOUSANDS = r"\p{Nd}{1,3}(?:,\p{Nd}{3})+(?!\p{Nd})(?:\.\p{Nd}+)?"
_DECIMAL = r"\p{Nd}+(?:\.\p{Nd}+)+"
_MONEY = rf"\p{{Sc}}(?:{_THOUSANDS}|{_DECIMAL}|\p{{Nd}}+)"
_ACRONYM = rf"\p{{L}}(?:\.\p{{L}}(?!{_LETTER}))+\.?"
_PART = rf"(?:{_MONEY}|{_THOUSANDS}|{_DECIMAL}|{_ACRONYM}|{_LETTER}+)"
_JOINER = r"[-\u2010\u2011'\u2019\u02bc&.\u00ad\u200b-\u200d]"

_RUN = regex.compile(
    rf"{_PART}(?:{_JOINER}{_PART}|(?<=\p{{Nd}}){_LETTER}+)*(?:(?<=\p{{Nd}})%)?|(?=[{_BY_CHARACTER}])\X", regex.V1
)
_IN_UNSPACED = regex.compile(f"[{_UNSPACED}]")
_IN_BY_CHARACTER = regex.compile(f"[{_BY_CHARACTER}]")
_PART_IN_RUN = regex.compile(_PART, regex.V1)
_NOT_IN_WORDS = regex.compile(rf"(?<=\p{{Nd}})\.(?=\p{{Nd}})(*SKIP)(*FAIL)|{_JOINER}|[,\s]", regex.V1)
_POSSESSIVE = regex.compile(r"['\u2019\u02bc][sS]$")

# Marks that readers leave out when they type: accents, Arabic vowel signs, Hebrew points.
_UNWRITTEN = regex.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0640\u064b-\u0652\u0670]")
_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})

_stemmer = Stemmer.Stemmer("english", 0)  # without its own cache, which takes four times as long as stemming
_stemmer_lock = threading.Lock()  # a Snowball stemmer holds one buffer and must not be shared

Role = Literal["part", "bare", "whole"]


class Token(NamedTuple):
    """One term at one place.

    `term` is what is indexed, `word` the same before stemming. `start` and `end` are character
    offsets. `role` is "part" for a word on its own or one part of a joined run, "whole" for a joined run
    as one word (at the position of its first part), "bare" for a number without its sign.
    """

    term: str
    word: str
    position: int
    start: int
    end: int
    role: Role


def analyze(text: str, position: int = 0) -> list[Token]:
    """The tokens of a text, in order; the first stands at `position`.

    >>> [token.term for token in analyze("China's U.S.-listed firms")]
    ['china', 'us', 'list', 'uslist', 'firm']
    """
    tokens: list[Token] = []
    for run in _RUN.finditer(text):
        start = run.start()
        parts = _cached_run(run.group()) if run.end() - start <= _LONGEST_CACHED else _analyze_run(run.group())
        for term, word, step, first, last, role in parts:
            tokens.append(Token(term, word, position + step, start + first, start + last, role))
        position += sum(1 for part in parts if part.role == "part")
    return tokens


def analyze_texts(texts: Iterable[str]) -> Iterator[list[Token]]:
    """The tokens of each text of one field, positions running on with a gap that no phrase bridges."""
    position = 0
    for text in texts:
        tokens = analyze(text, position)
        yield tokens
        position += VALUE_GAP + len(tokens)


class QueryTerms(NamedTuple):
    """What a written word or phrase asks the index for: `parts` side by side, or else `whole` alone."""

    parts: tuple[str, ...]
    whole: str = ""


@lru_cache(maxsize=1 << 14)
def query_terms(text: str) -> QueryTerms:
    """The terms to look for. A signed number is looked for with its sign.

    >>> query_terms("Tencent-backed")
    QueryTerms(parts=('tencent', 'back'), whole='tencentback')
    >>> query_terms("$2.7 billion")
    QueryTerms(parts=('$2.7', 'billion'), whole='')
    """
    if text.isascii() and text.replace(" ", "").isalpha():  # as most are; the long way comes to the same
        return QueryTerms(tuple(stem_all(text.lower().split())))
    tokens = analyze(text)
    wholes = [token for token in tokens if token.role == "whole"]
    parts = tuple(token.term for token in tokens if token.role == "part")
    covers_all = len(wholes) == 1 and wholes[0].start == tokens[0].start and wholes[0].end == tokens[-1].end
    return QueryTerms(parts, wholes[0].term if covers_all else "")


def fold(text: str) -> str:
    """Text without case, accents and width, the way words are compared.

    >>> fold("Ｃafé Łódź")
    'cafe lodz'
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_UNDECOMPOSED)
    folded = _UNWRITTEN.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", "".join(map(_fold_digit, folded)))


def is_by_character(text: str) -> bool:
    """Whether a text holds a script whose words are indexed character by character.

    >>> is_by_character("東京 Tower"), is_by_character("서울"), is_by_character("Tokyo")
    (True, True, False)
    """
    return not text.isascii() and _IN_BY_CHARACTER.search(text) is not None


def count_words(text: str) -> int:
    """How many words a reader would count, about: two characters of a script without blanks are one.

    >>> count_words("It rained."), count_words("東京は雨")
    (2, 2)
    """
    words = len(text.split())
    if text.isascii():
        return words
    unspaced = len(_IN_UNSPACED.findall(text))
    return words + unspaced // 2 - (1 if unspaced else 0)


@lru_cache(maxsize=1 << 10)
def fold_pattern(pattern: str) -> str:
    """A wildcard pattern in the form that `Token.word` has; its `*` stay.

    >>> fold_pattern("Tencent-B*"), fold_pattern("U.S.*"), fold_pattern("$2.7*")
    ('tencentb*', 'us*', '$2.7*')
    """
    return _NOT_IN_WORDS.sub("", fold(pattern))


def stem(word: str) -> str:
    """The Snowball English stem of a folded word."""
    with _stemmer_lock:
        stemmed: str = _stemmer.stemWord(word)
    return stemmed


def stem_all(words: list[str]) -> list[str]:
    """The stems of many folded words."""
    with _stemmer_lock:
        stems: list[str] = _stemmer.stemWords(words)
    return stems


def _fold_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None) if not character.isascii() else None
    return character if digit is None else str(digit)


def _analyze_run(run: str) -> tuple[Token, ...]:
    """The tokens of one run, with positions and offsets counted from its start."""
    possessive = _POSSESSIVE.search(run)
    parts = list(_PART_IN_RUN.finditer(run, 0, possessive.start() if possessive else len(run)))
    if not parts:  # one character of a script without spaces
        return tuple(_tokens_of_part(run, 0, 0, len(run)))
    parts = [part for part in parts if _word(part.group())]  # marks that fold to nothing are no word
    if len(parts) == 1:
        return tuple(_tokens_of_part(parts[0].group(), 0, parts[0].start(), len(run), percent=run.endswith("%")))
    tokens: list[Token] = []
    for step, part in enumerate(parts):
        percent = step == len(parts) - 1 and run.endswith("%")
        tokens.extend(_tokens_of_part(part.group(), step, part.start(), part.end() + percent, percent=percent))
    if 1 < len(parts) <= _MOST_PARTS_JOINED:
        whole = "".join(_word(part.group()) for part in parts)
        tokens.append(Token(stem(whole), whole, 0, parts[0].start(), len(run), "whole"))
    return tuple(tokens)


_cached_run = lru_cache(maxsize=1 << 18)(_analyze_run)


def _tokens_of_part(part: str, step: int, start: int, end: int, *, percent: bool = False) -> Iterator[Token]:
    word = _word(part)
    sign = part[0] if unicodedata.category(part[0]) == "Sc" else ""
    if sign or percent:
        signed = f"{fold(sign)}{word}{'%' if percent else ''}"
        yield Token(signed, signed, step, start, end, "part")
        yield Token(word, word, step, start, end, "bare")
    elif word:
        yield Token(stem(word), word, step, start, end, "part")


def _word(part: str) -> str:
    """A part as one folded word: "U.S." is "us", "1,750" is "1750", "$2.7" is "2.7"."""
    if unicodedata.category(part[0]) == "Sc":
        part = part[1:]
    if part[0].isdecimal():
        return fold(part.replace(",", ""))
    return fold(part.replace(".", ""))
