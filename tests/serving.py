"""Backfile as it runs for real: a command that serves, in a process of its own, and how to ask it.

Not a test file: whoever needs a served archive enters `running` and asks at the address it gives.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.places import ROOT

SECONDS = 60.0
"""How long anything may take before a test gives it up."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(*arguments: str, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that serves, in a process of its own, and the address it says it answers at."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(cwd)},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://" in line, process.communicate(timeout=SECONDS)
        yield process, next(word for word in line.split() if word.startswith("http://"))
    finally:
        process.kill()
        process.communicate(timeout=SECONDS)


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=SECONDS) as response:
        return json.loads(response.read())
