"""The questions a benchmark asks: nine kinds, drawn from the articles themselves, so that each has an answer.

A sample of articles in, endless distinct questions of each kind out, always the same for a seed.
Not for putting them into a library's own words: each peer does that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from index.article import Article

Join = Literal["all", "any", "phrase", "prefix", "without", "none"]

_WORD = re.compile(r"[a-z]{3,}")
_PAIR = re.compile(r"\b([a-z]{4,}) (?=([a-z]{4,})\b)")  # side by side for every library: nothing but a space between
_TOO_COMMON = 60  # words that nobody searches for alone
_COMMON_SHARE = 0.05
_LEAST_COMMON = 20
_PREFIX_LETTERS = 4
_ENDING_LETTERS = 3  # what a stemmer may cut must lie behind the prefix
_RANGE_DAYS = (30, 720)
_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Question:
    """Words and how they belong together ("without" is the first but not the second), and filters.

    `since` and `until` are days in UTC, both included. Without words it asks for the newest articles.
    """

    kind: str
    join: Join
    words: tuple[str, ...] = ()
    provider: str = ""
    since: date | None = None
    until: date | None = None


class QuestionSource:
    """Draws questions from a sample of articles. Every peer is asked the same ones, so all are drawn once, here."""

    def __init__(self, sample: Sequence[Article], seed: int) -> None:
        """Raises ValueError where the sample holds no words to ask for."""
        self._random = Random(seed)
        self._articles = [article for article in sample if len(_WORD.findall(article.body.lower())) >= 5]
        frequencies = Counter(word for article in sample for word in set(_words(article)))
        ranked = [word for word, _ in frequencies.most_common()]
        self._excluded = set(ranked[:_TOO_COMMON])
        often = [word for word in ranked if frequencies[word] > len(sample) * _COMMON_SHARE]
        self._common = often[_TOO_COMMON:] or ranked[_TOO_COMMON : _TOO_COMMON + _LEAST_COMMON] or ranked
        if not self._articles or not self._common:
            raise ValueError("The articles hold no words of three letters or more; there is nothing to ask for.")

    def draw(self, count: int, *, asked: set[Question] | None = None) -> dict[str, list[Question]]:
        """`count` questions of each kind; none that was `asked` before, as far as there are others."""
        before = set() if asked is None else asked
        return {kind: [self._fresh(kind, before) for _ in range(count)] for kind in KINDS}

    def _fresh(self, kind: str, asked: set[Question]) -> Question:
        question = _DRAW[kind](self)
        for _ in range(_ATTEMPTS):
            if question not in asked:
                break
            question = _DRAW[kind](self)
        asked.add(question)
        return question

    def _one_word(self) -> Question:
        return Question("one common word", "all", (self._random.choice(self._common),))

    def _two_words(self) -> Question:
        words = self._words_of(self._random.choice(self._articles))
        at = self._random.randrange(max(1, len(words) - 3))
        return Question("two words, all", "all", tuple(dict.fromkeys((words[at], words[min(at + 3, len(words) - 1)]))))

    def _three_words(self) -> Question:
        words = sorted(set(self._words_of(self._random.choice(self._articles))))
        return Question("three words, any", "any", tuple(self._random.sample(words, min(3, len(words)))))

    def _phrase(self) -> Question:
        for _ in range(_ATTEMPTS):
            pairs = _PAIR.findall(self._random.choice(self._articles).body)
            wanted = [pair for pair in pairs if not self._excluded & set(pair)]
            if wanted:
                return Question("phrase", "phrase", self._random.choice(wanted))
        return Question("phrase", "phrase", tuple(self._words_of(self._random.choice(self._articles))[:1]))

    def _prefix(self) -> Question:
        words = self._words_of(self._random.choice(self._articles))
        long = [word for word in words if len(word) >= _PREFIX_LETTERS + _ENDING_LETTERS] or words
        return Question("prefix", "prefix", (self._random.choice(long)[:_PREFIX_LETTERS],))

    def _provider(self) -> Question:
        article = self._random.choice(self._articles)
        return Question("provider + word", "all", (self._common_word_of(article),), article.provider.name)

    def _dates(self) -> Question:
        article = self._random.choice(self._articles)
        middle = article.published.at.date() if article.published else date(2020, 1, 1)
        reach = timedelta(days=self._random.randint(*_RANGE_DAYS) // 2)
        word = self._common_word_of(article)
        return Question("dates + word", "all", (word,), since=middle - reach, until=middle + reach)

    def _newest(self) -> Question:
        return Question("newest, no words", "none")

    def _without(self) -> Question:
        return Question("word without another", "without", tuple(self._random.sample(self._common, 2)))

    def _common_word_of(self, article: Article) -> str:
        held = set(_words(article))
        return self._random.choice([word for word in self._common if word in held] or self._common)

    def _words_of(self, article: Article) -> list[str]:
        """The words of a body that are worth searching for; all of them where none is."""
        words = _WORD.findall(article.body.lower())
        return [word for word in words if word not in self._excluded] or words


_DRAW: dict[str, Callable[[QuestionSource], Question]] = {
    "one common word": QuestionSource._one_word,
    "two words, all": QuestionSource._two_words,
    "three words, any": QuestionSource._three_words,
    "phrase": QuestionSource._phrase,
    "prefix": QuestionSource._prefix,
    "provider + word": QuestionSource._provider,
    "dates + word": QuestionSource._dates,
    "newest, no words": QuestionSource._newest,
    "word without another": QuestionSource._without,
}
KINDS = tuple(_DRAW)


def _words(article: Article) -> Iterator[str]:
    yield from _WORD.findall(f"{article.title}\n{article.body}".lower())
