"""What the server costs by itself: one empty Flask view, served as `web.server` serves the product.

    python -m tests.bench.empty_server PORT WORKERS

Serves until it is ended.
"""

from __future__ import annotations

import sys

from flask import Flask, Response
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from index.workers import end_with_parent
from web.server import THREADS

_HOST = "127.0.0.1"


def load_empty_app() -> Flask:
    """An application that answers "/" with nothing."""
    end_with_parent()
    app = Flask("empty")
    app.add_url_rule("/", "empty", Response)
    return app


def main(port: int, workers: int) -> None:
    """Serve until ended."""
    server = Server(
        "empty",
        address=_HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=load_empty_app, wrap_loader=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
