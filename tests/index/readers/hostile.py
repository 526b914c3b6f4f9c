"""Hostile and broken files, as data: what each is called, how it is made, and what must become of it.

Not the test itself (see `tests.index.readers.test_hostile_files`). Text cases are bytes; a case that is more than a
file with bytes in it is made by a function of the path it is to stand at.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from tests.index.readers.hostile_containers import CONTAINERS

Fate = Literal["read", "rejected", "skipped", "refused"]
"""What becomes of a file: `refused` is either of rejected and skipped."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One hostile file. `reason` is part of what the report must say of it; `read` may come with one too.

    `meanwhile` is done to it between the walk that finds files and the reading.
    """

    name: str
    content: bytes | Callable[[], bytes] | Callable[[Path], object]
    fate: Fate
    reason: str = ""
    meanwhile: Callable[[Path], object] | None = None
    makes: bool = False

    def make(self, path: Path) -> None:
        """Put it there."""
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        elif self.makes:
            self.content(path)  # type: ignore[call-arg]
        else:
            path.write_bytes(self.content())  # type: ignore[call-arg, arg-type]


PROSE: Final = "The harbour board met on Tuesday and put off the second crane once more.\n" * 6
_FIELDS: Final = "---\ntitle: Crane put off\nexcerpt: A café by the quay closes.\n---\n" + PROSE
_MANY = 200_000


def _page(head: str = "", body: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>Crane put off</title>{head}</head><body><article><p>{PROSE}</p>"
        f"{body}</article></body></html>"
    )


def _text(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding, "surrogatepass")


def _yaml(lines: str) -> bytes:
    return _text(f"---\ntitle: Crane put off\n{lines}\n---\n{PROSE}")


def _yaml_bomb() -> bytes:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10))
    return _yaml(f"l0: &l0 [lol]\n{levels}")


ENCODINGS = (
    Hostile("empty.md", b"", "skipped", "empty"),
    Hostile("blanks.md", b" \n\t\r\n", "skipped", "blanks"),
    Hostile("mark-alone.md", b"\xef\xbb\xbf", "skipped", "blanks"),
    Hostile("nothing-but-nuls.md", bytes(100_000), "skipped", "binary"),
    Hostile("nuls-in-text.md", _text(_FIELDS.replace("crane", "cr\0ane")), "read"),
    Hostile("utf-16-le-unmarked.md", _text(_FIELDS, "utf-16-le"), "read"),
    Hostile("utf-16-be-unmarked.md", _text(_FIELDS, "utf-16-be"), "read"),
    Hostile("utf-16-half-a-character.md", _text(_FIELDS, "utf-16")[:-1], "read"),
    Hostile("utf-32.md", _text(_FIELDS, "utf-32"), "read"),
    Hostile("utf-8-broken-off.md", _text(_FIELDS)[:-1] + b"\xe2\x82", "read"),
    Hostile("surrogates-as-utf-8.md", _text(_FIELDS + "\ud800 ends it.\n"), "read"),
    Hostile("utf-8-declared-windows.html", _text(_page('<meta charset="windows-1251">', "café")), "read"),
    Hostile("windows-declared-utf-8.html", _text(_page('<meta charset="utf-8">', "café"), "cp1252"), "read"),
    Hostile("declared-as-no-text.html", _text(_page('<meta charset="zlib_codec">', "café"), "cp1252"), "read"),
    Hostile("declared-as-nothing-known.html", _text(_page('<meta charset="x-unknown-9">', "ü"), "latin-1"), "read"),
    Hostile("mixed-line-ends.md", _text(_FIELDS).replace(b"\n", b"\r\n", 3).replace(b"\n", b"\r", 1), "read"),
    Hostile("random-bytes.md", bytes((n * 7919 >> 3) % 256 for n in range(50_000)), "skipped", "not text"),
    Hostile("terminal-controls.md", _yaml("author: '\x1b[2J\x07'").replace(b"\x1b", b"\\x1b"), "read"),
    Hostile("pdf.md", b"%PDF-1.7\n" + _text(PROSE), "skipped", "PDF"),
    Hostile("seven-zip.md", b"7z\xbc\xaf\x27\x1c" + bytes(40), "skipped", "7z"),
)

FRONT_MATTER = (
    Hostile("yaml-bomb.md", _yaml_bomb, "rejected", "aliases written out"),
    Hostile("yaml-eats-itself.md", _yaml("topics: &a [*a]"), "rejected", "an alias stands for nothing"),
    Hostile("yaml-deep.md", _yaml("topics: " + "[" * 50_000), "rejected", "deep"),
    Hostile("yaml-deep-and-closed.md", _yaml("topics: " + "[" * 9_000 + "]" * 9_000), "rejected", "deep"),
    Hostile("yaml-object.md", _yaml("topics: !!python/object/apply:os.system ['true']"), "read"),
    Hostile("yaml-tabs.md", _yaml("provider:\n\tname: x"), "rejected", "YAML"),
    Hostile("yaml-open-quote.md", _yaml('excerpt: "never closed'), "rejected", "YAML"),
    Hostile("never-closed.md", _text("---\ntitle: Crane put off\n" + PROSE), "rejected", "never closed"),
    Hostile("a-list.md", _text("---\n- title\n- excerpt\n---\n"), "rejected", "not a set of fields"),
    Hostile("no-title-at-all.md", _text("---\nquality: 7\n---\n"), "rejected", "neither a title"),
    Hostile("impossible-dates.md", _yaml("publishedDateTime: 2021-13-45T99:00:00Z\nupdated: 99999-01-01"), "read"),
    Hostile("numbers-without-end.md", _yaml(f"quality: {'9' * 6_000}\nheat: .inf"), "read"),
    Hostile("repeated-keys.md", _yaml("title: Crane put off"), "read"),
    Hostile("title-of-a-megabyte.md", _text(f"---\ntitle: {'crane ' * 170_000}\n---\n"), "read"),
    Hostile("related-by-the-thousand.md", _yaml("related:\n" + "  - title: Ferry\n" * 2_000), "read"),
    Hostile("addresses-of-all-kinds.md", _yaml("url: 'javascript:alert(1)'\nampUrl: 'http://[::1'"), "read"),
)

RECORDS = (
    Hostile("deep-list.json", b"[" * _MANY, "rejected", "too deep"),
    Hostile("deep-objects.json", b'{"title": ' * _MANY, "rejected", "too deep"),
    Hostile("deep-and-closed.json", b'{"title": "x", "y": ' + b"[" * _MANY + b"]" * _MANY + b"}", "rejected", "deep"),
    Hostile("number-of-5000-figures.json", b'{"title": "x", "id": ' + b"9" * 5_000 + b"}", "rejected", "figures"),
    Hostile("number-beyond-all.json", b'{"title": "Crane", "quality": 1e999, "heat": -1e999}', "read"),
    Hostile("no-number.json", b'{"title": "Crane", "quality": NaN, "date": Infinity}', "read"),
    Hostile("date-beyond-all.json", b'{"title": "Crane", "date": 99999999999999999999}', "read"),
    Hostile("half-a-pair.json", rb'{"title": "Crane \ud83d put off", "body": "\udc00"}', "read"),
    Hostile("nul-in-a-string.json", rb'{"title": "Crane\u0000 put off"}', "read"),
    Hostile("repeated-names.json", b'{"title": "Crane", "title": "Crane again"}', "read"),
    Hostile("broken-off.json", b'{"title": "Crane", "body": "The board', "rejected", "JSON"),
    Hostile("a-comma-too-many.json", b'{"title": "Crane",}', "rejected", "JSON"),
    Hostile("empty-list.json", b"[]", "rejected", "without a record"),
    Hostile("list-of-lists.json", b"[[1], [2]]", "rejected", "not a record"),
    Hostile("wrong-types.json", b'{"title": ["Crane"], "body": {"a": 1}, "authors": 7, "url": [[]]}', "read"),
    Hostile("all-null.json", b'{"title": null, "body": null}', "rejected", "neither a title"),
    Hostile("good-and-bad.jsonl", b'{"title": "A"}\n{"title":\n{"title": "C"}\n[]\n', "rejected", "JSON"),
    Hostile("raw-controls.json", b'{"title": "Crane", "body": "one\ntwo\tthree"}', "read"),
    Hostile(
        "line-of-17-megabytes.jsonl",
        lambda: b'{"title": "A"}\n{"title": "' + b"x" * (17 << 20) + b'"}\n{"title": "C"}\n',
        "rejected",
        "a line of more than",
    ),
    Hostile("records-without-end.json", b"[" + b"{}," * 5_000 + b"{}]", "rejected", "neither a title"),
)

PAGES = (
    Hostile("deep.html", _text(_page(body="<div>" * 50_000)), "read"),
    Hostile("deep-inline.html", _text(_page(body="<b>" * 20_000 + "x")), "read"),
    Hostile("never-closed.html", _text(f"<html><head><title>Crane put off</title><body><p>{PROSE}<!-- "), "read"),
    Hostile("script-never-closed.html", _text(_page(body="<script>while (1) {")), "read"),
    Hostile("attributes-without-end.html", _text(_page(body=f"<p {'a=1 ' * 100_000}>x</p>")), "read"),
    Hostile("entities.html", _text(_page(body="&lol;&#x110000;&#0;&#xd800;" * 1_000)), "read"),
    Hostile("json-ld-deep.html", _text(_page(f'<script type="application/ld+json">{"[" * 50_000}</script>')), "read"),
    Hostile("json-ld-broken.html", _text(_page('<script type="application/ld+json">{"@type": </script>')), "read"),
    Hostile("base-of-nowhere.html", _text(_page('<base href="http://["><link rel=canonical href="a">')), "read"),
    Hostile("tags-without-end.html", _text("<html>" + "<" * 200_000), "read"),
    Hostile("nothing-in-it.html", b"<html><head></head><body><script>x()</script></body></html>", "refused"),
    Hostile(
        "billion-laughs.xml",
        _text(
            "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a0 'lol'>"
            + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
            + "]><lolz>&a9;</lolz>"
        ),
        "refused",
    ),
)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(path))  # a whole path may be too long for one


def _unreadable(path: Path) -> None:
    path.write_text(_FIELDS)
    path.chmod(0)


def _becomes_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _becomes_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _large_line(path: Path) -> None:
    """A JSON line of 200 MB between two good ones."""
    with path.open("wb") as file:
        file.write(b'{"title": "A"}\n{"title": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"title": "C"}\n')


def _sparse(path: Path) -> None:
    """A file of 10 GB that takes no room on disk."""
    with path.open("wb") as file:
        file.write(_text(_FIELDS))
        file.truncate(10_000_000_000)


FILES = (
    Hostile("a name\nin two lines.md", _text(_FIELDS), "read"),
    Hostile(os.fsdecode(b"caf\xe9 \xff.md"), _text(_FIELDS), "read"),
    Hostile("\x1b[2J\u202etxt.md", _text(_FIELDS), "read"),
    Hostile("n" * 255, _text(_FIELDS), "read"),
    Hostile("unreadable.md", _unreadable, "rejected", "permission denied", makes=True),
    Hostile("vanishes.md", _text(_FIELDS), "rejected", "no such file", meanwhile=Path.unlink),
    Hostile("becomes-a-pipe.md", _text(_FIELDS), "skipped", "not a regular file", meanwhile=_becomes_a_pipe),
    Hostile("becomes-a-folder.md", _text(_FIELDS), "refused", meanwhile=_becomes_a_folder),
    Hostile("is-emptied.md", _text(_FIELDS), "skipped", "empty", meanwhile=lambda path: path.write_bytes(b"")),
    Hostile("loop", lambda path: path.symlink_to(path.parent), "skipped", "already read", makes=True),
    Hostile("link-to-itself", lambda path: path.symlink_to(path), "rejected", "cannot be read", makes=True),
    Hostile("link-to-nothing", lambda path: path.symlink_to("nowhere"), "rejected", "no such file", makes=True),
    Hostile("link-to-a-device", lambda path: path.symlink_to("/dev/zero"), "skipped", "not a regular", makes=True),
    Hostile("pipe.md", os.mkfifo, "skipped", "not a regular file", makes=True),
    Hostile("socket.md", _socket, "skipped", "not a regular file", makes=True),
    Hostile(".hidden.md", _text(_FIELDS), "skipped", "hidden"),
    Hostile("line-of-200-megabytes.jsonl", _large_line, "rejected", "a line of more than", makes=True),
    Hostile("sparse.md", _sparse, "refused", makes=True),
)

PACKED = tuple(Hostile(name, made, fate, reason) for name, made, fate, reason in CONTAINERS)

HOSTILE: Final = (*ENCODINGS, *FRONT_MATTER, *RECORDS, *PAGES, *FILES, *PACKED)
