"""The texts of a page's documents, those of each field side by side, for compiled loops over all of them.

Not for where words stand in them (see `search.showing.stored_texts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

from search.arrays import Int64s
from search.characters import Characters, code_points


class PageTexts:
    """The titles, bodies and excerpts of `size` documents, in the order of `index.schema.MARKED`.

    That of document i in field f is `texts[f * size + i]`.
    """

    def __init__(self, titles: Sequence[str], bodies: Sequence[str], excerpts: Sequence[str]) -> None:
        self.size = len(titles)
        self.texts = (*titles, *bodies, *excerpts)

    @cached_property
    def together(self) -> str:
        """All of them, one after the other."""
        return "".join(self.texts)

    @cached_property
    def characters(self) -> tuple[Characters, Int64s]:
        """The characters of all together, and where those of each begin."""
        return code_points(self.together), np.array([0, *accumulate(map(len, self.texts))], np.int64)
