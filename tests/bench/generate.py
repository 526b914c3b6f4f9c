"""Articles that never were, as many as wanted: words by Zipf's law, lengths and dates as in a newspaper.

A seed in, articles out, one block of them in memory at a time. Article n is the same however many are
asked for, so a small archive is the beginning of a large one. Words come in the company of their topic,
and many with a fixed neighbour, so that words and phrases of one article meet again in others.
Frequencies after Zipf and Mandelbrot: the word of rank r has weight 1 / (r + 2.7) ** 1.07.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.article import Article, Instant, Kind, Provider, article_id
from tests.bench.vocabulary import name, word

_BLOCK = 500  # articles made at a time
_FIRST_DAY = datetime(2012, 1, 1, tzinfo=UTC)
_YEARS_SECONDS = 10 * 365 * 24 * 3600
_MEDIAN_WORDS, _SPREAD = 200, 0.6  # of the lognormal lengths; one article in a hundred has over 800 words
_FEWEST, _MOST = 20, 5_000
_TITLE_WORDS = (5, 11)
_PLURAL_SHARE = 0.08
_TOPIC_SHARE = 0.15  # of the words, those that belong to the article's topic
_TOPIC_WORDS = 150
_NEIGHBOUR_SHARE = 0.10  # of the words, those that follow their fixed neighbour
_SENTENCE_WORDS, _PARAGRAPH_SENTENCES = 18, 4
_MOST_TOPICS = 3

Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """What articles are made of: how many words, topics and providers there are, and the seed."""

    seed: int = 1
    words: int = 200_000
    topics: int = 120
    providers: int = 300

    def articles(self, count: int) -> Iterator[Article]:
        """The first `count` articles of this world."""
        for first in range(0, count, _BLOCK):
            yield from self._block(first)[: count - first]

    @cached_property
    def spelling(self) -> npt.NDArray[np.object_]:
        """Every word, most frequent first, and behind them all their plurals."""
        singular = [word(rank) for rank in range(self.words)]
        return np.array([*singular, *(f"{each}s" for each in singular)], dtype=np.object_)

    @cached_property
    def _names(self) -> list[str]:
        """The topics, and behind them the providers."""
        return [name(number) for number in range(self.topics + self.providers)]

    @cached_property
    def _word_law(self) -> Floats:
        return _zipf(self.words)

    @cached_property
    def _topic_law(self) -> Floats:
        return _zipf(self.topics)

    @cached_property
    def _provider_law(self) -> Floats:
        return _zipf(self.providers)

    @cached_property
    def _topic_words(self) -> Int64s:
        """A row of words for each topic, none of the most frequent ones among them."""
        random = np.random.default_rng([self.seed, 1])
        return random.integers(min(100, self.words // 2), self.words, (self.topics, _TOPIC_WORDS))

    @cached_property
    def _neighbours(self) -> Int64s:
        """The word that likes to follow each word."""
        return _draw(self._word_law, np.random.default_rng([self.seed, 2]).random(self.words))

    def _block(self, first: int) -> list[Article]:
        random = np.random.default_rng([self.seed, 3, first])
        lengths = np.exp(np.log(_MEDIAN_WORDS) + _SPREAD * random.standard_normal(_BLOCK)).astype(np.int64)
        lengths = lengths.clip(_FEWEST, _MOST) + _TITLE_WORDS[1]
        topics = self._topics(random)
        spelt = self._spell(lengths, np.array([given[0] for given in topics]), random)
        title_words = random.integers(*_TITLE_WORDS, _BLOCK).tolist()
        providers = (self.topics + _draw(self._provider_law, random.random(_BLOCK))).tolist()
        seconds = (random.random(_BLOCK) * _YEARS_SECONDS).astype(np.int64).tolist()
        return [
            _article(
                f"g{first + n}",
                spelt[n][: title_words[n]],
                spelt[n][title_words[n] :],
                self._names[providers[n]],
                tuple(self._names[topic] for topic in topics[n]),
                _FIRST_DAY + timedelta(seconds=seconds[n]),
            )
            for n in range(_BLOCK)
        ]

    def _topics(self, random: np.random.Generator) -> list[list[int]]:
        """One to three topics for each article, the first of which its words come from."""
        drawn = _draw(self._topic_law, random.random((_BLOCK, _MOST_TOPICS))).tolist()
        counts = random.integers(1, _MOST_TOPICS + 1, _BLOCK).tolist()
        return [list(dict.fromkeys(row[:count])) for row, count in zip(drawn, counts, strict=True)]

    def _spell(self, lengths: Int64s, topics: Int64s, random: np.random.Generator) -> list[list[str]]:
        """The words of each article."""
        total = int(lengths.sum())
        words = _draw(self._word_law, random.random(total))
        of_topic = random.random(total) < _TOPIC_SHARE
        # Squared, so that some words of a topic are more typical of it than others.
        typical = (random.random(total) ** 2 * _TOPIC_WORDS).astype(np.int64)
        words = np.where(of_topic, self._topic_words[np.repeat(topics, lengths), typical], words)
        follows = random.random(total) < _NEIGHBOUR_SHARE
        words = np.where(follows, self._neighbours[np.roll(words, 1)], words)
        plural = random.random(total) < _PLURAL_SHARE
        spelt = self.spelling[words + plural * self.words]
        return [row.tolist() for row in np.split(spelt, np.cumsum(lengths)[:-1])]


def _zipf(count: int) -> Floats:
    """Cumulated probabilities of `count` ranks."""
    law: Floats = np.cumsum(1.0 / (np.arange(count) + 2.7) ** 1.07)
    law /= law[-1]
    return law


def _draw(law: Floats, numbers: Floats) -> Int64s:
    """The rank that each number between 0 and 1 falls on."""
    return np.searchsorted(law, numbers, side="right").astype(np.int64)


def _article(
    key: str, title: list[str], body: list[str], provider: str, topics: tuple[str, ...], published: datetime
) -> Article:
    return Article(
        id=article_id(key),
        kind=Kind.FULL,
        title=" ".join(title).capitalize(),
        body=_prose(body),
        provider=Provider(provider),
        published=Instant(published),
        topics=topics,
        source_id=key,
    )


def _prose(words: list[str]) -> str:
    """Sentences in paragraphs."""
    sentences = [
        " ".join(words[at : at + _SENTENCE_WORDS]).capitalize() + "." for at in range(0, len(words), _SENTENCE_WORDS)
    ]
    steps = range(0, len(sentences), _PARAGRAPH_SENTENCES)
    return "\n\n".join(" ".join(sentences[at : at + _PARAGRAPH_SENTENCES]) for at in steps)
