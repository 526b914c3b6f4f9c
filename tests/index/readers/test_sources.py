"""Sources are walked the same way each time, every file is told by its content, and none ends a rebuild."""

from __future__ import annotations

import json
import os
import pickle
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import formats
from index.errors import SourceUnreadable
from index.record import Record, Rejection, Skip
from index.records.marks import look_at
from index.sources import SourceFile, find_files, read_file
from tests.places import SHARED

_PROSE = "The harbour board met on Tuesday and put off the second crane once more.\n" * 6
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not beside this checkout")


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(*found: Path) -> list[str]:
    return [file.name for file in find_files(found) if isinstance(file, SourceFile)]


def read(path: Path, *, named: bool = True) -> list[Record | Rejection | Skip]:
    return list(read_file(SourceFile(str(path), path.name, named)))


def only(path: Path, *, named: bool = True) -> Record | Rejection | Skip:
    (found,) = read(path, named=named)
    return found


def test_files_come_in_order_under_lasting_names(tmp_path: Path) -> None:
    """Names do not depend on where the folder lies, so ids made from them outlive a move."""
    for name in ("b.md", "a/z.md", "a/b/c.md", "c.md"):
        write(tmp_path / "news" / name, "x")
    expected = ["news/a/b/c.md", "news/a/z.md", "news/b.md", "news/c.md"]
    assert names(tmp_path / "news") == expected
    assert names(tmp_path / "other" / ".." / "news") == expected


def test_a_file_named_as_a_source_is_itself(tmp_path: Path) -> None:
    """A single file is read even if it is hidden."""
    path = write(tmp_path / ".notes.md", _PROSE)
    (found,) = find_files([path])
    assert found == SourceFile(str(path), ".notes.md", named=True, look=look_at(str(path)))


def test_two_sources_of_one_name_never_collide(tmp_path: Path) -> None:
    """As many parent folders are put before a name as it takes to tell the sources apart."""
    for name in ("one/news/a.md", "two/news/a.md", "other/a.md"):
        write(tmp_path / name, "x")
    found = names(tmp_path / "one/news", tmp_path / "two/news", tmp_path / "other")
    assert found == ["one/news/a.md", "two/news/a.md", "other/a.md"]


def test_a_file_is_read_once_however_often_it_is_reached(tmp_path: Path) -> None:
    """The same source twice, a folder inside another one and links back do not multiply articles."""
    path = write(tmp_path / "news/deep/a.md", "x")
    (tmp_path / "news/loop").symlink_to(tmp_path / "news")
    (tmp_path / "news/z.md").symlink_to(path)
    assert names(tmp_path / "news", tmp_path / "news", tmp_path / "news/deep") == ["news/deep/a.md"]


def test_hidden_and_irregular_files_are_passed_over_and_said_so(tmp_path: Path) -> None:
    """What is not read is in the report."""
    write(tmp_path / "s/.git/config", "x")
    write(tmp_path / "s/.hidden.md", "x")
    os.mkfifo(tmp_path / "s/pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s/socket"))
        found = list(find_files([tmp_path / "s"]))
    assert {(one.origin.path, one.reason) for one in found if isinstance(one, Skip)} == {
        ("s/.git", "hidden"),
        ("s/.hidden.md", "hidden"),
        ("s/pipe", "not a regular file"),
        ("s/socket", "not a regular file"),
    }
    assert len(found) == 4


def test_a_dangling_link_is_a_rejection(tmp_path: Path) -> None:
    """A link to nothing is reported and the rest goes on."""
    write(tmp_path / "s/b.md", "x")
    (tmp_path / "s/a.md").symlink_to(tmp_path / "gone")
    first, second = find_files([tmp_path / "s"])
    assert isinstance(first, Rejection)
    assert isinstance(second, SourceFile)


def test_odd_names_become_printable_and_stay_different(tmp_path: Path) -> None:
    """Line breaks, undecodable bytes and backslashes cannot break a report or an id."""
    for name in (b"a\nb.md", b"caf\xe9.md", b"caf\\xe9.md", "café.md".encode()):
        write(tmp_path / "s" / os.fsdecode(name), _PROSE)
    found = [file for file in find_files([tmp_path / "s"]) if isinstance(file, SourceFile)]
    assert sorted(file.name for file in found) == sorted(
        ["s/a\\nb.md", "s/caf\\xe9.md", "s/caf\\\\xe9.md", "s/café.md"]
    )
    assert all(isinstance(record, Record) for file in found for record in read_file(file))


def test_a_folder_nested_very_deep_is_walked(tmp_path: Path) -> None:
    """Depth costs no recursion."""
    folder = tmp_path / "s"
    for _ in range(300):
        folder /= "d"
    write(folder / "a.md", "x")
    assert len(names(tmp_path / "s")) == 1


def test_a_source_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    """A mistyped name is told before anything is read, not halfway through."""
    with pytest.raises(SourceUnreadable, match="nothing at"):
        find_files([tmp_path, tmp_path / "mistyped"])


def test_a_file_that_vanishes_is_a_rejection(tmp_path: Path) -> None:
    """Between walking and reading a file may go, or turn into something else."""
    assert isinstance(only(tmp_path / "gone.md"), Rejection)
    os.mkfifo(tmp_path / "pipe.md")
    assert isinstance(only(tmp_path / "pipe.md"), Skip)


_FORMS = {
    "front_matter": "---\ntitle: A\n---\n",
    "records": '{"title": "A"}',
    "html": "<!-- x --><html><title>A</title></html>",
    "page_text": _PROSE,
}


@pytest.mark.parametrize(("reader", "content"), _FORMS.items())
@pytest.mark.parametrize("name", ["a.md", "a.json", "a.html", "a"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_content_decides_and_not_the_name(tmp_path: Path, name: str, reader: str, content: str, encoding: str) -> None:
    """An article saved under a wrong ending or in another encoding is read all the same."""
    found = only(write(tmp_path / name, content.replace("\n", "\r\n").encode(encoding)))
    assert isinstance(found, Record)
    assert found.reader == reader


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "blanks"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"7z\xbc\xaf\x27\x1c", "unpack"),
        (bytes(range(256)) * 4, "binary"),
        (b"Too short to be an article.", "fewer than"),
        (b"<?xml version='1.0'?><rss><channel></channel></rss>", "XML"),
        (b"name,place,size\n" + b"a crane,the port,very large indeed\n" * 20, "table"),
    ],
)
def test_what_is_no_article_is_skipped_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    """A folder of articles holds other things too, and the report says what became of them."""
    found = only(write(tmp_path / "a.md", content))
    assert isinstance(found, Skip)
    assert reason in found.reason


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "licence.txt", "CHANGELOG"])
def test_a_readme_is_skipped_in_a_folder_and_read_when_named(tmp_path: Path, name: str) -> None:
    """It is about the articles, not one of them; but who names it wants it."""
    path = write(tmp_path / name, _PROSE)
    assert isinstance(only(path, named=False), Skip)
    assert isinstance(only(path, named=True), Record)


def test_ciphertext_is_not_counted_as_words(tmp_path: Path) -> None:
    """A few fields and a sealed body in a text file are too little to be an article."""
    sealed = "q83vEjRWeJCrze8S/" * 80
    assert isinstance(only(write(tmp_path / "a.txt", f"{{title: 'Sealed', secured: '{sealed}'}}")), Skip)
    assert isinstance(only(write(tmp_path / "b.txt", f"{_PROSE}\n- secured: {sealed}\n")), Record)


def test_json_lines_are_read_on_behind_a_bad_line(tmp_path: Path) -> None:
    """Each line stands for itself, with its number."""
    found = read(write(tmp_path / "a.jsonl", '{"title": "A"}\n{"title": "B\n{"title": "C"}\n'))
    assert [(type(one), one.origin.line) for one in found] == [(Record, 1), (Rejection, 2), (Record, 3)]


def test_large_files_are_streamed_or_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound only JSON Lines are read, with a bound for each line."""
    monkeypatch.setattr(formats, "LARGEST_FILE", 1_000)
    monkeypatch.setattr(formats, "LONGEST_LINE", 200)
    long = json.dumps({"title": "x" * 5_000})
    lines = [json.dumps({"title": f"Story {n}"}) for n in range(100)]
    found = read(write(tmp_path / "a.jsonl", "\n".join([*lines[:50], long, *lines[50:]])))
    assert [one.title for one in found if isinstance(one, Record)] == [f"Story {n}" for n in range(100)]
    assert [one.origin.line for one in found if isinstance(one, Rejection)] == [51]
    assert isinstance(only(write(tmp_path / "b.md", _PROSE * 10)), Rejection)


@pytest.mark.parametrize("length", [300, 5_000])
def test_a_first_line_too_long_is_rejected_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    """A first line is like any other, be it longer than the largest file read whole."""
    monkeypatch.setattr(formats, "LARGEST_FILE", 1_000)
    monkeypatch.setattr(formats, "LONGEST_LINE", 200)
    lines = [json.dumps({"title": f"Story {n}"}) for n in range(100)]
    found = read(write(tmp_path / "a.jsonl", "\n".join([json.dumps({"title": "x" * length}), *lines])))
    assert [one.title for one in found if isinstance(one, Record)] == [f"Story {n}" for n in range(100)]
    assert [one.origin.line for one in found if isinstance(one, Rejection)] == [1]
    assert isinstance(found[0], Rejection)
    assert "a line of more than" in found[0].reason


@pytest.mark.parametrize("behind", ["", "\n", '\n"more": 1}', "\nand so on"])
def test_one_long_json_text_is_no_json_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: str) -> None:
    """A single object too large is rejected whole, with what can be done about it."""
    monkeypatch.setattr(formats, "LARGEST_FILE", 1_000)
    monkeypatch.setattr(formats, "LONGEST_LINE", 200)
    found = only(write(tmp_path / "a.json", json.dumps({"title": "x" * 5_000}) + behind))
    assert isinstance(found, Rejection)
    assert "JSON Lines" in found.reason


def test_lines_of_a_large_file_are_in_one_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line too short to tell its encoding is in that of the others."""
    monkeypatch.setattr(formats, "LARGEST_FILE", 1_000)
    told = "Zarząd portu zdecydował w środę, że zakup dźwigu będzie odłożony, bo zabrakło pieniędzy."
    lines = [f'{{"title": "{title}"}}' for title in [told, *["Gdańsk: żuraw stoi"] * 50]]
    found = read(write(tmp_path / "a.jsonl", "\n".join(lines).encode("iso8859-2")))
    assert {one.title for one in found if isinstance(one, Record)} == {told, "Gdańsk: żuraw stoi"}


@pytest.mark.parametrize("mark", ["\v", "\f"])
def test_marks_of_old_printers_are_text(tmp_path: Path, mark: str) -> None:
    """Vertical tabs and form feeds part lines and pages; they make no file binary."""
    found = only(write(tmp_path / "a.txt", _PROSE.replace(" ", mark)))
    assert isinstance(found, Record)


def test_a_line_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    """Long bodies on one line are within the bound."""
    path = write(tmp_path / "a.jsonl", json.dumps({"title": "A", "body": "word " * 2_000_000}) + '\n{"title": "B"}\n')
    assert [type(one) for one in read(path)] == [Record, Record]


def test_a_file_can_be_sent_to_another_process() -> None:
    """Workers read files that the walk found."""
    file = SourceFile("/news/a.md", "news/a.md", look=b"as it was")
    assert pickle.loads(pickle.dumps(file)) == file


_openings = st.sampled_from(
    [
        b"",
        b"---\n",
        b"---\ntitle: a\nrelated:\n - ",
        b"{",
        b"[{",
        b'{"title": "',
        b"<html>",
        b"<script type=",
        b"<rss><channel><item><title>",
        b"<nitf><body>",
        b"\xff\xfe",
        b"WARC/",
    ]
)


@given(_openings, st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_bytes_make_reading_raise(tmp_path_factory: pytest.TempPathFactory, opening: bytes, rest: bytes) -> None:
    """Whatever a file holds, it ends in records, rejections or skips, each with its place; and no reader stumbles."""
    path = write(tmp_path_factory.mktemp("any") / "a", opening + rest)
    found = read(path)
    assert found
    assert all(f"{one.origin.path}/".startswith(("a/", "a!/")) for one in found)
    assert not any("failed on it" in one.reason for one in found if not isinstance(one, Record))


def real(name: str) -> Iterator[Record | Rejection | Skip]:
    for file in find_files([SHARED / name]):
        if isinstance(file, SourceFile):
            yield from read_file(file)
        else:
            yield file


@needs_shared
def test_real_front_matter_is_read_without_a_loss() -> None:
    """Of every sixteenth file of a large archive: one record, typed throughout, and no ciphertext in it."""
    files = [file for file in find_files([SHARED / "corpora/azure-news"]) if isinstance(file, SourceFile)]
    assert len(files) == 4_958
    for file in files[::16]:
        (found,) = read_file(file)
        assert isinstance(found, Record)
        assert found.title
        assert found.urls
        assert found.published
        assert found.secured
        assert not [problem for one in (found, *found.related) for problem in one.problems]
        sealed = Path(file.path).read_text(encoding="utf-8").partition("\nsecured: ")[2][1:60]
        assert len(sealed) == 59
        assert sealed not in repr(found)


@needs_shared
def test_real_dumps_are_read_line_by_line() -> None:
    """Every line is a record, but for the one story of 1987 that has no words at all."""
    assert sum(isinstance(one, Record) for one in real("corpora/syndicated.jsonl")) == 347
    stories = list(real("corpora/reuters.jsonl"))
    assert [one.origin.line for one in stories if not isinstance(one, Record)] == [12_793]
    assert len(stories) == 21_578
    assert not [one for one in stories if isinstance(one, Record) and one.body and one.body.form != "plain"]


@needs_shared
def test_both_seeds_are_told_apart() -> None:
    """The two forms that must work first: fields without a body, and a page's text without fields."""
    first, second = real("seeds")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.reader, first.quality, len(first.related), first.secured) == ("front_matter", 74, 4, True)
    assert (second.reader, second.body is not None and second.body.form) == ("page_text", "page")
