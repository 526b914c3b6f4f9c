"""A rebuild upon the generation being served publishes what one from nothing would, and trusts only what is whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import index.generations.writer as writer
from index.generations.archive import Archive
from index.generations.columns import COLUMNS_FILE
from index.generations.generation import Generation
from index.generations.manifest import seal_manifest
from index.generations.revision import Revision
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from tests.index.codec.test_segment import content

_MANY = 2_200  # articles; from 2,000 on what is served is built upon


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Many notes in one file, and a few articles in files of their own, two of which print one report."""
    folder = tmp_path / "source"
    folder.mkdir()
    lines = (
        json.dumps(
            {"id": str(n), "title": f"Ship {n} came in", "body": f"Line {n % 7} had {n} ships.", "provider": "P"}
        )
        for n in range(_MANY)
    )
    (folder / "ships.jsonl").write_text("\n".join(lines))
    for name in ("ferry", "copy", "council"):
        write_article(folder, name)
    return folder


def write_article(folder: Path, name: str, added: str = "", related: str = "ferry") -> None:
    """A front-matter file."""
    body = "The council met for long. " if name == "council" else f"The ferry runs again after {'long ' * 30}repair. "
    header = f'title: "{name} news"\npublishedDateTime: 2021-12-14\nwebUrl: "https://{name}.example/a"'
    link = f'related:\n  - title: "{related}"\n    webUrl: "https://{related}.example/a"'
    (folder / f"{name}.md").write_text(f"---\n{header}\n{link}\n---\n{body}{added}\n")


@pytest.fixture
def built_upon(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many articles got new words at each time that a generation was built upon the one before."""
    counts: list[int] = []
    join = writer._join

    def counting(revision: Revision, *rest: object) -> None:
        counts.append(len(revision.reworded))
        join(revision, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "_join", counting)
    return counts


def assert_as_from_nothing(source: Path, archive: Archive) -> None:
    """What is served is what a rebuild into an empty folder serves."""
    anew = Archive(archive.path.with_name("anew"))
    rebuild([source], anew.path, options=RebuildOptions(processes=1, cache="off"))
    made, expected = Generation(archive.current()), Generation(anew.current())
    assert content(made.segment) == content(expected.segment)
    assert (made.folder / COLUMNS_FILE).read_bytes() == (expected.folder / COLUMNS_FILE).read_bytes()
    assert made.records(range(made.size)) == expected.records(range(expected.size))


def _change(source: Path) -> None:
    write_article(source, "ferry", added="Its captain was glad.")


def _relate(source: Path) -> None:
    write_article(source, "council", related="elsewhere")


def _remove(source: Path) -> None:
    (source / "copy.md").unlink()


def _rename(source: Path) -> None:
    (source / "ferry.md").rename(source / "boat.md")


def _add(source: Path) -> None:
    write_article(source, "harbour")


@pytest.mark.parametrize(("happening", "reworded"), [(_change, 1), (_relate, 2), (_remove, 0), (_rename, 0), (_add, 1)])
def test_a_change_costs_its_own_articles_and_comes_out_as_from_nothing(
    source: Path, tmp_path: Path, built_upon: list[int], happening: Callable[[Path], None], reworded: int
) -> None:
    """Only what has other words is analysed: of a new link both its ends, of a rename nothing."""
    archive = Archive(tmp_path / "archive")
    options = RebuildOptions(processes=1)
    rebuild([source], archive.path, options=options)
    happening(source)
    report = rebuild([source], archive.path, options=options)
    assert not report.unchanged
    assert built_upon == [reworded]
    assert_as_from_nothing(source, archive)


def _nothing(_: Archive) -> None:
    pass


def _damage(archive: Archive) -> None:
    (path,) = archive.current().glob("*.bfd")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _age(archive: Archive) -> None:
    path = archive.current() / "MANIFEST.json"
    path.write_bytes(seal_manifest(json.loads(path.read_text()) | {"written_by": "an older version"}))


@pytest.mark.parametrize(
    ("options", "harm"),
    [
        (RebuildOptions(processes=1), _damage),
        (RebuildOptions(processes=1), _age),
        (RebuildOptions(processes=1, cache="fresh"), _nothing),
        (RebuildOptions(processes=1, cache="off"), _nothing),
    ],
    ids=["damaged", "of other code", "fresh", "without cache"],
)
def test_everything_is_written_anew_when_what_is_served_is(
    source: Path, tmp_path: Path, built_upon: list[int], options: RebuildOptions, harm: Callable[[Archive], None]
) -> None:
    """A generation that is not whole, was written by other code, or is not to be used, is not built upon."""
    archive = Archive(tmp_path / "archive")
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    harm(archive)
    _change(source)
    rebuild([source], archive.path, options=options)
    assert built_upon == []
    archive.verify()
    assert_as_from_nothing(source, archive)
