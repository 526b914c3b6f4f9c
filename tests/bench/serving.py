"""Servers to put under load, each in processes of its own: the product as it is installed, and an empty view."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.bench.memory import Memory, descendants, memory_of
from tests.bench.workers import PeerFailed
from web.server import next_free_port

WORKERS = 2
_HOST = "127.0.0.1"
_FIRST_PORT = 18_000
_START_SECONDS = 60
_END_SECONDS = 30
_PRODUCT = "from web.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: where, and by which process."""

    port: int
    process: int

    def memory(self) -> list[Memory]:
        """What each of its worker processes holds, the largest first."""
        held = [memory_of(child) for child in descendants(self.process)]
        return sorted(held, key=lambda memory: memory.beyond_files, reverse=True)[:WORKERS]


@contextmanager
def serving_archive(archive: Path) -> Iterator[Running]:
    """`backfile serve` over an archive."""
    port = next_free_port(_HOST, _FIRST_PORT)
    options = ("--archive", str(archive), "--host", _HOST, "--port", str(port), "--workers", str(WORKERS))
    with _serving(port, "/readyz", "-c", _PRODUCT, "serve", *options) as running:
        yield running


@contextmanager
def serving_nothing() -> Iterator[Running]:
    """An empty Flask view on the same server with as many workers."""
    port = next_free_port(_HOST, _FIRST_PORT)
    with _serving(port, "/", "-m", "tests.bench.empty_server", str(port), str(WORKERS)) as running:
        yield running


@contextmanager
def _serving(port: int, path: str, *arguments: str) -> Iterator[Running]:
    """A Python process that serves, from when it answers at `path`. Raises PeerFailed where it does not."""
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=errors)
        try:
            if not _comes_up(process, f"http://{_HOST}:{port}{path}"):
                errors.seek(0)
                raise PeerFailed(f"A server did not start:\n{errors.read()}")
            yield Running(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _comes_up(process: subprocess.Popen[bytes], address: str) -> bool:
    """Ask until it answers, has ended, or a minute is over.

    Asked from here and not by a thread of the server: its workers are forked, and a fork while another
    thread holds a lock of the interpreter hangs.
    """
    waiting, end = threading.Event(), monotonic() + _START_SECONDS
    while process.poll() is None and monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            waiting.wait(0.05)
        else:
            return True
    return False
