"""The whole check in one command: `python -m tests [--slow] [PYTEST ARGUMENTS]`.

Formatting, lint, types, then every test. `--slow` adds the tests that take minutes.
"""

from __future__ import annotations

import subprocess
import sys

from tests.places import ROOT

_CHECKS = (
    ("ruff", "format", "--check", "--quiet", "."),
    ("ruff", "check", "--quiet", "."),
    ("mypy",),
)


def main(arguments: list[str]) -> int:
    """Run every check and return the first exit status that is not 0."""
    statuses = [_run(*check) for check in _CHECKS]
    slow = "--slow" in arguments
    chosen = [] if slow else ["-m", "not slow"]
    statuses.append(_run("pytest", "-q", *chosen, *(a for a in arguments if a != "--slow")))
    return next((status for status in statuses if status), 0)


def _run(module: str, *arguments: str) -> int:
    print(f"$ {module} {' '.join(arguments)}", flush=True)
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
