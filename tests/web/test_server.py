"""The server as it runs for real: processes, ports, signals, and rebuilds under load."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from time import monotonic

import pytest

from index.errors import BackfileError
from index.rebuilding.rebuild import rebuild
from tests.serving import SECONDS, free_port, get, running
from web.server import STOP_SECONDS, address_of, next_free_port, require_port


def write_source(folder: Path, word: str) -> Path:
    """A source of one article with this word in it."""
    folder.mkdir(exist_ok=True)
    (folder / "a.json").write_text(
        json.dumps({"id": "a", "title": f"A {word} was seen", "body": f"A {word}, they said."})
    )
    return folder


def until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + SECONDS
    waiting = threading.Event()
    while not condition():
        assert monotonic() < deadline, "it did not come about in time"
        waiting.wait(0.02)


def answers(address: str) -> bool:
    try:
        get(f"{address}healthz")
    except (OSError, HTTPException):  # nobody is there, or whoever was has ended in the middle of an answer
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_quietly_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    """It answers as soon as it has said so; a signal ends it with 0, without a message, its port free again."""
    rebuild([write_source(tmp_path / "source", "zeppelin")], tmp_path / "archive")
    port = free_port()
    with running("serve", "--archive", "archive", "--port", str(port), cwd=tmp_path) as (process, address):
        assert address == f"http://127.0.0.1:{port}/"
        assert get(f"{address}api/search?q=zeppelin")["total"] == 1
        # as a terminal does it: the interrupt goes to the whole group
        os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
        _, errors = process.communicate(timeout=SECONDS)
        assert (process.returncode, errors) == (0, "")
    require_port("127.0.0.1", port)


def test_the_server_ends_at_once_when_its_workers_are_still_loading(tmp_path: Path) -> None:
    """Whoever stops it right after the first answer does not wait for those who never came to answer."""
    rebuild([write_source(tmp_path / "source", "zeppelin")], tmp_path / "archive")
    options = ("--archive", "archive", "--port", str(free_port()), "--workers", "16")
    with running("serve", *options, cwd=tmp_path) as (process, _):
        process.terminate()
        _, errors = process.communicate(timeout=STOP_SECONDS - 1)
        assert (process.returncode, errors) == (0, "")


def test_the_server_answers_every_request_when_rebuilds_are_published(tmp_path: Path) -> None:
    """Clients that never stop asking see the new articles soon, no failed request, and no going back."""
    words = ["zeppelin", "balloon", "glider"]
    rebuild([write_source(tmp_path / "source", words[0])], tmp_path / "archive")
    with running("serve", "--archive", "archive", "--port", str(free_port()), cwd=tmp_path) as (_, address):
        failures: list[Exception] = []
        done = threading.Event()
        clients = [threading.Thread(target=_keep_asking, args=(address, done, failures)) for _ in range(3)]
        for client in clients:
            client.start()
        for word in words[1:]:
            name = rebuild([write_source(tmp_path / "source", word)], tmp_path / "archive").generation
            until(lambda word=word, name=name: _serves(address, word, name))  # type: ignore[misc]
        done.set()
        for client in clients:
            client.join()
    assert failures == []


def _keep_asking(address: str, done: threading.Event, failures: list[Exception]) -> None:
    while not done.is_set():
        try:
            answer = get(f"{address}api/search?q=seen")
            assert answer["total"] == 1
        except (OSError, AssertionError, ValueError) as error:
            failures.append(error)
            return


def _serves(address: str, word: str, generation: str) -> bool:
    """Both workers: twenty answers in a row are of this generation."""
    given = [get(f"{address}api/search?q={word}") for _ in range(20)]
    return all((answer["generation"], answer["total"]) == (generation, 1) for answer in given)


def test_the_workers_end_when_the_server_is_killed(tmp_path: Path) -> None:
    """After a SIGKILL no orphan goes on serving on the port."""
    rebuild([write_source(tmp_path / "source", "zeppelin")], tmp_path / "archive")
    with running("serve", "--archive", "archive", "--port", str(free_port()), cwd=tmp_path) as (process, address):
        process.kill()
        until(lambda: not answers(address))


def test_the_archive_is_built_first_when_sources_are_given_and_there_is_none(tmp_path: Path) -> None:
    """`backfile serve SOURCE` is all it takes; a second start serves what is there."""
    source = write_source(tmp_path / "source", "zeppelin")
    port = str(free_port())
    with running("serve", "source", "--port", port, "--workers", "1", cwd=tmp_path) as (_, address):
        first = get(f"{address}api/status")["generation"]
    write_source(source, "balloon")
    until(lambda: not answers(address))
    with running("serve", "source", "--port", port, "--workers", "1", cwd=tmp_path) as (_, address):
        assert get(f"{address}api/status")["generation"] == first


def test_the_demo_takes_another_port_when_its_own_is_taken(tmp_path: Path) -> None:
    """The demo comes up whatever else runs, on the sample articles, and leaves nothing behind."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with running("demo", "--port", str(taken), cwd=tmp_path) as (process, address):
            assert address != address_of("127.0.0.1", taken)
            assert get(f"{address}api/status")["articles"] >= 60
            process.terminate()
            _, errors = process.communicate(timeout=SECONDS)
    assert f"Port {taken} is taken" in errors
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_an_error_that_says_what_to_do() -> None:
    """Two servers never share a port by accident."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BackfileError, match=rf"Port {port} on 127\.0\.0\.1 is taken.*--port"):
            require_port("127.0.0.1", port)
        assert next_free_port("127.0.0.1", port) != port


def test_a_host_that_is_not_here_is_an_error() -> None:
    """An address of another machine cannot be listened on; the error says so."""
    with pytest.raises(BackfileError, match=r"203\.0\.113\.1"):
        require_port("203.0.113.1", 8000)
