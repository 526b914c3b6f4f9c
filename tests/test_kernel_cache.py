"""A kernel that is kept from an earlier run is never older than any source that went into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from index.codec.kernel_cache import sources_of

_ROOT = Path(__file__).resolve().parents[1]
_INNER = """
from index.codec.jit import INT, kernel

@kernel(INT(INT))
def inner(number):
    return number + {step}
"""
_OUTER = """
from index.codec.inner import inner
from index.codec.jit import INT, kernel

@kernel(INT(INT))
def outer(number):
    return inner(number)
"""


def _run(folder: Path) -> str:
    program = "from index.codec.outer import outer; print(outer(1), sum(outer.stats.cache_hits.values()))"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_kept_kernel_is_compiled_anew_when_one_that_it_calls_has_changed(tmp_path: Path) -> None:
    """Also where the file of the kernel itself is as it was; where nothing has changed it is taken as it is."""
    codec = tmp_path / "index" / "codec"
    codec.mkdir(parents=True)
    for name in ("__init__.py", "codec/__init__.py", "codec/jit.py", "codec/kernel_cache.py"):
        shutil.copy(_ROOT / "index" / name, tmp_path / "index" / name)
    (codec / "outer.py").write_text(_OUTER)
    (codec / "inner.py").write_text(_INNER.format(step=1))
    assert _run(tmp_path) == "2 0"
    assert _run(tmp_path) == "2 1"
    (codec / "inner.py").write_text(_INNER.format(step=10))
    assert _run(tmp_path) == "11 0"


def test_sources_of_a_kernel_are_all_files_that_it_has_kernels_from() -> None:
    """Directly, and by way of others; none that has no kernels."""
    names = {str(path.relative_to(_ROOT)) for path in sources_of(_ROOT / "search" / "kernels_folding.py")}
    assert {"search/kernels_folding.py", "search/kernels_counting.py", "search/kernels.py"} <= names
    assert "index/codec/bits.py" in names
    assert "search/arrays.py" not in names
