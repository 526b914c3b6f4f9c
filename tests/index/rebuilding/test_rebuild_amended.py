"""Rebuild after rebuild of a few files at a time leaves what rebuilds of everything leave, and says the same of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

import index.rebuilding.renewal as renewing
from index.errors import BackfileError
from index.generations.archive import Archive
from index.generations.columns import COLUMNS_FILE
from index.generations.generation import Generation
from index.generations.revision import Base, open_base
from index.rebuilding import amending
from index.rebuilding.making import Made
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport
from index.rebuilding.report_forms import report_to_json
from index.rebuilding.work import BOOKS
from index.versions.file import VersionsReader
from index.versions.history import Version
from index.withdrawing import withdraw
from tests.index.codec.test_segment import content

_NAMES = ("ferry", "port", "tide", "quay")
_BODIES = (
    "The ferry runs again after a long repair of its engine, and its captain was glad to see the quay once more.",
    "THE FERRY runs again after a long repair of its engine, and its captain was glad to see the quay once more!",
    "Nobody has counted the boats in the harbour since the tide took the book in which their names were written.",
    "",
)

_files = st.fixed_dictionaries(
    {
        "address": st.sampled_from(_NAMES) | st.none(),
        "id": st.sampled_from((None, None, "urn:wire:1")),
        "title": st.sampled_from(("Ferry", "Harbour", "")),
        "day": st.integers(1, 3) | st.none(),
        "body": st.sampled_from(_BODIES),
        "related": st.lists(st.sampled_from(_NAMES), max_size=2),
        "removed": st.sampled_from((False, False, False, True)),
        "quality": st.sampled_from((5, "no number", None)),
    }
)
_changes = st.dictionaries(st.sampled_from("abcdef"), st.none() | _files, max_size=3)


def write(folder: Path, name: str, told: dict[str, Any] | None) -> None:
    """A front-matter file that says this, or none."""
    path = folder / f"{name}.md"
    if told is None:
        path.unlink(missing_ok=True)
        return
    header = {
        "title": told["title"],
        "id": told.get("id"),
        "webUrl": told["address"] and f"https://{told['address']}.example/story-1001",
        "publishedDateTime": told["day"] and f"2021-12-0{told['day']}",
        "quality": told["quality"],
        "removed": told["removed"] or None,
        "related": [{"title": of, "webUrl": f"https://{of}.example/story-1001"} for of in told["related"]] or None,
    }
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in header.items() if value is not None)
    path.write_text(f"---\n{lines}---\n{told['body']}\n")


class Amended(list[Made]):
    """Too much to be printed with a failure."""

    def __repr__(self) -> str:
        return f"{len(self)} amended"


@pytest.fixture
def amended(monkeypatch: pytest.MonkeyPatch) -> Amended:
    """What came of amending, each time it was done; any archive is large enough for it, and no change too much."""
    made = Amended()

    def noting(*arguments: Any) -> Made:
        made.append(amending.amend_archive(*arguments))
        return made[-1]

    def any_size(folder: Path | None, stamp: str) -> Base | None:
        base = open_base(folder, stamp)
        return base and base._replace(articles=0, new=1.0)

    monkeypatch.setattr(renewing, "amend_archive", noting)
    monkeypatch.setattr(renewing, "open_base", any_size)
    monkeypatch.setattr(amending, "_WORTH_IT", 1000.0)
    return made


def told(report: RebuildReport) -> dict[str, Any]:
    """What a report says, without what is of the one run."""
    of_the_run = "archive generation seconds articles_per_second bytes files".split()
    said = {key: value for key, value in report_to_json(report).items() if key not in of_the_run}
    said |= {what: report_to_json(report)["files"][what] for what in ("skipped", "rejected")}
    for change in said["versions"]["changed"]:
        del change["changed"]
    return said


def histories(archive: Archive) -> dict[str, Any]:
    """What articles said before, without the instants that rebuilds noted."""

    def timeless(version: Version) -> Version:
        return structs.replace(version, replaced=version.dated) if version.noticed else version

    reader = VersionsReader(archive.current())
    reader.verify()
    return {
        id_: structs.replace(history, versions=tuple(map(timeless, history.versions)))
        for id_, history in reader.histories()
    } | {"reads": reader.reads()}


def assert_alike(one: Archive, other: Archive, *, but_versions: bool = False) -> None:
    """Two archives serve the same, but for the versions that an article had."""
    one.verify()
    made, expected = Generation(one.current()), Generation(other.current())
    assert made.records(range(made.size)) == expected.records(range(expected.size))
    assert content(made.segment) == content(expected.segment)
    assert (made.folder / COLUMNS_FILE).read_bytes() == (expected.folder / COLUMNS_FILE).read_bytes()
    assert but_versions or histories(one) == histories(other)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from("abcdef"), _files, min_size=2, max_size=6),
    st.lists(_changes, min_size=1, max_size=3),
)
def test_changes_come_out_as_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, amended: Amended, files: dict[str, Any], changes: list[dict[str, Any]]
) -> None:
    """Files come, go and change; one archive is amended, the other is made anew of everything each time."""
    folder = tmp_path_factory.mktemp("world")
    source, one, other = folder / "source", Archive(folder / "one"), Archive(folder / "other")
    source.mkdir()
    (source / "always.md").write_text("---\ntitle: Always\nwebUrl: https://always.example/there-2001\n---\nHere.\n")
    options = RebuildOptions(processes=1)
    for change in (files, *changes):
        for name, said in change.items():
            write(source, name, said)
        report = rebuild([source], one.path, options=options)
        expected = rebuild([source], other.path, options=replace(options, cache="fresh"))
        if not report.unchanged:
            assert told(report) == told(expected)
        assert_alike(one, other)


def _world(source: Path) -> None:
    source.mkdir()
    for number, name in enumerate(_NAMES):
        write(
            source,
            name,
            {
                "address": name,
                "title": f"About the {name}",
                "day": 1,
                "body": f"{_BODIES[number % 3]} {name}",
                "related": [_NAMES[number - 1]],
                "removed": False,
                "quality": 5,
            },
        )


def test_a_withdrawn_article_stays_out_when_others_change(tmp_path: Path, amended: Amended) -> None:
    source, archive = tmp_path / "source", Archive(tmp_path / "archive")
    _world(source)
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    withdraw(archive.path, "https://port.example/story-1001", "a court order")
    (source / "tide.md").write_text((source / "tide.md").read_text() + "\nMore of it.\n")
    report = rebuild([source], archive.path, options=RebuildOptions(processes=1))
    assert len(amended) == 1
    assert [article.title for article in report.concealed.withdrawn] == ["About the port"]


def test_what_sources_take_back_is_told_as_from_nothing(tmp_path: Path, amended: Amended) -> None:
    """A notice hits, misses once its article is gone, and is lifted by a later version."""
    source, archive, other = tmp_path / "source", tmp_path / "archive", tmp_path / "other"
    _world(source)
    item = {"guid": "urn:wire:1", "type": "text", "headline": "Aground", "body_text": _BODIES[2], "source": "Wire"}
    first, last = (item | {"version": number, "pubstatus": "usable"} for number in "13")
    notice = item | {"version": "2", "pubstatus": "withheld"}
    both, after = {"1": first, "2": notice}, {"2": notice, "3": last}
    steps: list[dict[str, Any]] = [{}, {"1": first}, both, {"2": notice}, after, {"3": last}]
    seen = []
    for step in steps:
        for name in "123":
            (source / f"{name}.json").unlink(missing_ok=True)
        for name, said in step.items():
            (source / f"{name}.json").write_text(json.dumps(said))
        report = rebuild([source], archive, options=RebuildOptions(processes=1))
        assert told(report) == told(rebuild([source], other, options=RebuildOptions(processes=1, cache="fresh")))
        seen.append((report.kinds["full"] - len(_NAMES), report.removed, len(report.skips)))
    assert seen == [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0), (1, 0, 0)]
    assert len(amended) == len(steps) - 1


def test_what_comes_to_nothing_beside_what_hits_is_still_told(tmp_path: Path, amended: Amended) -> None:
    """A document that takes back itself and another gives two records at one place; one of them hits later."""
    source, archive = tmp_path / "source", tmp_path / "archive"
    _world(source)
    (source / "kill.xml").write_text(
        '<nitf><head><docdata management-status="canceled" management-doc-idref="urn:wire:1">'
        '<doc-id id-string="urn:wire:2" regsrc="Wire"/><date.issue norm="20211204T101500Z"/></docdata></head>'
        "<body><body.head><hedline><hl1>Kill</hl1></hedline></body.head>"
        "<body.content><p>Do not print it.</p></body.content></body></nitf>"
    )
    rebuild([source], archive, options=RebuildOptions(processes=1))
    item = {"uri": "urn:wire:1", "type": "text", "headline": "Aground", "body_text": _BODIES[2], "pubstatus": "usable"}
    (source / "1.json").write_text(json.dumps(item))
    report = rebuild([source], archive, options=RebuildOptions(processes=1))
    assert [skip.reason for skip in report.skips] == ["withdraws urn:wire:2, of which nothing is in the sources"]
    assert told(report) == told(rebuild([source], archive, options=RebuildOptions(processes=1, cache="fresh")))
    assert len(amended) == 1


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _of_other_code(path: Path) -> None:
    path.write_bytes(b"of another kind")


@pytest.mark.parametrize("harm", [os.unlink, _cut_short, _of_other_code])
def test_without_whole_books_everything_is_made_anew(
    tmp_path: Path, amended: Amended, harm: Callable[[Path], None]
) -> None:
    """They are worth the work they save, and nothing else."""
    source, archive = tmp_path / "source", Archive(tmp_path / "archive")
    _world(source)
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    harm(archive.path / "cache" / BOOKS)
    (source / "tide.md").write_text((source / "tide.md").read_text() + "\nMore of it.\n")
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    assert amended == []
    anew = Archive(tmp_path / "anew")
    rebuild([source], anew.path, options=RebuildOptions(processes=1))
    made, expected = Generation(archive.current()), Generation(anew.current())
    assert made.records(range(made.size)) == expected.records(range(expected.size))


_KEPT = "cache/books.bfr cache/files.bfr cache/published.bfr cache/records-1.bfr cache/stories.bfr".split()
_SERVED = "*.bfd *.bft *.toc columns.bfc versions.bfv MANIFEST.json".split()


@pytest.mark.parametrize("pattern", [*_KEPT, *(f"generations/*/{name}" for name in _SERVED)])
@pytest.mark.parametrize("place", [0.25, 0.5, 0.75])
def test_damage_of_any_file_changes_nothing_of_what_comes_out(
    tmp_path: Path, amended: Amended, pattern: str, place: float
) -> None:
    """One byte is wrong, of what is kept or of what is served: all else comes out as it would.

    But what an article said before may be lost with what was served, and nothing else has it.
    """
    source, archive, anew = tmp_path / "source", Archive(tmp_path / "archive"), Archive(tmp_path / "anew")
    _world(source)
    for one in (archive, anew):
        rebuild([source], one.path, options=RebuildOptions(processes=1))
    (path,) = archive.path.glob(pattern)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 0x55
    path.write_bytes(data)
    (source / "tide.md").write_text((source / "tide.md").read_text() + "\nMore of it.\n")
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    amended_of_damaged = len(amended)
    rebuild([source], anew.path, options=RebuildOptions(processes=1, cache="fresh"))
    assert_alike(archive, anew, but_versions=pattern not in _KEPT)
    assert pattern in _KEPT or amended_of_damaged == 0


def test_a_mistake_of_ours_in_amending_is_not_taken_for_damage(
    tmp_path: Path, amended: Amended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes through, and what was served stays: making everything anew would hide it."""
    source, archive = tmp_path / "source", Archive(tmp_path / "archive")
    _world(source)
    served = rebuild([source], archive.path, options=RebuildOptions(processes=1)).generation
    (source / "tide.md").write_text((source / "tide.md").read_text() + "\nMore of it.\n")
    monkeypatch.setattr(amending, "amend_stories", _mistake)
    with pytest.raises(ValueError, match="could not be broadcast"):
        rebuild([source], archive.path, options=RebuildOptions(processes=1))
    assert amended == []
    assert archive.current().name == served


@pytest.mark.parametrize(
    "stopped_in",
    [
        "index.rebuilding.renewal.conceal",
        "index.rebuilding.renewal.encode_books",
        "index.rebuilding.renewal.take_place",
        "index.generations.archive._write_manifest",
    ],
)
def test_what_a_rebuild_kept_that_was_not_served_is_not_built_upon(
    tmp_path: Path, amended: Amended, monkeypatch: pytest.MonkeyPatch, stopped_in: str
) -> None:
    """Stopped anywhere after it had found a story: the next one finds it too, and tells both of its articles."""
    source, archive, anew = tmp_path / "source", Archive(tmp_path / "archive"), Archive(tmp_path / "anew")
    _world(source)
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    copy = (source / "ferry.md").read_text().replace("https://ferry", "https://copy")
    (source / "copy.md").write_text(copy)
    with monkeypatch.context() as patched:
        patched.setattr(stopped_in, _fail)
        with pytest.raises(_Killed):
            rebuild([source], archive.path, options=RebuildOptions(processes=1))
    assert stopped_in not in _BEFORE_THE_END or not _staged(archive)
    rebuild([source], archive.path, options=RebuildOptions(processes=1))
    assert not _staged(archive)
    rebuild([source], anew.path, options=RebuildOptions(processes=1))
    assert_alike(archive, anew)
    assert sum(bool(article.story) for article in _articles(archive)) == 2


def test_cache_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """Such as where its owner is another now, or, for tests that nothing is forbidden to, a folder is in the way."""
    source, archive = tmp_path / "source", Archive(tmp_path / "archive")
    _world(source)
    served = rebuild([source], archive.path, options=RebuildOptions(processes=1)).generation
    (archive.path / "cache" / "books.bfr.new" / "mine").mkdir(parents=True)
    with pytest.raises(BackfileError, match=r"cache cannot be written: .*\. Make it writable, or remove it"):
        rebuild([source], archive.path, options=RebuildOptions(processes=1))
    assert archive.current().name == served


def _staged(archive: Archive) -> list[Path]:
    return list((archive.path / "cache").glob("*.new"))


_BEFORE_THE_END = ("index.rebuilding.renewal.conceal", "index.rebuilding.renewal.encode_books")


def _mistake(*_: object) -> None:
    raise ValueError("could not be broadcast together")


class _Killed(Exception):
    pass


def _fail(*_: object, **__: object) -> None:
    raise _Killed


def _articles(archive: Archive) -> list[Any]:
    generation = Generation(archive.current())
    return generation.articles(range(generation.size))
