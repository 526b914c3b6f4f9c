"""Measures which articles are taken for copies of one report, on the corpora beside the checkout, against a floor.

    python -m tests.story_scores                      print a table; exit 1 where a score is below its floor
    python -m tests.story_scores --pairs FILE         also write 200 pairs drawn from the stories, to be read by eye
    python -m tests.story_scores --raise-floor        also write the scores above their floor as the new one
    python -m tests.story_scores --allow-regression   write today's scores as the new floor, lower ones too

The corpora are no part of the repository: wire stories, an aggregator's files and scraped pages in `../shared/corpora`.
Without them nothing can be measured, and the exit status is 2. Articles come out of reading, cleaning and assembly as
they do in a rebuild.

Precision and recall are those over `story_judgements.json`: pairs that a person read and judged to print one
report (reprinted, corrected, edited or shortened) or not (two reports on one event, a recurring one with other
figures). It holds the beginnings of ids and no text. A pair is looked for only where both articles are there.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from index.article import Article
from index.assembly.assemble import assemble
from index.record import Record
from index.sources import SourceFile, find_files
from index.stories.differences import differences
from index.workers import default_processes, plan, read_chunks
from tests.places import CORPORA, SCORES
from tests.scores.score_floor import Scores, floor_parser, hold_to_floor

FLOOR = SCORES / "story_floor.json"
JUDGEMENTS = SCORES / "story_judgements.json"
NAMES = ("reuters.jsonl", "azure-news", "syndicated.jsonl")
SLACK = 0.002
_LONG = 300  # characters of a body that counts as a group's
_PAIRS = 200
_ID = 10  # digits of an id that a judgement holds
_SHOWN = 2_500  # characters of a pair's differences

Pair = tuple[Article, Article]


def load_articles(name: str) -> Sequence[Article]:
    """The articles of a corpus with their stories, as a rebuild makes them."""
    files = [found for found in find_files([CORPORA / name]) if isinstance(found, SourceFile)]
    chunks = plan(files, default_processes())
    items = (item for batch in read_chunks(chunks, default_processes()) for item in batch.items)
    return assemble(item for item in items if isinstance(item, Record)).articles


def identical_found(articles: Iterable[Article]) -> float:
    """The share of groups with one body, case and punctuation aside, that are one story each."""
    groups: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if len(article.body) > _LONG:
            groups[_letters(article.body)].append(article)
    return _share_in_one_story(group for group in groups.values() if len(group) > 1)


def same_title_found(articles: Iterable[Article]) -> float:
    """The share of groups with one title from different providers that are one story each."""
    groups: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        groups[_letters(article.title)].append(article)
    return _share_in_one_story(group for group in groups.values() if len({a.provider.domain for a in group}) > 1)


def judged_scores(corpora: Iterable[Sequence[Article]]) -> Scores:
    """Of the judged pairs in a story, those that are one report; of those that are one report, those in a story."""
    by_id = {article.id[:_ID]: article for articles in corpora for article in articles}
    found = right = wanted = 0
    for one, other, same in _judgements():
        if one in by_id and other in by_id:
            grouped = in_one_story((by_id[one], by_id[other]))
            found += grouped
            wanted += same
            right += grouped and same
    return {"judged pairs, precision": right / max(found, 1), "judged pairs, recall": right / max(wanted, 1)}


def in_one_story(articles: Sequence[Article]) -> bool:
    """Whether they all belong to the same story."""
    return bool(articles[0].story) and len({article.story for article in articles}) == 1


def measure(corpora: dict[str, Sequence[Article]]) -> Scores:
    """Every score by its name."""
    return {
        "reuters.jsonl, identical bodies": identical_found(corpora["reuters.jsonl"]),
        "azure-news, same title elsewhere": same_title_found(corpora["azure-news"]),
        **judged_scores(corpora.values()),
    }


def draw_pairs(corpora: Iterable[Iterable[Article]], seed: int, count: int = _PAIRS) -> list[Pair]:
    """Pairs of one story drawn at random from all there are; the same ones for the same stories."""
    pairs = [pair for articles in corpora for pair in _pairs(articles)]
    return random.Random(seed).sample(pairs, min(count, len(pairs)))


def main(arguments: list[str]) -> int:
    """Measure everything, print a line each, and return 1 if a score is worse than its floor."""
    parser = floor_parser("tests.story_scores")
    parser.add_argument("--pairs", type=Path, help="a file to write 200 pairs to, drawn from the stories")
    parser.add_argument("--seed", type=int, default=0, help="another draw")
    options = parser.parse_args(arguments)
    if not CORPORA.exists():
        print(f"There are no corpora to measure on: {CORPORA} is missing.", file=sys.stderr)
        return 2
    corpora = {name: load_articles(name) for name in NAMES}
    if options.pairs:
        options.pairs.write_text("\n\n".join(map(_told, draw_pairs(corpora.values(), options.seed))), encoding="utf-8")
    floor: Scores = json.loads(FLOOR.read_text(encoding="utf-8"))
    scores = measure(corpora)
    for name, articles in corpora.items():
        stories = {article.story for article in articles if article.story}
        print(f"{name:34} {sum(1 for a in articles if a.story)} of {len(articles)} articles in {len(stories)} stories")
    for name, score in scores.items():
        print(f"{name:34} {score:.4f}" + (f"   floor {floor[name]:.4f}" if name in floor else ""))
    return hold_to_floor(options, FLOOR, floor, {name: round(score, 4) for name, score in scores.items()}, SLACK)


def _share_in_one_story(groups: Iterable[Sequence[Article]]) -> float:
    found = [in_one_story(group) for group in groups]
    return sum(found) / len(found)


def _pairs(articles: Iterable[Article]) -> Iterator[Pair]:
    stories: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.story:
            stories[article.story].append(article)
    for _, members in sorted(stories.items()):
        yield from combinations(sorted(members, key=lambda article: article.id), 2)


def _judgements() -> list[tuple[str, str, bool]]:
    held: list[tuple[str, str, bool]] = json.loads(JUDGEMENTS.read_text(encoding="utf-8"))
    return held


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _told(pair: Pair) -> str:
    """A pair as it is put before a person: who, when, and what differs."""
    lines = [
        f"{a.id[:_ID]} {a.published.at if a.published else '?'} {a.provider.domain or a.provider.name} | {a.title}"
        for a in pair
    ]
    texts = [article.body or article.excerpt for article in pair]
    told = "".join(_marked(passage.fate, passage.text) for passage in differences(*texts))
    return "\n".join((*lines, told[:_SHOWN]))


def _marked(fate: str, text: str) -> str:
    if fate == "same":
        words = text.split()
        return text if len(words) < 20 else f"{' '.join(words[:9])} … {len(words)} words … {' '.join(words[-7:])} "
    return f"[-{text.strip()}-] " if fate == "removed" else f"{{+{text.strip()}+}} "


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
