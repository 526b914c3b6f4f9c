"""Files in, what they became out: kept records where a file has not changed, else read by the workers.

Joins the survey, the cache and the workers, and sees that the cache holds afterwards what was there.
Not for deciding what has changed (`index.records.survey`) nor for reading (`index.workers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter, time_ns

from index.readers.mapping import FieldMapping
from index.rebuilding.report import FileCounts
from index.record import Record
from index.records.cache import Entry, Place, RecordCache, new_entry
from index.records.marks import Mark, had_settled
from index.records.outcome import Outcome
from index.records.survey import survey_files
from index.sources import SourceFile
from index.workers import Batch, Chunk, Reading, Share, plan, read_chunks, size_of

_SAVE_SECONDS = 30.0

Take = Callable[[str, Iterable[Outcome]], None]
"""Is given the name of a file and a part of what it became."""


class Intake:
    """Takes in the files of one rebuild. Without a cache every file is read, and nothing is kept."""

    def __init__(self, files: Sequence[SourceFile], cache: RecordCache | None) -> None:
        self._files = files
        self._cache = cache
        self.survey = survey_files(files, cache.entries if cache else {})
        self._unread = list(self.survey.unread)
        self._damaged = 0
        self._chunks: Sequence[Chunk] = ()
        self._parts: defaultdict[str, list[tuple[Mark | None, list[Place]]]] = defaultdict(list)
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

    def outcomes_of(self, entry: Entry) -> Iterable[Outcome] | None:
        """What a file became, piece by piece; None where that is damaged."""
        return self._cache.read(entry) if self._cache else None

    def records_of(self, entry: Entry, ordinals: Collection[int]) -> Mapping[int, Record] | None:
        """Some records of a file by their numbers in it; None where one is damaged."""
        return self._cache.read_records(entry, ordinals) if self._cache else None

    def known(self) -> Iterator[tuple[str, Iterable[Outcome]]]:
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

    def read(self, processes: int, mapping: FieldMapping | None, folder: Path, take: Take) -> Iterator[Batch]:
        """Read the planned files, batch by batch, and let `take` have what they became; see `read_chunks`."""
        marked = self._cache is not None
        for batch in read_chunks(self._chunks, processes, mapping, marked=marked, folder=folder):
            for reading in batch.readings:
                self._take_in(reading, take)
            yield batch
            if self._cache and perf_counter() - self._saved_at > _SAVE_SECONDS:
                self._cache.save(done=False)  # so that whoever stops a long rebuild need not begin at its beginning
                self._saved_at = perf_counter()

    def save(self) -> None:
        """Write down the state of all files. Nothing may be read or kept meanwhile."""
        if self._cache:
            self._cache.save()

    def all_known(self) -> Sequence[Entry] | None:
        """What the files are known by, None if one of them must be read."""
        return None if self.survey.unread else [entry for _, entry in self.survey.known]

    def remember(self) -> None:
        """Keep the state of the files that were not even to be taken in, because nothing has changed."""
        if self._cache and self.survey.seen_anew:
            self._cache.save()

    def _take_in(self, reading: Reading, take: Take) -> None:
        """Hand on what one share became, and keep it if it can be known again."""
        mark, places = reading.mark, list[Place]()
        for outcome, data in reading.pieces.read():
            take(reading.share.file.name, (outcome,))
            if data is None:
                mark = None
            elif mark and self._cache:
                places.append(self._cache.append(data, len(outcome.records)))
        if self._cache:
            self._keep(reading.share, mark, places, self._cache)

    def _keep(self, share: Share, mark: Mark | None, places: list[Place], cache: RecordCache) -> None:
        """A file counts once all its shares are there and saw the same content."""
        name = share.file.name
        parts = self._parts[name]
        parts.append((mark, places))
        if len(parts) < share.of:
            return
        del self._parts[name]
        marks = {seen for seen, _ in parts}
        if len(marks) == 1 and (seen := marks.pop()) and name not in self.survey.ambiguous:
            # by the time it was read: what changes it later must show, also a moment later
            settled = had_settled(seen.look, self._began_ns)
            cache.keep(new_entry(name, share.file.named, settled, seen, [one for _, own in parts for one in own]))
