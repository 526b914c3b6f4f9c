"""Threads that keep asking one engine while generations are published, deleted and merged: `python -m tests.soak`.

In: how many answers, from how many threads, a seed. Out: how many were given, of how many generations,
and the first one that was wrong. What is right for a generation is worked out before it is published: by
the linear scan of `tests.oracle`, and, for scores, spans and the rest of an answer, by an engine that
nobody disturbs. Not for speed (see `tests.bench`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.strategies import SearchStrategy
from msgspec import structs

from index.article import Article, article_id
from index.generations.archive import Archive
from index.generations.fingerprints import Fingerprints
from index.generations.writer import write_index
from index.schema import FACET_FIELDS
from search.engine import Engine, open_engine
from search.model import SearchRequest, SearchResponse
from tests.merged_generation import in_archive_order, write_merged
from tests.oracle import Expected, Oracle
from tests.strategies import articles, requests

_Drawn = TypeVar("_Drawn")

_ANSWERS_A_GENERATION = 400
_POOL = 60  # articles that editions are chosen from
_LIMITS = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to ask about; `copies` make one more edition, of more articles than a run begins with."""

    editions: int = 12
    questions: int = 150
    copies: int = 10


@dataclass(frozen=True, slots=True)
class Edition:
    """What a generation may hold, and the right answer to each question, without its time and generation."""

    articles: tuple[Article, ...]
    answers: tuple[SearchResponse, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many answers were given, and of which generations."""

    answers: int
    generations: frozenset[str]


class WrongAnswer(Exception):
    """An answer that is not that of the generation it names."""


def sample(strategy: SearchStrategy[_Drawn], count: int, seed: int) -> list[_Drawn]:
    """About so many examples of a strategy, the same ones for the same seed."""
    drawn: list[_Drawn] = []
    quietly = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seeded(seed)
    @quietly
    @given(strategy)
    def collect(one: _Drawn) -> None:
        drawn.append(one)

    collect()
    return drawn


def draw_questions(count: int, seed: int) -> list[SearchRequest]:
    """Different questions for short pages, with some facets or none."""
    random = Random(seed)
    return [
        replace(drawn, limit=random.choice(_LIMITS), facets=FACET_FIELDS[: random.randrange(len(FACET_FIELDS) + 1)])
        for drawn in dict.fromkeys(sample(requests(), count, seed))
    ]


def draw_editions(size: Size, questions: Sequence[SearchRequest], seed: int) -> list[Edition]:
    """Lists of articles, from none to many, that share some; each with what is right to say of it."""
    random = Random(seed)
    pool = [structs.replace(a, id=article_id(str(n))) for n, a in enumerate(sample(articles(), _POOL, seed))]
    chosen = [random.sample(pool, random.randint(0, len(pool) // 2)) for _ in range(size.editions)]
    if size.copies:
        chosen.append([structs.replace(a, id=article_id(f"{n} {a.id}")) for n in range(size.copies) for a in pool])
    return [Edition(tuple(held), right_answers(held, questions)) for held in chosen]


def right_answers(held: Sequence[Article], questions: Sequence[SearchRequest]) -> tuple[SearchResponse, ...]:
    """What an undisturbed engine says, which the linear scan confirms. Raises WrongAnswer where it does not."""
    oracle = Oracle(held)
    with archive_of(partial(write_index, held)) as (_, engine):
        answers = tuple(timeless(engine.search(question)) for question in questions)
    for answer in answers:
        if not agrees(answer, oracle.answer(answer.request)):
            raise WrongAnswer(f"An engine that nobody disturbs disagrees with the linear scan: {answer.request}")
    return answers


def agrees(answer: SearchResponse, expected: Expected) -> bool:
    """Whether hits, order, total, facets and timeline are those of the linear scan."""
    timeline = answer.timeline
    return timeline is not None and (
        answer.matched == expected.matched
        and answer.total == len(expected.ids)
        and [hit.article.id for hit in answer.hits] == expected.ids[: answer.request.limit]
        and answer.articles == expected.articles
        and [hit.copies for hit in answer.hits] == expected.copies[: answer.request.limit]
        and all(
            {v.value: (v.count, v.articles - v.count) for v in f.values if v.count} == expected.facets[f.field]
            for f in answer.facets
        )
        and {b.date: (b.count, b.articles - b.count) for b in timeline.buckets if b.count} == expected.months
        and timeline.undated == expected.undated
    )


def timeless(answer: SearchResponse) -> SearchResponse:
    """An answer without what differs from one time to the next."""
    return structs.replace(answer, generation="", edition="", took_ms=0.0)


class Soak:
    """One archive and one engine: a publisher that changes it, and threads that ask."""

    def __init__(
        self,
        archive: Archive,
        engine: Engine,
        seed: int,
        questions: Sequence[SearchRequest],
        editions: Sequence[Edition],
    ) -> None:
        self._archive, self._engine, self._seed = archive, engine, seed
        self._questions, self._editions = questions, editions
        self._published: dict[str, Edition] = {}  # by generation
        self._due = threading.Semaphore(0)
        self._last_is_out = threading.Event()
        self._stopped = threading.Event()

    def run(self, answers: int, threads: int, seconds: float = threading.TIMEOUT_MAX) -> Outcome:
        """At least so many answers, if there is time. Raises WrongAnswer for the first that is wrong."""
        random = Random(self._seed)
        self._publish(random, 0)
        clock = threading.Timer(seconds, self._stopped.set)
        clock.daemon = True
        clock.start()
        with ThreadPoolExecutor(threads + 1) as pool:
            publisher = pool.submit(self._unless_it_fails, self._keep_publishing, random, answers)
            share = -(-answers // threads)
            askers = [pool.submit(self._unless_it_fails, self._keep_asking, n, share) for n in range(threads)]
        clock.cancel()
        publisher.result()
        given = [asker.result() for asker in askers]
        self._check_newest()
        return Outcome(sum(count for count, _ in given), frozenset().union(*(names for _, names in given)))

    def _unless_it_fails(self, work: Callable[..., _Drawn], *arguments: object) -> _Drawn:
        """Whoever fails stops all the others."""
        try:
            return work(*arguments)
        except BaseException:
            self._stopped.set()
            self._due.release()
            raise

    def _keep_publishing(self, random: Random, answers: int) -> None:
        for number in range(1, 1 + answers // _ANSWERS_A_GENERATION):
            self._due.acquire()
            if self._stopped.is_set():
                break
            self._publish(random, number)
        self._last_is_out.set()

    def _publish(self, random: Random, number: int) -> None:
        edition = random.choice(self._editions)

        def write(folder: Path) -> None:
            self._published[folder.name] = edition  # it is served before `publish` tells its name
            if number % 2:
                write_index(edition.articles, folder, tokens_in_memory=1)
            else:
                write_from_segments(edition.articles, random, folder)

        self._archive.publish(write, keep=random.choice((1, 2)))

    def _keep_asking(self, asker: int, share: int) -> tuple[int, set[str]]:
        random, asked, newest = Random(f"{self._seed} {asker}"), 0, ""
        names: set[str] = set()
        while (asked < share or not self._last_is_out.is_set()) and not self._stopped.is_set():
            newest = self._ask(random.randrange(len(self._questions)), newest)
            names.add(newest)
            asked += 1
            if random.randrange(_ANSWERS_A_GENERATION) == 0:
                self._due.release()
        self._due.release()
        return asked, names

    def _ask(self, number: int, newest: str) -> str:
        """Ask a question; returns the generation that answered, which is none from before the newest one seen."""
        question = self._questions[number]
        try:
            answer = self._engine.search(question)
        except Exception as error:
            raise WrongAnswer(f"Seed {self._seed}, question {number}: {question} raised {error!r}") from error
        expected = self._published[answer.generation].answers[number]
        if timeless(answer) != expected or answer.generation < newest:
            raise WrongAnswer(
                f"Seed {self._seed}, question {number}: {question}"
                f"\nAnswer, after generation {newest or 'none'}: {answer}\nExpected: {expected}"
            )
        return answer.generation

    def _check_newest(self) -> None:
        answer = self._engine.search(self._questions[0])
        if answer.generation != self._archive.current().name:
            raise WrongAnswer(f"Seed {self._seed}: generation {answer.generation} answers, which is not the newest.")


def write_from_segments(held: Sequence[Article], random: Random, folder: Path) -> None:
    """A generation of these articles, merged by Whoosh's writer out of segments that held some more."""
    gone = [structs.replace(a, id=article_id(f"gone {a.id}")) for a in random.sample(held, len(held) // 4)]
    ordered = in_archive_order([*held, *gone])
    cuts = sorted(random.choices(range(len(ordered) + 1), k=3))
    stretches = [ordered[start:end] for start, end in zip([0, *cuts], [*cuts, len(ordered)], strict=True)]
    write_merged(stretches, {a.id for a in gone}, folder)


@contextmanager
def archive_of(write: Callable[[Path], Fingerprints | None]) -> Iterator[tuple[Archive, Engine]]:
    """A fresh archive with one generation, and an engine that serves it."""
    with tempfile.TemporaryDirectory() as folder, closing(open_engine(f"whoosh:{folder}")) as engine:
        archive = Archive(Path(folder))
        archive.publish(write)
        yield archive, engine


def soak(seed: int, size: Size, *, answers: int, threads: int, seconds: float = threading.TIMEOUT_MAX) -> Outcome:
    """A soak over a fresh archive. Raises WrongAnswer for the first answer that is wrong."""
    questions = draw_questions(size.questions, seed)
    editions = draw_editions(size, questions, seed)
    with archive_of(partial(write_index, [])) as (archive, engine):
        return Soak(archive, engine, seed, questions, editions).run(answers, threads, seconds)


def main(arguments: Sequence[str]) -> int:
    """The command; 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.split("\n")[0])
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=threading.TIMEOUT_MAX, help="stop then, if not done before")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        found = soak(given.seed, Size(), answers=given.answers, threads=given.threads, seconds=given.seconds)
    except WrongAnswer as wrong:
        print(f"1 wrong. {wrong}")
        return 1
    took = time.monotonic() - started
    print(f"{found.answers:,} answers of {len(found.generations):,} generations, 0 wrong, in {took:,.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
