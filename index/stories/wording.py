"""What a text says, as numbers that can be compared: an article in; its words, shingles, figures and key words out.

A shingle is a run of four words (Broder 1997, "On the resemblance and containment of documents"); case, accents and
punctuation do not count. Pure. Not for ranking or highlighting: those words are `index.analysis`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import regex

from index.analysis import count_words, fold, is_by_character
from index.article import Article, Instant
from index.codec.jit import BYTE, HASH, INT, array, kernel, subkernel, view, whole
from index.stories.names import Places, placed_names

Bytes = npt.NDArray[np.uint8]
Uint64s = npt.NDArray[np.uint64]

SHINGLE = 4
"""Words in a shingle: fewer and unrelated texts share many, more and every corrected letter costs too much."""

MAX_WORDS = 10_000
"""A text is compared by its first so many words; whether two are identical is decided over all of them."""

_LEAD_WORDS = 40
_TELLING = 5  # letters; shorter words stand in any text, and the form of a word seldom changes them

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD_OR_CHARACTER = regex.compile(rf"{_UNSPACED}\p{{M}}*|[[\w]--[_{_UNSPACED}]]+", regex.V1)

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_TOKEN = re.compile(rf"{_FIGURE.pattern}|[^\W_]+")
_SPELLED = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
"""News agencies spell small numbers, and each desk draws the line elsewhere."""

_BLANK = ord(" ")


def words_of(text: str) -> list[str]:
    """The words of a text, folded; a script without spaces gives one a character.

    >>> words_of("It's 5.93 mln, U.S. says")
    ['it', 's', '5', '93', 'mln', 'u', 's', 'says']
    """
    folded = fold(text)
    if is_by_character(folded):
        return _WORD_OR_CHARACTER.findall(folded)
    return _WORD.findall(folded)


def said(text: str) -> bytes:
    """The words of a text, a blank between each two.

    >>> said("It's 5.93 mln, U.S. says")
    b'it s 5 93 mln u s says'
    """
    if text.isascii():  # as `words_of` finds them, in a fraction of the time
        return _ascii_words(np.frombuffer(text.encode(), np.uint8)).tobytes()
    return " ".join(words_of(text)).encode(errors="surrogatepass")


def shingles_of(words: bytes) -> Uint64s:
    """The shingles of what is `said`, in order, as hashes that are the same in every process; of little all of it."""
    return _shingles(np.frombuffer(words, np.uint8), MAX_WORDS)


def figures_of(text: str) -> Counter[str]:
    """How often each number stands in a text; small ones count alike in words and in digits.

    >>> sorted(figures_of("One of three rates rose to 6-3/8 on April 3").items())
    [('1', 1), ('3', 2), ('6-3/8', 1)]
    """
    folded = fold(text)
    figures = Counter(_FIGURE.findall(folded))
    figures.update(_SPELLED[word] for word in _WORD.findall(folded) if word in _SPELLED)
    return figures


def placed_figures(text: str) -> dict[tuple[str, str], set[str]]:
    """The numbers of a text by the words before and after them, where the two are no numbers themselves.

    >>> placed_figures("Rates rose to 6.5 pct. The bank saw two billion marks of 1987 bonds")[("to", "pct")]
    {'6.5'}
    """
    tokens = [_SPELLED.get(token, token) for token in _TOKEN.findall(fold(text))]
    placed: dict[tuple[str, str], set[str]] = {}
    for before, figure, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if figure[0].isdecimal() and not before[0].isdecimal() and not after[0].isdecimal():
            placed.setdefault((before, after), set()).add(figure)
    return placed


class Wording:
    """The text of one article, ready to be compared; the dearer parts are worked out when first asked for.

    `text` is the body or, where there is none, the excerpt. A title that the text begins with tells nothing more, so
    that the article counts as not titled.
    """

    def __init__(self, article: Article) -> None:
        self.id = article.id
        self.published: Instant | None = article.published
        self.has_body = bool(article.body)
        self.text = article.body or article.excerpt
        self.excerpt = article.excerpt
        self.provider = fold(article.provider.domain or article.provider.name)
        self.title = words_of(article.title)
        self._said = said(self.text)
        self.length = self._said.count(b" ") + bool(self._said)

    @cached_property
    def _words(self) -> list[str]:
        return self._said.decode(errors="surrogatepass").split()

    @cached_property
    def is_titled(self) -> bool:
        """Whether it has a title that the text does not begin with."""
        return bool(self.title) and self._words[: len(self.title)] != self.title

    @cached_property
    def digest(self) -> bytes:
        """Alike for texts of the same words in the same order, and for no others."""
        return digest(self._said)

    @cached_property
    def in_order(self) -> Uint64s:
        """Its shingles as they follow each other."""
        return shingles_of(self._said)

    @cached_property
    def shingles(self) -> Uint64s:
        """Its shingles, each once, sorted."""
        return np.unique(self.in_order)

    @cached_property
    def lead(self) -> Uint64s:
        """The shingles of its first words."""
        return np.unique(self.in_order[:_LEAD_WORDS])

    @cached_property
    def long_lead(self) -> Uint64s:
        """As `lead`, of twice as many words: room for a byline or a place before it."""
        return np.unique(self.in_order[: 2 * _LEAD_WORDS])

    @cached_property
    def excerpt_shingles(self) -> Uint64s:
        """The shingles of the excerpt, sorted."""
        return np.unique(shingles_of(said(self.excerpt)))

    @cached_property
    def figures(self) -> Counter[str]:
        """The numbers in the text."""
        return figures_of(self.text)

    @cached_property
    def placed_figures(self) -> dict[tuple[str, str], set[str]]:
        """The numbers in the text by their neighbours."""
        return placed_figures(self.text)

    @cached_property
    def placed_names(self) -> Places:
        """What the text names, by the words around it."""
        return placed_names(self.text)

    @cached_property
    def telling_words(self) -> int:
        """How many of its words are no numbers, as a reader would count."""
        return count_words(" ".join(word for word in self._words if not word.isdecimal()))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the text."""
        return frozenset(self._words)

    @cached_property
    def key_words(self) -> frozenset[str]:
        """What it is about: the words that stand in its title and in its text."""
        return self.vocabulary.intersection(self.title)

    @cached_property
    def is_told_of(self) -> bool:
        """Whether a word of some length in its title begins as one of its text does: languages inflect."""
        begun = {word[:_TELLING] for word in self.vocabulary}
        return any(len(word) >= _TELLING and word[:_TELLING] in begun for word in self.title)


def digest(words: bytes) -> bytes:
    """Sixteen bytes that are alike for the same words in the same order.

    >>> digest(said("A ferry, late")) == digest(said("a FERRY late"))
    True
    """
    return hashlib.blake2b(words, digest_size=16).digest()


@kernel(array(BYTE)(view(BYTE)))
def _ascii_words(text: Bytes) -> Bytes:
    """Runs of letters and digits, in lower case, a blank between each two."""
    out = np.empty(len(text) + 1, np.uint8)
    at = whole(0)
    for code in text:
        if 65 <= code <= 90:
            code += 32
        if 97 <= code <= 122 or 48 <= code <= 57:
            out[at] = code
            at += 1
        elif at and out[at - 1] != _BLANK:
            out[at] = _BLANK
            at += 1
    if at and out[at - 1] == _BLANK:
        at -= 1
    return out[:at].copy()


@subkernel(HASH(HASH))
def _mixed(value: Any) -> Any:
    """The finisher of SplitMix64 (Steele, Lea and Flood 2014), so that every bit depends on every other."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@kernel(array(HASH)(view(BYTE), INT))
def _shingles(text: Bytes, most: int) -> Uint64s:
    """The hashes of the shingles of a text's first words, at most so many, which are parted by one blank each."""
    hashes = np.empty(min(most, len(text) // 2 + 1), np.uint64)
    words, at = whole(0), whole(0)
    while at < len(text) and words < most:
        value = np.uint64(14695981039346656037)  # FNV-1a
        while at < len(text) and text[at] != _BLANK:
            value = (value ^ np.uint64(text[at])) * np.uint64(1099511628211)
            at += 1
        at += 1
        hashes[words] = _mixed(value)
        words += 1
    length = min(SHINGLE, words)
    shingles = np.empty(words - length + 1 if words else 0, np.uint64)
    for first in range(len(shingles)):
        rolled = np.uint64(0)
        for word in range(first, first + length):
            rolled = rolled * np.uint64(0x9E3779B97F4A7C15) + hashes[word]
        shingles[first] = _mixed(rolled)
    return shingles
