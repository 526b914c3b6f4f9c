"""Which words of a sorted lexicon fit a pattern with `*`. Pure; patterns come folded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern that fits whole words; `*` stands for any letters, also none.

    >>> bool(compile_pattern("colo*r").fullmatch("colour"))
    True
    """
    first, *rest = map(re.escape, re.split(r"\*+", pattern))
    last = f".*{rest.pop()}" if rest else ""
    # Atomic groups: the earliest place of each piece is as good as any, and going back over them
    # would take a hostile pattern exponential time.
    return re.compile(first + "".join(f"(?>.*?{piece})" for piece in rest) + last, re.DOTALL)


def matching_words(words: Sequence[str], pattern: str) -> list[str]:
    """The words that fit, in order. Only those that begin with the pattern's fixed start are looked at.

    >>> matching_words(("trade", "trader", "train", "war"), "tra*e*")
    ['trade', 'trader']
    """
    start = pattern.partition("*")[0]
    fits = compile_pattern(pattern).fullmatch
    first = bisect_left(words, start)
    last = bisect_left(words, start + "\U0010ffff", lo=first)
    return [word for word in words[first:last] if fits(word)]
