"""Withdrawing by name, and keeping it through rebuilds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.errors import ArticleNotFound, IndexMissing, InvalidRequest
from index.generations.archive import Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport
from index.rebuilding.report_forms import report_to_json, report_to_text
from index.withdrawals import LOG_FILE, read_log
from index.withdrawing import MAX_REASON, restore, withdraw
from search.engine import open_engine
from search.model import SearchRequest

SITE = "https://harbour-courier.example/2026"
FERRY = {"id": "7", "title": "Ferry runs again", "body": "The captain was glad.", "url": f"{SITE}/ferry"}
TIN = {"id": "8", "title": "Tin mine floods", "body": "Water rose.", "date": "2021-03-04"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def build(tmp_path: Path, folder: Path) -> Callable[..., RebuildReport]:
    """Rebuilds the archive from these records."""

    def build_from(*records: dict[str, Any], name: str = "articles.jsonl", **options: Any) -> RebuildReport:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        for old in source.iterdir():
            old.unlink()
        (source / name).write_text("\n".join(map(json.dumps, records)))
        return rebuild([source], folder, options=RebuildOptions(processes=1, **options))

    return build_from


def titles(folder: Path) -> list[str]:
    """What an engine that has just been opened shows."""
    engine = open_engine(f"whoosh:{folder}")
    try:
        return sorted(hit.article.title for hit in engine.search(SearchRequest(limit=100)).hits)
    finally:
        engine.close()


def test_a_withdrawal_is_kept_when_the_article_comes_back_under_another_address(
    folder: Path, build: Callable[..., RebuildReport]
) -> None:
    """By each address it ever shared with what was withdrawn, from rebuild to rebuild, until it is restored."""
    old, mobile, new = f"{SITE}/ferry", "https://m.harbour-courier.example/ferry", f"{SITE}/ferry-runs-again"
    build(FERRY, TIN)
    withdraw(folder, "HTTP://harbour-courier.example/2026/ferry/?utm_source=mail", "a court order")
    build({**FERRY, "originalUrl": mobile, "url": old}, TIN)
    assert titles(folder) == ["Tin mine floods"]
    build({**FERRY, "title": "Now otherwise", "originalUrl": new, "url": mobile}, TIN)
    assert titles(folder) == ["Tin mine floods"]
    assert not {old, mobile, new}.difference(*(one.keys for one in read_log(folder).withdrawals))
    restore(folder, old)
    assert titles(folder) == ["Now otherwise", "Tin mine floods"]


def test_a_withdrawal_outlives_the_article_and_hides_what_only_mentions_it(
    folder: Path, build: Callable[..., RebuildReport]
) -> None:
    """Gone from the sources, it is a reference of whatever relates to it; that is hidden too, and so is its return."""
    linking = {**TIN, "related": [{"title": "Ferry runs again", "url": FERRY["url"]}]}
    build(FERRY, linking)
    withdraw(folder, FERRY["url"], "a court order")
    for records in ([linking], [linking, FERRY]):
        report = build(*records)
        assert [one.title for one in report.concealed.withdrawn] == ["Ferry runs again"]
        assert titles(folder) == ["Tin mine floods"]


def test_an_article_without_an_address_is_known_by_its_text(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """It goes by its place, and places change: the same text elsewhere is it, and so is what stands in its place."""
    plain = {"title": "A note from the quay", "body": "Nobody knows where it came from."}
    build(plain, TIN)
    (note,) = (one for one in ids(folder) if one[1] == "A note from the quay")
    withdraw(folder, note[0], "a court order")
    build(TIN, {**plain, "title": "A  NOTE from the quay"}, name="moved.jsonl")
    assert titles(folder) == ["Tin mine floods"]
    report = build(TIN, {"title": "A note from the mill", "body": "Another one."}, name="moved.jsonl")
    assert [one.title for one in report.concealed.withdrawn] == ["A note from the mill"]
    assert "A note from the mill" in report_to_text(report)


def test_a_place_withdraws_no_other_record_that_moves_there(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """A line put in above shifts those below: the text is what was withdrawn, in each generation where it stands."""
    secret, *others = (
        {"title": title, "body": f"{title}, said the paper."} for title in ("Secret", "Budget", "Bridge", "Shops")
    )
    shown = ["Bridge", "Budget", "Shops"]
    build(others[0], secret, *others[1:])
    withdraw(folder, {title: id_ for id_, title in ids(folder)}["Secret"], "a court order")
    report = build({"title": "Inserted", "body": "Apples."}, others[0], secret, *others[1:])
    assert [one.title for one in report.concealed.withdrawn] == ["Secret"]
    assert titles(folder) == sorted([*shown, "Inserted"])
    build(others[0], others[1], secret, others[2])
    assert titles(folder) == shown
    Archive(folder).rollback()
    assert titles(folder) == sorted([*shown, "Inserted"])


def ids(folder: Path) -> list[tuple[str, str]]:
    engine = open_engine(f"whoosh:{folder}")
    hits = engine.search(SearchRequest(limit=100)).hits
    engine.close()
    return [(hit.article.id, hit.article.title) for hit in hits]


def test_a_rebuild_says_what_it_published_and_does_not_show(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """How many are withdrawn, and which wait for their date; with `include_future` none does."""
    build(FERRY, TIN)
    withdraw(folder, FERRY["url"], "a court order")
    later = {"title": "Not yet", "body": "Soon.", "date": "9998-01-02"}
    report = build(FERRY, TIN, later)
    told = report_to_json(report)
    assert told["articles"]["total"] == 3
    assert [(one["title"], one["published"]) for one in told["withdrawn"]] == [("Ferry runs again", None)]
    assert [(one["title"], one["published"][:10]) for one in told["held_back"]] == [("Not yet", "9998-01-02")]
    assert re.search(r"withdrawn\s+0 by their sources, 1 by hand\n\s+held back\s+1 until", report_to_text(report))
    assert titles(folder) == ["Tin mine floods"]
    assert build(FERRY, TIN, later, include_future=True).concealed.held_back == ()
    assert titles(folder) == ["Not yet", "Tin mine floods"]


def test_verify_and_rollback_leave_the_log_alone(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """The generation before shows a withdrawn article no more than the one after."""
    build(FERRY, TIN)
    build(FERRY, TIN, cache="fresh")
    withdraw(folder, FERRY["url"], "a court order")
    before = (folder / LOG_FILE).read_bytes()
    Archive(folder).verify()
    Archive(folder).rollback()
    assert (folder / LOG_FILE).read_bytes() == before
    assert titles(folder) == ["Tin mine floods"]


def test_a_withdrawal_need_not_wait_for_a_rebuild(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """Whatever holds the archive's lock, it is done at once, and holds in what is published then."""
    build(FERRY, TIN)
    generation = Archive(folder).current()

    def write(inside: Path) -> None:
        withdraw(folder, FERRY["url"], "a court order")
        assert titles(folder) == ["Tin mine floods"]
        for file in generation.iterdir():
            if file.name != "MANIFEST.json":
                (inside / file.name).write_bytes(file.read_bytes())

    Archive(folder).publish(write)
    assert titles(folder) == ["Tin mine floods"]


@pytest.mark.parametrize(
    ("name", "options", "error", "says"),
    [
        ("https://nowhere.example/x", {}, ArticleNotFound, "--force"),
        ("8 and more", {"force": True}, InvalidRequest, "neither"),
        ("https://harbour-courier.example/", {"force": True}, InvalidRequest, "neither"),
        (f"{SITE}/ferry", {"until": date(2026, 2, 28)}, InvalidRequest, "past"),
        (f"{SITE}/ferry", {"reason": " "}, InvalidRequest, "reason"),
        (f"{SITE}/ferry", {"reason": "x" * (MAX_REASON + 1)}, InvalidRequest, "characters"),
        (f"{SITE}/ferry\udcff", {}, InvalidRequest, "UTF-8"),
    ],
)
def test_what_cannot_be_withdrawn_is_an_error_and_no_line(
    folder: Path,
    build: Callable[..., RebuildReport],
    name: str,
    options: dict[str, Any],
    error: type[Exception],
    says: str,
) -> None:
    """A slip in a name or a day must not pass for an article that is gone."""
    build(FERRY)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(error, match=says):
        withdraw(folder, name, **{"reason": "a court order", "now": now, **options})
    assert not (folder / LOG_FILE).exists()


def test_a_number_that_several_articles_bear_withdraws_none(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """Their ids are named instead; a number that one article bears withdraws it, and brings it back."""
    build({**TIN, "id": "1", "provider": "Mining News"}, {**FERRY, "id": "1"}, {**TIN, "title": "Zinc", "id": "2"})
    with pytest.raises(InvalidRequest, match=r"2 articles .* Name one by its id: \w{32}, \w{32}"):
        withdraw(folder, "1", "a court order")
    withdraw(folder, "2", "a court order")
    assert titles(folder) == ["Ferry runs again", "Tin mine floods"]
    build(FERRY)
    restore(folder, "2")
    assert read_log(folder).withdrawals == ()


def test_nothing_is_restored_that_is_not_withdrawn(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """Nor where there is no archive, nor a second time."""
    with pytest.raises(IndexMissing):
        restore(folder, FERRY["url"])
    build(FERRY)
    withdraw(folder, FERRY["url"], "a court order")
    restore(folder, FERRY["url"])
    with pytest.raises(ArticleNotFound, match="not withdrawn"):
        restore(folder, FERRY["url"])
    assert [line.action for line in read_log(folder).entries] == ["withdraw", "restore"]
