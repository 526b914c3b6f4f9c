"""Which files are as they were: files and the cache in, what need not be read again and what must be out.

A file that looks as it did has not changed, if it had settled when it was read. Any other is told by
the hash of its content, under whatever name it stands now. Reads files to hash them; keeps nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.containers.members import last_name
from index.formats import is_about_folder, is_table_name
from index.records.cache import Entry
from index.records.marks import Mark, had_settled, mark_file, size_of
from index.sources import SourceFile

_HASHING_THREADS = 4
_Content = tuple[bytes, bool, bool, bool]


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
    names = [file.name for file in files]
    ambiguous = _repeated(names)
    known = [_known_by_look(file, entries.get(file.name)) for file in files]
    if ambiguous:
        known = [None if file.name in ambiguous else entry for file, entry in zip(files, known, strict=True)]
    others = [place for place, entry in enumerate(known) if entry is None]
    by_hash = _known_by_hash([files[place] for place in others if names[place] not in ambiguous], entries)
    for place in others:
        known[place] = by_hash.get(names[place])
    lost = entries.keys() - names
    renamed = {entry.read_as for entry in by_hash.values() if entry.name not in entries} & lost
    return Survey(
        known=tuple((file, entry) for file, entry in zip(files, known, strict=True) if entry),
        unread=tuple(file for file, entry in zip(files, known, strict=True) if not entry),
        renamed=len(renamed),
        gone=len(lost - renamed),
        seen_anew=bool(by_hash),
        ambiguous=ambiguous,
    )


def _known_by_look(file: SourceFile, entry: Entry | None) -> Entry | None:
    same = entry and entry.settled and entry.look == file.look and entry.named == file.named
    return entry if same else None


def _repeated(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name, count in Counter(names).items() if count > 1)


def _known_by_hash(files: Sequence[SourceFile], entries: dict[str, Entry]) -> dict[str, Entry]:
    """Files that are as long as a known one, and have the content of one, by name."""
    if not files or not entries:
        return {}
    sizes = {size_of(file.look) for file in files if file.look}
    sizes = {size for entry in entries.values() if (size := size_of(entry.look)) in sizes}
    doubtful = [file for file in files if file.look and size_of(file.look) in sizes]
    now = time.time_ns()
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        marks = list(pool.map(mark_file, (file.path for file in doubtful)))
    by_content = _by_content({mark.digest for mark in marks if mark}, entries)
    found: dict[str, Entry] = {}
    for file, mark in zip(doubtful, marks, strict=True):
        if mark and (entry := _entry_of(file, mark, entries, by_content)):
            found[file.name] = entry.seen_as(file.name, mark, had_settled(mark.look, now))
    return found


def _by_content(digests: Set[bytes], entries: Mapping[str, Entry]) -> dict[_Content, Entry]:
    """The entries with one of these digests; few have, and to name the content of every one takes a while."""
    found = (entry for entry in entries.values() if entry.digest in digests)
    return {_content(entry.name, entry.named, entry.digest): entry for entry in found}


def _entry_of(
    file: SourceFile, mark: Mark, entries: dict[str, Entry], by_content: dict[_Content, Entry]
) -> Entry | None:
    own = entries.get(file.name)
    if own and own.digest == mark.digest and own.named == file.named:
        return own
    return by_content.get(_content(file.name, file.named, mark.digest))


def _content(name: str, named: bool, digest: bytes) -> _Content:
    """What decides what a file becomes: its bytes, and whether its name says it is about the folder, or a table."""
    ending = last_name(name)
    return digest, named, is_about_folder(ending), is_table_name(ending)
