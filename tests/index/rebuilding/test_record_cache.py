"""Rebuilds with kept records: they publish what a fresh one publishes, whatever happened to the files."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index

from index.article import Article, Origin
from index.codec.names import STORED_FIELD
from index.generations.archive import Archive
from index.generations.stored import decode_article
from index.readers.mapping import FieldMapping
from index.rebuilding.options import RebuildOptions
from index.rebuilding.rebuild import rebuild
from index.rebuilding.report import RebuildReport
from index.rebuilding.report_forms import report_to_json, report_to_text
from index.record import Record, Rejection, Skip
from index.records.cache import Entry, RecordCache, new_entry
from index.records.marks import mark_file
from index.records.outcome import decode_outcome, encode_outcome, outcome_of
from index.records.stamp import reading_stamp
from index.records.survey import survey_files
from index.sources import SourceFile, find_files

CIPHERTEXT = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ;EjRWeJCrze8="
FRESH = RebuildOptions(cache="fresh")


def article(title: str, body: str = "The ferry runs again after the long repair.") -> str:
    """A front-matter file; titles of one length make files of one size."""
    return f'---\ntitle: "{title}"\nwebUrl: "https://courier.example/{title}"\n---\n\n{body}\n'


def tar_with(title: str) -> bytes:
    """A container with one member."""
    data = article(title).encode()
    held = BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        member = tarfile.TarInfo("inner/member.md")
        member.size = len(data)
        tar.addfile(member, BytesIO(data))
    return held.getvalue()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Ten front-matter files, records with a broken line, a container, prose, and something that is no article."""
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.md").write_text(article(f"harbour-{number}"))
    (folder / "lines.jsonl").write_text('{"id": "a", "title": "Tin mine floods"}\n{"id": "b", "tit\n')
    (folder / "held.tar").write_bytes(tar_with("inside"))
    (folder / "prose.txt").write_text("The mayor opened the new quay on Monday. " * 12)
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def stored(archive: Archive) -> list[Article]:
    """Every article of the archive, whole."""
    with whoosh_index.open_dir(archive.current()).reader() as reader:
        return sorted(
            (decode_article(fields[STORED_FIELD]) for fields in reader.all_stored_fields()),
            key=lambda article: article.id,
        )


def told(report: RebuildReport) -> dict[str, object]:
    """What a report says, without what may differ between two runs of the same, and without what was before."""
    said = report_to_json(report)
    for name in ("archive", "generation", "unchanged", "seconds", "articles_per_second", "bytes", "versions"):
        del said[name]
    for name in ("read", "kept", "renamed", "gone"):
        del said["files"][name]
    return said


def assert_as_fresh(source: Path, archive: Archive, options: RebuildOptions | None = None) -> RebuildReport:
    """Rebuild with the cache, and compare with an archive built of the same files for the first time."""
    report = rebuild([source], archive.path, options=options)
    anew = Archive(archive.path.with_name("anew"))
    shutil.rmtree(anew.path, ignore_errors=True)
    assert told(report) == told(rebuild([source], anew.path))
    assert stored(archive) == stored(anew)
    return report


def files_of(folder: Path) -> list[SourceFile]:
    """The files that a rebuild would read."""
    return [found for found in find_files([folder]) if isinstance(found, SourceFile)]


def entries_of(archive: Archive) -> dict[str, Entry]:
    """What the cache knows of files."""
    with RecordCache(archive.path / "cache", reading_stamp(None)) as cache:
        return cache.entries


def change(folder: Path) -> None:
    (folder / "1.md").write_text(article("harbour-1", "Another text altogether, and longer than it was."))


def delete(folder: Path) -> None:
    (folder / "2.md").unlink()


def add(folder: Path) -> None:
    (folder / "new.md").write_text(article("new"))


def rename(folder: Path) -> None:
    (folder / "3.md").rename(folder / "renamed.md")


def rename_container(folder: Path) -> None:
    (folder / "held.tar").rename(folder / "moved.tar")


def rename_to_readme(folder: Path) -> None:
    (folder / "prose.txt").rename(folder / "README.txt")


def rename_to_table(folder: Path) -> None:
    (folder / "prose.txt").rename(folder / "prose.csv")


def copy(folder: Path) -> None:
    shutil.copy(folder / "lines.jsonl", folder / "copied.jsonl")


def touch(folder: Path) -> None:
    os.utime(folder / "4.md")


def replace_unseen(folder: Path) -> None:
    """Other content of the same size and with the same time of change."""
    path = folder / "5.md"
    before = path.stat()
    path.write_text(article("harbor--5"))
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(folder: Path) -> None:
    (folder / "6.md").rename(folder / "between")
    (folder / "7.md").rename(folder / "6.md")
    (folder / "between").rename(folder / "7.md")


def become_folder(folder: Path) -> None:
    (folder / "8.md").unlink()
    (folder / "8.md").mkdir()
    (folder / "8.md" / "inside.md").write_text(article("inside-a-folder"))


def change_member(folder: Path) -> None:
    (folder / "held.tar").write_bytes(tar_with("within"))


def lock(folder: Path) -> None:
    (folder / "9.md").write_text(f'---\ntitle: "Locked"\nsecured: "{CIPHERTEXT}"\n---\n')


EDITS: dict[str, Callable[[Path], None]] = {
    edit.__name__: edit
    for edit in (
        *(change, delete, add, rename, rename_container, rename_to_readme, copy, touch, replace_unseen, swap),
        *(rename_to_table, become_folder, change_member, lock),
    )
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_rebuild_publishes_what_a_fresh_one_does_when_files_were_edited(
    edit: Callable[[Path], None], source: Path, archive: Archive
) -> None:
    """Kept records never show: neither in an article nor in the report."""
    rebuild([source], archive.path)
    edit(source)
    assert_as_fresh(source, archive)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_look_is_enough_when_files_had_settled(
    edit: Callable[[Path], None], source: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same by the stat alone, which is all that is asked of files that were left alone for a while."""
    monkeypatch.setattr("index.records.marks.SETTLED_NS", -60_000_000_000)
    rebuild([source], archive.path)
    assert survey_files(files_of(source), entries_of(archive)).seen_anew is False
    edit(source)
    assert_as_fresh(source, archive)


def test_a_file_is_hashed_when_it_was_read_right_after_a_change(source: Path, archive: Archive) -> None:
    """Two changes within one tick of the clock leave one time, so that a young file's look tells nothing."""
    rebuild([source], archive.path)
    assert not any(entry.settled for entry in entries_of(archive).values())
    assert survey_files(files_of(source), entries_of(archive)).seen_anew


def test_the_cache_is_usable_when_it_was_appended_to_but_never_saved(source: Path, archive: Archive) -> None:
    """What a killed rebuild wrote behind the records it knew is passed over, and written over."""
    rebuild([source], archive.path)
    log = archive.path / "cache" / "records-1.bfr"
    with log.open("ab") as file:
        file.write(b"half a record")
    assert rebuild([source], archive.path).unchanged
    change(source)
    assert assert_as_fresh(source, archive).files.read == 1


def test_dead_records_go_when_they_are_more_than_the_living(tmp_path: Path) -> None:
    """Rebuild after rebuild, the cache stays in proportion to what the files hold."""
    files = [tmp_path / "0.md", tmp_path / "1.md"]
    marks = []
    for file in files:
        file.write_text(article(file.stem))
        marks.append(mark_file(str(file)))
    big, small = (outcome_of([Skip(Origin(file.name), "x")]) for file in files)
    with RecordCache(tmp_path / "cache", "stamp") as cache:
        for file, mark, outcome in zip(files, marks, (big, small), strict=True):
            assert mark
            pieces = [cache.append(encode_outcome(outcome) or b"", 0)]
            cache.append(bytes(1 << 20), 0)
            cache.keep(new_entry(file.name, False, True, mark, pieces))
        cache.save()
    assert sum(path.stat().st_size for path in (tmp_path / "cache").glob("records-*")) < 1000
    with RecordCache(tmp_path / "cache", "stamp") as cache:
        assert [cache.read(entry) for entry in cache.entries.values()] == [[big], [small]]


@given(rounds=st.lists(st.sets(st.sampled_from(sorted(EDITS))), min_size=1, max_size=3))
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rebuild_publishes_what_a_fresh_one_does_after_any_edits(
    rounds: list[set[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Edits of all kinds together, rebuild after rebuild."""
    root = tmp_path_factory.mktemp("edits")
    source = root / "source"
    source.mkdir()
    for number in range(10):
        (source / f"{number}.md").write_text(article(f"harbour-{number}"))
    (source / "held.tar").write_bytes(tar_with("inside"))
    archive = Archive(root / "archive")
    rebuild([source], archive.path)
    left = set(EDITS) - {"rename_to_readme", "rename_to_table", "copy"}
    for edits in rounds:
        for name in sorted(edits & left):
            EDITS[name](source)
            left.discard(name)
        assert_as_fresh(source, archive)


def test_the_generation_stays_when_nothing_has_changed(source: Path, archive: Archive) -> None:
    """The report says so, and still tells all that the archive holds."""
    first = rebuild([source], archive.path)
    second = rebuild([source], archive.path)
    assert (second.generation, second.unchanged) == (first.generation, True)
    assert told(second) == told(first)
    assert (second.files.read, second.files.kept) == (0, 14)
    assert "nothing has changed" in report_to_text(second)
    assert len(archive.generations()) == 1


def test_only_what_is_new_is_read_when_files_were_changed_renamed_and_deleted(source: Path, archive: Archive) -> None:
    """The report counts files by where their records came from."""
    rebuild([source], archive.path)
    for edit in (change, delete, rename, touch):
        edit(source)
    files = rebuild([source], archive.path).files
    assert (files.found, files.read, files.kept, files.renamed, files.gone) == (13, 1, 12, 1, 1)


@pytest.mark.parametrize("name", ["files.bfr", "records-1.bfr", "published.bfr"])
@pytest.mark.parametrize("damage", ["cut", "flip", "lose"])
def test_damage_costs_only_the_reading_when_the_cache_is_not_whole(
    name: str, damage: str, source: Path, archive: Archive
) -> None:
    """A torn or altered cache is noticed and never believed."""
    rebuild([source], archive.path)
    path = archive.path / "cache" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.unlink() if damage == "lose" else path.write_bytes(data if damage == "flip" else data[: len(data) // 2])
    change(source)
    report = assert_as_fresh(source, archive)
    assert report.files.read >= 1
    assert rebuild([source], archive.path).unchanged


def test_a_generation_is_made_anew_when_the_served_one_is_damaged(source: Path, archive: Archive) -> None:
    """That nothing changed in the files is no reason to leave a broken index."""
    first = rebuild([source], archive.path)
    victim = max(archive.current().iterdir(), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1])
    assert rebuild([source], archive.path).generation != first.generation
    archive.verify()


def test_a_generation_is_made_anew_when_another_is_served(source: Path, archive: Archive) -> None:
    """After a rollback a rebuild leads forward again."""
    rebuild([source], archive.path)
    change(source)
    rebuild([source], archive.path)
    archive.rollback()
    assert not assert_as_fresh(source, archive).unchanged


def test_everything_is_read_again_when_the_mapping_is_another(source: Path, archive: Archive) -> None:
    """What decides what a file becomes is part of what the cache is kept under."""
    (source / "own.json").write_text(json.dumps({"headline_long": "Ferry late", "body": "It came at noon at last."}))
    rebuild([source], archive.path)
    mapping = FieldMapping(fields=(("title", ("headline_long",)),))
    report = rebuild([source], archive.path, options=RebuildOptions(mapping=mapping))
    assert (report.files.read, report.files.kept) == (15, 0)
    assert "Ferry late" in [one.title for one in stored(archive)]


def test_a_strict_rebuild_refuses_when_the_kept_records_hold_a_rejection(source: Path, archive: Archive) -> None:
    """A rejection is kept like a record, and counts like one that was just met."""
    rebuild([source], archive.path)
    assert rebuild([source], archive.path, options=RebuildOptions(strict=True)).generation == ""


def test_every_file_is_read_when_a_fresh_rebuild_is_asked_for(source: Path, archive: Archive) -> None:
    """Whoever does not trust the cache need not."""
    first = rebuild([source], archive.path)
    again = rebuild([source], archive.path, options=FRESH)
    assert (again.files.read, again.unchanged) == (14, False)
    assert again.generation != first.generation


def test_nothing_is_kept_when_the_cache_is_off(source: Path, archive: Archive) -> None:
    """Not even what an earlier rebuild kept."""
    rebuild([source], archive.path)
    rebuild([source], archive.path, options=RebuildOptions(cache="off"))
    assert not (archive.path / "cache").exists()


def test_no_ciphertext_is_in_the_cache_when_an_article_is_locked(source: Path, archive: Archive) -> None:
    """What is kept is what cleaning left, so that the encrypted body stays where it was."""
    lock(source)
    rebuild([source], archive.path)
    records = (archive.path / "cache" / "records-1.bfr").read_bytes()
    frames = [b"\x28\xb5\x2f\xfd" + frame for frame in records.split(b"\x28\xb5\x2f\xfd")[1:]]
    outcomes = [decode_outcome(frame) for frame in frames]
    assert any(record.secured for outcome in outcomes for record in outcome.records)
    for half in CIPHERTEXT.split(";"):
        assert half[:10] not in repr(outcomes)
        assert all(half[:10].encode() not in path.read_bytes() for path in (archive.path / "cache").iterdir())


def test_an_outcome_is_not_kept_when_its_text_is_no_unicode() -> None:
    """Half of a pair cannot be written as UTF-8; such a file is read each time."""
    assert encode_outcome(outcome_of([Skip(Origin("a"), "\ud800")])) is None


def test_an_outcome_is_the_same_when_it_was_kept() -> None:
    """Every kind of item, with its related records."""
    related = (Record(Origin("a"), "related", title="Mine floods"),)
    held = outcome_of([Record(Origin("a", 3), "json", related=related), Rejection(Origin("b"), "bad", 3)], {"x.y"})
    assert decode_outcome(encode_outcome(held) or b"") == held
