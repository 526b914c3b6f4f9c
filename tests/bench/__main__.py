"""`python -m tests.bench`: measure Backfile beside its peers and print what was found. See `--help`."""

from __future__ import annotations

import sys

from tests.bench.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
