"""What is held of articles that are compared does not grow with how many, or how long, they are."""

from __future__ import annotations

from weakref import WeakSet

import pytest

from index.article import Article, Kind
from index.stories.recent import MOST_CHARACTERS, MOST_WORDINGS, RecentWordings
from index.stories.wording import Wording


class Reading:
    """Reads wordings of a length, and knows which of them are still held."""

    def __init__(self, characters: int) -> None:
        self._body = "x" * characters
        self.held: WeakSet[Wording] = WeakSet()
        self.read: list[int] = []

    def __call__(self, number: int) -> Wording:
        wording = Wording(Article(str(number), Kind.FULL, "t", body=self._body))
        self.read.append(number)
        self.held.add(wording)
        return wording


@pytest.mark.parametrize(
    ("characters", "articles", "most"),
    [
        (10, MOST_WORDINGS + 50, MOST_WORDINGS),
        (MOST_CHARACTERS // 4, 12, 4),
        (MOST_CHARACTERS + 1, 3, 1),
    ],
    ids=["short", "long", "longer than all that is held"],
)
def test_so_many_are_held_as_fit(characters: int, articles: int, most: int) -> None:
    """By number where they are short, by characters where they are long; the last one always."""
    reading = Reading(characters)
    wordings = RecentWordings(reading)
    for number in range(articles):
        assert wordings(number).id == str(number)
        assert len(reading.held) <= most
    assert len(reading.held) == most
    assert wordings(articles - 1).id == str(articles - 1)
    assert reading.read == list(range(articles))


def test_what_was_asked_for_last_stays_longest() -> None:
    """One that is compared with all others is read once, one that gave way is read again."""
    reading = Reading(MOST_CHARACTERS // 3)
    wordings = RecentWordings(reading)
    for number in (0, 1, 0, 2, 0, 3, 0, 1):
        assert wordings(number).id == str(number)
    assert reading.read == [0, 1, 2, 3, 1]
