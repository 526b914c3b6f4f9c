"""Articles in, the files of one segment out: as many of them as fit the bound on memory.

Articles come in the order of their document numbers. Records are compressed and written as they
come, while a thread beside tells words apart; tokens are collected and inverted at the end. What an
archive of more articles than fit becomes is for `index.codec.merge` to say; what its fields are, for
`index.schema`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import starmap
from typing import Any

import numpy as np

from index.article import Article
from index.codec.builder import DocumentsBuilder, TermPostings, TermsBuilder, building_terms
from index.codec.inversion import FieldInversion, Inverted, Vocabulary
from index.codec.layout import Sink
from index.codec.names import NAME_FIELD, RELATED_FIELD, STORED_FIELD, word_field
from index.codec.numbers import Numbers
from index.codec.tokens import Tokenizer
from index.codec.values import encode_bytes_under
from index.generations.stored import encode_article
from index.naming import all_names
from index.rebuilding.clock import Clock
from index.schema import MARKED, NUMBER_FIELDS, TEXT_FIELDS

TOKENS_IN_MEMORY = 1 << 23
"""How many tokens a run collects before it is written: each takes 16 bytes, and as much again while it is sorted."""


def related_ids(article: Article) -> tuple[str, ...]:
    """The ids of what an article relates to, each once."""
    return tuple(dict.fromkeys(article.related))


def same_words(one: Article, other: Article) -> bool:
    """Whether two articles come to the same postings, lengths and spans: all that a run says but the records."""
    told = (*_EXACT.values(), *_TEXTS.values(), *(field.term_number for field in NUMBER_FIELDS))
    return all(values_of(one) == values_of(other) for values_of in told)


def encode_record(article: Article) -> bytes:
    """An article as the record of its document."""
    return _encode_stored(encode_article(article))


class _Exact:
    """Collects strings of documents, one after the other, that are found as they are."""

    def __init__(self, field: str, values_of: Callable[[Article], Sequence[str]]) -> None:
        self._field = field
        self._values_of = values_of
        self._values: list[bytes] = []
        self._counts = array("q")

    def add(self, articles: Sequence[Article]) -> None:
        """Those of the next documents."""
        given = [self._values_of(article) for article in articles]
        self._values += [value.encode() for values in given for value in values]
        self._counts.extend(map(len, given))

    def write(self, builder: TermsBuilder) -> None:
        """Add the field."""
        order = sorted(range(len(self._values)), key=self._values.__getitem__)
        values = [self._values[at] for at in order]
        docs = np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)[order]
        starts = [at for at, value in enumerate(values) if at == 0 or values[at - 1] != value]
        postings = TermPostings(np.array([*starts, len(values)], np.int64), docs, np.ones(len(docs), np.int32))
        terms = [values[at] for at in starts]
        builder.add_field(self._field, "existence", terms, builder.encode(postings, positional=False))


class _Texts:
    """Collects the tokens of documents, one after the other, field by field."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._count = 0
        self.fields = {field.name: FieldInversion(spans=field.name in MARKED) for field in TEXT_FIELDS}

    @property
    def tokens(self) -> int:
        """How many there are so far."""
        return sum(field.tokens for field in self.fields.values())

    def add(self, articles: Sequence[Article]) -> dict[str, float]:
        """Those of the next documents; returns the seconds that it took, by stage."""
        clock = Clock()
        with clock.timing("analyse"):
            for name, inversion in self.fields.items():
                self._add_field(name, inversion, articles)
        self._count += len(articles)
        return clock.seconds

    def _add_field(self, name: str, inversion: FieldInversion, articles: Sequence[Article]) -> None:
        texts_of = _TEXTS[name]
        held = [texts_of(article) for article in articles]
        texts = [text for given in held for text in given]
        first = self._count
        owners = np.repeat(np.arange(first, first + len(articles)), [len(given) for given in held])
        continues = np.zeros(len(texts), np.bool_)
        continues[1:] = owners[1:] == owners[:-1]
        inversion.add(self._tokenizer.tokens_of(texts, continues), owners, first, len(articles))


class _AtOnce(Executor):
    """Does what it is given before it goes on, as a thread would only take turns with those of another process."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*given, **named))
        return done


class RunWriter:
    """Writes segments from articles, one after the other; remembers what it has analysed from one to the next."""

    def __init__(
        self,
        *,
        dictionary: bytes | None = None,
        tokens_in_memory: int = TOKENS_IN_MEMORY,
        clock: Clock | None = None,
        alone: bool = True,
    ) -> None:
        """For records compressed with a dictionary, or, if it is None, with one of its own for each segment.

        `alone`: no other process writes runs of the same index, so that there is a core for a thread.
        """
        self._alone = alone
        self._dictionary = dictionary
        self._tokenizer = Tokenizer()
        self._most = tokens_in_memory
        self._clock = clock or Clock()

    def write(
        self, batches: Iterator[Sequence[Article]], terms: Sink, documents: Sink, on_article: Callable[[], None]
    ) -> int:
        """Write one segment of the next articles, as many batches as fit; returns how many articles that is.

        What is held beside the tokens is what one batch takes (see `index.codec.batches`).
        """
        self._tokenizer.forget()
        texts = _Texts(self._tokenizer)
        exact: list[_Exact | Numbers] = [*starmap(_Exact, _EXACT.items()), *map(Numbers, NUMBER_FIELDS)]
        builder = DocumentsBuilder(documents)
        # compressing and all loops over words let the interpreter go, so that two cores share the work
        with ThreadPoolExecutor(1) if self._alone else _AtOnce() as beside:
            count = 0
            with builder.storing(self._dictionary) as store:
                while texts.tokens < self._most and (batch := next(batches, None)):
                    analysed = beside.submit(texts.add, batch)
                    for values in exact:
                        values.add(batch)
                    for article in batch:
                        store(encode_record(article))
                    self._clock.add(analysed.result())
                    count += len(batch)
                    for _ in batch:
                        on_article()
            for name, inversion in texts.fields.items():
                _add_document_arrays(builder, name, inversion)
            builder.close(count)
            self._write_terms(texts, exact, terms, beside)
        return count

    def _write_terms(self, texts: _Texts, exact: Iterable[_Exact | Numbers], file: Sink, beside: Executor) -> None:
        vocabulary = Vocabulary([string.encode() for string in self._tokenizer.strings])
        with building_terms(file) as out:
            for values in exact:
                values.write(out)
            for name, inversion in texts.fields.items():
                add_inverted(out, name, inversion.invert(vocabulary, beside))


def _add_document_arrays(builder: DocumentsBuilder, name: str, field: FieldInversion) -> None:
    lengths, spans = field.lengths(), field.spans()
    if lengths.any():
        builder.add_lengths(name, lengths)
    if spans:
        builder.add_spans(name, *spans)


_encode_stored = encode_bytes_under(STORED_FIELD)
_EXACT = {NAME_FIELD: all_names, RELATED_FIELD: related_ids}
_TEXTS = {field.name: field.texts for field in TEXT_FIELDS}


def add_inverted(builder: TermsBuilder, name: str, inverted: Inverted) -> None:
    """Add a field and the field of its words, which share the records of terms that are one word."""
    records = builder.encode(inverted.postings, positional=True)
    builder.add_field(name, "positions", inverted.terms, records)
    own = inverted.same < 0
    word_records = np.empty(len(own), np.int64)
    word_records[~own] = records[inverted.same[~own]]
    word_records[own] = builder.encode(inverted.word_postings.chosen(np.flatnonzero(own)), positional=False)
    builder.add_field(word_field(name), "frequency", inverted.words, word_records)
