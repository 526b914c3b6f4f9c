"""The house keeps its shape: imports go one way, Whoosh stays in its rooms, files stay readable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import ROOT

_MAY_IMPORT = {"index": {"index"}, "search": {"search", "index"}, "web": {"web", "search", "index"}}
_FILES = sorted(path for package in _MAY_IMPORT for path in (ROOT / package).rglob("*.py"))
_KNOW_WHOOSH = {
    "index/generations/writer.py",
    "index/codec/whoosh_codec.py",
    "index/codec/whoosh_documents.py",
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
    return path.relative_to(ROOT).as_posix()


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


def compiled_in(tree: ast.Module) -> dict[str, str]:
    """Each compiled function of a module, and which of the two kinds it is."""
    return {
        node.name: kind
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for kind in ("kernel", "subkernel")
        if any(isinstance(one, ast.Call) and getattr(one.func, "id", "") == kind for one in node.decorator_list)
    }


def test_what_python_calls_is_a_kernel_and_what_only_kernels_call_a_subkernel() -> None:
    """A server loads every kernel and no subkernel, and waits where one is missing."""
    trees = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in _FILES}
    kinds = {(name, one): kind for name, tree in trees.items() for one, kind in compiled_in(tree).items()}
    called = {
        (places.get(node.id, name), node.id)
        for name, tree in trees.items()
        for places in [{one.name: place for place, names in from_ours(tree) for one in names}]
        for statement in tree.body
        if (name, getattr(statement, "name", "")) not in kinds
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    }
    assert {one for one, kind in kinds.items() if kind == "kernel"} == kinds.keys() & called
    assert len(called & kinds.keys()) > 50


def from_ours(tree: ast.Module) -> Iterator[tuple[str, list[ast.alias]]]:
    """What a module imports from files of ours."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield f"{node.module.replace('.', '/')}.py", node.names


@pytest.mark.parametrize("path", _FILES, ids=name_of)
def test_files_can_be_read_in_one_sitting(path: Path) -> None:
    """No file of more than 400 lines, and each says at the top what it is for."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text))
