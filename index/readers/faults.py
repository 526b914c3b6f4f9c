"""What becomes of a reader's own faults: one over a record rejects that record, one over a file ends the file.

Both are said in the report with their place, and never with the message of the error, which may quote the file.
Not for texts that are broken: a reader knows those and rejects them itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from index.article import Origin
from index.containers.streams import Broken, TooMuch
from index.record import Record, Rejection, Skip

READER_FAILED: Final = "its reader failed on it"
"""How the reason begins where a reader stumbled: over a record or the file, or for want of memory."""

_Made = TypeVar("_Made")


def attempt(origin: Origin, make: Callable[[], _Made]) -> _Made | Rejection:
    """The record that `make` makes; a Rejection of its place where that stumbles, so that the next ones are read.

    >>> attempt(Origin("a.jsonl", 2), lambda: Record(Origin("a.jsonl", 2), title=1 / 0)).reason
    'its reader failed on it (ZeroDivisionError); the rest is read; please report it'
    """
    try:
        return make()
    except (OSError, Broken, TooMuch):
        raise
    except Exception as error:
        return Rejection(origin, f"{_failed(error)}; the rest is read; please report it")


def guarded(found: Iterator[Record | Rejection | Skip], origin: Origin) -> Iterator[Record | Rejection | Skip]:
    """The same, but that a reader that stumbles becomes a Rejection, which says what is lost with it, and ends it."""
    last: Origin | None = None
    try:
        for item in found:
            last = item.origin
            yield item
    except (OSError, Broken, TooMuch):
        raise
    except Exception as error:
        yield Rejection(origin, f"{_failed(error)}; {_lost(last, origin)}; please report it")


def _failed(error: Exception) -> str:
    return f"{READER_FAILED} ({type(error).__name__})"


def _lost(last: Origin | None, origin: Origin) -> str:
    """What is not read where a reader ends behind this piece."""
    if last is None:
        return "nothing in it is read"
    if last.line is not None:
        return f"nothing behind line {last.line} is read"
    return "the rest of it is not read" if last.path == origin.path else f"nothing behind {last.path} is read"
