"""CSV becomes records row by row; a row that does not fit costs only itself, and prose is never taken for a table."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import formats
from index.article import Image, Instant, Origin, Provider
from index.readers import csv_rows
from index.readers.csv_header import find_table
from index.readers.csv_records import read_csv
from index.readers.mapping import FieldMapping, FieldReader
from index.record import RawBody, Record, Rejection, Skip
from index.sources import SourceFile, read_file
from tests.places import SHARED

Found = Record | Rejection | Skip


def read(text: str, *, block: int | None = None, fields: FieldReader | None = None) -> list[Found]:
    table = find_table(text, fields.places if fields else ())
    assert table, "not taken for a table"
    size = block or len(text)
    return list(read_csv([text[n : n + size] for n in range(0, len(text), size)], "news/a.csv", table, fields))


def records(text: str) -> list[Record]:
    found = read(text)
    assert all(isinstance(one, Record) for one in found), found
    return [one for one in found if isinstance(one, Record)]


def read_bytes(path: Path, content: bytes) -> list[Found]:
    path.write_bytes(content)
    return list(read_file(SourceFile(str(path), path.name)))


def test_a_row_is_read_whole() -> None:
    """The usual names of columns mean what they mean in JSON, and lists are told from names with commas."""
    (found,) = records(
        "id,headline,text,published_at,url,byline,publisher,tags,image,section\n"
        '7,"Ferry runs, again","The ferry runs.\n\nIts captain was ""glad"".",2021-12-14,https://coast.example/f,'
        '"Ada Quill; Ben Ink",Coast Wire,"[""Sea"", ""Transport""]",https://coast.example/f.jpg,local\n'
    )
    assert found == Record(
        origin=Origin("news/a.csv", 2),
        reader="csv",
        title="Ferry runs, again",
        body=RawBody('The ferry runs.\n\nIts captain was "glad".', "plain"),
        urls=("https://coast.example/f",),
        authors=("Ada Quill", "Ben Ink"),
        provider=Provider("Coast Wire"),
        published=Instant(datetime(2021, 12, 14, tzinfo=UTC), "day", "assumed"),
        topics=("Sea", "Transport"),
        images=(Image("https://coast.example/f.jpg"),),
        category="local",
        source_id="7",
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_programs_write_is_read(tmp_path: Path, delimiter: str, quoting: int, end: str, encoding: str) -> None:
    """Any usual delimiter, quoting, line end and encoding, under any name."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    bodies = [f'Naïve; a, b | c\td "quoted" {n}.{end}{end}Second paragraph.' for n in range(5)]
    writer.writerows([["id", "title", "body"], *([n, f"Story {n}", body] for n, body in enumerate(bodies))])
    found = read_bytes(tmp_path / "a.txt", held.getvalue().encode(encoding))
    assert [one.body.text for one in found if isinstance(one, Record) and one.body] == [
        body.replace(end, "\n") for body in bodies
    ]


def test_backslashes_before_quotes_are_read() -> None:
    """Database dumps write a quote inside a cell with a backslash, and a backslash with two."""
    first, second = records(
        'title,body\nA,"He said \\"no\\", twice.\\"",\nB,"A path: C:\\\\news"\n'.replace(",\nB", "\nB")
    )
    assert [one.body and one.body.text for one in (first, second)] == ['He said "no", twice."', "A path: C:\\news"]


def test_a_table_without_quoting_is_read() -> None:
    """Quotes in tab-separated text are signs like any other; line breaks are written as backslash and n."""
    first, second = records('title\tbody\n"Big" day\tOne.\\nTwo.\nB\t"Three\n')
    assert (first.title, first.body, second.body) == (
        '"Big" day',
        RawBody("One.\nTwo.", "plain"),
        RawBody('"Three', "plain"),
    )


def test_a_row_of_another_width_is_rejected_alone() -> None:
    """Its line and row are named; empty cells behind the last are no cells, and need not be there."""
    found = read(
        "title,body,url\nA,x,https://a.example/1\nB,y\nC,z,https://a.example/3,more\nD,w,https://a.example/4,,\n"
    )
    assert [(type(one), one.origin.line) for one in found] == [
        (Record, 2),
        (Record, 3),
        (Rejection, 4),
        (Record, 5),
    ]
    assert isinstance(found[2], Rejection)
    assert found[2].reason == "row 3 has 4 cells where the header has 3"


@pytest.mark.parametrize("block", [1, 7, 4096])
@pytest.mark.parametrize("broken", ['{n},{title},"Never closed {n}', '{n},"{title},Body {n}.'])
@pytest.mark.parametrize(
    "plain", ['{n},{title},"Body {n}."', '"{n}","{title}","Body, of {n}."', '{n},"{title}",Body {n}.']
)
def test_a_quote_never_closed_does_not_swallow_the_rest(broken: str, plain: str, block: int) -> None:
    """The rejection says where the quote was opened, and the row behind it is read."""
    lines = [(broken if n in (4, 8) else plain).format(n=n, title=f"Story {n}") for n in range(10)]
    found = read("\n".join(["id,title,body", *lines]) + "\n", block=block)
    assert [one.origin.line for one in found if isinstance(one, Rejection)] == [6, 10]
    assert all("opened in line" in one.reason for one in found if isinstance(one, Rejection))
    assert [one.source_id for one in found if isinstance(one, Record)] == list("01235679")


def test_a_quote_never_closed_in_a_body_of_many_lines_is_found() -> None:
    """The lines of the body are passed over, also those that hold as many commas as a row has."""
    text = "id,title,body\n" + "".join(f'{n},Story {n},"One.\n\nTwo, three, four."\n' for n in range(4))
    found = read(text + '4,Story 4,"One.\n\nTwo, three, four.\n5,Story 5,"One.\nTwo."\n6,Story 6,Three.\n')
    assert [one.source_id for one in found if isinstance(one, Record)] == ["0", "1", "2", "3", "5", "6"]
    (rejection,) = (one for one in found if isinstance(one, Rejection))
    assert rejection.origin.line == 14
    assert "opened in line 14; lines 14 to 16 are passed over" in rejection.reason


def test_a_quote_never_closed_at_the_end_is_rejected() -> None:
    """There is no row to go on with, and that is said."""
    first, second = read('title,body\nA,x\nB,"never\nclosed\n')
    assert isinstance(first, Record)
    assert isinstance(second, Rejection)
    assert second.origin.line == 3
    assert "never closed; it was opened in line 3; lines 3 to 4 are passed over" in second.reason


def test_a_cell_of_tens_of_megabytes_is_read(tmp_path: Path) -> None:
    """Within the bound a cell may be of any size."""
    body = "word " * 4_000_000
    found = read_bytes(tmp_path / "a.csv", f'title,body\nA,"{body}"\nB,short\n'.encode())
    assert [len(one.body.text) for one in found if isinstance(one, Record) and one.body] == [len(body), 5]


def test_a_row_beyond_the_bound_is_rejected_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound is stated, and the rows behind it are read."""
    monkeypatch.setattr(csv_rows, "LARGEST_ROW", 1_000)
    long = "word " * 400
    found = read(f'id,title,body\n1,A,"x"\n2,B,"{long}"\n3,C,"z"\n4,D,{long}\n5,E,"y"\n', block=64)
    assert [one.source_id for one in found if isinstance(one, Record)] == ["1", "3", "5"]
    assert ["longer than" in one.reason for one in found if isinstance(one, Rejection)] == [True, True]


def test_a_large_file_is_streamed_and_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file too large to be held gives what a small one gives, whatever stands where its blocks end."""
    rows = "".join(f'{n};"Story ""{n}"" – naïve";"Line.\r\nAnother; {n}"\r\n' for n in range(300))
    content = f"sep=;\r\nid;title;body\r\n{rows}".encode()
    whole = read_bytes(tmp_path / "a.csv", content)
    monkeypatch.setattr(formats, "LARGEST_FILE", 1_000)
    for size in (997, 1_001):
        monkeypatch.setattr(formats, "_OPENING", size)
        assert read_bytes(tmp_path / "a.csv", content) == whole
    assert [one.title for one in whole if isinstance(one, Record)][-1] == 'Story "299" – naïve'
    assert whole[-1].origin == Origin("a.csv", 601)


def test_odd_content_is_no_harm(tmp_path: Path) -> None:
    """NULs, a mark, blank lines, missing values and an unnamed first column, as data frames write them."""
    content = b"\xef\xbb\xbf,title,body,author\n\n0,A\0B,text,nan\n\n1,C,NULL,\\N\n"
    found = read_bytes(tmp_path / "a.csv", content)
    assert [(one.title, one.body, one.authors) for one in found if isinstance(one, Record)] == [
        ("AB", RawBody("text", "plain"), ()),
        ("C", None, ()),
    ]


def test_a_column_named_twice_is_told_once() -> None:
    """The first is read, and the report says so."""
    first, second = records("title,body,title\nA,x,B\nC,y,D\n")
    assert (first.title, second.title) == ("A", "C")
    assert [problem.field for problem in first.problems] == ["title"]
    assert not second.problems


def test_a_sealed_column_never_leaves_the_reader() -> None:
    """`secured` is a fact in a table too."""
    (found,) = records(f"title,secured\nA,{'c2VhbGVk' * 10}\n")
    assert found.secured
    assert "c2VhbGVk" not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour board met, again, on Tuesday.\nIt put off the crane, again, until May.\n" * 10,
        "Title, author, date\n\n"
        + "The book came out in May.\nIt sold well, they said, and then better, and then not.\n" * 5,
        "News | Sport | Title | Body\nThe harbour board met on Tuesday.\nIt put off the crane.\n" * 5,
        "title: A\nbody: B, C\n",
        "Ferry runs; captain glad\nThe ferry runs; the captain is glad. All is well.\nThe tin mine floods.\n" * 4,
        "Body text, title track, date night\n" + "She sang, he danced. They left, and came back, and left.\n" * 9,
    ],
)
def test_prose_is_never_taken_for_a_table(text: str) -> None:
    """Commas make no table; a line of names with rows as wide as it does."""
    table = find_table(text)
    assert table is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not beside this checkout")
def test_real_articles_are_never_taken_for_tables() -> None:
    """Front matter, pages and wire stories, whole and from their second line on."""
    files = [*(SHARED / "seeds").iterdir(), *sorted((SHARED / "corpora/azure-news").iterdir())[::40]]
    texts = [path.read_text(encoding="utf-8") for path in files]
    for name in ("syndicated", "reuters"):
        with (SHARED / f"corpora/{name}.jsonl").open(encoding="utf-8") as lines:
            texts += [json.loads(line)["body"] or "" for line in lines]
    for text in texts:
        assert find_table(text) is None or len(text) < 400, text[:300]
        rest = text.partition("\n")[2]
        table = find_table(rest)
        assert table is None or not table.known, rest[:300]


def test_a_mapping_makes_unknown_columns_known() -> None:
    """Its names count as known ones, and its separators go before ours."""
    mapping = FieldMapping(
        (("title", ("hed",)), ("body", ("story.text",)), ("authors", ("who",))), separators=(("authors", "&"),)
    )
    fields = FieldReader(mapping)
    (found,) = read("ref;hed;story.text;who\n1;Ferry runs;It runs.;Ada Quill & Ben Ink\n", fields=fields)
    assert isinstance(found, Record)
    assert (found.title, found.body, found.authors) == (
        "Ferry runs",
        RawBody("It runs.", "plain"),
        ("Ada Quill", "Ben Ink"),
    )
    assert mapping.unmet(fields.met) == ()


def test_a_header_alone_is_skipped() -> None:
    """An empty export is no article and no error."""
    (found,) = read("title,body,url\n")
    assert isinstance(found, Skip)
    assert "no rows" in found.reason


_cells = st.text(st.sampled_from('ab,;"\n\\é '), max_size=12)


@given(st.lists(st.tuples(_cells, _cells), min_size=1, max_size=8), st.sampled_from([1, 3, 1000]))
def test_quoted_cells_come_back_as_they_were(rows: list[tuple[str, str]], block: int) -> None:
    """Whatever stands in a quoted cell, and however the text is cut into blocks."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["title", "body", "id"], *((f"t{one}", f"b{two}", n) for n, (one, two) in enumerate(rows))])
    reader = csv_rows.RowReader(
        csv_rows.Window(held.getvalue()[n : n + block] for n in range(0, len(held.getvalue()), block)),
        csv_rows.Dialect(),
    )
    position = 0
    found: list[tuple[str, ...]] = []
    while len(found) <= len(rows):
        row = reader.row(position)
        position = row.end
        found.append(tuple(row.cells))
    assert found[1:] == [(f"t{one}", f"b{two}", str(n)) for n, (one, two) in enumerate(rows)]


@given(st.text(st.sampled_from('a1,"\n\\ '), max_size=200), st.sampled_from([1, 5, 1000]))
def test_no_rows_make_reading_raise_or_lose_a_line(rest: str, block: int) -> None:
    """Whatever stands under a header is read, rejected with its line, or blank; blocks change nothing."""
    text = f"title,body,url\n{rest}"
    if find_table(text) is None:
        return
    found = read(text, block=block)
    assert found == read(text)
    lines = [one.origin.line or 0 for one in found if not isinstance(one, Skip)]
    assert lines == sorted(set(lines))
    filled = [n for n, line in enumerate(text.split("\n"), 1) if line.strip(' ,"\\')]
    assert not lines or min(filled[1:], default=lines[0]) >= lines[0]


@pytest.mark.parametrize("line", ['"a","b\n', '"a "b "c\n', '"a"' + " " * 300 + "x\n"])
def test_quotes_that_match_nothing_are_looked_at_a_few_times_each(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Looking for the row behind a bad one is bounded by what it takes, and not by the length of the text alone."""
    looked = 0
    past_blanks = csv_rows.RowReader._past_blanks

    def counted(self: csv_rows.RowReader, position: int) -> int:
        nonlocal looked
        looked += 1
        return past_blanks(self, position)

    monkeypatch.setattr(csv_rows.RowReader, "_past_blanks", counted)
    text = "title,body\n" + line * 40_000
    table = find_table("title,body\na,b\n")
    assert table
    found = list(read_csv([text], "a.csv", table))
    assert sum(isinstance(one, Rejection) for one in found) > 0
    assert looked < 12 * text.count('"')
