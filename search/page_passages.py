"""The marked texts of a page in, the passages of each out, by compiled loops over all of them at once.

The same passages as `search.passages` cuts, which is their definition, and which is asked where
the loops cannot tell: where a cut would fall inside a written character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

import numpy as np

from search.characters import code_points
from search.kernels_passages import CUT_AFTER, CUT_BEFORE, END, HIGH, LOW, START, TEXT, choose_passages
from search.model import Snippet
from search.passages import excerpt, passages, span_key


def cut_passages(marked: Sequence[Snippet], *, limit: int = 3, length: int = 240) -> list[tuple[Snippet, ...]]:
    """Up to `limit` passages of about `length` characters of each text, as `search.passages.passages` has them.

    >>> cut_passages([Snippet("One.\\n\\nGold rose.", ((6, 10),)), Snippet("")])
    [(Snippet(text='Gold rose.', spans=((0, 4),)),), ()]
    """
    if limit < 1:
        return [() for _ in marked]
    with_spans = [one for one in marked if one.spans]
    cut = _cut(with_spans, limit, length) if with_spans else iter(())
    return [next(cut) if one.spans else passages(one.text, (), length=length) for one in marked]


def _cut(marked: Sequence[Snippet], limit: int, length: int) -> Iterator[tuple[Snippet, ...]]:
    """The passages of texts that have spans, by the compiled loops where they can tell."""
    spans = list(chain.from_iterable(one.spans for one in marked))
    numbers = [number for one in marked for number in _numbers(one)]
    rows = choose_passages(
        code_points("".join(one.text for one in marked)),
        _bounds([len(one.text) for one in marked]),
        np.array((*zip(*spans, strict=True), numbers), np.int32),
        _bounds([len(one.spans) for one in marked]),
        limit,
        length,
    ).tolist()
    at = 0
    for number, one in enumerate(marked):
        start = at
        while at < len(rows) and rows[at][TEXT] == number:
            at += 1
        if rows[start][START] < 0:
            yield passages(one.text, one.spans, limit=limit, length=length)
        else:
            yield tuple([_snippet(one, row) for row in rows[start:at]])


def _snippet(one: Snippet, row: Sequence[int]) -> Snippet:
    return excerpt(one.text, row[START], row[END], one.spans[row[LOW] : row[HIGH]], row[CUT_BEFORE], row[CUT_AFTER])


def _numbers(one: Snippet) -> list[int]:
    """For each span the number of what it matched, the first of a text being 0."""
    if len(one.spans) == 1:
        return [0]
    text, numbers = one.text, dict[tuple[str, ...], int]()
    return [numbers.setdefault(span_key(text[start:end]), len(numbers)) for start, end in one.spans]


def _bounds(lengths: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([0, *accumulate(lengths)], np.int64)
