"""The benchmark of pages: build every peer's index, then ask all of them the same questions, round by round.

Each question goes to one peer after the other (or so many questions of a kind at a time), in an order
drawn anew. No question is asked twice
where there are others, so no answer is a remembered one; the first round is not counted. A peer that
is slow is asked fewer questions of a kind, as far as its time for them goes, and ratios are taken
over the questions that both sides answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.bench.agreement import Agreement, Difference
from tests.bench.documents import UnreadableDocuments, read_articles, sample_articles
from tests.bench.memory import Memory
from tests.bench.peer import MissingPeer, PageResult, load_peer
from tests.bench.questions import KINDS, Question, QuestionSource
from tests.bench.statistics import Times
from tests.bench.workers import Built, Worker, build

SAMPLED = 4_000
"""Articles that questions are drawn from."""

_FEWEST_QUESTIONS = 3

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PagesOptions:
    """What to run. `budget` is the seconds that a peer may take for all rounds of one kind of question."""

    documents: Path
    peers: tuple[str, ...]
    rounds: int = 5
    queries: int = 40
    seed: int = 1
    limit: int | None = None
    budget: float = 30.0
    turn: int = 1  # questions of a kind that a peer answers before it is the next one's turn

    def __post_init__(self) -> None:
        if min(self.rounds, self.queries, self.turn) < 1:
            raise ValueError("A benchmark has one round of one query at least, and a turn one question.")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was indexed."""

    articles: int
    characters: int


@dataclass(frozen=True, slots=True)
class PeerReport:
    """What one peer did. `times` are milliseconds by kind and number of the question."""

    version: str
    built: Built
    open_ms: float
    memory: Memory
    times: dict[str, Times]


@dataclass(frozen=True, slots=True)
class PagesReport:
    """What all did, who was missing and why, and where answers differ from those of `reference`."""

    options: PagesOptions
    corpus: Corpus
    peers: dict[str, PeerReport]
    missing: dict[str, str]
    reference: str
    compared: int
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class _Clock:
    """The times of the rounds that count, by peer, kind and number of the question, and who is over budget."""

    allowed: float  # seconds for one kind of question in one round
    times: defaultdict[tuple[str, str], dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    spent: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    asked: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def may_ask(self, peer: str, kind: str) -> bool:
        key = peer, kind
        return self.asked[key] < _FEWEST_QUESTIONS or self.spent[key] < self.allowed

    def note(self, peer: str, kind: str, number: int | None, ms: float) -> None:
        """One page; `number` None does not count."""
        key = peer, kind
        self.asked[key] += 1
        self.spent[key] += ms / 1e3
        if number is not None:
            self.times[key][number] = ms

    def next_round(self) -> None:
        self.spent.clear()
        self.asked.clear()


def run_pages(options: PagesOptions, folder: Path, tell: Tell) -> PagesReport:
    """Build in `folder`, ask, and report. Raises UnreadableDocuments, and PeerFailed where a peer fails."""
    articles = read_articles(options.documents, options.limit)
    sample, count, characters = sample_articles(articles, SAMPLED, options.seed)
    if not sample:
        raise UnreadableDocuments(f"{options.documents} holds no article.")
    versions, missing = find_peers(options.peers)
    built = {}
    folder.mkdir(parents=True, exist_ok=True)
    for name in versions:
        tell(f"{name}: indexing {count:,} articles")
        built[name] = build(name, options.documents, options.limit, folder / name)
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(name, folder / name)) for name in versions]
        clock = _Clock(options.budget / (options.rounds + 1))
        agreement = Agreement("tantivy" if "tantivy" in versions else next(iter(versions)))
        _ask_all(workers, QuestionSource(sample, options.seed), options, clock, agreement, tell)
        reports = {
            worker.peer: PeerReport(
                versions[worker.peer],
                built[worker.peer],
                worker.open_ms,
                worker.memory(),
                {kind: clock.times[worker.peer, kind] for kind in KINDS},
            )
            for worker in workers
        }
    differences = agreement.differences()
    return PagesReport(
        options, Corpus(count, characters), reports, missing, agreement.reference, agreement.compared(), differences
    )


def find_peers(names: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The version of each peer that is installed, and why the others are not. Raises MissingPeer if all are missing."""
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            versions[name] = load_peer(name).version
        except MissingPeer as error:
            missing[name] = str(error)
    if not versions:
        raise MissingPeer("; ".join(missing.values()))
    return versions, missing


def _ask_all(
    workers: Sequence[Worker],
    source: QuestionSource,
    options: PagesOptions,
    clock: _Clock,
    agreement: Agreement,
    tell: Tell,
) -> None:
    """All rounds, the one to warm up before them."""
    order, asked = Random(options.seed), set[Question]()
    for number_of_round in range(-1, options.rounds):
        tell("warming up" if number_of_round < 0 else f"round {number_of_round + 1} of {options.rounds}")
        drawn = source.draw(options.queries, asked=asked)
        clock.next_round()
        first = None if number_of_round < 0 else number_of_round * options.queries
        for start in range(0, options.queries, options.turn):
            for kind in KINDS:
                questions = list(enumerate(drawn[kind]))[start : start + options.turn]
                numbered = [(question, None if first is None else first + place) for place, question in questions]
                for question, pages in _ask(order.sample(workers, len(workers)), numbered, clock):
                    agreement.add(question, pages)


def _ask(
    workers: Sequence[Worker], questions: Sequence[tuple[Question, int | None]], clock: _Clock
) -> Iterator[tuple[Question, dict[str, PageResult]]]:
    """Questions of one kind, to one peer after the other, as far as it has time left for them."""
    pages: list[dict[str, PageResult]] = [{} for _ in questions]
    for worker in workers:
        for (question, number), answers in zip(questions, pages, strict=True):
            if clock.may_ask(worker.peer, question.kind):
                answer = worker.ask(question)
                clock.note(worker.peer, question.kind, number, answer.ms)
                answers[worker.peer] = answer.page
    yield from zip((question for question, _ in questions), pages, strict=True)
