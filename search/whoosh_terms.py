"""Terms and words looked up in the dictionaries of a generation: where their postings are, and what words there are.

For one engine (`search.whoosh_engine`), which remembers what is found. Not for what a query makes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain

import numpy as np

from index.codec.segment import FieldReader
from index.generations.generation import Generation, word_field
from index.schema import DEFAULT_FIELDS, TEXT_FIELDS
from search.arrays import Int64s
from search.hiding import Hidden
from search.kernels.documents import advance
from search.kernels.fields import read_unions
from search.matching.standing import Standing
from search.spelling.suggest import Speller
from search.tables import Tables

CACHED_FREQUENCIES = 1 << 12
NO_RECORD = -1


class _Vocabulary:
    """The words of an archive as they are written, with the number of articles that hold each."""

    def __init__(self, generation: Generation) -> None:
        self._everywhere = [generation.field(word_field(field.name)) for field in TEXT_FIELDS]
        readers = [generation.field(word_field(field)) for field in DEFAULT_FIELDS]
        readers = [reader for reader in readers if len(reader.terms)]
        self.frequency = lru_cache(CACHED_FREQUENCIES)(partial(_frequency, readers))

    def words(self) -> Iterable[str]:
        return (word.decode() for word in sorted(set(chain.from_iterable(reader.terms for reader in self._everywhere))))


def readers_of(generation: Generation) -> list[FieldReader]:
    """The fields searched by default, in their order, but those in which no document has a word."""
    readers = [generation.field(name) for name in DEFAULT_FIELDS]
    return [reader for reader in readers if len(reader.terms)]


def records_of(readers: Sequence[FieldReader], term: str) -> dict[str, int]:
    """The record of a term in each of these fields that holds it."""
    encoded, found = _as_bytes(term), {}
    for reader in readers:
        number = reader.terms.number_of(encoded)
        if number is not None:
            found[reader.name] = reader.offsets.item(number)
    return found


def record_in(generation: Generation, field: str, term: str) -> int:
    """The record of a term in one field of any, `NO_RECORD` where it stands nowhere."""
    return records_of((generation.field(field),), term).get(field, NO_RECORD)


def read_speller(generation: Generation) -> Speller:
    """What corrects spelling by the words of a generation."""
    return Speller(_Vocabulary(generation))


def _frequency(readers: Sequence[FieldReader], word: str) -> int:
    """In how many articles a word stands in the field that most have it in."""
    encoded, most = _as_bytes(word), 0
    for reader in readers:
        number = reader.terms.number_of(encoded)
        if number is not None:
            most = max(most, reader.document_frequency(number))
    return most


def count_seen(generation: Generation, hidden: Hidden, word: str) -> int:
    """In how many documents that are not hidden a word stands, in the field where it does most."""
    readers = (generation.field(word_field(field)) for field in DEFAULT_FIELDS)
    return max(_count_in_field(word, reader, hidden) for reader in readers)


def _count_in_field(word: str, reader: FieldReader, hidden: Hidden) -> int:
    number = reader.terms.number_of(_as_bytes(word))
    if number is None:
        return 0
    docs, _ = reader.documents(number)
    return len(hidden.leave_out(docs[advance(docs, 0, hidden.first) :]))


def find_words_like(generation: Generation, tables: Tables, fields: tuple[str, ...], pattern: str) -> Standing:
    """Where words (unstemmed) stand that fit a folded pattern."""
    return _standing_of_all(generation, tables, fields, partial(_records_fitting, _as_bytes(pattern)))


def find_words_near(
    generation: Generation,
    tables: Tables,
    speller: Callable[[], Speller],
    fields: tuple[str, ...],
    word: str,
    slips: int,
) -> Standing:
    """Where words (unstemmed) stand that so many slips make of a folded one."""
    words = [_as_bytes(other) for _, other in speller().lexicon.within(word, slips)]
    return _standing_of_all(generation, tables, fields, partial(_records_of_any, words))


def _records_fitting(pattern: bytes, reader: FieldReader) -> Int64s:
    """The records of the words of a field that fit a pattern."""
    beginning, star, rest = pattern.partition(b"*")
    if star and not rest:  # those with one beginning stand side by side
        low, high = reader.terms.starting_with(beginning)
        return reader.offsets[low:high].astype(np.int64)
    return reader.offsets[reader.terms.fitting(pattern)].astype(np.int64)


def _records_of_any(words: Sequence[bytes], reader: FieldReader) -> Int64s:
    """The records of those of some words that a field holds."""
    numbers = (reader.terms.number_of(word) for word in words)
    held = np.array(sorted(number for number in numbers if number is not None), np.int64)
    return reader.offsets[held].astype(np.int64)


def _standing_of_all(
    generation: Generation, tables: Tables, fields: tuple[str, ...], find: Callable[[FieldReader], Int64s]
) -> Standing:
    """Where any of the words stands whose records are found in some fields."""
    found = [find(generation.field(word_field(field))) for field in fields] or [np.empty(0, np.int64)]
    ends = np.array([0, *accumulate(map(len, found))], np.int64)
    records = np.concatenate(found)
    return Standing(fields, *read_unions(*generation.segment.postings, records, ends, tables.bits()))


def _as_bytes(term: str) -> bytes:
    return term.encode(errors="replace")
