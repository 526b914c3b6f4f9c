"""Generations on disk: built beside the live one, hashed, synced, then published in one step.

    ARCHIVE/
      CURRENT                 the name of the generation being served
      LOCK                    held while a generation is made
      generations/NAME/       one whole generation, with MANIFEST.json last
      WITHDRAWALS.jsonl       what is withdrawn from all of them (`index.withdrawals`)

A crash at any instant leaves CURRENT naming a whole generation. Not for what is in one
(`index.generations.writer`) nor for reading articles (`index.rebuilding.rebuild`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from index.errors import BackfileError, EngineError, EngineUnavailable, IndexIncompatible, IndexLocked, IndexMissing
from index.generations.fingerprints import Fingerprint, Fingerprints, fingerprints
from index.generations.manifest import MANIFEST, encode_manifest, read_manifest

_Made = TypeVar("_Made")


class Archive:
    """The folder of an archive. Reading it needs no lock; publishing and rolling back take one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Path:
        """The folder of the generation being served. Raises IndexMissing where there is none."""
        name = self._named()
        while not name or not _is_folder(self._folder(name)):
            again = self._named()
            if again == name:
                raise IndexIncompatible(
                    f"{self.path / 'CURRENT'} names generation {name!r}, which is not there. Run: backfile rollback"
                )
            name = again  # another was published meanwhile
        return self._folder(name)

    def use_current(self, use: Callable[[Path], _Made]) -> _Made:
        """What a function makes of the folder of the generation being served.

        Where it raises EngineError because another was published meanwhile, and this one removed, it is asked again.
        """
        while True:
            folder = self.current()
            try:
                return use(folder)
            except EngineError:
                if self.current() == folder:
                    raise

    def _named(self) -> str:
        try:
            return (self.path / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissing(
                f"There is no archive at {self.path}. Build one: backfile rebuild SOURCE --archive {self.path}"
            ) from error
        except OSError as error:
            raise IndexMissing(f"The archive at {self.path} cannot be read: {error.strerror}.") from error

    def generations(self) -> tuple[str, ...]:
        """The names of the whole generations on disk, oldest first. Raises EngineUnavailable where nobody may look."""
        try:
            with suppress(FileNotFoundError, NotADirectoryError):
                return tuple(sorted(p.name for p in (self.path / "generations").iterdir() if (p / MANIFEST).is_file()))
        except OSError as error:
            raise EngineUnavailable(f"The archive at {self.path} cannot be read: {error.strerror}.") from error
        return ()

    def publish(
        self,
        write: Callable[[Path], Fingerprints | None],
        *,
        beside: Callable[[], None] = lambda: None,
        keep: int = 2,
        about: dict[str, Any] | None = None,
    ) -> str:
        """Make a generation with `write`, which fills an empty folder, and serve it; returns its name.

        `write` may give the fingerprints of files that it has hashed while it wrote them, which are not hashed again.
        The newest `keep` generations stay. `about` goes into the manifest. `beside` is done while the files are
        hashed, before any of it is served. Whatever `write` and `beside` raise
        comes through, the unfinished folder is removed and the old generation goes on serving.
        Raises IndexLocked while another process publishes.
        """
        with self._lock():
            self._clear_unfinished()
            name = self._new_name()
            folder = self._folder(name)
            folder.mkdir(parents=True)
            try:
                hashed = write(folder) or {}
                _write_manifest(folder, _fingerprints_on_disk(folder, hashed, beside), about or {})
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            replaced = self._served()
            self._point_to(name)
            self._prune(keep, replaced)
            return name

    def rollback(self) -> str:
        """Serve the generation before the current one again; returns its name.

        Raises IndexMissing where there is none to go back to.
        """
        with self._lock():
            served = self._served()
            older = [name for name in self.generations() if not served or name < served]
            if not older:
                raise IndexMissing(f"There is no earlier generation in {self.path} to go back to.")
            verify_generation(self._folder(older[-1]))
            self._point_to(older[-1])
            return older[-1]

    def verify(self) -> str:
        """Check every file of the current generation against its manifest; returns its name.

        Raises IndexIncompatible, saying which file is wrong and how.
        """
        return self.use_current(verify_generation).name

    def _folder(self, name: str) -> Path:
        return self.path / "generations" / Path(name).name

    def _new_name(self) -> str:
        """Names sort by time of making, also when the clock stood still or went back."""
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        latest = max(self.generations(), default="")
        return name if name > latest else f"{latest}+"

    def _point_to(self, name: str) -> None:
        new = self.path / "CURRENT.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / "CURRENT")
        sync_folder(self.path)

    def _served(self) -> str:
        """The name of the generation being served, "" where CURRENT names none."""
        try:
            return self.current().name
        except EngineError:
            return ""

    def _prune(self, keep: int, replaced: str) -> None:
        """Keep the newest generations; those that were rolled back from lie after `replaced` and go first."""
        *older, current = self.generations()
        good = [name for name in older if not replaced or name <= replaced]
        kept = {current, *good[max(0, len(good) + 1 - keep) :]}
        for name in set(older) - kept:
            shutil.rmtree(self._folder(name), ignore_errors=True)

    def _clear_unfinished(self) -> None:
        """Remove what a killed rebuild left behind; whoever holds the lock knows that nobody writes it."""
        whole = set(self.generations())
        for folder in (self.path / "generations").glob("*"):
            if folder.name not in whole:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "LOCK").open("a")
        except OSError as error:
            raise BackfileError(f"The archive {self.path} cannot be written: {error.strerror}.") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexLocked(f"Another rebuild of {self.path} is running; wait until it has ended.") from error
            yield


def _is_folder(path: Path) -> bool:
    """Whether a folder is there. Raises EngineUnavailable where nobody may look."""
    try:
        return path.is_dir()
    except OSError as error:
        raise EngineUnavailable(f"{path} cannot be read: {error.strerror}.") from error


def verify_generation(folder: Path) -> Path:
    """Check sizes and checksums of all files of a folder, and give it back.

    Raises IndexIncompatible, naming the first that is wrong, and EngineUnavailable where nobody may look.
    """
    files: dict[str, dict[str, Any]] = read_manifest(folder)["files"]
    try:
        present = {path.name for path in folder.iterdir() if path.name != MANIFEST}
        found = fingerprints(folder, files.keys() & present)
    except OSError as error:
        raise EngineUnavailable(f"{error.filename or folder} cannot be read: {error.strerror}.") from error
    for name in sorted(files):
        if found.get(name) != files[name]:
            how = "damaged" if name in present else "missing"
            raise IndexIncompatible(f"{folder / name} is {how}. Run: backfile rollback, or rebuild the archive.")
    return folder


def _fingerprints_on_disk(folder: Path, hashed: Fingerprints, beside: Callable[[], None]) -> dict[str, Fingerprint]:
    """The fingerprints of all files of a folder, which are on disk then. Something else is done meanwhile.

    Those of `hashed` are taken as they are for files that are as long. Hashing takes a processor but not the
    interpreter, syncing neither.
    """
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    known = {name: told for name, told in hashed.items() if sizes.get(name) == told["bytes"]}
    with ThreadPoolExecutor(2) as pool:
        syncing = pool.submit(_sync_all, [folder / name for name in sizes])
        hashing = pool.submit(fingerprints, folder, sizes.keys() - known.keys())
        beside()
        syncing.result()
        found = known | hashing.result()
    return {name: found[name] for name in sizes}


@contextmanager
def checking(archive: Archive) -> Iterator[Callable[[], Path | None]]:
    """Check the generation being served while other things are done.

    Gives a function that waits for the end of it: the folder, None where there is none or a byte of it is wrong.
    """
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(_whole_folder, archive).result


def _whole_folder(archive: Archive) -> Path | None:
    try:
        return verify_generation(archive.current())
    except (EngineError, OSError):
        return None


def _write_manifest(folder: Path, files: Fingerprints, about: dict[str, Any]) -> None:
    """Last of a generation, when all else of it is on disk: what has a manifest is whole."""
    (folder / MANIFEST).write_bytes(encode_manifest(files, about))
    _sync_all([folder / MANIFEST])
    sync_folder(folder)
    sync_folder(folder.parent)


def _sync_all(paths: Iterable[Path]) -> None:
    for path in paths:
        sync_file(path)


def sync_file(path: Path) -> None:
    """Write a file to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Write to disk which files a folder has."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
