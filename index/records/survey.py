"""Which files are as they were: files and the cache in, what need not be read again and what must be out.

A file that looks as it did has not changed, if it had settled when it was read. Any other is told by
the hash of its content, under whatever name it stands now. Reads files to hash them; keeps nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.containers.members import last_name
from index.formats import is_about_folder
from index.records.cache import Entry
from index.records.marks import Mark, look_at, mark_file
from index.sources import SourceFile

_HASHING_THREADS = 4
_Content = tuple[bytes, bool, bool]


@dataclass(frozen=True, slots=True)
class Survey:
    """The files whose records are known, those to read, and what became of the last rebuild's.

    `renamed` is how many known files stand under another name, `gone` how many are not there any more,
    `seen_anew` whether a file had to be hashed to be known. `ambiguous` are names that several files
    share, as they can where a name had to be made printable: they are always read.
    """

    known: tuple[tuple[SourceFile, Entry], ...]
    unread: tuple[SourceFile, ...]
    renamed: int
    gone: int
    seen_anew: bool
    ambiguous: frozenset[str]


def survey_files(files: Sequence[SourceFile], entries: dict[str, Entry]) -> Survey:
    """What the cache knows of these files; their order is kept."""
    sizes = {entry.size for entry in entries.values()}
    ambiguous = _repeated(file.name for file in files)
    found: dict[str, Entry] = {}
    doubtful: list[SourceFile] = []
    for file in files if entries else ():
        look = look_at(file.path)
        entry = entries.get(file.name)
        if file.name in ambiguous:
            continue
        if look and entry and entry.settled and entry.look == look and entry.named == file.named:
            found[file.name] = entry
        elif look and look.size in sizes:
            doubtful.append(file)
    by_hash = dict(_known_by_hash(doubtful, entries))
    found.update(by_hash)
    names = {file.name for file in files}
    renamed = {entry.read_as for entry in by_hash.values() if entry.name not in entries} - names
    lost = entries.keys() - names
    return Survey(
        known=tuple((file, found[file.name]) for file in files if file.name in found),
        unread=tuple(file for file in files if file.name not in found),
        renamed=len(renamed & lost),
        gone=len(lost - renamed),
        seen_anew=bool(by_hash),
        ambiguous=ambiguous,
    )


def _repeated(names: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    return frozenset(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]


def _known_by_hash(files: Sequence[SourceFile], entries: dict[str, Entry]) -> Iterable[tuple[str, Entry]]:
    if not files:
        return
    by_content = {_content(entry.name, entry.named, entry.digest): entry for entry in entries.values()}
    now = time.time_ns()
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        marks = pool.map(mark_file, (file.path for file in files))
        for file, mark in zip(files, marks, strict=True):
            if mark and (entry := _entry_of(file, mark, entries, by_content)):
                yield file.name, entry.seen_as(file.name, mark, mark.look.settled_by(now))


def _entry_of(
    file: SourceFile, mark: Mark, entries: dict[str, Entry], by_content: dict[_Content, Entry]
) -> Entry | None:
    own = entries.get(file.name)
    if own and own.digest == mark.digest and own.named == file.named:
        return own
    return by_content.get(_content(file.name, file.named, mark.digest))


def _content(name: str, named: bool, digest: bytes) -> _Content:
    """All that decides what a file becomes: its bytes, and whether its name says that it is about the folder."""
    return digest, named, is_about_folder(last_name(name))
