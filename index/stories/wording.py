"""What a text says, as numbers that can be compared: an article in; its words, shingles, figures and key words out.

A shingle is a run of four words (Broder 1997, "On the resemblance and containment of documents"); case, accents and
punctuation do not count. Pure. Not for ranking or highlighting: those words are `index.analysis`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import regex

from index.analysis import fold, is_by_character
from index.article import Article, Instant

Uint64s = npt.NDArray[np.uint64]

SHINGLE = 4
"""Words in a shingle: fewer and unrelated texts share many, more and every corrected letter costs too much."""

MAX_WORDS = 10_000
"""A text is compared by its first so many words; whether two are identical is decided over all of them."""

_LEAD_WORDS = 40

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

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def words_of(text: str) -> list[str]:
    """The words of a text, folded; a script without spaces gives one a character.

    >>> words_of("It's 5.93 mln, U.S. says")
    ['it', 's', '5', '93', 'mln', 'u', 's', 'says']
    """
    folded = fold(text)
    if is_by_character(folded):
        return _WORD_OR_CHARACTER.findall(folded)
    return _WORD.findall(folded)


def shingles_of(words: list[str]) -> Uint64s:
    """The shingles of a text in order, as hashes that are the same in every process; of a short one all its words."""
    held = words[:MAX_WORDS]
    if not held:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(_word_hash, held), dtype=np.uint64, count=len(held))
    length = min(SHINGLE, len(held))
    rows = len(held) - length + 1
    rolled = np.zeros(rows, dtype=np.uint64)
    for start in range(length):
        rolled = rolled * _FACTOR + hashes[start : start + rows]
    return _mixed(rolled)


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
        self._words = words_of(self.text)
        self.length = len(self._words)
        self.is_titled = bool(self.title) and self._words[: len(self.title)] != self.title

    @cached_property
    def digest(self) -> bytes:
        """Alike for texts of the same words in the same order, and for no others."""
        return digest(self._words)

    @cached_property
    def in_order(self) -> Uint64s:
        """Its shingles as they follow each other."""
        return shingles_of(self._words)

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
        return np.unique(shingles_of(words_of(self.excerpt)))

    @cached_property
    def figures(self) -> Counter[str]:
        """The numbers in the text."""
        return figures_of(self.text)

    @cached_property
    def placed_figures(self) -> dict[tuple[str, str], set[str]]:
        """The numbers in the text by their neighbours."""
        return placed_figures(self.text)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the text."""
        return frozenset(self._words)

    @cached_property
    def key_words(self) -> frozenset[str]:
        """What it is about: the words that stand in its title and in its text."""
        return self.vocabulary.intersection(self.title)


def digest(words: list[str]) -> bytes:
    """Sixteen bytes that are alike for the same words in the same order.

    >>> digest(words_of("A ferry, late")) == digest(words_of("a FERRY late"))
    True
    """
    return hashlib.blake2b(" ".join(words).encode(errors="surrogatepass"), digest_size=16).digest()


@lru_cache(maxsize=1 << 19)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest(), "little")


def _mixed(values: Uint64s) -> Uint64s:
    """The finisher of SplitMix64 (Steele, Lea and Flood 2014), so that every bit depends on every word."""
    values = (values ^ (values >> np.uint64(30))) * _MIXERS[0]
    values = (values ^ (values >> np.uint64(27))) * _MIXERS[1]
    return values ^ (values >> np.uint64(31))
