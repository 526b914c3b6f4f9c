"""Which words fit a pattern with `*`. Pure; patterns come folded. Not for a lexicon (`index.codec.dictionary`)."""

from __future__ import annotations

import re
from collections.abc import Callable

_STARS = re.compile(r"\*+")


def compile_pattern(pattern: str) -> Callable[[str], object]:
    """What tells of whole words whether they fit a pattern; `*` stands for any letters, also none.

    >>> bool(compile_pattern("colo*r")("colour")), bool(compile_pattern("chip*")("ship"))
    (True, False)
    """
    first, *rest = _STARS.split(pattern)
    if rest == [""]:  # by far the commonest
        return lambda word: word.startswith(first)
    last = f".*{re.escape(rest.pop())}" if rest else ""
    # Atomic groups: the earliest place of each piece is as good as any, and going back over them
    # would take a hostile pattern exponential time.
    between = "".join(f"(?>.*?{re.escape(piece)})" for piece in rest)
    return re.compile(re.escape(first) + between + last, re.DOTALL).fullmatch
