"""The text of an XML file in, its entries out one by one, each as a small tree; a broken one costs only itself.

Only plain XML is parsed (see `index.readers.xml_text`), by expat: nothing is ever fetched, no entity
unfolds, nothing recurses. Depth, length and number are bounded (see `index.readers.xml_tree`). Behind
a break reading goes on with the next entry. Not for what the elements mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from index.readers.xml_text import Mender, UnreadableXml, type_end
from index.readers.xml_tree import Broken, Entry, TreeBuilder

LONGEST_TAG: Final = 1024 * 1024
MOST_FAULTS: Final = 100
"""A file that breaks in more places is not read on."""

_PIECE = 64 * 1024
_LONGEST_NAME = 256
_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.S)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s/>])")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the file breaks, and how; `number` is that of the entry it breaks in, 0 outside of any."""

    reason: str
    line: int
    number: int = 0


def root_name(text: str) -> tuple[str, str]:
    """The root element's name without prefix, and its whole tag; ("", "") where a text is no XML.

    >>> root_name("<?xml version='1.0'?><!-- a --><rdf:RDF x='y'><channel>")
    ('RDF', "<rdf:RDF x='y'>")
    """
    text = text[:_PIECE]
    at = 0
    while True:
        if found := _PROLOG.match(text, at):
            at = found.end()
        elif text[at : at + 9].upper() == "<!DOCTYPE" and (end := type_end(text, at)) > 0:
            at = end
        else:
            break
    root = _ROOT.match(text, at)
    return (root[1], text[at : text.find(">", at) + 1]) if root else ("", "")


def read_entries(chunks: Iterable[str], names: Set[str]) -> Iterator[Entry | Fault]:
    """Every element of one of these names, in order, and a Fault for each place that cannot be read.

    >>> [one.element.findtext("a") for one in read_entries(["<r><e><a>x</a></e><e/></r>"], {"e"})]
    ['x', None]
    """
    mender = Mender()
    reader = _Reader(names, mender)
    try:
        for piece in mender.pieces(_small(chunks)):
            yield from reader.feed(piece)
            if reader.done:
                return
        yield from reader.end()
    except UnreadableXml as error:
        yield Fault(str(error), error.line)


def _small(chunks: Iterable[str]) -> Iterator[str]:
    for chunk in chunks:
        for at in range(0, len(chunk), _PIECE):
            yield chunk[at : at + _PIECE]


class _Reader:
    """One file under way: the parser, the tree it fills, and the bytes it has not taken yet."""

    def __init__(self, names: Set[str], mender: Mender) -> None:
        self.done = False
        self._tree = TreeBuilder(names, mender.notes)
        local = "|".join(re.escape(name.rpartition(":")[2]) for name in sorted(names))
        self._opens = re.compile(rf"<(?:[\w.-]+:)?(?:{local})(?=[\s/>])".encode())
        self._faults = 0
        self._found: list[Fault] = []
        self._seeking = False
        self._lines = 0  # line feeds before what is held
        self._held = b""
        self._offset = 0  # bytes before what is held
        self._start = 0  # the same, as the parser counts
        self._lines_before = 0  # line feeds before the parser's beginning
        self._at = 0  # where the parser was last; when a handler raises, it runs on without handlers
        self._parser = self._new_parser([])

    def feed(self, data: bytes) -> Iterator[Entry | Fault]:
        """Parse the next piece; the entries that became whole come out, and the breaks."""
        self._held += data
        while data and not self.done:
            data = self._sought() if self._seeking else self._parsed(data)
            yield from self._handed_on()

    def end(self) -> Iterator[Entry | Fault]:
        """Tell whether the file is whole."""
        if not self._seeking:
            try:
                self._parser.Parse(b"", True)
            except (expat.ExpatError, Broken):
                self._fault("cut off: the file ends before this does", len(self._held))
        yield from self._handed_on()

    def _handed_on(self) -> Iterator[Entry | Fault]:
        ready = self._tree.ready[:]
        self._tree.ready.clear()
        yield from ready
        yield from self._found
        self._found.clear()

    def _parsed(self, data: bytes) -> bytes:
        """Nothing; behind a break, what is left of the data."""
        try:
            self._parser.Parse(data, False)
            taken = self._parser.CurrentByteIndex - self._start
            if len(self._held) - taken > LONGEST_TAG:
                self._at = self._start + taken
                raise Broken(f"a tag of more than {LONGEST_TAG:,} bytes")
        except Broken as error:
            at = self._at - self._start
            return self._broken(str(error), at, at if error.again else at + 1)
        except expat.ExpatError as error:
            at = self._parser.ErrorByteIndex - self._start
            return self._broken(f"not readable as XML: {expat.ErrorString(error.code)}", at, at + 1)
        self._drop(taken)
        return b""

    def _broken(self, reason: str, at: int, resume: int) -> bytes:
        if self._tree.is_closed:
            reason, self.done = "more text behind the end of the document; a file is one document", True
        self._fault(reason, at)
        self._drop(resume)
        self._seeking = True
        return self._held

    def _fault(self, reason: str, at: int) -> None:
        line = self._lines + self._held.count(b"\n", 0, at) + 1
        if self._tree.in_entry:
            reason += f", in the entry that begins in line {self._tree.entry_line}"
        self._found.append(Fault(reason, line, self._tree.number if self._tree.in_entry else 0))
        self._faults += 1
        if self._faults >= MOST_FAULTS and not self.done:
            self._found.append(Fault(f"breaks in {MOST_FAULTS} places; it is not read on from here", line))
            self.done = True

    def _sought(self) -> bytes:
        """What is held from the next entry on; nothing if none begins there."""
        if self._tree.root is None or self._tree.is_closed:
            self.done = True
            return b""
        found = self._opens.search(self._held)
        if found is None:
            self._drop(max(len(self._held) - _LONGEST_NAME, 0))
            return b""
        self._drop(found.start())
        self._seeking = False
        self._parser = self._new_parser(self._tree.abandon())
        return self._held

    def _drop(self, size: int) -> None:
        self._lines += self._held.count(b"\n", 0, size)
        self._start += size
        self._offset += size
        self._held = self._held[size:]

    def _new_parser(self, open_tags: list[str]) -> expat.XMLParserType:
        """A parser that stands inside these elements."""
        parser = expat.ParserCreate("utf-8")
        opening = "".join(f"<{tag}>" for tag in open_tags).encode()
        parser.Parse(opening, False)
        self._start, self._lines_before = len(opening), self._lines
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        return parser

    def _on_text(self, text: str) -> None:
        self._at = self._parser.CurrentByteIndex
        self._tree.text(text)

    def _on_start(self, tag: str, attributes: dict[str, str]) -> None:
        self._at = self._parser.CurrentByteIndex
        self._tree.start(tag, attributes, self._lines_before + self._parser.CurrentLineNumber)

    def _on_end(self, _: str) -> None:
        self._tree.end(self._offset - self._start + self._parser.CurrentByteIndex)
