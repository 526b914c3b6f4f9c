"""A member of a container: its place, as it stands in reports and names an article, and its bytes.

Nothing is ever written under a member's name, so a name can lead nowhere; it need only be printable
and its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from index.article import Instant
from index.containers.budget import Budget
from index.containers.streams import Stream
from index.record import Rejection, Skip

_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Capture:
    """How a file came from the web: the URL it was fetched from, when, and what its server said it is written in."""

    address: str = ""
    fetched: Instant | None = None
    charset: str = ""


NO_CAPTURE: Final = Capture()
"""Of a file that came from nowhere, as far as is known."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container; its stream can be read until the container is asked for the next one.

    `place` is that of the container, then `!/`, then the name in it; `last_name` the end of that
    name.
    """

    place: str
    stream: Stream
    last_name: str
    capture: Capture = NO_CAPTURE


Members = Iterator[Member | Rejection | Skip]


class Places:
    """Gives the members of one container their places, no two the same, and counts them."""

    def __init__(self, container: str, budget: Budget) -> None:
        self._container = container
        self._budget = budget
        self._taken: set[int] = set()
        self._alike: dict[int, int] = {}

    def of(self, name: str) -> str:
        """The place of one more member; a name that was there already gets a number."""
        self._budget.count_member()
        shown = printable_name(name.removeprefix("./"))
        first, own = _key(shown), shown
        key, number = first, self._alike.get(first, 1)
        while key in self._taken:
            number += 1
            own = f"{shown} ({number})"
            key = _key(own)
        self._taken.add(key)
        if number > 1:
            self._alike[first] = number
        return f"{self._container}!/{own}"


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())  # of millions, the names would be too much


def last_name(name: str) -> str:
    """The end of a path.

    >>> last_name("2020/a.md")
    'a.md'
    """
    return name.rpartition("/")[2]


def is_hidden(name: str) -> bool:
    """Whether a file, or a folder it lies in, is hidden.

    >>> is_hidden("./2020/a.md"), is_hidden("__MACOSX/._a.md"), is_hidden(".git/config")
    (False, True, True)
    """
    return any(part.startswith(".") and part.strip(".") for part in name.split("/"))


def is_whole_number(text: str) -> bool:
    """Whether a header gives a size that can be one: at most 18 of the figures 0 to 9.

    >>> is_whole_number("512"), is_whole_number("-1"), is_whole_number("٣")
    (True, False, False)
    """
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER


def printable_name(name: str) -> str:
    """A file name as one line of printable text; different names stay different.

    >>> printable_name("a\\nb"), printable_name("caf\\udce9")
    ('a\\\\nb', 'caf\\\\xe9')
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(map(_printable_character, name))


def _printable_character(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python writes a byte that is no text
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isprintable() and character != "\\":
        return character
    return character.encode("unicode_escape").decode("ascii")
