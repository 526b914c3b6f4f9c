"""What the finding of stories computes and may remember: the keys of every article, and how alike two of them are.

Everything goes by a digest of all that it is computed from, so that what is remembered is what would be computed
again. Pure but for `load_memory`, which reads what a rebuild before has kept; a file that is
damaged, or was written by other code, is as if there were none. Not for which articles to compare
(see `index.stories.candidates`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.checked_file import Read, read_checked
from index.codec.layout import Container, ContainerWriter
from index.errors import IndexIncompatible
from index.stories.signature import BANDS, Uint32s, band_keys
from index.stories.wording import Wording, digest

Int64s = npt.NDArray[np.int64]
Digests = npt.NDArray[np.uint8]
"""A row of sixteen bytes each."""
Names = npt.NDArray[np.bytes_]
"""Ids as they are spelt, in ASCII."""

NO_KEY = -1
UNDATED = np.iinfo(np.int64).max
_DIGEST = 16
_NAME = np.dtype("S32")


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys under which articles meet, by their place: of the title, of the whole text, of its signature's bands.

    Those of titles and texts are NO_KEY where there is none; bands count only where there is a text. `ids` and `dates`
    (microseconds, UNDATED where there is none) are the articles' own, `digests` of all that the keys come of.
    """

    ids: Names
    dates: Int64s
    digests: Digests
    titles: Int64s
    texts: Int64s
    bands: Uint32s

    def __len__(self) -> int:
        return len(self.ids)

    def amended(self, rows: Int64s, others: Keys) -> Keys:
        """The keys of some of these articles, then those of the others; copied once, as they are large."""
        pairs = zip(self._columns(), others._columns(), strict=True)
        return Keys(*(_amended(held, rows, new) for held, new in pairs))

    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        return self.ids, self.dates, self.digests, self.titles, self.texts, self.bands


class StoryMemory:
    """What is known of articles and of pairs of them; what is not asked for in one rebuild is forgotten with it.

    `stories` are the names of the stories that the articles of `keys` were found to be of, b"" for none; they are
    those of `generation`, "" where that is not known.
    """

    def __init__(
        self,
        keys: Keys | None = None,
        stories: Names | None = None,
        likenesses: dict[bytes, float] | None = None,
        generation: str = "",
    ) -> None:
        self.keys = _room_for(0) if keys is None else keys
        self.stories = np.zeros(len(self.keys), _NAME) if stories is None else stories
        self.generation = generation
        self._known = likenesses or {}
        self.likenesses: dict[bytes, float] = {}

    def keys_of(self, articles: Sequence[Article]) -> Keys:
        """The keys of these articles, from now on the only ones that are known."""
        before, keys = self.keys, _room_for(len(articles))
        known = {digest_.tobytes(): row for row, digest_ in enumerate(before.digests)}
        for place, article in enumerate(articles):
            row = known.get(_enter(article, keys, place))
            if row is None:
                _compute(Wording(article), keys, place)
            else:
                keys.titles[place], keys.texts[place] = before.titles[row], before.texts[row]
                keys.bands[place] = before.bands[row]
        self.keys = keys
        return keys

    def amend(self, gone: Set[str], articles: Sequence[Article]) -> Int64s:
        """Know these articles too, or as they are now, and those no more that are gone.

        Returns the places that the others had; they come first, in the same order.
        """
        out = np.array([name.encode() for name in {*gone, *(article.id for article in articles)}], _NAME)
        stays = np.flatnonzero(~np.isin(self.keys.ids, out))
        new = _room_for(len(articles))
        for place, article in enumerate(articles):
            _enter(article, new, place)
            _compute(Wording(article), new, place)
        self.keys = self.keys.amended(stays, new)
        return stays

    def count(self) -> tuple[int, int]:
        """How many stories there are, and how many articles besides the first of each."""
        told = self.stories[self.stories != b""]
        stories = len(np.unique(told))
        return stories, len(told) - stories

    def likeness(self, one: bytes, other: bytes, compute: Callable[[], float]) -> float:
        """How alike two articles are, known by their digests, as it was computed at any time."""
        pair = one + other
        found = self._known.get(pair)
        self.likenesses[pair] = compute() if found is None else found
        return self.likenesses[pair]


def load_memory(path: Path, stamp: str, read: Read = read_checked) -> StoryMemory:
    """What was remembered under this stamp; nothing where that is not there or not whole."""
    data = read(path)
    if data is None:
        return StoryMemory()
    try:
        held = Container(data, str(path))
        if held.facts["stamp"] != stamp:
            return StoryMemory()
        keys = Keys(_names(held["ids"]), held["dates"], held["digests"], held["titles"], held["texts"], held["bands"])
        pairs = _split(held["pairs"].tobytes(), 2 * _DIGEST)
        likenesses = dict(zip(pairs, held["likenesses"].tolist(), strict=True))
        return StoryMemory(keys, _names(held["stories"]), likenesses, held.facts["generation"])
    except (IndexIncompatible, KeyError, ValueError):
        return StoryMemory()


def encode_memory(memory: StoryMemory, stamp: str, generation: str = "") -> memoryview:
    """What to keep, as a checked file, of what was found of the articles of a generation."""
    file = BytesIO()
    writer = ContainerWriter(file)
    writer.add("ids", memory.keys.ids.view(np.uint8))
    writer.add("dates", memory.keys.dates)
    writer.add("digests", memory.keys.digests)
    writer.add("titles", memory.keys.titles)
    writer.add("texts", memory.keys.texts)
    writer.add("bands", memory.keys.bands)
    writer.add("stories", memory.stories.view(np.uint8))
    writer.add("pairs", np.frombuffer(b"".join(memory.likenesses), np.uint8))
    writer.add("likenesses", np.fromiter(memory.likenesses.values(), np.float64, len(memory.likenesses)))
    writer.close({"stamp": stamp, "generation": generation})
    return file.getbuffer()


def _amended(held: npt.NDArray[Any], rows: Int64s, new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Some rows of a column, then others."""
    out = np.empty((len(rows) + len(new), *held.shape[1:]), held.dtype)
    np.take(held, rows, axis=0, out=out[: len(rows)], mode="clip")  # other modes would make a copy of their own
    out[len(rows) :] = new
    return out


def _content(article: Article) -> bytes:
    """A digest of all that a `Wording` says."""
    provider, published = article.provider, article.published
    texts = article.title, article.body, article.excerpt, provider.domain, provider.name
    moment = f"{published.microseconds} {published.precision}" if published else ""
    # with their lengths, so that no two articles come to one text
    held = "\0".join((*map(str, map(len, texts)), moment, *texts))
    return hashlib.blake2b(held.encode(errors="surrogatepass"), digest_size=_DIGEST).digest()


def _room_for(count: int) -> Keys:
    """The keys of so many articles, to be filled in."""
    return Keys(
        np.zeros(count, _NAME),
        np.full(count, UNDATED, np.int64),
        np.zeros((count, _DIGEST), np.uint8),
        np.full(count, NO_KEY, np.int64),
        np.full(count, NO_KEY, np.int64),
        np.zeros((count, BANDS), np.uint32),
    )


def _enter(article: Article, keys: Keys, place: int) -> bytes:
    """Fill in what an article says of itself; returns the digest of all that its keys come of."""
    content = _content(article)
    keys.ids[place] = article.id.encode()
    keys.digests[place] = np.frombuffer(content, np.uint8)
    if article.published:
        keys.dates[place] = article.published.microseconds
    return content


def _names(data: npt.NDArray[np.uint8]) -> Names:
    return np.frombuffer(data.tobytes(), _NAME)


def _compute(wording: Wording, keys: Keys, place: int) -> None:
    """Fill in the keys of one article."""
    if wording.title:
        keys.titles[place] = _key(digest(" ".join(wording.title).encode(errors="surrogatepass")))
    if wording.has_body and wording.length:
        keys.texts[place] = _key(wording.digest)
        keys.bands[place] = band_keys(wording.in_order)


def _key(digest_: bytes) -> int:
    """A digest's first 63 bits."""
    return int.from_bytes(digest_[:8], "little") >> 1


def _split(data: bytes, length: int) -> tuple[bytes, ...]:
    return tuple(data[at : at + length] for at in range(0, len(data), length))
