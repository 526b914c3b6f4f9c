"""Where things are that tests use: the checkout, its sample archive, floors, and what lies beside it or is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = ROOT / "web" / "sample"
SCORES: Final = ROOT / "tests" / "scores"
SHARED: Final = ROOT.parent / "shared"
CORPORA: Final = SHARED / "corpora"
