"""What differs between two texts: the earlier and the later one in; passages kept, removed and added out, in order.

Sentences are compared first and, where they changed, the words in them, by the shortest edit script (Myers 1986, "An
O(ND) difference algorithm"). Pure; made to be read, so that a word or two kept between two changes goes with them.
Bounded whatever the texts: a stretch in which more than `MAX_EDITS` words differ, or that comes when the work for
one comparison is used up, is given as removed and added whole. Not for telling whether two texts are copies
(`index.stories.likeness`), to which case and punctuation are nothing; here they count, and only white space does not.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isqrt
from typing import Literal

import regex

Fate = Literal["same", "removed", "added"]

MAX_EDITS = 600
"""Words that may differ in one stretch before it is given whole; beyond, a list of words tells a reader nothing."""

MAX_STEPS = 2_000_000
"""Steps of comparing for one pair of texts, about a second of work."""

_FEWEST_KEPT = 3  # words between two changes that are worth showing as kept

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(rf"(?:[{_UNSPACED}]\p{{M}}*|[^\s{_UNSPACED}]+|\p{{M}}+)\s*")
_SENTENCE_END = regex.compile(r"[.!?。！？][\"'’”»)\]]*\s*$")

_Run = tuple[Fate, list[str]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text and what became of it. Where text was replaced, the removed stands before the added."""

    fate: Fate
    text: str


def differences(earlier: str, later: str, *, steps: int = MAX_STEPS) -> tuple[Passage, ...]:
    """The passages that make out the later text, and between them those that the earlier one had.

    Those kept and added are the later text, word for word; those kept and removed are the earlier one, but for white
    space. `steps` bound the work.

    >>> for passage in differences("Rain fell. The ferry was 2 hours late.", "Rain fell. The ferry was 3 hours late."):
    ...     print(passage.fate, repr(passage.text))
    same 'Rain fell. The ferry was '
    removed '2 '
    added '3 '
    same 'hours late.'
    """
    before, after = _WORD.findall(earlier.strip()), _WORD.findall(later.strip())
    return tuple(Passage(fate, "".join(words)) for fate, words in _grouped(_Comparison(steps).words(before, after)))


class _Comparison:
    """The comparing of one pair of texts, and the steps it has left."""

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def words(self, before: list[str], after: list[str]) -> Iterator[_Run]:
        """Runs of words and their fates, by sentences first."""
        old, new = _sentences(before), _sentences(after)
        for is_same, removed, added in self._blocks([_key(s) for s in old], [_key(s) for s in new], self._steps):
            gone = [word for sentence in old[removed] for word in sentence]
            come = [word for sentence in new[added] for word in sentence]
            if is_same:
                yield "same", come
            else:
                yield from self._words_of_block(gone, come)

    def _words_of_block(self, before: list[str], after: list[str]) -> Iterator[_Run]:
        old, new = [word.strip() for word in before], [word.strip() for word in after]
        for is_same, removed, added in self._blocks(old, new, MAX_EDITS):
            if is_same:
                yield "same", after[added]
            else:
                yield "removed", before[removed]
                yield "added", after[added]

    def _blocks(self, old: Sequence[str], new: Sequence[str], most_edits: int) -> Iterator[tuple[bool, slice, slice]]:
        """Blocks kept and blocks changed, in turn, as places in both; what is common at both ends costs nothing."""
        start, end = _common_ends(old, new)
        first, last = slice(start, len(old) - end), slice(start, len(new) - end)
        script = _ShortestScript(old[first], new[last], min(most_edits, isqrt(self._steps)))
        kept = script.kept(self._steps)
        self._steps = max(0, self._steps - script.steps)
        places = [*((n, n) for n in range(start)), *((i + start, j + start) for i, j in kept)]
        places.extend((len(old) - n, len(new) - n) for n in range(end, 0, -1))
        return _blocks_between(places, len(old), len(new))


def _sentences(words: list[str]) -> list[list[str]]:
    sentences: list[list[str]] = [[]]
    for word in words:
        sentences[-1].append(word)
        if _SENTENCE_END.search(word):
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _key(words: list[str]) -> str:
    return " ".join(word.strip() for word in words)


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    end = next((n for n in range(shorter - start) if old[-1 - n] != new[-1 - n]), shorter - start)
    return start, end


class _ShortestScript:
    """The search for the fewest edits that make one list another, at most `most` of them.

    Diagonal k holds the places where i in `old` less j in `new` is k. `_reached[k + 1 + most]` is the furthest i on it,
    `_trail` the same for the diagonals in use before each edit.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str], most: int) -> None:
        self._old = old
        self._new = new
        self._most = min(most, len(old) + len(new))
        self._reached = array("i", bytes(4 * (2 * self._most + 3)))
        self._trail: list[array[int]] = []
        self.steps = 0

    def kept(self, steps: int) -> list[tuple[int, int]]:
        """The places of what both have, in order; none where there are too many edits or steps."""
        if not self._old or not self._new:
            return []
        for edits in range(self._most + 1):
            middle = self._most + 1
            self._trail.append(self._reached[middle - edits - 1 : middle + edits + 2])
            for k in range(-edits, edits + 1, 2):
                if self._follow(k, edits):
                    return self._walked_back()
            if self.steps > steps:
                break
        return []

    def _follow(self, k: int, edits: int) -> bool:
        """Go by one edit onto diagonal k and along it as far as both agree; whether both ends are reached."""
        old, new, middle = self._old, self._new, self._most + 1
        begun = at = _entered(self._reached, k, edits, middle)
        while at < len(old) and at - k < len(new) and old[at] == new[at - k]:
            at += 1
        self._reached[middle + k] = at
        self.steps += at - begun + 1
        return at >= len(old) and at - k >= len(new)

    def _walked_back(self) -> list[tuple[int, int]]:
        kept: list[tuple[int, int]] = []
        i, j = len(self._old), len(self._new)
        for edits in range(len(self._trail) - 1, -1, -1):
            k, reached, middle = i - j, self._trail[edits], edits + 1
            entered = _entered(reached, k, edits, middle)
            kept.extend((at, at - k) for at in range(i - 1, entered - 1, -1))
            if edits:
                inserted = _is_insertion(reached, k, edits, middle)
                i, j = (entered, entered - k - 1) if inserted else (entered - 1, entered - k)
        return kept[::-1]


def _entered(reached: array[int], k: int, edits: int, middle: int) -> int:
    """Where diagonal k is entered: from the one above by an insertion or from the one below by a deletion."""
    if not edits:
        return 0
    return reached[middle + k + 1] if _is_insertion(reached, k, edits, middle) else reached[middle + k - 1] + 1


def _is_insertion(reached: array[int], k: int, edits: int, middle: int) -> bool:
    return k == -edits or (k != edits and reached[middle + k - 1] < reached[middle + k + 1])


def _blocks_between(places: list[tuple[int, int]], old: int, new: int) -> Iterator[tuple[bool, slice, slice]]:
    """Runs of places that follow each other in both lists, and what stands between them."""
    i = j = 0
    for _, run in groupby(enumerate(places), key=lambda placed: (placed[1][0] - placed[0], placed[1][1] - placed[0])):
        held = [place for _, place in run]
        (first, first_new), length = held[0], len(held)
        if (i, j) != (first, first_new):
            yield False, slice(i, first), slice(j, first_new)
        i, j = first + length, first_new + length
        yield True, slice(first, i), slice(first_new, j)
    if (i, j) != (old, new):
        yield False, slice(i, old), slice(j, new)


def _grouped(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Runs with neighbours of one fate joined; few words kept between two changes are counted to those."""
    removed: list[str] = []
    added: list[str] = []
    kept: list[str] = []
    for fate, words in runs:
        if fate == "same":
            kept += words
        elif words:
            if len(kept) >= _FEWEST_KEPT or not (removed or added):
                yield from _given(removed, added, kept)
                removed, added = [], []
            else:
                removed += kept
                added += kept
            kept = []
            (removed if fate == "removed" else added).extend(words)
    yield from _given(removed, added, kept)


def _given(removed: list[str], added: list[str], kept: list[str]) -> Iterator[_Run]:
    if removed:
        yield "removed", removed
    if added:
        yield "added", added
    if kept:
        yield "same", kept
