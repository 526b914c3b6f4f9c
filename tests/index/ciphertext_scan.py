"""An archive's folder and secrets in, every trace of them out: in bytes, in stored articles, in terms.

Not a test file. The bytes alone prove nothing: stored articles are compressed, and terms are folded
and broken where base64 has a sign that no word has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from whoosh import index as whoosh_index

from index.analysis import fold
from index.codec.names import STORED_FIELD
from index.generations.archive import Archive
from index.generations.stored import decode_article

_PIECE = 12  # characters; no two of them in a row are alike by chance
_STEP = 40


def traces(archive: Archive, secrets: Iterable[str]) -> set[tuple[str, str]]:
    """Where something of a secret is in the archive: ("bytes" | "article" | "term", what stands there)."""
    wanted = list(secrets)
    assert wanted
    pieces = {secret[at : at + _PIECE] for secret in wanted for at in range(0, len(secret) - _PIECE + 1, _STEP)}
    return {*_in_bytes(archive, pieces), *_in_articles(archive, pieces), *_in_terms(archive, wanted)}


def _in_bytes(archive: Archive, pieces: set[str]) -> Iterator[tuple[str, str]]:
    files = [path for path in archive.path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        yield from (("bytes", f"{path.name}: {piece}") for piece in _found(path.read_bytes().decode("latin-1"), pieces))


def _in_articles(archive: Archive, pieces: set[str]) -> Iterator[tuple[str, str]]:
    with whoosh_index.open_dir(archive.current()).reader() as reader:
        for fields in reader.all_stored_fields():
            article = decode_article(fields[STORED_FIELD])
            yield from (("article", f"{article.title}: {piece}") for piece in _found(repr(article), pieces))


def _in_terms(archive: Archive, secrets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every term that is long enough to be a piece of a secret and is one."""
    folded = "\0".join(fold("\0".join(re.findall(r"[A-Za-z0-9]+", secret))) for secret in secrets)
    known = {folded[at : at + _PIECE] for at in range(len(folded) - _PIECE + 1)}
    with whoosh_index.open_dir(archive.current()).reader() as reader:
        for _, term in reader.all_terms():
            if any(term[at : at + _PIECE].decode("latin-1") in known for at in range(len(term) - _PIECE + 1)):
                yield "term", term.decode()


def _found(text: str, pieces: set[str]) -> Iterator[str]:
    """The pieces that stand in a text, by one walk over its runs of base64."""
    for run in re.findall(rf"[A-Za-z0-9+/=;]{{{_PIECE},}}", text):
        yield from ({run[at : at + _PIECE] for at in range(len(run) - _PIECE + 1)} & pieces)
