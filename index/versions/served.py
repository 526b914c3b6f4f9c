"""The generation that is served while the next one is made: an archive in, what has to be carried over out.

What cannot be read of it any more is said in a warning and stops nothing: a damaged archive must be
able to be built anew. What articles said before is then taken from the newest other generation kept
that has it whole. Not for what becomes of it (`index.versions.carrying`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.article import Article
from index.errors import EngineError, IndexMissing
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.generations.manifest import read_manifest
from index.versions.file import VERSIONS_FILE, VersionsReader
from index.versions.history import History


@dataclass(frozen=True, slots=True)
class Served:
    """What the sources of each article said, its history, and the article itself; `warnings` tell what is lost."""

    reads: dict[str, bytes] = field(default_factory=dict)
    histories: dict[str, History] = field(default_factory=dict)
    article_of: Callable[[str], Article | None] = lambda _: None
    warnings: tuple[str, ...] = ()


def read_served(archive: Archive) -> Served:
    """What has to be carried over from the generation being served; nothing where there is none."""
    try:
        folder = archive.current()
    except IndexMissing:
        return Served()
    except EngineError as error:
        return _from_another(archive, "", error)
    if not _has_versions(folder):  # made before there were any
        return Served()
    try:
        return _read(folder)
    except (EngineError, OSError, ValueError) as error:
        return _from_another(archive, folder.name, error)


def _has_versions(folder: Path) -> bool:
    """Whether the file is there, or was; it is looked for where the generation does not tell."""
    if (folder / VERSIONS_FILE).exists():
        return True
    try:
        return VERSIONS_FILE in read_manifest(folder)["files"]
    except EngineError:
        return True


def _from_another(archive: Archive, served: str, damage: Exception) -> Served:
    """What the newest other generation that can be read has, and a warning that it is not the one served."""
    for folder in _others(archive, served):
        with suppress(EngineError, OSError, ValueError):
            found = _read(folder)
            told = (
                f"Earlier texts of articles are taken from generation {folder.name}, and what was said since is lost,"
                f" as those of the generation served cannot be read: {damage}"
            )
            return replace(found, warnings=(told, *found.warnings))
    return Served(warnings=(f"Earlier texts of articles are lost, as they cannot be read: {damage}",))


def _others(archive: Archive, served: str) -> list[Path]:
    """The folders of the other generations kept, newest first."""
    try:
        names = archive.generations()
    except EngineError:
        return []
    return [archive.path / "generations" / name for name in reversed(names) if name != served]


def _read(folder: Path) -> Served:
    """What one generation has. Raises EngineError, OSError or ValueError where its versions are damaged."""
    reader = VersionsReader(folder)
    reader.verify()
    reads, histories = reader.reads(), dict(reader.histories())
    try:
        generation = Generation(folder)
    except EngineError as error:
        lost = f"The texts that this rebuild replaces are not kept, as they cannot be read: {error}"
        return Served(reads, histories, warnings=(lost,))
    return Served(reads, histories, _Articles(generation))


class _Articles:
    """The articles of a generation by id; a damaged one is as good as none."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def __call__(self, id_: str) -> Article | None:
        try:
            return next(map(self._generation.article, self._generation.documents_named(id_)), None)
        except EngineError:
            return None
