"""Made-up words that look like words, and that every stemmer leaves as they are.

A number in, a word out, each number another word. Their plurals in -s are stemmed alike by Porter's
stemmer and by Snowball's, so libraries with either find the same articles.
"""

from __future__ import annotations

_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aeiou")
_WORD_ENDS = "kpbm"
_NAME_STARTS, _NAME_END = "CHJSW", "z"  # no word begins or ends so: a question for words finds no name
_STRIDE = 15_485_863  # a prime: words that follow one another in rank do not share their beginnings


def word(number: int) -> str:
    """The word of a rank: the most frequent ones are the shortest.

    >>> word(0), word(1), word(300), word(20_000)
    ('bak', 'bam', 'zamak', 'gobitak')
    """
    return _spell(number, _WORD_ENDS)


def name(number: int) -> str:
    """The name of a topic or provider: no word of an article equals it or begins as it does.

    >>> name(0), name(101)
    ('Cababaz', 'Hanopoz')
    """
    return f"{_NAME_STARTS[number % len(_NAME_STARTS)]}a{_spell(number + len(_SYLLABLES), _NAME_END)}"


def _spell(number: int, ends: str) -> str:
    """Syllables and an ending: first all words of one syllable, then all of two, and so on."""
    syllables, words = 1, len(_SYLLABLES) * len(ends)
    while number >= words:
        number -= words
        syllables, words = syllables + 1, words * len(_SYLLABLES)
    rest, end = divmod(number * _STRIDE % words, len(ends))
    spelt = ends[end]
    for _ in range(syllables):
        rest, syllable = divmod(rest, len(_SYLLABLES))
        spelt = _SYLLABLES[syllable] + spelt
    return spelt
