"""The marked texts of a page in, the passages of each out, by compiled loops over all of them at once.

The same passages as `search.showing.passages` cuts, which is their definition, and which is asked where
the loops cannot tell: where a cut would fall inside a written character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from index.analysis import stem_all
from search.arrays import Int32s
from search.kernels.passages import START, TEXT, choose_passages
from search.kernels.sentences import NONE
from search.kernels.spellings import LONGEST_KEY
from search.model import Snippet
from search.showing.page_marks import Marks, Terms
from search.showing.page_texts import PageTexts
from search.showing.passages import ELLIPSIS, on_one_line, passages, span_key

_BEFORE, _AFTER = ("", f"{ELLIPSIS} "), ("", f" {ELLIPSIS}")  # what stands at a side, by whether it is cut


def cut_passages(texts: PageTexts, marks: Marks, *, limit: int = 3, length: int = 240) -> list[tuple[Snippet, ...]]:
    """Up to `limit` passages of about `length` characters of each body, or of the excerpt if that alone has marks.

    They are as `search.showing.passages.passages` has them. Of texts without marks there are none.

    >>> texts = PageTexts(["", ""], ["One.\\n\\nGold rose.", "Tin."], ["", ""])
    >>> spans, number = np.array([[6], [10]], np.int32), np.zeros(1, np.int32)
    >>> cut_passages(texts, Marks(np.array([0, 0, 0, 1, 1, 1, 1]), spans, number, np.array([[2, 6, 10]]), ()))
    [(Snippet(text='Gold rose.', spans=((0, 4),)),), ()]
    """
    if limit < 1 or marks.bounds[texts.size] == marks.bounds[-1]:
        return [()] * texts.size
    keys, size = _keys(texts, marks), texts.size
    chosen, bounds, held = choose_passages(*texts.characters, marks.spans, keys, marks.bounds, size, limit, length)
    rows, spans, line = chosen.tolist(), list(zip(*held.tolist(), strict=True)), on_one_line(texts.together)
    shown = [
        Snippet(f"{_BEFORE[cut_before]}{line[start:end]}{_AFTER[cut_after]}", tuple(spans[low:high]))
        for start, end, cut_before, cut_after, low, high, _ in rows
    ]
    found = [tuple(shown[first:last]) for first, last in pairwise(bounds.tolist())]
    for number in [row[TEXT] for row in rows if row[START] == NONE]:
        whole = passages(texts.texts[number], _pairs(marks, number), limit=limit, length=length)
        found[number % size] = whole
    return found


def _pairs(marks: Marks, number: int) -> list[tuple[int, int]]:
    """The spans of one of the texts."""
    first, last = marks.bounds[number : number + 2].tolist()
    return list(zip(*marks.spans[:, first:last].tolist(), strict=True))


def _keys(texts: PageTexts, marks: Marks) -> Int32s:
    """For each span of a body or excerpt the number of what it matched: spellings of one word are one."""
    written = [texts.texts[text][start:end] for text, start, end in marks.samples.tolist()]
    kinds: dict[Terms, int] = {}
    keys = [kinds.setdefault(one, len(kinds)) for one in (*marks.terms, *_span_keys(written))]
    return marks.numbers if len(kinds) == len(keys) else np.array(keys, np.int32)[marks.numbers]


def _span_keys(written: Sequence[str]) -> Iterable[Terms]:
    """What `span_key` gives for each; words of plain letters alone are stemmed together, as a prefix finds many."""
    together = "".join(written)
    if together.isascii() and together.isalpha() and max(map(len, written)) <= LONGEST_KEY:
        return zip(stem_all([one.lower() for one in written]))
    return map(span_key, written)
