"""Records spliced from what there was and what is new are, to the byte, those encoded of all their postings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.dictionary import join_terms, unite_terms
from index.codec.postings import as_words, encode_records, room_for
from index.codec.splicing import splice_records, turns_of

Postings = dict[int, list[int]]
"""The positions of one term, by document."""


@dataclass(frozen=True, slots=True)
class Flat:
    """The postings of a row of terms, as kernels take them."""

    starts: np.ndarray
    docs: np.ndarray
    frequencies: np.ndarray
    positions: np.ndarray


def flat(terms: Sequence[Postings]) -> Flat:
    rows = [(document, places) for term in terms for document, places in sorted(term.items())]
    starts = np.cumsum([0, *map(len, terms)], dtype=np.int64)
    docs, frequencies = ([row[0] for row in rows], [len(row[1]) for row in rows])
    positions = [place for _, places in rows for place in places]
    return Flat(starts, *(np.array(given, np.int32) for given in (docs, frequencies, positions)))


def encoded(terms: Sequence[Postings], *, positional: bool) -> tuple[np.ndarray, np.ndarray]:
    """The records of these terms, and where each begins."""
    given = flat(terms)
    out = np.zeros(room_for(len(terms), len(given.docs), len(given.positions)), np.uint8)
    offsets = np.empty(len(terms), np.int64)
    end = encode_records(given.docs, given.frequencies, given.starts, given.positions, positional, out, 0, offsets)
    return out[: (end + 3) & ~3].copy(), offsets


def drawn(seed: int, documents: Sequence[int], share: float, *, positional: bool) -> Postings:
    """A term in a share of the documents: mostly once or a few times, now and then often and far apart."""
    draw = np.random.default_rng(seed)
    term: Postings = {}
    for document in documents:
        if draw.random() < share:
            often = int(draw.choice([1, 1, 1, 2, 5, 200], p=[0.4, 0.2, 0.2, 0.15, 0.04, 0.01]))
            gaps = draw.choice([1, 3, 130, 20_000], size=often, p=[0.5, 0.4, 0.09, 0.01])
            term[document] = np.cumsum(gaps).tolist() if positional else [0] * often
    return term


@st.composite
def _runs(draw: st.DrawFn, size: int) -> list[int]:
    """A few numbers below `size`, alone or many in a row."""
    chosen: set[int] = set()
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, max(size - 1, 0)))
        chosen.update(range(first, min(size, first + draw(st.sampled_from((1, 1, 2, 128, 300))))))
    return sorted(chosen)


@settings(max_examples=300)
@given(st.data(), st.integers(0, 900), st.booleans(), st.integers(0, 2**32))
def test_a_splice_is_what_encoding_all_postings_gives(
    data: st.DataObject, total: int, positional: bool, seed: int
) -> None:
    """Whatever goes and comes, alone or in rows, within blocks, at their bounds and behind the last of them."""
    new = set(data.draw(_runs(total)))
    standing = [number for number in range(total) if number not in new]
    gone = set(data.draw(_runs(len(standing) + 5)))
    numbers: list[int] = []
    waiting = iter(standing)
    while len(numbers) - numbers.count(-1) < len(standing):
        numbers.append(-1 if len(numbers) in gone else next(waiting))
    shares = data.draw(st.lists(st.sampled_from((0.0, 0.01, 0.2, 0.9, 1.0)), min_size=1, max_size=4))
    before = [drawn(seed + i, range(len(numbers)), share, positional=positional) for i, share in enumerate(shares)]
    shares_of_new = data.draw(st.lists(st.sampled_from((0.0, 0.3, 1.0)), min_size=len(shares), max_size=len(shares)))
    added = [drawn(seed + 9 + i, sorted(new), share, positional=positional) for i, share in enumerate(shares_of_new)]
    after = [
        {numbers[document]: places for document, places in old.items() if numbers[document] >= 0} | own
        for old, own in zip(before, added, strict=True)
    ]
    expected, places = encoded([term for term in after if term], positional=positional)
    made, offsets = _splice(before, added, numbers, positional=positional)
    assert offsets[[bool(term) for term in after]].tolist() == places.tolist()
    assert all(offset == -1 for offset, term in zip(offsets.tolist(), after, strict=True) if not term)
    assert made.tobytes() == expected.tobytes()


def _splice(
    before: Sequence[Postings], added: Sequence[Postings], numbers: Sequence[int], *, positional: bool
) -> tuple[np.ndarray, np.ndarray]:
    held = [term for term in before if term]
    blob, starts = encoded(held, positional=positional)
    offsets = np.full(len(before), -1, np.int64)
    offsets[[bool(term) for term in before]] = starts
    renumbered, new = np.array(numbers, np.int32), flat(added)
    positions = new.positions if positional else np.empty(0, np.int32)
    return splice_records(
        blob, as_words(blob), offsets, renumbered, turns_of(renumbered),
        new.starts, new.docs, new.frequencies, positions, positional,
    )  # fmt: skip


@pytest.mark.parametrize("positional", [True, False])
def test_more_bytes_than_there_was_room_for_are_kept(positional: bool) -> None:
    """A long row of long records, through every array that grows meanwhile."""
    terms = [drawn(seed, range(2000), 0.9, positional=positional) for seed in range(60)]
    made, offsets = _splice(terms, [{} for _ in terms], range(2000), positional=positional)
    expected, places = encoded(terms, positional=positional)
    assert made.tobytes() == expected.tobytes()
    assert offsets.tolist() == places.tolist()
    assert len(made) > 100_000


@given(st.lists(st.binary(max_size=3), unique=True), st.lists(st.binary(max_size=3), unique=True))
def test_two_dictionaries_are_united_with_each_term_once(one: list[bytes], other: list[bytes]) -> None:
    """In order, and each is told where its terms went, whichever of the two is empty or goes further."""
    rows = sorted(one), sorted(other)
    text, bounds, *places = unite_terms(*join_terms(rows[0]), *join_terms(rows[1]))
    united = [text[start:end].tobytes() for start, end in pairwise(bounds.tolist())]
    assert united == sorted({*one, *other})
    assert [[united[place] for place in own] for own in places] == list(rows)
