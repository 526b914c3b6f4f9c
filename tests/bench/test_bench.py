"""The benchmark measures what it says: the same work for every peer, the same questions, honest figures."""

from __future__ import annotations

import json
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.lang.porter import stem as porter_stem

from index.analysis import stem
from index.article import Article, Kind
from tests.bench.agreement import Agreement
from tests.bench.command import main
from tests.bench.documents import UnreadableDocuments, read_articles, sample_articles, write_articles
from tests.bench.generate import World
from tests.bench.machine import describe_machine
from tests.bench.pages import PagesOptions, PagesReport, find_peers, run_pages
from tests.bench.peer import PEERS, MissingPeer, PageResult
from tests.bench.questions import KINDS, Question, QuestionSource
from tests.bench.report import pages_to_json, render_pages
from tests.bench.statistics import figures, growth, percentile, ratio
from tests.bench.throughput import ThroughputOptions, render_throughput, run_throughput, throughput_to_json
from tests.bench.vocabulary import name, word
from tests.bench.workers import PeerFailed, Worker, build

_ARTICLES = 200
_QUERIES = 3

times = st.dictionaries(st.integers(0, 500), st.floats(0.01, 1e6), min_size=1)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "generated.jsonl"
    write_articles(World(seed=3, words=20_000).articles(_ARTICLES), path)
    return path


@pytest.fixture(scope="module")
def report(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> PagesReport:
    """A run of every peer that is installed."""
    options = PagesOptions(documents, PEERS, rounds=1, queries=_QUERIES, seed=5)
    return run_pages(options, tmp_path_factory.mktemp("indexes"), lambda _: None)


def page(total: int, topics: int = 1) -> PageResult:
    return PageResult(total, (), (), (), {"provider": (("P", total),), "topic": (("T", topics),)}, ())


def test_every_peer_answers_alike_when_the_articles_are_generated(report: PagesReport) -> None:
    """The same totals, facets and months for every question of every kind: all did the same work."""
    assert report.reference == "tantivy"
    assert {"backfile", "tantivy", "fts5", "whoosh"} <= set(report.peers)
    assert report.compared == (len(report.peers) - 1) * len(KINDS) * _QUERIES * 2  # the round to warm up too
    assert [each for each in report.differences if not each.why] == []


def test_every_peer_is_timed_when_it_is_asked_every_question(report: PagesReport) -> None:
    """The round to warm up does not count; every other question has a time, and indexing has figures."""
    for peer in report.peers.values():
        assert {kind: sorted(given) for kind, given in peer.times.items()} == {
            kind: list(range(_QUERIES)) for kind in KINDS
        }
        assert min(ms for given in peer.times.values() for ms in given.values()) > 0
        assert peer.built.seconds > 0
        assert peer.built.bytes > 10_000
        assert peer.memory.beyond_files > 1_000_000


def test_the_report_holds_the_facts_when_it_is_printed(report: PagesReport) -> None:
    """Date, versions and seed at the head, a row for each kind, missing peers by name; and all of it as JSON."""
    text = render_pages(report, describe_machine())
    told = [peer.version for peer in report.peers.values()]
    for fact in (*told, *KINDS, *report.missing, "seed 5", "Python 3.", f"articles: {_ARTICLES}", "UTC"):
        assert fact in text
    data = json.loads(json.dumps(pages_to_json(report, {})))
    assert set(data["peers"]) == set(report.peers)
    assert set(data["peers"]) | set(data["missing"]) == set(PEERS)
    assert data["peers"]["tantivy"]["kinds"]["phrase"]["ratio"] == {"p50": 1.0, "p99": 1.0, "pages": _QUERIES}


def test_a_peer_is_asked_less_when_it_takes_longer_than_its_budget(documents: Path, tmp_path: Path) -> None:
    """A slow library cannot hold up the run, and the report says that it was asked fewer questions."""
    options = PagesOptions(documents, ("fts5", "tantivy"), rounds=1, queries=5, limit=60, budget=1e-9, turn=2)
    measured = run_pages(options, tmp_path, lambda _: None)
    assert {len(given) for peer in measured.peers.values() for given in peer.times.values()} == {3}
    assert "asked fewer questions: 3 of 5" in render_pages(measured, {})


def test_a_peer_is_named_as_missing_when_its_library_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others run without it; only where nothing is left is that an error."""
    monkeypatch.setitem(sys.modules, "xapian", None)
    versions, missing = find_peers(("fts5", "xapian"))
    assert list(versions) == ["fts5"]
    assert "xapian is not installed" in missing["xapian"]
    with pytest.raises(MissingPeer, match="xapian"):
        find_peers(("xapian",))


def test_a_peer_that_fails_is_an_error_that_names_it(documents: Path, tmp_path: Path) -> None:
    """What was raised in the other process is told; nothing is left out of the figures silently."""
    with pytest.raises(PeerFailed, match=r"(?s)tantivy.*nowhere"):
        Worker("tantivy", tmp_path / "nowhere")
    with pytest.raises(PeerFailed, match=r"(?s)fts5.*missing\.jsonl cannot be read"):
        build("fts5", tmp_path / "missing.jsonl", None, tmp_path / "fts5")


def test_generated_articles_are_the_same_when_the_seed_is() -> None:
    """A smaller archive is the beginning of a larger one, in any run; another seed makes other articles."""
    some = list(World(seed=3, words=20_000).articles(30))
    assert some == list(islice(World(seed=3, words=20_000).articles(700), 30))
    assert some != list(World(seed=4, words=20_000).articles(30))
    assert len(list(World(seed=3, words=20_000).articles(501))) == 501


def test_generated_articles_are_like_a_newspaper() -> None:
    """Lengths about a median of 200 words, few words that are everywhere and many that are rare, all dated."""
    articles = list(World(seed=3, words=20_000).articles(500))
    assert 180 < median(len(article.body.split()) for article in articles) < 220
    frequencies = Counter(each.strip(".").lower() for article in articles for each in article.body.split())
    ranked = [count for _, count in frequencies.most_common()]
    assert sum(ranked[:100]) > 0.25 * sum(ranked)
    assert ranked.count(1) > 0.4 * len(ranked)
    assert len({article.published for article in articles}) > 490
    assert max(Counter(article.provider.name for article in articles).values()) > 25
    assert {len(article.topics) for article in articles} == {1, 2, 3}
    assert len({article.id for article in articles}) == 500


@given(st.integers(0, 2_000_000))
def test_made_up_words_stay_as_they_are_when_they_are_stemmed(rank: int) -> None:
    """Both stemmers leave a word alone and take the -s off its plural, so every library finds the same."""
    spelt = word(rank)
    assert {stem(spelt), porter_stem(spelt), stem(f"{spelt}s"), porter_stem(f"{spelt}s")} == {spelt}


@given(st.sets(st.integers(0, 2_000_000), max_size=50))
def test_made_up_words_and_names_are_never_the_same(ranks: set[int]) -> None:
    """Each rank has a word of its own, and a question for a word or its beginning finds no name."""
    words = {word(rank) for rank in ranks}
    names = {name(rank).lower() for rank in ranks}
    assert len(words) == len(names) == len(ranks)
    assert {spelt[0] for spelt in words}.isdisjoint(spelt[0] for spelt in names)


def test_articles_are_the_same_when_they_were_written_and_read(tmp_path: Path) -> None:
    """What the file cannot hold is not in a generated article; a limit takes the first ones."""
    articles = list(World(seed=8, words=20_000).articles(20))
    assert write_articles(articles, tmp_path / "a.jsonl") == 20
    assert list(read_articles(tmp_path / "a.jsonl")) == articles
    assert list(read_articles(tmp_path / "a.jsonl", 7)) == articles[:7]


@pytest.mark.parametrize("line", ["[1]", "{", '{"title": "no id"}', '{"id": 1, "date": "soon"}'])
def test_a_line_that_is_no_article_is_an_error_that_says_where(tmp_path: Path, line: str) -> None:
    """File and line are named; a benchmark of fewer articles than there are would be wrong."""
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"id": "a"}}\n{line}\n')
    with pytest.raises(UnreadableDocuments, match=r"bad\.jsonl:2 is not an article"):
        list(read_articles(path))


@given(st.integers(0, 60), st.integers(1, 30), st.integers())
def test_a_sample_is_drawn_from_all_articles_when_there_are_more(count: int, size: int, seed: int) -> None:
    """As many as asked for or as there are, none twice; and everything is counted."""
    articles = [Article(str(n), Kind.FULL, "Title", body="word " * n) for n in range(count)]
    sample, number, characters = sample_articles(articles, size, seed)
    assert len({article.id for article in sample}) == len(sample) == min(size, count)
    assert (number, characters) == (count, sum(len(each.title) + len(each.body) for each in articles))


def test_questions_are_the_same_when_the_seed_is(documents: Path) -> None:
    """All kinds, all distinct but for the one that has no words, and none asked before."""
    articles = list(read_articles(documents))
    drawn = QuestionSource(articles, 2).draw(8)
    assert drawn == QuestionSource(articles, 2).draw(8)
    assert drawn != QuestionSource(articles, 3).draw(8)
    asked: set[Question] = set()
    source = QuestionSource(articles, 2)
    first, second = source.draw(8, asked=asked), source.draw(8, asked=asked)
    for kind in set(KINDS) - {"newest, no words"}:
        assert len({*first[kind], *second[kind]}) == 16, kind


def test_questions_cannot_be_drawn_when_the_articles_have_no_words() -> None:
    """An archive without words is an error and not a benchmark of nothing."""
    with pytest.raises(ValueError, match="no words"):
        QuestionSource([], 1)


@given(times, st.floats(0.01, 1.0))
def test_a_percentile_is_one_of_the_values_and_bounds_its_share(values: dict[int, float], share: float) -> None:
    """At least that share of the values is not above it, and with anything smaller that would not hold."""
    found = percentile(values.values(), share)
    assert found in values.values()
    below = sum(value <= found for value in values.values())
    assert below >= share * len(values) - 1e-9
    assert sum(value < found for value in values.values()) < share * len(values)


@given(times, st.dictionaries(st.integers(501, 900), st.floats(0.01, 1e6)))
def test_a_ratio_is_taken_over_what_both_answered(both: dict[int, float], more: dict[int, float]) -> None:
    """A peer that was asked more or harder questions is neither better nor worse off for it."""
    twice = {number: 2 * ms for number, ms in both.items()}
    found = ratio(twice, {**both, **more})
    assert found is not None
    assert [found.p50, found.p99] == pytest.approx([2, 2])
    assert found.pages == len(both)
    assert ratio(both, more) is None
    assert figures(both).p50 <= figures(both).p99


def test_growth_is_the_exponent_of_a_power() -> None:
    """Square, in step, not at all, and the other way."""
    sizes = [10, 100, 1000]
    assert [growth(sizes, [size**power for size in sizes]) for power in (2.0, 1.0, 0.0, -0.5)] == [2, 1, 0, -0.5]
    with pytest.raises(ValueError, match="two sizes"):
        growth([10], [1.0])


def test_answers_that_differ_are_reported_with_an_example() -> None:
    """Totals first, then counts; what the reference did not answer is not compared."""
    agreement = Agreement("tantivy")
    phrase = Question("phrase", "phrase", ("interest", "rates"))
    agreement.add(phrase, {"tantivy": page(10), "fts5": page(10), "xapian": page(8)})
    agreement.add(phrase, {"tantivy": page(4), "fts5": page(4, topics=3), "xapian": page(4)})
    agreement.add(phrase, {"fts5": page(1), "xapian": page(2)})
    fts5, xapian = agreement.differences()
    assert agreement.compared() == 4
    assert (fts5.peer, fts5.asked, fts5.totals, fts5.counts, fts5.why) == ("fts5", 2, 0, 1, "")
    assert (xapian.peer, xapian.asked, xapian.totals) == ("xapian", 2, 1)
    assert xapian.furthest == pytest.approx(0.2)
    assert xapian.example == "interest rates: 8 instead of 10"
    assert "unstemmed" in xapian.why


def test_the_server_is_put_under_load_beside_an_empty_one(documents: Path, tmp_path: Path) -> None:
    """Every request of the real server is answered; rates, times and the memory of both workers are told."""
    options = ThroughputOptions(documents, limit=40, seed=1, rounds=1, seconds=0.4)
    measured = run_throughput(options, tmp_path, lambda _: None)
    assert len(measured.searching) == len(measured.empty) == 1
    assert all(load.failed == 0 and load.requests > 5 for load in (*measured.searching, *measured.empty))
    assert measured.ratio > 0
    assert len(measured.workers) == 2
    assert min(held.beyond_files for held in measured.workers) > 5_000_000
    assert f"{measured.ratio:.2f} × the requests of an empty view" in render_throughput(measured, {})
    assert json.loads(json.dumps(throughput_to_json(measured, {})))["ratio"] == measured.ratio


def test_the_command_prints_growth_and_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From generated articles to a table a peer; the articles are kept where that was asked for."""
    kept, out = tmp_path / "kept.jsonl", tmp_path / "out.json"
    arguments = ["--generate", "80", "--docs", str(kept), "--growth", "80,40", "--peers", "fts5,tantivy"]
    asked = [*arguments, "--rounds", "1", "--queries", "2", "--json", str(out), "--work", str(tmp_path)]
    assert main(asked) == 0
    printed = capsys.readouterr().out
    assert "| one common word, p50 ms " in printed
    assert "tantivy, by number of articles" in printed
    assert [each["articles"] for each in json.loads(out.read_text())["sizes"]] == [40, 80]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.jsonl", "out.json"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--docs", "/nowhere/a.jsonl"], "/nowhere/a.jsonl cannot be read"),
        (["--generate", "5", "--growth", "5,50", "--peers", "fts5", "--queries", "1"], "5 articles, not 50"),
    ],
)
def test_the_command_says_what_is_wrong_when_it_stops(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No figures, a sentence on stderr, and a status that is not 0."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


@pytest.mark.parametrize("arguments", [[], ["--generate", "0"], ["--generate", "9", "--peers", "lucene"]])
def test_the_command_refuses_arguments_that_make_no_run(arguments: list[str]) -> None:
    """No articles, none at all, a peer that there is not."""
    with pytest.raises(SystemExit):
        main(arguments)
