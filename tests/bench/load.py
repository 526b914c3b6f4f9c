"""Load on a server over HTTP: as many requests as it answers, from a process of their own.

wrk where it is installed, else `tests.bench.client`. Both hold a number of connections open and send
the next request of a list as soon as the one before is answered. Not for choosing what is asked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.workers import PeerFailed

CONNECTIONS = 16

_WRK_SCRIPT = """
local paths, at = {}, 0
function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
  at = tonumber(arguments[2])
end
function request()
  at = at + 1
  return wrk.format("GET", paths[(at - 1) % #paths + 1])
end
function done(summary, latency, _)
  local failed = summary.errors
  io.write(string.format('\\n{"requests": %d, "seconds": %f, "failed": %d, "p50": %f, "p99": %f}\\n',
    summary.requests, summary.duration / 1e6,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: answered requests, those that failed, and milliseconds as a client waits for an answer."""

    requests: int
    seconds: float
    failed: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def load_generator() -> str:
    """What puts the load on, for the head of the report."""
    return "wrk" if shutil.which("wrk") else "tests.bench.client"


def put_load(port: int, paths: Sequence[str], first: int, seconds: float) -> Load:
    """Ask for paths in turn, beginning with number `first`, for so many seconds. Raises PeerFailed."""
    with tempfile.TemporaryDirectory() as place:
        list_of_paths = Path(place, "paths.txt")
        list_of_paths.write_text("\n".join(paths) + "\n")
        command = _wrk(Path(place), port, seconds) if shutil.which("wrk") else _own(port, seconds)
        done = subprocess.run(
            [*command, str(list_of_paths), str(first % len(paths))], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise PeerFailed(f"{load_generator()} stopped:\n{done.stdout}{done.stderr}")
    return Load(**json.loads(done.stdout.splitlines()[-1]))


def _wrk(place: Path, port: int, seconds: float) -> list[str]:
    script = place / "paths.lua"
    script.write_text(_WRK_SCRIPT)
    whole = max(1, round(seconds))  # it knows no fractions
    address = f"http://127.0.0.1:{port}"
    return ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{whole}s", "--latency", "-s", str(script), address, "--"]


def _own(port: int, seconds: float) -> list[str]:
    return [sys.executable, "-m", "tests.bench.client", str(port), str(CONNECTIONS), str(seconds)]
