"""Files in, what they became out: kept records where a file has not changed, else read by the workers.

Joins the survey, the cache and the workers, and sees that the cache holds afterwards what was there.
Not for deciding what has changed (`index.records.survey`) nor for reading (`index.workers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from time import perf_counter, time_ns

from index.readers.mapping import FieldMapping
from index.records.cache import Entry, Piece, RecordCache, new_entry
from index.records.marks import Mark
from index.records.outcome import Outcome
from index.records.survey import survey_files
from index.report import FileCounts
from index.sources import SourceFile
from index.workers import Batch, Chunk, Reading, plan, read_chunks, size_of

_SAVE_SECONDS = 30.0


class Intake:
    """Takes in the files of one rebuild. Without a cache every file is read, and nothing is kept."""

    def __init__(self, files: Sequence[SourceFile], cache: RecordCache | None) -> None:
        self._files = files
        self._cache = cache
        self.survey = survey_files(files, cache.entries if cache else {})
        self._unread = list(self.survey.unread)
        self._damaged = 0
        self._chunks: Sequence[Chunk] = ()
        self._parts: defaultdict[str, list[tuple[Mark, Piece] | None]] = defaultdict(list)
        self._saved_at = perf_counter()
        self._began_ns = time_ns()
        if cache:
            cache.kept.update({entry.name: entry for _, entry in self.survey.known})

    @property
    def counts(self) -> FileCounts:
        """Where the records come from; final once all that was kept has been taken."""
        survey = self.survey
        read = len(survey.unread) + self._damaged
        return FileCounts(len(self._files), read, len(self._files) - read, survey.renamed, survey.gone)

    @property
    def unread(self) -> Sequence[SourceFile]:
        """The files still to be planned: those that are not known, and then those that turned out damaged."""
        return self._unread

    def plan(self, processes: int) -> int:
        """Share out the files that are unread; returns their bytes."""
        self._chunks, self._unread = plan(self._unread, processes), []
        return size_of(self._chunks)

    def entries(self) -> list[Entry] | None:
        """What all files are known by, once those that were not have been read; None if one cannot be known again."""
        if self._cache is None or len(self._cache.kept) < len(self._files):
            return None
        return list(self._cache.kept.values())

    def outcomes_of(self, entry: Entry) -> list[Outcome] | None:
        """What a file became, a piece a share; None where that is damaged."""
        return self._cache.read(entry) if self._cache else None

    def known(self) -> Iterator[tuple[str, list[Outcome]]]:
        """What the files became that are as they were, by their names; one whose records are damaged is to be read."""
        if (cache := self._cache) is None:
            return
        for file, _ in self.survey.known:
            outcomes = cache.read(cache.kept[file.name])
            if outcomes is not None:
                yield file.name, outcomes
                continue
            del cache.kept[file.name]
            self._unread.append(file)
            self._damaged += 1

    def read(self, processes: int, mapping: FieldMapping | None) -> Iterator[Batch]:
        """What the planned files became, batch by batch."""
        for batch in read_chunks(self._chunks, processes, mapping, marked=self._cache is not None):
            if self._cache:
                for reading in batch.readings:
                    self._keep(reading, self._cache)
            yield batch
            if self._cache and perf_counter() - self._saved_at > _SAVE_SECONDS:
                self._cache.save()  # so that whoever stops a long rebuild need not begin at its beginning
                self._saved_at = perf_counter()

    def finish(self) -> Sequence[Entry] | None:
        """Write down the state of all files; what they are known by, None if one of them cannot be known again."""
        if self._cache is None:
            return None
        entries = self._cache.save()
        return entries if len(entries) == len(self._files) else None

    def all_known(self) -> Sequence[Entry] | None:
        """What the files are known by, None if one of them must be read."""
        return None if self.survey.unread else [entry for _, entry in self.survey.known]

    def remember(self) -> None:
        """Keep the state of the files that were not even to be taken in, because nothing has changed."""
        if self._cache and self.survey.seen_anew:
            self._cache.save()

    def _keep(self, reading: Reading, cache: RecordCache) -> None:
        """Write down one share; a file counts once all its shares are there and saw the same content."""
        share, held = reading.share, reading.held
        parts = self._parts[share.file.name]
        parts.append((reading.mark, cache.append(held)) if reading.mark and isinstance(held, bytes) else None)
        if len(parts) < share.of:
            return
        del self._parts[share.file.name]
        marks = {part[0] if part else None for part in parts}
        mark = marks.pop()
        if mark and not marks and share.file.name not in self.survey.ambiguous:
            # by the time it was read: what changes it later must show, also a moment later
            settled = mark.look.settled_by(self._began_ns)
            pieces = [part[1] for part in parts if part]
            cache.keep(new_entry(share.file.name, share.file.named, settled, mark, pieces))
