"""A tar archive to its members, front to back: ustar, GNU and POSIX (pax) headers.

Headers are decoded by the standard library; the walk is ours, since `tarfile` takes a damaged header
for the end, reads a header of any size into memory and keeps every member it met. Behind a damaged
header reading goes on at the next whole one. Not for compressed archives (`index.containers.compressed`).
"""

from __future__ import annotations

import tarfile
from dataclasses import dataclass, field
from tarfile import BLOCKSIZE, TarInfo

from index.article import Origin
from index.containers.budget import Budget
from index.containers.members import Member, Members, Places, is_hidden, is_whole_number, last_name
from index.containers.streams import Broken, Section, Stream
from index.record import Rejection, Skip

_LONGEST_HEADER = 1024 * 1024
_PAX = {tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE}
_GNU_LONG = {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK}
_NO_DATA = {
    tarfile.LNKTYPE,
    tarfile.SYMTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.DIRTYPE,
    tarfile.FIFOTYPE,
}
_CUT_SHORT = "it breaks off inside a member"


def is_tar(head: bytes) -> bool:
    """Whether a file opens with a tar header: 512 bytes with a checksum that fits."""
    return len(head) >= BLOCKSIZE and any(head[:BLOCKSIZE]) and _decoded(head[:BLOCKSIZE]) is not None


def _decoded(block: bytes) -> TarInfo | None:
    try:
        header = TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, ArithmeticError):
        return None
    return header if header.size >= 0 else None


def tar_members(stream: Stream, place: str, budget: Budget) -> Members:
    """The regular files of a tar archive. Raises Broken where its bytes end or are damaged."""
    return _Tar(stream, Places(place, budget), place).members()


@dataclass(slots=True)
class _Tar:
    """An archive under way: `fields` is what headers said about the member that comes next."""

    stream: Stream
    places: Places
    place: str
    fields: dict[str, str] = field(default_factory=dict)

    def members(self) -> Members:
        while block := self.stream.read(BLOCKSIZE):
            if len(block) < BLOCKSIZE:
                raise Broken(_CUT_SHORT)
            if not any(block):
                continue  # the end of an archive; another may be put behind it
            header = _decoded(block)
            if header is None:
                yield Rejection(Origin(self.place), "has a damaged header: members up to the next whole one are lost")
                self._find_header()
            elif header.type in _PAX or header.type in _GNU_LONG:
                yield from self._note(header)
            else:
                yield from self._member(header, block)
                self.fields = {}

    def _find_header(self) -> None:
        """Pass over blocks that are no header. A stray old header without a mark is not believed."""
        while len(block := self.stream.peek(BLOCKSIZE)) == BLOCKSIZE:
            if block[257:262] == b"ustar" and _decoded(block):
                return
            self.stream.skip(BLOCKSIZE)
        self.stream.skip(len(block))

    def _note(self, header: TarInfo) -> Members:
        """A header in front of the header: the long name or the size of what follows."""
        if header.size > _LONGEST_HEADER:
            yield Rejection(Origin(self.place), f"has a header of {header.size:,} bytes, which is not read")
            self._skip(header.size)
            return
        data = self.stream.read(_padded(header.size))[: header.size]
        if len(data) < header.size:
            raise Broken(_CUT_SHORT)
        if header.type == tarfile.GNUTYPE_LONGNAME:
            self.fields["path"] = _text(data.split(b"\0")[0])
        elif header.type in _PAX and header.type != tarfile.XGLTYPE:
            self.fields |= _pax_fields(data)

    def _member(self, header: TarInfo, block: bytes) -> Members:
        name = self.fields.get("path", header.name)
        size = header.size
        if is_whole_number(stated := self.fields.get("size", "")):
            size = int(stated)
        if header.isdir():
            return
        origin = Origin(self.places.of(name))
        if header.type in _NO_DATA:
            yield Skip(origin, "not a regular file")
        elif header.type == tarfile.GNUTYPE_SPARSE or any(field.startswith("GNU.sparse") for field in self.fields):
            yield Rejection(origin, "stored as a sparse file, which is not read")
            self._skip_sparse(block, size)
        elif not header.isreg() or is_hidden(name):
            yield Skip(origin, "hidden" if header.isreg() else "not a regular file")
            self._skip(size)
        else:
            section = Section(self.stream, size)
            yield Member(origin.path, section, last_name(name))
            self._leave(section, size)

    def _leave(self, section: Section, size: int) -> None:
        if section.told:
            if self.stream.peek(1):
                raise Broken("what stands behind its damaged part is not read")
        else:
            section.drain()
            self.stream.skip(_padded(size) - size)

    def _skip_sparse(self, block: bytes, size: int) -> None:
        extended = block[482:483] == b"\1" and block[156:157] == tarfile.GNUTYPE_SPARSE
        while extended:
            extended = self.stream.read(BLOCKSIZE)[504:505] == b"\1"
        self._skip(size)

    def _skip(self, size: int) -> None:
        if self.stream.skip(_padded(size)) < size:
            raise Broken(_CUT_SHORT)


def _padded(size: int) -> int:
    return -(-size // BLOCKSIZE) * BLOCKSIZE


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _pax_fields(data: bytes) -> dict[str, str]:
    """The fields of a pax header: lines of `LENGTH NAME=VALUE`; what comes behind a wrong length is not read."""
    fields = {}
    start = 0
    while (blank := data.find(b" ", start, start + 8)) > 0 and data[start:blank].isdigit():
        end = start + int(data[start:blank])
        name, equals, value = data[blank + 1 : end - 1].partition(b"=")
        if end <= blank or not equals:
            break
        fields[_text(name)] = _text(value)
        start = end
    return fields
