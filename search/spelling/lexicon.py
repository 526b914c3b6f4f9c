"""All words of an archive in, those a few slips of the fingers away from one out.

Words are folded, not stemmed. A slip changes, adds or drops a letter, or swaps two neighbours.
Not for which of them somebody meant (see `search.spelling.suggest`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

from search.characters import code_points, written
from search.kernels.spelling import slips_between, words_within

_CACHED_WORDS = 1 << 14


class Lexicon:
    """Words as their letters: about forty bytes a word, and milliseconds to look through. Threads may share it."""

    def __init__(self, words: Iterable[str]) -> None:
        held = list(words)
        self._lengths = np.fromiter(map(len, held), dtype=np.int32, count=len(held))
        self._starts = np.cumsum(self._lengths, dtype=np.int64) - self._lengths
        self._characters = code_points("".join(held))
        self._sets = np.zeros(len(held), dtype=np.uint64)
        filled = np.flatnonzero(self._lengths)
        if len(filled):
            bits = np.left_shift(np.uint64(1), (self._characters % 64).astype(np.uint64))
            self._sets[filled] = np.bitwise_or.reduceat(bits, self._starts[filled])

    def within(self, word: str, most: int) -> list[tuple[int, str]]:
        """The words that at most so many slips could make of this one, each with how many; itself with 0.

        >>> Lexicon(["gold", "golden", "glod", "tin"]).within("gold", 1)
        [(0, 'gold'), (1, 'glod')]
        """
        letters = np.bitwise_or.reduce(np.left_shift(np.uint64(1), (code_points(word) % 64).astype(np.uint64)))
        numbers, slips = words_within(
            code_points(word), letters, most, self._characters, self._starts, self._lengths, self._sets
        )
        return list(zip(slips.tolist(), map(self._word, numbers.tolist()), strict=True))

    def _word(self, number: int) -> str:
        start = int(self._starts[number])
        return written(self._characters[start : start + int(self._lengths[number])])


def is_within(word: str, most: int) -> Callable[[str], bool]:
    """Whether another word is at most so many slips away from this one.

    >>> is_within("huawei", 1)("hauwei"), is_within("huawei", 1)("hawaii")
    (True, False)
    """
    wanted = code_points(word)

    @lru_cache(_CACHED_WORDS)
    def within(other: str) -> bool:
        return abs(len(other) - len(wanted)) <= most and slips_between(wanted, code_points(other)) <= most

    return within
