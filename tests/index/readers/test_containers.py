"""Zip, tar and compressed files are read like the folders they were made of, within bounds, and never to disk."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import formats, unpacking, workers
from index.article import Origin
from index.containers import budget
from index.containers.budget import DEEPEST, Budget
from index.containers.members import Member
from index.containers.streams import Stream
from index.containers.tar_members import tar_members
from index.containers.zip_members import zip_members
from index.formats import LARGE
from index.rebuilding.report import by_place
from index.record import Record, Rejection, Skip
from index.sources import SourceFile, find_files, read_file
from index.workers import plan, read_chunks
from tests.index.readers.packing import WarcFile, tar_of, zip_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STORY = b"---\ntitle: Crane\n---\nThe board met.\n"
LINES = "".join(json.dumps({"title": f"Story {n}", "body": f"The board met {n} times."}) + "\n" for n in range(9))


def read(folder: Path, data: bytes, name: str = "dump") -> list[Record | Rejection | Skip]:
    path = folder / name
    path.write_bytes(data)
    return list(read_file(SourceFile(str(path), name)))


def places(found: list[Record | Rejection | Skip]) -> list[str]:
    return [one.origin.path for one in found if isinstance(one, Record)]


def reasons(found: list[Record | Rejection | Skip]) -> list[tuple[str, str]]:
    return [(one.origin.path, one.reason) for one in found if not isinstance(one, Record)]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_compressed_file_is_read_as_what_it_holds(tmp_path: Path, pack: object) -> None:
    """Its place is its own, and its lines keep their numbers; several streams in one file are one."""
    assert callable(pack)
    half = len(LINES) // 2
    found = read(tmp_path, pack(LINES[:half].encode()) + pack(LINES[half:].encode()))
    assert [(type(one), one.origin.path, one.origin.line) for one in found] == [
        (Record, "dump", line) for line in range(1, 10)
    ]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_members_of_a_tar_archive_are_read_under_their_names(tmp_path: Path, mode: str) -> None:
    """By content, each in its form, lines of a compressed member with their numbers."""
    files = [("./2020/a.md", STORY), ("2020/b.gz", gzip.compress(LINES.encode())), ("2020/.c.md", STORY)]
    found = read(tmp_path, tar_of(files, mode))
    assert places(found) == ["dump!/2020/a.md", *["dump!/2020/b.gz"] * 9]
    assert reasons(found) == [("dump!/2020/.c.md", "hidden")]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_members_of_a_zip_archive_are_read_under_their_names(tmp_path: Path, method: int) -> None:
    """The rules about folders hold in it too: hidden files and a README are passed over."""
    files = [("2020/a.md", STORY), ("2020/", b""), ("README.md", STORY[20:] * 40), ("__MACOSX/._a.md", b"\0\5\x16\7")]
    found = read(tmp_path, zip_of(files, method))
    assert places(found) == ["dump!/2020/a.md"]
    assert [place for place, _ in reasons(found)] == ["dump!/README.md", "dump!/__MACOSX/._a.md"]


def test_containers_in_containers_are_read_to_a_depth(tmp_path: Path) -> None:
    """A zip of tar.gz of jsonl.gz is within it; what is deeper is rejected and the rest goes on."""
    inner = tar_of([("b.jsonl.gz", gzip.compress(LINES.encode()))], "w:gz")
    deep = STORY
    for _ in range(DEEPEST):
        deep = gzip.compress(deep)
    found = read(tmp_path, zip_of([("in.tar.gz", inner), ("deep", deep), ("c.md", STORY)]))
    assert places(found) == [*["dump!/in.tar.gz!/b.jsonl.gz"] * 9, "dump!/c.md"]
    assert reasons(found) == [("dump!/deep", "nested more than 4 containers deep")]


def test_names_lead_nowhere_and_stay_apart(tmp_path: Path) -> None:
    """Nothing is written, so a name need only be printable and its own."""
    names = [
        "../../etc/passwd",
        "/etc/passwd",
        "a\nb.md",
        "a\\nb.md",
        "caf\udce9.md",
        "a.md",
        "a.md",
        "a.md (2)",
        "C:\\x",
    ]
    data = tar_of([(name, STORY) for name in names])
    found = places(read(tmp_path, data))
    assert found == [
        "dump!/../../etc/passwd",
        "dump!//etc/passwd",
        "dump!/a\\nb.md",
        "dump!/a\\\\nb.md",
        "dump!/caf\\xe9.md",
        "dump!/a.md",
        "dump!/a.md (2)",
        "dump!/a.md (2) (2)",
        "dump!/C:\\\\x",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_an_office_document_is_no_archive_of_articles(tmp_path: Path) -> None:
    """Its parts are markup that nobody wrote as articles."""
    data = zip_of([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<p>x</p>")])
    assert reasons(read(tmp_path, data)) == [("dump", "not text: an office document")]


def test_links_and_devices_in_archives_are_passed_over(tmp_path: Path) -> None:
    """They hold nothing themselves, and nothing is followed out of an archive."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    assert reasons(read(tmp_path, made.getvalue())) == [
        (f"dump!/{name}", "not a regular file") for name in ("soft", "hard", "pipe")
    ]


def test_what_stands_behind_a_damaged_tar_header_is_read(tmp_path: Path) -> None:
    """One header lost is one file lost."""
    files = [(f"{n}.md", STORY) for n in range(4)]
    data = bytearray(tar_of(files))
    data[1024 + 100] ^= 0xFF  # in the header of the second of them
    found = read(tmp_path, bytes(data))
    assert places(found) == ["dump!/0.md", "dump!/2.md", "dump!/3.md"]
    assert reasons(found) == [("dump", "has a damaged header: members up to the next whole one are lost")]


def test_a_damaged_member_of_a_zip_archive_is_rejected_alone(tmp_path: Path) -> None:
    """Its neighbours do not depend on it."""
    data = bytearray(zip_of([(f"{n}.md", STORY) for n in range(3)], zipfile.ZIP_STORED))
    at = data.find(b"board", data.find(b"board") + 1)
    data[at] ^= 1
    found = read(tmp_path, bytes(data))
    assert places(found) == ["dump!/0.md", "dump!/2.md"]
    assert [place for place, _ in reasons(found)] == ["dump!/1.md"]


def test_whole_lines_before_a_break_are_read(tmp_path: Path) -> None:
    """A dump that broke off is not lost, and the break is told."""
    large = "".join(json.dumps({"title": f"Story {n}", "body": f"{n * 7919:x} " * 50}) + "\n" for n in range(2_000))
    packed = gzip.compress(large.encode())
    found = read(tmp_path, packed[: len(packed) // 2])
    assert 500 < len(places(found)) < 1_500
    assert reasons(found) == [("dump", "its gzip data breaks off before its end; what stands before that is read")]


def test_large_members_are_streamed_or_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound of a file is that of a member: beyond it only JSON Lines are read."""
    monkeypatch.setattr(formats, "LARGEST_FILE", 500)
    lines = tar_of([("a.jsonl", LINES.encode()), ("b.md", STORY * 40), ("c.md", STORY)], "w:gz")
    found = read(tmp_path, lines)
    assert places(found) == [*["dump!/a.jsonl"] * 9, "dump!/c.md"]
    assert [place for place, _ in reasons(found)] == ["dump!/b.md"]


def test_a_bomb_is_stopped_by_its_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before is kept, and the report says why the rest is not."""
    monkeypatch.setattr(budget, "ALWAYS", 1 << 20)
    bomb = gzip.compress(b'{"title": "x"}\n' + b'{"title": "y"}\n' * 200_000)
    found = read(tmp_path, tar_of([("a.md", STORY), ("bomb.gz", bomb), ("b.md", STORY)], "w:gz"))
    assert places(found)[0] == "dump!/a.md"
    assert [(place, reason[:25]) for place, reason in reasons(found)] == [("dump", "unpacks to more than 1 Mi")]


def test_members_beyond_the_bound_are_said_to_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of more members than are read says so."""
    monkeypatch.setattr(budget, "MOST_MEMBERS", 5)
    for data in (tar_of([(f"{n}.md", STORY) for n in range(7)]), zip_of([(f"{n}.md", STORY) for n in range(7)])):
        found = read(tmp_path, data)
        assert len(places(found)) == 5
        assert [place for place, _ in reasons(found)] == ["dump"]


def test_skips_of_a_large_container_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first by name, the others by reason; and the sum is that of all."""
    monkeypatch.setattr(unpacking, "NAMED_SKIPS", 10)
    found = read(tmp_path, zip_of([(f".{n}", b"x") for n in range(100)] + [("a.md", STORY)]))
    skips = [one for one in found if isinstance(one, Skip)]
    assert [skip.count for skip in skips] == [*[1] * 10, 90]
    assert skips[-1].origin.path == "dump"


def test_the_directory_of_a_zip_archive_of_the_large_form_is_found(tmp_path: Path) -> None:
    """Beyond 65,535 members or 4 GiB it has a second end, with numbers of 64 bits."""
    data = zip_of([("a.md", STORY)])
    at, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    large_end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, end - at, at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    old_end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert places(read(tmp_path, data[:end] + large_end + locator + old_end)) == ["dump!/a.md"]


def test_a_zip_member_with_sizes_of_64_bits_is_read(tmp_path: Path) -> None:
    """As tools write that do not know beforehand how much there will be."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.md", "w", force_zip64=True) as to:
        to.write(STORY)
    data = made.getvalue()
    at = data.rfind(b"PK\x01\x02")
    entry = bytearray(data[at : data.rfind(b"PK\x05\x06")])
    packed, plain = struct.unpack_from("<2L", entry, 20)
    struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, 20)
    entry += struct.pack("<2H2Q", 1, 16, plain, packed)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), at, 0)
    assert places(read(tmp_path, data[:at] + bytes(entry) + end)) == ["dump!/a.md"]


def test_the_archive_is_the_same_when_more_processes_share_a_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How members, and the lines of a large one, were shared out leaves no trace in what is found."""
    monkeypatch.setattr(workers, "_SHARED_FROM", 1 << 16)
    folder = tmp_path / "packed"
    folder.mkdir()
    text = "".join(f"The harbour master counted {n * 7919:x} ships once more. " for n in range(2_000))
    files = [
        (f"{n}.md", b"---\ntitle: Ship %d\n---\n%s\n" % (n, text[n * 9 : n * 9 + 1_000].encode())) for n in range(99)
    ]
    lines = "".join(json.dumps({"title": f"Line {n}", "body": text}) + "\n" for n in range(LARGE // len(text) + 1))
    (folder / "a.tar.gz").write_bytes(tar_of([*files, ("empty", b""), ("lines.jsonl", lines.encode())], "w:gz"))
    (folder / "b.zip").write_bytes(zip_of([*files, (".hidden", b"")], zipfile.ZIP_STORED))
    warc = WarcFile().record("https://harbour-courier.example/", b"", kind="request")
    for name, data in files:
        warc.response(f"https://harbour-courier.example/{name}", data, media="text/plain")
    (folder / "c.warc").write_bytes(warc.bytes())
    found = [one for one in find_files([folder]) if isinstance(one, SourceFile)]
    chunks = plan(found, 2)
    assert {share.file.name: share.of for chunk in chunks for share in chunk} == {
        f"packed/{name}": 4 for name in ("a.tar.gz", "b.zip", "c.warc")
    }
    alone, shared = (
        sorted(repr(item) for batch in batches for item in batch.items)
        for batches in (read_chunks(plan(found, 1), 1), read_chunks(chunks, 2))
    )
    assert len(alone) == 3 * 99 + 3 + LARGE // len(text) + 1
    assert alone == shared


def test_what_processes_counted_apart_is_added_up() -> None:
    """The report of a shared container is that of a whole one."""
    place = Skip(Origin("a.zip"), "hidden", 7)
    skips, rejections = by_place([place, place, Skip(Origin("b"), "empty")], [])
    assert [(one.origin.path, one.count) for one in skips] == [("a.zip", 14), ("b", 1)]
    assert rejections == ()


_names = st.text(st.characters(codec="utf-8", exclude_characters="\0/\\\n\r"), min_size=1, max_size=200).map(
    lambda name: f"d/x{name}"
)
_files = st.lists(st.tuples(_names, st.binary(max_size=2_000)), max_size=5)


def held(members: object) -> list[bytes]:
    assert hasattr(members, "__iter__")
    return [one.stream.read(1 << 20) for one in members if isinstance(one, Member)]


@given(_files, st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
def test_a_tar_archive_of_any_form_gives_back_what_was_put_in(files: list[tuple[str, bytes]], form: int) -> None:
    """As the standard library writes it: long names, names in any script, any bytes."""
    made = io.BytesIO()
    kept = []
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, data in files:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            try:
                archive.addfile(member, io.BytesIO(data))
                kept.append(data)
            except ValueError:
                pass  # a name too long for the oldest form
    made.seek(0)
    assert held(tar_members(Stream(made.read), "a", Budget(1))) == kept


@given(_files, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]), st.binary(max_size=99))
def test_a_zip_archive_gives_back_what_was_put_in(files: list[tuple[str, bytes]], method: int, comment: bytes) -> None:
    """As the standard library writes it, with a comment behind its directory."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.comment = comment.replace(b"PK", b"")
        for number, (name, data) in enumerate(files):
            archive.writestr(zipfile.ZipInfo(f"{name}{number}"), data, method)
    assert held(zip_members(made, "a", Budget(1))) == [data for _, data in files]


_wholes = st.sampled_from(
    [
        tar_of([("a.md", STORY), ("l" * 200, STORY)], "w"),
        tar_of([("a.md", STORY)], "w:gz"),
        zip_of([("a.md", STORY), ("b.gz", gzip.compress(STORY))]),
        bz2.compress(STORY),
        lzma.compress(STORY),
        zstd.compress(STORY),
    ]
)


@given(_wholes, st.binary(max_size=40), st.integers(0, 3_000), st.integers(0, 60))
def test_no_damage_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, junk: bytes, at: int, cut: int
) -> None:
    """Wherever bytes are lost or replaced, it ends in records, rejections and skips, and no reader stumbles."""
    at %= len(whole)
    found = read(tmp_path_factory.mktemp("any"), whole[:at] + junk + whole[at + cut :])
    assert found
    assert not any("failed on it" in reason for _, reason in reasons(found))
