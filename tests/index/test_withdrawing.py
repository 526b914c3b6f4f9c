"""Withdrawing by name, keeping it through rebuilds, and what people see of it: commands, pages, JSON."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from index.errors import ArticleNotFound, IndexMissing, InvalidRequest
from index.generations.archive import Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport, report_to_json, report_to_text
from index.withdrawals import LOG_FILE, read_log
from index.withdrawing import MAX_REASON, restore, withdraw
from search.engine import open_engine
from search.model import SearchRequest
from tests.serving import free_port, get, running
from tests.small_archive import ARTICLES, KNOWN, LOCKED, RICH, build_client
from web.cli import cli

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


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_the_commands_tell_what_they_did(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """Text and JSON; the list says why, since when, by whom and until when, the history all of it."""
    build(FERRY, TIN)
    at = ("--archive", str(folder))
    assert run("withdrawals", *at).stdout == "Nothing is withdrawn.\n"
    done = run("withdraw", FERRY["url"], "--reason", "a \x1bcourt order", "--until", "9998", *at)
    assert (done.exit_code, done.stdout[:38]) == (0, "Withdrawn to the end of 9998-12-31 (UT")
    shown = run("show", FERRY["url"], *at)
    assert (shown.exit_code, "a \x1bcourt order" in shown.stderr) == (2, True)
    (listed,) = json.loads(run("withdrawals", "--format", "json", *at).stdout)["withdrawals"]
    assert (listed["reason"], listed["until"], listed["name"]) == ("a \x1bcourt order", "9998-12-31", FERRY["url"])
    assert FERRY["url"] in listed["known_by"]
    text = run("withdrawals", *at).stdout
    assert "a �court order" in text
    assert "9998-12-31" in text
    assert "withdrawn   1" in run("status", *at).stdout
    assert json.loads(run("restore", FERRY["url"], "--format", "json", *at).stdout)["action"] == "restore"
    history = run("withdrawals", "--history", *at).stdout.splitlines()
    assert [line.split()[1] for line in history] == ["withdraw", "restore"]
    assert "withdrawn" not in run("status", *at).stdout


def test_the_list_says_that_a_line_is_torn(folder: Path, build: Callable[..., RebuildReport]) -> None:
    """On stderr, so that the list stays a list."""
    build(FERRY)
    (folder / LOG_FILE).write_bytes(b'{"when":')
    result = run("withdrawals", "--archive", str(folder))
    assert (result.exit_code, result.stdout) == (0, "Nothing is withdrawn.\n")
    assert "torn line of 8 bytes" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        "withdraw nobody --reason x",
        "withdraw f7 --reason x --until soon",
        "restore nobody",
        "withdrawals --archive nowhere",
        "withdraw x --reason y --archive nowhere",
    ],
)
def test_a_mistake_is_one_line_and_exit_2(folder: Path, build: Callable[..., RebuildReport], arguments: str) -> None:
    """As with every command."""
    build(FERRY)
    given = arguments.split()
    result = run(*given, *(() if "--archive" in given else ("--archive", str(folder))))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return build_client(folder, ARTICLES)


@pytest.mark.parametrize("name", [RICH.id, RICH.url, "https://courier.example/amp/rich", "HC-7"])
def test_a_withdrawn_article_is_a_410_with_its_reason(folder: Path, client: FlaskClient, name: str) -> None:
    """As a page and as JSON, by every name; nothing else of it is said."""
    withdraw(folder, RICH.id, "a court <b>order</b>", until=date(9998, 1, 2))
    problem = client.get(f"/api/articles/{name}")
    assert (problem.status_code, problem.mimetype) == (410, "application/problem+json")
    assert problem.json is not None
    told = [problem.json[key] for key in ("code", "status", "reason", "until")]
    assert told == ["article_withdrawn", 410, "a court <b>order</b>", "9998-01-02"]
    page = client.get(f"/article/{name}")
    assert page.status_code == 410
    assert "This article was withdrawn" in page.text
    assert "a court &lt;b&gt;order&lt;/b&gt;" in page.text
    for answer in (problem, page):
        assert RICH.title not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_page_names_a_withdrawn_article(folder: Path, client: FlaskClient) -> None:
    """Neither its title nor its id, whether it is searched for or related to."""
    paths = ["/?q=budget", "/", "/api/search?q=budget", f"/article/{RICH.id}", f"/api/articles/{RICH.id}"]
    assert all(LOCKED.id in client.get(path).text or path == "/" for path in paths)
    withdraw(folder, LOCKED.id, "a court order")
    for path in paths:
        text = client.get(path).text
        assert LOCKED.id not in text
        assert LOCKED.title not in text
    assert KNOWN.id in client.get(f"/api/articles/{RICH.id}").text
    status = client.get("/api/status").json
    assert status is not None
    assert (status["articles"], status["withdrawn"], status["held_back"]) == (len(ARTICLES) - 1, 1, 0)


@pytest.mark.parametrize("path", ["/", "/?q=budget", "/api/search?q=budget", f"/article/{RICH.id}", "/api/status"])
def test_a_kept_answer_is_not_confirmed_after_a_withdrawal(folder: Path, client: FlaskClient, path: str) -> None:
    """Whoever asks whether the copy they keep still holds is told no, and told yes again once it is restored."""
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    withdraw(folder, LOCKED.id, "a court order")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    restore(folder, LOCKED.id)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_pages_say_nothing_of_the_machine_when_the_log_is_damaged(folder: Path, client: FlaskClient) -> None:
    """A 503 that says what to do, on every page; the place of the file stays in the server's log."""
    (folder / LOG_FILE).write_text("junk\n")
    for path in ("/", "/api/search", f"/article/{RICH.id}", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "backfile withdrawals" in answer.text
        assert str(folder) not in answer.text


def test_a_served_article_is_gone_for_every_worker_with_the_next_request(
    tmp_path: Path, folder: Path, build: Callable[..., RebuildReport]
) -> None:
    """Clients that ask all the time get it before, and not once after the command has ended."""
    build(FERRY, TIN)
    with running("serve", "--archive", str(folder), "--port", str(free_port()), cwd=tmp_path) as (_, address):
        assert get(f"{address}api/search?q=captain")["total"] == 1
        late: list[int] = []
        begin = threading.Barrier(4)

        def ask() -> None:
            begin.wait()
            late.extend(get(f"{address}api/search?q=captain")["total"] for _ in range(20))

        clients = [threading.Thread(target=ask) for _ in range(3)]
        for one in clients:
            one.start()
        assert run("withdraw", FERRY["url"], "--reason", "a court order", "--archive", str(folder)).exit_code == 0
        begin.wait()
        for one in clients:
            one.join()
        assert late == [0] * 60
