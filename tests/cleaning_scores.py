"""Measures cleaning on the corpora beside the checkout and holds it to a floor that does not sink unnoticed.

    python -m tests.cleaning_scores                      print a table; exit 1 where a score is below its floor
    python -m tests.cleaning_scores --raise-floor        also write the scores above their floor as the new one
    python -m tests.cleaning_scores --allow-regression   write today's scores as the new floor, lower ones too
    python -m tests.cleaning_scores --folds 5            try weights fitted on four fifths of the pages on the last

The corpora are no part of the repository: pages whose article a person marked, and clean wire stories, in the folder
`../shared/corpora`. Without it nothing can be measured, and the exit status is 2.

Scores: F1 over runs of four words, precision and recall averaged over pages, for HTML pages and for their bare
text; of paragraphs of 150 scraped stories, chosen by reading them, the shares that go and stay as they must; of
clean wire stories and documents the share of words that is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bs4 import BeautifulSoup

from index.article import Origin
from index.cleaning.clean import clean_record, text_paragraphs
from index.cleaning.features import see
from index.cleaning.furniture import cut_notices
from index.cleaning.page import tell_article
from index.cleaning.repetition import cut_repeated
from index.cleaning.stretch import Weights
from index.record import BodyForm, RawBody, Record
from index.sources import SourceFile, read_file
from index.workers import cleaned
from tests.places import CORPORA, SCORES
from tests.scores.cleaning_folds import f1, held_out
from tests.scores.score_floor import floor_parser, hold_to_floor

CLEAN = ("reuters.jsonl", "judged/time/docs.jsonl", "judged/cranfield/docs.jsonl")
UNCLEANED = "text of pages, uncleaned, F1"
SNIPPETS = SCORES / "cleaning_snippets.json"
FLOOR = SCORES / "cleaning_floor.json"
_RUN = 4  # words
_BEGINNING = 6  # words
SLACK = 0.002  # a change of one page in a hundred by a fifth is no regression yet


class Marked(NamedTuple):
    """A page and the text that a person marked as its article."""

    html: str
    article: str


def marked_pages(every: int = 1) -> Iterator[Marked]:
    """The marked pages, or each n-th of them."""
    folder = CORPORA / "extraction"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name in sorted(truth)[::every]:
        packed = (folder / "html" / f"{name}.html.gz").read_bytes()
        yield Marked(gzip.decompress(packed).decode("utf-8", "replace"), truth[name]["articleBody"])


def page_text(html: str) -> str:
    """A page's text without its markup, one line an element, as a careless scraper would save it."""
    soup = BeautifulSoup(html, "lxml")
    for unread in soup(["script", "style"]):
        unread.decompose()
    return soup.get_text("\n")


def clean_body(text: str, form: BodyForm) -> str:
    """What cleaning leaves of a body."""
    body = clean_record(Record(Origin("scores"), "scores", body=RawBody(text, form))).body
    return body.text if body else ""


def f1_score(pages: Iterator[Marked], extract: Callable[[str], str]) -> float:
    """The harmonic mean of average precision and average recall."""
    return f1([_precision_and_recall(page.article, extract(page.html)) for page in pages])


def cleaned_corpus(name: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """The records of a corpus as they are written, with the title and body that a rebuild of the corpus gives each."""
    path = CORPORA / name
    written = path.read_text(encoding="utf-8").splitlines()
    records = [item for item in map(cleaned, read_file(SourceFile(str(path), path.name))) if isinstance(item, Record)]
    for record in cut_repeated(records):
        body = record.body.text if record.body else ""
        yield json.loads(written[(record.origin.line or 1) - 1]), record.title, body


def kept_share(name: str) -> float:
    """The share of all words of a corpus's bodies that cleaning leaves in."""
    before = after = 0
    for written, _, body in cleaned_corpus(name):
        before += len(written["body"].split())
        after += len(body.split())
    return after / before


def right_snippets() -> dict[str, float]:
    """Of the paragraphs of scraped stories that must go, and of those that must stay, the shares that do.

    Their digests stand in `cleaning_snippets.json`, by the story's id.
    """
    wanted = json.loads(SNIPPETS.read_text(encoding="utf-8"))
    right: dict[str, list[bool]] = {"cut": [], "keep": []}
    for written, title, body in cleaned_corpus("syndicated.jsonl"):
        told = set(map(digest, body.split("\n\n")))
        of_story = wanted.get(written["id"], {"cut": [], "keep": []})
        right["cut"] += [one not in told for one in of_story["cut"]]
        right["keep"] += [one in told or one == digest(title) for one in of_story["keep"]]
    return {verdict: sum(found) / len(found) for verdict, found in right.items()}


def digest(paragraph: str) -> str:
    """Six bytes of a paragraph's beginning: enough to find it again, and none of its text."""
    words = paragraph.split()
    beginning = " ".join(words[:_BEGINNING]) + " …" * (len(words) > _BEGINNING)
    return hashlib.blake2b(beginning.encode(), digest_size=6).hexdigest()


def measure_part() -> dict[str, float]:
    """The scores on every sixth marked page: a few seconds, for the test run."""
    return {
        "html, every sixth page, F1": f1_score(marked_pages(6), lambda html: clean_body(html, "html")),
        "text, every sixth page, F1": f1_score(marked_pages(6), lambda html: clean_body(page_text(html), "page")),
    }


def measure() -> dict[str, float]:
    """Every score by its name."""
    snippets = right_snippets()
    return measure_part() | {
        "html pages, F1": f1_score(marked_pages(), lambda html: clean_body(html, "html")),
        "text of pages, F1": f1_score(marked_pages(), lambda html: clean_body(page_text(html), "page")),
        UNCLEANED: f1_score(marked_pages(), page_text),
        "syndicated.jsonl, must cut": snippets["cut"],
        "syndicated.jsonl, must keep": snippets["keep"],
        **{f"{name}, words kept": kept_share(name) for name in CLEAN},
    }


def main(arguments: list[str]) -> int:
    """Measure everything, print a line each, and return 1 if a score is worse than its floor."""
    parser = floor_parser("tests.cleaning_scores")
    parser.add_argument("--folds", type=int, default=0, help="hold out so many parts in turn, and fit to the others")
    options = parser.parse_args(arguments)
    if not CORPORA.exists():
        print(f"There are no corpora to measure on: {CORPORA} is missing.", file=sys.stderr)
        return 2
    if options.folds > 1:
        return _print_folds(options.folds)
    floor: dict[str, float] = json.loads(FLOOR.read_text(encoding="utf-8"))
    scores = measure()
    for name, score in scores.items():
        print(f"{name:39} {score:.4f}" + (f"   floor {floor[name]:.4f}" if name in floor else ""))
    held = {name: round(score, 4) for name, score in scores.items() if name != UNCLEANED}
    return hold_to_floor(options, FLOOR, floor, held, SLACK)


def _print_folds(folds: int) -> int:
    pages = list(marked_pages())
    seen = [list(map(see, text_paragraphs(page_text(page.html)))) for page in pages]

    def measure(number: int, weights: Weights) -> tuple[float, float]:
        page = tell_article(seen[number], weights=weights)
        kept = cut_notices(page.kept, page.title).paragraphs
        return _precision_and_recall(pages[number].article, "\n\n".join(kept))

    print("text of pages, F1     pages   in use   fitted on the others   of those others")
    for fold in held_out(len(pages), folds, measure):
        line = f"fold {fold.number + 1:<16} {fold.pages:5}   {fold.in_use:.4f}"
        print(f"{line}   {fold.fitted:.4f}                 {fold.fitted_on_others:.4f}", flush=True)
    return 0


def _precision_and_recall(truth: str, found: str) -> tuple[float, float]:
    wanted, given = _runs(truth), _runs(found)
    both = (wanted & given).total()
    precision = both / given.total() if given else float(not wanted)
    return precision, both / wanted.total() if wanted else 1.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, min(1, len(words)))))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
