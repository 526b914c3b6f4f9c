"""What a peer has to do: index articles, open what it wrote, and answer a question with one whole page.

The page is the same for all: the total, the best ten with title and highlighted passage, counts by
provider and by topic, counts by month. Not for measuring (see `tests.bench.workers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from index.article import Article
from tests.bench.questions import Question

HITS = 10
VALUES = 10
"""How many values of a facet are on a page."""
PASSAGE_CHARACTERS = 200

_CLASSES = {
    "backfile": "BackfilePeer",
    "tantivy": "TantivyPeer",
    "fts5": "Fts5Peer",
    "xapian": "XapianPeer",
    "whoosh": "WhooshPeer",
}
PEERS = tuple(_CLASSES)

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page. `passages` are HTML with `<b>`; `months` are "2021-12" with counts, none of them 0."""

    total: int
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    passages: tuple[str, ...]
    facets: Mapping[str, Counts]
    months: Counts


class Peer(Protocol):
    """A search library. One process builds, another opens and asks."""

    @property
    def version(self) -> str:
        """The library and its version, for the head of the report."""
        ...

    def build(self, articles: Sequence[Article], folder: Path) -> None:
        """Index articles into an empty folder, durable and merged as a reader would want it. This is timed."""
        ...

    def open(self, folder: Path) -> None:
        """Open what `build` wrote. Called once, in another process, before the first page."""
        ...

    def warm(self) -> None:
        """Do what a server does before it lets anybody in. Called once, after `open`; not timed."""
        ...

    def page(self, question: Question) -> PageResult:
        """Answer one question, from its words to the finished page. This is timed."""
        ...


class MissingPeer(Exception):
    """A peer whose library is not installed here."""


def load_peer(name: str) -> Peer:
    """A peer by its name. Raises MissingPeer where its library cannot be imported."""
    try:
        module = import_module(f"tests.bench.peers.{name}")
        return cast(Peer, getattr(module, _CLASSES[name])())
    except ImportError as error:
        raise MissingPeer(f"{name} is not installed ({error})") from error


def first_lines(text: str) -> str:
    """What stands for a passage where a question has no words to mark."""
    return text[:PASSAGE_CHARACTERS]


def month_of(article: Article) -> str:
    """The month of publication, such as "2021-12", or "" where no date is known."""
    return article.published.at.strftime("%Y-%m") if article.published else ""
