"""Tags and text as a parser meets them in, whole entries as small trees out; depth, length and number bounded.

Namespaces are read by what they mean, and by the usual prefix where a feed forgot to declare it. Not
for parsing (see `index.readers.xml`), nor for what the elements mean.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from index.readers.xml_text import Note
from index.urls import absolute_url, split_url

DEEPEST: Final = 200
LONGEST_ENTRY: Final = 16 * 1024 * 1024
MOST_ELEMENTS: Final = 200_000
"""How many elements one entry may have, and how many may stand outside of all entries."""
MOST_NOTES: Final = 20
"""How many mended places of one entry are told one by one."""

# The usual prefix of each vocabulary; "" where it is that of the feed itself.
_PREFIXES = {
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss": "",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/modules/content": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
    "http://news.mail.ru": "mailru",
    "http://news.rambler.ru": "rambler",
    "http://purl.org/atompub/tombstones/1.0": "at",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its tree, where it begins, and what had to be mended in it.

    Tags are local names, with the usual prefix where they are of another vocabulary than the root.
    `root` holds what stood outside of entries so far; `base` is what addresses are relative to.
    """

    element: Element
    root: Element
    number: int
    line: int
    base: str = ""
    notes: tuple[Note, ...] = ()


class Broken(Exception):
    """An entry cannot go on; `again` says that another one may begin with the very tag that broke it."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has begun and not ended, and what its content inherits."""

    raw: str
    element: Element
    prefixes: dict[str, str]
    base: str


class TreeBuilder:
    """One file under way. `ready` fills with whole entries; `notes` is taken from as entries end."""

    def __init__(self, names: Set[str], notes: list[Note]) -> None:
        self.ready: list[Entry] = []
        self.number = 0  # of the last entry that began
        self.entry_line = 0  # and where
        self.root: Element | None = None
        self._names = names
        self._notes = notes
        self._main = ""  # the vocabulary of the root
        self._stack: list[_Open] = []
        self._text: list[str] = []
        self._entry_depth = 0  # 0 where no entry is open
        self._inside = [0, 0]  # elements and characters of the open entry
        self._outside = [0, 0]

    @property
    def in_entry(self) -> bool:
        return self._entry_depth > 0

    @property
    def is_closed(self) -> bool:
        """Whether the root has ended."""
        return self.root is not None and not self._stack

    def start(self, raw: str, attributes: dict[str, str], line: int) -> None:
        """A tag opens an element; raises Broken."""
        self._flush()
        prefixes, base = self._inherited(attributes)
        if self.root is None:
            self._main = _vocabulary(prefixes.get(raw.rpartition(":")[0], ""))
        tag = self._tag(raw, prefixes)
        if tag in self._names:
            if self.in_entry:
                raise Broken(f"an entry is not closed before the next one begins: </{tag}> is missing", again=True)
            self._begin_entry(line)
        if len(self._stack) >= DEEPEST:
            raise Broken(f"nested more than {DEEPEST} deep")
        kept = {name: value for name, value in attributes.items() if not name.startswith("xmlns")}
        self._count(0, 1)
        self._count(1, sum(map(len, kept.values())))
        element = SubElement(self._stack[-1].element, tag, kept) if self._stack else Element(tag, kept)
        if self.root is None:
            self.root = element
        self._stack.append(_Open(raw, element, prefixes, base))

    def end(self, at: int) -> None:
        """The innermost element ends, at this place in the pieces."""
        self._flush()
        ended = self._stack.pop()
        if self.in_entry and len(self._stack) < self._entry_depth:
            self._end_entry(ended, at)

    def text(self, text: str) -> None:
        """Characters of the innermost element; raises Broken."""
        if self._stack and (self.in_entry or not text.isspace()):
            self._count(1, len(text))
            self._text.append(text)

    def abandon(self) -> list[str]:
        """Drop the open entry, and give the tags that stay open around it."""
        self._text.clear()
        if self.in_entry:
            del self._stack[self._entry_depth - 1 :]
            if self._stack:
                del self._stack[-1].element[-1]
            self._entry_depth = 0
        return [one.raw for one in self._stack]

    def _begin_entry(self, line: int) -> None:
        self.number += 1
        self._entry_depth = len(self._stack) + 1
        self.entry_line = line
        self._inside = [0, 0]

    def _end_entry(self, ended: _Open, at: int) -> None:
        self._entry_depth = 0
        if self._stack:
            del self._stack[-1].element[-1]
        root = ended.element if self.root is None else self.root
        notes = self._notes_before(at)
        self.ready.append(Entry(ended.element, root, self.number, self.entry_line, ended.base, notes))

    def _notes_before(self, at: int) -> tuple[Note, ...]:
        """The notes up to this place, taken out; those beyond the first few are only counted."""
        notes = [note for note in self._notes if note.at <= at]
        del self._notes[: len(notes)]
        if len(notes) > MOST_NOTES:
            rest = len(notes) - MOST_NOTES
            notes[MOST_NOTES:] = [replace(notes[MOST_NOTES], value="", reason=f"{rest} more such places were mended")]
        return tuple(notes)

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        element = self._stack[-1].element
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text

    def _count(self, what: int, number: int) -> None:
        counts = self._inside if self.in_entry else self._outside
        counts[what] += number
        if counts[what] > (MOST_ELEMENTS, LONGEST_ENTRY)[what]:
            limit = (f"{MOST_ELEMENTS:,} elements", f"{LONGEST_ENTRY:,} characters")[what]
            raise Broken(f"more than {limit} {'in one entry' if self.in_entry else 'outside of any entry'}")

    def _inherited(self, attributes: dict[str, str]) -> tuple[dict[str, str], str]:
        prefixes = self._stack[-1].prefixes if self._stack else {}
        base = self._stack[-1].base if self._stack else ""
        declared = {name[6:]: uri for name, uri in attributes.items() if name == "xmlns" or name.startswith("xmlns:")}
        if any(split_url(given := attributes.get("xml:base", ""))):
            base = absolute_url(base, given)
        return {**prefixes, **declared} if declared else prefixes, base

    def _tag(self, raw: str, prefixes: dict[str, str]) -> str:
        """The local name, behind the usual prefix of its vocabulary if that is not the root's."""
        prefix, _, local = raw.rpartition(":")
        vocabulary = _vocabulary(prefixes.get(prefix, ""))
        usual = _PREFIXES.get(vocabulary, prefix)
        if (vocabulary and vocabulary == self._main and usual != "rdf") or not usual:
            return local
        return f"{usual}:{local}"


def _vocabulary(uri: str) -> str:
    return uri.strip().rstrip("/").lower().replace("https://", "http://", 1)
