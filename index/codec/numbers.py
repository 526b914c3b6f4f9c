"""The whole numbers of documents in, the terms of a field that Whoosh finds them and their ranges by out.

A number is the term that Whoosh's NUMERIC makes of it with 64 bits: bytes in the order of the numbers, so that a range
of them is a run of the dictionary. One term a number is enough for that, without the rougher ones that Whoosh can add;
what counts as one number is for `index.schema` to say. Not for the engine, which filters and sorts by columns (see
`index.generations.columns`).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.codec.builder import TermPostings, TermsBuilder
from index.schema import NumberField

_TERM_BYTES = 9  # one that says that nothing of the number was left out, and the number
_SIGN = np.uint64(1 << 63)
_YEAR_1 = (datetime(1970, 1, 1) - datetime.min) // datetime.resolution  # Whoosh counts the microseconds from there


class Numbers:
    """Collects a number of documents, one after the other; a document may have none."""

    def __init__(self, field: NumberField) -> None:
        self._field = field
        self._count = 0
        self._docs = array("i")
        self._values = array("q")

    def add(self, articles: Sequence[Article]) -> None:
        """Those of the next documents."""
        for document, number in enumerate(map(self._field.term_number, articles), self._count):
            if number is not None:
                self._docs.append(document)
                self._values.append(number)
        self._count += len(articles)

    def write(self, builder: TermsBuilder) -> None:
        """Add the field."""
        docs, values = np.array(self._docs, np.int32), np.array(self._values, np.int64)
        order = np.argsort(values, kind="stable")
        docs, values = docs[order], values[order]
        firsts = np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]]))
        postings = TermPostings(np.append(firsts, len(values)), docs, np.ones(len(docs), np.int32))
        terms = as_terms(values[firsts] + (_YEAR_1 if self._field.is_moment else 0))
        records = builder.encode(postings, positional=False)
        builder.add_dictionary(
            self._field.name, "existence", terms.reshape(-1), _TERM_BYTES * np.arange(len(terms) + 1), records
        )


def as_terms(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The term of each number, a row of bytes.

    >>> as_terms(np.array([-1, 1])).tolist()
    [[0, 127, 255, 255, 255, 255, 255, 255, 255], [0, 128, 0, 0, 0, 0, 0, 0, 1]]
    """
    terms = np.zeros((len(numbers), _TERM_BYTES), np.uint8)
    terms[:, 1:] = (numbers.view(np.uint64) ^ _SIGN).astype(">u8").view(np.uint8).reshape(-1, _TERM_BYTES - 1)
    return terms
