"""Generations: published whole or not at all, kept, checked, rolled back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import BackfileError, IndexIncompatible, IndexLocked, IndexMissing
from index.generations import fingerprints
from index.generations.archive import Archive
from index.generations.fingerprints import FileBehind, Fingerprint, Fingerprints, HashedFile
from index.generations.manifest import MANIFEST, read_manifest
from index.schema import SCHEMA_VERSION
from tests.places import ROOT


def write(text: str) -> Callable[[Path], None]:
    """A writer of a one-file generation."""

    def fill(folder: Path) -> None:
        (folder / "data").write_text(text)

    return fill


def read(archive: Archive) -> str:
    return (archive.current() / "data").read_text()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_current_without_archive_says_how_to_build_one(archive: Archive) -> None:
    """A folder without an archive is an error that names the command to run."""
    with pytest.raises(IndexMissing, match="backfile rebuild"):
        archive.current()


def test_publish_serves_the_new_generation_and_keeps_the_old(archive: Archive) -> None:
    """After publishing twice, the second is served and the first is still on disk."""
    first, second = archive.publish(write("one")), archive.publish(write("two"))
    assert read(archive) == "two"
    assert archive.generations() == (first, second)


def test_publish_keeps_as_many_as_asked(archive: Archive) -> None:
    """Only the newest `keep` generations stay on disk."""
    names = [archive.publish(write(str(n)), keep=3) for n in range(5)]
    assert archive.generations() == tuple(names[2:])


def test_publish_that_fails_leaves_the_old_generation(archive: Archive) -> None:
    """An error while writing comes through, and nothing of the unfinished generation stays."""
    archive.publish(write("good"))

    def fail(folder: Path) -> None:
        (folder / "data").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        archive.publish(fail)
    assert read(archive) == "good"
    assert len(list((archive.path / "generations").iterdir())) == 1


def test_publish_fails_when_what_is_done_beside_hashing_does(archive: Archive) -> None:
    """It is done when the files are written and nothing of them is served, and its error comes through."""
    archive.publish(write("good"))
    seen: list[str] = []

    def fail() -> None:
        seen.append(read(archive))
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        archive.publish(write("new"), beside=fail)
    assert (seen, read(archive)) == (["good"], "good")
    assert len(list((archive.path / "generations").iterdir())) == 1


def test_rollback_serves_the_generation_before(archive: Archive) -> None:
    """Rolling back goes one generation back, and says so when there is none."""
    archive.publish(write("one"))
    archive.publish(write("two"))
    archive.rollback()
    assert read(archive) == "one"
    with pytest.raises(IndexMissing, match="no earlier generation"):
        archive.rollback()


def test_publish_after_rollback_keeps_the_generation_that_was_served(archive: Archive) -> None:
    """The generation rolled back from does not push out the good one, and is not gone back to."""
    archive.publish(write("good"))
    archive.publish(write("bad"))
    archive.rollback()
    archive.publish(write("better"))
    assert read(archive) == "better"
    archive.rollback()
    assert read(archive) == "good"


def test_a_generation_is_on_disk_before_its_manifest_says_that_it_is_whole(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where power fails in between, what is left has no manifest and is cleared away."""
    seen: list[tuple[str, bool]] = []
    sync = os.fsync

    def watching(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        seen.append((path.name, (path.parent / MANIFEST).exists()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watching)
    name = archive.publish(write("one"))
    assert seen[:3] == [("data", False), (MANIFEST, True), (name, False)]
    assert [path for path, _ in seen[3:]] == ["generations", "CURRENT.new", "archive"]


def test_what_was_hashed_while_it_was_written_is_not_hashed_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the file is not as long as was told, as then something has gone wrong with it since."""
    hashed: list[str] = []
    fingerprint = fingerprints.fingerprint

    def watching(path: Path) -> Fingerprint:
        hashed.append(path.name)
        return fingerprint(path)

    def fill(folder: Path) -> Fingerprints:
        told = {}
        for name in ("grown", "known", "other"):
            with (FileBehind if name == "known" else HashedFile)(folder / name) as file:
                file.write(b"some")
                file.write(b"thing")
                told[name] = file.finish()
        with (folder / "grown").open("ab") as grown:
            grown.write(b"!")
        return {"grown": told["grown"], "known": told["known"]}

    monkeypatch.setattr(fingerprints, "fingerprint", watching)
    archive.publish(fill)
    assert sorted(hashed) == ["grown", "other"]
    assert (archive.current() / "known").read_bytes() == b"something"
    archive.verify()


def test_a_file_that_cannot_be_written_behind_is_an_error(tmp_path: Path) -> None:
    """What its thread could not write, the one that gave it gets to know, at the latest when it asks for the end."""
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with FileBehind(full) as file:
        file.write(bytes(1 << 20))
        with pytest.raises(OSError, match="No space left"):
            file.finish()


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove", "manifest"])
def test_verify_names_the_damaged_file(archive: Archive, damage: str) -> None:
    """Any change to any file is found, and the message says which and what to do."""
    archive.publish(write("content"))
    victim = archive.current() / ("data" if damage != "manifest" else MANIFEST)
    if damage == "remove":
        victim.unlink()
    else:
        victim.write_bytes({"flip": b"c0ntent", "truncate": b"cont", "manifest": b"{"}[damage])
    with pytest.raises(IndexIncompatible, match=f"{victim.name}.*rebuild the archive"):
        archive.verify()


def test_generation_of_another_version_says_to_rebuild(archive: Archive) -> None:
    """A generation written with another schema is refused with what to do."""
    archive.publish(write("content"))
    manifest = archive.current() / MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 999'))
    with pytest.raises(IndexIncompatible, match="Rebuild the archive"):
        archive.verify()


def test_two_publishers_exclude_each_other(archive: Archive) -> None:
    """A rebuild that starts while another runs is told so and changes nothing."""

    def nested(folder: Path) -> None:
        write("outer")(folder)
        with pytest.raises(IndexLocked, match="Another rebuild"):
            archive.publish(write("inner"))

    archive.publish(nested)
    assert read(archive) == "outer"


def test_current_naming_nothing_says_to_roll_back(archive: Archive) -> None:
    """A CURRENT that names a missing generation is an error, not an empty archive."""
    archive.publish(write("one"))
    (archive.path / "CURRENT").write_text("gone\n")
    with pytest.raises(IndexIncompatible, match="rollback"):
        archive.current()


def test_rollback_when_current_names_a_missing_generation_serves_the_newest_whole_one(archive: Archive) -> None:
    """Following the advice of the error above works."""
    name = archive.publish(write("one"))
    (archive.path / "CURRENT").write_text("20000101T000000Z\n")
    assert archive.rollback() == name
    assert read(archive) == "one"


def test_archive_in_an_unwritable_place_is_a_clear_error(tmp_path: Path) -> None:
    """A path below a file cannot hold an archive, and the error says which path."""
    (tmp_path / "file").write_text("")
    with pytest.raises(BackfileError, match="cannot be written"):
        Archive(tmp_path / "file" / "archive").publish(write("x"))


_PUBLISH_AND_DIE = """
import os, signal, sys
from pathlib import Path
from index.generations import archive
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
step = sys.argv[2]
def write(folder):
    (folder / "data").write_text("new")
    if step == "writing":
        kill()
if step == "hashing": archive.fingerprints = kill
if step == "syncing": archive._sync_all = kill
if step == "sealing": archive.sync_folder = kill
if step == "pointing": archive.Path.replace = kill
if step == "pruning": archive.Archive._prune = kill
archive.Archive(Path(sys.argv[1])).publish(write)
"""


@pytest.mark.parametrize(
    ("step", "served"),
    [
        ("writing", "old"),
        ("hashing", "old"),
        ("syncing", "old"),
        ("sealing", "old"),
        ("pointing", "old"),
        ("pruning", "new"),
    ],
)
def test_killed_publisher_leaves_a_whole_generation_and_no_lock(archive: Archive, step: str, served: str) -> None:
    """Killed at any step, the archive serves a whole generation and the next publish works and tidies up."""
    archive.publish(write("old"))
    done = subprocess.run([sys.executable, "-c", _PUBLISH_AND_DIE, str(archive.path), step], check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    assert read(archive) == served
    archive.verify()
    archive.publish(write("next"))
    assert read(archive) == "next"
    assert {folder.name for folder in (archive.path / "generations").iterdir()} == set(archive.generations())


@pytest.mark.parametrize("changed", ["built_at", "include_future", "withdrawals_bytes", "files", "checksum"])
def test_manifest_of_which_a_letter_is_another_is_damaged(archive: Archive, changed: str) -> None:
    """What it says decides who sees what, and so nothing is shown by one that was not written so."""
    archive.publish(write("one"), about={"include_future": True, "withdrawals_bytes": 10})
    place = archive.current() / MANIFEST
    place.write_text(place.read_text().replace(f'"{changed}"', f'"{changed[:-1]}~"'))
    with pytest.raises(IndexIncompatible, match=r"is damaged\. Run: backfile rollback"):
        archive.verify()


def test_a_generation_of_before_there_were_checksums_is_read(archive: Archive) -> None:
    """Its texts are the earlier versions of those that a first rebuild by this version replaces."""
    archive.publish(write("one"), about={"include_future": False, "withdrawals_bytes": 0, "written_by": "older"})
    place = archive.current() / MANIFEST
    manifest = json.loads(place.read_text())
    del manifest["checksum"]
    place.write_text(json.dumps(manifest))
    assert read_manifest(archive.current()) == manifest
    place.write_text(json.dumps(manifest | {"include_futura": True}))
    with pytest.raises(IndexIncompatible, match="damaged"):
        read_manifest(archive.current())


def test_manifest_may_be_laid_out_otherwise(archive: Archive) -> None:
    """As after somebody looked at it with an editor."""
    archive.publish(write("one"))
    place = archive.current() / MANIFEST
    place.write_text(json.dumps(json.loads(place.read_text())))
    archive.verify()


def test_a_generation_that_is_removed_while_it_is_opened_gives_way_to_the_new_one(archive: Archive) -> None:
    """Where none but the newest is kept."""
    archive.publish(write("one"))
    opened: list[str] = []

    def open_slowly(folder: Path) -> str:
        opened.append(folder.name)
        if len(opened) == 1:
            archive.publish(write("two"), keep=1)
            raise IndexIncompatible("a file of it is missing")
        return (folder / "data").read_text()

    assert archive.use_current(open_slowly) == "two"
    assert len(opened) == 2


def test_what_is_wrong_with_the_generation_being_served_is_told_once(archive: Archive) -> None:
    """Nothing is tried again where nothing else is served."""
    archive.publish(write("one"))

    def refuse(_: Path) -> None:
        raise IndexIncompatible("damaged")

    with pytest.raises(IndexIncompatible, match="damaged"):
        archive.use_current(refuse)


def test_archive_that_is_a_file_holds_no_generations(tmp_path: Path) -> None:
    """`serve SOURCE` asks for them before it builds any."""
    (tmp_path / "archive").write_text("")
    assert Archive(tmp_path / "archive").generations() == ()
