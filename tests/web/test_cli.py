"""The command line: what it prints where, its exit codes, and that errors are one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from index.generations.archive import Archive
from tests.places import ROOT, SHARED
from web.cli import cli
from web.settings import SETTINGS

URL = "https://harbour-courier.example/2021/ferry"
FERRY = {"id": "f1", "title": "Ferry runs again", "body": "The ferry runs.\n\nIts captain was glad.", "url": URL}
TIN = {
    "id": "t1",
    "title": "Tin mine floods",
    "body": "Water rose in the mine.",
    "date": "2021-03-04",
    "topics": ["Mining"],
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BACKFILE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text(f"{json.dumps(FERRY)}\n{json.dumps(TIN)}\n")
    return path


@pytest.fixture
def archive(source: Path, tmp_path: Path) -> Path:
    """An archive of two articles, where the commands look for it by default."""
    assert run("rebuild", str(source)).exit_code == 0
    return tmp_path / ".backfile"


def run(*arguments: str, **environment: str) -> Result:
    """A command as a user types it."""
    return CliRunner().invoke(cli, arguments, env=environment)


def run_process(
    *arguments: str, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, as a shell runs it."""
    command = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
    return subprocess.run(command, stdout=stdout, stderr=stderr, text=True, check=False)


def run_installed(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as it is installed: it looks for modules where it stands, not where it is called."""
    command = [str(Path(sys.executable).with_name("backfile")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def nobody_reading() -> Iterator[int]:
    """A pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        yield writer
    finally:
        os.close(writer)


def test_code_among_the_sources_is_not_run(tmp_path: Path) -> None:
    """A folder of articles may hold anything, also what is called like a module of Python's."""
    (tmp_path / "socket.py").write_text("import pathlib; pathlib.Path('taken').touch()")
    for number in range(4):
        (tmp_path / f"{number}.json").write_text(
            json.dumps(FERRY | {"id": str(number), "body": "Water rose. " * 10_000})
        )
    done = run_installed("rebuild", ".", "--archive", "served", "--processes", "2")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert not (tmp_path / "taken").exists()


@pytest.mark.usefixtures("archive")
def test_search_exits_0_with_hits_and_1_with_none() -> None:
    """A script can tell by the exit code whether anything was found."""
    found, none = run("search", "captain"), run("search", "zeppelin")
    assert (found.exit_code, none.exit_code) == (0, 1)
    assert "Ferry runs again" in found.stdout
    assert "Tin mine" not in found.stdout


@pytest.mark.usefixtures("archive")
def test_search_joins_its_words_when_there_are_several() -> None:
    """The query need not be quoted for the shell."""
    answer = json.loads(run("search", "tin", "mine", "--format", "json").stdout)
    assert answer["query"]["text"] == "tin mine"
    assert [hit["article"]["source_id"] for hit in answer["hits"]] == ["t1"]


@pytest.mark.usefixtures("archive")
def test_search_takes_the_parameters_when_they_are_given_as_options() -> None:
    """Every parameter of the JSON endpoint is an option of the same name."""
    options = "--match any --sort oldest --from 2021 --to 2021-12 --topic Mining --kind -reference --offset 0 --limit 1"
    rest = "--facets topic,kind --interval year --explain --format json"
    result = run("search", "tin", "ferry", *options.split(), *rest.split())
    answer = json.loads(result.stdout)
    assert answer["total"] == 1
    assert set(answer["facets"]) == {"topic", "kind"}
    assert answer["timeline"]["interval"] == "year"
    assert answer["hits"][0]["explanation"]


@pytest.mark.usefixtures("archive")
def test_search_reads_a_leading_dash_when_it_stands_after_two() -> None:
    """An excluding query can be typed."""
    answer = json.loads(run("search", "--format", "json", "--", "-ferry").stdout)
    assert [hit["article"]["source_id"] for hit in answer["hits"]] == ["t1"]


@pytest.mark.usefixtures("archive")
def test_search_says_how_it_read_the_query_when_asked() -> None:
    """The reading goes to stderr, so that stdout stays the answer."""
    result = run("search", "--show-query", "--format", "json", "tin OR")
    assert "read as: " in result.stderr
    json.loads(result.stdout)


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("search tin --limit 101", "`limit`"),
        ("search tin --from 2021-13", "from"),
        ("search tin --facets nonsense", "facets"),
        ("search tin --kind foo", "`kind` cannot be 'foo'; it is one of full, secured, reference"),
        ("search tin --archive nowhere", "There is no archive at nowhere"),
        ("show nobody", "nobody"),
        ("rollback", "no earlier generation"),
        ("status --archive articles.jsonl", "articles.jsonl"),
        ("rebuild nowhere", "nowhere"),
        ("rebuild articles.jsonl --processes 1000", "`processes` from --processes is 1000"),
        ("rebuild articles.jsonl --archive articles.jsonl", "articles.jsonl"),
        ("serve --archive nowhere", "There is no archive at nowhere"),
        ("serve --port 99999", "`port` from --port is 99999; it can be 1 to 65535"),
        ("serve --host host.invalid", "host.invalid"),
        ("clean nowhere", "nowhere"),
        ("config --config nowhere.toml", "nowhere.toml does not exist"),
    ],
)
def test_an_error_is_one_line_and_exit_2_when_a_user_errs(arguments: str, says: str) -> None:
    """Every mistake gets a sentence on stderr that names what is wrong, and never a traceback."""
    result = run(*arguments.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    error = result.stderr.splitlines()[-1]
    assert error.startswith("Error: ")
    assert says in error
    assert "Traceback" not in result.stderr


def test_a_misspelt_option_is_an_error_and_not_a_query() -> None:
    """`--limt 5` must not be searched for."""
    result = run("search", "tin", "--limt", "5")
    assert result.exit_code == 2
    assert "--limt" in result.stderr


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("name", ["f1", URL, URL.replace("https", "http") + "/?utm_source=mail"])
def test_show_finds_an_article_when_any_of_its_names_is_given(name: str) -> None:
    """Id, source's id and every spelling of its address lead to the article."""
    shown = json.loads(run("show", name, "--q", "captain", "--format", "json").stdout)
    assert (shown["article"]["title"], shown["matches"]) == ("Ferry runs again", 1)
    assert "Its captain was glad." in run("show", shown["article"]["id"]).stdout


def test_status_counts_what_a_rebuild_reported(archive: Path) -> None:
    """Two commands about one archive agree."""
    held = json.loads(run("status", "--archive", str(archive), "--format", "json").stdout)
    assert (held["articles"], held["kinds"]) == (2, {"full": 2})
    assert "2" in run("status").stdout


def test_rollback_serves_the_earlier_generation_again(source: Path, archive: Path) -> None:
    """A bad rebuild is taken back in one command."""
    before = json.loads(run("status", "--format", "json").stdout)["generation"]
    source.write_text(json.dumps(TIN))
    assert run("rebuild", str(source)).exit_code == 0
    assert run("search", "captain").exit_code == 1
    assert before in run("rollback").stdout
    assert run("search", "captain").exit_code == 0


def test_verify_names_the_file_when_one_is_damaged(archive: Path) -> None:
    """A flipped byte does not stay unseen."""
    assert run("verify").exit_code == 0
    damaged = max((archive / "generations").rglob("*.seg"), key=lambda path: path.stat().st_size, default=None)
    damaged = damaged or max((archive / "generations").glob("*/*"), key=lambda path: path.stat().st_size)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    result = run("verify")
    assert result.exit_code == 2
    assert damaged.name in result.stderr


def test_rebuild_reports_as_json_when_asked(source: Path) -> None:
    """The report on stdout is JSON and nothing else; progress goes to stderr, as plain lines in a pipe."""
    result = run("rebuild", str(source), "--format", "json")
    report = json.loads(result.stdout)
    assert report["articles"] == {"total": 2, "by_kind": {"full": 2}, "by_reader": {"records": 2}}
    assert "writing the index" in result.stderr
    assert "\x1b" not in result.stderr


def test_rebuild_is_strict_when_asked(source: Path, archive: Path) -> None:
    """A bad line is listed either way; with --strict it also keeps the archive as it was and exits 1."""
    source.write_text(f"{json.dumps(TIN)}\n{{broken\n")
    strict = run("rebuild", str(source), "--strict")
    assert strict.exit_code == 1
    assert "articles.jsonl:2" in strict.stdout
    assert "Nothing was published" in strict.stderr
    assert run("search", "captain").exit_code == 0
    assert run("rebuild", str(source)).exit_code == 0
    assert run("search", "captain").exit_code == 1


_STOPPING = """
import sys
from contextlib import contextmanager

import web.building
from web.cli import main

def stop(progress):
    if progress.stage == stage:
        print("there", flush=True)
        sys.stdin.read()

@contextmanager
def stopping():
    yield stop

if __name__ == "__main__":
    stage = sys.argv.pop(1)
    web.building.progress_on_stderr = stopping
    main()
"""


@pytest.mark.parametrize("stage", ["find", "write"])
def test_rebuild_exits_as_shells_expect_when_ctrl_c_is_pressed(
    source: Path, archive: Path, tmp_path: Path, stage: str
) -> None:
    """Not with 1, which is what a rejection is under --strict; one line says that the archive serves what it did."""
    served = (archive / "CURRENT").read_text()
    script = tmp_path / "stopping.py"
    script.write_text(_STOPPING)
    with subprocess.Popen(
        [sys.executable, str(script), stage, "rebuild", str(source), "--fresh"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "there\n"
        process.send_signal(signal.SIGINT)
        written, told = process.communicate()
    assert (process.returncode, written, told) == (130, "", "Stopped; the archive is as it was.\n")
    assert (archive / "CURRENT").read_text() == served
    assert [path.name for path in (archive / "generations").iterdir()] == [served.strip()]


@pytest.mark.parametrize(("ignored", "code"), [(False, -signal.SIGINT), (True, 0)])
def test_ctrl_c_while_the_program_is_being_loaded_ends_it_without_a_traceback(
    ignored: bool, code: int, tmp_path: Path
) -> None:
    """It comes from a library that is loaded first; where whoever began the process ignores it, that holds."""
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nraise SystemExit(0)\n")
    done = subprocess.run(
        [sys.executable, "-c", "from web.start import main; main()", "--help"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if ignored else None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")


def test_ctrl_c_does_not_say_that_nothing_changed_when_the_new_generation_is_served(
    source: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the step that serves it and the end of the process there is the removing of old generations."""
    served = (archive / "CURRENT").read_text()

    def prune(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "_prune", prune)
    result = run("rebuild", str(source), "--fresh")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (130, "Stopped; the archive serves what was built.")
    assert (archive / "CURRENT").read_text() > served


@pytest.mark.parametrize("module", ["web.building", "web.searching"])
def test_ctrl_c_in_a_compiled_loop_is_told_like_any(
    source: Path, archive: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """Python makes a SystemError of an interrupt that comes while a loop gives its results back."""

    def stopped(*_: object, **__: object) -> NoReturn:
        raise SystemError("returned a result with an exception set") from KeyboardInterrupt()

    served = (archive / "CURRENT").read_text()
    monkeypatch.setattr(f"{module}.{'rebuild_archive' if module == 'web.building' else 'open_engine'}", stopped)
    result = run("rebuild", str(source)) if module == "web.building" else run("search", "captain")
    told = "Stopped; the archive is as it was." if module == "web.building" else "Stopped."
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (130, told)
    assert (archive / "CURRENT").read_text() == served


_REFUSING = """
import errno
import os
import sys

import web.building
from web.cli import main

def refuse(*given, **named):
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "archive/generations")

web.building.rebuild_archive = refuse
main()
"""


def test_an_archive_that_may_not_be_written_is_told_in_one_line(source: Path, archive: Path) -> None:
    """As where its folder belongs to somebody else, or a part of it is sealed."""
    done = subprocess.run(
        [sys.executable, "-c", _REFUSING, "rebuild", str(source), "--archive", str(archive)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    told = "Error: Nothing more can be written: Permission denied ('archive/generations').\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_rebuild_needs_a_source() -> None:
    """Without a source there is a usage line, not an empty archive."""
    result = run("rebuild")
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_clean_gives_one_object_a_line_when_asked_for_json(source: Path, tmp_path: Path) -> None:
    """Each record of a file, what was rejected, and no archive made on the way."""
    source.write_text(f"{json.dumps(FERRY)}\n{{broken\n")
    result = run("clean", str(source), "--format", "json")
    good, bad = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert good["article"]["body"].endswith("Its captain was glad.")
    assert (good["reader"], good["line"], good["removed"]) == ("records", 1, False)
    assert (bad["file"], bad["line"]) == ("articles.jsonl", 2)
    assert bad["rejected"]
    assert not (tmp_path / ".backfile").exists()


def test_clean_says_what_a_withdrawal_takes_back(source: Path) -> None:
    """It has no text and is nevertheless no mistake."""
    told = {"guid": "urn:wire:1", "versioncreated": "2021-12-14"}
    lines = ({**told, "pubstatus": "canceled"}, {**told, "pubstatus": "withheld"})
    source.write_text("\n".join(map(json.dumps, lines)))
    result = run("clean", str(source))
    assert result.stdout.splitlines() == [
        "== articles.jsonl:1: withdraws urn:wire:1 for good",
        "",
        "== articles.jsonl:2: withdraws urn:wire:1 until a later version",
        "",
    ]
    assert result.exit_code == 0
    first, second = map(json.loads, run("clean", str(source), "--format", "json").stdout.splitlines())
    assert (first["withdraws"], first["removed"], first["withheld"]) == ("urn:wire:1", True, False)
    assert (second["withdraws"], second["removed"], second["withheld"]) == ("urn:wire:1", False, True)


@pytest.mark.skipif(not SHARED.exists(), reason="the real articles are not here")
def test_clean_shows_every_cut_when_a_real_page_is_cleaned() -> None:
    """The teasers are gone from the body and stand among the cuts, each with a reason."""
    page = str(SHARED / "seeds" / "scraped-page.txt")
    shown = json.loads(run("clean", page, "--format", "json").stdout)["article"]
    assert "Zhipu" in shown["body"]
    assert "Ethereum" not in shown["title"] + shown["body"]
    assert any("Ethereum" in cut["text"] for cut in shown["cuts"])
    assert all(cut["reason"] for cut in shown["cuts"])
    assert "Ethereum" in run("clean", page).stdout.partition("Cut by cleaning")[2]


def test_config_shows_where_each_value_came_from(tmp_path: Path) -> None:
    """File, environment and flag are told apart; none is left out."""
    (tmp_path / "backfile.toml").write_text("workers = 3")
    result = run("config", "--port", "9001", "--format", "json", BACKFILE_TITLE="Tin and Zinc")
    rows = {row["name"]: (row["value"], row["from"]) for row in json.loads(result.stdout)}
    assert set(rows) == set(SETTINGS)
    assert rows["workers"] == (3, "backfile.toml")
    assert rows["port"] == (9001, "--port")
    assert rows["title"] == ("Tin and Zinc", "BACKFILE_TITLE")


def test_the_environment_says_where_the_archive_is(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BACKFILE_ARCHIVE serves all commands."""
    monkeypatch.chdir("/")
    assert run("search", "captain", BACKFILE_ARCHIVE=str(archive)).exit_code == 0


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("search --limit 100", 0),
        ("search zeppelin", 1),
        ("show f1", 0),
        ("rebuild broken.jsonl --strict", 1),
        ("clean articles.jsonl", 141),
        ("search --help", 141),
    ],
)
def test_exit_code_is_the_same_when_the_reader_has_gone(tmp_path: Path, arguments: str, status: int) -> None:
    """`backfile … | head -0` prints no traceback, and what it found still counts; 141 where that is not known yet."""
    (tmp_path / "broken.jsonl").write_text(f"{json.dumps(TIN)}\n{{broken\n")
    with nobody_reading() as writer:
        result = run_process(*arguments.split(), stdout=writer)
    assert result.returncode == status
    assert not [line for line in result.stderr.splitlines() if "Error" in line or "Traceback" in line]


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [("rebuild broken.jsonl --strict", 1), ("rebuild broken.jsonl", 0), ("show nobody", 2), ("search --limt 5", 2)],
)
def test_exit_code_is_the_same_when_nobody_reads_errors_either(tmp_path: Path, arguments: str, status: int) -> None:
    """`backfile rebuild … 2>&1 | head -3`: neither progress nor a message that nobody reads stops the work."""
    (tmp_path / "broken.jsonl").write_text(f"{json.dumps(TIN)}\n{{broken\n")
    with nobody_reading() as writer:
        assert run_process(*arguments.split(), stdout=writer, stderr=writer).returncode == status
    found = run("search", "captain").exit_code
    assert found == (1 if (arguments, status) == ("rebuild broken.jsonl", 0) else 0)


@pytest.mark.parametrize(
    "command",
    [
        *("demo", "rebuild", "serve", "search", "show", "status", "verify", "rollback", "clean", "config"),
        *("withdraw", "restore", "withdrawals"),
    ],
)
def test_every_command_is_listed_and_has_help(command: str) -> None:
    """`backfile --help` leads to everything."""
    assert command in run("--help").stdout
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.stdout) > 100


def test_help_comes_at_once() -> None:
    """It loads neither the readers of articles nor the compiled loops, which take seconds."""
    code = (
        "import sys\nfrom web.cli import cli\ntry:\n    cli(['--help'])\n"
        "finally:\n    print(sorted({'numba', 'trafilatura', 'flask'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "rebuild" in done.stdout
    assert done.stdout.endswith("[]\n")


def test_help_gives_the_default_when_it_is_zero() -> None:
    """Zero is a value, and not the lack of one."""
    assert "[default: 0; BACKFILE_PROCESSES]" in " ".join(run("rebuild", "--help").stdout.split())


def test_the_version_is_told() -> None:
    """A bug report can say which version it is about."""
    assert run("--version").stdout.startswith("backfile ")


@pytest.mark.parametrize(
    ("arguments", "redirected", "status"),
    [
        ("config", ">&-", 0),
        ("config", "2>&-", 0),
        ("nosuch", ">&-", 2),
        ("nosuch", "2>&-", 2),
        ("config", "2>/dev/full", 0),
        ("config", ">/dev/full", 2),
        ("--help", ">/dev/full", 2),
        ("nosuch", "2>/dev/full", 2),
    ],
)
def test_exit_code_is_the_same_where_output_leads_nowhere(arguments: str, redirected: str, status: int) -> None:
    """A stream that is closed, or on a full disk: what cannot be written is an error, and none is a traceback."""
    if "/dev/full" in redirected and not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("there is no /dev/full here")
    command = f"{sys.executable} -c 'from web.cli import main; main()' {arguments} {redirected}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stdout + done.stderr
