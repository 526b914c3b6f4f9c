"""What an article said before is kept through kills, damage and upgrades, and what is lost is said."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.generations.archive import Archive
from index.generations.manifest import MANIFEST, seal_manifest
from index.schema import SCHEMA_VERSION
from index.versions.file import VERSIONS_FILE
from tests.index.articles.newsroom import FIRST, SECOND, THIRD, Newsroom, ferry
from tests.places import ROOT


def test_a_rebuild_that_is_killed_loses_no_text(newsroom: Newsroom) -> None:
    """Killed after the versions are written and before they are published, the next one keeps the text all the same."""
    newsroom.publish(ferry())
    newsroom.put("articles.jsonl", ferry(SECOND))
    done = subprocess.run(
        [sys.executable, "-c", _REBUILD_AND_DIE, str(newsroom.source), str(newsroom.archive)], check=False, cwd=ROOT
    )
    assert done.returncode == -signal.SIGKILL
    newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [FIRST]


_REBUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from index.generations import archive
from index.rebuilding import rebuild
archive._write_manifest = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
rebuild.rebuild([Path(sys.argv[1])], Path(sys.argv[2]), options=rebuild.RebuildOptions(processes=1))
"""


def test_what_was_kept_outlasts_a_generation_of_another_schema(newsroom: Newsroom) -> None:
    """Whoever upgrades keeps the earlier texts, and is told that the ones replaced meanwhile cannot be read."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND))
    manifest = Archive(newsroom.archive).current() / MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 999'))
    report = newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [FIRST]
    assert any("schema 999" in warning for warning in report.warnings)


def damage(path: Path) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[70] ^= 1
    path.write_bytes(data)


def test_a_rebuild_says_so_when_the_versions_are_damaged(newsroom: Newsroom) -> None:
    """A damaged archive can be built anew, but not in silence."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND), keep=1)
    damage(Archive(newsroom.archive).current() / VERSIONS_FILE)
    report = newsroom.publish(ferry(THIRD))
    assert any("are lost" in warning and VERSIONS_FILE in warning for warning in report.warnings)
    assert newsroom.read().article.body == THIRD


@pytest.mark.parametrize("harm", ["bit", "gone", "gone with the manifest", "no generation"])
def test_what_was_kept_is_taken_from_an_older_generation_when_the_versions_are_damaged(
    newsroom: Newsroom, harm: str
) -> None:
    """The newest that has them whole, and the report says which and what that loses."""
    newsroom.publish(ferry())
    newsroom.publish(ferry(SECOND), keep=3)
    newsroom.publish(ferry(THIRD), keep=3)
    archive = Archive(newsroom.archive)
    served, older = archive.current(), archive.generations()[-2]
    if harm == "bit":
        damage(served / VERSIONS_FILE)
    elif harm == "no generation":
        (newsroom.archive / "CURRENT").write_text("nowhere")
        shutil.rmtree(served)
    else:
        (served / VERSIONS_FILE).unlink()
        if "manifest" in harm:
            (served / MANIFEST).write_text("{")
    report = newsroom.publish(ferry(FIRST + " It is full."), keep=3)
    assert newsroom.earlier() == [FIRST, SECOND]
    assert [older in warning for warning in report.warnings] == [True]


def test_a_rebuild_counts_the_histories_that_go_with_their_sources(newsroom: Newsroom) -> None:
    """A folder that was not mounted looks like that, and its articles come back without what they said before."""
    other = {"title": "Mine", "body": "Closed.", "url": "https://harbour-courier.example/2021/mine"}
    newsroom.publish(ferry(), other)
    assert newsroom.publish(ferry(SECOND), other).warnings == ()
    assert newsroom.publish(other).warnings == ("The earlier texts of 1 article are dropped, as the sources are gone.",)


def test_an_archive_without_versions_is_read_and_gets_them(newsroom: Newsroom) -> None:
    """A generation of before there were any has no history, and the next one has what changes from then on."""
    newsroom.publish(ferry())
    folder = Archive(newsroom.archive).current()
    (folder / VERSIONS_FILE).unlink()
    manifest = json.loads((folder / MANIFEST).read_bytes())
    del manifest["files"][VERSIONS_FILE]
    (folder / MANIFEST).write_bytes(seal_manifest(manifest))
    assert newsroom.earlier() == []
    assert newsroom.publish(ferry(SECOND)).warnings == ()
    newsroom.publish(ferry(THIRD))
    assert newsroom.earlier() == [SECOND]
