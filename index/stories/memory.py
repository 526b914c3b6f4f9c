"""What the finding of stories computes and may remember: the keys of every article, and how alike two of them are.

Everything goes by a digest of all that it is computed from, so that what is remembered is what would be computed
again. Pure but for `load_memory` and `save_memory`, which keep it from one rebuild to the next; a file that is
damaged, or was written by other code, is as if there were none. Not for which articles to compare
(see `index.stories.candidates`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.codec.layout import Container, ContainerWriter
from index.errors import IndexIncompatible
from index.records.cache import read_checked, replace_file
from index.stories.signature import BANDS, Uint32s, band_keys
from index.stories.wording import Wording, digest

Int64s = npt.NDArray[np.int64]

NO_KEY = -1
_DIGEST = 16


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys under which articles meet, by their place: of the title, of the whole text, of its signature's bands.

    Those of titles and texts are NO_KEY where there is none; bands count only where there is a text.
    """

    digests: tuple[bytes, ...]
    titles: Int64s
    texts: Int64s
    bands: Uint32s


class StoryMemory:
    """What is known of articles and of pairs of them; what is not asked for in one rebuild is forgotten with it."""

    def __init__(self, keys: Keys | None = None, likenesses: dict[bytes, float] | None = None) -> None:
        self.keys = keys or _no_keys(())
        self._known = likenesses or {}
        self.likenesses: dict[bytes, float] = {}

    def keys_of(self, articles: Sequence[Article]) -> Keys:
        """The keys of these articles, from now on the only ones that are known."""
        before, keys = self.keys, _no_keys(tuple(map(_content, articles)))
        known = {digest_: row for row, digest_ in enumerate(before.digests)}
        rows = np.array([known.get(digest_, -1) for digest_ in keys.digests], np.int64)
        new = rows < 0
        for column, kept in ((keys.titles, before.titles), (keys.texts, before.texts), (keys.bands, before.bands)):
            column[~new] = kept[rows[~new]]
        for place in np.flatnonzero(new).tolist():
            _compute(Wording(articles[place]), keys, place)
        self.keys = keys
        return keys

    def likeness(self, one: bytes, other: bytes, compute: Callable[[], float]) -> float:
        """How alike two articles are, known by their digests, as it was computed at any time."""
        pair = one + other
        found = self._known.get(pair)
        self.likenesses[pair] = compute() if found is None else found
        return self.likenesses[pair]


def load_memory(path: Path, stamp: str) -> StoryMemory:
    """What was remembered under this stamp; nothing where that is not there or not whole."""
    data = read_checked(path)
    if data is None:
        return StoryMemory()
    try:
        held = Container(data, str(path))
        if held.facts["stamp"] != stamp:
            return StoryMemory()
        keys = Keys(_split(held["digests"].tobytes(), _DIGEST), held["titles"], held["texts"], held["bands"])
        pairs = _split(held["pairs"].tobytes(), 2 * _DIGEST)
        return StoryMemory(keys, dict(zip(pairs, held["likenesses"].tolist(), strict=True)))
    except (IndexIncompatible, KeyError, ValueError):
        return StoryMemory()


def save_memory(memory: StoryMemory, path: Path, stamp: str) -> None:
    """Remember until the next time, in one step."""
    file = BytesIO()
    writer = ContainerWriter(file)
    writer.add("digests", np.frombuffer(b"".join(memory.keys.digests), np.uint8))
    writer.add("titles", memory.keys.titles)
    writer.add("texts", memory.keys.texts)
    writer.add("bands", memory.keys.bands)
    writer.add("pairs", np.frombuffer(b"".join(memory.likenesses), np.uint8))
    writer.add("likenesses", np.fromiter(memory.likenesses.values(), np.float64, len(memory.likenesses)))
    writer.close({"stamp": stamp})
    replace_file(path, file.getvalue())


def _content(article: Article) -> bytes:
    """A digest of all that a `Wording` says."""
    provider, published = article.provider, article.published
    texts = article.title, article.body, article.excerpt, provider.domain, provider.name
    moment = f"{published.microseconds} {published.precision}" if published else ""
    # with their lengths, so that no two articles come to one text
    held = "\0".join((*map(str, map(len, texts)), moment, *texts))
    return hashlib.blake2b(held.encode(errors="surrogatepass"), digest_size=_DIGEST).digest()


def _no_keys(digests: tuple[bytes, ...]) -> Keys:
    count = len(digests)
    texts, titles = np.full(count, NO_KEY, np.int64), np.full(count, NO_KEY, np.int64)
    return Keys(digests, titles, texts, np.zeros((count, BANDS), np.uint32))


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
