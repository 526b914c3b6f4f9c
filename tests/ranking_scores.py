"""How good the order of hits is: `python -m tests.ranking_scores FOLDER… [--allow-regression]`.

Each folder holds `docs.jsonl` (id, title, body), `queries.jsonl` (id, text) and `qrels.tsv` (query,
document, grade). Prints nDCG@10 and recall@100 of each, every query asked with match=any, and
fails if one falls below its floor in `ranking_floor.json`, which only `--allow-regression` lowers.

nDCG after Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002);
documents judged below 0 are taken out of a run before it is scored.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from math import log2
from pathlib import Path
from typing import Any

from index.archive import Archive
from index.article import Article, Kind, article_id
from index.writer import write_index
from search.engine import Engine, open_engine
from search.model import SearchRequest

_FLOOR = Path(__file__).with_name("ranking_floor.json")
_EPSILON = 0.001

Judgments = dict[str, dict[str, float]]


def main(arguments: list[str]) -> int:
    """Score every folder named, print a line each, and return 1 if one is worse than its floor."""
    allowed = "--allow-regression" in arguments
    floors: dict[str, float] = json.loads(_FLOOR.read_text())
    worse = False
    for folder in (Path(a) for a in arguments if not a.startswith("--")):
        ndcg, recall = score(folder)
        floor = floors.get(folder.name, 0.0)
        print(f"{folder.name:12} nDCG@10 {ndcg:.4f} (floor {floor:.4f})  recall@100 {recall:.4f}")
        worse |= ndcg < floor - _EPSILON
        if ndcg > floor or allowed:
            floors[folder.name] = round(ndcg, 4)
    if worse and not allowed:
        print("Worse than the floor. If that is meant, run again with --allow-regression.")
        return 1
    _FLOOR.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n")
    return 0


def score(folder: Path) -> tuple[float, float]:
    """Mean nDCG@10 and recall@100 over the queries that have a relevant document."""
    judgments = read_judgments(folder / "qrels.tsv")
    queries = {query["id"]: query["text"] for query in _lines(folder / "queries.jsonl")}
    articles = [_article(document) for document in _lines(folder / "docs.jsonl")]
    with tempfile.TemporaryDirectory() as place:
        Archive(Path(place)).publish(lambda inside: write_index(articles, inside))
        engine = open_engine(f"whoosh:{place}")
        runs = {id_: run(engine, text) for id_, text in queries.items() if any(g > 0 for g in judgments[id_].values())}
        engine.close()
    gains = [ndcg(run, judgments[id_]) for id_, run in runs.items()]
    recalls = [recall(run, judgments[id_]) for id_, run in runs.items()]
    return sum(gains) / len(gains), sum(recalls) / len(recalls)


def run(engine: Engine, text: str) -> list[str]:
    """The source's ids of the best hundred, the question taken as plain words."""
    words = " ".join(re.findall(r"\w+(?:['.&-]\w+)*", text)).lower()
    response = engine.search(SearchRequest(words, match="any", limit=100, facets=(), interval=None))
    return [hit.article.source_id for hit in response.hits]


def ndcg(ranked: list[str], grades: dict[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulated gain of a run."""
    kept = [id_ for id_ in ranked if grades.get(id_, 0) >= 0]
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    return _gain([grades.get(id_, 0.0) for id_ in kept[:depth]]) / _gain(best[:depth])


def recall(ranked: list[str], grades: dict[str, float]) -> float:
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked)) / len(relevant)


def read_judgments(path: Path) -> Judgments:
    judgments: Judgments = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        judgments[query][document] = float(grade)
    return judgments


def _gain(grades: list[float]) -> float:
    return sum(grade / log2(place + 2) for place, grade in enumerate(grades))


def _article(document: dict[str, Any]) -> Article:
    # A synthetic title is the beginning of the body; counting it twice would score our own doing.
    title = "" if document.get("title_is_synthetic") else document.get("title") or ""
    id_ = document["id"]
    return Article(article_id(id_), Kind.FULL, title, body=document["body"], source_id=id_)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
