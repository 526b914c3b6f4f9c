"""A field with millions of different terms: everything in it is found, and opening it costs next to nothing."""

from __future__ import annotations

import re
import tracemalloc
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.codec.bits import words_for
from index.codec.builder import DocumentsBuilder, TermPostings, building_terms
from index.codec.merge import merge_segments, sources_of
from index.codec.postings import read_union
from index.codec.segment import FieldReader, Segment

_FIELD = "body"
_DOCUMENTS = 1000
_HALF = _DOCUMENTS // 2
_EVERY = 1000
_COUNTS = [50_000, pytest.param(2_000_000, marks=pytest.mark.slow)]
_PREFIXES = ["", "1", "1f", "wff", "é0", "東京1", "東", "zz", "\U0010ffff"]
_PATTERNS = [
    "1f*",
    "w*0",
    "*ff*",
    "*",
    "é0*a*7",
    "東京*9",
    "w*f*f*",
    "*é*",
    "1f",
    "wnowhere",
    "*京12*34",
    "w" + "*0" * 6,
]


def term_of(number: int) -> bytes:
    """Different for every number: some begin with others, some share long beginnings, some are not ASCII."""
    mixed = number * 2654435761 % 2**32
    return (f"{number:x}", f"w{mixed:x}", f"é{mixed:08x}", f"東京{number}")[number % 4].encode()


def sorted_terms(first: int, last: int) -> list[bytes]:
    return sorted(map(term_of, range(first, last)))


def postings_of(terms: int) -> TermPostings:
    """Every term in one document of the first half and in one of the second."""
    places = np.arange(terms)
    docs = np.stack([places % _HALF, _HALF + places * 7 % _HALF], axis=1).astype(np.int32)
    frequencies = np.repeat(1 + places % 3, 2).astype(np.int32)
    return TermPostings(2 * np.arange(terms + 1), docs.reshape(-1), frequencies)


def expected_documents(place: int) -> list[int]:
    return [place % _HALF, _HALF + place * 7 % _HALF]


def write_field(terms: Sequence[bytes], folder: Path) -> None:
    """A segment with one field of these terms."""
    folder.mkdir()
    with (folder / "terms").open("wb") as file, building_terms(file) as builder:
        records = builder.encode(postings_of(len(terms)), positional=False)
        builder.add_field(_FIELD, "frequency", terms, records)
    with (folder / "documents").open("wb") as file:
        documents = DocumentsBuilder(file)
        with documents.storing() as add:
            for number in range(_DOCUMENTS):
                add(b"article %d" % number)
        documents.close(_DOCUMENTS)


def open_segment(folder: Path) -> Segment:
    return Segment.open(folder / "terms", folder / "documents")


def found_in(field: FieldReader, term: bytes) -> tuple[list[int], list[int]]:
    docs, frequencies = field.documents(field.find(term))
    return docs.tolist(), frequencies.tolist()


@pytest.fixture(scope="module", params=_COUNTS)
def vocabulary(request: pytest.FixtureRequest) -> list[bytes]:
    """All terms of a field, sorted."""
    return sorted_terms(0, request.param)


@pytest.fixture(scope="module")
def folder(vocabulary: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A segment with a field of these terms."""
    made = tmp_path_factory.mktemp("scale") / "segment"
    write_field(vocabulary, made)
    return made


def test_every_thousandth_term_is_found_with_its_documents(vocabulary: list[bytes], folder: Path) -> None:
    """And none that is not there, however near it comes."""
    segment = open_segment(folder)
    segment.verify()
    field = segment.fields[_FIELD]
    held = set(vocabulary)
    for place in {*range(0, len(vocabulary), _EVERY), len(vocabulary) - 1}:
        term = vocabulary[place]
        assert (field.find(term), field.terms[place]) == (place, term)
        assert found_in(field, term) == (expected_documents(place), [1 + place % 3] * 2)
        for near in {term[:-1], term + b"\x00", term + b"\xff", b"\x00" + term} - held:
            with pytest.raises(KeyError):
                field.find(near)
            assert field.terms.lower_bound(near) == bisect_left(vocabulary, near)


def test_all_terms_come_back_in_order(vocabulary: list[bytes], folder: Path) -> None:
    """The dictionary is the sorted list that was put in, and knows where each stands."""
    field = open_segment(folder).fields[_FIELD]
    assert list(field.terms) == vocabulary
    assert field.document_frequencies().tolist() == [2] * len(vocabulary)


@pytest.mark.parametrize("prefix", _PREFIXES)
def test_prefixes_agree_with_a_plain_scan(vocabulary: list[bytes], folder: Path, prefix: str) -> None:
    """The terms from one number up to the other, and no others."""
    start, end = open_segment(folder).fields[_FIELD].terms.starting_with(prefix.encode())
    assert vocabulary[start:end] == [term for term in vocabulary if term.startswith(prefix.encode())]


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_patterns_agree_with_a_plain_scan(vocabulary: list[bytes], folder: Path, pattern: str) -> None:
    """A star stands for anything, also nothing; the documents are those of all terms that fit."""
    fits = re.compile(b".*".join(map(re.escape, pattern.encode().split(b"*"))), re.DOTALL).fullmatch
    places = [place for place, term in enumerate(vocabulary) if fits(term)]
    field = open_segment(folder).fields[_FIELD]
    numbers = field.terms.fitting(pattern.encode())
    assert numbers.tolist() == places
    if places:
        bits = np.zeros(words_for(_DOCUMENTS), np.uint64)
        docs, _ = read_union(field.blob, field.words, field.offsets[numbers].astype(np.int64), bits)
        assert docs.tolist() == sorted({document for place in places for document in expected_documents(place)})


def test_two_such_fields_are_merged_into_one(vocabulary: list[bytes], folder: Path, tmp_path: Path) -> None:
    """Terms of both stand once, with the documents of both; a deleted document is in none."""
    count = len(vocabulary)
    others = sorted_terms(count // 2, count // 2 + count)
    write_field(others, tmp_path / "other")
    both = [open_segment(folder), open_segment(tmp_path / "other")]
    sources, size = sources_of(both, [[], [0]])
    (tmp_path / "merged").mkdir()
    with (tmp_path / "merged/terms").open("wb") as terms, (tmp_path / "merged/documents").open("wb") as documents:
        merge_segments(sources, size, terms, documents)
    merged = open_segment(tmp_path / "merged")
    merged.verify()
    assert merged.size == 2 * _DOCUMENTS - 1
    field = merged.fields[_FIELD]
    assert list(field.terms) == sorted({*vocabulary, *others})
    places, other_places = ({term: place for place, term in enumerate(of)} for of in (vocabulary, others))
    for term in [*vocabulary[::_EVERY], *others[::_EVERY]]:
        docs = expected_documents(places[term]) if term in places else []
        if term in other_places:
            docs += [_DOCUMENTS - 1 + document for document in expected_documents(other_places[term]) if document]
        assert found_in(field, term)[0] == docs


def test_opening_and_looking_up_keeps_no_list_of_the_terms(vocabulary: list[bytes], folder: Path) -> None:
    """However many terms there are, what is held in memory beyond the mapped file is small."""
    wanted = vocabulary[::_EVERY]
    open_segment(folder).fields[_FIELD].find(wanted[0])
    before = _anonymous_kilobytes()
    tracemalloc.start()
    try:
        field = open_segment(folder).fields[_FIELD]
        found = sum(field.find(term) >= 0 for term in wanted)
        low, high = field.terms.starting_with("東".encode())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (found, high - low) == (len(wanted), len(vocabulary) // 4)
    assert most < 100_000
    assert _anonymous_kilobytes() - before < 4_000


def _anonymous_kilobytes() -> int:
    """Memory of this process that is no mapped file; compiled code allocates where Python does not see it."""
    (line,) = re.findall(r"^RssAnon:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(line)
