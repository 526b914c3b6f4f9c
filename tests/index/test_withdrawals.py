"""The log of withdrawn articles: what its lines leave withdrawn, and what a crash or damage does to it."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BackfileError, WithdrawalsUnreadable
from index.withdrawals import LOG_FILE, Action, Entry, append, parse_log, read_log, replay
from index.withdrawing import to_microseconds
from tests.places import ROOT

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(action: Action, *names: str, until: date | None = None, reason: str = "a court order") -> Entry:
    return Entry(_NOON, action, names[0], (), names, reason, until, "kim")


def withdrawn(entries: Iterable[Entry], now: datetime = _NOON) -> set[str]:
    """Every name that is withdrawn at an instant."""
    instant = to_microseconds(now)
    return {key for one in replay(entries) if one.holds(instant) for key in one.keys}


def test_what_is_restored_is_withdrawn_no_more_whichever_of_its_names_is_given() -> None:
    """A withdrawal goes by all its names, and so does its end; others stay."""
    lines = [entry("withdraw", "a", "b"), entry("withdraw", "c"), entry("restore", "b")]
    assert withdrawn(lines[:2]) == {"a", "b", "c"}
    assert withdrawn(lines) == {"c"}


def test_a_name_that_a_rebuild_found_is_lifted_with_the_others() -> None:
    """`also` adds names to what shares one with it, and starts no withdrawal by itself."""
    lines = [entry("withdraw", "a"), entry("also", "a", "b"), entry("also", "x", "y")]
    assert withdrawn(lines) == {"a", "b"}
    assert withdrawn([*lines, entry("restore", "a")]) == set()


def test_a_second_withdrawal_takes_the_place_of_the_first_and_keeps_its_names() -> None:
    """Reason and end are those given last, so an end can be set and taken away; no name is lost on the way."""
    lines = [entry("withdraw", "a", "b"), entry("withdraw", "b", "c", until=date(2026, 3, 2), reason="settled")]
    (held,) = replay(lines)
    assert held.keys == {"a", "b", "c"}
    assert (held.until, held.reason) == (date(2026, 3, 2), "settled")
    assert [one.until for one in replay([*lines, entry("withdraw", "a")])] == [None]


def test_a_withdrawal_holds_to_the_end_of_its_last_day() -> None:
    """To the last microsecond of the day in UTC, and not a moment longer; also where time has no further day."""
    lines = [entry("withdraw", "a", until=date(2026, 3, 2))]
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    assert withdrawn(lines, midnight - timedelta(microseconds=1)) == {"a"}
    assert withdrawn(lines, midnight) == set()
    assert withdrawn([entry("withdraw", "a", until=date.max)]) == {"a"}


_NAMES = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True)
_LINES = st.lists(st.tuples(st.sampled_from(("withdraw", "restore", "also")), _NAMES), max_size=12)


@given(_LINES, _NAMES)
def test_the_last_word_about_a_name_counts_after_any_history(
    history: list[tuple[Action, list[str]]], names: list[str]
) -> None:
    """Whatever was logged before, what is withdrawn now is withdrawn, and what is restored now is not."""
    lines = [entry(action, *given) for action, given in history]
    assert withdrawn([*lines, entry("withdraw", *names)]) >= set(names)
    assert withdrawn([*lines, entry("restore", *names)]).isdisjoint(names)


@given(_LINES)
def test_a_log_that_is_written_reads_the_same(history: list[tuple[Action, list[str]]]) -> None:
    """Lines in, the same lines out, also where they came in several goes."""
    lines = [entry(action, *given, until=date(2026, 5, 1)) for action, given in history]
    with tempfile.TemporaryDirectory() as folder:
        append(Path(folder), lines[:3])
        append(Path(folder), lines[3:])
        log = read_log(Path(folder))
    assert log.entries == tuple(lines)
    assert (log.withdrawals, log.torn) == (replay(lines), 0)


@pytest.mark.parametrize("rest", [b'{"when":"2026-03-', b'{"whe', b"\xff\xfe", b"\0" * 40, b'{"action":"restore"}'])
def test_a_torn_line_does_not_count_and_the_next_append_goes_on_behind_it(tmp_path: Path, rest: bytes) -> None:
    """A crash costs the line it tore and no other; not a byte that was there is changed."""
    append(tmp_path, [entry("withdraw", "a")])
    with (tmp_path / LOG_FILE).open("ab") as file:
        file.write(rest)
    before = (tmp_path / LOG_FILE).read_bytes()
    torn = read_log(tmp_path)
    assert (withdrawn(torn.entries), torn.torn) == ({"a"}, len(rest))
    append(tmp_path, [entry("withdraw", "b")])
    healed = read_log(tmp_path)
    assert (withdrawn(healed.entries), healed.torn) == ({"a", "b"}, 0)
    assert (tmp_path / LOG_FILE).read_bytes().startswith(before)


def test_a_whole_line_without_its_end_does_not_count() -> None:
    """Nobody was told that it was written; a restore of which only the end is missing must show nothing."""
    whole = b'{"when":"2026-03-01T12:00:00Z","action":"withdraw","name":"a","ids":[],"names":["a"],"reason":"r"}\n'
    lifted = whole.replace(b"withdraw", b"restore")
    assert withdrawn(parse_log(whole + lifted).entries) == set()
    assert withdrawn(parse_log(whole + lifted.rstrip()).entries) == {"a"}
    assert withdrawn(parse_log(whole + lifted.rstrip() + b" #torn\n" + whole).entries) == {"a"}


_GOOD = b'{"when":"2026-03-01T12:00:00Z","action":"withdraw","name":"a","ids":["a"],"names":[]}'


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"junk",
        b"[]",
        b"\xff",
        b"\0" * 30,
        _GOOD[:-1],
        _GOOD.replace(b"withdraw", b"shred"),
        _GOOD.replace(b'["a"]', b"[]"),
        _GOOD.replace(b'["a"]', b"[1]"),
        _GOOD.replace(b"00Z", b"00"),
        _GOOD.replace(b'"name":"a",', b""),
        _GOOD[:-1] + b',"until":"2026-02-30"}',
    ],
)
def test_a_damaged_line_is_an_error_that_names_it(tmp_path: Path, line: bytes) -> None:
    """Not even an append guesses at what it was; the file stays as it is."""
    damaged = _GOOD + b"\n" + line + b"\n" + _GOOD + b"\n"
    (tmp_path / LOG_FILE).write_bytes(damaged)
    assert parse_log(_GOOD + b"\n").entries
    with pytest.raises(WithdrawalsUnreadable, match=f"Line 2 of {tmp_path / LOG_FILE}"):
        read_log(tmp_path)
    with pytest.raises(WithdrawalsUnreadable):
        append(tmp_path, [entry("withdraw", "b")])
    assert (tmp_path / LOG_FILE).read_bytes() == damaged


def test_a_log_that_lost_lines_is_an_error(tmp_path: Path) -> None:
    """It only ever grows; one that is shorter than it was, or gone, would show what was withdrawn."""
    append(tmp_path, [entry("withdraw", "a")])
    length = read_log(tmp_path).bytes
    assert read_log(tmp_path, at_least=length).entries
    (tmp_path / LOG_FILE).unlink()
    assert read_log(tmp_path).entries == ()
    with pytest.raises(WithdrawalsUnreadable, match="Put it back"):
        read_log(tmp_path, at_least=length)


def test_a_log_that_cannot_be_read_or_written_is_an_error(tmp_path: Path) -> None:
    """A folder in its place, or no folder for it: the file is named."""
    (tmp_path / LOG_FILE).mkdir()
    with pytest.raises(WithdrawalsUnreadable, match=LOG_FILE):
        read_log(tmp_path)
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BackfileError, match=LOG_FILE):
            append(folder, [entry("withdraw", "a")])


def test_no_line_is_lost_when_several_withdraw_at_once(tmp_path: Path) -> None:
    """Each waits for the other; all lines are whole."""
    begin = threading.Barrier(8)

    def withdraw_some(number: int) -> None:
        begin.wait()
        for n in range(10):
            append(tmp_path, [entry("withdraw", f"{number} {n}")])

    threads = [threading.Thread(target=withdraw_some, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert withdrawn(read_log(tmp_path).entries) == {f"{number} {n}" for number in range(8) for n in range(10)}


def test_a_line_that_is_still_being_written_is_waited_for(tmp_path: Path) -> None:
    """Half a line of somebody who holds the lock is not torn, and nothing is written into it."""
    appending = threading.Thread(target=append, args=(tmp_path, [entry("withdraw", "b")]))
    with (tmp_path / LOG_FILE).open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(_GOOD[:30])
        appending.start()
        appending.join(0.3)  # ends as soon as it does not wait
        file.write(_GOOD[30:] + b"\n")
    appending.join()
    assert withdrawn(read_log(tmp_path).entries) == {"a", "b"}


_APPEND = """
import os, resource, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from index.withdrawals import Entry, append
{fault}
append(Path(sys.argv[1]), [Entry(datetime.now(UTC), "withdraw", "b", (), ("b",), "reason " * 50)])
"""
_KILLED_BEFORE_SYNC = "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)"
_KILLED_WITHIN_WRITE = """
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(sys.argv[1] + "/WITHDRAWALS.jsonl") + 60,) * 2)
"""


@pytest.mark.parametrize(
    ("fault", "ended_by", "kept"),
    [(_KILLED_BEFORE_SYNC, signal.SIGKILL, {"a", "b", "c"}), (_KILLED_WITHIN_WRITE, signal.SIGXFSZ, {"a", "c"})],
    ids=["before the sync", "within the write"],
)
def test_a_log_is_good_when_who_wrote_it_was_killed(
    tmp_path: Path, fault: str, ended_by: signal.Signals, kept: set[str]
) -> None:
    """Killed between write and sync, the line is there; killed within the write, it is torn; the log goes on."""
    append(tmp_path, [entry("withdraw", "a")])
    script = [sys.executable, "-c", _APPEND.format(fault=fault), str(tmp_path)]
    killed = subprocess.run(script, cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -ended_by, killed.stderr
    torn = read_log(tmp_path)
    assert (torn.torn > 0) == ("b" not in kept)
    assert withdrawn(torn.entries) == kept - {"c"}
    append(tmp_path, [entry("withdraw", "c")])
    assert withdrawn(read_log(tmp_path).entries) == kept
