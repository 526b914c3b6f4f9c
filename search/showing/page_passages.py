"""The marked texts of a page in, the passages of each out, by compiled loops over all of them at once.

The same passages as `search.showing.passages` cuts, which is their definition, and which is asked where
the loops cannot tell: where a cut would fall inside a written character.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from search.arrays import Int32s, Int64s
from search.characters import Characters, code_points
from search.kernels.marks import number_spellings
from search.kernels.passages import choose_passages
from search.kernels.sentences import NONE
from search.model import Snippet
from search.showing.page_marks import Marks
from search.showing.passages import ELLIPSIS, on_one_line, passages, span_key

_BEFORE, _AFTER = ("", f"{ELLIPSIS} "), ("", f" {ELLIPSIS}")  # what stands at a side, by whether it is cut


def cut_passages(texts: Sequence[str], marks: Marks, *, limit: int = 3, length: int = 240) -> list[tuple[Snippet, ...]]:
    """Up to `limit` passages of about `length` characters of each text, as `search.showing.passages.passages` has them.

    A text without marks has none here.

    >>> marks = Marks(np.array([0, 1, 1]), np.array([[6], [10]], np.int32))
    >>> cut_passages(["One.\\n\\nGold rose.", "Tin."], marks)
    [(Snippet(text='Gold rose.', spans=((0, 4),)),), ()]
    """
    found: list[tuple[Snippet, ...]] = [()] * len(texts)
    if limit < 1 or not marks.spans.size:
        return found
    bounds = pairwise(marks.bounds.tolist())
    marked = [text if first < last else "" for text, (first, last) in zip(texts, bounds, strict=True)]
    together, ends = "".join(marked), [0, *accumulate(map(len, marked))]
    characters, text_bounds = code_points(together), np.array(ends, np.int64)
    keys = _keys(texts, characters, text_bounds, marks)
    rows, moved = choose_passages(characters, text_bounds, marks.spans, keys, marks.bounds, limit, length)
    spans, line = list(zip(*moved.tolist(), strict=True)), on_one_line(together)
    for start, end, cut_before, cut_after, low, high, number in rows.tolist():
        if start == NONE:
            found[number] = passages(texts[number], _pairs(marks, number), limit=limit, length=length)
        else:
            text = f"{_BEFORE[cut_before]}{line[start:end]}{_AFTER[cut_after]}"
            found[number] += (Snippet(text, tuple(spans[low:high])),)
    return found


def _pairs(marks: Marks, number: int) -> list[tuple[int, int]]:
    """The spans of one of the texts."""
    first, last = marks.bounds[number : number + 2].tolist()
    return list(zip(*marks.spans[:, first:last].tolist(), strict=True))


def _keys(texts: Sequence[str], characters: Characters, text_bounds: Int64s, marks: Marks) -> Int32s:
    """For each span the number of what it matched: spans that are written alike matched the same."""
    spellings, samples = number_spellings(characters, text_bounds, marks.spans, marks.bounds)
    if len(samples) == 1:
        return spellings
    numbers: dict[tuple[str, ...], int] = {}
    written = (texts[text][start:end] for text, start, end in samples.tolist())
    keys = [numbers.setdefault(span_key(one), len(numbers)) for one in written]
    return np.array(keys, np.int32)[spellings]
