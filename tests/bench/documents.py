"""Articles from and to JSON Lines: `id title body provider topics date`, one article a line.

Not the product's reader (`index.readers`): nothing is cleaned, so every peer gets the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import orjson

from index.article import Article, Instant, Kind, Provider, article_id


class UnreadableDocuments(Exception):
    """The articles of a benchmark cannot be read; says which file and line, and why."""


def read_articles(path: Path, limit: int | None = None) -> Iterator[Article]:
    """The articles of a file, in order, at most `limit`. Raises UnreadableDocuments."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(islice(file, limit), start=1):
                yield _read_line(path, number, line)
    except OSError as error:
        raise UnreadableDocuments(f"{path} cannot be read: {error.strerror}.") from error


def write_articles(articles: Iterable[Article], path: Path) -> int:
    """Write articles, a line each; returns how many there were."""
    count = 0
    with path.open("wb") as file:
        for article in articles:
            file.write(orjson.dumps(_to_record(article), option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def sample_articles(articles: Iterable[Article], size: int, seed: int) -> tuple[list[Article], int, int]:
    """A fair sample in one pass, with how many articles and characters there were.

    Reservoir sampling, Algorithm R (Vitter, Random sampling with a reservoir, 1985).
    """
    random = Random(seed)
    sample: list[Article] = []
    count = characters = 0
    for count, article in enumerate(articles, start=1):
        characters += len(article.title) + len(article.body)
        if count <= size:
            sample.append(article)
        elif (place := random.randrange(count)) < size:
            sample[place] = article
    return sample, count, characters


def _read_line(path: Path, number: int, line: bytes) -> Article:
    try:
        return _to_article(orjson.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableDocuments(
            f"{path}:{number} is not an article ({error!r}); "
            "a line is a JSON object with id, title, body, provider, topics and date."
        ) from error


def _to_article(record: dict[str, Any]) -> Article:
    name = str(record["id"])
    return Article(
        id=article_id(name),
        kind=Kind.FULL,
        title=record.get("title") or "",
        body=record.get("body") or "",
        provider=Provider(record.get("provider") or ""),
        published=_to_instant(record.get("date") or ""),
        topics=tuple(dict.fromkeys(str(topic) for topic in record.get("topics") or ())),
        source_id=name,
    )


def _to_instant(written: str) -> Instant | None:
    if not written:
        return None
    at = datetime.fromisoformat(written)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Instant(at.replace(microsecond=0), "day" if len(written) == len("2021-12-31") else "second")


def _to_record(article: Article) -> dict[str, Any]:
    return {
        "id": article.source_id,
        "title": article.title,
        "body": article.body,
        "provider": article.provider.name,
        "topics": article.topics,
        "date": article.published.at.isoformat() if article.published else "",
    }
