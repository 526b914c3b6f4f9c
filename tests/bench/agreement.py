"""Do the peers answer the same? Their totals, counts by topic, provider and month, question by question.

Pages in, differences out. Libraries cut words apart and stem them in their own ways, so on real text
some totals differ; on generated articles none may, but for what `KNOWN_DIFFERENCES` names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.bench.peer import PageResult
from tests.bench.questions import Question

KNOWN_DIFFERENCES = {("xapian", "phrase"): "Xapian looks for the words of a phrase as written, unstemmed"}
"""By peer and kind, where a library means something else by a question."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a peer's answers to one kind of question differ from the reference's.

    `furthest` is the greatest difference between two totals, as a share of the larger one.
    """

    peer: str
    kind: str
    asked: int
    totals: int
    counts: int
    furthest: float
    example: str

    @property
    def why(self) -> str:
        """The reason, where it is known."""
        return KNOWN_DIFFERENCES.get((self.peer, self.kind), "")


class Agreement:
    """Collects the pages of every peer and compares each with the reference's."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self._asked: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._totals: defaultdict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
        self._counts: defaultdict[tuple[str, str], int] = defaultdict(int)

    def add(self, question: Question, pages: Mapping[str, PageResult]) -> None:
        """What the peers answered to one question; nothing is compared where the reference was not asked."""
        expected = pages.get(self.reference)
        if expected is None:
            return
        for peer, page in pages.items():
            key = peer, question.kind
            self._asked[key] += peer != self.reference
            if page.total != expected.total:
                apart = abs(page.total - expected.total) / max(page.total, expected.total)
                self._totals[key].append((apart, _example(question, page.total, expected.total)))
            elif comparable_counts(question, page) != comparable_counts(question, expected):
                self._counts[key] += 1

    def differences(self) -> tuple[Difference, ...]:
        """Every peer and kind that differed in something."""
        differing = sorted(self._totals.keys() | self._counts.keys())
        return tuple(self._difference(key) for key in differing)

    def compared(self) -> int:
        """How many pages were compared with the reference's."""
        return sum(self._asked.values())

    def _difference(self, key: tuple[str, str]) -> Difference:
        apart = self._totals.get(key, [])
        furthest, example = max(apart, default=(0.0, ""))
        return Difference(*key, self._asked[key], len(apart), self._counts.get(key, 0), furthest, example)


def comparable_counts(question: Question, page: PageResult) -> dict[str, Iterable[object]]:
    """The counts on a page that all peers must agree in.

    Facet values are compared by count alone, for peers order ties as they like. The provider facet
    of a question for one provider is left out: Backfile counts it as if that were not chosen.
    """
    facets = {field: [count for _, count in page.facets[field]] for field in page.facets}
    if question.provider:
        facets.pop("provider", None)
    return {**facets, "month": page.months}


def _example(question: Question, total: int, expected: int) -> str:
    return f"{' '.join(question.words) or 'everything'}: {total:,} instead of {expected:,}"
