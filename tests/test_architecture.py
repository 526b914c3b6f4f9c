"""The house keeps its shape: imports go one way, Whoosh stays in its rooms, files stay readable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_MAY_IMPORT = {"index": {"index"}, "search": {"search", "index"}, "web": {"web", "search", "index"}}
_FILES = sorted(path for package in _MAY_IMPORT for path in (_ROOT / package).rglob("*.py"))
_KNOW_WHOOSH = {
    "index/generations/writer.py",
    "index/codec/whoosh_codec.py",
    "index/codec/whoosh_fields.py",
    "index/codec/whoosh_merging.py",
    "index/codec/whoosh_reader.py",
    "index/codec/whoosh_writer.py",
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def name_of(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix()


@pytest.mark.parametrize("path", _FILES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    """`web` may use `search` and `index`, `search` may use `index`, and never the other way round."""
    package = name_of(path).partition("/")[0]
    ours = {name.partition(".")[0] for name in imported(path)} & set(_MAY_IMPORT)
    assert ours <= _MAY_IMPORT[package]


def test_whoosh_is_known_only_where_it_is_written_and_read() -> None:
    """Another engine or codec can take its place without touching anything else."""
    knowing = {name_of(p) for p in _FILES if any(name.partition(".")[0] == "whoosh" for name in imported(p))}
    assert knowing == _KNOW_WHOOSH


@pytest.mark.parametrize("path", _FILES, ids=name_of)
def test_files_can_be_read_in_one_sitting(path: Path) -> None:
    """No file of more than 400 lines, and each says at the top what it is for."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text))
