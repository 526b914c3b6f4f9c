"""A term or a phrase read in all its fields at once, and weighed, is what each field gives by itself."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.bits import words_for
from index.codec.postings import Words, as_words
from search.arrays import Bytes, Int32s, Int64s, Uint64s
from search.kernels.documents import K1, B
from search.kernels.fields import add_scores, read_fields, read_fields_among, read_unions
from search.kernels.phrases import read_phrase_fields
from search.matching.positions import phrase_starts
from tests.index.codec.test_postings import Posting, encoded

Held = dict[int, int]
"""How often a term stands in documents."""

_MOST = 400


@st.composite
def _fields(draw: st.DrawFn) -> list[Held]:
    """A term in fields of one archive: nowhere, in few documents, in most; in fields of about one size too."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    held = []
    for share in draw(st.lists(st.sampled_from((0.0, 0.01, 0.1, 0.5, 0.95)), min_size=1, max_size=6)):
        docs = np.flatnonzero(rng.random(_MOST) < share).tolist()
        held.append(dict(zip(docs, rng.integers(1, 9, len(docs)).tolist(), strict=True)))
    return held


def _written(fields: list[Held]) -> tuple[Bytes, Words, Int64s]:
    """Their records, and where each begins, -1 for none."""
    lists: list[list[Posting]] = [[(doc, list(range(often))) for doc, often in field.items()] for field in fields]
    blob, offsets = encoded(lists)
    return blob, as_words(blob), np.where([len(one) > 0 for one in lists], offsets, -1)


def _bits() -> Uint64s:
    return np.zeros(words_for(_MOST), np.uint64)


def _as_held(bounds: Int64s, docs: Int32s, frequencies: Int32s) -> list[Held]:
    """What was read, field by field."""
    both = list(zip(docs.tolist(), frequencies.tolist(), strict=True))
    return [dict(both[first:last]) for first, last in pairwise(bounds.tolist())]


@settings(max_examples=60)
@given(_fields(), st.sets(st.integers(0, _MOST - 1)))
def test_a_term_is_read_in_all_fields_as_in_each(fields: list[Held], wanted: set[int]) -> None:
    """Bounds, documents, frequencies, and the documents of any field, of all or of some documents; the bits stay 0."""
    blob, words, records = _written(fields)
    bits = _bits()
    bounds, held, often, anywhere = read_fields(blob, words, records, bits)
    assert _as_held(bounds, held, often) == fields
    assert anywhere.tolist() == sorted(set().union(*fields))
    docs = np.array(sorted(wanted), np.int32)
    bounds, held, often, anywhere = read_fields_among(blob, words, records, docs, bits)
    assert _as_held(bounds, held, often) == [{doc: field[doc] for doc in field if doc in wanted} for field in fields]
    assert anywhere.tolist() == sorted(wanted.intersection(set().union(*fields)))
    assert not bits.any()


@settings(max_examples=60)
@given(_fields(), st.sets(st.integers(0, _MOST - 1), min_size=1), st.integers(0, 2**32), st.booleans(), st.booleans())
def test_scores_of_all_fields_are_those_of_the_formula(
    fields: list[Held], wanted: set[int], seed: int, numbered: bool, wide: bool
) -> None:
    """BM25F, for terms in few and in most of the wanted documents; a score that stands there already is added to."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(1, 50, (len(fields), _MOST))
    lengths = drawn.astype(np.uint32) if wide else drawn.astype(np.uint16)
    norm = np.linspace(1 - B, 3.0, 50)
    weights = np.array([1.0 / (norm * (number + 1)) for number in range(len(fields))])
    bounds, held, often, _ = read_fields(*_written(fields), _bits())
    docs = np.array(sorted(wanted), np.int32)
    rows = rng.integers(-5, _MOST, _MOST).astype(np.int32)
    if numbered:
        rows[docs] = np.arange(len(docs))
    scores = np.ones(len(docs))
    add_scores(scores, 2.5, docs, rows, numbered, bounds, held, often, lengths, weights)
    weighed = [
        sum(field.get(doc, 0) * weights[n, lengths[n, doc]] for n, field in enumerate(fields)) for doc in docs.tolist()
    ]
    expected = [1.0 + 2.5 * wtf * (K1 + 1) / (K1 + wtf) for wtf in weighed]
    np.testing.assert_allclose(scores, expected, rtol=1e-12)


@settings(max_examples=60)
@given(
    st.lists(st.lists(_fields(), max_size=3).map(lambda terms: [field for term in terms for field in term]), max_size=4)
)
def test_several_terms_are_read_in_all_fields_as_one(fields: list[list[Held]]) -> None:
    """In fields that hold none, one and several of them: each document once, with the sum of their frequencies."""
    held_by_field = [[term for term in field if term] for field in fields]
    blob, words, records = _written([term for field in held_by_field for term in field])
    ends = np.array([0, *accumulate(map(len, held_by_field or [[]]))], np.int64)
    bits = _bits()
    bounds, held, often, anywhere = read_unions(blob, words, records, ends, bits)
    expected = [
        {doc: sum(term.get(doc, 0) for term in terms) for doc in sorted(set().union(*terms))}
        for terms in held_by_field or [[]]
    ]
    assert _as_held(bounds, held, often) == expected
    assert anywhere.tolist() == sorted(set().union(*expected))
    assert not bits.any()


@st.composite
def _parts_of_fields(draw: st.DrawFn) -> list[list[list[Posting]]]:
    """For each of some fields the postings of three terms, which often stand near each other, and where one is not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shares = draw(st.lists(st.lists(st.sampled_from((0.0, 0.1, 0.9)), min_size=3, max_size=3), min_size=1, max_size=4))
    return [[_postings(rng, share) for share in field] for field in shares]


def _postings(rng: np.random.Generator, share: float) -> list[Posting]:
    docs = np.flatnonzero(rng.random(_MOST) < share).tolist()
    return [(doc, sorted(set(rng.integers(0, 9, rng.integers(1, 5)).tolist()))) for doc in docs]


@settings(max_examples=100)
@given(_parts_of_fields(), st.integers(0, 2), st.booleans())
def test_a_phrase_is_read_in_all_fields_as_in_each(
    fields: list[list[list[Posting]]], parts: int, is_joined: bool
) -> None:
    """Of no, one and two terms, with and without a third one that they are written as; the bits stay 0."""
    blob, offsets = encoded([term for field in fields for term in field])
    records = np.where([len(term) > 0 for field in fields for term in field], offsets, -1).reshape(-1, 3).T
    chosen = np.vstack((records[:parts], records[2] if is_joined else np.full(len(fields), -1)))
    bits = _bits()
    bounds, held, often, anywhere = read_phrase_fields(blob, as_words(blob), np.ascontiguousarray(chosen), bits)
    expected = []
    for *terms, joined in (map(dict, field) for field in fields):
        starts = {doc: set(phrase_starts([one.get(doc, []) for one in terms[:parts]])) for doc in range(_MOST)}
        places = {doc: starts[doc].union(joined.get(doc, ()) if is_joined else ()) for doc in starts}
        expected.append({doc: len(found) for doc, found in places.items() if found})
    assert _as_held(bounds, held, often) == expected
    assert anywhere.tolist() == sorted(set().union(*expected))
    assert not bits.any()
