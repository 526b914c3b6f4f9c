"""What people see of withdrawing: commands, pages, JSON, and that every worker knows of it."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.withdrawals import LOG_FILE
from index.withdrawing import restore, withdraw
from tests.index.test_withdrawing import FERRY, TIN
from tests.serving import free_port, get, running
from tests.small_archive import ARTICLES, KNOWN, LOCKED, RICH, build_client
from web.cli import cli


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The folder of an archive of a ferry and a mine."""
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join(map(json.dumps, (FERRY, TIN))))
    rebuild([source], tmp_path / "archive", options=RebuildOptions(processes=1))
    return tmp_path / "archive"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_the_commands_tell_what_they_did(archive: Path) -> None:
    """Text and JSON; the list says why, since when, by whom and until when, the history all of it."""
    at = ("--archive", str(archive))
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


def test_the_list_says_that_a_line_is_torn(archive: Path) -> None:
    """On stderr, so that the list stays a list."""
    (archive / LOG_FILE).write_bytes(b'{"when":')
    result = run("withdrawals", "--archive", str(archive))
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
def test_a_mistake_is_one_line_and_exit_2(archive: Path, arguments: str) -> None:
    """As with every command."""
    given = arguments.split()
    result = run(*given, *(() if "--archive" in given else ("--archive", str(archive))))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


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


def test_a_served_article_is_gone_for_every_worker_with_the_next_request(tmp_path: Path, archive: Path) -> None:
    """Clients that ask all the time get it before, and not once after the command has ended."""
    with running("serve", "--archive", str(archive), "--port", str(free_port()), cwd=tmp_path) as (_, address):
        assert get(f"{address}api/search?q=captain")["total"] == 1
        late: list[int] = []
        begin = threading.Barrier(4)

        def ask() -> None:
            begin.wait()
            late.extend(get(f"{address}api/search?q=captain")["total"] for _ in range(20))

        clients = [threading.Thread(target=ask) for _ in range(3)]
        for one in clients:
            one.start()
        assert run("withdraw", FERRY["url"], "--reason", "a court order", "--archive", str(archive)).exit_code == 0
        begin.wait()
        for one in clients:
            one.join()
        assert late == [0] * 60
