"""The seam between questions and whatever answers them: one protocol, and a way to open it.

Not for parsing or rendering; an engine takes a `SearchRequest` and gives a `SearchResponse`.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from index.errors import InvalidSettings
from search.huge_pages import move_to_huge_pages
from search.model import SORTS, Filter, MarkedArticle, SearchRequest, SearchResponse, Status


class Engine(Protocol):
    """Answers questions about one archive. Safe to share between threads."""

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a question. Called by every surface.

        Raises InvalidRequest for a cursor that is not of this question, EngineError where the
        archive cannot answer; never for anything in the query text.
        """
        ...

    def article(self, name: str, text: str = "") -> MarkedArticle:
        """One article by its id, any URL it is known by, or its source's own id, with the words of `text` marked.

        Called by the article page, the JSON endpoint and `show`. Raises ArticleNotFound, or
        ArticleWithdrawn with the reason.
        """
        ...

    def status(self) -> Status:
        """What the archive holds now. Called by the status surfaces and the health checks."""
        ...

    def close(self) -> None:
        """Let go of files. The engine is not used afterwards."""
        ...


def open_engine(address: str, clock: Callable[[], int] = time.time_ns) -> Engine:
    """Open the engine at an address such as "whoosh:DIR".

    It follows the archive: a newly published generation answers the next request, and what is
    withdrawn is in none. By the `clock`, in nanoseconds, articles of a later date appear.
    Raises InvalidSettings for an unknown scheme; a missing archive is IndexMissing on first use.
    """
    from search.whoosh_engine import (
        WhooshEngine,
    )  # the only engine so far; loads compiled loops, so only when asked for

    scheme, _, place = address.partition(":")
    if scheme != "whoosh" or not place:
        raise InvalidSettings(f"{address!r} is not an engine address; write whoosh:DIRECTORY.")
    return WhooshEngine(Path(place), clock)


def warm_up(engine: Engine) -> None:
    """Ask what takes every road once, so that no later question waits for code to load or files to be mapped.

    Called by `serve` before it listens. Raises what `Engine.search` raises.
    """
    from index.codec.jit import load_kernels  # numba, which whoever opens no engine does without

    newest = engine.search(SearchRequest(limit=1)).hits
    words = [word for word in newest[0].title.text.split() if word.isalpha()][:3] if newest else []
    words = words or [_UNHEARD_OF]
    one, two, every = words[0], " ".join(words[:2]), " OR ".join(words)
    for text in (_UNHEARD_OF, one, every, f'"{two}"', f'"{two}"~5', f"{one[:2]}*", f"* -{one}", f"{two} quality:>=0"):
        for sort in SORTS:
            page = engine.search(SearchRequest(text, sort=sort, limit=1))
            if page.next_cursor:
                engine.search(SearchRequest(text, sort=sort, limit=1, cursor=page.next_cursor))
    engine.search(SearchRequest(one, filters=(Filter("kind", "full"), Filter("kind", "reference", exclude=True))))
    load_kernels()  # those that these questions did not call


def settle() -> None:
    """Take what is loaded by now for what stays: into large pages, and out of the garbage collector's way.

    The collector is kept from looking after every answer too. An answer makes some thousand objects, nearly all of
    which die by their reference counts; looking for cycles among them took a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BEFORE_LOOKING, *gc.get_threshold()[1:])
    move_to_huge_pages()


_OBJECTS_BEFORE_LOOKING = 20_000
_UNHEARD_OF = "qzxqzx"
"""A word that nothing holds: asking for it loads the archive's vocabulary too."""
