"""An encrypted body is kept nowhere, however it was written down, and nothing around it is lost."""

from __future__ import annotations

import base64
import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Kind, Origin
from index.ciphertext import withhold
from index.cleaning.clean import clean_record
from index.generations.archive import Archive
from index.generations.writer import write_index
from index.rebuilding.rebuild import rebuild
from index.record import BodyForm, RawBody, Record
from tests.index.ciphertext_scan import traces

_CHANCE = random.Random(11)
CIPHER = base64.b64encode(_CHANCE.randbytes(900)).decode()
SECOND = base64.b64encode(_CHANCE.randbytes(16)).decode()
SEALED = f"{CIPHER};{SECOND}"
FOLDED = "\n".join(CIPHER[at : at + 76] for at in range(0, len(CIPHER), 76)) + f";{SECOND}"
ESCAPED = FOLDED.replace("\n", "\\n")

PROSE = """The harbour master closed the eastern gate at noon and opened it again when the tide had turned.

Two ferries waited outside for most of the afternoon, and one of them went back to the island with its cars.

Nobody could say in the evening why the pumps had stopped, though three engineers had looked at them by then.

"""
AFTER = """Afterwards the gate stayed open for the whole of the week, the harbour master said on Friday.

The council will hear about the pumps in May, when the engineers have written down what they found in them.
"""
WRITTEN = {
    "toml": f'+++\ntitle = "Gate"\nsecured = "{SEALED}"\n+++\n',
    "list item": f"- secured: {SEALED}\n- pages: 3\n",
    "flow mapping": f"{{title: 'Gate', secured: '{SEALED}'}}\n",
    "json": f'{{"page": 1, "secured": "{SEALED}"}}\n',
    "json in json": f'{{\\"page\\": 1, \\"secured\\": \\"{SEALED}\\"}}\n',
    "element": f'<pre>secured: "{SEALED}"</pre>\n',
    "elements": f"<dl><dt>secured:</dt><dd>{CIPHER};<wbr>{SECOND}</dd></dl>\n",
    "entities": f"<p>secured&#58; &quot;{SEALED}&quot;</p>\n",
    "markup": f"<p><b>secured</b>: <code>{SEALED}</code></p>\n",
    "markdown": f"**secured**: `{SEALED}`\n",
    "block scalar": f"secured: |-\n  {FOLDED}\n\n",
    "escaped folds": f'"secured": "{ESCAPED}"\n',
    "sequence": f"Secured:\n  - {SEALED}\n",
    "assignment": f"secured_body => '{SEALED}'\n",
    "half": f"SECURED={CIPHER}\n",
    "nameless": f"see {SEALED}\n",
    "nameless, folded": f"see {FOLDED}\n",
}


def is_leak(text: str) -> bool:
    return any(sealed[at : at + 12] in text for sealed in (CIPHER, SECOND) for at in range(0, len(sealed) - 12, 6))


@pytest.mark.parametrize("form", ["plain", "markdown", "html", "page"])
@pytest.mark.parametrize("name", WRITTEN)
def test_ciphertext_is_cut_and_the_rest_kept_when_it_stands_in_a_body(name: str, form: BodyForm) -> None:
    """Whatever a body is made of: the run goes, a cut tells its length, the sentences stay."""
    text = f"{PROSE}{WRITTEN[name]}\n{AFTER}"
    record = clean_record(Record(Origin("x"), "r", title="Gate", body=RawBody(text, form)))
    assert not is_leak(repr(record))
    assert record.secured
    assert "encrypted text" in {cut.reason for cut in record.cuts}
    assert record.body is not None
    assert "harbour master closed" in record.body.text
    assert "Afterwards the gate" in record.body.text


def test_ciphertext_is_cut_when_it_stands_in_any_other_field() -> None:
    """Title, excerpt, names, topics, addresses, related entries: one guard for all of them."""
    sealed = f'Gate {{"secured": "{SEALED}"}} shut'
    related = Record(Origin("x"), "related", title=sealed, urls=("https://a.example/r",))
    record = clean_record(
        Record(
            Origin("x"),
            "r",
            title=sealed,
            excerpt=sealed,
            source=sealed,
            authors=(sealed,),
            topics=(sealed, "Ports"),
            urls=(f"https://a.example/?secured={CIPHER}", "https://a.example/gate"),
            related=(related,),
        )
    )
    assert not is_leak(repr(record))
    assert (record.title, record.excerpt, record.topics) == ("Gate {} shut", "Gate {} shut", ("Gate {} shut", "Ports"))
    assert record.urls == ("https://a.example/gate",)
    assert record.related[0].title == "Gate {} shut"


def test_a_record_is_locked_when_its_body_was_nothing_but_ciphertext() -> None:
    """Empty brackets are no body: what is left is a locked article."""
    record = clean_record(Record(Origin("x"), "r", title="T", body=RawBody(f'{{"secured": "{SEALED}"}}', "plain")))
    assert (record.body, record.secured) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "The area is secured: police said so. Secured = safe, they added.",
        "It was secured: internationalisation notwithstanding, incomprehensibilities prevailed.",
        "See https://news.example/" + "harbour/Gate2/" * 12 + ";jsessionid=0A1B2C3D4E5F6071",
        f"A picture: data:image/png;base64,{CIPHER} and so on",
        "secured: https://www.harbour.example/2021/03/04/the-very-long-story-of-the-eastern-gate-and-its-master",
        "A line of signs: " + "=" * 200 + "; and more",
    ],
)
def test_text_stays_when_it_only_resembles_ciphertext(text: str) -> None:
    """Words, addresses, pictures and rules are not encrypted text."""
    assert withhold(text) == (text, ())


@given(st.text(), st.text(), st.binary(min_size=60, max_size=400))
def test_nothing_of_a_secret_is_left_when_any_text_stands_around_it(before: str, after: str, secret: bytes) -> None:
    """Text before and after cannot hide a named secret, and withholding twice is withholding once."""
    cipher = base64.b64encode(secret).decode()
    kept = withhold(f"{before}\nsecured: '{cipher}'\n{after}").text
    assert cipher not in kept or cipher in before + after
    assert withhold(kept).text == kept or "secured" in (before + after).lower()


@pytest.mark.parametrize(
    "text",
    [
        "secured:" * 100_000,
        "secured<" * 100_000,
        ("secured: " + "A" * 20 + " ") * 30_000,
        ("A" * 61 + "\n") * 20_000 + ";",
        ("A" * 119 + " ") * 10_000 + ";",
        ("B" * 60 + " " * 2_000) * 400 + ";",
    ],
    ids=["names", "tags", "short runs", "folds", "long runs", "blanks"],
)
def test_a_long_text_is_read_in_time_when_it_is_made_to_be_slow(text: str) -> None:
    """No place of a text is looked at again and again."""
    began = time.perf_counter()
    withhold(text)
    assert time.perf_counter() - began < 5


def test_a_planted_secret_is_found_when_an_archive_holds_one(tmp_path: Path) -> None:
    """The control of every proof below: the scan sees what cleaning would have cut, in articles and in terms."""
    planted = Article("a" * 32, Kind.FULL, "Planted", body=f"secured: {SEALED}")
    archive = Archive(tmp_path / "archive")
    archive.publish(lambda folder: write_index([planted], folder))
    assert {where for where, _ in traces(archive, [CIPHER, SECOND])} >= {"article", "term"}
    (tmp_path / "archive" / "stray").write_text(CIPHER)
    assert "bytes" in {where for where, _ in traces(archive, [CIPHER])}


def test_no_trace_of_a_secret_is_archived_when_files_hide_it_everywhere(tmp_path: Path) -> None:
    """Every way of writing, in a text, a page and a JSON record, from the file to the published archive."""
    folder = tmp_path / "source"
    folder.mkdir()
    for number, (name, written) in enumerate(WRITTEN.items()):
        (folder / f"{number}.txt").write_text(f"{name} gate\n\n{PROSE}{written}")
        page = f"<!DOCTYPE html><title>{name}</title><article><p>{PROSE}</p>{written}<p>{PROSE}</p></article>"
        (folder / f"{number}.html").write_text(page)
        record = {"title": f"{name} {written}", "body": written, "excerpt": written, "topics": [written]}
        (folder / f"{number}.json").write_text(json.dumps(record))
        (folder / f"{number}.md").write_text(
            f"---\ntitle: One\n---\n{PROSE}\n---\ntitle: Two\nsecured: {SEALED}\n---\n"
        )
    report = rebuild([folder], tmp_path / "archive")
    assert report.rejections == ()
    assert report.articles == 5 * len(WRITTEN)
    assert traces(Archive(tmp_path / "archive"), [CIPHER, SECOND]) == set()
    assert not is_leak(repr(report))
