"""Peers at work, each in processes of its own: one that builds, one that answers, driven one at a time.

A question goes down a pipe and comes back with its page and its time, taken inside the process around
`page` alone. So no peer's memory, garbage or threads disturb another's time; what they do share is
the processor's cache, and that is why the order of peers changes with every question.
A process that builds holds all articles in memory, some 2.5 kB each, so that reading them is not timed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from tests.bench.documents import read_articles
from tests.bench.memory import Memory, memory_of
from tests.bench.peer import PageResult, load_peer
from tests.bench.questions import Question

_SPAWN = multiprocessing.get_context("spawn")
_END_SECONDS = 30
_THREAD_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")


class PeerFailed(Exception):
    """A peer raised, or its process ended; says which peer and what it said."""


@dataclass(frozen=True, slots=True)
class Built:
    """How long a peer took to index articles that lay ready in memory, and how much it wrote."""

    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A page and how long it took, in milliseconds."""

    ms: float
    page: PageResult


@dataclass(frozen=True, slots=True)
class _Failure:
    text: str


def build(peer: str, documents: Path, limit: int | None, folder: Path) -> Built:
    """Index the articles of a file with a peer, in a process that ends with it. Raises PeerFailed."""
    with _Process(peer, _build, peer, documents, limit, folder) as process:
        seconds: float = process.receive()
    return Built(seconds, size_of(folder))


class Worker:
    """A process in which one peer has opened its index and answers, on one core and with one thread.

    `open_ms` is how long opening took, with the library loaded already.
    """

    def __init__(self, peer: str, folder: Path) -> None:
        """Start and open. Raises PeerFailed."""
        self.peer = peer
        self._process = _Process(peer, _answer, peer, folder)
        try:
            self.open_ms: float = self._process.receive()
        except PeerFailed:
            self._process.end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.end()

    def ask(self, question: Question) -> Answer:
        """One page. Raises PeerFailed."""
        self._process.send(question)
        answer: Answer = self._process.receive()
        return answer

    def memory(self) -> Memory:
        """What the process holds now."""
        return memory_of(self._process.number)


class _Process:
    """A process and the pipe to it. Not a daemon, because a peer may start processes of its own."""

    def __init__(self, peer: str, target: Callable[..., None], *arguments: object) -> None:
        self._peer = peer
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_guarded, args=(target, theirs, *arguments))
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def number(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def send(self, message: object) -> None:
        try:
            self._pipe.send(message)
        except OSError as error:
            raise PeerFailed(f"{self._peer}: its process has ended.") from error

    def receive(self) -> Any:
        try:
            message = self._pipe.recv()
        except EOFError as error:
            self._process.join(_END_SECONDS)
            raise PeerFailed(f"{self._peer}: its process ended with status {self._process.exitcode}.") from error
        if isinstance(message, _Failure):
            raise PeerFailed(f"{self._peer}:\n{message.text}")
        return message

    def end(self) -> None:
        """Close the pipe, which tells the process to end, and wait for it."""
        self._pipe.close()
        self._process.join(_END_SECONDS)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _guarded(target: Callable[..., None], pipe: Connection, *arguments: object) -> None:
    """Run in the new process: whatever is raised is sent instead of an answer."""
    try:
        target(pipe, *arguments)
    except EOFError:
        return  # the other side closed the pipe: there is nothing more to do
    except Exception:
        pipe.send(_Failure(traceback.format_exc()))


def _build(pipe: Connection, name: str, documents: Path, limit: int | None, folder: Path) -> None:
    peer = load_peer(name)
    articles = list(read_articles(documents, limit))
    gc.collect()
    gc.freeze()  # or every collection while building would look at all articles again
    os.sync()  # what an earlier peer wrote is on disk before the clock starts
    started = perf_counter()
    peer.build(articles, folder)
    pipe.send(perf_counter() - started)


def _answer(pipe: Connection, name: str, folder: Path) -> None:
    os.environ.update(dict.fromkeys(_THREAD_SETTINGS, "1"))
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    peer = load_peer(name)
    started = perf_counter()
    peer.open(folder)
    pipe.send((perf_counter() - started) * 1e3)
    peer.warm()
    while True:
        question = pipe.recv()
        started = perf_counter()
        page = peer.page(question)
        pipe.send(Answer((perf_counter() - started) * 1e3, page))
