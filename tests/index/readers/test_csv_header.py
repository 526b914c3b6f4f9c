"""What counts as the header of a table; a file named as one is read as one or rejected, and is never one article."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.mapping_file import parse_mapping
from index.readers.mapping import FieldReader
from index.record import Record, Rejection, Skip
from index.sources import SourceFile, read_file

STORY = "The ferry runs again, its captain said, and he was glad of it after a winter in the dock. " * 4
ROWS = "".join(f'Ferry {n} runs,"{STORY}\n\nThe mate, {n}, said more.",https://coast.example/{n}\n' for n in range(3))


def read(tmp_path: Path, name: str, text: str, mapping: str = "") -> list[Record | Rejection | Skip]:
    path = tmp_path / name
    path.write_text(text)
    fields = FieldReader(parse_mapping(mapping) if mapping else None)
    return list(read_file(SourceFile(str(path), path.name), fields=fields))


def titles(found: list[Record | Rejection | Skip]) -> list[str]:
    return [one.title for one in found if isinstance(one, Record)]


@pytest.mark.parametrize("name", ["a.csv", "A.TSV", "a.csv.csv"])
@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROWS, "Ferry 0 runs"),
        ("hed,story,link-to\n" + ROWS, "hed, story, link-to"),
        ("hed,story\n" + ROWS.replace(",https", "https"), "hed, story"),
        ("story\n" + f'"{STORY}"\n' * 3, "story"),
        ("titre~corps~lien\n" + ROWS.replace(",", "~"), "titre~corps~lien"),
        (STORY + "\n\n" + STORY, "The ferry runs again"),
        (f"<p>{STORY}</p>,https://coast.example/1\n" * 3, "<p>The ferry runs again"),
        (f"Title: an export\nDate: 2021-12-14\n\n{ROWS}", "Title: an export"),
    ],
)
def test_a_file_named_as_a_table_is_never_one_article(
    tmp_path: Path, name: str, text: str, said: str, rows: int
) -> None:
    """Without a header that is known it is rejected, with its first line and what to do, however few its rows."""
    (found,) = read(tmp_path, name, "\n".join(text.split("\n")[: rows * 3 + 1]))
    assert isinstance(found, Rejection)
    assert said in found.reason
    assert "--mapping" in found.reason


def test_records_under_the_name_of_a_table_are_read(tmp_path: Path) -> None:
    """What is clearly another form of many records is read as that."""
    assert titles(read(tmp_path, "a.csv", '{"title": "A", "body": "x"}\n{"title": "B", "body": "y"}\n')) == ["A", "B"]


def test_a_table_of_unknown_columns_under_another_name_is_skipped(tmp_path: Path) -> None:
    """Only where it is clear that it is a table; nobody said so."""
    text = "ref;hed;story\n" + '1;Ferry runs;"The ferry runs.\n\nIts captain was glad of it all."\n' * 20
    (found,) = read(tmp_path, "a.dat", text)
    assert isinstance(found, Skip)
    assert "ref, hed, story" in found.reason
    assert "--mapping" in found.reason


def test_a_slip_in_a_mapping_is_a_rejection_that_says_so(tmp_path: Path) -> None:
    """No name of the file is one of the mapping."""
    (found,) = read(tmp_path, "a.csv", "hed,story,page\n" + ROWS, '[fields]\ntitle = "head"\nbody = "storey"')
    assert isinstance(found, Rejection)
    assert "nor to the mapping" in found.reason


def test_one_column_is_a_table_where_the_name_says_so(tmp_path: Path) -> None:
    """In quotes or not, by a known name or one of a mapping; commas in it part nothing."""
    quoted = "body\n" + "".join(f'"Story {n}, told.\n\nIts end."\n' for n in range(3))
    assert len(titles(read(tmp_path, "a.csv", quoted))) == 3
    assert titles(read(tmp_path, "a.csv", "Headline\nFerry runs, again\nTin mine floods\n")) == [
        "Ferry runs, again",
        "Tin mine floods",
    ]
    assert titles(read(tmp_path, "a.csv", 'hed\n"Ferry runs"\n', '[fields]\ntitle = "hed"')) == ["Ferry runs"]


@pytest.mark.parametrize(
    "above",
    [
        "# from the archive of 2021\n",
        "// one, two, three, four\n\n",
        "Articles of the year\n\n",
        "Articles of the year,,\n,,\n",
        '"Articles, of the year",,\n',
        "Title: an export\nDate: 2021-12-14\n\n",
        ",Texts,\n",
    ],
)
def test_lines_above_a_clear_header_are_gone_over(tmp_path: Path, above: str) -> None:
    """Comments, captions, and names over groups of columns; the report says that they were there."""
    found = read(tmp_path, "a.csv", f"{above}title,body,url\n{ROWS}")
    assert titles(found) == ["Ferry 0 runs", "Ferry 1 runs", "Ferry 2 runs"]
    (skipped,) = (one for one in found if isinstance(one, Skip))
    assert "above the header" in skipped.reason
    assert found[1].origin.line == above.count("\n") + 2


def test_names_among_the_rows_make_no_header(tmp_path: Path) -> None:
    """A row of words that happen to be names stands among rows as wide as it, so that it is one of them."""
    (found,) = read(tmp_path, "words.csv", "word,meaning\ntitle,headline\ntext,body\nlink,url\n")
    assert isinstance(found, Rejection)


def test_names_in_several_lines_are_read(tmp_path: Path) -> None:
    """A name in quotes may be broken, as in a narrow column of a spreadsheet; how it is written makes no difference."""
    found = read(tmp_path, "a.csv", '"TITLE","Full\nText","Publish\nDate"\n"Ferry","It runs.","2021-12-14"\n')
    (record,) = found
    assert isinstance(record, Record)
    assert record.body
    assert record.published


def test_a_header_that_comes_again_is_no_article(tmp_path: Path) -> None:
    """Tables that were put one behind the other have one each."""
    found = read(tmp_path, "a.csv", "title,body\nFerry,It runs.\ntitle,body\nMine,It floods.\n")
    assert titles(found) == ["Ferry", "Mine"]
    assert [one.origin.line for one in found if isinstance(one, Skip)] == [3]


def test_rows_without_their_last_empty_cells_are_whole(tmp_path: Path) -> None:
    """Also where all of them end early, at different columns behind the text; one cell alone is no row."""
    some = "title,body,url,author,tags\nA,One.,https://coast.example/1\nB,Two.,https://coast.example/2,Ada Quill,Sea\n"
    assert titles(read(tmp_path, "a.csv", some)) == ["A", "B"]
    every = "title;body;url;author;tags\nA;One.;https://coast.example/1\nB;Two.;https://coast.example/2\n"
    assert titles(read(tmp_path, "a.csv", every)) == ["A", "B"]
    apart = (
        'title,body,url,author,tags\nA,"One,\n\n1.",https://coast.example/1\nB,Two.,https://coast.example/2,Ada Quill\n'
    )
    assert titles(read(tmp_path, "a.csv", apart)) == ["A", "B"]
    assert titles(read(tmp_path, "a.csv", "title,body,url\nA,One.,https://coast.example/1\nB\n")) == ["A"]


@pytest.mark.parametrize(
    "torn",
    [
        "A,The ferry runs.\nIts captain was glad.,https://coast.example/1\n",
        "A,The ferry runs.\nIts captain, they say.\nHe was glad.,https://coast.example/1\n",
        "A,The ferry runs.\n\nIts captain was glad.,https://coast.example/1\n",
    ],
)
def test_a_row_torn_by_a_line_break_does_not_become_two(tmp_path: Path, torn: str) -> None:
    """Its pieces are as short as rows that end early, and are rejected."""
    text = f"title,body,url\n{torn}B,Two.,https://coast.example/2\nC,Three.,https://coast.example/3\n"
    found = read(tmp_path, "a.csv", text)
    assert titles(found) == ["B", "C"]


def test_a_torn_row_among_numbered_ones_does_not_become_two(tmp_path: Path) -> None:
    """A piece of a text begins no row where all others begin with a number, also where no row is whole."""
    text = "id,title,body,author,tags\n1,A,The ferry runs.\nIts captain,Ada Quill\n2,B,Two.\n3,C,Three.\n"
    assert "Ada Quill" not in titles(read(tmp_path, "a.csv", text))
    whole = "id,title,body,author,tags\n1,A,One.,Ada,Sea\n2,B,Two.,Ben,Sea\n3,C,The ferry runs.\nIts captain,spoke,\n"
    assert titles(read(tmp_path, "a.csv", whole)) == ["A", "B"]


def test_a_database_without_quotes_is_read_by_its_escapes(tmp_path: Path) -> None:
    """Backslashes stand for breaks, also before one; a path with backslashes is no escape."""
    found = read(
        tmp_path, "a.tsv", "id\ttitle\tbody\n1\tA\tOne.\\nTwo\\tthree.\n2\tB\tFour.\\\nFive \\\tsix.\n3\tC\t\\N\n"
    )
    bodies = [one.body.text if one.body else None for one in found if isinstance(one, Record)]
    assert bodies == ["One.\nTwo\tthree.", "Four.\nFive \tsix.", None]
    (record,) = read(tmp_path, "a.tsv", "title\tbody\nA\tIn C:\\news\\data.\n")
    assert isinstance(record, Record)
    assert record.body
    assert record.body.text == "In C:\\news\\data."
    (record,) = read(tmp_path, "a.tsv", 'title\tbody\nA\t"One \\n two.\n\nThree, ""four""."\n')
    assert isinstance(record, Record)
    assert record.body
    assert record.body.text == 'One \\n two.\n\nThree, "four".'


@pytest.mark.parametrize("alone", ["Correction", "Crane 7", "7", "Nothing new from the quay"])
def test_a_title_alone_costs_only_itself(tmp_path: Path, alone: str) -> None:
    """A row with nothing behind it is none; those that lack their last cells stay whole around it."""
    rows = (
        f'A,"The ferry runs, at last."\nB,It runs.\n{alone}\nC,"Its captain, they say, is glad.",Ada Quill\n{alone}\n'
    )
    found = read(tmp_path, "a.csv", f"title,body,author\n{rows}")
    assert titles(found) == ["A", "B", "C"]
    assert [one.origin.line for one in found if isinstance(one, Rejection)] == [4, 6]


@pytest.mark.parametrize(
    "piece",
    [
        "its captain was glad of it",
        "Its captain was glad of it.",
        "Its captain was glad of it,",
        "Its captain was glad: “At last!”.",
        "Its captain was glad of it, and",
    ],
)
def test_a_piece_of_a_text_alone_keeps_torn_rows_out(tmp_path: Path, piece: str) -> None:
    """It is no title; so rows that end early there may be torn, and none becomes an article."""
    rows = f"A,The ferry runs.\n{piece}\nB,Two.\nC,Three.\n"
    assert titles(read(tmp_path, "a.csv", f"title,body,author\n{rows}")) == []
    broken = "A,The ferry runs and\nIts Captain\nB,Two,Ada\nC,Three.,Ben\n"
    assert titles(read(tmp_path, "a.csv", f"title,body,author\n{broken}")) == ["B", "C"]


@pytest.mark.parametrize(
    "header",
    [
        "Titel;Text;Datum;Autor",
        "Überschrift;Volltext;Veröffentlichungsdatum;Verfasser",
        "titre;texte;date;auteur",
        "Título;Contenido;Fecha;Autores",
        "Titolo;Testo;Data;Autore",
        "TÍTULO;Conteúdo;Data de publicação;Autor",
        "titel;tekst;datum;auteur",
        "Titel;Text;published_at;Author",
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_header_may_be_in_another_language(tmp_path: Path, header: str, name: str) -> None:
    """Its words mean the fields that they mean, with accents or without."""
    (tmp_path / name).write_text(f"{header}\nFähre läuft;Sie läuft.;04.03.2021;Ada Quill\nB;Zwei.;05.03.2021;\n")
    found, second = read_file(SourceFile(str(tmp_path / name), name))
    assert isinstance(found, Record)
    assert isinstance(second, Record)
    assert (found.title, found.body and found.body.text) == ("Fähre läuft", "Sie läuft.")
    assert found.published
    assert (f"{found.published.at:%Y-%m-%d}", found.authors, found.problems) == ("2021-03-04", ("Ada Quill",), ())


def test_names_of_fields_and_of_a_mapping_go_before_words(tmp_path: Path) -> None:
    """Whatever else stands beside them; and what is English too means so only among words of a language."""
    text = "headline;titel;text;data;medium\nFerry;Fähre;It runs.;x;print\n"
    (found,) = read(tmp_path, "a.csv", text)
    assert isinstance(found, Record)
    assert (found.title, found.problems[-1].value) == ("Ferry", "titel")
    (found,) = read(tmp_path, "a.csv", text.replace("titel", "lang"))
    assert isinstance(found, Record)
    assert (found.provider.name, found.problems[-1].value) == ("", "lang, data, medium")
    (found,) = read(tmp_path, "a.csv", "Titel;Text;Autor\nA;Eins.;Ada\n", '[fields]\nid = "Autor"')
    assert isinstance(found, Record)
    assert (found.title, found.source_id, found.authors) == ("A", "Ada", ())


@pytest.mark.parametrize(
    "torn",
    [
        "Pool,The council closes the pool.\nWhat happens next\nChildren go by bus.,2021-03-03,Ada\n",
        "Pool,The council closes the pool.\n\nWhat happens next\n\nChildren go by bus.,2021-03-03,Ada\n",
        "Pool,First part of it.\nSecond Part Of It\nThird part is here,2021-03-03,Ada\n",
        "Pool,The council closes.\nNext\nThey go by bus.\nLater\nAll is well.,2021-03-03,Ada\n",
    ],
)
def test_a_subheading_in_a_torn_text_is_no_title_alone(tmp_path: Path, torn: str) -> None:
    """Neither the beginning of that text nor its end becomes an article, and the rows around it are kept."""
    rows = [f"{name},The ferry runs.,2021-03-01,Ada\n" for name in "ABCDEF"]
    text = f"title,body,date,author\n{''.join(rows[:3])}{torn}{''.join(rows[3:])}"
    assert titles(read(tmp_path, "a.csv", text)) == [*"ABCDEF"]


def test_the_beginning_of_a_torn_text_far_down_is_no_row(tmp_path: Path) -> None:
    """Also where rows that end early are kept: behind its subheading stands its rest, and no row."""
    rows = "".join(f"A{n},The ferry runs.,2021-03-01\nB{n},The ferry runs.,2021-03-02,Ada\n" for n in range(200))
    torn = "Pool,It closes.\nWhat happens next\nChildren go by bus.,2021-03-03,Ada\n"
    found = titles(read(tmp_path, "a.csv", f"title,body,date,author\n{rows}{torn}{rows}"))
    assert len([title for title in found if title[0] in "AB"]) == 800
    assert "Pool" not in found
