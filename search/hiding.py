"""What of a generation nobody may see now: its log of withdrawals and the clock in, documents out.

Documents are numbered newest first, so those that are dated in the future are the first ones. All
this is worked out once and holds until the log grows or the next instant at which something
changes; asking whether it still does costs one look at the file and one at the clock. Not for what
is withdrawn (`index.withdrawals`), nor for leaving it out (`search.matching.filters`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.article import Article
from index.errors import EngineError, WithdrawalsUnreadable
from index.generations.columns import NO_VALUE
from index.generations.generation import Generation
from index.naming import is_text_name
from index.withdrawals import LOG_FILE, Withdrawal, WithdrawalLog, read_log
from index.withdrawing import displaced_ids
from search.arrays import Int32s, Int64s
from search.kernels.documents import count_from, subtract

Clock = Callable[[], int]
"""The present in nanoseconds since 1970-01-01 UTC, as `time.time_ns` gives it."""

_Identity = tuple[int, int, int] | None
_ALWAYS = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_NONE = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The documents before `first` wait for their date, `docs` are withdrawn, ascending, and all from `first` on.

    `withdrawn` counts the withdrawn ones before `first` too. `key` is "" where nothing is hidden, and
    the same wherever the same documents are.
    """

    first: int = 0
    docs: Int32s = field(default_factory=lambda: _NONE)
    withdrawn: int = 0
    by_name: Mapping[str, Withdrawal] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    key: str = ""

    @property
    def held_back(self) -> int:
        """How many documents wait for their date and are not withdrawn besides."""
        return self.first - (self.withdrawn - len(self.docs))

    def hides(self, document: int) -> bool:
        """Whether nobody may see a document."""
        if document < self.first:
            return True
        place = int(np.searchsorted(self.docs, document))
        return place < len(self.docs) and int(self.docs[place]) == document

    def leave_out(self, docs: Int32s) -> Int32s:
        """What of some documents, ascending and none before `first`, may be seen."""
        return subtract(docs, self.docs)


NOTHING_HIDDEN = Hidden()


class _State(NamedTuple):
    """What was worked out, and what it holds for: a generation, a state of the log, a stretch of time."""

    generation: Generation
    log: _Identity
    since: int
    until: int
    hidden: Hidden

    def holds(self, generation: Generation, log: _Identity, now: int) -> bool:
        return generation is self.generation and log == self.log and self.since <= now < self.until


class HiddenFinder:
    """Keeps up with the log of one archive and with the clock. Safe to share between threads."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._path = os.fspath(folder / LOG_FILE)
        self._clock = clock
        self._state: _State | None = None
        self._length = 0

    def hidden_of(self, generation: Generation) -> Hidden:
        """What of a generation nobody may see now. Raises WithdrawalsUnreadable where that cannot be told."""
        seen = _identity(self._path)
        now = self._clock() // 1000
        state = self._state
        if state is None or not state.holds(generation, seen, now):
            self._state = state = self._find(generation, seen, now)
        return state.hidden

    def forget(self) -> None:
        """Let go of the generation."""
        self._state = None

    def _find(self, generation: Generation, seen: _Identity, now: int) -> _State:
        told = generation.manifest.get("withdrawals_bytes")
        log = read_log(self._folder, at_least=max(self._length, told if isinstance(told, int) else 0))
        self._length = max(self._length, log.bytes)
        dates = generation.columns.numbers["date"]
        if generation.manifest.get("include_future"):
            dates = dates[:0]
        first = count_from(dates, now + 1)
        hidden = find_hidden(generation, first, log.in_force(now))
        return _State(generation, seen, *_steady(dates, first, log, now), hidden)


def find_hidden(generation: Generation, first: int, withdrawals: Sequence[Withdrawal]) -> Hidden:
    """What these withdrawals hide of a generation of which the documents before `first` are hidden anyway."""
    displaced = displaced_ids(withdrawals, _without_address(generation, withdrawals))
    by_name = {key: one for one in withdrawals for key in one.keys - displaced}
    withdrawn = sorted({document for key in by_name for document in generation.documents_named(key)})
    docs = np.array([document for document in withdrawn if document >= first], dtype=np.int32)
    ids = frozenset(map(generation.columns.id_of, (*range(first), *docs.tolist())))
    digest = hashlib.blake2b(b"%d " % first + docs.tobytes(), digest_size=6).hexdigest()
    return Hidden(first, docs, len(withdrawn), by_name, ids, digest if first or len(docs) else "")


def _without_address(generation: Generation, withdrawals: Sequence[Withdrawal]) -> Iterator[Article]:
    """The articles with an id of one that was withdrawn by its text too; one that cannot be read stays hidden."""
    for one in withdrawals:
        if any(map(is_text_name, one.keys)):
            for document in (document for key in one.keys for document in generation.documents_named(key)):
                with suppress(EngineError):
                    yield generation.article(document)


def _steady(dates: Int64s, first: int, log: WithdrawalLog, now: int) -> tuple[int, int]:
    """The stretch of time around now in which nothing appears or disappears by itself."""
    ends = [one.end for one in log.withdrawals if one.end is not None]
    known = dates[first : first + 1].tolist()
    past = [end for end in ends if end <= now] + [date for date in known if date != NO_VALUE]
    coming = [end for end in ends if end > now] + dates[max(first - 1, 0) : first].tolist()
    return max(past, default=_ALWAYS[0]), min(coming, default=_ALWAYS[1])


def _identity(path: str) -> _Identity:
    """Changes whenever the log grows or is replaced; None while there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - asked before every answer, and a Path takes ten times as long
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WithdrawalsUnreadable(f"{path} cannot be read ({error.strerror}), so nothing is shown.") from error
    return status.st_ino, status.st_size, status.st_mtime_ns
