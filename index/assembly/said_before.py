"""Whether a sentence stands in one of many texts: texts put in, sentences asked for.

Exact, and hardly dearer for a thousand texts than for one: pieces of some letters of every text are known, and only
where all of a sentence's are its letters are looked for in the texts themselves. Pure. What counts as a sentence is for
`index.sentences`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from index.sentences import flat, is_telling, sentences_of

_LENGTH: Final = 12
"""Letters of a piece."""
_ONE_IN: Final = 8
"""Of the pieces those are known that come to a multiple of it; which they are is no matter for the answer."""


class SaidBefore:
    """Texts in which sentences are looked for, whatever stands between their letters."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._sentences: set[str] = set()
        self._pieces: set[int] = set()
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """One more text."""
        letters = flat(text)
        self._texts.append(letters)
        self._sentences.update(map(flat, sentences_of(text)))
        self._pieces.update(_pieces(letters))

    def news_in(self, text: str) -> bool:
        """Whether a text has a sentence that stands in none of the others."""
        return any(not self._has(flat(sentence)) and is_telling(sentence) for sentence in sentences_of(text))

    def _has(self, letters: str) -> bool:
        if letters in self._sentences:
            return True
        return self._pieces.issuperset(_pieces(letters)) and any(letters in text for text in self._texts)


def _pieces(letters: str) -> Iterable[int]:
    found = (hash(letters[at : at + _LENGTH]) for at in range(len(letters) - _LENGTH + 1))
    return [piece for piece in found if piece % _ONE_IN == 0]
