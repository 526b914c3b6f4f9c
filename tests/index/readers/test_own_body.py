"""A record with several texts gives the whole one, and tells what the others say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.article import Origin
from index.mapping_file import parse_mapping
from index.readers.mapping import FieldReader
from index.record import BodyForm, Record
from index.sources import SourceFile, read_file

PARTS = [
    "The harbour board put off the second crane once more on Tuesday, as it had in the spring.",
    "Its chairman said that the money was there, but that nobody had asked the fishermen yet.",
    "They moor where the crane is to stand, and have done so since the old quay was built.",
    "A vote is due in May.",
]
WHOLE = "\n\n".join(PARTS)
MARKED = "".join(f"<p>{part}</p>" for part in PARTS)
CUT = f"{WHOLE[:150]}… [+212 chars]"
QUOTE = "Fishermen of the old quay: “Nobody has asked us.”"


def read(fields: dict[str, object], mapping: str = "") -> Record:
    reader = FieldReader(parse_mapping(mapping) if mapping else None)
    found = reader.read({"title": "Crane put off", **fields}, Origin("a.json"), "records")
    assert isinstance(found, Record), found
    return found


def told(record: Record) -> list[str]:
    return [problem.value for problem in record.problems if problem.field == "body"]


@pytest.mark.parametrize(
    ("fields", "body", "form", "others"),
    [
        ({"content": CUT, "full_text": WHOLE}, WHOLE, "plain", []),
        ({"full_text": WHOLE, "content": CUT}, WHOLE, "plain", []),
        ({"content": f"{WHOLE[:150]}...", "maintext": WHOLE}, WHOLE, "plain", []),
        ({"text": QUOTE, "content": WHOLE}, WHOLE, "plain", [QUOTE]),
        ({"text": PARTS[0], "content": WHOLE}, WHOLE, "plain", []),
        ({"description": QUOTE, "text": QUOTE, "content": WHOLE}, WHOLE, "plain", []),
        ({"text": "One short line.", "content": CUT}, CUT, "plain", []),
        ({"html": MARKED, "plaintext": WHOLE}, MARKED, "html", []),
        ({"content_html": MARKED, "content_text": f"{WHOLE}\n\n{QUOTE}"}, MARKED, "html", [QUOTE]),
        ({"content_html": f"<p>{PARTS[0]}</p>", "content_text": WHOLE}, WHOLE, "plain", []),
        ({"html": f"<p>{QUOTE}</p>", "text": WHOLE}, WHOLE, "plain", [QUOTE]),
        ({"body": WHOLE, "text": WHOLE.replace("“", '"')}, WHOLE, "plain", []),
        ({"body": "", "text": WHOLE}, WHOLE, "plain", []),
        ({"text": f"{WHOLE} So it goes...", "content": WHOLE[:250]}, f"{WHOLE} So it goes...", "plain", []),
        ({"body": f"{WHOLE}…", "content": WHOLE[:200]}, f"{WHOLE}…", "plain", []),
        ({"content": WHOLE[:200], "html": f"{MARKED}<p>And on…</p>"}, f"{MARKED}<p>And on…</p>", "html", []),
        ({"content": WHOLE, "text": f"{WHOLE}…"}, WHOLE, "plain", []),
        ({"body": {"blocks": [1]}, "text": WHOLE}, WHOLE, "plain", ["a dict"]),
    ],
)
def test_the_whole_text_of_several_is_the_body(
    fields: dict[str, object], body: str, form: BodyForm, others: list[str]
) -> None:
    """Whatever the names and their order; what only another says is told, and nothing is where all is kept."""
    found = read(fields)
    assert found.body
    assert (found.body.text, found.body.form, told(found)) == (body, form, others)


LINKS = ["Read more: Ferry late again after the storm", "Subscribe to our newsletter today for more"]
RAW = "\n".join(["Home", "News", *PARTS[:2], LINKS[0], *PARTS[2:], LINKS[1], "All rights reserved."])
VOTE = "The vote was put off to June, as the chairman was ill and nobody else had read the papers on the crane."


@pytest.mark.parametrize(
    ("fields", "body", "others"),
    [
        ({"body": WHOLE, "text": RAW}, WHOLE, LINKS),
        ({"text": WHOLE, "full_text": RAW}, WHOLE, LINKS),
        ({"body": RAW, "text": WHOLE}, RAW, []),
        ({"body": WHOLE, "text": f"{RAW}\n{VOTE}"}, f"{RAW}\n{VOTE}", []),
        ({"body": WHOLE, "text": f"{WHOLE}\n\n{VOTE}"}, f"{WHOLE}\n\n{VOTE}", []),
        ({"body": WHOLE, "text": RAW + "\n" + VOTE.replace(", ", "\n")}, RAW + "\n" + VOTE.replace(", ", "\n"), []),
        ({"body": WHOLE[:-12], "text": RAW}, RAW, []),
        ({"body": f"{WHOLE} {QUOTE}", "text": RAW}, RAW, [QUOTE]),
        ({"body": PARTS[0], "text": RAW}, RAW, []),
    ],
)
def test_the_story_goes_before_itself_among_menus(fields: dict[str, object], body: str, others: list[str]) -> None:
    """Under a surer name, whole, and where the longer text tells no more; what is left of that is reported."""
    found = read(fields)
    assert (found.body and found.body.text, told(found)) == (body, [" ".join(others)] if others else [])


def test_the_whole_text_of_a_row_is_the_body(tmp_path: Path) -> None:
    """Tables of an interface get a column of what was fetched behind them."""
    (tmp_path / "a.csv").write_text(f'title,content,full_text\nCrane put off,"{CUT}","{WHOLE}"\n')
    (found,) = read_file(SourceFile(str(tmp_path / "a.csv"), "a.csv"))
    assert isinstance(found, Record)
    assert found.body
    assert (found.body.text, found.problems) == (WHOLE, ())


def test_a_mapping_says_which_text_is_the_body() -> None:
    """Its order holds, however short the text that it names; where it names none but a form, the whole one is taken."""
    found = read({"text": QUOTE, "content": WHOLE}, '[fields]\nbody = ["text", "content"]')
    assert (found.body and found.body.text, told(found)) == (QUOTE, [])
    found = read({"text": QUOTE, "content": WHOLE}, 'body_form = "markdown"')
    assert found.body
    assert (found.body.text, found.body.form, told(found)) == (WHOLE, "markdown", [QUOTE])


@pytest.mark.parametrize(
    ("fields", "excerpt"),
    [
        ({"abstract": QUOTE, "lead_paragraph": PARTS[0]}, f"{QUOTE}\n\n{PARTS[0]}"),
        ({"abstract": QUOTE, "lead_paragraph": PARTS[0], "body": WHOLE}, QUOTE),
        ({"abstract": PARTS[0], "snippet": PARTS[0], "lead_paragraph": PARTS[0]}, PARTS[0]),
        ({"abstract": WHOLE, "lead_paragraph": PARTS[0]}, WHOLE),
        ({"lead_paragraph": PARTS[0]}, PARTS[0]),
    ],
)
def test_a_first_paragraph_beside_an_abstract_is_kept(fields: dict[str, object], excerpt: str) -> None:
    """Behind it, as it is the story's own; not again where it stands in the abstract or the body."""
    assert read(fields).excerpt == excerpt


def test_the_rest_of_a_record_is_as_before() -> None:
    """One text needs no choice, and is taken as it is, cut off or not."""
    found = read(json.loads(json.dumps({"content": CUT})))
    assert (found.body and found.body.text, found.problems) == (CUT, ())
