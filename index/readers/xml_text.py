"""Pieces of an XML file as they come in, pieces that a plain XML parser can read out, line for line.

What could do harm never reaches the parser: the document type and its entities go, comments and
processing instructions too, CDATA becomes escaped text. What feeds get wrong is mended: HTML's
named entities, a bare `&` or `<`, characters XML does not allow. Not for telling what a tag means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from typing import Final

LONGEST_TYPE: Final = 64 * 1024
"""A document type longer than this is not read."""

MOST_NOTES: Final = 1_000
"""How many mended places of one piece are noted; the last note stands for the others."""

MOST_MISTAKES: Final = 1_000_000
"""A file with more bare marks than this is no XML."""

_OPENING = re.compile(r"<!--|<!\[CDATA\[|<!DOCTYPE|<\?", re.I)
_MISTAKE = re.compile(
    r"<(?![\w:/!?])|\]\]>"
    r"|&(?!(?:lt|gt|amp|quot|apos);)(?:(#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});)?"
)
_STARTS = {"<!--": "comment", "<![cdata[": "cdata", "<!doctype": "type", "<?": "instruction"}
_ENDS = {"comment": "-->", "cdata": "]]>", "instruction": "?>"}
_LONGEST_OPENING = 40  # of an entity or of any mark above
_MAY_OPEN = re.compile(r"[<&]|\]{1,2}\Z")
_IN_TYPE = re.compile(r"<!--|<\?|[\"'\[\]>]")
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = str.maketrans({"\n": "&#10;", "\r": "&#13;", '"': "&quot;", "'": "&#39;"})
_ENTITY = re.compile(r"<!ENTITY\s+([^\s%\"'>]+)", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


class UnreadableXml(ValueError):
    """XML that is not read at all; `line` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Note:
    """A place that was mended: its line and where it stands in the pieces, what stood there, how it was read."""

    line: int
    at: int
    value: str
    reason: str


@dataclass(slots=True)
class Mender:
    """One file under way. `notes` grows; who reads the pieces takes from it what is theirs."""

    notes: list[Note] = field(default_factory=list)
    line: int = 1
    _held: str = ""
    _given: int = 0  # bytes that came out so far
    _mistakes: int = 0
    _inside: str = ""  # what stands open where the last piece ended: a name in `_ENDS`, "type" or nothing

    def pieces(self, chunks: Iterable[str]) -> Iterator[bytes]:
        """The same text in UTF-8, nothing in it but tags, text and XML's five entities; raises UnreadableXml."""
        for chunk in chunks:
            allowed = _NOT_ALLOWED.sub(" ", chunk)
            if allowed != chunk:
                self._note([], self.line, "", "characters that XML does not allow stand from here on: each is a blank")
            yield from self._mended(self._held + allowed, last=False)
        yield from self._mended(self._held, last=True)

    def _mended(self, text: str, *, last: bool) -> Iterator[bytes]:
        out: list[str] = []
        try:
            self._held = text[self._mend(text, out, last=last) :]
        finally:  # what stands before a place that cannot be read is handed on all the same
            piece = "".join(out).encode()
            self._given += len(piece)
            yield piece

    def _mend(self, text: str, out: list[str], *, last: bool) -> int:
        """Mend as far as it goes; what is behind that needs the next piece."""
        at = 0
        while at < len(text):
            start, inside = at, self._inside
            at = (self._past if inside else self._plain)(text, at, out, last=last)
            self.line += text.count("\n", start, at)
            if at == start and inside == self._inside:
                break  # what stands there is not whole yet
        return at

    def _plain(self, text: str, at: int, out: list[str], *, last: bool) -> int:
        """Mend text and tags, up to and with what opens a comment and the like."""
        end = len(text) if last else _safe_end(text, at)
        opening = _OPENING.search(text, at)
        if opening is None or opening.start() >= end:
            out.append(self._mended_text(text[at:end], out))
            return end
        out.append(self._mended_text(text[at : opening.start()], out))
        self._inside = _STARTS[opening[0].lower()]
        return opening.start() if self._inside == "type" else opening.end()

    def _mended_text(self, text: str, out: list[str]) -> str:
        grown = 0  # bytes by which what came before is longer than it was written

        def character(found: re.Match[str]) -> str:
            nonlocal grown
            right = _right_character(found)
            if not right:
                right = _escape(found[0])
                self._count_mistake()
                if len(self.notes) <= MOST_NOTES:
                    at = grown + len(text[: found.start()].encode())
                    self._note_bare(found, out, at)
            grown += len(right.encode()) - len(found[0])
            return right

        return _MISTAKE.sub(character, text)

    def _past(self, text: str, at: int, out: list[str], *, last: bool) -> int:
        """Past what stands open, or as far into it as this piece goes; of CDATA the text is kept."""
        if self._inside == "type":
            return self._past_type(text, at, out, last=last)
        mark = _ENDS[self._inside]
        end = text.find(mark, at)
        stop = end if end >= 0 else len(text) if last else max(len(text) - len(mark) + 1, at)
        inner = text[at:stop]
        out.append(_escape(inner) if self._inside == "cdata" else "\n" * inner.count("\n"))
        if self._inside == "cdata" and "<![CDATA[" in inner:
            line = self.line + text.count("\n", at, text.index("<![CDATA[", at))
            self._note(
                out, line, "<![CDATA[", "a CDATA section begins inside another: the first may not have been closed"
            )
        if end < 0:
            return stop
        self._inside = ""
        return end + len(mark)

    def _past_type(self, text: str, at: int, out: list[str], *, last: bool) -> int:
        end = type_end(text, at)
        if end < 0 or end - at > LONGEST_TYPE:
            if last or len(text) - at > LONGEST_TYPE:
                raise UnreadableXml("its document type (<!DOCTYPE) does not end, or is too long", self.line)
            return at
        declared = _COMMENT.sub(lambda gone: "\n" * gone[0].count("\n"), text[at:end])
        for entity in _ENTITY.finditer(declared):
            if f"{entity[1]};" not in html5:
                line = self.line + declared.count("\n", 0, entity.start())
                raise UnreadableXml(f"declares an entity of its own (`{entity[1][:40]}`): write out its text", line)
        out.append("\n" * text.count("\n", at, end))
        self._inside = ""
        return end

    def _count_mistake(self) -> None:
        self._mistakes += 1
        if self._mistakes > MOST_MISTAKES:
            raise UnreadableXml(f"holds more than {MOST_MISTAKES:,} bare & and <, so it is no XML", self.line)

    def _note_bare(self, found: re.Match[str], out: list[str], at: int) -> None:
        start = found.start()
        line = self.line + found.string.count("\n", 0, start)
        shown = found.string[start : start + _LONGEST_OPENING].partition("\n")[0]
        sign = found[0][0]
        self._note(out, line, shown, f"a bare {sign}, read as that character: it should be {_escape(sign)}", at)

    def _note(self, out: list[str], line: int, value: str, reason: str, at: int = 0) -> None:
        """Note what was mended `at` bytes behind what has come out so far."""
        if len(self.notes) <= MOST_NOTES:
            if len(self.notes) == MOST_NOTES:
                value, reason = "", "more places like the ones before were mended from here on"
            self.notes.append(Note(line, self._given + sum(len(part.encode()) for part in out) + at, value, reason))


def _escape(text: str) -> str:
    """As `xml.sax.saxutils` does, which loads what speaks HTTP too."""
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def _right_character(found: re.Match[str]) -> str:
    """What an entity or a mark is in plain XML; "" where it is a mistake."""
    mark, name = found[0], found[1]
    if mark == "]]>":
        return "]]&gt;"
    if name and (name.startswith("#") or mark[1:] in html5):
        return _escape(unescape(mark)).translate(_ESCAPED) or " "
    return ""


def _safe_end(text: str, at: int) -> int:
    """Up to where nothing can be the beginning of a mark that the next piece ends."""
    found = _MAY_OPEN.search(text, max(at, len(text) - _LONGEST_OPENING))
    return found.start() if found else len(text)


def type_end(text: str, start: int) -> int:
    """Where the document type that begins at `start` ends, -1 where it does not.

    >>> type_end('<!DOCTYPE rss [<!ENTITY a "]>">]> <rss>', 0)
    33
    """
    at, subset = start + len("<!DOCTYPE"), False
    while found := _IN_TYPE.search(text, at):
        mark, at = found[0], found.end()
        if mark == ">" and not subset:
            return at
        if mark in "[]":
            subset = mark == "["
        elif mark != ">":
            end = {"<!--": "-->", "<?": "?>"}.get(mark, mark)
            closing = text.find(end, at)
            if closing < 0:
                return -1
            at = closing + len(end)
    return -1
