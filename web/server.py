"""An archive on a port: granian in front, one Flask application and one engine in each worker process.

Not for what is answered (see `web.app`), nor for settings (see `web.settings`). Every worker opens
the archive and asks it once before it listens, so whoever is let in is answered at once.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from index.errors import BackfileError, EngineError, EngineUnavailable
from index.generations.archive import Archive
from index.workers import end_with_parent
from search.engine import open_engine, settle, warm_up
from web.app import WebSettings, create_app

THREADS = 1
"""Threads a worker answers with. Answering is all computing: further threads would only take turns with the first, and
with eight of them a worker answers half as many requests a second (`python -m tests.bench --http`)."""
STOP_SECONDS = 10
"""How long a worker may take to finish its requests before it is ended."""
_POLL_SECONDS = 0.05
_PORTS_TRIED = 100
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - translated, not bound

_LOGGING: dict[str, Any] = {
    "handlers": {
        "console": {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
        "access": {"formatter": "access", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
    }
}


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What to serve, where, with how many processes."""

    archive: Path
    host: str
    port: int
    workers: int
    site: WebSettings


def serve(options: ServerOptions, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then finish the requests under way and return.

    `on_ready` is called once, with the address, when it answers. Raises EngineError where the archive
    cannot be read, also if it comes to that while workers load, and BackfileError where the port cannot be had.
    """
    _require_archive(options.archive)
    require_port(options.host, options.port)
    server = Server(
        "backfile",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
    )
    os.register_at_fork(after_in_child=_listen_to_parent)
    loaded = multiprocessing.Semaphore(0)
    stopped = threading.Event()

    def tell_when_ready() -> None:
        # Nothing is asked before every worker is forked: a fork copies the locks of whoever is asking.
        for _ in range(options.workers):
            loaded.acquire()
        _tell_when_ready(address_of(options.host, options.port), stopped, on_ready)

    threading.Thread(target=tell_when_ready, daemon=True).start()
    try:
        server.serve(target_loader=partial(_load_worker, options, loaded), wrap_loader=False)
    except SystemExit as error:
        if error.code:  # a worker ended, and so did the one in its place
            raise EngineUnavailable("The server stops, as its workers cannot be kept running.") from error
    finally:
        stopped.set()


def load_app(options: ServerOptions) -> Flask:
    """The application of one worker process, its engine opened and warm."""
    end_with_parent()
    engine = open_engine(f"whoosh:{options.archive}")
    warm_up(engine)
    return create_app(engine, options.site)


def _load_worker(options: ServerOptions, loaded: Semaphore) -> Flask:
    try:
        with _told_as_unreadable(options.archive):
            application = load_app(options)
    except EngineError as error:
        sys.stderr.write(f"A worker cannot load the archive: {error}\n")
        sys.stderr.flush()
        os._exit(EngineError.exit_code)
    settle()
    loaded.release()
    return application


def address_of(host: str, port: int) -> str:
    """The address to open in a browser on this machine.

    >>> address_of("0.0.0.0", 8000), address_of("::1", 80)
    ('http://127.0.0.1:8000/', 'http://[::1]:80/')
    """
    shown = _EVERYWHERE.get(host, host)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def require_port(host: str, port: int) -> None:
    """Raises BackfileError, saying what to do, if nothing can listen there."""
    if (number := _bind_error(host, port)) is None:
        return
    if number == errno.EADDRINUSE:
        raise BackfileError(f"Port {port} on {host} is taken. Choose another one: --port {port + 1}")
    raise BackfileError(f"Nothing can listen on {host}:{port}: {os.strerror(number)}.")


def next_free_port(host: str, port: int) -> int:
    """This port, or the next one that is not taken."""
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)):
        if _bind_error(host, candidate) != errno.EADDRINUSE:
            return candidate
    raise BackfileError(f"The ports from {port} on are all taken. Choose another one with --port.")


def _bind_error(host: str, port: int) -> int | None:
    """The number of the error that listening there gives.

    Asked for first because workers share a port, and would quietly share it with a stranger too.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise BackfileError(f"The host {host!r} is not known here: {error.strerror}.") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
            probe.listen()
        except OSError as error:
            return error.errno or errno.EIO
    return None


def _listen_to_parent() -> None:
    """What a worker does first: until granian gives it handlers it has its parent's, and would not hear "stop".

    The terminal's interrupt goes to the parent alone, which stops the workers in order.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setpgid(0, 0)


def _require_archive(archive: Path) -> None:
    """Raises EngineError where the archive cannot be read, or a byte of it is not what was written.

    Damage would be answers that are wrong, or the end of a worker; one sentence here, and not one in each of these.
    """
    Archive(archive).verify()
    with closing(open_engine(f"whoosh:{archive}")) as engine, _told_as_unreadable(archive):
        warm_up(engine)


@contextmanager
def _told_as_unreadable(archive: Path) -> Iterator[None]:
    """Whatever arrays that are not what was written come to, as an EngineError."""
    try:
        yield
    except BackfileError:
        raise
    except Exception as error:
        raise EngineUnavailable(f"The archive at {archive} cannot be read ({error!r}). Run: backfile verify") from error


def _tell_when_ready(address: str, stopped: threading.Event, on_ready: Callable[[str], None]) -> None:
    while not stopped.wait(_POLL_SECONDS):
        if _answers(f"{address}healthz"):
            on_ready(address)
            return


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except OSError:
        return False
