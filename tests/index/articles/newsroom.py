"""An article that changes: a folder of sources, the archive that is built of it, and what that said before."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport
from search.engine import open_engine
from search.model import MarkedArticle

URL = "https://harbour-courier.example/2021/ferry"
FIRST = "The ferry to the islands runs again after the repair. Forty people were aboard."
SECOND = FIRST.replace("Forty", "Fifty")
THIRD = FIRST.replace("Forty", "Sixty")


def ferry(body: str = FIRST, **given_: Any) -> dict[str, Any]:
    """One article as a line of JSON Lines."""
    return {"title": "Ferry runs again", "body": body, "url": URL, "date": "2021-12-15T10:00:00Z", **given_}


class Newsroom:
    """A folder of sources and the archive that is built of it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.archive = folder / "source", folder / "archive"
        self.source.mkdir()

    def put(self, name: str, *records: dict[str, Any]) -> None:
        (self.source / name).write_text("\n".join(map(json.dumps, records)))

    def build(self, **options: Any) -> RebuildReport:
        return rebuild([self.source], self.archive, options=RebuildOptions(processes=1, **options))

    def publish(self, *records: dict[str, Any], **options: Any) -> RebuildReport:
        """Put these records in the place of the last ones, and rebuild."""
        self.put("articles.jsonl", *records)
        return self.build(**options)

    def read(self, name: str = URL) -> MarkedArticle:
        with closing(open_engine(f"whoosh:{self.archive}")) as engine:
            return engine.article(name)

    def earlier(self, name: str = URL) -> list[str]:
        """The bodies it had before, the first one first."""
        return [one.version.body for one in reversed(self.read(name).revisions)]
