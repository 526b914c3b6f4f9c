"""How good the order of hits is, against a floor that does not sink unnoticed.

    python -m tests.ranking_scores FOLDER…              a line each; exit 1 where a score is below its floor
    python -m tests.ranking_scores FOLDER… --raise-floor         also write the scores above their floor as the new one
    python -m tests.ranking_scores FOLDER… --allow-regression    write today's scores as the new floor, lower ones too

Each folder holds `docs.jsonl` (id, title, body), `queries.jsonl` (id, text) and `qrels.tsv` (query,
document, grade). Scores: nDCG@10, which has the floor (`ranking_floor.json`), and recall@100, every
query asked with match=any.

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

from index.article import Article, Kind, article_id
from index.generations.archive import Archive
from index.generations.writer import write_index
from search.engine import Engine, open_engine
from search.model import SearchRequest
from tests.places import SCORES
from tests.scores.score_floor import floor_parser, hold_to_floor

_FLOOR = SCORES / "ranking_floor.json"
_SLACK = 0.001

Judgments = dict[str, dict[str, float]]


def main(arguments: list[str], floor_file: Path = _FLOOR) -> int:
    """Score every folder named, print a line each, and return 1 if one is worse than its floor."""
    parser = floor_parser("tests.ranking_scores")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a judged collection")
    options = parser.parse_args(arguments)
    floor: dict[str, float] = json.loads(floor_file.read_text(encoding="utf-8"))
    scores: dict[str, float] = {}
    for folder in options.folders:
        ndcg, recall = score(folder)
        name = folder.resolve().name
        scores[name] = round(ndcg, 4)
        print(f"{name:12} nDCG@10 {ndcg:.4f} (floor {floor.get(name, 0.0):.4f})  recall@100 {recall:.4f}")
    return hold_to_floor(options, floor_file, floor, scores, _SLACK)


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
