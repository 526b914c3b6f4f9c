"""Which words fit a pattern with `*`. Pure; patterns come folded. Not for a lexicon (`index.codec.dictionary`)."""

from __future__ import annotations

import re


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
