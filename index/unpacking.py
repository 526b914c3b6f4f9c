"""The bytes of one file to records, whatever it is packed in: one way for files and for members of containers.

A compressed file, and a page saved as one file, is read as what it holds, under its own place. A container
gives its members, each read in the same way under `CONTAINER!/NAME`, nested to a stated depth. Nothing is
written to disk, and `index.containers.budget` bounds what is unpacked. Not for telling texts apart
(`index.formats`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from msgspec.structs import replace

from index.article import Origin
from index.containers.budget import DEEPEST, Budget
from index.containers.compressed import compression_of, unpacked
from index.containers.members import Capture, Member, Members, last_name
from index.containers.saved_page import OPENING, is_saved_page, read_saved_page
from index.containers.streams import Broken, Stream, TooMuch
from index.containers.tar_members import is_tar, tar_members
from index.containers.warc_records import MARK, warc_members
from index.containers.zip_members import MARKS, zip_members
from index.formats import LARGEST_FILE, Entry, Found, open_entry, read_up_to
from index.readers.faults import READER_FAILED
from index.readers.html.page import READER
from index.readers.mapping import FieldReader
from index.record import Record, Rejection, Skip
from index.sharing import Turn

NAMED_SKIPS: Final = 1_000
NAMED_REJECTIONS: Final = 100_000
"""So many of the first pieces of a container are accounted for one by one; later ones are counted by reason."""

_MOST_REASONS = 100
_HEAD = 512


def is_packed(head: bytes) -> bool:
    """Whether a file that opens with these bytes holds more than its size says."""
    return compression_of(head) is not None or head.startswith(MARKS)


def read_content(
    handle: BinaryIO,
    place: str,
    size: int,
    *,
    named: bool = False,
    turn: Turn | None = None,
    fields: FieldReader | None = None,
) -> Iterator[Found]:
    """What an open file of `size` bytes holds, or one process's share of it. Raises nothing but OSError."""
    turn = turn or Turn()
    found = _Reading(turn, fields or FieldReader(), Budget(size)).read(
        Stream(handle.read), Entry(place, last_name(place), named), 0, handle
    )
    yield from _accounted(found, Origin(place), turn)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file of the sources under way: whose turn it is, how fields are read, and what may still be unpacked."""

    turn: Turn
    fields: FieldReader
    budget: Budget

    def read(self, stream: Stream, entry: Entry, depth: int, handle: BinaryIO | None = None) -> Iterator[Found]:
        """What a file or member holds, `depth` layers down; `handle` if it can be read at any position."""
        head = stream.peek(_HEAD)
        form = compression_of(head)
        saved = form is None and is_saved_page(stream.peek(OPENING))
        if form is None and not saved and not _is_container(head):
            yield from self._dealt(stream, entry)
        elif depth >= DEEPEST:
            yield from self._own(Rejection(Origin(entry.place), f"nested more than {DEEPEST} containers deep"))
        elif form is not None:
            yield from self.read(unpacked(stream, form, self.budget), entry, depth + 1)
        elif saved:
            yield from self._members(_saved_page(stream, entry), entry, depth)
        elif not head.startswith(MARKS):
            members = (tar_members if is_tar(head) else warc_members)(stream, entry.place, self.budget)
            yield from self._members(members, entry, depth)
        else:
            yield from self._zip(stream, entry, depth, handle)

    def _own(self, item: Found) -> Iterator[Found]:
        if self.turn.take():
            yield item

    def _dealt(self, stream: Stream, entry: Entry) -> Iterator[Found]:
        """A small entry is one piece, of a large one each record is."""
        large, found = open_entry(stream, entry, self.fields)
        if large:
            found = (item for item in found if self.turn.take())
        elif not self.turn.take():
            return
        yield from (_addressed(_dated(item, entry.capture), entry) for item in found)

    def _zip(self, stream: Stream, entry: Entry, depth: int, handle: BinaryIO | None) -> Iterator[Found]:
        """A zip archive must be read at any position, so one inside another container is held in memory."""
        if handle is None:
            data, broken = read_up_to(stream, LARGEST_FILE + 1)
            if broken or len(data) > LARGEST_FILE:
                size = f"a zip archive inside another container is read up to {LARGEST_FILE >> 20} MiB"
                yield from self._own(Rejection(Origin(entry.place), str(broken or size)))
                return
            handle = BytesIO(data)
        yield from self._members(zip_members(handle, entry.place, self.budget), entry, depth)

    def _members(self, members: Members, entry: Entry, depth: int) -> Iterator[Found]:
        origin = Origin(entry.place)
        empty = True
        for member in _whole(members, origin):
            empty = False
            if isinstance(member, Member):
                inner = Entry(member.place, member.last_name, capture=member.capture)
                yield from self.read(member.stream, inner, depth + 1)
            else:
                yield from self._own(member)
        if empty:
            yield from self._own(Skip(origin, "a container without a file in it"))


def _is_container(head: bytes) -> bool:
    return head.startswith((*MARKS, MARK)) or is_tar(head)


def _saved_page(stream: Stream, entry: Entry) -> Members:
    """A page saved as one file, under the place of the file."""
    data, broken = read_up_to(stream, LARGEST_FILE + 1)
    if broken or len(data) > LARGEST_FILE:
        raise broken or Broken(f"a saved page (MHTML) is read up to {LARGEST_FILE >> 20} MiB")
    page = read_saved_page(data)
    yield Member(entry.place, Stream(BytesIO(page.html).read), entry.last_name, page.capture)


def _whole(members: Members, origin: Origin) -> Members:
    """The members; where the container breaks off or its walk stumbles, a Rejection."""
    try:
        yield from members
    except Broken as broken:
        yield Rejection(origin, str(broken))
    except (OSError, TooMuch):
        raise
    except Exception as error:
        yield Rejection(
            origin, f"{READER_FAILED} ({type(error).__name__}); the rest of it is not read; please report it"
        )


def _dated(item: Found, capture: Capture) -> Found:
    """A record with when it was fetched, where that is known."""
    return replace(item, fetched=capture.fetched) if capture.fetched and isinstance(item, Record) else item


def _addressed(item: Found, entry: Entry) -> Found:
    """A record that is the whole of what an address gave has that address too; of a page its reader saw to it."""
    address = entry.capture.address
    if not address or not isinstance(item, Record) or item.origin != Origin(entry.place):
        return item
    if item.reader == READER or address in item.urls:
        return item
    return replace(item, urls=(*item.urls, address))


def _accounted(found: Iterator[Found], container: Origin, turn: Turn) -> Iterator[Found]:
    """All records; of what a large container holds besides, the first pieces one by one and the rest counted."""
    counts: Counter[tuple[type[Skip | Rejection], str]] = Counter()
    try:
        for item in found:
            if isinstance(item, Record) or not _is_counted(item, container, turn):
                yield item
            else:
                known = (type(item), item.reason) in counts or len(counts) < _MOST_REASONS
                counts[type(item), item.reason if known else "for other reasons"] += item.count
    except TooMuch as error:
        if turn.take():
            yield Rejection(container, str(error))
    for (kind, reason), count in counts.items():
        first = NAMED_SKIPS if kind is Skip else NAMED_REJECTIONS
        yield kind(container, f"{reason} (behind the first {first:,}, which are named)", count)


def _is_counted(item: Rejection | Skip, container: Origin, turn: Turn) -> bool:
    first = NAMED_SKIPS if isinstance(item, Skip) else NAMED_REJECTIONS
    in_it = item.origin == container or item.origin.path.startswith(f"{container.path}!/")
    return in_it and turn.met > first
