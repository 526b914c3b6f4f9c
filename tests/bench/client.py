"""A small HTTP client that keeps a server busy: one thread, several connections, no more parsing than it needs.

    python -m tests.bench.client PORT CONNECTIONS SECONDS PATHS FIRST

Prints one line of JSON. It takes processor time of its own from the server it measures, more than wrk does.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from tests.bench.statistics import percentile

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_BLOCK = 1 << 18
_OK = b"HTTP/1.1 200"


class Connection:
    """One connection with at most one request under way."""

    def __init__(self, port: int, paths: Iterator[str]) -> None:
        self._paths = paths
        self._buffer = bytearray()
        self._sent = 0.0
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        """Ask for the next path."""
        self._buffer.clear()
        request = f"GET {next(self._paths)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        self._sent = perf_counter()
        self.socket.sendall(request.encode("ascii"))

    def receive(self) -> tuple[bool, float] | None:
        """Whether the answer was good and the milliseconds it took; None while it is not all there.

        Raises ConnectionError where the server closed the connection.
        """
        block = self.socket.recv(_BLOCK)
        if not block:
            raise ConnectionError("the server closed a connection")
        self._buffer += block
        if not is_whole(self._buffer):
            return None
        return self._buffer.startswith(_OK), (perf_counter() - self._sent) * 1e3


def is_whole(answer: bytes | bytearray) -> bool:
    """Whether an HTTP answer has arrived to its end.

    >>> is_whole(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nO"), is_whole(b"HTTP/1.1 200 OK\\r\\n")
    (False, False)
    >>> is_whole(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nOK")
    True
    """
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(answer, 0, end + 2)
    if not length:
        raise ConnectionError("an answer did not say how long it is")
    return len(answer) >= end + 4 + int(length.group(1))


def keep_busy(port: int, connections: int, seconds: float, paths: list[str], first: int) -> dict[str, float]:
    """Ask for paths in turn until the time is over; counts and times of what was answered."""
    in_turn = islice(cycle(paths), first, None)
    failed, times = 0, []
    with selectors.DefaultSelector() as selector:
        opened = [Connection(port, in_turn) for _ in range(connections)]
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send()
        started = perf_counter()
        while perf_counter() - started < seconds:
            for key, _ in selector.select(timeout=1):
                if (answer := key.data.receive()) is None:
                    continue
                good, ms = answer
                times.append(ms)
                failed += not good
                key.data.send()
        elapsed = perf_counter() - started
        for connection in opened:
            connection.socket.close()
    if not times:
        raise ConnectionError(f"nothing was answered in {seconds} seconds")
    middle, slowest = percentile(times, 0.5), percentile(times, 0.99)
    return {"requests": len(times), "seconds": elapsed, "failed": failed, "p50": middle, "p99": slowest}


def main(arguments: list[str]) -> None:
    """Read the arguments, keep the server busy, print what came of it."""
    port, connections, seconds, paths, first = arguments
    listed = Path(paths).read_text().splitlines()
    print(json.dumps(keep_busy(int(port), int(connections), float(seconds), listed, int(first))))


if __name__ == "__main__":
    main(sys.argv[1:])
