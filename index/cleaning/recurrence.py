"""The cleaned bodies of one source's pages in, the paragraphs that are the source's and not the article's out.

A paragraph is furniture of its source
    at the edge    where nothing but such paragraphs stands between it and the beginning or the end of a
                   body, on at least `FEWEST_STORIES` pages and one page in `EDGE_SHARE`
    inside         where it stands on more than half of the pages, `FEWEST_STORIES` at least; and only in a
                   run of such paragraphs with a whole sentence in it, so that a heading which every piece
                   of a column has stays

Those pages must tell different stories. Bodies that are the same count once. Pages that share a sentence
few others have are versions of one story and count once. A page of which most, in several passages, is on
`FEWEST_STORIES` pages counts for none: a report that was printed that often is no furniture. What stands on
nine in ten of `PAGES_TO_OUTWEIGH` pages or more is left out of that account where a page has several passages that
no other has: long notices below short articles outweigh them, and no report is on nearly all pages of a source.

Never furniture: a byline, a name, a date, a dateline on a line of its own, a question before its answer.

Not for what a single page betrays (`index.cleaning.page`). Pure, and the same whatever the order of the
pages. Lines are told apart by hashes of 64 bits; of their texts only those on many pages are held.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.cleaning.byline import read_authors
from index.cleaning.features import is_byline, is_stamp, see

FEWEST_STORIES: Final = 5
EDGE_SHARE: Final = 10
PAGES_TO_OUTWEIGH: Final = 20
REPEATED_AT_EDGE: Final = "repeated at the beginning or end of many pages of its source"
REPEATED_INSIDE: Final = "repeated on most pages of its source"

_BREAK: Final = "\n\n"
_TELLING_LENGTH = 60  # characters; two pages that share a shorter line need not be of one story
_PASSAGES_OF_A_COPY = 3
_MOST_WORDS_OF_DATELINE = 3

_Int64s = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]


class Recurring(NamedTuple):
    """The paragraphs of a source that are furniture at the edges of its pages, and those that are inside.

    `sentences` are those of the latter that are whole ones.
    """

    edge: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    sentences: frozenset[str] = frozenset()


def find_recurring(bodies: Sequence[str]) -> Recurring:
    """The furniture of a source, given all bodies of its pages, which are walked over twice.

    >>> ending = "Call the desk with your story."
    >>> find_recurring([f"It rained in {town}.\\n\\n{ending}" for town in "Ayr Bude Cork Deal Ely".split()]).edge
    frozenset({'Call the desk with your story.'})
    """
    lines = _Lines.of(bodies)
    if lines.pages < FEWEST_STORIES:
        return Recurring()
    common = np.flatnonzero(lines.spread >= FEWEST_STORIES)
    if not common.size:
        return Recurring()
    texts = _texts(bodies, {lines.hashes[line].item(): line for line in common.tolist()})
    stories = _stories(lines)
    edge = _at_edges(lines, stories, {line for line, text in texts.items() if not _is_credit(text)})
    inside = frozenset(texts[line] for line in _on_most(lines, stories, texts))
    sentences = frozenset(text for text in inside if see(text).prose)
    return Recurring(frozenset(texts[line] for line in edge), inside, sentences)


def recurring_reasons(paragraphs: Sequence[str], recurring: Recurring) -> dict[int, str]:
    """The places of those paragraphs of a body that are its source's, and why; never of all of them."""
    reasons = dict.fromkeys(_runs_inside(paragraphs, recurring), REPEATED_INSIDE)
    reasons |= dict.fromkeys(_edges(paragraphs, recurring.edge), REPEATED_AT_EDGE)
    return reasons if len(reasons) < len(paragraphs) else {}


@dataclass(frozen=True, slots=True)
class _Lines:
    """All lines of a source by number: the hash and longest length of each, and on how many pages it is.

    Of pages with the same body there is one. `told` are the lines of all pages on end, page `n` from `starts[n]` to
    `starts[n + 1]`. `on_line` and `on_page` are the pairs of a line and a page that it is on, in order.
    """

    hashes: _Int64s
    lengths: _Int64s
    spread: _Int64s
    told: _Int64s
    starts: _Int64s
    on_line: _Int64s
    on_page: _Int64s

    @classmethod
    def of(cls, bodies: Iterable[str]) -> _Lines:
        seen: set[int] = set()
        hashed, measured, counted = array("q"), array("q"), array("q")
        for body in bodies:
            if (key := hash(body)) not in seen:
                seen.add(key)
                own = body.split(_BREAK)
                hashed.extend(map(hash, own))
                measured.extend(map(len, own))
                counted.append(len(own))
        counts, pages = np.array(counted, np.int64), len(counted)
        hashes, told = np.unique(np.array(hashed, np.int64), return_inverse=True)
        lengths = np.zeros(len(hashes), dtype=np.int64)
        np.maximum.at(lengths, told, np.array(measured, np.int64))
        on_line, on_page = np.divmod(np.unique(told * pages + np.repeat(np.arange(pages), counts)), max(pages, 1))
        spread = np.bincount(on_line, minlength=len(hashes))
        return cls(hashes, lengths, spread, told, np.concatenate(([0], np.cumsum(counts))), on_line, on_page)

    @property
    def pages(self) -> int:
        return len(self.starts) - 1

    def pages_edged_by(self, wanted: set[int]) -> list[int]:
        """The pages that begin or end with one of these lines."""
        first, last = self.told[self.starts[:-1]], self.told[self.starts[1:] - 1]
        found: list[int] = np.flatnonzero(np.isin(first, list(wanted)) | np.isin(last, list(wanted))).tolist()
        return found

    def page(self, number: int) -> list[int]:
        """The lines of one page, in order."""
        found: list[int] = self.told[self.starts[number] : self.starts[number + 1]].tolist()
        return found


def _texts(bodies: Iterable[str], wanted: dict[int, int]) -> dict[int, str]:
    """The texts of the lines whose hashes are wanted, by the lines' numbers."""
    texts: dict[int, str] = {}
    for body in bodies:
        for text in body.split(_BREAK):
            if (line := wanted.get(hash(text))) is not None:
                texts[line] = text
        if len(texts) == len(wanted):
            break
    return texts


def _stories(lines: _Lines) -> list[int | None]:
    """For each page the page that stands for its story, None for one that says little of its own."""
    parents = list(range(lines.pages))
    rare = (lines.spread > 1) & (lines.spread < FEWEST_STORIES) & (lines.lengths >= _TELLING_LENGTH)
    shared = rare[lines.on_line]
    pairs = zip(lines.on_line[shared].tolist(), lines.on_page[shared].tolist(), strict=True)
    first_on: dict[int, int] = {}
    for line, page in pairs:
        one, other = sorted((_root(parents, first_on.setdefault(line, page)), _root(parents, page)))
        parents[other] = one
    own = _says_its_own(lines)
    return [_root(parents, page) if own[page] else None for page in range(lines.pages)]


def _root(parents: list[int], page: int) -> int:
    while parents[page] != page:
        parents[page] = page = parents[parents[page]]
    return page


def _says_its_own(lines: _Lines) -> _Bools:
    """Of each page whether it is more than what is on many pages; a short text above a notice or two is."""
    lengths, spread = lines.lengths[lines.on_line], lines.spread[lines.on_line]
    common, telling = spread >= FEWEST_STORIES, lengths >= _TELLING_LENGTH
    shared = np.bincount(lines.on_page, weights=lengths * common, minlength=lines.pages)
    everything = np.bincount(lines.on_page, weights=lengths, minlength=lines.pages)
    passages = np.bincount(lines.on_page[common & telling], minlength=lines.pages)
    found: _Bools = (2 * shared <= everything) | (passages < _PASSAGES_OF_A_COPY)
    if lines.pages < PAGES_TO_OUTWEIGH:
        return found
    nearly_all = np.bincount(lines.on_page, weights=lengths * (10 * spread >= 9 * lines.pages), minlength=lines.pages)
    own = np.bincount(lines.on_page[(spread == 1) & telling], minlength=lines.pages)
    return found | ((2 * (shared - nearly_all) <= everything - nearly_all) & (own >= _PASSAGES_OF_A_COPY))


def _at_edges(lines: _Lines, stories: Sequence[int | None], candidates: set[int]) -> set[int]:
    """The largest set of candidates that hold one another at the edges of enough pages."""
    while candidates:
        counts: Counter[int] = Counter()
        told: defaultdict[int, set[int]] = defaultdict(set)
        for number in lines.pages_edged_by(candidates):
            page, story = lines.page(number), stories[number]
            for line in {page[place] for place in _edges(page, candidates)}:
                counts[line] += 1
                if story is not None:
                    told[line].add(story)
        kept = {
            line
            for line, count in counts.items()
            if count * EDGE_SHARE >= lines.pages and len(told[line]) >= FEWEST_STORIES
        }
        if kept == candidates:
            break
        candidates = kept
    return candidates


def _on_most(lines: _Lines, stories: Sequence[int | None], texts: dict[int, str]) -> set[int]:
    """The lines that are on most pages and could be furniture there."""
    most = {
        line
        for line, text in texts.items()
        if 2 * lines.spread[line] > lines.pages and not _is_credit(text) and text[-1] not in "?？؟:："
    }
    wanted = np.isin(lines.on_line, list(most))
    told: defaultdict[int, set[int]] = defaultdict(set)
    for line, page in zip(lines.on_line[wanted].tolist(), lines.on_page[wanted].tolist(), strict=True):
        if (story := stories[page]) is not None:
            told[line].add(story)
    return {line for line, found in told.items() if len(found) >= FEWEST_STORIES}


def _edges(page: Sequence[object], candidates: Container[object]) -> Iterator[int]:
    """The places from both ends of a page on, as far as only candidates stand there."""
    for places in (range(len(page)), range(len(page) - 1, -1, -1)):
        for place in places:
            if page[place] not in candidates:
                break
            yield place


def _runs_inside(paragraphs: Sequence[str], recurring: Recurring) -> Iterator[int]:
    """The places of candidates on end among which there is a sentence."""
    run: list[int] = []
    for place in range(len(paragraphs) + 1):
        if place < len(paragraphs) and paragraphs[place] in recurring.inside:
            run.append(place)
            continue
        if any(paragraphs[one] in recurring.sentences for one in run):
            yield from run
        run = []


def _is_credit(text: str) -> bool:
    """Whether a line that every article may have is about the article all the same: by whom, when, from where."""
    if is_byline(text) or is_stamp(text) or read_authors(text):
        return True
    words = text.split()
    return text.isupper() and len(words) <= _MOST_WORDS_OF_DATELINE and all(map(str.isalpha, words))
