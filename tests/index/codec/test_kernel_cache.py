"""A kernel that is kept from an earlier run is never older than any source that went into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.codec.kernel_cache import sources_of
from tests.places import ROOT

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


_ASK = "from index.codec.outer import outer; print(outer(1), sum(outer.stats.cache_hits.values()))"
_ASK_BOTH = (
    "from index.codec.inner import inner; from index.codec.outer import outer;"
    " print(inner(1), outer(1), *(sum(one.stats.cache_hits.values()) for one in (inner, outer)))"
)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "filled with others": lambda data: b"\xa5" * len(data),
    "a bit at its beginning": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "a bit in the middle": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 8]) + data[len(data) // 2 + 1 :]
    ),
    "a bit at its end": lambda data: data[:-1] + bytes([data[-1] ^ 64]),
}


def _run(folder: Path, program: str = _ASK) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


def _packages(folder: Path) -> Path:
    """The folder of a package that kernels can be written into."""
    codec = folder / "index" / "codec"
    codec.mkdir(parents=True)
    for name in ("__init__.py", "codec/__init__.py", "codec/jit.py", "codec/kernel_cache.py"):
        shutil.copy(ROOT / "index" / name, folder / "index" / name)
    return codec


def test_a_kept_kernel_is_compiled_anew_when_one_that_it_calls_has_changed(tmp_path: Path) -> None:
    """Also where the file of the kernel itself is as it was; where nothing has changed it is taken as it is."""
    codec = _packages(tmp_path)
    (codec / "outer.py").write_text(_OUTER)
    (codec / "inner.py").write_text(_INNER.format(step=1))
    assert _run(tmp_path) == "2 0"
    assert _run(tmp_path) == "2 1"
    (codec / "inner.py").write_text(_INNER.format(step=10))
    assert _run(tmp_path) == "11 0"


def test_a_kernel_is_compiled_after_one_that_it_calls_was_loaded(tmp_path: Path) -> None:
    """What was loaded without all that compiling needs serves one that is compiled later."""
    codec = _packages(tmp_path)
    (codec / "outer.py").write_text(_OUTER)
    (codec / "inner.py").write_text(_INNER.format(step=1))
    assert _run(tmp_path, _ASK_BOTH) == "2 2 0 0"
    (codec / "outer.py").write_text(_OUTER.replace("inner(number)", "inner(number) * 7"))
    assert _run(tmp_path, _ASK_BOTH) == "2 14 1 0"
    assert _run(tmp_path, _ASK_BOTH) == "2 14 1 1"


def test_a_kernel_that_is_kept_no_more_is_compiled_for_one_that_calls_it(tmp_path: Path) -> None:
    """It was loaded before somebody emptied the cache, without what compiling another needs."""
    codec = _packages(tmp_path)
    (codec / "outer.py").write_text(_OUTER)
    (codec / "inner.py").write_text(_INNER.format(step=1))
    assert _run(tmp_path, _ASK_BOTH) == "2 2 0 0"
    emptied = (
        "import shutil; from index.codec.inner import inner; print(inner(1));"
        " shutil.rmtree('index/codec/__pycache__'); from index.codec.outer import outer; print(outer(1), inner(1))"
    )
    assert _run(tmp_path, emptied).split() == ["2", "2", "2"]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_of_a_kernel_is_as_if_it_were_not_there(tmp_path: Path, kind: str, damage: str) -> None:
    """The kernel is compiled, and kept anew."""
    codec = _packages(tmp_path)
    (codec / "inner.py").write_text(_INNER.format(step=1))
    (codec / "outer.py").write_text(_OUTER)
    assert _run(tmp_path) == "2 0"
    (kept,) = (codec / "__pycache__").glob(f"outer*.{kind}")
    kept.write_bytes(DAMAGES[damage](kept.read_bytes()))
    assert _run(tmp_path) == "2 0"
    assert _run(tmp_path) == "2 1"


def test_a_kernel_that_cannot_be_kept_answers_all_the_same(tmp_path: Path) -> None:
    """As on a full disk."""
    codec = _packages(tmp_path)
    (codec / "inner.py").write_text(_INNER.format(step=1))
    (codec / "outer.py").write_text(_OUTER)
    full = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        " resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY)); "
    )
    assert _run(tmp_path, full + _ASK) == "2 0"
    assert _run(tmp_path) == "2 0"
    assert _run(tmp_path) == "2 1"


def test_a_subkernel_is_compiled_into_kernels_and_not_loaded_by_itself(tmp_path: Path) -> None:
    """Neither with all others nor for them, unless one of them has to be compiled."""
    codec = _packages(tmp_path)
    (codec / "outer.py").write_text(_OUTER)
    (codec / "inner.py").write_text(_INNER.format(step=1).replace("kernel", "subkernel"))
    program = (
        "from index.codec.inner import inner; from index.codec.jit import load_kernels; from index.codec.outer import "
        "outer; load_kernels(); print(outer(1), *(len(one.overloads) for one in (inner, outer)))"
    )
    assert _run(tmp_path, program) == "2 1 1"
    assert _run(tmp_path, program) == "2 0 1"


def test_a_kernel_that_many_threads_call_at_first_is_there_for_all(tmp_path: Path) -> None:
    """One of them loads it, the others wait."""
    (_packages(tmp_path) / "inner.py").write_text(_INNER.format(step=1))
    program = (
        "from concurrent.futures import ThreadPoolExecutor; from index.codec.inner import inner;"
        " waited = not inner.overloads; print(waited, sorted(ThreadPoolExecutor(8).map(inner, range(8))),"
        " len(inner.overloads), inner.stats.cache_misses.total())"
    )
    assert _run(tmp_path, program) == "True [1, 2, 3, 4, 5, 6, 7, 8] 1 1"


def test_sources_of_a_kernel_are_all_files_that_it_has_kernels_from() -> None:
    """Directly, and by way of others; none that has no kernels."""
    names = {str(path.relative_to(ROOT)) for path in sources_of(ROOT / "search" / "kernels" / "folding.py")}
    assert {"search/kernels/folding.py", "search/kernels/counting.py", "search/kernels/documents.py"} <= names
    assert "index/codec/bits.py" in names
    assert "search/arrays.py" not in names
