"""What is held of articles while they are written does not grow with how long they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.article import Article, Cut, Kind, article_id
from index.codec.batches import MOST_ARTICLES, MOST_CHARACTERS, count_characters, in_batches
from index.codec.runs import write_runs
from index.codec.segment import Segment
from index.codec.store import StoreWriter
from index.rebuilding.clock import Clock

_WORD = "tide "
_LONG = MOST_CHARACTERS // 3
_TOO_LONG = MOST_CHARACTERS + 10

LENGTHS = {
    "none": (),
    "short ones": (100,) * (2 * MOST_ARTICLES + 5),
    "long ones": (_LONG,) * 8,
    "one longer than a batch": (_TOO_LONG,),
    "such ones among others": (100, _TOO_LONG, 100, 100, _TOO_LONG, _TOO_LONG, _LONG),
}
lengths = pytest.mark.parametrize("given", LENGTHS.values(), ids=LENGTHS)


def article(number: int, characters: int) -> Article:
    body = (_WORD * (characters // len(_WORD) + 1))[:characters]
    return Article(id=article_id(str(number)), kind=Kind.FULL, title="t", body=body)


class Drawn(Sequence[Article]):
    """Articles made when they are asked for, which tells how many characters of them are not done yet."""

    def __init__(self, given: Sequence[int]) -> None:
        self._given = given
        self._under_way: list[int] = []
        self.most = 0

    def __len__(self) -> int:
        return len(self._given)

    def __getitem__(self, number: int) -> Article:  # type: ignore[override]
        return article(number, self._given[number])

    def __iter__(self) -> Iterator[Article]:
        for number in range(len(self)):
            self._under_way.append(self._given[number])
            self.most = max(self.most, sum(self._under_way))
            yield self[number]

    def done(self) -> None:
        """The first of those that are under way is written."""
        self._under_way.pop(0)


def _words_of(segment: Segment) -> list[int]:
    lengths = segment.lengths("body")
    return [] if lengths is None else list(map(int, lengths))


@lengths
def test_a_batch_is_bounded_by_characters_and_by_articles(given: Sequence[int]) -> None:
    """All come, in their order; only an article that is alone in its batch may be longer."""
    batches = list(in_batches(article(*one) for one in enumerate(given)))
    assert [len(one.body) for batch in batches for one in batch] == list(given)
    for batch in batches:
        assert 0 < len(batch) <= MOST_ARTICLES
        assert len(batch) == 1 or sum(map(count_characters, batch)) <= MOST_CHARACTERS


def test_what_is_cut_of_a_page_counts_too() -> None:
    """It is stored with its article, and may be longer than that."""
    pages = [Article("a", Kind.FULL, "t", cuts=(Cut("x" * _LONG, "a teaser"),)) for _ in range(6)]
    assert max(map(len, in_batches(pages))) < 3


@lengths
@pytest.mark.parametrize("tokens", [1, 1 << 23], ids=["a run a batch", "one run"])
def test_a_run_holds_no_more_articles_than_a_batch(tmp_path: Path, given: Sequence[int], tokens: int) -> None:
    """And the next one, which is the first of the next run where this one is full; none is lost between runs."""
    articles = Drawn(given)
    runs = write_runs(articles, tmp_path, articles.done, 1, tokens_in_memory=tokens, clock=Clock())
    segments = [Segment.open(*run) for run in runs]
    words = [count for one in segments for count in _words_of(one)]
    assert words == [-(-characters // len(_WORD)) for characters in given]
    assert articles.most <= max(MOST_CHARACTERS, *given, 0) + max(given, default=0)


@pytest.mark.parametrize("dictionary", [None, b""], ids=["own", "none"])
def test_long_records_are_written_before_many_of_them_wait(dictionary: bytes | None) -> None:
    """However few they are; they come back as they were."""
    written: list[object] = []
    store = StoreWriter(written.append, dictionary)
    waiting = 0
    for number in range(64):
        store.add(bytes([number]) * (1 << 20))
        waiting += not written
    assert waiting < 32
    assert len(store.finish().ends) == 64
