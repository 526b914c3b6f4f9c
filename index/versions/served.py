"""The generation that is served while the next one is made: an archive in, what has to be carried over out.

What cannot be read of it any more is said in a warning and stops nothing: a damaged archive must be
able to be built anew. Not for what becomes of it (`index.versions.carrying`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index.archive import Archive
from index.article import Article
from index.errors import EngineError, IndexMissing
from index.generation import Generation
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
        return Served(warnings=(f"Earlier texts of articles cannot be carried over: {error}",))
    if not (folder / VERSIONS_FILE).exists():  # made before there were any
        return Served()
    return _read(folder)


def _read(folder: Path) -> Served:
    try:
        reader = VersionsReader(folder)
        reader.verify()
        reads, histories = reader.reads(), dict(reader.histories())
    except (EngineError, ValueError) as error:
        return Served(warnings=(f"Earlier texts of articles are lost, as they cannot be read: {error}",))
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
