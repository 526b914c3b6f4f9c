"""Memory moved into large pages holds what it held, and is told apart from what must stay."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from search.huge_pages import SIZE, areas_to_move
from tests.places import ROOT

_MOVE = """
import json, re
from pathlib import Path
from search.huge_pages import move_to_huge_pages

held = [bytearray(bytes([number]) * 300_001) for number in range(100)]
moved = move_to_huge_pages()
rollup = Path("/proc/self/smaps_rollup")
large = sum(map(int, re.findall(r"AnonHugePages: +([0-9]+) kB", rollup.read_text()))) if rollup.exists() else 0
intact = all(piece == bytes([number]) * 300_001 for number, piece in enumerate(held))
print(json.dumps([moved, large << 10, intact]))
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("7f0000100000-7f0000700000 rw-p 00000000 00:00 0 ", [(0x7F0000200000, 0x7F0000600000)]),
        ("55d0c0000000-55d0c0400000 rw-p 00000000 00:00 0           [heap]", [(0x55D0C0000000, 0x55D0C0400000)]),
        ("7f0000000000-7f0000200000 rw-p 00000000 00:00 0", [(0x7F0000000000, 0x7F0000200000)]),
        ("7f0000100000-7f0000300000 rw-p 00000000 00:00 0 ", []),  # none of its large pages lies in it whole
        ("7f0000000000-7f0000400000 r--p 00000000 00:00 0 ", []),
        ("7f0000000000-7f0000400000 rw-s 00000000 00:00 0 ", []),
        ("7f0000000000-7f0000400000 rw-p 00000000 fe:00 1234 /archive of/1987.bft", []),
        ("7ffd00000000-7ffd00400000 rw-p 00000000 00:00 0                          [stack]", []),
    ],
)  # fmt: skip
def test_only_what_the_process_has_written_itself_is_moved(line: str, expected: list[tuple[int, int]]) -> None:
    """Whole large pages of private memory: no file's, not shared, not the stack."""
    assert list(areas_to_move(f"{line}\n")) == expected


def test_a_process_holds_what_it_held() -> None:
    """Also where the system has no large pages; where it has, it says that they are there."""
    done = subprocess.run(
        [sys.executable, "-c", _MOVE], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    moved, large, intact = json.loads(done.stdout)
    assert intact
    assert moved % SIZE == 0
    assert large >= moved // 2
