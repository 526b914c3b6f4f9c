"""The tokens of many texts as arrays, through a table of the chunks of text that were met before.

In: texts (`str`). Out: `TextTokens`, numbers that stand for terms and words, with positions and
character offsets. The tokens are those of `index.analysis.analyze_texts`. Not for cutting texts
(see `index.codec.chunks`) nor for sorting terms (see `index.codec.inversion`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import VALUE_GAP, analyze, stem_all
from index.codec.chunks import ChunkTable
from index.codec.jit import BOOL, INT, INT32, array, kernel, several, view, whole

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_ROLES = {"part": 0, "bare": 1, "whole": 2}
_PART, _WHOLE = 0, 2
_TERM, _WORD, _END, _ROLE, _CHUNK = 0, 1, 4, 5, 6
_COLUMNS = 6  # term, word, step, first character, last character, role
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)\.?", re.ASCII)
_POSSESSIVES = ("'s", "'S")
_MOST_CHUNKS = 1 << 20


class TextTokens(NamedTuple):
    """The tokens of texts, in order; those of text t are number `bounds[t]` up to `bounds[t+1]`.

    `starts`, `ends` and `run_ends` belong to words of the role "part" alone, of which text t has
    `part_bounds[t]` up to `part_bounds[t+1]`; `run_ends` is where the run that a word begins ends, else 0.
    """

    terms: Int32s
    words: Int32s
    positions: Int32s
    bounds: Int64s
    starts: Int32s
    ends: Int32s
    run_ends: Int32s
    part_bounds: Int64s


_I32, _I64 = view(INT32), view(INT)


@kernel(
    several(array(INT32), array(INT32), array(INT32), array(INT), array(INT32), array(INT32), array(INT32), array(INT))(
        _I32, _I64, _I64, _I64, view(BOOL), view(INT32, dimensions=2), _I64, _I64
    )
)
def _expand(
    numbers: Int32s,
    chunk_starts: Int64s,
    firsts: Int64s,
    text_starts: Int64s,
    continues: npt.NDArray[np.bool_],
    tokens: Int32s,
    token_bounds: Int64s,
    parts: Int64s,
) -> Any:
    """Lay the tokens of each chunk out behind one another; see `TextTokens` for what comes out."""
    texts = len(firsts) - 1
    total, total_parts = whole(0), whole(0)
    for number in numbers:
        total += token_bounds[number + 1] - token_bounds[number]
        total_parts += parts[number]
    terms, words, positions = np.empty(total, np.int32), np.empty(total, np.int32), np.empty(total, np.int32)
    starts, ends, run_ends = (
        np.empty(total_parts, np.int32),
        np.empty(total_parts, np.int32),
        np.zeros(total_parts, np.int32),
    )
    bounds, part_bounds = np.empty(texts + 1, np.int64), np.empty(texts + 1, np.int64)
    out, part, base = whole(0), whole(0), whole(0)
    bounds[0] = part_bounds[0] = 0
    for text in range(texts):
        base = base + VALUE_GAP + out - bounds[text - 1] if continues[text] else whole(0)
        first_part = part
        for i in range(firsts[text], firsts[text + 1]):
            number = numbers[i]
            offset = chunk_starts[i] - text_starts[text]
            chunk_part = part
            for token in range(token_bounds[number], token_bounds[number + 1]):
                place = chunk_part - first_part + tokens[token, 2]
                terms[out], words[out] = tokens[token, 0], tokens[token, 1]
                positions[out] = base + place
                out += 1
                if tokens[token, 5] == _PART:
                    starts[part], ends[part] = offset + tokens[token, 3], offset + tokens[token, 4]
                    part += 1
                elif tokens[token, 5] == _WHOLE:
                    run_ends[first_part + place] = offset + tokens[token, 4]
        bounds[text + 1], part_bounds[text + 1] = out, part
    return terms, words, positions, bounds, starts, ends, run_ends, part_bounds


class Tokenizer:
    """Turns texts into tokens; remembers every chunk and every term, until `forget`."""

    def __init__(self) -> None:
        self.forget()

    @property
    def strings(self) -> list[str]:
        """Terms and words by their number."""
        return list(self._numbers)

    def forget(self) -> None:
        """Number terms from 0 again."""
        self._numbers: dict[str, int] = {}
        self._forget_chunks()

    def tokens_of(self, texts: Sequence[str], continues: npt.NDArray[np.bool_]) -> TextTokens:
        """The tokens of these texts. `continues[t]`: text t is a further one of the same field as the one before."""
        if len(self._chunks) > _MOST_CHUNKS:
            self._forget_chunks()
        known = len(self._chunks)
        cut = self._chunks.cut(texts)
        self._analyze(self._chunks.texts_from(known))
        of_chunks = (self._tokens.held, self._token_bounds.held, self._parts.held)
        return TextTokens(*_expand(cut.numbers, cut.starts, cut.firsts, cut.text_starts, continues, *of_chunks))

    def _forget_chunks(self) -> None:
        self._chunks = ChunkTable()
        self._tokens = _Rows(np.empty((0, _COLUMNS), np.int32))
        self._token_bounds = _Rows(np.zeros(1, np.int64))
        self._parts = _Rows(np.empty(0, np.int64))

    def _analyze(self, chunks: Sequence[str]) -> None:
        """Remember the tokens of new chunks."""
        told = [_as_one_word(chunk) for chunk in chunks]
        words = [(at, *word) for at, word in enumerate(told) if word]
        others = [(at, chunk) for at, (chunk, word) in enumerate(zip(chunks, told, strict=True)) if not word]
        rows = np.concatenate([self._rows_of_words(words), self._rows_of_others(others)])
        rows = rows[np.argsort(rows[:, _CHUNK], kind="stable")]
        before = len(self._tokens.held)
        self._tokens.add(rows[:, :_CHUNK])
        self._token_bounds.add(before + np.cumsum(np.bincount(rows[:, _CHUNK], minlength=len(chunks))))
        is_part = rows[:, _ROLE] == _PART
        self._parts.add(np.bincount(rows[is_part, _CHUNK], minlength=len(chunks)))

    def _rows_of_words(self, found: Sequence[tuple[int, str, int]]) -> Int32s:
        """The tokens of chunks that are one word, given as number, word, end; behind each the number of its chunk."""
        rows = np.zeros((len(found), _COLUMNS + 1), np.int32)
        if found:
            at, words, ends = zip(*found, strict=True)
            rows[:, _TERM] = [self._number(term) for term in stem_all(list(words))]
            rows[:, _WORD] = [self._number(word) for word in words]
            rows[:, _END], rows[:, _ROLE], rows[:, _CHUNK] = ends, _PART, at
        return rows

    def _rows_of_others(self, chunks: Sequence[tuple[int, str]]) -> Int32s:
        """The same of any chunks, given with their numbers."""
        rows = [
            (self._number(token.term), self._number(token.word), *token[2:5], _ROLES[token.role], at)
            for at, chunk in chunks
            for token in analyze(chunk)
        ]
        return np.array(rows, np.int32).reshape(-1, _COLUMNS + 1)

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))


class _Rows:
    """An array that grows by doubling, so that adding to it costs no copy each time."""

    def __init__(self, held: npt.NDArray[Any]) -> None:
        self._room, self._count = held, len(held)

    @property
    def held(self) -> npt.NDArray[Any]:
        """What was added so far."""
        return self._room[: self._count]

    def add(self, rows: npt.NDArray[Any]) -> None:
        """Put these rows behind the others."""
        end = self._count + len(rows)
        if end > len(self._room):
            larger = np.empty((2 * end, *self._room.shape[1:]), self._room.dtype)
            larger[: self._count] = self.held
            self._room = larger
        self._room[self._count : end] = rows
        self._count = end


def _as_one_word(chunk: str) -> tuple[str, int] | None:
    """The one word, before stemming, that most chunks are, and where it ends; None where only the analysis can tell.

    >>> _as_one_word("Ferries"), _as_one_word("1,500."), _as_one_word("Ferry's"), _as_one_word("U.S.")
    (('ferries', 7), ('1500', 5), ('ferry', 7), None)
    """
    if not chunk.isascii():
        return None
    if chunk.isalnum():
        return chunk.lower(), len(chunk)
    if _NUMBER.fullmatch(chunk):
        end = len(chunk) - chunk.endswith(".")
        return chunk[:end].replace(",", ""), end
    if chunk[-2:] in _POSSESSIVES and chunk[:-2].isalnum():
        return chunk[:-2].lower(), len(chunk)
    return None
