"""The log of withdrawn articles: its lines in, what is withdrawn at an instant out; and how a line gets into it.

    ARCHIVE/WITHDRAWALS.jsonl     a JSON object a line; lines are added, never changed

A line counts once its end is there. What a crash left without one is torn: it is passed over, and the
next append marks it so (` #torn`) and goes on behind it. Anything else that cannot be read is an
error, for whoever guessed at it might show what was withdrawn. The log has a lock of its own, so that
a withdrawal need not wait for a rebuild. Not for what a name means in an archive (`index.withdrawing`).
"""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from typing import Literal

import msgspec

from index.article import Article
from index.errors import BackfileError, WithdrawalsUnreadable
from index.generations.archive import sync_folder
from index.twins import spellings

LOG_FILE = "WITHDRAWALS.jsonl"
MAX_BYTES = 256 << 20
Action = Literal["withdraw", "restore", "also"]
_TORN = b" #torn"
_DAY = 24 * 60 * 60 * 1_000_000  # in microseconds
_FIRST_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Concealed:
    """What of a generation is not shown now: articles withdrawn by hand, and others that wait for their date."""

    withdrawn: tuple[Article, ...] = ()
    held_back: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `name` is what was asked for; `ids` and `names` are all that it was known by then.

    "also" is written by a rebuild which finds that a withdrawn article has further names. `until` is
    the last day, in UTC, that a withdrawal holds.
    """

    when: datetime
    action: Action
    name: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    reason: str = ""
    until: date | None = None
    who: str = ""

    def __post_init__(self) -> None:
        if not (self.ids or self.names):
            raise ValueError("it names no article")
        if self.when.tzinfo is None:
            raise ValueError("its time names no zone")

    @property
    def keys(self) -> frozenset[str]:
        """Everything that an article is recognised by, addresses as they are spelt now whenever they were logged."""
        return frozenset((*self.ids, *(known for name in self.names for known in spellings(name))))


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is withdrawn, by all its names, why, and until the end of which day; None is for good."""

    name: str
    keys: frozenset[str]
    reason: str
    since: datetime
    until: date | None
    who: str

    @property
    def end(self) -> int | None:
        """The first microsecond since 1970-01-01 UTC at which it holds no more."""
        return None if self.until is None else (self.until.toordinal() + 1 - _FIRST_DAY) * _DAY

    def holds(self, now: int) -> bool:
        """Whether it is in force, at an instant in microseconds since 1970-01-01 UTC."""
        return self.end is None or now < self.end


@dataclass(frozen=True, slots=True)
class WithdrawalLog:
    """A log as it was read: its lines, what they leave withdrawn, its length, and what stands torn at its end."""

    entries: tuple[Entry, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    bytes: int = 0
    torn: int = 0

    def in_force(self, now: int) -> tuple[Withdrawal, ...]:
        """The withdrawals that hold at an instant in microseconds since 1970-01-01 UTC, oldest first."""
        return tuple(one for one in self.withdrawals if one.holds(now))


def replay(entries: Iterable[Entry]) -> tuple[Withdrawal, ...]:
    """What is withdrawn after all these lines, in order, ended ones included.

    A line is about whatever shares a name with it: `restore` lifts it, a second `withdraw` takes its
    place and keeps its names, `also` gives it further names.
    """
    register = _Register()
    for entry in entries:
        register.apply(entry)
    return tuple(register.held.values())


class _Register:
    """Withdrawals by number, in order, and which of them have a name."""

    def __init__(self) -> None:
        self.held: dict[int, Withdrawal] = {}
        self._by_key: defaultdict[str, set[int]] = defaultdict(set)
        self._next = 0

    def apply(self, entry: Entry) -> None:
        sharing = sorted(set().union(*(self._by_key.get(key, ()) for key in entry.keys)))
        if entry.action == "also":
            for number in sharing:
                self._put(number, replace(self.held[number], keys=self.held[number].keys | entry.keys))
            return
        lifted = [self._take(number) for number in sharing]
        if entry.action == "withdraw":
            keys = entry.keys.union(*(one.keys for one in lifted))
            self._put(self._next, Withdrawal(entry.name, keys, entry.reason, entry.when, entry.until, entry.who))
            self._next += 1

    def _put(self, number: int, withdrawal: Withdrawal) -> None:
        self.held[number] = withdrawal
        for key in withdrawal.keys:
            self._by_key[key].add(number)

    def _take(self, number: int) -> Withdrawal:
        withdrawal = self.held.pop(number)
        for key in withdrawal.keys:
            self._by_key[key].discard(number)
        return withdrawal


def parse_log(data: bytes, place: str = LOG_FILE) -> WithdrawalLog:
    """The log that these bytes are. Raises WithdrawalsUnreadable, naming the line in `place` that is damaged.

    >>> parse_log(b'{"when": "2026-01-').torn
    18
    """
    *lines, torn = data.split(b"\n")
    entries = [_entry(line, f"Line {n} of {place}") for n, line in enumerate(lines, 1) if not line.endswith(_TORN)]
    return WithdrawalLog(tuple(entries), replay(entries), len(data), len(torn))


def read_log(folder: Path, *, at_least: int = 0) -> WithdrawalLog:
    """The log of an archive; one that is not there is empty.

    Raises WithdrawalsUnreadable where it cannot be read, or has fewer than `at_least` bytes.
    """
    path = folder / LOG_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise WithdrawalsUnreadable(f"{path} cannot be read ({error.strerror}), so nothing is shown.") from error
    if len(data) < at_least:
        raise WithdrawalsUnreadable(
            f"{path} has {len(data)} bytes, it once had {at_least}: lines are missing, and with them withdrawals, so"
            " nothing is shown. Put it back, or, if that cannot be, rebuild the archive, which takes it as it is."
        )
    return parse_log(data, str(path))


def append(folder: Path, entries: Iterable[Entry]) -> None:
    """Add lines, and return when they are on disk; a torn line before them is marked as one.

    Raises WithdrawalsUnreadable where the log is damaged, BackfileError where it cannot be written.
    """
    path = folder / LOG_FILE
    try:
        with path.open("ab+", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            _add(file, b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries), path)
            os.fsync(file.fileno())
        sync_folder(folder)
    except OSError as error:
        raise BackfileError(f"{path} cannot be written: {error.strerror}. See: backfile withdrawals") from error


def _add(file: FileIO, lines: bytes, path: Path) -> None:
    file.seek(0)
    held = parse_log(file.read(), str(path))
    data = _TORN + b"\n" + lines if held.torn else lines
    if held.bytes + len(data) > MAX_BYTES:
        raise BackfileError(f"{path} is full: it may have {MAX_BYTES:,} bytes.")
    while data:
        data = data[file.write(data) :]


_decoder = msgspec.json.Decoder(Entry)


def _entry(line: bytes, place: str) -> Entry:
    try:
        return _decoder.decode(line)
    except (msgspec.MsgspecError, ValueError) as error:
        raise WithdrawalsUnreadable(
            f"{place} is damaged ({error}), so nothing is shown. Put the line right, or put the file back from a copy."
        ) from error
